/** What an engine must offer to db/index.ts; the two implementations hide everything that differs. */
import type { NodePgQueryResultHKT } from "drizzle-orm/node-postgres";
import type { PgDatabase } from "drizzle-orm/pg-core";

type Database = PgDatabase<NodePgQueryResultHKT, Record<string, never>>;

/** Queries that only read. */
export type Reader = Pick<Database, "select" | "selectDistinct" | "with" | "$count">;

/** Queries that read and write; met only inside a transaction. */
export type Writer = Reader & Pick<Database, "insert" | "update" | "delete">;

export interface Engine {
	/** Sees committed rows only and cannot write. */
	readonly reader: Reader;
	/** Runs `work` in one transaction; commits when it resolves, rolls back when it throws. */
	transaction<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
	/** Brings the schema up to date: all of the missing migrations or none. */
	migrate(folder: string): Promise<void>;
	/** Whether a read and the write path answer; throws when not. */
	ping(): Promise<void>;
	close(): Promise<void>;
	isUniqueViolation(cause: unknown): boolean;
	/** Whether the engine refused a write for want of room or permission, which passes without a restart. */
	isOutOfRoom(cause: unknown): boolean;
}
