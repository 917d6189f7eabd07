/** The action log: whose it is, what its filter lets through, and that nobody finds in it what they may not see. */
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestAgency,
	type TestPanel,
} from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { declareRecusal, setOfficer } from "../cases/index.ts";
import { addDays, londonDate, setClock } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import {
	actionLog,
	exportLog,
	type LogScope,
	logFilterIn,
	logFrame,
	logQuery,
	MOST_LISTED,
} from "./index.ts";

afterEach(() => setClock());

const shown = async (
	actor: Actor,
	scope: LogScope,
	asked: Record<string, string> = {},
	words?: string,
): Promise<string[]> =>
	(await actionLog(actor, scope, logFilterIn(asked), { words })).lines.map((line) => line.what);

const today = londonDate();
const mine: LogScope = { kind: "mine" };
const agencys: LogScope = { kind: "agency" };

let panel: TestPanel;
let panels: LogScope;
let housing: TestAgency;
let [first, second, elsewhere] = [] as unknown as [TestCase, TestCase, TestCase];
let [chair, owner, colleague] = [] as unknown as [Actor, Actor, Actor];

const set = (id: string, values: Partial<typeof actions.$inferSelect>) =>
	transaction((tx) => tx.update(actions).set(values).where(eq(actions.id, id)));

beforeAll(async () => {
	panel = await aPanel();
	panels = { kind: "panel", panelId: panel.id };
	housing = await anAgency();
	first = await aCase({ panel });
	second = await aCase({ panel });
	elsewhere = await aCase();
	chair = await aMember({ panel, role: "chair" });
	const user = await aUser({ agency: housing });
	await aMembership({ panel, user });
	await aMembership({ panel: elsewhere.panel, user });
	owner = anActor(user);
	colleague = await aMember({ panel, agency: housing });
	const give = (file: TestCase, what: string, due?: string, ownerUserId?: string) =>
		anAction({ file, by: owner, what, due, ownerUserId });
	await give(first, "Late", addDays(today, -3));
	await give(first, "Named", addDays(today, 2), owner.userId);
	await give(second, "No date");
	await give(elsewhere, "Elsewhere", addDays(today, 40));
	await anAction({ file: second, what: "Not theirs", due: today });
	await anAction({ file: second, what: "Proposed", ownerAgencyId: housing.id, due: addDays(today, 9) });
	const ended = await give(first, "Ended", addDays(today, -9));
	await set(ended.id, { status: "done", doneOn: today, statusAt: new Date() });
	const imported = await give(first, "Imported", addDays(today, -99));
	await set(imported.id, { status: "not-done", statusAt: null });
});

describe("whose it is", () => {
	test("one's own is what names them, and what names nobody of their agency, on all their panels", async () => {
		expect(await shown(owner, mine)).toEqual(["Late", "Named", "Proposed", "Elsewhere", "No date"]);
		expect(await shown(colleague, mine)).toEqual(["Late", "Proposed", "No date"]);
	});

	test("a colleague who covers sees all of the agency's, on the panels that they sit on", async () => {
		expect(await shown(colleague, agencys)).toEqual(["Late", "Named", "Proposed", "No date"]);
	});

	test("a panel's is everybody's on its cases, for its members", async () => {
		expect(await shown(chair, panels)).toEqual(["Late", "Not theirs", "Named", "Proposed", "No date"]);
	});

	test("a case's is all of it, also for its officer", async () => {
		const officer = await aUser();
		await setOfficer(first.coordinator, anOpId(), {
			caseId: first.id,
			officerName: "",
			officerEmail: officer.email,
		});
		const scope: LogScope = { kind: "case", caseId: first.id };
		expect(await shown(anActor(officer), scope, { show: "all" })).toEqual([
			"Named",
			"Late",
			"Ended",
			"Imported",
		]);
		expect(await shown(anActor(officer), mine)).toEqual([]);
	});

	test("the lead has every panel's, alone and together; nobody else has them together", async () => {
		const lead = await aLead();
		expect(await shown(lead, panels, { show: "overdue" })).toEqual(["Late"]);
		const force: LogScope = { kind: "force" };
		expect(await shown(lead, force, {}, "elsewhere")).toEqual(["Elsewhere"]);
		expect(await shown(lead, force, { agency: housing.id, show: "overdue" })).toEqual(["Late"]);
		expect(await shown(lead, force, { panel: panel.id, show: "sign-off" })).toEqual(["Ended"]);
		await expect(shown(chair, force)).rejects.toThrow(NotFound);
		await expect(logFrame(chair, force)).rejects.toThrow(NotFound);
	});
});

