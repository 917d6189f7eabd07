/**
 * Recomputes both chains from the first row, and names the first that was edited, deleted, inserted or swapped.
 * It reads row by row, and may run beside a server that writes.
 */
import { and, asc, count, eq, gt, inArray, isNull, lte, notExists, or } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { accesses, events, revisions, streams, summaryStates } from "#db/schema/index.ts";
import { commitmentTo, eventHash, genesis } from "../events/record.ts";
import { StatesVouchedFor } from "../summary/vouched.ts";
import { ACCESS_STREAM, accessHash } from "./access-log.ts";

/** What was checked, and the first thing found wrong, if any. */
export interface Verification {
	streams: number;
	events: number;
	revisions: number;
	/** States of summaries that the record vouches for. */
	states: number;
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
	const result: Verification = { streams: 0, events: 0, revisions: 0, states: 0, accesses: 0, heads: {} };
	const states = new StatesVouchedFor(reader);
	try {
		// What is there before the record is read must be told of in it; what is written meanwhile need not.
		const kept = await reader
			.select({ id: summaryStates.id })
			.from(summaryStates)
			.orderBy(asc(summaryStates.id));
		for (const { id } of await reader.select({ id: streams.id }).from(streams).orderBy(asc(streams.id))) {
			const expected = logged.filter((head) => head.streamId === id);
			if (id === ACCESS_STREAM) {
				const { rows, head } = await checkAccesses(reader, expected);
				result.accesses = rows;
				result.heads[id] = head;
			} else {
				const { rows, texts, head } = await checkEvents(reader, id, expected, states);
				result.events += rows;
				result.revisions += texts;
				result.heads[id] = head;
			}
			result.streams++;
		}
		const stray = kept.find(({ id }) => !states.seen.has(id));
		if (stray) throw new Broken(`summary_states: ${stray.id}: inserted`);
		result.states = states.seen.size;
		await refuseStrays(reader);
		for (const { streamId } of logged) {
			if (!(streamId in result.heads)) throw new Broken(`streams: ${streamId}: was logged and is missing`);
		}
	} catch (error) {
		if (!(error instanceof Broken)) throw error;
		result.problem = error.message;
	}
	return result;
}

/** How the rows of a chain are read and named. */
interface Chain<Row> {
	table: "events" | "accesses";
	/** Up to PAGE rows after `last`, in order. */
	page(last: Row | undefined): Promise<Row[]>;
	/** Names a row within its table. */
	name(row: Row): string;
	/** The stream's version that the row made. */
	version(row: Row): number;
	/** Whether nothing can lie between the two rows. */
	follows(row: Row, last: Row | undefined): boolean;
	hash(row: Row): string;
	/** What else must hold of rows that the chain vouches for. */
	also?(page: Row[]): Promise<void>;
}

interface Checked {
	rows: number;
	head: { version: number; hash: string };
}

