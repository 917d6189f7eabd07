/** The action log: one list of all that a panel, an agency or a person has to do, a page at a time. */
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, panels } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { londonDate } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { endOfRange, type LogFilter, type LogScope } from "./log-filter.ts";
import { rightsOn } from "./policy.ts";
import { ENDED_STATUSES, isRunning } from "./unsettled.ts";

const PAGE = 50;
/** As many are counted and put in order; there being more is said, not how many. */
export const MOST_LISTED = 10_000;

const GOING_ON = ["proposed", "open", "in-progress", "refused"] as const;

/** One line of the log, with what its reader may do with it. */
export type LogLine = ReturnType<typeof lineOf>;

type Found = { action: typeof actions.$inferSelect; reference: string; panelName: string };

function lineOf({ action, reference, panelName }: Found, access: Access) {
	const file = { id: action.caseId, panelId: action.panelId };
	const rights = rightsOn(access, file, action);
	return {
		id: action.id,
		version: action.version,
		caseId: action.caseId,
		reference,
		panelId: action.panelId,
		panelName,
		what: action.what,
		ownerAgencyName: action.ownerAgencyName,
		ownerDetail: action.ownerDetail,
		ownerUserName: action.ownerUserName,
		due: action.due,
		dueNote: action.dueNote,
		priority: action.priority,
		category: action.category,
		status: action.status,
		outcome: action.outcome,
		doneOn: action.doneOn,
		signedOffByName: action.signedOffByName,
		isRunning: isRunning(action),
		isHeldByChair: action.isHeldByChair,
		isRefusedLater: action.isRefusedLater,
		isEscalated: action.escalatedAt !== null,
		isAnsweredForOwner: action.isAnsweredForOwner,
		answeredByName: action.answeredByName,
		offerAgencyName: action.offerAgencyName,
		offerUserName: action.offerUserName,
		offeredByName: action.offeredByName,
		/** ISO instant at which it was agreed. */
		at: action.at.toISOString(),
		mayAnswer: rights.mayAnswer && rights.isOwners,
		mayConfirm: rights.mayConfirm,
		maySetStatus: rights.maySetStatus,
		mayAnswerOffer: rights.mayAnswerOffer,
		maySignOff: rights.maySignOff,
		mayDecide: rights.mayDecide,
	};
}

/**
 * A page of the log: the actions of `scope` that pass the filter, on cases the actor may see.
 * @throws NotFound for a panel whose papers are not open to them.
 */
export async function actionLog(actor: Actor, scope: LogScope, filter: LogFilter) {
	const access = await accessOf(db, actor);
	const ids = await idsInOrder(access, scope, filter);
	const isMore = ids.length > MOST_LISTED;
	const total = Math.min(ids.length, MOST_LISTED);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const page = Math.min(filter.page, pages);
	const lines = await linesOf(access, ids.slice((page - 1) * PAGE, Math.min(page * PAGE, MOST_LISTED)));
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	return { lines, total, isMore, page, pages };
}

/** One line as it is now, for a list that shows what became of it. @throws NotFound when the actor may not see it. */
export async function logLine(actor: Actor, actionId: string): Promise<LogLine> {
	const [found] = await actionsFound(eq(actions.id, actionId));
	if (!found) throw new NotFound();
	const { caseId, panelId } = found.action;
	const access = await accessOf(db, actor, caseId);
	if (!opensCase(access, { panelId, caseId })) throw new NotFound();
	return lineOf(found, access);
}

const actionsFound = (where: SQL | undefined): Promise<Found[]> =>
	db
		.select({ action: actions, reference: cases.reference, panelName: panels.name })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.innerJoin(panels, eq(panels.id, actions.panelId))
		.where(and(where, isNull(cases.stagedIn)));

/** The lines of these actions, in this order. */
export async function linesOf(access: Access, ids: string[]): Promise<LogLine[]> {
	if (ids.length === 0) return [];
	const rows = await actionsFound(and(inArray(actions.id, ids), casesSeenBy(access)));
	const byId = new Map(rows.map((row) => [row.action.id, lineOf(row, access)]));
	return ids.flatMap((id) => byId.get(id) ?? []);
}

/**
 * The ids of all that the filter lets through, in order: at most one more than are listed. Of longer lists, those
 * due first, or, once they have ended, those due last.
 * @throws NotFound for a panel whose papers are not open to them.
 */
export async function idsInOrder(access: Access, scope: LogScope, filter: LogFilter): Promise<string[]> {
	const isLatestFirst = filter.group === "ended" || filter.group === "all";
	const found = new Map<string, { id: string; due: string | null; key: string | Date | null }>();
	for (const where of rangesOf(access, scope, filter)) {
		const rows = db
			.select({
				id: actions.id,
				due: actions.due,
				key: KEYS[filter.sort],
				text: sql<string>`lower(${actions.what} || ' ' || ${cases.reference} || ' ' || coalesce(${actions.ownerAgencyName}, '') || ' ' || coalesce(${actions.ownerUserName}, '') || ' ' || coalesce(${actions.ownerDetail}, ''))`.as(
					"searched",
				),
			})
			.from(actions)
			.innerJoin(cases, eq(cases.id, actions.caseId))
			.where(and(where, filterOf(filter), casesSeenBy(access)))
			.orderBy(isLatestFirst ? desc(actions.due) : asc(actions.due))
			.limit(MOST_LISTED + 1)
			.as("candidates");
		const wanted = await db
			.select({ id: rows.id, due: rows.due, key: rows.key })
			.from(rows)
			.where(containing(rows.text, filter.text));
		for (const row of wanted) found.set(row.id, row);
	}
	const direction = isLatestFirst ? -1 : 1;
	const sorted = [...found.values()].sort(
		(a, b) =>
			(filter.sort === "due" ? 0 : compare(a.key, b.key) * (filter.sort === "agreed" ? -1 : 1)) ||
			compare(a.due, b.due, direction) ||
			compare(a.id, b.id),
	);
	return sorted.slice(0, MOST_LISTED + 1).map(({ id }) => id);
}

