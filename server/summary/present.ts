/** A section as a row of its case's file: that it is there and when it was last written in. Its words come on their own way. */
import { eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { cases, summarySections } from "#db/schema/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";

export interface SummarySectionRow extends Row {
	kind: "summarySection";
	caseId: string;
	key: string;
	agencyId: string | null;
	agencyName: string | null;
}

async function presentSections(
	reader: Reader,
	by: "id" | "caseId",
	ids: string[],
): Promise<Presented<SummarySectionRow>[]> {
	const rows = await reader
		.select({ row: summarySections, panelId: cases.panelId })
		.from(summarySections)
		.innerJoin(cases, eq(cases.id, summarySections.caseId))
		.where(inArray(summarySections[by], ids));
	return rows.flatMap(({ row: { id, version, caseId, key, agencyId, agencyName }, panelId }) =>
		// Until the record has been told of it, no version of the stream has brought it.
		version === 0
			? []
			: {
					row: { kind: "summarySection" as const, id, version, caseId, key, agencyId, agencyName },
					audience: { kind: "case" as const, panelId, caseId },
					caseId,
				},
	);
}

presents<SummarySectionRow>("summarySection", (reader, ids) => presentSections(reader, "id", ids));

/** The sections of these cases that have been written in. */
export const presentSectionsOf = (reader: Reader, caseIds: string[]) =>
	presentSections(reader, "caseId", caseIds);
