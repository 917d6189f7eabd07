/** Makes events of what dates bring: memberships that begin and end. */
import { and, asc, eq, lt, lte, or } from "drizzle-orm";
import { z } from "zod";
import { db, type Reader } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import { SYSTEM } from "../audiences/index.ts";
import { londonDate, now } from "../clock.ts";
import { claim, command, record, type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import { endNow } from "./end-membership.ts";

/** Another process did it first; nothing is left to record. */
class NothingDue extends Error {}

/**
 * Begins the memberships whose first day has come and ends those whose last day has passed, by London's
 * calendar at `at`: one command a panel, by the system. Calling it again changes nothing.
 * @returns how many memberships turned.
 */
export async function turnMemberships(at: Date = now()): Promise<number> {
	const today = londonDate(at);
	const panelIds = new Set((await dueOn(db, today)).map((membership) => membership.panelId));
	let turned = 0;
	for (const panelId of panelIds) {
		try {
			turned += (await turnPanel(SYSTEM, newId(), { panelId, today })).turned;
		} catch (error) {
			if (!(error instanceof NothingDue)) throw error;
		}
	}
	return turned;
}

const TurnPanel = z.object({ panelId: z.string(), today: z.string() });

const turnPanel = command("memberships.turn", TurnPanel, async ({ tx, actor, opId }, { panelId, today }) => {
	const [stream] = (await claim(tx, opId, [panelId])) as [Stream];
	const due = await dueOn(tx, today, panelId);
	if (due.length === 0) throw new NothingDue();
	const isOver = (membership: Membership) => membership.endsOn !== null && membership.endsOn < today;
	// Endings first, so that a new chair begins after the old one has gone.
	for (const membership of due.filter(isOver)) await endNow(tx, actor, stream, membership);
	for (const { id, userId, role } of due.filter((membership) => !isOver(membership))) {
		await tx
			.update(memberships)
			.set({ state: "active", version: stream.version })
			.where(eq(memberships.id, id));
		await record(tx, actor, stream, "membership.begun", { membershipId: id, userId, role }, [
			touch("membership", id),
		]);
	}
	return { turned: due.length };
});

type Membership = typeof memberships.$inferSelect;

/** Memberships whose state is no longer what their dates say. */
async function dueOn(reader: Reader, today: string, panelId?: string): Promise<Membership[]> {
	return reader
		.select()
		.from(memberships)
		.where(
			and(
				or(
					and(eq(memberships.state, "coming"), lte(memberships.startsOn, today)),
					and(eq(memberships.state, "active"), lt(memberships.endsOn, today)),
				),
				panelId ? eq(memberships.panelId, panelId) : undefined,
			),
		)
		.orderBy(asc(memberships.id));
}
