import { describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import {
	aLead,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	eventsOf,
} from "#tests/factories.ts";
import { beginSession, liveSessionsOf } from "../account/index.ts";
import { closeAgency, ORGANISATION } from "../agencies/index.ts";
import { accessOf, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { addMembership, placesOf } from "../panels/index.ts";
import { deactivateUser, reactivateUser, userToManage } from "./index.ts";

describe("deactivating an account", () => {
	test("done: signed out everywhere and off every panel, at once", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		await aMembership({ user, role: "chair" });
		const { panelId } = await aMembership({ user, startsOn: "2199-01-01" });
		await transaction((tx) => beginSession(tx, user.id, "Edge on Windows"));
		await deactivateUser(administrator, anOpId(), { userId: user.id });
		expect(await userToManage(administrator, user.id)).toMatchObject({ isDeactivated: true });
		expect(await liveSessionsOf(user.id)).toEqual([]);
		expect((await accessOf(db, anActor(user))).panels.size).toBe(0);
		expect(await placesOf(administrator, user.id)).toEqual([]);
		const back = { panelId, userId: user.id, role: "member" as const };
		await expect(addMembership(administrator, anOpId(), back)).rejects.toMatchObject({
			fields: { userId: `The account of ${user.name} is not active` },
		});
	});

	test("refused: not an administrator, no such account, one’s own, one that is deactivated", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		const deactivate = (actor = administrator, userId = user.id) =>
			deactivateUser(actor, anOpId(), { userId });
		await expect(deactivate(await aLead())).rejects.toThrow(NotAllowed);
		await expect(deactivate(administrator, "none")).rejects.toThrow(NotFound);
		await expect(deactivate(administrator, administrator.userId)).rejects.toThrow(NotAllowed);
		await deactivate();
		await expect(deactivate()).rejects.toMatchObject({
			fields: { form: `The account of ${user.name} is deactivated already.` },
		});
	});

	test("recorded in the organisation and in each panel", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		const memberships = [await aMembership({ user }), await aMembership({ user, role: "deputy" })];
		const before = await versionOf(db, ORGANISATION);
		await deactivateUser(administrator, anOpId(), { userId: user.id });
		expect(await eventsOf(ORGANISATION, before)).toEqual([
			{
				type: "user.deactivated",
				data: { userId: user.id },
				touched: [`user:${user.id}`],
				actorId: administrator.userId,
			},
		]);
		for (const { id, panelId, role } of memberships) {
			expect((await eventsOf(panelId)).at(-1)).toEqual({
				type: "membership.ended",
				data: { membershipId: id, userId: user.id, role },
				touched: [`membership:${id}`],
				actorId: administrator.userId,
			});
		}
		expect((await verify(db)).problem).toBeUndefined();
	});
});

describe("reactivating an account", () => {
	test("done: the account is active, its memberships stay ended", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		await aMembership({ user });
		await deactivateUser(administrator, anOpId(), { userId: user.id });
		await reactivateUser(administrator, anOpId(), { userId: user.id });
		expect(await userToManage(administrator, user.id)).toMatchObject({ isDeactivated: false });
		expect(await placesOf(administrator, user.id)).toEqual([]);
	});

	test("refused: not an administrator, no such account, an active one, one whose agency is closed", async () => {
		const agency = await anAgency();
		const user = await aUser({ agency });
		const reactivate = (actor = SYSTEM, userId = user.id) => reactivateUser(actor, anOpId(), { userId });
		await expect(reactivate(anActor(user))).rejects.toThrow(NotAllowed);
		await expect(reactivate(SYSTEM, "none")).rejects.toThrow(NotFound);
		await expect(reactivate()).rejects.toMatchObject({
			fields: { form: `The account of ${user.name} is active already.` },
		});
		await deactivateUser(SYSTEM, anOpId(), { userId: user.id });
		await closeAgency(SYSTEM, anOpId(), { agencyId: agency.id });
		await expect(reactivate()).rejects.toMatchObject({
			fields: { form: `The agency of ${user.name} is closed. Change their agency first.` },
		});
	});

	test("recorded", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		await deactivateUser(administrator, anOpId(), { userId: user.id });
		const before = await versionOf(db, ORGANISATION);
		await reactivateUser(administrator, anOpId(), { userId: user.id });
		expect(await eventsOf(ORGANISATION, before)).toEqual([
			{
				type: "user.reactivated",
				data: { userId: user.id },
				touched: [`user:${user.id}`],
				actorId: administrator.userId,
			},
		]);
	});
});
