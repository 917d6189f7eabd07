import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it, test } from "vitest";
import { transaction } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { declareRecusal } from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { NotFound } from "#server/http/errors.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { everyoneAround, type Standing } from "#tests/everyone.ts";
import { aMember, aPanel, type TestPanel } from "#tests/factories.ts";
import { filterQuery, registerFilter, registerOfPanel } from "./index.ts";

const today = londonDate();
const yesterday = addDays(today, -1);
let panel: TestPanel;
let member: Actor;
let files: Record<"ash" | "birch" | "cedar" | "oak", TestCase>;

const put = (file: TestCase, set: Partial<typeof cases.$inferInsert>) =>
	transaction((tx) => tx.update(cases).set(set).where(eq(cases.id, file.id)));
const putAction = (id: string, set: Partial<typeof actions.$inferInsert>) =>
	transaction((tx) => tx.update(actions).set(set).where(eq(actions.id, id)));

beforeAll(async () => {
	panel = await aPanel();
	member = await aMember({ panel });
	const named = (victimName: string, officerName: string, area: string) =>
		aCase({ panel, victimName, officerName, area, suspectName: `Foe of ${victimName}` });
	files = {
		ash: await named("Élodie Ash", "DC Mwangi", "Harlow"),
		birch: await named("bea Birch", "DC Mwangi", "Epping"),
		cedar: await named("Cara Cedar", "PC Quill", "Harlow"),
		oak: await named("Dora Oak", "PC Quill", "Epping"),
	};
	await put(files.ash, { state: "open", risk: "high", nextStep: "hearing", nextDate: yesterday });
	await put(files.birch, { state: "follow-up", risk: "standard", nextStep: "review", nextDate: today });
	await put(files.cedar, { state: "not-heard", risk: "medium", nextStep: "hearing", nextDate: null });
	await put(files.oak, { state: "closed", risk: "not-assessed", nextStep: null, nextDate: null });
	const owned = async (file: TestCase, status: (typeof actions.$inferInsert)["status"], due: string) => {
		const { id } = await anAction({ file });
		await putAction(id, { status, due });
		return id;
	};
	await owned(files.birch, "open", yesterday);
	await owned(files.birch, "in-progress", today);
	await owned(files.birch, "done", yesterday);
	await owned(files.cedar, "not-possible", yesterday);
	await owned(files.cedar, "refused", yesterday);
	await putAction(await owned(files.oak, "refused", yesterday), { isRefusedLater: true });
});

const listed = async (asked: Record<string, string>, words?: string, actor = member) => {
	const { list } = await registerOfPanel(actor, panel.id, registerFilter(asked), { words });
	const names = Object.entries(files).map(([name, file]) => [file.id, name]);
	expect(list.total).toBe(list.lines.length);
	return list.lines.map((line) => Object.fromEntries(names)[line.id]);
};

describe("the register", () => {
	it("tells of each case how it stands", async () => {
		const { list } = await registerOfPanel(member, panel.id, registerFilter({ state: "all" }));
		expect(list.lines).toMatchObject([
			{ victim: "Dora Oak", state: "closed", isOverdue: false, openActions: 1, overdueActions: 1 },
			{ victim: "Cara Cedar", state: "not-heard", isOverdue: false, openActions: 0, overdueActions: 0 },
			{ victim: "bea Birch", nextStep: "review", isOverdue: false, openActions: 2, overdueActions: 1 },
			{
				reference: files.ash.reference,
				victim: "Élodie Ash",
				suspects: "Foe of Élodie Ash",
				officerName: "DC Mwangi",
				area: "Harlow",
				risk: "high",
				nextStep: "hearing",
				nextDate: yesterday,
				isOverdue: true,
			},
		]);
	});

	it.each<[Record<string, string>, string[]]>([
		[{}, ["cedar", "birch", "ash"]],
		[{ state: "all" }, ["oak", "cedar", "birch", "ash"]],
		[{ state: "closed" }, ["oak"]],
		[{ state: "not-heard" }, ["cedar"]],
		[{ state: "follow-up" }, ["birch"]],
		[{ risk: "high" }, ["ash"]],
		[{ risk: "high", state: "closed" }, []],
		[{ from: today }, ["birch"]],
		[{ to: yesterday }, ["ash"]],
		[{ from: yesterday, to: today }, ["birch", "ash"]],
		[{ overdue: "next-step" }, ["ash"]],
		[{ overdue: "actions" }, ["birch"]],
		[{ overdue: "either", state: "all" }, ["oak", "birch", "ash"]],
		[{ sort: "risk", state: "all" }, ["ash", "cedar", "oak", "birch"]],
		[{ sort: "next-date" }, ["ash", "birch", "cedar"]],
		[{ sort: "victim" }, ["birch", "cedar", "ash"]],
		[{ state: "nonsense", risk: "nonsense", from: "yesterday", sort: "name" }, ["cedar", "birch", "ash"]],
		[{ officer: "nobody", area: "nowhere" }, []],
	])("filtered by %j lists %j", async (asked, expected) => {
		expect(await listed(asked)).toEqual(expected);
	});

	it("is filtered by officer and area, neither of which its address names", async () => {
		const { officers, areas } = await registerOfPanel(member, panel.id, registerFilter({}));
		expect(officers.map(({ label }) => label)).toEqual(["DC Mwangi", "PC Quill"]);
		expect(areas.map(({ label }) => label)).toEqual(["Epping", "Harlow"]);
		const officer = officers[0]?.value ?? "";
		const area = areas[1]?.value ?? "";
		expect(await listed({ officer })).toEqual(["birch", "ash"]);
		expect(await listed({ area })).toEqual(["cedar", "ash"]);
		expect(await listed({ officer, area })).toEqual(["ash"]);
		expect(filterQuery(registerFilter({ officer, area }))).not.toMatch(/mwangi|harlow/i);
	});

	it("is filtered by a name in any spelling, beside the rest", async () => {
		expect(await listed({}, "elody ash")).toEqual(["ash"]);
		expect(await listed({ state: "all" }, "dora")).toEqual(["oak"]);
		expect(await listed({}, "dora")).toEqual([]);
		expect(await listed({}, files.birch.reference)).toEqual(["birch"]);
	});

	it("says what its address asks for, and no more", () => {
		const asked = { state: "open", risk: "high", from: "2026-01-01", overdue: "either", sort: "victim" };
		expect(filterQuery(registerFilter({ ...asked, to: "", page: "3", words: "Ash" }))).toBe(
			"state=open&risk=high&from=2026-01-01&overdue=either&sort=victim",
		);
		expect(filterQuery(registerFilter({ state: "not-closed", sort: "reference" }))).toBe("");
	});
});

