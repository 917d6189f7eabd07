/** The action log: one list of all that a panel, an agency or a person has to do, a page at a time. */
import {
	and,
	asc,
	count,
	desc,
	eq,
	gt,
	gte,
	inArray,
	isNotNull,
	isNull,
	lte,
	ne,
	notInArray,
	or,
	type SQL,
	sql,
} from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, panels } from "#db/schema/index.ts";
import { folded } from "#db/search/words.ts";
import {
	type Access,
	type Actor,
	accessOf,
	casesSeenBy,
	holds,
	ofCasesSeenBy,
	opensCase,
} from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { londonDate } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { endOfRange, type LogFilter, type LogGroup, type LogScope } from "./log-filter.ts";
import { GOING_ON, isLongOverdue, isOverdue } from "./overdue.ts";
import { rightsOn } from "./policy.ts";
import { ENDED_STATUSES, isRunning } from "./unsettled.ts";

const PAGE = 50;
/** As many are put in order and go into a file; there being more is said, not how many. */
export const MOST_LISTED = 5_000;
/** So many are looked into at once; other requests come between. */
const AT_ONCE = 500;
/** As many are paged through: nobody reads so far, and of an agency there are tens of thousands to count. */
const MOST_PAGED = 1_000;
/** As many of an agency's stand on the start page. */
const FIRST = 10;

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
		/** ISO instant at which it was agreed; of an imported one, at which it was imported. */
		at: action.at.toISOString(),
		isImported: action.importKey !== null,
		mayAnswer: rights.mayAnswer && rights.isOwners,
		mayConfirm: rights.mayConfirm,
		maySetStatus: rights.maySetStatus,
		mayAnswerOffer: rights.mayAnswerOffer,
		maySignOff: rights.maySignOff,
		mayDecide: rights.mayDecide,
	};
}

/** What of a list is asked for, beside its filter. */
interface Asked {
	/** From 1. */
	page?: number;
	/** Each stands in what is to be done, its case's reference, its owner's name or what was last said of it. */
	words?: string;
}

/**
 * A page of the log: the actions of `scope` that pass the filter, on cases the actor may see.
 * @throws NotFound for a panel whose papers, or a case which, is not open to them.
 */
export async function actionLog(
	actor: Actor,
	scope: LogScope,
	filter: LogFilter,
	{ page: asked = 1, words = "" }: Asked = {},
) {
	const access = await accessOf(db, actor, scope.kind === "case" ? scope.caseId : []);
	const ranges = await rangesOf(access, scope, filter);
	if (words !== "") noteReads(actor, "search", ["actions"]);
	const isPlain = filter.sort === "due" && words === "";
	// Words and other orders are held against as much as is listed; in its own order, only a page of it is read.
	const looked = isPlain ? undefined : await idsInOrder(access, ranges, filter, words);
	const found = looked ? looked.ids.length : await countOf(access, ranges, filter);
	const total = Math.min(found, MOST_PAGED);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const page = Math.min(Math.max(1, Math.floor(asked)), pages);
	const end = Math.min(page * PAGE, MOST_PAGED);
	const first = looked?.ids ?? (await firstInOrder(access, ranges, filter, end));
	const shown = first.slice((page - 1) * PAGE, end);
	const lines = await linesOf(access, shown);
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	return {
		lines,
		total,
		isMore: found > MOST_PAGED,
		/** There are more than `mostInOrder`: the rest was neither searched nor put in order. */
		wasCut: looked?.wasCut ?? false,
		mostInOrder: MOST_LISTED,
		page,
		pages,
	};
}

/** The first of what the actor's agency has open, in the log's own order, and how many there are. */
export async function openActionsOfMyAgency(actor: Actor) {
	const access = await accessOf(db, actor, []);
	const filter: LogFilter = { group: "open", sort: "due" };
	const ranges = await rangesOf(access, { kind: "agency" }, filter);
	const found = await countOf(access, ranges, filter);
	const lines = await linesOf(access, found > 0 ? await firstInOrder(access, ranges, filter, FIRST) : []);
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	return { lines, total: Math.min(found, MOST_PAGED), isMore: found > MOST_PAGED };
}

