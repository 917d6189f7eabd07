/** States that a section once had: kept, vouched for by the record, and read again. */
import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Reader, Tx } from "#db/index.ts";
import { summaryPens, summarySections, summaryStates } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { canonical, sha256 } from "../events/canonical.ts";
import type { Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { runsOf } from "./authorship.ts";
import { momentOf, snapshotOf } from "./document.ts";
import type { OpenText } from "./open-texts.ts";
import { indexSection } from "./searched.ts";

type StateRow = typeof summaryStates.$inferSelect;

/** A state as an event points at it. */
export interface KeptState {
	id: string;
	commitment: string;
}

/**
 * Keeps the state that a section has now, of which the search then knows the words. The caller has claimed the panel's stream and the section, and brought `text`
 * up to it. @returns what the event must hold of it
 */
export async function keepState(
	tx: Tx,
	text: OpenText & { id: string },
	stream: Stream,
	about: Pick<StateRow, "why" | "authorId" | "authorName" | "agencyName" | "meetingId">,
): Promise<KeptState> {
	const state: StateRow = {
		id: newId(),
		sectionId: text.id,
		seq: text.seq,
		snapshot: Buffer.from(snapshotOf(text.doc)),
		...about,
		at: now(),
		salt: randomBytes(16).toString("base64url"),
	};
	await indexSection(tx, text, stream.id);
	await tx.insert(summaryStates).values(state);
	await tx.update(summarySections).set({ version: stream.version }).where(eq(summarySections.id, text.id));
	return { id: state.id, commitment: commitmentToState(state, text, await usersOfPens(tx, text.caseId)) };
}

/** Which account each pen of a case's summary was given to. */
export async function usersOfPens(reader: Reader, caseId: string): Promise<Map<number, string>> {
	const pens = await reader
		.select({ pen: summaryPens.pen, userId: summaryPens.userId })
		.from(summaryPens)
		.where(eq(summaryPens.caseId, caseId));
	return new Map(pens.map(({ pen, userId }) => [pen, userId]));
}

/**
 * What an event holds of a state: with the salt it vouches for the words, for whose they are and for when that was.
 * It is made of what is stored, so that a word changed later in any update no longer fits.
 */
export function commitmentToState(
	state: StateRow,
	text: OpenText,
	users: ReadonlyMap<number, string>,
): string {
	const { id, sectionId, seq, why, authorId, authorName, agencyName, meetingId, at, salt } = state;
	const words = runsOf(text.doc, text.copies, momentOf(state.snapshot)).map((run) => [
		users.get(run.pen) ?? "",
		run.text,
	]);
	return sha256(
		canonical({ id, sectionId, seq, why, authorId, authorName, agencyName, meetingId, at, salt, words }),
	);
}
