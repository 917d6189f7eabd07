import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { aCase, aMeeting, anAction, anEntry, enters, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anActor, anOpId, aPanel, aUser, type TestPanel } from "#tests/factories.ts";
import { setClock } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import {
	addOtherItem,
	addToAgenda,
	admitObserver,
	agendaToBuild,
	changeItem,
	changeMeeting,
	closeMeeting,
	inviteGuest,
	leaveMeeting,
	meetingDoor,
	meetingPapers,
	noteAttendance,
	orderAgenda,
	publishMeeting,
	removeFromAgenda,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase];
let everyone: Everyone;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(files[0]);
});
afterEach(() => setClock());

describe("the papers of a meeting", () => {
	it("hold every case that the member sees, its file, and what is outstanding from before", async () => {
		const chair = everyone.chair;
		const earlier = await aMeeting({
			cases: [files[0]],
			startedBy: chair,
			startsAt: new Date(Date.now() - 1),
		});
		const before = await anAction({ file: files[0], by: chair, meetingId: earlier.id, due: "2027-01-05" });
		await closeMeeting(chair, anOpId(), { meetingId: earlier.id });
		const meeting = await aMeeting({ cases: files });
		const entry = await anEntry({ file: files[0], body: "Seen at the gate." });
		const papers = await meetingPapers(everyone.member, meeting.id);
		expect(papers.meeting).toMatchObject({ id: meeting.id, state: "published" });
		expect(papers).toMatchObject({ panelName: panel.name, mayBuild: false, read: {} });
		expect(papers.items.map(({ itemKind, caseId }) => caseId ?? itemKind)).toEqual([
			"welcome",
			"apologies",
			"minutes",
			"actions",
			files[0].id,
			files[1].id,
			"any-other-business",
		]);
		expect(papers.rows.map(({ id }) => id)).toContain(entry.id);
		expect(papers.outstanding.lines.map(({ id }) => id)).toEqual([before.id]);
		expect(papers.lastRecord).toMatchObject({ meetingId: earlier.id });
		expect(await meetingPapers(everyone.coordinator, meeting.id)).toMatchObject({ mayBuild: true });
	});

	it("are for the panel; a recused member finds nothing of the case, and the rest no such meeting", async () => {
		const meeting = await aMeeting({ cases: files });
		const members = {
			...only(["lead", "chair", "deputy", "coordinator", "member"], []),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
			"recused member": "done",
		};
		expect(await whoMay(everyone, (actor) => meetingPapers(actor, meeting.id))).toEqual(members);
		for (const standing of ["recused lead", "recused coordinator", "recused member"] as const) {
			const papers = JSON.stringify(await meetingPapers(everyone[standing], meeting.id));
			expect(papers, standing).not.toContain(files[0].id);
			expect(papers, standing).not.toContain(files[0].reference);
			expect(papers, standing).toContain(files[1].id);
		}
		const unsigned = await aMember({ panel, isUnsigned: true });
		await expect(meetingPapers(unsigned, meeting.id)).rejects.toThrow(new NotFound());
		await expect(meetingPapers(everyone.chair, "none")).rejects.toThrow(new NotFound());
	});

	it("of a draft are for those who build it", async () => {
		const draft = await aMeeting({ cases: files, isDraft: true });
		expect(await whoMay(everyone, (actor) => meetingPapers(actor, draft.id))).toEqual({
			...only(["lead", "chair", "deputy", "coordinator"], []),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
		});
	});

	it("mark what was added or changed since they went out, until they go out again", async () => {
		let at = new Date();
		setClock(() => at);
		const chair = everyone.chair;
		const later = await aCase({ panel });
		const meeting = await aMeeting({ cases: files });
		const marks = async () =>
			(await meetingPapers(everyone.member, meeting.id)).items.flatMap(({ id, isNew, isChanged }) =>
				isNew || isChanged ? [{ id, isNew, isChanged }] : [],
			);
		expect(await marks()).toEqual([]);
		at = new Date(at.getTime() + 1000);
		const added = await addToAgenda(chair, anOpId(), { meetingId: meeting.id, caseId: later.id });
		const other = await addOtherItem(chair, anOpId(), { meetingId: meeting.id, title: "A visit" });
		const [first] = (await meetingPapers(chair, meeting.id)).items.filter(({ caseId }) => caseId);
		await changeItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: first?.id ?? "",
			minutes: 20,
			version: first?.version ?? 0,
		});
		expect(await marks()).toEqual([
			{ id: first?.id, isNew: false, isChanged: true },
			{ id: added.itemId, isNew: true, isChanged: false },
			{ id: other.itemId, isNew: true, isChanged: false },
		]);
		await removeFromAgenda(chair, anOpId(), { meetingId: meeting.id, itemId: other.itemId });
		at = new Date(at.getTime() + 1000);
		await publishMeeting(chair, anOpId(), { meetingId: meeting.id });
		expect(await marks()).toEqual([]);
		at = new Date(at.getTime() + 1000);
		const ids = (await meetingPapers(chair, meeting.id)).items.map(({ id }) => id);
		const [one, two, ...rest] = ids as [string, string];
		await orderAgenda(chair, anOpId(), { meetingId: meeting.id, itemIds: [two, one, ...rest] });
		expect((await marks()).map(({ id }) => id)).toEqual([two, one]);
	});
});

