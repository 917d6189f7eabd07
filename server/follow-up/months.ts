/** Months on the civil calendar, and the rule that rests on them: what counts as a repeat. */

/**
 * The same day `months` later; the last of that month where it has no such day, as from 31 August to 28 February.
 * @param date YYYY-MM-DD
 */
export function addMonths(date: string, months: number): string {
	const [year, month, day] = date.split("-").map(Number) as [number, number, number];
	const count = year * 12 + (month - 1) + months;
	const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1];
	const last = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
	const two = (n: number) => String(n).padStart(2, "0");
	return `${String(toYear).padStart(4, "0")}-${two(toMonth)}-${two(Math.min(day, last))}`;
}

/** Practice of MARACs, after SafeLives: the same pair again within so many months of the last referral is a repeat. */
export const REPEAT_WITHIN_MONTHS = 12;

/**
 * What a referral is, given the one before it: a repeat up to and with the same day twelve months later, new after it.
 * @param previousOn,referredOn civil dates, on the London calendar
 */
export function referralKind(previousOn: string | null, referredOn: string): "new" | "repeat" {
	if (previousOn === null) return "new";
	return referredOn <= addMonths(previousOn, REPEAT_WITHIN_MONTHS) ? "repeat" : "new";
}
