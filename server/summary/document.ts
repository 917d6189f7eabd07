/**
 * A section's text as a Yjs document: what an update may do to it, what stands in it and who wrote that. No database,
 * no network; what is stored and sent is decided elsewhere.
 */
import * as Y from "yjs";

/** The name of the text in its document. Browsers use the same one. */
export const TEXT = "text";

/** Characters in one section, deleted ones not counted: fifteen printed pages, which is no summary any more. */
export const LONGEST_SECTION = 50_000;
/** What one update may weigh; longer texts come in several. */
export const HEAVIEST_UPDATE = 40_000;

/** Pieces that one update may bring back; a message must stay small. */
export const MOST_COPIES = 500;

/** Control characters but tab and new line: no keyboard types them, and they can hide words from a reader. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Words that one pen wrote, as they stand one after the other in the text. */
export interface Run {
	pen: number;
	text: string;
}

/** Says that `length` characters of the writer's, from `clock` on, are those that `ofPen` wrote from `ofClock` on. */
export interface Copy {
	clock: number;
	length: number;
	ofPen: number;
	ofClock: number;
}
export interface OwnedCopy extends Copy {
	pen: number;
}

/** Why an update is not taken. */
export type Problem =
	/** It is no update, or one that no editor of ours makes. */
	| "broken"
	/** It writes under a number that is not the writer's, or other words under one that is taken. */
	| "forged"
	/** It builds on words that are not there. */
	| "pending"
	/** The section would become longer than a section may be. */
	| "too-long";

export type Checked =
	| { problem: Problem }
	/** `fresh`: what of the update is to be applied and stored; nothing when it changes nothing. */
	| { problem?: undefined; fresh: Uint8Array | undefined };

/** A document that never forgets a deleted word, since earlier states are made of them. */
export function newDocument(): Y.Doc {
	const doc = new Y.Doc({ gc: false });
	doc.getText(TEXT);
	return doc;
}

export const textOf = (doc: Y.Doc): string => doc.getText(TEXT).toString();

const isHigh = (character: string | undefined) =>
	character !== undefined && /[\ud800-\udbff]/.test(character);
const isLow = (character: string | undefined) => character !== undefined && /[\udc00-\udfff]/.test(character);

/**
 * Decides whether an update by `pen` may be applied, without applying it. Only plain text may be inserted, under the
 * writer's own number and next to words that are there; anybody's words may be deleted, since the text is shared.
 * @returns what is wrong; or what is new in it, which is nothing in the same update sent twice
 */
