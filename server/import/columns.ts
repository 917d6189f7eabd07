/** What the columns of a tracker mean, whatever they are called and in whichever order they stand. */
import type { DETAIL_KINDS } from "../cases/index.ts";
import { comparable, type Sheet, textsOf } from "./sheet.ts";
import { type Fact, factIn, isNameOf, type Person, peopleIn } from "./whose.ts";

/** What a column may hold of a case; such cells may be merged over the case's actions. */
export const CASE_FIELDS = [
	"reference",
	"panelDate",
	"crimeReference",
	"officerInCase",
	"area",
	"victim",
	"dateOfBirth",
	"address",
	"safeTelephone",
	"school",
	"otherDetail",
	"suspect",
	"suspectDateOfBirth",
	"relationship",
	"risk",
	"isacSupport",
	"spoConsidered",
] as const;

/** What a column may hold of an action. */
export const ACTION_FIELDS = ["number", "action", "owner", "ownerPerson", "due", "update", "status"] as const;

export type CaseField = (typeof CASE_FIELDS)[number];
export type Field = CaseField | (typeof ACTION_FIELDS)[number];
/** What becomes of a column: a field, a note on the case under the column's heading, or nothing. */
export type Meaning = Field | "note" | "none";

/**
 * Which protected detail a column holds. Each may have several columns, and each cell is a detail of its own: whoever
 * has two addresses is not safer for one of them.
 */
export const PROTECTED = {
	address: "address",
	safeTelephone: "safe-telephone",
	school: "school",
	otherDetail: "other",
} as const satisfies Partial<Record<CaseField, (typeof DETAIL_KINDS)[number]>>;

export const isProtected = (meaning: Meaning): meaning is keyof typeof PROTECTED =>
	Object.hasOwn(PROTECTED, meaning);

/** Whether several columns of a sheet may mean it. */
export const mayRepeat = (meaning: Meaning): boolean =>
	meaning === "note" || meaning === "none" || isProtected(meaning);

/** Whether what stands in the column becomes an entry, which all members of the panel read. */
export const isOpen = (meaning: Meaning): boolean =>
	meaning === "note" || meaning === "isacSupport" || meaning === "spoConsidered";

export const isCaseField = (field: Field): field is CaseField =>
	(CASE_FIELDS as readonly string[]).includes(field);

