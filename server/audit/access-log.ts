/**
 * Who looked at what: one row a person, record and visit, on a hash chain of its own. Rows are gathered and
 * written within half a second; if they cannot be written, content stops being shown.
 */
import { eq, sql } from "drizzle-orm";
import { remember, transaction } from "#db/index.ts";
import { accesses, streams } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { canonical, sha256 } from "../events/canonical.ts";
import { log } from "../log.ts";

export const ACCESS_STREAM = "access";

/** Looking again at the same record within this time is the same visit. */
const VISIT_MS = 30 * 60_000;
const FLUSH_MS = 500;
/** What may wait unwritten before content is withheld. */
const MOST_WAITING = 5_000;
const LONGEST_WAIT_MS = 30_000;

export type RecordKind =
	| "case"
	/** Its one page to be printed, which leaves the building. */
	| "case-print"
	| "protected-details"
	| "meeting-record"
	| "panel-register"
	| "search"
	| "people-search"
	| "outcomes"
	| "import"
	| "session";

interface Waiting {
	at: Date;
	actorId: string;
	sessionId: string;
	recordKind: RecordKind;
	recordId: string;
}

const state = remember("access log", () => ({
	waiting: [] as Waiting[],
	visits: new Map<string, number>(),
	timer: undefined as NodeJS.Timeout | undefined,
	writing: Promise.resolve(),
	hasFailed: false,
}));

/** Content is withheld because nobody could later tell who saw it. */
export class AccessLogDown extends Error {
	constructor() {
		super("The access log cannot be written, so nothing can be shown just now.");
		this.name = "AccessLogDown";
	}
}

/**
 * Notes that the actor is shown these records. Call it before showing them.
 * @throws AccessLogDown when earlier rows have waited too long to be written.
 */
export function noteReads(actor: Actor, recordKind: RecordKind, recordIds: Iterable<string>): void {
	const oldest = state.waiting[0];
	if (
		oldest &&
		(state.waiting.length > MOST_WAITING || now().getTime() - oldest.at.getTime() > LONGEST_WAIT_MS)
	) {
		throw new AccessLogDown();
	}
	const at = now();
	for (const recordId of recordIds) {
		const visit = `${actor.sessionId}|${actor.userId}|${recordKind}|${recordId}`;
		const last = state.visits.get(visit);
		state.visits.set(visit, at.getTime());
		if (last !== undefined && at.getTime() - last < VISIT_MS) continue;
		state.waiting.push({ at, actorId: actor.userId, sessionId: actor.sessionId, recordKind, recordId });
	}
	if (state.waiting.length > 0) state.timer ??= setTimeout(flushSoon, FLUSH_MS).unref();
}

function flushSoon(): void {
	state.timer = undefined;
	flushAccessLog().catch(() => {
		state.timer ??= setTimeout(flushSoon, FLUSH_MS).unref();
	});
}

/** Writes everything that waits. Resolves when it is on disk; rejects, keeping it, when it cannot be written. */
export function flushAccessLog(): Promise<void> {
	const next = state.writing.then(writeWaiting);
	state.writing = next.catch(() => {});
	return next;
}

async function writeWaiting(): Promise<void> {
	forgetOldVisits();
	const batch = state.waiting.slice(0, 500);
	if (batch.length === 0) return;
	try {
		await transaction(async (tx) => {
			const [stream] = await tx
				.update(streams)
				.set({ version: sql`${streams.version} + ${batch.length}` })
				.where(eq(streams.id, ACCESS_STREAM))
				.returning();
			if (!stream) throw new Error("The access log's stream is missing.");
			let prevHash = stream.headHash;
			const rows = batch.map((waiting, index) => {
				const row = { ...waiting, number: stream.version - batch.length + index + 1, prevHash };
				const hash = accessHash(row);
				prevHash = hash;
				return { ...row, hash };
			});
			await tx.insert(accesses).values(rows);
			await tx.update(streams).set({ headHash: prevHash }).where(eq(streams.id, ACCESS_STREAM));
		});
	} catch (error) {
		if (!state.hasFailed)
			log().error({ err: error }, "the access log cannot be written; content will be withheld");
		state.hasFailed = true;
		throw error;
	}
	if (state.hasFailed) log().info("the access log is written again");
	state.hasFailed = false;
	state.waiting.splice(0, batch.length);
	if (state.waiting.length > 0) await writeWaiting();
}

function forgetOldVisits(): void {
	if (state.visits.size < 20_000) return;
	const horizon = now().getTime() - VISIT_MS;
	for (const [visit, last] of state.visits) if (last < horizon) state.visits.delete(visit);
}

/** What an access row's hash is taken over: every column but the hash. */
export function accessHash(row: Omit<typeof accesses.$inferSelect, "hash">): string {
	const { number, at, actorId, sessionId, recordKind, recordId, prevHash } = row;
	return sha256(canonical({ number, at, actorId, sessionId, recordKind, recordId, prevHash }));
}
