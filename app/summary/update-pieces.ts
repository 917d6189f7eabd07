/**
 * An update in pieces that a message can carry. What somebody types is light by itself; what undo brings back, or what is
 * taken out of a text that was written in very many pieces, is not.
 */
import * as Y from "yjs";

/** Words that were there before and come back, with the pen that wrote them first. */
export interface Copy {
	clock: number;
	length: number;
	ofPen: number;
	ofClock: number;
}

/** What is sent at once. */
export interface Batch {
	update: Uint8Array;
	copies: Copy[];
}

/** A part of what is to be sent that goes as a whole. */
export interface Piece extends Batch {
	/** How many pieces of text it puts in, at most. */
	structs: number;
}

/** One update weighs at most as much: the server's line takes no heavier message. */
export const HEAVIEST = 30_000;
/** A long text goes in pieces, so that no update is heavier. */
export const LONGEST_PIECE = 6_000;
/** As many go with one update; the server would take more, but the whole message must stay small. */
const MOST_COPIES = 200;
/** What a copy weighs in a message. */
const COPY_WEIGHT = 50;
/** Pieces of text that one update puts in; the server takes no more than twice as many. */
const MOST_STRUCTS = 1_000;
/** Pieces of deleted text that one update tells of. */
const MOST_RANGES = 2_000;

export const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** How many of these, from one on, go as one message: as many as stay light, and one at least. */
export function howManyTogether(pieces: readonly Piece[], from = 0): number {
	let weight = 0;
	let copied = 0;
	let put = 0;
	const rest = pieces.slice(from);
	for (const [index, { update, copies, structs }] of rest.entries()) {
		weight += update.byteLength + copies.length * COPY_WEIGHT;
		copied += copies.length;
		put += structs;
		if (index > 0 && (weight > HEAVIEST || copied > MOST_COPIES || put > MOST_STRUCTS)) return index;
	}
	return rest.length;
}

/** These as one message. */
export const asOne = (pieces: readonly Piece[]): Batch => ({
	update:
		pieces.length === 1 ? (pieces[0] as Piece).update : Y.mergeUpdates(pieces.map(({ update }) => update)),
	copies: pieces.flatMap(({ copies }) => copies),
});

/** An update of one pen in pieces, none of which is too heavy to be sent. */
export function inPieces({ update, copies }: Batch): Piece[] {
	const { structs, ds } = Y.decodeUpdate(update);
	const isLight =
		update.byteLength + copies.length * COPY_WEIGHT <= HEAVIEST &&
		copies.length <= MOST_COPIES &&
		structs.length <= MOST_STRUCTS;
	if (isLight) return [{ update, copies, structs: structs.length }];
	const items = structs.flatMap((struct) => (struct instanceof Y.Item ? cut(struct, copies) : []));
	const pieces: Piece[] = [];
	for (let from = 0; from < items.length; ) {
		let length = 0;
		let to = from;
		const ofPiece: Copy[] = [];
		for (; to < items.length; to++) {
			const item = items[to] as Y.Item;
			const ofItem = copiesWithin(copies, item.id.clock, item.length);
			length += item.length;
			const isMuch = length > LONGEST_PIECE || ofPiece.length + ofItem.length > MOST_COPIES;
			if (to > from && (isMuch || to - from >= MOST_STRUCTS)) break;
			ofPiece.push(...ofItem);
		}
		pieces.push({ update: encoded(items.slice(from, to), []), copies: ofPiece, structs: to - from });
		from = to;
	}
	const ranges = [...ds.clients].flatMap(([client, deleted]) =>
		deleted.map(({ clock, len }) => ({ client, clock, length: len })),
	);
	for (let from = 0; from < ranges.length; from += MOST_RANGES) {
		pieces.push({ update: encoded([], ranges.slice(from, from + MOST_RANGES)), copies: [], structs: 0 });
	}
	return pieces;
}

/** An item in parts that are short, and of which none holds too many copies. */
function cut(item: Y.Item, copies: readonly Copy[]): Y.Item[] {
	const { id, length } = item;
	const { str } = item.content as Y.ContentString;
	const parts: Y.Item[] = [];
	for (let from = 0; from < length; ) {
		let to = Math.min(length, from + LONGEST_PIECE);
		const within = copiesWithin(copies, id.clock + from, to - from);
		const tooMany = within[MOST_COPIES];
		if (tooMany) to = tooMany.clock - id.clock;
		if (to < length && isHigh(str.charCodeAt(to - 1))) to--;
		parts.push(
			new Y.Item(
				Y.createID(id.client, id.clock + from),
				null,
				from === 0 ? item.origin : Y.createID(id.client, id.clock + from - 1),
				null,
				item.rightOrigin,
				// Behind its own beginning it stands where that does.
				from === 0 ? item.parent : null,
				null,
				new Y.ContentString(str.slice(from, to)),
			),
		);
		from = to;
	}
	return parts;
}

/** What of these copies lies among `length` characters from `clock` on. */
function copiesWithin(copies: readonly Copy[], clock: number, length: number): Copy[] {
	return copies.flatMap((copy) => {
		const from = Math.max(clock, copy.clock);
		const to = Math.min(clock + length, copy.clock + copy.length);
		if (from >= to) return [];
		return [{ ...copy, clock: from, length: to - from, ofClock: copy.ofClock + (from - copy.clock) }];
	});
}

/** An update that brings these neighbouring items of one pen, and deletes these ranges. */
function encoded(
	items: readonly Y.Item[],
	ranges: readonly { client: number; clock: number; length: number }[],
): Uint8Array {
	// The first encoding writes every number alike; Yjs does not export the writers of its own.
	const encoder = new Y.UpdateEncoderV1();
	const [first] = items;
	encoder.writeLen(first ? 1 : 0);
	if (first) {
		encoder.writeLen(items.length);
		encoder.writeClient(first.id.client);
		encoder.writeLen(first.id.clock);
		for (const item of items) item.write(encoder, 0);
	}
	const clients = [...new Set(ranges.map(({ client }) => client))];
	encoder.writeLen(clients.length);
	for (const client of clients) {
		const own = ranges.filter((range) => range.client === client);
		encoder.writeLen(client);
		encoder.writeLen(own.length);
		for (const { clock, length } of own) {
			encoder.writeLen(clock);
			encoder.writeLen(length);
		}
	}
	return encoder.toUint8Array();
}
