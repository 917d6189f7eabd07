/** What the screens call what becomes of a case; the keys stand in the order in which forms offer them. */
import type { CaseRow } from "#server/cases/index.ts";
import type { ReviewRow } from "#server/follow-up/index.ts";

type Answer<Key extends keyof ReviewRow> = NonNullable<ReviewRow[Key]> & string;

export const STATE_WORDS: Record<CaseRow["state"], string> = {
	"not-heard": "Not heard yet",
	open: "Waits for a hearing",
	"follow-up": "In follow-up",
	closed: "Closed",
};

export const CLOSE_REASON_WORDS: Record<NonNullable<CaseRow["closeReason"]>, string> = {
	"risk-reduced": "The risk is down",
	"moved-away": "The victim or the person causing harm has moved to another area",
	"other-process": "Another process has taken it over",
	"not-stalking": "It is not stalking",
	"victim-wish": "The victim does not wish the panel to go on",
	died: "The victim or the person causing harm has died",
	other: "Another reason",
};

export const CRITERION_WORDS: Record<string, string> = {
	"no-contact": "No contact for three months",
	"orders-kept": "Orders are in force and kept",
	"victim-safer": "The victim says that they are safer, and agrees",
	"investigation-concluded": "The investigation is concluded",
	"safety-plan": "A safety plan is in place",
};

export const STOPPED_WORDS: Record<Answer<"hasStopped">, string> = {
	stopped: "It has stopped",
	less: "Less than before",
	"the-same": "As before",
	more: "More than before",
	"not-known": "Not known",
};

export const SAFER_WORDS: Record<Answer<"isSafer">, string> = {
	safer: "Safer",
	"the-same": "As before",
	"less-safe": "Less safe",
	"not-known": "Not known",
};

export const VICTIM_SAYS_WORDS: Record<Answer<"victimSays">, string> = {
	safer: "They say that they are safer",
	"the-same": "They say that it is as before",
	"less-safe": "They say that they are less safe",
	"not-asked": "They have not been asked",
};

export const INVESTIGATION_WORDS: Record<Answer<"investigation">, string> = {
	continues: "It continues",
	charged: "Charged",
	convicted: "Convicted",
	acquitted: "Acquitted",
	"no-further-action": "No further action",
	"not-known": "Not known",
};

export const ORDER_WORDS: Record<Answer<"order">, string> = {
	none: "None",
	considered: "Considered",
	applied: "Applied for",
	interim: "Interim order in force",
	"in-force": "Order in force",
	breached: "Order breached",
	ended: "Order ended",
	"not-known": "Not known",
};

/** The answers of a review, question by question; of one that is not done, none. */
export function answersOf(
	review: Pick<ReviewRow, "hasStopped" | "isSafer" | "victimSays" | "investigation" | "order" | "changed">,
): { key: string; value: string }[] {
	const { hasStopped, isSafer, victimSays, investigation, order, changed } = review;
	return [
		{ key: "Has it stopped?", value: hasStopped && STOPPED_WORDS[hasStopped] },
		{ key: "Is the victim safer?", value: isSafer && SAFER_WORDS[isSafer] },
		{ key: "What the victim says", value: victimSays && VICTIM_SAYS_WORDS[victimSays] },
		{ key: "Investigation", value: investigation && INVESTIGATION_WORDS[investigation] },
		{ key: "Protection order", value: order && ORDER_WORDS[order] },
		{ key: "What has changed", value: changed },
	].flatMap(({ key, value }) => (value ? [{ key, value }] : []));
}
