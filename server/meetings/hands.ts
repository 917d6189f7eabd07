/** Who asks to speak, in the order of asking. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { hands } from "#db/schema/index.ts";
import { holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { attendanceOf } from "./attendance.ts";
import { claimMeeting, mayInMeetings, requireState } from "./policy.ts";
import { presentHands } from "./present.ts";

export const RaiseHand = z.object({ meetingId: z.string() });

/** Asks to speak. For everybody who is in the room but observers, who only listen. */
export const raiseHand = command("hand.raise", RaiseHand, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await claimMeeting(hand, input.meetingId);
	if (!holds(access, { kind: "meeting", panelId: meeting.panelId, meetingId: meeting.id }))
		throw new NotFound();
	const there = await attendanceOf(tx, meeting.id, actor.userId);
	if (there?.state !== "present" || !there.statementAt) throw new NotFound();
	if (there.capacity === "observer") throw new NotAllowed("Observers listen.");
	requireState(meeting, "in-progress");
	const up = and(eq(hands.meetingId, meeting.id), eq(hands.userId, actor.userId), isNull(hands.loweredAt));
	if ((await tx.$count(hands, up)) > 0) throw new Invalid({ form: "Your hand is up already" });
	const handId = newId();
	await tx.insert(hands).values({
		id: handId,
		meetingId: meeting.id,
		userId: actor.userId,
		userName: actor.name,
		agencyName: actor.agencyName,
		raisedAt: now(),
		version: stream.version,
	});
	await record(tx, actor, stream, "hand.raised", { meetingId: meeting.id, handId, userId: actor.userId }, [
		touch("hand", handId),
	]);
	return { handId, version: stream.version };
});

export const LowerHand = z.object({ meetingId: z.string(), handId: z.string() });

/** Takes a hand down: one's own, or another's for whoever runs the meeting, who has let them speak. */
export const lowerHand = command("hand.lower", LowerHand, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await claimMeeting(hand, input.meetingId);
	if (!holds(access, { kind: "meeting", panelId: meeting.panelId, meetingId: meeting.id }))
		throw new NotFound();
	const [raised] = await tx
		.select()
		.from(hands)
		.where(and(eq(hands.id, input.handId), eq(hands.meetingId, meeting.id)));
	const [shown] = await presentHands(tx, "id", raised ? [raised.id] : []);
	if (!raised || !shown || !holds(access, shown.audience)) throw new NotFound();
	if (raised.userId !== actor.userId && !mayInMeetings(access, meeting.panelId, "minute")) {
		throw new NotAllowed(
			"Only the chair, a deputy, the coordinator or the lead can take somebody else’s hand down.",
		);
	}
	if (raised.loweredAt) throw new Invalid({ form: "That hand is down already" });
	await tx.update(hands).set({ loweredAt: now(), version: stream.version }).where(eq(hands.id, raised.id));
	await record(
		tx,
		actor,
		stream,
		"hand.lowered",
		{ meetingId: meeting.id, handId: raised.id, userId: raised.userId },
		[touch("hand", raised.id)],
	);
	return { version: stream.version };
});
