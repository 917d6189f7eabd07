import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
import {
	aCase,
	aMeeting,
	anAction,
	anEntry,
	type TestCase,
	type TestMeeting,
} from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aPanel, type TestPanel, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { answerAction, settleAction } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotFound } from "../http/errors.ts";
import { postSection, summarySection } from "../summary/index.ts";
import {
	agendaToBuild,
	closeMeeting,
	deferItem,
	meetingPapers,
	meetingRecord,
	meetingRoom,
	noteReading,
	openItem,
	passChair,
	pauseMeeting,
	raiseHand,
	reopenMeeting,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let everyone: Everyone;
let chair: Actor;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(files[1]);
	chair = everyone.chair;
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const close = (
	actor: Actor,
	meeting: { id: string },
	fields: Partial<Parameters<typeof closeMeeting>[2]> = { nothingDecided: "yes", all: "carried-over" },
) => closeMeeting(actor, anOpId(), { meetingId: meeting.id, ...fields });
const reopen = (actor: Actor, meeting: { id: string }) =>
	reopenMeeting(actor, anOpId(), { meetingId: meeting.id });
const stored = async (meeting: { id: string }) =>
	(await db.select().from(meetings).where(eq(meetings.id, meeting.id)))[0];
const item = async (itemId: string) =>
	(await db.select().from(agendaItems).where(eq(agendaItems.id, itemId)))[0];
const deferral = {
	reason: "The referrer was not briefed",
	safetyCover: "Daily calls",
	interimOwner: "DC Okafor",
};
/** What the close does to the cases themselves is told in server/follow-up/leave-agenda.test.ts. */
const isOfMeeting = ({ type }: { type: string }) => !type.startsWith("case.");
const inProgress = () => aMeeting({ cases: files, startedBy: chair });

describe("closing", () => {
	it("is done: nothing is current, every screen knows, and the record is there at once", async () => {
		const meeting = await inProgress();
		const entry = await anEntry({ file: files[0], by: chair, meetingId: meeting.id, kind: "decision" });
		const before = await versionOf(db, panel.id);
		await close(chair, meeting, { all: "carried-over" });
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "meeting")).toEqual([
			expect.objectContaining({ state: "closed", closedAt: expect.any(String) }),
		]);
		expect(await item(itemOf(meeting, files[0]))).toMatchObject({ isCurrent: false, outcome: "heard" });
		const record = await meetingRecord(everyone.member, meeting.id);
		expect(record.rows.map(({ id }) => id)).toContain(entry.id);
		expect(record.items.filter(({ caseId }) => caseId).map(({ outcome }) => outcome)).toEqual([
			"heard",
			"carried-over",
			"carried-over",
		]);
	});

	it("takes every hand down, on every screen", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair, present: [everyone.member] });
		const { handId } = await raiseHand(everyone.member, anOpId(), { meetingId: meeting.id });
		const before = await versionOf(db, panel.id);
		await close(chair, meeting);
		expect(await sentTo(chair, panel.id, before)).toMatchObject({
			removed: expect.arrayContaining([`hand:${handId}`]),
		});
		await reopen(chair, meeting);
		const { snapshot } = await meetingRoom(chair, meeting.id);
		expect(snapshot.rows.filter(({ kind }) => kind === "hand")).toEqual([]);
	});

	it("is for whoever is in the chair, while it is in progress", async () => {
		const meeting = await inProgress();
		const { chair: _, ...others } = everyone;
		const answers = await whoMay(others, (actor) => close(actor, meeting));
		const { chair: __, ...refused } = {
			...only([], ["lead", "deputy", "coordinator", "member"]),
			"recused lead": "not allowed",
			"recused deputy": "not allowed",
			"recused coordinator": "not allowed",
			"recused member": "not allowed",
		} as Record<string, string>;
		expect(answers).toEqual(refused);
		await close(chair, meeting);
		await expect(close(chair, meeting)).rejects.toThrow("The meeting is closed.");
		await expect(close(chair, await aMeeting({ cases: files }))).rejects.toThrow(
			"The meeting has not started.",
		);
		await expect(close(chair, { id: "none" })).rejects.toThrow(new NotFound());
	});

	it("reads the current case back first", async () => {
		const meeting = await inProgress();
		await expect(close(chair, meeting, { all: "carried-over" })).rejects.toMatchObject({
			fields: {
				nothingDecided: "Nothing was decided on this case. Record what was, or say that nothing was",
			},
		});
		expect(await stored(meeting)).toMatchObject({ state: "in-progress" });
	});

	it("scenario 21: an action without owner or date, or refused since its case was left, keeps the meeting open", async () => {
		const meeting = await inProgress();
		const housing = await aMember({ panel });
		const act = (ownerAgencyId: string, due?: string) =>
			anAction({ file: files[0], by: chair, meetingId: meeting.id, ownerAgencyId, due });
		const accepted = await act(housing.agencyId, "2027-01-05");
		await openItem(chair, anOpId(), { meetingId: meeting.id, itemId: itemOf(meeting, files[1]) });
		// While the panel is on another case.
		const refusal = { actionId: accepted.id, answer: "refused" as const, reason: "Not ours" };
		await answerAction(housing, anOpId(), { ...refusal, version: accepted.version });
		const late = await act("");
		await expect(close(chair, meeting)).rejects.toMatchObject({
			fields: {
				readBack: `An action has no owner or no date, or was refused, on ${files[0].reference}. Settle it, or let the chair hold it`,
			},
		});
		for (const { id } of [accepted, late]) {
			const { rows } = await meetingRecord(chair, meeting.id);
			const version = rows.find((row) => row.id === id)?.version ?? 0;
			await settleAction(chair, anOpId(), { actionId: id, isHeldByChair: "yes", version });
		}
		await close(chair, meeting);
	});

	it("while it is paused adds no time and leaves no pause behind", async () => {
		let at = Date.now();
		setClock(() => new Date(at));
		const meeting = await inProgress();
		at += 60_000;
		await pauseMeeting(chair, anOpId(), { meetingId: meeting.id });
		at += 60_000;
		await close(chair, meeting);
		expect(await stored(meeting)).toMatchObject({ pausedAt: null, closedAt: new Date(at) });
		expect(await item(itemOf(meeting, files[0]))).toMatchObject({ spentMs: 60_000, runningSince: null });
	});
});

