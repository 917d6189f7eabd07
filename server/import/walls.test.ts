/** What an import tells only to those who see the cases that it is about, and what undoing one leaves to whoever kept it. */
import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "#db/index.ts";
import { cases, entries, imports, people, protectedDetails } from "#db/schema/index.ts";
import {
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
	undertakes,
} from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { addProtectedDetail, blindIndexOf, declareRecusal, removeProtectedDetail } from "../cases/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { endMembership } from "../panels/index.ts";
import { contentOf } from "./content.ts";
import {
	acceptImport,
	beginImport,
	chooseRows,
	mapAgain,
	mapColumns,
	mapWords,
	paceImportsBy,
	takeBack,
} from "./index.ts";
import { FOR_SOMEBODY_ELSE } from "./plan-case.ts";
import { importPage } from "./queries.ts";

// A file is read with the lowest priority; on a busy machine that is long, and no fault.
vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => paceImportsBy(() => true));
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const NOTHING_TOLD = { fate: "not-imported", reason: FOR_SOMEBODY_ELSE };

async function aWorld() {
	const panel = await aPanel();
	const user = await aUser();
	const membership = await aMembership({ panel, user, role: "coordinator" });
	return { panel, membership, coordinator: anActor(user) };
}

const pageOf = (actor: Actor, importId: string) => importPage(actor, importId, { fate: null, page: 1 });
const rowOf = async (importId: string) => {
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (!found) throw new Error("There is no such import");
	return found;
};

/** Into this panel, with every guess taken. */
async function mapped(actor: Actor, importId: string, panel: TestPanel): Promise<void> {
	const { head, mapping } = await pageOf(actor, importId);
	const said = (mapping?.sheets ?? []).map(({ headings, meanings }) => ({
		panelId: panel.id,
		headings,
		meanings,
	}));
	await mapColumns(actor, importId, head.version, said);
	const again = await pageOf(actor, importId);
	if (again.head.state !== "mapping") return;
	const { owners = {}, statuses = {} } = again.mapping ?? {};
	await mapWords(actor, importId, again.head.version, { owners, statuses });
}

async function previewed(actor: Actor, panel: TestPanel, csv: string): Promise<string> {
	const data = new Uint8Array(Buffer.from(csv));
	const { importId } = await beginImport(actor, anOpId(), { name: "list.csv", data });
	await settled(importId);
	await mapped(actor, importId, panel);
	return importId;
}

/** Waits for what goes on after its form has been answered. */
async function settled(importId: string): Promise<void> {
	for (let n = 0; n < 600; n++) {
		const { state, progress, outOf } = await rowOf(importId);
		if (!["reading", "writing", "undoing"].includes(state) && (state !== "accepted" || progress === outOf))
			return;
		await new Promise((resume) => setTimeout(resume, 50));
	}
	throw new Error("It does not end");
}

async function imported(actor: Actor, panel: TestPanel, csv: string): Promise<string> {
	const importId = await previewed(actor, panel, csv);
	await acceptImport(actor, importId, (await rowOf(importId)).version);
	await settled(importId);
	expect((await rowOf(importId)).state).toBe("accepted");
	return importId;
}

const undone = async (actor: Actor, importId: string) => {
	await takeBack(actor, anOpId(), importId);
	await settled(importId);
};

const caseOf = async (panel: TestPanel) => {
	const [file] = await db.select().from(cases).where(eq(cases.panelId, panel.id));
	if (!file) throw new Error("There is no case");
	return file;
};
const victimOf = async (caseId: string) => {
	const [victim] = await db
		.select()
		.from(people)
		.where(and(eq(people.caseId, caseId), eq(people.part, "victim")));
	return victim?.id ?? "";
};
const addressesOf = (caseId: string) =>
	db
		.select({ id: protectedDetails.id, index: protectedDetails.blindIndex })
		.from(protectedDetails)
		.where(and(eq(protectedDetails.caseId, caseId), isNull(protectedDetails.removedAt)));
const address = (value: string) => blindIndexOf("address", value);

const csv = (where: string, ...more: string[]) =>
	["Victim,Suspect,Action,Victim address", `Ann Roe,Bob Day,Call her,${where}`, ...more].join("\n");

