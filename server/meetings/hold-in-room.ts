/** Who is held signed in by a meeting: the one place that says so, since screens post any meeting's id they like. */
import { and, eq, isNotNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { attendances, meetings } from "#db/schema/index.ts";
import { holdInMeeting, type Session } from "../account/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";

/**
 * Notes that the person is in a meeting's room, so that the longer idle limit holds: only while that meeting is in
 * progress and its room is open to them. Does nothing otherwise.
 */
export async function holdInRoom(actor: Actor, session: Session, meetingId: string): Promise<void> {
	const [meeting] = await db
		.select({ panelId: meetings.panelId })
		.from(meetings)
		.innerJoin(attendances, eq(attendances.meetingId, meetings.id))
		.where(
			and(
				eq(meetings.id, meetingId),
				eq(meetings.state, "in-progress"),
				eq(attendances.userId, actor.userId),
				eq(attendances.state, "present"),
				isNotNull(attendances.statementAt),
			),
		);
	if (!meeting) return;
	const room = { kind: "meeting", panelId: meeting.panelId, meetingId } as const;
	if (holds(await accessOf(db, actor), room)) await holdInMeeting(session);
}
