/** When enough agencies were at a meeting, and when not, out of who came and went. */
import type { Absence, AttendanceRow } from "#server/meetings/index.ts";

export type Stay = Pick<AttendanceRow, "agencyId" | "capacity" | "state" | "arrivedAt" | "leftAt">;

/** ms since 1970. */
export interface Span {
	from: number;
	to: number;
}

/** Shorter gaps are people finding the button at the start, and say nothing of the meeting. */
const SHORTEST_GAP_MS = 60_000;

/** Whether somebody speaks for an agency of the panel: observers and guests do not. */
export const countsForQuorum = ({ capacity, state }: Pick<Stay, "capacity" | "state">): boolean =>
	capacity !== "observer" && capacity !== "guest" && (state === "present" || state === "left");

/** How many agencies are here now, of those that must be. */
export const agenciesHere = (stays: readonly Pick<Stay, "agencyId" | "capacity" | "state">[]): number =>
	new Set(
		stays.filter((stay) => stay.state === "present" && countsForQuorum(stay)).map(({ agencyId }) => agencyId),
	).size;

/** The stays of people as they were: who was away and came back stayed more than once. */
export function withAbsences<Row extends Stay & { id: string }>(
	rows: readonly Row[],
	absences: readonly Absence[],
): Stay[] {
	return rows.flatMap((row) => {
		const away = absences.filter(({ attendanceId }) => attendanceId === row.id);
		const from = [row.arrivedAt, ...away.map(({ to }) => to)];
		return from.map((arrivedAt, index) => ({ ...row, arrivedAt, leftAt: away[index]?.from ?? row.leftAt }));
	});
}

/** The times within a meeting at which fewer agencies than its quorum were there, in order. */
export function quorumGaps(stays: readonly Stay[], quorum: number, meeting: Span): Span[] {
	const there = stays.filter(countsForQuorum).map(({ agencyId, arrivedAt, leftAt }) => ({
		agencyId,
		from: arrivedAt ? Date.parse(arrivedAt) : meeting.from,
		to: leftAt ? Date.parse(leftAt) : meeting.to,
	}));
	const turns = [meeting.from, meeting.to, ...there.flatMap(({ from, to }) => [from, to])]
		.filter((at) => at >= meeting.from && at <= meeting.to)
		.sort((a, b) => a - b);
	const gaps: Span[] = [];
	for (const [index, from] of turns.entries()) {
		const to = turns[index + 1];
		if (to === undefined || to === from) continue;
		const agencies = new Set(
			there.filter((stay) => stay.from <= from && stay.to >= to).map((s) => s.agencyId),
		);
		if (agencies.size >= quorum) continue;
		const last = gaps.at(-1);
		if (last?.to === from) last.to = to;
		else gaps.push({ from, to });
	}
	return gaps.filter(({ from, to }) => to - from >= SHORTEST_GAP_MS);
}
