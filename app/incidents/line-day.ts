/** A day as people write it: 3/11, 3 Nov 2025, 03-Nov-26, Tuesday 3 Nov, yesterday. What can be read in two ways is refused. */
import { addDays, civilDate, exists, MONTHS, SHORT_MONTHS, WEEKDAYS, weekdayOf } from "../civil-dates.ts";
import { beginsWithTime, PART, timeIn, Unclear } from "./line-times.ts";

/** A day, so far as it is written. Its year may have to be found. */
export interface Day {
	day: number;
	month: number;
	year?: number | undefined;
	/** The weekday that is said beside it. */
	weekday?: number | undefined;
}
/** What was read, and what follows it. */
export interface DayRead {
	written: Day | { date: string };
	/** "Friday night 6 Nov" says a part of the day before the date. */
	part?: string | undefined;
	rest: string;
}

/** Names as pieces of patterns, the longer ones first. */
export const MONTH = `(?:${[...MONTHS, "Sept", ...SHORT_MONTHS].join("|")})`;
const WEEKDAY = `(?:${[...WEEKDAYS, "Tues", "Weds", "Thurs", "Thur", ...WEEKDAYS.map((day) => day.slice(0, 3))].join("|")})`;
export const ORDINAL = "(?:st|nd|rd|th)";
const monthOf = (word: string) => SHORT_MONTHS.indexOf(capital(word.slice(0, 3))) + 1;
const weekdayOfWord = (word: string) =>
	WEEKDAYS.findIndex((day) => day.startsWith(capital(word.slice(0, 3))));
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

export const inWords = (date: string): string => {
	const [year, month = 1, day] = date.split("-").map(Number);
	return `${day} ${MONTHS[month - 1]} ${year}`;
};

// --- which date it is -------------------------------------------------------------------------------------------

/** The latest such date that is not after `limit`, or that of its year. @throws Unclear */
export function dateOf(written: DayRead["written"], limit: string): string {
	if ("date" in written) return written.date;
	const { day, month, year, weekday } = written;
	const name = MONTHS[month - 1];
	if (!name) {
		const isAmerican = day >= 1 && day <= 12 && month >= 13 && month <= 31;
		throw new Unclear(
			`There is no month ${month}${isAmerican ? `. Enter the day first, like ${month}/${day}` : ""}`,
		);
	}
	const thisYear = Number(limit.slice(0, 4));
	// 29 February is in every fourth year, or eighth.
	const years = year === undefined ? Array.from({ length: 9 }, (_, back) => thisYear - back) : [year];
	const dates = years.filter((each) => exists(each, month, day)).map((each) => civilDate(each, month, day));
	if (dates.length === 0) throw new Unclear(`There is no ${day} ${name}${year ? ` ${year}` : ""}`);
	const date = dates.find((each) => each <= limit);
	if (!date) throw new Unclear(`${day} ${name}${year ? ` ${year}` : ""} has not been yet`);
	if (weekday !== undefined && weekdayOf(date) !== weekday)
		throw new Unclear(`${inWords(date)} is a ${WEEKDAYS[weekdayOf(date)]}`);
	return date;
}

/** The first such date from another on: the end of a period that was written without its year. @throws Unclear */
export function firstFrom(start: string, written: Day): string {
	const startYear = Number(start.slice(0, 4));
	for (let year = startYear; year < startYear + 9; year++) {
		const date = civilDate(year, written.month, written.day);
		if (date >= start && exists(year, written.month, written.day)) return dateOf({ ...written, year }, date);
	}
	return dateOf(written, start);
}

// --- the day and the month --------------------------------------------------------------------------------------

/** Reads a day of the calendar. Undefined where a text does not begin with one. @throws Unclear */
export function calendarDayIn(text: string, today: string): DayRead | undefined {
	return isoIn(text) ?? namedIn(text, today) ?? monthFirstIn(text, today) ?? numericIn(text);
}

const full = (year: string | undefined) =>
	year === undefined ? undefined : Number(year) + (year.length === 2 ? 2000 : 0);

function isoIn(text: string): DayRead | undefined {
	const found = /^(\d{4})-(\d{2})-(\d{2})(?:T(?=\d)|\b)/.exec(text);
	if (!found) return undefined;
	const [year, month, day] = found.slice(1).map(Number);
	return { written: { day: day ?? 0, month: month ?? 0, year }, rest: text.slice(found[0].length) };
}

