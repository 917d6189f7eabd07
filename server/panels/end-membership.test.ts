import { describe, expect, test } from "vitest";
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
import { addDays, londonDate } from "../clock.ts";
import { presentTouched, versionOf } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { endMembership, membersOf } from "./index.ts";

const today = londonDate();
const tomorrow = addDays(today, 1);
const mayKnow = async (actor: Parameters<typeof accessOf>[1], panelId: string) =>
	holds(await accessOf(db, actor), { kind: "panel", panelId });

describe("ending a membership", () => {
	test("done at once: the powers are gone, and the row is gone from the room", async () => {
		const user = await aUser();
		const membership = await aMembership({ user });
		expect(await mayKnow(anActor(user), membership.panelId)).toBe(true);
		await endMembership(await anAdministrator(), anOpId(), { membershipId: membership.id });
		expect(await mayKnow(anActor(user), membership.panelId)).toBe(false);
		const [presented] = await presentTouched(db, [`membership:${membership.id}`]);
		expect(presented).toMatchObject({ isGone: true, row: { state: "ended", endsOn: today } });
	});

	test("done with a last day: the powers stay until then", async () => {
		const user = await aUser();
		const membership = await aMembership({ user });
		await endMembership(await anAdministrator(), anOpId(), {
			membershipId: membership.id,
			lastDay: tomorrow,
		});
		expect(await mayKnow(anActor(user), membership.panelId)).toBe(true);
		expect(await membersOf(anActor(user), membership.panelId)).toMatchObject([
			{ state: "active", endsOn: tomorrow },
		]);
	});

	test("done before it began", async () => {
		const membership = await aMembership({ startsOn: tomorrow });
		await endMembership(await anAdministrator(), anOpId(), { membershipId: membership.id });
		expect(await membersOf(await anAdministrator(), membership.panelId)).toEqual([]);
	});

	test("done by the lead for a chair, refused for a member", async () => {
		const panel = await aPanel();
		const chair = await aMembership({ panel, role: "chair" });
		const member = await aMembership({ panel });
		const lead = await aLead();
		await endMembership(lead, anOpId(), { membershipId: chair.id });
		await expect(endMembership(lead, anOpId(), { membershipId: member.id })).rejects.toThrow(NotAllowed);
	});

	test("refused: a chair; an outsider; no such membership; one that has ended", async () => {
		const panel = await aPanel();
		const membership = await aMembership({ panel });
		const end = (actor: Parameters<typeof endMembership>[0], membershipId = membership.id) =>
			endMembership(actor, anOpId(), { membershipId });
		await expect(end(await aMember({ panel, role: "chair" }))).rejects.toThrow(NotAllowed);
		await expect(end(await aMember())).rejects.toThrow(NotFound);
		const administrator = await anAdministrator();
		await expect(end(administrator, "none")).rejects.toThrow(NotFound);
		await end(administrator);
		await expect(end(administrator)).rejects.toMatchObject({
			fields: { form: "This membership has ended already." },
		});
	});

	test("refused: a last day in the past, before the first, or within another chair’s time", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const chair = await aMembership({ panel, role: "chair", endsOn: tomorrow });
		await aMembership({ panel, role: "chair", startsOn: addDays(today, 2) });
		const coming = await aMembership({ startsOn: addDays(today, 5) });
		const end = (membershipId: string, lastDay: string) =>
			endMembership(administrator, anOpId(), { membershipId, lastDay });
		const problem = (text: string) => ({ fields: { lastDay: expect.stringContaining(text) } });
		await expect(end(chair.id, addDays(today, -1))).rejects.toMatchObject(problem("today or later"));
		await expect(end(coming.id, tomorrow)).rejects.toMatchObject(problem("first day or later"));
		await expect(end(chair.id, addDays(today, 3))).rejects.toMatchObject(problem("will chair"));
		await expect(end(chair.id, "soon")).rejects.toMatchObject(problem("real date"));
	});

	test("recorded", async () => {
		const administrator = await anAdministrator();
		const { id, panelId, userId } = await aMembership();
		const before = await versionOf(db, panelId);
		await endMembership(administrator, anOpId(), { membershipId: id, lastDay: tomorrow });
		await endMembership(administrator, anOpId(), { membershipId: id });
		expect(await eventsOf(panelId, before)).toEqual([
			{
				type: "membership.end-set",
				data: { membershipId: id, userId, role: "member", endsOn: tomorrow },
				touched: [`membership:${id}`],
				actorId: administrator.userId,
			},
			{
				type: "membership.ended",
				data: { membershipId: id, userId, role: "member" },
				touched: [`membership:${id}`],
				actorId: administrator.userId,
			},
		]);
		expect((await verify(db)).problem).toBeUndefined();
	});
});
