/** How meetings, their agenda and the people in them are shown, everywhere the same. */
import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { agendaItems, attendances, guests, hands, meetings } from "#db/schema/index.ts";
import type { Audience } from "../audiences/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";
import { isOver } from "./policy.ts";

export interface MeetingRow extends Row {
	kind: "meeting";
	panelId: string;
	/** ISO instants. */
	startsAt: string;
	publishedAt: string | null;
	startedAt: string | null;
	pausedAt: string | null;
	closedAt: string | null;
	/** Planned length, and what the chair has added to it. */
	minutes: number;
	extendedBy: number;
	place: string;
	state: (typeof meetings.$inferSelect)["state"];
	/** Closed, or cancelled. */
	isOver: boolean;
	/** Agencies that must be there. */
	quorum: number;
	chairUserId: string | null;
	chairName: string | null;
	chairMissingAt: string | null;
	/** Whether the projector may show names. */
	isRevealed: boolean;
	note: string | null;
}

type Item = typeof agendaItems.$inferSelect;

export interface AgendaItemRow extends Row {
	kind: "agendaItem";
	meetingId: string;
	itemKind: Item["kind"];
	/** Of an item about a case. */
	caseId: string | null;
	listing: Item["listing"];
	title: string | null;
	minutes: number;
	presenterName: string | null;
	hasChildren: boolean;
	/** Order only; the gaps mean nothing. */
	position: number;
	/** ISO instants. */
	addedAt: string;
	changedAt: string | null;
	isCurrent: boolean;
	openedAt: string | null;
	leftAt: string | null;
	/** Time spent before the run that is on. */
	spentMs: number;
	runningSince: string | null;
	outcome: Item["outcome"];
	reason: string | null;
	safetyCover: string | null;
	interimOwner: string | null;
}

export interface AttendanceRow extends Row {
	kind: "attendance";
	meetingId: string;
	userId: string | null;
	userName: string;
	agencyId: string;
	agencyName: string;
	capacity: (typeof attendances.$inferSelect)["capacity"];
	state: (typeof attendances.$inferSelect)["state"];
	/** ISO instants. */
	statementAt: string | null;
	arrivedAt: string | null;
	leftAt: string | null;
	recordedByName: string | null;
}

/** What somebody sent with their apologies, or how they are there: for the panel, not for its observers and guests. */
export interface AttendanceNoteRow extends Row {
	kind: "attendanceNote";
	/** That of the attendance. */
	id: string;
	meetingId: string;
	note: string;
}

export interface HandRow extends Row {
	kind: "hand";
	meetingId: string;
	userId: string;
	userName: string;
	agencyName: string;
	/** ISO instant. */
	raisedAt: string;
}

