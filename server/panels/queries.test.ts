import { describe, expect, test } from "vitest";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anOpId,
	aPanel,
	aUser,
} from "#tests/factories.ts";
import { NotFound } from "../http/errors.ts";
import {
	endMembership,
	membersOf,
	panelById,
	panelsFor,
	panelsToManage,
	panelToManage,
	placesOf,
} from "./index.ts";

describe("which panels somebody may know of", () => {
	test("an administrator and a lead: all; a member: their own; anybody else: none", async () => {
		const [b, a] = [await aPanel({ name: "B panel" }), await aPanel({ name: "A panel" })];
		const roles = async (actor: Parameters<typeof panelsFor>[0]) =>
			(await panelsFor(actor))
				.filter(({ id }) => id === a.id || id === b.id)
				.map(({ name, myRole }) => [name, myRole]);
		expect(await roles(await anAdministrator())).toEqual([
			["A panel", null],
			["B panel", null],
		]);
		expect(await roles(await aLead())).toEqual([
			["A panel", "lead"],
			["B panel", "lead"],
		]);
		expect(await roles(await aMember({ panel: b, role: "observer" }))).toEqual([["B panel", "observer"]]);
		for (const role of ["none", "auditor"] as const) {
			const outsider = anActor(await aUser({ role }));
			expect(await roles(outsider)).toEqual([]);
			await expect(panelById(outsider, a.id)).rejects.toThrow(NotFound);
			await expect(membersOf(outsider, a.id)).rejects.toThrow(NotFound);
		}
	});

	test("a panel that is not there and one that is not theirs answer alike", async () => {
		const member = await aMember();
		const panel = await aPanel();
		await expect(panelById(member, panel.id)).rejects.toThrow(new NotFound());
		await expect(panelById(member, "none")).rejects.toThrow(new NotFound());
	});
});

test("members are listed by role, then by name whatever its accents", async () => {
	const panel = await aPanel();
	const seat = async (name: string, role: "chair" | "member") =>
		aMembership({ panel, role, user: await aUser({ name }) });
	await seat("Zoe", "member");
	await seat("Émile", "member");
	await seat("Frank", "member");
	await seat("Walter", "chair");
	const names = (await membersOf(await aLead(), panel.id)).map(({ userName }) => userName);
	expect(names).toEqual(["Walter", "Émile", "Frank", "Zoe"]);
});

describe("managing panels", () => {
	test("an administrator may change everything, a lead appoints chairs and deputies, the others know nothing of it", async () => {
		const panel = await aPanel();
		const chair = await aMember({ panel, role: "chair", name: "The Chair" });
		const administrator = await anAdministrator();
		expect(await panelToManage(administrator, panel.id)).toMatchObject({
			panel: { id: panel.id },
			mayChangePanel: true,
			mayAppoint: ["chair", "deputy", "coordinator", "member", "observer"],
		});
		expect(await panelToManage(await aLead(), panel.id)).toMatchObject({
			mayChangePanel: false,
			mayAppoint: ["chair", "deputy"],
		});
		expect(await panelsToManage(administrator)).toContainEqual({
			kind: "panel",
			version: 1,
			...panel,
			quorum: 3,
			chair: "The Chair",
			members: 1,
		});
		for (const actor of [chair, anActor(await aUser({ role: "auditor" }))]) {
			await expect(panelsToManage(actor)).rejects.toThrow(NotFound);
			await expect(panelToManage(actor, panel.id)).rejects.toThrow(NotFound);
		}
	});

	test("whoever could join is offered: active, not on the panel, neither administrator nor auditor", async () => {
		const panel = await aPanel();
		const administrator = await anAdministrator();
		const auditor = await aUser({ role: "auditor" });
		const free = await aUser();
		const seated = await aUser();
		const membership = await aMembership({ panel, user: seated });
		const offered = async () => (await panelToManage(administrator, panel.id)).candidates.map(({ id }) => id);
		expect(await offered()).toContain(free.id);
		for (const id of [administrator.userId, auditor.id, seated.id]) expect(await offered()).not.toContain(id);
		await endMembership(administrator, anOpId(), { membershipId: membership.id });
		expect(await offered()).toContain(seated.id);
		expect((await panelToManage(administrator, panel.id)).former).toMatchObject([{ id: membership.id }]);
	});

	test("somebody’s places are told to administrators only", async () => {
		const panel = await aPanel();
		const user = await aUser();
		await aMembership({ panel, user, role: "deputy" });
		expect(await placesOf(await anAdministrator(), user.id)).toMatchObject([
			{ panelName: panel.name, role: "deputy" },
		]);
		await expect(placesOf(anActor(user), user.id)).rejects.toThrow(NotFound);
	});
});
