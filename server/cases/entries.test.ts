import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { entries } from "#db/schema/index.ts";
import { aCase, aMeeting, anEntry, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, eventsOf, textOf } from "#tests/factories.ts";
import { verify } from "../audit/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { presentTouched, versionOf } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import { closeMeeting, removeFromAgenda } from "../meetings/index.ts";
import { addEntry, caseFile, declareRecusal, type EntryRow, editEntry, entryWithHistory } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const stored = async (entryId: string) => {
	const [entry] = await db.select().from(entries).where(eq(entries.id, entryId));
	return entry;
};

describe("adding an entry", () => {
	test("done: whoever sees the case reads it, with author, agency and time", async () => {
		const at = new Date(`${londonDate()}T12:00:00.123Z`);
		setClock(() => at);
		const { entryId, version } = await addEntry(everyone.member, anOpId(), {
			caseId: file.id,
			kind: "advice",
			body: "  Keep a diary.\nChange the locks.  ",
			meetingId: "",
		});
		setClock();
		const { snapshot } = await caseFile(everyone.officer, file.id);
		expect(snapshot.rows.find((row) => row.id === entryId)).toEqual({
			kind: "entry",
			id: entryId,
			version,
			caseId: file.id,
			meetingId: null,
			entryKind: "advice",
			isDeciding: true,
			body: "Keep a diary.\nChange the locks.",
			authorId: everyone.member.userId,
			authorName: everyone.member.name,
			agencyName: everyone.member.agencyName,
			forAgencyId: null,
			forAgencyName: null,
			confirmedByName: null,
			at: at.toISOString(),
			editedAt: null,
		} satisfies EntryRow);
	});

	test("done by everybody who sees the case, refused to the rest as if there were none", async () => {
		const add = (actor: Parameters<typeof addEntry>[0]) =>
			addEntry(actor, anOpId(), { caseId: file.id, kind: "risk", body: "It is rising." });
		expect(await whoMay(everyone, add)).toEqual(only(SEERS));
		await expect(
			addEntry(everyone.chair, anOpId(), { caseId: "none", kind: "risk", body: "It is rising." }),
		).rejects.toThrow(new NotFound());
	});

	test("refused: nothing said, too much said, of no kind", async () => {
		const add = (body: string, kind: "risk" = "risk") =>
			addEntry(everyone.member, anOpId(), { caseId: file.id, kind, body });
		await expect(add(" \n ", "" as never)).rejects.toMatchObject({
			fields: {
				kind: "Select information, risk, decision or advice",
				body: "Enter what is to be recorded",
			},
		});
		await expect(add("x".repeat(10_001))).rejects.toMatchObject({
			fields: { body: "Use 10,000 characters or fewer" },
		});
	});

	test("recorded: the text in a revision, its kind in the event", async () => {
		const before = await versionOf(db, file.panel.id);
		const { id } = await anEntry({ file, by: everyone.deputy, kind: "decision", body: "We escalate." });
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "entry.added",
			data: {
				caseId: file.id,
				entryId: id,
				kind: "decision",
				meetingId: null,
				forAgencyId: null,
				text: { id: expect.any(String), commitment: expect.any(String) },
			},
			touched: [`entry:${id}`],
			actorId: everyone.deputy.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ kind: "decision", body: "We escalate." });
		expect((await stored(id))?.version).toBe(before + 1);
	});
});

describe("an entry sent from a meeting", () => {
	const say = (meetingId: string, caseId = file.id) =>
		addEntry(everyone.member, anOpId(), { caseId, kind: "information", body: "Said there.", meetingId });

	test("belongs to the meeting while it is on", async () => {
		const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
		const { entryId } = await say(meeting.id);
		expect(await stored(entryId)).toMatchObject({ meetingId: meeting.id });
	});

	test("is kept on the case when the meeting has just closed, has not begun, or has dropped the case", async () => {
		const closed = await aMeeting({ cases: [file], startedBy: everyone.chair });
		await closeMeeting(everyone.chair, anOpId(), { meetingId: closed.id, nothingDecided: "yes" });
		const planned = await aMeeting({ cases: [file] });
		const other = await aCase({ panel: file.panel });
		const without = await aMeeting({ cases: [other, file], startedBy: everyone.chair });
		const dropped = without.items.find((item) => item.caseId === file.id)?.id ?? "";
		await removeFromAgenda(everyone.chair, anOpId(), { meetingId: without.id, itemId: dropped });
		for (const { id } of [closed, planned, without]) {
			const { entryId } = await say(id);
			expect(await stored(entryId)).toMatchObject({ meetingId: null, body: "Said there." });
		}
	});

	test("by the officer, who sees no meeting, is kept on the case, whether or not there is such a meeting", async () => {
		const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
		for (const meetingId of [meeting.id, "none"]) {
			const said = { caseId: file.id, kind: "information" as const, body: "Said by phone.", meetingId };
			const { entryId } = await addEntry(everyone.officer, anOpId(), said);
			expect(await stored(entryId)).toMatchObject({ meetingId: null });
		}
	});

	test("is refused when the case never was on that meeting’s agenda", async () => {
		const other = await aCase({ panel: file.panel });
		const meeting = await aMeeting({ cases: [other], startedBy: everyone.chair });
		for (const id of [meeting.id, "none"]) {
			await expect(say(id)).rejects.toMatchObject({
				fields: { meetingId: "This case is not on that meeting’s agenda" },
			});
		}
	});
});

