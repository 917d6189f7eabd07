/** How two texts differ, and how what two people made of one text goes together. Pure. */
import { diff3MergeRegions, diffIndices } from "node-diff3";
import type { Change } from "./document.ts";

/** Line ends as the document keeps them; browsers post two characters for each. */
export const normalised = (typed: string): string => typed.replace(/\r\n?/g, "\n");

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

function add(changes: Change[], kind: Change["kind"], text: string): void {
	if (text === "") return;
	const last = changes.at(-1);
	if (last?.kind === kind) last.text += text;
	else changes.push({ kind, text });
}

/** To compare two lists takes as many steps as their lengths multiplied, while everybody waits. */
const MOST_STEPS = 4_000_000;
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
 * after the other, as they do when people write live; where both changed the same line, it is a conflict.
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
		else parts.push(...region.aContent, ...region.bContent);
	}
	const text = parts.join("");
	const endsOpen = !current.endsWith("\n") && !mine.endsWith("\n");
	return { text: endsOpen ? text.replace(/\n$/, "") : text, isConflict: false };
}
