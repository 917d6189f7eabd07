import { describe, expect, test } from "vitest";
import { londonClock, londonInstant, timeOfDay } from "./london-instant.ts";

describe("an instant in London", () => {
	test("in winter is UTC, in summer an hour before", () => {
		expect(londonInstant("2026-12-03", "10:00")).toBe("2026-12-03T10:00:00.000Z");
		expect(londonInstant("2026-07-03", "10:00")).toBe("2026-07-03T09:00:00.000Z");
	});

	test("just after a summer midnight lies on the day before in UTC", () => {
		expect(londonInstant("2026-07-03", "00:30")).toBe("2026-07-02T23:30:00.000Z");
	});

	test("that the clocks leave out is none", () => {
		expect(londonInstant("2026-03-29", "00:59")).toBe("2026-03-29T00:59:00.000Z");
		expect(londonInstant("2026-03-29", "01:30")).toBeUndefined();
		expect(londonInstant("2026-03-29", "02:00")).toBe("2026-03-29T01:00:00.000Z");
	});

	test("that the clocks show twice is the first", () => {
		expect(londonInstant("2026-10-25", "01:30")).toBe("2026-10-25T00:30:00.000Z");
		expect(londonInstant("2026-10-25", "02:00")).toBe("2026-10-25T02:00:00.000Z");
	});
});

test("a time is read as people write it", () => {
	expect(["9:30", "09:30", "9.30", "0930", " 14:05 "].map(timeOfDay)).toEqual([
		"09:30",
		"09:30",
		"09:30",
		"09:30",
		"14:05",
	]);
	expect(["", "25:00", "10:60", "ten", "10"].map(timeOfDay)).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
	]);
});

test("an instant as London’s calendars and clocks show it, in winter and in summer", () => {
	expect(londonClock("2026-12-03T09:30:00.000Z")).toEqual({ date: "2026-12-03", time: "09:30" });
	expect(londonClock("2026-06-30T23:30:00.000Z")).toEqual({ date: "2026-07-01", time: "00:30" });
});
