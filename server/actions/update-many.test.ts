import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { aMember, anAgency, anOpId, type TestAgency } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { setActionStatus, UpdateMany, updateMany } from "./index.ts";

let file: TestCase;
let housing: TestAgency;
let owner: Actor;
beforeAll(async () => {
	file = await aCase();
	housing = await anAgency({ name: "Housing" });
	owner = await aMember({ panel: file.panel, agency: housing });
});

const stored = async (id: string) => (await db.select().from(actions).where(eq(actions.id, id)))[0];
const all = (ids: { id: string; version: number }[]) =>
	ids.map(({ id, version }) => ({ actionId: id, version }));

describe("saying the same of several actions", () => {
	it("is refused with words or a day that would be kept nowhere", () => {
		const problemsOf = (said: object) => {
			const read = UpdateMany.safeParse({ ...said, actions: [{ actionId: "a", version: 1 }] });
			return read.error?.issues.map(({ path }) => path.join()) ?? [];
		};
		for (const move of ["accept", "sign-off"]) {
			expect(problemsOf({ move, outcome: "By Friday" })).toEqual(["outcome"]);
			expect(problemsOf({ move, outcome: "" })).toEqual([]);
		}
		const doneOn = londonDate();
		for (const move of ["accept", "in-progress", "sign-off"]) {
			expect(problemsOf({ move, doneOn })).toEqual(["doneOn"]);
		}
		expect(problemsOf({ move: "not-done", outcome: "Nobody was in", doneOn })).toEqual(["doneOn"]);
		expect(problemsOf({ move: "in-progress", outcome: "Begun" })).toEqual([]);
		expect(problemsOf({ move: "done", outcome: "Visited", doneOn })).toEqual([]);
	});

	it("is done for each by its own rules; those left say why, and nothing is said of them", async () => {
		const [first, second, changed] = [
			await anAction({ file, by: owner }),
			await anAction({ file, by: owner }),
			await anAction({ file, by: owner }),
		];
		const theirs = await anAction({ file });
		const walled = await aCase({ panel: file.panel });
		const hidden = await anAction({ file: walled, by: owner });
		await declareRecusal(owner, anOpId(), { caseId: walled.id, userId: owner.userId });
		await setActionStatus(file.coordinator, anOpId(), {
			actionId: changed.id,
			status: "in-progress",
			version: changed.version,
		});
		const input = UpdateMany.parse({
			move: "done",
			outcome: "Visited",
			actions: all([first, changed, theirs, hidden, second]),
		});
		const opId = anOpId();
		const said = await updateMany(owner, opId, input);
		expect(said).toEqual({
			updated: [first.id, second.id],
			left: [
				{ actionId: changed.id, why: "somebody changed it after you opened this page" },
				{
					actionId: theirs.id,
					why: "only the agency that owns an action, its author and those who run the panel can say how it stands",
				},
				{ actionId: hidden.id, why: "you can no longer see it" },
			],
		});
		for (const { id } of [first, second]) {
			expect(await stored(id)).toMatchObject({ status: "done", outcome: "Visited", doneOn: londonDate() });
		}
		expect(await stored(changed.id)).toMatchObject({ status: "in-progress", outcome: null });
		// The same click sent twice changes nothing.
		const versions = await Promise.all([stored(first.id), stored(second.id)]);
		expect(await updateMany(owner, opId, input)).toEqual(said);
		expect(await Promise.all([stored(first.id), stored(second.id)])).toEqual(versions);
	});

	it("accepts what was proposed, and signs off what has ended", async () => {
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const proposed = await anAction({ file, ownerAgencyId: housing.id });
		const accept = UpdateMany.parse({ move: "accept", actions: all([proposed]) });
		expect(await updateMany(owner, anOpId(), accept)).toMatchObject({ updated: [proposed.id] });
		const ended = await anAction({ file, by: owner });
		const done = { actionId: ended.id, status: "done", outcome: "Done", version: ended.version } as const;
		const { version } = await setActionStatus(owner, anOpId(), done);
		const signOff = UpdateMany.parse({
			move: "sign-off",
			actions: all([{ id: ended.id, version }, proposed]),
		});
		expect(await updateMany(chair, anOpId(), signOff)).toEqual({
			updated: [ended.id],
			left: [{ actionId: proposed.id, why: "somebody changed it after you opened this page" }],
		});
	});

	it("is refused whole when nothing is ticked or what is said is not whole", () => {
		const problems = (input: unknown) =>
			UpdateMany.safeParse(input).error?.issues.map(({ path, message }) => [path.join("."), message]);
		expect(problems({ move: "", actions: [] })).toEqual([
			["move", "Select what to say of them"],
			["actions", "Tick the actions that you want to update"],
		]);
		expect(
			problems({ move: "done", actions: [{ actionId: "a", version: 1 }], doneOn: "2999-01-01" }),
		).toEqual([
			["outcome", "Say what was done"],
			["doneOn", "The day on which it was done must be today or in the past"],
		]);
	});
});
