/** Scenario 4: the same pair again within twelve months of the last referral, to the day. */
import { describe, expect, test } from "vitest";
import { chanceOf, seedOfRun } from "#tests/random.ts";
import { addDays } from "../clock.ts";
import { addMonths, referralKind } from "./index.ts";

describe("scenario 4: what a referral is, given the one before it", () => {
	test.each([
		["11 months 29 days after", "2026-01-15", "2026-12-14", "repeat"],
		["the same day a year later", "2026-01-15", "2027-01-15", "repeat"],
		["12 months and 1 day after", "2026-01-15", "2027-01-16", "new"],
		["the same day", "2026-01-15", "2026-01-15", "repeat"],
		["from 29 February, its year ends on the 28th", "2028-02-29", "2029-02-28", "repeat"],
		["from 29 February, the day after that", "2028-02-29", "2029-03-01", "new"],
		["to 29 February, which is a day past the year", "2027-02-28", "2028-02-28", "repeat"],
		["29 February itself, then", "2027-02-28", "2028-02-29", "new"],
		["over a leap year from 1 March", "2027-03-01", "2028-03-01", "repeat"],
		["from the last of a month", "2026-08-31", "2027-08-31", "repeat"],
		["from the last of a month and a day", "2026-08-31", "2027-09-01", "new"],
		["over the new year", "2026-12-31", "2027-12-31", "repeat"],
		["over the new year and a day", "2026-12-31", "2028-01-01", "new"],
	] as const)("%s", (_, previous, referred, kind) => {
		expect(referralKind(previous, referred)).toBe(kind);
	});

	test("without one before it, new", () => expect(referralKind(null, "2026-01-15")).toBe("new"));

	test("whatever the days: a repeat up to the day on which the same date comes round, and never after", () => {
		const seed = seedOfRun();
		const chance = chanceOf(seed);
		for (let turn = 0; turn < 2_000; turn++) {
			const previous = addDays("2020-01-01", chance.below(4_000));
			const referred = addDays(previous, chance.below(800));
			// In other words than the rule's: the year, month and day as one number, a year on; the 29th counts as the 28th.
			const [year, month, day] = previous.split("-").map(Number) as [number, number, number];
			const isLeapDay = month === 2 && day === 29;
			const limit = (year + 1) * 10_000 + month * 100 + (isLeapDay ? 28 : day);
			const expected = Number(referred.replaceAll("-", "")) <= limit ? "repeat" : "new";
			expect(referralKind(previous, referred), `${previous} then ${referred}, seed ${seed}`).toBe(expected);
		}
	});
});

describe("months on the civil calendar", () => {
	test.each([
		["2026-08-31", 6, "2027-02-28"],
		["2027-08-31", 6, "2028-02-29"],
		["2026-10-31", 4, "2027-02-28"],
		["2026-03-31", 3, "2026-06-30"],
		["2026-12-15", 1, "2027-01-15"],
		["2026-01-31", 13, "2027-02-28"],
		["2026-05-05", 0, "2026-05-05"],
	])("%s and %i months is %s", (date, months, expected) => expect(addMonths(date, months)).toBe(expected));
});
