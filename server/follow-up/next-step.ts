/**
 * What comes next for a case: a review, a hearing, or nothing more. The one writer of cases.state, nextStep and nextDate;
 * but for after-breach.ts, which brings the date of a review forward.
 */
import { and, eq, notInArray } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { actions, cases, reviews } from "#db/schema/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import { mayOnCase, optionalText, requireOnCase, takeCase } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { NextStepChoice } from "./fields.ts";
import { addMonths } from "./months.ts";

export type CaseFile = typeof cases.$inferSelect;

/** A next step that may be written: what a person chose, once it is right. */
export type Step =
	| { step: "review"; on: string }
	| { step: "hearing" }
	| {
			step: "close";
			reason: NonNullable<CaseFile["closeReason"]>;
			criteria: NextStepChoice["criteria"];
			note: string | null;
			openActions: number;
	  };

/** Later than this a review is a slip of the pen, and the case would be out of sight. */
const REVIEW_WITHIN_MONTHS = 12;

/**
 * What a person chose for a case, checked against the case and what they may.
 * @param isHeard whether a meeting has heard it, this one perhaps: what none has heard is not reviewed but heard.
 * @returns what is wrong with it, one message a field, where it is not right.
 */
export async function readStep(
	tx: Tx,
	access: Access,
	file: CaseFile,
	choice: NextStepChoice,
	isHeard = file.heardOn !== null,
): Promise<Step | { problems: Record<string, string> }> {
	if (choice.step === "hearing") return { step: "hearing" };
	if (choice.step === "review") {
		const today = londonDate();
		const on = choice.reviewOn;
		if (!isHeard) {
			return { problems: { step: "No meeting has heard this case yet, so a hearing comes next" } };
		}
		if (!on) return { problems: { reviewOn: "Enter the date of the review" } };
		if (on < today) return { problems: { reviewOn: "The date of the review must be today or later" } };
		if (on > addMonths(today, REVIEW_WITHIN_MONTHS)) {
			return { problems: { reviewOn: "The date of the review must be within 12 months" } };
		}
		return { step: "review", on };
	}
	if (!mayOnCase(access, file, "close-case")) {
		return { problems: { step: "Only the chair, a deputy or the lead can close a case" } };
	}
	const problems: Record<string, string> = {};
	if (!choice.reason) problems.reason = "Select why the case is closed";
	const isOpen = notInArray(actions.status, ["done", "not-possible", "not-done"]);
	const openActions = await tx.$count(actions, and(eq(actions.caseId, file.id), isOpen));
	if (openActions > 0 && !choice.actionsStand) {
		problems.actionsStand =
			openActions === 1
				? "1 action is still open. Say that it stands, or end it first"
				: `${openActions} actions are still open. Say that they stand, or end them first`;
	}
	if (!choice.reason || Object.keys(problems).length > 0) return { problems };
	const { reason, criteria, note } = choice;
	return { step: "close", reason, criteria: [...new Set(criteria)].sort(), note: note ?? null, openActions };
}

/** Drops the review that is due, if one is: at most one ever is. @returns the ids of what was dropped. */
async function dropDueReview(tx: Tx, stream: Stream, caseId: string): Promise<string[]> {
	const dropped = await tx
		.update(reviews)
		.set({ state: "dropped", version: stream.version })
		.where(and(eq(reviews.caseId, caseId), eq(reviews.state, "due")))
		.returning({ id: reviews.id });
	return dropped.map(({ id }) => id);
}

/** Where a case stands, as an event tells it. */
export const standingOf = ({ state, nextStep, nextDate }: CaseFile) => ({
	state,
	step: nextStep,
	date: nextDate,
});

/**
 * Writes the next step of a case and records it. The caller has claimed the stream, decided that the actor may, and read
 * `file` since.
 * @param how.meetingId the meeting whose close gives the step; null when a person sets it by itself.
 * @param how.isSuggested nobody chose it.
 */
