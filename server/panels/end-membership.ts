import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, record, type Stream, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { whyNoChair } from "./add-membership.ts";
import { optionalDay } from "./fields.ts";
import { requireAppointer, takePanel } from "./policy.ts";

export const EndMembership = z.object({
	membershipId: z.string(),
	/** A civil date, today or later: the last day on which it gives any power. Left out, it ends at once. */
	lastDay: optionalDay("the last day"),
});

/**
 * Ends a membership, at once or with a day. Administrators end every one, the lead those of chairs and
 * deputies.
 * @throws NotFound; NotAllowed; Invalid when it has ended already or the day does not fit.
 */
export const endMembership = command(
	"membership.end",
	EndMembership,
	async (hand, { membershipId, lastDay }) => {
		const { tx, actor } = hand;
		const byId = eq(memberships.id, membershipId);
		const [found] = await tx.select({ panelId: memberships.panelId }).from(memberships).where(byId);
		if (!found) throw new NotFound();
		const { stream, role } = await takePanel(hand, found.panelId);
		const [membership] = await tx.select().from(memberships).where(byId);
		if (!membership) throw new NotFound();
		requireAppointer(role, membership.role);
		if (membership.state === "ended") throw new Invalid({ form: "This membership has ended already." });
		if (!lastDay) {
			await endNow(tx, actor, stream, membership);
			return { membershipId };
		}

		const { userId, startsOn } = membership;
		if (lastDay < londonDate()) throw new Invalid({ lastDay: "The last day must be today or later" });
		if (lastDay < startsOn) throw new Invalid({ lastDay: "The last day must be the first day or later" });
		if (membership.role === "chair") {
			const reason = await whyNoChair(tx, found.panelId, { startsOn, endsOn: lastDay }, membershipId);
			if (reason) throw new Invalid({ lastDay: reason });
		}
		await tx.update(memberships).set({ endsOn: lastDay, version: stream.version }).where(byId);
		const data = { membershipId, userId, role: membership.role, endsOn: lastDay };
		await record(tx, actor, stream, "membership.end-set", data, [touch("membership", membershipId)]);
		return { membershipId };
	},
);

/** Ends a membership in the transaction in hand, whose stream the caller has claimed, and records it. */
export async function endNow(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	membership: typeof memberships.$inferSelect,
): Promise<void> {
	const { id, userId, role, startsOn, endsOn } = membership;
	const today = londonDate();
	// One that never began, or that a date has ended, keeps the days that were written.
	const lastDay = startsOn <= today && (endsOn === null || endsOn > today) ? today : endsOn;
	await tx
		.update(memberships)
		.set({ state: "ended", endsOn: lastDay, endedAt: now(), version: stream.version })
		.where(eq(memberships.id, id));
	await record(tx, actor, stream, "membership.ended", { membershipId: id, userId, role }, [
		touch("membership", id),
	]);
}
