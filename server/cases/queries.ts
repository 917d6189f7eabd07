/** What screens about cases read. Each answers only what its actor may see, and notes that they saw it. */
import { and, asc, count, desc, eq, inArray, isNull, or, type SQL } from "drizzle-orm";
import { db, type Reader } from "#db/index.ts";
import {
	actions,
	advice,
	agencies,
	cases,
	entries,
	events,
	imports,
	memberships,
	panels,
	people,
	protectedDetails,
	recusals,
	revisions,
	users,
} from "#db/schema/index.ts";
import { isAnswer } from "../advice/given.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { describe, type Row, type TypedEvent, versionOf, visible } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { unseal } from "../sealing.ts";
import { type CaseRight, mayOnCase } from "./policy.ts";
import { detailPlace, presentCaseFiles } from "./present.ts";

/** The rows that a live screen starts from, as of `version` of `stream`. */
export interface Snapshot {
	stream: string;
	version: number;
	rows: Row[];
}

const CASE_RIGHTS: CaseRight[] = [
	"inform",
	"contribute",
	"record-for-others",
	"set-risk",
	"keep",
	"recuse-others",
	"follow-up",
	"close-case",
];

/** The access of an actor to a case that they may open. @throws NotFound when they may not. */
async function accessToCase(actor: Actor, caseId: string) {
	const file = await caseById(caseId);
	return { file, access: await accessToFile(actor, file) };
}

type Case = typeof cases.$inferSelect;

async function caseById(caseId: string): Promise<Case> {
	const [file] = await db
		.select()
		.from(cases)
		.where(and(eq(cases.id, caseId), isNull(cases.stagedIn)));
	if (!file) throw new NotFound();
	return file;
}

async function accessToFile(actor: Actor, { id: caseId, panelId }: Case): Promise<Access> {
	const access = await accessOf(db, actor, caseId);
	if (!opensCase(access, { panelId, caseId })) throw new NotFound();
	return access;
}

/** What a case's page begins with: more is seldom read, and takes as long each time. */
const NEWEST_ENTRIES = 25;

/**
 * A case's file for its page: the rows this actor may see, what they may do, and the panel's name.
 * Of its entries the newest, or with `isWhole` all. @throws NotFound when they may not know of it.
 */
export async function caseFile(actor: Actor, caseId: string, { isWhole = false } = {}) {
	const file = await caseById(caseId);
	// Before the access too: a recusal after this version then makes the screen load anew.
	const version = await versionOf(db, file.panelId);
	const access = await accessToFile(actor, file);
	const rows = await rowsOfCases(db, access, [caseId], isWhole ? undefined : NEWEST_ENTRIES);
	const snapshot: Snapshot = { stream: file.panelId, version, rows };
	const [all] = isWhole
		? []
		: await db.select({ entries: count() }).from(entries).where(eq(entries.caseId, caseId));
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, file.panelId));
	const seesProtected = holds(access, { kind: "protected", panelId: file.panelId, caseId });
	noteReads(actor, "case", [caseId]);
	if (seesProtected) noteReads(actor, "protected-details", [caseId]);
	return {
		snapshot,
		panelId: file.panelId,
		panelName: panel?.name ?? "",
		seesProtected,
		/** Entries that are older than those among the rows. */
		olderEntries: Math.max(0, (all?.entries ?? 0) - NEWEST_ENTRIES),
		rights: CASE_RIGHTS.filter((right) => mayOnCase(access, file, right)),
		/** They are the officer in the case, whom the panel advises. */
		isOfficer: access.officerOf.has(caseId),
	};
}

/** What stands at the head of every page about a case, so that nobody records in the wrong one. */
export interface CaseHeader {
	caseId: string;
	reference: string;
	/** Names, joined; empty when nobody has been named. */
	victim: string;
	suspects: string;
	risk: (typeof cases.$inferSelect)["risk"];
	state: (typeof cases.$inferSelect)["state"];
	/** The last referral was a repeat. */
	isRepeat: boolean;
	/** A civil date on which something is due; nothing while it waits for a hearing. */
	nextDate: string | null;
	officerName: string | null;
	panelId: string;
	panelName: string;
	seesProtected: boolean;
	/** What this actor may do. */
	rights: CaseRight[];
}

