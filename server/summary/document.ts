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

/** Pieces that one update may bring; each is put in by itself. Our pages send fewer. */
const MOST_STRUCTS = 2_000;
/** Pieces that Yjs may have to pass, all in all, to find where those of one update go: what others put in beside them. */
const MOST_STEPS = 500_000;

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

/** Which of all words ever written were there at one time. */
export type Moment = Y.Snapshot;

/** What stands in a text; or stood in it at a moment. */
export const textOf = (doc: Y.Doc, moment?: Moment): string =>
	moment === undefined
		? doc.getText(TEXT).toString()
		: [...pieces(doc, moment)].map(({ text }) => text).join("");

const isHigh = (character: string | undefined) =>
	character !== undefined && /[\ud800-\udbff]/.test(character);
const isLow = (character: string | undefined) => character !== undefined && /[\udc00-\udfff]/.test(character);

/**
 * Decides whether an update by `pen` may be applied, without applying it. Only plain text may be inserted, under the
 * writer's own number and next to words that are there; anybody's words may be deleted, since the text is shared.
 * @param isOurs the server has made the update, of a form that changes as many places as its writer did
 * @returns what is wrong; or what is new in it, which is nothing in the same update sent twice
 */
export function check(doc: Y.Doc, update: Uint8Array, pen: number, isOurs = false): Checked {
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
			const [first, last] = [brought[0], brought.at(-1)];
			const isBrought =
				first && last && client === pen && first.id.clock <= clock && clock < last.id.clock + last.length;
			if (!isBrought) return undefined;
			const fresh = brought[Y.findIndexSS(brought, clock)] as Y.Item;
			return (fresh.content as Y.ContentString).str[clock - fresh.id.clock];
		}
		const item = Y.getItem(store, Y.createID(client, clock));
		return (item.content as Y.ContentString).str[clock - item.id.clock];
	};

	if (decoded.structs.length > MOST_STRUCTS && !isOurs) return { problem: "broken" };
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

	// Written anew: an update may be followed by bytes, or name a pen twice, in ways that a reader passes over.
	const fresh = Y.diffUpdate(update, Y.encodeStateVector(doc));
	if (inserted.length > 0 && !isInOrder(doc, fresh, brought)) return { problem: "broken" };

	let isDeletingAnything = false;
	for (const [client, ranges] of decoded.ds.clients) {
		const end = client === pen ? Math.max(known, clock ?? 0) : Y.getState(store, client);
		let before = 0;
		for (const range of ranges.sort((a, b) => a.clock - b.clock)) {
			const last = range.clock + range.len - 1;
			if (range.len <= 0 || last >= end) return { problem: "pending" };
			// Yjs never names a character twice; each time would be another walk.
			if (range.clock < before) return { problem: "broken" };
			before = last + 1;
			if (isLow(characterAt(Y.createID(client, range.clock)))) return { problem: "broken" };
			if (isHigh(characterAt(Y.createID(client, last)))) return { problem: "broken" };
			isDeletingAnything ||= !isDeleted(doc, client, range.clock, last);
		}
	}
	const longest = doc.getText(TEXT).length + inserted.length;
	if (inserted.length > 0 && longest > LONGEST_SECTION) {
		if (longest - takenOut(doc, decoded.ds, pen) > LONGEST_SECTION) return { problem: "too-long" };
	}
	if (inserted.length === 0 && !isDeletingAnything) return { fresh: undefined };
	return { fresh };
}

/** How many characters an update by `pen` takes out: of those that stand in the text, and of those that it brings. */
function takenOut(doc: Y.Doc, deleted: ReturnType<typeof Y.decodeUpdate>["ds"], pen: number): number {
	let count = 0;
	for (const [client, ranges] of deleted.clients) {
		const known = Y.getState(doc.store, client);
		for (const { clock, len } of ranges) {
			const end = clock + len;
			if (client === pen) count += Math.max(0, end - Math.max(clock, known));
			for (let at = clock; at < Math.min(end, known); ) {
				const item = Y.getItem(doc.store, Y.createID(client, at));
				const next = Math.min(end, item.id.clock + item.length);
				if (!item.deleted) count += next - at;
				at = next;
			}
		}
	}
	return count;
}

