/** A section's words put together by who wrote them, so that they can be read and counted. */
import type { Authored } from "#server/summary/index.ts";

/** Somebody who wrote in a section, for one agency. */
export interface Writer {
	/** Their number in this text, from 1: whoever wrote most comes first. */
	number: number;
	name: string;
	agencyName: string;
	words: number;
}

/** Words that one writer wrote without a break. */
interface Piece {
	number: number;
	text: string;
}

/** Lines that follow each other and have the same writers. */
export interface Passage {
	/** Numbers of its writers, in the order in which they come in it. */
	writers: number[];
	/** Without the line end at its end. */
	pieces: Piece[];
}

const keyOf = ({ userId, agencyName }: Authored) => `${userId}|${agencyName}`;
const wordsIn = (text: string): number => text.match(/\S+/g)?.length ?? 0;

/**
 * Takes a text apart into its writers, and into passages that have the same ones. A word of which several have typed
 * letters is told as that of whoever typed most of it: nobody reads letters.
 */
export function byAuthor(authored: readonly Authored[]): { writers: Writer[]; passages: Passage[] } {
	const words = inWords(authored);
	const found = new Map<string, Writer>();
	for (const run of words) {
		const writer = found.get(keyOf(run));
		if (writer) writer.words += wordsIn(run.text);
		else {
			const { userName: name, agencyName, text } = run;
			found.set(keyOf(run), { number: 0, name, agencyName, words: wordsIn(text) });
		}
	}
	// Who wrote nothing but spaces is nobody to name.
	const writers = [...found.values()].filter((writer) => writer.words > 0).sort((a, b) => b.words - a.words);
	writers.forEach((writer, index) => {
		writer.number = index + 1;
	});
	return { writers, passages: passagesOf(words, found) };
}

/** The same runs, ending where words do. */
function inWords(authored: readonly Authored[]): Authored[] {
	const whole: Authored[] = [];
	const add = (run: Authored, text: string) => {
		const last = whole.at(-1);
		if (last && keyOf(last) === keyOf(run)) last.text += text;
		else whole.push({ ...run, text });
	};
	/** The word in hand, by who typed its letters. */
	let word: Authored[] = [];
	const endWord = () => {
		const [first, ...others] = word;
		if (!first) return;
		const most = others.reduce(
			(best, part) => (lettersOf(word, part) > lettersOf(word, best) ? part : best),
			first,
		);
		add(most, word.map(({ text }) => text).join(""));
		word = [];
	};
	for (const run of authored) {
		for (const text of run.text.match(/\s+|\S+/g) ?? []) {
			if (/\s/.test(text)) {
				endWord();
				add(run, text);
			} else word.push({ ...run, text });
		}
	}
	endWord();
	return whole;
}

/** How much of a word the writer of one of its parts has typed. */
const lettersOf = (word: readonly Authored[], part: Authored): number =>
	word.filter((other) => keyOf(other) === keyOf(part)).reduce((sum, { text }) => sum + text.length, 0);

function passagesOf(words: readonly Authored[], found: Map<string, Writer>): Passage[] {
	const passages: Passage[] = [];
	let line: Piece[] = [];
	const endLine = () => {
		const spoken = line.filter(({ text }) => text.trim() !== "");
		const writers = [...new Set(spoken.map(({ number }) => number))];
		const last = passages.at(-1);
		// An empty line belongs to what stands above it.
		const goesOn = last && (writers.length === 0 || String(last.writers) === String(writers));
		if (goesOn) last.pieces = joined([...last.pieces, { number: line[0]?.number ?? 0, text: "\n" }, ...line]);
		else if (writers.length > 0) passages.push({ writers, pieces: joined(line) });
		line = [];
	};
	for (const run of words) {
		const number = found.get(keyOf(run))?.number ?? 0;
		for (const [index, text] of run.text.split("\n").entries()) {
			if (index > 0) endLine();
			if (text !== "") line.push({ number, text });
		}
	}
	endLine();
	return passages.map(({ writers, pieces }) => ({ writers, pieces: withoutEnd(pieces) }));
}

/** Pieces of one writer that stand beside each other are one; spaces go with what is before them. */
function joined(pieces: readonly Piece[]): Piece[] {
	const whole: Piece[] = [];
	for (const piece of pieces) {
		const last = whole.at(-1);
		if (last && (last.number === piece.number || piece.text.trim() === "")) {
			whole[whole.length - 1] = { number: last.number, text: last.text + piece.text };
		} else whole.push(piece);
	}
	return whole;
}

function withoutEnd(pieces: readonly Piece[]): Piece[] {
	const last = pieces.at(-1);
	return last ? [...pieces.slice(0, -1), { ...last, text: last.text.trimEnd() }] : [];
}

/** "PC Shah, Essex Police"; the agency is left out where none is known. */
export const writerInWords = ({ name, agencyName }: Pick<Writer, "name" | "agencyName">): string =>
	[name, agencyName].filter(Boolean).join(", ");
