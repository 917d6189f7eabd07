/** A meeting's agenda before and during it: which cases, in which order. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { addToAgenda, agendaToBuild, moveItem, removeFromAgenda } from "#server/meetings/index.ts";
import { type FormAnswer, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	Checkboxes,
	CommandForm,
	EmptyState,
	HiddenFields,
	InsetText,
	LinkButton,
	PageTitle,
	RiskTag,
	SummaryList,
	Time,
	useAnnounce,
} from "../ui/index.ts";
import { Place } from "./open-meetings.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Agenda: ${data?.panelName ?? "meeting"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => agendaToBuild(actor, params.meetingId ?? ""));

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const meetingId = params.meetingId ?? "";
	const { itemId = "" } = form.fields;
	const move = (direction: "up" | "down") => moveItem(actor, form.opId, { meetingId, itemId, direction });
	const result = await byIntent<typeof post, object>(post, {
		add: async () => {
			for (const caseId of chosen(form))
				await addToAgenda(actor, `${form.opId}:${caseId}`, { meetingId, caseId });
			return {};
		},
		up: () => move("up"),
		down: () => move("down"),
		remove: () => removeFromAgenda(actor, form.opId, { meetingId, itemId }),
	});
	return done(form, result, paths.agenda(meetingId));
});

/** The ticked cases, in the order in which the page lists them; each is a command of its own. */
function chosen(form: SentForm): string[] {
	const caseIds = form.all("caseId");
	if (caseIds.length === 0) throw new Invalid({ caseId: "Select at least one case" });
	return caseIds;
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type AgendaPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Agenda() {
	const page = useLoaderData<typeof loader>();
	const { meetingId, panelId, panelName, state, items, mayBuild, mayRun } = page;
	const answer = useFormAnswer();
	const isOpen = state !== "closed";
	return (
		<Page beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Agenda</PageTitle>
			<SummaryList
				rows={[
					{ key: "When", value: <Time at={page.startsAt} /> },
					{ key: "Where", value: <Place place={page.place} /> },
				]}
			/>
			<MeetingNow page={page} />
			<section aria-labelledby="cases-heading">
				<h2 className="govuk-heading-m" id="cases-heading">
					Cases in order
				</h2>
				{items.length === 0 ? (
					<EmptyState title="No cases on this agenda yet">
						{mayBuild && isOpen ? <p className="govuk-body">Choose them below.</p> : null}
					</EmptyState>
				) : (
					<Items page={page} mayChange={mayBuild && isOpen} />
				)}
			</section>
			{mayRun && state === "planned" && items.length > 0 ? (
				<CommandForm action={paths.startMeeting(meetingId)} returnTo={paths.meeting(meetingId)}>
					<p className="govuk-body">Starting the meeting opens its room to everybody on the panel.</p>
					<Button preventDoubleClick>Start the meeting</Button>
				</CommandForm>
			) : null}
			{mayBuild && isOpen ? <AddForm page={page} answer={answer} /> : null}
		</Page>
	);
}

function MeetingNow({ page: { state, meetingId } }: { page: AgendaPage }) {
	if (state === "planned") return null;
	if (state === "in-progress") {
		return (
			<InsetText>
				<p className="govuk-body">
					The meeting is in progress. What you change here changes on everybody’s screen at once.
				</p>
				<LinkButton to={paths.meeting(meetingId)}>Join the meeting</LinkButton>
			</InsetText>
		);
	}
	return (
		<InsetText>
			The meeting is closed, so its agenda stays as it is.{" "}
			<Link className="govuk-link" to={paths.record(meetingId)}>
				Read its record
			</Link>
		</InsetText>
	);
}

function Items({ page: { items, meetingId }, mayChange }: { page: AgendaPage; mayChange: boolean }) {
	const moved = useFocusOnMoved(items.map((item) => item.itemId));
	const order = items.map((item) => item.itemId).join(" ");
	return (
		<ol className="pr-plain-rows pr-plain-rows--numbered">
			{items.map((item, index) => (
				<li key={item.itemId} className="pr-plain-rows__row">
					<span className="pr-plain-rows__number" aria-hidden="true">
						{index + 1}
					</span>
					<span className="pr-plain-rows__words">
						<span>
							<Link className="govuk-link pr-reference" to={paths.case(item.caseId)}>
								{item.reference}
							</Link>{" "}
							{item.victim}
						</span>
						<RiskTag level={item.risk} />
					</span>
					{mayChange ? (
						<div className="pr-plain-rows__buttons">
							<ItemButton
								{...{ item, order, moved, meetingId }}
								intent="up"
								label="Up"
								isPointless={index === 0}
							/>
							<ItemButton
								{...{ item, order, moved, meetingId }}
								intent="down"
								label="Down"
								isPointless={index === items.length - 1}
							/>
							{item.isOpened ? (
								<span className="pr-plain-rows__note">Opened: stays</span>
							) : (
								<ItemButton {...{ item, order, moved, meetingId }} intent="remove" label="Take off" />
							)}
						</div>
					) : null}
				</li>
			))}
		</ol>
	);
}

type Moved = ReturnType<typeof useFocusOnMoved>;

type ItemButtonProps = {
	item: { itemId: string; reference: string };
	/** Changes when the agenda does, and with it what a press means. */
	order: string;
	moved: Moved;
	meetingId: string;
	intent: "up" | "down" | "remove";
	label: string;
	/** The button stays, so that what has focus does not vanish under the finger that moved the case to an end. */
	isPointless?: boolean;
};

function ItemButton({ item, order, moved, meetingId, intent, label, isPointless }: ItemButtonProps) {
	const id = `${intent}-${item.itemId}`;
	return (
		<CommandForm returnTo={paths.agenda(meetingId)} intention={order} preventScrollReset>
			<HiddenFields values={{ intent, itemId: item.itemId }} />
			<Button
				id={id}
				variant="secondary"
				small
				aria-disabled={isPointless || undefined}
				onClick={(event) => {
					if (isPointless) event.preventDefault();
					else moved(id, item);
				}}
			>
				{label}
				<span className="govuk-visually-hidden">: {item.reference}</span>
			</Button>
		</CommandForm>
	);
}

/** After a move, says where the case is now and gives the focus back to the button, which moved along. */
function useFocusOnMoved(order: string[]) {
	const announce = useAnnounce();
	const pressed = useRef<{ id: string; itemId: string; reference: string } | null>(null);
	const seen = useRef(order.join(" "));
	useEffect(() => {
		const now = order.join(" ");
		const before = seen.current;
		seen.current = now;
		if (now === before || !pressed.current) return;
		const { id, itemId, reference } = pressed.current;
		pressed.current = null;
		const place = order.indexOf(itemId);
		announce(
			place < 0
				? `${reference} is off the agenda.`
				: `${reference} is now number ${place + 1} of ${order.length}.`,
		);
		if (document.activeElement === document.body) document.getElementById(id)?.focus();
	}, [order, announce]);
	return (id: string, item: { itemId: string; reference: string }) => {
		pressed.current = { id, ...item };
	};
}

function AddForm({
	page: { others, items, meetingId, panelId },
	answer,
}: {
	page: AgendaPage;
	answer: FormAnswer;
}) {
	if (others.length === 0) {
		return (
			<p className="govuk-body">
				{items.length > 0
					? "Every case of the panel that you can see is on this agenda."
					: "The panel has no cases yet."}{" "}
				<Link className="govuk-link" to={paths.panel(panelId)}>
					Go to the panel
				</Link>
			</p>
		);
	}
	const order = items.map((item) => item.itemId).join(" ");
	return (
		<CommandForm
			key={order}
			returnTo={paths.agenda(meetingId)}
			intention={`${order} ${answer.turn}`}
			className="govuk-!-margin-top-6"
		>
			<HiddenFields values={{ intent: "add" }} />
			<div className="pr-choices">
				<Checkboxes
					name="caseId"
					label="Put cases on the agenda"
					labelSize="m"
					small
					options={others.map((other) => ({
						value: other.caseId,
						label: (
							<span className="pr-plain-rows__words">
								<span>
									<span className="pr-reference">{other.reference}</span> {other.victim}
								</span>
								<RiskTag level={other.risk} />
							</span>
						),
					}))}
					defaultValue={answer.all("caseId")}
					error={answer.errors.caseId}
				/>
			</div>
			<ButtonGroup>
				<Button variant={items.length === 0 ? "primary" : "secondary"} preventDoubleClick>
					Put them on the agenda
				</Button>
			</ButtonGroup>
		</CommandForm>
	);
}
