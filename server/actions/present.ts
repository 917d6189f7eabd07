/** How an action is shown, everywhere the same. */
import { eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";
import { isRunning, isUnsettled } from "./unsettled.ts";

export interface ActionRow extends Row {
	kind: "action";
	caseId: string;
	meetingId: string | null;
	what: string;
	ownerAgencyId: string | null;
	ownerAgencyName: string | null;
	ownerDetail: string | null;
	/** The person there, as an account. */
	ownerUserId: string | null;
	ownerUserName: string | null;
	/** Civil date. */
	due: string | null;
	dueNote: string | null;
	priority: (typeof actions.$inferSelect)["priority"];
	category: (typeof actions.$inferSelect)["category"];
	status: (typeof actions.$inferSelect)["status"];
	outcome: string | null;
	/** Civil date. */
	doneOn: string | null;
	/** Who was content with how it ended; nobody yet. */
	signedOffByName: string | null;
	/** Its clock runs: it is late once its date has passed. */
	isRunning: boolean;
	/** Refused by an owner who had accepted it: the chair decides. */
	isRefusedLater: boolean;
	/** The refusal is with the owner's manager and the lead. */
	isEscalated: boolean;
	/** Who is asked to take it over, and by whom. */
	offerAgencyId: string | null;
	offerAgencyName: string | null;
	offerUserId: string | null;
	offerUserName: string | null;
	offeredByName: string | null;
	isHeldByChair: boolean;
	/** It wants an owner or a date before the panel leaves its case. */
	isUnsettled: boolean;
	/** Who accepted or refused it, and whether for an owner who was not there. */
	answeredByName: string | null;
	isAnsweredForOwner: boolean;
	/** ISO instant; null while nobody has answered. */
	answeredAt: string | null;
	authorId: string;
	authorName: string;
	/** ISO instant. */
	at: string;
}

async function presentBy(
	reader: Reader,
	by: "id" | "caseId",
	ids: string[],
): Promise<Presented<ActionRow>[]> {
	const rows = await reader
		.select({ row: actions, panelId: cases.panelId })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(inArray(actions[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "action",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			meetingId: row.meetingId,
			what: row.what,
			ownerAgencyId: row.ownerAgencyId,
			ownerAgencyName: row.ownerAgencyName,
			ownerDetail: row.ownerDetail,
			ownerUserId: row.ownerUserId,
			ownerUserName: row.ownerUserName,
			due: row.due,
			dueNote: row.dueNote,
			priority: row.priority,
			category: row.category,
			status: row.status,
			outcome: row.outcome,
			doneOn: row.doneOn,
			signedOffByName: row.signedOffByName,
			isRunning: isRunning(row),
			isRefusedLater: row.isRefusedLater,
			isEscalated: row.escalatedAt !== null,
			offerAgencyId: row.offerAgencyId,
			offerAgencyName: row.offerAgencyName,
			offerUserId: row.offerUserId,
			offerUserName: row.offerUserName,
			offeredByName: row.offeredByName,
			isHeldByChair: row.isHeldByChair,
			isUnsettled: isUnsettled(row),
			answeredByName: row.answeredByName,
			isAnsweredForOwner: row.isAnsweredForOwner,
			answeredAt: row.answeredAt?.toISOString() ?? null,
			authorId: row.authorId,
			authorName: row.authorName,
			at: row.at.toISOString(),
		},
		audience: { kind: "case", panelId, caseId: row.caseId },
		caseId: row.caseId,
	}));
}

presents<ActionRow>("action", (reader, ids) => presentBy(reader, "id", ids));
/** All actions of these cases, for their files. */
export const presentActionsOf = (reader: Reader, caseIds: string[]): Promise<Presented<ActionRow>[]> =>
	presentBy(reader, "caseId", caseIds);
