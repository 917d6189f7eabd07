/**
 * What is searched for: a case with the names in it, an entry, an action, an incident, a section of a summary. Each is a
 * document, kept as words of which the first letter says what they are; among them the panel and the case it belongs to,
 * so that whoever asks is held to what is theirs inside the index, and never by leaving out of what it answered.
 */
import type { actions, cases, entries, incidents, people } from "../schema/index.ts";
import type { SearchKind } from "./tables.ts";
import {
	isEmptyWord,
	LONGEST_BEGINNING,
	numbersOf,
	slipsOf,
	soundOf,
	spellingsOf,
	stem,
	wordsOf,
} from "./words.ts";

/** Raise it when the words of a document change: every index is then built anew at the next start. */
export const FORM = 3;

export type TextKind = Exclude<SearchKind, "case">;

/** What was said or agreed, as its words. */
export interface TextDocument {
	kind: TextKind;
	/** The id of the entry, the action, the incident or the section. */
	subjectId: string;
	caseId: string;
	panelId: string;
	texts: readonly (string | null | undefined)[];
	/** A number that is found however its groups are set apart, also where letters are in them. */
	reference?: string | null;
}

/** What is kept of it. */
export interface Document {
	kind: SearchKind;
	subjectId: string;
	caseId: string;
	panelId: string;
	words: string;
	/** Of a case: what a name in it may be meant by. */
	names: string[];
}

/** What the words of each kind begin with; a name's beginnings, panels and cases have letters of their own. */
export const LETTER: Record<SearchKind, string> = {
	case: "n",
	entry: "e",
	action: "a",
	incident: "i",
	summary: "s",
};
export const BEGINNING = "q";
const inWord = (letter: string) => (id: string) => letter + id.replace(/[^a-z0-9]/gi, "").toLowerCase();
export const panelWord = inWord("p");
export const caseWord = inWord("c");

export function textDocument({ kind, texts, reference = null, ...of }: TextDocument): Document {
	const words = new Set([panelWord(of.panelId), caseWord(of.caseId)]);
	const letter = LETTER[kind];
	for (const text of [...texts, reference]) {
		if (!text) continue;
		for (const word of wordsOf(text)) if (!isEmptyWord(word)) words.add(letter + stem(word));
		for (const number of numbersOf(text)) words.add(letter + number);
	}
	for (const word of spellingsOf(reference ?? "")) words.add(letter + stem(word));
	return { kind, ...of, words: [...words].join(" "), names: [] };
}

type Entry = Pick<typeof entries.$inferSelect, "id" | "caseId" | "body"> & { panelId: string };
type Action = Pick<
	typeof actions.$inferSelect,
	"id" | "caseId" | "panelId" | "what" | "ownerDetail" | "outcome"
>;

export const entryDocument = ({ id, body, ...of }: Entry): Document =>
	textDocument({ kind: "entry", subjectId: id, ...of, texts: [body] });

export const actionDocument = ({ id, what, ownerDetail, outcome, ...of }: Action): Document =>
	textDocument({ kind: "action", subjectId: id, ...of, texts: [what, ownerDetail, outcome] });

type Incident = Pick<
	typeof incidents.$inferSelect,
	"id" | "caseId" | "panelId" | "what" | "location" | "source" | "evidence" | "crimeNumber"
>;

export const incidentDocument = (incident: Incident): Document => {
	const { id, what, location, source, evidence, crimeNumber: reference, ...of } = incident;
	const texts = [what, location, source, evidence];
	return textDocument({ kind: "incident", subjectId: id, ...of, texts, reference });
};

type Case = Pick<
	typeof cases.$inferSelect,
	"id" | "panelId" | "reference" | "crimeReference" | "officerName"
>;
export type Person = Pick<typeof people.$inferSelect, "name" | "aliases">;

export function caseDocument(file: Case, persons: readonly Person[]): Document {
	const named = [...persons.flatMap(({ name, aliases }) => [name, ...aliases]), file.officerName ?? ""];
	const references = [file.reference, file.crimeReference ?? ""];
	const words = new Set<string>();
	for (const text of [...named, ...references]) {
		const parts = wordsOf(text);
		for (const part of parts) words.add(part);
		// "Mary-Jane" is typed as one word too, and "O Brien".
		for (const [at, part] of parts.slice(1).entries()) words.add(parts[at] + part);
		for (const number of numbersOf(text)) words.add(number);
	}
	for (const word of references.flatMap(spellingsOf)) words.add(word);
	words.delete("");
	const beginnings = new Set<string>();
	for (const word of words) {
		for (let length = 1; length <= LONGEST_BEGINNING; length++) beginnings.add(word.slice(0, length));
	}
	return {
		kind: "case",
		subjectId: file.id,
		caseId: file.id,
		panelId: file.panelId,
		words: [
			panelWord(file.panelId),
			caseWord(file.id),
			...[...words].map((word) => LETTER.case + word),
			...[...beginnings].map((beginning) => BEGINNING + beginning),
		].join(" "),
		names: [...new Set(named.flatMap(wordsOf))].filter((word) => word.length > 1).sort(),
	};
}

/** By what a name may be meant: any of its slips, or how it sounds. */
export const slipsAndSound = (word: string): string[] => {
	const sound = soundOf(word);
	return [...slipsOf(word), ...(sound ? [`~${sound}`] : [])];
};