/** The ids of all that the filter lets through, in order, as many as are listed, and whether the list was cut there. */
export const listedIds = async (access: Access, scope: LogScope, filter: LogFilter, words = "") =>
	idsInOrder(access, await rangesOf(access, scope, filter), filter, words);

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

/** Where to look; in an index as a rule, whose order within each status is the list's own. */
interface Range {
	where: SQL | undefined;
	statuses: readonly Status[];
	/** It is some cases' instead, read as a whole. */
	isOfCases?: boolean;
}
type Status = (typeof actions.$inferSelect)["status"];

const isOfRange = (access: Access, { where }: Range, filter: LogFilter, statuses: readonly Status[]) =>
	and(where, inArray(actions.status, [...statuses]), filterOf(filter), ofCasesSeenBy(access, actions));

/** How many there are, or more than are paged through. */
async function countOf(access: Access, ranges: Range[], filter: LogFilter): Promise<number> {
	let total = 0;
	for (const range of ranges) {
		if (total > MOST_PAGED) break;
		const some = db
			.select({ one: sql<number>`1`.as("one") })
			.from(actions)
			.where(isOfRange(access, range, filter, range.statuses))
			.limit(MOST_PAGED + 1)
			.as("some");
		const [row] = await db.select({ n: count() }).from(some);
		total += row?.n ?? 0;
	}
	return total;
}

/** Whether only what has ended is in a group. */
const isOfEnded = (group: LogGroup): boolean =>
	group === "sign-off" || (ENDED_STATUSES as readonly string[]).includes(group);

/** By what a list goes of itself: when it is due, the longest first; of what has ended the latest first. */
function ownOrder({ group }: LogFilter) {
	const { column, direction } =
		group === "sign-off"
			? { column: actions.statusAt, direction: -1 }
			: { column: actions.due, direction: group === "all" || isOfEnded(group) ? -1 : 1 };
	// Of those of one day the engine must take the same as are shown: else one of them is on no page.
	const inOwnOrder = [direction < 0 ? desc(column) : asc(column), asc(actions.id)];
	return { column, direction, inOwnOrder };
}

/** The first `most` ids in the list's own order; what has no date comes last. */
async function firstInOrder(
	access: Access,
	ranges: Range[],
	filter: LogFilter,
	most: number,
): Promise<string[]> {
	const { column, direction, inOwnOrder } = ownOrder(filter);
	const read = async (has: SQL, most: number) => {
		let found: { id: string; key: string | Date | null }[] = [];
		for (const range of ranges) {
			for (const statuses of range.isOfCases ? [range.statuses] : range.statuses.map((one) => [one])) {
				// What comes after all that are wanted is not even read: else 43 panels would each give their first 5,000.
				const last = found.length < most ? null : found.at(-1)?.key;
				const rows = await db
					.select({ id: actions.id, key: column })
					.from(actions)
					.where(
						and(
							isOfRange(access, range, filter, statuses),
							has,
							last ? (direction < 0 ? gte(column, last) : lte(column, last)) : undefined,
						),
					)
					.orderBy(...inOwnOrder)
					.limit(most);
				if (rows.length === 0) continue;
				found = [...found, ...rows]
					.sort((a, b) => compare(a.key, b.key, direction) || compare(a.id, b.id))
					.slice(0, most);
			}
		}
		return found.map(({ id }) => id);
	};
	const dated = await read(isNotNull(column), most);
	// What waits to be signed off has ended on a day.
	if (dated.length === most || filter.group === "sign-off") return dated;
	return [...dated, ...(await read(isNull(column), most - dated.length))];
}

/**
 * The ids of the first that the filter lets through in the list's own order, as many as are listed: of these those in
 * which all words stand, in the order asked for; and whether there are more, which were neither searched nor put in order.
 */
