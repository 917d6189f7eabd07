/** PostgreSQL's column builders, under the names that the schema uses. */
import { customType, jsonb, timestamp } from "drizzle-orm/pg-core";

export {
	boolean,
	index,
	integer,
	pgTable as table,
	primaryKey,
	text,
	uniqueIndex,
} from "drizzle-orm/pg-core";

export const instant = () => timestamp({ withTimezone: true, mode: "date", precision: 3 });
export const json = <T>() => jsonb().$type<T>();
export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
