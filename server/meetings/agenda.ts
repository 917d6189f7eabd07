/** The agenda: which items, in which order, how long each and who presents it. */
import { randomInt } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { actions, agendaItems, cases, entries, guests, meetings, referrals } from "#db/schema/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { LAST_POSITION } from "./plan-meeting.ts";
import { type Item, isOver, type Meeting, seesItem, takeMeeting } from "./policy.ts";
import { withdraw } from "./send-out.ts";

/** The agenda in order, with what this actor may not see. */
export const itemsOf = (tx: Tx, meetingId: string) =>
	tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position), asc(agendaItems.id));

/** An item of the meeting that the actor may see. @throws NotFound */
export async function itemOf(tx: Tx, access: Access, meeting: Meeting, itemId: string): Promise<Item> {
	const [item] = await tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.id, itemId), eq(agendaItems.meetingId, meeting.id)));
	if (!item || item.removedAt || !seesItem(access, meeting, item)) throw new NotFound();
	return item;
}

const over = (meeting: Meeting) => `The meeting is ${meeting.state}`;
const about = (item: Item) => ({ meetingId: item.meetingId, itemId: item.id, caseId: item.caseId });

const LISTINGS = ["new", "repeat", "review"] as const;
/** Practice: 12 to 15 minutes a case, less for a review. */
const USUAL_MINUTES = { new: 15, repeat: 15, review: 10 } as const;

const itemMinutes = z.coerce
	.number("Enter the minutes, like 15")
	.int("Enter a whole number of minutes")
	.min(1, "An item takes 1 minute or more")
	.max(180, "An item takes 180 minutes or less");

export const AgendaCase = z.object({
	meetingId: z.string(),
	caseId: z.string("Select a case"),
	/** Left out: see usualListing. */
	listing: z.enum(LISTINGS, "Select new, repeat or review").optional(),
	minutes: itemMinutes.optional(),
});

/** Puts a case on the agenda behind the others, also while the meeting is on. */
export const addToAgenda = command("agenda.add", AgendaCase, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	if (isOver(meeting)) throw new Invalid({ caseId: over(meeting) });
	const [file] = await tx
		.select()
		.from(cases)
		.where(and(eq(cases.id, input.caseId), isNull(cases.stagedIn)));
	const maySee = file && holds(access, { kind: "case", panelId: file.panelId, caseId: file.id });
	if (!maySee || file.panelId !== meeting.panelId)
		throw new Invalid({ caseId: "Select a case of this panel" });
	if (file.state === "closed") {
		throw new Invalid({ caseId: `${file.reference} is closed. Open it again, or refer it again` });
	}
	const items = await itemsOf(tx, meeting.id);
	if (items.some((item) => item.caseId === file.id))
		throw new Invalid({ caseId: "It is on the agenda already" });
	const listing = input.listing ?? (await usualListing(tx, file, meeting.id));
	const itemId = newId();
	await tx.insert(agendaItems).values({
		id: itemId,
		meetingId: meeting.id,
		kind: "case",
		caseId: file.id,
		listing,
		minutes: input.minutes ?? USUAL_MINUTES[listing],
		presenterName: file.officerName,
		hasChildren: false,
		position: nextPosition(items),
		addedAt: now(),
		isCurrent: false,
		spentMs: 0,
		version: stream.version,
	});
	await record(tx, actor, stream, "agenda.item-added", { meetingId: meeting.id, itemId, caseId: file.id }, [
		touch("agendaItem", itemId),
	]);
	return { itemId, version: stream.version };
});

/** Behind the last case and before any other business; uneven, see agenda_items.position. */
function nextPosition(items: readonly Item[]): number {
	const last = items.filter((item) => item.position < LAST_POSITION).at(-1);
	return (last?.position ?? 0) + randomInt(1_000, 100_000);
}

/**
 * Of what was referred again a repeat, or new after twelve months, until it is heard as that; else new when no meeting has
 * heard it, and for review once one has.
 */
async function usualListing(tx: Tx, file: typeof cases.$inferSelect, meetingId: string) {
	const again = and(
		eq(referrals.caseId, file.id),
		isNull(referrals.firstHeardOn),
		isNotNull(referrals.previousOn),
	);
	if ((await tx.$count(referrals, again)) > 0) return file.isRepeat ? "repeat" : "new";
	return (await wasHeard(tx, file.id, meetingId)) ? "review" : "new";
}