describe("the agenda that was published", () => {
	it("is held against today’s: what is gone is named to those who may see it, and the time and place that were", async () => {
		const { chair } = everyone;
		const meeting = await aMeeting({ cases: files, place: "Room 1" });
		const draft = await aMeeting({ cases: files, isDraft: true });
		const seen = async (actor: typeof chair) => (await agendaToBuild(actor, meeting.id)).published;
		const gone = async (actor: typeof chair) =>
			(await seen(actor))?.items.filter((item) => item.isRemoved).map(({ file }) => file?.reference);
		const was = await seen(chair);
		expect(was?.items.map(({ id }) => id)).toEqual(
			(await agendaToBuild(chair, meeting.id)).items.map(({ id }) => id),
		);
		expect(await gone(chair)).toEqual([]);
		const itemId = meeting.items.find(({ caseId }) => caseId === files[0].id)?.id ?? "";
		await removeFromAgenda(chair, anOpId(), { meetingId: meeting.id, itemId });
		const { version } = await agendaToBuild(chair, meeting.id);
		await changeMeeting(chair, anOpId(), {
			meetingId: meeting.id,
			startsAt: new Date(Date.parse(was?.startsAt ?? "") + 3_600_000).toISOString(),
			minutes: 60,
			place: "Room 9",
			version,
		});
		expect(await seen(chair)).toMatchObject({
			startsAt: was?.startsAt,
			minutes: was?.minutes,
			place: "Room 1",
		});
		expect(await gone(chair)).toEqual([files[0].reference]);
		expect(await gone(everyone["recused coordinator"])).toEqual([]);
		expect(JSON.stringify(await agendaToBuild(everyone["recused member"], meeting.id))).not.toContain(
			files[0].id,
		);
		expect((await agendaToBuild(chair, draft.id)).published).toBeNull();
		// Published again, or on the agenda again, it is not gone.
		await addToAgenda(chair, anOpId(), { meetingId: meeting.id, caseId: files[0].id });
		expect(await gone(chair)).toEqual([]);
		await publishMeeting(chair, anOpId(), { meetingId: meeting.id });
		expect(await seen(chair)).toMatchObject({ minutes: 60, place: "Room 9" });
	});
});

describe("the door of a meeting", () => {
	it("tells who may enter where and when it is, and as what, before anything of a case", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: everyone.chair });
		expect(await meetingDoor(everyone.member, meeting.id)).toEqual({
			meetingId: meeting.id,
			panelId: panel.id,
			panelName: panel.name,
			state: "in-progress",
			entersFrom: null,
			startsAt: expect.any(String),
			place: "Room 1",
			chairUserId: everyone.chair.userId,
			chairName: everyone.chair.name,
			capacity: "member",
			isWitness: false,
			isOpen: false,
			hasLeft: false,
			apologies: null,
			isOver: false,
		});
	});

	it("is unknown to the rest, to a member before the undertaking, and in a draft", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, (actor) => meetingDoor(actor, meeting.id));
		expect(answers).toMatchObject({
			member: "done",
			"recused member": "done",
			officer: "not found",
			administrator: "not found",
			auditor: "not found",
			observer: "not found",
			"chair elsewhere": "not found",
			"former member": "not found",
			"coming member": "not found",
		});
		const unsigned = await aMember({ panel, isUnsigned: true });
		await expect(meetingDoor(unsigned, meeting.id)).rejects.toThrow(new NotFound());
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(meetingDoor(everyone.member, draft.id)).rejects.toThrow(new NotFound());
		expect(await meetingDoor(everyone.coordinator, draft.id)).toMatchObject({ state: "draft" });
		const user = await aUser();
		await inviteGuest(everyone.chair, anOpId(), {
			meetingId: draft.id,
			itemId: draft.items[0]?.id ?? "",
			email: user.email,
		});
		await expect(meetingDoor(anActor(user), draft.id)).rejects.toThrow(new NotFound());
		await expect(enters(anActor(user), draft)).rejects.toThrow(new NotFound());
	});

	it("says whether they are in, have left, or sent apologies", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: everyone.chair });
		const door = () => meetingDoor(everyone.member, meeting.id);
		await noteAttendance(everyone.member, anOpId(), { meetingId: meeting.id, state: "apologies" });
		expect(await door()).toMatchObject({ apologies: "", isOpen: false });
		await enters(everyone.member, meeting);
		expect(await door()).toMatchObject({ apologies: null, isOpen: true, hasLeft: false });
		await leaveMeeting(everyone.member, anOpId(), { meetingId: meeting.id });
		expect(await door()).toMatchObject({ isOpen: false, hasLeft: true });
	});

	it("of a meeting that is over stands open to the panel, and to no observer", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: everyone.chair });
		await admitObserver(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			userId: everyone.observer.userId,
		});
		await enters(everyone.observer, meeting);
		await closeMeeting(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		expect(await meetingDoor(everyone.member, meeting.id)).toMatchObject({ isOpen: true, isOver: true });
		expect(await meetingDoor(everyone.observer, meeting.id)).toMatchObject({ isOpen: false, isOver: true });
	});
});
