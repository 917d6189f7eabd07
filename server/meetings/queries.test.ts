import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { accesses } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, anEntry, enters, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aPanel, type TestPanel } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { type EntryRow, listVictimAgency } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import {
	type AgendaItemRow,
	adjournMeeting,
	agendaToBuild,
	closeMeeting,
	leaveMeeting,
	meetingOnWall,
	meetingRecord,
	meetingRoom,
	meetingsForMe,
	meetingsOfPanel,
	meetingToDecide,
	moveItem,
	openItem,
	removeFromAgenda,
	resumeMeeting,
	startMeeting,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let everyone: Everyone;
let chair: Actor;
beforeAll(async () => {
	panel = await aPanel();
	const victimAddress = "1 Here Street";
	files = [
		await aCase({ panel, victimAddress }),
		await aCase({ panel, victimAddress }),
		await aCase({ panel }),
	];
	everyone = await everyoneAround(files[2]);
	chair = everyone.chair;
});

const MEMBERS = ["lead", "chair", "deputy", "coordinator", "member"] as const;
/** Who meets: also those who are recused from one of its cases. */
const thoseWhoMeet = () => ({
	...only(MEMBERS, []),
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "done",
	"recused member": "done",
});
const kinds = (rows: { kind: string }[], kind: string) => rows.filter((row) => row.kind === kind).length;

describe("the room", () => {
	test("is entered by whoever meets; nobody else learns of the meeting", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const entering = async (actor: Actor) => {
			if (actor !== chair) await enters(actor, meeting);
			return meetingRoom(actor, meeting.id);
		};
		expect(await whoMay(everyone, entering)).toEqual(thoseWhoMeet());
		await expect(meetingRoom(chair, "none")).rejects.toThrow(new NotFound());
	});

	test("is entered by nobody who has not accepted its statement, or has left", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const seated = Object.entries(everyone).filter(([standing]) => standing !== "chair");
		const closed = await whoMay(Object.fromEntries(seated), (actor) => meetingRoom(actor, meeting.id));
		expect(new Set(Object.values(closed))).toEqual(new Set(["not found"]));
		await enters(everyone.member, meeting);
		await expect(meetingRoom(everyone.member, meeting.id)).resolves.toMatchObject({ capacity: "member" });
		await leaveMeeting(everyone.member, anOpId(), { meetingId: meeting.id });
		await expect(meetingRoom(everyone.member, meeting.id)).rejects.toThrow(new NotFound());
		// What is over has no room to keep closed.
		await closeMeeting(chair, anOpId(), {
			meetingId: meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		expect(await whoMay(everyone, (actor) => meetingRoom(actor, meeting.id))).toEqual(thoseWhoMeet());
	});

	test("holds the meeting, the agenda in order and its cases’ files, and no other case’s", async () => {
		const present = [everyone.coordinator, everyone.member];
		const meeting = await aMeeting({ cases: [files[0], files[1]], startedBy: chair, present });
		await openItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: meeting.items[1]?.id ?? "",
			nothingDecided: "yes",
		});
		const { snapshot, mayRun, mayBuild, panelName } = await meetingRoom(chair, meeting.id);
		expect(snapshot).toMatchObject({ stream: panel.id, version: await versionOf(db, panel.id) });
		const items = snapshot.rows.filter((row): row is AgendaItemRow => row.kind === "agendaItem");
		expect(items.map(({ itemKind, caseId, isCurrent }) => [itemKind, caseId, isCurrent])).toEqual([
			["welcome", null, false],
			["apologies", null, false],
			["minutes", null, false],
			["actions", null, false],
			["case", files[0].id, false],
			["case", files[1].id, true],
			["any-other-business", null, false],
		]);
		expect(kinds(snapshot.rows, "meeting")).toBe(1);
		expect(kinds(snapshot.rows, "attendance")).toBe(3);
		expect(kinds(snapshot.rows, "case")).toBe(2);
		expect(kinds(snapshot.rows, "protectedDetail")).toBe(2);
		expect(snapshot.rows.map((row) => row.id)).not.toContain(files[2].id);
		for (const row of snapshot.rows) expect(row.version).toBeLessThanOrEqual(snapshot.version);
		expect({ mayRun, mayBuild, panelName }).toEqual({
			mayRun: true,
			mayBuild: true,
			panelName: panel.name,
		});
		const rights = async (standing: keyof Everyone) => {
			const room = await meetingRoom(everyone[standing], meeting.id);
			return [room.mayRun, room.mayBuild];
		};
		expect(await rights("coordinator")).toEqual([false, true]);
		expect(await rights("member")).toEqual([false, false]);
	});

	test("shows a member the protected details of the cases that list their agency; what is shown is noted", async () => {
		const agency = await anAgency();
		const member = { ...(await aMember({ panel, agency })), sessionId: newId() };
		const meeting = await aMeeting({
			cases: [files[0], files[1]],
			startedBy: chair,
			present: [member],
		});
		await listVictimAgency(files[1].coordinator, anOpId(), { caseId: files[1].id, agencyId: agency.id });
		const { snapshot } = await meetingRoom(member, meeting.id);
		expect(snapshot.rows.filter((row) => row.kind === "protectedDetail")).toMatchObject([
			{ caseId: files[1].id, value: "1 Here Street" },
		]);
		await flushAccessLog();
		const noted = await db.select().from(accesses).where(eq(accesses.sessionId, member.sessionId));
		expect(noted.map((row) => `${row.recordKind} ${row.recordId}`)).toEqual([
			`case ${files[0].id}`,
			`case ${files[1].id}`,
			`protected-details ${files[1].id}`,
		]);
	});
});

