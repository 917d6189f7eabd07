/**
 * The items of an agenda in order, with the clock time of each. With script they are dragged, moved by keys and
 * saved in place; without it the same buttons are plain forms.
 */
import { Link, useLocation, useRevalidator } from "@remix-run/react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { ConflictChoice, type FormAnswer, FormProblems } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	classNames,
	Details,
	EmptyState,
	HiddenFields,
	SaveState,
	Time,
	useAnnounce,
	WarningText,
} from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";
import { AgendaRow, type AgendaRowItem, fieldsOf, type ItemFields, nameOf } from "./agenda-row.tsx";
import { beginnings, lengthInWords, minutesAfter, minutesIn, movedTo } from "./agenda-time.ts";
import { LISTING_WORDS, titleOf } from "./meeting-words.ts";
import { type Change, useSaver } from "./use-saver.ts";

/** What somebody has typed into a row and not saved, and what it was typed over. */
interface RowDraft {
	typed: Partial<ItemFields>;
	over: { fields: ItemFields; version: number };
}

const ORDER = "order";

interface AgendaItemsProps {
	page: AgendaPage;
	/** What a form of the page was answered. */
	answer: FormAnswer;
	/** The page's title and what stands above the items. */
	children: ReactNode;
}

export function AgendaItems({ page, answer, children }: AgendaItemsProps) {
	const { meetingId, items, mayChange } = page;
	const plan = usePlan(page, answer);
	const { ids, drafts, saver } = plan;
	const inOrder = ids.flatMap((id) => items.find((item) => item.id === id) ?? []);
	const lengths = inOrder.map((item) => minutesIn(drafts[item.id]?.typed.minutes ?? "", item.minutes));
	const begins = beginnings(page.startsAt, lengths);
	const planned = lengths.reduce((sum, minutes) => sum + minutes, 0);
	const here = paths.agenda(meetingId);
	const refused = saver.refused?.answer ?? answer;
	const refusedItem = saver.refused?.key ?? answer.values.itemId;
	const isOfRow = ["change", "invite"].includes(refused.values.intent ?? "");
	return (
		<>
			<FormProblems answer={isOfRow ? atRow(refused, refusedItem) : refused} />
			{children}
			<ConflictChoice
				answer={refused}
				keepTo={here}
				returnTo={here}
				fields={[
					{ name: "minutes", label: "Minutes" },
					{ name: "listing", label: "Listed as", show: listingInWords },
					{ name: "presenterName", label: "Presenter" },
					{ name: "hasChildren", label: "Children", show: () => "There are children in this case" },
				]}
			/>
			<section aria-labelledby="items-heading" className="pr-plan">
				<div className="pr-plan__head">
					<h2 className="govuk-heading-m" id="items-heading">
						Items in order
					</h2>
					{mayChange ? <SaveState state={saver.state} /> : null}
				</div>
				{mayChange ? <Fit page={page} planned={planned} /> : null}
				{items.some((item) => item.caseId) ? null : (
					<EmptyState title="No cases on this agenda yet">
						{mayChange ? <p className="govuk-body">Choose them below.</p> : null}
					</EmptyState>
				)}
				{mayChange ? <Suggestion page={page} /> : null}
				{mayChange && plan.isAlive ? (
					<p className="govuk-hint pr-plan__hint" id="order-hint">
						To change the order, drag a row by its handle, press Up or Down, or hold Alt and press an arrow
						key anywhere in a row.
					</p>
				) : null}
				<ol className="pr-plan__items" onDragLeave={plan.dragLeft}>
					{inOrder.map((item, index) => (
						<AgendaRow
							key={item.id}
							page={page}
							item={item}
							place={index}
							places={inOrder.length}
							begins={begins[index] ?? page.startsAt}
							fields={{ ...fieldsOf(item), ...drafts[item.id]?.typed }}
							isDirty={drafts[item.id] !== undefined}
							answer={isOfRow && refusedItem === item.id ? refused : undefined}
							plan={plan}
							className={classNames(
								plan.dragged === item.id && "pr-plan__row--dragged",
								plan.dropAt?.id === item.id &&
									(plan.dropAt.isBefore ? "pr-plan__row--drop-before" : "pr-plan__row--drop-after"),
							)}
						/>
					))}
				</ol>
				<p className={classNames("pr-plan__end", mayChange && plan.isAlive && "pr-plan__end--indented")}>
					<Time at={minutesAfter(page.startsAt, planned)} format="time" /> End
					{mayChange && planned > page.minutes ? `, ${lengthInWords(planned - page.minutes)} too late` : null}
				</p>
			</section>
		</>
	);
}

const listingInWords = (listing: string) => LISTING_WORDS[listing as keyof typeof LISTING_WORDS] ?? listing;