/** Walks a chain to where its stream stands. @throws Broken at the first row that does not fit. */
async function walk<Row extends { prevHash: string; hash: string }>(
	reader: Reader,
	streamId: string,
	logged: readonly LoggedHead[],
	chain: Chain<Row>,
): Promise<Checked> {
	const heads = new Map(logged.map((head) => [head.version, head.hash]));
	const refuseRecomputed = (name: string, version: number, hash: string) => {
		const expected = heads.get(version);
		if (expected === undefined || expected === hash) return;
		throw new Broken(`${name}: differs from the head that was logged; the chain was recomputed`);
	};
	let rows = 0;
	let last: Row | undefined;
	let headHash = genesis((await streamOf(reader, streamId)).kind);
	for (;;) {
		const standing = await streamOf(reader, streamId);
		const page = await chain.page(last);
		for (const row of page) {
			const name = `${chain.table}: ${chain.name(row)}`;
			if (!chain.follows(row, last)) throw new Broken(`${name}: inserted, or a row before it was deleted`);
			if (chain.hash(row) !== row.hash) throw new Broken(`${name}: edited or swapped`);
			if (row.prevHash !== headHash) {
				throw new Broken(
					last
						? `${name}: does not follow the row before it: a row between them was deleted, or one of them was inserted, swapped or recomputed`
						: `streams: ${streamId}: its kind was edited, or ${name} was recomputed`,
				);
			}
			if (last && chain.version(last) !== chain.version(row)) {
				refuseRecomputed(`${chain.table}: ${chain.name(last)}`, chain.version(last), headHash);
			}
			headHash = row.hash;
			last = row;
			rows++;
		}
		await chain.also?.(page);
		if (page.length === PAGE) continue;

		const version = last ? chain.version(last) : 0;
		const end = last
			? `${chain.table}: ${chain.name(last)} is the last row`
			: `${chain.table}: ${streamId} has no row`;
		if (version < standing.version) {
			throw new Broken(
				`${end}, but the stream stands at ${standing.version}: rows after it were deleted, or the stream’s own row was edited`,
			);
		}
		const present = await streamOf(reader, streamId);
		if (present.version < version) {
			throw new Broken(
				`${end}, but the stream stands at ${present.version}: rows were inserted, or the stream’s own row was edited`,
			);
		}
		// The server has written meanwhile.
		if (present.version > version) continue;
		if (present.headHash !== headHash) {
			throw new Broken(
				`${end}, but the stream ends with another: rows after it were deleted, it was recomputed, or the stream’s own row was edited`,
			);
		}
		refuseRecomputed(
			last ? `${chain.table}: ${chain.name(last)}` : `streams: ${streamId}`,
			version,
			headHash,
		);
		const latest = Math.max(...heads.keys(), 0);
		if (latest > version)
			throw new Broken(`${end}, but version ${latest} was logged: rows after it were deleted`);
		return { rows, head: { version, hash: headHash } };
	}
}

async function streamOf(reader: Reader, streamId: string): Promise<typeof streams.$inferSelect> {
	const [stream] = await reader.select().from(streams).where(eq(streams.id, streamId));
	if (!stream) throw new Broken(`streams: ${streamId}: deleted`);
	return stream;
}

type EventRow = typeof events.$inferSelect;

async function checkEvents(
	reader: Reader,
	streamId: string,
	logged: readonly LoggedHead[],
	states: StatesVouchedFor,
) {
	/** The texts that events commit to. */
	const promised = new Set<string>();
	const checked = await walk<EventRow>(reader, streamId, logged, {
		table: "events",
		page: (last) =>
			reader
				.select()
				.from(events)
				.where(
					and(
						eq(events.streamId, streamId),
						last &&
							or(
								gt(events.version, last.version),
								and(eq(events.version, last.version), gt(events.position, last.position)),
							),
					),
				)
				.orderBy(asc(events.version), asc(events.position))
				.limit(PAGE),
		name: (event) => `${streamId} version ${event.version} position ${event.position} (${event.type})`,
		version: (event) => event.version,
		follows: (event, last) =>
			last !== undefined && event.version === last.version
				? event.position === last.position + 1
				: event.version === (last?.version ?? 0) + 1 && event.position === 0,
		hash: eventHash,
		also: async (page) => {
			for (const id of await checkTexts(reader, page)) promised.add(id);
			for (const event of page) {
				const problem = await states.problemOf(event);
				if (problem) throw new Broken(problem);
			}
		},
	});
	const stream = await streamOf(reader, streamId);
	if (stream.kind === "panel" && checked.rows === 0 && stream.version === 0) {
		throw new Broken(`streams: ${streamId}: inserted; nothing was ever recorded in it`);
	}
	await refuseInsertedTexts(reader, streamId, checked.head.version, promised);
	return { ...checked, texts: promised.size };
}

