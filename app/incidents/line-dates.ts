/** When an incident was, as people write it at the beginning of a line: a date, "about" one, or a period, and a time. */
import type { IncidentLine } from "#server/incidents/index.ts";
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

/** Civil dates, and a time of the day. */
export interface When {
	precision: IncidentLine["precision"];
	startsOn: string;
	endsOn?: string;
	startsAt?: string;
}
/** A date at the beginning of a text, and what follows it. */
type Dated = { date: string; rest: string } | { problem: string } | undefined;

const BEGIN = { problem: "Begin with the date, like 3/11, 3 Nov, about 3 Nov, 3-9 Nov or yesterday" };
const ABOUT = /^(?:on or about|about|around|approx(?:imately|\.)?|circa|c\.|~)\s*/i;

/** Reads when it was, and answers what follows. A date without a year is the latest that is not after `today`. */
export function whenOf(text: string, today: string): (When & { rest: string }) | { problem: string } {
	const isAbout = ABOUT.test(text);
	const undated = text.replace(ABOUT, "");
	const period = periodIn(undated, today);
	if (period) {
		if ("problem" in period) return period;
		return { precision: "period", startsOn: period.from, endsOn: period.to, rest: period.rest };
	}
	const start = dateIn(undated.replace(/^(?:on|from) /i, ""), today);
	if (!start) return BEGIN;
	if ("problem" in start) return start;
	const time = timeIn(start.rest);
	if ("problem" in time) return time;
	return {
		precision: isAbout ? "about" : "exact",
		startsOn: start.date,
		...(time.at ? { startsAt: time.at } : {}),
		rest: time.rest,
	};
}

const BETWEEN = /^\s*(?:-|–|—|to|until|till)\s*/i;

/** "3-9 Nov", "28 Oct to 2 Nov", "1/10 - 14/10". */
function periodIn(
	text: string,
	today: string,
): { from: string; to: string; rest: string } | { problem: string } | undefined {
	const words = text.replace(/^(?:from|between) /i, "");
	const short =
		/^(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and)\s*(?=\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3})/i.exec(words);
	if (short) {
		const end = dateIn(words.slice(short[0].length), today);
		if (!end) return undefined;
		if ("problem" in end) return end;
		const [year = 0, month = 0] = end.date.split("-").map(Number);
		const day = Number(short[1]);
		return periodOf(exists(year, month, day) ? civilDate(year, month, day) : undefined, end);
	}
	const start = dateIn(words, today);
	if (!start || "problem" in start) return undefined;
	const between = BETWEEN.exec(start.rest);
	if (!between) return undefined;
	const end = dateIn(start.rest.slice(between[0].length), today);
	// "3 Nov - followed her home": a dash, and no period.
	if (!end) return undefined;
	return "problem" in end ? end : periodOf(start.date, end);
}

function periodOf(from: string | undefined, end: { date: string; rest: string }) {
	if (!from || from >= end.date) {
		return { problem: "The end of the period must be after its start, like 3-9 Nov or 28 Oct to 2 Nov" };
	}
	return { from, to: end.date, rest: withoutComma(end.rest) };
}

const withoutComma = (text: string) => text.replace(/^\s*[,;:]?\s*/, "");

