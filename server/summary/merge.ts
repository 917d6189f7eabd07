/** How two texts differ, and how what two people made of one text goes together. Pure. */
import { diff3MergeRegions, diffIndices } from "node-diff3";
import { type Change, FORBIDDEN } from "./document.ts";

/** What a word processor means by a line break; browsers post two characters for each. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BREAKS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
/** Half a character that takes two code units. */
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as the document may hold it; browsers that edit live make the same of what is typed or pasted. */
export const normalised = (typed: string): string =>
	typed.replace(BREAKS, "\n").replace(new RegExp(FORBIDDEN, "g"), "").replace(HALVES, "\ufffd");

/** A word with the space behind it: spaces by themselves would be found everywhere. */
const wordsOf = (text: string): string[] => text.match(/\n|[^\s]+[^\S\n]*|[^\S\n]+/g) ?? [];
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What makes `to` out of `from`: in words, so that it can be read, and only where lines differ, so that it is quick. */
export function changesBetween(from: string, to: string): Change[] {
	if (from === to) return from === "" ? [] : [{ kind: "kept", text: from }];
	const changes: Change[] = [];
	between(
		linesOf(from),
		linesOf(to),
		(kept) => add(changes, "kept", kept),
		(gone, put) => {
			between(
				wordsOf(gone),
				wordsOf(put),
				(kept) => add(changes, "kept", kept),
				(oneGone, onePut) => {
					add(changes, "gone", oneGone);
					add(changes, "new", onePut);
				},
			);
		},
	);
	return changes;
}

/**
 * The same in characters, to write rather than to read: whoever writes on behind a word, or before one, has not written
 * the word. Where that would take too long, it is in characters only within the lines that differ, and in words where
 * there are too many of these.
 */
export function editsBetween(from: string, to: string): Change[] {
	const changes: Change[] = [];
	const budget = { steps: MOST_STEPS };
	edit(changes, budget, [...from], [...to], (gone, put) => {
		const hunk = { gone: "", put: "" };
		const inLines: Change[] = [];
		keepMost(inLines, linesOf(gone.join("")), linesOf(put.join("")));
		const close = () => {
			edit(changes, budget, [...hunk.gone], [...hunk.put], (longGone, longPut) => {
				for (const { kind, text } of changesBetween(longGone.join(""), longPut.join("")))
					add(changes, kind, text);
			});
			Object.assign(hunk, { gone: "", put: "" });
		};
		for (const { kind, text } of inLines) {
			if (kind === "gone") hunk.gone += text;
			else if (kind === "new") hunk.put += text;
			else {
				close();
				add(changes, "kept", text);
			}
		}
		close();
	});
	return changes;
}

/** Adds what makes `to` out of `from`, of which the same beginning and end are kept; the middle, if it is long, is the caller's. */
function edit(
	changes: Change[],
	budget: { steps: number },
	from: readonly string[],
	to: readonly string[],
	onLong: (gone: string[], put: string[]) => void,
): void {
	const shorter = Math.min(from.length, to.length);
	let start = 0;
	while (start < shorter && from[start] === to[start]) start++;
	let end = 0;
	while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
	add(changes, "kept", from.slice(0, start).join(""));
	const gone = from.slice(start, from.length - end);
	const put = to.slice(start, to.length - end);
	const steps = gone.length * put.length;
	if (steps > budget.steps) onLong(gone, put);
	else {
		// All the parts of a text together: they keep everybody waiting one after the other.
		budget.steps -= steps;
		keepMost(changes, gone, put);
	}
	add(changes, "kept", to.slice(to.length - end).join(""));
}