export interface GuestRow extends Row {
	kind: "guest";
	meetingId: string;
	itemId: string;
	caseId: string;
	userId: string;
	userName: string;
	agencyName: string;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const presentMeetings = presents<MeetingRow>("meeting", async (reader, ids) => {
	const rows = await reader.select().from(meetings).where(inArray(meetings.id, ids));
	return rows.map((row) => ({
		row: {
			kind: "meeting",
			id: row.id,
			version: row.version,
			panelId: row.panelId,
			startsAt: row.startsAt.toISOString(),
			publishedAt: iso(row.publishedAt),
			startedAt: iso(row.startedAt),
			pausedAt: iso(row.pausedAt),
			closedAt: iso(row.closedAt),
			minutes: row.minutes,
			extendedBy: row.extendedBy,
			place: row.place,
			state: row.state,
			isOver: isOver(row),
			quorum: row.quorum,
			chairUserId: row.chairUserId,
			chairName: row.chairName,
			chairMissingAt: iso(row.chairMissingAt),
			isRevealed: row.isRevealed,
			note: row.note,
		},
		audience: { kind: "meeting", panelId: row.panelId, meetingId: row.id },
	}));
});

export const presentAgendaItems = presents<AgendaItemRow>("agendaItem", async (reader, ids) => {
	const rows = await reader
		.select({ item: agendaItems, panelId: meetings.panelId })
		.from(agendaItems)
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(inArray(agendaItems.id, ids));
	return rows.map(({ item, panelId }): Presented<AgendaItemRow> => {
		const audience: Audience = item.caseId
			? { kind: "case", panelId, caseId: item.caseId }
			: { kind: "meeting", panelId, meetingId: item.meetingId };
		return {
			row: {
				kind: "agendaItem",
				id: item.id,
				version: item.version,
				meetingId: item.meetingId,
				itemKind: item.kind,
				caseId: item.caseId,
				listing: item.listing,
				title: item.title,
				minutes: item.minutes,
				presenterName: item.presenterName,
				hasChildren: item.hasChildren,
				position: item.position,
				addedAt: item.addedAt.toISOString(),
				changedAt: iso(item.changedAt),
				isCurrent: item.isCurrent,
				openedAt: iso(item.openedAt),
				leftAt: iso(item.leftAt),
				spentMs: item.spentMs,
				runningSince: iso(item.runningSince),
				// While it is on, what came of an earlier visit to it is open again.
				outcome: item.isCurrent ? null : item.outcome,
				reason: item.isCurrent ? null : item.reason,
				safetyCover: item.isCurrent ? null : item.safetyCover,
				interimOwner: item.isCurrent ? null : item.interimOwner,
			},
			audience,
			caseId: item.caseId ?? undefined,
			isGone: item.removedAt !== null,
		};
	});
});

type By = "id" | "meetingId";

export async function presentAttendances(
	reader: Reader,
	by: By,
	ids: string[],
): Promise<Presented<AttendanceRow | AttendanceNoteRow>[]> {
	const rows = await reader
		.select({ row: attendances, panelId: meetings.panelId })
		.from(attendances)
		.innerJoin(meetings, eq(meetings.id, attendances.meetingId))
		.where(inArray(attendances[by], ids));
	const audienceFor = await audiencesOfGuests(
		reader,
		rows.filter(({ row }) => row.capacity === "guest").map(({ row }) => row.meetingId),
	);
	return rows.flatMap(({ row, panelId }): Presented<AttendanceRow | AttendanceNoteRow>[] => [
		{
			row: {
				kind: "attendance",
				id: row.id,
				version: row.version,
				meetingId: row.meetingId,
				userId: row.userId,
				userName: row.userName,
				agencyId: row.agencyId,
				agencyName: row.agencyName,
				capacity: row.capacity,
				state: row.state,
				statementAt: iso(row.statementAt),
				arrivedAt: iso(row.arrivedAt),
				leftAt: iso(row.leftAt),
				recordedByName: row.recordedByName,
			},
			audience: audienceFor(
				{ panelId, meetingId: row.meetingId },
				row.capacity === "guest" ? row.userId : null,
			),
		},
		// Of a guest nobody is told that there was any.
		...(row.capacity === "guest" ? [] : [noteOf(row, panelId)]),
	]);
}

const noteOf = (
	{ id, version, meetingId, note }: typeof attendances.$inferSelect,
	panelId: string,
): Presented<AttendanceNoteRow> => ({
	row: { kind: "attendanceNote", id, version, meetingId, note: note ?? "" },
	audience: { kind: "meetings", panelId },
	isGone: note === null,
});

/**
 * To whom it is shown that somebody is at a meeting: of a guest, to those who may see a case to which they are or were
 * invited there. An invitation that was taken back still counts: who is sent somebody's row is sent what becomes of it.
 */
async function audiencesOfGuests(reader: Reader, meetingIds: string[]) {
	const invited =
		meetingIds.length > 0
			? await reader
					.select({ meetingId: guests.meetingId, userId: guests.userId, caseId: guests.caseId })
					.from(guests)
					.where(inArray(guests.meetingId, [...new Set(meetingIds)]))
			: [];
	return (
		{ panelId, meetingId }: { panelId: string; meetingId: string },
		guestId: string | null,
	): Audience => {
		if (guestId === null) return { kind: "meeting", panelId, meetingId };
		const caseIds = invited
			.filter((one) => one.meetingId === meetingId && one.userId === guestId)
			.map(({ caseId }) => caseId);
		return { kind: "guest", panelId, meetingId, userId: guestId, caseIds };
	};
}

/** To whom it is shown that a guest is at a meeting. */
export async function audienceOfGuest(
	reader: Reader,
	meeting: { panelId: string; meetingId: string },
	userId: string,
): Promise<Audience> {
	return (await audiencesOfGuests(reader, [meeting.meetingId]))(meeting, userId);
}

export async function presentHands(reader: Reader, by: By, ids: string[]): Promise<Presented<HandRow>[]> {
	const rows = await reader
		.select({ row: hands, panelId: meetings.panelId, capacity: attendances.capacity })
		.from(hands)
		.innerJoin(meetings, eq(meetings.id, hands.meetingId))
		.leftJoin(
			attendances,
			and(eq(attendances.meetingId, hands.meetingId), eq(attendances.userId, hands.userId)),
		)
		.where(inArray(hands[by], ids));
	const audienceFor = await audiencesOfGuests(
		reader,
		rows.filter(({ capacity }) => capacity === "guest").map(({ row }) => row.meetingId),
	);
	return rows.map(({ row, panelId, capacity }) => ({
		row: {
			kind: "hand",
			id: row.id,
			version: row.version,
			meetingId: row.meetingId,
			userId: row.userId,
			userName: row.userName,
			agencyName: row.agencyName,
			raisedAt: row.raisedAt.toISOString(),
		},
		audience: audienceFor({ panelId, meetingId: row.meetingId }, capacity === "guest" ? row.userId : null),
		isGone: row.loweredAt !== null,
	}));
}

export async function presentGuests(reader: Reader, by: By, ids: string[]): Promise<Presented<GuestRow>[]> {
	const rows = await reader
		.select({ row: guests, panelId: meetings.panelId })
		.from(guests)
		.innerJoin(meetings, eq(meetings.id, guests.meetingId))
		.where(inArray(guests[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "guest",
			id: row.id,
			version: row.version,
			meetingId: row.meetingId,
			itemId: row.itemId,
			caseId: row.caseId,
			userId: row.userId,
			userName: row.userName,
			agencyName: row.agencyName,
		},
		// Who is invited says what the case is about.
		audience: { kind: "case", panelId, caseId: row.caseId },
		caseId: row.caseId,
		isGone: row.removedAt !== null,
	}));
}

presents<AttendanceRow | AttendanceNoteRow>("attendance", (reader, ids) =>
	presentAttendances(reader, "id", ids),
);
presents<HandRow>("hand", (reader, ids) => presentHands(reader, "id", ids));
presents<GuestRow>("guest", (reader, ids) => presentGuests(reader, "id", ids));
