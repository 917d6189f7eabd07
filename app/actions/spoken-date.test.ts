import { describe, expect, test } from "vitest";
import { dateInFull, spokenDate } from "./spoken-date.ts";

/** A Wednesday. */
const TODAY = "2026-11-25";

const read = (text: string, today = TODAY) => {
	const reading = spokenDate(text, today);
	return reading && ("date" in reading ? reading.date : reading.problem);
};

const HELP = 'Enter a date like "Fri", "2 weeks" or "3/12"';

test.each(["", " ", "\t\n"])("nothing typed, %j, is nothing said", (text) => {
	expect(spokenDate(text, TODAY)).toBeUndefined();
});

describe("a day beside today", () => {
	test.each([
		["today", "2026-11-25"],
		["Today.", "2026-11-25"],
		["tomorrow", "2026-11-26"],
		["TMRW", "2026-11-26"],
		["the day after tomorrow", "2026-11-27"],
		["yesterday", "2026-11-24"],
		["Fri", "2026-11-27"],
		["fri.", "2026-11-27"],
		["  friday ", "2026-11-27"],
		["on Friday", "2026-11-27"],
		["by fri", "2026-11-27"],
		["this Friday", "2026-11-27"],
		["Thurs", "2026-11-26"],
		["thur", "2026-11-26"],
		["Tues", "2026-12-01"],
		["tue", "2026-12-01"],
		["Sat", "2026-11-28"],
		["Sunday", "2026-11-29"],
		["Mon", "2026-11-30"],
		["Wed", "2026-12-02"],
		["Weds", "2026-12-02"],
		["next fri", "2026-12-04"],
		["Next  Friday", "2026-12-04"],
		["Friday next week", "2026-12-04"],
		["next Mon", "2026-11-30"],
		["next Wednesday", "2026-12-02"],
		["next Sun", "2026-12-06"],
		["Friday week", "2026-12-04"],
		["Monday week", "2026-12-07"],
	])("%j is %s", (text, date) => {
		expect(read(text)).toBe(date);
	});

	test.each([
		["Fri", "2026-11-27", "2026-12-04"],
		["this Fri", "2026-11-27", "2026-11-27"],
		["next Fri", "2026-11-27", "2026-12-04"],
		["Mon", "2026-11-29", "2026-11-30"],
		["next Mon", "2026-11-29", "2026-11-30"],
		["next Fri", "2026-11-29", "2026-12-04"],
		["next Fri", "2026-11-30", "2026-12-11"],
		["tomorrow", "2026-12-31", "2027-01-01"],
		["tomorrow", "2028-02-28", "2028-02-29"],
		["tomorrow", "2027-02-28", "2027-03-01"],
		["Fri", "2026-12-30", "2027-01-01"],
	])("%j on %s is %s", (text, today, date) => {
		expect(read(text, today)).toBe(date);
	});
});

describe("a span of time", () => {
	test.each([
		["2 weeks", "2026-12-09"],
		["2 Weeks.", "2026-12-09"],
		["two weeks", "2026-12-09"],
		["in 2 weeks", "2026-12-09"],
		["in two weeks' time", "2026-12-09"],
		["2 weeks from now", "2026-12-09"],
		["2 weeks from today", "2026-12-09"],
		["2w", "2026-12-09"],
		["2 wks", "2026-12-09"],
		["in 10 days", "2026-12-05"],
		["10 days", "2026-12-05"],
		["10d", "2026-12-05"],
		["1 day", "2026-11-26"],
		["0 days", "2026-11-25"],
		["a week", "2026-12-02"],
		["in a week's time", "2026-12-02"],
		["week", "2026-12-02"],
		["next week", "2026-12-02"],
		["one week", "2026-12-02"],
		["a week today", "2026-12-02"],
		["a week tomorrow", "2026-12-03"],
		["a week on Friday", "2026-12-04"],
		["a fortnight", "2026-12-09"],
		["fortnight", "2026-12-09"],
		["3 months", "2027-02-25"],
		["3m", "2027-02-25"],
		["a month", "2026-12-25"],
		["next month", "2026-12-25"],
		["twelve months", "2027-11-25"],
		["a year", "2027-11-25"],
	])("%j is %s", (text, date) => {
		expect(read(text)).toBe(date);
	});

	test.each([
		["1 month", "2026-01-31", "2026-02-28"],
		["1 month", "2028-01-31", "2028-02-29"],
		["1 month", "2026-03-31", "2026-04-30"],
		["a month", "2026-12-31", "2027-01-31"],
		["3 months", "2026-11-30", "2027-02-28"],
		["3 months", "2027-11-30", "2028-02-29"],
		["1 month", "2026-02-28", "2026-03-28"],
		["1 year", "2028-02-29", "2029-02-28"],
		["18 months", "2026-08-31", "2028-02-29"],
		["2 weeks", "2026-12-24", "2027-01-07"],
		["2 weeks", "2028-02-20", "2028-03-05"],
		["2 weeks", "2026-03-20", "2026-04-03"],
		["10 days", "2026-10-20", "2026-10-30"],
	])("%j from %s ends in %s", (text, today, date) => {
		expect(read(text, today)).toBe(date);
	});
});