export async function writeStep(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: CaseFile,
	step: Step,
	how: { meetingId: string | null; isSuggested?: boolean } = { meetingId: null },
): Promise<void> {
	const droppedReviewIds = await dropDueReview(tx, stream, file.id);
	const about = { caseId: file.id, meetingId: how.meetingId, droppedReviewIds, before: standingOf(file) };
	const touched = [touch("case", file.id), ...droppedReviewIds.map((id) => touch("review", id))];
	const { version } = stream;
	const closing =
		step.step === "close"
			? {
					closedOn: londonDate(),
					closeReason: step.reason,
					closeCriteria: step.criteria,
					closeNote: step.note,
				}
			: { closedOn: null, closeReason: null, closeCriteria: null, closeNote: null };
	if (step.step === "close") {
		await tx
			.update(cases)
			.set({ state: "closed", nextStep: null, nextDate: null, ...closing, version })
			.where(eq(cases.id, file.id));
		const subject = { kind: "case", id: file.id };
		const text = await keepRevision(tx, actor, stream, subject, { closeNote: step.note });
		const { reason, criteria, openActions } = step;
		await record(
			tx,
			actor,
			stream,
			"case.closed",
			{ ...about, reason, criteria, openActions, text },
			touched,
		);
		return;
	}
	const isReview = step.step === "review";
	const date = isReview ? step.on : null;
	await tx
		.update(cases)
		.set({
			state: isReview ? "follow-up" : file.heardOn ? "open" : "not-heard",
			nextStep: step.step,
			nextDate: date,
			...closing,
			version,
		})
		.where(eq(cases.id, file.id));
	const reviewId = isReview ? newId() : null;
	if (isReview && reviewId) {
		const { panelId, id: caseId } = file;
		await tx
			.insert(reviews)
			.values({ id: reviewId, caseId, panelId, dueOn: step.on, state: "due", at: now(), version });
		touched.push(touch("review", reviewId));
	}
	await record(
		tx,
		actor,
		stream,
		"case.next-step-set",
		{ ...about, isSuggested: how.isSuggested ?? false, step: step.step, date, reviewId },
		touched,
	);
}

const rowVersion = z.coerce.number().int();

/** @throws Conflict when the case has changed since it was looked at, with where it stands now. */
function requireUnchanged(file: CaseFile, version: number, submitted: Record<string, string>): void {
	if (file.version === version) return;
	throw new Conflict("Somebody changed this case after you opened the page.", {
		current: {
			step: file.state === "closed" ? "closed" : (file.nextStep ?? ""),
			reviewOn: file.nextDate ?? "",
			reason: file.closeReason ?? "",
			note: file.closeNote ?? "",
		},
		submitted,
		version: file.version,
	});
}

const given = (fields: Record<string, string | null | undefined>): Record<string, string> =>
	Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])));

export const SetNextStep = NextStepChoice.pick({ step: true, reviewOn: true }).extend({
	caseId: z.string(),
	step: z.enum(["review", "hearing"], "Select what comes next"),
	/** The version of the case that the person was looking at. */
	version: rowVersion,
});

/**
 * Sets what comes next for a case: a review on a date, or a hearing. For the chair, a deputy, the lead and the
 * coordinator. A case that is closed is opened again first.
 * @throws Conflict when the case was changed since `version`.
 */
export const setNextStep = command("case.set-next-step", SetNextStep, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId, "follow-up");
	if (file.state === "closed") throw new Invalid({ form: "The case is closed. Open it again first" });
	requireUnchanged(file, input.version, given({ step: input.step, reviewOn: input.reviewOn }));
	const step = await readStep(tx, access, file, { criteria: [], actionsStand: false, ...input });
	if ("problems" in step) throw new Invalid(step.problems);
	await writeStep(tx, actor, stream, file, step);
	return { version: stream.version };
});

export const CloseCase = NextStepChoice.omit({ step: true, reviewOn: true }).extend({
	caseId: z.string(),
	version: rowVersion,
});

/**
 * Closes a case, with why and which criteria are met. The review that was due falls away; open actions stay with their
 * owners, which the person says. For the chair, a deputy and the lead.
 * @throws Conflict when the case was changed since `version`.
 */
export const closeCase = command("case.close", CloseCase, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId, "close-case");
	if (file.state === "closed") throw new Invalid({ form: "The case is closed already" });
	requireUnchanged(file, input.version, given({ step: "closed", reason: input.reason, note: input.note }));
	const step = await readStep(tx, access, file, { ...input, step: "close" });
	if ("problems" in step) throw new Invalid(step.problems);
	await writeStep(tx, actor, stream, file, step);
	return { version: stream.version };
});

export const ReopenCase = z.object({
	caseId: z.string(),
	reason: optionalText(2000, "why it is opened again"),
	version: rowVersion,
});

/**
 * Opens a closed case again: a hearing comes next. For the chair, a deputy and the lead.
 * @throws Conflict when the case was changed since `version`.
 */
export const reopenCase = command("case.reopen", ReopenCase, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId);
	requireOnCase(access, file, "close-case");
	if (file.state !== "closed") throw new Invalid({ form: "The case is open already" });
	if (!input.reason) throw new Invalid({ reason: "Say why the case is opened again" });
	requireUnchanged(file, input.version, given({ reason: input.reason }));
	const subject = { kind: "case", id: file.id };
	const text = await keepRevision(tx, actor, stream, subject, { reopenedBecause: input.reason });
	await record(tx, actor, stream, "case.reopened", { caseId: file.id, text }, []);
	await writeStep(tx, actor, stream, file, { step: "hearing" });
	return { version: stream.version };
});
