/**
 * The one way in which words come into a summary: checked, given to their author, stored, and only then acknowledged
 * and told to the others. Whatever waits for one section is stored in one transaction.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import { remember, type Tx, transaction } from "#db/index.ts";
import {
	summaries,
	summaryCopies,
	summaryPens,
	summarySections,
	summaryUpdates,
	summaryVisits,
} from "#db/schema/index.ts";
import { type Access, type Actor, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { beginOnce, type Operation } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { log } from "../log.ts";
import { type Copy, type OwnedCopy, provenCopies, writtenBy } from "./authorship.ts";
import { check, type Problem } from "./check.ts";
import { apply, merged, together } from "./document.ts";
import { beginSection, catchUp, claimSection, type OpenText, withText } from "./open-texts.ts";
import { mayWrite } from "./sections.ts";
import { writersStanding } from "./standing.ts";

/** Updates after which they are merged into one. */
const MERGE_AFTER = 200;
/** So many are stored together at most; it bounds how long the first of them waits. */
const MOST_TOGETHER = 64;

/** What was stored, as everybody who has the section open is sent it. */
export interface TextStored {
	caseId: string;
	key: string;
	/** The section's sequence before and after. */
	from: number;
	to: number;
	updates: Uint8Array[];
}

export type Written =
	| { status: "saved"; seq: number }
	/** `mayKeep`: whether they may still hold what they typed, since they still see the case. */
	| { status: "refused"; why: Problem | "no-access" | "read-only" | "not-yours"; mayKeep: boolean };

export interface Writing {
	pen: number;
	update: Uint8Array;
	/** Words that the update brings back, with whose they are. */
	copies: readonly Copy[];
	/** The server has made it itself, to restore an earlier state. */
	isOurs?: boolean;
	/** What it was sent as, when it came whole: stored with it, so that nothing of it is stored a second time. */
	operation?: Operation;
}

interface Waiting {
	actor: Actor;
	writing: Writing;
	resolve: (written: Written) => void;
	reject: (cause: unknown) => void;
}

const state = remember("summary writing", () => ({
	waiting: new Map<string, Waiting[]>(),
	listeners: new Set<(stored: TextStored) => void>(),
	pens: new Map<string, Map<number, string>>(),
}));

/** Calls `listener` with everything that was stored, in the order of each section; answers how to stop. */
export function onTextStored(listener: (stored: TextStored) => void): () => void {
	state.listeners.add(listener);
	return () => state.listeners.delete(listener);
}

/**
 * Gives an actor a pen of their own in a case's summary: the number under which what they write is stored, until
 * they close the page. @throws NotFound, or NotAllowed when they may write none of it.
 */
export async function takePen(actor: Actor, caseId: string): Promise<number> {
	return transaction((tx) => penFor(tx, actor, caseId));
}

async function penFor(tx: Tx, actor: Actor, caseId: string): Promise<number> {
	const standing = await writersStanding(tx, caseId);
	const access = standing && (await standing.of(actor));
	if (!standing || !access || !sees(access, standing.file)) throw new NotFound();
	// Whoever writes any section writes at least those of the panel.
	if (!mayWrite(access, standing.file, "why")) {
		throw new NotAllowed("Only members of the panel and the officer in the case can write in its summary.");
	}
	await tx.insert(summaries).values({ caseId, pens: 0 }).onConflictDoNothing();
	const [row] = await tx
		.update(summaries)
		.set({ pens: sql`${summaries.pens} + 1` })
		.where(eq(summaries.caseId, caseId))
		.returning({ pen: summaries.pens });
	const pen = row?.pen ?? 0;
	const { userId, name: userName, agencyId, agencyName } = actor;
	await tx.insert(summaryPens).values({ caseId, pen, userId, userName, agencyId, agencyName, at: now() });
	return pen;
}

const sees = (access: Access, { id: caseId, panelId }: { id: string; panelId: string }) =>
	holds(access, { kind: "case", panelId, caseId });

