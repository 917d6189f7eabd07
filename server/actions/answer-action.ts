import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { requireOnCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { optionalId, optionalWords, rowVersion } from "./fields.ts";
import { changedMeanwhile, NO_OFFER, namedPerson, takeAction } from "./policy.ts";
import { tell } from "./who-is-told.ts";

export const AnswerAction = z
	.object({
		actionId: z.string(),
		answer: z.enum(["accepted", "refused"], "Select whether you accept or refuse it"),
		reason: optionalWords,
		/** Who in one's own agency does it. */
		ownerUserId: optionalId,
		version: rowVersion,
	})
	.refine((input) => input.answer === "accepted" || input.reason, {
		path: ["reason"],
		message: "Say why your agency refuses it",
	});

/**
 * Accepts or refuses an action that was proposed to an agency. For that agency; whoever keeps the minutes may
 * answer for it, which it then confirms.
 * @throws Conflict when somebody changed the action in between.
 */
export const answerAction = command("action.answer", AnswerAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action, rights } = await takeAction(hand, input.actionId);
	if (!action.ownerAgencyId) throw new Invalid({ answer: "It has no owner yet" });
	const isForOwner = !rights.isOwners;
	if (isForOwner) requireOnCase(access, file, "record-for-others");
	if (action.status !== "proposed" || action.version !== input.version) {
		throw changedMeanwhile(action, { answer: input.answer, reason: input.reason ?? "" });
	}
	const isAccepted = input.answer === "accepted";
	const person = isAccepted
		? await namedPerson(hand, file, action.ownerAgencyId, input.ownerUserId)
		: undefined;
	const outcome = isAccepted ? null : (input.reason ?? null);
	await tx
		.update(actions)
		.set({
			status: isAccepted ? "open" : "refused",
			// An imported action comes with what was last said of it.
			outcome: isAccepted ? action.outcome : outcome,
			...person,
			// Whoever is being asked instead is no longer: it is the chair's to give.
			...(isAccepted ? {} : NO_OFFER),
			statusAt: now(),
			answeredByName: actor.name,
			answeredAt: now(),
			isAnsweredForOwner: isForOwner,
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const text = await keepRevision(tx, actor, stream, subject, { answer: input.answer, outcome });
	await record(
		tx,
		actor,
		stream,
		"action.answered",
		{
			caseId: file.id,
			actionId: action.id,
			answer: input.answer,
			isForOwner,
			...(person ? { ownerUserId: person.ownerUserId } : {}),
			text,
		},
		[touch("action", action.id)],
	);
	if (!isAccepted) await tell(hand, stream, "refused", action);
	return { caseId: file.id, version: stream.version };
});
