/**
 * An incident as people write it on one line, turned into what its form would say; the same in the browser, where the
 * person sees what was understood while they type, and on the server.
 *
 *   3/11 21:40 followed her home from work, CR 42/1234/26 #following
 *   about 3 Nov silent calls through the night
 *   3-9 Nov parked outside her work each day
 */
import type { IncidentKind } from "#server/incidents/index.ts";
import { type When, whenOf } from "./line-dates.ts";
import {
	type Decided,
	type Guessed,
	kindsGuessedFrom,
	orderIn,
	type Said,
	saidIn,
	takeTags,
} from "./line-words.ts";

/** What was understood, field by field as the form has them. */
export interface QuickIncident extends When, WhatHappened {}

/** What was understood of the words behind the date. */
export interface WhatHappened extends Said {
	kinds: IncidentKind[];
	/** The kinds were guessed from the words, and nobody has named any. */
	isGuess: boolean;
	/** What else was guessed from the words; somebody sees the guess and may deny it. */
	guessed?: Guessed[];
	what: string;
	crimeNumber?: string;
}

export type Reading = { incident: QuickIncident } | { problem: string };

const CRIME_NUMBERS = [
	/(^|[\s,;(])(?:CR|CRN|URN|crime (?:number|no|ref(?:erence)?)|crime|ref)\b\.?:?\s*(?:no\.?\s*)?((?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]{3,39})/i,
	/(^|[\s,;(])(\d{2}\/\d{3,7}\/\d{2})\b/,
];

/** What is said of one incident has a bound, and so has what is looked at to read it. */
export const LONGEST_LINE = 4_200;

/** Reads one line. `today` is a civil date; a date without a year is the latest that has been. */
export function quickLine(line: string, today: string): Reading {
	const text = onOneLine(line.trim().replace(/^[-•*·]\s+/, ""));
	if (text === "") return { problem: "Enter what happened, beginning with the date" };
	if (text.length > LONGEST_LINE) return TOO_LONG;
	const dated = whenOf(text, today);
	if ("problem" in dated) return dated;
	const { rest, ...when } = dated;
	const told = whatHappened(rest);
	return "problem" in told ? told : { incident: { ...when, ...told } };
}

const TOO_LONG = { problem: "Use 4,000 characters or fewer for one incident" };
const onOneLine = (text: string) => text.trim().replace(/\s+/g, " ");

/**
 * Reads what happened, without its date.
 * @param decided by the columns of a file: of these nothing is guessed from the words.
 */
export function whatHappened(text: string, decided: Decided = {}): WhatHappened | { problem: string } {
	if (text.length > LONGEST_LINE) return TOO_LONG;
	const { kinds, tagged, without, unknown } = takeTags(onOneLine(text));
	if (unknown !== undefined) {
		return {
			problem: `There is no kind ${unknown}. Use one such as #following, #contacting, #watching, #threat, #damage, #breach or #arrest`,
		};
	}
	const numbered = takeCrimeNumber(without);
	const { crimeNumber } = numbered;
	const what = tidied(numbered.without);
	if (what === "") return { problem: "Enter what happened after the date" };
	const inWords = saidIn(what);
	const { orderBreached: tag } = tagged;
	const named = { ...inWords, ...tagged, ...decided };
	// Which order "#breach" means is guessed, if the words name one.
	const which = tag === "other" && !("orderBreached" in decided) ? orderIn(what) : tag;
	if (tag === "other" && which !== tag) named.orderBreached = which;
	// What is recorded as a breach was one.
	if (named.recordedAs === "breach-of-order") named.orderBreached ??= "other";
	const guessed = (["orderBreached", "recordedAs", "policeAction"] as const).filter(
		(field) =>
			named[field] &&
			((!(field in tagged) && !(field in decided)) || (field === "orderBreached" && which !== tag)),
	);
	const { recordedAs, orderBreached, policeAction } = named;
	const isGuess = kinds.size === 0;
	if (isGuess) {
		for (const kind of kindsGuessedFrom(what)) kinds.add(kind);
		// What the police did is an entry of its own, unless something else is told as well.
		const isOfPolice = policeAction && (inWords.policeAction || tagged.policeAction);
		if (kinds.size === 0 && !isOfPolice) kinds.add("other");
	}
	return {
		kinds: [...kinds],
		isGuess,
		what,
		...(crimeNumber ? { crimeNumber } : {}),
		...(recordedAs ? { recordedAs } : {}),
		...(orderBreached ? { orderBreached } : {}),
		...(policeAction ? { policeAction } : {}),
		...(guessed.length > 0 ? { guessed } : {}),
	};
}

function takeCrimeNumber(text: string): { crimeNumber?: string; without: string } {
	for (const pattern of CRIME_NUMBERS) {
		const found = pattern.exec(text);
		if (!found) continue;
		const [whole, before = "", number = ""] = found;
		const without = `${text.slice(0, found.index)}${before} ${text.slice(found.index + whole.length)}`;
		return { crimeNumber: number.replace(/[/-]+$/, "").toUpperCase(), without };
	}
	return { without: text };
}

/** Without the stops and blanks that what was taken out has left. */
const tidied = (text: string): string =>
	text
		.replace(/\(\s*\)/g, " ")
		.replace(/\s+([,;.])/g, "$1")
		.replace(/([,;])(?:\s*[,;])+/g, "$1")
		.replace(/\s+/g, " ")
		.replace(/^[\s,;:–—-]+|[\s,;:–—-]+$/g, "")
		.trim();

/** One line of several, with its number as it stands in the box. */
export interface NumberedReading {
	number: number;
	line: string;
	reading: Reading;
}

/** The lines of a text in which something stands, each with its number. */
export const linesIn = (text: string): { number: number; line: string }[] =>
	text
		.split("\n")
		.map((line, at) => ({ number: at + 1, line: line.trim() }))
		.filter(({ line }) => line !== "");

/** Reads several lines; blank ones say nothing. */
export const quickLines = (text: string, today: string): NumberedReading[] =>
	linesIn(text).map(({ number, line }) => ({ number, line, reading: quickLine(line, today) }));

/** A short name for exactly these lines: who has seen how they were understood says it, and no other lines have it. */
export function nameOf(text: string): string {
	let hash = 5381;
	for (const letter of text.trim()) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291;
	return `${text.trim().length}-${hash}`;
}
