/** What screens about meetings read. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import {
	actions,
	agencies,
	agendaItems,
	attendances,
	cases,
	guests,
	meetings,
	memberships,
	panels,
	people,
} from "#db/schema/index.ts";
import { isUnsettled } from "../actions/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { addWorkingDays } from "../calendar/index.ts";
import { type CaseRow, riskRank, rowsOfCases, type Snapshot } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { type Row, versionOf, visible } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { putOffCases } from "./agenda.ts";
import { capacityIn, entryOpensAt, isAdmitted, isTooEarly } from "./attendance.ts";
import { REOPEN_WITHIN_MS } from "./close-meeting.ts";
import { comingsTo } from "./comings.ts";
import { isOver, isUnknownTo, type Meeting, type MeetingRight, mayInMeetings } from "./policy.ts";
import {
	type AgendaItemRow,
	type AttendanceNoteRow,
	type AttendanceRow,
	type GuestRow,
	type MeetingRow,
	presentAgendaItems,
	presentAttendances,
	presentGuests,
	presentHands,
	presentMeetings,
} from "./present.ts";
import { lastPublished } from "./publications.ts";
import { readingsOf } from "./readings.ts";

/** @throws NotFound when the actor may not know of the meeting. What never went out is known to those who build it. */
async function accessToMeeting(
	actor: Actor,
	meetingId: string,
): Promise<{ meeting: Meeting; access: Access }> {
	const meeting = await meetingById(meetingId);
	const access = await accessToMeetingsOf(actor, meeting.panelId);
	if (isUnknownTo(access, meeting)) throw new NotFound();
	return { meeting, access };
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

async function nameOfPanel(panelId: string): Promise<string> {
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, panelId));
	return panel?.name ?? "";
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

const casesOf = (items: readonly AgendaItemRow[]): string[] =>
	items.flatMap(({ caseId }) => (caseId ? [caseId] : []));

/**
 * The door of a room: what somebody must know before they accept the statement of the meeting, and whether they
 * have. For the panel, for observers whom it admits and for its guests.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingDoor(actor: Actor, meetingId: string) {
	const meeting = await meetingById(meetingId);
	const access = await accessOf(db, actor);
	const capacity = await capacityIn(db, access, meeting);
	if (!capacity) throw new NotFound();
	if (isUnknownTo(access, meeting)) throw new NotFound();
	const [there] = await db
		.select({ state: attendances.state, statementAt: attendances.statementAt, note: attendances.note })
		.from(attendances)
		.where(and(eq(attendances.meetingId, meetingId), eq(attendances.userId, actor.userId)));
	return {
		meetingId,
		panelId: meeting.panelId,
		panelName: await nameOfPanel(meeting.panelId),
		state: meeting.state,
		startsAt: meeting.startsAt.toISOString(),
		place: meeting.place,
		chairUserId: meeting.chairUserId,
		chairName: meeting.chairName,
		capacity,
		/** Whether the room is all there is of the meeting for them: observers and guests. */
		isWitness: !isOfPanel({ capacity }),
		/** Whether the room is open to them: a meeting that is over asks for nothing more. */
		isOpen: isOver(meeting)
			? holds(access, { kind: "meetings", panelId: meeting.panelId })
			: there?.state === "present" && there.statementAt !== null,
		/** From when they can enter, ISO; null once they can. */
		entersFrom: isTooEarly(meeting) ? entryOpensAt(meeting).toISOString() : null,
		hasLeft: there?.state === "left",
		/** What they sent with their apologies; null when they sent none. */
		apologies: there?.state === "apologies" ? (there.note ?? "") : null,
		isOver: isOver(meeting),
	};
}

/** Whether a meeting has begun and is not over. */
export const isHeld = ({ state }: Pick<Meeting, "state">): boolean =>
	state === "in-progress" || state === "adjourned";

