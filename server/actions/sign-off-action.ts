import { eq } from "drizzle-orm";
import { z } from "zod";
import { actions } from "#db/schema/index.ts";
import { mayOnCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { rowVersion } from "./fields.ts";
import { changedMeanwhile, takeAction } from "./policy.ts";
import { isEnded } from "./unsettled.ts";

export const SignOffAction = z.object({ actionId: z.string(), version: rowVersion });

/**
 * Is content with how an action ended. For the chair, a deputy and the lead; to say that it stands otherwise takes
 * it back.
 * @throws Conflict when somebody changed the action in between.
 */
export const signOffAction = command("action.sign-off", SignOffAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action } = await takeAction(hand, input.actionId);
	if (!mayOnCase(access, file, "set-risk")) {
		throw new NotAllowed("Only the chair, a deputy or the lead can sign an action off.");
	}
	if (action.version !== input.version) throw changedMeanwhile(action, {});
	if (!isEnded(action.status)) throw new Invalid({ form: "It has not ended yet" });
	if (action.signedOffAt !== null) throw new Invalid({ form: `${action.signedOffByName} has signed it off` });
	await tx
		.update(actions)
		.set({ signedOffAt: now(), signedOffByName: actor.name, version: stream.version })
		.where(eq(actions.id, action.id));
	await record(
		tx,
		actor,
		stream,
		"action.signed-off",
		{ caseId: file.id, actionId: action.id, status: action.status },
		[touch("action", action.id)],
	);
	return { caseId: file.id, version: stream.version };
});
