/** PostgreSQL: one pool that writes, one whose sessions are read-only, both at READ COMMITTED. */
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import type { Engine, Reader, Writer } from "./engine.ts";

/** Opens pools on `url`; connections are made when they are needed and replaced when they break. */
export function openPostgres(url: string): Engine {
	const writers = new pg.Pool({ connectionString: url, max: 10 });
	const readers = new pg.Pool({
		connectionString: url,
		max: 10,
		options: "-c default_transaction_read_only=on",
	});
	// A pool raises 'error' when an idle connection is lost; without a listener that would end the process.
	writers.on("error", () => {});
	readers.on("error", () => {});
	const writer = drizzle({ client: writers, casing: "snake_case" });

	return {
		reader: drizzle({ client: readers, casing: "snake_case" }) as unknown as Reader,
		transaction: (work) => writer.transaction((tx) => work(tx as unknown as Writer)),
		migrate: async (folder) => {
			const client = await writers.connect();
			try {
				// Two processes starting together must not both migrate; the lock ends with the connection.
				await client.query("select pg_advisory_lock(7261001)");
				await migrate(drizzle({ client, casing: "snake_case" }), { migrationsFolder: folder });
			} finally {
				await client.query("select pg_advisory_unlock(7261001)").catch(() => {});
				client.release();
			}
		},
		ping: async () => {
			await readers.query("select 1");
		},
		close: async () => {
			await Promise.all([writers.end(), readers.end()]);
		},
		isUniqueViolation: (cause) => postgresCode(cause) === "23505",
		isOutOfRoom: (cause) => /^(53|57P|08|ECONN)/.test(postgresCode(cause)),
	};
}

/** The engine's code, also when Drizzle has wrapped the error. */
function postgresCode(cause: unknown): string {
	for (let error = cause; error instanceof Error; error = error.cause) {
		if ("code" in error && typeof error.code === "string") return error.code;
	}
	return "";
}
