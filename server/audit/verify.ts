/** Recomputes both chains from the first row, and names the first that was edited, deleted, inserted or swapped. */
import { and, asc, count, eq, gt, inArray, notInArray, or } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { accesses, events, revisions, streams } from "#db/schema/index.ts";
import { commitmentTo, eventHash, GENESIS } from "../events/record.ts";
import { ACCESS_STREAM, accessHash } from "./access-log.ts";

/** What was checked, and the first thing found wrong, if any. */
export interface Verification {
	streams: number;
	events: number;
	revisions: number;
	accesses: number;
	/** Stream by stream where its chain stands, to compare with what was logged elsewhere. */
	heads: Record<string, { version: number; hash: string }>;
	problem?: string;
}

/** Where chains stood when the operator's log was written: a chain recomputed since then differs. */
export type LoggedHead = { streamId: string; version: number; hash: string };

const PAGE = 500;

class Broken extends Error {}

/** Checks every chain. Never throws for a broken chain: `problem` names the first row in plain words. */
export async function verify(reader: Reader, logged: readonly LoggedHead[] = []): Promise<Verification> {
	const result: Verification = { streams: 0, events: 0, revisions: 0, accesses: 0, heads: {} };
	try {
		const all = await reader.select().from(streams).orderBy(asc(streams.id));
		for (const stream of all) {
			result.streams++;
			result.heads[stream.id] = { version: stream.version, hash: stream.headHash };
			const expected = logged.filter((head) => head.streamId === stream.id);
			if (stream.id === ACCESS_STREAM) result.accesses = await checkAccesses(reader, stream, expected);
			else {
				const checked = await checkStream(reader, stream, expected);
				result.events += checked.events;
				result.revisions += checked.revisions;
			}
		}
		await refuseStrays(
			reader,
			all.map((stream) => stream.id),
		);
		for (const head of logged) {
			if (!(head.streamId in result.heads)) throw new Broken(`stream ${head.streamId} was logged and is missing`);
		}
	} catch (error) {
		if (!(error instanceof Broken)) throw error;
		result.problem = error.message;
	}
	return result;
}

type StreamRow = typeof streams.$inferSelect;

async function checkStream(reader: Reader, stream: StreamRow, logged: readonly LoggedHead[]) {
	let headHash = GENESIS;
	let last = { version: 0, position: -1 };
	let seen = 0;
	let revisionsSeen = 0;
	const heads = new Map(logged.map((head) => [head.version, head.hash]));
	for (;;) {
		const page = await reader
			.select()
			.from(events)
			.where(
				and(
					eq(events.streamId, stream.id),
					or(
						gt(events.version, last.version),
						and(eq(events.version, last.version), gt(events.position, last.position)),
					),
				),
			)
			.orderBy(asc(events.version), asc(events.position))
			.limit(PAGE);
		for (const event of page) {
			const name = `events: ${stream.id} version ${event.version} position ${event.position} (${event.type})`;
			const follows =
				(event.version === last.version && event.position === last.position + 1) ||
				(event.version === last.version + 1 && event.position === 0);
			if (!follows) throw new Broken(`${name}: a row before it was deleted`);
			if (eventHash(event) !== event.hash) throw new Broken(`${name}: edited or swapped`);
			if (event.prevHash !== headHash) throw new Broken(`${name}: does not follow the row before it; inserted, swapped or recomputed`);
			if (event.version !== last.version) refuseRecomputed(stream.id, last.version, headHash, heads);
			headHash = event.hash;
			last = { version: event.version, position: event.position };
			seen++;
		}
		revisionsSeen += await checkRevisions(reader, stream.id, page);
		if (page.length < PAGE) break;
	}
	if (stream.version !== last.version || stream.headHash !== headHash) {
		throw new Broken(
			`events: ${stream.id} ends at version ${last.version}, but the stream stands at ${stream.version}: its last rows were deleted, inserted or recomputed`,
		);
	}
	refuseRecomputed(stream.id, last.version, headHash, heads);
	if (logged.some((head) => head.version > stream.version)) {
		throw new Broken(`events: ${stream.id} ends at version ${stream.version}, but a later one was logged: the last rows were deleted`);
	}
	const [kept] = await reader.select({ n: count() }).from(revisions).where(eq(revisions.streamId, stream.id));
	if ((kept?.n ?? 0) !== revisionsSeen) {
		throw new Broken(`revisions: ${stream.id} keeps ${kept?.n} texts, but its events tell of ${revisionsSeen}: one was inserted`);
	}
	return { events: seen, revisions: revisionsSeen };
}

