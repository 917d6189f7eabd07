import { afterEach, describe, expect, it } from "vitest";
import { addDays, londonDate, now, setClock, startOfLondonDay } from "./clock.ts";

afterEach(() => setClock());

describe("now", () => {
	it("is the real time unless a test says otherwise", () => {
		const before = Date.now();
		expect(now().getTime()).toBeGreaterThanOrEqual(before);
		setClock(() => new Date("2020-02-02T02:02:02.002Z"));
		expect(now().toISOString()).toBe("2020-02-02T02:02:02.002Z");
		setClock();
		expect(now().getTime()).toBeGreaterThanOrEqual(before);
	});
});

describe("the date in London", () => {
	it.each([
		["2026-01-15T23:59:59.999Z", "2026-01-15", "in winter it is UTC's"],
		["2026-01-16T00:00:00.000Z", "2026-01-16", "in winter it is UTC's"],
		["2026-07-15T22:59:59.999Z", "2026-07-15", "in summer midnight comes an hour earlier"],
		["2026-07-15T23:00:00.000Z", "2026-07-16", "in summer midnight comes an hour earlier"],
		["2026-03-28T23:59:59.999Z", "2026-03-28", "the night before the clocks go forward"],
		["2026-03-29T23:00:00.000Z", "2026-03-30", "the night after"],
		["2026-10-24T23:00:00.000Z", "2026-10-25", "the night before they go back"],
		["2026-10-25T23:30:00.000Z", "2026-10-25", "the night after"],
		["2026-12-31T23:59:59.999Z", "2026-12-31", "the year's end"],
	])("at %s is %s: %s", (at, date) => {
		expect(londonDate(new Date(at))).toBe(date);
		setClock(() => new Date(at));
		expect(londonDate()).toBe(date);
	});

	it.each([
		["2026-01-15", "2026-01-15T00:00:00.000Z"],
		["2026-07-15", "2026-07-14T23:00:00.000Z"],
		["2026-03-29", "2026-03-29T00:00:00.000Z"],
		["2026-03-30", "2026-03-29T23:00:00.000Z"],
		["2026-10-25", "2026-10-24T23:00:00.000Z"],
		["2026-10-26", "2026-10-26T00:00:00.000Z"],
	])("%s begins at %s", (date, instant) => {
		expect(startOfLondonDay(date).toISOString()).toBe(instant);
	});

	it("begins each day of a leap year at the first instant that has its date", () => {
		for (let date = "2024-01-01"; date < "2025-01-01"; date = addDays(date, 1)) {
			const start = startOfLondonDay(date);
			expect(londonDate(start)).toBe(date);
			expect(londonDate(new Date(start.getTime() - 1))).toBe(addDays(date, -1));
		}
	});
});

describe("addDays", () => {
	it.each([
		["2026-12-31", 1, "2027-01-01"],
		["2024-02-28", 1, "2024-02-29"],
		["2026-02-28", 1, "2026-03-01"],
		["2026-03-29", 1, "2026-03-30"],
		["2026-10-25", 1, "2026-10-26"],
		["2026-03-01", -1, "2026-02-28"],
		["2026-03-01", 0, "2026-03-01"],
		["2026-01-01", 365, "2027-01-01"],
	])("%s and %i days is %s", (date, days, sum) => {
		expect(addDays(date, days)).toBe(sum);
	});
});
