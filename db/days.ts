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
			sql`((${instant} + case when ${instant} % 86400000 >= 82800000 and (${inSummer(instant)}) then 3600000 else 0 end) / 86400000)`;

const FROM_YEAR = 2000;
const TO_YEAR = 2060;

/** From the last Sunday of March to the last of October, each at one o'clock UTC. */
function inSummer(instant: SQLWrapper): SQL {
	const spans: SQL[] = [];
	for (let year = FROM_YEAR; year <= TO_YEAR; year++) {
		const [from, to] = [lastSunday(year, 2), lastSunday(year, 9)];
		spans.push(sql`${instant} between ${sql.raw(`${from} and ${to - 1}`)}`);
	}
	return sql.join(spans, sql` or `);
}

function lastSunday(year: number, month: number): number {
	const last = new Date(Date.UTC(year, month + 1, 0, 1));
	return last.getTime() - last.getUTCDay() * 86_400_000;
}
