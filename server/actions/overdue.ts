/** Actions whose date has passed while their clock runs; see isRunning, of which this is the same in SQL. */
import { and, eq, inArray, lte, ne, or, type SQL } from "drizzle-orm";
import { actions } from "#db/schema/index.ts";
import { addDays, londonDate } from "../clock.ts";

/** How an action may stand of which something is still to come; of what is refused only what was refused later. */
export const GOING_ON = ["proposed", "open", "in-progress", "refused"] as const;

/** From so many days over on it is no longer its owner's alone, but the chair's and the lead's to take up. */
const LONG_DAYS = 14;

const isOverdueBy = (days: number): SQL | undefined =>
	and(
		inArray(actions.status, [...GOING_ON]),
		lte(actions.due, addDays(londonDate(), -days)),
		or(ne(actions.status, "refused"), eq(actions.isRefusedLater, true)),
	);

/** Whether an action is overdue; the one rule of it, for whatever counts them and lists them. */
export const isOverdue = () => isOverdueBy(1);

/** Whether it has been for long. */
export const isLongOverdue = () => isOverdueBy(LONG_DAYS);
