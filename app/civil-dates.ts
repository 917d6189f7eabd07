/** Civil dates, YYYY-MM-DD, and the names by which people in England call their parts; the same in the browser and on the server. */

export const MONTHS =
	"January February March April May June July August September October November December".split(" ");
/** How the months are shortened. */
export const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3));
/** From Sunday, as `weekdayOf` counts. */
export const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** 1–12 from "dec", "Sept" or "December"; 0 for a word that is no month. */
export const monthNumber = (word: string): number => placeOf(word, MONTHS) + 1;

/** 0–6, from Sunday, of "fri", "Thurs" or "weds"; -1 for a word that is no weekday. */
export const weekdayNumber = (word: string): number =>
	word.toLowerCase() === "weds" ? 3 : placeOf(word, WEEKDAYS);

function placeOf(word: string, names: readonly string[]): number {
	if (word.length < 3) return -1;
	return names.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase()));
}

export const weekdayOf = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();

export function addDays(date: string, days: number): string {
	const day = new Date(`${date}T12:00:00Z`);
	day.setUTCDate(day.getUTCDate() + days);
	return day.toISOString().slice(0, 10);
}

/** Whether there is such a day. */
export const exists = (year: number, month: number, day: number): boolean =>
	day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A date of its numbers, which may be of a day that does not exist. */
export const civilDate = (year: number, month: number, day: number): string =>
	[String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