describe("what nobody finds in it", () => {
	it("is another panel's, or another case's: they are not found", async () => {
		const stranger = await aMember({});
		await expect(shown(stranger, panels)).rejects.toThrow(NotFound);
		await expect(shown(stranger, { kind: "case", caseId: first.id })).rejects.toThrow(NotFound);
		await expect(logFrame(stranger, panels)).rejects.toThrow(NotFound);
		await expect(shown(await aLead(), { kind: "panel", panelId: "none" })).rejects.toThrow(NotFound);
		const observer = await aMember({ panel, role: "observer" });
		await expect(shown(observer, panels)).rejects.toThrow(NotFound);
		// Named in a filter, it is empty.
		expect(await shown(owner, mine, { panel: (await aPanel()).id })).toEqual([]);
	});

	it("is of a case from which they are recused, also by words, and it is not counted", async () => {
		const member = await aMember({ panel, agency: housing });
		await declareRecusal(chair, anOpId(), { caseId: first.id, userId: member.userId });
		expect(await shown(member, agencys, { show: "all" }, "")).toEqual(["Proposed", "No date"]);
		expect(await shown(member, panels, { show: "all" }, "late")).toEqual([]);
		expect((await actionLog(member, panels, logFilterIn({ show: "overdue" }))).total).toBe(0);
		await expect(shown(member, { kind: "case", caseId: first.id })).rejects.toThrow(NotFound);
	});

	it("is of an import that nobody has accepted yet", async () => {
		const file = await aCase({ panel });
		await anAction({ file, what: "Staged" });
		expect(await shown(chair, panels, {}, "staged")).toEqual(["Staged"]);
		await transaction((tx) => tx.update(cases).set({ stagedIn: "import" }).where(eq(cases.id, file.id)));
		expect(await shown(chair, panels, {}, "staged")).toEqual([]);
		await expect(shown(chair, { kind: "case", caseId: file.id })).rejects.toThrow(NotFound);
	});
});

describe("its filter", () => {
	it.each([
		[{ show: "overdue" }, ["Late"]],
		[{ show: "long-overdue" }, []],
		[{ show: "answer" }, ["Proposed"]],
		[{ show: "sign-off" }, ["Ended"]],
		[{ show: "done" }, ["Ended"]],
		[{ show: "not-done" }, ["Imported"]],
		[{ show: "proposed" }, ["Proposed"]],
		[{ show: "accepted" }, ["Late", "Not theirs", "Named", "No date"]],
		[{ show: "all" }, ["Proposed", "Named", "Not theirs", "Late", "Ended", "Imported", "No date"]],
		[{ due: "week" }, ["Not theirs", "Named"]],
		[{ due: "month" }, ["Not theirs", "Named", "Proposed"]],
		[{ due: "none" }, ["No date"]],
		[{ priority: "urgent" }, []],
		[{ sort: "owner", due: "week" }, expect.arrayContaining(["Not theirs", "Named"])],
		[{ sort: "case" }, ["Late", "Named", "Not theirs", "Proposed", "No date"]],
		[{ show: "nonsense", sort: "what" }, ["Late", "Not theirs", "Named", "Proposed", "No date"]],
	])("%o", async (asked, expected) => {
		expect(await shown(chair, panels, asked as Record<string, string>)).toEqual(expected);
	});

	it("by owner, and by words in what is to be done, its case or its owner", async () => {
		expect(await shown(chair, panels, { person: owner.userId })).toEqual(["Named"]);
		expect(await shown(chair, panels, { agency: chair.agencyId })).toEqual([]);
		expect(await shown(chair, panels, { agency: housing.id, show: "overdue" })).toEqual(["Late"]);
		expect(await shown(chair, panels, {}, "theirs not")).toEqual(["Not theirs"]);
		expect(await shown(chair, panels, {}, `${first.reference.toLowerCase()} late`)).toEqual(["Late"]);
		expect(await shown(chair, panels, {}, "100%")).toEqual([]);
	});

	it("is said by its address and read from it", () => {
		const filter = logFilterIn({ show: "overdue", agency: housing.id, sort: "case", due: "week" });
		expect(logFilterIn(Object.fromEntries(new URLSearchParams(logQuery(filter))))).toEqual(filter);
		expect(logQuery(logFilterIn({}))).toBe("");
	});
});

test("it is turned a page at a time, and a page too far is the last", async () => {
	const file = await aCase();
	for (let number = 0; number < 51; number++) await anAction({ file, due: addDays(today, number) });
	const scope: LogScope = { kind: "panel", panelId: file.panel.id };
	const page = (number: number) => actionLog(file.coordinator, scope, logFilterIn({}), { page: number });
	expect(await page(1)).toMatchObject({ total: 51, pages: 2, isMore: false, lines: { length: 50 } });
	expect(await page(7)).toMatchObject({ page: 2, lines: [{ due: addDays(today, 50) }] });
	const byCase = await actionLog(file.coordinator, scope, logFilterIn({ sort: "case" }), { page: 2 });
	expect(byCase).toMatchObject({ total: 51, lines: [{ due: addDays(today, 50) }] });
});

