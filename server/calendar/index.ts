/** Working days in England and Wales: it hides where the bank holidays come from, and what a moved one does. */
import Holidays from "date-holidays";
import { addDays } from "../clock.ts";

export type Series = { dates: string[]; skipped: { date: string; holiday: string }[] };

let calendar: Holidays | undefined;
const years = new Map<string, Map<string, string>>();

/** The name of the bank holiday on `date` (YYYY-MM-DD) in England and Wales; undefined when it is none. */
export function bankHoliday(date: string): string | undefined {
	const year = date.slice(0, 4);
	let names = years.get(year);
	if (!names) {
		names = bankHolidaysOf(Number(year));
		years.set(year, names);
	}
	return names.get(date);
}

/** Whether `date` is neither at a weekend nor a bank holiday. */
export function isWorkingDay(date: string): boolean {
	return !isWeekend(date) && bankHoliday(date) === undefined;
}

/**
 * The working day that is `days` working days after `date`, or before it when `days` is negative. `date` itself
 * is not counted and need not be a working day; 0 gives it back as it is.
 */
export function addWorkingDays(date: string, days: number): string {
	const step = Math.sign(days);
	let reached = date;
	for (let left = Math.abs(days); left > 0; ) {
		reached = addDays(reached, step);
		if (isWorkingDay(reached)) left--;
	}
	return reached;
}

/**
 * `count` dates, each a whole number of rhythms after `startsOn`. A bank holiday is left out and named, and does
 * not move the dates after it.
 */
export function seriesDates({
	startsOn,
	everyWeeks,
	count,
}: {
	startsOn: string;
	everyWeeks: number;
	count: number;
}): Series {
	if (!Number.isInteger(everyWeeks) || everyWeeks < 1)
		throw new RangeError("A series has whole weeks between its dates");
	const series: Series = { dates: [], skipped: [] };
	for (let date = startsOn; series.dates.length < count; date = addDays(date, everyWeeks * 7)) {
		const holiday = bankHoliday(date);
		if (holiday === undefined) series.dates.push(date);
		else series.skipped.push({ date, holiday });
	}
	return series;
}

function bankHolidaysOf(year: number): Map<string, string> {
	// Wales has the same bank holidays; in UTC a holiday begins on its own date wherever the server stands.
	calendar ??= new Holidays("GB", "ENG", { languages: "en", timezone: "UTC" });
	const names = new Map<string, string>();
	for (const { date, name, type } of calendar.getHolidays(year)) {
		const day = date.slice(0, 10);
		// A holiday at a weekend is listed beside its substitute, and only the substitute is the bank holiday.
		if ((type === "public" || type === "bank") && !isWeekend(day)) names.set(day, name);
	}
	return names;
}

function isWeekend(date: string): boolean {
	const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
	return weekday === 0 || weekday === 6;
}
