import Holidays from "date-holidays";
import { describe, expect, test } from "vitest";
import { addDays } from "../clock.ts";
import { addWorkingDays, bankHoliday, isWorkingDay, seriesDates } from "./index.ts";

/** As GOV.UK publishes them for England and Wales. */
const PUBLISHED = {
	2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
	2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
	2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
	2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
};

function daysOf(year: string): string[] {
	const days: string[] = [];
	for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1)) days.push(day);
	return days;
}

describe("bank holidays", () => {
	test.each(Object.entries(PUBLISHED))(
		"of %s are those that GOV.UK lists, and no others",
		(year, published) => {
			const found = daysOf(year).filter((day) => bankHoliday(day) !== undefined);
			expect(found).toEqual(published.split(" ").map((day) => `${year}-${day}`));
		},
	);

	test("have names", () => {
		expect(bankHoliday("2026-04-03")).toBe("Good Friday");
		expect(bankHoliday("2026-08-31")).toBe("Summer bank holiday");
		expect(bankHoliday("2026-12-26")).toBeUndefined();
		expect(bankHoliday("2026-12-28")).toBe("Boxing Day (substitute day)");
	});

	test("are the same in Wales as in England", () => {
		const list = (state: string) =>
			Object.keys(PUBLISHED).flatMap((year) => new Holidays("GB", state).getHolidays(year));
		expect(list("WLS")).toEqual(list("ENG"));
	});

	test("of Scotland and of Northern Ireland are working days here", () => {
		const elsewhere = ["2026-01-02", "2026-03-17", "2026-07-13", "2026-08-03", "2026-11-30"];
		expect(elsewhere.filter(isWorkingDay)).toEqual(elsewhere);
	});
});

test("a working day is neither at a weekend nor a bank holiday", () => {
	const days = ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28", "2026-12-29"];
	expect(days.map(isWorkingDay)).toEqual([true, false, false, false, false, true]);
	// Good Friday to the Tuesday after Easter.
	const easter = ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06", "2026-04-07"];
	expect(easter.map(isWorkingDay)).toEqual([false, false, false, false, true]);
});

test.each([
	["2026-12-29", -5, "2026-12-18", "back over Christmas and a weekend"],
	["2026-12-18", 5, "2026-12-29", "and forth again"],
	["2026-12-24", 1, "2026-12-29", "Christmas Eve to the day after Boxing Day's substitute"],
	["2026-12-31", 1, "2027-01-04", "over New Year's Day and a weekend"],
	["2027-12-24", 1, "2027-12-29", "both days of Christmas moved"],
	["2028-01-04", -2, "2027-12-30", "back over a New Year's Day that was moved"],
	["2026-04-02", 1, "2026-04-07", "Maundy Thursday to Easter Tuesday"],
	["2026-04-09", -5, "2026-03-31", "back over Easter"],
	["2026-04-05", 1, "2026-04-07", "from Easter Sunday"],
	["2026-04-05", -1, "2026-04-02", "back from Easter Sunday"],
	["2026-10-24", 1, "2026-10-26", "over the night on which the clocks change"],
	["2026-06-01", 10, "2026-06-15", "two plain weeks"],
	["2026-06-06", 0, "2026-06-06", "no days at all, at a weekend"],
])("%s and %i working days is %s: %s", (date, days, expected) => {
	expect(addWorkingDays(date, days)).toBe(expected);
});

describe("a series", () => {
	test("keeps its rhythm, and skips and names bank holidays", () => {
		expect(seriesDates({ startsOn: "2026-03-23", everyWeeks: 2, count: 4 })).toEqual({
			dates: ["2026-03-23", "2026-04-20", "2026-05-18", "2026-06-01"],
			skipped: [
				{ date: "2026-04-06", holiday: "Easter Monday" },
				{ date: "2026-05-04", holiday: "Early May bank holiday" },
			],
		});
	});

	test("may begin on a bank holiday, and skips it", () => {
		expect(seriesDates({ startsOn: "2026-12-28", everyWeeks: 4, count: 2 })).toEqual({
			dates: ["2027-01-25", "2027-02-22"],
			skipped: [{ date: "2026-12-28", holiday: "Boxing Day (substitute day)" }],
		});
	});

	test("names no bank holiday after its last date", () => {
		const { dates, skipped } = seriesDates({ startsOn: "2026-12-18", everyWeeks: 1, count: 1 });
		expect({ dates, skipped }).toEqual({ dates: ["2026-12-18"], skipped: [] });
		expect(seriesDates({ startsOn: "2026-12-25", everyWeeks: 1, count: 0 })).toEqual({
			dates: [],
			skipped: [],
		});
	});

	test("stands still for nobody", () => {
		for (const everyWeeks of [0, -1, 1.5, Number.NaN])
			expect(() => seriesDates({ startsOn: "2026-12-25", everyWeeks, count: 2 })).toThrow(RangeError);
	});
});
