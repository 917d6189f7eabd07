/** Somebody leaves all their panels at once, because their account ends or they go to another agency. */
import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import type { Stream } from "../events/index.ts";
import { Conflict } from "../http/errors.ts";
import { endNow } from "./end-membership.ts";

const heldBy = (userId: string) => and(eq(memberships.userId, userId), ne(memberships.state, "ended"));

/** The panels in which somebody has a membership, in force or coming: the streams to claim to end them. */
export async function panelIdsOf(tx: Tx, userId: string): Promise<string[]> {
	const rows = await tx
		.selectDistinct({ panelId: memberships.panelId })
		.from(memberships)
		.where(heldBy(userId));
	return rows.map((row) => row.panelId);
}

/**
 * Ends every membership of a user. Call it after the user's own row is written, which keeps new ones out.
 * @param streams the claimed streams of the panels that `panelIdsOf` named.
 * @throws Conflict when a membership of another panel was added since.
 */
export async function leavePanels(
	tx: Tx,
	actor: Actor,
	streams: readonly Stream[],
	userId: string,
): Promise<void> {
	for (const membership of await tx.select().from(memberships).where(heldBy(userId))) {
		const stream = streams.find(({ id }) => id === membership.panelId);
		if (!stream) {
			throw new Conflict(
				`${membership.userName} was added to a panel at this moment. Look again, then repeat this.`,
				{
					current: {},
					submitted: {},
				},
			);
		}
		await endNow(tx, actor, stream, membership);
	}
}
