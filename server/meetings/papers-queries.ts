import { db } from "#db/index.ts";
import type { Actor } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { type CaseRow, rowsOfCases } from "../cases/index.ts";
import { now } from "../clock.ts";
import type { Row } from "../events/index.ts";
import { lastHeardOf, leftWith } from "../follow-up/index.ts";
import { NotFound } from "../http/errors.ts";
import { changedByOthers } from "../incidents/index.ts";
import { type SectionThen, summariesHeard, summariesNow, writtenByOthers } from "../summary/index.ts";
import { accessToMeeting, casesOf, isHeld, itemsSeen, nameOfPanel } from "./access.ts";
import { REOPEN_WITHIN_MS } from "./close-meeting.ts";
import { comingsTo } from "./comings.ts";
import { lastRecordOf, outstandingActions } from "./earlier.ts";
import { peopleSeen, seatsOf } from "./people-seen.ts";
import { mayInMeetings } from "./policy.ts";
import { type MeetingRow, presentMeetings } from "./present.ts";
import { readingsOf } from "./readings.ts";
import { meetingDoor } from "./room-queries.ts";

export const isAfter = (at: string, moment: Date | null): boolean => moment !== null && new Date(at) > moment;

/** What these rows show of cases, and so what of their summaries may be shown. */
const casesIn = (rows: readonly Row[]) =>
	rows.filter((row): row is CaseRow => row.kind === "case").map(({ id }) => id);

const written = (summaries: ReadonlyMap<string, SectionThen[]>) =>
	Object.fromEntries(
		[...summaries].map(([caseId, sections]) => [caseId, sections.filter(({ text }) => text.trim() !== "")]),
	);

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
		/** What came next for each case when it left the meeting, by case id. */
		leftWith: await leftWith(db, meeting, caseIds),
		/** The cases' summaries as the panel had them when the meeting ended, by case id. */
		summaries: meeting.state === "closed" ? written(await summariesHeard(db, meetingId, casesIn(rows))) : {},
		seats: await seatsOf(meeting.panelId),
		mayReopen:
			meeting.state === "closed" &&
			mayInMeetings(access, meeting.panelId, "run") &&
			now().getTime() - (meeting.closedAt?.getTime() ?? 0) < REOPEN_WITHIN_MS,
	};
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
	const shown = casesIn(rows);
	const told = rows.filter(({ kind }) => kind === "chronology").map(({ id }) => id);
	const read = await readingsOf(actor, meetingId);
	const readings = shown.flatMap((id) => (read[id] ? [Date.parse(read[id])] : []));
	const firstRead = readings.length > 0 ? new Date(Math.min(...readings)) : null;
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
		/** When each case was last heard, a civil date by case id. */
		lastHeard: await lastHeardOf(caseIds),
		/** When the actor read each case, ISO by case id. */
		read,
		/** The cases' summaries by case id: as they stand, and of a meeting that is over as it had them at its end. */
		summaries: written(
			meeting.state === "closed" ? await summariesHeard(db, meetingId, shown) : await summariesNow(db, shown),
		),
		/** When somebody else last wrote in them after the actor had read their papers, ISO by case id. */
		summaryWrittenAt: firstRead ? await writtenByOthers(db, actor, shown, firstRead) : {},
		/** The same of their chronologies. */
		chronologyChangedAt: firstRead ? await changedByOthers(db, actor, told, firstRead) : {},
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
	};
}