describe("pages of the register", () => {
	it("hold fifty, in the order of their numbers, whatever page is asked for", async () => {
		const many = await aPanel();
		const chair = await aMember({ panel: many, role: "chair" });
		const made: TestCase[] = [];
		for (let n = 0; n < 52; n++) made.push(await aCase({ panel: many }));
		await transaction(async (tx) => {
			const [first, second] = made;
			const [prefix, year] = (first?.reference ?? "").split("-");
			await tx
				.update(cases)
				.set({ reference: `${prefix}-${year}-1000` })
				.where(eq(cases.id, first?.id ?? ""));
			await tx
				.update(cases)
				.set({ reference: `${prefix}-${year}-999` })
				.where(eq(cases.id, second?.id ?? ""));
		});
		const one = await registerOfPanel(chair, many.id, registerFilter({}));
		expect(one.list).toMatchObject({ total: 52, page: 1, pages: 2 });
		expect(one.list.lines.slice(0, 3).map(({ id }) => id)).toEqual([made[0]?.id, made[1]?.id, made[51]?.id]);
		const two = await registerOfPanel(chair, many.id, registerFilter({}), { page: 99 });
		expect(two.list).toMatchObject({ page: 2, lines: [{}, {}] });
	});

	it("are empty while the panel has no case", async () => {
		const none = await aPanel();
		const chair = await aMember({ panel: none, role: "chair" });
		expect(await registerOfPanel(chair, none.id, registerFilter({}))).toMatchObject({
			isEmpty: true,
			list: { total: 0, page: 1, pages: 1, lines: [] },
		});
		expect(await registerOfPanel(member, panel.id, registerFilter({ from: "2090-01-01" }))).toMatchObject({
			isEmpty: false,
			list: { total: 0 },
		});
	});
});

describe("the walls", () => {
	test("a register opens to those whose panel it is", async () => {
		const file = await aCase();
		const around = await everyoneAround(file);
		const OPENS: Standing[] = ["lead", "chair", "deputy", "coordinator", "member"];
		const BEHIND: Standing[] = ["recused lead", "recused deputy", "recused coordinator", "recused member"];
		for (const [standing, actor] of Object.entries(around)) {
			const asked = registerOfPanel(actor, file.panel.id, registerFilter({ state: "all" }));
			if (OPENS.includes(standing as Standing)) expect((await asked).list.total, standing).toBe(1);
			else if (BEHIND.includes(standing as Standing)) {
				const { list, officers, isEmpty } = await asked;
				expect({ list, officers, isEmpty }, standing).toMatchObject({
					list: { total: 0, lines: [] },
					officers: [],
					isEmpty: true,
				});
			} else await expect(asked, standing).rejects.toThrow(new NotFound());
		}
		await expect(registerOfPanel(around.chair, "none", registerFilter({}))).rejects.toThrow(new NotFound());
	});

	test("a recusal takes the case, its officer and its area out; a staged case is in no register", async () => {
		const own = await aMember({ panel });
		await declareRecusal(own, crypto.randomUUID(), { caseId: files.ash.id, userId: own.userId });
		expect(await listed({}, undefined, own)).toEqual(["cedar", "birch"]);
		expect(await listed({}, "ash", own)).toEqual([]);
		const staged = await aCase({ panel, victimName: "Ottilie Wren", officerName: "DI Staged" });
		await put(staged, { stagedIn: "an import" });
		const { list, officers } = await registerOfPanel(own, panel.id, registerFilter({ state: "all" }));
		expect(list.total).toBe(3);
		expect(officers.map(({ label }) => label)).not.toContain("DI Staged");
		expect(await listed({}, "ottilie", own)).toEqual([]);
	});
});
