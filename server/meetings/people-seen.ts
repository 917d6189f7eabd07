/** Who is at a meeting and who sits on its panel, as far as an actor may see it. */
import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, memberships } from "#db/schema/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";
import { visible } from "../events/index.ts";
import { type AttendanceNoteRow, type AttendanceRow, presentAttendances } from "./present.ts";

export const isAdmittedAs =
	(userId: string) =>
	(person: AttendanceRow): boolean =>
		person.userId === userId && person.capacity === "observer" && person.state !== "withdrawn";

/** Somebody at a meeting, with what they sent. */
export type Attender = AttendanceRow & { note: string | null };

/** Who is at a meeting, and what they sent, as far as `access` may see it. */
export async function peopleSeen(access: Access, meetingId: string): Promise<Attender[]> {
	const { rows } = visible(await presentAttendances(db, "meetingId", [meetingId]), (item) =>
		holds(access, item.audience),
	);
	const seen = rows as (AttendanceRow | AttendanceNoteRow)[];
	const notes = new Map<string, string>();
	for (const row of seen) if (row.kind === "attendanceNote") notes.set(row.id, row.note);
	return seen.flatMap((row) =>
		row.kind === "attendance" ? [{ ...row, note: notes.get(row.id) ?? null }] : [],
	);
}

/** Observers and guests are at a meeting without being of its panel. */
export const isOfPanel = ({ capacity }: Pick<AttendanceRow, "capacity">): boolean =>
	capacity !== "observer" && capacity !== "guest";

export const openAgencies = () =>
	db
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(isNull(agencies.closedAt))
		.orderBy(asc(agencies.nameKey));

/** Members of the panel in force today, for who is expected, who may chair and whom to admit. */
export async function seatsOf(panelId: string) {
	const today = londonDate();
	const seats = await db
		.select({
			userId: memberships.userId,
			userName: memberships.userName,
			agencyId: memberships.agencyId,
			agencyName: memberships.agencyName,
			role: memberships.role,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
		})
		.from(memberships)
		.where(and(eq(memberships.panelId, panelId), eq(memberships.state, "active")))
		.orderBy(asc(memberships.agencyName), asc(memberships.userName), asc(memberships.id));
	return seats
		.filter(({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today))
		.map(({ startsOn: _, endsOn: __, ...seat }) => seat);
}
