/** What screens about advice read. Each answers only what its actor may see, and notes that they saw it. */
import { and, asc, count, desc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, advice, agendaItems, cases, entries, people, revisions } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { casesOfOfficer } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { capacityOf, isHeardSince, isOfficersOwn } from "./answer-advice.ts";
import { ANSWERS } from "./given.ts";

const PAGE = 20;
/** Each line of an officer's page is a form. */
const FORMS = 10;

/** Which page of a list is shown, of how many. */
function pageOf(asked: number, total: number, size: number) {
	const pages = Math.max(1, Math.ceil(total / size));
	const page = Math.min(Math.max(1, Math.floor(asked)), pages);
	return { total, page, pages, offset: (page - 1) * size };
}

/** A piece of advice with its words and how it stands; civil dates are London's. */
const COLUMNS = {
	id: advice.id,
	caseId: advice.caseId,
	reference: cases.reference,
	officerName: cases.officerName,
	body: entries.body,
	authorName: entries.authorName,
	agencyName: entries.agencyName,
	forAgencyName: entries.forAgencyName,
	state: advice.state,
	reason: advice.reason,
	answeredByName: advice.answeredByName,
	answeredForName: advice.answeredForName,
	answeredAt: advice.answeredAt,
	at: advice.at,
	version: advice.version,
};

const selectAdvice = (where: SQL | undefined) =>
	db
		.select(COLUMNS)
		.from(advice)
		.innerJoin(entries, eq(entries.id, advice.entryId))
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(where);

type Found = Awaited<ReturnType<typeof selectAdvice>>[number];

const lineOf = ({ at, answeredAt, ...line }: Found) => ({
	...line,
	at: at.toISOString(),
	answeredAt: answeredAt?.toISOString() ?? null,
	/** For how many days it has waited, or waited until it was answered. */
	days: daysBetween(londonDate(at), londonDate(answeredAt ?? now())),
});

/** One piece of advice as lists show it. */
export type AdviceLine = ReturnType<typeof lineOf>;

const daysBetween = (from: string, to: string): number =>
	Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);

/** How many there are, with their case for the wall between some people and some cases. */
async function countAdvice(where: SQL | undefined): Promise<number> {
	const [counted] = await db
		.select({ n: count() })
		.from(advice)
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(where);
	return counted?.n ?? 0;
}

/** What a panel's list of advice may be narrowed to; unanswered comes first. */
export const ADVICE_FILTERS = ["unanswered", "declined", "in-part", "accepted", "all"] as const;
export type AdviceFilter = (typeof ADVICE_FILTERS)[number];

/** Whether somebody may see what the panel advises at all. @throws NotFound when not. */
async function accessToPapers(actor: Actor, panelId: string): Promise<Access> {
	const access = await accessOf(db, actor, []);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	return access;
}

const inPanel = (access: Access, panelId: string, filter: AdviceFilter) =>
	and(
		eq(advice.panelId, panelId),
		filter === "all" ? inArray(advice.state, ["unanswered", ...ANSWERS]) : eq(advice.state, filter),
		casesSeenBy(access),
	);

/**
 * A page of the advice that a panel has given: what waits for an answer with the longest wait first, what was
 * answered with the newest first. @throws NotFound when the panel's papers are not open to the actor.
 */
export async function adviceOfPanel(actor: Actor, panelId: string, filter: AdviceFilter, asked = 1) {
	const access = await accessToPapers(actor, panelId);
	const counted = await db
		.select({ state: advice.state, n: count() })
		.from(advice)
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(inPanel(access, panelId, "all"))
		.groupBy(advice.state);
	const all = counted.reduce((sum, { n }) => sum + n, 0);
	const countOf = (of: AdviceFilter) =>
		of === "all" ? all : (counted.find(({ state }) => state === of)?.n ?? 0);
	const { offset, ...place } = pageOf(asked, countOf(filter), PAGE);
	const found = await selectAdvice(inPanel(access, panelId, filter))
		.orderBy(
			...(filter === "unanswered" ? [asc(advice.at), asc(advice.id)] : [desc(advice.at), desc(advice.id)]),
		)
		.limit(PAGE)
		.offset(offset);
	const caseIds = [...new Set(found.map(({ caseId }) => caseId))];
	noteReads(actor, "case", caseIds);
	const victims = await victimsOf(caseIds);
	return {
		lines: found.map((line) => ({ ...lineOf(line), victim: victims.get(line.caseId) ?? "" })),
		counts: ADVICE_FILTERS.map((of) => ({ filter: of, n: countOf(of) })),
		...place,
	};
}

