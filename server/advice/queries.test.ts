import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { accesses, advice } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, anAdvice, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anActor, anOpId, aPanel, aUser } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { addPerson, declareRecusal, setOfficer } from "../cases/index.ts";
import { now, setClock } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { standingOf } from "../panels/index.ts";
import {
	adviceById,
	adviceOfPanel,
	answerAdvice,
	countUnanswered,
	countWaitingFor,
	lastOpenedBefore,
	officersDesk,
} from "./index.ts";

afterEach(() => setClock());

const answer = async (
	actor: Actor,
	adviceId: string,
	fields: Partial<Parameters<typeof answerAdvice>[2]> = {},
) => {
	const [given] = await db.select().from(advice).where(eq(advice.id, adviceId));
	const version = given?.version ?? 0;
	return answerAdvice(actor, anOpId(), {
		adviceId,
		answer: "accepted",
		officerName: "DC Lee",
		version,
		...fields,
	});
};
const pass = (days: number) => {
	const at = new Date(now().getTime() + days * 86_400_000);
	setClock(() => at);
};
const FIRST = { waiting: 1, answered: 1, cases: 1, actions: 1 };

describe("a panel’s advice", () => {
	it("stands by how it was answered: what waits with the longest wait first, the rest with the newest first", async () => {
		const panel = await aPanel();
		const file = await aCase({ panel, victimName: "Ana Holt" });
		const officer = await anOfficerOf(file);
		const chair = await aMember({ panel, role: "chair" });
		const give = async (body: string) => (await anAdvice({ file, by: chair, body })).id;
		const waitsLong = await give("Waits long");
		pass(1);
		const declined = await give("Declined");
		await answer(officer, declined, { answer: "declined", reason: "No grounds" });
		const accepted = await give("Accepted");
		await answer(file.coordinator, accepted);
		const waits = await give("Waits");
		pass(2);
		// So much later the log of readings counts as down unless it has been written.
		await flushAccessLog();
		const shown = async (filter: Parameters<typeof adviceOfPanel>[2]) =>
			(await adviceOfPanel(chair, panel.id, filter)).lines.map(({ id }) => id);
		expect(await shown("unanswered")).toEqual([waitsLong, waits]);
		expect(await shown("declined")).toEqual([declined]);
		expect(await shown("in-part")).toEqual([]);
		expect(await shown("accepted")).toEqual([accepted]);
		expect((await shown("all")).sort()).toEqual([waitsLong, declined, accepted, waits].sort());
		const page = await adviceOfPanel(chair, panel.id, "declined");
		expect(page).toMatchObject({
			total: 1,
			counts: [
				{ filter: "unanswered", n: 2 },
				{ filter: "declined", n: 1 },
				{ filter: "in-part", n: 0 },
				{ filter: "accepted", n: 1 },
				{ filter: "all", n: 4 },
			],
			lines: [{ victim: "Ana Holt", reason: "No grounds", answeredByName: officer.name, days: 0 }],
		});
		expect((await adviceOfPanel(chair, panel.id, "unanswered")).lines.map(({ days }) => days)).toEqual([
			3, 2,
		]);
		expect(await countUnanswered(chair, panel.id)).toBe(2);
	});

	it("is for those who see the panel’s papers, without the cases from which they are recused", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		await anAdvice({ file });
		const hidden = await aCase({ panel: file.panel });
		await anAdvice({ file: hidden });
		const { id: panelId } = file.panel;
		const seen = await whoMay(everyone, async (actor, standing) => {
			const { total, lines, counts } = await adviceOfPanel(actor, panelId, "all");
			expect(lines).toHaveLength(total);
			expect(counts.at(-1)?.n).toBe(total);
			expect(await countUnanswered(actor, panelId)).toBe(total);
			expect(total, standing).toBe(standing.startsWith("recused") ? 1 : 2);
			expect(lines.some(({ caseId }) => caseId === file.id)).toBe(!standing.startsWith("recused"));
		});
		expect(seen).toEqual({
			...only(["lead", "chair", "deputy", "coordinator", "member"], []),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
			"recused member": "done",
		});
		for (const look of [countUnanswered, (actor: Actor, id: string) => adviceOfPanel(actor, id, "all")]) {
			await expect(look(everyone.officer, panelId)).rejects.toThrow(new NotFound());
		}
	});

	it("comes twenty a page, names every victim, and reading it is noted", async () => {
		const file = await aCase({ victimName: "Ana" });
		await addPerson(file.coordinator, anOpId(), { caseId: file.id, part: "victim", name: "Ben" });
		for (let n = 0; n < 21; n++) await anAdvice({ file });
		const reader = { ...file.coordinator, sessionId: "advice only" };
		const second = await adviceOfPanel(reader, file.panel.id, "unanswered", 9);
		expect(second).toMatchObject({ page: 2, pages: 2, total: 21, lines: [{ victim: "Ana, Ben" }] });
		await flushAccessLog();
		const noted = await db.select().from(accesses).where(eq(accesses.sessionId, reader.sessionId));
		expect(noted.map((row) => `${row.recordKind} ${row.recordId}`)).toEqual([`case ${file.id}`]);
	});
});