async function wasHeard(tx: Tx, caseId: string, exceptMeetingId: string): Promise<boolean> {
	const heard = and(
		eq(agendaItems.caseId, caseId),
		ne(agendaItems.meetingId, exceptMeetingId),
		isNotNull(agendaItems.openedAt),
	);
	return (await tx.$count(agendaItems, heard)) > 0;
}

export const AgendaOther = z.object({
	meetingId: z.string(),
	title: z
		.string("Enter what the item is about")
		.trim()
		.min(1, "Enter what the item is about")
		.max(150, "Use 150 characters or fewer"),
	minutes: itemMinutes.optional(),
});

/** Puts an item on the agenda that is about no case. Everybody of the panel sees its title. */
export const addOtherItem = command("agenda.add-other", AgendaOther, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "build");
	if (isOver(meeting)) throw new Invalid({ title: over(meeting) });
	const itemId = newId();
	await tx.insert(agendaItems).values({
		id: itemId,
		meetingId: meeting.id,
		kind: "other",
		title: input.title,
		minutes: input.minutes ?? 5,
		hasChildren: false,
		position: nextPosition(await itemsOf(tx, meeting.id)),
		addedAt: now(),
		isCurrent: false,
		spentMs: 0,
		version: stream.version,
	});
	await record(tx, actor, stream, "agenda.item-added", { meetingId: meeting.id, itemId, caseId: null }, [
		touch("agendaItem", itemId),
	]);
	return { itemId, version: stream.version };
});

export const AgendaItem = z.object({ meetingId: z.string(), itemId: z.string() });

/** Takes an item off the agenda, and with it whoever was invited to it; the case itself is untouched. */
export const removeFromAgenda = command("agenda.remove", AgendaItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	const item = await itemOf(tx, access, meeting, input.itemId);
	if (isOver(meeting)) throw new Invalid({ form: over(meeting) });
	if (item.openedAt || item.outcome || (item.caseId && (await isSpokenOf(tx, meeting.id, item.caseId)))) {
		throw new Invalid({ form: "The panel has spoken of this; it stays on the record" });
	}
	await tx
		.update(agendaItems)
		.set({ removedAt: now(), version: stream.version })
		.where(eq(agendaItems.id, item.id));
	await record(tx, actor, stream, "agenda.item-removed", about(item), [touch("agendaItem", item.id)]);
	const invited = await tx
		.select()
		.from(guests)
		.where(and(eq(guests.itemId, item.id), isNull(guests.removedAt)))
		.orderBy(asc(guests.id));
	for (const guest of invited) await withdraw(tx, actor, stream, meeting, guest);
	return { version: stream.version };
});

/** Whether the meeting has recorded anything on the case: somebody may look elsewhere than the current item. */
export async function isSpokenOf(tx: Tx, meetingId: string, caseId: string): Promise<boolean> {
	const said = and(eq(entries.meetingId, meetingId), eq(entries.caseId, caseId));
	const undertaken = and(eq(actions.meetingId, meetingId), eq(actions.caseId, caseId));
	return (await tx.$count(entries, said)) + (await tx.$count(actions, undertaken)) > 0;
}

export const ChangeItem = AgendaItem.extend({
	minutes: itemMinutes,
	listing: z.enum(LISTINGS, "Select new, repeat or review").optional(),
	presenterName: z.string().trim().max(200, "Use 200 characters or fewer").optional(),
	hasChildren: z
		.preprocess((value) => value === true || value === "yes", z.boolean())
		.optional()
		.default(false),
	/** The version that the person was looking at. */
	version: z.coerce.number().int(),
});

/**
 * Changes how an item is planned: its minutes, who presents it, how a case is listed.
 * @throws Conflict when it was changed since `version`.
 */
export const changeItem = command("agenda.change-item", ChangeItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	const item = await itemOf(tx, access, meeting, input.itemId);
	if (isOver(meeting)) throw new Invalid({ form: over(meeting) });
	const submitted = {
		minutes: input.minutes,
		listing: item.caseId ? (input.listing ?? item.listing) : null,
		presenterName: input.presenterName || null,
		hasChildren: item.caseId !== null && input.hasChildren,
	};
	if (item.version !== input.version) {
		const asText = (fields: typeof submitted) => ({
			minutes: String(fields.minutes),
			listing: fields.listing ?? "",
			presenterName: fields.presenterName ?? "",
			hasChildren: fields.hasChildren ? "yes" : "",
		});
		const { minutes, listing, presenterName, hasChildren } = item;
		throw new Conflict("Somebody else changed this item while you were typing.", {
			current: asText({ minutes, listing, presenterName, hasChildren }),
			submitted: asText(submitted),
			version: item.version,
		});
	}
	await tx
		.update(agendaItems)
		.set({ ...submitted, changedAt: now(), version: stream.version })
		.where(eq(agendaItems.id, item.id));
	const text = await keepRevision(tx, actor, stream, { kind: "agendaItem", id: item.id }, submitted);
	await record(tx, actor, stream, "agenda.item-changed", { ...about(item), text }, [
		touch("agendaItem", item.id),
	]);
	return { version: stream.version };
});

