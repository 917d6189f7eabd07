/** When an incident was, as people write it at the beginning of a line: a date, "about" one, or a period, and a time. */
import type { IncidentLine } from "#server/incidents/index.ts";
import { addDays, WEEKDAYS, weekdayOf } from "../civil-dates.ts";
import {
	beginsWithDay,
	COUNTED,
	calendarDayIn,
	companyIn,
	type DayRead,
	dateOf,
	dayIn,
	firstFrom,
	inWords,
	lastWeekday,
	MAY_BE,
	MONTH,
	ORDINAL,
} from "./line-day.ts";
import { timeIn, Unclear, withoutStop } from "./line-times.ts";

/** Civil dates, and a time of the day. */
export interface When {
	precision: IncidentLine["precision"];
	startsOn: string;
	endsOn?: string;
	startsAt?: string;
}
type WhenRead = When & { rest: string };

const BEGIN = "Begin with the date, like 3/11, 3 Nov, about 3 Nov, 3-9 Nov or yesterday";
const ABOUT = /^(?:on or about|about|around|approx(?:imately|\.)?|circa|c\.|~)\s*/i;
/** "Overnight", "the night of": said before the date, and left in the words behind it. */
const PART_OF =
	/^(?:on |during |in )?(?:the )?(overnight|early hours|night|morning|afternoon|evening)\b(?:,? (?:of|on))?(?: the)?\s+/i;
const ANOTHER_DATE = /^\s*(?:,|;|and\b|&|\+|\/)?\s*(?:and\s+)?/i;

/**
 * Reads when it was, and answers what follows. A date without a year is the latest that is not after `today`. What can
 * be read in two ways is refused: a wrong date is worse than a question.
 */
export function whenOf(text: string, today: string): WhenRead | { problem: string } {
	try {
		return read(text, today);
	} catch (error) {
		if (error instanceof Unclear) return { problem: error.message };
		throw error;
	}
}

function read(text: string, today: string): WhenRead {
	const isAbout = ABOUT.test(text);
	const undated = text.replace(ABOUT, "");
	const partOf = PART_OF.exec(undated);
	const words = undated.slice(partOf?.[0].length ?? 0).replace(/^on (?:the )?|^the (?=\d)/i, "");
	const period = weekIn(words, today) ?? periodIn(words, today);
	if (period) {
		refuseAnotherDate(period.rest);
		const said = [partOf?.[1], period.part].filter(Boolean);
		// A period has no other precision: "about" stays in the words, and so does what was said of it.
		const rest = isAbout ? text : [...said, withoutStop(period.rest)].join(", ");
		return { precision: "period", startsOn: period.from, endsOn: period.to, rest };
	}
	const start = dayIn(words, today);
	if (!start) throw new Unclear(BEGIN);
	refuseAnotherDate(start.rest);
	const startsOn = dateOf(start.written, today);
	const part = partOf?.[1] ?? start.part;
	const time = timeIn(start.rest, part?.toLowerCase());
	if (time) refuseAnotherDate(time.rest);
	const rest = time?.rest ?? withoutStop(start.rest);
	return {
		precision: isAbout || time?.isAbout ? "about" : "exact",
		startsOn,
		...(time ? { startsAt: time.at } : {}),
		rest: part && !time ? `${part}, ${rest}` : rest,
	};
}

/** One line is one incident: a second date behind the first would be lost in the words. @throws Unclear */
function refuseAnotherDate(rest: string): void {
	if (/^\s*onwards?\b/i.test(rest))
		throw new Unclear("Until when? Write a period like 3 Nov to 9 Nov, or “3 Nov to now”");
	if (beginsWithDay(rest.replace(ANOTHER_DATE, "")))
		throw new Unclear("Enter each date on a line of its own, or a period like 3-9 Nov");
}

// --- periods ----------------------------------------------------------------------------------------------------

