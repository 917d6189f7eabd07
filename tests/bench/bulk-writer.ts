/**
 * Rows by the million into a database that nobody else has open: past the queue of db/, with its encoding. Secondary
 * indexes are dropped first and made anew at the end, which is several times quicker than to keep them meanwhile.
 */
import SQLite from "better-sqlite3";
import { type Column, getTableColumns, getTableName, type InferInsertModel, type Table } from "drizzle-orm";
import pg from "pg";
import { databaseUrl, dialect } from "#db/index.ts";

export interface BulkWriter {
	/** Takes a row; it is there for sure once `flush` has resolved. */
	add<T extends Table>(table: T, row: InferInsertModel<T>): void;
	/** Call it now and then: what was taken waits in memory until then. */
	flush(): Promise<void>;
	/** Ends with all indexes in place, and lets go of the database. */
	end(): Promise<void>;
}

/** Opens the migrated database of DATABASE_URL; db/ must be closed. */
export const openBulkWriter = (): Promise<BulkWriter> =>
	dialect === "postgres" ? openPostgres() : Promise.resolve(openSqlite());

/** As Drizzle's `casing: "snake_case"` names them, for the plain names that the schema has. */
const inSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface Place {
	key: string;
	name: string;
	encode(value: unknown): unknown;
}

function placesOf(table: Table): Place[] {
	return Object.entries(getTableColumns(table) as Record<string, Column>).map(([key, column]) => ({
		key,
		name: `"${inSnakeCase(key)}"`,
		encode: (value) => (value === undefined || value === null ? null : column.mapToDriverValue(value)),
	}));
}

/** Remembers what `make` makes of each table. */
function byTable<T>(make: (table: Table) => T): (table: Table) => T {
	const made = new Map<Table, T>();
	return (table) => {
		const before = made.get(table);
		if (before !== undefined) return before;
		const now = make(table);
		made.set(table, now);
		return now;
	};
}

function openSqlite(): BulkWriter {
	const client = new SQLite(databaseUrl.replace(/^file:(\/\/)?/, ""));
	// Nothing is lost that could not be made again, and rows come before those that they refer to.
	client.pragma("journal_mode = OFF");
	client.pragma("synchronous = OFF");
	client.pragma("foreign_keys = OFF");
	client.pragma("cache_size = -400000");
	client.pragma("temp_store = MEMORY");
	const indexes = client
		.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null")
		.all() as { name: string; sql: string }[];
	for (const { name } of indexes) client.exec(`drop index "${name}"`);
	const insertInto = byTable((table) => {
		const places = placesOf(table);
		const names = places.map(({ name }) => name).join(", ");
		const marks = places.map(() => "?").join(", ");
		const statement = client.prepare(`insert into "${getTableName(table)}" (${names}) values (${marks})`);
		return (row: Record<string, unknown>) => {
			const values = places.map(({ key, encode }) => encode(row[key]));
			statement.run(values);
		};
	});
	client.exec("begin");
	return {
		add: (table, row) => insertInto(table)(row as Record<string, unknown>),
		flush: async () => {
			client.exec("commit; begin");
		},
		end: async () => {
			client.exec("commit");
			for (const { sql } of indexes) client.exec(sql);
			client.pragma("optimize");
			client.exec("analyze");
			client.pragma("journal_mode = WAL");
			client.close();
		},
	};
}

async function openPostgres(): Promise<BulkWriter> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	await client.query("set session_replication_role = replica");
	await client.query("set synchronous_commit = off");
	await client.query("set maintenance_work_mem = '512MB'");
	const { rows: indexes } = await client.query<{ name: string; sql: string }>(
		`select indexname as name, indexdef as sql from pg_indexes
		 where schemaname = 'public' and indexname not in (select conname from pg_constraint)`,
	);
	for (const { name } of indexes) await client.query(`drop index "${name}"`);
	const waiting = new Map<Table, string[]>();
	const shapeOf = byTable((table) => {
		const places = placesOf(table);
		const names = places.map(({ name }) => name).join(", ");
		return { places, copy: `copy "${getTableName(table)}" (${names}) from stdin` };
	});
	const flush = async () => {
		for (const [table, lines] of waiting) await copyIn(client, shapeOf(table).copy, lines);
		waiting.clear();
	};
	return {
		add: (table, row) => {
			const { places } = shapeOf(table);
			const cells = places.map(({ key, encode }) =>
				inCopyFormat(encode((row as Record<string, unknown>)[key])),
			);
			const lines = waiting.get(table) ?? [];
			lines.push(cells.join("\t"));
			waiting.set(table, lines);
		},
		flush,
		end: async () => {
			await flush();
			for (const { sql } of indexes) await client.query(sql);
			await client.query("vacuum analyze");
			await client.end();
		},
	};
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const inCopyFormat = (value: unknown): string =>
	value === null ? "\\N" : String(value).replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign);

const LINES_A_CHUNK = 2_000;

/** What pg's client calls of a query that it submits; COPY's part of it is left out of its types. */
interface Wire {
	query(text: string): void;
	sendCopyFromChunk(chunk: Buffer): void;
	endCopyFrom(): void;
}

/** Runs `COPY … FROM STDIN` with these lines. */
function copyIn(client: pg.Client, text: string, lines: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		let failed: Error | undefined;
		client.query({
			submit: (wire: Wire) => wire.query(text),
			handleCopyInResponse: (wire: Wire) => {
				for (let at = 0; at < lines.length; at += LINES_A_CHUNK) {
					wire.sendCopyFromChunk(Buffer.from(`${lines.slice(at, at + LINES_A_CHUNK).join("\n")}\n`));
				}
				wire.endCopyFrom();
			},
			handleCommandComplete: () => {},
			handleError: (error: Error) => {
				failed = error;
				reject(error);
			},
			handleReadyForQuery: () => {
				if (!failed) resolve();
			},
		} as unknown as pg.Submittable);
	});
}
