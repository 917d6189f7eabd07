/** What a series became, told on the panel's page after it was planned: in the address, so that a reload says it too. For the server. */
import { seriesDates } from "#server/calendar/index.ts";
import { londonClock } from "./london-instant.ts";

export interface Rhythm {
	startsOn: string;
	everyWeeks: number;
	count: number;
}

/** The part of an address that says which series has just been planned. */
export const seriesQuery = ({ startsOn, everyWeeks, count }: Rhythm): string =>
	new URLSearchParams({ series: `${startsOn}.${everyWeeks}.${count}` }).toString();

/**
 * The dates of the series that an address names, as far as there are meetings on them, and the bank holidays that
 * it left out; null when it names none. An address can be made up, so what it says is held against the meetings.
 */
export function plannedSeries(
	url: URL,
	meetings: readonly { startsAt: string }[],
): { dates: string[]; skipped: { date: string; holiday: string }[] } | null {
	const [, startsOn = "", weeks, count] =
		/^(\d{4}-\d{2}-\d{2})\.(\d{1,2})\.(\d{1,2})$/.exec(url.searchParams.get("series") ?? "") ?? [];
	const everyWeeks = Number(weeks);
	if (!(everyWeeks > 0) || Number.isNaN(Date.parse(startsOn))) return null;
	const { dates, skipped } = seriesDates({ startsOn, everyWeeks, count: Math.min(Number(count), 26) });
	const there = new Set(meetings.map(({ startsAt }) => londonClock(startsAt).date));
	const made = dates.filter((date) => there.has(date));
	return made.length > 0 ? { dates: made, skipped } : null;
}