describe("what was not heard", () => {
	it("scenario 20: with five left at closing time, each is carried over or decided outside; none is dropped", async () => {
		const ours = await aPanel();
		const many = [];
		for (let left = 6; left > 0; left--) many.push(await aCase({ panel: ours }));
		const leader = await aMember({ panel: ours, role: "chair" });
		const meeting = await aMeeting({ cases: many, startedBy: leader });
		const [, ...ids] = meeting.items.map(({ id }) => id) as [string, string, string, string, string, string];
		const answer = (fields: Partial<Parameters<typeof closeMeeting>[2]>) =>
			close(leader, meeting, { nothingDecided: "yes", ...fields });
		await expect(answer({ leftovers: { [ids[0]]: "outside" } })).rejects.toMatchObject({
			fields: {
				outside: "Say who decides outside the meeting, and by when",
				...Object.fromEntries(ids.slice(1).map((id) => [`item-${id}`, "Select what happens to this case"])),
			},
		});
		// Nothing of it was done.
		expect(await item(meeting.items[0]?.id ?? "")).toMatchObject({ isCurrent: true });
		await answer({
			leftovers: { [ids[0]]: "outside", none: "outside" },
			all: "carried-over",
			outside: " Chair and DC Okafor, by Friday ",
		});
		expect(await item(ids[0])).toMatchObject({
			outcome: "outside",
			reason: "Chair and DC Okafor, by Friday",
			leftAt: null,
		});
		for (const id of ids.slice(1))
			expect(await item(id)).toMatchObject({ outcome: "carried-over", reason: null });
		const next = await aMeeting({ panel: ours });
		const { others } = await agendaToBuild(leader, next.id);
		expect(others.filter(({ isPutOff }) => isPutOff)).toHaveLength(4);
	});

	it("what was deferred or heard is asked nothing of", async () => {
		const meeting = await inProgress();
		await deferItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, files[1]),
			...deferral,
		});
		await close(chair, meeting, {
			nothingDecided: "yes",
			leftovers: { [itemOf(meeting, files[2])]: "carried-over", [itemOf(meeting, files[1])]: "outside" },
		});
		expect(await item(itemOf(meeting, files[1]))).toMatchObject({ outcome: "deferred", ...deferral });
	});

	it("is refused with an answer that is none, or too many words", async () => {
		const meeting = await inProgress();
		await expect(close(chair, meeting, { all: "dropped" as "outside" })).rejects.toMatchObject({
			fields: { all: "Select what happens to this case" },
		});
		await expect(close(chair, meeting, { all: "outside", outside: "x".repeat(501) })).rejects.toMatchObject({
			fields: { outside: "Use 500 characters or fewer" },
		});
	});

	it("and the chair may not see is carried over without a word", async () => {
		const meeting = await inProgress();
		const deputy = everyone["recused deputy"];
		const hidden = itemOf(meeting, files[1]);
		await anAction({ file: files[1], by: chair, meetingId: meeting.id, ownerAgencyId: "" });
		await passChair(deputy, anOpId(), { meetingId: meeting.id });
		const refused: Invalid = await close(deputy, meeting, { nothingDecided: "yes" }).catch((error) => error);
		expect(refused).toBeInstanceOf(Invalid);
		expect(Object.keys(refused.fields)).toEqual([`item-${itemOf(meeting, files[2])}`]);
		const before = await versionOf(db, panel.id);
		// To answer for it does not decide it either.
		await close(deputy, meeting, {
			nothingDecided: "yes",
			leftovers: { [hidden]: "outside", [itemOf(meeting, files[2])]: "carried-over" },
		});
		expect(await item(hidden)).toMatchObject({ outcome: "carried-over", reason: null });
		expect(JSON.stringify(await sentTo(deputy, panel.id, before))).not.toContain(hidden);
		expect(JSON.stringify(await meetingRecord(deputy, meeting.id))).not.toContain(hidden);
	});

	it("is closed by a chair who may not know the current case", async () => {
		const meeting = await inProgress();
		const deputy = await aMember({ panel, role: "deputy" });
		await declareRecusal(deputy, anOpId(), { caseId: files[0].id, userId: deputy.userId });
		await passChair(deputy, anOpId(), { meetingId: meeting.id });
		await close(deputy, meeting, { all: "carried-over" });
		expect(await item(itemOf(meeting, files[0]))).toMatchObject({
			isCurrent: false,
			outcome: "carried-over",
		});
	});

	it("is recorded case by case, with the words in a revision", async () => {
		const meeting = await inProgress();
		const [first, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		const before = await versionOf(db, panel.id);
		const input = {
			meetingId: meeting.id,
			nothingDecided: "yes" as const,
			leftovers: { [second]: "outside" as const },
			all: "carried-over" as const,
			outside: "The chair, by Friday",
		};
		await sentTwice(panel.id, (opId) => closeMeeting(chair, opId, input));
		const events = (await recordedSince(panel.id, before)).filter(isOfMeeting);
		expect(events.map(({ type, sentence }) => [type, sentence])).toEqual([
			["meeting.item-left", "Priya Shah left the case with nothing decided."],
			["meeting.item-put-off", "Priya Shah left the case to be decided outside the meeting."],
			["meeting.item-put-off", "Priya Shah carried the case over to another meeting."],
			["meeting.closed", "Priya Shah closed the meeting."],
		]);
		expect(events[1]).toMatchObject({
			data: { meetingId: meeting.id, itemId: second, caseId: files[1].id, outcome: "outside", text },
			touched: [`agendaItem:${second}`],
		});
		expect(await textOf(events[1])).toEqual({ outcome: "outside", reason: "The chair, by Friday" });
		expect(events[2]?.touched).toEqual([`agendaItem:${third}`]);
		expect(events[3]?.touched).toEqual([`meeting:${meeting.id}`, `agendaItem:${first}`]);
	});
});

