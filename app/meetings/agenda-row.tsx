/** One row of an agenda that is being built: when it begins, what it is, how long it takes, and how to change that. */
import { Link } from "@remix-run/react";
import { type KeyboardEvent, useRef } from "react";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	Checkboxes,
	CommandForm,
	classNames,
	Details,
	HiddenFields,
	RiskTag,
	Select,
	TextInput,
	Time,
} from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";
import type { Plan } from "./agenda-items.tsx";
import { LISTING_WORDS, titleOf } from "./meeting-words.ts";
import { OutstandingList } from "./outstanding.tsx";
import { ItemMark } from "./paper-marks.tsx";

export type AgendaRowItem = AgendaPage["items"][number];

/** A row's boxes, as a form posts them. */
export interface ItemFields {
	minutes: string;
	listing: string;
	presenterName: string;
	hasChildren: string;
}

/** The boxes of an item as it is stored. */
export const fieldsOf = (item: AgendaRowItem): ItemFields => ({
	minutes: String(item.minutes),
	listing: item.listing ?? "",
	presenterName: item.presenterName ?? "",
	hasChildren: item.hasChildren ? "yes" : "",
});

interface AgendaRowProps {
	page: AgendaPage;
	item: AgendaRowItem;
	/** From 0. */
	place: number;
	places: number;
	/** ISO instant. */
	begins: string;
	/** What its boxes show. */
	fields: ItemFields;
	/** Something in them is not saved. */
	isDirty: boolean;
	/** What was refused of this row. */
	answer: FormAnswer | undefined;
	plan: Plan;
	className: string;
}

export function AgendaRow(props: AgendaRowProps) {
	const { page, item, place, begins, plan, className } = props;
	const row = useRef<HTMLLIElement>(null);
	const mayMove = page.mayChange && plan.isAlive;

	function keyPressed(event: KeyboardEvent<HTMLLIElement>) {
		// In a list to choose from, Alt and an arrow open the list.
		if (!mayMove || !event.altKey || event.target instanceof HTMLSelectElement) return;
		const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined;
		if (!by) return;
		event.preventDefault();
		plan.move(item.id, by);
	}

	return (
		<li
			ref={row}
			className={classNames("pr-plan__row", !item.caseId && "pr-plan__row--standing", className)}
			tabIndex={mayMove ? -1 : undefined}
			onKeyDown={keyPressed}
			onDragOver={(event) => {
				if (!plan.dragged || !row.current) return;
				event.preventDefault();
				const { top, height } = row.current.getBoundingClientRect();
				plan.dragOver(item.id, event.clientY < top + height / 2);
			}}
			onDrop={(event) => {
				event.preventDefault();
				plan.drop();
			}}
		>
			<div className="pr-plan__line">
				{mayMove ? (
					<span
						className="pr-plan__handle"
						draggable
						title="Drag to move"
						aria-hidden="true"
						onDragStart={(event) => {
							event.dataTransfer.effectAllowed = "move";
							event.dataTransfer.setData("text/plain", nameOf(item));
							if (row.current) event.dataTransfer.setDragImage(row.current, 12, 12);
							plan.drag(item.id);
						}}
						onDragEnd={plan.dragEnded}
					/>
				) : null}
				<span className="pr-plan__time">
					<Time at={begins} format="time" />
				</span>
				<span className="pr-plan__number" aria-hidden="true">
					{place + 1}
				</span>
				<What item={item} />
				{page.mayChange ? (
					<Controls {...props} />
				) : (
					<span className="pr-plan__length">{item.minutes} min</span>
				)}
			</div>
			{item.itemKind === "actions" ? <Outstanding page={page} /> : null}
			{page.mayChange ? <More {...props} /> : null}
		</li>
	);
}