/**
 * Whether each of an update's pieces was put in between a left and a right neighbour that stand in this order. Yjs
 * trusts that: else texts that got the same updates in another order would come to differ. Nor may they stand so far
 * apart that to find the places in between would keep everybody waiting.
 */
function isInOrder(doc: Y.Doc, fresh: Uint8Array, brought: readonly Y.Item[]): boolean {
	const order = new Order(doc);
	let before: Y.Item | undefined;
	let isSimple = true;
	let steps = 0;
	/** Between which of the pieces that were there each piece that it brings stands, if not beside the one before it. */
	const gaps: Gap[] = [];
	for (const piece of brought) {
		const { origin, rightOrigin } = piece;
		const isTypedOn =
			before !== undefined &&
			Y.compareIDs(origin, before.lastId) &&
			Y.compareIDs(rightOrigin, before.rightOrigin);
		before = piece;
		if (isTypedOn) {
			gaps.push(gaps.at(-1) as Gap);
			continue;
		}
		const isBetweenThose = isThere(doc, origin) && isThere(doc, rightOrigin);
		if (isBetweenThose && order.areNear(origin, rightOrigin)) {
			gaps.push({ left: origin, right: rightOrigin });
			continue;
		}
		if (isBetweenThose && origin && rightOrigin && !order.isLeftOf(origin, rightOrigin)) return false;
		isSimple &&= isBetweenThose;
		const gapOf = (id: Y.ID | null): Gap | undefined =>
			id && !isThere(doc, id) ? gaps[Y.findIndexSS(brought as Y.Item[], id.clock)] : undefined;
		const gap = {
			left: gapOf(origin) ? (gapOf(origin)?.left ?? null) : origin,
			right: gapOf(rightOrigin) ? (gapOf(rightOrigin)?.right ?? null) : rightOrigin,
		};
		gaps.push(gap);
		if (!order.areNear(gap.left, gap.right)) steps += Math.abs(order.between(gap.left, gap.right));
		if (steps > MOST_STEPS) return false;
	}
	if (isSimple) return true;
	// Pieces between pieces of the same update: only a text that has them tells where they stand.
	const copy = newDocument();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	Y.applyUpdate(copy, fresh);
	if (copy.store.pendingStructs || copy.store.pendingDs) return false;
	const after = new Order(copy);
	return brought.every(
		({ id, origin, rightOrigin }) =>
			(!origin || after.isLeftOf(origin, id)) && (!rightOrigin || after.isLeftOf(id, rightOrigin)),
	);
}

/** Two neighbours; none at the beginning or end of the text. */
interface Gap {
	left: Y.ID | null;
	right: Y.ID | null;
}

const isThere = (doc: Y.Doc, id: Y.ID | null): boolean => !id || id.clock < Y.getState(doc.store, id.client);

/** Which character stands before which, deleted or not. Its pieces are numbered only if that is asked of distant ones. */
class Order {
	private numbers: Map<Y.Item, number> | undefined;

	constructor(private readonly doc: Y.Doc) {}

	/** Whether nothing stands between two neighbours, or next to nothing: as where somebody types on. */
	areNear(left: Y.ID | null, right: Y.ID | null): boolean {
		const last = right && this.itemAt(right);
		let item = left ? this.itemAt(left) : this.doc.getText(TEXT)._start;
		if (left && right && item === last) return left.clock < right.clock;
		for (let steps = 0; steps < NEAR; steps++) {
			if (item === last) return true;
			if (!item) return false;
			item = item.right;
		}
		return false;
	}

	isLeftOf(left: Y.ID, right: Y.ID): boolean {
		if (this.areNear(left, right)) return true;
		return this.itemAt(left) === this.itemAt(right)
			? left.clock < right.clock
			: this.between(left, right) > 0;
	}