const KEYS = {
	due: actions.due,
	case: cases.reference,
	owner: actions.ownerAgencyName,
	status: actions.status,
	agreed: actions.at,
} as const;

/** What is not there comes last, whichever way round. */
function compare(a: string | Date | null, b: string | Date | null, direction = 1): number {
	if (a === b) return 0;
	if (a === null) return 1;
	if (b === null) return -1;
	return a < b ? -direction : a > b ? direction : 0;
}

/** Each word stands somewhere in the text. */
function containing(text: SQL.Aliased<string>, words: string): SQL | undefined {
	const each = words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
	const escaped = each.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
	return and(...escaped.map((pattern) => sql`${text} like ${pattern} escape '\\'`));
}

/**
 * Where the engine is to look: each range is one that an index knows, small for whoever sits on a few panels. An
 * agency may own a third of all actions there are, so only for a lead, who sees them all, is it the agency's.
 */
function rangesOf(access: Access, scope: LogScope, filter: LogFilter): (SQL | undefined)[] {
	const status = inArray(actions.status, statusesOf(filter));
	const panelId = scope.kind === "panel" ? scope.panelId : filter.panelId;
	if (filter.caseId)
		return [and(eq(actions.caseId, filter.caseId), whoseOf(access, scope), inPanel(panelId))];
	if (panelId) {
		if (!holds(access, { kind: "meetings", panelId })) {
			if (scope.kind === "panel") throw new NotFound();
			return [];
		}
		return [and(eq(actions.panelId, panelId), status, whoseOf(access, scope))];
	}
	if (access.role === "lead") return rangesOfLead(access, scope).map((range) => and(range, status));
	const seen = [...access.panels.keys()].filter((id) => holds(access, { kind: "meetings", panelId: id }));
	const own = [...access.officerOf];
	return [
		...(seen.length > 0 ? [and(inArray(actions.panelId, seen), status, whoseOf(access, scope))] : []),
		...(own.length > 0 ? [and(inArray(actions.caseId, own), status, whoseOf(access, scope))] : []),
	];
}

const inPanel = (panelId: string | undefined) => (panelId ? eq(actions.panelId, panelId) : undefined);

const statusesOf = ({ group }: LogFilter) => {
	if (group === "all") return [...GOING_ON, ...ENDED_STATUSES];
	return group === "ended" ? [...ENDED_STATUSES] : [...GOING_ON];
};

/** The index of an agency's actions is left alone: the range is narrower. */
const ownedBy = (agencyId: string) => sql`coalesce(${actions.ownerAgencyId}, '') = ${agencyId}`;

/** What of a range is this scope's. */
function whoseOf({ userId, agencyId }: Access, scope: LogScope): SQL | undefined {
	if (scope.kind === "panel") return undefined;
	const offered = sql`coalesce(${actions.offerAgencyId}, '') = ${agencyId}`;
	const ofAgency = or(ownedBy(agencyId), offered);
	const unnamed = or(
		and(ownedBy(agencyId), isNull(actions.ownerUserId)),
		and(offered, isNull(actions.offerUserId)),
	);
	const mine = or(
		sql`coalesce(${actions.ownerUserId}, '') = ${userId}`,
		sql`coalesce(${actions.offerUserId}, '') = ${userId}`,
	);
	// What one's agency has refused at once is the panel's to settle, unless somebody said so for it.
	const isTheirs = or(
		sql`${actions.status} <> 'refused'`,
		eq(actions.isRefusedLater, true),
		eq(actions.isAnsweredForOwner, true),
	);
	return and(scope.kind === "agency" ? or(ofAgency, mine) : or(mine, unnamed), isTheirs);
}

function rangesOfLead(access: Access, scope: LogScope): (SQL | undefined)[] {
	const { userId, agencyId } = access;
	const whose = whoseOf(access, scope);
	return [
		and(eq(actions.ownerAgencyId, agencyId), whose),
		and(eq(actions.ownerUserId, userId), whose),
		and(eq(actions.offerUserId, userId), whose),
		and(eq(actions.offerAgencyId, agencyId), whose),
	];
}

function filterOf(filter: LogFilter): SQL | undefined {
	const today = londonDate();
	const { agencyId, personId, priority, category } = filter;
	return and(
		inGroup(filter.group, today),
		agencyId ? ownedBy(agencyId) : undefined,
		personId ? sql`coalesce(${actions.ownerUserId}, '') = ${personId}` : undefined,
		priority ? eq(actions.priority, priority) : undefined,
		category ? eq(actions.category, category) : undefined,
		filter.due === "none" ? isNull(actions.due) : undefined,
		filter.due === "week" || filter.due === "month"
			? and(gt(actions.due, today), lte(actions.due, endOfRange(filter.due)))
			: undefined,
	);
}

function inGroup(group: LogFilter["group"], today: string): SQL | undefined {
	switch (group) {
		case "answer":
			return or(
				eq(actions.status, "proposed"),
				isNotNull(actions.offeredAt),
				eq(actions.isAnsweredForOwner, true),
				eq(actions.isRefusedLater, true),
			);
		case "overdue":
			return and(
				lt(actions.due, today),
				or(sql`${actions.status} <> 'refused'`, eq(actions.isRefusedLater, true)),
			);
		case "ended":
			return isNull(actions.signedOffAt);
		default:
			return undefined;
	}
}