/** A case's head, for pages that show no more of its file. @throws NotFound when the actor may not know of it. */
export async function caseHeader(actor: Actor, caseId: string): Promise<CaseHeader> {
	return (await caseWithPeople(actor, caseId)).header;
}

/**
 * A case for whoever may add to it, also a guest to whom a meeting presents it: no more of it than its reference.
 * @throws NotFound to the rest.
 */
export async function caseToAddTo(actor: Actor, caseId: string) {
	const file = await caseById(caseId);
	const access = await accessOf(db, actor, caseId);
	const maySee = holds(access, { kind: "case", panelId: file.panelId, caseId });
	if (!maySee || !mayOnCase(access, file, "inform")) throw new NotFound();
	noteReads(actor, "case", [caseId]);
	return {
		caseId,
		reference: file.reference,
		rights: CASE_RIGHTS.filter((right) => mayOnCase(access, file, right)),
	};
}

/** The people of a case, for keeping what is known of them. @throws NotFound, as above. */
export async function peopleOfCase(actor: Actor, caseId: string) {
	const { header, file, named } = await caseWithPeople(actor, caseId);
	const [officer] = file.officerUserId
		? await db.select({ email: users.email }).from(users).where(eq(users.id, file.officerUserId))
		: [];
	return {
		header,
		people: named.map(({ id, part, name, aliases, dateOfBirth, version }) => ({
			id,
			part,
			name,
			aliases,
			dateOfBirth,
			version,
		})),
		/** The officer's account, for those who may name another. */
		officerEmail: header.rights.includes("keep") ? (officer?.email ?? null) : null,
	};
}

/** Who is recused from a case and, for those who may recuse others, whom they may choose. @throws NotFound, as above. */
export async function recusalsOfCase(actor: Actor, caseId: string) {
	const { header, file } = await caseWithPeople(actor, caseId);
	const standing = await db
		.select({
			id: recusals.id,
			userId: recusals.userId,
			userName: recusals.userName,
			declaredAt: recusals.declaredAt,
		})
		.from(recusals)
		.where(and(eq(recusals.caseId, caseId), isNull(recusals.liftedAt)))
		.orderBy(asc(recusals.id));
	const isFree = ({ userId }: { userId: string }) =>
		userId !== actor.userId && !standing.some((recusal) => recusal.userId === userId);
	return {
		header,
		standing: standing.map((recusal) => ({ ...recusal, declaredAt: recusal.declaredAt.toISOString() })),
		candidates: header.rights.includes("recuse-others") ? (await membersAndOfficer(file)).filter(isFree) : [],
	};
}

async function caseWithPeople(actor: Actor, caseId: string) {
	const { file, access } = await accessToCase(actor, caseId);
	const named = await db.select().from(people).where(eq(people.caseId, caseId)).orderBy(asc(people.id));
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, file.panelId));
	noteReads(actor, "case", [caseId]);
	const namesOf = (part: (typeof named)[number]["part"]) =>
		named
			.filter((person) => person.part === part)
			.map((person) => person.name)
			.join(", ");
	const header: CaseHeader = {
		caseId,
		reference: file.reference,
		victim: namesOf("victim"),
		suspects: namesOf("person-causing-harm"),
		risk: file.risk,
		state: file.state,
		isRepeat: file.isRepeat,
		nextDate: file.nextDate,
		officerName: file.officerName,
		panelId: file.panelId,
		panelName: panel?.name ?? "",
		seesProtected: holds(access, { kind: "protected", panelId: file.panelId, caseId }),
		rights: CASE_RIGHTS.filter((right) => mayOnCase(access, file, right)),
	};
	return { header, file, named };
}

/**
 * How the victim may be contacted: the telephones that are safe to call, for whoever sees protected details; null for
 * all others, who are not told whether there is one. Notes that they saw it.
 */