/** Keeps as much as it can of two lists of characters or lines. Spaces count for almost nothing: they are everywhere. */
function keepMost(changes: Change[], from: readonly string[], to: readonly string[]): void {
	if (isTooMuch(from, to)) {
		add(changes, "gone", from.join(""));
		add(changes, "new", to.join(""));
		return;
	}
	const width = to.length + 1;
	const worth = from.map((part) => 1 + part.replace(/\s/g, "").length * 50_000);
	/** How much of the rest is kept at best, from each of the one and each of the other on. */
	const best = new Float64Array((from.length + 1) * width);
	const at = (i: number, j: number) => best[i * width + j] as number;
	const isKept = (i: number, j: number) =>
		from[i] === to[j] && at(i, j) === at(i + 1, j + 1) + (worth[i] as number);
	for (let i = from.length - 1; i >= 0; i--) {
		for (let j = to.length - 1; j >= 0; j--) {
			const kept = from[i] === to[j] ? at(i + 1, j + 1) + (worth[i] as number) : 0;
			best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), kept);
		}
	}
	for (let i = 0, j = 0; i < from.length || j < to.length; ) {
		if (i < from.length && j < to.length && isKept(i, j)) {
			add(changes, "kept", from[i++] as string);
			j++;
		} else if (j >= to.length || (i < from.length && at(i, j) === at(i + 1, j))) {
			add(changes, "gone", from[i++] as string);
		} else add(changes, "new", to[j++] as string);
	}
}

function add(changes: Change[], kind: Change["kind"], text: string): void {
	if (text === "") return;
	const last = changes.at(-1);
	if (last?.kind === kind) last.text += text;
	else changes.push({ kind, text });
}

/** To compare two lists takes as many steps as their lengths multiplied, while everybody waits. */
const MOST_STEPS = 2_000_000;
const isTooMuch = (one: readonly string[], other: readonly string[]) =>
	one.length * other.length > MOST_STEPS;

/** Walks through two lists: what both have, and what stands in one's place in the other. */
function between(
	from: string[],
	to: string[],
	onKept: (text: string) => void,
	onChanged: (gone: string, put: string) => void,
): void {
	if (isTooMuch(from, to)) {
		onChanged(from.join(""), to.join(""));
		return;
	}
	let at = 0;
	for (const { buffer1, buffer2 } of diffIndices(from, to)) {
		const [start, length] = buffer1;
		onKept(from.slice(at, start).join(""));
		onChanged(
			from.slice(start, start + length).join(""),
			to.slice(buffer2[0], buffer2[0] + buffer2[1]).join(""),
		);
		at = start + length;
	}
	onKept(from.slice(at).join(""));
}

export type Merged = { text: string; isConflict: false } | { isConflict: true };

/**
 * What `mine` and `current` made of `base`, together. Where both put something in at the same place, both stay, one
 * after the other, as they do when people write live, unless the one is the beginning of the other; where both changed
 * the same line, it is a conflict.
 */
export function mergedTexts(base: string, mine: string, current: string): Merged {
	if (mine === current || mine === base) return { text: current, isConflict: false };
	if (current === base) return { text: mine, isConflict: false };
	if (isTooMuch(linesOf(base), linesOf(mine)) || isTooMuch(linesOf(base), linesOf(current))) {
		return { isConflict: true };
	}
	// A last line without its end would be another line than the same one with something below it.
	const ended = (text: string) => linesOf(text === "" || text.endsWith("\n") ? text : `${text}\n`);
	const parts: string[] = [];
	for (const region of diff3MergeRegions(ended(current), ended(base), ended(mine))) {
		if (region.stable) parts.push(...region.bufferContent);
		else if (region.aContent.join("") === region.bContent.join("")) parts.push(...region.aContent);
		else if (region.oContent.length > 0) return { isConflict: true };
		else parts.push(...bothPutIn(region.aContent, region.bContent));
	}
	const text = parts.join("");
	const endsOpen = !current.endsWith("\n") && !mine.endsWith("\n");
	return { text: endsOpen ? text.replace(/\n$/, "") : text, isConflict: false };
}

/**
 * Two insertions at one place, one after the other. Where one begins with the other it is the same words, typed on: their
 * beginning was stored and its writer never heard of it, since the line was lost or the session over.
 */
function bothPutIn(theirs: string[], mine: string[]): string[] {
	const [before, after] = [theirs, mine].map((lines) => lines.join("").trimEnd()) as [string, string];
	if (after.startsWith(before)) return mine;
	return before.startsWith(after) ? theirs : [...theirs, ...mine];
}
