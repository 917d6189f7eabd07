import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, meetingSeries, meetings } from "#db/schema/index.ts";
import { aCase, aMeeting, anEntry, enters, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, type TestPanel, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { seriesDates } from "../calendar/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import { openScope } from "../realtime/scope.ts";
import {
	addToAgenda,
	agendaToBuild,
	cancelMeeting,
	changeMeeting,
	meetingDoor,
	meetingPapers,
	meetingPeople,
	meetingRecord,
	meetingRoom,
	meetingsOfPanel,
	noteReading,
	planMeeting,
	planSeries,
	publishMeeting,
	startMeeting,
} from "./index.ts";

let panel: TestPanel;
let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	panel = await aPanel();
	file = await aCase({ panel });
	everyone = await everyoneAround(file);
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

/** Recusal is from a case: who is recused from one still plans the others. */
const builders = () => ({
	...only(["lead", "chair", "deputy", "coordinator"], ["lead", "chair", "deputy", "coordinator", "member"]),
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "done",
	"recused member": "not allowed",
});
const planned = { startsAt: "2027-01-05T10:00:00.000Z", place: "Room 1" };
const text = { id: expect.any(String), commitment: expect.any(String) };
const plan = (actor: Actor, fields: Partial<Parameters<typeof planMeeting>[2]> = {}) =>
	planMeeting(actor, anOpId(), { panelId: panel.id, ...planned, ...fields });
const stored = async (id: string) => (await db.select().from(meetings).where(eq(meetings.id, id)))[0];
const itemsOf = (meetingId: string) =>
	db
		.select()
		.from(agendaItems)
		.where(eq(agendaItems.meetingId, meetingId))
		.orderBy(asc(agendaItems.position));

describe("planning a meeting", () => {
	it("is done: a draft with the standing items, known to those who build it", async () => {
		const { meetingId } = await plan(everyone.coordinator, { minutes: 90 });
		expect(await stored(meetingId)).toMatchObject({
			state: "draft",
			startsAt: new Date(planned.startsAt),
			minutes: 90,
			extendedBy: 0,
			publications: 0,
			quorum: expect.any(Number),
		});
		const items = await itemsOf(meetingId);
		expect(items.map(({ kind, minutes }) => [kind, minutes])).toEqual([
			["welcome", 5],
			["apologies", 2],
			["minutes", 3],
			["actions", 10],
			["any-other-business", 5],
		]);
		const ids = async (actor: Actor) => (await meetingsOfPanel(actor, panel.id)).open.map(({ id }) => id);
		expect(await ids(everyone.chair)).toContain(meetingId);
		expect(await ids(everyone.member)).not.toContain(meetingId);
		await expect(meetingPapers(everyone.member, meetingId)).rejects.toThrow(new NotFound());
	});

	it("is for those who build agendas; it is refused to members, and to the rest there is no such panel", async () => {
		expect(await whoMay(everyone, (actor) => plan(actor))).toEqual(builders());
		const unsigned = await aMember({ panel, role: "deputy", isUnsigned: true });
		await expect(plan(unsigned)).rejects.toThrow(new NotFound());
		await expect(plan(everyone.chair, { panelId: "none" })).rejects.toThrow(new NotFound());
	});

	it("is refused without a time, a length or a place, each said at its field", async () => {
		await expect(plan(everyone.chair, { startsAt: "soon", minutes: 5, place: " " })).rejects.toMatchObject({
			fields: {
				startsAt: "Enter the date and time of the meeting",
				minutes: "A meeting takes 10 minutes or more",
				place: "Enter the place or the call link",
			},
		});
		await expect(plan(everyone.chair, { minutes: 481, place: "x".repeat(301) })).rejects.toMatchObject({
			fields: { minutes: "A meeting takes 8 hours or less", place: "Use 300 characters or fewer" },
		});
		await expect(plan(everyone.chair, { minutes: 60.5 })).rejects.toMatchObject({
			fields: { minutes: "Enter a whole number of minutes" },
		});
	});

	it("is recorded, once however often it is sent", async () => {
		const before = await versionOf(db, panel.id);
		const input = { panelId: panel.id, ...planned };
		const { meetingId } = await sentTwice(panel.id, (opId) => planMeeting(everyone.chair, opId, input));
		const items = await itemsOf(meetingId);
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event).toEqual({
			type: "meeting.planned",
			sentence: "Priya Shah planned a meeting.",
			data: { meetingId, text },
			touched: [`meeting:${meetingId}`, ...items.map(({ id }) => `agendaItem:${id}`)],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ ...planned, minutes: 120 });
	});
});