describe("undoing a wrong close", () => {
	it("within half an hour goes on where it was, with what was put off waiting again", async () => {
		let at = Date.now();
		setClock(() => new Date(at));
		const meeting = await inProgress();
		at += 5 * 60_000;
		await close(chair, meeting, { nothingDecided: "yes", all: "outside", outside: "The chair, by Friday" });
		at += 30 * 60_000;
		const before = await versionOf(db, panel.id);
		await reopen(everyone.deputy, meeting);
		expect(await stored(meeting)).toMatchObject({
			state: "in-progress",
			closedAt: null,
			chairUserId: everyone.deputy.userId,
		});
		// The half hour between is nobody's.
		expect(await item(itemOf(meeting, files[0]))).toMatchObject({
			isCurrent: true,
			leftAt: null,
			outcome: null,
			spentMs: 5 * 60_000,
			runningSince: new Date(at),
		});
		for (const file of [files[1], files[2]]) {
			expect(await item(itemOf(meeting, file))).toMatchObject({ outcome: null, reason: null });
		}
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem")).toHaveLength(3);
		const hidden = await sentTo(everyone["recused member"], panel.id, before);
		expect(JSON.stringify(hidden)).not.toContain(itemOf(meeting, files[1]));
		await close(everyone.deputy, meeting);
	});

	it("leaves what was deferred, and what was decided before the close, as it was", async () => {
		const meeting = await inProgress();
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		await openItem(chair, anOpId(), { meetingId: meeting.id, itemId: second, nothingDecided: "yes" });
		// The current one is deferred: nothing is on when it closes.
		await deferItem(chair, anOpId(), { meetingId: meeting.id, itemId: second, ...deferral });
		await close(chair, meeting, { all: "carried-over" });
		await reopen(chair, meeting);
		expect(await item(first)).toMatchObject({ outcome: "nothing-decided", isCurrent: false });
		expect(await item(second)).toMatchObject({ outcome: "deferred", isCurrent: false, ...deferral });
		expect(await item(itemOf(meeting, files[2]))).toMatchObject({ outcome: null });
	});

	it("is for whoever may run the meeting; refused later, and of one that is not closed", async () => {
		let at = Date.now();
		setClock(() => new Date(at));
		const answers = await whoMay(everyone, async (actor) => {
			const meeting = await aMeeting({ cases: [files[0]], startedBy: chair });
			await close(chair, meeting);
			expect((await meetingRecord(chair, meeting.id)).mayReopen).toBe(true);
			await reopen(actor, meeting);
		});
		expect(answers).toEqual({
			...only(["lead", "chair", "deputy"], ["coordinator", "member"]),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "not allowed",
			"recused member": "not allowed",
		});
		const meeting = await inProgress();
		await expect(reopen(chair, meeting)).rejects.toThrow("The meeting is in progress.");
		await close(chair, meeting);
		at += 30 * 60_000 + 1;
		const late = reopen(chair, meeting);
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toThrow("The meeting was closed more than 30 minutes ago; its record stands.");
		expect(await stored(meeting)).toMatchObject({ state: "closed" });
	});

	it("is recorded", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => reopenMeeting(chair, opId, { meetingId: meeting.id }));
		const [event, ...others] = (await recordedSince(panel.id, before)).filter(isOfMeeting);
		expect(event).toMatchObject({
			type: "meeting.reopened",
			sentence: "Priya Shah opened the closed meeting again.",
			data: { meetingId: meeting.id },
		});
		expect(event?.touched.sort()).toEqual(
			[`meeting:${meeting.id}`, ...files.map((file) => `agendaItem:${itemOf(meeting, file)}`)].sort(),
		);
		expect(others).toEqual([]);
	});
});

