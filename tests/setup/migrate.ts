/** Migrates the database of DATABASE_URL, in a process of its own: db/dialect.ts reads the address only once. */
import { closeDatabase } from "#db/index.ts";
import { migrate } from "#server/migrate.ts";

await migrate();
await closeDatabase();
