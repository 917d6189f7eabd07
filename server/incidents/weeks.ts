/** The weeks of a chronology as its picture shows them: how many incidents of each sort, breaches and police actions. */
import { addDays } from "../clock.ts";
import { DIGITAL_KINDS, type IncidentKind } from "./fields.ts";
import { mondayOf, type PaceChange } from "./pace.ts";

/** Sorts that a picture can tell apart, the gravest first: an incident of several counts once, as the first of these. */
export const GROUPS = {
	threats: ["violence", "threat"],
	near: ["following", "loitering", "watching"],
	property: ["interfering", "damage"],
	contact: ["contacting"],
	publishing: ["publishing"],
	monitoring: ["monitoring"],
	digital: DIGITAL_KINDS,
	other: ["other"],
} as const satisfies Record<string, readonly IncidentKind[]>;
export type KindGroup = keyof typeof GROUPS;

const IN_ORDER = Object.entries(GROUPS) as [KindGroup, readonly string[]][];
export const groupOf = (kinds: readonly string[]): KindGroup =>
	IN_ORDER.find(([, ofGroup]) => kinds.some((kind) => ofGroup.includes(kind)))?.[0] ?? "other";

export interface Week {
	/** Its Monday, a civil date. */
	week: string;
	counts: Record<KindGroup, number>;
	total: number;
	breaches: number;
	policeActions: number;
	paceChange: PaceChange | null;
}

interface Happened {
	startsOn: string;
	kinds: readonly string[];
	orderBreached: string | null;
	policeAction: string | null;
}

const WEEK_IN_MS = 7 * 24 * 60 * 60 * 1_000;

/** The weeks from that of `from` to that of `to`, empty ones too. */
export function weeksOf(
	happened: readonly Happened[],
	{ from, to, changes }: { from: string; to: string; changes: readonly PaceChange[] },
): Week[] {
	const inOrder: Week[] = [];
	for (let week = mondayOf(from); week <= to; week = addDays(week, 7)) {
		const counts = Object.fromEntries(IN_ORDER.map(([group]) => [group, 0])) as Week["counts"];
		const paceChange = changes.find((change) => change.week === week) ?? null;
		inOrder.push({ week, counts, total: 0, breaches: 0, policeActions: 0, paceChange });
	}
	const begin = Date.parse(mondayOf(from));
	for (const { startsOn, kinds, orderBreached, policeAction } of happened) {
		// Civil dates are parsed as of one zone, so every week is as long as the others.
		const week = inOrder[Math.floor((Date.parse(startsOn) - begin) / WEEK_IN_MS)];
		if (!week) continue;
		if (kinds.length > 0) {
			week.counts[groupOf(kinds)] += 1;
			week.total += 1;
		}
		if (orderBreached) week.breaches += 1;
		if (policeAction) week.policeActions += 1;
	}
	return inOrder;
}
