import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { aMembership, anActor, aPanel, aUser, eventsOf } from "#tests/factories.ts";
import { accessOf, roleIn } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { turnMemberships } from "./index.ts";

const at = (instant: string) => setClock(() => new Date(instant));
beforeEach(async () => {
	at("2026-11-20T12:00:00Z");
	await turnMemberships();
});
afterEach(() => setClock());

describe("turning memberships with the date", () => {
	test("done: one chair ends and the next begins on their days", async () => {
		const panel = await aPanel();
		const [old, next] = [await aUser(), await aUser()];
		await aMembership({ panel, user: old, role: "chair", endsOn: "2026-11-21" });
		await aMembership({ panel, user: next, role: "chair", startsOn: "2026-11-22" });
		const roles = async () =>
			Promise.all([old, next].map(async (user) => roleIn(await accessOf(db, anActor(user)), panel.id)));

		at("2026-11-21T23:59:00Z");
		expect(await turnMemberships()).toBe(0);
		expect(await roles()).toEqual(["chair", undefined]);
		at("2026-11-22T00:00:00Z");
		expect(await roles()).toEqual([undefined, undefined]);
		expect(await turnMemberships()).toBe(2);
		expect(await roles()).toEqual([undefined, "chair"]);
	});

	test("done once: again changes nothing", async () => {
		const { panelId } = await aMembership({ startsOn: "2026-11-21" });
		at("2026-11-21T00:00:00Z");
		expect(await turnMemberships()).toBe(1);
		const version = await versionOf(db, panelId);
		expect(await Promise.all([turnMemberships(), turnMemberships()])).toEqual([0, 0]);
		expect(await versionOf(db, panelId)).toBe(version);
	});

	test("done once when two processes do it together", async () => {
		const { panelId } = await aMembership({ startsOn: "2026-11-21" });
		at("2026-11-21T00:00:00Z");
		const turned = await Promise.all([turnMemberships(), turnMemberships()]);
		expect(turned.reduce((sum, n) => sum + n)).toBe(1);
		expect(await versionOf(db, panelId)).toBe(3);
		expect((await verify(db)).problem).toBeUndefined();
	});

	test("refused to a membership whose days were over before the system ran again: it ends without beginning", async () => {
		const { panelId } = await aMembership({ startsOn: "2026-11-21", endsOn: "2026-11-22" });
		at("2026-11-25T09:00:00Z");
		await turnMemberships();
		expect((await eventsOf(panelId, 2)).map(({ type }) => type)).toEqual(["membership.ended"]);
	});

	test("recorded by the system, one version a panel, endings first", async () => {
		const panel = await aPanel();
		const begins = await aMembership({ panel, startsOn: "2026-11-21" });
		const ends = await aMembership({ panel, endsOn: "2026-11-20" });
		const before = await versionOf(db, panel.id);
		at("2026-11-21T06:00:00Z");
		await turnMemberships();
		expect(await eventsOf(panel.id, before)).toEqual([
			{
				type: "membership.ended",
				data: { membershipId: ends.id, userId: ends.userId, role: "member" },
				touched: [`membership:${ends.id}`],
				actorId: "system",
			},
			{
				type: "membership.begun",
				data: { membershipId: begins.id, userId: begins.userId, role: "member" },
				touched: [`membership:${begins.id}`],
				actorId: "system",
			},
		]);
		expect(await versionOf(db, panel.id)).toBe(before + 1);
	});
});