interface Period {
	from: string;
	to: string;
	part?: string | undefined;
	rest: string;
}

/** "w/c 2 Nov": from Monday to Sunday, or until today. */
function weekIn(text: string, today: string): Period | undefined {
	const found = /^(?:for )?(?:w\/?c|w\/?b|week (?:commencing|beginning|starting))\b\.?:?\s*/i.exec(text);
	if (!found) return undefined;
	const start = dayIn(text.slice(found[0].length), today);
	if (!start) throw new Unclear("Write the Monday on which the week began, like w/c 2 Nov");
	const from = dateOf(start.written, today);
	if (weekdayOf(from) !== 1)
		throw new Unclear(
			`${inWords(from)} is a ${WEEKDAYS[weekdayOf(from)]}, and a week begins on Monday. Write a period like 3-9 Nov`,
		);
	const sunday = addDays(from, 6);
	return periodOf(from, sunday < today ? sunday : today, start.rest);
}

const DAY_OF_MONTH = `\\d{1,2}${ORDINAL}?(?:\\s*(?:of\\s+)?(?!${MAY_BE})${MONTH}\\b|[-.]${MONTH}\\b)`;
const SHORT = new RegExp(
	`^(\\d{1,2})${ORDINAL}?\\s*(?:(?:-|–|—|to|/|and|&)\\s*(?:the )?(?=${DAY_OF_MONTH})|(?:-|–|—|to)\\s*(?=\\d{1,2}/\\d{1,2}(?!\\d)))`,
	"i",
);
const LINK = /^\s*(-|–|—|to|until|till|and|\/)\s*/i;
const NOW = /^(?:date|now|(?:the )?present(?: day)?)\b/i;

/** "3-9 Nov", "28 Oct to 2 Nov", "1/10 - 14/10", "Tue/Wed 3/4 Nov", "between 3 and 5 Nov". */
function periodIn(text: string, today: string): Period | undefined {
	const opening = /^(from|between)\s+(?:the )?/i.exec(text);
	const isBetween = opening?.[1]?.toLowerCase() === "between";
	const words = text.slice(opening?.[0].length ?? 0);
	const company = companyIn(words);
	const short = shortIn(company?.rest ?? words, today, isBetween);
	if (short) {
		const { start, end, rest } = short;
		const [first, second] = [company?.first, company?.second];
		const period = between({ ...start, weekday: first }, { ...end, weekday: second }, today);
		return { ...periodOf(period.from, period.to, rest), part: company?.part };
	}
	const isPair = company?.second !== undefined;
	const start = isPair ? firstOfPair(company, today) : dayIn(words, today);
	if (!start) return undefined;
	if (isPair && "date" in start.written)
		return periodOf(start.written.date, lastWeekday(company.second ?? 0, today), start.rest);
	const end = endIn(start, today, isBetween);
	if (!end) {
		if (isPair) throw new Unclear("Write the two days as a period, like 31 Oct to 1 Nov");
		if (opening) throw new Unclear("Until when? Write a period like 3 Nov to 9 Nov");
		return undefined;
	}
	if (isPair && !("date" in end.written)) end.written.weekday = company.second;
	const { from, to } = between(start.written, end.written, today);
	return { ...periodOf(from, to, end.rest), part: start.part };
}

/** "3-9 Nov": the month is said once. */
function shortIn(text: string, today: string, isBetween: boolean) {
	const found = SHORT.exec(text);
	if (!found) return undefined;
	const [whole, day] = found;
	if (/\band\b|&/.test(whole) && !isBetween)
		throw new Unclear("Enter each date on a line of its own, or a period like 3-9 Nov");
	const end = calendarDayIn(text.slice(whole.length), today);
	if (!end || "date" in end.written) return undefined;
	// "3/4 Nov" is a night; "3/11 March" is not clear, and refused as a day.
	if (whole.includes("/") && end.written.day !== Number(day) + 1) return undefined;
	if (Number(day) >= end.written.day) throw new Unclear(ORDER);
	return { start: { ...end.written, day: Number(day) }, end: end.written, rest: end.rest };
}

