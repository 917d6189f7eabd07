/** Which actions a list shows, as its address says; whatever it cannot mean is left out. */
import { addDays, londonDate } from "../clock.ts";
import { CATEGORIES, PRIORITIES } from "./fields.ts";

/** Whose log it is: one's own work, that of one's agency, the force's, a panel's or a case's. */
export type LogScope =
	| { kind: "mine" }
	| { kind: "agency" }
	/** All there is, for a lead. */
	| { kind: "force" }
	| { kind: "panel"; panelId: string }
	| { kind: "case"; caseId: string };

/** What of it is shown: what lies ahead, what asks for something, what has ended, or those in one state. */
export const LOG_GROUPS = [
	"open",
	"overdue",
	"long-overdue",
	"answer",
	"sign-off",
	"proposed",
	"accepted",
	"in-progress",
	"refused",
	"done",
	"not-possible",
	"not-done",
	"all",
] as const;
export type LogGroup = (typeof LOG_GROUPS)[number];
export const LOG_SORTS = ["due", "case", "owner", "status", "agreed"] as const;
/** When they are due, from today. */
export const DUE_RANGES = ["week", "month", "none"] as const;

export interface LogFilter {
	group: LogGroup;
	panelId?: string;
	agencyId?: string;
	/** The person who is to do it. */
	personId?: string;
	priority?: (typeof PRIORITIES)[number];
	category?: (typeof CATEGORIES)[number];
	due?: (typeof DUE_RANGES)[number];
	sort: (typeof LOG_SORTS)[number];
}

const LONGEST_ID = 100;

/** What an address or a form asks for; what it says wrongly is as if it were not said. */
export function logFilterIn(asked: Readonly<Record<string, string | undefined>>): LogFilter {
	const one = <T extends string>(name: string, of: readonly T[]): T | undefined =>
		of.find((value) => value === asked[name]);
	const id = (name: string) => asked[name]?.slice(0, LONGEST_ID) || undefined;
	return {
		group: one("show", LOG_GROUPS) ?? "open",
		panelId: id("panel"),
		agencyId: id("agency"),
		personId: id("person"),
		priority: one("priority", PRIORITIES),
		category: one("category", CATEGORIES),
		due: one("due", DUE_RANGES),
		sort: one("sort", LOG_SORTS) ?? "due",
	};
}

/** A filter as an address says it, without its "?" and without what is usual; equal for equal filters. */
export function logQuery(filter: LogFilter): string {
	const { group, panelId, agencyId, personId, priority, category, due, sort } = filter;
	const values: [string, string | undefined][] = [
		["show", group === "open" ? undefined : group],
		["panel", panelId],
		["agency", agencyId],
		["person", personId],
		["priority", priority],
		["category", category],
		["due", due],
		["sort", sort === "due" ? undefined : sort],
	];
	return new URLSearchParams(values.filter((pair): pair is [string, string] => Boolean(pair[1]))).toString();
}

/** The last day of a range that begins today. */
export const endOfRange = (range: "week" | "month"): string =>
	addDays(londonDate(), range === "week" ? 7 : 31);
