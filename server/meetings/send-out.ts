/** How people go out of a room: by themselves, or because what let them in is taken back. */
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { attendances, guests, hands } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { record, type Stream, touch } from "../events/index.ts";
import { isOver, type Meeting } from "./policy.ts";

type Attendance = typeof attendances.$inferSelect;

/**
 * Takes one invitation back and records it; the caller has claimed the stream and decided. Who is invited to nothing
 * any more has no place in the room.
 */
export async function withdraw(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	meeting: Meeting,
	guest: typeof guests.$inferSelect,
): Promise<void> {
	const { itemId, caseId, userId } = guest;
	await tx.update(guests).set({ removedAt: now(), version: stream.version }).where(eq(guests.id, guest.id));
	const others = and(eq(guests.meetingId, meeting.id), eq(guests.userId, userId), isNull(guests.removedAt));
	const isLast = (await tx.$count(guests, others)) === 0;
	const left = isLast && !isOver(meeting) ? await sendOut(tx, meeting.id, userId, stream.version) : [];
	await record(
		tx,
		actor,
		stream,
		"guest.withdrawn",
		{ meetingId: meeting.id, itemId, caseId, guestId: guest.id, userId },
		[touch("guest", guest.id), ...left],
	);
}

/** A guest who is there has left. Answers what was touched. */
async function sendOut(tx: Tx, meetingId: string, userId: string, version: number): Promise<string[]> {
	const [there] = await tx
		.select()
		.from(attendances)
		.where(
			and(
				eq(attendances.meetingId, meetingId),
				eq(attendances.userId, userId),
				eq(attendances.capacity, "guest"),
				eq(attendances.state, "present"),
			),
		);
	return there ? await goOut(tx, there, version) : [];
}

/** Closes the room to somebody, who asks to speak no more. Answers what was touched. */
export async function goOut(
	tx: Tx,
	there: Attendance,
	version: number,
	state: "left" | "withdrawn" = "left",
): Promise<string[]> {
	const leftAt = there.state === "present" ? now() : there.leftAt;
	await tx.update(attendances).set({ state, leftAt, version }).where(eq(attendances.id, there.id));
	const isUp = and(
		eq(hands.meetingId, there.meetingId),
		eq(hands.userId, there.userId ?? ""),
		isNull(hands.loweredAt),
	);
	const up = await tx
		.update(hands)
		.set({ loweredAt: now(), version })
		.where(isUp)
		.returning({ id: hands.id });
	return [touch("attendance", there.id), ...up.map((hand) => touch("hand", hand.id))];
}
