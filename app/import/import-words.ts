/** What an import is called on the screen. */
import type { Fate, Meaning, TrackerStatus } from "#server/import/index.ts";
import type { TagColour } from "../ui/index.ts";

export const MEANING_WORDS: Record<Exclude<Meaning, "note" | "none">, string> = {
	reference: "Case reference in Panelroom",
	panelDate: "Date of the panel",
	crimeReference: "Crime reference",
	officerInCase: "Officer in the case",
	area: "Area",
	victim: "Victim",
	dateOfBirth: "Victim’s date of birth",
	address: "Victim’s address (protected)",
	safeTelephone: "Safe telephone (protected)",
	school: "Children’s school (protected)",
	otherDetail: "Another protected detail",
	suspect: "Person causing harm",
	suspectDateOfBirth: "Date of birth of the person causing harm",
	relationship: "Relationship",
	risk: "Risk",
	isacSupport: "ISAC support (an entry that all members read)",
	spoConsidered: "SPO considered (an entry that all members read)",
	number: "Action number",
	action: "Action",
	owner: "Owner of the action",
	ownerPerson: "Person who owns the action",
	due: "Due date",
	update: "Update on the action",
	status: "Status of the action",
};

/** Headings in a sentence. */
export const quoted = (headings: string[]): string =>
	new Intl.ListFormat("en-GB").format(headings.map((heading) => `“${heading}”`));

export const STATUS_WORDS: Record<TrackerStatus, string> = {
	open: "Open",
	"in-progress": "In progress",
	done: "Done",
	"not-possible": "Not possible – circumstances changed",
	"not-done": "Not done",
};

export const FATE_WORDS: Record<Fate, { will: string; colour: TagColour }> = {
	created: { will: "Will be created", colour: "green" },
	changed: { will: "Will change", colour: "blue" },
	unchanged: { will: "Unchanged", colour: "grey" },
	uncertain: { will: "Uncertain", colour: "yellow" },
	"not-imported": { will: "Not imported", colour: "orange" },
};

export const STATE_WORDS = {
	reading: { word: "Being read", colour: "blue" },
	mapping: { word: "To be mapped", colour: "yellow" },
	preview: { word: "To be looked at", colour: "yellow" },
	writing: { word: "Being written", colour: "blue" },
	accepted: { word: "Imported", colour: "green" },
	undoing: { word: "Being undone", colour: "blue" },
	undone: { word: "Undone", colour: "grey" },
	failed: { word: "Could not be read", colour: "red" },
	abandoned: { word: "Given up", colour: "grey" },
} as const satisfies Record<string, { word: string; colour: TagColour }>;

export const plural = (n: number, one: string, many = `${one}s`) =>
	`${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
