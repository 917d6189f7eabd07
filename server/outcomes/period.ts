/** Which period, panel, area and agency figures are about, as an address says it. */
import { addDays, londonDate } from "../clock.ts";

export const PRESETS = [
	"this-month",
	"last-month",
	"this-quarter",
	"last-quarter",
	"this-year",
	"last-year",
	"last-12-months",
	"own",
] as const;
export type Preset = (typeof PRESETS)[number];

/** Civil dates in London, both included. */
export interface Period {
	preset: Preset;
	from: string;
	to: string;
}

export interface Wish extends Period {
	panelId?: string;
	area?: string;
	agencyId?: string;
	/** What is wrong with the dates asked for, by field; the period is then that of the preset without any. */
	problems: Record<string, string>;
	/** Dates as they were typed, where they could not be used. */
	typed?: Record<"from" | "to", { day: string; month: string; year: string }>;
	/** Dates of one's own as one text, which the form sends back as "was": what stood in its boxes. */
	typedAs?: string;
}

const USUAL = "last-12-months";
const LONGEST = 200;
const isDate = (text: string) =>
	/^[12]\d{3}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;

/** Reads the address of the page and of what hangs on it. */
export function wishIn(search: URLSearchParams, today = londonDate()): Wish {
	const one = (name: string) => search.get(name)?.trim().slice(0, LONGEST) || undefined;
	const [from, to] = [typedDate(search, "from"), typedDate(search, "to")];
	const typedAs = `${from.date} ${to.date}`;
	// Dates typed mean these dates, whatever period is chosen; those that stood in the boxes are typed by nobody.
	const isTyped = [from, to].some(({ typed }) => Object.values(typed).some(Boolean));
	const isMeant = isTyped && typedAs !== search.get("was");
	const preset = isMeant ? "own" : (PRESETS.find((name) => name === one("preset")) ?? USUAL);
	const of = { panelId: one("panel"), area: one("area"), agencyId: one("agency") };
	if (preset !== "own") return { ...periodOf(preset, today), ...of, problems: {} };
	const problems: Record<string, string> = {};
	if (!isDate(from.date)) problems.from = "Enter the first day of the period as a real date, like 1 4 2026";
	if (!isDate(to.date)) problems.to = "Enter the last day of the period as a real date, like 30 6 2026";
	else if (isDate(from.date) && to.date < from.date)
		problems.to = "The last day must be the first day or later";
	if (Object.keys(problems).length === 0)
		return { preset, from: from.date, to: to.date, ...of, problems, typedAs };
	const usual = periodOf(USUAL, today);
	return { ...usual, preset, ...of, problems, typedAs, typed: { from: from.typed, to: to.typed } };
}

/** A date as one text, or in the three boxes of a form. */
function typedDate(search: URLSearchParams, name: string) {
	const whole = /^(\d{4})-(\d{2})-(\d{2})$/.exec(search.get(name) ?? "");
	const part = (which: string, at: number) =>
		(whole?.[at] ?? search.get(`${name}-${which}`) ?? "").trim().slice(0, LONGEST);
	const typed = { day: part("day", 3), month: part("month", 2), year: part("year", 1) };
	const date = `${typed.year}-${typed.month.padStart(2, "0")}-${typed.day.padStart(2, "0")}`;
	return { typed, date };
}

/** The months of a year from which a police force's years run. */
const YEAR_BEGINS = 4;

/** Quarters are those of the calendar year; years begin on 1 April. What is not over ends today. */
function periodOf(preset: Exclude<Preset, "own">, today: string): Period {
	const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
	/** The first of the month, `months` after that of January of this year. */
	const first = (months: number) => {
		const at = new Date(Date.UTC(year, months, 1));
		return at.toISOString().slice(0, 10);
	};
	const since = (begins: number) => ({ preset, from: first(begins), to: today });
	const between = (begins: number, ends: number) => ({
		preset,
		from: first(begins),
		to: addDays(first(ends), -1),
	});
	const quarter = Math.floor((month - 1) / 3) * 3;
	const april = month >= YEAR_BEGINS ? YEAR_BEGINS - 1 : YEAR_BEGINS - 13;
	switch (preset) {
		case "this-month":
			return since(month - 1);
		case "last-month":
			return between(month - 2, month - 1);
		case "this-quarter":
			return since(quarter);
		case "last-quarter":
			return between(quarter - 3, quarter);
		case "this-year":
			return since(april);
		case "last-year":
			return between(april - 12, april);
		case "last-12-months": {
			// The 29th of February has no day of its name a year before.
			const yearAgo = `${year - 1}${today.slice(4)}`;
			return { preset, from: isDate(yearAgo) ? addDays(yearAgo, 1) : `${year - 1}-03-01`, to: today };
		}
		default:
			return preset satisfies never;
	}
}

/** The address's search of a wish, with what else is asked. */
export function searchOf(
	{ preset, from, to, panelId, area, agencyId }: Wish,
	more: Record<string, string | undefined> = {},
): string {
	const own = preset === "own" ? { from, to } : {};
	const values = Object.entries({ preset, ...own, panel: panelId, area, agency: agencyId, ...more });
	return new URLSearchParams(values.filter((pair): pair is [string, string] => Boolean(pair[1]))).toString();
}