/** What every screen of a room begins with. @throws NotFound, as meetingRoom does. */
async function insideRoom(actor: Actor, meetingId: string) {
	const meeting = await meetingById(meetingId);
	// Before the access too: a recusal after this version then makes the screen load anew.
	const version = await versionOf(db, meeting.panelId);
	const door = await meetingDoor(actor, meetingId);
	if (!door.isOpen) throw new NotFound();
	const access = await accessOf(db, actor);
	const [row] = await presentMeetings(db, [meetingId]);
	if (!row || !holds(access, row.audience)) throw new NotFound();
	return {
		meeting,
		version,
		door,
		access,
		row: row.row as MeetingRow,
		items: await itemsSeen(access, meeting),
	};
}

/**
 * The room: the meeting, who is there, the agenda and the files of its cases, as far as this actor may see them.
 * @throws NotFound when they may not know of the meeting, or have not accepted its statement.
 */
export async function meetingRoom(actor: Actor, meetingId: string) {
	const { meeting, version, door, access, row, items } = await insideRoom(actor, meetingId);
	const caseIds = casesOf(items);
	const people = [
		...(await presentAttendances(db, "meetingId", [meetingId])),
		...(await presentHands(db, "meetingId", [meetingId])),
		...(await presentGuests(db, "meetingId", [meetingId])),
	];
	const rows: Row[] = [
		row,
		...items,
		...visible(people, (item) => holds(access, item.audience)).rows,
		...(await rowsOfCases(db, access, caseIds)),
	];
	const snapshot: Snapshot = { stream: meeting.panelId, version, rows };
	noteReads(actor, "case", caseIds);
	noteReads(
		actor,
		"protected-details",
		caseIds.filter((caseId) => holds(access, { kind: "protected", panelId: meeting.panelId, caseId })),
	);
	const may = (right: MeetingRight) => mayInMeetings(access, meeting.panelId, right);
	const isMine = holds(access, { kind: "meetings", panelId: meeting.panelId });
	return {
		snapshot,
		meetingId,
		panelId: meeting.panelId,
		panelName: door.panelName,
		capacity: door.capacity,
		agencies: await openAgencies(),
		/** Who sits on the panel, and so is expected; none for observers and guests. */
		seats: isMine ? await seatsOf(meeting.panelId) : [],
		outstanding: isMine ? await outstandingActions(access, meeting) : [],
		lastRecord: isMine ? await lastRecordOf(meeting) : null,
		mayRun: may("run"),
		reopenWithinMs: REOPEN_WITHIN_MS,
		mayBuild: may("build"),
		mayMinute: may("minute"),
	};
}

/**
 * For the wall of a room: the meeting, its agenda, and of its cases the one that is on. Only that one counts as
 * read. @throws NotFound, as meetingRoom does.
 */
export async function meetingOnWall(actor: Actor, meetingId: string) {
	const { meeting, version, door, access, row, items } = await insideRoom(actor, meetingId);
	const shown = casesOf(items.filter((item) => item.isCurrent));
	noteReads(actor, "case", shown);
	return {
		version,
		panelId: meeting.panelId,
		panelName: door.panelName,
		meeting: row,
		items,
		rows: await rowsOfCases(db, access, shown),
		seats: await seatsOf(meeting.panelId),
	};
}

/**
 * Who is at a meeting, and who of the panel is not. @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingPeople(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const people = await peopleSeen(access, meetingId);
	const seats = await seatsOf(meeting.panelId);
	const unheardOf = seats.filter(({ userId }) => !people.some((person) => person.userId === userId));
	const mine = people.find((person) => person.userId === actor.userId);
	return {
		meetingId,
		panelName: await nameOfPanel(meeting.panelId),
		quorum: meeting.quorum,
		people: people.sort(
			(a, b) => compare(a.agencyName, b.agencyName) || compare(a.userName, b.userName) || compare(a.id, b.id),
		),
		absent: unheardOf.filter(({ role }) => role !== "observer"),
		/** Whom to admit. */
		observers:
			meeting.state === "draft"
				? []
				: seats.filter(({ role, userId }) => role === "observer" && !people.some(isAdmittedAs(userId))),
		mySeat: mine ? mine.state : ("none" as const),
		isOver: isOver(meeting),
		agencies: await openAgencies(),
		mayMinute: mayInMeetings(access, meeting.panelId, "minute"),
	};
}

