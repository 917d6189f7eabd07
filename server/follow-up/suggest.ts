/** When a case is to be looked at again, unless somebody says otherwise. */
import { addWorkingDays, isWorkingDay } from "../calendar/index.ts";
import type { RISKS } from "../cases/index.ts";
import { addDays, londonDate } from "../clock.ts";

type Risk = (typeof RISKS)[number];

/**
 * Days from a hearing to the review of the case. This is practice, not law: no statute or guidance says how soon, so a
 * force that does it otherwise changes these numbers. What nobody has judged waits no longer than what is dangerous.
 */
export const REVIEW_AFTER_DAYS: Record<Risk, number> = {
	high: 28,
	medium: 56,
	standard: 84,
	"not-assessed": 28,
};

/** The suggested date of a review, counted from `from`: the next working day where that is none. */
export function suggestedReview(risk: Risk, from: string = londonDate()): string {
	const date = addDays(from, REVIEW_AFTER_DAYS[risk]);
	return isWorkingDay(date) ? date : addWorkingDays(date, 1);
}
