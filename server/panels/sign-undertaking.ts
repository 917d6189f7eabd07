import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "#db/schema/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { takePanel } from "./policy.ts";

export const SignUndertaking = z.object({
	panelId: z.string(),
	/** The box that says so: nobody signs by pressing the wrong button. */
	agrees: z.literal("yes", "Confirm that you have read the undertaking and will keep it"),
});

/**
 * Signs the undertaking of one's own membership; until then a member sees no paper of the panel.
 * @throws NotFound when the actor has no membership in force that opens papers; Invalid when it is signed already.
 */
export const signUndertaking = command("undertaking.sign", SignUndertaking, async (hand, { panelId }) => {
	const { tx, actor } = hand;
	const { stream } = await takePanel(hand, panelId);
	const held = await tx
		.select()
		.from(memberships)
		.where(
			and(
				eq(memberships.panelId, panelId),
				eq(memberships.userId, actor.userId),
				eq(memberships.state, "active"),
			),
		);
	const today = londonDate();
	const mine = held.find(
		({ role, startsOn, endsOn }) =>
			// Nothing opens to an observer but what a meeting shows them, on a statement of its own.
			role !== "observer" && startsOn <= today && (endsOn === null || endsOn >= today),
	);
	if (!mine) throw new NotFound();
	if (mine.undertakenAt) throw new Invalid({ agrees: "You have signed it already" });
	await tx
		.update(memberships)
		.set({ undertakenAt: now(), version: stream.version })
		.where(eq(memberships.id, mine.id));
	await record(tx, actor, stream, "undertaking.signed", { membershipId: mine.id, userId: actor.userId }, [
		touch("membership", mine.id),
	]);
	return { panelId };
});
