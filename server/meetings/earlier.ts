/** What earlier meetings of a panel left to one: their record, and actions that are open. */
import { and, asc, desc, eq, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, meetings } from "#db/schema/index.ts";
import { type Access, casesSeenBy } from "../audiences/index.ts";
import type { Meeting } from "./policy.ts";

/** The latest closed meeting of the panel before this one, whose record its minutes are. */
export async function lastRecordOf(
	meeting: Meeting,
): Promise<{ meetingId: string; startsAt: string } | null> {
	const [last] = await db
		.select({ id: meetings.id, startsAt: meetings.startsAt })
		.from(meetings)
		.where(
			and(
				eq(meetings.panelId, meeting.panelId),
				eq(meetings.state, "closed"),
				ne(meetings.id, meeting.id),
				lte(meetings.startsAt, meeting.startsAt),
			),
		)
		.orderBy(desc(meetings.startsAt), desc(meetings.id))
		.limit(1);
	return last ? { meetingId: last.id, startsAt: last.startsAt.toISOString() } : null;
}

/** A panel goes through no more in a meeting; the rest stand in its action log. */
const MOST_OUTSTANDING = 50;

/** The open actions that earlier meetings left, those due first, and whether there are more of them. */
export type OutstandingActions = Awaited<ReturnType<typeof outstandingActions>>;

/** Open actions from before this meeting on cases that the actor may see, the longest due first: by link, never moved. */
export async function outstandingActions(access: Access, meeting: Meeting) {
	const found = await db
		.select({
			id: actions.id,
			caseId: actions.caseId,
			reference: cases.reference,
			what: actions.what,
			ownerAgencyName: actions.ownerAgencyName,
			due: actions.due,
			dueNote: actions.dueNote,
			status: actions.status,
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(
			and(
				eq(actions.panelId, meeting.panelId),
				or(
					inArray(actions.status, ["proposed", "open", "in-progress"]),
					and(eq(actions.status, "refused"), eq(actions.isRefusedLater, true)),
				),
				or(isNull(actions.meetingId), ne(actions.meetingId, meeting.id)),
				casesSeenBy(access),
			),
		)
		.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id))
		.limit(MOST_OUTSTANDING + 1);
	return { lines: found.slice(0, MOST_OUTSTANDING), isMore: found.length > MOST_OUTSTANDING };
}