export async function safeContactOf(
	actor: Actor,
	{ caseId, seesProtected }: CaseHeader,
): Promise<string[] | null> {
	if (!seesProtected) return null;
	const kept = await db
		.select({ id: protectedDetails.id, sealed: protectedDetails.sealed })
		.from(protectedDetails)
		.innerJoin(people, eq(people.id, protectedDetails.personId))
		.where(
			and(
				eq(protectedDetails.caseId, caseId),
				eq(protectedDetails.kind, "safe-telephone"),
				eq(people.part, "victim"),
				isNull(protectedDetails.removedAt),
			),
		)
		.orderBy(asc(protectedDetails.id));
	noteReads(actor, "protected-details", [caseId]);
	return kept.map(({ id, sealed }) => unseal(sealed, detailPlace(id)));
}

/** The rows of these cases' files that `access` may see. */
export async function rowsOfCases(
	reader: Reader,
	access: Access,
	caseIds: string[],
	mostEntries?: number,
): Promise<Row[]> {
	const presented = await presentCaseFiles(reader, caseIds, mostEntries);
	return visible(presented, (item) => holds(access, item.audience)).rows;
}

/** What happened in a case, newest first, in sentences. @throws NotFound when the actor may not know of it. */
export async function caseTimeline(actor: Actor, caseId: string, limit = 200) {
	const { file } = await accessToCase(actor, caseId);
	// An import records in a stream of its own what it writes, and it has happened once that is accepted.
	const hasHappened = or(
		eq(events.streamId, file.panelId),
		inArray(imports.state, ["accepted", "undoing", "undone"]),
	);
	const found = await db
		.select({ event: events })
		.from(events)
		.leftJoin(imports, eq(imports.id, events.streamId))
		.where(and(eq(events.caseId, caseId), hasHappened))
		.orderBy(desc(events.at), desc(events.version), desc(events.position))
		.limit(limit);
	return inSentences(found.map(({ event }) => event));
}

/** What happened, each as a sentence, with the names of now. */
export async function inSentences(rows: (typeof events.$inferSelect)[]) {
	// Of thousands of accounts an event names a few; its data hold ids among other words.
	const mentioned = [
		...new Set(
			rows.flatMap(({ actorId, data }) => [
				actorId,
				...Object.values(data)
					.flat()
					.filter((value) => typeof value === "string"),
			]),
		),
	];
	const userNames = new Map(
		(await db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, mentioned))).map(
			(u) => [u.id, u.name],
		),
	);
	const agencyNames = new Map(
		(
			await db
				.select({ id: agencies.id, name: agencies.name })
				.from(agencies)
				.where(inArray(agencies.id, mentioned))
		).map((a) => [a.id, a.name]),
	);
	return rows.map((row) => ({
		id: `${row.streamId}.${row.version}.${row.position}`,
		at: row.at.toISOString(),
		sentence: describe(row as unknown as TypedEvent, {
			actor: userNames.get(row.actorId) ?? "Panelroom",
			user: (id) => userNames.get(id),
			agency: (id) => agencyNames.get(id),
		}),
	}));
}

/** One line of a list of cases. */
export interface CaseLine {
	id: string;
	panelId: string;
	reference: string;
	victim: string;
	suspects: string;
	risk: (typeof cases.$inferSelect)["risk"];
	state: (typeof cases.$inferSelect)["state"];
	isRepeat: boolean;
	officerName: string | null;
	openActions: number;
}

const PAGE = 50;

/** A page of a panel's cases, in order of reference, newest first. @throws NotFound when not the actor's panel. */
export async function casesOfPanel(actor: Actor, panelId: string, page = 1) {
	const access = await accessOf(db, actor, []);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	noteReads(actor, "panel-register", [panelId]);
	return listCases(access, eq(cases.panelId, panelId), page);
}

/** A page of the cases in which the actor is the officer, newest first. */
export async function casesOfOfficer(actor: Actor, page = 1) {
	const found = await listCases(await accessOf(db, actor, []), eq(cases.officerUserId, actor.userId), page);
	noteReads(
		actor,
		"case",
		found.lines.map((line) => line.id),
	);
	return found;
}

