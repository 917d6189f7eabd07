/** A test's own connection to its database, as an intruder would have one: no rules, no record, no foreign keys. */
import { setImmediate as nextTurn } from "node:timers/promises";
import SQLite from "better-sqlite3";
import pg from "pg";

export interface RawSql {
	run(...statements: string[]): Promise<void>;
	/** The first column of what is selected. */
	column(select: string): Promise<unknown[]>;
	close(): Promise<void>;
}

export async function rawSql(url: string): Promise<RawSql> {
	return /^postgres(ql)?:/.test(url) ? onPostgres(url) : onSqlite(url.replace(/^file:(\/\/)?/, ""));
}

function onSqlite(path: string): RawSql {
	const client = new SQLite(path, { fileMustExist: true, timeout: 20 });
	client.pragma("foreign_keys = OFF");
	return {
		run: async (...statements) => {
			for (const statement of statements) {
				const deadline = Date.now() + PATIENCE_MS;
				while (!wasRun(client, statement, deadline)) await nextTurn();
			}
		},
		column: async (select) => client.prepare(select).pluck().all(),
		close: async () => void client.close(),
	};
}

const PATIENCE_MS = 5_000;

/** Not while a writer has the file, which may be this very process: it lets go only if it is given its turn. */
function wasRun(client: SQLite.Database, statement: string, deadline: number): boolean {
	try {
		client.exec(statement);
		return true;
	} catch (error) {
		if (!(error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY")) throw error;
		if (Date.now() > deadline) throw error;
		return false;
	}
}

async function onPostgres(url: string): Promise<RawSql> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const { rows: keys } = await client.query<{ relation: string; name: string }>(
		"select conrelid::regclass::text as relation, conname as name from pg_constraint where contype = 'f'",
	);
	for (const { relation, name } of keys)
		await client.query(`alter table ${relation} drop constraint ${name}`);
	return {
		run: async (...statements) => {
			for (const statement of statements) await client.query(statement);
		},
		column: async (select) => {
			const { rows } = await client.query({ text: select, rowMode: "array" });
			return rows.map((row: unknown[]) => row[0]);
		},
		close: () => client.end(),
	};
}
