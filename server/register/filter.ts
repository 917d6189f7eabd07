/** How a panel's register is filtered and sorted, as its address says it: enumerated values, dates and keys, no name. */
import { z } from "zod";
import { RISKS } from "../cases/index.ts";
import { keyedHash } from "../sealing.ts";

export const STATE_FILTERS = ["not-closed", "not-heard", "open", "follow-up", "closed", "all"] as const;
export const SORTS = ["reference", "risk", "next-date", "victim"] as const;
export const OVERDUE_FILTERS = ["next-step", "actions", "either"] as const;

const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Filter = z.object({
	state: z.enum(STATE_FILTERS).catch("not-closed"),
	risk: z.enum(RISKS).optional().catch(undefined),
	/** Keys of an area and of an officer, see `optionKey`. */
	area: z.string().max(20).optional().catch(undefined),
	officer: z.string().max(20).optional().catch(undefined),
	/** The next date is on or between these. */
	from: civilDate.optional().catch(undefined),
	to: civilDate.optional().catch(undefined),
	overdue: z.enum(OVERDUE_FILTERS).optional().catch(undefined),
	sort: z.enum(SORTS).catch("reference"),
});
export type RegisterFilter = z.output<typeof Filter>;

/** What an address or a form asks for; what it says wrongly is as if it were not said. */
export function registerFilter(asked: Readonly<Record<string, string>>): RegisterFilter {
	const said = Object.entries(asked).filter(([, value]) => value !== "");
	return Filter.parse(Object.fromEntries(said));
}

const USUAL: Partial<Record<keyof RegisterFilter, string>> = { state: "not-closed", sort: "reference" };

/** A filter as an address says it, without its "?" and without what is usual; equal for equal filters. */
export function filterQuery(filter: RegisterFilter): string {
	const names = Object.keys(Filter.shape) as (keyof RegisterFilter)[];
	const said = names.flatMap((name): [string, string][] => {
		const value = filter[name];
		return value === undefined || value === USUAL[name] ? [] : [[name, value]];
	});
	return new URLSearchParams(said).toString();
}

/** Stands for an officer or an area in an address, which is kept where a name should not be. */
export const optionKey = (name: string): string => keyedHash("register option", name).slice(0, 16);
