import { and, asc, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems } from "#db/schema/index.ts";
import { aCase, aMeeting, anEntry, type TestCase, type TestMeeting } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, type TestPanel, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal, setOfficer } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import {
	addOtherItem,
	addToAgenda,
	agendaToBuild,
	changeItem,
	closeMeeting,
	deferItem,
	moveItem,
	openItem,
	orderAgenda,
	removeFromAgenda,
	suggestedOrder,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let everyone: Everyone;
/** Walled off from the second case. */
let recused: Actor;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(files[1]);
	recused = everyone["recused coordinator"];
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const builders = () => ({
	...only(["lead", "chair", "deputy", "coordinator"], ["lead", "chair", "deputy", "coordinator", "member"]),
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "done",
	"recused member": "not allowed",
});
const text = { id: expect.any(String), commitment: expect.any(String) };
const itemsOf = (meeting: { id: string }) =>
	db
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meeting.id), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position));
const itemFor = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const stored = async (itemId: string) =>
	(await db.select().from(agendaItems).where(eq(agendaItems.id, itemId)))[0];

describe("putting something else than a case on the agenda", () => {
	const add = (actor: Actor, meeting: { id: string }, title = "A visit") =>
		addOtherItem(actor, anOpId(), { meetingId: meeting.id, title });

	it("is done: behind the cases, before any other business, seen by the panel", async () => {
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const { itemId } = await add(everyone.coordinator, meeting, " A visit ");
		const kinds = (await itemsOf(meeting)).map(({ kind }) => kind);
		expect(kinds.slice(4)).toEqual(["case", "case", "case", "other", "any-other-business"]);
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem")).toEqual([
			expect.objectContaining({ id: itemId, itemKind: "other", title: "A visit", minutes: 5, caseId: null }),
		]);
		expect(rowsIn(await sentTo(everyone.observer, panel.id, before), "agendaItem")).toEqual([]);
	});

	it("is for those who build agendas, and refused for a meeting that is over or unknown", async () => {
		const meeting = await aMeeting({ cases: files });
		expect(await whoMay(everyone, (actor) => add(actor, meeting))).toEqual(builders());
		await expect(add(everyone.chair, { id: "none" })).rejects.toThrow(new NotFound());
		const over = await aMeeting({ cases: [files[0]], startedBy: everyone.chair });
		await closeMeeting(everyone.chair, anOpId(), { meetingId: over.id, nothingDecided: "yes" });
		await expect(add(everyone.chair, over)).rejects.toMatchObject({
			fields: { title: "The meeting is closed" },
		});
	});

	it("is refused without words, with too many, or with minutes that are none", async () => {
		const { id: meetingId } = await aMeeting({ cases: files });
		const refused = (title: string, minutes: number) =>
			expect(addOtherItem(everyone.chair, anOpId(), { meetingId, title, minutes })).rejects;
		await refused(" ", 0).toMatchObject({
			fields: { title: "Enter what the item is about", minutes: "An item takes 1 minute or more" },
		});
		await refused("x".repeat(151), 181).toMatchObject({
			fields: { title: "Use 150 characters or fewer", minutes: "An item takes 180 minutes or less" },
		});
	});

	it("is recorded as an item about no case", async () => {
		const { id: meetingId } = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		const input = { meetingId, title: "A visit", minutes: 20 };
		const { itemId } = await sentTwice(panel.id, (opId) => addOtherItem(everyone.chair, opId, input));
		expect(await recordedSince(panel.id, before)).toEqual([
			{
				type: "agenda.item-added",
				sentence: "Priya Shah put an item on the agenda.",
				data: { meetingId, itemId, caseId: null },
				touched: [`agendaItem:${itemId}`],
				actorId: everyone.chair.userId,
			},
		]);
	});
});

