/** What screens about actions read. */
import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { type Actor, accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { NotFound } from "../http/errors.ts";

const PAGE = 20;

/** The open actions of the actor's agency on cases they may see, the longest due first. */
export async function openActionsOfMyAgency(actor: Actor, page = 1) {
	const access = await accessOf(db, actor);
	const where = and(
		eq(actions.ownerAgencyId, actor.agencyId),
		eq(actions.status, "open"),
		casesSeenBy(access),
	);
	const counted = await db
		.select({ n: sql<number>`count(*)` })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(where);
	const total = Number(counted[0]?.n ?? 0);
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
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(where)
		.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id))
		.limit(PAGE)
		.offset((current - 1) * PAGE);
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	return { lines, total, page: current, pages };
}

/** One action for its page. @throws NotFound when the actor may not see its case. */
export async function actionById(actor: Actor, actionId: string) {
	const [found] = await db
		.select({ action: actions, reference: cases.reference, panelId: cases.panelId })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(eq(actions.id, actionId));
	if (!found) throw new NotFound();
	const { action, reference, panelId } = found;
	const access = await accessOf(db, actor, action.caseId);
	if (!holds(access, { kind: "case", panelId, caseId: action.caseId })) throw new NotFound();
	noteReads(actor, "case", [action.caseId]);
	const role = roleIn(access, panelId);
	return {
		id: action.id,
		caseId: action.caseId,
		reference,
		what: action.what,
		ownerAgencyName: action.ownerAgencyName,
		ownerDetail: action.ownerDetail,
		due: action.due,
		dueNote: action.dueNote,
		status: action.status,
		outcome: action.outcome,
		version: action.version,
		mayAnswer:
			action.ownerAgencyId === actor.agencyId ||
			action.authorId === actor.userId ||
			(role !== undefined && role !== "member" && role !== "observer"),
	};
}