const isAdmittedAs =
	(userId: string) =>
	(person: AttendanceRow): boolean =>
		person.userId === userId && person.capacity === "observer" && person.state !== "withdrawn";

/** Somebody at a meeting, with what they sent. */
export type Attender = AttendanceRow & { note: string | null };

/** Who is at a meeting, and what they sent, as far as `access` may see it. */
async function peopleSeen(access: Access, meetingId: string): Promise<Attender[]> {
	const { rows } = visible(await presentAttendances(db, "meetingId", [meetingId]), (item) =>
		holds(access, item.audience),
	);
	const seen = rows as (AttendanceRow | AttendanceNoteRow)[];
	const notes = new Map<string, string>();
	for (const row of seen) if (row.kind === "attendanceNote") notes.set(row.id, row.note);
	return seen.flatMap((row) =>
		row.kind === "attendance" ? [{ ...row, note: notes.get(row.id) ?? null }] : [],
	);
}

/** Observers and guests are at a meeting without being of its panel. */
const isOfPanel = ({ capacity }: Pick<AttendanceRow, "capacity">): boolean =>
	capacity !== "observer" && capacity !== "guest";

const openAgencies = () =>
	db
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(isNull(agencies.closedAt))
		.orderBy(asc(agencies.nameKey));

/** Members of the panel in force today, for who is expected, who may chair and whom to admit. */
async function seatsOf(panelId: string) {
	const today = londonDate();
	const seats = await db
		.select({
			userId: memberships.userId,
			userName: memberships.userName,
			agencyId: memberships.agencyId,
			agencyName: memberships.agencyName,
			role: memberships.role,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
		})
		.from(memberships)
		.where(and(eq(memberships.panelId, panelId), eq(memberships.state, "active")))
		.orderBy(asc(memberships.agencyName), asc(memberships.userName), asc(memberships.id));
	return seats
		.filter(({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today))
		.map(({ startsOn: _, endsOn: __, ...seat }) => seat);
}

/** The latest closed meeting of the panel before this one, whose record its minutes are. */
async function lastRecordOf(meeting: Meeting): Promise<{ meetingId: string; startsAt: string } | null> {
	const [last] = await db
		.select({ id: meetings.id, startsAt: meetings.startsAt })
		.from(meetings)
		.where(
			and(
				eq(meetings.panelId, meeting.panelId),
				eq(meetings.state, "closed"),
				ne(meetings.id, meeting.id),
				lte(meetings.startsAt, meeting.startsAt),
			),
		)
		.orderBy(desc(meetings.startsAt), desc(meetings.id))
		.limit(1);
	return last ? { meetingId: last.id, startsAt: last.startsAt.toISOString() } : null;
}

const MOST_OUTSTANDING = 100;

/** Open actions from before this meeting on cases that the actor may see, the longest due first: by link, never moved. */
async function outstandingActions(access: Access, meeting: Meeting) {
	return db
		.select({
			id: actions.id,
			caseId: actions.caseId,
			reference: cases.reference,
			what: actions.what,
			ownerAgencyName: actions.ownerAgencyName,
			due: actions.due,
			dueNote: actions.dueNote,
			status: actions.status,
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(
			and(
				eq(cases.panelId, meeting.panelId),
				inArray(actions.status, ["proposed", "open"]),
				or(isNull(actions.meetingId), ne(actions.meetingId, meeting.id)),
				casesSeenBy(access),
			),
		)
		.orderBy(sql`${actions.due} is null`, asc(actions.due), asc(actions.id))
		.limit(MOST_OUTSTANDING);
}

/** The agenda and the panel's other cases, for building it. @throws NotFound, as above. */
export async function agendaToBuild(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const onAgenda = casesOf(items);
	const seen = and(casesSeenBy(access), eq(cases.panelId, meeting.panelId));
	const files = await db
		.select({ id: cases.id, reference: cases.reference, risk: cases.risk, officerName: cases.officerName })
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
			risk: file?.risk ?? ("not-assessed" as const),
			victim: victims.find((victim) => victim.caseId === caseId)?.name ?? "",
		};
	};
	const invited = visible(await presentGuests(db, "meetingId", [meetingId]), (guest) =>
		holds(access, guest.audience),
	).rows as GuestRow[];
	const putOff = await putOffCases(db, meeting.panelId);
	const lines = items.map((item) => ({
		...item,
		/** Added or changed since the papers went out. */
		isNew: isAfter(item.addedAt, meeting.publishedAt),
		isChanged: item.changedAt !== null && isAfter(item.changedAt, meeting.publishedAt),
		guests: invited.filter((guest) => guest.itemId === item.id),
		file: item.caseId ? line(item.caseId) : null,
	}));
	const published = await lastPublished(access, meeting);
	return {
		meetingId,
		panelId: meeting.panelId,
		panelName: await nameOfPanel(meeting.panelId),
		/** The agenda as it stood when it was last published, as far as the actor sees it; null for a draft. */
		published: published && {
			...published,
			items: published.items.map(({ kind, ...item }) => ({
				...item,
				itemKind: kind,
				file: item.caseId ? line(item.caseId) : null,
				isRemoved: !items.some(({ id, caseId }) => id === item.id || (caseId && caseId === item.caseId)),
			})),
		},
		state: meeting.state,
		isOver: isOver(meeting),
		startsAt: meeting.startsAt.toISOString(),
		minutes: meeting.minutes,
		place: meeting.place,
		version: meeting.version,
		note: meeting.note,
		publishedAt: meeting.publishedAt?.toISOString() ?? null,
		publications: meeting.publications,
		/** Practice: the agenda goes out five working days ahead. */
		publishBy: addWorkingDays(londonDate(meeting.startsAt), -DAYS_AHEAD),
		items: lines,
		/** Another order of the same items that may suit better; the same when this one does. */
		suggested: suggestedOrder(lines),
		others: files
			.filter((file) => !onAgenda.includes(file.id))
			.map((file) => ({ ...line(file.id), isPutOff: putOff.includes(file.id) }))
			.sort((a, b) => Number(b.isPutOff) - Number(a.isPutOff)),
		outstanding: await outstandingActions(access, meeting),
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
		mayRun: mayInMeetings(access, meeting.panelId, "run"),
	};
}

/** SafeLives' guides put it at 5 to 8 working days. */
const DAYS_AHEAD = 5;

const isAfter = (at: string, moment: Date | null): boolean => moment !== null && new Date(at) > moment;

type Ordered = Pick<AgendaItemRow, "id" | "presenterName" | "hasChildren"> & {
	file: { reference: string; risk: CaseRow["risk"] } | null;
};

/**
 * By risk before all else, then by who needs to be there. Within a risk, cases with children come together, beside
 * those of the next, so that those who come for them may leave. What is not a case keeps its place.
 */
export function suggestedOrder(items: readonly Ordered[]): string[] {
	const bands = new Map<number, Ordered[]>();
	for (const item of items) {
		if (item.file)
			bands.set(riskRank(item.file.risk), [...(bands.get(riskRank(item.file.risk)) ?? []), item]);
	}
	const byRisk = [...bands].sort(([a], [b]) => a - b).map(([, band]) => band);
	const sorted: Ordered[] = [];
	for (const [index, band] of byRisk.entries()) {
		const isBesideChildren = sorted.at(-1)?.hasChildren ?? false;
		const childrenLast = !isBesideChildren && byRisk[index + 1]?.some((item) => item.hasChildren);
		band.sort(
			(a, b) =>
				(Number(b.hasChildren) - Number(a.hasChildren)) * (childrenLast ? -1 : 1) ||
				compare(a.presenterName ?? "", b.presenterName ?? "") ||
				compare(a.file?.reference ?? "", b.file?.reference ?? ""),
		);
		sorted.push(...band);
	}
	return items.map((item) => (item.file ? (sorted.shift()?.id ?? item.id) : item.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const RECORDS_PAGE = 20;

/**
 * A panel's meetings: all that are in progress or planned, the soonest first, and a page of the closed ones,
 * the latest first. @throws NotFound when not the actor's panel.
 */
export async function meetingsOfPanel(actor: Actor, panelId: string, page = 1) {
	const access = await accessToMeetingsOf(actor, panelId);
	const ofPanel = eq(meetings.panelId, panelId);
	const mayBuild = mayInMeetings(access, panelId, "build");
	const open = await db
		.select()
		.from(meetings)
		.where(and(ofPanel, inArray(meetings.state, openStates(mayBuild))))
		.orderBy(
			sql`case when ${meetings.state} in ('in-progress', 'adjourned') then 0 else 1 end`,
			asc(meetings.startsAt),
			asc(meetings.id),
		);
	const isClosed = and(
		ofPanel,
		inArray(meetings.state, ["closed", "cancelled"]),
		mayBuild ? undefined : isNotNull(meetings.publishedAt),
	);
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
		note: row.note,
	});
	return {
		open: open.map(line),
		closed: { meetings: closed.map(line), total, page: current, pages },
		mayBuild,
	};
}

/** Meetings that are on or to come; drafts are for those who build them. */
const openStates = (mayBuild: boolean): Meeting["state"][] =>
	mayBuild ? ["draft", "published", "in-progress", "adjourned"] : ["published", "in-progress", "adjourned"];

/** A meeting that should have begun, and nobody has taken its chair. */
const LATE_MS = 10 * 60_000;

/**
 * Meetings that matter now to this actor: in progress or to come, in all of their panels, and those that admit
 * or invite them.
 */
export async function meetingsForMe(actor: Actor) {
	const access = await accessOf(db, actor);
	const elsewhere = await invitationsOf(actor.userId);
	// Before the limit: other panels' meetings would leave no room for one's own.
	const maybeMine = or(
		inArray(meetings.panelId, [...access.panels.keys()]),
		inArray(meetings.id, [...elsewhere.keys()]),
	);
	const rows = await db
		.select({ meeting: meetings, panelName: panels.name })
		.from(meetings)
		.innerJoin(panels, eq(panels.id, meetings.panelId))
		.where(and(inArray(meetings.state, openStates(true)), access.role === "lead" ? undefined : maybeMine))
		.orderBy(
			sql`case when ${meetings.chairMissingAt} is not null then 0 else 1 end`,
			sql`case when ${meetings.state} in ('in-progress', 'adjourned') then 0 else 1 end`,
			asc(meetings.startsAt),
		)
		.limit(100);
	return rows
		.filter(({ meeting: { id, panelId, state } }) => {
			if (state === "draft") return mayInMeetings(access, panelId, "build");
			if (holds(access, { kind: "meetings", panelId })) return true;
			const invitedAs = elsewhere.get(id);
			return invitedAs === "guest" || (invitedAs === "observer" && access.panels.get(panelId) === "observer");
		})
		.map(({ meeting, panelName }) => {
			const isLate = meeting.state === "published" && now().getTime() - meeting.startsAt.getTime() > LATE_MS;
			return {
				id: meeting.id,
				panelName,
				state: meeting.state,
				startsAt: meeting.startsAt.toISOString(),
				place: meeting.place,
				/** Who started it. */
				chairName: meeting.chairName,
				mayBuild: mayInMeetings(access, meeting.panelId, "build"),
				note: meeting.note,
				/** Where it is no meeting of one's own panel. */
				invitedAs: holds(access, { kind: "meetings", panelId: meeting.panelId })
					? null
					: (elsewhere.get(meeting.id) ?? null),
				/** For the lead, who must find somebody to chair it. */
				wantsChair: access.role === "lead" && (meeting.chairMissingAt !== null || isLate),
			};
		});
}

/** Meetings to which somebody is invited as a guest, or admitted as an observer. */
async function invitationsOf(userId: string): Promise<Map<string, "guest" | "observer">> {
	const invited = await db
		.select({ meetingId: guests.meetingId })
		.from(guests)
		.where(and(eq(guests.userId, userId), isNull(guests.removedAt)));
	const admitted = await db
		.select({ meetingId: attendances.meetingId })
		.from(attendances)
		.where(and(eq(attendances.userId, userId), isAdmitted));
	return new Map([
		...invited.map(({ meetingId }) => [meetingId, "guest"] as const),
		...admitted.map(({ meetingId }) => [meetingId, "observer"] as const),
	]);
}

/**
 * The record of a meeting: who was there and, per case, what was said, decided, advised and undertaken in it, as
 * it stands. While the meeting is held that is what is said in its room, and asks for its statement as the room does.
 * @throws NotFound when the actor may not know of the meeting, or the room is not open to them.
 */
export async function meetingRecord(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	if (isHeld(meeting) && !(await meetingDoor(actor, meetingId)).isOpen) throw new NotFound();
	const items = await itemsSeen(access, meeting);
	const caseIds = casesOf(items);
	const rows = await rowsOfCases(db, access, caseIds);
	const [row] = await presentMeetings(db, [meetingId]);
	const attendance = await peopleSeen(access, meetingId);
	noteReads(actor, "meeting-record", [meetingId]);
	noteReads(actor, "case", caseIds);
	return {
		meeting: row?.row as MeetingRow,
		panelName: await nameOfPanel(meeting.panelId),
		items,
		rows,
		attendance,
		comings: await comingsTo(meeting),
		seats: await seatsOf(meeting.panelId),
		mayReopen:
			meeting.state === "closed" &&
			mayInMeetings(access, meeting.panelId, "run") &&
			now().getTime() - (meeting.closedAt?.getTime() ?? 0) < REOPEN_WITHIN_MS,
	};
}

/**
 * What the chair decides on: one item's case, or, to close the meeting, every case that is not finished. Those cases
 * and no others are read and count as read, and none for whoever is not in the chair.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingToDecide(actor: Actor, meetingId: string, itemId?: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const isTheirs = meeting.state === "in-progress" && meeting.chairUserId === actor.userId;
	const one = items.filter((item) => item.id === itemId);
	const shown = !isTheirs ? [] : itemId ? casesOf(one) : await unfinishedOf(meetingId, items);
	noteReads(actor, "case", shown);
	return {
		panelName: await nameOfPanel(meeting.panelId),
		items,
		rows: await rowsOfCases(db, access, shown),
	};
}

/** Cases among these items that wait to be heard, are on, or have an action that is not settled. */
async function unfinishedOf(meetingId: string, items: readonly AgendaItemRow[]): Promise<string[]> {
	const agreed = await db.select().from(actions).where(eq(actions.meetingId, meetingId));
	const loose = new Set(agreed.filter(isUnsettled).map(({ caseId }) => caseId));
	return casesOf(
		items.filter(
			({ outcome, isCurrent, caseId }) => outcome === null || isCurrent || loose.has(caseId ?? ""),
		),
	);
}

/**
 * The papers of a meeting: every case on its agenda that the actor may see, made to be read beforehand, and what
 * of them they have read. @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingPapers(actor: Actor, meetingId: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const caseIds = casesOf(items);
	const rows = await rowsOfCases(db, access, caseIds);
	const [row] = await presentMeetings(db, [meetingId]);
	noteReads(actor, "case", caseIds);
	return {
		meeting: row?.row as MeetingRow,
		panelName: await nameOfPanel(meeting.panelId),
		items: items.map((item) => ({
			...item,
			isNew: isAfter(item.addedAt, meeting.publishedAt),
			isChanged: item.changedAt !== null && isAfter(item.changedAt, meeting.publishedAt),
		})),
		rows,
		outstanding: await outstandingActions(access, meeting),
		lastRecord: await lastRecordOf(meeting),
		/** When the actor read each case, ISO by case id. */
		read: await readingsOf(actor, meetingId),
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
	};
}
