import { eq } from "drizzle-orm";
import { z } from "zod";
import { actions } from "#db/schema/index.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { rowVersion } from "./fields.ts";
import { changedMeanwhile, takeAction } from "./policy.ts";

export const ConfirmAction = z.object({ actionId: z.string(), version: rowVersion });

/**
 * Confirms an answer that was recorded for one's agency. For anybody of that agency who sees the case.
 * @throws Conflict when somebody changed the action in between: it is no longer the answer that was read.
 */
export const confirmAction = command("action.confirm", ConfirmAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	if (!action.ownerAgencyId || !action.isAnsweredForOwner)
		throw new Invalid({ form: "There is nothing to confirm" });
	if (!rights.mayConfirm) {
		throw new NotAllowed(`Only ${action.ownerAgencyName} can confirm what was recorded for it.`);
	}
	if (action.version !== input.version) throw changedMeanwhile(action, {});
	await tx
		.update(actions)
		.set({ isAnsweredForOwner: false, answeredByName: actor.name, version: stream.version })
		.where(eq(actions.id, action.id));
	await record(
		tx,
		actor,
		stream,
		"action.confirmed",
		{ caseId: file.id, actionId: action.id, agencyId: action.ownerAgencyId },
		[touch("action", action.id)],
	);
	return { caseId: file.id, version: stream.version };
});