describe("an import's preview", () => {
	test("of a case from which one is recused since tells only that, in its figures too", async () => {
		const { panel, coordinator } = await aWorld();
		await imported(coordinator, panel, csv("1 Old Road CM1 1AA"));
		const importId = await previewed(
			coordinator,
			panel,
			csv("2 New Road CM1 1AA", "Eve Low,Cid Far,Visit,3 Far Road CM1 1AA"),
		);
		const before = await pageOf(coordinator, importId);
		expect(JSON.stringify(before)).toContain("1 Old Road");
		expect(before.preview?.counts).toMatchObject({ changed: 1, created: 1, "not-imported": 1 });
		const file = await caseOf(panel);
		await declareRecusal(coordinator, anOpId(), { caseId: file.id, userId: coordinator.userId });
		const { head, preview } = await pageOf(coordinator, importId);
		expect(preview?.rows.find(({ row }) => row === 2)).toEqual({ sheet: "list", row: 2, ...NOTHING_TOLD });
		expect(preview?.counts).toMatchObject({ changed: 0, created: 1, "not-imported": 2, actionsCreated: 1 });
		expect(head.counts).toEqual(preview?.counts);
		const shown = JSON.stringify({ head, preview });
		for (const told of [file.reference, "Old Road", "New Road", "Ann Roe", "recused"]) {
			expect(shown).not.toContain(told);
		}
		expect((await importPage(coordinator, importId, { fate: "changed", page: 1 })).preview?.total).toBe(0);
		// Whoever accepts it all the same is shown what there is now, and nothing is written.
		await acceptImport(coordinator, importId, (await rowOf(importId)).version);
		expect((await rowOf(importId)).state).toBe("preview");
		expect((await pageOf(coordinator, importId)).preview?.counts).toEqual(preview?.counts);
	});

	test("of a case that it may be names it to nobody who is recused from it", async () => {
		const { panel, coordinator } = await aWorld();
		await imported(coordinator, panel, "Crime ref,Victim,Suspect,Action\n42/1/26,Ann Roe,Bob Day,Call");
		const importId = await previewed(
			coordinator,
			panel,
			"Crime ref,Victim,Suspect,Action\n42/9/26,Ann Roe,Bob Day,Visit",
		);
		const { preview } = await pageOf(coordinator, importId);
		expect(preview?.undecided).toBe(1);
		const file = await caseOf(panel);
		await declareRecusal(coordinator, anOpId(), { caseId: file.id, userId: coordinator.userId });
		const after = await pageOf(coordinator, importId);
		expect(after.preview?.undecided).toBe(0);
		expect(JSON.stringify(after)).not.toContain(file.reference);
	});

	test("is for nobody who has not signed the panel's undertaking, or whose seat there has ended", async () => {
		const { panel, coordinator, membership } = await aWorld();
		const importId = await previewed(coordinator, panel, csv("1 Old Road CM1 1AA"));
		await aMembership({
			panel: await aPanel(),
			user: { id: coordinator.userId } as never,
			role: "coordinator",
		});
		await endMembership(await anAdministrator(), anOpId(), { membershipId: membership.id });
		await expect(pageOf(coordinator, importId)).rejects.toThrow(NotAllowed);
		await acceptImport(coordinator, importId, (await rowOf(importId)).version);
		expect(await rowOf(importId)).toMatchObject({ state: "preview", panelIds: [] });
		expect((await pageOf(coordinator, importId)).preview?.counts).toMatchObject({ created: 0 });
		expect(await db.$count(cases, eq(cases.panelId, panel.id))).toBe(0);

		const other = await aPanel();
		const unsigned = await aMember({ panel: other, role: "coordinator", isUnsigned: true });
		const begin = () =>
			beginImport(unsigned, anOpId(), { name: "a.csv", data: new Uint8Array(Buffer.from(csv("1 Road"))) });
		await expect(begin()).rejects.toThrow(NotAllowed);
		await undertakes(unsigned, other);
		await begin();
	});

	test("offers no panel whose undertaking is not signed", async () => {
		const { panel, coordinator } = await aWorld();
		const other = await aPanel();
		await aMembership({
			panel: other,
			user: { id: coordinator.userId } as never,
			role: "coordinator",
			isUnsigned: true,
		});
		const { importId } = await beginImport(coordinator, anOpId(), {
			name: "list.csv",
			data: new Uint8Array(Buffer.from(csv("1 Old Road CM1 1AA"))),
		});
		await settled(importId);
		const { mapping, head } = await pageOf(coordinator, importId);
		expect(mapping?.panels.map(({ id }) => id)).toEqual([panel.id]);
		const [sheet] = mapping?.sheets ?? [];
		await expect(
			mapColumns(coordinator, importId, head.version, [
				{ panelId: other.id, headings: 1, meanings: sheet?.meanings ?? {} },
			]),
		).rejects.toThrow(Invalid);
	});

	test("forgets what was chosen of its rows once its columns are said anew", async () => {
		const { panel, coordinator } = await aWorld();
		await imported(coordinator, panel, "Crime ref,Victim,Suspect,Action\n42/1/26,Ann Roe,Bob Day,Call");
		const importId = await previewed(
			coordinator,
			panel,
			"Crime ref,Victim,Suspect,Action\n42/9/26,Ann Roe,Bob Day,Visit",
		);
		const { preview, head } = await pageOf(coordinator, importId);
		const key = preview?.rows.find(({ choices }) => choices)?.choices?.[0]?.key ?? "";
		await chooseRows(coordinator, importId, head.version, { [key]: (await caseOf(panel)).id });
		expect((await rowOf(importId)).counts).toMatchObject({ uncertain: 0 });
		await mapAgain(coordinator, importId, (await rowOf(importId)).version);
		await mapped(coordinator, importId, panel);
		expect((await rowOf(importId)).counts).toMatchObject({ uncertain: 1 });
		expect((await contentOf(await rowOf(importId)))?.choices).toEqual({});
	});
});

