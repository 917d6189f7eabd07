/** What the screens call how advice stands; the keys stand in the order in which forms offer them. */
import type { AdviceFilter, AdviceRow } from "#server/advice/index.ts";

export const ANSWER_WORDS: Record<Exclude<AdviceRow["state"], "unanswered" | "withdrawn">, string> = {
	accepted: "Accepted",
	"in-part": "Accepted in part",
	declined: "Declined",
};

export const STATE_WORDS: Record<AdviceRow["state"], string> = {
	unanswered: "Not answered",
	...ANSWER_WORDS,
	withdrawn: "Withdrawn",
};

export const FILTER_WORDS: Record<AdviceFilter, string> = {
	unanswered: "Not answered",
	declined: "Declined",
	"in-part": "Accepted in part",
	accepted: "Accepted",
	all: "All",
};

/** What the text beside an answer is called. */
export const reasonLabel = (state: AdviceRow["state"]): string =>
	state === "declined" ? "Why" : "Which part";

/** How long that many days are, as people say it. */
export function daysInWords(days: number): string {
	if (days <= 0) return "less than a day";
	if (days < 14) return days === 1 ? "1 day" : `${days} days`;
	if (days < 61) return `${Math.floor(days / 7)} weeks`;
	return `${Math.floor(days / 30.44)} months`;
}
