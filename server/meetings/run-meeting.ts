/** Running a meeting: started, led from case to case, closed. */
import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
import { holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import { takeMeeting } from "./policy.ts";

export const OneMeeting = z.object({ meetingId: z.string() });

/** Starts a planned meeting. For the chair, a deputy and the lead. */
export const startMeeting = command("meeting.start", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	if (meeting.state !== "planned") throw stateChanged(meeting.state);
	await tx
		.update(meetings)
		.set({ state: "in-progress", startedAt: now(), chairName: actor.name, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.started", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

export const OpenItem = z.object({ meetingId: z.string(), itemId: z.string("Select a case") });

/** Makes a case the current one, on everybody's screen. For whoever runs the meeting. */
export const openItem = command("meeting.open-item", OpenItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "run");
	const [item] = await tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.id, input.itemId), eq(agendaItems.meetingId, meeting.id)));
	const audience = { kind: "case", panelId: meeting.panelId, caseId: item?.caseId ?? "" } as const;
	if (!item || item.removedAt || !holds(access, audience)) throw new NotFound();
	if (meeting.state !== "in-progress") throw stateChanged(meeting.state);
	const left = await leaveCurrent(tx, meeting.id, item.id, stream.version);
	await tx
		.update(agendaItems)
		.set({ isCurrent: true, openedAt: item.openedAt ?? now(), leftAt: null, version: stream.version })
		.where(eq(agendaItems.id, item.id));
	await record(
		tx,
		actor,
		stream,
		"meeting.item-opened",
		{ meetingId: meeting.id, itemId: item.id, caseId: item.caseId },
		[touch("agendaItem", item.id), ...left],
	);
	return { version: stream.version };
});

/** Closes the meeting; its record stands from now on. For whoever runs it. */
export const closeMeeting = command("meeting.close", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	if (meeting.state !== "in-progress") throw stateChanged(meeting.state);
	const left = await leaveCurrent(tx, meeting.id, "", stream.version);
	await tx
		.update(meetings)
		.set({ state: "closed", closedAt: now(), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.closed", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
		...left,
	]);
	return { version: stream.version };
});

/** Leaves the current case, if it is another than `except`; answers what was touched. */
async function leaveCurrent(tx: Tx, meetingId: string, except: string, version: number): Promise<string[]> {
	const left = await tx
		.update(agendaItems)
		.set({ isCurrent: false, leftAt: now(), version })
		.where(
			and(eq(agendaItems.meetingId, meetingId), eq(agendaItems.isCurrent, true), ne(agendaItems.id, except)),
		)
		.returning({ id: agendaItems.id });
	return left.map((item) => touch("agendaItem", item.id));
}

const STATES = { planned: "has not started", "in-progress": "is in progress", closed: "is closed" };

const stateChanged = (state: keyof typeof STATES) =>
	new Conflict(`The meeting ${STATES[state]}. Somebody may have changed that a moment ago.`, {
		current: {},
		submitted: {},
	});
