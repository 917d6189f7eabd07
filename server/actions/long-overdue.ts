/** Actions that have been overdue for long: no longer their owner's alone, but the chair's and the lead's to take up. */
import { and, inArray, lte, type SQL } from "drizzle-orm";
import { actions } from "#db/schema/index.ts";
import { addDays, londonDate } from "../clock.ts";

const DAYS = 14;

/** Of those alone: what is proposed or refused waits for somebody's word first. */
export const LONG_OVERDUE_STATUSES = ["open", "in-progress"] as const;

/** Whether an action is overdue by 14 days or more; the one rule of it, for whatever counts them and lists them. */
export const isLongOverdue = (): SQL | undefined =>
	and(inArray(actions.status, [...LONG_OVERDUE_STATUSES]), lte(actions.due, addDays(londonDate(), -DAYS)));
