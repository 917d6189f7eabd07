/** The arithmetic of a meeting's time: spent and planned, when it will end, and what does not fit. All in ms. */

const MINUTE = 60_000;

export interface TimedItem {
	id: string;
	/** Planned. */
	minutes: number;
	spentMs: number;
	/** ISO instants. */
	runningSince: string | null;
	openedAt: string | null;
	isCurrent: boolean;
	outcome: string | null;
}

export interface TimedMeeting {
	startsAt: string;
	minutes: number;
	extendedBy: number;
}

/** Time spent on an item until `now`. */
export function spentOn(item: Pick<TimedItem, "spentMs" | "runningSince">, now: number): number {
	return item.spentMs + (item.runningSince ? Math.max(0, now - Date.parse(item.runningSince)) : 0);
}

/** Until when the panel has the room. */
export const plannedEnd = ({ startsAt, minutes, extendedBy }: TimedMeeting): number =>
	Date.parse(startsAt) + (minutes + extendedBy) * MINUTE;

/** Not current, not left, not put off. One that was opened by mistake is still to come. */
export const isToCome = (item: TimedItem): boolean => !item.isCurrent && item.outcome === null;

/** When the meeting ends if every item takes what is planned for it. */
export function projectedEnd(items: readonly TimedItem[], now: number): number {
	const current = items.find((item) => item.isCurrent);
	const left = current ? Math.max(0, current.minutes * MINUTE - spentOn(current, now)) : 0;
	return items.filter(isToCome).reduce((end, item) => end + item.minutes * MINUTE, now + left);
}

export interface Claim {
	id: string;
	/** Lower comes first. */
	risk: number;
	/** Open actions past their date. */
	overdue: number;
}

/**
 * What to carry over so that the meeting ends as planned: of the cases to come, the ones with the lowest risk and
 * fewest overdue actions, taken until the rest fits. Only a proposal, in the order in which to let go.
 */
export function proposalToCarry(
	meeting: TimedMeeting,
	items: readonly TimedItem[],
	claims: readonly Claim[],
	now: number,
): string[] {
	let over = projectedEnd(items, now) - plannedEnd(meeting);
	const carried: string[] = [];
	const inOrder = [...claims].sort((a, b) => b.risk - a.risk || a.overdue - b.overdue);
	for (const claim of inOrder) {
		const item = items.find((candidate) => candidate.id === claim.id);
		if (over <= 0 || !item || !isToCome(item)) continue;
		carried.push(item.id);
		over -= item.minutes * MINUTE;
	}
	return carried;
}

/** "12:05", or "1:02:05" from an hour on. */
export function clockFace(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (number: number) => String(number).padStart(2, "0");
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor((seconds % 3600) / 60);
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** Whole minutes in words: "1 minute", "12 minutes". */
export function minutesInWords(ms: number): string {
	const minutes = Math.round(Math.abs(ms) / MINUTE);
	return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
