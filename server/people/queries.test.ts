import { beforeAll, describe, expect, test } from "vitest";
import {
	aLead,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	type TestAgency,
} from "#tests/factories.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { deactivateUser, listUsers, managersToChoose, PAGE_SIZE, userToManage } from "./index.ts";

let administrator: Actor;
let agency: TestAgency;
beforeAll(async () => {
	administrator = await anAdministrator();
	agency = await anAgency({ name: "A large one" });
	for (let i = 1; i <= 120; i++) await aUser({ agency, name: `Crowd ${String(i).padStart(3, "0")}` });
});

describe("listing accounts", () => {
	test("by name, 50 a page; past the end comes the last page", async () => {
		const first = await listUsers(administrator, { agencyId: agency.id });
		expect(first).toMatchObject({ total: 120, page: 1, pages: 3 });
		expect(first.users).toHaveLength(PAGE_SIZE);
		expect(first.users[0]?.name).toBe("Crowd 001");
		const last = await listUsers(administrator, { agencyId: agency.id, page: 3 });
		expect(last.users.map(({ name }) => name).at(-1)).toBe("Crowd 120");
		expect(await listUsers(administrator, { agencyId: agency.id, page: 99 })).toEqual(last);
		expect(await listUsers(administrator, { agencyId: agency.id, page: Number.NaN })).toEqual(first);
		expect(await listUsers(administrator, { agencyId: agency.id, page: -4 })).toEqual(first);
	});

	test("filtered by part of a name, however it is written, and by role", async () => {
		await aUser({ name: "Siân O’Brien", role: "lead" });
		await aUser({ name: "Sian Percent" });
		const names = async (filter: Parameters<typeof listUsers>[1]) =>
			(await listUsers(administrator, filter)).users.map(({ name }) => name);
		expect(await names({ name: "SIAN" })).toEqual(["Siân O’Brien", "Sian Percent"]);
		expect(await names({ name: "obrien" })).toEqual(["Siân O’Brien"]);
		expect(await names({ name: "sian", role: "lead" })).toEqual(["Siân O’Brien"]);
		expect(await names({ name: "nobody%" })).toEqual([]);
		expect(await listUsers(administrator, { name: "nobody" })).toEqual({
			users: [],
			total: 0,
			page: 1,
			pages: 1,
		});
	});

	test("deactivated accounts only when asked for", async () => {
		const user = await aUser({ name: "Gone Away" });
		await deactivateUser(SYSTEM, anOpId(), { userId: user.id });
		const found = async (standing?: "active" | "deactivated" | "all") =>
			(await listUsers(administrator, { name: "gone away", standing })).total;
		expect([await found(), await found("deactivated"), await found("all")]).toEqual([0, 1, 1]);
		expect((await managersToChoose(administrator)).some(({ id }) => id === user.id)).toBe(false);
	});

	test("told to administrators only: e-mail addresses are in it", async () => {
		const user = await aUser();
		for (const actor of [anActor(user), await aLead(), anActor(await aUser({ role: "auditor" })), SYSTEM]) {
			await expect(listUsers(actor)).rejects.toThrow(NotFound);
			await expect(userToManage(actor, user.id)).rejects.toThrow(NotFound);
			await expect(managersToChoose(actor)).rejects.toThrow(NotFound);
		}
		await expect(userToManage(administrator, "none")).rejects.toThrow(NotFound);
	});
});