describe("planning a series", () => {
	const series = {
		startsOn: "2027-02-02",
		startTime: "10:00",
		everyWeeks: 2,
		startsAt: ["2027-02-02T10:00:00.000Z", "2027-02-16T10:00:00.000Z", "2027-03-02T10:00:00.000Z"],
		place: "Room 1",
	};
	const planAll = (actor: Actor, fields: Partial<Parameters<typeof planSeries>[2]> = {}) =>
		planSeries(actor, anOpId(), { panelId: panel.id, ...series, ...fields });

	it("is done: a draft for each date, in order, of one series", async () => {
		const { seriesId, meetingIds } = await planAll(everyone.coordinator);
		const made = await Promise.all(meetingIds.map(stored));
		expect(made.map((meeting) => meeting?.startsAt.toISOString())).toEqual(series.startsAt);
		expect(new Set(made.map((meeting) => meeting?.seriesId))).toEqual(new Set([seriesId]));
		for (const { length } of await Promise.all(meetingIds.map(itemsOf))) expect(length).toBe(5);
		expect(await db.select().from(meetingSeries).where(eq(meetingSeries.id, seriesId))).toEqual([
			expect.objectContaining({ startsOn: "2027-02-02", everyWeeks: 2, minutes: 120 }),
		]);
	});

	it("is for those who build agendas", async () => {
		expect(await whoMay(everyone, (actor) => planAll(actor, { startsAt: [planned.startsAt] }))).toEqual(
			builders(),
		);
	});

	it("is refused when it never comes, or comes too often, each said at its field", async () => {
		const refused = (fields: Parameters<typeof planAll>[1]) =>
			expect(planAll(everyone.chair, fields)).rejects;
		await refused({ everyWeeks: 0, startsAt: [] }).toMatchObject({
			fields: {
				everyWeeks: "The panel meets every week or more rarely",
				startsAt: "There is no date in this series",
			},
		});
		const many = Array.from({ length: 27 }, () => planned.startsAt);
		await refused({ everyWeeks: 14, startsAt: many, place: "" }).toMatchObject({
			fields: {
				everyWeeks: "Enter 13 weeks or fewer",
				startsAt: "Plan 26 meetings or fewer",
				place: "Enter the place or the call link",
			},
		});
	});

	it("is recorded: each meeting, and the series", async () => {
		const before = await versionOf(db, panel.id);
		const input = { panelId: panel.id, ...series };
		const { seriesId, meetingIds } = await sentTwice(panel.id, (opId) =>
			planSeries(everyone.chair, opId, input),
		);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ type }) => type)).toEqual([
			...meetingIds.map(() => "meeting.planned"),
			"series.planned",
		]);
		expect(events.at(-1)).toMatchObject({
			sentence: "Priya Shah planned a series of 3 meetings.",
			data: { seriesId, meetingIds, text },
		});
		expect(await textOf(events.at(-1))).toEqual({
			startsOn: "2027-02-02",
			startTime: "10:00",
			everyWeeks: 2,
			minutes: 120,
			place: "Room 1",
		});
	});
});