export const MoveItem = AgendaItem.extend({ direction: z.enum(["up", "down"]) });

/** Moves an item past its neighbour on the agenda, as the actor sees it. */
export const moveItem = command("agenda.move", MoveItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	if (isOver(meeting)) throw new Invalid({ form: over(meeting) });
	const items = (await itemsOf(tx, meeting.id)).filter((item) => seesItem(access, meeting, item));
	const index = items.findIndex((item) => item.id === input.itemId);
	const item = items[index];
	if (!item) throw new NotFound();
	const neighbour = items[index + (input.direction === "up" ? -1 : 1)];
	if (!neighbour) throw new Invalid({ form: `It is ${input.direction === "up" ? "first" : "last"} already` });
	await place(tx, item.id, neighbour.position, stream.version);
	await place(tx, neighbour.id, item.position, stream.version);
	await record(tx, actor, stream, "agenda.item-moved", { ...about(item), direction: input.direction }, [
		touch("agendaItem", item.id),
		touch("agendaItem", neighbour.id),
	]);
	return { version: stream.version };
});

const place = (tx: Tx, itemId: string, position: number, version: number) =>
	tx.update(agendaItems).set({ position, changedAt: now(), version }).where(eq(agendaItems.id, itemId));

export const OrderAgenda = z.object({ meetingId: z.string(), itemIds: z.array(z.string()).min(1).max(500) });

/**
 * Puts the items that the actor sees in a new order, as after a drag or a suggestion; what they do not see keeps
 * its places between.
 * @throws Conflict when an item has come or gone meanwhile.
 */
export const orderAgenda = command("agenda.order", OrderAgenda, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	if (isOver(meeting)) throw new Invalid({ form: over(meeting) });
	const items = (await itemsOf(tx, meeting.id)).filter((item) => seesItem(access, meeting, item));
	const isSame =
		items.length === input.itemIds.length && items.every((item) => input.itemIds.includes(item.id));
	if (!isSame) {
		throw new Conflict("An item has come onto the agenda or left it. Put them in order again.", {
			current: {},
			submitted: {},
		});
	}
	const positions = items.map((item) => item.position);
	const moved = input.itemIds.flatMap((itemId, index) => {
		const position = positions[index] ?? 0;
		return items.find((item) => item.id === itemId)?.position === position ? [] : [{ itemId, position }];
	});
	if (moved.length === 0) throw new Invalid({ form: "The agenda is in this order already" });
	for (const { itemId, position } of moved) await place(tx, itemId, position, stream.version);
	await record(
		tx,
		actor,
		stream,
		"agenda.ordered",
		{ meetingId: meeting.id },
		moved.map(({ itemId }) => touch("agendaItem", itemId)),
	);
	return { version: stream.version };
});

/**
 * Cases that an earlier meeting of the panel put off and no later one has taken up. Such a case waits for a hearing, so
 * only what waits is looked up: the panel's past meetings are not read.
 */
export async function putOffCases(tx: Pick<Tx, "select">, panelId: string): Promise<string[]> {
	const rows = await tx
		.select({
			caseId: cases.id,
			outcome: agendaItems.outcome,
			isCurrent: agendaItems.isCurrent,
		})
		.from(cases)
		.innerJoin(agendaItems, eq(agendaItems.caseId, cases.id))
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(
			and(
				eq(cases.panelId, panelId),
				eq(cases.nextStep, "hearing"),
				isNull(agendaItems.removedAt),
				inArray(meetings.state, ["draft", "published", "in-progress", "adjourned", "closed"]),
			),
		)
		.orderBy(asc(meetings.startsAt));
	const last = new Map(rows.map(({ caseId, outcome, isCurrent }) => [caseId, isCurrent ? null : outcome]));
	return [...last].flatMap(([caseId, outcome]) =>
		outcome === "carried-over" || outcome === "deferred" ? [caseId] : [],
	);
}
