/** Days as whole numbers from 1970-01-01 on, so that SQL can tell how many lie between two of them. */
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { dialect } from "./dialect.ts";

/** The day of a civil date. */
export const dayOf = (date: SQLWrapper): SQL<number> =>
	dialect === "postgres" ? sql`(${date}::date - date '1970-01-01')` : sql`(unixepoch(${date}) / 86400)`;

/** The day of an instant on London's calendar. */
export const londonDayOf = (instant: SQLWrapper): SQL<number> =>
	dialect === "postgres"
		? sql`((${instant} at time zone 'Europe/London')::date - date '1970-01-01')`
		: // SQLite knows no time zones. London differs from UTC in the last hour of a summer's day alone.
			sql`((${instant} + case when ${instant} % 86400000 >= 82800000 and ${isSummer(instant)} then 3600000 else 0 end) / 86400000)`;

/** From the last Sunday of March to the last of October, each at one o'clock UTC: the first Sunday from the 25th on. */
const isSummer = (instant: SQLWrapper): SQL =>
	sql`${instant} >= ${turn(instant, "03-25")} and ${instant} < ${turn(instant, "10-25")}`;

const turn = (instant: SQLWrapper, day: string): SQL =>
	sql`1000 * unixepoch(strftime('%Y', ${instant} / 1000, 'unixepoch') || ${sql.raw(`'-${day}'`)}, 'weekday 0', '+1 hours')`;