/** The same answer with its messages at the fields of one row, whose ids end with the item's. */
function atRow(answer: FormAnswer, itemId: string | undefined): FormAnswer {
	const errors = Object.entries(answer.errors).map(([name, message]) => [
		name === "form" ? name : `${name}-${itemId}`,
		message,
	]);
	return { ...answer, errors: Object.fromEntries(errors) };
}

/** What rows are given to work with. */
export type Plan = ReturnType<typeof usePlan>;

/** The order and the boxes as they are on the screen, and their way to the server. */
function usePlan({ items }: AgendaPage, answer: FormAnswer) {
	const [order, setOrder] = useState<string[] | null>(null);
	const [drafts, setDrafts] = useState<Record<string, RowDraft>>(() => refusedDraft(items, answer));
	const [dragged, setDragged] = useState<string | null>(null);
	const [dropAt, setDropAt] = useState<{ id: string; isBefore: boolean } | null>(null);
	const [isAlive, setIsAlive] = useState(false);
	useEffect(() => setIsAlive(true), []);
	const announce = useAnnounce();
	const { revalidate } = useRevalidator();

	const stored = items.map((item) => item.id);
	const isSameItems = order?.length === stored.length && order.every((id) => stored.includes(id));
	const ids = order && isSameItems ? order : stored;

	const settled = useCallback(
		(change: Change, wasSaved: boolean) => {
			if (change.key === ORDER) {
				setOrder((now) => (now && sentOrder(change) === now.join(" ") ? null : now));
				if (!wasSaved) {
					setOrder(null);
					revalidate();
				}
			} else if (wasSaved) setDrafts((all) => withoutSaved(all, change));
		},
		[revalidate],
	);
	const saver = useSaver((change) => overLatest(change, items), settled);

	// A page that has been opened again is the saved one: what was refused has been dealt with.
	const { key } = useLocation();
	const opened = useRef(key);
	const { refused, dismiss } = saver;
	useEffect(() => {
		if (opened.current === key) return;
		opened.current = key;
		if (!refused) return;
		setDrafts(({ [refused.key]: _, ...others }) => others);
		dismiss();
	}, [key, refused, dismiss]);

	const itemOf = (id: string) => items.find((item) => item.id === id);

	function type(id: string, typed: Partial<ItemFields>) {
		const item = itemOf(id);
		if (!item) return;
		setDrafts((all) => ({
			...all,
			[id]: {
				typed: { ...all[id]?.typed, ...typed },
				over: all[id]?.over ?? { fields: fieldsOf(item), version: item.version },
			},
		}));
	}

	/** Saves a row's boxes, or only its minutes; nothing when they are as they were. */
	function saveRow(id: string, only?: "minutes") {
		const draft = drafts[id];
		if (!draft) return;
		const { fields: before, version } = draft.over;
		const typed = only ? { minutes: draft.typed.minutes ?? before.minutes } : draft.typed;
		const fields = tidied({ ...before, ...typed });
		const isAsStored = Object.entries(fields).every(
			([name, value]) => before[name as keyof ItemFields] === value,
		);
		if (isAsStored && (!only || Object.keys(draft.typed).length === 1)) {
			setDrafts(({ [id]: _, ...others }) => others);
		}
		const change = { intent: "change", itemId: id, version: String(version), ...fields };
		saver.save({ key: id, fields: Object.entries(change), base: { ...before } }, isAsStored);
	}

	function moveTo(id: string, place: number) {
		const next = movedTo(ids, id, place);
		if (next.join(" ") === ids.join(" ")) return;
		setOrder(next);
		const item = itemOf(id);
		announce(`${item ? nameOf(item) : "It"} is now number ${place + 1} of ${next.length}.`);
		const fields = [["intent", "order"], ...next.map((itemId) => ["itemIds", itemId])] as Change["fields"];
		saver.save({ key: ORDER, fields }, next.join(" ") === stored.join(" "));
	}

	return {
		ids,
		drafts,
		saver,
		isAlive,
		type,
		saveRow,
		dragged,
		dropAt,
		/** One place up or down; nothing at the ends. */
		move(id: string, by: -1 | 1) {
			const place = ids.indexOf(id) + by;
			if (place >= 0 && place < ids.length) moveTo(id, place);
		},
		drag: setDragged,
		dragOver(id: string, isBefore: boolean) {
			if (dropAt?.id !== id || dropAt.isBefore !== isBefore) setDropAt({ id, isBefore });
		},
		dragLeft(event: React.DragEvent) {
			if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropAt(null);
		},
		drop() {
			if (dragged && dropAt && dragged !== dropAt.id) {
				const place = ids.filter((id) => id !== dragged).indexOf(dropAt.id);
				moveTo(dragged, dropAt.isBefore ? place : place + 1);
			}
			setDragged(null);
			setDropAt(null);
		},
		/** Given up, or dropped somewhere else. */
		dragEnded() {
			setDragged(null);
			setDropAt(null);
		},
	};
}