describe("the agenda", () => {
	test("is shown to whoever meets, with the panel’s other cases to choose from", async () => {
		const meeting = await aMeeting({ cases: [files[1], files[0]] });
		expect(await whoMay(everyone, (actor) => agendaToBuild(actor, meeting.id))).toEqual(thoseWhoMeet());
		const built = await agendaToBuild(chair, meeting.id);
		expect(built).toMatchObject({ state: "published", place: "Room 1", mayBuild: true, mayRun: true });
		expect(built.items.filter(({ file }) => file !== null)).toMatchObject([
			{ caseId: files[1].id, file: { reference: files[1].reference }, openedAt: null },
			{ caseId: files[0].id, file: { victim: expect.stringMatching(/^Victim/) } },
		]);
		expect(built.others.map(({ caseId }) => caseId)).toEqual([files[2].id]);
	});

	test("offers a case again that was taken off", async () => {
		const meeting = await aMeeting({ cases: [files[0]] });
		await removeFromAgenda(chair, anOpId(), { meetingId: meeting.id, itemId: meeting.items[0]?.id ?? "" });
		const built = await agendaToBuild(chair, meeting.id);
		expect(built.items.filter(({ file }) => file !== null)).toEqual([]);
		// It has been heard before, and its review is not due: a person looks for it.
		const { found } = await agendaToBuild(chair, meeting.id, files[0].reference);
		expect(found.map(({ caseId }) => caseId)).toEqual([files[0].id]);
	});

	test("of a draft is shown to those who build it, and to nobody else", async () => {
		const draft = await aMeeting({ cases: [files[0]], isDraft: true });
		const builders = ["lead", "chair", "deputy", "coordinator"] as const;
		expect(await whoMay(everyone, (actor) => agendaToBuild(actor, draft.id))).toEqual({
			...only(builders, []),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
		});
		const told = async (actor: Actor) => (await meetingsForMe(actor)).map(({ id }) => id);
		expect(await told(everyone.coordinator)).toContain(draft.id);
		expect(await told(everyone.member)).not.toContain(draft.id);
	});
});

