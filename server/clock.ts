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

/** The day last asked for: everybody asks for today, and working it out takes longer than a query. */
let known = { date: "", begins: Number.NaN, nextDate: "", ends: Number.NaN };

/** The civil date in London at `at`, as YYYY-MM-DD. */
export function londonDate(at: Date = now()): string {
	const time = at.getTime();
	if (!(time >= known.begins && time < known.ends)) {
		const date = london.format(at);
		const nextDate = addDays(date, 1);
		known = { date, begins: beginningOf(date), nextDate, ends: beginningOf(nextDate) };
	}
	return known.date;
}

/** The instant at which a civil date begins in London. */
export function startOfLondonDay(date: string): Date {
	return new Date(date === known.nextDate ? known.ends : beginningOf(date));
}

function beginningOf(date: string): number {
	const midnight = Date.parse(`${date}T00:00:00Z`);
	// London is at UTC or an hour ahead of it; one of the two readings is that day's midnight.
	const summer = midnight - 3_600_000;
	return london.format(summer) === date ? summer : midnight;
}

/** The civil date `days` after `date`. */
export function addDays(date: string, days: number): string {
	const day = new Date(`${date}T12:00:00Z`);
	day.setUTCDate(day.getUTCDate() + days);
	return day.toISOString().slice(0, 10);
}