describe("a case on the agenda", () => {
	it("is listed as new until a meeting has heard it, then for review, unless somebody says otherwise", async () => {
		const chair = everyone.chair;
		const file = await aCase({ panel });
		const listingIn = async (meeting: TestMeeting) => (await stored(itemFor(meeting, file)))?.listing;
		const first = await aMeeting({ cases: [file] });
		// Planned twice, heard in neither.
		const second = await aMeeting({ cases: [file], startedBy: chair });
		expect([await listingIn(first), await listingIn(second)]).toEqual(["new", "new"]);
		expect(await stored(itemFor(first, file))).toMatchObject({ minutes: 15 });
		const third = await aMeeting({ cases: [file] });
		expect(await stored(itemFor(third, file))).toMatchObject({ listing: "review", minutes: 10 });
		const fourth = await aMeeting({ cases: [files[0]] });
		const { itemId } = await addToAgenda(chair, anOpId(), {
			meetingId: fourth.id,
			caseId: file.id,
			listing: "repeat",
			minutes: 25,
		});
		expect(await stored(itemId)).toMatchObject({ listing: "repeat", minutes: 25 });
		await closeMeeting(chair, anOpId(), { meetingId: second.id, nothingDecided: "yes" });
	});

	it("carries its officer’s name as presenter", async () => {
		const file = await aCase({ panel });
		await setOfficer(everyone.coordinator, anOpId(), { caseId: file.id, officerName: "DC Okafor" });
		const meeting = await aMeeting({ cases: [file] });
		expect(await stored(itemFor(meeting, file))).toMatchObject({ presenterName: "DC Okafor" });
	});

	it("stays on the record once it has been deferred, heard or spoken of", async () => {
		const chair = everyone.chair;
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const remove = (file: TestCase) =>
			removeFromAgenda(chair, anOpId(), { meetingId: meeting.id, itemId: itemFor(meeting, file) });
		await deferItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemFor(meeting, files[1]),
			reason: "The referrer was not briefed",
			safetyCover: "Daily calls",
			interimOwner: "DC Okafor",
		});
		await anEntry({ file: files[2], by: chair, meetingId: meeting.id });
		for (const file of files) {
			await expect(remove(file)).rejects.toMatchObject({
				fields: { form: "The panel has spoken of this; it stays on the record" },
			});
		}
	});
});

describe("changing how an item is planned", () => {
	const wished = { minutes: 30, listing: "repeat" as const, presenterName: "Sam Cole", hasChildren: true };
	const change = async (actor: Actor, meetingId: string, itemId: string, fields = {}) =>
		changeItem(actor, anOpId(), {
			meetingId,
			itemId,
			...wished,
			version: (await stored(itemId))?.version ?? 0,
			...fields,
		});

	it("is done, and marked as a change since the papers went out", async () => {
		const meeting = await aMeeting({ cases: files });
		const itemId = itemFor(meeting, files[1]);
		const before = await versionOf(db, panel.id);
		await change(everyone.coordinator, meeting.id, itemId);
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem")).toEqual([
			expect.objectContaining({ id: itemId, ...wished, changedAt: expect.any(String) }),
		]);
		expect(rowsIn(await sentTo(recused, panel.id, before), "agendaItem")).toEqual([]);
	});

	it("of a standing item changes its minutes and who presents it, nothing of a case", async () => {
		const meeting = await aMeeting({ cases: files });
		const [welcome] = await itemsOf(meeting);
		await change(everyone.chair, meeting.id, welcome?.id ?? "");
		expect(await stored(welcome?.id ?? "")).toMatchObject({
			minutes: 30,
			presenterName: "Sam Cole",
			listing: null,
			hasChildren: false,
		});
	});

	it("is for those who build agendas and see the case; to the rest there is no such item", async () => {
		const meeting = await aMeeting({ cases: files });
		const itemId = itemFor(meeting, files[1]);
		expect(await whoMay(everyone, (actor) => change(actor, meeting.id, itemId))).toEqual({
			...builders(),
			"recused lead": "not found",
			"recused deputy": "not found",
			"recused coordinator": "not found",
		});
		const other = await aMeeting({ cases: files });
		await expect(change(everyone.chair, other.id, itemId)).rejects.toThrow(new NotFound());
	});

	it("is refused with fields that do not fit, each said at its field", async () => {
		const meeting = await aMeeting({ cases: files });
		await expect(
			change(everyone.chair, meeting.id, itemFor(meeting, files[0]), {
				minutes: "many",
				listing: "old",
				presenterName: "x".repeat(201),
			}),
		).rejects.toMatchObject({
			fields: {
				minutes: "Enter the minutes, like 15",
				listing: "Select new, repeat or review",
				presenterName: "Use 200 characters or fewer",
			},
		});
	});

	it("is refused when somebody changed it meanwhile: both are told", async () => {
		const meeting = await aMeeting({ cases: files });
		const itemId = itemFor(meeting, files[0]);
		const version = (await stored(itemId))?.version ?? 0;
		await change(everyone.chair, meeting.id, itemId, { minutes: 45 });
		const late = change(everyone.deputy, meeting.id, itemId, { version, hasChildren: "" });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { minutes: "45", listing: "repeat", presenterName: "Sam Cole", hasChildren: "yes" },
			submitted: { minutes: "30", hasChildren: "" },
			version: (await stored(itemId))?.version,
		});
	});

	it("is recorded with what was planned in a revision", async () => {
		const meeting = await aMeeting({ cases: files });
		const itemId = itemFor(meeting, files[0]);
		const before = await versionOf(db, panel.id);
		const version = (await stored(itemId))?.version ?? 0;
		const input = { meetingId: meeting.id, itemId, ...wished, version };
		await sentTwice(panel.id, (opId) => changeItem(everyone.chair, opId, input));
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event).toEqual({
			type: "agenda.item-changed",
			sentence: "Priya Shah changed how the case is planned on the agenda.",
			data: { meetingId: meeting.id, itemId, caseId: files[0].id, text },
			touched: [`agendaItem:${itemId}`],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual(wished);
	});
});

