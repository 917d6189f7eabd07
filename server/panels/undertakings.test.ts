import { expect, test } from "vitest";
import { aMembership, anActor, anOpId, aPanel, aUser } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { addDays, londonDate } from "../clock.ts";
import { addMembership, signUndertaking, undertakingsOf } from "./index.ts";

test("somebody’s undertakings are of the panels on which they sit today, and say when they were signed", async () => {
	const user = await aUser();
	const actor = anActor(user);
	const [south, north, coming, watched] = [
		await aPanel({ name: "B south" }),
		await aPanel({ name: "A north" }),
		await aPanel(),
		await aPanel(),
	];
	for (const panel of [south, north]) {
		await addMembership(SYSTEM, anOpId(), { panelId: panel.id, userId: user.id, role: "member" });
	}
	const startsOn = addDays(londonDate(), 1);
	await addMembership(SYSTEM, anOpId(), { panelId: coming.id, userId: user.id, role: "member", startsOn });
	await addMembership(SYSTEM, anOpId(), { panelId: watched.id, userId: user.id, role: "observer" });
	await aMembership({ panel: south });

	const unsigned = { signedAt: null };
	expect(await undertakingsOf(actor)).toEqual([
		{ panelId: north.id, panelName: "A north", ...unsigned },
		{ panelId: south.id, panelName: "B south", ...unsigned },
	]);
	await signUndertaking(actor, anOpId(), { panelId: south.id, agrees: "yes" });
	expect(await undertakingsOf(actor)).toMatchObject([
		unsigned,
		{ panelId: south.id, signedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
	]);
});