describe("undoing an import that changed an address", () => {
	async function changed() {
		const world = await aWorld();
		const { panel, coordinator } = world;
		const first = await imported(coordinator, panel, csv("1 Old Road CM1 1AA"));
		const second = await imported(coordinator, panel, csv("2 New Road CM1 1AA"));
		const file = await caseOf(panel);
		const [detail] = await addressesOf(file.id);
		expect(detail?.index).toBe(address("2 New Road CM1 1AA"));
		return { ...world, first, second, file, detailId: detail?.id ?? "" };
	}
	const inTheWay = (reference: string) => ({
		fields: { form: expect.stringContaining(reference) },
	});

	test("puts the one before back", async () => {
		const { coordinator, second, file } = await changed();
		await undone(coordinator, second);
		expect((await addressesOf(file.id)).map(({ index }) => index)).toEqual([address("1 Old Road CM1 1AA")]);
	});

	test("is refused once somebody has removed it, and has kept another", async () => {
		const { coordinator, second, file, detailId } = await changed();
		await removeProtectedDetail(coordinator, anOpId(), { caseId: file.id, detailId });
		await expect(takeBack(coordinator, anOpId(), second)).rejects.toMatchObject(inTheWay(file.reference));
		expect(await addressesOf(file.id)).toEqual([]);
		const kept = {
			caseId: file.id,
			personId: await victimOf(file.id),
			kind: "address" as const,
			value: "9 Safe House",
		};
		await addProtectedDetail(coordinator, anOpId(), kept);
		await expect(takeBack(coordinator, anOpId(), second)).rejects.toMatchObject(inTheWay(file.reference));
		expect((await addressesOf(file.id)).map(({ index }) => index)).toEqual([address("9 Safe House")]);
	});

	test("is refused once somebody has kept another beside it", async () => {
		const { coordinator, second, file } = await changed();
		await addProtectedDetail(coordinator, anOpId(), {
			caseId: file.id,
			personId: await victimOf(file.id),
			kind: "address",
			value: "9 Safe House",
		});
		await expect(takeBack(coordinator, anOpId(), second)).rejects.toMatchObject(inTheWay(file.reference));
	});

	test("is refused to whoever is recused from the case", async () => {
		const { coordinator, second, file } = await changed();
		await declareRecusal(coordinator, anOpId(), { caseId: file.id, userId: coordinator.userId });
		const refusal = await takeBack(coordinator, anOpId(), second).catch((error: Invalid) => error);
		expect(refusal).toMatchObject({ fields: { form: expect.stringContaining("recused") } });
		expect(JSON.stringify(refusal)).not.toContain(file.reference);
		expect((await addressesOf(file.id)).map(({ index }) => index)).toEqual([address("2 New Road CM1 1AA")]);
	});

	test("is refused for the import that brought the case, as long as the later one stands", async () => {
		const { panel, coordinator, first, second, file } = await changed();
		await expect(takeBack(coordinator, anOpId(), first)).rejects.toMatchObject(inTheWay(file.reference));
		await undone(coordinator, second);
		await undone(coordinator, first);
		expect(await db.$count(cases, eq(cases.panelId, panel.id))).toBe(0);
	});

	test("is refused for an earlier change, as long as a later import has changed the case", async () => {
		const { panel, coordinator, second, file } = await changed();
		await imported(coordinator, panel, csv("3 Far Road CM1 1AA"));
		await expect(takeBack(coordinator, anOpId(), second)).rejects.toMatchObject(inTheWay(file.reference));
	});
});

test("undoing an import is refused once another has added an entry to a case of it", async () => {
	const { panel, coordinator } = await aWorld();
	const of = (note: string) => `Victim,Suspect,Action,Notes\nAnn Roe,Bob Day,Call her,${note}`;
	const first = await imported(coordinator, panel, of(""));
	await imported(coordinator, panel, of("She has moved to her sister"));
	const file = await caseOf(panel);
	expect(await db.$count(entries, eq(entries.caseId, file.id))).toBeGreaterThan(0);
	await expect(takeBack(coordinator, anOpId(), first)).rejects.toMatchObject({
		fields: { form: expect.stringContaining(file.reference) },
	});
});
