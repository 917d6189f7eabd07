/** Planning: one meeting or a series of them, published to the panel, changed, or cancelled. */
import { randomInt } from "node:crypto";
import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agendaItems, meetingSeries, meetings, panels } from "#db/schema/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { claimPanel } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { requireInMeetings, requireState, seesItem, takeMeeting, witnessesOf } from "./policy.ts";

const startsAt = z.iso.datetime({ error: "Enter the date and time of the meeting", offset: true });
const place = z
	.string("Enter the place or the call link")
	.trim()
	.min(1, "Enter the place or the call link")
	.max(300, "Use 300 characters or fewer");
const LONGEST_MINUTES = 8 * 60;
const minutes = z.coerce
	.number("Enter how long the meeting takes, in minutes")
	.int("Enter a whole number of minutes")
	.min(10, "A meeting takes 10 minutes or more")
	.max(LONGEST_MINUTES, "A meeting takes 8 hours or less");

/** What every agenda begins and ends with; SafeLives' order. Cases come before any other business. */
const STANDING = [
	{ kind: "welcome", minutes: 5 },
	{ kind: "apologies", minutes: 2 },
	{ kind: "minutes", minutes: 3 },
	{ kind: "actions", minutes: 10 },
	{ kind: "any-other-business", minutes: 5 },
] as const;
/** Where any other business stands: behind every case that an agenda can hold. */
export const LAST_POSITION = 1_000_000_000;

export const PlanMeeting = z.object({
	panelId: z.string(),
	/** ISO instant. */
	startsAt,
	minutes: minutes.default(120),
	place,
});

/** Plans a meeting of a panel, as a draft that nobody else sees. For its chair, deputies and coordinator. */
export const planMeeting = command("meeting.plan", PlanMeeting, async ({ tx, actor, opId }, input) => {
	const [stream] = (await claimPanel(tx, opId, input.panelId)) as [Stream];
	requireInMeetings(await accessOf(tx, actor), input.panelId, "build");
	const meetingId = await writeMeeting(tx, actor, stream, { ...input, seriesId: null });
	return { meetingId };
});

export const PlanSeries = z.object({
	panelId: z.string(),
	/** The civil date of the first and the time of day in London, as the person typed them. */
	startsOn: z.string(),
	startTime: z.string(),
	everyWeeks: z.coerce
		.number("Enter every how many weeks the panel meets")
		.int("Enter a whole number of weeks")
		.min(1, "The panel meets every week or more rarely")
		.max(13, "Enter 13 weeks or fewer"),
	/** ISO instants, in order: the caller knows the calendar. */
	startsAt: z.array(startsAt).min(1, "There is no date in this series").max(26, "Plan 26 meetings or fewer"),
	minutes: minutes.default(120),
	place,
});

/** Plans the next meetings of a series at once, each as a draft. @returns their ids in order. */
export const planSeries = command("series.plan", PlanSeries, async ({ tx, actor, opId }, input) => {
	const { panelId, startsOn, startTime, everyWeeks, place } = input;
	const [stream] = (await claimPanel(tx, opId, panelId)) as [Stream];
	requireInMeetings(await accessOf(tx, actor), panelId, "build");
	const seriesId = newId();
	const series = { startsOn, startTime, everyWeeks, minutes: input.minutes, place };
	await tx.insert(meetingSeries).values({ id: seriesId, panelId, ...series, version: stream.version });
	const meetingIds: string[] = [];
	for (const at of input.startsAt) {
		const meeting = { panelId, startsAt: at, minutes: input.minutes, place, seriesId };
		meetingIds.push(await writeMeeting(tx, actor, stream, meeting));
	}
	const text = await keepRevision(tx, actor, stream, { kind: "meetingSeries", id: seriesId }, series);
	await record(tx, actor, stream, "series.planned", { seriesId, meetingIds, text }, []);
	return { seriesId, meetingIds };
});

