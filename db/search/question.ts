/** What somebody types, as what must be in a document; and who may be answered what. */
import { and, gte, inArray, lt } from "drizzle-orm";
import type { Reader } from "../engine.ts";
import { BEGINNING, caseWord, LETTER, panelWord, slipsAndSound, type TextKind } from "./document.ts";
import { names, type SearchKind, slips } from "./tables.ts";
import { isEmptyWord, isLike, LONGEST_BEGINNING, stem, type Term, termsOf } from "./words.ts";

/** What somebody may be shown: decided by server/audiences, applied inside the index. */
export interface SearchScope {
	panelIds: readonly string[] | "all";
	/** Cases beside those of the panels, such as an officer's own. */
	caseIds?: readonly string[];
	/** Cases of these panels that are not theirs to see. */
	exceptCaseIds?: readonly string[];
}

export interface SearchQuestion extends SearchScope {
	/** As somebody typed them; every one of them must be there. */
	words: string;
	limit: number;
	/** Only what came before this hit, to read on. */
	before?: number;
}

/** A document that fits. It may belong to a case that is staged or gone: read on through `casesSeenBy`. */
export interface SearchHit {
	no: number;
	kind: SearchKind;
	subjectId: string;
	caseId: string;
	panelId: string;
}

/** What must be in a document. */
export type Asked = string | { all: Asked[] } | { any: Asked[] };
/** What must be in a document of a kind. */
export interface AskedOf {
	kind: SearchKind;
	asked: Asked;
}

/** How an engine writes a question. */
export interface Syntax {
	and: string;
	or: string;
	quote(word: string): string;
	but(held: string, hidden: string): string;
}

function written(asked: Asked, syntax: Syntax): string {
	if (typeof asked === "string") return syntax.quote(asked);
	const [parts, between] = "all" in asked ? [asked.all, syntax.and] : [asked.any, syntax.or];
	if (parts.length === 1 && parts[0]) return written(parts[0], syntax);
	return `(${parts.map((part) => written(part, syntax)).join(between)})`;
}

/** What somebody asks, held to what is theirs to see. Null when that is nothing. */
export function within(
	asked: Asked,
	{ panelIds, caseIds = [], exceptCaseIds = [] }: SearchScope,
	syntax: Syntax,
): string | null {
	const theirs = panelIds === "all" ? [] : [...panelIds.map(panelWord), ...caseIds.map(caseWord)];
	if (panelIds !== "all" && theirs.length === 0) return null;
	const held = written(panelIds === "all" ? asked : { all: [asked, { any: theirs }] }, syntax);
	if (exceptCaseIds.length === 0) return held;
	return syntax.but(held, written({ any: exceptCaseIds.map(caseWord) }, syntax));
}

/** Each word is a list of its own to go through; nobody types more. */
const MOST_TERMS = 12;
/** What a name may be meant by, and what a beginning may be the beginning of. */
const MOST_LIKE = 60;

/** What was typed, a word or a number at a time. */
export const termsTyped = (typed: string): Term[] => termsOf(typed).slice(0, MOST_TERMS);

/** Entries or actions that hold every word of these that tells anything. Null when none does. */
export function textAsked(terms: readonly Term[], kind: TextKind): Asked | null {
	const telling = terms.filter(({ words }) => !words.every(isEmptyWord));
	if (telling.length === 0) return null;
	return {
		all: telling.map(({ words, number }) => {
			const separately = { all: words.map((word) => LETTER[kind] + stem(word)) };
			return number === null ? separately : { any: [LETTER[kind] + number, separately] };
		}),
	};
}

/** Cases that hold every one of these names and numbers; when tolerant, in any spelling. The last may be unfinished. */
export async function namesAsked(
	reader: Reader,
	terms: readonly Term[],
	{ isTolerant }: { isTolerant: boolean },
): Promise<Asked> {
	const last = terms.at(-1);
	const oneWord = async (word: string, isLast: boolean): Promise<Asked> => {
		const any = new Set([LETTER.case + word]);
		if (word.length === 1) any.add(BEGINNING + word);
		if (isLast) for (const begun of await begunBy(reader, word)) any.add(begun);
		if (isTolerant) for (const like of await likeWord(reader, word)) any.add(LETTER.case + like);
		return { any: [...any] };
	};
	const oneTerm = async ({ words, number }: Term, isLast: boolean): Promise<Asked> => {
		const each: Asked[] = [];
		for (const [at, word] of words.entries()) {
			each.push(await oneWord(word, isLast && at === words.length - 1));
		}
		const separately = { all: each };
		return number === null ? separately : { any: [LETTER.case + number, separately] };
	};
	const asTyped: Asked[] = [];
	for (const term of terms) asTyped.push(await oneTerm(term, term === last));
	const ways: Asked[] = [{ all: asTyped }];
	// "o brien" is "obrien" too, and "mary jane" is "maryjane".
	for (const [at, term] of terms.slice(1, 5).entries()) {
		const joined = `${terms[at]?.words.join("")}${term.words.join("")}`;
		const way = await oneWord(joined, term === last);
		ways.push({ all: [...asTyped.slice(0, at), way, ...asTyped.slice(at + 2)] });
	}
	return { any: ways };
}

/** What a word may be the beginning of. */
async function begunBy(reader: Reader, word: string): Promise<string[]> {
	if (word.length <= LONGEST_BEGINNING) return [BEGINNING + word];
	const begun = await reader
		.select()
		.from(names)
		.where(and(gte(names.word, word), lt(names.word, `${word}\u{10ffff}`)))
		.limit(MOST_LIKE);
	return begun.map((row) => LETTER.case + row.word);
}

/** Names that may be meant by what was typed. */
async function likeWord(reader: Reader, word: string): Promise<string[]> {
	if (/\d/.test(word)) return [];
	const near = await reader
		.selectDistinct({ word: slips.word })
		.from(slips)
		.where(inArray(slips.slip, slipsAndSound(word)))
		.limit(MOST_LIKE * 10);
	return near
		.map((row) => row.word)
		.filter((name) => isLike(word, name))
		.slice(0, MOST_LIKE);
}
