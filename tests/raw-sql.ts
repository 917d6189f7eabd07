/** A test's own connection to its database, as an intruder would have one: no rules, no record, no foreign keys. */
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
	const client = new SQLite(path, { fileMustExist: true });
	client.pragma("foreign_keys = OFF");
	return {
		run: async (...statements) => {
			for (const statement of statements) client.exec(statement);
		},
		column: async (select) => client.prepare(select).pluck().all(),
		close: async () => void client.close(),
	};
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
