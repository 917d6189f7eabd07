/** Which actions a list shows, as its address says; whatever it cannot mean is left out. */
import { addDays, londonDate } from "../clock.ts";
import { CATEGORIES, PRIORITIES } from "./fields.ts";

/** Whose log it is: one's own work, that of one's agency, or a panel's. */
export type LogScope = { kind: "mine" } | { kind: "agency" } | { kind: "panel"; panelId: string };

/** How far along they are. */
export const LOG_GROUPS = ["answer", "open", "overdue", "ended", "all"] as const;
export const LOG_SORTS = ["due", "case", "owner", "status", "agreed"] as const;
/** When they are due, from today. */
export const DUE_RANGES = ["week", "month", "none"] as const;

export interface LogFilter {
	group: (typeof LOG_GROUPS)[number];
	/** Words in what is to be done, its case's reference or its owner. */
	text: string;
	panelId?: string;
	caseId?: string;
	agencyId?: string;
	/** A person of one's own agency. */
	personId?: string;
	priority?: (typeof PRIORITIES)[number];
	category?: (typeof CATEGORIES)[number];
	due?: (typeof DUE_RANGES)[number];
	sort: (typeof LOG_SORTS)[number];
	/** From 1. */
	page: number;
}

const LONGEST_TEXT = 100;

/** Reads a list's address. */
export function logFilterIn(search: URLSearchParams): LogFilter {
	const one = <T extends string>(name: string, of: readonly T[]): T | undefined =>
		of.find((value) => value === search.get(name));
	const id = (name: string) => search.get(name)?.slice(0, LONGEST_TEXT) || undefined;
	return {
		group: one("show", LOG_GROUPS) ?? "open",
		text: (search.get("q") ?? "").trim().slice(0, LONGEST_TEXT),
		panelId: id("panel"),
		caseId: id("case"),
		agencyId: id("agency"),
		personId: id("person"),
		priority: one("priority", PRIORITIES),
		category: one("category", CATEGORIES),
		due: one("due", DUE_RANGES),
		sort: one("sort", LOG_SORTS) ?? "due",
		page: Math.max(1, Math.trunc(Number(search.get("page"))) || 1),
	};
}

/** The address of a list, without its page unless that is asked for. */
export function searchOf(filter: LogFilter, page?: number): string {
	const { group, text, panelId, caseId, agencyId, personId, priority, category, due, sort } = filter;
	const values: [string, string | undefined][] = [
		["show", group === "open" ? undefined : group],
		["q", text],
		["panel", panelId],
		["case", caseId],
		["agency", agencyId],
		["person", personId],
		["priority", priority],
		["category", category],
		["due", due],
		["sort", sort === "due" ? undefined : sort],
		["page", page && page > 1 ? String(page) : undefined],
	];
	return new URLSearchParams(values.filter((pair): pair is [string, string] => Boolean(pair[1]))).toString();
}

/** The last day of a range that begins today. */
export const endOfRange = (range: "week" | "month"): string =>
	addDays(londonDate(), range === "week" ? 7 : 31);