/** The date at the beginning of a text. Undefined where there is none. */
function dateIn(text: string, today: string): Dated {
	const near = /^(today|yesterday|(\d{1,2}|two|three|four|five|six) days ago)\b/i.exec(text);
	if (near) {
		const amounts = ["", "", "two", "three", "four", "five", "six"];
		const days = near[2]
			? /^\d/.test(near[2])
				? Number(near[2])
				: amounts.indexOf(near[2].toLowerCase())
			: near[1]?.toLowerCase() === "today"
				? 0
				: 1;
		return { date: addDays(today, -days), rest: text.slice(near[0].length) };
	}
	const iso = /^(\d{4})-(\d{2})-(\d{2})\b/.exec(text);
	if (iso) return dated(Number(iso[3]), Number(iso[2]), iso[1], today, text.slice(iso[0].length));
	const numeric =
		/^(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/]|\s*(?:am|pm)\b)|^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})\b/.exec(
			text,
		);
	if (numeric) {
		const [, day, , month, year, dashedDay, dashedMonth, dashedYear] = numeric;
		// "3.15pm" begins with a time and not with a date; "42/1234/26" was not taken for one either.
		return dated(
			Number(day ?? dashedDay),
			Number(month ?? dashedMonth),
			year ?? dashedYear,
			today,
			text.slice(numeric[0].length),
		);
	}
	// Two numbers behind a month's name are as often how many calls there were as a year; with a stop they are a year.
	const named =
		/^(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?([a-z]{3,9})\b\.?(?:,?\s+(?:(\d{4})(?!\s*h|[\d:])|['’](\d{2})\b|(\d{2})(?=\s*[,;:](?!\d))))?/i.exec(
			text,
		);
	if (named) {
		const month = monthNumber(named[2] ?? "");
		if (month === 0) return undefined;
		const year = named[3] ?? named[4] ?? named[5];
		return dated(Number(named[1]), month, year, today, text.slice(named[0].length));
	}
	const american = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4})\b)?/i.exec(text);
	if (american) {
		const month = monthNumber(american[1] ?? "");
		if (month > 0)
			return dated(Number(american[2]), month, american[3], today, text.slice(american[0].length));
	}
	const weekday = /^(last )?([a-z]{3,9})\b,?\s*/i.exec(text);
	const number = weekday ? weekdayNumber(weekday[2] ?? "") : -1;
	if (weekday && number >= 0) {
		const rest = text.slice(weekday[0].length);
		// "Tue 3 Nov": the date says it, and the weekday is its company.
		const written = /^\d/.test(rest) && !weekday[1] ? dateIn(rest, today) : undefined;
		if (written) {
			if ("problem" in written || weekdayOf(written.date) === number) return written;
			const [year = 0, month = 1, day = 1] = written.date.split("-").map(Number);
			const weekday = WEEKDAYS[weekdayOf(written.date)];
			return { problem: `${day} ${MONTHS[month - 1]} ${year} is a ${weekday}` };
		}
		const back = (weekdayOf(today) - number + 7) % 7 || 7;
		return { date: addDays(today, -back), rest };
	}
	return undefined;
}

/** A date by its numbers; without a year the latest that is not after today. */
function dated(day: number, month: number, year: string | undefined, today: string, rest: string): Dated {
	const name = MONTHS[month - 1];
	if (!name) {
		const isAmerican = day >= 1 && day <= 12 && month >= 13 && month <= 31;
		return {
			problem: `There is no month ${month}${isAmerican ? `. Enter the day first, like ${month}/${day}` : ""}`,
		};
	}
	if (year !== undefined) {
		const ofYear = year.length === 2 ? 2000 + Number(year) : Number(year);
		if (!exists(ofYear, month, day)) return { problem: `There is no ${day} ${name} ${ofYear}` };
		const date = civilDate(ofYear, month, day);
		return date > today ? { problem: `${day} ${name} ${ofYear} has not been yet` } : { date, rest };
	}
	const thisYear = Number(today.slice(0, 4));
	// 29 February is in every fourth year, or eighth.
	for (let ofYear = thisYear; ofYear > thisYear - 9; ofYear--) {
		const date = civilDate(ofYear, month, day);
		if (exists(ofYear, month, day) && date <= today) return { date, rest };
	}
	return { problem: `There is no ${day} ${name}` };
}

/** "21:40", "at 9.40pm", "9pm", "2140 hrs", behind a date. */
function timeIn(text: string): { at?: string; rest: string } | { problem: string } {
	const rest = withoutComma(text.replace(/^\s*[-–—]\s+/, " "));
	const found =
		/^(?:at )?(?:about |around |approx\.? |c\.? ?)?(?:(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm)|(\d{2})(\d{2})\s*(?:hrs?|hours)|(noon|midnight))(?![\d/])\b/i.exec(
			rest,
		);
	if (!found) return { rest };
	const [whole, hours, minutes, half, hour, ofHour, militaryHours, militaryMinutes, named] = found;
	const after = withoutComma(rest.slice(whole.length));
	if (named) return { at: named.toLowerCase() === "noon" ? "12:00" : "00:00", rest: after };
	const meridiem = (half ?? ofHour)?.toLowerCase();
	let h = Number(hours ?? hour ?? militaryHours);
	const m = Number(minutes ?? militaryMinutes ?? 0);
	const isPossible = m < 60 && (meridiem ? h >= 1 && h <= 12 : h < 24);
	if (!isPossible)
		return { problem: `There is no time ${whole.replace(/^at /i, "").trim()}. Enter one like 21:40` };
	if (meridiem) h = (h % 12) + (meridiem === "pm" ? 12 : 0);
	return { at: `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`, rest: after };
}
