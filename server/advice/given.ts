/** Advice as it is given: beside each entry of that kind stands a row that says how it stands with the officer. */
import { eq } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { advice } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";

type State = (typeof advice.$inferSelect)["state"];

/** The officer's answer, once there is one. */
export const ANSWERS = ["accepted", "in-part", "declined"] as const;
export type Answer = (typeof ANSWERS)[number];

/** Whether the officer has said what they make of it. */
export const isAnswer = (state: State): state is Answer => ANSWERS.some((answer) => answer === state);

/** An entry whose kind and words have just been written. */
interface Said {
	entryId: string;
	caseId: string;
	/** Its panel, where that is not the stream. */
	panelId?: string;
	meetingId: string | null;
	isAdvice: boolean;
}

/** Whether an entry is advice that has been answered: the answer is to its words, which then stay as they are. */
export async function isAnsweredAdvice(tx: Tx, entryId: string): Promise<boolean> {
	const [found] = await tx.select({ state: advice.state }).from(advice).where(eq(advice.entryId, entryId));
	return found !== undefined && isAnswer(found.state);
}

/**
 * Keeps the row beside an entry true to it: written with new advice, anew with new words, so that nobody answers to
 * words that they have not seen, and withdrawn when the entry turns out to be no advice.
 * @returns what it touched, for the entry's own event.
 */
export async function keepAdvice(tx: Tx, stream: Stream, said: Said, isNewEntry: boolean): Promise<string[]> {
	const { entryId, caseId, panelId = stream.id, meetingId, isAdvice } = said;
	const { version } = stream;
	const [found] = isNewEntry ? [] : await tx.select().from(advice).where(eq(advice.entryId, entryId));
	if (found) {
		const isWithdrawn = found.state === "withdrawn";
		if (isWithdrawn && !isAdvice) return [];
		await tx
			.update(advice)
			.set({
				state: isAdvice ? "unanswered" : "withdrawn",
				// Given only now, if it was taken back before.
				at: isWithdrawn ? now() : found.at,
				version,
			})
			.where(eq(advice.id, found.id));
		return [touch("advice", found.id)];
	}
	if (!isAdvice) return [];
	const id = newId();
	const state = "unanswered";
	await tx.insert(advice).values({ id, entryId, caseId, panelId, meetingId, state, at: now(), version });
	return [touch("advice", id)];
}
