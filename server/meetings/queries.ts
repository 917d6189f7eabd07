/** What screens about meetings read. */
import { and, asc, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, agendaItems, cases, meetings, panels, people } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { rowsOfCases, type Snapshot } from "../cases/index.ts";
import { type Row, versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { mayInMeetings } from "./policy.ts";
import { type AgendaItemRow, type MeetingRow, presentAgendaItems, presentMeetings } from "./present.ts";

type Meeting = typeof meetings.$inferSelect;

/** @throws NotFound when the actor may not know of the meeting. */
async function accessToMeeting(
	actor: Actor,
	meetingId: string,
): Promise<{ meeting: Meeting; access: Access }> {
	const meeting = await meetingById(meetingId);
	return { meeting, access: await accessToMeetingsOf(actor, meeting.panelId) };
}

async function meetingById(meetingId: string): Promise<Meeting> {
	const [meeting] = await db.select().from(meetings).where(eq(meetings.id, meetingId));
	if (!meeting) throw new NotFound();
	return meeting;
}

async function accessToMeetingsOf(actor: Actor, panelId: string): Promise<Access> {
	const access = await accessOf(db, actor);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	return access;
}

/** The items of a meeting's agenda that `access` may see, in order. */
async function itemsSeen(access: Access, meeting: Meeting): Promise<AgendaItemRow[]> {
	const found = await db
		.select({ id: agendaItems.id })
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meeting.id), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position), asc(agendaItems.id));
	const presented = await presentAgendaItems(
		db,
		found.map((item) => item.id),
	);
	return presented
		.filter((item) => !item.isGone && holds(access, item.audience))
		.map((item) => item.row)
		.sort((a, b) => a.position - b.position);
}

/**
 * The room: the meeting, the agenda and the files of its cases, as far as this actor may see them.
 * @throws NotFound when they may not know of the meeting.
 */
export async function meetingRoom(actor: Actor, meetingId: string) {
	const meeting = await meetingById(meetingId);
	// Before the access too: a recusal after this version then makes the screen load anew.
	const version = await versionOf(db, meeting.panelId);
	const access = await accessToMeetingsOf(actor, meeting.panelId);
	const [row] = await presentMeetings(db, [meetingId]);
	const items = await itemsSeen(access, meeting);
	const caseIds = items.map((item) => item.caseId);
	const rows: Row[] = [row?.row as MeetingRow, ...items, ...(await rowsOfCases(db, access, caseIds))];
	const snapshot: Snapshot = { stream: meeting.panelId, version, rows };
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, meeting.panelId));
	const owners = await db
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(isNull(agencies.closedAt))
		.orderBy(asc(agencies.nameKey));
	noteReads(actor, "case", caseIds);
	noteReads(
		actor,
		"protected-details",
		caseIds.filter((caseId) => holds(access, { kind: "protected", panelId: meeting.panelId, caseId })),
	);
	return {
		snapshot,
		meetingId,
		panelId: meeting.panelId,
		panelName: panel?.name ?? "",
		agencies: owners,
		mayRun: mayInMeetings(access, meeting.panelId, "run"),
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
	};
}