async function victimsOf(caseIds: string[]): Promise<Map<string, string>> {
	const named = await db
		.select({ caseId: people.caseId, name: people.name })
		.from(people)
		.where(and(inArray(people.caseId, caseIds), eq(people.part, "victim")))
		.orderBy(asc(people.id));
	const victims = new Map<string, string>();
	for (const { caseId, name } of named) {
		const before = victims.get(caseId);
		victims.set(caseId, before ? `${before}, ${name}` : name);
	}
	return victims;
}

/** How much of a panel's advice waits for an answer. @throws NotFound when its papers are not open to the actor. */
export async function countUnanswered(actor: Actor, panelId: string): Promise<number> {
	return countAdvice(inPanel(await accessToPapers(actor, panelId), panelId, "unanswered"));
}

/**
 * One piece of advice for its page: its words, its answers so far, and what the actor may do, by the same rules as
 * the command's. @throws NotFound when the actor may not open its case.
 */
export async function adviceById(actor: Actor, adviceId: string) {
	const [found] = await db
		.select({ given: advice, file: cases, entry: entries })
		.from(advice)
		.innerJoin(entries, eq(entries.id, advice.entryId))
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(eq(advice.id, adviceId));
	if (!found || found.file.stagedIn !== null) throw new NotFound();
	const { given, file, entry } = found;
	const access = await accessOf(db, actor, file.id);
	if (!opensCase(access, { panelId: file.panelId, caseId: file.id })) throw new NotFound();
	noteReads(actor, "case", [file.id]);
	const capacity = capacityOf(access, file);
	const isHeard = given.answeredAt !== null && (await isHeardSince(db, file.id, given.answeredAt));
	const isTheirs = capacity === "officer" || (capacity !== undefined && !isOfficersOwn(given, file));
	const kept = await db
		.select()
		.from(revisions)
		.where(and(eq(revisions.subjectKind, "advice"), eq(revisions.subjectId, adviceId)))
		.orderBy(desc(revisions.version), desc(revisions.id));
	return {
		id: given.id,
		caseId: file.id,
		entryId: entry.id,
		body: entry.body,
		authorName: entry.authorName,
		agencyName: entry.agencyName,
		forAgencyName: entry.forAgencyName,
		at: given.at.toISOString(),
		state: given.state,
		reason: given.reason,
		answeredByName: given.answeredByName,
		answeredForName: given.answeredForName,
		answeredAt: given.answeredAt?.toISOString() ?? null,
		version: given.version,
		officerName: file.officerName,
		/** The panel has heard the case since it was answered. */
		isHeard,
		/** As whom the actor answers, or could if the panel had not heard the case since. */
		capacity: isTheirs ? (capacity ?? null) : null,
		mayAnswer: isTheirs && given.state !== "withdrawn" && !isHeard,
		answers: kept.map((revision) => ({
			id: revision.id,
			at: revision.at.toISOString(),
			text: revision.body === null ? null : (JSON.parse(revision.body) as AnswerText),
		})),
	};
}

/** What a revision keeps of an answer. */
interface AnswerText {
	answer: (typeof ANSWERS)[number];
	reason: string | null;
	answeredByName: string;
	answeredForName: string | null;
}

/**
 * When a panel last came to each of these cases before a moment: what has been answered since is news at a hearing.
 * For cases that the caller may show.
 */