function What({ item }: { item: AgendaRowItem }) {
	const facts = [
		item.listing ? LISTING_WORDS[item.listing] : null,
		item.presenterName ? `Presented by ${item.presenterName}` : null,
		item.hasChildren ? "Children in this case" : null,
		item.guests.length > 0
			? `${item.guests.length === 1 ? "Guest" : "Guests"}: ${item.guests.map((guest) => guest.userName).join(", ")}`
			: null,
	].filter((fact) => fact !== null);
	return (
		<div className="pr-plan__what">
			<div className="pr-plan__title">
				{item.file ? (
					<>
						<Link className="govuk-link pr-reference" to={paths.case(item.file.caseId)} draggable={false}>
							{item.file.reference}
						</Link>{" "}
						<span>{item.file.victim || "Victim not known"}</span> <RiskTag level={item.file.risk} />{" "}
						<CaseMarks file={{ isRepeat: item.file.isRepeat, state: "open" }} />
					</>
				) : (
					titleOf(item, "")
				)}
				<ItemMark item={item} />
			</div>
			{facts.length > 0 ? (
				<ul className="pr-plan__facts">
					{facts.map((fact) => (
						<li key={fact}>{fact}</li>
					))}
				</ul>
			) : null}
		</div>
	);
}

/** What an item is called where there is little room: a case by its reference. */
export const nameOf = (item: AgendaRowItem): string => titleOf(item, item.file?.reference ?? "A case");

const formOf = (item: AgendaRowItem) => `item-${item.id}`;

/** Minutes, and up and down: parts of the form that stands below, so that they work without script. */
function Controls({ item, place, places, fields, isDirty, answer, plan }: AgendaRowProps) {
	const form = formOf(item);
	const name = nameOf(item);
	const isFirst = place === 0;
	const isLast = place === places - 1;
	return (
		<div className="pr-plan__controls">
			<div className="pr-plan__minutes">
				<TextInput
					id={`field-minutes-${item.id}`}
					name="minutes"
					form={form}
					label={`Minutes for ${name}`}
					labelHidden
					width={3}
					suffix="min"
					inputMode="numeric"
					autoComplete="off"
					value={fields.minutes}
					error={answer?.errors.minutes}
					onChange={(event) => plan.type(item.id, { minutes: event.target.value })}
					onBlur={() => plan.saveRow(item.id, "minutes")}
				/>
				{/* First of the form's buttons, so that Enter saves. */}
				<Button
					form={form}
					name="intent"
					value="change"
					variant="secondary"
					small
					hidden={plan.isAlive && !isDirty}
				>
					Save<span className="govuk-visually-hidden"> {name}</span>
				</Button>
			</div>
			<Button
				id={`up-${item.id}`}
				form={form}
				name="intent"
				value="up"
				variant="secondary"
				small
				aria-disabled={isFirst || undefined}
			>
				Up<span className="govuk-visually-hidden">: {name}</span>
			</Button>
			<Button
				id={`down-${item.id}`}
				form={form}
				name="intent"
				value="down"
				variant="secondary"
				small
				aria-disabled={isLast || undefined}
			>
				Down<span className="govuk-visually-hidden">: {name}</span>
			</Button>
		</div>
	);
}

