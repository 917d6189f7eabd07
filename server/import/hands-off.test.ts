/** What somebody has done by hand stands against a spreadsheet, until a person chooses otherwise. */

import { eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { db, searchCases, searchText, transaction, unindexCases } from "#db/index.ts";
import { entries, imports } from "#db/schema/index.ts";
import { anOpId } from "#tests/factories.ts";
import { anImportWorld } from "#tests/import-world.ts";
import { setActionStatus } from "../actions/index.ts";
import { verify } from "../audit/index.ts";
import { removeProtectedDetail, setOfficer } from "../cases/index.ts";
import { tidyImports } from "./index.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

describe("a protected detail that somebody removed", () => {
	const HEADINGS = "Victim,Suspect,Safe telephone,Action";
	const row = (telephone: string) => `Ann Roe,Bob Day,${telephone},Call her`;

	async function removed() {
		const world = await anImportWorld();
		await world.imports([HEADINGS, row("07700 900123")]);
		const [detail] = await world.details();
		const { id: caseId } = await world.case();
		await removeProtectedDetail(world.coordinator, anOpId(), { caseId, detailId: detail?.id ?? "" });
		return world;
	}

	test.each([
		["as it was", "07700 900123"],
		["in another style", "+44 7700-900 123"],
		["as another one", "07700 900456"],
	])("and that the file still holds, %s, does not come back by itself", async (_, telephone) => {
		const world = await removed();
		const lines = [HEADINGS, row(telephone)];
		const { counts, rows } = await world.looks(lines);
		expect(counts).toMatchObject({ uncertain: 1, changed: 0, created: 0 });
		expect(rows[0]?.reason).toContain(`Safe telephone: removed here, perhaps as not safe, “${telephone}”`);
		const key = rows[0]?.choices?.[0]?.key ?? "";
		const kept = await world.imports(lines, { [key]: "keep" });
		expect(kept.counts).toMatchObject({ uncertain: 0, changed: 0, unchanged: 1 });
		expect(await world.details()).toEqual([]);
		await world.imports(lines, { [key]: "file" });
		expect(await world.details()).toHaveLength(1);
	});

	test("is not one that only a file replaced: that may come back with the file", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, row("07700 900123")]);
		await world.imports([HEADINGS, row("07700 900456")]);
		const { counts } = await world.looks([HEADINGS, row("07700 900123")]);
		expect(counts).toMatchObject({ uncertain: 0, changed: 1 });
	});
});

describe("a row that nobody has decided", () => {
	const HEADINGS = "Victim,Suspect,Risk,Officer in case,ISAC support,Action,Status";
	const row = (risk: string, officer: string, mood: string, status: string) =>
		`Ann Roe,Bob Day,${risk},${officer},${mood},Call her tonight,${status}`;
	const standing = async (world: Awaited<ReturnType<typeof anImportWorld>>) =>
		JSON.stringify([await world.cases(), await world.actions(), await db.$count(entries)]);

	async function workedWith() {
		const world = await anImportWorld();
		await world.imports([HEADINGS, row("Medium", "DC Old", "", "open")]);
		const { id: actionId, version } = await world.action("Call her tonight");
		const done = { actionId, status: "done" as const, outcome: "Called her; she is well.", version };
		await setActionStatus(world.coordinator, anOpId(), done);
		return world;
	}

	test("writes nothing of itself, not what is plain in it either; decided, it writes all of it", async () => {
		const world = await workedWith();
		const lines = [HEADINGS, row("High", "DC New", "grim", "open")];
		const before = await standing(world);
		const { counts, rows, writes } = await world.looks(lines);
		expect(counts).toMatchObject({ rows: 2, uncertain: 1, changed: 0, created: 0 });
		expect(writes).toEqual([]);
		expect(rows[0]?.differences?.map(({ what }) => what)).toEqual([
			"Officer in the case",
			"Risk",
			"Information",
		]);
		await world.imports(lines);
		expect(await standing(world)).toBe(before);

		const key = rows[0]?.choices?.[0]?.key ?? "";
		const { counts: kept } = await world.imports(lines, { [key]: "keep" });
		expect(kept).toMatchObject({ uncertain: 0, changed: 1 });
		expect(await world.case()).toMatchObject({ risk: "high", officerName: "DC New" });
		expect((await world.action("Call her tonight")).status).toBe("done");
	});

	test("holds back no other row of its case", async () => {
		const world = await workedWith();
		const lines = [HEADINGS, row("High", "DC New", "", "open"), ",,,,,Mend the door,open"];
		const { counts } = await world.imports(lines);
		expect(counts).toMatchObject({ rows: 3, uncertain: 1, created: 1, changed: 0 });
		expect((await world.actions()).map(({ what }) => what)).toEqual(["Call her tonight", "Mend the door"]);
		expect((await world.case()).risk).toBe("medium");
	});

	test("waits for each of its questions, and each stays to be answered otherwise", async () => {
		const world = await workedWith();
		const { id: caseId } = await world.case();
		await setOfficer(world.coordinator, anOpId(), { caseId, officerName: "DC Ours" });
		const lines = [HEADINGS, row("High", "", "", "open")];
		const { rows } = await world.looks(lines);
		const [ofCase, ofAction] = rows[0]?.choices ?? [];
		expect(rows[0]?.choices?.map(({ about }) => about)).toEqual([
			"What the case says",
			"What the action says",
		]);
		const half = await world.looks(lines, { [ofCase?.key ?? ""]: "file" });
		expect(half.counts).toMatchObject({ uncertain: 1, changed: 0 });
		const choices = { [ofCase?.key ?? ""]: "file", [ofAction?.key ?? ""]: "keep" };
		const whole = await world.looks(lines, choices);
		expect(whole.counts).toMatchObject({ uncertain: 0, changed: 1 });
		expect(whole.rows[0]?.choices?.map(({ chosen }) => chosen)).toEqual(["file", "keep"]);
	});

	test("and an action that somebody left out are counted as such", async () => {
		const world = await workedWith();
		const lines = [HEADINGS, "Ann Roe,Bob Day,,,,Call her tonight again,open"];
		const { rows, counts } = await world.looks(lines);
		// The very text was matched with nothing: it may be the action, in other words.
		expect(counts).toMatchObject({ uncertain: 1 });
		const left = await world.looks(lines, { [rows[0]?.choices?.[0]?.key ?? ""]: "skip" });
		expect(left.counts).toMatchObject({ uncertain: 0, unchanged: 0, "not-imported": 2 });
		expect(left.rows[0]?.reason).toBe("You left the action out");
	});

	test("may not be the very action that another row is", async () => {
		const world = await workedWith();
		const lines = [
			HEADINGS,
			"Ann Roe,Bob Day,,,,Call her tonight again,open",
			",,,,,Call her again tonight please,open",
		];
		const { id } = await world.action("Call her tonight");
		const keys = (await world.looks(lines)).rows.flatMap(({ choices = [] }) => choices.map(({ key }) => key));
		const { rows } = await world.looks(lines, Object.fromEntries(keys.map((key) => [key, id])));
		expect(rows[1]).toMatchObject({ fate: "uncertain", reason: expect.stringContaining("of another row") });
	});
});

