import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, eventsOf, type TestAgency, textOf } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { addDays, londonDate } from "../clock.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { setActionStatus } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
let housing: TestAgency;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	housing = await anAgency({ name: "Housing" });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const set = (id: string, values: Partial<typeof actions.$inferSelect>) =>
	transaction((tx) => tx.update(actions).set(values).where(eq(actions.id, id)));
const stored = async (id: string) => (await db.select().from(actions).where(eq(actions.id, id)))[0];
const text = { id: expect.any(String), commitment: expect.any(String) };

describe("saying how an action stands", () => {
	const say = async (
		actor: Actor,
		actionId: string,
		fields: Partial<Parameters<typeof setActionStatus>[2]> = {},
	) =>
		setActionStatus(actor, anOpId(), {
			actionId,
			status: "done",
			outcome: "It was done",
			version: (await stored(actionId))?.version ?? 0,
			...fields,
		});

	test("done by those who run the panel; the rest of those who see it are refused, others told of nothing", async () => {
		const { id } = await anAction({ file, ownerAgencyId: housing.id });
		expect(await whoMay(everyone, (actor) => say(actor, id))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		await expect(say(everyone.chair, "none")).rejects.toThrow(new NotFound());
	});

	test("done by the agency that owns it, if it sees the case, and by its author", async () => {
		const { id, version } = await anAction({ file, by: everyone.member, ownerAgencyId: housing.id });
		const owner = await aMember({ panel: file.panel, agency: housing });
		const ownerElsewhere = await aMember({ agency: housing });
		const answered = await say(owner, id, { status: "done", outcome: "Locks changed", version });
		expect(await stored(id)).toMatchObject({
			status: "done",
			outcome: "Locks changed",
			statusAt: expect.any(Date),
			version: answered.version,
		});
		await say(everyone.member, id, { status: "open", outcome: "" });
		expect(await stored(id)).toMatchObject({ status: "open", outcome: "Locks changed" });
		await expect(say(ownerElsewhere, id)).rejects.toThrow(new NotFound());
		await expect(say(everyone.officer, id)).rejects.toThrow(NotAllowed);
	});

	test("begun, done on a day, opened again: what no longer holds is gone", async () => {
		const { id } = await anAction({ file, due: "2026-12-03" });
		await say(everyone.chair, id, { status: "in-progress", outcome: "" });
		expect(await stored(id)).toMatchObject({ status: "in-progress", outcome: null, doneOn: null });
		await say(everyone.chair, id, { doneOn: addDays(londonDate(), -3) });
		expect(await stored(id)).toMatchObject({ status: "done", doneOn: addDays(londonDate(), -3) });
		await say(everyone.chair, id, { doneOn: "" });
		expect(await stored(id)).toMatchObject({ doneOn: londonDate() });
		await say(everyone.chair, id, { status: "not-done", outcome: "Nobody went" });
		expect(await stored(id)).toMatchObject({ status: "not-done", outcome: "Nobody went", doneOn: null });
		await say(everyone.chair, id, { status: "open", outcome: "" });
		expect(await stored(id)).toMatchObject({ status: "open", outcome: "Nobody went", due: "2026-12-03" });
	});

	test("begun without a word: what was last said of it stays, until somebody says something else", async () => {
		const { id } = await anAction({ file });
		await set(id, { outcome: "Letter sent, no answer yet" });
		await say(everyone.chair, id, { status: "in-progress", outcome: "" });
		expect(await stored(id)).toMatchObject({
			status: "in-progress",
			outcome: "Letter sent, no answer yet",
		});
		await say(everyone.chair, id, { status: "open", outcome: "They have moved" });
		expect(await stored(id)).toMatchObject({ status: "open", outcome: "They have moved" });
		await say(everyone.chair, id, { status: "done", outcome: "Seen at home" });
		expect(await stored(id)).toMatchObject({ status: "done", outcome: "Seen at home" });
	});

	test("refused: done without saying what, or in the future; not done without saying why", async () => {
		const { id } = await anAction({ file });
		await expect(
			say(everyone.chair, id, { outcome: " ", doneOn: addDays(londonDate(), 1) }),
		).rejects.toMatchObject({
			fields: {
				outcome: "Say what was done",
				doneOn: "The day on which it was done must be today or in the past",
			},
		});
		await expect(say(everyone.chair, id, { status: "not-done", outcome: "" })).rejects.toMatchObject({
			fields: { outcome: "Say why it was not done" },
		});
		await expect(say(everyone.chair, id, { doneOn: "2026-02-31" })).rejects.toMatchObject({
			fields: { doneOn: "Enter the day on which it was done as a real date" },
		});
	});

	test("refused: not possible without a reason, and no status at all", async () => {
		const { id } = await anAction({ file });
		await expect(say(everyone.chair, id, { status: "not-possible", outcome: " " })).rejects.toMatchObject({
			fields: { outcome: "Say why it was not possible" },
		});
		await expect(say(everyone.chair, id, { status: "" as never })).rejects.toMatchObject({
			fields: { status: "Select how it stands" },
		});
	});

	test("refused when somebody said otherwise meanwhile: both answers are told", async () => {
		const { id, version } = await anAction({ file });
		const theirs = await say(everyone.chair, id, { status: "not-possible", outcome: "No access", version });
		const late = say(everyone.deputy, id, { status: "done", outcome: "Locks changed", version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { status: "not-possible", outcome: "No access" },
			submitted: { status: "done", outcome: "Locks changed" },
			version: theirs.version,
		});
		await say(everyone.deputy, id, { status: "done", outcome: "Locks changed", version: theirs.version });
		expect(await stored(id)).toMatchObject({ status: "done", outcome: "Locks changed" });
	});

	test("recorded: from what to what", async () => {
		const { id, version } = await anAction({ file });
		await say(everyone.chair, id, { outcome: "Locks changed" });
		const [event, ...others] = await eventsOf(file.panel.id, version);
		expect(event).toEqual({
			type: "action.status-set",
			data: { caseId: file.id, actionId: id, from: "open", to: "done", text },
			touched: [`action:${id}`],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ status: "done", outcome: "Locks changed", doneOn: londonDate() });
		expect((await stored(id))?.version).toBe(version + 1);
	});
});
