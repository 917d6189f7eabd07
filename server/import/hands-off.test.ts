/** What somebody has done by hand stands against a spreadsheet, until a person chooses otherwise. */
import { afterAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { anOpId } from "#tests/factories.ts";
import { anImportWorld } from "#tests/import-world.ts";
import { verify } from "../audit/index.ts";
import { removeProtectedDetail } from "../cases/index.ts";

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
		const key = rows[0]?.choice?.key ?? "";
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
