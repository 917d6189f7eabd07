/** Of a case that came again: what had been agreed before. */
import type { ActionRow } from "#server/actions/index.ts";
import type { ReferralRow } from "#server/follow-up/index.ts";

/** The last referral of a case among these rows; none of a case that came once. */
export function lastReferral(referrals: readonly ReferralRow[]): ReferralRow | undefined {
	if (referrals.length < 2) return undefined;
	return [...referrals].sort((a, b) =>
		a.referredOn === b.referredOn ? (a.at < b.at ? 1 : -1) : a.referredOn < b.referredOn ? 1 : -1,
	)[0];
}

/** Actions that were recorded before the last referral was: of a repeat, what it brings with it. */
export function actionsFromBefore(
	isRepeat: boolean,
	referrals: readonly ReferralRow[],
	actions: readonly ActionRow[],
): ActionRow[] {
	const last = isRepeat ? lastReferral(referrals) : undefined;
	return last ? actions.filter(({ at }) => at < last.at) : [];
}