/** "Sat/Sun 31 Oct - 1 Nov", and "Sat/Sun" alone. */
function firstOfPair(company: NonNullable<ReturnType<typeof companyIn>>, today: string): DayRead {
	const dated = calendarDayIn(company.rest, today);
	if (dated && !("date" in dated.written))
		return { ...dated, written: { ...dated.written, weekday: company.first }, part: company.part };
	return { written: { date: lastWeekday(company.first, today) }, rest: company.restAlone };
}

/** The end of a period behind its start; undefined where the words that follow are something else. */
function endIn(start: DayRead, today: string, isBetween: boolean): DayRead | undefined {
	const found = LINK.exec(start.rest);
	const [whole = "", link = ""] = found ?? [];
	if (!found) return undefined;
	const behind = start.rest.slice(whole.length);
	if (/and/i.test(link) && !isBetween) return undefined;
	if (/^(?:to|until|till)$/i.test(link) && NOW.test(behind))
		return { written: { date: today }, rest: behind.replace(NOW, "") };
	const isDash = !/^(?:to|until|till|and)$/i.test(link);
	if (!beginsWithDay(behind) && isDayAlone(behind, isDash))
		throw new Unclear("Write the month of the end too, like 3 Nov to 9 Nov");
	// "3 Nov - sat outside her house": a dash, and no period.
	const company = companyIn(behind);
	if (company && !beginsWithDay(behind) && /^(?:sat|sun)$/i.test(company.word)) return undefined;
	const end = dayIn(behind.replace(/^the /i, ""), today);
	// "3 Nov to Friday" is the Friday after it, or the last one; "3 Nov - today" may be no period.
	if (end && "date" in end.written && !("date" in start.written) && (isDash || company))
		throw new Unclear("Write the end of a period with its date, like 3 Nov to 9 Nov");
	return end;
}

/** "3 Nov to 5 he rang", "3rd Nov - 5th"; not "3 Nov - 5 calls", "to 10 pm" or "to 42 High Street". */
function isDayAlone(text: string, isDash: boolean): boolean {
	const [whole = "", day, ordinal] = /^(?:the )?(\d{1,2})(st|nd|rd|th)?(?![\d/.:-]|\p{L})/iu.exec(text) ?? [];
	const behind = text.slice(whole.length);
	return whole !== "" && (ordinal !== undefined || (!isDash && Number(day) <= 31 && !COUNTED.test(behind)));
}

const ORDER =
	"The end of the period must be after its start and not after today, like 3-9 Nov or 28 Oct to 2 Nov";

/** The dates of a period. A year that is said at one end holds for the other: the nearest such date. */
function between(start: DayRead["written"], end: DayRead["written"], today: string) {
	if (!("date" in end) && end.year !== undefined && !("date" in start) && start.year === undefined) {
		const to = dateOf(end, today);
		return { from: dateOf(start, to), to };
	}
	const from = dateOf(start, today);
	const isOpen = !("date" in end) && end.year === undefined;
	const to = isOpen ? firstFrom(from, end) : dateOf(end, today);
	if (to > today) throw new Unclear(ORDER);
	return { from, to };
}

/**
 * The end of a period that began on `start`, at the beginning of a text of its own; it may be that day.
 * @throws Unclear
 */
export function endOf(
	text: string,
	start: string,
	today: string,
): { date: string; rest: string } | undefined {
	const end = dayIn(text, today);
	if (!end) return undefined;
	const { to } = between({ date: start }, end.written, today);
	if (to < start) throw new Unclear(ORDER);
	return { date: to, rest: end.rest };
}

function periodOf(from: string, to: string, rest: string): Period {
	if (from >= to) throw new Unclear(ORDER);
	return { from, to, rest };
}
