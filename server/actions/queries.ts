/** What screens about actions read. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { type Actor, accessOf, ofCasesSeenBy, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { NotFound } from "../http/errors.ts";
import { rightsOn } from "./policy.ts";
import { isRunning, isUnsettled } from "./unsettled.ts";

const PAGE = 20;

/**
 * The actions that the actor's agency has open, has yet to answer or has yet to confirm, on cases they may see, the
 * longest due first.
 */
export async function openActionsOfMyAgency(actor: Actor, page = 1) {
	const access = await accessOf(db, actor, []);
	const where = and(
		eq(actions.ownerAgencyId, actor.agencyId),
		inArray(actions.status, ["proposed", "open", "in-progress", "refused"]),
		or(ne(actions.status, "refused"), eq(actions.isAnsweredForOwner, true), eq(actions.isRefusedLater, true)),
		ofCasesSeenBy(access, actions),
	);
	const total = await db.$count(actions, where);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const lines = await db
		.select({
			id: actions.id,
			caseId: actions.caseId,
			reference: cases.reference,
			what: actions.what,
			due: actions.due,
			dueNote: actions.dueNote,
			status: actions.status,
			isRefusedLater: actions.isRefusedLater,
			priority: actions.priority,
			/** Somebody answered for the agency, which has not confirmed it. */
			isAnsweredForOwner: actions.isAnsweredForOwner,
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		// Which they are is told by the index alone; read are those of the page.
		.where(
			inArray(
				actions.id,
				db
					.select({ id: actions.id })
					.from(actions)
					.where(where)
					.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id))
					.limit(PAGE)
					.offset((current - 1) * PAGE),
			),
		)
		.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id));
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	return {
		lines: lines.map((line) => ({ ...line, isRunning: isRunning(line) })),
		total,
		page: current,
		pages,
	};
}

/**
 * One action for its page, with what the actor may do with it: the same rules as the commands'.
 * @throws NotFound when the actor may not open its case.
 */
export async function actionById(actor: Actor, actionId: string) {
	const [found] = await db
		.select({ action: actions, reference: cases.reference, panelId: cases.panelId })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(and(eq(actions.id, actionId), isNull(cases.stagedIn)));
	if (!found) throw new NotFound();
	const { action, reference, panelId } = found;
	const access = await accessOf(db, actor, action.caseId);
	if (!opensCase(access, { panelId, caseId: action.caseId })) throw new NotFound();
	noteReads(actor, "case", [action.caseId]);
	return {
		id: action.id,
		caseId: action.caseId,
		reference,
		what: action.what,
		ownerAgencyId: action.ownerAgencyId,
		ownerAgencyName: action.ownerAgencyName,
		ownerDetail: action.ownerDetail,
		ownerUserName: action.ownerUserName,
		due: action.due,
		dueNote: action.dueNote,
		priority: action.priority,
		category: action.category,
		status: action.status,
		outcome: action.outcome,
		isHeldByChair: action.isHeldByChair,
		answeredByName: action.answeredByName,
		isAnsweredForOwner: action.isAnsweredForOwner,
		authorName: action.authorName,
		version: action.version,
		doneOn: action.doneOn,
		signedOffByName: action.signedOffByName,
		isRunning: isRunning(action),
		isRefusedLater: action.isRefusedLater,
		isEscalated: action.escalatedAt !== null,
		offerAgencyName: action.offerAgencyName,
		offerUserName: action.offerUserName,
		offeredByName: action.offeredByName,
		/** It wants an owner or a date, also after a refusal. */
		isLacking: isUnsettled(action),
		...rightsOn(access, { id: action.caseId, panelId }, action),
	};
}