async function idsInOrder(
	access: Access,
	ranges: Range[],
	filter: LogFilter,
	words: string,
): Promise<{ ids: string[]; wasCut: boolean }> {
	const first = await firstInOrder(access, ranges, filter, MOST_LISTED + 1);
	const wasCut = first.length > MOST_LISTED;
	const own = first.slice(0, MOST_LISTED);
	const typed = folded(words).split(/\s+/).filter(Boolean).slice(0, 10);
	if (filter.sort === "due" && typed.length === 0) return { ids: own, wasCut };
	const keys = new Map<string, Key>();
	for (let from = 0; from < own.length; from += AT_ONCE) {
		const rows = await db
			.select({
				id: actions.id,
				key: sql<Key>`${KEYS[filter.sort]}`,
				searched: typed.length > 0 ? SEARCHED : sql<string>`''`,
			})
			.from(actions)
			.innerJoin(cases, eq(cases.id, actions.caseId))
			.where(and(inArray(actions.id, own.slice(from, from + AT_ONCE)), ofCasesSeenBy(access, actions)));
		for (const { id, key, searched } of rows) if (containsAll(searched, typed)) keys.set(id, key);
	}
	const ids = own.filter((id) => keys.has(id));
	if (filter.sort !== "due") {
		const direction = filter.sort === "agreed" ? -1 : 1;
		// Those of one key stay in the list's own order.
		ids.sort((a, b) => compare(keys.get(a) ?? null, keys.get(b) ?? null, direction));
	}
	return { ids, wasCut };
}

/** What a list is put in order by; an instant as the engine has it. */
type Key = string | number | Date | null;

const KEYS = {
	due: actions.due,
	case: cases.reference,
	owner: actions.ownerAgencyName,
	status: actions.status,
	agreed: actions.at,
} as const;

/** What words are looked for in. */
const SEARCHED = sql<string>`(${actions.what} || ' ' || ${cases.reference} || ' ' ||
	coalesce(${actions.ownerAgencyName}, '') || ' ' || coalesce(${actions.ownerUserName}, '') || ' ' ||
	coalesce(${actions.ownerDetail}, '') || ' ' || coalesce(${actions.outcome}, ''))`;

/** What is not there comes last, whichever way round. */
function compare(a: Key, b: Key, direction = 1): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	return a < b ? -direction : a > b ? direction : 0;
}

/** Each folded word stands somewhere in the text, folded here: SQLite knows the case of ASCII's letters alone. */
function containsAll(text: string, typed: string[]): boolean {
	if (typed.length === 0) return true;
	const searched = folded(text);
	return typed.every((word) => searched.includes(word));
}

/**
 * Where the engine is to look: each range is one that an index knows, and no action is in two. They are small for
 * whoever sits on a few panels. An agency may own a third of all actions there are, so only for a lead, who sees them
 * all, is it the agency's.
 * @throws NotFound for a panel whose papers are not open to the actor.
 */
async function rangesOf(access: Access, scope: LogScope, filter: LogFilter): Promise<Range[]> {
	const statuses = statusesOf(filter.group);
	const whose = whoseOf(access, scope);
	const range = (...where: (SQL | undefined)[]): Range => ({ where: and(...where), statuses });
	const isOpen = (id: string) => holds(access, { kind: "meetings", panelId: id });
	if (scope.kind === "case") {
		const [file] = await db
			.select({ panelId: cases.panelId })
			.from(cases)
			.where(and(eq(cases.id, scope.caseId), isNull(cases.stagedIn)));
		if (!file || !opensCase(access, { panelId: file.panelId, caseId: scope.caseId })) throw new NotFound();
		return [range(eq(actions.caseId, scope.caseId))];
	}
	if (scope.kind === "panel" && !(isOpen(scope.panelId) && (await isPanel(scope.panelId)))) {
		throw new NotFound();
	}
	if (scope.kind === "force" && access.role !== "lead") throw new NotFound();
	const panelId = scope.kind === "panel" ? scope.panelId : filter.panelId;
	const ofPanel = (id: string) => range(eq(actions.panelId, id), whose);
	if (panelId) return isOpen(panelId) ? [ofPanel(panelId)] : [];
	if (scope.kind === "force" && filter.group !== "sign-off") return [range()];
	if (access.role === "lead") {
		// What is not signed off stands in an index by panel alone.
		if (filter.group !== "sign-off") return rangesOfLead(access, scope).map((where) => range(where));
		return (await db.select({ id: panels.id }).from(panels)).map(({ id }) => ofPanel(id));
	}
	const seen = [...access.panels.keys()].filter(isOpen);
	const own = [...access.officerOf];
	const elsewhere = seen.length > 0 ? notInArray(actions.panelId, seen) : undefined;
	return [
		...seen.map(ofPanel),
		...(own.length > 0
			? [{ ...range(inArray(actions.caseId, own), elsewhere, whose), isOfCases: true }]
			: []),
	];
}

