/**
 * A section's text as a Yjs document: what stands in it, what stood in it, how it is stored and how it is edited. No
 * database, no network; what is stored and sent is decided elsewhere.
 */
import * as Y from "yjs";

/** The name of the text in its document. Browsers use the same one. */
export const TEXT = "text";

/** Characters in one section, deleted ones not counted: fifteen printed pages, which is no summary any more. */
export const LONGEST_SECTION = 50_000;
/** Control characters but tab and new line: no keyboard types them, and they can hide words from a reader. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

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

/** Whether every character of a range is deleted already. */
export function isDeleted(doc: Y.Doc, client: number, from: number, to: number): boolean {
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
		JSON.stringify(inOneEach(doc)) === JSON.stringify(inOneEach(again));
	if (!isSame) throw new Error("Merging a text’s updates would have changed it");
	return bytes;
}

/** What stands in the text, with what one pen wrote in one go as one piece, however Yjs has it in parts. */
function inOneEach(doc: Y.Doc) {
	const found: { pen: number; clock: number; text: string }[] = [];
	for (const piece of pieces(doc)) {
		const last = found.at(-1);
		if (last?.pen === piece.pen && last.clock + last.text.length === piece.clock) last.text += piece.text;
		else found.push(piece);
	}
	return found;
}

/** What stands in the text, or stood in it at a moment, piece by piece, each with the place at which its pen wrote it. */
export function* pieces(
	doc: Y.Doc,
	moment?: Moment,
): Generator<{ pen: number; clock: number; text: string }> {
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
