/** What the door of a meeting, its room and the screens that belong to it read. */
import { and, eq } from "drizzle-orm";
import { db } from "#db/index.ts";
import { attendances } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { rowsOfCases, type Snapshot } from "../cases/index.ts";
import { type Row, versionOf, visible } from "../events/index.ts";
import { setDuring } from "../follow-up/index.ts";
import { NotFound } from "../http/errors.ts";
import { accessToMeeting, casesListedOn, casesOf, itemsSeen, meetingById, nameOfPanel } from "./access.ts";
import { capacityIn, entryOpensAt, isTooEarly } from "./attendance.ts";
import { REOPEN_WITHIN_MS } from "./close-meeting.ts";
import { lastRecordOf, outstandingActions } from "./earlier.ts";
import { isAdmittedAs, isOfPanel, openAgencies, peopleSeen, seatsOf } from "./people-seen.ts";
import { isOver, isUnknownTo, type MeetingRight, mayInMeetings } from "./policy.ts";
import {
	type MeetingRow,
	presentAttendances,
	presentGuests,
	presentHands,
	presentMeetings,
} from "./present.ts";

/**
 * The door of a room: what somebody must know before they accept the statement of the meeting, and whether they
 * have. For the panel, for observers whom it admits and for its guests.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingDoor(actor: Actor, meetingId: string) {
	const meeting = await meetingById(meetingId);
	const access = await accessOf(db, actor, []);
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

/** What every screen of a room begins with. @throws NotFound, as meetingRoom does. */
async function insideRoom(actor: Actor, meetingId: string) {
	const meeting = await meetingById(meetingId);
	// Before the access too: a recusal after this version then makes the screen load anew.
	const version = await versionOf(db, meeting.panelId);
	const door = await meetingDoor(actor, meetingId);
	if (!door.isOpen) throw new NotFound();
	const access = await accessOf(db, actor, await casesListedOn(meetingId));
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
		outstanding: isMine ? await outstandingActions(access, meeting) : { lines: [], isMore: false },
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

/**
 * What the chair decides on: one item's case, or, to close the meeting, every case of it, since each leaves it with a next step. Those
 * cases and no others are read and count as read, and none for whoever is not in the chair.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function meetingToDecide(actor: Actor, meetingId: string, itemId?: string) {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const isTheirs = meeting.state === "in-progress" && meeting.chairUserId === actor.userId;
	const one = items.filter((item) => item.id === itemId);
	const shown = !isTheirs ? [] : itemId ? casesOf(one) : casesOf(items);
	noteReads(actor, "case", shown);
	return {
		panelName: await nameOfPanel(meeting.panelId),
		items,
		rows: await rowsOfCases(db, access, shown),
		/** Cases whose next step was set since the meeting began, which stands. */
		set: [...(await setDuring(db, meeting.panelId, shown, meeting.startedAt))],
	};
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
