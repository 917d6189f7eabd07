/**
 * What an update that somebody sends may do to a text. Nothing of it is applied before all of it is found to be plain
 * text, under the writer's own number, next to words that are there.
 */
import * as Y from "yjs";
import { FORBIDDEN, isDeleted, LONGEST_SECTION, newDocument, TEXT } from "./document.ts";

/** What one update may weigh; longer texts come in several. */
export const HEAVIEST_UPDATE = 40_000;

/** Pieces that one update may bring; each is put in by itself. Our pages send fewer. */
const MOST_STRUCTS = 2_000;
/** Pieces that Yjs may have to pass, all in all, to find where those of one update go: what others put in beside them. */
const MOST_STEPS = 500_000;

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