describe("an end", () => {
	test.each([
		["end of the week", "2026-11-25", "2026-11-27"],
		["End of week", "2026-11-25", "2026-11-27"],
		["eow", "2026-11-25", "2026-11-27"],
		["by the end of this week", "2026-11-25", "2026-11-27"],
		["end of the week", "2026-11-27", "2026-11-27"],
		["end of the week", "2026-11-28", "2026-12-04"],
		["end of next week", "2026-11-25", "2026-12-04"],
		["end of next week", "2026-11-29", "2026-12-04"],
		["end of the week", "2026-12-31", "2027-01-01"],
		["end of the month", "2026-11-25", "2026-11-30"],
		["end of month", "2026-11-30", "2026-11-30"],
		["the end of the month", "2026-12-01", "2026-12-31"],
		["eom", "2027-02-01", "2027-02-28"],
		["end of the month", "2028-02-01", "2028-02-29"],
		["end of next month", "2026-01-31", "2026-02-28"],
		["end of next month", "2026-12-10", "2027-01-31"],
		["end of the year", "2026-11-25", "2026-12-31"],
		["end of next year", "2026-11-25", "2027-12-31"],
		["end of January", "2026-11-25", "2027-01-31"],
		["end of Feb", "2027-11-25", "2028-02-29"],
		["end of November", "2026-11-30", "2026-11-30"],
	])("%j on %s is %s", (text, today, date) => {
		expect(read(text, today)).toBe(date);
	});
});

describe("a written date", () => {
	test.each([
		"3/12",
		"03/12",
		"3 / 12",
		"3.12",
		"3.12.",
		".3.12",
		"3-12",
		"3 12",
		"3/12/26",
		"3/12/2026",
		"03.12.2026",
		"3-12-26",
		"3 12 2026",
		"3 Dec",
		"3 dec.",
		"3DEC",
		"3rd Dec",
		"3rd December",
		"3rd of December",
		"the 3rd of December",
		"Dec 3",
		"Dec. 3rd",
		"December 3, 2026",
		"3 Dec 2026",
		"3 Dec 26",
		"3 Dec '26",
		"3-Dec-2026",
		"3rd December, 2026",
		" 3   December   2026 ",
		"Thu 3 Dec",
		"Thursday 3 December 2026",
		"Thursday, 3rd of December",
		"Thurs 3/12",
		"2026-12-03",
		"2026/12/3",
	])("%j is 3 December 2026", (text) => {
		expect(read(text)).toBe("2026-12-03");
	});

	test.each([
		["1 Jan", "2027-01-01"],
		["24/11", "2026-11-24"],
		["26 September", "2026-09-26"],
		["25 Sept", "2027-09-25"],
		["31/12", "2026-12-31"],
		["1st Feb", "2027-02-01"],
		["22nd Feb", "2027-02-22"],
		["28/2", "2027-02-28"],
		["1 May", "2027-05-01"],
		["12/11", "2026-11-12"],
	])("%j without a year is %s: at most 60 days past", (text, date) => {
		expect(read(text)).toBe(date);
	});

	test.each([
		["20 Dec", "2027-01-05", "2026-12-20"],
		["1 Nov", "2027-01-05", "2027-11-01"],
		["6/11", "2027-01-05", "2026-11-06"],
		["5/11", "2027-01-05", "2027-11-05"],
		["29 Feb", "2027-12-01", "2028-02-29"],
		["29 Feb", "2028-03-10", "2028-02-29"],
		["29/2", "2028-02-29", "2028-02-29"],
		["2/1", "2026-12-31", "2027-01-02"],
	])("%j without a year, on %s, is %s", (text, today, date) => {
		expect(read(text, today)).toBe(date);
	});

	test.each([
		["1/1/2020", "2020-01-01"],
		["29/2/2028", "2028-02-29"],
		["29 Feb 28", "2028-02-29"],
		["3/12/25", "2025-12-03"],
		["31 Dec 2099", "2099-12-31"],
	])("%j is %s, past or far though it may be", (text, date) => {
		expect(read(text)).toBe(date);
	});
});

describe("a problem", () => {
	test.each([
		["31/2", "There is no 31 February"],
		["30 Feb 2028", "There is no 30 February"],
		["31st June", "There is no 31 June"],
		["2026-02-31", "There is no 31 February"],
		["0/12", "There is no 0 December"],
		["32 Dec", "There is no 32 December"],
		["29/2", "There is no 29 February 2027"],
		["29 Feb 2026", "There is no 29 February 2026"],
		["29/2/2100", "There is no 29 February 2100"],
		["12/25", "There is no month 25. Enter the day first, like 25/12"],
		["3/0", "There is no month 0"],
		["20/20", "There is no month 20"],
		["2026-13-01", "There is no month 13. Enter the day first, like 13/1"],
		["Fri 3 Dec", "3 December 2026 is a Thursday"],
		["Monday 3/12/2026", "3 December 2026 is a Thursday"],
	])("%j: %s", (text, problem) => {
		expect(read(text)).toBe(problem);
	});

	test.each([
		"asap",
		"tbc",
		"next panel",
		"-",
		"...",
		"3",
		"Dec",
		"Dec 2026",
		"3 hours",
		"two",
		"2.5 weeks",
		"some weeks",
		"-2 weeks",
		"1000 days",
		"this Friday week",
		"Fri tomorrow",
		"Friday Friday",
		"3/12/202",
		"3/12/0026",
		"3/12/20226",
		"1/2/3/4",
		"2 weeks after the panel",
		"fr",
		"m",
		"w",
		"3 de",
		"__proto__",
		"x".repeat(5000),
		`${" ".repeat(5000)}x`,
	])("%j is not understood, and what is gets named", (text) => {
		expect(spokenDate(text, TODAY)).toEqual({ problem: HELP });
	});
});

test("a date in full is understood as itself, on every day of four years", () => {
	const day = new Date("2026-01-01T12:00:00Z");
	for (let n = 0; n < 4 * 365 + 1; n++) {
		const date = day.toISOString().slice(0, 10);
		expect(read(dateInFull(date))).toBe(date);
		day.setUTCDate(day.getUTCDate() + 1);
	}
	expect(dateInFull("2026-12-04")).toBe("Friday 4 December 2026");
});
