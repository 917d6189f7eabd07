/** What screens about actions read. */
import { and, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { type Actor, accessOf, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { NotFound } from "../http/errors.ts";
import { rightsOn } from "./policy.ts";
import { isRunning, isUnsettled } from "./unsettled.ts";

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
