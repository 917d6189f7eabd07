import { expect, test } from "vitest";
import { aCase, anEntry } from "#tests/case-factories.ts";
import { aMember, anAgency, anOpId } from "#tests/factories.ts";
import { confirmEntry, entryWithHistory } from "./index.ts";

test("an entry’s page offers the agency it was recorded for, and nobody else, to confirm it, once", async () => {
	const agency = await anAgency({ name: "Housing" });
	const file = await aCase();
	const housing = await aMember({ panel: file.panel, agency });
	const { id, author } = await anEntry({ file, forAgencyId: agency.id });
	const other = await anEntry({ file });
	expect(await entryWithHistory(housing, id)).toMatchObject({
		forAgencyName: "Housing",
		confirmedByName: null,
		mayConfirm: true,
	});
	expect((await entryWithHistory(author, id)).mayConfirm).toBe(false);
	expect((await entryWithHistory(housing, other.id)).mayConfirm).toBe(false);
	await confirmEntry(housing, anOpId(), { entryId: id });
	expect(await entryWithHistory(housing, id)).toMatchObject({
		confirmedByName: housing.name,
		mayConfirm: false,
	});
});