describe("putting the agenda in order", () => {
	const order = (actor: Actor, meeting: { id: string }, itemIds: string[]) =>
		orderAgenda(actor, anOpId(), { meetingId: meeting.id, itemIds });
	/** The agenda as this actor sees it. */
	const seenBy = async (actor: Actor, meeting: { id: string }) =>
		(await agendaToBuild(actor, meeting.id)).items.map(({ id }) => id);

	it("is done by drag: every place is taken anew, and only what moved is sent", async () => {
		const meeting = await aMeeting({ cases: files });
		const ids = await seenBy(everyone.coordinator, meeting);
		const [first, second, third] = files.map((file) => itemFor(meeting, file)) as [string, string, string];
		const wished = [...ids.slice(0, 4), third, first, second, ...ids.slice(7)];
		const before = await versionOf(db, panel.id);
		await order(everyone.coordinator, meeting, wished);
		expect(await seenBy(everyone.member, meeting)).toEqual(wished);
		const moved = rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem");
		expect(moved.map(({ id }) => id).sort()).toEqual([first, second, third].sort());
	});

	it("by somebody who does not see a case keeps that case’s place between, untold", async () => {
		const meeting = await aMeeting({ cases: files });
		const hidden = itemFor(meeting, files[1]);
		const ids = await seenBy(recused, meeting);
		expect(ids).not.toContain(hidden);
		const [first, last] = [itemFor(meeting, files[0]), itemFor(meeting, files[2])];
		const place = (await stored(hidden))?.position;
		await order(
			recused,
			meeting,
			ids.map((id) => (id === first ? last : id === last ? first : id)),
		);
		expect(await stored(hidden)).toMatchObject({ position: place });
		const cases = (await itemsOf(meeting)).filter(({ kind }) => kind === "case");
		expect(cases.map(({ id }) => id)).toEqual([last, hidden, first]);
		await expect(
			moveItem(recused, anOpId(), { meetingId: meeting.id, itemId: hidden, direction: "up" }),
		).rejects.toThrow(new NotFound());
		const version = await versionOf(db, panel.id);
		await moveItem(recused, anOpId(), { meetingId: meeting.id, itemId: first, direction: "up" });
		expect(await stored(hidden)).toMatchObject({ position: place });
		const [event] = await recordedSince(panel.id, version);
		expect(event?.touched.sort()).toEqual([`agendaItem:${first}`, `agendaItem:${last}`].sort());
	});

	it("is for those who build agendas", async () => {
		const meeting = await aMeeting({ cases: files });
		const answers = await whoMay(everyone, async (actor) => {
			const ids = await seenBy(actor, meeting).catch(() => ["none"]);
			return order(actor, meeting, [...ids.slice(1), ids[0] ?? ""]);
		});
		expect(answers).toEqual(builders());
	});

	it("is refused when nothing moves, and when an item has come, gone, or is named twice", async () => {
		const meeting = await aMeeting({ cases: files });
		const ids = await seenBy(everyone.chair, meeting);
		await expect(order(everyone.chair, meeting, ids)).rejects.toMatchObject({
			fields: { form: "The agenda is in this order already" },
		});
		const wrong = [ids.slice(1), [...ids, "none"], [...ids.slice(1), ids[1] ?? ""]];
		for (const itemIds of wrong) {
			await expect(order(everyone.chair, meeting, itemIds)).rejects.toThrow(Conflict);
		}
		// To name what one may not see is the same as to name what is not there.
		await expect(
			order(recused, meeting, [itemFor(meeting, files[1]), ...(await seenBy(recused, meeting))]),
		).rejects.toThrow("An item has come onto the agenda or left it.");
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files });
		const ids = await seenBy(everyone.chair, meeting);
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, itemIds: [ids[1] ?? "", ids[0] ?? "", ...ids.slice(2)] };
		await sentTwice(panel.id, (opId) => orderAgenda(everyone.chair, opId, input));
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{
				type: "agenda.ordered",
				sentence: "Priya Shah put the agenda in another order.",
				data: { meetingId: meeting.id },
				touched: [`agendaItem:${ids[1]}`, `agendaItem:${ids[0]}`],
			},
		]);
	});
});