describe("one piece of advice", () => {
	it("is shown to whoever may open its case, with who answers it as whom", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		const { id } = await anAdvice({ file, body: "Apply for an SPO" });
		expect(await whoMay(everyone, (actor) => adviceById(actor, id))).toEqual(only(SEERS));
		await expect(adviceById(everyone.chair, "none")).rejects.toThrow(new NotFound());
		const capacity = async (standing: keyof typeof everyone) => {
			const { capacity, mayAnswer } = await adviceById(everyone[standing], id);
			return [capacity, mayAnswer];
		};
		expect(await capacity("officer")).toEqual(["officer", true]);
		for (const standing of ["lead", "chair", "deputy", "coordinator"] as const)
			expect(await capacity(standing)).toEqual(["for the officer", true]);
		expect(await capacity("member")).toEqual([null, false]);
		await answer(everyone.officer, id, { answer: "in-part", part: "The phone" });
		expect(await capacity("officer")).toEqual(["officer", true]);
		expect(await capacity("chair")).toEqual([null, false]);
	});

	it("shows every answer that it has had, the newest first, and that the panel has heard it", async () => {
		const file = await aCase();
		const officer = await anOfficerOf(file);
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const { id } = await anAdvice({ file });
		await answer(file.coordinator, id, { answer: "declined", reason: "He said no" });
		await answer(officer, id);
		const shown = await adviceById(officer, id);
		expect(shown.answers.map(({ text }) => text)).toEqual([
			{ answer: "accepted", reason: null, answeredByName: officer.name, answeredForName: null },
			{
				answer: "declined",
				reason: "He said no",
				answeredByName: file.coordinator.name,
				answeredForName: "DC Lee",
			},
		]);
		expect(shown).toMatchObject({ isHeard: false, mayAnswer: true });
		setClock(() => new Date(Date.now() + 5_000));
		await aMeeting({ cases: [file], startedBy: chair });
		expect(await adviceById(officer, id)).toMatchObject({
			isHeard: true,
			mayAnswer: false,
			capacity: "officer",
		});
	});
});

