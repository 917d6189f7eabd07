import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
import { aCase, aMeeting, type TestCase, type TestMeeting } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, eventsOf, type TestPanel } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { closeMeeting, openItem, passChair, removeFromAgenda, startMeeting } from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let everyone: Everyone;
let chair: Actor;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(await aCase({ panel }));
	chair = everyone.chair;
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const RUNNERS = ["lead", "chair", "deputy"] as const;
/** Recusal is from a case: who is recused from one still meets about the others. */
const inMeetings = (done: readonly (typeof RUNNERS)[number][] = RUNNERS) => ({
	...only(done, ["lead", "chair", "deputy", "coordinator", "member"]),
	"recused lead": done.includes("lead") ? "done" : "not allowed",
	"recused deputy": done.includes("deputy") ? "done" : "not allowed",
	"recused coordinator": "not allowed",
	"recused member": "not allowed",
});

const start = (actor: Actor, { id }: { id: string }) => startMeeting(actor, anOpId(), { meetingId: id });
const close = (actor: Actor, { id }: { id: string }) =>
	closeMeeting(actor, anOpId(), { meetingId: id, nothingDecided: "yes", all: "carried-over" });
const takeChair = (actor: Actor, { id }: { id: string }) => passChair(actor, anOpId(), { meetingId: id });
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const open = (actor: Actor, meeting: TestMeeting, file: TestCase) =>
	openItem(actor, anOpId(), {
		meetingId: meeting.id,
		itemId: itemOf(meeting, file),
		nothingDecided: "yes",
	});
const stored = async ({ id }: { id: string }) =>
	(await db.select().from(meetings).where(eq(meetings.id, id)))[0];
const storedItem = async (meeting: TestMeeting, file: TestCase) =>
	(
		await db
			.select()
			.from(agendaItems)
			.where(eq(agendaItems.id, itemOf(meeting, file)))
	)[0];
const current = async (meeting: TestMeeting) => {
	const rows = await db.select().from(agendaItems).where(eq(agendaItems.meetingId, meeting.id));
	return rows.filter((row) => row.isCurrent).map((row) => row.caseId);
};

describe("starting a meeting", () => {
	test("done by the chair, a deputy and the lead; refused to the rest", async () => {
		const answers = await whoMay(everyone, async (actor) => start(actor, await aMeeting({ panel })));
		expect(answers).toEqual(inMeetings());
		await expect(start(chair, { id: "none" })).rejects.toThrow(new NotFound());
	});

	test("refused: one whose agenda is not published, that has started, or has closed", async () => {
		const draft = await aMeeting({ panel, isDraft: true });
		await expect(start(chair, draft)).rejects.toThrow("The meeting has not been published.");
		const meeting = await aMeeting({ panel });
		await start(chair, meeting);
		await expect(start(everyone.deputy, meeting)).rejects.toThrow(Conflict);
		await expect(start(everyone.deputy, meeting)).rejects.toThrow("The meeting is in progress.");
		await close(chair, meeting);
		await expect(start(chair, meeting)).rejects.toThrow("The meeting is closed.");
	});

	test("recorded: when, and who, as written now", async () => {
		const meeting = await aMeeting({ panel });
		const before = await versionOf(db, panel.id);
		const at = new Date(`${londonDate()}T12:00:00.123Z`);
		setClock(() => at);
		await start(everyone.deputy, meeting);
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "meeting.started",
				data: { meetingId: meeting.id, witnesses: [] },
				touched: [`meeting:${meeting.id}`],
				actorId: everyone.deputy.userId,
			},
		]);
		expect(await stored(meeting)).toMatchObject({
			state: "in-progress",
			startedAt: at,
			chairUserId: everyone.deputy.userId,
			chairName: everyone.deputy.name,
			version: before + 1,
		});
	});
});

