/**
 * One section of a shared summary as a browser edits it: a Yjs document, what of it the server has, and what is still
 * to be sent. It knows neither screen nor network, and is loaded only where text is edited.
 */
import * as Y from "yjs";
import {
	asOne,
	type Batch,
	type Copy,
	HEAVIEST,
	howManyTogether,
	inPieces,
	isHigh,
	LONGEST_PIECE,
	type Piece,
} from "./update-pieces.ts";

const TEXT = "text";

interface Pending extends Piece {
	/** Monotonic milliseconds, to tell how long it has been waiting. */
	since: number;
}

/** Others changed the text: characters from `at` on were taken out, and others put in. */
export interface Splice {
	at: number;
	removed: number;
	inserted: string;
}

/** Characters in one section: what would make it longer is refused before it comes into the text. The server has the same. */
export const LONGEST_SECTION = 50_000;

/** What is typed within this time is undone together. */
const UNDO_TOGETHER_MS = 500;

const LOCAL = Symbol("written here");
const REMOTE = Symbol("written by others");

/** Control characters that no keyboard types; what a word processor means by a line break becomes one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BREAKS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** Text as the document may hold it. Half a character that takes two code units becomes the sign for such. */
export const cleaned = (typed: string): string =>
	typed
		.replace(BREAKS, "\n")
		.replace(FORBIDDEN, "")
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

export class SharedText {
	private doc = newDocument(0);
	/** The text as the server has it: what is unsent is the difference. */
	private confirmed = newDocument(0);
	private undoing: Y.UndoManager;
	private readonly pending: Pending[] = [];
	private sending = 0;
	/** The batch that nobody answered, in the same bounds: then it is known of each whether it was taken as a whole. */
	private again = 0;
	/** Set while undo or redo is at work, which tells whose the words are only when it is done. */
	private isTurning = false;
	/** As of which of the server's updates the document is. */
	seq = 0;
	/** Others' updates that came while the text must stand still, and since when it does. */
	private held: { updates: Uint8Array[]; since: number } | undefined;
	/** Called before others' changes come in: what the person did and nobody has heard of yet goes first. */
	beforeRemote: () => void = () => {};
	/** Called with every change that others made, after the text has it. */
	onRemote: (splices: Splice[]) => void = () => {};
	/** Called when something waits to be sent. */
	onPending: () => void = () => {};

	constructor(
		/** The number that the server gave this page for its writing in the case. */
		readonly pen: number,
		private readonly clock: () => number = () => performance.now(),
	) {
		this.undoing = this.begin(this.doc);
	}

	private begin(doc: Y.Doc): Y.UndoManager {
		doc.clientID = this.pen;
		doc.on("update", (update: Uint8Array, origin: unknown) => {
			if (origin === REMOTE) return;
			const since = this.clock();
			// Whatever is done in the textarea puts in one piece; but what is taken out may have been in very many.
			const pieces =
				update.byteLength > HEAVIEST
					? inPieces({ update, copies: [] })
					: [{ update, copies: [], structs: 1 }];
			for (const piece of pieces) this.pending.push({ ...piece, since });
			if (!this.isTurning) this.onPending();
		});
		doc.getText(TEXT).observe((event, { origin }) => {
			if (origin === REMOTE) this.onRemote(splicesOf(event.delta));
		});
		return new Y.UndoManager(doc.getText(TEXT), {
			trackedOrigins: new Set([LOCAL]),
			captureTimeout: UNDO_TOGETHER_MS,
		});
	}

	get text(): string {
		return this.doc.getText(TEXT).toString();
	}

	/** The text without what the server does not have yet. */
	get saved(): string {
		return this.confirmed.getText(TEXT).toString();
	}

	/** Since when the oldest of what is not acknowledged waits, or a word that an input method makes; nothing when all is saved. */
	get unsavedSince(): number | undefined {
		return this.pending[0]?.since ?? this.held?.since;
	}

	/**
	 * What this page knows the server to have, for it to answer with the rest: also with what it took of this page's own
	 * and whose acknowledgement was lost.
	 */
	get vector(): Uint8Array {
		return Y.encodeStateVector(this.confirmed);
	}

