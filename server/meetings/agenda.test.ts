import { and, asc, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
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
	anActor,
	anOpId,
	aPanel,
	aUser,
	eventsOf,
	type TestPanel,
	type TestUser,
	textOf,
} from "#tests/factories.ts";
import { sentTo } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { type Changes, versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import {
	addToAgenda,
	agendaToBuild,
	closeMeeting,
	inviteGuest,
	meetingDoor,
	moveItem,
	openItem,
	planMeeting,
	raiseHand,
	removeFromAgenda,
	startMeeting,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let chair: Actor;
let everyone: Everyone;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(await aCase({ panel }));
	chair = everyone.chair;
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

/** Recusal is from a case: who is recused from one still meets about the others. */
const inMeetings = (done: Parameters<typeof only>[0]) => {
	const answers = only(done, ["lead", "chair", "deputy", "coordinator", "member"]);
	for (const role of ["lead", "deputy", "coordinator", "member"] as const) {
		answers[`recused ${role}`] = done.includes(role) ? "done" : "not allowed";
	}
	return answers;
};
const BUILDERS = ["lead", "chair", "deputy", "coordinator"] as const;

/** The agenda as it is stored. */
const agenda = (meeting: { id: string }) =>
	db
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meeting.id), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position));
/** Its cases, in their order. */
const order = async (meeting: TestMeeting) => (await agenda(meeting)).flatMap(({ caseId }) => caseId ?? []);
const ids = (...of: TestCase[]) => of.map((file) => file.id);
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const storedItem = async (id: string) =>
	(await db.select().from(agendaItems).where(eq(agendaItems.id, id)))[0];

const add = (actor: Actor, meeting: { id: string }, file: { id: string }) =>
	addToAgenda(actor, anOpId(), { meetingId: meeting.id, caseId: file.id });
const remove = (actor: Actor, meeting: { id: string }, itemId: string) =>
	removeFromAgenda(actor, anOpId(), { meetingId: meeting.id, itemId });
const close = (meeting: { id: string }) =>
	closeMeeting(chair, anOpId(), { meetingId: meeting.id, nothingDecided: "yes", all: "carried-over" });
const move = (actor: Actor, meeting: TestMeeting, file: TestCase, direction: "up" | "down") =>
	moveItemOf(actor, meeting, itemOf(meeting, file), direction);
const moveItemOf = (actor: Actor, meeting: { id: string }, itemId: string, direction: "up" | "down") =>
	moveItem(actor, anOpId(), { meetingId: meeting.id, itemId, direction });

