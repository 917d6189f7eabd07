import { expect, test } from "vitest";
import { Invalid } from "#server/http/errors.ts";
import { notAWorkingDay, typedMeeting } from "./meeting-time.ts";
import { plannedSeries, seriesQuery } from "./series.ts";

const typed = {
	"date-day": "3",
	"date-month": "12",
	"date-year": "2026",
	time: "9.30",
	minutes: "90",
	place: "Room 2",
};

const problemsWith = (fields: Record<string, string>, more?: Record<string, string>) => {
	try {
		typedMeeting({ ...typed, ...fields }, more);
		return {};
	} catch (error) {
		if (error instanceof Invalid) return error.fields;
		throw error;
	}
};

test("a date and a time as typed are one instant", () => {
	expect(typedMeeting(typed)).toMatchObject({
		date: "2026-12-03",
		time: "09:30",
		startsAt: "2026-12-03T09:30:00.000Z",
		minutes: "90",
	});
});

test("everything that is wrong is told at once, at its field", () => {
	expect(Object.keys(problemsWith({ "date-day": "", time: "noon", minutes: "5", place: " " }))).toEqual([
		"date",
		"time",
		"minutes",
		"place",
	]);
	expect(problemsWith({}, { howOften: "Select" })).toEqual({ howOften: "Select" });
	const spring = { "date-day": "28", "date-month": "3", "date-year": "2027", time: "01:30" };
	expect(problemsWith(spring)).toEqual({ time: expect.stringContaining("clocks go forward") });
});

test("a weekend and a bank holiday are named, in London’s day", () => {
	expect(notAWorkingDay("2026-12-03T09:30:00.000Z")).toBeNull();
	expect(notAWorkingDay("2026-12-05T09:30:00.000Z")).toBe("Saturday 5 December 2026 is no working day.");
	expect(notAWorkingDay("2026-12-25T09:30:00.000Z")).toContain("bank holiday (Christmas Day)");
	// A Sunday by UTC, and Monday in London's summer time.
	expect(notAWorkingDay("2027-06-13T23:30:00.000Z")).toBeNull();
});

test("what a series became is told of meetings that are there, with what was left out", () => {
	const url = (query: string) => new URL(`http://localhost/panels/x?${query}`);
	const query = seriesQuery({ startsOn: "2026-12-11", everyWeeks: 2, count: 3 });
	const meetings = ["2026-12-11", "2027-01-08"].map((date) => ({ startsAt: `${date}T09:30:00.000Z` }));
	expect(plannedSeries(url(query), meetings)).toEqual({
		dates: ["2026-12-11", "2027-01-08"],
		skipped: [{ date: "2026-12-25", holiday: "Christmas Day" }],
	});
	expect(plannedSeries(url(query), [])).toBeNull();
	for (const made of ["", "series=x", "series=2026-99-99.2.3", "series=2026-12-11.0.3"])
		expect(plannedSeries(url(made), meetings), made).toBeNull();
});