it("scenario 8: papers go out five working days ahead over bank holidays, a series skips them, and members see their panel’s cases alone", async () => {
	// Christmas Day and Boxing Day's substitute, a weekend each side, and New Year's Day lie between.
	const { meetingId } = await plan(everyone.coordinator, { startsAt: "2027-01-05T10:00:00.000Z" });
	await addToAgenda(everyone.coordinator, anOpId(), { meetingId, caseId: file.id });
	expect(await agendaToBuild(everyone.coordinator, meetingId)).toMatchObject({ publishBy: "2026-12-24" });
	await publishMeeting(everyone.coordinator, anOpId(), { meetingId });

	const { dates, skipped } = seriesDates({ startsOn: "2026-12-14", everyWeeks: 2, count: 3 });
	expect(dates).toEqual(["2026-12-14", "2027-01-11", "2027-01-25"]);
	expect(skipped.map(({ date }) => date)).toEqual(["2026-12-28"]);
	const { meetingIds } = await planSeries(everyone.coordinator, anOpId(), {
		panelId: panel.id,
		startsOn: "2026-12-14",
		startTime: "10:00",
		everyWeeks: 2,
		startsAt: dates.map((date) => `${date}T10:00:00.000Z`),
		place: "Room 1",
	});
	expect(meetingIds).toHaveLength(3);

	const { items } = await meetingPapers(everyone.member, meetingId);
	expect(items.flatMap(({ caseId }) => caseId ?? [])).toEqual([file.id]);
	const recused = await meetingPapers(everyone["recused member"], meetingId);
	expect(recused.items.flatMap(({ caseId }) => caseId ?? [])).toEqual([]);
	expect(JSON.stringify(recused)).not.toContain(file.id);
	await expect(meetingPapers(everyone["chair elsewhere"], meetingId)).rejects.toThrow(new NotFound());
});

describe("changing a meeting", () => {
	const moved = { startsAt: "2027-01-06T14:00:00.000Z", minutes: 60, place: "Room 2" };
	const change = async (actor: Actor, meetingId: string, fields: Record<string, unknown> = {}) =>
		changeMeeting(actor, anOpId(), {
			meetingId,
			...moved,
			version: (await stored(meetingId))?.version ?? 0,
			...fields,
		});

	it("is done, before and after its papers went out, and on the screens of those who see it", async () => {
		const { id } = await aMeeting({ cases: [file] });
		const before = await versionOf(db, panel.id);
		await change(everyone.coordinator, id);
		expect(await stored(id)).toMatchObject({ minutes: 60, place: "Room 2", state: "published" });
		const sent = await sentTo(everyone.member, panel.id, before);
		expect(rowsIn(sent, "meeting")).toEqual([expect.objectContaining({ id, ...moved })]);
		expect(rowsIn(await sentTo(everyone.observer, panel.id, before), "meeting")).toEqual([]);
	});

	it("is for those who build agendas; a draft is unknown to a member", async () => {
		const published = await aMeeting({ cases: [file] });
		expect(await whoMay(everyone, (actor) => change(actor, published.id))).toEqual(builders());
		const draft = await aMeeting({ cases: [file], isDraft: true });
		await expect(change(everyone.member, draft.id)).rejects.toThrow(new NotFound());
		await expect(change(everyone.chair, "none", { version: 1 })).rejects.toThrow(new NotFound());
	});

	it("is refused once it has started, and with fields that do not fit", async () => {
		const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
		await expect(change(everyone.chair, meeting.id)).rejects.toThrow("The meeting is in progress.");
		const other = await aMeeting({ cases: [file] });
		await expect(change(everyone.chair, other.id, { startsAt: "", place: "" })).rejects.toMatchObject({
			fields: {
				startsAt: "Enter the date and time of the meeting",
				place: "Enter the place or the call link",
			},
		});
	});

	it("is refused when somebody changed it meanwhile: both are told, and a second try may name the new version", async () => {
		const { id } = await aMeeting({ cases: [file] });
		const version = (await stored(id))?.version ?? 0;
		await change(everyone.chair, id, { place: "Room 9" });
		const late = change(everyone.coordinator, id, { version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { ...moved, minutes: "60", place: "Room 9" },
			submitted: { ...moved, minutes: "60" },
			version: (await stored(id))?.version,
		});
	});

	it("is recorded with its words in a revision", async () => {
		const { id } = await aMeeting({ cases: [file] });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: id, ...moved, version: (await stored(id))?.version ?? 0 };
		await sentTwice(panel.id, (opId) => changeMeeting(everyone.chair, opId, input));
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event).toMatchObject({
			type: "meeting.changed",
			sentence: "Priya Shah changed a meeting’s details.",
			data: { meetingId: id, text },
			touched: [`meeting:${id}`],
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual(moved);
	});
});

