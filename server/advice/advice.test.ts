import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { advice, notices } from "#db/schema/index.ts";
import { aCase, aMeeting, anAdvice, anEntry, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aUser, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile, editEntry, setOfficer } from "../cases/index.ts";
import { now, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { type AdviceRow, answerAdvice } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const stored = async (id: string) => (await db.select().from(advice).where(eq(advice.id, id)))[0];
const versionOfAdvice = async (id: string) => (await stored(id))?.version ?? 0;
const versionOfEntry = async (actor: Actor, id: string) =>
	(await caseFile(actor, file.id)).snapshot.rows.find((row) => row.id === id)?.version ?? 0;
const answer = async (
	actor: Actor,
	adviceId: string,
	fields: Partial<Parameters<typeof answerAdvice>[2]> = {},
) =>
	answerAdvice(actor, anOpId(), {
		adviceId,
		answer: "accepted",
		officerName: "DC Lee",
		version: await versionOfAdvice(adviceId),
		...fields,
	});
const decline = (actor: Actor, adviceId: string) =>
	answer(actor, adviceId, { answer: "declined", reason: "The order would not be granted" });
const edit = async (entryId: string, fields: Partial<Parameters<typeof editEntry>[2]> = {}) =>
	editEntry(file.coordinator, anOpId(), {
		entryId,
		kind: "advice",
		body: "Apply for an SPO this week",
		version: await versionOfEntry(file.coordinator, entryId),
		...fields,
	});

describe("giving advice", () => {
	it("is recording an entry of that kind: beside it stands that nobody has answered, for all who see the case", async () => {
		const before = await versionOf(db, file.panel.id);
		const { id, entryId, version } = await anAdvice({ file, by: everyone.member });
		const other = await anEntry({ file, by: everyone.member });
		const sent = await sentTo(everyone.officer, file.panel.id, before);
		expect(rowsIn(sent, "advice")).toEqual([
			{
				kind: "advice",
				id,
				version,
				caseId: file.id,
				entryId,
				meetingId: null,
				state: "unanswered",
				reason: null,
				answeredById: null,
				answeredByName: null,
				answeredForName: null,
				answeredAt: null,
				at: expect.any(String),
			} satisfies AdviceRow,
		]);
		expect(rowsIn(sent, "entry").map((row) => row.id)).toEqual([entryId, other.id]);
		expect((await recordedSince(file.panel.id, before))[0]?.touched).toEqual([
			`entry:${entryId}`,
			`advice:${id}`,
		]);
		const seers = await whoMay(everyone, async (actor) => {
			const { rows } = (await caseFile(actor, file.id)).snapshot;
			expect(rows.some((row) => row.kind === "advice" && row.id === id)).toBe(true);
		});
		expect(seers).toEqual(only(SEERS));
	});

	it("by editing an entry into it, and taken back by editing it out of it again", async () => {
		const { id: entryId, version } = await anEntry({ file });
		await edit(entryId);
		const [given] = await db.select().from(advice).where(eq(advice.entryId, entryId));
		expect(given).toMatchObject({ state: "unanswered", caseId: file.id, panelId: file.panel.id });
		const adviceId = given?.id ?? "";
		await edit(entryId, { kind: "information" });
		expect(await stored(adviceId)).toMatchObject({ state: "withdrawn" });
		const sent = await sentTo(everyone.chair, file.panel.id, version);
		expect(sent).toMatchObject({ removed: [`advice:${adviceId}`] });
		await expect(answer(everyone.officer, adviceId)).rejects.toMatchObject({
			fields: { form: "This advice was withdrawn, so it asks for no answer" },
		});
		// What was no advice stays none, and what is advice again asks anew.
		await edit(entryId, { kind: "information", body: "Only told" });
		expect(await stored(adviceId)).toMatchObject({ state: "withdrawn" });
		const later = new Date(now().getTime() + 5_000);
		setClock(() => later);
		await edit(entryId);
		expect(await stored(adviceId)).toMatchObject({ state: "unanswered", at: later });
	});

	it("in a meeting says in which", async () => {
		const heard = await aCase();
		const chair = await aMember({ panel: heard.panel, role: "chair" });
		const meeting = await aMeeting({ cases: [heard], startedBy: chair });
		const { id } = await anAdvice({ file: heard, by: chair, meetingId: meeting.id });
		expect(await stored(id)).toMatchObject({ meetingId: meeting.id });
	});
});

describe("answering", () => {
	it("is for the officer: accepted, accepted in part, or declined with why", async () => {
		const [first, second, third] = [
			await anAdvice({ file }),
			await anAdvice({ file }),
			await anAdvice({ file }),
		];
		const before = await versionOf(db, file.panel.id);
		await answer(everyone.officer, first.id, { reason: "Left over from another choice" });
		await answer(everyone.officer, second.id, { answer: "in-part", part: "The phone, not the car" });
		await decline(everyone.officer, third.id);
		const by = { answeredById: everyone.officer.userId, answeredByName: everyone.officer.name };
		expect(rowsIn(await sentTo(everyone.chair, file.panel.id, before), "advice")).toEqual([
			expect.objectContaining({
				...by,
				id: first.id,
				state: "accepted",
				reason: null,
				answeredForName: null,
			}),
			expect.objectContaining({ ...by, id: second.id, state: "in-part", reason: "The phone, not the car" }),
			expect.objectContaining({
				...by,
				id: third.id,
				state: "declined",
				reason: "The order would not be granted",
				answeredAt: expect.any(String),
			}),
		]);
	});

	it("for the officer is for whoever keeps the minutes, and says so; refused to the rest", async () => {
		const answers = await whoMay(everyone, async (actor) => answer(actor, (await anAdvice({ file })).id));
		expect(answers).toEqual(only(["lead", "chair", "deputy", "coordinator", "officer"]));
		await expect(answer(everyone.chair, "none")).rejects.toThrow(new NotFound());
		const { id } = await anAdvice({ file });
		await expect(answer(everyone.member, id)).rejects.toThrow(
			new NotAllowed(
				"Only the officer in the case answers advice; the chair, a deputy, the coordinator or the lead can record the answer for them.",
			),
		);
		await answer(everyone.coordinator, id);
		expect(await stored(id)).toMatchObject({
			state: "accepted",
			answeredByName: everyone.coordinator.name,
			answeredForName: "DC Lee",
		});
	});

	it("for an officer without a name asks for one, and takes the case’s where there is one", async () => {
		const nobodys = await aCase();
		const first = await anAdvice({ file: nobodys });
		const second = await anAdvice({ file: nobodys });
		await expect(answer(nobodys.coordinator, first.id, { officerName: " " })).rejects.toMatchObject({
			fields: { officerName: "Enter the name of the officer who answered" },
		});
		await setOfficer(nobodys.coordinator, anOpId(), { caseId: nobodys.id, officerName: "PC Hall" });
		await answer(nobodys.coordinator, second.id, { officerName: "" });
		expect(await stored(second.id)).toMatchObject({ answeredForName: "PC Hall" });
	});

	it("is the officer’s own also where they sit on the panel, and nobody’s who was the officer before", async () => {
		const ours = await aCase();
		const user = await aUser();
		const member = await aMember({ panel: ours.panel, user });
		await setOfficer(ours.coordinator, anOpId(), { caseId: ours.id, officerEmail: user.email });
		const { id } = await anAdvice({ file: ours });
		await answer(member, id);
		expect(await stored(id)).toMatchObject({ answeredByName: member.name, answeredForName: null });
		const before = await anOfficerOf(ours);
		await anOfficerOf(ours);
		await expect(answer(before, (await anAdvice({ file: ours })).id)).rejects.toThrow(new NotFound());
	});

	it("is refused without an answer, without which part or why, or with too many words, each said at its field", async () => {
		const { id } = await anAdvice({ file });
		const refused = async (fields: Partial<Parameters<typeof answerAdvice>[2]>) => {
			const error = await answer(everyone.officer, id, fields).catch((problem) => problem);
			return error.fields;
		};
		expect(await refused({ answer: "" as "accepted" })).toEqual({
			answer: "Select whether the advice is accepted, accepted in part or declined",
		});
		expect(await refused({ answer: "in-part", part: " ", reason: "Not this field" })).toEqual({
			part: "Say which part is accepted",
		});
		expect(await refused({ answer: "declined", part: "Not this field" })).toEqual({
			reason: "Say why the advice is declined",
		});
		expect(await refused({ answer: "declined", reason: "x".repeat(2001) })).toEqual({
			reason: "Use 2,000 characters or fewer",
		});
		expect(await stored(id)).toMatchObject({ state: "unanswered" });
	});

	it("is refused when it was answered meanwhile: both are told, and only one answer stands", async () => {
		const { id, version } = await anAdvice({ file });
		await answer(everyone.coordinator, id);
		const late = answer(everyone.officer, id, { answer: "declined", reason: "No grounds", version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			message: "Somebody answered this advice after you opened it.",
			current: { answer: "accepted", reason: "" },
			submitted: { answer: "declined", reason: "No grounds" },
			version: await versionOfAdvice(id),
		});
		const both = await anAdvice({ file });
		const two = await Promise.allSettled([
			answer(everyone.coordinator, both.id, { version: both.version }),
			answer(everyone.officer, both.id, { answer: "declined", reason: "No", version: both.version }),
		]);
		expect(two.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});

	it("is refused to words that have changed meanwhile, which are told", async () => {
		const { id, entryId, version } = await anAdvice({ file });
		await edit(entryId);
		const late = answer(everyone.officer, id, { version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			message: expect.stringContaining("They are now: “Apply for an SPO this week”."),
			current: { answer: "unanswered" },
		});
		await answer(everyone.officer, id);
	});

	it("is recorded, with the reason in a revision", async () => {
		const { id, version } = await anAdvice({ file });
		const input = { adviceId: id, answer: "declined" as const, reason: "No grounds", version };
		await sentTwice(file.panel.id, (opId) => answerAdvice(everyone.officer, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, version);
		expect(event).toEqual({
			type: "advice.answered",
			sentence: "Priya Shah declined advice, as the officer in the case.",
			data: {
				caseId: file.id,
				adviceId: id,
				answer: "declined",
				isForOfficer: false,
				text: { id: expect.any(String), commitment: expect.any(String) },
			},
			touched: [`advice:${id}`],
			actorId: everyone.officer.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({
			answer: "declined",
			reason: "No grounds",
			answeredByName: everyone.officer.name,
			answeredForName: null,
		});
		const other = await anAdvice({ file });
		await answer(everyone.chair, other.id, { answer: "in-part", part: "Half" });
		const [recorded] = await recordedSince(file.panel.id, other.version);
		expect(recorded?.sentence).toBe(
			"Priya Shah recorded that the officer in the case accepted advice in part.",
		);
		expect(await textOf(recorded)).toMatchObject({ answeredForName: "DC Lee" });
	});
});

describe("changing an answer", () => {
	it("is for the officer, who also corrects what was recorded for them; each answer stays in the record", async () => {
		const { id } = await anAdvice({ file });
		await answer(everyone.coordinator, id);
		const version = await versionOfAdvice(id);
		await decline(everyone.officer, id);
		expect(await stored(id)).toMatchObject({
			state: "declined",
			answeredByName: everyone.officer.name,
			answeredForName: null,
		});
		const [event] = await recordedSince(file.panel.id, version);
		expect(event).toMatchObject({
			type: "advice.answer-changed",
			sentence: "Priya Shah changed their answer and declined advice, as the officer in the case.",
			data: { from: "accepted", to: "declined", isForOfficer: false },
		});
		await answer(everyone.officer, id);
		expect(await stored(id)).toMatchObject({ state: "accepted", reason: null });
	});

	it("of the officer’s own is nobody else’s; of one that was recorded, also whoever keeps the minutes", async () => {
		const own = await anAdvice({ file });
		await answer(everyone.officer, own.id);
		for (const actor of [everyone.chair, everyone.coordinator, everyone.lead]) {
			await expect(decline(actor, own.id)).rejects.toThrow(
				new NotAllowed(`${everyone.officer.name} has answered this. Only the officer can change it.`),
			);
		}
		const recorded = await anAdvice({ file });
		await answer(everyone.coordinator, recorded.id);
		await decline(everyone.deputy, recorded.id);
		const [event] = await recordedSince(file.panel.id, (await versionOfAdvice(recorded.id)) - 1);
		expect(event?.sentence).toBe(
			"Priya Shah recorded that the officer in the case changed their answer and declined advice.",
		);
	});

	it("ends when the panel has come to the case again", async () => {
		const heard = await aCase();
		const officer = await anOfficerOf(heard);
		const chair = await aMember({ panel: heard.panel, role: "chair" });
		const first = await aMeeting({ cases: [heard], startedBy: chair });
		const { id } = await anAdvice({ file: heard, by: chair, meetingId: first.id });
		const unanswered = await anAdvice({ file: heard, by: chair, meetingId: first.id });
		const tick = (seconds: number) => {
			const at = new Date(now().getTime() + seconds * 1000);
			setClock(() => at);
		};
		tick(1);
		await answer(officer, id);
		// Answered while the panel is on it, and changed after: nobody has heard it since.
		tick(1);
		await decline(officer, id);
		tick(1);
		const second = await aMeeting({ cases: [heard], startedBy: chair });
		expect(second.items).toHaveLength(1);
		const refused = {
			fields: {
				form: "The panel has heard the case with this answer, so it stays. Add information to the case to say what has changed since",
			},
		};
		await expect(answer(officer, id)).rejects.toMatchObject(refused);
		await expect(answer(chair, id)).rejects.toThrow(NotAllowed);
		// What has not been answered yet still can be, and changed until the next hearing again.
		await answer(officer, unanswered.id);
		tick(1);
		await decline(officer, unanswered.id);
	});
});

describe("who is told", () => {
	const told = async (adviceId: string) =>
		(await db.select().from(notices).where(eq(notices.subjectId, adviceId)))
			.map(({ userId, kind, settledAt }) => ({ userId, kind, isSettled: settledAt !== null }))
			.sort((a, b) => (`${a.kind} ${a.userId}` < `${b.kind} ${b.userId}` ? -1 : 1));
	const given = (actor: Actor, isSettled = false) => ({
		userId: actor.userId,
		kind: "advice-given",
		isSettled,
	});
	const answered = (...actors: Actor[]) =>
		actors
			.map(({ userId }) => ({ userId, kind: "advice-answered", isSettled: false }))
			.sort((a, b) => (a.userId < b.userId ? -1 : 1));

	it("the officer of what waits for them; chair and deputies of the answer, and nobody behind a wall", async () => {
		const { id } = await anAdvice({ file });
		expect(await told(id)).toEqual([given(everyone.officer)]);
		await answer(everyone.officer, id);
		expect(await told(id)).toEqual([
			...answered(everyone.chair, everyone.deputy),
			given(everyone.officer, true),
		]);
		const recorded = await anAdvice({ file });
		await answer(everyone.deputy, recorded.id);
		expect(await told(recorded.id)).toEqual([
			...answered(everyone.chair, everyone.officer),
			given(everyone.officer, true),
		]);
	});

	it("nobody any more once it is taken back, and the officer again when it is given after all", async () => {
		const { id: entryId } = await anEntry({ file });
		await edit(entryId);
		const [row] = await db.select().from(advice).where(eq(advice.entryId, entryId));
		const id = row?.id ?? "";
		expect(await told(id)).toEqual([given(everyone.officer)]);
		// Better words ask nothing new.
		await edit(entryId, { body: "Apply for an SPO today" });
		expect(await told(id)).toEqual([given(everyone.officer)]);
		await edit(entryId, { kind: "risk" });
		expect(await told(id)).toEqual([given(everyone.officer, true)]);
		await edit(entryId);
		expect(await told(id)).toHaveLength(2);
		expect(await told(id)).toContainEqual(given(everyone.officer));
	});

	it("the next officer, who takes the case over with what waits there", async () => {
		const ours = await aCase();
		const before = await anOfficerOf(ours);
		const [waits, done] = [await anAdvice({ file: ours }), await anAdvice({ file: ours })];
		await answer(before, done.id);
		const after = await anOfficerOf(ours);
		expect(await told(waits.id)).toEqual(
			[given(before, true), given(after)].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
		);
		expect(await told(done.id)).not.toContainEqual(given(after));
	});
});

describe("the words of answered advice", () => {
	it("can no longer be changed, nor be said to be no advice; those of unanswered advice can", async () => {
		const { id, entryId } = await anAdvice({ file });
		await edit(entryId);
		await answer(everyone.officer, id);
		for (const kind of ["advice", "information"] as const) {
			await expect(edit(entryId, { kind })).rejects.toMatchObject({
				fields: {
					body: "The officer in the case has answered these words, so they can no longer be changed. Record new advice instead",
				},
			});
		}
		expect(await stored(id)).toMatchObject({ state: "accepted" });
	});
});
