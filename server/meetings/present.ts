/** How meetings and their agenda items are shown, everywhere the same. */
import { eq, inArray } from "drizzle-orm";
import { agendaItems, meetings } from "#db/schema/index.ts";
import { presents, type Row } from "../events/index.ts";

export interface MeetingRow extends Row {
	kind: "meeting";
	panelId: string;
	/** ISO instants. */
	startsAt: string;
	startedAt: string | null;
	closedAt: string | null;
	place: string;
	state: (typeof meetings.$inferSelect)["state"];
	chairName: string | null;
}
export interface AgendaItemRow extends Row {
	kind: "agendaItem";
	meetingId: string;
	caseId: string;
	/** Order only; the gaps mean nothing. */
	position: number;
	isCurrent: boolean;
	/** ISO instants. */
	openedAt: string | null;
	leftAt: string | null;
}

export const presentMeetings = presents<MeetingRow>("meeting", async (reader, ids) => {
	const rows = await reader.select().from(meetings).where(inArray(meetings.id, ids));
	return rows.map((row) => ({
		row: {
			kind: "meeting",
			id: row.id,
			version: row.version,
			panelId: row.panelId,
			startsAt: row.startsAt.toISOString(),
			startedAt: row.startedAt?.toISOString() ?? null,
			closedAt: row.closedAt?.toISOString() ?? null,
			place: row.place,
			state: row.state,
			chairName: row.chairName,
		},
		audience: { kind: "meetings", panelId: row.panelId },
	}));
});

export const presentAgendaItems = presents<AgendaItemRow>("agendaItem", async (reader, ids) => {
	const rows = await reader
		.select({ row: agendaItems, panelId: meetings.panelId })
		.from(agendaItems)
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(inArray(agendaItems.id, ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "agendaItem",
			id: row.id,
			version: row.version,
			meetingId: row.meetingId,
			caseId: row.caseId,
			position: row.position,
			isCurrent: row.isCurrent,
			openedAt: row.openedAt?.toISOString() ?? null,
			leftAt: row.leftAt?.toISOString() ?? null,
		},
		audience: { kind: "case", panelId, caseId: row.caseId },
		caseId: row.caseId,
		isGone: row.removedAt !== null,
	}));
});
