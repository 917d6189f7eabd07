/** What a panel had before it: the summaries of a meeting's cases are kept as they were when the meeting came to its end. */
import { asc, inArray } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { summarySections } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { record, type Stream, touch } from "../events/index.ts";
import { claimSection, storedText } from "./open-texts.ts";
import { sectionOf } from "./sections.ts";
import { keepState } from "./states.ts";

/** Keeps and records the summaries of these cases for a meeting; the caller has claimed the panel's stream. */
export async function keepForMeeting(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	meetingId: string,
	caseIds: readonly string[],
): Promise<void> {
	if (caseIds.length === 0) return;
	const begun = await tx
		.select({ caseId: summarySections.caseId, key: summarySections.key })
		.from(summarySections)
		.where(inArray(summarySections.caseId, [...caseIds]))
		.orderBy(asc(summarySections.caseId), asc(summarySections.key));
	for (const place of begun) {
		const section = await claimSection(tx, place);
		if (!section) continue;
		// Not the text in memory: it belongs to whoever is writing, who may be waiting for this transaction.
		const text = await storedText(tx, section);
		if (text.seq === 0) continue;
		const state = await keepState(tx, { ...text, id: section.id }, stream, {
			why: "heard",
			authorId: actor.userId,
			authorName: actor.name,
			agencyName: actor.agencyName,
			meetingId,
		});
		const where = { sectionId: section.id, section: sectionOf(section.key)?.section ?? "why" } as const;
		await record(
			tx,
			actor,
			stream,
			"summary.heard",
			{ caseId: section.caseId, ...where, agencyId: section.agencyId, meetingId, state },
			[touch("summarySection", section.id)],
		);
	}
}
