import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, attendances, guests, hands } from "#db/schema/index.ts";
import {
	aCase,
	aMeeting,
	anAction,
	anEntry,
	enters,
	type TestCase,
	type TestMeeting,
} from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import {
	aMember,
	aMembership,
	anActor,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
	textOf,
} from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { actionById } from "../actions/index.ts";
import { type Actor, accessOf, holds, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import {
	caseFile,
	caseHeader,
	caseTimeline,
	caseToAddTo,
	entryWithHistory,
	recusalsOfCase,
} from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { type Changes, changesSince, versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { endMembership } from "../panels/index.ts";
import { openScope } from "../realtime/scope.ts";
import { findCases } from "../search/index.ts";
import {
	acceptStatement,
	admitObserver,
	closeMeeting,
	inviteGuest,
	leaveMeeting,
	lowerHand,
	meetingDoor,
	meetingPeople,
	meetingRecord,
	meetingRoom,
	meetingsForMe,
	noteAttendance,
	openItem,
	raiseHand,
	startMeeting,
	withdrawGuest,
	withdrawObserver,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase];
let everyone: Everyone;
let chair: Actor;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(files[0]);
	chair = everyone.chair;
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const ofPanel = only(["lead", "chair", "deputy", "coordinator", "member"], []);
const members = {
	...ofPanel,
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "done",
	"recused member": "done",
};
const minuteTakers = {
	...only(["lead", "chair", "deputy", "coordinator"], ["member"]),
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "done",
	"recused member": "not allowed",
};
const accepts = (actor: Actor, meeting: { id: string }) => enters(actor, meeting);
const leaves = (actor: Actor, meeting: { id: string }, attendanceId?: string) =>
	leaveMeeting(actor, anOpId(), { meetingId: meeting.id, attendanceId });
const note = (
	actor: Actor,
	meeting: { id: string },
	fields: Partial<Parameters<typeof noteAttendance>[2]> = {},
) => noteAttendance(actor, anOpId(), { meetingId: meeting.id, state: "apologies", ...fields });
const rowOf = async (meeting: { id: string }, actor: { userId: string }) =>
	(
		await db
			.select()
			.from(attendances)
			.where(and(eq(attendances.meetingId, meeting.id), eq(attendances.userId, actor.userId)))
	)[0];
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const opens = (meeting: TestMeeting, file: TestCase) =>
	openItem(chair, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, file), nothingDecided: "yes" });
/** Whether the live room opens to them. */
const mayFollow = async (actor: Actor, meeting: { id: string }) =>
	(await openScope(await accessOf(db, actor), { kind: "meeting", id: meeting.id })) !== undefined;

describe("accepting the confidentiality statement", () => {
	it("scenario 15: nobody opens the room before, and a late joiner meets it first", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const late = await aMember({ panel });
		expect(await meetingDoor(late, meeting.id)).toMatchObject({ isOpen: false, state: "in-progress" });
		expect(JSON.stringify(await meetingDoor(late, meeting.id))).not.toContain(files[0].id);
		await expect(meetingRoom(late, meeting.id)).rejects.toThrow(new NotFound());
		expect(await mayFollow(late, meeting)).toBe(false);
		await accepts(late, meeting);
		expect(await mayFollow(late, meeting)).toBe(true);
		const { snapshot } = await meetingRoom(late, meeting.id);
		expect(snapshot.rows.map(({ id }) => id)).toContain(files[0].id);
	});

	it("is done: the arrival is stamped, for everybody in the room", async () => {
		const meeting = await aMeeting({ cases: files, present: [chair] });
		const at = new Date();
		setClock(() => at);
		const before = await versionOf(db, panel.id);
		await accepts(everyone.member, meeting);
		expect(rowsIn(await sentTo(chair, panel.id, before), "attendance")).toEqual([
			expect.objectContaining({
				userId: everyone.member.userId,
				agencyName: everyone.member.agencyName,
				capacity: "member",
				state: "present",
				statementAt: at.toISOString(),
				arrivedAt: at.toISOString(),
				leftAt: null,
				recordedByName: null,
			}),
		]);
	});

	it("is for everybody of the panel; who is not admitted is told of nothing", async () => {
		const meeting = await aMeeting({ cases: files });
		expect(await whoMay(everyone, (actor) => accepts(actor, meeting))).toEqual(members);
		const unsigned = await aMember({ panel, isUnsigned: true });
		await expect(accepts(unsigned, meeting)).rejects.toThrow(new NotFound());
		await expect(accepts(chair, { id: "none" })).rejects.toThrow(new NotFound());
	});

	it("is refused more than an hour before the planned start, and never once the meeting has begun", async () => {
		const startsAt = new Date("2026-12-03T10:00:00Z");
		const meeting = await aMeeting({ cases: files, startsAt });
		setClock(() => new Date("2026-12-03T08:59:59Z"));
		await expect(accepts(everyone.member, meeting)).rejects.toMatchObject({
			fields: { agrees: "You can enter from 60 minutes before the meeting starts" },
		});
		expect(await rowOf(meeting, everyone.member)).toBeUndefined();
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({
			entersFrom: "2026-12-03T09:00:00.000Z",
		});
		setClock(() => new Date("2026-12-03T09:00:00Z"));
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({ entersFrom: null });
		await accepts(chair, meeting);
		await startMeeting(chair, anOpId(), { meetingId: meeting.id });
		// It began before its time: who comes is let in, whatever the clock says.
		setClock(() => new Date("2026-12-03T08:00:00Z"));
		await accepts(everyone.member, meeting);
		expect(await mayFollow(everyone.member, meeting)).toBe(true);
	});

	it("is refused without the tick, twice, for a draft, and once the meeting is over", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(
			acceptStatement(everyone.member, anOpId(), { meetingId: meeting.id, agrees: "" as "yes" }),
		).rejects.toMatchObject({
			fields: { agrees: "Confirm that you will keep what is said here confidential" },
		});
		await expect(accepts(chair, meeting)).rejects.toMatchObject({
			fields: { agrees: "You have accepted it already" },
		});
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(accepts(chair, draft)).rejects.toThrow("The meeting has not been published.");
		// A member is not told that there is a draft.
		await expect(accepts(everyone.member, draft)).rejects.toThrow(new NotFound());
		await closeMeeting(chair, anOpId(), {
			meetingId: meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		await expect(accepts(everyone.member, meeting)).rejects.toThrow(Conflict);
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, agrees: "yes" as const };
		await sentTwice(panel.id, (opId) => acceptStatement(everyone.member, opId, input));
		const row = await rowOf(meeting, everyone.member);
		expect(await recordedSince(panel.id, before)).toEqual([
			{
				type: "statement.accepted",
				sentence: "Priya Shah accepted the confidentiality statement of the meeting.",
				data: { meetingId: meeting.id, attendanceId: row?.id, userId: everyone.member.userId },
				touched: [`attendance:${row?.id}`],
				actorId: everyone.member.userId,
			},
		]);
	});
});

