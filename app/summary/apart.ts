/** Two texts that met in one section: how they differ, line by line, and how they go together. For the form's page. */
import { diff3MergeRegions, diffIndices } from "node-diff3";

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A last line without its end would be another line than the same one with something below it. */
const ended = (text: string): string[] =>
	linesOf(text).map((line) => (line.endsWith("\n") ? line : `${line}\n`));

/** To compare takes as many steps as their lengths multiplied; beyond this a person would not read it either. */
const MOST_STEPS = 4_000_000;
const isTooMuch = (one: readonly string[], other: readonly string[]) =>
	one.length * other.length > MOST_STEPS;

/** Lines of one of the two texts: the same in both, or only in this one. */
export interface Lines {
	isOnlyHere: boolean;
	text: string;
}

/** Takes two texts apart into what they share and what only one of them says. */
export function apart(stored: string, mine: string): { stored: Lines[]; mine: Lines[] } {
	const [one, other] = [ended(stored), ended(mine)];
	if (isTooMuch(one, other)) {
		return {
			stored: [{ isOnlyHere: true, text: stored }],
			mine: [{ isOnlyHere: true, text: mine }],
		};
	}
	const sides = { stored: [] as Lines[], mine: [] as Lines[] };
	const add = (side: Lines[], lines: string[], isOnlyHere: boolean) => {
		if (lines.length > 0) side.push({ isOnlyHere, text: lines.join("").replace(/\n$/, "") });
	};
	let [at, otherAt] = [0, 0];
	for (const { buffer1, buffer2 } of diffIndices(one, other)) {
		const [start, length] = buffer1;
		const [otherStart, otherLength] = buffer2;
		add(sides.stored, one.slice(at, start), false);
		add(sides.mine, other.slice(otherAt, otherStart), false);
		add(sides.stored, one.slice(start, start + length), true);
		add(sides.mine, other.slice(otherStart, otherStart + otherLength), true);
		[at, otherAt] = [start + length, otherStart + otherLength];
	}
	add(sides.stored, one.slice(at), false);
	add(sides.mine, other.slice(otherAt), false);
	return sides;
}

/**
 * What somebody typed, with everything that others changed elsewhere in the text meanwhile; where both changed the same
 * lines, as they typed it. So to send it again takes nothing away but what its author was shown.
 */
export function mineAmongTheirs(base: string, mine: string, stored: string): string {
	const [o, a, b] = [ended(base), ended(mine), ended(stored)];
	if (isTooMuch(o, a) || isTooMuch(o, b)) return mine;
	const parts = diff3MergeRegions(a, o, b).flatMap((region) => {
		if (region.stable) return region.bufferContent;
		return region.oContent.length > 0 ? region.aContent : bothPutIn(region.bContent, region.aContent);
	});
	const text = parts.join("");
	return mine.endsWith("\n") ? text : text.replace(/\n$/, "");
}

/**
 * Where both put something in at one place, neither is in the other's way, and both stay; unless one begins with the
 * other: then it is the same words, typed on. As the server merges them.
 */
function bothPutIn(theirs: string[], mine: string[]): string[] {
	const [before, after] = [theirs, mine].map((lines) => lines.join("").trimEnd()) as [string, string];
	if (after.startsWith(before)) return mine;
	return before.startsWith(after) ? theirs : [...theirs, ...mine];
}
