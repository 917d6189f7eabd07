/** What screens about actions read. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { type Actor, accessOf, ofCasesSeenBy, opensCase, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { type CaseRight, mayOnCase } from "../cases/index.ts";
import { NotFound } from "../http/errors.ts";
import { isEnded, isLacking, isUnsettled } from "./unsettled.ts";

const PAGE = 20;

/**
 * The actions that the actor's agency has open, has yet to answer or has yet to confirm, on cases they may see, the
 * longest due first.
 */
export async function openActionsOfMyAgency(actor: Actor, page = 1) {
	const access = await accessOf(db, actor, []);
	const where = and(
		eq(actions.ownerAgencyId, actor.agencyId),
		inArray(actions.status, ["proposed", "open", "refused"]),
		or(ne(actions.status, "refused"), eq(actions.isAnsweredForOwner, true)),
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
	return { lines, total, page: current, pages };
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
	const may = (right: CaseRight) => mayOnCase(access, { id: action.caseId, panelId }, right);
	const role = roleIn(access, panelId);
	const runsPanel = role !== undefined && role !== "member" && role !== "observer";
	const { status } = action;
	const mayContribute = may("contribute");
	const isOwners = action.ownerAgencyId === actor.agencyId;
	const isTheirs = isOwners || action.authorId === actor.userId;
	const maySettle =
		mayContribute && !isEnded(status) && (isLacking(action) || isTheirs || may("record-for-others"));
	return {
		id: action.id,
		caseId: action.caseId,
		reference,
		what: action.what,
		ownerAgencyId: action.ownerAgencyId,
		ownerAgencyName: action.ownerAgencyName,
		ownerDetail: action.ownerDetail,
		due: action.due,
		dueNote: action.dueNote,
		priority: action.priority,
		category: action.category,
		status,
		outcome: action.outcome,
		isHeldByChair: action.isHeldByChair,
		answeredByName: action.answeredByName,
		isAnsweredForOwner: action.isAnsweredForOwner,
		authorName: action.authorName,
		version: action.version,
		/** Of the agency that owns it. */
		isOwners,
		/** It wants an owner or a date, also after a refusal. */
		isLacking: isUnsettled(action),
		/** Accept or refuse it, for their own agency or for one that is not there. */
		mayAnswer:
			mayContribute &&
			status === "proposed" &&
			action.ownerAgencyId !== null &&
			(isOwners || may("record-for-others")),
		mayConfirm: mayContribute && action.isAnsweredForOwner && isOwners,
		/** Say how it stands, once its owner has accepted it. */
		maySetStatus: mayContribute && (status === "open" || isEnded(status)) && (isTheirs || runsPanel),
		/** Give it another owner, person or date. */
		maySettle,
		/** Leave it with the chair as it is. */
		mayHold: maySettle && !action.isHeldByChair && may("set-risk"),
	};
}