describe("publishing", () => {
	const publish = (actor: Actor, meetingId: string) => publishMeeting(actor, anOpId(), { meetingId });

	it("is done: members get it, and what comes later is marked as a change until it is published again", async () => {
		let at = new Date();
		setClock(() => at);
		const member = await aMember({ panel });
		const chair = await aMember({ panel, role: "deputy" });
		const { id } = await aMeeting({ cases: [file], isDraft: true });
		const before = await versionOf(db, panel.id);
		expect(await publish(chair, id)).toEqual({ publication: 1 });
		expect(rowsIn(await sentTo(member, panel.id, before), "meeting")).toEqual([
			expect.objectContaining({ id, state: "published", publishedAt: at.toISOString() }),
		]);
		at = new Date(at.getTime() + 1);
		const late = await aCase({ panel });
		const { itemId } = await addToAgenda(chair, anOpId(), { meetingId: id, caseId: late.id });
		const added = async () => (await meetingPapers(member, id)).items.filter(({ isNew }) => isNew);
		expect((await added()).map((item) => item.id)).toEqual([itemId]);
		expect(await publish(chair, id)).toEqual({ publication: 2 });
		expect(await added()).toEqual([]);
	});

	it("is for those who build agendas", async () => {
		const other = await aCase({ panel });
		const answers = await whoMay(everyone, async (actor) => {
			const { id } = await aMeeting({ cases: [file, other], isDraft: true });
			return publish(actor, id);
		});
		// A draft is unknown to those who do not build it.
		expect(answers).toEqual({ ...builders(), member: "not found", "recused member": "not found" });
	});

	it("is refused with nothing to speak of, once started, and once cancelled", async () => {
		const { meetingId } = await plan(everyone.chair);
		await expect(publish(everyone.chair, meetingId)).rejects.toMatchObject({
			fields: { form: "Put at least one case on the agenda before you publish it" },
		});
		await cancelMeeting(everyone.chair, anOpId(), { meetingId, reason: "Snow" });
		await expect(publish(everyone.chair, meetingId)).rejects.toThrow("The meeting is cancelled.");
		const started = await aMeeting({ cases: [file], startedBy: everyone.chair });
		await expect(publish(everyone.chair, started.id)).rejects.toThrow(Conflict);
	});

	it("tells a recused builder nothing of the one case that is listed", async () => {
		const listed = await aMeeting({ cases: [file], isDraft: true });
		const empty = await plan(everyone.chair);
		for (const actor of [
			everyone["recused lead"],
			everyone["recused deputy"],
			everyone["recused coordinator"],
		]) {
			for (const meetingId of [listed.id, empty.meetingId]) {
				await expect(publish(actor, meetingId)).rejects.toMatchObject({
					fields: { form: "Put at least one case on the agenda before you publish it" },
				});
			}
		}
		expect(await publish(everyone.chair, listed.id)).toEqual({ publication: 1 });
	});

	it("is recorded: the version that stood then, whatever changes later", async () => {
		const meeting = await aMeeting({ cases: [file], isDraft: true });
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => publishMeeting(everyone.chair, opId, { meetingId: meeting.id }));
		const [event] = await recordedSince(panel.id, before);
		expect(event).toMatchObject({
			type: "meeting.published",
			sentence: "Priya Shah published the agenda.",
			data: { meetingId: meeting.id, publication: 1, text },
		});
		await publish(everyone.chair, meeting.id);
		expect((await recordedSince(panel.id, before)).at(-1)).toMatchObject({
			sentence: "Priya Shah published the agenda again.",
		});
		const agenda = (await textOf(event)) as { items: { kind: string; caseId: string | null }[] };
		expect(agenda.items.map(({ kind }) => kind)).toEqual([
			"welcome",
			"apologies",
			"minutes",
			"actions",
			"case",
			"any-other-business",
		]);
	});
});