/** Writes a draft with its standing items and records it; the caller has claimed the stream and decided. */
async function writeMeeting(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	meeting: { panelId: string; startsAt: string; minutes: number; place: string; seriesId: string | null },
): Promise<string> {
	const [panel] = await tx.select().from(panels).where(eq(panels.id, meeting.panelId));
	if (!panel) throw new NotFound();
	const meetingId = newId();
	await tx.insert(meetings).values({
		...meeting,
		id: meetingId,
		startsAt: new Date(meeting.startsAt),
		extendedBy: 0,
		state: "draft",
		quorum: panel.quorum,
		publications: 0,
		isRevealed: false,
		version: stream.version,
	});
	const at = now();
	let position = 0;
	const items = STANDING.map((standing) => {
		position += randomInt(1_000, 100_000);
		const isLast = standing.kind === "any-other-business";
		return {
			...standing,
			id: newId(),
			meetingId,
			hasChildren: false,
			position: isLast ? LAST_POSITION : position,
			addedAt: at,
			isCurrent: false,
			spentMs: 0,
			version: stream.version,
		};
	});
	await tx.insert(agendaItems).values(items);
	const fields = { startsAt: meeting.startsAt, minutes: meeting.minutes, place: meeting.place };
	const text = await keepRevision(tx, actor, stream, { kind: "meeting", id: meetingId }, fields);
	await record(tx, actor, stream, "meeting.planned", { meetingId, text }, [
		touch("meeting", meetingId),
		...items.map((item) => touch("agendaItem", item.id)),
	]);
	return meetingId;
}

export const ChangeMeeting = z.object({
	meetingId: z.string(),
	startsAt,
	minutes,
	place,
	/** The version that the person was looking at. */
	version: z.coerce.number().int(),
});

/**
 * Changes when and where a meeting that has not started is held.
 * @throws Conflict when it was changed since `version`.
 */
export const changeMeeting = command("meeting.change", ChangeMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "build");
	requireState(meeting, "draft", "published");
	const submitted = { startsAt: input.startsAt, minutes: input.minutes, place: input.place };
	if (meeting.version !== input.version) {
		throw new Conflict("Somebody else changed this meeting while you were typing.", {
			current: {
				startsAt: meeting.startsAt.toISOString(),
				minutes: String(meeting.minutes),
				place: meeting.place,
			},
			submitted: { ...submitted, minutes: String(input.minutes) },
			version: meeting.version,
		});
	}
	await tx
		.update(meetings)
		.set({ ...submitted, startsAt: new Date(input.startsAt), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	const text = await keepRevision(tx, actor, stream, { kind: "meeting", id: meeting.id }, submitted);
	await record(tx, actor, stream, "meeting.changed", { meetingId: meeting.id, text }, [
		touch("meeting", meeting.id),
	]);
	return { meetingId: meeting.id };
});

export const OneMeeting = z.object({ meetingId: z.string() });

/**
 * Publishes the agenda to the panel; what stood on it then is kept, and what comes later is marked as a change.
 * Published again, it is the next version.
 */
export const publishMeeting = command("meeting.publish", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	requireState(meeting, "draft", "published");
	const items = await tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meeting.id), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position), asc(agendaItems.id));
	// A case that they may not know of does not count: to be let publish would tell that it is listed.
	const seen = items.filter((item) => seesItem(access, meeting, item));
	if (!seen.some((item) => item.kind === "case" || item.kind === "other")) {
		throw new Invalid({ form: "Put at least one case on the agenda before you publish it" });
	}
	const publication = meeting.publications + 1;
	await tx
		.update(meetings)
		.set({ state: "published", publishedAt: now(), publications: publication, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	const agenda = {
		startsAt: meeting.startsAt.toISOString(),
		minutes: meeting.minutes,
		place: meeting.place,
		items: items.map(({ id, kind, caseId, listing, title, minutes, presenterName }) => ({
			id,
			kind,
			caseId,
			listing,
			title,
			minutes,
			presenterName,
		})),
	};
	const text = await keepRevision(tx, actor, stream, { kind: "agenda", id: meeting.id }, agenda);
	await record(tx, actor, stream, "meeting.published", { meetingId: meeting.id, publication, text }, [
		touch("meeting", meeting.id),
		// Its items are no change any more.
		...items.map((item) => touch("agendaItem", item.id)),
	]);
	return { publication };
});

export const CancelMeeting = OneMeeting.extend({
	reason: z
		.string("Say why the meeting is cancelled")
		.trim()
		.min(1, "Say why the meeting is cancelled")
		.max(500, "Use 500 characters or fewer"),
});

/** Cancels a meeting that has not started; its cases wait for another agenda. */
export const cancelMeeting = command("meeting.cancel", CancelMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "build");
	requireState(meeting, "draft", "published");
	await tx
		.update(meetings)
		.set({ state: "cancelled", note: input.reason, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	const subject = { kind: "meeting", id: meeting.id };
	const text = await keepRevision(tx, actor, stream, subject, { reason: input.reason });
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.cancelled", { meetingId: meeting.id, text, witnesses }, [
		touch("meeting", meeting.id),
	]);
	return { meetingId: meeting.id };
});
