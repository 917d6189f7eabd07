/** Whether somebody has signed what opens a panel's papers, as the screens that stand before them ask. */
import { and, asc, eq } from "drizzle-orm";
import { db } from "#db/index.ts";
import { memberships, panels } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";

/** The undertaking of one membership. */
export interface Undertaking {
	panelId: string;
	panelName: string;
	/** ISO instant; null until it is signed. */
	signedAt: string | null;
}

/**
 * The undertakings of the actor's own memberships in force, by panel. Observers have none to sign: what a meeting
 * shows them rests on its own statement.
 */
export async function undertakingsOf(actor: Actor): Promise<Undertaking[]> {
	const today = londonDate();
	const held = await db
		.select({
			panelId: panels.id,
			panelName: panels.name,
			role: memberships.role,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
			undertakenAt: memberships.undertakenAt,
		})
		.from(memberships)
		.innerJoin(panels, eq(panels.id, memberships.panelId))
		.where(and(eq(memberships.userId, actor.userId), eq(memberships.state, "active")))
		.orderBy(asc(panels.nameKey));
	return held
		.filter(({ role }) => role !== "observer")
		.filter(({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today))
		.map(({ panelId, panelName, undertakenAt }) => ({
			panelId,
			panelName,
			signedAt: undertakenAt?.toISOString() ?? null,
		}));
}
