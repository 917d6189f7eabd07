/** That SQL tells the same day as the calendar: of civil dates, and of instants in London. */
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { streams } from "#db/schema/index.ts";
import { anOrganisation } from "#tests/factories.ts";
import { dayOf, db, dialect, londonDayOf } from "./index.ts";

const london = new Intl.DateTimeFormat("en-CA", {
	timeZone: "Europe/London",
	year: "numeric",
	month: "2-digit",
	day: "2-digit",
});
const dayNumber = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

async function inSql(of: ReturnType<typeof sql>): Promise<number> {
	await anOrganisation();
	const [row] = await db
		.select({ day: of.mapWith(Number) })
		.from(streams)
		.limit(1);
	return row?.day as number;
}
const instant = (at: Date) =>
	dialect === "postgres" ? sql`${at.toISOString()}::timestamptz` : sql.raw(String(at.getTime()));

describe("days in SQL", () => {
	it("count civil dates", async () => {
		for (const date of ["1970-01-01", "2024-02-29", "2026-03-29", "2026-12-31"])
			expect(await inSql(dayOf(sql`${date}`)), date).toBe(dayNumber(date));
	});

	it("are London’s for instants: at every turn of the clocks, and at each midnight beside it", async () => {
		for (const year of [2001, 2024, 2025, 2026, 2027, 2059]) {
			for (const [month, before] of [
				[2, 31],
				[9, 31],
			] as const) {
				const last = new Date(Date.UTC(year, month, before, 1));
				const turn = last.getTime() - last.getUTCDay() * 86_400_000;
				for (const hours of [-27, -26, -25, -3, -2, -1, 0, 1, 21, 22, 23]) {
					for (const ms of [-1, 0, 1]) {
						const at = new Date(turn + hours * 3_600_000 + ms);
						expect(await inSql(londonDayOf(instant(at))), at.toISOString()).toBe(
							dayNumber(london.format(at)),
						);
					}
				}
			}
		}
	});

	it("are London’s at midnight in summer, an hour before UTC’s, and in winter", async () => {
		expect(await inSql(londonDayOf(instant(new Date("2026-07-01T22:59:59.999Z"))))).toBe(
			dayNumber("2026-07-01"),
		);
		expect(await inSql(londonDayOf(instant(new Date("2026-07-01T23:00:00Z"))))).toBe(dayNumber("2026-07-02"));
		expect(await inSql(londonDayOf(instant(new Date("2026-01-01T23:59:59.999Z"))))).toBe(
			dayNumber("2026-01-01"),
		);
	});
});