/** What people call them. An exact heading counts before one that only contains such words. */
const HEADINGS: Record<Field, readonly string[]> = {
	reference: [
		"Case reference",
		"Case ref",
		"Our reference",
		"Panelroom reference",
		"Reference",
		"Case number",
		"Case no",
		"Case id",
	],
	panelDate: [
		"Panel date",
		"Date of panel",
		"Date heard",
		"First heard",
		"Heard on",
		"Meeting date",
		"Date of meeting",
		"ESIP date",
		"Date discussed",
	],
	crimeReference: [
		"Crime ref",
		"Crime reference",
		"Crime no",
		"Crime number",
		"Crime report",
		"Athena ref",
		"Investigation number",
		"Investigation ref",
		"Occurrence number",
		"Incident number",
		"URN",
		"CRN",
	],
	officerInCase: [
		"OIC",
		"Officer in case",
		"Officer in the case",
		"Officer",
		"Investigating officer",
		"Lead officer",
		"IO",
		"Case officer",
		"Officer name",
	],
	area: ["LPA", "Area", "Local policing area", "District", "Borough", "BCU", "Division", "Location", "Town"],
	victim: [
		"Victim",
		"Victim name",
		"Name of victim",
		"Client",
		"Client name",
		"Survivor",
		"Complainant",
		"Aggrieved",
		"Person at risk",
		"V",
		"Vic",
		"VS name",
		"Victims name",
		"Victim survivor",
	],
	dateOfBirth: [
		"V DOB",
		"Victim DOB",
		"DOB",
		"Date of birth",
		"Victim date of birth",
		"D O B",
		"Vic DOB",
		"Born",
	],
	address: [
		"Victim address",
		"V address",
		"Address",
		"Home address",
		"Where she lives",
		"Victim home address",
	],
	safeTelephone: [
		"Safe tel",
		"Safe telephone",
		"Safe phone",
		"Safe number",
		"Telephone",
		"Phone",
		"Mobile",
		"Contact number",
		"Safe contact",
		"Tel",
		"Victim phone",
		"Safe contact number",
	],
	school: ["Children’s school", "Child’s school", "School"],
	otherDetail: ["Workplace", "E-mail", "Email"],
	suspect: [
		"Suspect",
		"Perpetrator",
		"Suspect name",
		"Perp",
		"Offender",
		"Subject",
		"Person causing harm",
		"Alleged perpetrator",
		"Stalker",
		"Perpetrator name",
		"Perp name",
		"Nominal",
		"Respondent",
		"S",
	],
	suspectDateOfBirth: ["Suspect DOB", "Suspect date of birth", "S DOB", "Perp DOB", "Offender DOB"],
	relationship: [
		"Relationship",
		"Relationship to victim",
		"Relation",
		"Relationship type",
		"How they know each other",
		"Rel",
	],
	risk: ["Risk", "Risk level", "Risk assessment", "Risk grading", "DASH", "DASH risk", "Grading", "RAG"],
	isacSupport: ["ISAC", "ISAC support", "Advocate", "IDVA"],
	spoConsidered: ["SPO considered", "SPO", "Order considered", "Stalking protection order"],
	number: ["Action no", "Action number", "No", "Action id", "Action ref", "#", "Item"],
	action: [
		"Action",
		"Actions",
		"What was agreed",
		"Agreed action",
		"Action agreed",
		"Task",
		"Action required",
		"Actions agreed",
		"What",
		"To do",
		"Action point",
		"Agreed actions",
	],
	owner: [
		"Owner (agency / person)",
		"Owner",
		"Who",
		"Agency",
		"Lead agency",
		"Responsible",
		"Assigned to",
		"By whom",
		"Action owner",
		"Whose",
		"Responsibility",
		"Owning agency",
		"Lead",
	],
	ownerPerson: [
		"Owner name",
		"Named person",
		"Person responsible",
		"Owner person",
		"Named lead",
		"Contact name",
	],
	due: [
		"Due",
		"Due date",
		"By when",
		"Deadline",
		"Target date",
		"When",
		"Complete by",
		"Date due",
		"To be done by",
		"Timescale",
	],
	update: [
		"Update",
		"Updates",
		"Progress",
		"Outcome",
		"Comments",
		"Latest",
		"What happened",
		"Result",
		"Action update",
		"Notes on action",
	],
	status: [
		"Status",
		"Action status",
		"State",
		"Complete",
		"Completed",
		"Done",
		"Open closed",
		"RAG status",
		"Where it stands",
	],
};

const exact = new Map<string, Field>();
for (const [field, headings] of Object.entries(HEADINGS)) {
	for (const heading of headings)
		if (comparable(heading) && !exact.has(comparable(heading)))
			exact.set(comparable(heading), field as Field);
}

/** Words that give a longer heading away, the most telling first: "Notes on progress". */
const TELLING: [RegExp, Field][] = [
	[/\b(crime|athena|niche|occurrence)\b.*\b(ref|reference|no|number)\b/, "crimeReference"],
	[/\brelationship\b/, "relationship"],
	[/\b(due|deadline|by when|target date)\b/, "due"],
	[/\bstatus\b/, "status"],
	[/\b(owner|by whom|responsible|assigned)\b/, "owner"],
	[/\b(what was agreed|agreed action|actions?)\b/, "action"],
	[/\b(update|progress)\b/, "update"],
	[/\brisk\b/, "risk"],
	[/\b(panel|meeting) date\b|\bdate of (panel|meeting)\b/, "panelDate"],
];

/** Which field of the victim holds a fact about her. */
const OF_VICTIM: Partial<Record<Fact, Field>> = {
	birth: "dateOfBirth",
	address: "address",
	telephone: "safeTelephone",
	school: "school",
	work: "otherDetail",
	"e-mail": "otherDetail",
	contact: "otherDetail",
};

interface Guess {
	field: Field;
	/** 2 when it is called so, 1 when it contains the words. */
	certainty: 1 | 2;
}

/** What a heading most likely means, seen by itself, and how sure that is. */
export function meaningOf(heading: string): Guess | null {
	const words = comparable(heading);
	const field = exact.get(words);
	if (field) return { field, certainty: 2 };
	const telling = words.length <= 60 ? tellingIn(heading, words) : undefined;
	return telling ? { field: telling, certainty: 1 } : null;
}

