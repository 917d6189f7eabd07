/** Why something was found, in the words that are there: a name, a number, a place in a text. */
import type { incidents } from "#db/schema/index.ts";
import {
	isEmptyWord,
	isLike,
	numbersOf,
	spellingsOf,
	stem,
	type Term,
	termsOf,
	wordsOf,
} from "#db/search/words.ts";
import type { Section } from "../summary/index.ts";

/** A piece of a text around what was found in it. */
export type Snippet = { text: string; isMatch: boolean }[];

/** Why a case was found. */
export type Reason =
	| { kind: "reference" | "crime-reference" | "officer"; text: string }
	| {
			kind: "victim" | "person-causing-harm";
			text: string;
			/** The name of the person, where another of theirs was found. */
			aliasOf: string | null;
			/** Spelled otherwise than it was typed. */
			isOtherSpelling: boolean;
	  }
	/** A protected detail of the case: what it is, and not what it says. */
	| { kind: "safe-telephone" }
	| { kind: "entry" | "action"; id: string; snippet: Snippet }
	| IncidentReason
	| SummaryReason;

type Incident = typeof incidents.$inferSelect;

/** An incident, by when it was and what kind it was of. */
export interface IncidentReason
	extends Pick<Incident, "id" | "precision" | "startsOn" | "endsOn" | "startsAt" | "kinds" | "policeAction"> {
	kind: "incident";
	/** Where it is this that was typed. */
	crimeNumber: string | null;
	snippet: Snippet;
}

interface Named {
	file: { reference: string; crimeReference: string | null; officerName: string | null };
	people: { part: "victim" | "person-causing-harm"; name: string; aliases: string[] }[];
}

/** What of a case's names and references was meant. */
export function reasonsInCase(typed: string, { file, people }: Named): Reason[] {
	const terms = termsOf(typed);
	const candidates: { reason: Reason; fit: Fit }[] = [
		{ reason: { kind: "reference", text: file.reference }, fit: fitOf(terms, file.reference, true) },
	];
	const add = (reason: Reason, text: string | null, isNumber = false) => {
		if (text) candidates.push({ reason, fit: fitOf(terms, text, isNumber) });
	};
	add({ kind: "crime-reference", text: file.crimeReference ?? "" }, file.crimeReference, true);
	for (const { part, name, aliases } of people) {
		for (const [at, text] of [name, ...aliases].entries()) {
			const fit = fitOf(terms, text);
			const aliasOf = at === 0 ? null : name;
			candidates.push({ reason: { kind: part, text, aliasOf, isOtherSpelling: !fit.isExact }, fit });
		}
	}
	add({ kind: "officer", text: file.officerName ?? "" }, file.officerName);
	const most = Math.max(...candidates.map(({ fit }) => fit.terms));
	const whole = candidates.filter(({ fit }) => fit.terms > 0 && (most < terms.length || fit.terms === most));
	const exact = whole.filter(({ fit }) => fit.isExact);
	// "Johnson" is meant by Johnson, and not by the Johnston beside him.
	return (exact.length > 0 && most === terms.length ? exact : whole).map(({ reason }) => reason);
}

/** How many of the words typed are in a text, and whether as they were typed. */
interface Fit {
	terms: number;
	isExact: boolean;
}

function fitOf(terms: Term[], text: string, isNumber = false): Fit {
	const parts = wordsOf(text);
	const joined = [
		...parts.slice(1).map((part, at) => `${parts[at]}${part}`),
		...(isNumber ? [parts.join("")] : []),
	];
	const words = [...parts, ...joined];
	const numbers = new Set(numbersOf(text));
	let fitting = 0;
	let isExact = true;
	for (const [at, { words: typed, number }] of terms.entries()) {
		const isLast = at === terms.length - 1;
		const next = terms[at + 1]?.words.join("") ?? "";
		const before = terms[at - 1]?.words.join("") ?? "";
		const isHere = (word: string) =>
			words.includes(word) ||
			(isNumber && parts.some((part) => part.replace(/^0+(?=\d)/, "") === word)) ||
			((isLast || word.length === 1) && words.some((part) => part.startsWith(word)));
		const together = typed.join("");
		// "o brien" where the name is O'Brien.
		const isJoined =
			(next !== "" && words.includes(together + next)) ||
			(before !== "" && words.includes(before + together));
		if ((number !== null && numbers.has(number)) || typed.every(isHere) || isJoined) fitting++;
		else if (!isNumber && typed.length === 1 && parts.some((part) => isLike(together, part))) {
			fitting++;
			isExact = false;
		}
	}
	return { terms: fitting, isExact };
}

/** A section of the summary. Nothing is shown of one whose words were taken out a moment ago, nor of those beyond many. */
export interface SummaryReason {
	kind: "summary";
	id: string;
	caseId: string;
	key: string;
	section: Section;
	/** The agency whose part it is. */
	agencyName: string | null;
	snippet: Snippet;
}

/** Whether all that was typed is a reference, however its groups are set apart. */
export function isReference(typed: string, reference: string): boolean {
	const telling = termsOf(typed).filter(({ words }) => !words.every(isEmptyWord));
	const numbers = new Set(numbersOf(reference));
	const spellings = new Set(spellingsOf(reference));
	return telling.every(
		({ words, number }) =>
			(number !== null && numbers.has(number)) || words.every((word) => spellings.has(word)),
	);
}

const BEFORE = 60;
const LONGEST_SNIPPET = 200;
const PIECE = /\+?\d+(?:[\s().\-–/]{1,3}\d+)*|[\p{L}\p{N}\p{M}'’`]+/gu;

/** Where in a text the words are that were typed, and what is around the first of them; null when none is there. */
export function snippetOf(typed: string, text: string): Snippet | null {
	const terms = termsOf(typed);
	const words = new Set(terms.flatMap((term) => term.words.filter((word) => !isEmptyWord(word)).map(stem)));
	const numbers = new Set(terms.flatMap(({ number }) => number ?? []));
	const spots: [from: number, to: number][] = [];
	for (const piece of text.matchAll(PIECE)) {
		// A section of a summary may be long.
		if (spots[0] && piece.index >= spots[0][0] + LONGEST_SNIPPET) break;
		const isMeant =
			wordsOf(piece[0]).some((word) => words.has(stem(word))) ||
			numbersOf(piece[0]).some((number) => numbers.has(number));
		if (isMeant) spots.push([piece.index, piece.index + piece[0].length]);
	}
	const [first] = spots;
	if (!first) return null;
	const from = first[0] <= BEFORE ? 0 : startOfWord(text, first[0] - BEFORE);
	const to = Math.min(text.length, from + LONGEST_SNIPPET);
	const snippet: Snippet = from > 0 ? [{ text: "…", isMatch: false }] : [];
	let at = from;
	for (const [start, end] of spots) {
		if (start >= to) break;
		if (start > at) snippet.push({ text: text.slice(at, start), isMatch: false });
		snippet.push({ text: text.slice(start, end), isMatch: true });
		at = end;
	}
	if (at < to) snippet.push({ text: text.slice(at, to), isMatch: false });
	if (to < text.length) snippet.push({ text: "…", isMatch: false });
	return snippet;
}

function startOfWord(text: string, at: number): number {
	const blank = text.indexOf(" ", at);
	return blank === -1 ? at : blank + 1;
}
