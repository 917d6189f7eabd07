/** What happened to an action that came in a spreadsheet. */
import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, imports } from "#db/schema/index.ts";
import { aMembership, anActor, anOpId, aPanel, aUser } from "#tests/factories.ts";
import { londonDate } from "../clock.ts";
import { importTracker, readTracker, type Tracker } from "../import/index.ts";
import { actionHistory, setActionStatus } from "./index.ts";

const FILE = new Uint8Array(readFileSync(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url)));

test("an imported action's history begins with its import, and tells what a later spreadsheet said", async () => {
	const panel = await aPanel();
	const user = await aUser();
	await aMembership({ panel, user, role: "coordinator" });
	const coordinator = anActor(user);
	const read = await readTracker(FILE, londonDate());
	const sheet = read.sheets.find(({ cases }) => cases.length > 0);
	const file = sheet?.cases.find(({ actions: own }) => own.length > 1);
	const [first, second] = file?.actions ?? [];
	if (!sheet || !file || !first || !second) throw new Error("The tracker has no such case");
	const saying = (update: string): Tracker => {
		const own = [{ ...first, statusAsWritten: null, update }, second];
		const cases = [{ ...file, sheet: panel.name, actions: own }];
		const rows = sheet.rows.map((row) => ({ ...row, sheet: panel.name }));
		return { ...read, sheets: [{ name: panel.name, cases, rows }] };
	};
	const load = (update: string) => importTracker(coordinator, anOpId(), saying(update));
	await load("Letter sent");
	const stored = async () => {
		const rows = await db.select().from(actions).where(eq(actions.panelId, panel.id));
		return rows.find(({ outcome }) => outcome?.startsWith("Letter"));
	};
	const { id: actionId = "" } = (await stored()) ?? {};
	const told = async () =>
		(await actionHistory(coordinator, actionId)).map(({ sentence, said }) => [sentence, said]);
	const added = [expect.stringMatching(/ an action/), "Letter sent"];
	expect(await told()).toEqual([added]);
	await load("Letter answered");
	const changed = [`${user.name} changed an action by a spreadsheet.`, "Letter answered"];
	expect(await told()).toEqual([added, changed]);
	const { version = 0 } = (await stored()) ?? {};
	await setActionStatus(coordinator, anOpId(), { actionId, status: "done", outcome: "Seen", version });
	expect(await told()).toEqual([added, changed, [expect.any(String), "Seen"]]);
	// What is not accepted yet has not happened.
	const own = eq(imports.uploadedById, user.id);
	await transaction((tx) => tx.update(imports).set({ state: "writing" }).where(own));
	expect(await told()).toEqual([[expect.any(String), "Seen"]]);
});