function refuseRecomputed(streamId: string, version: number, hash: string, heads: Map<number, string>): void {
	const logged = heads.get(version);
	if (logged !== undefined && logged !== hash) {
		throw new Broken(`events: ${streamId} version ${version}: differs from the head that was logged; the chain was recomputed`);
	}
}

/** Every text that an event committed to is there, unaltered or erased. */
async function checkRevisions(reader: Reader, streamId: string, page: (typeof events.$inferSelect)[]): Promise<number> {
	const promised = new Map<string, { commitment: string; version: number }>();
	for (const event of page) {
		const text = event.data.text as { id: string; commitment: string } | undefined;
		if (text) promised.set(text.id, { commitment: text.commitment, version: event.version });
	}
	if (promised.size === 0) return 0;
	const rows = await reader
		.select()
		.from(revisions)
		.where(inArray(revisions.id, [...promised.keys()]));
	const kept = new Map(rows.map((row) => [row.id, row]));
	for (const [id, promise] of promised) {
		const row = kept.get(id);
		if (!row) throw new Broken(`revisions: ${id} (${streamId} version ${promise.version}): deleted`);
		if (row.erasedAt) continue;
		if (row.salt === null || row.body === null || commitmentTo(row.salt, row.body) !== promise.commitment) {
			throw new Broken(`revisions: ${id} (${streamId} version ${promise.version}): edited or swapped`);
		}
	}
	return promised.size;
}

async function checkAccesses(reader: Reader, stream: StreamRow, logged: readonly LoggedHead[]): Promise<number> {
	let headHash = GENESIS;
	let number = 0;
	const heads = new Map(logged.map((head) => [head.version, head.hash]));
	for (;;) {
		const page = await reader
			.select()
			.from(accesses)
			.where(number === 0 ? undefined : gt(accesses.number, number))
			.orderBy(asc(accesses.number))
			.limit(PAGE);
		for (const row of page) {
			const name = `accesses: number ${row.number}`;
			if (row.number !== number + 1) throw new Broken(`${name}: ${row.number <= number ? "inserted" : "a row before it was deleted"}`);
			if (accessHash(row) !== row.hash) throw new Broken(`${name}: edited or swapped`);
			if (row.prevHash !== headHash) throw new Broken(`${name}: does not follow the row before it; inserted, swapped or recomputed`);
			if (heads.has(row.number) && heads.get(row.number) !== row.hash) {
				throw new Broken(`${name}: differs from the head that was logged; the chain was recomputed`);
			}
			headHash = row.hash;
			number = row.number;
		}
		if (page.length < PAGE) break;
	}
	if (stream.version !== number || stream.headHash !== headHash) {
		throw new Broken(`accesses: end at number ${number}, but the log stands at ${stream.version}: its last rows were deleted, inserted or recomputed`);
	}
	if (logged.some((head) => head.version > number)) {
		throw new Broken(`accesses: end at number ${number}, but a later row was logged: the last rows were deleted`);
	}
	return number;
}

/** Rows that belong to no stream were put there by somebody else. */
async function refuseStrays(reader: Reader, streamIds: string[]): Promise<void> {
	const [event] = await reader.select().from(events).where(notInArray(events.streamId, streamIds)).limit(1);
	if (event) throw new Broken(`events: ${event.streamId} version ${event.version}: its stream is missing`);
	const [text] = await reader
		.select({ id: revisions.id })
		.from(revisions)
		.where(notInArray(revisions.streamId, streamIds))
		.limit(1);
	if (text) throw new Broken(`revisions: ${text.id}: its stream is missing`);
}