describe("planning a meeting", () => {
	const plan = (actor: Actor, fields: Partial<Parameters<typeof planMeeting>[2]> = {}) =>
		planMeeting(actor, anOpId(), {
			panelId: panel.id,
			startsAt: "2026-12-03T10:00:00Z",
			place: " Town Hall ",
			...fields,
		});

	test("done by those who build the agenda; refused to the rest", async () => {
		expect(await whoMay(everyone, (actor) => plan(actor))).toEqual(inMeetings(BUILDERS));
		await expect(plan(chair, { panelId: "none" })).rejects.toThrow(new NotFound());
	});

	test("refused without a time or a place", async () => {
		await expect(plan(chair, { startsAt: "Thursday", place: " " })).rejects.toMatchObject({
			fields: {
				startsAt: "Enter the date and time of the meeting",
				place: "Enter the place or the call link",
			},
		});
	});

	test("recorded", async () => {
		const before = await versionOf(db, panel.id);
		const { meetingId } = await plan(chair, { startsAt: "2026-12-03T11:00:00+01:00" });
		const [event, ...others] = await eventsOf(panel.id, before);
		const items = await agenda({ id: meetingId });
		expect(event).toEqual({
			type: "meeting.planned",
			data: { meetingId, text: { id: expect.any(String), commitment: expect.any(String) } },
			touched: [`meeting:${meetingId}`, ...items.map(({ id }) => `agendaItem:${id}`)],
			actorId: chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({
			startsAt: "2026-12-03T11:00:00+01:00",
			minutes: 120,
			place: "Town Hall",
		});
		const [row] = await db.select().from(meetings).where(eq(meetings.id, meetingId));
		expect(row).toMatchObject({
			startsAt: new Date("2026-12-03T10:00:00Z"),
			place: "Town Hall",
			minutes: 120,
			state: "draft",
			quorum: 3,
			publishedAt: null,
			version: before + 1,
		});
		expect(items.map(({ kind, caseId, version }) => [kind, caseId, version])).toEqual(
			["welcome", "apologies", "minutes", "actions", "any-other-business"].map((kind) => [
				kind,
				null,
				before + 1,
			]),
		);
	});
});

describe("putting a case on the agenda", () => {
	test("done behind the other cases, by those who build it, also while the meeting is on; refused to the rest", async () => {
		const meeting = await aMeeting({ cases: [files[0], files[1]], startedBy: chair });
		const answers = await whoMay(everyone, async (actor) => {
			const { itemId } = await add(actor, meeting, files[2]);
			expect(await order(meeting)).toEqual(ids(...files));
			expect((await agenda(meeting)).at(-1)).toMatchObject({ kind: "any-other-business" });
			await remove(actor, meeting, itemId);
		});
		expect(answers).toEqual(inMeetings(BUILDERS));
	});

	test("leaves gaps that do not tell of a case left out", async () => {
		const meeting = await aMeeting({ cases: files });
		const items = await agenda(meeting);
		const gaps = items.flatMap(({ caseId, position }, index) =>
			caseId ? [position - (items[index - 1]?.position ?? 0)] : [],
		);
		expect(new Set(gaps).size).toBe(3);
		for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1_000);
	});

	test("refused: twice; a case of another panel; one from which the actor is recused; none; all alike", async () => {
		const meeting = await aMeeting({ cases: [files[0]] });
		await expect(add(chair, meeting, files[0])).rejects.toMatchObject({
			fields: { caseId: "It is on the agenda already" },
		});
		const deputy = await aMember({ panel, role: "deputy" });
		for (const file of [files[0], files[1]]) {
			await declareRecusal(deputy, anOpId(), { caseId: file.id, userId: deputy.userId });
		}
		const lead = everyone.lead;
		const elsewhere = await aCase();
		// The lead sees that case, and it is no case of this panel all the same.
		for (const [actor, file] of [
			[deputy, files[0]],
			[deputy, files[1]],
			[chair, elsewhere],
			[lead, elsewhere],
			[chair, { id: "none" }],
		] as const) {
			await expect(add(actor, meeting, file)).rejects.toMatchObject({
				fields: { caseId: "Select a case of this panel" },
			});
		}
	});

	test("refused once the meeting has closed", async () => {
		const meeting = await aMeeting({ cases: [files[0]], startedBy: chair });
		await close(meeting);
		await expect(add(chair, meeting, files[1])).rejects.toMatchObject({
			fields: { caseId: "The meeting is closed" },
		});
	});

	test("of two at once, one is done", async () => {
		const meeting = await aMeeting({ panel });
		const outcomes = await Promise.allSettled([
			add(chair, meeting, files[0]),
			add(everyone.coordinator, meeting, files[0]),
		]);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		expect(await order(meeting)).toEqual(ids(files[0]));
	});

	test("recorded", async () => {
		const meeting = await aMeeting({ panel });
		const before = await versionOf(db, panel.id);
		const { itemId } = await add(chair, meeting, files[0]);
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "agenda.item-added",
				data: { meetingId: meeting.id, itemId, caseId: files[0].id },
				touched: [`agendaItem:${itemId}`],
				actorId: chair.userId,
			},
		]);
		expect(await storedItem(itemId)).toMatchObject({ version: before + 1, isCurrent: false, openedAt: null });
	});
});