/** What a form without script was refused, so that its row shows it again. */
function refusedDraft(items: AgendaRowItem[], { values }: FormAnswer): Record<string, RowDraft> {
	const item = items.find(({ id }) => id === values.itemId);
	if (!item || values.intent !== "change") return {};
	const { minutes = "", listing = "", presenterName = "", hasChildren = "" } = values;
	const typed = { minutes, listing, presenterName, hasChildren };
	return { [item.id]: { typed, over: { fields: fieldsOf(item), version: item.version } } };
}

/** The same change over the item's latest version, if only its place has changed since the person began. */
function overLatest(change: Change, items: AgendaRowItem[]): Change {
	const item = items.find(({ id }) => id === change.key);
	if (!item || !change.base) return change;
	const stored = fieldsOf(item);
	const isSame = Object.entries(stored).every(([name, value]) => change.base?.[name] === value);
	if (!isSame) return change;
	const fields = change.fields.filter(([name]) => name !== "version");
	return { ...change, fields: [...fields, ["version", String(item.version)]] };
}

const sentOrder = ({ fields }: Change): string =>
	fields
		.filter(([name]) => name === "itemIds")
		.map(([, id]) => id)
		.join(" ");

/** A row's draft without what has been saved of it; what was typed meanwhile stays, over what is saved now. */
function withoutSaved(drafts: Record<string, RowDraft>, { key, fields }: Change): Record<string, RowDraft> {
	const { [key]: draft, ...others } = drafts;
	if (!draft) return drafts;
	const saved = { ...draft.over.fields, ...pick(Object.fromEntries(fields)) };
	const typed = Object.entries(draft.typed).filter(
		([name, value]) => value.trim() !== saved[name as keyof ItemFields],
	);
	if (typed.length === 0) return others;
	return { ...others, [key]: { typed: Object.fromEntries(typed), over: { ...draft.over, fields: saved } } };
}

const pick = ({ minutes, listing, presenterName, hasChildren }: Record<string, string>) =>
	({ minutes, listing, presenterName, hasChildren }) as ItemFields;

const tidied = (fields: ItemFields): ItemFields => ({
	...fields,
	minutes: /^\s*\d+\s*$/.test(fields.minutes) ? String(Number(fields.minutes)) : fields.minutes.trim(),
	presenterName: fields.presenterName.trim(),
});

/** Whether what is planned fits the meeting, in words. */
function Fit({ page: { startsAt, minutes }, planned }: { page: AgendaPage; planned: number }) {
	const over = planned - minutes;
	const end = <Time at={minutesAfter(startsAt, planned)} format="time" />;
	if (over > 0) {
		return (
			<WarningText>
				This does not fit: the items take {lengthInWords(planned)}, {lengthInWords(over)} more than the
				meeting has. It would end at {end}, not at <Time at={minutesAfter(startsAt, minutes)} format="time" />
				.
			</WarningText>
		);
	}
	return (
		<p className="govuk-body">
			The items take {lengthInWords(planned)} of {lengthInWords(minutes)}, so the meeting ends by {end}
			{over < 0 ? ` with ${lengthInWords(-over)} to spare` : " with no time to spare"}.
		</p>
	);
}

/** Another order that may suit better, to be taken or left. */
function Suggestion({ page: { items, suggested, meetingId, isOrderKept } }: { page: AgendaPage }) {
	const order = items.map((item) => item.id).join(" ");
	if (isOrderKept || suggested.join(" ") === order) return null;
	const inOrder = suggested.flatMap((id) => items.find((item) => item.id === id) ?? []);
	return (
		<Details summary="A suggested order">
			<p className="govuk-body">
				By risk, then by who presents; cases with children come together, so that those who come for them can
				leave. What is not a case keeps its place.
			</p>
			<ol className="govuk-list govuk-list--number">
				{inOrder.map((item) => (
					<li key={item.id}>
						{titleOf(
							item,
							[
								item.file?.reference,
								item.file?.victim || "Victim not known",
								item.hasChildren ? "children" : null,
								item.presenterName,
							]
								.filter(Boolean)
								.join(", "),
						)}
					</li>
				))}
			</ol>
			<CommandForm intention={order} preventScrollReset>
				<HiddenFields values={{ intent: "order" }} />
				{suggested.map((id) => (
					<input key={id} type="hidden" name="itemIds" value={id} />
				))}
				<ButtonGroup>
					<Button variant="secondary" preventDoubleClick>
						Use this order
					</Button>
					<Link className="govuk-link" to={`${paths.agenda(meetingId)}?order=kept`} preventScrollReset>
						Leave the order as it is
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Details>
	);
}