export function check(doc: Y.Doc, update: Uint8Array, pen: number): Checked {
	let decoded: ReturnType<typeof Y.decodeUpdate>;
	try {
		decoded = Y.decodeUpdate(update);
	} catch {
		return { problem: "broken" };
	}
	const { store } = doc;
	const known = Y.getState(store, pen);
	let clock: number | undefined;
	let inserted = "";
	/** What the update brings before the struct in hand. */
	const brought: Y.Item[] = [];
	const characterAt = ({ client, clock }: Y.ID): string | undefined => {
		if (clock >= Y.getState(store, client)) {
			const fresh = brought.find(
				({ id, length }) => id.client === client && id.clock <= clock && clock < id.clock + length,
			);
			return fresh && (fresh.content as Y.ContentString).str[clock - fresh.id.clock];
		}
		const item = Y.getItem(store, Y.createID(client, clock));
		return (item.content as Y.ContentString).str[clock - item.id.clock];
	};

	for (const struct of decoded.structs) {
		if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString))
			return { problem: "broken" };
		const { id, origin, rightOrigin, parent, parentSub, content, length } = struct;
		if (id.client !== pen) return { problem: "forged" };
		if (clock === undefined ? id.clock > known : id.clock !== clock) return { problem: "pending" };
		clock = id.clock + length;
		if (length === 0 || parentSub !== null || FORBIDDEN.test(content.str)) return { problem: "broken" };
		const isFirst = origin === null && rightOrigin === null;
		// Between two neighbours Yjs leaves the parent out: it is theirs.
		if (isFirst ? (parent as unknown) !== TEXT : parent !== null) return { problem: "broken" };
		for (const neighbour of [origin, rightOrigin]) {
			if (neighbour && characterAt(neighbour) === undefined) return { problem: "pending" };
		}
		// A character that takes two code units must not come apart: Yjs would replace both halves.
		if (origin && isHigh(characterAt(origin))) return { problem: "broken" };
		if (rightOrigin && isLow(characterAt(rightOrigin))) return { problem: "broken" };
		if (isLow(content.str[0]) || isHigh(content.str.at(-1))) return { problem: "broken" };
		for (let at = id.clock; at < Math.min(known, clock); at++) {
			if (characterAt(Y.createID(pen, at)) !== content.str[at - id.clock]) return { problem: "forged" };
		}
		inserted += content.str.slice(Math.max(0, known - id.clock));
		brought.push(struct);
	}

	let isDeletingAnything = false;
	for (const [client, ranges] of decoded.ds.clients) {
		const end = client === pen ? Math.max(known, clock ?? 0) : Y.getState(store, client);
		for (const range of ranges) {
			const last = range.clock + range.len - 1;
			if (range.len <= 0 || last >= end) return { problem: "pending" };
			if (isLow(characterAt(Y.createID(client, range.clock)))) return { problem: "broken" };
			if (isHigh(characterAt(Y.createID(client, last)))) return { problem: "broken" };
			isDeletingAnything ||= !isDeleted(doc, client, range.clock, last);
		}
	}
	if (inserted.length > 0 && doc.getText(TEXT).length + inserted.length > LONGEST_SECTION) {
		return { problem: "too-long" };
	}
	if (inserted.length === 0 && !isDeletingAnything) return { fresh: undefined };
	// Written anew: an update may be followed by bytes, or name a pen twice, in ways that a reader passes over.
	return { fresh: Y.diffUpdate(update, Y.encodeStateVector(doc)) };
}

/** Whether every character of a range is deleted already. */
function isDeleted(doc: Y.Doc, client: number, from: number, to: number): boolean {
	const end = Y.getState(doc.store, client);
	if (to >= end) return false;
	for (let clock = from; clock <= to; ) {
		const item = Y.getItem(doc.store, Y.createID(client, clock));
		if (!item.deleted) return false;
		clock = item.id.clock + item.length;
	}
	return true;
}

/** Applies an update that was checked. @throws when it leaves anything pending after all, which is a bug of `check`. */
export function apply(doc: Y.Doc, update: Uint8Array): void {
	Y.applyUpdate(doc, update);
	requireWhole(doc);
}

function requireWhole(doc: Y.Doc): void {
	if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error("A text has updates that are pending");
}

/** Applies what `merged` made. @throws when something is missing in it. */
export function applyMerged(doc: Y.Doc, merged: Uint8Array): void {
	Y.applyUpdateV2(doc, merged);
	requireWhole(doc);
}

/**
 * Everything in a document as one update, in the denser encoding: neighbouring words of one pen become one.
 * @throws when what comes out is not the same text with the same writers and the same deleted words, which is a bug.
 */
export function merged(doc: Y.Doc): Uint8Array {
	const bytes = Y.encodeStateAsUpdateV2(doc);
	const again = newDocument();
	applyMerged(again, bytes);
	const isSame =
		Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(again)) &&
		JSON.stringify(runsOf(doc)) === JSON.stringify(runsOf(again));
	if (!isSame) throw new Error("Merging a text’s updates would have changed it");
	return bytes;
}

/** What stands in the text, piece by piece, each with the first place at which its pen wrote it. */
function* pieces(doc: Y.Doc): Generator<{ pen: number; clock: number; text: string }> {
	for (let item = doc.getText(TEXT)._start; item; item = item.right) {
		if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
		yield { pen: item.id.client, clock: item.id.clock, text: item.content.str };
	}
}

/** Where in the text each piece stands, and which characters of which pen it is. */
export function placesOf(doc: Y.Doc): { at: number; length: number; pen: number; clock: number }[] {
	let at = 0;
	return [...pieces(doc)].map(({ pen, clock, text }) => {
		const place = { at, length: text.length, pen, clock };
		at += text.length;
		return place;
	});
}