	/** Takes in what the server has and this page had not. */
	opened(update: Uint8Array, seq: number): void {
		this.take([update]);
		this.seq = Math.max(this.seq, seq);
	}

	/** Takes in what others wrote, and what comes back of our own. Answers "gap" when something before it is missing. */
	receive(from: number, to: number, updates: readonly Uint8Array[]): "gap" | undefined {
		if (from > this.seq) return "gap";
		this.take(updates);
		this.seq = Math.max(this.seq, to);
		return undefined;
	}

	private take(updates: readonly Uint8Array[]): void {
		for (const update of updates) Y.applyUpdate(this.confirmed, update);
		if (this.held) {
			this.held.updates.push(...updates);
			return;
		}
		this.beforeRemote();
		for (const update of updates) Y.applyUpdate(this.doc, update, REMOTE);
	}

	/** Keeps others' changes back, while an input method is making a word, until `release`. */
	hold(): void {
		this.held ??= { updates: [], since: this.clock() };
		this.onPending();
	}
	release(): void {
		const updates = this.held?.updates ?? [];
		this.held = undefined;
		for (const update of updates) Y.applyUpdate(this.doc, update, REMOTE);
		this.onPending();
	}

	/**
	 * Replaces `removed` characters from `at` on by `inserted`, as this person did in the textarea.
	 * @param inserted as `cleaned` answers it
	 */
	edit(at: number, removed: number, inserted: string): void {
		const text = this.doc.getText(TEXT);
		this.doc.transact(() => {
			if (removed > 0) text.delete(at, removed);
		}, LOCAL);
		// In pieces, each an update of its own.
		for (let from = 0; from < inserted.length; ) {
			let to = Math.min(inserted.length, from + LONGEST_PIECE);
			if (to < inserted.length && isHigh(inserted.charCodeAt(to - 1))) to--;
			const piece = inserted.slice(from, to);
			const place = at + from;
			this.doc.transact(() => text.insert(place, piece), LOCAL);
			from = to;
		}
	}

	/** What is typed from now on is undone by itself. */
	endUndoStep(): void {
		this.undoing.stopCapturing();
	}

	/** Takes back, or does again, what this person last did, whatever others wrote meanwhile. Answers what changed. */
	undo(): Splice[] {
		return this.turnBack(() => this.undoing.undo());
	}
	redo(): Splice[] {
		return this.turnBack(() => this.undoing.redo());
	}

	private turnBack(turn: () => unknown): Splice[] {
		const text = this.doc.getText(TEXT);
		const first = Y.getState(this.doc.store, this.pen);
		const splices: Splice[] = [];
		const watch = (event: Y.YTextEvent) => splices.push(...splicesOf(event.delta));
		const before = this.pending.length;
		text.observe(watch);
		this.isTurning = true;
		try {
			turn();
		} finally {
			this.isTurning = false;
			text.unobserve(watch);
		}
		const made = this.pending.splice(before);
		if (made.length === 0) return splices;
		// Whose the words are is told with the words themselves, so that they keep their author.
		const whole = {
			update: Y.mergeUpdates(made.map(({ update }) => update)),
			copies: this.broughtBack(first),
		};
		for (const piece of inPieces(whole)) this.pending.push({ ...piece, since: this.clock() });
		this.onPending();
		return splices;
	}

	/** Which words came back since this pen had written `first` characters: Yjs writes them anew, and remembers what of. */
	private broughtBack(first: number): Copy[] {
		const copies: Copy[] = [];
		for (let item = this.doc.getText(TEXT)._start; item; item = item.right) {
			const { redone, id, length } = item;
			if (!redone || redone.client !== this.pen || redone.clock < first) continue;
			const last = copies.at(-1);
			const goesOn =
				last?.ofPen === id.client &&
				last.clock + last.length === redone.clock &&
				last.ofClock + last.length === id.clock;
			if (goesOn) last.length += length;
			else copies.push({ clock: redone.clock, length, ofPen: id.client, ofClock: id.clock });
		}
		return copies.sort((a, b) => a.clock - b.clock);
	}