/** Things said many of, which two numbers behind a month may count. */
export const COUNTED =
	/^\s+(?:(?:more|further|other|missed|silent|abusive|unwanted|threatening|anonymous|withheld|nuisance|voice|text|phone|whatsapp|facebook|instagram|snapchat|social|media|calls? and|texts? and) )*(?:calls|phonecalls|texts|messages|e-?mails|voicemails|letters|cards|notes|gifts|posts|comments|photos|photographs|pictures|images|videos|dms|notifications|requests|visits|contacts|attempts|occasions|times|days|hours|hrs|minutes|mins|seconds|people|yards|metres|miles)\b/i;
/** "3/4 may have been him": no month. */
export const MAY_BE = "may (?:have|be|not|well|also|still)\\b";
const BEGINS_WITH_MONTH = new RegExp(`^\\s*(?!${MAY_BE})${MONTH}\\b`, "i");
const SMALL_PAIR = /^(\d{1,2})\/(\d{1,2})\.?$/;
const FRACTION = /^\s*(?:an?|of an?)?\s*(?:hours?|hrs?|miles?)\b/i;

function numericIn(text: string): DayRead | undefined {
	// "42/1234/26" is no date.
	const found =
		/^(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/])(?:\.(?!\d))?|^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})\b/i.exec(
			text,
		);
	if (!found) return undefined;
	const [whole, day, stop, month, year, dashedDay, dashedMonth, dashedYear] = found;
	const rest = text.slice(whole.length);
	// "3.15pm" begins with a time.
	if (stop === "." && /^\s*[ap]\.?m\b/i.test(rest)) return undefined;
	if (/^24\/7\.?$/.test(whole))
		throw new Unclear("Is 24/7 the 24th of July? Write 24 July, or begin with another date");
	const pair = SMALL_PAIR.exec(whole);
	// "3/4 Nov" is a night, and not the third of April.
	if (pair && BEGINS_WITH_MONTH.test(rest))
		throw new Unclear(`Is ${whole} one day or two? Write two like 3-4 Nov`);
	const isCount = pair && Number(pair[2]) === Number(pair[1]) + 1 && COUNTED.test(rest);
	if (isCount || (pair && FRACTION.test(rest)))
		throw new Unclear(`Is ${whole} a date? Write it with the name of its month, or begin with another date`);
	const yearBehind = /^,?\s+(\d{4})\b(?!\s*(?:hrs?|hours|h)\b)/.exec(rest)?.[1];
	if (pair && yearBehind && isYear(Number(yearBehind), "9999"))
		throw new Unclear(
			`Is ${yearBehind} the year? Write ${whole}/${yearBehind}; if it is a time, ${asTime(yearBehind)}`,
		);
	return {
		written: {
			day: Number(day ?? dashedDay),
			month: Number(month ?? dashedMonth),
			year: full(year ?? dashedYear),
		},
		rest,
	};
}

const NAMED = new RegExp(`^(\\d{1,2})${ORDINAL}?\\s*(?:of\\s+)?(${MONTH})\\b\\.?`, "i");
const JOINED = new RegExp(
	`^(\\d{1,2})${ORDINAL}?([-/.])(${MONTH})(?:\\2(\\d{4}|\\d{2})(?!\\d))?(?:T(?=\\d)|(?![-/.]\\d|\\p{L}))`,
	"iu",
);

function namedIn(text: string, today: string): DayRead | undefined {
	const joined = JOINED.exec(text);
	if (joined?.[4]) {
		const [whole, day, , month = "", year] = joined;
		const written = { day: Number(day), month: monthOf(month), year: full(year) };
		return { written, rest: text.slice(whole.length) };
	}
	const named = joined ? [joined[0], joined[1], joined[3]] : NAMED.exec(text);
	if (!named) return undefined;
	const [whole = "", digits, name = ""] = named;
	const [day, month] = [Number(digits), monthOf(name)];
	const { year, rest } = yearIn(text.slice(whole.length), today, day, month);
	return { written: { day, month, year }, rest };
}

const MONTH_FIRST = new RegExp(
	`^(${MONTH})\\b\\.?\\s+(?:the )?(\\d{1,2})(${ORDINAL})?(?![\\d/:.]\\d|\\d|\\p{L})`,
	"iu",
);

