/** What the screens call the enumerated values of a case; the keys stand in the order in which forms offer them. */
import type { CaseRow, EntryRow, PersonRow, ProtectedDetailRow } from "#server/cases/index.ts";

export const RELATIONSHIP_WORDS: Record<CaseRow["relationship"], string> = {
	"ex-partner": "Ex-partner",
	acquaintance: "Acquaintance",
	neighbour: "Neighbour",
	"work-colleague": "Work colleague",
	stranger: "Stranger",
	other: "Other",
	"not-known": "Not known",
};

export const RISK_WORDS: Record<CaseRow["risk"], string> = {
	standard: "Standard",
	medium: "Medium",
	high: "High",
	"not-assessed": "Not assessed",
};

export const ENTRY_WORDS: Record<EntryRow["entryKind"], string> = {
	information: "Information",
	risk: "Risk",
	decision: "Decision",
	advice: "Advice",
};

export const DETAIL_WORDS: Record<ProtectedDetailRow["detail"], string> = {
	address: "Address",
	"safe-telephone": "Safe telephone number",
	school: "Children’s school",
	other: "Something else",
};

export const PART_WORDS: Record<PersonRow["part"], string> = {
	victim: "Victim",
	"person-causing-harm": "Person causing harm",
};

/** The options of a question whose answers have such words. */
export const optionsOf = <Value extends string>(
	words: Record<Value, string>,
): { value: Value; label: string }[] =>
	(Object.entries(words) as [Value, string][]).map(([value, label]) => ({ value, label }));
