/** Dates as people in England say them, turned into civil dates, the same in the browser and on the server. */
import {
	addDays,
	civilDate,
	exists,
	MONTHS,
	monthNumber,
	WEEKDAYS,
	weekdayNumber,
	weekdayOf,
} from "../civil-dates.ts";

/** What was understood, or what to tell the person instead. */
type SpokenDate = { date: string } | { problem: string };

const FRIDAY = 5;

const AMOUNTS = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const NOT_UNDERSTOOD = { problem: 'Enter a date like "Fri", "2 weeks" or "3/12"' };

/** A date without a year may be this long past; longer, and next year's is meant. */
const DAYS_LOOKED_BACK = 60;

/**
 * Reads a date as typed: "Fri", "2 weeks", "end of the month", "3/12", "3 Dec 2026". Dates (`today` and the
 * answer) are civil, YYYY-MM-DD; one in the past is an answer too.
 * @returns undefined when nothing was typed.
 */
export function spokenDate(text: string, today: string): SpokenDate | undefined {
	if (text.trim() === "") return undefined;
	const words = plainWords(text);
	const date = nearDay(words, today) ?? later(words, today) ?? endOf(words, today);
	if (date) return { date };
	return writtenDate(words, today) ?? NOT_UNDERSTOOD;
}

/** A civil date with its weekday, `Friday 4 December 2026`. */
export function dateInFull(date: string): string {
	return `${WEEKDAYS[weekdayOf(date)]} ${dayAndMonth(date)} ${Number(date.slice(0, 4))}`;
}