describe("leaving and coming back", () => {
	it("is done: the room closes, their hand is down; coming back asks for the statement again and keeps the first arrival", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		let at = new Date();
		setClock(() => at);
		await accepts(everyone.member, meeting);
		const arrived = at;
		const { handId } = await raiseHand(everyone.member, anOpId(), { meetingId: meeting.id });
		at = new Date(at.getTime() + 1000);
		const before = await versionOf(db, panel.id);
		await leaves(everyone.member, meeting);
		expect(await sentTo(chair, panel.id, before)).toMatchObject({
			rows: [expect.objectContaining({ kind: "attendance", state: "left", leftAt: at.toISOString() })],
			removed: expect.arrayContaining([`hand:${handId}`]),
		});
		const wentAway = at;
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({ isOpen: false, hasLeft: true });
		await expect(meetingRoom(everyone.member, meeting.id)).rejects.toThrow(new NotFound());
		expect(await mayFollow(everyone.member, meeting)).toBe(false);
		at = new Date(at.getTime() + 1000);
		await accepts(everyone.member, meeting);
		expect(await rowOf(meeting, everyone.member)).toMatchObject({
			state: "present",
			arrivedAt: arrived,
			statementAt: at,
			leftAt: null,
		});
		// The record tells of the time in between, and of the first statement though a later note clears it.
		const attendanceId = (await rowOf(meeting, everyone.member))?.id ?? "";
		await leaves(everyone.member, meeting);
		await note(everyone.coordinator, meeting, { state: "present", userId: everyone.member.userId });
		const { comings } = await meetingRecord(chair, meeting.id);
		const iso = (instant: Date) => instant.toISOString();
		expect(comings.absences).toEqual([
			{ attendanceId, from: iso(wentAway), to: iso(at) },
			{ attendanceId, from: iso(at), to: iso(at) },
		]);
		expect(comings.acceptedAt[attendanceId]).toBe(iso(arrived));
	});

	it("of somebody else is noted by whoever keeps the minutes", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const answers = await whoMay(everyone, async (actor) => {
			const who = await aMember({ panel });
			await accepts(who, meeting);
			await leaves(actor, meeting, (await rowOf(meeting, who))?.id);
		});
		expect(answers).toEqual(minuteTakers);
		const guest = await aMeeting({ cases: files, present: [everyone.member] });
		await expect(leaves(chair, meeting, (await rowOf(guest, everyone.member))?.id)).rejects.toThrow(
			new NotFound(),
		);
	});

	it("is refused to whoever is not there, and once the meeting is over: its record stands", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [everyone.member] });
		await expect(leaves(everyone.deputy, meeting)).rejects.toThrow(new NotFound());
		await leaves(everyone.member, meeting);
		await expect(leaves(everyone.member, meeting)).rejects.toMatchObject({
			fields: { form: `${everyone.member.name} is not there` },
		});
		await closeMeeting(chair, anOpId(), {
			meetingId: meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		await expect(leaves(chair, meeting)).rejects.toThrow("The meeting is closed.");
		// A member is not told that there is a draft.
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(leaves(everyone.member, draft)).rejects.toThrow(new NotFound());
	});

	it("is refused to a member whose membership has ended meanwhile; the chair notes it", async () => {
		const user = await aUser();
		const membership = await aMembership({ panel, user });
		const actor = anActor(user);
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [actor] });
		await endMembership(SYSTEM, anOpId(), { membershipId: membership.id });
		expect(await mayFollow(actor, meeting)).toBe(false);
		const presses = [
			() => leaves(actor, meeting),
			() => accepts(actor, meeting),
			() => raiseHand(actor, anOpId(), { meetingId: meeting.id }),
			() => note(actor, meeting),
		];
		for (const press of presses) await expect(press()).rejects.toThrow(new NotFound());
		await leaves(chair, meeting, (await rowOf(meeting, actor))?.id);
		expect(await rowOf(meeting, actor)).toMatchObject({ state: "left" });
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, present: [everyone.member] });
		const row = await rowOf(meeting, everyone.member);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => leaveMeeting(everyone.member, opId, { meetingId: meeting.id }));
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{
				type: "attendance.left",
				sentence: "Priya Shah noted that Sam Cole has left the meeting.",
				data: { meetingId: meeting.id, attendanceId: row?.id, userId: everyone.member.userId },
				touched: [`attendance:${row?.id}`],
			},
		]);
	});
});

