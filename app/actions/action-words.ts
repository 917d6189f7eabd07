/** What the screens call the enumerated values of an action; the keys stand in the order in which forms offer them. */
import type { ActionRow, MOVES } from "#server/actions/index.ts";

export const PRIORITY_WORDS: Record<ActionRow["priority"], string> = {
	routine: "Routine",
	urgent: "Urgent",
};

export const CATEGORY_WORDS: Record<NonNullable<ActionRow["category"]>, string> = {
	"victim-safety": "Safety of the victim",
	"person-causing-harm": "Managing the person causing harm",
	investigation: "The investigation",
	"staff-safety": "Safety of staff",
	other: "Something else",
};

export const ACTION_STATUS_WORDS: Record<ActionRow["status"], string> = {
	proposed: "Proposed",
	open: "Open",
	"in-progress": "In progress",
	refused: "Refused",
	done: "Done",
	"not-possible": "Not possible – circumstances changed",
	"not-done": "Not done",
};

/** What the text beside a status is called. */
export const OUTCOME_LABELS: Record<ActionRow["status"], string> = {
	proposed: "Last said",
	open: "Last said",
	"in-progress": "Last said",
	refused: "Why it was refused",
	done: "What was done",
	"not-possible": "What changed",
	"not-done": "Why it was not done",
};

/** Agency and person that own an action, in words. */
export const ownerInWords = (action: Pick<ActionRow, "ownerAgencyName" | "ownerDetail">): string =>
	`${action.ownerAgencyName ?? "Nobody yet"}${action.ownerDetail ? ` (${action.ownerDetail})` : ""}`;

/** "Accepted by X for Y", while somebody has answered for an owner who was not there; nothing otherwise. */
export function answeredInWords(
	action: Pick<ActionRow, "status" | "ownerAgencyName" | "answeredByName" | "isAnsweredForOwner">,
): string | undefined {
	if (!action.isAnsweredForOwner) return undefined;
	const answer = action.status === "refused" ? "Refused" : "Accepted";
	return `${answer} by ${action.answeredByName} for ${action.ownerAgencyName}`;
}

/** What may be said of several at once. */
export const MOVE_WORDS: Record<(typeof MOVES)[number], string> = {
	accept: "We accept them",
	"in-progress": "They are in progress",
	done: "They are done",
	"not-possible": "Not possible – circumstances changed",
	"not-done": "Not done",
	"sign-off": "Sign them off",
};