/** Stores what somebody wrote in a section. It is on disk when this answers "saved"; the same again is no change. */
export function write(actor: Actor, caseId: string, key: string, writing: Writing): Promise<Written> {
	const name = `${caseId}|${key}`;
	return new Promise((resolve, reject) => {
		const job: Waiting = { actor, writing, resolve, reject };
		const others = state.waiting.get(name);
		if (others) {
			others.push(job);
			return;
		}
		state.waiting.set(name, [job]);
		void storeWaiting(caseId, key);
	});
}

async function storeWaiting(caseId: string, key: string): Promise<void> {
	const name = `${caseId}|${key}`;
	for (let waiting = state.waiting.get(name); waiting && waiting.length > 0; ) {
		let jobs: Waiting[] = [];
		try {
			await withText(caseId, key, async (text) => {
				jobs = waiting?.splice(0, MOST_TOGETHER) ?? [];
				await storeTogether(text, jobs);
			});
		} catch (error) {
			for (const { reject } of jobs) reject(error);
		}
	}
	state.waiting.delete(name);
}

async function storeTogether(text: OpenText, jobs: Waiting[]): Promise<void> {
	const answers: Written[] = [];
	const from = { seq: text.seq };
	const updates: Uint8Array[] = [];
	await transaction(async (tx) => {
		const standing = await writersStanding(tx, text.caseId);
		if (!standing) {
			answers.push(...jobs.map(() => NO_ACCESS));
			return;
		}
		const pens = await pensOf(tx, text.caseId, new Set(jobs.map(({ writing }) => writing.pen)));
		const refusals: (Refusal | undefined)[] = [];
		for (const { actor, writing } of jobs) {
			const access = await standing.of(actor);
			const isTheirs = pens.get(writing.pen) === actor.userId;
			refusals.push(
				refusalOf(access, standing.file, text.key) ??
					(isTheirs ? undefined : { status: "refused", why: "not-yours", mayKeep: true }),
			);
		}
		if (refusals.every((refusal) => refusal !== undefined)) {
			answers.push(...refusals);
			return;
		}
		let row = await claimSection(tx, text);
		await catchUp(tx, text, row);
		from.seq = text.seq;
		const at = now();
		const rows: (typeof summaryUpdates.$inferInsert)[] = [];
		const copies: OwnedCopy[] = [];
		for (const [index, { actor, writing }] of jobs.entries()) {
			const refusal = refusals[index];
			if (refusal) {
				answers.push(refusal);
				continue;
			}
			const { pen, update, operation } = writing;
			let checked = check(text.doc, update, pen, writing.isOurs);
			if (!row && !checked.problem && checked.fresh) {
				row = await beginSection(tx, text, actor.agencyName);
				// It is another text if another process was first.
				await catchUp(tx, text, row);
				from.seq = text.seq;
				checked = check(text.doc, update, pen, writing.isOurs);
			}
			if (checked.problem) {
				answers.push({ status: "refused", why: checked.problem, mayKeep: true });
				continue;
			}
			const isDone = operation !== undefined && !(await beginOnce(tx, operation));
			const fresh = isDone ? undefined : checked.fresh;
			if (fresh && row) {
				const since = writtenBy(text.doc, pen);
				apply(text.doc, fresh);
				const { copies: claims, isOurs = false } = writing;
				const proven = provenCopies(text.doc, pen, claims, text.copies, since, isOurs);
				text.copies.push(...proven);
				copies.push(...proven);
				text.seq++;
				rows.push({
					sectionId: row.id,
					seq: text.seq,
					isMerged: false,
					pen,
					at,
					update: Buffer.from(fresh),
				});
				updates.push(fresh);
			}
			answers.push({ status: "saved", seq: text.seq });
		}
		if (row && rows.length > 0) {
			const { id } = row;
			await tx.insert(summaryUpdates).values(rows);
			if (copies.length > 0) {
				const owned = copies.map((copy) => ({ sectionId: id, ...copy }));
				await tx.insert(summaryCopies).values(owned).onConflictDoNothing();
			}
			await noteVisits(tx, id, rows, at);
			await tx.update(summarySections).set({ seq: text.seq }).where(eq(summarySections.id, id));
		}
	});
	// All of it is on disk from here on.
	jobs.forEach(({ resolve }, index) => {
		resolve(answers[index] as Written);
	});
	if (updates.length === 0) return;
	const { caseId, key } = text;
	tell({
		caseId,
		key,
		from: from.seq,
		to: text.seq,
		updates: [together(updates)],
	});
	if (text.seq - text.mergedTo >= MERGE_AFTER) void mergeUpdates(caseId, key);
}

