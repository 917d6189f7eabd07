/** SQLite: one writer connection behind a queue, one read-only connection beside it, both in WAL mode. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import type { Engine, Reader, Writer } from "./engine.ts";

/** Thrown when another process already writes to this file; two writers are never allowed. */
export class DatabaseInUse extends Error {
	constructor(path: string) {
		super(`Another process is writing to ${path}. Stop it first, or ask it to do this work.`);
		this.name = "DatabaseInUse";
	}
}

/** Drizzle compiles the same SQL again and again; preparing it once per connection saves a third of a command. */
function cachePreparedStatements(client: SQLite.Database): void {
	const statements = new Map<string, SQLite.Statement>();
	const prepare = client.prepare.bind(client);
	client.prepare = ((source: string) => {
		let statement = statements.get(source);
		if (!statement || statement.busy) {
			statement = prepare(source) as SQLite.Statement;
			if (statements.size >= 500) statements.clear();
			statements.set(source, statement);
		}
		return statement;
	}) as typeof client.prepare;
}

function connect(path: string, options: SQLite.Options): SQLite.Database {
	const client = new SQLite(path, options);
	return closedUnless(client, () => {
		// In WAL mode better-sqlite3 falls back to NORMAL, which may lose acknowledged commits when power fails.
		client.pragma("synchronous = FULL");
		client.pragma("foreign_keys = ON");
		client.pragma("busy_timeout = 5000");
		cachePreparedStatements(client);
		return client;
	});
}

/** A connection whose first steps fail must not stay open: a kept lock would refuse the next attempt. */
function closedUnless<T>(client: SQLite.Database, steps: () => T): T {
	try {
		return steps();
	} catch (cause) {
		client.close();
		throw cause;
	}
}

/** A lock that the kernel lets go of when the process dies, however it dies. */
function holdWriterLock(path: string): SQLite.Database {
	const lock = new SQLite(`${path}.lock`, { timeout: 0 });
	return closedUnless(lock, () => {
		try {
			lock.pragma("locking_mode = EXCLUSIVE");
			lock.exec("BEGIN EXCLUSIVE");
		} catch (cause) {
			throw sqliteCode(cause).startsWith("SQLITE_BUSY") ? new DatabaseInUse(path) : cause;
		}
		return lock;
	});
}

/** Work that waits for the writer, and how its caller is told what came of it. */
interface Waiting {
	work: (writer: Writer) => Promise<unknown>;
	resolve: (result: unknown) => void;
	reject: (cause: unknown) => void;
}

/** So many transactions share one flush to disk at most; it bounds how long the first of them waits. */
const MOST_IN_A_GROUP = 16;

/**
 * Opens the file at `path`; the first write makes it when it is missing. The writer side is opened by that write,
 * so a command that only reads (verify-audit) can run beside a server.
 */
export function openSqlite(path: string): Engine {
	let writerSide:
		| { client: SQLite.Database; session: BetterSQLite3Database; lock: SQLite.Database }
		| undefined;
	let readerSide: { client: SQLite.Database; session: Reader } | undefined;
	let queue: Promise<unknown> = Promise.resolve();
	let isDurabilityChecked = false;

	const writer = () => {
		if (!writerSide) {
			mkdirSync(dirname(path), { recursive: true });
			const lock = holdWriterLock(path);
			writerSide = closedUnless(lock, () => {
				const client = connect(path, {});
				return closedUnless(client, () => {
					client.pragma("journal_mode = WAL");
					client.pragma("synchronous = FULL");
					return { client, lock, session: drizzle({ client, casing: "snake_case" }) };
				});
			});
		}
		return writerSide;
	};
	const reader = () => {
		if (!readerSide) {
			const client = connect(path, { readonly: true, fileMustExist: true });
			readerSide = { client, session: drizzle({ client, casing: "snake_case" }) as unknown as Reader };
		}
		return readerSide;
	};

	/** The pragma reads FULL until the first write even when it is not, so it is only worth asking afterwards. */
	const checkDurability = (client: SQLite.Database) => {
		if (isDurabilityChecked) return;
		const level = client.pragma("synchronous", { simple: true });
		if (level !== 2)
			throw new Error(`SQLite runs with synchronous=${level}; acknowledged would not mean on disk.`);
		isDurabilityChecked = true;
	};

	const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
		const turn = queue.then(work);
		queue = turn.catch(() => {});
		return turn;
	};

	const waiting: Waiting[] = [];
	let isRunning = false;
	const runGroups = async () => {
		isRunning = true;
		while (waiting.length > 0) await exclusively(runGroup).catch(refuseWaiting);
		isRunning = false;
	};
	/** The writer could not be opened, or could not begin: everybody who waits is told so. */
	const refuseWaiting = (cause: unknown) => {
		for (const { reject } of waiting.splice(0)) reject(cause);
	};

	/**
	 * Runs what waits, one after the other, and commits them together: the flush to disk is most of what a small
	 * write costs, and nobody is told that it is done before. Whoever comes while the first are at work joins.
	 */
	const runGroup = async () => {
		const { client, session } = writer();
		const done: { waiting: Waiting; result: unknown }[] = [];
		client.prepare("BEGIN IMMEDIATE").run();
		try {
			while (waiting.length > 0 && done.length < MOST_IN_A_GROUP) {
				const next = waiting.shift() as Waiting;
				client.prepare("SAVEPOINT one").run();
				try {
					done.push({ waiting: next, result: await next.work(session as unknown as Writer) });
				} catch (cause) {
					next.reject(cause);
					// A full disk rolls back everything by itself: then the whole group has failed.
					if (!client.inTransaction) throw cause;
					client.prepare("ROLLBACK TO one").run();
				}
				client.prepare("RELEASE one").run();
				if (waiting.length === 0) await nextTurn();
			}
			client.prepare("COMMIT").run();
			checkDurability(client);
		} catch (cause) {
			if (client.inTransaction) client.prepare("ROLLBACK").run();
			for (const { waiting } of done) waiting.reject(cause);
			return;
		}
		for (const { waiting, result } of done) waiting.resolve(result);
	};

	return {
		get reader() {
			return reader().session;
		},
		transaction: <T>(work: (writer: Writer) => Promise<T>) =>
			new Promise<T>((resolve, reject) => {
				waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
				// Whoever finds nobody before them starts a group; the others are taken along by it or the next.
				if (!isRunning) void runGroups();
			}),
		migrate: (folder) =>
			exclusively(async () => {
				const { client, session } = writer();
				migrate(session, { migrationsFolder: folder });
				checkDurability(client);
			}),
		ping: async () => {
			reader().client.prepare("select 1").get();
		},
		close: async () => {
			do await queue;
			while (isRunning);
			readerSide?.client.close();
			if (writerSide) {
				writerSide.client.close();
				writerSide.lock.close();
			}
			readerSide = undefined;
			writerSide = undefined;
		},
		isUniqueViolation: (cause) => /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(sqliteCode(cause)),
		isOutOfRoom: (cause) => /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(sqliteCode(cause)),
	};
}

/** The engine's code, also when Drizzle has wrapped the error. */
function sqliteCode(cause: unknown): string {
	for (let error = cause; error instanceof Error; error = error.cause) {
		if (error instanceof SQLite.SqliteError) return error.code;
	}
	return "";
}
