/** What screens about the chronology read. Each answers only what its actor may see, and notes that they saw it. */
import { and, asc, between, count, desc, eq, gt, inArray, isNull, ne, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db, type Reader } from "#db/index.ts";
import { cases, events, incidents, panels, people, recordingQueries } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, seesFigures } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { caseHeader } from "../cases/index.ts";
import { addDays } from "../clock.ts";
import { type EventType, versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { mayAnswer } from "./answer-query.ts";
import { mayChange } from "./change-incident.ts";
import { removedFrom, standingBefore, statesOf } from "./history.ts";
import { mondayOf } from "./pace.ts";
import { type ChronologyRow, presentChronologiesOf } from "./present.ts";
import { weeksOf } from "./weeks.ts";

type Incident = typeof incidents.$inferSelect;
type Query = typeof recordingQueries.$inferSelect;

/** So many stand on a page of the list, and so many weeks in a picture. */
const PAGE = 30;
/** Of the recording queries each has a form of its own. */
const QUERIES_PAGE = 20;
export const WEEKS_SHOWN = 26;

/** An incident in the list of its case. */
export interface IncidentLine
	extends Omit<Incident, "at" | "editedAt" | "removedAt" | "sortKey" | "batchId" | "panelId" | "authorId"> {
	editedAt: string | null;
	mayChange: boolean;
	queries: QueryInShort[];
}

/** A recording query as it stands with its incident. */
export interface QueryInShort {
	id: string;
	kind: Query["kind"];
	state: Query["state"];
	reason: string | null;
	answeredByName: string | null;
	/** Whether this reader may answer it, while it is open. */
	mayAnswer: boolean;
	version: number;
}

function inShort(access: Access, query: Query): QueryInShort {
	const { id, kind, state, reason, answeredByName, version } = query;
	const may = mayAnswer(access, { id: query.caseId, panelId: query.panelId }, query);
	return { id, kind, state, reason, answeredByName, mayAnswer: may, version };
}

const standingIn = (caseId: string) => and(eq(incidents.caseId, caseId), isNull(incidents.removedAt));

/** What the chronology of a case comes to; null as long as there is nothing. Who may see it has been decided. */
async function sumsOf(reader: Reader, caseId: string): Promise<ChronologyRow | null> {
	return (await presentChronologiesOf(reader, [caseId]))[0]?.row ?? null;
}

/**
 * A page of the chronology of a case, its sums, and the weeks of its picture.
 * @throws NotFound when the actor may not know of the case.
 */
export async function chronologyOf(
	actor: Actor,
	caseId: string,
	{
		page = 1,
		isNewestFirst = false,
		weeksTo,
	}: { page?: number; isNewestFirst?: boolean; weeksTo?: string } = {},
) {
	const { panelId } = await caseHeader(actor, caseId);
	// Before the rows: what comes in between is loaded once more.
	const version = await versionOf(db, panelId);
	const header = await caseHeader(actor, caseId);
	const access = await accessOf(db, actor, caseId);
	const sums = await sumsOf(db, caseId);
	const total = await db.$count(incidents, standingIn(caseId));
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const order = isNewestFirst ? desc : asc;
	const found = await db
		.select()
		.from(incidents)
		.where(standingIn(caseId))
		.orderBy(order(incidents.sortKey), order(incidents.id))
		.limit(PAGE)
		.offset((current - 1) * PAGE);
	const queries = await queriesOf(found.map(({ id }) => id));
	return {
		header,
		/** What the page follows. */
		live: { stream: panelId, version },
		sums,
		lines: found.map((row) => lineOf(access, row, queries)),
		total,
		page: current,
		pages,
		isNewestFirst,
		picture: sums ? await pictureOf(caseId, sums, weeksTo) : null,
		removed: await removedFrom(caseId),
		mayAdd: header.rights.includes("contribute"),
		/** The list of all recording queries is for those who run a panel. */
		seesQueries: header.rights.includes("follow-up"),
	};
}

async function queriesOf(incidentIds: string[]): Promise<Query[]> {
	if (incidentIds.length === 0) return [];
	return db
		.select()
		.from(recordingQueries)
		.where(inArray(recordingQueries.incidentId, incidentIds))
		.orderBy(asc(recordingQueries.id));
}

function lineOf(access: Access, row: Incident, queries: readonly Query[]): IncidentLine {
	const {
		at: _at,
		removedAt: _removed,
		sortKey: _key,
		batchId: _batch,
		panelId: _panel,
		authorId: _by,
		...line
	} = row;
	return {
		...line,
		editedAt: row.editedAt?.toISOString() ?? null,
		mayChange: mayChange(access, { id: row.caseId, panelId: row.panelId }, row),
		queries: queries
			.filter(({ incidentId, state }) => incidentId === row.id && state !== "withdrawn")
			.map((query) => inShort(access, query)),
	};
}

/** The weeks of a picture: the last ones, or those up to a week that is asked for. */
async function pictureOf(caseId: string, { paceChanges: changes }: ChronologyRow, weeksTo?: string) {
	// What the police did has its place in it too, also before and after all incidents.
	const [earliestOn, latestOn] = [await beginningOf(caseId, asc), await beginningOf(caseId, desc)];
	if (!earliestOn || !latestOn) return null;
	const [first, last] = [mondayOf(earliestOn), mondayOf(latestOn)];
	const asked = z.iso.date().safeParse(weeksTo).success ? mondayOf(weeksTo ?? "") : last;
	const to = asked < first || asked > last ? last : asked;
	const earliest = addDays(to, -7 * (WEEKS_SHOWN - 1));
	const from = later(earliest, first);
	const happened = await db
		.select({
			startsOn: incidents.startsOn,
			kinds: incidents.kinds,
			orderBreached: incidents.orderBreached,
			policeAction: incidents.policeAction,
		})
		.from(incidents)
		.where(and(standingIn(caseId), between(incidents.startsOn, from, addDays(to, 6))));
	return {
		weeks: weeksOf(happened, { from, to, changes }),
		earlier: from > first ? addDays(from, -7) : null,
		later: to < last ? sooner(addDays(to, 7 * WEEKS_SHOWN), last) : null,
	};
}

/** The date of the first entry of a chronology, or of the last, whatever it tells of: its index holds them in order. */
async function beginningOf(caseId: string, order: typeof asc): Promise<string | undefined> {
	const [entry] = await db
		.select({ startsOn: incidents.startsOn })
		.from(incidents)
		.where(standingIn(caseId))
		.orderBy(order(incidents.sortKey))
		.limit(1);
	return entry?.startsOn;
}

/** Civil dates compare as text. */
const [sooner, later] = [
	(one: string, other: string) => [one, other].sort()[0] ?? one,
	(one: string, other: string) => [one, other].sort()[1] ?? one,
];

/** An incident with every state it has had, for its page. @throws NotFound, also once it was removed. */
export async function incidentWithHistory(actor: Actor, incidentId: string, { isNewestFirst = false } = {}) {
	const [row] = await db
		.select()
		.from(incidents)
		.where(and(eq(incidents.id, incidentId), isNull(incidents.removedAt)));
	if (!row) throw new NotFound();
	const header = await caseHeader(actor, row.caseId);
	const access = await accessOf(db, actor, row.caseId);
	return {
		header,
		incident: lineOf(access, row, await queriesOf([row.id])),
		history: await statesOf(row),
		/** On which page of its chronology it stands. */
		page: await pageOf(row, isNewestFirst),
	};
}

/** Of an incident, the page of the list on which it stands; of one that was removed, on which it stood. */
const pageOf = async (row: Incident, isNewestFirst: boolean): Promise<number> =>
	Math.floor((await standingBefore(row, isNewestFirst)) / PAGE) + 1;

/** The same for whoever has just changed it. @throws NotFound when they may not see its case. */
export async function whereInChronology(actor: Actor, incidentId: string, { isNewestFirst = false } = {}) {
	const [row] = await db.select().from(incidents).where(eq(incidents.id, incidentId));
	if (!row) throw new NotFound();
	await caseHeader(actor, row.caseId);
	return { caseId: row.caseId, page: await pageOf(row, isNewestFirst), isRemoved: row.removedAt !== null };
}

/** One incident of a case whose page the actor has open; null where there is none of that id. @throws NotFound */
export async function incidentOf(actor: Actor, caseId: string, incidentId: string) {
	await caseHeader(actor, caseId);
	const [row] = await db
		.select()
		.from(incidents)
		.where(and(standingIn(caseId), eq(incidents.id, incidentId)));
	const access = await accessOf(db, actor, caseId);
	return row ? lineOf(access, row, []) : null;
}

/** One line of the list of recording queries. */
export interface QueryLine extends QueryInShort {
	caseId: string;
	reference: string;
	victim: string;
	panelName: string;
	incident: {
		id: string;
		precision: Incident["precision"];
		startsOn: string;
		endsOn: string | null;
		startsAt: string | null;
		kinds: string[];
		what: string;
		crimeNumber: string | null;
		recordedAs: Incident["recordedAs"];
		orderBreached: Incident["orderBreached"];
	};
	raisedAt: string;
}

/** More open queries than these are not counted one by one. */
const MOST_COUNTED = 1_000;

/**
 * The recording queries that are open in the panels which the actor runs, the oldest first: all of them for the lead.
 * @throws NotFound for whoever runs no panel.
 */
export async function openQueries(
	actor: Actor,
	{ page = 1, panelId }: { page?: number; panelId?: string } = {},
) {
	const access = await accessOf(db, actor, []);
	const own = (
		await db.select({ id: panels.id, name: panels.name }).from(panels).orderBy(asc(panels.nameKey))
	).filter(({ id }) => seesFigures(access, id));
	if (own.length === 0 || (panelId && !own.some(({ id }) => id === panelId))) throw new NotFound();
	const asked = panelId ? [panelId] : own.map(({ id }) => id);
	const isEverywhere = access.role === "lead" && !panelId;
	const where: SQL | undefined = and(
		eq(recordingQueries.state, "open"),
		isEverywhere ? undefined : inArray(recordingQueries.panelId, asked),
		casesSeenBy(access),
	);
	const limited = db
		.select({ id: recordingQueries.id })
		.from(recordingQueries)
		.innerJoin(cases, eq(cases.id, recordingQueries.caseId))
		.where(where)
		.limit(MOST_COUNTED + 1)
		.as("limited");
	const [counted] = await db.select({ n: count() }).from(limited);
	const total = Math.min(counted?.n ?? 0, MOST_COUNTED);
	const pages = Math.max(1, Math.ceil(total / QUERIES_PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const found = await db
		.select({
			query: recordingQueries,
			incident: incidents,
			reference: cases.reference,
			panelName: panels.name,
		})
		.from(recordingQueries)
		.innerJoin(cases, eq(cases.id, recordingQueries.caseId))
		.innerJoin(incidents, eq(incidents.id, recordingQueries.incidentId))
		.innerJoin(panels, eq(panels.id, recordingQueries.panelId))
		.where(where)
		.orderBy(asc(recordingQueries.raisedAt), asc(recordingQueries.id))
		.limit(QUERIES_PAGE)
		.offset((current - 1) * QUERIES_PAGE);
	const caseIds = [...new Set(found.map(({ query }) => query.caseId))];
	const victims = await db
		.select({ caseId: people.caseId, name: people.name })
		.from(people)
		.where(and(inArray(people.caseId, caseIds), eq(people.part, "victim")))
		.orderBy(asc(people.id));
	noteReads(actor, "case", caseIds);
	const lines: QueryLine[] = found.map(({ query, incident, reference, panelName }) => ({
		...inShort(access, query),
		caseId: query.caseId,
		reference,
		victim: victims
			.filter(({ caseId }) => caseId === query.caseId)
			.map(({ name }) => name)
			.join(", "),
		panelName,
		incident: {
			id: incident.id,
			precision: incident.precision,
			startsOn: incident.startsOn,
			endsOn: incident.endsOn,
			startsAt: incident.startsAt,
			kinds: incident.kinds,
			what: incident.what,
			crimeNumber: incident.crimeNumber,
			recordedAs: incident.recordedAs,
			orderBreached: incident.orderBreached,
		},
		raisedAt: query.raisedAt.toISOString(),
	}));
	return {
		lines,
		total,
		isMore: (counted?.n ?? 0) > MOST_COUNTED,
		page: current,
		pages,
		panels: own,
		panelId: panelId ?? null,
	};
}

/**
 * When somebody other than the actor last added, changed or removed an incident of these cases after a moment: ISO by
 * case id. The caller has decided that the actor may see the cases.
 */
export async function changedByOthers(
	reader: Reader,
	actor: Actor,
	caseIds: readonly string[],
	since: Date,
): Promise<Record<string, string>> {
	if (caseIds.length === 0) return {};
	const changed = await reader
		.select({ caseId: events.caseId, at: events.at })
		.from(events)
		.where(
			and(
				inArray(events.caseId, [...caseIds]),
				inArray(events.type, CHANGES),
				gt(events.at, since),
				ne(events.actorId, actor.userId),
			),
		)
		.orderBy(asc(events.at));
	return Object.fromEntries(
		changed.flatMap(({ caseId, at }) => (caseId ? [[caseId, at.toISOString()]] : [])),
	);
}
const CHANGES: EventType[] = [
	"incident.added",
	"incident.several-added",
	"incident.changed",
	"incident.removed",
];
