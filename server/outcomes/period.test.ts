import { describe, expect, it } from "vitest";
import { searchOf, wishIn } from "./period.ts";

const asked = (search: string, today: string) => {
	const { from, to, problems } = wishIn(new URLSearchParams(search), today);
	return { from, to, ...(Object.keys(problems).length > 0 ? { problems } : {}) };
};

describe("the period of an address", () => {
	it.each([
		["this-month", "2026-11-26", "2026-11-01", "2026-11-26"],
		["last-month", "2026-11-26", "2026-10-01", "2026-10-31"],
		["last-month", "2026-01-31", "2025-12-01", "2025-12-31"],
		["last-month", "2028-03-31", "2028-02-01", "2028-02-29"],
		["this-quarter", "2026-11-26", "2026-10-01", "2026-11-26"],
		["last-quarter", "2026-11-26", "2026-07-01", "2026-09-30"],
		["last-quarter", "2026-02-01", "2025-10-01", "2025-12-31"],
		["this-year", "2026-11-26", "2026-04-01", "2026-11-26"],
		["this-year", "2026-04-01", "2026-04-01", "2026-04-01"],
		["this-year", "2026-03-31", "2025-04-01", "2026-03-31"],
		["last-year", "2026-11-26", "2025-04-01", "2026-03-31"],
		["last-year", "2026-03-31", "2024-04-01", "2025-03-31"],
		["last-12-months", "2026-11-26", "2025-11-27", "2026-11-26"],
		["last-12-months", "2028-02-29", "2027-03-01", "2028-02-29"],
		["last-12-months", "2025-02-28", "2024-02-29", "2025-02-28"],
		["nonsense", "2026-11-26", "2025-11-27", "2026-11-26"],
	])("%s on %s is %s to %s", (preset, today, from, to) => {
		expect(asked(`preset=${preset}`, today)).toEqual({ from, to });
	});

	it("is the last 12 months when the address says nothing", () => {
		expect(asked("", "2026-11-26")).toEqual({ from: "2025-11-27", to: "2026-11-26" });
	});

	it("takes dates of one’s own, in one text or in three boxes, of one day too", () => {
		const period = { from: "2026-04-01", to: "2026-06-30" };
		expect(asked("preset=own&from=2026-04-01&to=2026-06-30", "2026-11-26")).toEqual(period);
		const boxes = "from-day=1&from-month=4&from-year=2026&to-day=30&to-month=06&to-year=2026";
		expect(asked(`preset=own&${boxes}`, "2026-11-26")).toEqual(period);
		expect(asked("preset=own&from=2026-04-01&to=2026-04-01", "2026-11-26")).toEqual({
			from: "2026-04-01",
			to: "2026-04-01",
		});
	});

	it("says what is wrong with dates, keeps them as they were typed, and shows the last 12 months", () => {
		const wish = wishIn(
			new URLSearchParams("preset=own&from-day=31&from-month=2&from-year=2026&to-day=x"),
			"2026-11-26",
		);
		expect(Object.keys(wish.problems)).toEqual(["from", "to"]);
		expect(wish.typed?.from).toEqual({ day: "31", month: "2", year: "2026" });
		expect([wish.from, wish.to, wish.preset]).toEqual(["2025-11-27", "2026-11-26", "own"]);
		expect(asked("preset=own&from=2026-06-30&to=2026-04-01", "2026-11-26").problems).toEqual({
			to: "The last day must be the first day or later",
		});
	});

	it("is the dates that somebody types, whatever period they leave chosen", () => {
		const boxes = "from-day=1&from-month=4&from-year=2026&to-day=30&to-month=6&to-year=2026";
		const dates = { from: "2026-04-01", to: "2026-06-30" };
		expect(asked(`preset=last-12-months&${boxes}`, "2026-11-26")).toEqual(dates);
		expect(asked(`preset=last-month&from-day=1&from-month=4`, "2026-11-26").problems).toHaveProperty("from");
		// Another period chosen over dates that stood there already is that period.
		const stood = wishIn(new URLSearchParams(`preset=own&${boxes}`), "2026-11-26").typedAs ?? "";
		const was = new URLSearchParams({ was: stood });
		expect(asked(`preset=last-month&${boxes}&${was}`, "2026-11-26")).toEqual({
			from: "2026-10-01",
			to: "2026-10-31",
		});
		expect(asked(`preset=own&${boxes}&${was}`, "2026-11-26")).toEqual(dates);
	});

	it("goes into an address and comes back", () => {
		const search = "preset=own&from=2026-04-01&to=2026-06-30&panel=p&area=North+%26+East&agency=a";
		const wish = wishIn(new URLSearchParams(search), "2026-11-26");
		expect(searchOf(wish)).toBe(search);
		expect(searchOf(wish, { figure: "heard", key: undefined })).toBe(`${search}&figure=heard`);
		expect(searchOf(wishIn(new URLSearchParams("preset=last-month"), "2026-11-26"))).toBe(
			"preset=last-month",
		);
	});
});
