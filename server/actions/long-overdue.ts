/** Actions that have been overdue for long: no longer their owner's alone, but the chair's and the lead's to take up. */
import { and, eq, inArray, lte, ne, or, type SQL } from "drizzle-orm";
import { actions } from "#db/schema/index.ts";
import { addDays, londonDate } from "../clock.ts";

const DAYS = 14;

/** Also what waits for an answer, and what was refused after all: as for the reminders, the clock runs on. */
export const LONG_OVERDUE_STATUSES = ["proposed", "open", "in-progress", "refused"] as const;

/** Whether an action is overdue by 14 days or more; the one rule of it, for whatever counts them and lists them. */
export const isLongOverdue = (): SQL | undefined =>
	and(
		inArray(actions.status, [...LONG_OVERDUE_STATUSES]),
		or(ne(actions.status, "refused"), eq(actions.isRefusedLater, true)),
		lte(actions.due, addDays(londonDate(), -DAYS)),
	);
