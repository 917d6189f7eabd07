/** A section's words put together by who wrote them, so that they can be read and counted. */
import type { Authored } from "#server/summary/index.ts";

/** Somebody who wrote in a section, for one agency. */
export interface Writer {
	/** Their number in this text, from 1: whoever wrote most comes first. */
	number: number;
	name: string;
	agencyName: string;
	/** Those that they wrote alone. */
	words: number;
	/** Those in which others have typed letters too; a comma behind a word is no part of it. */
	parts: number;
}

/** What one writer typed without a break. */
export interface Part {
	number: number;
	text: string;
}

/** Words of one writer, and so of one part; or one word of several, each with the letters that they typed. */
export type Piece = Part[];

/** Lines that follow each other and have the same writers. */
export interface Passage {
	/** Numbers of its writers, in the order in which they come in it. */
	writers: number[];
	/** Without the line end at its end. */
	pieces: Piece[];
}

const keyOf = ({ userId, agencyName }: Authored) => `${userId}|${agencyName}`;
/** What words are made of: letters with their marks, numbers, and what joins them. */
const PARTS = /[\p{L}\p{M}\p{N}'’-]+|[^\p{L}\p{M}\p{N}'’-]+/gu;
const isOfWord = (text: string): boolean => /^[\p{L}\p{M}\p{N}'’-]/u.test(text);
const wordsIn = (text: string): number =>
	text.match(PARTS)?.filter((part) => /[\p{L}\p{N}]/u.test(part)).length ?? 0;

/**
 * Takes a text apart into its writers, and into passages that have the same ones. A word of which several have typed
 * letters is nobody's alone: "un" before another's "safe" turns it round, and whoever wrote "safe" has not said so.
 */
export function byAuthor(authored: readonly Authored[]): { writers: Writer[]; passages: Passage[] } {
	const runs = inWords(authored);
	const found = new Map<string, Writer>();
	for (const run of runs) {
		for (const part of run) {
			// Who wrote nothing but spaces is nobody to name.
			if (part.text.trim() === "" && !found.has(keyOf(part))) continue;
			const { userName: name, agencyName } = part;
			const writer = found.get(keyOf(part)) ?? { number: 0, name, agencyName, words: 0, parts: 0 };
			if (run.length > 1) writer.parts += 1;
			else writer.words += wordsIn(part.text);
			found.set(keyOf(part), writer);
		}
	}
	const writers = [...found.values()].sort((a, b) => b.words - a.words || b.parts - a.parts);
	writers.forEach((writer, index) => {
		writer.number = index + 1;
	});
	return { writers, passages: passagesOf(runs, found) };
}

/** The same, ending where words do: words of one writer, or one word of several. */
function inWords(authored: readonly Authored[]): Authored[][] {
	const runs: Authored[][] = [];
	const add = (run: Authored, text: string) => {
		const last = runs.at(-1);
		const [part] = last ?? [];
		if (last?.length === 1 && part && keyOf(part) === keyOf(run)) part.text += text;
		else runs.push([{ ...run, text }]);
	};
	/** The word in hand, by who typed its letters. */
	let word: Authored[] = [];
	const endWord = () => {
		const [first] = word;
		if (word.length > 1) runs.push(word);
		else if (first) add(first, first.text);
		word = [];
	};
	for (const run of authored) {
		for (const text of run.text.match(PARTS) ?? []) {
			const last = word.at(-1);
			if (!isOfWord(text)) {
				endWord();
				add(run, text);
			} else if (last && keyOf(last) === keyOf(run)) last.text += text;
			else word.push({ ...run, text });
		}
	}
	endWord();
	return runs;
}

const textOf = (piece: Piece): string => piece.map(({ text }) => text).join("");

function passagesOf(runs: readonly Authored[][], found: Map<string, Writer>): Passage[] {
	const passages: Passage[] = [];
	let line: Piece[] = [];
	const endLine = () => {
		const spoken = line.filter((piece) => textOf(piece).trim() !== "");
		const writers = [...new Set(spoken.flat().map(({ number }) => number))];
		const last = passages.at(-1);
		// An empty line belongs to what stands above it.
		const goesOn = last && (writers.length === 0 || String(last.writers) === String(writers));
		if (goesOn)
			last.pieces = joined([...last.pieces, [{ number: line[0]?.[0]?.number ?? 0, text: "\n" }], ...line]);
		else if (writers.length > 0) passages.push({ writers, pieces: joined(line) });
		line = [];
	};
	for (const run of runs) {
		const parts = run.map((part) => ({ number: found.get(keyOf(part))?.number ?? 0, text: part.text }));
		const [only] = parts;
		if (parts.length > 1 || !only) {
			line.push(parts);
			continue;
		}
		for (const [index, text] of only.text.split("\n").entries()) {
			if (index > 0) endLine();
			if (text !== "") line.push([{ number: only.number, text }]);
		}
	}
	endLine();
	return passages.map(({ writers, pieces }) => ({ writers, pieces: withoutEnd(pieces) }));
}

/** Words of one writer that stand beside each other are one piece; spaces go with what is before them. */
function joined(pieces: readonly Piece[]): Piece[] {
	const whole: Piece[] = [];
	for (const piece of pieces) {
		const last = whole.at(-1);
		const isOfOne = last?.length === 1 && piece.length === 1 && last[0]?.number === piece[0]?.number;
		if (last && (isOfOne || textOf(piece).trim() === ""))
			whole[whole.length - 1] = withMore(last, textOf(piece));
		else whole.push(piece);
	}
	return whole;
}

const withMore = (piece: Piece, more: string): Piece =>
	piece.map((part, at) => (at === piece.length - 1 ? { ...part, text: part.text + more } : part));

function withoutEnd(pieces: readonly Piece[]): Piece[] {
	const last = pieces.at(-1);
	if (!last) return [];
	const end = last.map((part, at) =>
		at === last.length - 1 ? { ...part, text: part.text.trimEnd() } : part,
	);
	return [...pieces.slice(0, -1), end];
}

/** "12 words, and letters in 1 more"; of somebody who wrote no word alone, "letters in 1 word". */
export function countInWords({ words, parts }: Pick<Writer, "words" | "parts">): string {
	if (words + parts === 0) return "no word, but signs";
	const said = words === 1 ? "1 word" : `${words} words`;
	if (parts === 0) return said;
	return words === 0
		? `letters in ${parts === 1 ? "1 word" : `${parts} words`}`
		: `${said}, and letters in ${parts} more`;
}

/** "PC Shah, Essex Police"; the agency is left out where none is known. */
export const writerInWords = ({ name, agencyName }: Pick<Writer, "name" | "agencyName">): string =>
	[name, agencyName].filter(Boolean).join(", ");
