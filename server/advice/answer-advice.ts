/** The officer's answer to the panel's advice. */
import { and, eq, gt } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "#db/index.ts";
import { advice, agendaItems, type cases, entries } from "#db/schema/index.ts";
import type { Access } from "../audiences/index.ts";
import { mayOnCase, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { ANSWERS, isAnswer } from "./given.ts";
import { tellOfAnswer } from "./told.ts";

type Advice = typeof advice.$inferSelect;
type Case = Pick<typeof cases.$inferSelect, "id" | "panelId" | "officerUserId">;

/** Whose answer somebody may give: their own as the officer, or the officer's, whom they have on the telephone. */
export type Capacity = "officer" | "for the officer";

/** In which capacity the actor, who sees the case, answers advice on it; none when they may not. */
export function capacityOf(access: Access, file: Case): Capacity | undefined {
	if (access.officerOf.has(file.id)) return "officer";
	return mayOnCase(access, file, "record-for-others") ? "for the officer" : undefined;
}

/** What the officer in the case has answered themself is nobody else's to change. */
export const isOfficersOwn = (given: Pick<Advice, "answeredById" | "answeredForName">, file: Case): boolean =>
	given.answeredById !== null && given.answeredForName === null && given.answeredById === file.officerUserId;

/** Whether a panel has come to the case since it was answered: what was heard then stays what it was. */
export async function isHeardSince(reader: Reader, caseId: string, answeredAt: Date): Promise<boolean> {
	const [heard] = await reader
		.select({ id: agendaItems.id })
		.from(agendaItems)
		.where(and(eq(agendaItems.caseId, caseId), gt(agendaItems.openedAt, answeredAt)))
		.limit(1);
	return heard !== undefined;
}

const blankAsAbsent = (value: unknown) =>
	typeof value === "string" && value.trim() === "" ? undefined : value;
const words = z.preprocess(
	blankAsAbsent,
	z.string().trim().max(2000, "Use 2,000 characters or fewer").optional(),
);

export const AnswerAdvice = z
	.object({
		adviceId: z.string(),
		answer: z.enum(ANSWERS, "Select whether the advice is accepted, accepted in part or declined"),
		/** Of what is accepted in part, which. */
		part: words,
		/** Of what is declined, why. */
		reason: words,
		/** The officer, when somebody writes their answer down for them; the officer in the case by default. */
		officerName: z.preprocess(
			blankAsAbsent,
			z.string().trim().max(120, "The officer’s name must be 120 characters or fewer").optional(),
		),
		/** The version that the person was looking at. */
		version: z.coerce.number().int(),
	})
	.superRefine((input, problems) => {
		const missing = (field: string, message: string) =>
			problems.addIssue({ code: "custom", path: [field], message });
		if (input.answer === "in-part" && !input.part) missing("part", "Say which part is accepted");
		if (input.answer === "declined" && !input.reason) missing("reason", "Say why the advice is declined");
	});

/**
 * Answers a piece of advice, or changes the answer until the panel has next heard the case. For the officer in the
 * case; whoever keeps the minutes may write down the answer of one who has no account or is on the telephone.
 * @throws Conflict when its words or its answer changed in between.
 */
export const answerAdvice = command("advice.answer", AnswerAdvice, async (hand, input) => {
	const { tx, actor } = hand;
	const [found] = await tx
		.select({ caseId: advice.caseId })
		.from(advice)
		.where(eq(advice.id, input.adviceId));
	if (!found) throw new NotFound();
	const { stream, file, access } = await takeCase(hand, found.caseId);
	const [given] = await tx.select().from(advice).where(eq(advice.id, input.adviceId));
	if (!given) throw new NotFound();
	const isForOfficer = requireAnswerer(access, file, given);
	const answered = {
		state: input.answer,
		reason:
			(input.answer === "in-part" ? input.part : input.answer === "declined" ? input.reason : null) ?? null,
	};
	await refuseLateAnswer(tx, given, input.version, answered);
	const answeredForName = isForOfficer ? (input.officerName ?? file.officerName) : null;
	if (isForOfficer && !answeredForName) {
		throw new Invalid({ officerName: "Enter the name of the officer who answered" });
	}
	await tx
		.update(advice)
		.set({
			...answered,
			answeredById: actor.userId,
			answeredByName: actor.name,
			answeredForName,
			answeredAt: now(),
			version: stream.version,
		})
		.where(eq(advice.id, given.id));
	const { state: answer, reason } = answered;
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "advice", id: given.id },
		{ answer, reason, answeredByName: actor.name, answeredForName },
	);
	const of = { caseId: file.id, adviceId: given.id, isForOfficer, text };
	const touched = [touch("advice", given.id)];
	if (isAnswer(given.state)) {
		const change = { ...of, from: given.state, to: answer };
		await record(tx, actor, stream, "advice.answer-changed", change, touched);
	} else await record(tx, actor, stream, "advice.answered", { ...of, answer }, touched);
	await tellOfAnswer(tx, actor, stream, file, given.id);
	return { caseId: file.id, version: stream.version };
});

/** Shown to whoever answered other words, so that they do not repeat it unread. */
async function wordsOf(reader: Reader, { entryId }: Advice): Promise<string> {
	const [entry] = await reader.select({ body: entries.body }).from(entries).where(eq(entries.id, entryId));
	return entry?.body ?? "";
}

/** Whether somebody answers for the officer and not as them. @throws NotAllowed when they may do neither. */
function requireAnswerer(access: Access, file: Case, given: Advice): boolean {
	const capacity = capacityOf(access, file);
	if (!capacity) {
		throw new NotAllowed(
			"Only the officer in the case answers advice; the chair, a deputy, the coordinator or the lead can record the answer for them.",
		);
	}
	if (capacity === "for the officer" && isOfficersOwn(given, file)) {
		throw new NotAllowed(`${given.answeredByName} has answered this. Only the officer can change it.`);
	}
	return capacity === "for the officer";
}

/** @throws Invalid or Conflict when there is nothing to answer any more, or not what the person saw. */
async function refuseLateAnswer(
	reader: Reader,
	given: Advice,
	version: number,
	submitted: { state: string; reason: string | null },
): Promise<void> {
	if (given.state === "withdrawn")
		throw new Invalid({ form: "This advice was withdrawn, so it asks for no answer" });
	if (given.answeredAt && (await isHeardSince(reader, given.caseId, given.answeredAt))) {
		throw new Invalid({
			form: "The panel has heard the case with this answer, so it stays. Add information to the case to say what has changed since",
		});
	}
	if (given.version !== version) {
		throw new Conflict(
			given.state === "unanswered"
				? `The words of this advice were changed after you opened it. They are now: “${await wordsOf(reader, given)}”.`
				: "Somebody answered this advice after you opened it.",
			{
				current: { answer: given.state, reason: given.reason ?? "" },
				submitted: { answer: submitted.state, reason: submitted.reason ?? "" },
				version: given.version,
			},
		);
	}
}