export async function lastOpenedBefore(caseIds: string[], before: string): Promise<Record<string, string>> {
	const found = await db
		.select({
			caseId: agendaItems.caseId,
			at: sql<Date>`max(${agendaItems.openedAt})`.mapWith(agendaItems.openedAt),
		})
		.from(agendaItems)
		.where(and(inArray(agendaItems.caseId, caseIds), lt(agendaItems.openedAt, new Date(before))))
		.groupBy(agendaItems.caseId);
	return Object.fromEntries(found.map(({ caseId, at }) => [caseId ?? "", at.toISOString()]));
}

// --- the officer's own page -------------------------------------------------------------------------------

const ofOfficer = (access: Access) => and(eq(cases.officerUserId, access.userId), casesSeenBy(access));

/** How much advice waits for this officer's answer. */
export async function countWaitingFor(actor: Actor): Promise<number> {
	const access = await accessOf(db, actor, []);
	if (access.officerOf.size === 0) return 0;
	return countAdvice(and(ofOfficer(access), eq(advice.state, "unanswered")));
}

/** Which page of each list on an officer's page. */
interface Asked {
	waiting: number;
	answered: number;
	cases: number;
	actions: number;
}

/**
 * What an officer has with panels, member or not: advice that waits for their answer, what they have answered, the
 * cases in which they are the officer, and what they or their agency do on these. Nothing of a case from which they
 * are recused.
 */
export async function officersDesk(actor: Actor, asked: Asked) {
	const access = await accessOf(db, actor, []);
	const waiting = await adviceForOfficer(actor, access, "unanswered", asked.waiting);
	const answered = await adviceForOfficer(actor, access, "answered", asked.answered);
	const own = await casesOfOfficer(actor, asked.cases);
	const next = await nextOf(own.lines.map(({ id }) => id));
	return {
		waiting,
		answered,
		cases: { ...own, lines: own.lines.map((line) => ({ ...line, ...next.get(line.id) })) },
		actions: await actionsForOfficer(actor, access, asked.actions),
	};
}

async function adviceForOfficer(
	actor: Actor,
	access: Access,
	which: "unanswered" | "answered",
	asked: number,
) {
	const isWaiting = which === "unanswered";
	const where = and(
		ofOfficer(access),
		isWaiting ? eq(advice.state, "unanswered") : inArray(advice.state, [...ANSWERS]),
	);
	const { offset, ...place } = pageOf(asked, await countAdvice(where), FORMS);
	const found = await selectAdvice(where)
		.orderBy(...(isWaiting ? [asc(advice.at), asc(advice.id)] : [desc(advice.answeredAt), desc(advice.id)]))
		.limit(FORMS)
		.offset(offset);
	noteReads(actor, "case", new Set(found.map(({ caseId }) => caseId)));
	return { lines: found.map(lineOf), ...place };
}

/** What comes next in each of these cases, and how it stands. */
async function nextOf(caseIds: string[]) {
	const found = await db
		.select({
			id: cases.id,
			state: cases.state,
			nextStep: cases.nextStep,
			nextDate: cases.nextDate,
			closedOn: cases.closedOn,
		})
		.from(cases)
		.where(inArray(cases.id, caseIds));
	return new Map(found.map(({ id, ...next }) => [id, next]));
}

async function actionsForOfficer(actor: Actor, access: Access, asked: number) {
	const where = and(
		ofOfficer(access),
		or(eq(actions.ownerUserId, actor.userId), eq(actions.ownerAgencyId, actor.agencyId)),
		inArray(actions.status, ["proposed", "open", "in-progress"]),
	);
	const [counted] = await db
		.select({ n: count() })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(where);
	const { offset, ...place } = pageOf(asked, counted?.n ?? 0, PAGE);
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
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(where)
		.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id))
		.limit(PAGE)
		.offset(offset);
	noteReads(actor, "case", new Set(lines.map(({ caseId }) => caseId)));
	// None of them has ended or was refused.
	return { lines: lines.map((line) => ({ ...line, isRunning: true })), ...place };
}