test("of many that are due on one day each is on one page", async () => {
	const file = await aCase();
	// An index has those of one day by their case.
	const files = [file, await aCase({ panel: file.panel })];
	const ids: string[] = [];
	for (let number = 0; number < 120; number++) {
		ids.push((await anAction({ file: files[number % 2], due: today })).id);
	}
	const scope: LogScope = { kind: "panel", panelId: file.panel.id };
	for (const asked of [{}, { show: "all" }, { due: "week", sort: "status" }]) {
		const listed: string[] = [];
		for (const page of [1, 2, 3]) {
			const { lines, pages } = await actionLog(file.coordinator, scope, logFilterIn(asked), { page });
			expect(pages).toBe(3);
			listed.push(...lines.map(({ id }) => id));
		}
		expect(listed).toEqual([...ids].sort());
	}
});

test("of a list that is too long to be searched whole it says so, also where nothing is found", async () => {
	const { file, id } = await anAction({ what: "See nobody", due: addDays(today, 1) });
	const [one] = await db.select().from(actions).where(eq(actions.id, id));
	if (!one) throw new Error("The action is gone");
	const many = Array.from({ length: MOST_LISTED }, () => ({ ...one, id: newId(), due: today }));
	await transaction(async (tx) => {
		for (let from = 0; from < many.length; from += 500) {
			await tx.insert(actions).values(many.slice(from, from + 500));
		}
	});
	const late = await anAction({ file, what: "Change the locks", due: addDays(today, 2) });
	const scope: LogScope = { kind: "panel", panelId: file.panel.id };
	const look = (words: string, asked = {}) =>
		actionLog(file.coordinator, scope, logFilterIn(asked), { words });
	expect(await look("locks")).toMatchObject({ total: 0, wasCut: true, isMore: false });
	expect(await look("", { sort: "case" })).toMatchObject({ wasCut: true, isMore: true });
	expect(await look("locks", { due: "week", show: "refused" })).toMatchObject({ total: 0, wasCut: false });
	const exported = await exportLog(file.coordinator, scope, logFilterIn({}), {
		format: "csv",
		words: "locks",
	});
	expect(exported).toEqual({ lines: [], wasCut: true });
	// Narrowed, it is found.
	await set(late.id, { priority: "urgent" });
	expect(await look("locks", { priority: "urgent" })).toMatchObject({ total: 1, wasCut: false });
});

test("of several panels the first of all come first, whichever panel they are of, and each once", async () => {
	const one = await aCase();
	const other = await aCase();
	const lead = await aLead();
	const ids: string[] = [];
	for (let number = 0; number < 30; number++) {
		const file = number % 3 === 0 ? other : one;
		const { id } = await anAction({ file, due: number % 5 === 0 ? undefined : addDays(today, -number) });
		ids.push(id);
		const at = new Date(Date.now() - number * 60_000);
		await set(id, { status: number % 2 ? "done" : "not-possible", statusAt: at, ownerDetail: "Seven hills" });
	}
	const list = (sort: string, words?: string) =>
		actionLog(lead, { kind: "force" }, logFilterIn({ show: "sign-off", sort }), { words });
	const mine = async (sort: string, words?: string) => {
		const found: string[] = [];
		for (let page = 1; ; page++) {
			const asked = logFilterIn({ show: "sign-off", sort });
			const { lines, pages } = await actionLog(lead, { kind: "force" }, asked, { words, page });
			found.push(...lines.map(({ id }) => id).filter((id) => ids.includes(id)));
			if (page >= pages) return found;
		}
	};
	expect(await mine("due")).toEqual(ids);
	expect(await mine("due", "seven hills")).toEqual(ids);
	expect(new Set(await mine("case"))).toEqual(new Set(ids));
	expect((await list("case")).wasCut).toBe(false);
});

test("words find what was last said of it, in whatever case and with or without accents", async () => {
	const file = await aCase();
	const scope: LogScope = { kind: "panel", panelId: file.panel.id };
	const { id } = await anAction({ file, what: "See ÉMILE O’Brien" });
	await set(id, { outcome: "Siân has RUNG him" });
	await anAction({ file, what: "See nobody" });
	for (const words of ["émile", "EMILE obrien", "sian rung", "SIÂN"]) {
		expect(await shown(file.coordinator, scope, {}, words)).toEqual(["See ÉMILE O’Brien"]);
	}
	expect(await shown(file.coordinator, scope, {}, "emile nobody")).toEqual([]);
});

test("its frame offers who may own an action, and follows the one panel that there is", async () => {
	expect(await logFrame(chair, panels)).toMatchObject({
		name: panel.name,
		live: { kind: "panel", id: panel.id },
		agencies: expect.arrayContaining([{ value: housing.id, label: housing.name }]),
		panels: [],
	});
	const several = await logFrame(owner, mine);
	expect(several).toMatchObject({ name: housing.name, live: null, people: [] });
	expect(several.panels.map(({ value }) => value).sort()).toEqual([panel.id, elsewhere.panel.id].sort());
	expect((await logFrame(colleague, agencys)).live?.id).toBe(panel.id);
});
