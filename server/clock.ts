/** The one clock. Everything that asks the time asks here, so that a test can set it. */
import { remember } from "#db/index.ts";

const clock = remember("clock", () => ({ read: () => new Date() }));

/** The present instant, in UTC. */
export const now = (): Date => clock.read();

/** Replaces the clock, for tests; without an argument puts the real one back. */
export function setClock(read: () => Date = () => new Date()): void {
	clock.read = read;
}

const london = new Intl.DateTimeFormat("en-CA", {
	timeZone: "Europe/London",
	year: "numeric",
	month: "2-digit",
	day: "2-digit",
});

/** The civil date in London at `at`, as YYYY-MM-DD. */
export const londonDate = (at: Date = now()): string => london.format(at);

/** The instant at which a civil date begins in London. */
export function startOfLondonDay(date: string): Date {
	const midnight = new Date(`${date}T00:00:00Z`);
	// London is at UTC or an hour ahead of it; one of the two readings is that day's midnight.
	const summer = new Date(midnight.getTime() - 3_600_000);
	return londonDate(summer) === date ? summer : midnight;
}

/** The civil date `days` after `date`. */
export function addDays(date: string, days: number): string {
	const day = new Date(`${date}T12:00:00Z`);
	day.setUTCDate(day.getUTCDate() + days);
	return day.toISOString().slice(0, 10);
}
