/** A review: the same few questions each time, and what comes next. */
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { reviews } from "#db/schema/index.ts";
import { optionalText, takeCase } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { INVESTIGATION, NextStepChoice, ORDER, SAFER, STOPPED, VICTIM_SAYS } from "./fields.ts";
import { readStep, writeStep } from "./next-step.ts";

export const RecordReview = NextStepChoice.extend({
	caseId: z.string(),
	hasStopped: z.enum(STOPPED, "Select whether it has stopped"),
	isSafer: z.enum(SAFER, "Select whether the victim is safer"),
	victimSays: z.enum(VICTIM_SAYS, "Select what the victim says"),
	investigation: z.enum(INVESTIGATION, "Select how the investigation stands"),
	order: z.enum(ORDER, "Select how an order stands"),
	changed: optionalText(5000, "what has changed"),
	/** The version of the case's newest review, due or done, that the person was looking at; 0 when there was none. */
	version: z.coerce.number().int(),
});

/**
 * Records a review of a case and what comes next for it: the review that is due is done, or, where none is, one is made
 * today. For the chair, a deputy, the lead and the coordinator; a coordinator does not close.
 * @throws Conflict when somebody reviewed the case, or set its review, since `version`.
 */
export const recordReview = command("review.record", RecordReview, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId, "follow-up");
	if (file.state === "closed") throw new Invalid({ form: "The case is closed. Open it again first" });
	const known = await tx
		.select()
		.from(reviews)
		.where(eq(reviews.caseId, file.id))
		.orderBy(desc(reviews.version));
	const newest = known.find(({ state }) => state !== "dropped");
	const { hasStopped, isSafer, victimSays, investigation, order } = input;
	const answers = { hasStopped, isSafer, victimSays, investigation, order, changed: input.changed ?? null };
	if ((newest?.version ?? 0) !== input.version) {
		const done = known.find(({ state }) => state === "done");
		throw new Conflict("Somebody reviewed this case, or set its review, after you opened the page.", {
			current: {
				hasStopped: done?.hasStopped ?? "",
				isSafer: done?.isSafer ?? "",
				victimSays: done?.victimSays ?? "",
				investigation: done?.investigation ?? "",
				order: done?.order ?? "",
				changed: done?.changed ?? "",
			},
			submitted: { ...answers, changed: answers.changed ?? "" },
			version: newest?.version ?? 0,
		});
	}
	const step = await readStep(tx, access, file, input);
	if ("problems" in step) throw new Invalid(step.problems);
	const { version } = stream;
	const today = londonDate();
	const due = known.find(({ state }) => state === "due");
	const reviewId = due?.id ?? newId();
	const done = {
		...answers,
		state: "done" as const,
		doneOn: today,
		doneById: actor.userId,
		doneByName: actor.name,
		version,
	};
	if (due) {
		await tx
			.update(reviews)
			.set(done)
			.where(and(eq(reviews.id, due.id), eq(reviews.caseId, file.id)));
	} else {
		const { id: caseId, panelId } = file;
		await tx.insert(reviews).values({ id: reviewId, caseId, panelId, dueOn: today, at: now(), ...done });
	}
	const text = await keepRevision(tx, actor, stream, { kind: "review", id: reviewId }, answers);
	const { changed: _, ...told } = answers;
	await record(tx, actor, stream, "review.done", { caseId: file.id, reviewId, ...told, text }, [
		touch("review", reviewId),
	]);
	await writeStep(tx, actor, stream, file, step);
	return { version };
});
