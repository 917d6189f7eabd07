import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/index.ts";
import { takeOrganisation } from "../agencies/index.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { isOpenAgency } from "./policy.ts";

export const ReactivateUser = z.object({ userId: z.string() });

/**
 * Lets somebody sign in again with the password that they had. Their memberships stay ended. For
 * administrators.
 * @throws NotFound; Invalid when the account is active, or its agency closed.
 */
export const reactivateUser = command("user.reactivate", ReactivateUser, async (hand, { userId }) => {
	const { tx, actor } = hand;
	const byId = eq(users.id, userId);
	const stream = await takeOrganisation(hand);
	const [user] = await tx.select().from(users).where(byId);
	if (!user) throw new NotFound();
	if (!user.deactivatedAt) throw new Invalid({ form: `The account of ${user.name} is active already.` });
	if (!(await isOpenAgency(tx, user.agencyId))) {
		throw new Invalid({ form: `The agency of ${user.name} is closed. Change their agency first.` });
	}
	await tx.update(users).set({ deactivatedAt: null, version: stream.version }).where(byId);
	await record(tx, actor, stream, "user.reactivated", { userId }, [touch("user", userId)]);
	return { userId };
});
