import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { anActor, anAdministrator, anOpId, aPanel, aUser, eventsOf, textOf } from "#tests/factories.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { addPanel, panelById } from "./index.ts";

const north = { name: "North Essex ESIP", area: "Colchester and Tendring", referencePrefix: "NOR" };

describe("adding a panel", () => {
	test("done: the panel stands with a stream of its own", async () => {
		const administrator = await anAdministrator();
		const { panelId } = await addPanel(administrator, anOpId(), { ...north, referencePrefix: " nor " });
		expect(await panelById(administrator, panelId)).toEqual({
			kind: "panel",
			id: panelId,
			version: 1,
			...north,
			quorum: 3,
			myRole: null,
		});
		expect(await versionOf(db, panelId)).toBe(1);
	});

	test.each(["none", "auditor", "lead"] as const)("refused to somebody whose role is %s", async (role) => {
		const actor = anActor(await aUser({ role }));
		await expect(addPanel(actor, anOpId(), { ...north, name: "Another" })).rejects.toThrow(NotAllowed);
	});

	test("refused with all reasons at once: nothing typed, a prefix that is none", async () => {
		const administrator = await anAdministrator();
		await expect(
			addPanel(administrator, anOpId(), { name: "", area: " ", referencePrefix: "N0RTH", quorum: 0 }),
		).rejects.toMatchObject({
			fields: {
				name: "Enter the panel’s name",
				area: "Enter the area that the panel covers",
				referencePrefix: "The prefix must be 2 to 5 letters, like NOR",
				quorum: "At least 1 agency must be there",
			},
		});
		for (const referencePrefix of ["N", "NORTHS", "É1"]) {
			const adding = addPanel(administrator, anOpId(), { ...north, referencePrefix });
			await expect(adding).rejects.toMatchObject({ fields: { referencePrefix: expect.any(String) } });
		}
	});

	test("refused when another panel has the name or the prefix", async () => {
		const administrator = await anAdministrator();
		await aPanel({ name: "South", referencePrefix: "SOU" });
		await expect(
			addPanel(administrator, anOpId(), { name: "SOUTH", area: "South", referencePrefix: "SOU" }),
		).rejects.toMatchObject({
			fields: {
				name: "There is already a panel called South",
				referencePrefix: "South already uses the prefix SOU",
			},
		});
	});

	test("recorded, as the first event of its stream", async () => {
		const administrator = await anAdministrator();
		const fields = { name: "West", area: "Harlow", referencePrefix: "WES", quorum: 5 };
		const { panelId } = await addPanel(administrator, anOpId(), fields);
		const recorded = await eventsOf(panelId);
		expect(recorded).toEqual([
			{
				type: "panel.added",
				data: { panelId, text: { id: expect.any(String), commitment: expect.any(String) } },
				touched: [`panel:${panelId}`],
				actorId: administrator.userId,
			},
		]);
		expect(await textOf(recorded[0])).toEqual(fields);
		expect((await verify(db)).problem).toBeUndefined();
	});
});