describe("the summaries of its cases", () => {
	const wrote = async (file: TestCase, text: string, key = "risk") => {
		const { section } = await summarySection(everyone.member, file.id, key);
		await postSection(everyone.member, anOpId(), { caseId: file.id, key, base: section.text, text });
	};
	const texts = (summaries: Record<string, { text: string }[]>, file: TestCase) =>
		summaries[file.id]?.map(({ text }) => text);

	it("are kept as the panel had them, also of a case that was not reached", async () => {
		await wrote(files[0], "He has her new address.");
		await wrote(files[0], "", "plan");
		await wrote(files[1], "She is moving in May.");
		const meeting = await inProgress();
		expect((await meetingRecord(chair, meeting.id)).summaries).toEqual({});
		expect(texts((await meetingPapers(chair, meeting.id)).summaries, files[0])).toEqual([
			"He has her new address.",
		]);
		await wrote(files[0], "He has her new address.\nHe drove past twice.");
		await close(chair, meeting);
		await wrote(files[0], "He was arrested.");
		for (const { summaries } of [
			await meetingRecord(chair, meeting.id),
			await meetingPapers(everyone.member, meeting.id),
		]) {
			expect(texts(summaries, files[0])).toEqual(["He has her new address.\nHe drove past twice."]);
			expect(texts(summaries, files[1])).toEqual(["She is moving in May."]);
			expect(texts(summaries, files[2])).toBeUndefined();
		}
		const hidden = [
			await meetingRecord(everyone["recused member"], meeting.id),
			await meetingPapers(everyone["recused member"], meeting.id),
		];
		for (const { summaries } of hidden) {
			expect(texts(summaries, files[1])).toBeUndefined();
			expect(texts(summaries, files[0])).toHaveLength(1);
		}
	});

	it("of a meeting that is opened again and closed once more are those of the second end", async () => {
		await wrote(files[0], "Before the first end.");
		const meeting = await inProgress();
		await close(chair, meeting);
		await reopen(chair, meeting);
		expect((await meetingRecord(chair, meeting.id)).summaries).toEqual({});
		await wrote(files[0], "Before the second.");
		await close(chair, meeting);
		expect(texts((await meetingRecord(chair, meeting.id)).summaries, files[0])).toEqual([
			"Before the second.",
		]);
	});

	it("are recorded, section by section, with who ended it", async () => {
		await wrote(files[0], "Two sections.");
		await wrote(files[0], "Both kept.", "victim");
		const meeting = await aMeeting({ cases: [files[0]], startedBy: chair });
		const before = await versionOf(db, panel.id);
		await close(chair, meeting);
		const heard = (await recordedSince(panel.id, before)).filter(({ type }) => type === "summary.heard");
		const sections = heard.map(({ data }) => (data as { section: string }).section);
		expect(sections).toEqual(expect.arrayContaining(["risk", "victim"]));
		expect(heard[0]).toMatchObject({ data: { caseId: files[0].id, meetingId: meeting.id } });
		expect(heard[0]?.sentence).toContain("Priya Shah");
		// Refused, nothing is kept.
		const other = await aMeeting({ cases: [files[0]], startedBy: chair });
		await expect(close(chair, other, {})).rejects.toThrow(Invalid);
		expect((await meetingRecord(chair, other.id)).summaries).toEqual({});
	});

	it("count as changed since somebody read the papers, once another has written in them", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		let at = Date.now();
		setClock(() => new Date(at));
		await noteReading(everyone.member, meeting.id, files[0].id);
		await noteReading(chair, meeting.id, files[0].id);
		at += 1000;
		await wrote(files[0], "Since then.");
		expect((await meetingPapers(everyone.member, meeting.id)).summaryWrittenAt).toEqual({});
		expect((await meetingPapers(chair, meeting.id)).summaryWrittenAt).toEqual({
			[files[0].id]: new Date(at).toISOString(),
		});
	});
});

it("an agency that nobody represents holds up no close", async () => {
	const meeting = await inProgress();
	const absent = await anAgency();
	// Proposed, with owner and date: it is answered after the meeting.
	await anAction({
		file: files[0],
		by: chair,
		meetingId: meeting.id,
		ownerAgencyId: absent.id,
		due: "2027-01-05",
	});
	await close(chair, meeting, { all: "carried-over" });
});