describe("an officer’s own page", () => {
	const desk = (officer: Actor, asked: Partial<typeof FIRST> = {}) =>
		officersDesk(officer, { ...FIRST, ...asked });

	it("holds what waits for them, what they answered, their cases and what they are to do on these", async () => {
		const [file, other] = [await aCase({ victimName: "Ana Holt", risk: "high" }), await aCase()];
		const officer = await anOfficerOf(file);
		await anOfficerOf(other);
		const [first, second] = [await anAdvice({ file, body: "First" }), await anAdvice({ file })];
		await anAdvice({ file: other });
		await answer(officer, second.id);
		const theirs = await anAction({ file, ownerAgencyId: officer.agencyId, due: "2027-01-05" });
		await anAction({ file });
		await anAction({ file: other, ownerAgencyId: officer.agencyId });
		const page = await desk(officer);
		expect(page.waiting).toMatchObject({
			total: 1,
			lines: [{ id: first.id, body: "First", reference: file.reference, state: "unanswered" }],
		});
		expect(page.answered).toMatchObject({ total: 1, lines: [{ id: second.id, state: "accepted" }] });
		expect(page.cases).toMatchObject({
			total: 1,
			lines: [{ id: file.id, victim: "Ana Holt", risk: "high", state: expect.any(String) }],
		});
		expect(page.actions).toMatchObject({ total: 1, lines: [{ id: theirs.id, due: "2027-01-05" }] });
		expect(await countWaitingFor(officer)).toBe(1);
		expect((await standingOf(officer)).isOfficer).toBe(true);
	});

	it("is empty for whoever is the officer in no case, and is a member’s too", async () => {
		const nobody = anActor(await aUser());
		const empty = { total: 0, page: 1, pages: 1, lines: [] };
		expect(await desk(nobody)).toEqual({ waiting: empty, answered: empty, cases: empty, actions: empty });
		expect(await countWaitingFor(nobody)).toBe(0);
		expect((await standingOf(nobody)).isOfficer).toBe(false);
		const file = await aCase();
		const user = await aUser();
		const member = await aMember({ panel: file.panel, user });
		await setOfficer(file.coordinator, anOpId(), { caseId: file.id, officerEmail: user.email });
		await anAdvice({ file });
		expect(await desk(member)).toMatchObject({ waiting: { total: 1 }, cases: { total: 1 } });
	});

	it("holds nothing of a case from which they are recused", async () => {
		const [file, walled] = [await aCase(), await aCase()];
		const user = await aUser();
		const officer = anActor(user);
		const on = async ({ id, coordinator }: TestCase) =>
			setOfficer(coordinator, anOpId(), { caseId: id, officerEmail: user.email });
		for (const one of [file, walled]) {
			await on(one);
			await anAdvice({ file: one });
			await anAction({ file: one, ownerAgencyId: officer.agencyId });
		}
		const { id } = await anAdvice({ file: walled });
		await answer(officer, id);
		await declareRecusal(officer, anOpId(), { caseId: walled.id, userId: officer.userId });
		const page = await desk(officer);
		expect(page.waiting).toMatchObject({ total: 1, lines: [{ caseId: file.id }] });
		expect(page.answered).toMatchObject({ total: 0, lines: [] });
		expect(page.cases).toMatchObject({ total: 1, lines: [{ id: file.id }] });
		expect(page.actions).toMatchObject({ total: 1, lines: [{ caseId: file.id }] });
		expect(await countWaitingFor(officer)).toBe(1);
		await declareRecusal(officer, anOpId(), { caseId: file.id, userId: officer.userId });
		expect((await standingOf(officer)).isOfficer).toBe(false);
	});

	it("turns each of its lists over by itself", async () => {
		const file = await aCase();
		const officer = await anOfficerOf(file);
		for (let n = 0; n < 11; n++) await anAdvice({ file });
		const page = await desk(officer, { waiting: 2, answered: 7 });
		expect(page.waiting).toMatchObject({ page: 2, pages: 2, total: 11 });
		expect(page.waiting.lines).toHaveLength(1);
		expect(page.answered).toMatchObject({ page: 1, pages: 1 });
	});
});

it("when a panel last came to a case is asked before a moment", async () => {
	const [file, never] = [await aCase(), await aCase()];
	const chair = await aMember({ panel: file.panel, role: "chair" });
	const at = new Date();
	setClock(() => at);
	await aMeeting({ cases: [file], startedBy: chair });
	const later = new Date(at.getTime() + 1000).toISOString();
	expect(await lastOpenedBefore([file.id, never.id], later)).toEqual({ [file.id]: at.toISOString() });
	expect(await lastOpenedBefore([file.id], at.toISOString())).toEqual({});
	expect(await lastOpenedBefore([], later)).toEqual({});
});
