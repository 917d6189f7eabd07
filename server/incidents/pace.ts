/**
 * How often things happen, week by week, and when that changed. One rule, with its numbers here and nowhere else; it
 * looks back and foretells nothing.
 */
import { addDays } from "../clock.ts";

/** The pace changes in a week of at least `many`, up from at most `few` in the week before. */
export const PACE_RULE = { many: 5, few: 1 } as const;

/** A week in which the pace changed. */
export interface PaceChange {
	/** Its Monday, a civil date. */
	week: string;
	count: number;
	/** How many there were in the week before. */
	before: number;
}

/** The Monday of a civil date's week. */
export function mondayOf(date: string): string {
	const day = new Date(`${date}T12:00:00Z`).getUTCDay();
	return addDays(date, -((day + 6) % 7));
}

/** How many of these dates are in each week that has any, by its Monday. */
export function countByWeek(dates: Iterable<string>): Map<string, number> {
	const weeks = new Map<string, number>();
	for (const date of dates) {
		const week = mondayOf(date);
		weeks.set(week, (weeks.get(week) ?? 0) + 1);
	}
	return weeks;
}

/** The weeks in which the pace changed by the rule, the first first. */
export function paceChanges(weeks: ReadonlyMap<string, number>): PaceChange[] {
	return [...weeks]
		.map(([week, count]) => ({ week, count, before: weeks.get(addDays(week, -7)) ?? 0 }))
		.filter(({ count, before }) => count >= PACE_RULE.many && before <= PACE_RULE.few)
		.sort((a, b) => (a.week < b.week ? -1 : 1));
}
