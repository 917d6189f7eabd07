/** What the register calls its kinds; the keys stand in the order in which its form offers them. */
import type { RegisterFilter, RegisterLine } from "#server/register/index.ts";

export const STATE_WORDS: Record<RegisterLine["state"], string> = {
	"not-heard": "Not heard yet",
	open: "Open",
	"follow-up": "In follow-up",
	closed: "Closed",
};

export const STATE_FILTER_WORDS: Record<RegisterFilter["state"], string> = {
	"not-closed": "All but closed cases",
	"not-heard": "Not heard yet",
	open: "Open",
	"follow-up": "In follow-up",
	closed: "Closed",
	all: "All cases",
};

export const NEXT_STEP_WORDS: Record<NonNullable<RegisterLine["nextStep"]>, string> = {
	hearing: "Hearing",
	review: "Review",
};

export const OVERDUE_WORDS: Record<NonNullable<RegisterFilter["overdue"]>, string> = {
	either: "Next step or actions",
	"next-step": "Next step",
	actions: "Actions",
};

export const SORT_WORDS: Record<RegisterFilter["sort"], string> = {
	reference: "Reference, newest first",
	risk: "Risk, highest first",
	"next-date": "Next date, earliest first",
	victim: "Victim’s name",
};
