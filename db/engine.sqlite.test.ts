/** What is true of SQLite alone: one process writes, and acknowledged means on disk. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import SQLite from "better-sqlite3";
import { sql } from "drizzle-orm";
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseInUse } from "#db/index.ts";
import { openSqlite } from "./engine.sqlite.ts";
import type { Engine, Reader, Writer } from "./engine.ts";

const project = fileURLToPath(new URL("..", import.meta.url));
let folder = "";
let path = "";
let engine: Engine;
const children: ChildProcess[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "panelroom-engine-"));
	path = join(folder, "panelroom.db");
	engine = openSqlite(path);
});
afterEach(async () => {
	await engine.close();
	for (const child of children.splice(0)) child.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

/** A pragma of whichever connection `reader` stands for. */
async function pragma(reader: Reader, name: string): Promise<unknown> {
	const [row] = await reader
		.select({ value: sql<unknown>`${sql.identifier(name)}` })
		.from(sql.raw(`pragma_${name}`));
	return row?.value;
}

const makeNumbers = async () => {
	// The engine offers no raw SQL, rightly; a test's own connection makes its table.
	const client = new SQLite(path);
	client.exec("create table if not exists numbers (n integer primary key)");
	client.close();
};
const numbers = () => {
	const client = new SQLite(path, { readonly: true });
	const rows = client.prepare("select n from numbers order by n").pluck().all();
	client.close();
	return rows;
};

describe("durability", () => {
	it("is FULL on the writer after its first write, and on the reader", async () => {
		await engine.migrate(join(project, "db/migrations/sqlite"));
		await engine.transaction(async (tx) => {
			expect(await pragma(tx, "synchronous")).toBe(2);
			expect(await pragma(tx, "journal_mode")).toBe("wal");
			expect(await pragma(tx, "foreign_keys")).toBe(1);
		});
		expect(await pragma(engine.reader, "synchronous")).toBe(2);
		expect(await pragma(engine.reader, "journal_mode")).toBe("wal");
	});

	it("would not be FULL if nobody had asked for it, which is why it is checked", () => {
		const client = new SQLite(join(folder, "other.db"));
		client.pragma("journal_mode = WAL");
		client.exec("create table t (a); insert into t values (1)");
		expect(client.pragma("synchronous", { simple: true })).toBe(1);
		client.close();
	});

	it("survives a reopening: WAL is a property of the file", async () => {
		await engine.migrate(join(project, "db/migrations/sqlite"));
		await engine.close();
		engine = openSqlite(path);
		expect(await pragma(engine.reader, "journal_mode")).toBe("wal");
	});
});

describe("transactions that come together", () => {
	const table = sqliteTable("numbers", { n: integer().primaryKey() });
	/** The engine's types are PostgreSQL's, and the cast is the one that db/columns.ts makes. */
	const add = (tx: Writer, ...values: number[]) =>
		tx.insert(table as never).values(values.map((n) => ({ n })) as never);

	beforeEach(async () => {
		await engine.transaction(async () => {});
		await makeNumbers();
	});

	it("are flushed to disk together, and answered only then, in their order", async () => {
		const told: { n: number; onDisk: unknown[] }[] = [];
		await Promise.all(
			[1, 2, 3, 4].map((n) =>
				engine
					.transaction(async (tx) => void (await add(tx, n)))
					.then(() => told.push({ n, onDisk: numbers() })),
			),
		);
		expect(told).toEqual([1, 2, 3, 4].map((n) => ({ n, onDisk: [1, 2, 3, 4] })));
	});

	it("take along whoever comes while they are at work, and see what went before", async () => {
		let joined: Promise<unknown> | undefined;
		await engine.transaction(async (tx) => {
			await add(tx, 1);
			joined = engine.transaction(async (other) => {
				expect(await other.$count(table as never)).toBe(1);
				await add(other, 2);
			});
		});
		expect(numbers()).toEqual([1, 2]);
		await joined;
	});

	it("leave nothing of the one among them that fails, and all of the others", async () => {
		const outcomes = await Promise.allSettled([
			engine.transaction(async (tx) => void (await add(tx, 1))),
			engine.transaction(async (tx) => {
				await add(tx, 2);
				await add(tx, 1);
			}),
			engine.transaction(async (tx) => void (await add(tx, 3))),
		]);
		expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
		expect(numbers()).toEqual([1, 3]);
	});

	it("are all told so when they cannot be committed", async () => {
		const client = new SQLite(path);
		client.exec("create table owners (n integer primary key)");
		client.exec(
			"create table owned (n integer primary key references owners(n) deferrable initially deferred)",
		);
		client.close();
		const owned = sqliteTable("owned", { n: integer().primaryKey() });
		const outcomes = await Promise.allSettled([
			engine.transaction(async (tx) => void (await add(tx, 1))),
			engine.transaction(async (tx) => void (await tx.insert(owned as never).values({ n: 9 } as never))),
		]);
		expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		expect(numbers()).toEqual([]);
		await engine.transaction(async (tx) => void (await add(tx, 5)));
		expect(numbers()).toEqual([5]);
	});

	it("come to an end before the file is closed", async () => {
		const writes = [1, 2, 3].map((n) => engine.transaction(async (tx) => void (await add(tx, n))));
		await engine.close();
		await Promise.all(writes);
		expect(numbers()).toEqual([1, 2, 3]);
	});
});

