/**
 * Who wrote what stands in a text. A pen is its writer's alone, so the words tell by themselves; but words that undo or
 * restoring brought back are new to Yjs, and copies say whose they are.
 */
import * as Y from "yjs";
import { z } from "zod";
import { isDeleted, type Moment, pieces } from "./document.ts";

/** Pieces that one update may bring back; a message must stay small. */
const MOST_COPIES = 500;

/** Words that one pen wrote, as they stand one after the other in the text. */
export interface Run {
	pen: number;
	text: string;
}

const count = z.number().int().nonnegative();

/** Says that `length` characters of the writer's, from `clock` on, are those that `ofPen` wrote from `ofClock` on. */
export const Copy = z.strictObject({ clock: count, length: count, ofPen: count, ofClock: count });
export type Copy = z.output<typeof Copy>;
export const Copies = z.array(Copy).max(MOST_COPIES);

export interface OwnedCopy extends Copy {
	pen: number;
}

/** Copies by the pen that made them, in the order in which it did. */
type CopiesByPen = Map<number, OwnedCopy[]>;
function byPen(copies: readonly OwnedCopy[]): CopiesByPen {
	const found: CopiesByPen = new Map();
	for (const copy of copies) {
		const own = found.get(copy.pen);
		if (own) own.push(copy);
		else found.set(copy.pen, [copy]);
	}
	for (const own of found.values()) own.sort((a, b) => a.clock - b.clock);
	return found;
}

/** Adds a copy behind those that begin before it or where it does; almost always the last. */
function addTo(copied: CopiesByPen, copy: OwnedCopy): void {
	const own = copied.get(copy.pen) ?? [];
	copied.set(copy.pen, own);
	let at = own.length;
	while (at > 0 && (own[at - 1] as OwnedCopy).clock > copy.clock) at--;
	own.splice(at, 0, copy);
}

/** Who wrote what stands in the text, in its order. Words that were brought back are those of who wrote them first. */
export function runsOf(doc: Y.Doc, copies: readonly OwnedCopy[] = [], moment?: Moment): Run[] {
	const runs: Run[] = [];
	const copied = byPen(copies);
	for (const piece of pieces(doc, moment)) {
		for (const { pen, from, length } of originals(copied, piece.pen, piece.clock, piece.text.length)) {
			const text = piece.text.slice(from, from + length);
			const last = runs.at(-1);
			if (last?.pen === pen) last.text += text;
			else runs.push({ pen, text });
		}
	}
	return runs;
}

/** Splits a pen's characters into those that it wrote and those that it brought back, and tells whose these are. */
function originals(copied: CopiesByPen, pen: number, clock: number, length: number) {
	const found: { pen: number; clock: number; from: number; length: number }[] = [];
	let at = clock;
	const own = (to: number) => {
		if (at < to) found.push({ pen, clock: at, from: at - clock, length: to - at });
		at = Math.max(at, to);
	};
	for (const copy of copied.get(pen) ?? []) {
		if (copy.clock + copy.length <= at) continue;
		if (copy.clock >= clock + length) break;
		own(Math.max(clock, copy.clock));
		const to = Math.min(clock + length, copy.clock + copy.length);
		if (to > at) {
			const ofClock = copy.ofClock + (at - copy.clock);
			found.push({ pen: copy.ofPen, clock: ofClock, from: at - clock, length: to - at });
			at = to;
		}
	}
	own(clock + length);
	return found;
}

/**
 * What of a writer's claims to have brought words back is true. The words are the same, they came with the claim, and what
 * a browser brings back stands where it was, before what was deleted there: nobody makes a sentence out of another's
 * letters and has it said to be theirs, nor changes afterwards whose words were. Each is answered with whoever wrote it
 * first, though it came back many times.
 * @param since how many characters the pen had written before the update that brought them, see `writtenBy`
 * @param isOurs the server has made the update, which also brings words back elsewhere
 */
export function provenCopies(
	doc: Y.Doc,
	pen: number,
	claims: readonly Copy[],
	before: readonly OwnedCopy[],
	since: number,
	isOurs: boolean,
): OwnedCopy[] {
	const proven: OwnedCopy[] = [];
	if (claims.length === 0) return proven;
	const copied = byPen(before);
	for (const claim of [...claims].sort((a, b) => a.clock - b.clock)) {
		const { clock, length, ofPen, ofClock } = claim;
		if (clock < since) continue;
		const words = wordsAt(doc, pen, clock, length);
		if (words === undefined || words !== wordsAt(doc, ofPen, ofClock, length)) continue;
		if (!isOurs && !standsWhereItWas(doc, pen, claim)) continue;
		for (const part of originals(copied, ofPen, ofClock, length)) {
			if (part.pen === pen && part.clock === clock + part.from) continue;
			const copy = {
				pen,
				clock: clock + part.from,
				length: part.length,
				ofPen: part.pen,
				ofClock: part.clock,
			};
			proven.push(copy);
			// What this pen has brought back just now may come back once more in the same update.
			addTo(copied, copy);
		}
	}
	return proven;
}

/** How many characters a pen has written in a text, deleted ones counted. */
export const writtenBy = (doc: Y.Doc, pen: number): number => Y.getState(doc.store, pen);

/** Whether Yjs has put this copy before its original, as it does in undoing, and the original is deleted. */
function standsWhereItWas(doc: Y.Doc, pen: number, { clock, length, ofPen, ofClock }: Copy): boolean {
	const { store } = doc;
	if (!isDeleted(doc, ofPen, ofClock, ofClock + length - 1)) return false;
	for (let at = clock; at < clock + length; ) {
		const item = Y.getItem(store, Y.createID(pen, at)) as Y.Item;
		const { rightOrigin } = item;
		if (rightOrigin?.client !== ofPen) return false;
		// Its neighbour is where the copy of which this is a part begins: what is between was copied with it.
		const before = ofClock + (at - clock) - rightOrigin.clock;
		if (before < 0 || before > at) return false;
		if (
			before > 0 &&
			wordsAt(doc, pen, at - before, before) !== wordsAt(doc, ofPen, rightOrigin.clock, before)
		)
			return false;
		at = item.id.clock + item.length;
	}
	return true;
}

/** What a pen wrote from `clock` on, deleted or not; nothing if it did not write as much. */
function wordsAt(doc: Y.Doc, pen: number, clock: number, length: number): string | undefined {
	if (length <= 0 || clock + length > Y.getState(doc.store, pen)) return undefined;
	let words = "";
	while (words.length < length) {
		const item = Y.getItem(doc.store, Y.createID(pen, clock + words.length));
		const from = clock + words.length - item.id.clock;
		words += (item.content as Y.ContentString).str.slice(from, from + length - words.length);
	}
	return words;
}
