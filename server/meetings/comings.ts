/** Who came and went in between: an attendance keeps its first arrival and its last state, the events keep the rest. */
import { and, asc, eq, gte, inArray } from "drizzle-orm";
import { db } from "#db/index.ts";
import { events } from "#db/schema/index.ts";
import type { Meeting } from "./policy.ts";

/** Somebody was away, and came back. ISO instants. */
export interface Absence {
	attendanceId: string;
	from: string;
	to: string;
}

export interface Comings {
	absences: Absence[];
	/** When somebody first accepted the statement, by the id of their attendance. ISO. */
	acceptedAt: Record<string, string>;
}

/** Nobody enters longer before the start. */
const DAY_MS = 24 * 60 * 60_000;

const TYPES = ["statement.accepted", "attendance.noted", "attendance.left"];

/** What the events of a meeting tell of its people that their rows do not. Asks for no access: it names ids alone. */
export async function comingsTo(
	meeting: Pick<Meeting, "id" | "panelId" | "startsAt" | "startedAt">,
): Promise<Comings> {
	const begun = Math.min(
		meeting.startsAt.getTime(),
		meeting.startedAt?.getTime() ?? Number.POSITIVE_INFINITY,
	);
	const told = await db
		.select({ at: events.at, type: events.type, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, meeting.panelId),
				inArray(events.type, TYPES),
				gte(events.at, new Date(begun - DAY_MS)),
			),
		)
		.orderBy(asc(events.version), asc(events.position));
	const left = new Map<string, string>();
	const absences: Absence[] = [];
	const acceptedAt: Record<string, string> = {};
	for (const { at, type, data } of told) {
		if (data.meetingId !== meeting.id) continue;
		const attendanceId = String(data.attendanceId);
		const from = left.get(attendanceId);
		if (type === "attendance.left") {
			left.set(attendanceId, at.toISOString());
			continue;
		}
		if (from) absences.push({ attendanceId, from, to: at.toISOString() });
		left.delete(attendanceId);
		if (type === "statement.accepted") acceptedAt[attendanceId] ??= at.toISOString();
	}
	return { absences, acceptedAt };
}