describe("cancelling", () => {
	const cancel = (actor: Actor, meetingId: string, reason = "Snow") =>
		cancelMeeting(actor, anOpId(), { meetingId, reason });

	it("is done: it is among the past ones with its reason, and cannot start", async () => {
		const { id } = await aMeeting({ cases: [file] });
		await cancel(everyone.chair, id, " Snow ");
		const { open, closed } = await meetingsOfPanel(everyone.member, panel.id);
		expect(open.map((meeting) => meeting.id)).not.toContain(id);
		expect(closed.meetings).toContainEqual(expect.objectContaining({ id, state: "cancelled", note: "Snow" }));
		await expect(startMeeting(everyone.chair, anOpId(), { meetingId: id })).rejects.toThrow(
			"The meeting is cancelled.",
		);
	});

	it("is for those who build agendas", async () => {
		const answers = await whoMay(everyone, async (actor) =>
			cancel(actor, (await aMeeting({ cases: [file] })).id),
		);
		expect(answers).toEqual(builders());
	});

	it("of a draft tells the rest of the panel nothing: it never was", async () => {
		const { id } = await aMeeting({ cases: [file], isDraft: true });
		await cancel(everyone.chair, id, "The chair of Housing is ill");
		const { member } = everyone;
		const listed = async (actor: Actor) => (await meetingsOfPanel(actor, panel.id)).closed;
		expect(JSON.stringify(await listed(everyone.coordinator))).toContain(id);
		const toMember = await listed(member);
		expect(JSON.stringify(toMember)).not.toContain(id);
		expect((await listed(everyone.coordinator)).total).toBeGreaterThan(toMember.total);
		for (const attempt of [
			() => meetingDoor(member, id),
			() => meetingRoom(member, id),
			() => meetingPapers(member, id),
			() => meetingRecord(member, id),
			() => meetingPeople(member, id),
			() => noteReading(member, id, file.id),
			() => enters(member, { id }),
			() => changeMeeting(member, anOpId(), { meetingId: id, ...planned, minutes: 60, version: 1 }),
		]) {
			await expect(attempt()).rejects.toThrow(new NotFound());
		}
		const scopeOf = async (actor: Actor) => openScope(await accessOf(db, actor), { kind: "meeting", id });
		expect(await scopeOf(member)).toBeUndefined();
		expect(await scopeOf(everyone.coordinator)).toBeDefined();
		expect(await meetingRecord(everyone.coordinator, id)).toMatchObject({ meeting: { state: "cancelled" } });
		// Nor does what is said elsewhere tell whether there was such a meeting.
		const saying = (meetingId: string) => anEntry({ file, by: member, meetingId });
		await expect(saying(id)).rejects.toMatchObject({
			fields: { meetingId: "This case is not on that meeting’s agenda" },
		});
	});

	it("is refused without a reason, and once it has started", async () => {
		const { id } = await aMeeting({ cases: [file], startedBy: everyone.chair });
		await expect(cancel(everyone.chair, id, " ")).rejects.toMatchObject({
			fields: { reason: "Say why the meeting is cancelled" },
		});
		await expect(cancel(everyone.chair, id, "x".repeat(501))).rejects.toMatchObject({
			fields: { reason: "Use 500 characters or fewer" },
		});
		await expect(cancel(everyone.chair, id)).rejects.toThrow("The meeting is in progress.");
	});

	it("is recorded, with the reason in a revision", async () => {
		const { id } = await aMeeting({ cases: [file] });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: id, reason: "Snow" };
		await sentTwice(panel.id, (opId) => cancelMeeting(everyone.chair, opId, input));
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event).toMatchObject({
			type: "meeting.cancelled",
			sentence: "Priya Shah cancelled the meeting.",
			data: { meetingId: id, text, witnesses: [] },
			touched: [`meeting:${id}`],
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ reason: "Snow" });
	});
});