	/** How many pieces further on the right one stands. */
	between(left: Y.ID | null, right: Y.ID | null): number {
		const numbers = this.numbered();
		const from = left ? (numbers.get(this.itemAt(left)) as number) : -1;
		return (right ? (numbers.get(this.itemAt(right)) as number) : numbers.size) - from;
	}

	private itemAt = (id: Y.ID): Y.Item => Y.getItem(this.doc.store, id);

	private numbered(): Map<Y.Item, number> {
		if (!this.numbers) {
			this.numbers = new Map();
			for (let item = this.doc.getText(TEXT)._start; item; item = item.right) {
				this.numbers.set(item, this.numbers.size);
			}
		}
		return this.numbers;
	}
}
/** Pieces that are looked at one by one before all are numbered. */
const NEAR = 8;

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

/**
 * Updates that were stored one after the other, as one: browsers take in one sooner than many, and Socket.IO refuses a
 * message of more than ten pieces of bytes.
 */
export const together = (updates: Uint8Array[]): Uint8Array =>
	updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates(updates);

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

/** What stands in the text, or stood in it at a moment, piece by piece, each with the place at which its pen wrote it. */
function* pieces(doc: Y.Doc, moment?: Moment): Generator<{ pen: number; clock: number; text: string }> {
	for (let item = doc.getText(TEXT)._start; item; item = item.right) {
		if (!(item.content instanceof Y.ContentString)) continue;
		const { client: pen, clock } = item.id;
		const { str } = item.content;
		if (!moment) {
			if (!item.deleted) yield { pen, clock, text: str };
			continue;
		}
		const end = Math.min(clock + str.length, moment.sv.get(pen) ?? 0);
		let from = clock;
		for (const { clock: gone, len } of moment.ds.clients.get(pen) ?? []) {
			if (gone + len <= from) continue;
			if (gone >= end) break;
			if (from < gone) yield { pen, clock: from, text: str.slice(from - clock, gone - clock) };
			from = gone + len;
		}
		if (from < end) yield { pen, clock: from, text: str.slice(from - clock, end - clock) };
	}
}

/** Where in the text each piece stands, and which characters of which pen it is. */
export function placesOf(
	doc: Y.Doc,
	moment?: Moment,
): { at: number; length: number; pen: number; clock: number }[] {
	let at = 0;
	return [...pieces(doc, moment)].map(({ pen, clock, text }) => {
		const place = { at, length: text.length, pen, clock };
		at += text.length;
		return place;
	});
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
 * What of a writer's claims to have brought words back is true. The words are the same, and what a browser brings back
 * stands where it was, before what was deleted there: nobody makes a sentence out of another's letters and has it said to
 * be theirs. Each is answered with whoever wrote it first, though it came back many times.
 * @param isOurs the server has made the update, which also brings words back elsewhere
 */
export function provenCopies(
	doc: Y.Doc,
	pen: number,
	claims: readonly Copy[],
	before: readonly OwnedCopy[],
	isOurs: boolean,
): OwnedCopy[] {
	const proven: OwnedCopy[] = [];
	if (claims.length === 0) return proven;
	const copied = byPen(before);
	for (const claim of [...claims].sort((a, b) => a.clock - b.clock)) {
		const { clock, length, ofPen, ofClock } = claim;
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

/** Reads what `snapshotOf` made. */
export function momentOf(snapshot: Uint8Array): Moment {
	const moment = Y.decodeSnapshotV2(snapshot);
	for (const ranges of moment.ds.clients.values()) ranges.sort((a, b) => a.clock - b.clock);
	return moment;
}

/** Whether everything that was deleted at a moment still is. */
export const holdsDeletions = (doc: Y.Doc, moment: Moment): boolean =>
	[...moment.ds.clients].every(([client, ranges]) =>
		ranges.every(({ clock, len }) => isDeleted(doc, client, clock, clock + len - 1)),
	);

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
