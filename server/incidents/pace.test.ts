import { describe, expect, it } from "vitest";
import { addDays } from "../clock.ts";
import { countByWeek, mondayOf, PACE_RULE, paceChanges } from "./pace.ts";

/** A Monday. */
const MONDAY = "2026-09-07";
/** So many dates in each of the weeks from that Monday on. */
const weeks = (...counts: number[]) =>
	countByWeek(
		counts.flatMap((count, week) =>
			Array.from({ length: count }, (_, at) => addDays(MONDAY, week * 7 + (at % 7))),
		),
	);

describe("the weeks of a chronology", () => {
	it("begin on a Monday, over the ends of months, years and summer time too", () => {
		expect(mondayOf("2026-09-07")).toBe("2026-09-07");
		expect(mondayOf("2026-09-13")).toBe("2026-09-07");
		expect(mondayOf("2026-09-14")).toBe("2026-09-14");
		expect(mondayOf("2027-01-01")).toBe("2026-12-28");
		expect(mondayOf("2026-10-25")).toBe("2026-10-19");
		expect(mondayOf("2026-03-29")).toBe("2026-03-23");
	});
});

describe("the pace", () => {
	it("changes in a week of five or more that follows one of one or none", () => {
		expect(PACE_RULE).toEqual({ many: 5, few: 1 });
		expect(paceChanges(weeks(1, 5))).toEqual([{ week: "2026-09-14", count: 5, before: 1 }]);
		expect(paceChanges(weeks(1, 0, 7))).toEqual([{ week: "2026-09-21", count: 7, before: 0 }]);
	});

	it("does not change with four, from two, or while it stays high", () => {
		expect(paceChanges(weeks(1, 4))).toEqual([]);
		expect(paceChanges(weeks(2, 9))).toEqual([]);
		expect(paceChanges(weeks(0, 5, 6, 7))).toHaveLength(1);
	});

	it("is marked anew whenever it rises again, in order", () => {
		expect(paceChanges(weeks(5, 0, 6, 1, 8)).map(({ week }) => week)).toEqual([
			"2026-09-07",
			"2026-09-21",
			"2026-10-05",
		]);
	});

	it("of nothing never changes", () => expect(paceChanges(new Map())).toEqual([]));
});
