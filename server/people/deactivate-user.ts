import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/index.ts";
import { revokeAllSessionsOf } from "../account/index.ts";
import { ORGANISATION, requireAdministrator } from "../agencies/index.ts";
import { now } from "../clock.ts";
import { claim, command, record, type Stream, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { leavePanels, panelIdsOf } from "../panels/index.ts";

export const DeactivateUser = z.object({ userId: z.string() });

/**
 * Ends an account: signs the person out everywhere and ends their memberships. What they wrote stays. For
 * administrators, who cannot deactivate themselves.
 * @throws NotFound; NotAllowed; Invalid when it is deactivated already.
 */
export const deactivateUser = command(
	"user.deactivate",
	DeactivateUser,
	async ({ tx, actor, opId }, { userId }) => {
		const byId = eq(users.id, userId);
		await requireAdministrator(tx, actor);
		if (userId === actor.userId) {
			throw new NotAllowed("You cannot deactivate your own account. Ask another administrator.");
		}
		const [stream, ...panelStreams] = (await claim(tx, opId, [
			ORGANISATION,
			...(await panelIdsOf(tx, userId)),
		])) as [Stream, ...Stream[]];
		await requireAdministrator(tx, actor);
		const [user] = await tx.select().from(users).where(byId);
		if (!user) throw new NotFound();
		if (user.deactivatedAt)
			throw new Invalid({ form: `The account of ${user.name} is deactivated already.` });
		await tx.update(users).set({ deactivatedAt: now(), version: stream.version }).where(byId);
		await leavePanels(tx, actor, panelStreams, userId);
		await record(tx, actor, stream, "user.deactivated", { userId }, [touch("user", userId)]);
		await revokeAllSessionsOf(tx, actor, stream, userId);
		return { userId };
	},
);
