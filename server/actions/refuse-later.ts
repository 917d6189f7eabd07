import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { requiredWords, rowVersion } from "./fields.ts";
import { changedMeanwhile, NO_OFFER, takeAction } from "./policy.ts";
import { isAnswered, isEnded } from "./unsettled.ts";
import { tell } from "./who-is-told.ts";

export const RefuseLater = z.object({
	actionId: z.string(),
	reason: requiredWords("Say why your agency can no longer do it"),
	version: rowVersion,
});

/**
 * Refuses an action that its owner had accepted. It stays theirs and stays due until the chair has decided. For
 * the agency that owns it; whoever keeps the minutes may record it for them.
 * @throws Conflict when somebody changed the action in between.
 */
export const refuseLater = command("action.refuse-later", RefuseLater, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	if (!rights.isOwners && !rights.mayRefuseLater) {
		throw new NotAllowed("Only the agency that owns an action can refuse it.");
	}
	const isAccepted = isAnswered(action.status) && !isEnded(action.status);
	if (!isAccepted || action.version !== input.version) {
		throw changedMeanwhile(action, { answer: "refused", reason: input.reason });
	}
	const isForOwner = !rights.isOwners;
	await tx
		.update(actions)
		.set({
			status: "refused",
			isRefusedLater: true,
			outcome: input.reason,
			statusAt: now(),
			answeredByName: actor.name,
			answeredAt: now(),
			isAnsweredForOwner: isForOwner,
			isHeldByChair: false,
			...NO_OFFER,
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const text = await keepRevision(tx, actor, stream, subject, { status: "refused", outcome: input.reason });
	await record(
		tx,
		actor,
		stream,
		"action.refused-later",
		{ caseId: file.id, actionId: action.id, from: action.status, isForOwner, text },
		[touch("action", action.id)],
	);
	await tell(hand, stream, "refused", action);
	return { caseId: file.id, version: stream.version };
});
