/** What becomes of an action that its owner had accepted and then refused: the chair decides. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { optionalWords, rowVersion } from "./fields.ts";
import { changedMeanwhile, NO_OFFER, takeAction } from "./policy.ts";
import { tell } from "./who-is-told.ts";

/** To give it to another is the fourth: by offerAction, or settleAction. */
export const REFUSAL_DECISIONS = ["keep-asking", "escalate", "not-done"] as const;

export const DecideRefusal = z
	.object({
		actionId: z.string(),
		decision: z.enum(REFUSAL_DECISIONS, "Select what becomes of it"),
		/** The chair's words: they end it, or go with it to its owner. */
		words: optionalWords,
		version: rowVersion,
	})
	.refine((input) => input.decision !== "not-done" || input.words, {
		path: ["words"],
		message: "Say why it was not done",
	});

/**
 * Decides after a later refusal: the owner is asked to do it after all, the refusal is taken to the owner's manager
 * and the lead, or the action ends as not done. For the chair, a deputy and the lead.
 * @throws Conflict when somebody changed the action in between.
 */
export const decideRefusal = command("action.decide-refusal", DecideRefusal, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access: _, action, rights } = await takeAction(hand, input.actionId);
	const isWithChair = action.status === "refused" && action.isRefusedLater;
	if (isWithChair && !rights.mayDecide) {
		throw new NotAllowed("Only the chair, a deputy or the lead decides after a refusal.");
	}
	if (!isWithChair || action.version !== input.version) {
		throw changedMeanwhile(action, { decision: input.decision, words: input.words ?? "" });
	}
	if (input.decision === "escalate" && action.escalatedAt !== null) {
		throw new Invalid({ decision: "It is with the owner’s manager and the lead already" });
	}
	const words = input.words ?? null;
	const ended = { status: "not-done", outcome: words, statusAt: now(), ...NO_OFFER } as const;
	const lastSaid = words ?? action.outcome;
	const asked = { status: "open", outcome: lastSaid, statusAt: now(), ...NO_OFFER } as const;
	await tx
		.update(actions)
		.set({
			...(input.decision === "escalate"
				? { escalatedAt: now() }
				: {
						...(input.decision === "not-done" ? ended : asked),
						isRefusedLater: false,
						escalatedAt: null,
						isAnsweredForOwner: false,
					}),
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const text = await keepRevision(tx, actor, stream, subject, { decision: input.decision, outcome: words });
	const data = { caseId: file.id, actionId: action.id };
	const touched = [touch("action", action.id)];
	if (input.decision === "escalate") {
		await record(tx, actor, stream, "action.escalated", { ...data, text }, touched);
	} else {
		const { decision } = input;
		await record(tx, actor, stream, "action.refusal-decided", { ...data, decision, text }, touched);
	}
	const told = { escalate: "escalated", "keep-asking": "asked-again", "not-done": "ended" } as const;
	await tell(hand, stream, told[input.decision], action);
	return { caseId: file.id, version: stream.version };
});