describe("apologies, and being there without a browser", () => {
	it("somebody noted as back counts as there, and accepts anew before the room opens", async () => {
		const away = await aMember({ panel });
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [away] });
		await leaves(away, meeting);
		await note(everyone.coordinator, meeting, { state: "present", userId: away.userId });
		expect(await rowOf(meeting, away)).toMatchObject({ state: "present", statementAt: null });
		const { people } = await meetingPeople(chair, meeting.id);
		expect(people.filter(({ state }) => state === "present").map(({ userId }) => userId)).toContain(
			away.userId,
		);
		expect(await mayFollow(away, meeting)).toBe(false);
		await accepts(away, meeting);
		expect(await mayFollow(away, meeting)).toBe(true);
	});

	it("one’s own are sent by anybody of the panel, with what they send", async () => {
		const meeting = await aMeeting({ cases: files });
		expect(
			await whoMay(everyone, (actor) => note(actor, meeting, { note: " I have sent my notes " })),
		).toEqual(members);
		expect(await rowOf(meeting, everyone.member)).toMatchObject({
			state: "apologies",
			note: "I have sent my notes",
			capacity: "member",
			recordedByName: null,
			arrivedAt: null,
		});
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({
			apologies: "I have sent my notes",
			isOpen: false,
		});
	});

	it("what is sent with them is for the members of the panel and the lead, not for observers and guests", async () => {
		const user = await aUser();
		const guest = anActor(user);
		const { observer, member, lead } = everyone;
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [member, lead] });
		await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: observer.userId });
		const invited = { meetingId: meeting.id, itemId: itemOf(meeting, files[0]), email: user.email };
		await inviteGuest(chair, anOpId(), invited);
		for (const actor of [observer, guest]) await accepts(actor, meeting);
		const before = await versionOf(db, panel.id);
		const absent = await aMember({ panel });
		await note(absent, meeting, { note: "She has moved to her sister" });
		const { attendanceId } = await note(chair, meeting, {
			state: "present",
			userName: "Jo Hill",
			agencyId: (await anAgency()).id,
			note: "On the line from the refuge",
		});
		const room = async (actor: Actor) => (await meetingRoom(actor, meeting.id)).snapshot.rows;
		for (const actor of [observer, guest]) {
			for (const told of [await sentTo(actor, panel.id, before), await room(actor)]) {
				const text = JSON.stringify(told);
				expect(text).toContain(attendanceId);
				expect(text).not.toMatch(/sister|refuge|attendanceNote/);
			}
		}
		for (const actor of [chair, member, lead]) {
			for (const told of [
				rowsIn(await sentTo(actor, panel.id, before), "attendanceNote"),
				(await room(actor)).filter(({ kind }) => kind === "attendanceNote"),
			]) {
				expect(told).toContainEqual(
					expect.objectContaining({ id: attendanceId, note: "On the line from the refuge" }),
				);
				expect(told).toHaveLength(2);
			}
			const listed = [
				(await meetingPeople(actor, meeting.id)).people,
				(await meetingRecord(actor, meeting.id)).attendance,
			];
			for (const people of listed) {
				expect(people).toContainEqual(
					expect.objectContaining({ userId: absent.userId, note: "She has moved to her sister" }),
				);
			}
		}
		// What is sent anew without a word takes the word back.
		const then = await versionOf(db, panel.id);
		await note(absent, meeting);
		const id = (await rowOf(meeting, absent))?.id;
		expect(await sentTo(member, panel.id, then)).toMatchObject({ removed: [`attendanceNote:${id}`] });
		expect(await sentTo(observer, panel.id, then)).toMatchObject({ removed: [] });
	});

	it("for another member are noted by whoever keeps the minutes", async () => {
		const meeting = await aMeeting({ cases: files });
		const absent = await aMember({ panel });
		const answers = await whoMay(everyone, (actor) => note(actor, meeting, { userId: absent.userId }));
		expect(answers).toEqual(minuteTakers);
		expect(await rowOf(meeting, absent)).toMatchObject({ agencyName: absent.agencyName, state: "apologies" });
	});

	it("who comes after all is present as themself, and what they sent stands", async () => {
		const meeting = await aMeeting({ cases: files });
		await note(everyone.coordinator, meeting, { userId: everyone.member.userId, note: "Sent a report" });
		expect(await rowOf(meeting, everyone.member)).toMatchObject({
			recordedByName: everyone.coordinator.name,
		});
		await accepts(everyone.member, meeting);
		expect(await rowOf(meeting, everyone.member)).toMatchObject({
			state: "present",
			note: "Sent a report",
			arrivedAt: expect.any(Date),
			recordedByName: null,
		});
		const rows = await db.select().from(attendances).where(eq(attendances.meetingId, meeting.id));
		expect(rows).toHaveLength(1);
	});

	it("somebody by telephone, with or without an account, is there; it opens no room", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const agency = await anAgency({ name: "Night shelter" });
		const { attendanceId } = await note(everyone.coordinator, meeting, {
			state: "present",
			userName: " Jo Hill ",
			agencyId: agency.id,
			note: "By telephone",
		});
		const [row] = await db.select().from(attendances).where(eq(attendances.id, attendanceId));
		expect(row).toMatchObject({
			userId: null,
			userName: "Jo Hill",
			agencyName: "Night shelter",
			capacity: "member",
			state: "present",
			statementAt: null,
			arrivedAt: expect.any(Date),
			recordedByName: everyone.coordinator.name,
		});
		await note(chair, meeting, { state: "present", userId: everyone.member.userId });
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({ isOpen: false });
		await leaves(everyone.coordinator, meeting, attendanceId);
		const [after] = await db.select().from(attendances).where(eq(attendances.id, attendanceId));
		expect(after).toMatchObject({ state: "left", leftAt: expect.any(Date) });
	});

	it("is refused with what is missing, each said at its field", async () => {
		const meeting = await aMeeting({ cases: files, present: [everyone.member] });
		const agency = await anAgency();
		const refused = (fields: Partial<Parameters<typeof noteAttendance>[2]>, actor = chair) =>
			expect(note(actor, meeting, fields)).rejects;
		await refused({ state: "gone" as "present" }).toMatchObject({
			fields: { state: "Select whether they sent apologies or are there" },
		});
		await refused({ state: "present" }).toMatchObject({
			fields: { state: "Accept the confidentiality statement to be there" },
		});
		await refused({ agencyId: agency.id }).toMatchObject({ fields: { userName: "Enter the person’s name" } });
		await refused({ userName: "Jo Hill" }).toMatchObject({
			fields: { agencyId: "Select the agency for which they speak" },
		});
		await refused({ userName: "x".repeat(201), agencyId: agency.id, note: "x".repeat(2001) }).toMatchObject({
			fields: { userName: "Use 200 characters or fewer", note: "Use 2,000 characters or fewer" },
		});
		for (const userId of ["none", everyone.nobody.userId, everyone["chair elsewhere"].userId]) {
			await refused({ userId }).toMatchObject({ fields: { userId: "Select a member of the panel" } });
		}
		await refused({ userId: everyone.member.userId }).toMatchObject({
			fields: { form: `${everyone.member.name} is there already` },
		});
	});

	it("is refused of somebody who was there, whose coming and going it would wipe out", async () => {
		const meeting = await aMeeting({ cases: files, present: [everyone.member] });
		await leaves(everyone.member, meeting);
		const row = await rowOf(meeting, everyone.member);
		for (const actor of [everyone.member, chair]) {
			await expect(note(actor, meeting, { userId: everyone.member.userId })).rejects.toMatchObject({
				fields: { form: `${everyone.member.name} was there, and has left` },
			});
		}
		expect(await rowOf(meeting, everyone.member)).toEqual(row);
	});

	it("is refused once the meeting is over, and in a draft to those who do not know of it", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await closeMeeting(chair, anOpId(), {
			meetingId: meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		await expect(note(everyone.member, meeting)).rejects.toThrow("The meeting is closed.");
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(note(everyone.member, draft)).rejects.toThrow(new NotFound());
	});

	it("is recorded, with the words in a revision", async () => {
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const { userId, agencyId, name } = everyone.member;
		const input = { meetingId: meeting.id, state: "apologies" as const, userId, note: "On leave" };
		const { attendanceId } = await sentTwice(panel.id, (opId) => noteAttendance(chair, opId, input));
		await note(chair, meeting, { state: "present", userName: "Jo Hill", agencyId });
		const [event, phone, ...others] = await recordedSince(panel.id, before);
		expect(event).toEqual({
			type: "attendance.noted",
			sentence: "Priya Shah noted apologies from Sam Cole.",
			data: { meetingId: meeting.id, attendanceId, userId, agencyId, state: "apologies", text },
			touched: [`attendance:${attendanceId}`],
			actorId: chair.userId,
		});
		expect(await textOf(event)).toEqual({ name, note: "On leave" });
		expect(phone?.sentence).toBe("Priya Shah noted that Housing is there.");
		expect(others).toEqual([]);
	});
});

