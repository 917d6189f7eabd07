/** Running a meeting: started, paused, extended, adjourned, resumed, and whether its projector shows names. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { currentOf, spent } from "./lead-meeting.ts";
import { OneMeeting } from "./plan-meeting.ts";
import { requireState, takeChairsMeeting, takeMeeting, witnessesOf } from "./policy.ts";

/** Starts a published meeting and takes its chair. For the chair, a deputy and the lead. */
export const startMeeting = command("meeting.start", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "published");
	await tx
		.update(meetings)
		.set({
			state: "in-progress",
			startedAt: now(),
			chairUserId: actor.userId,
			chairName: actor.name,
			chairMissingAt: null,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.started", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

/** Stops or restarts the current item's clock. */
async function turnClock(tx: Tx, meetingId: string, isOn: boolean, version: number): Promise<string[]> {
	const item = await currentOf(tx, meetingId);
	if (!item) return [];
	await tx
		.update(agendaItems)
		.set({ spentMs: spent(item), runningSince: isOn ? now() : null, version })
		.where(eq(agendaItems.id, item.id));
	return [touch("agendaItem", item.id)];
}

/** Pauses the meeting: the clock stands still until it goes on. For whoever is in the chair. */
export const pauseMeeting = command("meeting.pause", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (meeting.pausedAt) throw new Invalid({ form: "The meeting is paused already" });
	const turned = await turnClock(tx, meeting.id, false, stream.version);
	await tx
		.update(meetings)
		.set({ pausedAt: now(), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.paused", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

/** Goes on after a pause. For whoever is in the chair. */
export const unpauseMeeting = command("meeting.unpause", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (!meeting.pausedAt) throw new Invalid({ form: "The meeting is not paused" });
	const turned = await turnClock(tx, meeting.id, true, stream.version);
	await tx
		.update(meetings)
		.set({ pausedAt: null, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.clock-resumed", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

export const ExtendMeeting = OneMeeting.extend({
	minutes: z.coerce
		.number("Select by how many minutes")
		.int("Select by how many minutes")
		.min(5, "Extend it by 5 minutes or more")
		.max(120, "Extend it by 2 hours or less"),
});

/** Moves the planned end of a meeting in progress. For whoever is in the chair. */
export const extendMeeting = command("meeting.extend", ExtendMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	const extendedBy = meeting.extendedBy + input.minutes;
	await tx.update(meetings).set({ extendedBy, version: stream.version }).where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.extended", { meetingId: meeting.id, minutes: input.minutes }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

export const AdjournMeeting = OneMeeting.extend({
	until: z
		.string("Say until when, like 14:00 or Thursday at 10")
		.trim()
		.min(1, "Say until when, like 14:00 or Thursday at 10")
		.max(200, "Use 200 characters or fewer"),
});

/** Adjourns a meeting in progress; its current item waits. For whoever is in the chair. */
export const adjournMeeting = command("meeting.adjourn", AdjournMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	const turned = meeting.pausedAt ? [] : await turnClock(tx, meeting.id, false, stream.version);
	await tx
		.update(meetings)
		.set({
			state: "adjourned",
			pausedAt: meeting.pausedAt ?? now(),
			note: input.until,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "meeting", id: meeting.id },
		{ until: input.until },
	);
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.adjourned", { meetingId: meeting.id, text, witnesses }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

/** Resumes an adjourned meeting, in the chair of whoever resumes it. For the chair, a deputy and the lead. */
export const resumeMeeting = command("meeting.resume", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "adjourned");
	const turned = await turnClock(tx, meeting.id, true, stream.version);
	await tx
		.update(meetings)
		.set({
			state: "in-progress",
			pausedAt: null,
			note: null,
			chairUserId: actor.userId,
			chairName: actor.name,
			chairMissingAt: null,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.resumed", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

export const ShowNames = OneMeeting.extend({
	isRevealed: z.preprocess((value) => value === true || value === "yes", z.boolean()),
});

/** Lets the projector show names, or takes them off it. For whoever is in the chair. */
export const showNames = command("meeting.show-names", ShowNames, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (meeting.isRevealed === input.isRevealed) {
		throw new Invalid({ form: input.isRevealed ? "Names are shown already" : "Names are not shown" });
	}
	await tx
		.update(meetings)
		.set({ isRevealed: input.isRevealed, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(
		tx,
		actor,
		stream,
		"meeting.names-shown",
		{ meetingId: meeting.id, isRevealed: input.isRevealed },
		[touch("meeting", meeting.id)],
	);
	return { version: stream.version };
});
