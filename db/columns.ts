/**
 * The one vocabulary in which the schema is written, for both engines.
 * The cast is the only lie in the codebase: SQLite's builders answer to PostgreSQL's types, so one schema
 * infers fully, `tsc` rejects SQLite-only calls and the SQLite test run rejects PostgreSQL-only SQL.
 */
import * as postgres from "./columns.postgres.ts";
import * as sqlite from "./columns.sqlite.ts";
import { dialect } from "./dialect.ts";

const columns = dialect === "postgres" ? postgres : (sqlite as unknown as typeof postgres);

export const { table, text, integer, boolean, instant, json, bytes, index, uniqueIndex, primaryKey } =
	columns;
