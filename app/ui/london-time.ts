/**
 * Dates and times as people in the United Kingdom write them. Only numbers come from Intl: its names of days and
 * months differ between versions (“Sep”, “Sept”), and server and browser must write the same text.
 */

export type InstantFormat = "date-time" | "date" | "time";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const london = new Intl.DateTimeFormat("en-GB", {
	timeZone: "Europe/London",
	calendar: "gregory",
	numberingSystem: "latn",
	hourCycle: "h23",
	year: "numeric",
	month: "numeric",
	day: "numeric",
	hour: "numeric",
	minute: "2-digit",
});

/** An instant as London's clocks show it, `Sat 21 Nov 2026, 14:05`; what is no instant is returned as it came. */
export function formatInstant(iso: string, format: InstantFormat = "date-time"): string {
	const instant = new Date(iso);
	if (Number.isNaN(instant.getTime())) return iso;
	const { year, month, day, hour, minute } = londonParts(instant);
	const time = `${twoDigits(hour)}:${twoDigits(minute)}`;
	if (format === "time") return time;
	const weekday = weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
	const date = `${weekday} ${day} ${months[month - 1]} ${year}`;
	return format === "date" ? date : `${date}, ${time}`;
}

/** A civil date, `YYYY-MM-DD`, as `21 Nov 2026`; what is no date is returned as it came. */
export function formatCivilDate(date: string): string {
	const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
	const name = months[Number(month) - 1];
	return year && day && name ? `${Number(day)} ${name} ${year}` : date;
}

function londonParts(instant: Date) {
	const parts = new Map(london.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
	const numberOf = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
	return {
		year: numberOf("year"),
		month: numberOf("month"),
		day: numberOf("day"),
		hour: numberOf("hour"),
		minute: numberOf("minute"),
	};
}

function twoDigits(number: number): string {
	return String(number).padStart(2, "0");
}
