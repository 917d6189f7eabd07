/**
 * The way to the database: `db` reads, `transaction` writes, and nothing else does either.
 * It hides which engine is underneath, and refuses what would work on one engine and lose data on the other.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SQL } from "drizzle-orm";
import { databaseUrl, dialect } from "./dialect.ts";
import { openPostgres } from "./engine.postgres.ts";
import { openSqlite } from "./engine.sqlite.ts";
import type { Reader, Writer } from "./engine.ts";
import { preparing } from "./prepared.ts";
import { remember } from "./remember.ts";
import { type SummaryTexts, searching, type TellProgress } from "./search/index.ts";

export { dayOf, londonDayOf } from "./days.ts";
export { databaseUrl, dialect } from "./dialect.ts";
export { DatabaseInUse } from "./engine.sqlite.ts";
export type { Reader } from "./engine.ts";
export { remember } from "./remember.ts";
export type {
	SearchHit,
	SearchKind,
	SearchQuestion,
	SearchScope,
	SummaryTexts,
	TextDocument,
	TextKind,
} from "./search/index.ts";

/** An open transaction. `afterCommit` work runs once, in order, only when the transaction has committed. */
export type Tx = Writer & { afterCommit(work: () => void): void };

const engine = remember("engine", () =>
	dialect === "postgres" ? openPostgres(databaseUrl) : openSqlite(databaseUrl.replace(/^file:(\/\/)?/, "")),
);
/** What a transaction sets off inherits its mark, and may run after its end: a timer, a promise nobody awaits. */
const inside = remember("transaction", () => new AsyncLocalStorage<{ isOpen: boolean }>());
const isInside = () => inside.getStore()?.isOpen === true;

const READS = ["select", "selectDistinct", "with", "$count"] as const;
const WRITES = [...READS, "insert", "update", "delete"] as const;

/** What stands behind each face. */
const targets = new WeakMap<object, () => object>();

/** Hands on the named methods of whatever `target()` answers, which may refuse by throwing. */
function facade<T extends object>(methods: readonly string[], target: () => T): T {
	const face: Record<string, unknown> = {};
	for (const method of methods) {
		face[method] = (...args: unknown[]) => {
			const on = target() as Record<string, (...args: unknown[]) => unknown>;
			return on[method]?.(...args);
		};
	}
	targets.set(face, target);
	return face as T;
}

/** Queries that run with every click, built once a connection; see prepared.ts. */
export const { prepared, preparedInsert } = preparing((on) => (targets.get(on)?.() ?? on) as Reader);

/** A statement that no builder makes. The search index alone needs any. */
async function run(tx: Writer, statement: SQL): Promise<void> {
	const on = targets.get(tx)?.() as { execute?: Perform; run?: Perform };
	await (on.execute ? on.execute(statement) : on.run?.(statement));
}
type Perform = (statement: SQL) => unknown;

const search = searching({ prepared }, run);
/** The search index, the same on both engines; see search/index.ts. */
export const {
	indexText,
	indexAction,
	indexIncidents,
	indexCase,
	unindexText,
	unindexCases,
	searchText,
	searchCases,
} = search;

/** Builds the search index anew from what is there: after rows were written in bulk. */
export const rebuildSearch = (summaries: SummaryTexts): Promise<void> =>
	transaction((tx) => search.rebuildSearch(tx, summaries));

/**
 * Reads committed rows. Refused inside a transaction, where it would not see the transaction's own rows:
 * use the `tx` in hand.
 */
export const db: Reader = facade(READS, () => {
	if (isInside()) throw new Error("db is used inside a transaction; use the tx in hand.");
	return engine.reader;
});

/**
 * The only way to write. Commits when `work` resolves; on any error nothing is written. Acknowledged means
 * on disk. Do no network or file I/O inside: on SQLite every other writer waits.
 * @throws when nested, and whatever `work` throws.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
	if (isInside()) throw new Error("transaction() inside a transaction; pass the tx on instead.");
	const after: (() => void)[] = [];
	const result = await engine.transaction((writer) => {
		const mark = { isOpen: true };
		const tx = facade<Writer>(WRITES, () => {
			if (!mark.isOpen) throw new Error("This transaction has ended; an await is missing somewhere.");
			return writer;
		}) as Tx;
		tx.afterCommit = (callback) => after.push(callback);
		return inside
			.run(mark, () => work(tx))
			.finally(() => {
				mark.isOpen = false;
			});
	});
	for (const callback of after) callback();
	return result;
}

/** Whether `cause` is the engine saying that a unique index already holds this value. */
export const isUniqueViolation = (cause: unknown): boolean => engine.isUniqueViolation(cause);

/** Whether `cause` is the engine saying that it cannot write just now (disk full, no connection). */
export const isOutOfRoom = (cause: unknown): boolean => engine.isOutOfRoom(cause);

/**
 * Brings the schema up to date, all or nothing, and then the search index; a crash half-way leaves either as it was.
 * @param summaries what summaries say, for an index that is built anew
 * @param tell is told how far the index is, which takes minutes the first time in a database that has grown.
 */
export async function migrate(summaries: SummaryTexts, tell?: TellProgress): Promise<void> {
	await engine.migrate(join(projectFolder(), "db/migrations", dialect));
	await transaction((tx) => search.refreshSearch(tx, summaries, tell));
}

/** Resolves when the database answers. */
export const ping = (): Promise<void> => engine.ping();

/** Waits for the transaction in hand and closes every connection. */
export const closeDatabase = (): Promise<void> => engine.close();

/** The folder that holds package.json: migrations lie beside it, from source and from a build alike. */
function projectFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, "db/migrations")) && dirname(folder) !== folder) folder = dirname(folder);
	return folder;
}
