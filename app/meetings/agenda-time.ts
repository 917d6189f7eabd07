/** The plan of a meeting in minutes: when each item begins, and whether they fit. */

const MINUTE = 60_000;

/** When each item begins, ISO, if those before it take what is planned for them. */
export function beginnings(startsAt: string, minutes: readonly number[]): string[] {
	let at = Date.parse(startsAt);
	return minutes.map((length) => {
		const begins = new Date(at).toISOString();
		at += length * MINUTE;
		return begins;
	});
}

/** The instant `minutes` after another, ISO. */
export const minutesAfter = (startsAt: string, minutes: number): string =>
	new Date(Date.parse(startsAt) + minutes * MINUTE).toISOString();

/** "45 minutes", "1 hour", "2 hours 5 minutes". */
export function lengthInWords(minutes: number): string {
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	const words = [
		hours > 0 ? `${hours} ${hours === 1 ? "hour" : "hours"}` : "",
		rest > 0 || hours === 0 ? `${rest} ${rest === 1 ? "minute" : "minutes"}` : "",
	];
	return words.filter(Boolean).join(" ");
}

/** What stands in a box for minutes, as far as it is a number already; else `otherwise`. */
export const minutesIn = (typed: string, otherwise: number): number =>
	/^\s*\d{1,3}\s*$/.test(typed) ? Number(typed) : otherwise;

/** The same ids with one of them moved to another place, counted from 0 without it. */
export function movedTo(ids: readonly string[], id: string, place: number): string[] {
	const others = ids.filter((other) => other !== id);
	return [...others.slice(0, place), id, ...others.slice(place)];
}