describe("editing an entry", () => {
	test("done: the new text is shown as edited; every earlier one stays in its history", async () => {
		const entry = await anEntry({ file, by: everyone.member, body: "First words." });
		const edit = (body: string, version: number) =>
			editEntry(everyone.member, anOpId(), { entryId: entry.id, kind: "risk", body, version });
		const second = await edit("Second words.", entry.version);
		const third = await edit("Third words.", second.version);
		const [shown] = await presentTouched(db, [`entry:${entry.id}`]);
		expect(shown?.row).toMatchObject({
			body: "Third words.",
			entryKind: "risk",
			version: third.version,
			editedAt: expect.any(String),
		});
		const page = await entryWithHistory(everyone.chair, entry.id);
		expect(page).toMatchObject({ body: "Third words.", reference: file.reference, mayEdit: false });
		expect(page.history.map(({ text }) => text)).toEqual([
			{ kind: "risk", body: "Third words." },
			{ kind: "risk", body: "Second words." },
			{ kind: "information", body: "First words." },
		]);
		expect(await entryWithHistory(everyone.member, entry.id)).toMatchObject({ mayEdit: true });
	});

	test("refused to everybody but its author", async () => {
		const { id: entryId, version } = await anEntry({ file, by: everyone.member });
		const edit = (actor: Parameters<typeof editEntry>[0]) =>
			editEntry(actor, anOpId(), { entryId, kind: "risk", body: "Mine.", version });
		expect(await whoMay(everyone, edit)).toEqual(only(["member"]));
		await expect(
			editEntry(everyone.member, anOpId(), { entryId: "none", kind: "risk", body: "Mine.", version }),
		).rejects.toThrow(new NotFound());
	});

	test("refused to its author once they may no longer see the case", async () => {
		const author = await aMember({ panel: file.panel });
		const entry = await anEntry({ file, by: author });
		await declareRecusal(author, anOpId(), { caseId: file.id, userId: author.userId });
		const edit = editEntry(author, anOpId(), {
			entryId: entry.id,
			kind: "risk",
			body: "Mine.",
			version: entry.version,
		});
		await expect(edit).rejects.toThrow(new NotFound());
		await expect(entryWithHistory(author, entry.id)).rejects.toThrow(new NotFound());
	});

	test("refused when it was edited elsewhere meanwhile: both texts are told, and the second try may name the new version", async () => {
		const entry = await anEntry({ file, by: everyone.member, body: "As it was." });
		const edit = (body: string, version: number) =>
			editEntry(everyone.member, anOpId(), { entryId: entry.id, kind: "information", body, version });
		const { version } = await edit("From the laptop.", entry.version);
		const late = edit("From the tablet.", entry.version);
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { body: "From the laptop." },
			submitted: { body: "From the tablet." },
			version,
		});
		expect(await stored(entry.id)).toMatchObject({ body: "From the laptop.", version });
		await edit("From the tablet.", version);
		expect(await stored(entry.id)).toMatchObject({ body: "From the tablet." });
	});

	test("of two at once, one is done and the other told", async () => {
		const entry = await anEntry({ file, by: everyone.member });
		const edit = (body: string) =>
			editEntry(everyone.member, anOpId(), {
				entryId: entry.id,
				kind: "risk",
				body,
				version: entry.version,
			});
		const outcomes = await Promise.allSettled([edit("One."), edit("Other.")]);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toBeInstanceOf(Conflict);
	});

	test("recorded", async () => {
		const entry = await anEntry({ file, by: everyone.officer });
		await editEntry(everyone.officer, anOpId(), {
			entryId: entry.id,
			kind: "advice",
			body: "Better words.",
			version: entry.version,
		});
		const [event, ...others] = await eventsOf(file.panel.id, entry.version);
		expect(event).toEqual({
			type: "entry.edited",
			data: {
				caseId: file.id,
				entryId: entry.id,
				kind: "advice",
				text: { id: expect.any(String), commitment: expect.any(String) },
			},
			touched: [`entry:${entry.id}`, expect.stringMatching(/^advice:/)],
			actorId: everyone.officer.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ kind: "advice", body: "Better words." });
		expect((await stored(entry.id))?.version).toBe(entry.version + 1);
	});
});
