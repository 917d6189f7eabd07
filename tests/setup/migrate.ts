/** Migrates the database of DATABASE_URL, in a process of its own: db/dialect.ts reads the address only once. */
import { closeDatabase, migrate } from "#db/index.ts";

await migrate();
await closeDatabase();