/** "Nov 3"; "Nov 25" may as well be the whole month of a year, and "Nov 3 calls" three of them. */
function monthFirstIn(text: string, today: string): DayRead | undefined {
	const found = MONTH_FIRST.exec(text);
	if (!found) return undefined;
	const [whole, name = "", digits, ordinal] = found;
	const [day, month] = [Number(digits), monthOf(name)];
	const behind = text.slice(whole.length);
	const dayFirst = `Write the day first, like ${day} ${capital(name)}`;
	if (!ordinal && COUNTED.test(behind)) throw new Unclear(`Is ${digits} the day? ${dayFirst}`);
	if (/^\s*(?:-|–|—|to|and|&|\/)\s*\d{1,2}(?:st|nd|rd|th)?(?![\d:.])/.test(behind))
		throw new Unclear(`${dayFirst}, and a period like 3-9 ${capital(name)}`);
	const { year, rest } = yearIn(behind, today, day, month);
	const mayBeYear = !ordinal && year === undefined && day >= 15 && 2000 + day <= yearOf(today);
	if (mayBeYear && !timeIn(rest)) throw new Unclear(`Is ${digits} the day or the year? ${dayFirst}`);
	return { written: { day, month, year }, rest };
}

// --- the year behind them ---------------------------------------------------------------------------------------

const yearOf = (date: string) => Number(date.slice(0, 4));
const isYear = (number: number, today: string) => number >= 1990 && number <= Math.min(yearOf(today), 2099);
const asTime = (digits: string) => `${digits.slice(0, 2)}:${digits.slice(2)}`;