function tellingIn(heading: string, words: string): Field | undefined {
	const named = peopleIn(heading);
	const fact = factIn(heading);
	if (fact) {
		const isOf = (...some: Person[]) => [...named].every((person) => some.includes(person));
		if (fact === "birth" && named.size > 0 && isOf("suspect")) return "suspectDateOfBirth";
		// Her children's school leads to her as well.
		return isOf("victim") || (fact === "school" && isOf("victim", "child")) ? OF_VICTIM[fact] : undefined;
	}
	if (/\b(oic|officer)\b/.test(words) && named.size === 1) return "officerInCase";
	if (isNameOf("suspect", heading)) return "suspect";
	if (isNameOf("victim", heading)) return "victim";
	const field = TELLING.find(([pattern]) => pattern.test(words))?.[1];
	// How a suspect, a child or a victim stands is not how an action does.
	const isOfPerson = named.has("suspect") || named.has("child") || (named.has("victim") && field !== "risk");
	return isOfPerson && field !== "relationship" ? undefined : field;
}

const FACTS_OF_VICTIM = new Set<Field>(Object.values(OF_VICTIM));
const OF_WHOM: Partial<Record<Field, Person>> = {
	victim: "victim",
	suspect: "suspect",
	officerInCase: "other",
	isacSupport: "other",
	owner: "other",
	ownerPerson: "other",
};

/**
 * What headings mean that stand beside each other. A fact whose heading names nobody, as "DOB" or "Address", is of the
 * person who is named last before it; it is guessed to be the victim's where that is the victim.
 */
function meaningsOf(headings: string[]): (Guess | null)[] {
	const guesses = headings.map(meaningOf);
	const people = headings.map((heading, at): Person | undefined => {
		const field = guesses[at]?.field;
		if (field && !FACTS_OF_VICTIM.has(field)) return OF_WHOM[field];
		// Her children's school is hers to be protected, and begins no list of children.
		if (field === "school") return undefined;
		const [only, ...others] = peopleIn(heading);
		return others.length > 0 ? "other" : only;
	});
	return guesses.map((guess, at) => {
		if (!guess || !FACTS_OF_VICTIM.has(guess.field)) return guess;
		const heading = headings[at] ?? "";
		// What is safe to use is safe for the victim.
		if (peopleIn(heading).size > 0 || /\bsafe\b/i.test(heading)) return guess;
		const whose = people.slice(0, at).findLast(Boolean) ?? people.slice(at).find(Boolean);
		if (whose === "suspect" && guess.field === "dateOfBirth")
			return { ...guess, field: "suspectDateOfBirth" };
		return whose === "victim" || (whose === "child" && guess.field === "school") ? guess : null;
	});
}

/**
 * What becomes of a column that nobody has a meaning for. A sentence is left out only when somebody says so; but what
 * may lead to somebody's door stands in no entry that all members read before somebody has said whose it is.
 */
export const withoutMeaning = (heading: string): "note" | "none" =>
	mayLeadToSomebody(heading) ? "none" : "note";

/** Whether a heading speaks of where somebody is, or of how they are reached. */
export function mayLeadToSomebody(heading: string): boolean {
	const fact = factIn(heading);
	return fact !== null && fact !== "birth";
}

export interface Column {
	/** Counted from 1. */
	column: number;
	heading: string;
}

/** Where a sheet's headings are, and what each column is taken to mean. */
export interface Headings {
	row: number;
	columns: Column[];
	meanings: Map<number, Field>;
}

/** A field is one column's: the one that is called so exactly, else the first. Of protected details there may be more. */
export function headingsAt(sheet: Sheet, row: number): Headings {
	const columns = textsOf(sheet, row).map(({ column, text }) => ({ column, heading: text }));
	const guesses = meaningsOf(columns.map(({ heading }) => heading));
	const meanings = new Map<number, Field>();
	for (const certainty of [2, 1]) {
		for (const [at, { column }] of columns.entries()) {
			const guess = guesses[at];
			if (guess?.certainty !== certainty) continue;
			const isTaken = [...meanings.values()].includes(guess.field);
			if (!isTaken || mayRepeat(guess.field)) meanings.set(column, guess.field);
		}
	}
	return { row, columns, meanings };
}

const HEADINGS_WITHIN = 30;

/**
 * The row that names the columns: the first of those that name the most. There must be a victim among them and
 * two more, else the sheet holds no list of cases as far as can be told.
 */
export function findHeadings(sheet: Sheet): Headings | null {
	let best: Headings | null = null;
	for (let row = 1; row <= Math.min(sheet.lastRow, HEADINGS_WITHIN); row++) {
		const found = headingsAt(sheet, row);
		const fields = [...found.meanings.values()];
		if (fields.length < 3 || !fields.includes("victim")) continue;
		if (!best || found.meanings.size > best.meanings.size) best = found;
	}
	return best;
}