/** Who wrote what stands in the text, in its order. Words that were brought back are those of who wrote them first. */
export function runsOf(doc: Y.Doc, copies: readonly OwnedCopy[] = []): Run[] {
	const runs: Run[] = [];
	for (const piece of pieces(doc)) {
		for (const { pen, from, length } of originals(copies, piece.pen, piece.clock, piece.text.length)) {
			const text = piece.text.slice(from, from + length);
			const last = runs.at(-1);
			if (last?.pen === pen) last.text += text;
			else runs.push({ pen, text });
		}
	}
	return runs;
}

/** Splits a pen's characters into those that it wrote and those that it brought back, and tells whose these are. */
function originals(copies: readonly OwnedCopy[], pen: number, clock: number, length: number) {
	const found: { pen: number; clock: number; from: number; length: number }[] = [];
	const mine = copies
		.filter((copy) => copy.pen === pen && copy.clock < clock + length && clock < copy.clock + copy.length)
		.sort((a, b) => a.clock - b.clock);
	let at = clock;
	const own = (to: number) => {
		if (at < to) found.push({ pen, clock: at, from: at - clock, length: to - at });
		at = Math.max(at, to);
	};
	for (const copy of mine) {
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
 * What of a writer's claims to have brought words back is true: the words are the same, character by character. Each
 * is answered with whoever wrote them first, though they came back many times.
 */
export function provenCopies(
	doc: Y.Doc,
	pen: number,
	claims: readonly Copy[],
	before: readonly OwnedCopy[],
): OwnedCopy[] {
	const proven: OwnedCopy[] = [];
	for (const { clock, length, ofPen, ofClock } of claims) {
		const words = wordsAt(doc, pen, clock, length);
		if (length <= 0 || words === undefined || words !== wordsAt(doc, ofPen, ofClock, length)) continue;
		for (const part of originals([...before, ...proven], ofPen, ofClock, length)) {
			if (part.pen === pen && part.clock === clock + part.from) continue;
			proven.push({
				pen,
				clock: clock + part.from,
				length: part.length,
				ofPen: part.pen,
				ofClock: part.clock,
			});
		}
	}
	return proven;
}

/** What a pen wrote from `clock` on, deleted or not; nothing if it did not write as much. */
function wordsAt(doc: Y.Doc, pen: number, clock: number, length: number): string | undefined {
	if (clock + length > Y.getState(doc.store, pen)) return undefined;
	let words = "";
	while (words.length < length) {
		const item = Y.getItem(doc.store, Y.createID(pen, clock + words.length));
		const from = clock + words.length - item.id.clock;
		words += (item.content as Y.ContentString).str.slice(from, from + length - words.length);
	}
	return words;
}

/** What a browser that has `vector` of a document has not; all of it when the vector cannot be read. */
export function missing(doc: Y.Doc, vector: Uint8Array): Uint8Array {
	try {
		return Y.encodeStateAsUpdate(doc, vector);
	} catch {
		return Y.encodeStateAsUpdate(doc);
	}
}

/** Which of all words ever written are there now. */
export const snapshotOf = (doc: Y.Doc): Uint8Array => Y.encodeSnapshotV2(Y.snapshot(doc));

/** The document as it was when `snapshot` was taken of it. */
export function atSnapshot(doc: Y.Doc, snapshot: Uint8Array): Y.Doc {
	return Y.createDocFromSnapshot(doc, Y.decodeSnapshotV2(snapshot), newDocument());
}

/** A part of a text: kept, taken out or put in. */
export interface Change {
	kind: "kept" | "gone" | "new";
	text: string;
}

/** Makes of a text what `changes` say, as edits by `pen`. Answers the update, which the document has taken. */
export function edited(doc: Y.Doc, pen: number, changes: readonly Change[]): Uint8Array {
	const copy = newDocument();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	copy.clientID = pen;
	const before = Y.encodeStateVector(copy);
	const text = copy.getText(TEXT);
	let at = 0;
	copy.transact(() => {
		for (const change of changes) {
			if (change.kind === "gone") text.delete(at, change.text.length);
			else {
				if (change.kind === "new") text.insert(at, change.text);
				at += change.text.length;
			}
		}
	});
	return Y.encodeStateAsUpdate(copy, before);
}
