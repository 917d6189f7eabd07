/** Who may change the organisation, and the one way for a command to take it in hand. */
import { eq } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { users } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { claim, type Hand, type Stream } from "../events/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { ORGANISATION } from "./organisation.ts";

/**
 * The actor's role as it stands in this transaction: an administrator may have taken it away since the
 * request came. "none" when the account is not active.
 */
export async function roleNow(tx: Tx, actor: Actor): Promise<Actor["role"]> {
	if (actor.role === "system") return actor.role;
	const [user] = await tx
		.select({ role: users.role, deactivatedAt: users.deactivatedAt })
		.from(users)
		.where(eq(users.id, actor.userId));
	return user && !user.deactivatedAt ? user.role : "none";
}

/** Whether this role manages agencies, people and panels. The system prepares what an administrator could. */
export const administers = (role: Actor["role"]): boolean => role === "administrator" || role === "system";

/** @throws NotAllowed for everyone but administrators and the system. */
export async function requireAdministrator(tx: Tx, actor: Actor): Promise<void> {
	if (!administers(await roleNow(tx, actor))) throw new NotAllowed("Only an administrator can do this.");
}

/** Claims the organisation's stream for an administrator. @throws NotAllowed */
export async function takeOrganisation({ tx, actor, opId }: Hand): Promise<Stream> {
	const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
	await requireAdministrator(tx, actor);
	return stream;
}