describe("what an import changed and its undoing put back", () => {
	const HEADINGS = "Victim,Suspect,Risk,Safe telephone,Action,Owner,Due,Status";
	const row = (status: string, due: string, telephone = "07700 900123") =>
		`Ann Roe,Bob Day,Medium,${telephone},Call her tonight,Housing,${due},${status}`;
	const plain = ({ version: _, ...rest }: { version: number }) => rest;

	test("is exactly as it was, and still nobody’s: the next file changes it without a question", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, row("done", "2026-01-05")]);
		const before = await world.action("Call her tonight");
		expect(before).toMatchObject({ status: "done", statusAt: null });
		const { importId } = await world.imports([HEADINGS, row("open", "2099-01-05", "07700 900456")]);
		await world.undoes(importId);
		const restored = await world.action("Call her tonight");
		expect(plain(restored)).toEqual(plain(before));
		const { counts } = await world.imports([HEADINGS, row("open", "2099-01-05", "07700 900456")]);
		expect(counts).toMatchObject({ uncertain: 0, changed: 1 });
		expect(await world.action("Call her tonight")).toMatchObject({ status: "open", due: "2099-01-05" });
	});

	test("but by hand before is by hand again: a person chooses", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, row("open", "2026-01-05")]);
		const { id: actionId, version } = await world.action("Call her tonight");
		const done = { actionId, status: "done" as const, outcome: "Called her; she is well.", version };
		await setActionStatus(world.coordinator, anOpId(), done);
		const [detail] = await world.details();
		const { id: caseId } = await world.case();
		await removeProtectedDetail(world.coordinator, anOpId(), { caseId, detailId: detail?.id ?? "" });
		const before = await world.action("Call her tonight");

		const lines = [HEADINGS, row("open", "2026-01-05")];
		for (let round = 0; round < 2; round++) {
			const { rows, counts } = await world.looks(lines);
			expect(counts).toMatchObject({ uncertain: 1, changed: 0 });
			const keys = rows.flatMap(({ choices = [] }) => choices.map(({ key }) => key));
			expect(keys).toHaveLength(2);
			const { importId } = await world.imports(lines, Object.fromEntries(keys.map((key) => [key, "file"])));
			expect(await world.details()).toHaveLength(1);
			await world.undoes(importId);
			expect(await world.details()).toEqual([]);
			expect(plain(await world.action("Call her tonight"))).toEqual(plain(before));
		}
	});
});

test("an action that a later file says is done was done on a day that nobody knows, not on that of the import", async () => {
	const world = await anImportWorld();
	const lines = (status: string) => [
		"Victim,Suspect,Action,Due,Status",
		`Ann Roe,Bob Day,Call her tonight,2026-11-05,${status}`,
	];
	await world.imports(lines("open"));
	await world.imports(lines("done"));
	const { status, statusAt, doneOn } = await world.action("Call her tonight");
	expect({ status, statusAt, doneOn }).toEqual({ status: "done", statusAt: null, doneOn: null });
});

test("what an import changed is found by a search, also when the server stopped right after the acceptance", async () => {
	const world = await anImportWorld();
	const lines = (mood: string, more: string[] = []) => [
		"Victim,Suspect,ISAC support,Officer in case,Action",
		`Ann Roe,Bob Day,${mood},DC Old,Call her`,
		...more,
	];
	await world.imports(lines(""));
	const { importId } = await world.imports(
		lines("Zinnober", [",,,,Ultramarin for the door"]).map((line) => line.replace("DC Old", "DC Karmesin")),
	);
	const { id: caseId } = await world.case();
	const found = async () => {
		const scope = { panelIds: [world.panel.id], limit: 5 };
		const texts = await Promise.all(
			["Zinnober", "Ultramarin"].map((words) => searchText(db, { ...scope, words })),
		);
		const named = await searchCases(db, { ...scope, words: "Karmesin" });
		return [...texts, named].map((hits) => hits.length);
	};
	expect(await found()).toEqual([1, 1, 1]);
	// As a stop right after the acceptance leaves it.
	await transaction(async (tx) => {
		await unindexCases(tx, [caseId]);
		await tx.update(imports).set({ progress: 0 }).where(eq(imports.id, importId));
	});
	expect(await found()).toEqual([0, 0, 0]);
	await tidyImports();
	expect(await found()).toEqual([1, 1, 1]);
});
