/** Planning a meeting: when and where, which cases and in which order. */
import { randomInt } from "node:crypto";
import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { actions, agendaItems, cases, entries, meetings } from "#db/schema/index.ts";
import { accessOf, holds } from "../audiences/index.ts";
import { claimPanel } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { requireInMeetings, takeMeeting } from "./policy.ts";

export const PlanMeeting = z.object({
	panelId: z.string(),
	/** ISO instant. */
	startsAt: z.iso.datetime({ error: "Enter the date and time of the meeting", offset: true }),
	place: z
		.string("Enter the place or the call link")
		.trim()
		.min(1, "Enter the place or the call link")
		.max(300, "Use 300 characters or fewer"),
});

/** Plans a meeting of a panel. For its chair, deputies and coordinator. */
export const planMeeting = command("meeting.plan", PlanMeeting, async ({ tx, actor, opId }, input) => {
	const [stream] = (await claimPanel(tx, opId, input.panelId)) as [Stream];
	requireInMeetings(await accessOf(tx, actor), input.panelId, "build");
	const meetingId = newId();
	await tx.insert(meetings).values({
		id: meetingId,
		panelId: input.panelId,
		startsAt: new Date(input.startsAt),
		place: input.place,
		state: "planned",
		version: stream.version,
	});
	const fields = { startsAt: input.startsAt, place: input.place };
	const text = await keepRevision(tx, actor, stream, { kind: "meeting", id: meetingId }, fields);
	await record(tx, actor, stream, "meeting.planned", { meetingId, text }, [touch("meeting", meetingId)]);
	return { meetingId };
});

/** The agenda in order. */
const itemsOf = (tx: Tx, meetingId: string) =>
	tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position), asc(agendaItems.id));

export const AgendaCase = z.object({ meetingId: z.string(), caseId: z.string("Select a case") });

/** Puts a case at the end of the agenda, also while the meeting is on. */
export const addToAgenda = command("agenda.add", AgendaCase, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	if (meeting.state === "closed") throw new Invalid({ caseId: "The meeting is closed" });
	const [file] = await tx.select().from(cases).where(eq(cases.id, input.caseId));
	const maySee = file && holds(access, { kind: "case", panelId: file.panelId, caseId: file.id });
	if (!maySee || file.panelId !== meeting.panelId)
		throw new Invalid({ caseId: "Select a case of this panel" });
	const items = await itemsOf(tx, meeting.id);
	if (items.some((item) => item.caseId === file.id))
		throw new Invalid({ caseId: "It is on the agenda already" });
	const itemId = newId();
	await tx.insert(agendaItems).values({
		id: itemId,
		meetingId: meeting.id,
		caseId: file.id,
		position: (items.at(-1)?.position ?? 0) + randomInt(1_000, 100_000),
		isCurrent: false,
		version: stream.version,
	});
	await record(tx, actor, stream, "agenda.item-added", { meetingId: meeting.id, itemId, caseId: file.id }, [
		touch("agendaItem", itemId),
	]);
	return { itemId, version: stream.version };
});

export const AgendaItem = z.object({ meetingId: z.string(), itemId: z.string() });

/** Takes a case off the agenda; the case itself is untouched. */
export const removeFromAgenda = command("agenda.remove", AgendaItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	const item = (await itemsOf(tx, meeting.id)).find((candidate) => candidate.id === input.itemId);
	if (!item || !holds(access, { kind: "case", panelId: meeting.panelId, caseId: item.caseId }))
		throw new NotFound();
	if (meeting.state === "closed") throw new Invalid({ form: "The meeting is closed" });
	if (item.openedAt || (await isSpokenOf(tx, meeting.id, item.caseId))) {
		throw new Invalid({ form: "The panel has spoken of this case; it stays on the record" });
	}
	await tx
		.update(agendaItems)
		.set({ removedAt: now(), version: stream.version })
		.where(eq(agendaItems.id, item.id));
	await record(
		tx,
		actor,
		stream,
		"agenda.item-removed",
		{ meetingId: meeting.id, itemId: item.id, caseId: item.caseId },
		[touch("agendaItem", item.id)],
	);
	return { version: stream.version };
});

/** Whether the meeting has recorded anything on the case: somebody may look elsewhere than the current item. */
async function isSpokenOf(tx: Tx, meetingId: string, caseId: string): Promise<boolean> {
	const said = and(eq(entries.meetingId, meetingId), eq(entries.caseId, caseId));
	const undertaken = and(eq(actions.meetingId, meetingId), eq(actions.caseId, caseId));
	return (await tx.$count(entries, said)) + (await tx.$count(actions, undertaken)) > 0;
}

export const MoveItem = AgendaItem.extend({ direction: z.enum(["up", "down"]) });

/** Moves a case past its neighbour on the agenda, as the actor sees it. */
export const moveItem = command("agenda.move", MoveItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	if (meeting.state === "closed") throw new Invalid({ form: "The meeting is closed" });
	const items = (await itemsOf(tx, meeting.id)).filter((item) =>
		holds(access, { kind: "case", panelId: meeting.panelId, caseId: item.caseId }),
	);
	const index = items.findIndex((item) => item.id === input.itemId);
	const item = items[index];
	if (!item) throw new NotFound();
	const neighbour = items[index + (input.direction === "up" ? -1 : 1)];
	if (!neighbour) throw new Invalid({ form: `It is ${input.direction === "up" ? "first" : "last"} already` });
	const move = (id: string, position: number) =>
		tx.update(agendaItems).set({ position, version: stream.version }).where(eq(agendaItems.id, id));
	await move(item.id, neighbour.position);
	await move(neighbour.id, item.position);
	await record(
		tx,
		actor,
		stream,
		"agenda.item-moved",
		{ meetingId: meeting.id, itemId: item.id, caseId: item.caseId, direction: input.direction },
		[touch("agendaItem", item.id), touch("agendaItem", neighbour.id)],
	);
	return { version: stream.version };
});
