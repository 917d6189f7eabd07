/** Advice as it is given: beside each entry of that kind stands a row that says how it stands with the officer. */
import { eq } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { advice, cases } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import { tellOfficer, tellWithdrawn } from "./told.ts";

type State = (typeof advice.$inferSelect)["state"];

/** The officer's answer, once there is one. */
export const ANSWERS = ["accepted", "in-part", "declined"] as const;
export type Answer = (typeof ANSWERS)[number];

/** Whether the officer has said what they make of it. */
export const isAnswer = (state: State): state is Answer => ANSWERS.some((answer) => answer === state);

/** Whether an entry is advice that has been answered: the answer is to its words, which then stay as they are. */
export async function isAnsweredAdvice(tx: Tx, entryId: string): Promise<boolean> {
	const [found] = await tx.select({ state: advice.state }).from(advice).where(eq(advice.entryId, entryId));
	return found !== undefined && isAnswer(found.state);
}

/** An entry whose kind and words have just been written. */
interface Said {
	entryId: string;
	caseId: string;
	meetingId: string | null;
}

/** Writes the row beside new advice, and tells the officer. @returns what it touched, for the entry's own event. */
export async function giveAdvice(tx: Tx, actor: Actor, stream: Stream, said: Said): Promise<string[]> {
	const file = await caseOf(tx, said.caseId);
	const id = newId();
	await tx.insert(advice).values({
		...said,
		id,
		panelId: file.panelId,
		state: "unanswered",
		at: now(),
		version: stream.version,
	});
	await tellOfficer(tx, actor, stream, file, [id]);
	return [touch("advice", id)];
}

/**
 * Keeps the row beside an edited entry true to it: written once it has become advice, anew with new words, so that
 * nobody answers to words that they have not seen, and withdrawn when it turns out to be no advice.
 * @returns what it touched, for the entry's own event.
 */
export async function followEdit(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	said: Said,
	isAdvice: boolean,
): Promise<string[]> {
	const [found] = await tx.select().from(advice).where(eq(advice.entryId, said.entryId));
	const isStanding = found !== undefined && found.state !== "withdrawn";
	if (!isAdvice && !isStanding) return [];
	if (!found) return giveAdvice(tx, actor, stream, said);
	const { id } = found;
	const { version } = stream;
	if (!isAdvice) {
		await tx.update(advice).set({ state: "withdrawn", version }).where(eq(advice.id, id));
		await tellWithdrawn(tx, id);
	} else if (isStanding) {
		await tx.update(advice).set({ version }).where(eq(advice.id, id));
	} else {
		await tx.update(advice).set({ state: "unanswered", at: now(), version }).where(eq(advice.id, id));
		await tellOfficer(tx, actor, stream, await caseOf(tx, said.caseId), [id]);
	}
	return [touch("advice", id)];
}

async function caseOf(tx: Tx, caseId: string) {
	const [file] = await tx
		.select({ id: cases.id, panelId: cases.panelId, officerUserId: cases.officerUserId })
		.from(cases)
		.where(eq(cases.id, caseId));
	if (!file) throw new Error(`There is no case ${caseId}`);
	return file;
}
