import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { agencies, users } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { takeOrganisation } from "./policy.ts";

export const CloseAgency = z.object({ agencyId: z.string() });

/**
 * Closes an agency that takes part no longer: nobody can be added to it, and what it did stays. For
 * administrators.
 * @throws NotFound; Invalid while people of the agency can sign in, or when it is closed already.
 */
export const closeAgency = command("agency.close", CloseAgency, async (hand, { agencyId }) => {
	const { tx, actor } = hand;
	const byId = eq(agencies.id, agencyId);
	const stream = await takeOrganisation(hand);
	const [agency] = await tx.select().from(agencies).where(byId);
	if (!agency) throw new NotFound();
	if (agency.closedAt) throw new Invalid({ form: "This agency is closed already." });
	const staff = await tx.$count(users, and(eq(users.agencyId, agencyId), isNull(users.deactivatedAt)));
	if (staff > 0) {
		const people = staff === 1 ? "1 person of this agency has" : `${staff} people of this agency have`;
		throw new Invalid({ form: `${people} an active account. Move or deactivate them first.` });
	}
	await tx.update(agencies).set({ closedAt: now(), version: stream.version }).where(byId);
	await record(tx, actor, stream, "agency.closed", { agencyId }, [touch("agency", agencyId)]);
	return { agencyId };
});
