/**
 * Queries that are built once and run often. Drizzle takes ten times as long to build a small query as SQLite
 * to run it, so what runs with every click is built once for each connection.
 */
import { type Column, getTableColumns, type InferInsertModel, type SQL, sql, type Table } from "drizzle-orm";
import type { Reader, Writer } from "./engine.ts";

/** What Drizzle's `prepare` answers, on either engine. */
interface Built<Result> {
	execute(values: Record<string, unknown>): PromiseLike<Result>;
}

/** A query that can be prepared, as the builders answer it. */
interface Buildable<Result> {
	prepare(name: string): Built<Result>;
}

/** Answers on which connection a `db` or `tx` works. @throws when it may not be used just now. */
export type ConnectionOf = (on: Reader) => Reader;

/** Makes the two functions that prepare queries; only db/index.ts knows connections. */
export function preparing(connectionOf: ConnectionOf) {
	/**
	 * Prepares a query, to be run as `query(db or tx, values)`.
	 * @param name unique in the process: PostgreSQL keeps its plan under it.
	 * @param build makes the query; `sql.placeholder("x")` stands where `values.x` goes. Values go in as they are,
	 *   so they must be of a type that needs no conversion: texts and numbers.
	 */
	function prepared<On extends Reader, Result>(name: string, build: (on: On) => Buildable<Result>) {
		const byConnection = new WeakMap<Reader, Built<Result>>();
		return async (on: On, values: Record<string, string | number>): Promise<Result> => {
			const connection = connectionOf(on);
			let built = byConnection.get(connection);
			if (!built) {
				built = build(connection as On).prepare(name);
				byConnection.set(connection, built);
			}
			return built.execute(values);
		};
	}

	/** Prepares the insertion of one row of `table`, to be run as `insert(tx, row)`; columns left out are null. */
	function preparedInsert<T extends Table>(name: string, table: T) {
		const columns = Object.entries(getTableColumns(table) as Record<string, Column>);
		const places: Record<string, SQL> = {};
		for (const [column] of columns) places[column] = sql`${sql.placeholder(column)}`;
		const insert = prepared(name, (tx: Writer) => tx.insert(table as never).values(places as never));
		return async (tx: Writer, row: InferInsertModel<T>): Promise<void> => {
			const given = row as Record<string, unknown>;
			const values: Record<string, unknown> = {};
			for (const [name, column] of columns) {
				const value = given[name] ?? null;
				values[name] = value === null ? null : column.mapToDriverValue(value);
			}
			await insert(tx, values as Record<string, string | number>);
		};
	}

	return { prepared, preparedInsert };
}
