import { describe, expect, test } from "vitest";
import { aLead, anActor, anAdministrator, anAgency, anOpId, aUser } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { agenciesToManage, closeAgency, listAgencies, openAgencies } from "./index.ts";

describe("listing agencies", () => {
	test("everyone who can sign in sees which there are, by name and the closed ones last", async () => {
		const user = anActor(await aUser({ agency: await anAgency({ name: "école" }) }));
		await anAgency({ name: "Zebra" });
		const closed = await anAgency({ name: "Aardvark" });
		await closeAgency(SYSTEM, anOpId(), { agencyId: closed.id });
		const names = (await listAgencies(user)).map(({ name }) => name);
		expect(names).toEqual(["école", "Zebra", "Aardvark"]);
		expect((await openAgencies()).map(({ name }) => name)).toEqual(["école", "Zebra"]);
		await expect(listAgencies(SYSTEM)).rejects.toThrow(NotFound);
	});

	test("administrators see how many people each has; others are not shown that page", async () => {
		const agency = await anAgency();
		const member = anActor(await aUser({ agency }));
		await aUser({ agency });
		const managed = await agenciesToManage(await anAdministrator());
		expect(managed.find(({ id }) => id === agency.id)).toMatchObject({ people: 2, isClosed: false });
		for (const actor of [member, await aLead(), SYSTEM])
			await expect(agenciesToManage(actor)).rejects.toThrow(NotFound);
	});
});