describe("the record", () => {
	test("holds what was said, decided and undertaken in the meeting, case by case, once it is closed", async () => {
		const meeting = await aMeeting({ cases: [files[0], files[1]], startedBy: chair });
		const meetingId = meeting.id;
		await moveItem(chair, anOpId(), { meetingId, itemId: meeting.items[0]?.id ?? "", direction: "down" });
		const said = await anEntry({ file: files[0], by: everyone.member, meetingId, kind: "decision" });
		const undertaken = await anAction({ file: files[1], by: chair, meetingId, due: "2026-12-03" });
		await closeMeeting(chair, anOpId(), { meetingId, all: "carried-over" });
		const late = await anEntry({ file: files[0], by: everyone.member, meetingId });
		const record = await meetingRecord(everyone.member, meetingId);
		expect(record).toMatchObject({
			meeting: { state: "closed", chairName: chair.name },
			panelName: panel.name,
		});
		expect(record.items.flatMap(({ caseId }) => caseId ?? [])).toEqual([files[1].id, files[0].id]);
		expect(record.attendance).toMatchObject([{ userId: chair.userId, capacity: "chair" }]);
		const inMeeting = record.rows.filter((row) => (row as EntryRow).meetingId === meetingId);
		expect(inMeeting.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual([
			`action ${undertaken.id}`,
			`entry ${said.id}`,
		]);
		// What came too late is on the case.
		expect(record.rows.map((row) => row.id)).toContain(late.id);
	});

	test("asks for the statement while the meeting is held, as the room does; before and after it does not", async () => {
		const reader = await aMember({ panel });
		const meeting = await aMeeting({ cases: [files[0]] });
		const meetingId = meeting.id;
		await meetingRecord(reader, meetingId);
		await enters(chair, meeting);
		await startMeeting(chair, anOpId(), { meetingId });
		await expect(meetingRecord(reader, meetingId)).rejects.toThrow(new NotFound());
		await enters(reader, meeting);
		await meetingRecord(reader, meetingId);
		await leaveMeeting(reader, anOpId(), { meetingId });
		await expect(meetingRecord(reader, meetingId)).rejects.toThrow(new NotFound());
		await adjournMeeting(chair, anOpId(), { meetingId, until: "Thursday" });
		await expect(meetingRecord(reader, meetingId)).rejects.toThrow(new NotFound());
		await meetingRecord(chair, meetingId);
		await resumeMeeting(chair, anOpId(), { meetingId });
		await closeMeeting(chair, anOpId(), { meetingId, all: "carried-over" });
		await meetingRecord(reader, meetingId);
	});

	test("is shown to whoever meets, and noted", async () => {
		const meeting = await aMeeting({ cases: [files[0]] });
		expect(await whoMay(everyone, (actor) => meetingRecord(actor, meeting.id))).toEqual(thoseWhoMeet());
		const session = { ...everyone.member, sessionId: newId() };
		await meetingRecord(session, meeting.id);
		await flushAccessLog();
		const noted = await db.select().from(accesses).where(eq(accesses.sessionId, session.sessionId));
		expect(noted.map((row) => `${row.recordKind} ${row.recordId}`)).toEqual([
			`meeting-record ${meeting.id}`,
			`case ${files[0].id}`,
		]);
	});
});

describe("what counts as read", () => {
	test("is on the wall the case that is on, and for the chair’s decisions what they decide on", async () => {
		const cases = [files[0], files[1], files[2]];
		const meeting = await aMeeting({ cases, startedBy: chair });
		const itemOf = (file: TestCase) =>
			meeting.items.find(({ caseId }) => caseId === file.id) ?? { id: "", caseId: "" };
		const goTo = (file: TestCase) =>
			openItem(chair, anOpId(), {
				meetingId: meeting.id,
				itemId: itemOf(file).id,
				nothingDecided: "yes",
			});
		const reads = async <Seen extends { rows: { kind: string; id: string }[] }>(
			look: (actor: Actor) => Promise<Seen>,
		) => {
			const actor = { ...chair, sessionId: newId() };
			const { rows } = await look(actor);
			await flushAccessLog();
			const noted = await db.select().from(accesses).where(eq(accesses.sessionId, actor.sessionId));
			const read = rows.filter(({ kind }) => kind === "case").map(({ id }) => id);
			expect(noted.map(({ recordKind, recordId }) => `${recordKind} ${recordId}`).sort()).toEqual(
				read.map((id) => `case ${id}`).sort(),
			);
			return new Set(read);
		};
		await goTo(files[1]);
		const onWall = (actor: Actor) => meetingOnWall(actor, meeting.id);
		const toClose = (actor: Actor) => meetingToDecide(actor, meeting.id);
		expect(await reads(onWall)).toEqual(new Set([files[1].id]));
		expect(await reads((actor) => meetingToDecide(actor, meeting.id, itemOf(files[2]).id))).toEqual(
			new Set([files[2].id]),
		);
		// To close it is to decide what comes next for each, heard or not.
		expect(await reads(toClose)).toEqual(new Set(cases.map(({ id }) => id)));
		const deputy = { ...everyone.deputy, sessionId: newId() };
		expect((await meetingToDecide(deputy, meeting.id)).rows).toEqual([]);
		await expect(meetingOnWall(everyone.deputy, meeting.id)).rejects.toThrow(new NotFound());
	});
});

describe("a panel’s meetings", () => {
	test("are those in progress, then those to come, the soonest first, then the closed, the latest first", async () => {
		const own = await aPanel();
		const leader = await aMember({ panel: own, role: "chair" });
		const on = async (day: number, startedBy?: Actor) => {
			const startsAt = new Date(Date.UTC(2026, 11, day));
			if (startedBy) setClock(() => startsAt);
			const meeting = await aMeeting({ panel: own, startedBy, startsAt });
			setClock();
			return meeting;
		};
		const planned = [await on(9), await on(8)];
		const running = await on(20, leader);
		const closed = [];
		for (let day = 1; day <= 21; day++) {
			const meeting = await on(day, leader);
			await closeMeeting(leader, anOpId(), { meetingId: meeting.id });
			closed.push(meeting.id);
		}
		const one = await meetingsOfPanel(leader, own.id);
		expect(one.open.map(({ id }) => id)).toEqual([running.id, planned[1]?.id, planned[0]?.id]);
		expect(one.closed).toMatchObject({ total: 21, page: 1, pages: 2 });
		const two = await meetingsOfPanel(leader, own.id, 2);
		expect([...one.closed.meetings, ...two.closed.meetings].map(({ id }) => id)).toEqual(closed.reverse());
		expect((await meetingsOfPanel(leader, own.id, 1.5)).closed.page).toBe(1);
		expect((await meetingsForMe(leader)).map(({ id }) => id)).toEqual(one.open.map(({ id }) => id));
	});

	test("are told to whoever meets, and to nobody else", async () => {
		await aMeeting({ panel });
		expect(await whoMay(everyone, (actor) => meetingsOfPanel(actor, panel.id))).toEqual(thoseWhoMeet());
		for (const standing of [
			"officer",
			"observer",
			"administrator",
			"auditor",
			"nobody",
			"former member",
		] as const) {
			expect(await meetingsForMe(everyone[standing]), standing).toEqual([]);
		}
		const { mayBuild } = await meetingsOfPanel(everyone.member, panel.id);
		expect(mayBuild).toBe(false);
	});
});
