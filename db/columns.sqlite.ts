/** SQLite's column builders, under the names that the schema uses; instants are whole milliseconds. */
import { blob, integer, text } from "drizzle-orm/sqlite-core";

export { index, integer, primaryKey, sqliteTable as table, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const boolean = () => integer({ mode: "boolean" });
export const instant = () => integer({ mode: "timestamp_ms" });
export const json = <T>() => text({ mode: "json" }).$type<T>();
export const bytes = () => blob({ mode: "buffer" });
