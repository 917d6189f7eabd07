/** How long ago something was, by a clock that stands still while a laptop sleeps and one that may be put back. */

/** Begins to count; the answer is asked for the milliseconds that have passed since, by whichever clock says more. */
export function stopwatch(): () => number {
	const [wall, steady] = [Date.now(), performance.now()];
	return () => Math.max(Date.now() - wall, performance.now() - steady);
}