describe("observers", () => {
	const admit = (actor: Actor, meeting: { id: string }, userId: string) =>
		admitObserver(actor, anOpId(), { meetingId: meeting.id, userId });

	it("scenario 24: an observer sees what is presented, while it is, and has it in no list", async () => {
		const observer = await aMember({ panel, role: "observer" });
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(meetingDoor(observer, meeting.id)).rejects.toThrow(new NotFound());
		await admit(everyone.coordinator, meeting, observer.userId);
		expect(await meetingDoor(observer, meeting.id)).toMatchObject({ capacity: "observer", isOpen: false });
		await accepts(observer, meeting);

		const room = await meetingRoom(observer, meeting.id);
		const cases = room.snapshot.rows.filter(({ kind }) => kind === "case").map(({ id }) => id);
		expect(cases).toEqual([files[0].id]);
		expect(room).toMatchObject({ seats: [], outstanding: { lines: [] }, lastRecord: null, mayMinute: false });
		const { id: entryId } = await anEntry({ file: files[0] });
		const { id: actionId } = await anAction({ file: files[0] });
		// In the room, and nowhere else.
		for (const attempt of [
			() => caseFile(observer, files[0].id),
			() => caseHeader(observer, files[0].id),
			() => caseToAddTo(observer, files[0].id),
			() => caseTimeline(observer, files[0].id),
			() => recusalsOfCase(observer, files[0].id),
			() => entryWithHistory(observer, entryId),
			() => actionById(observer, actionId),
		]) {
			await expect(attempt()).rejects.toThrow(new NotFound());
		}
		expect(await openScope(await accessOf(db, observer), { kind: "case", id: files[0].id })).toBeUndefined();
		await expect(anEntry({ file: files[0], by: observer })).rejects.toThrow(NotAllowed);
		const found = await findCases(observer, files[0].reference);
		expect(JSON.stringify(found)).not.toContain(files[0].id);

		const before = await versionOf(db, panel.id);
		await opens(meeting, files[1]);
		// What was there is emptied, and what is there now is loaded.
		expect(await sentTo(observer, panel.id, before)).toBe("reload");
		const after = await meetingRoom(observer, meeting.id);
		expect(after.snapshot.rows.filter(({ kind }) => kind === "case").map(({ id }) => id)).toEqual([
			files[1].id,
		]);
		await closeMeeting(chair, anOpId(), { meetingId: meeting.id, nothingDecided: "yes" });
		await expect(meetingRoom(observer, meeting.id)).rejects.toThrow(new NotFound());
	});

	it("sees nothing more once their membership ends, though they are in the room", async () => {
		const user = await aUser();
		const membership = await aMembership({ panel, user, role: "observer" });
		const observer = anActor(user);
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await admit(chair, meeting, user.id);
		await accepts(observer, meeting);
		expect(await mayFollow(observer, meeting)).toBe(true);
		await endMembership(SYSTEM, anOpId(), { membershipId: membership.id });
		expect(await mayFollow(observer, meeting)).toBe(false);
		await expect(meetingDoor(observer, meeting.id)).rejects.toThrow(new NotFound());
	});

	it("are admitted by whoever keeps the minutes, and not by noting them", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, async (actor) =>
			admit(actor, meeting, (await aMember({ panel, role: "observer" })).userId),
		);
		expect(answers).toEqual(minuteTakers);
		const observer = await aMember({ panel, role: "observer" });
		for (const state of ["apologies", "present"] as const) {
			await expect(note(chair, meeting, { state, userId: observer.userId })).rejects.toMatchObject({
				fields: { userId: "Select a member of the panel" },
			});
		}
		await expect(accepts(observer, meeting)).rejects.toThrow(new NotFound());
	});

	it("is refused for somebody who is none, twice, and in a meeting that is not published", async () => {
		const meeting = await aMeeting({ cases: files });
		for (const userId of ["none", everyone.member.userId, everyone.nobody.userId]) {
			await expect(admit(chair, meeting, userId)).rejects.toMatchObject({
				fields: { userId: "Select an observer of the panel" },
			});
		}
		await admit(chair, meeting, everyone.observer.userId);
		await expect(admit(chair, meeting, everyone.observer.userId)).rejects.toMatchObject({
			fields: { userId: `${everyone.observer.name} is admitted already` },
		});
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(admit(chair, draft, everyone.observer.userId)).rejects.toThrow(Conflict);
	});

	const withdraw = (actor: Actor, meeting: { id: string }, attendanceId = "none") =>
		withdrawObserver(actor, anOpId(), { meetingId: meeting.id, attendanceId });

	it("whose admission is withdrawn are out of the room at once, and let in again meet the statement again", async () => {
		const observer = await aMember({ panel, role: "observer" });
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const { attendanceId } = await admit(chair, meeting, observer.userId);
		await accepts(observer, meeting);
		const before = await versionOf(db, panel.id);
		await withdraw(chair, meeting, attendanceId);
		expect(await sentTo(observer, panel.id, before)).toBe("reload");
		expect(await mayFollow(observer, meeting)).toBe(false);
		expect(await meetingsForMe(observer)).toEqual([]);
		for (const attempt of [
			() => meetingDoor(observer, meeting.id),
			() => meetingRoom(observer, meeting.id),
			() => accepts(observer, meeting),
			() => leaves(observer, meeting),
		]) {
			await expect(attempt()).rejects.toThrow(new NotFound());
		}
		expect(await rowOf(meeting, observer)).toMatchObject({ state: "withdrawn", leftAt: expect.any(Date) });
		const toAdmit = async () =>
			(await meetingPeople(chair, meeting.id)).observers.map(({ userId }) => userId);
		expect(await toAdmit()).toContain(observer.userId);
		await admit(chair, meeting, observer.userId);
		expect(await toAdmit()).not.toContain(observer.userId);
		expect(await meetingDoor(observer, meeting.id)).toMatchObject({ capacity: "observer", isOpen: false });
		expect(await mayFollow(observer, meeting)).toBe(false);
		await accepts(observer, meeting);
		expect(await mayFollow(observer, meeting)).toBe(true);
	});

	it("are withdrawn, come or not, by whoever may admit them; nobody else, and once", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, async (actor) => {
			const { userId } = await aMember({ panel, role: "observer" });
			await withdraw(actor, meeting, (await admit(chair, meeting, userId)).attendanceId);
		});
		expect(answers).toEqual(minuteTakers);
		await accepts(everyone.member, meeting);
		const { attendanceId } = await admit(chair, meeting, everyone.observer.userId);
		const elsewhere = await aMeeting({ cases: files });
		await expect(withdraw(chair, elsewhere, attendanceId)).rejects.toThrow(new NotFound());
		await expect(withdraw(everyone.observer, meeting, attendanceId)).rejects.toThrow(new NotFound());
		for (const id of ["none", (await rowOf(meeting, everyone.member))?.id]) {
			await expect(withdraw(chair, meeting, id)).rejects.toThrow(new NotFound());
		}
		await withdraw(chair, meeting, attendanceId);
		await expect(withdraw(chair, meeting, attendanceId)).rejects.toThrow(new NotFound());
	});

	it("was a member until just now: they are let in anew, as an observer, and meet the statement again", async () => {
		const user = await aUser();
		const actor = anActor(user);
		const membership = await aMembership({ panel, user });
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [actor] });
		const { handId } = await raiseHand(actor, anOpId(), { meetingId: meeting.id });
		await endMembership(SYSTEM, anOpId(), { membershipId: membership.id });
		await aMembership({ panel, user, role: "observer" });
		await expect(meetingDoor(actor, meeting.id)).rejects.toThrow(new NotFound());
		expect((await meetingPeople(chair, meeting.id)).observers.map(({ userId }) => userId)).toContain(user.id);
		const before = await versionOf(db, panel.id);
		await admit(chair, meeting, user.id);
		expect(await sentTo(chair, panel.id, before)).toMatchObject({
			removed: expect.arrayContaining([`hand:${handId}`]),
		});
		expect(await mayFollow(actor, meeting)).toBe(false);
		await accepts(actor, meeting);
		expect(await rowOf(meeting, actor)).toMatchObject({ capacity: "observer", state: "present" });
		const { snapshot } = await meetingRoom(actor, meeting.id);
		expect(snapshot.rows.filter(({ kind }) => kind === "case").map(({ id }) => id)).toEqual([files[0].id]);
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, userId: everyone.observer.userId };
		const { attendanceId } = await sentTwice(panel.id, (opId) => admitObserver(chair, opId, input));
		await sentTwice(panel.id, (opId) =>
			withdrawObserver(chair, opId, { meetingId: meeting.id, attendanceId }),
		);
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{
				type: "attendance.admitted",
				sentence: "Priya Shah admitted Sam Cole to the meeting as an observer.",
				data: { ...input, attendanceId },
				touched: [`attendance:${attendanceId}`],
			},
			{
				type: "attendance.withdrawn",
				sentence: "Priya Shah withdrew the admission of Sam Cole to the meeting.",
				data: { ...input, attendanceId },
				touched: [`attendance:${attendanceId}`],
			},
		]);
	});
});

