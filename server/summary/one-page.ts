/** A case on one page, to be printed: its summary, what stands in force, and what is still to be done. */
import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, reviews } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { caseSummary } from "./queries.ts";

/** A page holds no more; the rest is counted. */
const MOST_ACTIONS = 8;
const OPEN = ["proposed", "open", "in-progress"] as const;

/**
 * What the one page says of a case. Protected details are left out on purpose, since paper is carried about; that it
 * was opened is noted by itself, since to print is to disclose. @throws NotFound when the actor may not open the case
 */
export async function casePage(actor: Actor, caseId: string) {
	const { header, sections } = await caseSummary(actor, caseId);
	const [file] = await db
		.select({
			crimeReference: cases.crimeReference,
			relationship: cases.relationship,
			heardOn: cases.heardOn,
		})
		.from(cases)
		.where(eq(cases.id, caseId));
	const areOpen = and(eq(actions.caseId, caseId), inArray(actions.status, [...OPEN]));
	const open = await db
		.select({
			id: actions.id,
			what: actions.what,
			ownerAgencyName: actions.ownerAgencyName,
			due: actions.due,
			dueNote: actions.dueNote,
			status: actions.status,
		})
		.from(actions)
		.where(areOpen)
		// What has no date comes last on both engines.
		.orderBy(sql`case when ${actions.due} is null then 1 else 0 end`, asc(actions.due), asc(actions.id))
		.limit(MOST_ACTIONS);
	const [all] = await db.select({ n: count() }).from(actions).where(areOpen);
	const [last] = await db
		.select({ order: reviews.order, doneOn: reviews.doneOn })
		.from(reviews)
		.where(and(eq(reviews.caseId, caseId), eq(reviews.state, "done")))
		.orderBy(desc(reviews.doneOn), desc(reviews.id))
		.limit(1);
	noteReads(actor, "case-print", [caseId]);
	return {
		header,
		sections: sections.filter(({ text }) => text.trim() !== ""),
		crimeReference: file?.crimeReference ?? null,
		relationship: file?.relationship ?? "not-known",
		heardOn: file?.heardOn ?? null,
		/** What the last review said of a protection order. */
		order: last?.order ? { order: last.order, on: last.doneOn } : null,
		open,
		moreOpen: (all?.n ?? 0) - open.length,
	};
}