describe("taking a case off the agenda", () => {
	test("done: the others keep their order, and it can be put on again; refused to the rest", async () => {
		const meeting = await aMeeting({ cases: files });
		let itemId = itemOf(meeting, files[1]);
		const answers = await whoMay(everyone, async (actor) => {
			await remove(actor, meeting, itemId);
			expect(await order(meeting)).toEqual(ids(files[0], files[2]));
			({ itemId } = await add(actor, meeting, files[1]));
			await moveItem(actor, anOpId(), { meetingId: meeting.id, itemId, direction: "up" });
		});
		expect(answers).toEqual(inMeetings(BUILDERS));
		expect(await order(meeting)).toEqual(ids(...files));
	});

	test("done: whoever was invited to it alone has no place in the room any more", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [only, both] = [await aUser(), await aUser()];
		const invite = (file: TestCase, { email }: TestUser) =>
			inviteGuest(chair, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, file), email });
		const itemId = itemOf(meeting, files[1]);
		const guestIds = [(await invite(files[1], only)).guestId, (await invite(files[1], both)).guestId];
		await invite(files[2], both);
		for (const user of [only, both]) await enters(anActor(user), meeting);
		const { handId } = await raiseHand(anActor(only), anOpId(), { meetingId: meeting.id });
		const before = await versionOf(db, panel.id);
		await remove(chair, meeting, itemId);
		for (const user of [only, both]) expect(await sentTo(anActor(user), panel.id, before)).toBe("reload");
		await expect(meetingDoor(anActor(only), meeting.id)).rejects.toThrow(new NotFound());
		await expect(enters(anActor(only), meeting)).rejects.toThrow(new NotFound());
		expect(await meetingDoor(anActor(both), meeting.id)).toMatchObject({ capacity: "guest", isOpen: true });
		const { removed } = (await sentTo(chair, panel.id, before)) as Changes;
		expect(removed).toEqual(
			expect.arrayContaining([...guestIds.map((id) => `guest:${id}`), `hand:${handId}`]),
		);
		expect((await eventsOf(panel.id, before)).map(({ type, data }) => [type, data])).toEqual([
			["agenda.item-removed", { meetingId: meeting.id, itemId, caseId: files[1].id }],
			...[only, both].map((user, at) => [
				"guest.withdrawn",
				{ meetingId: meeting.id, itemId, caseId: files[1].id, guestId: guestIds[at], userId: user.id },
			]),
		]);
	});

	test("refused: what is not there, what is of another meeting, what the actor may not know", async () => {
		const meeting = await aMeeting({ cases: [files[0], files[1]] });
		const other = await aMeeting({ cases: [files[0]] });
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[0].id, userId: deputy.userId });
		await remove(chair, meeting, itemOf(meeting, files[1]));
		await expect(remove(chair, meeting, itemOf(meeting, files[1]))).rejects.toThrow(new NotFound());
		await expect(remove(chair, meeting, itemOf(other, files[0]))).rejects.toThrow(new NotFound());
		await expect(remove(deputy, meeting, itemOf(meeting, files[0]))).rejects.toThrow(new NotFound());
	});

	test("refused once the panel has opened it, or anybody has spoken of it: it stays on the record", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const meetingId = meeting.id;
		await anEntry({ file: files[1], by: everyone.member, meetingId });
		await anAction({ file: files[2], by: everyone.member, meetingId, due: "2026-12-03" });
		for (const file of files) {
			await expect(remove(chair, meeting, itemOf(meeting, file))).rejects.toMatchObject({
				fields: { form: "The panel has spoken of this; it stays on the record" },
			});
		}
		await close(meeting);
		await expect(remove(chair, meeting, itemOf(meeting, files[0]))).rejects.toMatchObject({
			fields: { form: "The meeting is closed" },
		});
	});

	test("recorded", async () => {
		const meeting = await aMeeting({ cases: [files[0]] });
		const itemId = itemOf(meeting, files[0]);
		const before = await versionOf(db, panel.id);
		await remove(chair, meeting, itemId);
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "agenda.item-removed",
				data: { meetingId: meeting.id, itemId, caseId: files[0].id },
				touched: [`agendaItem:${itemId}`],
				actorId: chair.userId,
			},
		]);
		expect(await storedItem(itemId)).toMatchObject({ version: before + 1, removedAt: expect.any(Date) });
	});
});