/** Lower case, one space between words, without ordinals, small words, and stops that are not inside a number. */
function plainWords(text: string): string {
	return text
		.toLowerCase()
		.replace(/['’‘,]/g, "")
		.replace(/[–—]/g, "-")
		.replace(/\.(?!\d)/g, " ")
		.replace(/(^|\D)\./g, "$1 ")
		.replace(/(\d)(?:st|nd|rd|th)\b/g, "$1")
		.replace(/\b(?:of|the)\b/g, " ")
		.replace(/\s+/g, " ")
		.trim()
		.replace(/^(?:by|on|due) /, "");
}

/** A day named by its place beside today: "tomorrow", "Fri", "next Fri", "Friday week". */
function nearDay(words: string, today: string): string | undefined {
	if (words === "today") return today;
	if (/^(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr)$/.test(words)) return addDays(today, 1);
	if (words === "day after tomorrow") return addDays(today, 2);
	if (words === "yesterday") return addDays(today, -1);

	const [, before, name, after] = /^(this |next )?([a-z]+)( week| next week)?$/.exec(words) ?? [];
	const weekday = name === undefined ? -1 : weekdayNumber(name);
	if (weekday < 0 || (before && after)) return undefined;
	if (before === "this ") return comingWeekday(weekday, today);
	if (before === "next " || after === " next week") return addDays(nextMonday(today), (weekday + 6) % 7);
	return addDays(comingWeekday(weekday, addDays(today, 1)), after === " week" ? 7 : 0);
}

/** A span of time from today, or from another day: "2w", "in 10 days", "a week on Friday". */
function later(words: string, today: string): string | undefined {
	const [, amount, unit = "", from] =
		/^(?:in |next )?(?:(\d{1,3}|[a-z]+)[ -]?)??(d|days?|w|wks?|weeks?|fortnights?|m|mths?|months?|y|yrs?|years?)(?: time| (?:from |on )?([a-z]+))?$/.exec(
			words,
		) ?? [];
	// A letter alone is the beginning of a word: "m" of "Mon".
	const count = amount === undefined && unit.length === 1 ? undefined : countOf(amount ?? "a");
	const start = from === undefined || from === "now" ? today : nearDay(from, today);
	if (unit === "" || count === undefined || start === undefined) return undefined;
	if (unit.startsWith("d")) return addDays(start, count);
	if (unit.startsWith("w")) return addDays(start, count * 7);
	if (unit.startsWith("f")) return addDays(start, count * 14);
	return addMonths(start, unit.startsWith("m") ? count : count * 12);
}

/** "End of the week", which is its Friday, of the month or the year, of the next one, or of a month by its name. */
function endOf(words: string, today: string): string | undefined {
	const [, which, name = ""] = /^(?:end |eo)(this |next )?([a-z]+)$/.exec(words) ?? [];
	const isNext = which === "next ";
	if (/^(?:week|w)$/.test(name)) return comingWeekday(FRIDAY, isNext ? nextMonday(today) : today);
	if (/^(?:month|m)$/.test(name)) return lastOfMonth(isNext ? addMonths(today, 1) : today);
	if (/^(?:year|y)$/.test(name)) return civilDate(Number(today.slice(0, 4)) + (isNext ? 1 : 0), 12, 31);
	const month = which ? 0 : monthNumber(name);
	if (!month) return undefined;
	const thisYear = Number(today.slice(0, 4));
	const end = lastOfMonth(civilDate(thisYear, month, 1));
	return end < today ? lastOfMonth(civilDate(thisYear + 1, month, 1)) : end;
}

const STYLES = [
	/^(?<year>\d{4})[-/. ](?<month>\d{1,2})[-/. ](?<day>\d{1,2})$/,
	/^(?<day>\d{1,2}) ?[-/. ] ?(?<month>\d{1,2})(?: ?[-/. ] ?(?<year>\d{4}|\d{2}))?$/,
	/^(?<day>\d{1,2})[-/. ]?(?<month>[a-z]{3,9})(?:[-/. ]?(?<year>\d{4}|\d{2}))?$/,
	/^(?<month>[a-z]{3,9})[-/. ]?(?<day>\d{1,2})(?:[-/. ](?<year>\d{4}|\d{2}))?$/,
];

/** A date by its numbers or its month's name, perhaps after its weekday; undefined when it does not look like one. */
function writtenDate(words: string, today: string): SpokenDate | undefined {
	const [, first = "", rest = ""] = /^([a-z]+) (.+)$/.exec(words) ?? [];
	const weekday = weekdayNumber(first);
	const written = weekday < 0 ? words : rest;
	for (const style of STYLES) {
		const { day, month = "", year } = style.exec(written)?.groups ?? {};
		if (day === undefined) continue;
		const number = /^\d/.test(month) ? Number(month) : monthNumber(month);
		// Neither a month nor a number: "3 hours".
		if (number === 0 && !/^\d/.test(month)) continue;
		const reading = dateOf(Number(day), number, year, today);
		return "date" in reading && weekday >= 0 ? onWeekday(reading.date, weekday) : reading;
	}
	return undefined;
}

function dateOf(day: number, month: number, writtenYear: string | undefined, today: string): SpokenDate {
	const name = MONTHS[month - 1];
	if (!name) {
		const isAmerican = day >= 1 && day <= 12 && month >= 13 && month <= 31;
		const hint = isAmerican ? `. Enter the day first, like ${month}/${day}` : "";
		return { problem: `There is no month ${month}${hint}` };
	}
	// A leap year, so that only what no year has is refused here.
	if (!exists(2000, month, day)) return { problem: `There is no ${day} ${name}` };
	const year = writtenYear === undefined ? yearMeant(day, month, today) : fullYear(writtenYear);
	if (year < 1900) return NOT_UNDERSTOOD;
	if (!exists(year, month, day)) return { problem: `There is no ${day} ${name} ${year}` };
	return { date: civilDate(year, month, day) };
}

/** The year of the first such date that is not long past. */
function yearMeant(day: number, month: number, today: string): number {
	const earliest = addDays(today, -DAYS_LOOKED_BACK);
	const year = Number(earliest.slice(0, 4));
	return civilDate(year, month, day) < earliest ? year + 1 : year;
}

function onWeekday(date: string, weekday: number): SpokenDate {
	if (weekdayOf(date) === weekday) return { date };
	return { problem: `${dayAndMonth(date)} ${date.slice(0, 4)} is a ${WEEKDAYS[weekdayOf(date)]}` };
}

function fullYear(written: string): number {
	return written.length === 2 ? 2000 + Number(written) : Number(written);
}

function countOf(amount: string): number | undefined {
	if (/^\d+$/.test(amount)) return Number(amount);
	if (amount === "a") return 1;
	const index = AMOUNTS.indexOf(amount);
	return index < 0 ? undefined : index + 1;
}

/** The first such weekday on or after `from`. */
function comingWeekday(weekday: number, from: string): string {
	return addDays(from, (weekday - weekdayOf(from) + 7) % 7);
}

function nextMonday(today: string): string {
	return comingWeekday(1, addDays(today, 1));
}

function lastOfMonth(date: string): string {
	return addDays(addMonths(`${date.slice(0, 8)}01`, 1), -1);
}

/** The same day `months` later, or the last of that month where it has no such day. */
function addMonths(date: string, months: number): string {
	const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
	const target = new Date(Date.UTC(year, month - 1 + months, 1));
	const daysInTarget = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
	return civilDate(target.getUTCFullYear(), target.getUTCMonth() + 1, Math.min(day, daysInTarget));
}

function dayAndMonth(date: string): string {
	return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
}
