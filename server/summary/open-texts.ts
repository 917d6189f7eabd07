/**
 * The texts that this process has in memory, each equal to what is stored of it. Everything that touches one waits for
 * its turn, so nobody reads words that are not on disk yet, and what is written together is stored together.
 */
import { and, asc, eq, gt, gte, sql } from "drizzle-orm";
import type * as Y from "yjs";
import { db, type Reader, remember, type Tx } from "#db/index.ts";
import { summaryCopies, summarySections, summaryUpdates } from "#db/schema/index.ts";
import { newId } from "../ids.ts";
import type { OwnedCopy } from "./authorship.ts";
import { apply, applyMerged, newDocument } from "./document.ts";
import { sectionOf } from "./sections.ts";

export type SectionRow = typeof summarySections.$inferSelect;

/** A section in memory: its document as of update `seq`. */
export interface OpenText {
	readonly caseId: string;
	readonly key: string;
	/** Nothing while nobody has written here. */
	id: string | undefined;
	doc: Y.Doc;
	seq: number;
	mergedTo: number;
	copies: OwnedCopy[];
}

interface Slot {
	text: OpenText;
	/** Ends with the last that waits for the text. */
	turn: Promise<unknown>;
	usedAt: number;
}

/** Texts that nobody has used for longest are let go of beyond this. */
const MOST_OPEN = 400;

const slots = remember("open texts", () => new Map<string, Slot>());
let uses = 0;

const empty = (caseId: string, key: string): OpenText => ({
	caseId,
	key,
	id: undefined,
	doc: newDocument(),
	seq: 0,
	mergedTo: 0,
	copies: [],
});

/**
 * Runs `work` alone on a section's text. If it fails, the text in memory may hold what was not stored: it is
 * forgotten, and read anew by whoever comes next.
 */
export function withText<T>(caseId: string, key: string, work: (text: OpenText) => Promise<T>): Promise<T> {
	const name = `${caseId}|${key}`;
	let slot = slots.get(name);
	if (!slot) {
		slot = { text: empty(caseId, key), turn: Promise.resolve(), usedAt: 0 };
		slots.set(name, slot);
		letGo();
	}
	const mine = slot;
	mine.usedAt = ++uses;
	const run = async () => {
		try {
			return await work(mine.text);
		} catch (error) {
			mine.text = empty(caseId, key);
			throw error;
		}
	};
	const result = mine.turn.then(run, run);
	const turn = result.then(
		() => undefined,
		() => undefined,
	);
	mine.turn = turn;
	void turn.then(() => {
		// Nobody waits: it may be let go of.
		if (mine.turn === turn) mine.turn = IDLE;
	});
	return result;
}
const IDLE = Promise.resolve();

function letGo(): void {
	if (slots.size <= MOST_OPEN) return;
	const idle = [...slots].filter(([, { turn }]) => turn === IDLE).sort(([, a], [, b]) => a.usedAt - b.usedAt);
	for (const [name] of idle.slice(0, slots.size - MOST_OPEN)) slots.delete(name);
}

/** Forgets every text, as a process does that ends. For tests that open the store anew. */
export const forgetTexts = (): void => slots.clear();

/** What is stored of a text is not what was stored: somebody has altered it, or a disk. */
export class UnreadableText extends Error {}

/** Brings a text in memory up to what is stored. @param row the section's row as `reader` sees it, if there is one */
export async function catchUp(reader: Reader, text: OpenText, row: SectionRow | undefined): Promise<void> {
	if (!row) return;
	// Behind what has been merged meanwhile, or ahead of what is there: then it is not this text any more.
	if (text.id !== row.id || text.seq > row.seq || text.seq < row.mergedTo) {
		Object.assign(text, empty(text.caseId, text.key), { id: row.id });
	}
	if (text.seq < row.seq) {
		const missing = await reader
			.select({ seq: summaryUpdates.seq, isMerged: summaryUpdates.isMerged, update: summaryUpdates.update })
			.from(summaryUpdates)
			.where(
				and(
					eq(summaryUpdates.sectionId, row.id),
					text.seq === 0 ? gte(summaryUpdates.seq, row.mergedTo) : gt(summaryUpdates.seq, text.seq),
				),
			)
			.orderBy(asc(summaryUpdates.seq));
		try {
			for (const { isMerged, update } of missing) (isMerged ? applyMerged : apply)(text.doc, update);
		} catch (cause) {
			throw new UnreadableText(`Section ${row.id} of a summary cannot be read`, { cause });
		}
		const copies = await reader.select().from(summaryCopies).where(eq(summaryCopies.sectionId, row.id));
		text.copies = copies.map(({ sectionId: _, ...copy }) => copy);
		text.seq = row.seq;
	}
	text.mergedTo = row.mergedTo;
}

/** A section's row. */
export async function sectionRow(
	reader: Reader,
	caseId: string,
	key: string,
): Promise<SectionRow | undefined> {
	const [row] = await reader
		.select()
		.from(summarySections)
		.where(and(eq(summarySections.caseId, caseId), eq(summarySections.key, key)));
	return row;
}

type Place = Pick<OpenText, "caseId" | "key">;

/**
 * Takes a section's row in hand, so that on PostgreSQL no other process stores before this one has committed. Nothing
 * when nobody has written there.
 */
export async function claimSection(tx: Tx, { caseId, key }: Place): Promise<SectionRow | undefined> {
	const [row] = await tx
		.update(summarySections)
		.set({ seq: sql`${summarySections.seq}` })
		.where(and(eq(summarySections.caseId, caseId), eq(summarySections.key, key)))
		.returning();
	return row;
}

/**
 * Begins a section with its first word, and takes it in hand; another process may have begun it meanwhile.
 * @param agencyName the writer's, should it be their agency's part
 */
export async function beginSection(tx: Tx, { caseId, key }: Place, agencyName: string): Promise<SectionRow> {
	const agencyId = sectionOf(key)?.agencyId ?? null;
	const of = { caseId, key, agencyId, agencyName: agencyId === null ? null : agencyName };
	await tx
		.insert(summarySections)
		.values({ id: newId(), ...of, seq: 0, mergedTo: 0, version: 0 })
		.onConflictDoNothing();
	const begun = await claimSection(tx, { caseId, key });
	if (!begun) throw new Error("A section of a summary could not be begun");
	return begun;
}

/** A section's text as a transaction sees it, in nobody's memory: for who cannot wait for the text's turn inside one. */
export async function storedText(reader: Reader, row: SectionRow): Promise<OpenText> {
	const text = empty(row.caseId, row.key);
	await catchUp(reader, text, row);
	return text;
}

/**
 * Runs `work` on a section's text as it is stored now. @param row the section's, if the caller has just read it: a text
 * in memory that is as new needs no other look
 */
export const readText = <T>(
	caseId: string,
	key: string,
	work: (text: OpenText) => T | Promise<T>,
	row?: SectionRow,
): Promise<T> =>
	withText(caseId, key, async (text) => {
		const isAsNew = row !== undefined && text.id === row.id && text.seq >= row.seq;
		if (!isAsNew) await catchUp(db, text, await sectionRow(db, caseId, key));
		return work(text);
	});
