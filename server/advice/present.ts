/** How advice stands with the officer, as it is shown beside its words, everywhere the same. */
import { eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { advice, cases } from "#db/schema/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";

export interface AdviceRow extends Row {
	kind: "advice";
	caseId: string;
	/** Its words. */
	entryId: string;
	meetingId: string | null;
	state: (typeof advice.$inferSelect)["state"];
	/** Which part was accepted, or why it was declined. */
	reason: string | null;
	answeredById: string | null;
	answeredByName: string | null;
	/** The officer, when somebody wrote their answer down for them. */
	answeredForName: string | null;
	/** ISO instant; null while nobody has answered. */
	answeredAt: string | null;
	/** ISO instant at which it was given. */
	at: string;
}

async function presentBy(
	reader: Reader,
	by: "id" | "caseId",
	ids: string[],
): Promise<Presented<AdviceRow>[]> {
	const rows = await reader
		.select({ row: advice, panelId: cases.panelId })
		.from(advice)
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(inArray(advice[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "advice",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			entryId: row.entryId,
			meetingId: row.meetingId,
			state: row.state,
			reason: row.reason,
			answeredById: row.answeredById,
			answeredByName: row.answeredByName,
			answeredForName: row.answeredForName,
			answeredAt: row.answeredAt?.toISOString() ?? null,
			at: row.at.toISOString(),
		},
		audience: { kind: "case", panelId, caseId: row.caseId },
		caseId: row.caseId,
		isGone: row.state === "withdrawn",
	}));
}

presents<AdviceRow>("advice", (reader, ids) => presentBy(reader, "id", ids));

/** All advice of these cases, for their files. */
export const presentAdviceOf = (reader: Reader, caseIds: string[]): Promise<Presented<AdviceRow>[]> =>
	presentBy(reader, "caseId", caseIds);