describe("the order that is suggested", () => {
	const item = (
		id: string,
		risk: "high" | "medium" | "standard" | "not-assessed" | null,
		presenterName: string | null = null,
		hasChildren = false,
	) => ({
		id,
		presenterName,
		hasChildren,
		file: risk ? { reference: id, risk } : null,
	});

	it("is by risk, then by who presents, and leaves standing items where they are", () => {
		const items = [
			item("welcome", null),
			item("a", "standard"),
			item("b", "high", "Sam"),
			item("c", "not-assessed"),
			item("d", "high", "Ann"),
			item("any other business", null),
		];
		expect(suggestedOrder(items)).toEqual(["welcome", "d", "b", "c", "a", "any other business"]);
	});

	it("puts risk first, and within a risk keeps cases with children together, beside those of the next", () => {
		const items = [
			item("a", "high"),
			item("b", "medium", null, true),
			item("c", "standard"),
			item("d", "standard", null, true),
		];
		expect(suggestedOrder(items)).toEqual(["a", "b", "d", "c"]);
		expect(suggestedOrder([...items, item("e", "high", null, true)])).toEqual(["a", "e", "b", "d", "c"]);
		expect(
			suggestedOrder([item("f", "standard", null, true), item("a", "high"), item("e", "high", null, true)]),
		).toEqual(["a", "e", "f"]);
		expect(suggestedOrder([item("a", "high"), item("e", "high", null, true)])).toEqual(["e", "a"]);
		expect(suggestedOrder([])).toEqual([]);
	});
});

describe("cases that were put off", () => {
	it("come first when the next agenda is built, until one takes them up", async () => {
		const ours = await aPanel();
		const [early, late, waiting] = [
			await aCase({ panel: ours }),
			await aCase({ panel: ours }),
			await aCase({ panel: ours }),
		];
		const chair = await aMember({ panel: ours, role: "chair" });
		const meeting = await aMeeting({ cases: [early, late], startedBy: chair });
		const itemId = itemFor(meeting, late);
		await deferItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId,
			reason: "The referrer was not briefed",
			safetyCover: "Daily calls",
			interimOwner: "DC Okafor",
		});
		const next = await aMeeting({ panel: ours });
		const others = async () =>
			(await agendaToBuild(chair, next.id)).others.map(({ caseId, isPutOff }) => [caseId, isPutOff]);
		expect(await others()).toEqual([
			[late.id, true],
			[early.id, false],
			[waiting.id, false],
		]);
		// Back on: it is being heard after all.
		await openItem(chair, anOpId(), { meetingId: meeting.id, itemId, nothingDecided: "yes" });
		expect(await others()).toContainEqual([late.id, false]);
		const again = await aMember({ panel: ours, role: "deputy" });
		await declareRecusal(again, anOpId(), { caseId: late.id, userId: again.userId });
		expect(JSON.stringify(await agendaToBuild(again, next.id))).not.toContain(late.id);
	});
});
