/**
 * The only writer of the record. A command claims its streams first, which orders it among all others, and
 * records its events as it goes; the hash chain, the revisions and the push after commit follow from that.
 */
import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { prepared, preparedInsert, type Tx } from "#db/index.ts";
import { events, revisions, streams } from "#db/schema/index.ts";
import type { Actor } from "../audiences/actor.ts";
import { now } from "../clock.ts";
import { newId } from "../ids.ts";
import { seal } from "../sealing.ts";
import { canonical, sha256 } from "./canonical.ts";
import { announce } from "./commits.ts";
import { caseOf, type EventData, type EventType, parseData, type TypedEvent } from "./types.ts";

export type StreamKind = (typeof streams.$inferSelect)["kind"];

/** The hash before a chain's first row: it tells the kind, so that the chain vouches for that too. */
export const genesis = (kind: StreamKind): string => `genesis of ${kind}`;

/** A stream that the transaction in hand has claimed: nobody else writes it until the transaction ends. */
export interface Stream {
	readonly id: string;
	/** The version that this transaction makes; every row it writes carries it. */
	readonly version: number;
	readonly opId: string;
	/**
	 * Set on an import's stream, in whose name rows of this panel are written before the import is accepted. They
	 * have no version of the panel's stream then: they carry 0, until something changes them.
	 */
	readonly stagesFor?: string;
	headHash: string;
	readonly events: RecordedEvent[];
}

/** The panel whose rows a command writes with a stream. */
export const panelOf = (stream: Stream): string => stream.stagesFor ?? stream.id;

/** The version that the rows carry which it writes. */
export const versionOfRows = (stream: Stream): number =>
	stream.stagesFor === undefined ? stream.version : 0;

export type RecordedEvent = TypedEvent & { touched: string[] };

/** Names a row in `touched`, e.g. touch("entry", id). */
export const touch = (kind: string, id: string): string => `${kind}:${id}`;

/** Begins a stream; its first command then claims it. */
export async function beginStream(tx: Tx, id: string, kind: StreamKind): Promise<void> {
	await tx.insert(streams).values({ id, kind, version: 0, headHash: genesis(kind) });
}

const takeVersion = prepared("claim a stream", (tx: Tx) =>
	tx
		.update(streams)
		.set({ version: sql`${streams.version} + 1` })
		.where(eq(streams.id, sql.placeholder("id")))
		.returning({ version: streams.version, headHash: streams.headHash }),
);
const moveHead = prepared("move a stream's head", (tx: Tx) =>
	tx
		.update(streams)
		.set({ headHash: sql`${sql.placeholder("hash")}` })
		.where(eq(streams.id, sql.placeholder("id"))),
);
const insertEvent = preparedInsert("insert an event", events);
const insertRevision = preparedInsert("insert a revision", revisions);

/**
 * Claims streams in sorted order, so that two commands never wait for each other in a circle. Call it before
 * anything is decided: what is read afterwards cannot change under the command.
 * @throws when a stream does not exist, which is a bug.
 */
export async function claim(tx: Tx, opId: string, ids: readonly string[]): Promise<Stream[]> {
	const claimed = new Map<string, Stream>();
	for (const id of [...ids].sort()) {
		const [row] = await takeVersion(tx, { id });
		if (!row) throw new Error(`There is no stream ${id}`);
		const stream: Stream = { id, version: row.version, opId, headHash: row.headHash, events: [] };
		claimed.set(id, stream);
		tx.afterCommit(() => announce({ streamId: id, version: row.version, events: stream.events }));
	}
	return ids.map((id) => claimed.get(id) as Stream);
}

/**
 * Records one event in a claimed stream.
 * @param touched the rows that changed, as touch(kind, id); they are what open screens are sent.
 */
export async function record<T extends EventType>(
	tx: Tx,
	actor: Pick<Actor, "userId">,
	stream: Stream,
	type: T,
	data: EventData<T>,
	touched: string[],
): Promise<void> {
	const row = {
		streamId: stream.id,
		version: stream.version,
		position: stream.events.length,
		opId: stream.opId,
		actorId: actor.userId,
		at: now(),
		type,
		caseId: caseOf({ type, data } as unknown as TypedEvent) ?? null,
		data: parseData(type, data) as Record<string, unknown>,
		touched,
		prevHash: stream.headHash,
	};
	const hash = eventHash(row);
	await insertEvent(tx, { ...row, hash });
	await moveHead(tx, { id: stream.id, hash });
	stream.headHash = hash;
	stream.events.push({ type, data, touched } as unknown as RecordedEvent);
}

/** What an event's hash is taken over: every column but the hash. */
export function eventHash(row: Omit<typeof events.$inferSelect, "hash">): string {
	const { streamId, version, position, opId, actorId, at, type, caseId, data, touched, prevHash } = row;
	return sha256(
		canonical({ streamId, version, position, opId, actorId, at, type, caseId, data, touched, prevHash }),
	);
}

/** Points from an event to the text of its change. */
export interface Revision {
	id: string;
	commitment: string;
}

/**
 * Keeps one state of a subject's texts and answers what the event must hold of it. With `isSealed` the texts
 * are sealed, as protected details must be.
 */
export async function keepRevision(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	subject: { kind: string; id: string },
	fields: Record<string, unknown>,
	{ isSealed = false } = {},
): Promise<Revision> {
	const id = newId();
	const salt = randomBytes(16).toString("base64url");
	const plain = canonical(fields);
	const body = isSealed ? seal(plain, revisionPlace(id)) : plain;
	const row = {
		id,
		streamId: stream.id,
		version: stream.version,
		subjectKind: subject.kind,
		subjectId: subject.id,
		authorId: actor.userId,
		at: now(),
		salt,
		body,
		isSealed,
	};
	await insertRevision(tx, row);
	return { id, commitment: commitmentTo(row) };
}

export const revisionPlace = (id: string): string => `revisions|body|${id}`;

/** What an event holds of a text: it tells every column altered, and with the salt erased nothing of the text. */
export function commitmentTo(row: Omit<typeof revisions.$inferSelect, "erasedAt">): string {
	const { id, streamId, version, subjectKind, subjectId, authorId, at, salt, body, isSealed } = row;
	return sha256(
		canonical({ id, streamId, version, subjectKind, subjectId, authorId, at, salt, body, isSealed }),
	);
}