describe("migrating", () => {
	it("is done once, however often it is asked for", async () => {
		const migrations = join(project, "db/migrations/sqlite");
		await engine.migrate(migrations);
		await engine.migrate(migrations);
		await engine.ping();
		const client = new SQLite(path, { readonly: true });
		expect(client.prepare("select count(*) from __drizzle_migrations").pluck().get()).toBe(
			client.prepare("select count(distinct hash) from __drizzle_migrations").pluck().get(),
		);
		client.close();
	});
});

describe("a second writer", () => {
	const holdTheLock = `
		import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
		import { openSqlite } from "./db/engine.sqlite.ts";
		const engine = openSqlite(process.argv[1]);
		engine.transaction(async (tx) => {
			await tx.insert(sqliteTable("numbers", { n: integer() })).values({ n: 1 });
			process.stdout.write("held\\n");
			await new Promise((resolve) => process.stdin.once("data", resolve));
		}).then(() => process.stdout.write("committed\\n"), (error) => process.stdout.write(error.name + "\\n"));
	`;

	/** Another process in the middle of a transaction. */
	async function anotherWriter(): Promise<ChildProcess> {
		const child = spawn(
			process.execPath,
			["--import", "tsx", "--input-type=module", "--eval", holdTheLock, path],
			{
				cwd: project,
				stdio: ["pipe", "pipe", "inherit"],
			},
		);
		children.push(child);
		expect(await said(child)).toBe("held");
		return child;
	}

	async function said(child: ChildProcess): Promise<string> {
		const [text] = await once(child.stdout as NonNullable<typeof child.stdout>, "data");
		return String(text).trim();
	}

	it("in another process is refused, in words, and may read", async () => {
		await makeNumbers();
		await anotherWriter();
		const refused = engine.transaction(async () => {});
		await expect(refused).rejects.toBeInstanceOf(DatabaseInUse);
		await expect(refused).rejects.toThrow(`Another process is writing to ${path}`);
		await expect(engine.migrate(join(project, "db/migrations/sqlite"))).rejects.toBeInstanceOf(DatabaseInUse);
		await expect(engine.ping()).resolves.toBeUndefined();
	});

	it("may write once the first was killed, whose open transaction left nothing", async () => {
		await makeNumbers();
		const child = await anotherWriter();
		await expect(engine.transaction(async () => {})).rejects.toBeInstanceOf(DatabaseInUse);
		const ended = once(child, "exit");
		child.kill("SIGKILL");
		await ended;
		await expect(engine.transaction(async () => "mine now")).resolves.toBe("mine now");
		expect(numbers()).toEqual([]);
	});

	it("may write once the first has ended, and finds what it committed", async () => {
		await makeNumbers();
		const child = await anotherWriter();
		const ended = once(child, "exit");
		child.stdin?.end("go on\n");
		expect(await said(child)).toBe("committed");
		await ended;
		await expect(engine.transaction(async () => "mine now")).resolves.toBe("mine now");
		expect(numbers()).toEqual([1]);
	});

	it("in the same process is refused too, until the first is closed", async () => {
		await engine.transaction(async () => {});
		const second = openSqlite(path);
		await expect(second.transaction(async () => {})).rejects.toBeInstanceOf(DatabaseInUse);
		await engine.close();
		await expect(second.transaction(async () => "mine now")).resolves.toBe("mine now");
		await second.close();
	});
});

describe("a file that cannot be opened", () => {
	it("is not taken for one that somebody else writes to, the second time either", async () => {
		writeFileSync(path, "This is a letter, not a database. ".repeat(100));
		for (const _ of [1, 2]) {
			const failing = engine.transaction(async () => {});
			await expect(failing).rejects.toThrow("file is not a database");
			await expect(failing).rejects.not.toBeInstanceOf(DatabaseInUse);
		}
	});

	it("is not made by looking: a reader wants it to be there", async () => {
		await expect(engine.ping()).rejects.toThrow();
		expect(existsSync(path)).toBe(false);
	});
});
