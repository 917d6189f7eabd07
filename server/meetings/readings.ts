/** What somebody has read of a meeting's papers: for themself alone, so no command and no event. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { agendaItems, meetings, readings } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { NotFound } from "../http/errors.ts";

/** When the actor last read each case of a meeting's papers, ISO by case id. */
export async function readingsOf(actor: Actor, meetingId: string): Promise<Record<string, string>> {
	const rows = await db
		.select({ caseId: readings.caseId, at: readings.at })
		.from(readings)
		.where(and(eq(readings.userId, actor.userId), eq(readings.meetingId, meetingId)));
	return Object.fromEntries(rows.map(({ caseId, at }) => [caseId, at.toISOString()]));
}

/** Notes that the actor has read a case of a meeting's papers. @throws NotFound when they may not see it. */
export async function noteReading(actor: Actor, meetingId: string, caseId: string): Promise<void> {
	const [item] = await db
		.select({ panelId: meetings.panelId })
		.from(agendaItems)
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(
			and(
				eq(agendaItems.meetingId, meetingId),
				eq(agendaItems.caseId, caseId),
				isNull(agendaItems.removedAt),
				// A draft has no papers yet, and one that was cancelled never had any.
				isNotNull(meetings.publishedAt),
			),
		);
	const access = await accessOf(db, actor);
	if (
		!item ||
		!holds(access, { kind: "meetings", panelId: item.panelId }) ||
		!holds(access, { kind: "case", panelId: item.panelId, caseId })
	) {
		throw new NotFound();
	}
	const at = now();
	await transaction(async (tx) => {
		await tx
			.insert(readings)
			.values({ userId: actor.userId, meetingId, caseId, at })
			.onConflictDoUpdate({ target: [readings.userId, readings.meetingId, readings.caseId], set: { at } });
	});
}