/** Lists the cases that the actor sees among those meeting `condition`, with the total of the same set. */
async function listCases(access: Access, condition: SQL | undefined, page: number) {
	const where = and(casesSeenBy(access), condition);
	const total = await db.$count(cases, where);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const found = await db
		.select()
		.from(cases)
		.where(where)
		.orderBy(desc(cases.reference), asc(cases.id))
		.limit(PAGE)
		.offset((current - 1) * PAGE);
	const ids = found.map((row) => row.id);
	const named = await db
		.select({ caseId: people.caseId, part: people.part, name: people.name })
		.from(people)
		.where(inArray(people.caseId, ids))
		.orderBy(asc(people.id));
	const open = await db
		.select({ caseId: actions.caseId, n: count() })
		.from(actions)
		.where(and(inArray(actions.caseId, ids), inArray(actions.status, ["open", "in-progress"])))
		.groupBy(actions.caseId);
	const namesOf = (caseId: string, part: string) =>
		named
			.filter((person) => person.caseId === caseId && person.part === part)
			.map((person) => person.name)
			.join(", ");
	const lines: CaseLine[] = found.map((row) => ({
		id: row.id,
		panelId: row.panelId,
		reference: row.reference,
		victim: namesOf(row.id, "victim"),
		suspects: namesOf(row.id, "person-causing-harm"),
		risk: row.risk,
		state: row.state,
		isRepeat: row.isRepeat,
		officerName: row.officerName,
		openActions: open.find((line) => line.caseId === row.id)?.n ?? 0,
	}));
	return { lines, total, page: current, pages };
}

/** An entry with its history, for its page. @throws NotFound when the actor may not see it. */
export async function entryWithHistory(actor: Actor, entryId: string) {
	const [entry] = await db.select().from(entries).where(eq(entries.id, entryId));
	if (!entry) throw new NotFound();
	const { access, file } = await accessToCase(actor, entry.caseId);
	noteReads(actor, "case", [entry.caseId]);
	const [given] = await db.select().from(advice).where(eq(advice.entryId, entryId));
	const isAnswered = given !== undefined && isAnswer(given.state);
	const kept = await db
		.select()
		.from(revisions)
		.where(and(eq(revisions.subjectKind, "entry"), eq(revisions.subjectId, entryId)))
		.orderBy(desc(revisions.version), desc(revisions.id));
	return {
		id: entry.id,
		caseId: entry.caseId,
		reference: file.reference,
		kind: entry.kind,
		body: entry.body,
		version: entry.version,
		authorName: entry.authorName,
		agencyName: entry.agencyName,
		forAgencyName: entry.forAgencyName,
		confirmedByName: entry.confirmedByName,
		mayEdit: entry.authorId === actor.userId && !isAnswered && mayOnCase(access, file, "contribute"),
		/** The officer has answered it as advice, and the answer is to these words. */
		isAnswered,
		/** How it stands as advice, where it is any. */
		adviceId: given && given.state !== "withdrawn" ? given.id : null,
		/** It was recorded for the actor's agency, which has not said yet that it is right. */
		mayConfirm:
			entry.forAgencyId === actor.agencyId &&
			entry.confirmedAt === null &&
			mayOnCase(access, file, "contribute"),
		history: kept.map((revision) => ({
			id: revision.id,
			at: revision.at.toISOString(),
			text: revision.body === null ? null : (JSON.parse(revision.body) as { kind: string; body: string }),
		})),
	};
}

/** People who can be recused from a case: the panel's active members, the leads and the officer. */
async function membersAndOfficer(file: Case) {
	const members = await db
		.select({ userId: memberships.userId, name: memberships.userName, agencyName: memberships.agencyName })
		.from(memberships)
		.where(and(eq(memberships.panelId, file.panelId), eq(memberships.state, "active")))
		.orderBy(asc(memberships.userName), asc(memberships.userId));
	const isOfficer = file.officerUserId ? eq(users.id, file.officerUserId) : undefined;
	const others = await db
		.select({ userId: users.id, name: users.name, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(and(isNull(users.deactivatedAt), or(eq(users.role, "lead"), isOfficer)))
		.orderBy(asc(users.nameKey), asc(users.id));
	return [...members, ...others.filter((user) => !members.some((member) => member.userId === user.userId))];
}