/** A lead holds every panel there is, and any that is not. */
const isPanel = async (panelId: string): Promise<boolean> =>
	(await db.$count(panels, eq(panels.id, panelId))) > 0;

function statusesOf(group: LogGroup): readonly Status[] {
	switch (group) {
		case "all":
			return [...GOING_ON, ...ENDED_STATUSES];
		case "sign-off":
			return ENDED_STATUSES;
		case "open":
		case "overdue":
		case "answer":
		case "long-overdue":
			return GOING_ON;
		default:
			return [group === "accepted" ? "open" : group];
	}
}

// Said of a range, these leave the index by owner alone: the range is narrower.
const ownedBy = (agencyId: string) => sql`coalesce(${actions.ownerAgencyId}, '') = ${agencyId}`;
const doneBy = (userId: string) => sql`coalesce(${actions.ownerUserId}, '') = ${userId}`;
const offeredTo = ({ userId, agencyId }: Access) =>
	or(
		sql`coalesce(${actions.offerUserId}, '') = ${userId}`,
		and(sql`coalesce(${actions.offerAgencyId}, '') = ${agencyId}`, isNull(actions.offerUserId)),
	);

/** What one's agency has refused at once is the panel's to settle, unless somebody said so for it. */
const isTheirsStill = or(
	ne(actions.status, "refused"),
	eq(actions.isRefusedLater, true),
	eq(actions.isAnsweredForOwner, true),
);

/** What of a range is this scope's: of an agency all that it owns, of a person what names them or nobody there. */
function whoseOf(access: Access, scope: LogScope): SQL | undefined {
	const { userId, agencyId } = access;
	if (scope.kind !== "mine" && scope.kind !== "agency") return undefined;
	const owned =
		scope.kind === "agency" ? ownedBy(agencyId) : and(ownedBy(agencyId), isNull(actions.ownerUserId));
	return and(or(owned, doneBy(userId), offeredTo(access)), isTheirsStill);
}

function rangesOfLead(access: Access, scope: LogScope): (SQL | undefined)[] {
	const { userId, agencyId } = access;
	const unnamed = scope.kind === "mine" ? isNull(actions.ownerUserId) : undefined;
	const owned = and(ownedBy(agencyId), unnamed);
	const others = [owned, doneBy(userId)].map((is) => sql`not (${is})`);
	return [
		and(eq(actions.ownerAgencyId, agencyId), unnamed, isTheirsStill),
		and(eq(actions.ownerUserId, userId), others[0], isTheirsStill),
		and(eq(actions.offerUserId, userId), ...others, isTheirsStill),
		and(eq(actions.offerAgencyId, agencyId), isNull(actions.offerUserId), ...others, isTheirsStill),
	];
}

function filterOf(filter: LogFilter): SQL | undefined {
	const today = londonDate();
	const { agencyId, personId, priority, category, due } = filter;
	return and(
		inGroup(filter.group),
		agencyId ? ownedBy(agencyId) : undefined,
		personId ? doneBy(personId) : undefined,
		priority ? eq(actions.priority, priority) : undefined,
		category ? eq(actions.category, category) : undefined,
		due === "none" ? isNull(actions.due) : undefined,
		due === "week" || due === "month"
			? and(gte(actions.due, today), lte(actions.due, endOfRange(due)))
			: undefined,
	);
}

function inGroup(group: LogFilter["group"]): SQL | undefined {
	switch (group) {
		case "answer":
			return or(
				eq(actions.status, "proposed"),
				isNotNull(actions.offeredAt),
				eq(actions.isAnsweredForOwner, true),
				eq(actions.isRefusedLater, true),
			);
		case "overdue":
			return isOverdue();
		case "long-overdue":
			return isLongOverdue();
		case "sign-off":
			// What came with an import had ended before the panel was here.
			return and(isNull(actions.signedOffAt), gt(actions.statusAt, new Date(0)));
		default:
			return undefined;
	}
}
