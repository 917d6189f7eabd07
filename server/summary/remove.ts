/** Takes away what hangs on cases that an import brought and that were taken back before anybody had written in them. */
import { inArray } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import {
	summaries,
	summaryCopies,
	summaryPens,
	summarySections,
	summaryStates,
	summaryUpdates,
	summaryVisits,
} from "#db/schema/index.ts";

/** Removes the summaries of cases that are removed themselves, pens that somebody held there included. */
export async function removeSummaries(tx: Tx, caseIds: string[]): Promise<void> {
	const begun = await tx
		.select({ id: summarySections.id })
		.from(summarySections)
		.where(inArray(summarySections.caseId, caseIds));
	const ids = begun.map(({ id }) => id);
	if (ids.length > 0) {
		for (const table of [summaryUpdates, summaryCopies, summaryVisits, summaryStates]) {
			await tx.delete(table).where(inArray(table.sectionId, ids));
		}
		await tx.delete(summarySections).where(inArray(summarySections.id, ids));
	}
	await tx.delete(summaryPens).where(inArray(summaryPens.caseId, caseIds));
	await tx.delete(summaries).where(inArray(summaries.caseId, caseIds));
}