type Refusal = Extract<Written, { status: "refused" }>;
const NO_ACCESS: Refusal = { status: "refused", why: "no-access", mayKeep: false };

function refusalOf(access: Access, file: { id: string; panelId: string }, key: string): Refusal | undefined {
	if (!sees(access, file)) return NO_ACCESS;
	return mayWrite(access, file, key) ? undefined : { status: "refused", why: "read-only", mayKeep: true };
}

/** Whose each of these pens is. A pen is nobody else's ever after, so what was read once need not be read again. */
async function pensOf(tx: Tx, caseId: string, wanted: ReadonlySet<number>): Promise<Map<number, string>> {
	const known = state.pens.get(caseId) ?? new Map<number, string>();
	const unknown = [...wanted].filter((pen) => !known.has(pen));
	if (unknown.length === 0) return known;
	const found = await tx
		.select({ pen: summaryPens.pen, userId: summaryPens.userId })
		.from(summaryPens)
		.where(and(eq(summaryPens.caseId, caseId), inArray(summaryPens.pen, unknown)));
	for (const { pen, userId } of found) known.set(pen, userId);
	if (state.pens.size >= MOST_CASES_KEPT) state.pens.clear();
	state.pens.set(caseId, known);
	return known;
}
/** Of as many cases it is kept in memory whose their pens are. */
const MOST_CASES_KEPT = 500;

/** Notes who is writing, for the record that is told when they stop. */
async function noteVisits(
	tx: Tx,
	sectionId: string,
	rows: (typeof summaryUpdates.$inferInsert)[],
	at: Date,
): Promise<void> {
	const last = new Map(rows.map(({ pen, seq }) => [pen as number, seq]));
	const visits = [...last].map(([pen, seq]) => ({ sectionId, pen, startedAt: at, lastAt: at, seq }));
	await tx
		.insert(summaryVisits)
		.values(visits)
		.onConflictDoUpdate({
			target: [summaryVisits.sectionId, summaryVisits.pen],
			set: { lastAt: sql`excluded.last_at`, seq: sql`excluded.seq` },
		});
}

function tell(stored: TextStored): void {
	for (const listener of state.listeners) {
		try {
			listener(stored);
		} catch (error) {
			log().error({ err: error, caseId: stored.caseId }, "a listener to a text failed");
		}
	}
}

/**
 * Merges a section's updates into one row, which keeps every word with its pen and what of it was deleted. Should
 * that fail, the updates stay as they are.
 */
export async function mergeUpdates(caseId: string, key: string): Promise<void> {
	try {
		await withText(caseId, key, async (text) => {
			await transaction(async (tx) => {
				const row = await claimSection(tx, text);
				if (!row) return;
				await catchUp(tx, text, row);
				if (row.seq === row.mergedTo) return;
				const update = Buffer.from(merged(text.doc));
				await tx.delete(summaryUpdates).where(eq(summaryUpdates.sectionId, row.id));
				await tx
					.insert(summaryUpdates)
					.values({ sectionId: row.id, seq: row.seq, isMerged: true, pen: null, at: now(), update });
				await tx.update(summarySections).set({ mergedTo: row.seq }).where(eq(summarySections.id, row.id));
				text.mergedTo = row.seq;
			});
		});
	} catch (error) {
		log().error({ err: error, caseId }, "the updates of a text could not be merged; they stay as they are");
	}
}
