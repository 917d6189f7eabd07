import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { agencies } from "#db/schema/index.ts";
import { anActor, anAdministrator, anAgency, anOpId, aUser, eventsOf, textOf } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { addAgency, agenciesToManage, agencyByName, closeAgency, ORGANISATION } from "./index.ts";

describe("adding an agency", () => {
	test("done: it is listed, and found by its name however it is written", async () => {
		const administrator = await anAdministrator();
		const { agencyId } = await addAgency(administrator, anOpId(), { name: "  Siân’s Refuge " });
		expect(await agenciesToManage(administrator)).toContainEqual({
			id: agencyId,
			name: "Siân’s Refuge",
			isClosed: false,
			people: 0,
			otherNames: 0,
			version: expect.any(Number),
		});
		expect(await agencyByName("SIANS REFUGE")).toEqual({ id: agencyId, name: "Siân’s Refuge" });
	});

	test("done once, however often the same form arrives", async () => {
		const administrator = await anAdministrator();
		const opId = anOpId();
		const first = await addAgency(administrator, opId, { name: "Twice" });
		expect(await addAgency(administrator, opId, { name: "Twice" })).toEqual(first);
		expect(await db.$count(agencies)).toBe(
			new Set((await agenciesToManage(administrator)).map(({ id }) => id)).size,
		);
	});

	test.each(["none", "auditor", "lead"] as const)("refused to somebody whose role is %s", async (role) => {
		const actor = anActor(await aUser({ role }));
		await expect(addAgency(actor, anOpId(), { name: "Mine" })).rejects.toThrow(NotAllowed);
	});

	test("refused to an administrator whose role was taken away since they asked", async () => {
		const actor = { ...anActor(await aUser({ role: "none" })), role: "administrator" as const };
		await expect(addAgency(actor, anOpId(), { name: "Mine" })).rejects.toThrow(NotAllowed);
	});

	test("refused with a reason: no name, a name without a letter, a name that is taken", async () => {
		const taken = await anAgency({ name: "Probation Service" });
		const add = (name: string) => addAgency(SYSTEM, anOpId(), { name });
		await expect(add("  ")).rejects.toMatchObject({ fields: { name: "Enter the agency’s name" } });
		await expect(add("—")).rejects.toThrow(Invalid);
		await expect(add("x".repeat(151))).rejects.toThrow(Invalid);
		await expect(add("probation  service")).rejects.toMatchObject({
			fields: { name: "There is already an agency called Probation Service" },
		});
		await closeAgency(SYSTEM, anOpId(), { agencyId: taken.id });
		await expect(add("Probation service")).rejects.toMatchObject({
			fields: { name: "A closed agency is already called Probation Service" },
		});
	});

	test("recorded: who, what, and the name as a text that can be erased", async () => {
		const administrator = await anAdministrator();
		const before = await versionOf(db, ORGANISATION);
		const { agencyId } = await addAgency(administrator, anOpId(), { name: "Victim Support" });
		const recorded = await eventsOf(ORGANISATION, before);
		expect(recorded).toEqual([
			{
				type: "agency.added",
				data: { agencyId, text: { id: expect.any(String), commitment: expect.any(String) } },
				touched: [`agency:${agencyId}`],
				actorId: administrator.userId,
			},
		]);
		expect(await textOf(recorded[0])).toEqual({ name: "Victim Support" });
		expect((await verify(db)).problem).toBeUndefined();
	});
});
