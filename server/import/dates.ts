/**
 * Dates as people type them into a tracker. It hides the six styles, the British order of day and month and
 * the guess of a century, so that everybody else meets only civil dates.
 */

/** A day without a time or a zone, written YYYY-MM-DD: such dates compare and sort as text. */
export type CivilDate = string;

/**
 * A date cell of the workbook: the text as typed, or what the cell's date format made of its serial number,
 * which is midnight UTC of that day.
 */
export type DateWritten = string | Date;

const STYLES = [
	/^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/,
	/^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4}|\d{2})$/,
	/^(?<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?<month>\p{L}{3,9})\.?,?[\s-]+['’]?(?<year>\d{4}|\d{2})$/iu,
];

const MONTHS = [
	"january",
	"february",
	"march",
	"april",
	"may",
	"june",
	"july",
	"august",
	"september",
	"october",
	"november",
	"december",
];

/**
 * The day of a panel or of a deadline. A year of two digits is in this century.
 * @returns null when this is no date ("tbc", "next panel", "31/02/2026").
 */
export function plannedDate(written: DateWritten): CivilDate | null {
	if (written instanceof Date) return dayInUtc(written);
	const parts = partsOf(written);
	if (!parts) return null;
	return civilDate(parts.hasCentury ? parts.year : 2000 + parts.year, parts.month, parts.day);
}

/**
 * A date of birth. A year of two digits is the latest that lies before `today`.
 * @returns null when this is no date, or one that has not come yet.
 */
export function birthDate(written: DateWritten, today: CivilDate): CivilDate | null {
	const isPast = (date: CivilDate | null): date is CivilDate => date !== null && date < today;
	if (written instanceof Date) {
		const date = dayInUtc(written);
		return isPast(date) ? date : null;
	}
	const parts = partsOf(written);
	if (!parts) return null;
	const years = parts.hasCentury ? [parts.year] : [2000 + parts.year, 1900 + parts.year];
	return years.map((year) => civilDate(year, parts.month, parts.day)).find(isPast) ?? null;
}

type Parts = { year: number; hasCentury: boolean; month: number; day: number };

function partsOf(written: string): Parts | null {
	for (const style of STYLES) {
		const found = style.exec(written.trim())?.groups;
		if (!found) continue;
		const { year = "", month = "", day = "" } = found;
		return { year: Number(year), hasCentury: year.length === 4, month: monthNumber(month), day: Number(day) };
	}
	return null;
}

/** 1–12 from "9", "09", "Sep", "Sept" or "September"; 0 for a word that is no month. */
function monthNumber(written: string): number {
	if (/^\d+$/.test(written)) return Number(written);
	return MONTHS.findIndex((month) => month.startsWith(written.toLowerCase())) + 1;
}

function civilDate(year: number, month: number, day: number): CivilDate | null {
	if (year < 1900) return null;
	const date = new Date(Date.UTC(year, month - 1, day));
	// The calendar rolls 31 February over into March; a date that moved was none.
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? dayInUtc(date) : null;
}

function dayInUtc(date: Date): CivilDate | null {
	const year = date.getUTCFullYear();
	return year >= 1900 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}