describe("guests", () => {
	const invite = (actor: Actor, meeting: TestMeeting, email: string, file = files[0]) =>
		inviteGuest(actor, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, file), email });
	const withdraw = (actor: Actor, meeting: { id: string }, guestId: string) =>
		withdrawGuest(actor, anOpId(), { meetingId: meeting.id, guestId });

	it("are done: they enter, and see the one case while it is on", async () => {
		const user = await aUser();
		const guest = anActor(user);
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await invite(everyone.coordinator, meeting, ` ${user.email.toUpperCase()} `, files[1]);
		expect((await meetingsForMe(guest)).map(({ id }) => id)).toEqual([meeting.id]);
		await accepts(guest, meeting);
		const casesSeen = async () => {
			const { snapshot } = await meetingRoom(guest, meeting.id);
			return snapshot.rows.filter(({ kind }) => kind === "case").map(({ id }) => id);
		};
		expect(await casesSeen()).toEqual([]);
		const before = await versionOf(db, panel.id);
		await opens(meeting, files[1]);
		expect(await sentTo(guest, panel.id, before)).toBe("reload");
		expect(await casesSeen()).toEqual([files[1].id]);
		await opens(meeting, files[0]);
		expect(await casesSeen()).toEqual([]);
	});

	it("are invited by those who build agendas and see the case", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, async (actor) =>
			invite(actor, meeting, (await aUser()).email, files[0]),
		);
		expect(answers).toEqual({
			...only(["lead", "chair", "deputy", "coordinator"], ["member"]),
			"recused member": "not allowed",
		});
	});

	it("are refused for items about no case, for accounts that there are none of or that sit on the panel, and twice", async () => {
		const meeting = await aMeeting({ cases: files });
		const refused = (email: string) => expect(invite(chair, meeting, email)).rejects;
		await refused(" ").toMatchObject({
			fields: { email: "Enter the e-mail address of the guest’s account" },
		});
		const lead = await aUser({ role: "lead" });
		for (const email of ["nobody@example.org", lead.email]) {
			await refused(email).toMatchObject({
				fields: { email: "There is no account with this e-mail address that a panel can invite" },
			});
		}
		const seated = await aUser();
		await aMembership({ panel, user: seated });
		await refused(seated.email).toMatchObject({
			fields: { email: `${seated.name} sits on the panel already` },
		});
		const user = await aUser();
		await invite(chair, meeting, user.email);
		await refused(user.email).toMatchObject({ fields: { email: `${user.name} is invited already` } });
		const ofMeeting = eq(agendaItems.meetingId, meeting.id);
		const [welcome] = await db
			.select()
			.from(agendaItems)
			.where(and(ofMeeting, eq(agendaItems.kind, "welcome")));
		await expect(
			inviteGuest(chair, anOpId(), { meetingId: meeting.id, itemId: welcome?.id ?? "", email: user.email }),
		).rejects.toMatchObject({ fields: { email: "Guests come to an item about a case" } });
	});

	it("whose invitation is withdrawn are out of the room at once, unless another item waits for them", async () => {
		const user = await aUser();
		const guest = anActor(user);
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const first = await invite(chair, meeting, user.email, files[0]);
		const second = await invite(chair, meeting, user.email, files[1]);
		await accepts(guest, meeting);
		const before = await versionOf(db, panel.id);
		await withdraw(chair, meeting, first.guestId);
		expect(await sentTo(guest, panel.id, before)).toBe("reload");
		expect(holds(await accessOf(db, guest), { kind: "case", panelId: panel.id, caseId: files[0].id })).toBe(
			false,
		);
		expect(await mayFollow(guest, meeting)).toBe(true);
		await withdraw(chair, meeting, second.guestId);
		expect(await mayFollow(guest, meeting)).toBe(false);
		await expect(meetingDoor(guest, meeting.id)).rejects.toThrow(new NotFound());
		expect(await rowOf(meeting, guest)).toMatchObject({ state: "left", leftAt: expect.any(Date) });
		// Invited again, they meet the statement again.
		await invite(chair, meeting, user.email, files[0]);
		expect(await meetingDoor(guest, meeting.id)).toMatchObject({ capacity: "guest", isOpen: false });
	});

	describe("at a meeting, they tell of their case", () => {
		/** A guest of the first case, of which one member is recused, in the room with their hand up. */
		async function aGuestBehindAWall() {
			const user = await aUser();
			const guest = anActor(user);
			const recused = everyone["recused member"];
			const meeting = await aMeeting({ cases: files, startedBy: chair, present: [recused] });
			await invite(chair, meeting, user.email, files[0]);
			const before = await versionOf(db, panel.id);
			await accepts(guest, meeting);
			const { handId } = await raiseHand(guest, anOpId(), { meetingId: meeting.id });
			const attendanceId = (await rowOf(meeting, guest))?.id ?? "";
			return { user, guest, recused, meeting, before, handId, attendanceId };
		}
		const rowsSeen = async (actor: Actor, meeting: { id: string }) =>
			JSON.stringify((await meetingRoom(actor, meeting.id)).snapshot.rows);

		it("is hidden from whoever may not see it: in pushes, in the room, on the list, in the record", async () => {
			const { guest, recused, meeting, before, handId } = await aGuestBehindAWall();
			expect(JSON.stringify(await sentTo(recused, panel.id, before))).not.toContain(guest.userId);
			expect(rowsIn(await sentTo(chair, panel.id, before), "attendance")).toContainEqual(
				expect.objectContaining({ userId: guest.userId, capacity: "guest" }),
			);
			expect(rowsIn(await sentTo(chair, panel.id, before), "hand")).toMatchObject([{ id: handId }]);
			const told = async (actor: Actor) => [
				await rowsSeen(actor, meeting),
				JSON.stringify(await meetingPeople(actor, meeting.id)),
				JSON.stringify(await meetingRecord(actor, meeting.id)),
			];
			for (const text of await told(recused)) expect(text).not.toContain(guest.userId);
			for (const text of await told(chair)) expect(text).toContain(guest.userId);
			expect(await rowsSeen(guest, meeting)).toContain(handId);
			// Gone again, they are still behind the wall.
			await leaves(guest, meeting);
			expect(JSON.stringify(await sentTo(recused, panel.id, before))).not.toContain(handId);
			for (const text of await told(recused)) expect(text).not.toContain(guest.userId);
		});

		it("is hidden from an observer, and from the guest of another case, while that case is not on", async () => {
			const { guest, meeting } = await aGuestBehindAWall();
			const other = await aUser();
			const observer = await aMember({ panel, role: "observer" });
			await invite(chair, meeting, other.email, files[1]);
			await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: observer.userId });
			for (const actor of [observer, anActor(other)]) await accepts(actor, meeting);
			expect(await rowsSeen(observer, meeting)).toContain(guest.userId);
			expect(await rowsSeen(anActor(other), meeting)).not.toContain(guest.userId);
			await opens(meeting, files[1]);
			expect(await rowsSeen(observer, meeting)).not.toContain(guest.userId);
			expect(await rowsSeen(observer, meeting)).toContain(other.id);
			expect(await rowsSeen(anActor(other), meeting)).toContain(other.id);
		});

		it("lets nobody behind the wall do anything about them", async () => {
			const { meeting, handId, attendanceId } = await aGuestBehindAWall();
			for (const actor of [everyone["recused coordinator"], everyone["recused lead"]]) {
				await expect(leaves(actor, meeting, attendanceId)).rejects.toThrow(new NotFound());
				await expect(lowerHand(actor, anOpId(), { meetingId: meeting.id, handId })).rejects.toThrow(
					new NotFound(),
				);
			}
			await lowerHand(chair, anOpId(), { meetingId: meeting.id, handId });
			await leaves(chair, meeting, attendanceId);
		});

		it("is shown, from a second invitation on, to those who may see the second case", async () => {
			const { user, guest, recused, meeting, handId, attendanceId } = await aGuestBehindAWall();
			const before = await versionOf(db, panel.id);
			const { guestId } = await invite(chair, meeting, user.email, files[1]);
			const { rows } = (await sentTo(recused, panel.id, before)) as Changes;
			expect(rows.map(({ id }) => id).sort()).toEqual([attendanceId, handId, guestId].sort());
			// And for good: who was shown that they are here is shown that they go.
			await withdraw(chair, meeting, guestId);
			expect(await rowsSeen(recused, meeting)).toContain(guest.userId);
		});

		it("empties the screens on which they stand as one of the panel’s, when they come back as a guest", async () => {
			const user = await aUser();
			const actor = anActor(user);
			const recused = everyone["recused member"];
			const membership = await aMembership({ panel, user });
			const meeting = await aMeeting({ cases: files, startedBy: chair, present: [recused, actor] });
			expect(await rowsSeen(recused, meeting)).toContain(actor.userId);
			await endMembership(SYSTEM, anOpId(), { membershipId: membership.id });
			await leaves(chair, meeting, (await rowOf(meeting, actor))?.id);
			await invite(chair, meeting, user.email, files[0]);
			const scope = await openScope(await accessOf(db, recused), { kind: "meeting", id: meeting.id });
			const before = await versionOf(db, panel.id);
			await accepts(actor, meeting);
			expect(await changesSince(db, await accessOf(db, recused), panel.id, before, scope)).toBe("reload");
			expect(await rowsSeen(recused, meeting)).not.toContain(actor.userId);
		});
	});

	it("are withdrawn by those who build agendas and see the case; the rest are told of nothing", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, async (actor) => {
			const { guestId } = await invite(chair, meeting, (await aUser()).email);
			await withdraw(actor, meeting, guestId);
		});
		expect(answers).toEqual({
			...only(["lead", "chair", "deputy", "coordinator"], ["member"]),
			"recused member": "not allowed",
		});
		await expect(withdraw(chair, meeting, "none")).rejects.toThrow(new NotFound());
	});

	it("are recorded", async () => {
		const user = await aUser();
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const itemId = itemOf(meeting, files[0]);
		const input = { meetingId: meeting.id, itemId, email: user.email };
		const { guestId } = await sentTwice(panel.id, (opId) => inviteGuest(chair, opId, input));
		await sentTwice(panel.id, (opId) => withdrawGuest(chair, opId, { meetingId: meeting.id, guestId }));
		const data = { meetingId: meeting.id, itemId, caseId: files[0].id, guestId, userId: user.id };
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "guest.invited", sentence: "Priya Shah invited Sam Cole to the item about the case.", data },
			{ type: "guest.withdrawn", sentence: "Priya Shah withdrew the invitation of Sam Cole.", data },
		]);
		const [row] = await db.select().from(guests).where(eq(guests.id, guestId));
		expect(row?.removedAt).toBeInstanceOf(Date);
	});
});

