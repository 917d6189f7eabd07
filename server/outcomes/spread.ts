/** Medians and centiles of days, from how often each number of days occurred. */
export interface Spread {
	/** How many there were. */
	n: number;
	/** In whole days; null when there were none. */
	median: number | null;
	ninetieth: number | null;
}

/** @param counted pairs of days and how often; days below 0, of dates that were written wrongly, count as 0. */
export function spreadOf(counted: readonly { days: number; n: number }[]): Spread {
	const sorted = counted
		.map(({ days, n }) => ({ days: Math.max(0, days), n }))
		.sort((a, b) => a.days - b.days);
	const n = sorted.reduce((sum, each) => sum + each.n, 0);
	return { n, median: centile(sorted, n, 50), ninetieth: centile(sorted, n, 90) };
}

/** The smallest number of days that at least so many in a hundred did not exceed. */
function centile(
	sorted: readonly { days: number; n: number }[],
	n: number,
	hundredths: number,
): number | null {
	// In whole numbers: 0.9 × 10 is a hair more than 9 to a computer.
	const wanted = Math.ceil((n * hundredths) / 100);
	let seen = 0;
	for (const { days, n: times } of sorted) {
		seen += times;
		if (seen >= wanted) return days;
	}
	return null;
}