/** Every text that these events committed to is there, unaltered or erased. Answers their ids. */
async function checkTexts(reader: Reader, page: EventRow[]): Promise<string[]> {
	const promises = page.flatMap((event) => {
		const text = event.data.text as { id: string; commitment: string } | undefined;
		return text ? [{ ...text, event }] : [];
	});
	if (promises.length === 0) return [];
	const ids = promises.map(({ id }) => id);
	const rows = await reader.select().from(revisions).where(inArray(revisions.id, ids));
	const kept = new Map(rows.map((row) => [row.id, row]));
	for (const { id, commitment, event } of promises) {
		const name = `revisions: ${id} (${event.streamId} version ${event.version})`;
		const row = kept.get(id);
		if (!row) throw new Broken(`${name}: deleted`);
		const isInPlace =
			row.streamId === event.streamId && row.version === event.version && row.authorId === event.actorId;
		const isErased = row.erasedAt !== null && row.salt === null && row.body === null;
		const isKept = row.erasedAt === null && commitmentTo(row) === commitment;
		if (!isInPlace || !(isErased || isKept)) throw new Broken(`${name}: edited or swapped`);
	}
	return ids;
}

/** Every text of a stream is one that an event tells of. */
async function refuseInsertedTexts(reader: Reader, streamId: string, version: number, promised: Set<string>) {
	const ofStream = eq(revisions.streamId, streamId);
	const upTo = and(ofStream, lte(revisions.version, version));
	const [kept] = await reader.select({ n: count() }).from(revisions).where(upTo);
	const later = await reader
		.select({ id: revisions.id, version: revisions.version })
		.from(revisions)
		.where(and(ofStream, gt(revisions.version, version)))
		.orderBy(asc(revisions.version), asc(revisions.id));
	if (later.length > 0) {
		// The server may have written them meanwhile; then the stream stands there by now.
		const stream = await streamOf(reader, streamId);
		const stray = later.find((row) => row.version > stream.version);
		if (stray) throw new Broken(`revisions: ${stray.id} (${streamId} version ${stray.version}): inserted`);
	}
	if (kept?.n === promised.size) return;
	const all = await reader
		.select({ id: revisions.id, version: revisions.version })
		.from(revisions)
		.where(upTo)
		.orderBy(asc(revisions.version), asc(revisions.id));
	const stray = all.find((row) => !promised.has(row.id));
	throw new Broken(`revisions: ${stray?.id} (${streamId} version ${stray?.version}): inserted`);
}

function checkAccesses(reader: Reader, logged: readonly LoggedHead[]): Promise<Checked> {
	return walk<typeof accesses.$inferSelect>(reader, ACCESS_STREAM, logged, {
		table: "accesses",
		page: (last) =>
			reader
				.select()
				.from(accesses)
				.where(last && gt(accesses.number, last.number))
				.orderBy(asc(accesses.number))
				.limit(PAGE),
		name: (row) => `number ${row.number}`,
		version: (row) => row.number,
		follows: (row, last) => row.number === (last?.number ?? 0) + 1,
		hash: accessHash,
	});
}

/** Rows that belong to no stream: theirs was deleted, or somebody else put them there. */
async function refuseStrays(reader: Reader): Promise<void> {
	const [event] = await reader
		.select({ streamId: events.streamId, version: events.version, position: events.position })
		.from(events)
		.leftJoin(streams, eq(streams.id, events.streamId))
		.where(isNull(streams.id))
		.orderBy(asc(events.streamId), asc(events.version), asc(events.position))
		.limit(1);
	if (event) throw new Broken(`streams: ${event.streamId}: deleted, or its events were inserted`);
	const [text] = await reader
		.select({ id: revisions.id, streamId: revisions.streamId })
		.from(revisions)
		.leftJoin(streams, eq(streams.id, revisions.streamId))
		.where(isNull(streams.id))
		.orderBy(asc(revisions.id))
		.limit(1);
	if (text)
		throw new Broken(`revisions: ${text.id}: inserted, or moved to ${text.streamId}, which is no stream`);
	const accessStream = reader.select({ id: streams.id }).from(streams).where(eq(streams.id, ACCESS_STREAM));
	const [access] = await reader
		.select({ number: accesses.number })
		.from(accesses)
		.where(notExists(accessStream))
		.orderBy(asc(accesses.number))
		.limit(1);
	if (access) throw new Broken(`streams: ${ACCESS_STREAM}: deleted, or rows of the access log were inserted`);
}
