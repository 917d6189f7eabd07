/** Who is in the chair of a meeting: handed over, taken, or reported missing. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { attendances, meetings, memberships, users } from "#db/schema/index.ts";
import { accessOf } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { OneMeeting } from "./plan-meeting.ts";
import { mayInMeetings, requireState, takeMeeting } from "./policy.ts";

/** Tells the lead that nobody is there to chair a meeting that should have begun. For its coordinator. */
export const reportNoChair = command("meeting.report-no-chair", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "minute");
	requireState(meeting, "published", "adjourned");
	if (meeting.state === "published" && now() < meeting.startsAt) {
		throw new Invalid({ form: "The meeting is not due to start yet. Tell the lead once it is" });
	}
	if (meeting.chairMissingAt) throw new Invalid({ form: "The lead has been told already" });
	await tx
		.update(meetings)
		.set({ chairMissingAt: now(), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.chair-missing", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

export const PassChair = z.object({
	meetingId: z.string(),
	/** To whom; to oneself when left out. */
	userId: z.preprocess((value) => value || undefined, z.string().optional()),
});

/**
 * Puts somebody in the chair in one step: whoever may run the meeting takes it, also while the chair's own
 * screen is dead, and the chair may hand it on.
 * @throws NotAllowed when others than the chair give it away; Invalid when that person cannot run the meeting.
 */
export const passChair = command("meeting.pass-chair", PassChair, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "in-progress", "adjourned");
	const to = input.userId ?? actor.userId;
	if (to === meeting.chairUserId) throw new Invalid({ userId: "They are in the chair already" });
	if (to !== actor.userId && meeting.chairUserId !== actor.userId) {
		throw new NotAllowed("Only whoever is in the chair can hand it to somebody else.");
	}
	const name = to === actor.userId ? actor.name : await nameOfChair(tx, meeting.panelId, to);
	if (to !== actor.userId && !(await isInRoom(tx, meeting.id, to))) {
		throw new Invalid({ userId: `${name} is not in the meeting` });
	}
	await tx
		.update(meetings)
		.set({ chairUserId: to, chairName: name, chairMissingAt: null, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(
		tx,
		actor,
		stream,
		"meeting.chair-taken",
		{ meetingId: meeting.id, userId: to, from: meeting.chairUserId },
		[touch("meeting", meeting.id)],
	);
	return { version: stream.version };
});

/** Whether that person is there and has accepted the meeting's statement. */
async function isInRoom(tx: Tx, meetingId: string, userId: string): Promise<boolean> {
	const there = and(
		eq(attendances.meetingId, meetingId),
		eq(attendances.userId, userId),
		eq(attendances.state, "present"),
		isNotNull(attendances.statementAt),
	);
	return (await tx.$count(attendances, there)) > 0;
}

async function nameOfChair(tx: Tx, panelId: string, userId: string): Promise<string> {
	const [seat] = await tx
		.select({ name: memberships.userName, agencyId: memberships.agencyId, role: users.role })
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(
			and(
				eq(memberships.panelId, panelId),
				eq(memberships.userId, userId),
				eq(memberships.state, "active"),
				isNull(users.deactivatedAt),
			),
		);
	const person = seat && {
		userId,
		name: seat.name,
		agencyId: seat.agencyId,
		agencyName: "",
		role: seat.role,
		sessionId: "",
	};
	if (!person || !mayInMeetings(await accessOf(tx, person), panelId, "run")) {
		throw new Invalid({ userId: "Select the chair or a deputy of the panel" });
	}
	return person.name;
}
