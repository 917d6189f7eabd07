import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import {
	aLead,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	eventsOf,
	textOf,
} from "#tests/factories.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { presentTouched, versionOf } from "../events/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { addUser, deactivateUser, userToManage } from "./index.ts";

describe("adding an account", () => {
	test("done: nobody can sign in to it yet, and what others see has no e-mail address in it", async () => {
		const administrator = await anAdministrator();
		const agency = await anAgency({ name: "Changing Pathways" });
		const manager = await aUser({ name: "Mo Manager" });
		const { userId } = await addUser(administrator, anOpId(), {
			name: " Siân Jones ",
			email: " Sian.Jones@Example.org ",
			agencyId: agency.id,
			managerId: manager.id,
			role: "none",
		});
		expect(await userToManage(administrator, userId)).toEqual({
			id: userId,
			name: "Siân Jones",
			email: "Sian.Jones@Example.org",
			agencyId: agency.id,
			agencyName: "Changing Pathways",
			managerId: manager.id,
			managerName: "Mo Manager",
			role: "none",
			isDeactivated: false,
			hasPassword: false,
			version: await versionOf(db, ORGANISATION),
		});
		const [presented] = await presentTouched(db, [`user:${userId}`]);
		expect(presented?.audience).toEqual({ kind: "organisation" });
		expect(presented?.row).toEqual({
			kind: "user",
			id: userId,
			version: expect.any(Number),
			name: "Siân Jones",
			agencyId: agency.id,
			agencyName: "Changing Pathways",
			role: "none",
		});
	});

	test("refused to everyone but administrators", async () => {
		const agency = await anAgency();
		const input = { name: "A", email: "a@example.org", agencyId: agency.id, role: "administrator" } as const;
		for (const actor of [anActor(await aUser()), await aLead(), anActor(await aUser({ role: "auditor" }))]) {
			await expect(addUser(actor, anOpId(), input)).rejects.toThrow(NotAllowed);
		}
	});

	test("refused to an administrator whose account was deactivated since they asked", async () => {
		const gone = await anAdministrator();
		await deactivateUser(SYSTEM, anOpId(), { userId: gone.userId });
		const agency = await anAgency();
		const input = { name: "A", email: "a@example.org", agencyId: agency.id, role: "administrator" } as const;
		await expect(addUser(gone, anOpId(), input)).rejects.toThrow(NotAllowed);
	});

	test("refused with all reasons at once", async () => {
		const nothing = { name: "", email: "someone", agencyId: "", managerId: "", role: "" as "none" };
		await expect(addUser(SYSTEM, anOpId(), nothing)).rejects.toMatchObject({
			fields: {
				name: "Enter the person’s name",
				email: "Enter an e-mail address in the correct format, like name@example.org",
				agencyId: "Select an agency",
				role: "Select a role",
			},
		});
		const holder = await aUser({ name: "First Come", email: "first@example.org" });
		const taken = {
			name: "B",
			email: "FIRST@example.org",
			agencyId: "none",
			managerId: "none",
			role: "none",
		} as const;
		await expect(addUser(SYSTEM, anOpId(), taken)).rejects.toMatchObject({
			fields: {
				email: "First Come already has an account with this e-mail address",
				agencyId: "Select an agency from the list",
				managerId: "Select a manager from the list",
			},
		});
		await deactivateUser(SYSTEM, anOpId(), { userId: holder.id });
		await expect(addUser(SYSTEM, anOpId(), taken)).rejects.toMatchObject({
			fields: { email: expect.stringContaining("deactivated") },
		});
	});

	test("two administrators at once with one address: one account", async () => {
		const agency = await anAgency();
		const add = () =>
			addUser(SYSTEM, anOpId(), {
				name: "Twin",
				email: "twin@example.org",
				agencyId: agency.id,
				role: "none",
			});
		const results = await Promise.allSettled([add(), add()]);
		expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});

	test("recorded: ids and role in the event, name and address in the text beside it", async () => {
		const administrator = await anAdministrator();
		const agency = await anAgency();
		const before = await versionOf(db, ORGANISATION);
		const fields = { name: "Rec Orded", email: "recorded@example.org" };
		const { userId } = await addUser(administrator, anOpId(), {
			...fields,
			agencyId: agency.id,
			role: "lead",
		});
		const recorded = await eventsOf(ORGANISATION, before);
		expect(recorded).toEqual([
			{
				type: "user.added",
				data: { userId, agencyId: agency.id, role: "lead", text: expect.anything() },
				touched: [`user:${userId}`],
				actorId: administrator.userId,
			},
		]);
		expect(JSON.stringify(recorded)).not.toContain("Orded");
		expect(await textOf(recorded[0])).toEqual({ ...fields, managerId: null });
		expect((await verify(db)).problem).toBeUndefined();
	});
});
