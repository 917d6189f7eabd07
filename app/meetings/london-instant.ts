/** A day and a clock time in London, as people plan meetings, turned into the instant they mean. */

const clock = new Intl.DateTimeFormat("en-CA", {
	timeZone: "Europe/London",
	hourCycle: "h23",
	year: "numeric",
	month: "2-digit",
	day: "2-digit",
	hour: "2-digit",
	minute: "2-digit",
});

/** A typed time as HH:MM, e.g. "9:30", "09.30" or "0930"; undefined when it is no time of day. */
export function timeOfDay(typed: string): string | undefined {
	const [, hours = "", minutes = ""] = /^\s*(\d{1,2})\s*[:.]?\s*(\d{2})\s*$/.exec(typed) ?? [];
	if (hours === "" || Number(hours) > 23 || Number(minutes) > 59) return undefined;
	return `${hours.padStart(2, "0")}:${minutes}`;
}

/**
 * The instant, ISO 8601, at which London's clocks show `time` (HH:MM) on `date` (YYYY-MM-DD). The first of the
 * two in the hour that an autumn night has twice; undefined in the hour that a spring night leaves out.
 */
export function londonInstant(date: string, time: string): string | undefined {
	const asUtc = new Date(`${date}T${time}:00Z`);
	// London is an hour ahead of UTC, or level with it.
	return [new Date(asUtc.getTime() - 3_600_000), asUtc]
		.find((instant) => shownInLondon(instant) === `${date} ${time}`)
		?.toISOString();
}

/** The day (YYYY-MM-DD) and the clock time (HH:MM) that London's calendars and clocks show at an instant. */
export function londonClock(instant: string): { date: string; time: string } {
	const [date = "", time = ""] = shownInLondon(new Date(instant)).split(" ");
	return { date, time };
}

function shownInLondon(instant: Date): string {
	const parts = new Map(clock.formatToParts(instant).map((part) => [part.type, part.value]));
	const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
	return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}
