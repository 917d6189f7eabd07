import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import {
	aMember,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	eventsOf,
	textOf,
} from "#tests/factories.ts";
import { versionOf } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { addAliases, agenciesToManage, aliasesOf, ORGANISATION, removeAlias } from "./index.ts";

describe("another name of an agency", () => {
	test("done: a coordinator's is known from now on; one that is taken stays as it is", async () => {
		const coordinator = await aMember({ role: "coordinator" });
		const administrator = await anAdministrator();
		const [one, other] = [await anAgency(), await anAgency()];
		const add = (agencyId: string, alias: string) =>
			addAliases(coordinator, anOpId(), { aliases: [{ agencyId, alias }] });
		expect(await add(one.id, "The Hub")).toEqual({ added: 1 });
		const version = await versionOf(db, ORGANISATION);
		expect(await add(other.id, "the  hub")).toEqual({ added: 0 });
		expect(await add(other.id, one.name)).toEqual({ added: 0 });
		expect(await versionOf(db, ORGANISATION)).toBe(version);
		const counted = async () =>
			(await agenciesToManage(administrator)).find(({ id }) => id === one.id)?.otherNames;
		expect(await counted()).toBe(1);
		const [alias] = await aliasesOf(administrator, one.id);
		expect(alias?.alias).toBe("The Hub");
		await removeAlias(administrator, anOpId(), { aliasId: alias?.id ?? "" });
		expect(await aliasesOf(administrator, one.id)).toEqual([]);
		expect(await counted()).toBe(0);
		await expect(removeAlias(administrator, anOpId(), { aliasId: alias?.id ?? "" })).rejects.toThrow(
			NotFound,
		);
	});

	test("refused to everybody else", async () => {
		const agency = await anAgency();
		const aliases = [{ agencyId: agency.id, alias: "Ours" }];
		for (const actor of [await aMember({ role: "chair" }), anActor(await aUser())]) {
			await expect(addAliases(actor, anOpId(), { aliases })).rejects.toThrow(NotAllowed);
			await expect(aliasesOf(actor, agency.id)).rejects.toThrow(NotFound);
		}
		const coordinator = await aMember({ role: "coordinator" });
		await expect(removeAlias(coordinator, anOpId(), { aliasId: "any" })).rejects.toThrow(NotAllowed);
	});

	test("recorded, the name as a text", async () => {
		const coordinator = await aMember({ role: "coordinator" });
		const agency = await anAgency();
		const before = await versionOf(db, ORGANISATION);
		await addAliases(coordinator, anOpId(), { aliases: [{ agencyId: agency.id, alias: "Our lot" }] });
		const recorded = await eventsOf(ORGANISATION, before);
		expect(recorded).toMatchObject([
			{
				type: "agency.alias-added",
				data: { agencyId: agency.id },
				touched: [`agency:${agency.id}`],
				actorId: coordinator.userId,
			},
		]);
		expect(await textOf(recorded[0])).toEqual({ alias: "Our lot" });
	});
});