/** The year behind a day and the name of its month, if one stands there. @throws Unclear where it may be something else. */
function yearIn(
	text: string,
	today: string,
	day: number,
	month: number,
): { year?: number | undefined; rest: string } {
	const inNumbers = `${day}/${month}`;
	const named = `${day} ${SHORT_MONTHS[month - 1]}`;
	const none = { rest: text };
	const found = /^(,?\s+)(['’]?)(\d{4}|\d{2})(?!\d)/.exec(text);
	if (!found || beginsWithTime(text.replace(/^,?\s+/, ""))) return none;
	const [whole, , apostrophe, digits = ""] = found;
	const rest = text.slice(whole.length);
	const year = full(digits) ?? 0;
	if (apostrophe) return { year, rest };
	return digits.length === 4 ? fourDigits() : twoDigits();

	function fourDigits() {
		const isTime = Number(digits.slice(0, 2)) < 24 && Number(digits.slice(2)) < 60;
		const isCount = year === 2000 && COUNTED.test(rest);
		const isStretch = isTime && /^\s*[-–—]\s*\d{4}\b/.test(rest);
		if (isYear(year, today) && !isCount && !isStretch) return { year, rest };
		if (isTime && (isCount || !COUNTED.test(rest))) {
			const asYear = year >= 1900 && year <= yearOf(today) ? `, a year as ${inNumbers}/${digits}` : "";
			throw new Unclear(`Is ${digits} the time? Write a time as ${asTime(digits)}${asYear}`);
		}
		return year >= 1900 && year < 2100 ? { year, rest } : none;
	}

	/** As often how many calls there were as a year: with a stop, a time or another date behind they are a year. */
	function twoDigits() {
		const link = /^\s*(?:-|–|—|to|until|till)\s*/i.exec(rest);
		const isEnd = /^\s*(?:$|[,;:.)](?!\d))/.test(rest);
		const isBeforeDate = link !== null && beginsWithDay(rest.slice(link[0].length));
		const isBeforeTime = /^[\s,]*[^\s,–—-]/.test(rest) && !link && timeIn(rest) !== undefined;
		if (COUNTED.test(rest)) return none;
		if (isEnd || isBeforeDate || isBeforeTime) return { year, rest };
		if (year > yearOf(today)) return none;
		throw new Unclear(
			`Is ${digits} the year? Then write ${named} ${year}; if it is a number, a colon before it: ${named}: ${digits} …`,
		);
	}
}

const BEGINS_WITH_DAY = new RegExp(
	`^(?:${WEEKDAY}\\s+)?\\d{1,2}(?:${ORDINAL}?[\\s-]*(?:of )?${MONTH}\\b|/\\d{1,2}(?:/\\d{2,4})?(?![\\d/]))`,
	"i",
);
/** Whether a text begins with a day and its month that can hardly be anything else. */
export const beginsWithDay = (text: string): boolean =>
	BEGINS_WITH_DAY.test(text) && !/^24\/7\b|^\d\/\d\s+(?:an? |of an? )?(?:hours?|hrs?|miles?)\b/i.test(text);

// --- weekdays, and days by their distance -----------------------------------------------------------------------

const COMPANY = new RegExp(
	`^(?:last )?(?<first>${WEEKDAY})\\b(?:\\s*(?:/|-|–|to)\\s*(?<second>${WEEKDAY})\\b)?(?<behind>[.,]?(?:\\s*(?<part>${PART})\\b[.,]?)?\\s*\\(?(?:on )?(?:the )?)`,
	"i",
);

/** The weekdays before a date, with the part of the day: "Tue.", "Sat/Sun", "Friday night the". */
export function companyIn(text: string) {
	const found = COMPANY.exec(text);
	const { first, second, part, behind = "" } = found?.groups ?? {};
	if (!found || !first || /^['’]/.test(text.slice(found[0].length))) return undefined;
	return {
		first: weekdayOfWord(first),
		second: second ? weekdayOfWord(second) : undefined,
		part,
		word: first,
		/** What follows when they stand before a date, and when they stand for themselves. */
		rest: text.slice(found[0].length),
		restAlone: text.slice(found[0].length - behind.length),
	};
}

/** The last such weekday before today. */
export const lastWeekday = (weekday: number, today: string): string =>
	addDays(today, -((weekdayOf(today) - weekday + 7) % 7 || 7));

const AMOUNTS = ["two", "three", "four", "five", "six"];

/** Reads a day in any way in which one is written. Undefined where a text does not begin with one. @throws Unclear */
export function dayIn(text: string, today: string): DayRead | undefined {
	const near =
		/^(?:(?<today>today)|(?<yesterday>yesterday)|(?<days>\d{1,2}|two|three|four|five|six) days ago)\b(?!['’])/i.exec(
			text,
		);
	if (near) {
		const { today: isToday, yesterday, days = "" } = near.groups ?? {};
		const back = isToday ? 0 : yesterday ? 1 : Number(days) || AMOUNTS.indexOf(days.toLowerCase()) + 2;
		return { written: { date: addDays(today, -back) }, rest: text.slice(near[0].length) };
	}
	const company = companyIn(text);
	if (!company || company.second !== undefined) return company ? undefined : calendarDayIn(text, today);
	const read = calendarDayIn(dayFirst(company.rest), today);
	if (read && !("date" in read.written))
		return { ...read, written: { ...read.written, weekday: company.first }, part: company.part };
	const date = lastWeekday(company.first, today);
	refuseUnclearWeekday(company.word, company.restAlone, date);
	return { written: { date }, rest: company.restAlone };
}

/** Beside its weekday "Nov 25" is a day, for it is no month. */
const dayFirst = (text: string) =>
	text.replace(
		new RegExp(`^(${MONTH})\\b\\.?\\s+(\\d{1,2})(?=[\\s,.)]|$)(?!\\s*(?:-|–|to)\\s*\\d)`, "i"),
		"$2 $1",
	);

const SEATED =
	/^\s(?:in|on|outside|by|with|at|behind|beside|near|next|opposite|down|there|for|across|under|inside|watching|waiting)\b/i;
const FURTHER_ON = new RegExp(
	`\\b(?!may\\b|march\\b)${MONTH}\\b|\\b(?:in|of|last|early|late|mid|\\d{1,2}${ORDINAL}?) (?:of )?(?:may|march)\\b|(?<![\\d/])\\d{1,2}/\\d{1,2}(?![\\d/])|\\b(?:last|next|this|the) (?:week|month|year)\\b|\\bbefore last\\b|\\bago\\b|\\bfortnight\\b|\\b\\d{1,2}${ORDINAL}\\b|^\\s*week\\b`,
	"i",
);
const ANOTHER = new RegExp(`^\\s*(?:,|and|&|\\+)\\s*(?:and )?${WEEKDAY}\\b`, "i");

/** A weekday alone means the last one; not where more is said of the date, or where it is no weekday. @throws Unclear */
function refuseUnclearWeekday(word: string, rest: string, last: string): void {
	const example = inWords(last).replace(/ \d{4}$/, "");
	const isSeated = /^(?:sat|sun)$/i.test(word) && SEATED.test(rest);
	if (isSeated && !(/^ at /i.test(rest) && timeIn(rest)))
		throw new Unclear(`Is “${word}” a day? Begin with the date, like ${example}`);
	if (ANOTHER.test(rest)) throw new Unclear("Enter each day on a line of its own");
	const next = rest.trim().split(/\s+/, 6).join(" ");
	const isNumber = /^\W*\d/.test(next) && !timeIn(rest) && !COUNTED.test(rest.replace(/^\W*\d+/, ""));
	if (isNumber || FURTHER_ON.test(next))
		throw new Unclear(`Which ${word} is not clear. Write its date, like ${word} ${example}`);
}
