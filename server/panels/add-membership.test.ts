import { afterEach, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anOpId,
	aPanel,
	aUser,
	eventsOf,
} from "#tests/factories.ts";
import { accessOf, holds } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { addDays, londonDate, setClock } from "../clock.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { addMembership, membersOf, panelsFor } from "./index.ts";

const today = londonDate();
const tomorrow = addDays(today, 1);
const yesterday = addDays(today, -1);
afterEach(() => setClock());

describe("adding a membership", () => {
	test("done: from today by itself, with the name and agency as they are now", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const user = await aUser();
		const { membershipId } = await addMembership(administrator, anOpId(), {
			panelId: panel.id,
			userId: user.id,
			role: "member",
			startsOn: "",
			endsOn: "",
		});
		expect(await membersOf(anActor(user), panel.id)).toEqual([
			{
				kind: "membership",
				id: membershipId,
				version: 2,
				panelId: panel.id,
				userId: user.id,
				userName: user.name,
				agencyId: user.agencyId,
				agencyName: user.agencyName,
				role: "member",
				startsOn: today,
				endsOn: null,
				state: "active",
				hasUndertaken: false,
			},
		]);
		expect(await panelsFor(anActor(user))).toMatchObject([{ id: panel.id, myRole: "member" }]);
	});

	test("done: one that begins later gives nothing yet", async () => {
		const panel = await aPanel();
		const user = await aUser();
		await aMembership({ panel, user, startsOn: tomorrow });
		expect(await membersOf(await anAdministrator(), panel.id)).toMatchObject([{ state: "coming" }]);
		const access = await accessOf(db, anActor(user));
		expect(holds(access, { kind: "panel", panelId: panel.id })).toBe(false);
	});

	test("done in London’s day, which begins before UTC’s in summer", async () => {
		setClock(() => new Date("2027-06-30T23:30:00Z"));
		const panel = await aPanel();
		await aMembership({ panel, startsOn: "2027-07-01" });
		expect(await membersOf(await anAdministrator(), panel.id)).toMatchObject([{ state: "active" }]);
	});

	test("done by the lead for a chair and a deputy, refused for other roles", async () => {
		const lead = await aLead();
		const panel = await aPanel();
		const add = async (role: "chair" | "deputy" | "coordinator") =>
			addMembership(lead, anOpId(), { panelId: panel.id, userId: (await aUser()).id, role });
		await add("chair");
		await add("deputy");
		await add("deputy");
		await expect(add("coordinator")).rejects.toThrow(NotAllowed);
	});

	test("refused: a chair may know of the panel but not appoint; an outsider may not know of it", async () => {
		const panel = await aPanel();
		const chair = await aMember({ panel, role: "chair" });
		const input = { panelId: panel.id, userId: (await aUser()).id, role: "member" as const };
		await expect(addMembership(chair, anOpId(), input)).rejects.toThrow(NotAllowed);
		await expect(addMembership(anActor(await aUser({ role: "auditor" })), anOpId(), input)).rejects.toThrow(
			NotFound,
		);
		await expect(addMembership(await aMember(), anOpId(), input)).rejects.toThrow(NotFound);
		const nowhere = { ...input, panelId: "none" };
		await expect(addMembership(await anAdministrator(), anOpId(), nowhere)).rejects.toThrow(NotFound);
	});

	test("refused: administrators and auditors hold no role on a panel", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		for (const role of ["administrator", "auditor"] as const) {
			const user = await aUser({ role });
			const adding = addMembership(administrator, anOpId(), {
				panelId: panel.id,
				userId: user.id,
				role: "observer",
			});
			await expect(adding).rejects.toMatchObject({
				fields: { userId: expect.stringContaining(`an ${role}`) },
			});
		}
	});

	test("refused: nobody chosen, a second role on one panel, days that do not fit", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const user = await aUser({ name: "Jo Field" });
		const base = { panelId: panel.id, userId: user.id, role: "member" as const };
		const add = (input: Partial<typeof base> & { startsOn?: string; endsOn?: string }) =>
			addMembership(administrator, anOpId(), { ...base, ...input });
		await expect(add({ userId: "" })).rejects.toMatchObject({ fields: { userId: "Select a person" } });
		await expect(add({ userId: "none" })).rejects.toMatchObject({
			fields: { userId: "Select a person from the list" },
		});
		await expect(add({ startsOn: "2026-02-30" })).rejects.toMatchObject({
			fields: { startsOn: "The first day must be a real date, like 27 3 2026" },
		});
		await expect(add({ startsOn: tomorrow, endsOn: today })).rejects.toMatchObject({
			fields: { endsOn: "The last day must be the first day or later" },
		});
		await expect(add({ startsOn: yesterday, endsOn: yesterday })).rejects.toMatchObject({
			fields: { endsOn: "The last day must be today or later" },
		});
		await add({ startsOn: tomorrow });
		await expect(add({})).rejects.toMatchObject({
			fields: { userId: "Jo Field already has a membership of this panel that is about to begin" },
		});
		await aMembership({ user, role: "observer" });
	});

	test("refused: a second chair at the same time, naming the first; one for the time after is welcome", async () => {
		const panel = await aPanel();
		const first = await aUser({ name: "Supt. Ada Khan" });
		await aMembership({ panel, user: first, role: "chair", endsOn: tomorrow });
		await expect(aMembership({ panel, role: "chair" })).rejects.toMatchObject({
			fields: { role: expect.stringContaining(`Supt. Ada Khan (${first.agencyName}) chairs this panel`) },
		});
		await aMembership({ panel, role: "chair", startsOn: addDays(today, 2) });
		await expect(aMembership({ panel, role: "chair", startsOn: addDays(today, 9) })).rejects.toMatchObject({
			fields: { role: expect.stringContaining("will chair this panel") },
		});
	});

	test("recorded, with role and days and without a name", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const user = await aUser();
		const { membershipId } = await addMembership(administrator, anOpId(), {
			panelId: panel.id,
			userId: user.id,
			role: "coordinator",
			endsOn: tomorrow,
		});
		expect(await eventsOf(panel.id, 1)).toEqual([
			{
				type: "membership.added",
				data: { membershipId, userId: user.id, role: "coordinator", startsOn: today, endsOn: tomorrow },
				touched: [`membership:${membershipId}`],
				actorId: administrator.userId,
			},
		]);
		expect((await verify(db)).problem).toBeUndefined();
	});
});