/** The rest of a row: how it is listed, who presents it, its guests, and off the agenda. */
function More(props: AgendaRowProps) {
	const { page, item, fields, answer, plan } = props;
	const name = nameOf(item);
	const order = plan.ids.join(" ");
	const isStarted = item.openedAt !== null || item.outcome !== null;
	const listings = Object.entries(LISTING_WORDS).map(([value, label]) => ({ value, label }));
	return (
		<Details
			summary={
				<>
					Change<span className="govuk-visually-hidden"> {name}</span>
				</>
			}
			open={answer !== undefined && !answer.errors.minutes}
		>
			<CommandForm
				id={formOf(item)}
				intention={`${order} ${item.version}`}
				preventScrollReset
				className="pr-plan__form"
				onSubmit={(event) => {
					const intent = (event.nativeEvent as SubmitEvent).submitter?.getAttribute("value");
					if (intent === "remove") return;
					event.preventDefault();
					if (intent === "up") plan.move(item.id, -1);
					else if (intent === "down") plan.move(item.id, 1);
					else plan.saveRow(item.id);
				}}
			>
				<HiddenFields values={{ itemId: item.id, version: item.version }} />
				{item.caseId ? (
					<Select
						id={`field-listing-${item.id}`}
						name="listing"
						label="Listed as"
						options={listings}
						value={fields.listing}
						error={answer?.errors.listing}
						onChange={(event) => plan.type(item.id, { listing: event.target.value })}
					/>
				) : null}
				<TextInput
					id={`field-presenterName-${item.id}`}
					name="presenterName"
					label="Presented by"
					autoComplete="off"
					value={fields.presenterName}
					error={answer?.errors.presenterName}
					onChange={(event) => plan.type(item.id, { presenterName: event.target.value })}
				/>
				{item.caseId ? (
					<Checkboxes
						key={`${item.version} ${item.hasChildren}`}
						id={`field-hasChildren-${item.id}`}
						name="hasChildren"
						label="Children"
						labelHidden
						small
						options={[{ value: "yes", label: "There are children in this case" }]}
						defaultValue={fields.hasChildren ? ["yes"] : []}
						onChange={([isTicked]) => plan.type(item.id, { hasChildren: isTicked ?? "" })}
					/>
				) : null}
				<ButtonGroup>
					<Button name="intent" value="change" variant="secondary" small>
						Save<span className="govuk-visually-hidden"> {name}</span>
					</Button>
					{isStarted ? (
						<span className="pr-plain-rows__note">The panel has spoken of it, so it stays.</span>
					) : (
						<Button name="intent" value="remove" variant="secondary" small>
							Take off the agenda<span className="govuk-visually-hidden">: {name}</span>
						</Button>
					)}
				</ButtonGroup>
			</CommandForm>
			{item.caseId && page.state !== "closed" ? <Guests {...props} /> : null}
		</Details>
	);
}

/** Who is invited to this item, and to no other. */
function Guests({ item, answer }: AgendaRowProps) {
	const own = answer?.values.intent === "invite" ? answer : undefined;
	const invited = item.guests.map((guest) => guest.id).join(" ");
	return (
		<div className="pr-plan__guests">
			<h3 className="govuk-heading-s">Guests for this item only</h3>
			{item.guests.map((guest) => (
				<CommandForm key={guest.id} intention={invited} preventScrollReset>
					<HiddenFields values={{ intent: "withdraw", guestId: guest.id }} />
					<span className="pr-plan__guest">
						{guest.userName}, {guest.agencyName}
					</span>
					<Button variant="secondary" small>
						Withdraw<span className="govuk-visually-hidden"> the invitation of {guest.userName}</span>
					</Button>
				</CommandForm>
			))}
			<CommandForm key={invited} intention={`${invited} ${own?.turn ?? ""}`} preventScrollReset>
				<HiddenFields values={{ intent: "invite", itemId: item.id }} />
				<TextInput
					id={`field-email-${item.id}`}
					name="email"
					label="E-mail address of their account"
					hint="They see this case while the panel is on it, and nothing else."
					type="email"
					width={30}
					autoComplete="off"
					spellCheck={false}
					defaultValue={own?.values.email}
					error={own?.errors.email}
				/>
				<Button variant="secondary" small>
					Invite<span className="govuk-visually-hidden"> to {nameOf(item)}</span>
				</Button>
			</CommandForm>
		</div>
	);
}

/** What earlier meetings left open, by link: it stays where it is. */
function Outstanding({ page: { outstanding, panelId, today } }: { page: AgendaPage }) {
	if (outstanding.lines.length === 0) return <p className="pr-plan__none">None from earlier meetings.</p>;
	const { lines, isMore } = outstanding;
	const overdue = lines.filter(({ due }) => due !== null && due < today).length;
	// Those due first are listed, so only when all of these are overdue may more be.
	const atLeast = isMore && overdue === lines.length ? "at least " : "";
	const ofThem = overdue > 0 ? `, ${atLeast}${overdue} overdue` : "";
	return (
		<Details summary={`${isMore ? "More than " : ""}${lines.length} from earlier meetings${ofThem}`}>
			<OutstandingList {...{ outstanding, panelId, today }} className="pr-plan__outstanding" />
		</Details>
	);
}
