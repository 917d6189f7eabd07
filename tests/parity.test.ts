/** One schema, two engines: their migrations go step by step together and end at the same tables. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { is } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import * as postgres from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dialect } from "#db/index.ts";
import * as schema from "#db/schema/index.ts";

const migrations = fileURLToPath(new URL("../db/migrations", import.meta.url));
type Dialect = "sqlite" | "postgres";

const Journal = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });
const IndexColumn = z.union([
	z.string(),
	z
		.object({ expression: z.string(), isExpression: z.literal(false), asc: z.literal(true) })
		.transform((column) => column.expression),
]);
const Table = z.object({
	name: z.string(),
	columns: z.record(
		z.string(),
		z.object({
			name: z.string(),
			type: z.string(),
			primaryKey: z.boolean(),
			notNull: z.boolean(),
			default: z.unknown().optional(),
		}),
	),
	indexes: z.record(
		z.string(),
		z.object({ name: z.string(), columns: z.array(IndexColumn), isUnique: z.boolean() }),
	),
	foreignKeys: z.record(
		z.string(),
		z.object({
			name: z.string(),
			tableFrom: z.string(),
			tableTo: z.string(),
			columnsFrom: z.array(z.string()),
			columnsTo: z.array(z.string()),
			onDelete: z.string().optional(),
			onUpdate: z.string().optional(),
		}),
	),
	compositePrimaryKeys: z.record(z.string(), z.object({ columns: z.array(z.string()) })),
	uniqueConstraints: z.record(z.string(), z.unknown()),
	checkConstraints: z.record(z.string(), z.unknown()),
});
const Snapshot = z.object({ tables: z.record(z.string(), Table) });

const read = <T>(form: z.ZodType<T>, ...path: string[]): T =>
	form.parse(JSON.parse(readFileSync(join(migrations, ...path), "utf8")));
const journalOf = (engine: Dialect) => read(Journal, engine, "meta", "_journal.json").entries;

/** The tables at the end of an engine's migrations, by their plain names. */
function tablesOf(engine: Dialect, step: number): Map<string, z.infer<typeof Table>> {
	const { tables } = read(Snapshot, engine, "meta", `${String(step).padStart(4, "0")}_snapshot.json`);
	return new Map(Object.values(tables).map((table) => [table.name, table]));
}

/** Which types of PostgreSQL stand for each of SQLite's. */
const EQUALS: Record<string, readonly string[]> = {
	text: ["text", "jsonb"],
	integer: ["integer", "boolean", "timestamp (3) with time zone"],
	blob: ["bytea"],
};

describe("the migrations of both engines", () => {
	it("have the same steps with the same names", () => {
		const tags = journalOf("sqlite").map(({ idx, tag }) => ({ idx, tag }));
		expect(tags.length).toBeGreaterThan(0);
		expect(journalOf("postgres").map(({ idx, tag }) => ({ idx, tag }))).toEqual(tags);
	});

	it.each<Dialect>(["sqlite", "postgres"])("have a file for every step, and no other, on %s", (engine) => {
		const files = readdirSync(join(migrations, engine)).filter((name) => name.endsWith(".sql"));
		expect(files.sort()).toEqual(journalOf(engine).map(({ tag }) => `${tag}.sql`));
	});
});

describe.each(journalOf("sqlite").map(({ idx, tag }) => ({ idx, tag })))("after step $tag", ({ idx }) => {
	const onSqlite = tablesOf("sqlite", idx);
	const onPostgres = tablesOf("postgres", idx);

	it("both engines have the same tables", () => {
		expect([...onPostgres.keys()].sort()).toEqual([...onSqlite.keys()].sort());
	});

	it.each([...onSqlite.keys()])("%s has the same columns, keys and indexes", (name) => {
		const one = onSqlite.get(name);
		const other = onPostgres.get(name);
		if (!one || !other) throw new Error(`${name} is missing`);
		const shape = (table: z.infer<typeof Table>) => ({
			columns: Object.values(table.columns)
				.map(({ name, notNull, primaryKey }) => ({ name, notNull, primaryKey }))
				.sort((a, b) => (a.name < b.name ? -1 : 1)),
			defaults: Object.values(table.columns).flatMap((column) =>
				column.default === undefined ? [] : [column],
			),
			indexes: table.indexes,
			primaryKeys: Object.values(table.compositePrimaryKeys).map(({ columns }) => columns),
			foreignKeys: table.foreignKeys,
			uniqueConstraints: table.uniqueConstraints,
			checkConstraints: table.checkConstraints,
		});
		expect(shape(other)).toEqual(shape(one));
		for (const column of Object.values(one.columns)) {
			expect(EQUALS[column.type], `${name}.${column.name}`).toContain(other.columns[column.name]?.type);
		}
	});
});

describe("the schema in the code", () => {
	it("is what the last migration leaves; if not, run npm run db:generate", () => {
		const last = journalOf(dialect).at(-1)?.idx ?? 0;
		const migrated = [...tablesOf(dialect, last)].map(([name, table]) => ({
			name,
			columns: Object.values(table.columns)
				.map(({ name, notNull }) => `${name}${notNull ? "" : "?"}`)
				.sort(),
			indexes: Object.keys(table.indexes).sort(),
		}));
		const coded = Object.values(schema).map((table) => {
			const { name, columns, indexes } = configOf(table);
			return {
				name,
				columns: columns.map((column) => `${toSnakeCase(column.name)}${column.notNull ? "" : "?"}`).sort(),
				indexes: indexes.map((index) => index.config.name ?? "").sort(),
			};
		});
		const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
		expect(coded.sort(byName)).toEqual(migrated.sort(byName));
	});
});

/** The types say PostgreSQL; what is there depends on the engine. */
function configOf(table: unknown) {
	if (is(table, sqlite.SQLiteTable)) return sqlite.getTableConfig(table);
	if (is(table, postgres.PgTable)) return postgres.getTableConfig(table);
	throw new Error("The schema exports something that is no table");
}
