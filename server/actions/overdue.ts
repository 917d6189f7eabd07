/** Actions whose date has passed while their clock runs; see isRunning, of which this is the same in SQL. */
import { and, eq, inArray, lt, ne, or, type SQL } from "drizzle-orm";
import { actions } from "#db/schema/index.ts";
import { londonDate } from "../clock.ts";

/** How an action may stand that is overdue. */
const GOING_ON = ["proposed", "open", "in-progress", "refused"] as const;

/** Whether an action is overdue; the one rule of it, for whatever counts them and lists them. */
export const isOverdue = (): SQL | undefined =>
	and(
		inArray(actions.status, [...GOING_ON]),
		lt(actions.due, londonDate()),
		or(ne(actions.status, "refused"), eq(actions.isRefusedLater, true)),
	);