describe("moving a case on the agenda", () => {
	test("done past its neighbour, up and down; refused to the rest", async () => {
		const meeting = await aMeeting({ cases: files });
		await move(chair, meeting, files[2], "up");
		expect(await order(meeting)).toEqual(ids(files[0], files[2], files[1]));
		await move(chair, meeting, files[0], "down");
		expect(await order(meeting)).toEqual(ids(files[2], files[0], files[1]));
		const answers = await whoMay(everyone, async (actor) => {
			await move(actor, meeting, files[0], "up");
			await move(actor, meeting, files[0], "down");
		});
		expect(answers).toEqual(inMeetings(BUILDERS));
	});

	test("done past a neighbour that the actor may not know, which stays where it was", async () => {
		const meeting = await aMeeting({ cases: files });
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[1].id, userId: deputy.userId });
		const seen = async () =>
			(await agendaToBuild(deputy, meeting.id)).items.flatMap(({ caseId }) => caseId ?? []);
		expect(await seen()).toEqual(ids(files[0], files[2]));
		await move(deputy, meeting, files[0], "down");
		expect(await seen()).toEqual(ids(files[2], files[0]));
		expect(await order(meeting)).toEqual(ids(files[2], files[1], files[0]));
		// Nothing of the hidden one has changed, so its screens are sent nothing.
		expect((await storedItem(itemOf(meeting, files[1])))?.version).toBeLessThan(
			await versionOf(db, panel.id),
		);
		await expect(move(deputy, meeting, files[1], "up")).rejects.toThrow(new NotFound());
	});

	test("refused at either end, as the actor sees it, and once the meeting has closed", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[0].id, userId: deputy.userId });
		const items = await agenda(meeting);
		const [welcome, last] = [items[0]?.id ?? "", items.at(-1)?.id ?? ""];
		const first = { fields: { form: "It is first already" } };
		await expect(moveItemOf(chair, meeting, welcome, "up")).rejects.toMatchObject(first);
		await expect(moveItemOf(chair, meeting, last, "down")).rejects.toMatchObject({
			fields: { form: "It is last already" },
		});
		// A case may come before everything else; who may not know it has nothing before theirs.
		for (let n = 0; n < 4; n++) await move(chair, meeting, files[0], "up");
		await expect(move(chair, meeting, files[0], "up")).rejects.toMatchObject(first);
		await expect(moveItemOf(deputy, meeting, welcome, "up")).rejects.toMatchObject(first);
		await close(meeting);
		await expect(move(chair, meeting, files[0], "down")).rejects.toMatchObject({
			fields: { form: "The meeting is closed" },
		});
	});

	test("recorded: both rows are touched", async () => {
		const meeting = await aMeeting({ cases: files });
		const [one, two] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		const before = await versionOf(db, panel.id);
		await move(chair, meeting, files[0], "down");
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "agenda.item-moved",
				data: { meetingId: meeting.id, itemId: one, caseId: files[0].id, direction: "down" },
				touched: [`agendaItem:${one}`, `agendaItem:${two}`],
				actorId: chair.userId,
			},
		]);
		for (const id of [one, two]) expect((await storedItem(id))?.version).toBe(before + 1);
	});
});

test("a planned meeting can be moved about until it starts, and its order then leads", async () => {
	const meeting = await aMeeting({ cases: files });
	await move(chair, meeting, files[2], "up");
	await startMeeting(chair, anOpId(), { meetingId: meeting.id });
	await openItem(chair, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, files[2]) });
	await move(chair, meeting, files[2], "up");
	expect(await order(meeting)).toEqual(ids(files[2], files[0], files[1]));
	expect(await storedItem(itemOf(meeting, files[2]))).toMatchObject({ isCurrent: true });
});