	/** What is to be sent next, as one; nothing while an earlier batch is under way or when all is sent. */
	next(): Batch | undefined {
		if (this.sending > 0 || this.pending.length === 0) return undefined;
		this.sending = this.again || howManyTogether(this.pending);
		return asOne(this.pending.slice(0, this.sending));
	}

	/** All that is not acknowledged, as it would be sent: some of it may be stored already, and is taken once. */
	get unsent(): Batch[] {
		const batches: Batch[] = [];
		for (let from = 0; from < this.pending.length; ) {
			const count = howManyTogether(this.pending, from);
			batches.push(asOne(this.pending.slice(from, from + count)));
			from += count;
		}
		return batches;
	}

	/** The batch is on the server's disk. */
	acknowledged(): void {
		for (const { update } of this.pending.splice(0, this.sending)) Y.applyUpdate(this.confirmed, update);
		this.sending = 0;
		this.again = 0;
	}

	/** It is not known whether the batch arrived: it is sent again, and taken once. */
	unanswered(): void {
		this.again = this.sending;
		this.sending = 0;
	}

	/** The server will not have it. The text goes back to what is saved; answers this person's own unsaved words. */
	refused(): string {
		const { onPending } = this;
		// What is taken back here is not to be sent.
		this.onPending = () => {};
		try {
			this.beforeRemote();
			this.release();
			return this.backToSaved();
		} finally {
			this.onPending = onPending;
		}
	}

	private backToSaved(): string {
		const own = this.unsavedWords();
		this.pending.length = 0;
		this.sending = 0;
		this.again = 0;
		const before = this.text;
		this.undoing.destroy();
		this.doc.destroy();
		this.doc = newDocument(this.pen);
		Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.confirmed), REMOTE);
		this.undoing = this.begin(this.doc);
		const after = this.text;
		this.onRemote([spliceBetween(before, after)]);
		return own;
	}

	/** What this person put in and the server does not have, in the order of the text. */
	private unsavedWords(): string {
		const known = Y.getState(this.confirmed.store, this.pen);
		const words: string[] = [];
		for (let item = this.doc.getText(TEXT)._start; item; item = item.right) {
			if (item.deleted || item.id.client !== this.pen || !(item.content instanceof Y.ContentString)) continue;
			words.push(item.content.str.slice(Math.max(0, known - item.id.clock)));
		}
		return words.filter((part) => part !== "").join("");
	}

	destroy(): void {
		this.undoing.destroy();
		this.doc.destroy();
		this.confirmed.destroy();
	}
}

function newDocument(pen: number): Y.Doc {
	const doc = new Y.Doc({ gc: false });
	doc.clientID = pen;
	doc.getText(TEXT);
	return doc;
}

function splicesOf(delta: Y.YTextEvent["delta"]): Splice[] {
	const splices: Splice[] = [];
	let at = 0;
	for (const { retain, insert, delete: removed } of delta) {
		if (retain !== undefined) at += retain;
		else if (removed !== undefined) splices.push({ at, removed, inserted: "" });
		else if (typeof insert === "string") {
			splices.push({ at, removed: 0, inserted: insert });
			at += insert.length;
		}
	}
	return splices;
}

/**
 * The one place at which two texts differ. Where it could be any of several (an "l" more in "hello"), it is the one
 * that ends at the caret; and it never parts the two code units of one character.
 * @param caret where the caret stands in `after`
 */
export function spliceBetween(before: string, after: string, caret = after.length): Splice {
	const shorter = Math.min(before.length, after.length);
	const mostTail = Math.min(shorter, after.length - caret);
	let tail = 0;
	while (tail < mostTail && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
	let at = 0;
	while (at < shorter - tail && before[at] === after[at]) at++;
	// The caret only breaks a tie: whatever else is equal behind the place is none of the change.
	while (tail < shorter - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
	const parts = (text: string, index: number) =>
		index > 0 && index < text.length && isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index));
	if (parts(before, at) || parts(after, at)) at--;
	if (parts(before, before.length - tail) || parts(after, after.length - tail)) tail--;
	return { at, removed: before.length - at - tail, inserted: after.slice(at, after.length - tail) };
}