describe("opening a case in a meeting", () => {
	test("done by whoever is in the chair: it is the current one, the one before no longer; refused to the rest", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		expect(await current(meeting)).toEqual([files[0].id]);
		await open(chair, meeting, files[2]);
		expect(await current(meeting)).toEqual([files[2].id]);
		expect(await storedItem(meeting, files[0])).toMatchObject({ leftAt: expect.any(Date) });
		const openBoth = async (actor: Actor) => {
			await open(actor, meeting, files[1]);
			expect(await current(meeting)).toEqual([files[1].id]);
			await open(actor, meeting, files[2]);
		};
		expect(await whoMay(everyone, openBoth)).toEqual(inMeetings(["chair"]));
		const taking = async (actor: Actor) => {
			await takeChair(actor, meeting);
			await openBoth(actor);
		};
		expect(await whoMay(everyone, taking)).toEqual(inMeetings());
	});

	test("done again: it keeps when it was first opened, and is not left any more", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const first = (await storedItem(meeting, files[0]))?.openedAt;
		await open(chair, meeting, files[1]);
		await open(chair, meeting, files[0]);
		expect(await storedItem(meeting, files[0])).toMatchObject({
			openedAt: first,
			leftAt: null,
			isCurrent: true,
		});
		// A second click on the current one moves nothing.
		await expect(open(chair, meeting, files[0])).rejects.toMatchObject({
			fields: { itemId: "The panel is on it already" },
		});
		expect(await current(meeting)).toEqual([files[0].id]);
	});

	test("refused: before the start, after the close", async () => {
		const meeting = await aMeeting({ cases: files });
		await expect(open(chair, meeting, files[0])).rejects.toThrow("The meeting has not started.");
		await start(chair, meeting);
		await close(chair, meeting);
		await expect(open(chair, meeting, files[0])).rejects.toThrow("The meeting is closed.");
	});

	test("refused: a case that is off the agenda, on another, or hidden from the chair, alike", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const other = await aMeeting({ cases: [files[0]] });
		const opening = (itemId: string, actor = chair) =>
			openItem(actor, anOpId(), { meetingId: meeting.id, itemId, nothingDecided: "yes" });
		await removeFromAgenda(chair, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, files[2]) });
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[1].id, userId: deputy.userId });
		for (const itemId of ["none", itemOf(meeting, files[2]), itemOf(other, files[0])]) {
			await expect(opening(itemId)).rejects.toThrow(new NotFound());
		}
		await takeChair(deputy, meeting);
		await expect(opening(itemOf(meeting, files[1]), deputy)).rejects.toThrow(new NotFound());
		await takeChair(chair, meeting);
		await open(chair, meeting, files[1]);
		// Who is walled off from the current case can still lead on to another, and is asked nothing about it.
		await takeChair(deputy, meeting);
		await openItem(deputy, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, files[0]) });
		expect(await current(meeting)).toEqual([files[0].id]);
	});

	test("of two at once, exactly one is current in the end", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await Promise.all([open(chair, meeting, files[1]), open(chair, meeting, files[2])]);
		expect(await current(meeting)).toHaveLength(1);
	});

	test("recorded: both rows are touched", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const before = await versionOf(db, panel.id);
		await open(chair, meeting, files[1]);
		const [opened, left] = [itemOf(meeting, files[1]), itemOf(meeting, files[0])];
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "meeting.item-left",
				data: {
					meetingId: meeting.id,
					itemId: left,
					caseId: files[0].id,
					outcome: "nothing-decided",
				},
				touched: [`agendaItem:${left}`],
				actorId: chair.userId,
			},
			{
				type: "meeting.item-opened",
				data: { meetingId: meeting.id, itemId: opened, caseId: files[1].id, witnesses: [] },
				touched: [`agendaItem:${opened}`, `agendaItem:${left}`],
				actorId: chair.userId,
			},
		]);
		for (const file of [files[0], files[1]]) {
			expect((await storedItem(meeting, file))?.version).toBe(before + 1);
		}
		expect((await storedItem(meeting, files[2]))?.version).toBeLessThan(before + 1);
	});
});

describe("closing a meeting", () => {
	test("done by whoever is in the chair: no case is current any more; refused to the rest", async () => {
		const closing = (inChair: (actor: Actor, meeting: TestMeeting) => Promise<unknown>) =>
			whoMay(everyone, async (actor) => {
				const meeting = await aMeeting({ cases: [files[0]], startedBy: first });
				await inChair(actor, meeting);
				await close(actor, meeting);
				expect(await current(meeting)).toEqual([]);
			});
		const first = await aMember({ panel, role: "deputy" });
		expect(await closing(takeChair)).toEqual(inMeetings());
		expect(await closing(async () => {})).toEqual(inMeetings([]));
	});

	test("done by a chair who may not know the current case", async () => {
		const meeting = await aMeeting({ cases: [files[0]], startedBy: chair });
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[0].id, userId: deputy.userId });
		await takeChair(deputy, meeting);
		await closeMeeting(deputy, anOpId(), { meetingId: meeting.id });
		expect(await current(meeting)).toEqual([]);
	});

	test("refused: one that has not started, or has closed; a coordinator’s message says who may", async () => {
		const meeting = await aMeeting({ panel });
		await expect(close(chair, meeting)).rejects.toThrow("The meeting has not started.");
		await start(chair, meeting);
		await expect(close(everyone.coordinator, meeting)).rejects.toThrow(
			new NotAllowed("Only the chair, a deputy or the lead can run the meeting."),
		);
		await expect(close(everyone.deputy, meeting)).rejects.toThrow(
			new NotAllowed(`${chair.name} is in the chair. Take the chair first.`),
		);
		await close(chair, meeting);
		await expect(close(chair, meeting)).rejects.toThrow("The meeting is closed.");
	});

	test("recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const before = await versionOf(db, panel.id);
		await close(chair, meeting);
		const [left, ...unheard] = files.map((file) => ({
			meetingId: meeting.id,
			itemId: itemOf(meeting, file),
			caseId: file.id,
		}));
		const text = { id: expect.any(String), commitment: expect.any(String) };
		// What it does to the cases themselves is told in server/follow-up/leave-agenda.test.ts.
		const ofMeeting = (await eventsOf(panel.id, before)).filter(({ type }) => !type.startsWith("case."));
		expect(ofMeeting).toEqual([
			{
				type: "meeting.item-left",
				data: { ...left, outcome: "nothing-decided" },
				touched: [`agendaItem:${left?.itemId}`],
				actorId: chair.userId,
			},
			...unheard.map((item) => ({
				type: "meeting.item-put-off",
				data: { ...item, outcome: "carried-over", text },
				touched: [`agendaItem:${item.itemId}`],
				actorId: chair.userId,
			})),
			{
				type: "meeting.closed",
				data: { meetingId: meeting.id, witnesses: [] },
				touched: [`meeting:${meeting.id}`, `agendaItem:${left?.itemId}`],
				actorId: chair.userId,
			},
		]);
		expect(await stored(meeting)).toMatchObject({
			state: "closed",
			closedAt: expect.any(Date),
			version: before + 1,
		});
		expect(await storedItem(meeting, files[0])).toMatchObject({
			version: before + 1,
			leftAt: expect.any(Date),
			outcome: "nothing-decided",
		});
		expect(await storedItem(meeting, files[1])).toMatchObject({
			version: before + 1,
			outcome: "carried-over",
		});
	});
});