/** The agenda and the panel's other cases, for building it. @throws NotFound, as above. */
export async function agendaToBuild(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const onAgenda = items.map((item) => item.caseId);
	const seen = and(casesSeenBy(access), eq(cases.panelId, meeting.panelId));
	const files = await db
		.select({ id: cases.id, reference: cases.reference, risk: cases.risk })
		.from(cases)
		.where(seen)
		.orderBy(asc(cases.reference));
	const victims = await db
		.select({ caseId: people.caseId, name: people.name })
		.from(people)
		.where(
			and(
				eq(people.part, "victim"),
				inArray(
					people.caseId,
					files.map((file) => file.id),
				),
			),
		)
		.orderBy(asc(people.id));
	noteReads(actor, "panel-register", [meeting.panelId]);
	const line = (caseId: string) => {
		const file = files.find((candidate) => candidate.id === caseId);
		return {
			caseId,
			reference: file?.reference ?? "",
			risk: file?.risk ?? "not-assessed",
			victim: victims.find((victim) => victim.caseId === caseId)?.name ?? "",
		};
	};
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, meeting.panelId));
	return {
		meetingId,
		panelId: meeting.panelId,
		panelName: panel?.name ?? "",
		state: meeting.state,
		startsAt: meeting.startsAt.toISOString(),
		place: meeting.place,
		items: items.map((item) => ({ itemId: item.id, isOpened: item.openedAt !== null, ...line(item.caseId) })),
		others: files.filter((file) => !onAgenda.includes(file.id)).map((file) => line(file.id)),
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
		mayRun: mayInMeetings(access, meeting.panelId, "run"),
	};
}

const RECORDS_PAGE = 20;

/**
 * A panel's meetings: all that are in progress or planned, the soonest first, and a page of the closed ones,
 * the latest first. @throws NotFound when not the actor's panel.
 */
export async function meetingsOfPanel(actor: Actor, panelId: string, page = 1) {
	const access = await accessToMeetingsOf(actor, panelId);
	const ofPanel = eq(meetings.panelId, panelId);
	const open = await db
		.select()
		.from(meetings)
		.where(and(ofPanel, ne(meetings.state, "closed")))
		.orderBy(
			sql`case when ${meetings.state} = 'in-progress' then 0 else 1 end`,
			asc(meetings.startsAt),
			asc(meetings.id),
		);
	const isClosed = and(ofPanel, eq(meetings.state, "closed"));
	const total = await db.$count(meetings, isClosed);
	const pages = Math.max(1, Math.ceil(total / RECORDS_PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const closed = await db
		.select()
		.from(meetings)
		.where(isClosed)
		.orderBy(desc(meetings.startsAt), desc(meetings.id))
		.limit(RECORDS_PAGE)
		.offset((current - 1) * RECORDS_PAGE);
	const line = (row: Meeting) => ({
		id: row.id,
		state: row.state,
		startsAt: row.startsAt.toISOString(),
		startedAt: row.startedAt?.toISOString() ?? null,
		closedAt: row.closedAt?.toISOString() ?? null,
		place: row.place,
		chairName: row.chairName,
	});
	return {
		open: open.map(line),
		closed: { meetings: closed.map(line), total, page: current, pages },
		mayBuild: mayInMeetings(access, panelId, "build"),
	};
}

/** Meetings that matter now to this actor: in progress or planned, in all of their panels. */
export async function meetingsForMe(actor: Actor) {
	const access = await accessOf(db, actor);
	const rows = await db
		.select({ meeting: meetings, panelName: panels.name })
		.from(meetings)
		.innerJoin(panels, eq(panels.id, meetings.panelId))
		.where(ne(meetings.state, "closed"))
		.orderBy(sql`case when ${meetings.state} = 'in-progress' then 0 else 1 end`, asc(meetings.startsAt))
		.limit(100);
	return rows
		.filter(({ meeting }) => holds(access, { kind: "meetings", panelId: meeting.panelId }))
		.map(({ meeting, panelName }) => ({
			id: meeting.id,
			panelName,
			state: meeting.state,
			startsAt: meeting.startsAt.toISOString(),
			place: meeting.place,
			/** Who started it. */
			chairName: meeting.chairName,
		}));
}

/**
 * The record of a meeting: per case, what was said, decided, advised and undertaken in it, as it stands.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingRecord(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const caseIds = items.map((item) => item.caseId);
	const rows = await rowsOfCases(db, access, caseIds);
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, meeting.panelId));
	const [row] = await presentMeetings(db, [meetingId]);
	noteReads(actor, "meeting-record", [meetingId]);
	noteReads(actor, "case", caseIds);
	return { meeting: row?.row as MeetingRow, panelName: panel?.name ?? "", items, rows };
}