describe("asking to speak", () => {
	const raise = (actor: Actor, meeting: { id: string }) =>
		raiseHand(actor, anOpId(), { meetingId: meeting.id });
	const lower = (actor: Actor, meeting: { id: string }, handId: string) =>
		lowerHand(actor, anOpId(), { meetingId: meeting.id, handId });

	it("is done: everybody in the room sees it, until they or whoever leads takes it down", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [everyone.member] });
		const before = await versionOf(db, panel.id);
		const { handId } = await raise(everyone.member, meeting);
		expect(rowsIn(await sentTo(chair, panel.id, before), "hand")).toEqual([
			expect.objectContaining({ id: handId, userId: everyone.member.userId, userName: everyone.member.name }),
		]);
		await lower(chair, meeting, handId);
		expect(await sentTo(everyone.member, panel.id, before)).toMatchObject({ removed: [`hand:${handId}`] });
		const again = await raise(everyone.member, meeting);
		await lower(everyone.member, meeting, again.handId);
	});

	it("is refused to whoever is not in the room, to observers, twice, and before the start", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [everyone.member] });
		await expect(raise(everyone.deputy, meeting)).rejects.toThrow(new NotFound());
		await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: everyone.observer.userId });
		await expect(raise(everyone.observer, meeting)).rejects.toThrow(new NotFound());
		await accepts(everyone.observer, meeting);
		await expect(raise(everyone.observer, meeting)).rejects.toThrow(new NotAllowed("Observers listen."));
		const { handId } = await raise(everyone.member, meeting);
		await expect(raise(everyone.member, meeting)).rejects.toMatchObject({
			fields: { form: "Your hand is up already" },
		});
		const other = await aMember({ panel });
		await expect(lower(other, meeting, handId)).rejects.toThrow(NotAllowed);
		await lower(chair, meeting, handId);
		await expect(lower(chair, meeting, handId)).rejects.toMatchObject({
			fields: { form: "That hand is down already" },
		});
		await expect(lower(chair, meeting, "none")).rejects.toThrow(new NotFound());
		const waiting = await aMeeting({ cases: files, present: [everyone.member] });
		await expect(raise(everyone.member, waiting)).rejects.toThrow("The meeting has not started.");
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [everyone.member] });
		const before = await versionOf(db, panel.id);
		const { handId } = await sentTwice(panel.id, (opId) =>
			raiseHand(everyone.member, opId, { meetingId: meeting.id }),
		);
		await sentTwice(panel.id, (opId) => lowerHand(chair, opId, { meetingId: meeting.id, handId }));
		const data = { meetingId: meeting.id, handId, userId: everyone.member.userId };
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "hand.raised", sentence: "Priya Shah asked to speak.", data, touched: [`hand:${handId}`] },
			{ type: "hand.lowered", sentence: "Priya Shah took Sam Cole off the list of speakers.", data },
		]);
		const [row] = await db.select().from(hands).where(eq(hands.id, handId));
		expect(row?.loweredAt).toBeInstanceOf(Date);
	});
});
