/** What a wall, a revocation and a killed server do to a screen that is open. */
import Database from "better-sqlite3";
import { asc, eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { seedTracker } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import {
	acceptStatement,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const WALL_MS = 2_000;
const databaseFile = (process.env.DATABASE_URL ?? "").replace(/^file:/, "");

let world: World;
let room: string;
let caseIds: string[];
let chair: Page;
let isac: Page;

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = (who: string) => {
			const person = people.get(`${who}@panelroom.example`);
			if (!person) throw new Error(`Nobody is called ${who}`);
			return person.actor;
		};
		await seedTracker(
			actor("coordinator"),
			new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url).pathname,
		);
		const panelId = panels.get("North LPA") ?? "";
		const files = await db
			.select()
			.from(cases)
			.where(eq(cases.panelId, panelId))
			.orderBy(asc(cases.reference))
			.limit(3);
		caseIds = files.map((file) => file.id);
		const plan = { panelId, startsAt: new Date().toISOString(), place: "Room 2" };
		const { meetingId } = await planMeeting(actor("coordinator"), newId(), plan);
		const items: string[] = [];
		for (const caseId of caseIds) {
			items.push((await addToAgenda(actor("coordinator"), newId(), { meetingId, caseId })).itemId);
		}
		await publishMeeting(actor("coordinator"), newId(), { meetingId });
		for (const who of ["chair", "isac", "housing", "probation"]) {
			await acceptStatement(actor(who), newId(), { meetingId, agrees: "yes" });
		}
		await startMeeting(actor("chair"), newId(), { meetingId });
		await openItem(actor("chair"), newId(), { meetingId, itemId: items[0] ?? "" });
		room = `/meetings/${meetingId}`;
	});
	chair = await world.enter("chair");
	isac = await world.enter("isac");
});
afterAll(() => world?.end());

async function openRoom(page: Page): Promise<void> {
	await page.goto(`${world.server.url}${room}`);
	await page.locator(".pr-agenda-item--current").waitFor();
	// Live once the person sees themselves among those who are here.
	await page.getByText("(you)").first().waitFor({ timeout: 5_000 });
}

test("an entry sent while the server is killed is there once, and the person saw not saved turn to saved", async () => {
	await openRoom(chair);
	await openRoom(isac);
	await world.server.kill9();
	const text = `Said while nobody listened ${newId()}`;
	await isac.fill('[name="body"]', text);
	await isac.locator('[name="body"]').press("Enter");
	await isac.locator(".pr-save-state--not-saved").first().waitFor({ timeout: 3_000 });
	await expectAccessible(isac, "room, not saved");
	expect(await isac.getByText(text).count()).toBe(1);
	const asked = isac.waitForEvent("dialog").then(async (dialog) => {
		const words = dialog.message();
		await dialog.dismiss();
		return words;
	});
	await isac.locator(".pr-header__product").click();
	expect(await asked).toMatch(/not saved yet/);
	expect(await isac.getByText(text).count()).toBe(1);
	await world.server.restart();
	await isac.locator(".pr-room__capture .pr-save-state--saved").waitFor({ timeout: 10_000 });
	await chair.getByText(text).first().waitFor({ timeout: 10_000 });
	await isac.waitForTimeout(500);
	for (const page of [isac, chair]) expect(await page.getByText(text).count()).toBe(1);
	await isac.reload();
	await isac.getByText(text).first().waitFor();
	expect(await isac.getByText(text).count()).toBe(1);
});

test("a kill between commit and answer does not double the entry", async () => {
	await openRoom(isac);
	// The answer is cut off after the server has taken the post: the browser tries again with the same id.
	let cut = 0;
	await isac.route("**/entries/new.data", async (route) => {
		if (cut++ > 0) return route.continue();
		await route.fetch();
		await route.abort("connectionreset");
	});
	const text = `Sent twice, kept once ${newId()}`;
	await isac.fill('[name="body"]', text);
	await isac.locator('[name="body"]').press("Enter");
	await chair.getByText(text).first().waitFor({ timeout: 5_000 });
	await isac.locator(".pr-room__capture .pr-save-state--saved").waitFor({ timeout: 10_000 });
	expect(cut).toBeGreaterThan(1);
	await isac.unroute("**/entries/new.data");
	await isac.reload();
	await isac.getByText(text).first().waitFor();
	expect(await isac.getByText(text).count()).toBe(1);
});

test("recusal by the chair empties the open screens of that person within two seconds, and nothing leads back", async () => {
	const caseId = caseIds[0] ?? "";
	const onCase = await isac.context().newPage();
	await onCase.goto(`${world.server.url}/cases/${caseId}`);
	await onCase.getByText("(you)").first().waitFor({ timeout: 5_000 });
	const victim = await onCase.locator(".pr-identity-bar__victim").innerText();
	const name = victim.replace("Victim: ", "").trim();
	await openRoom(isac);
	await isac.getByText(name).first().waitFor();

	await chair.goto(`${world.server.url}/cases/${caseId}/recusals`);
	await expectAccessible(chair, "conflicts of interest");
	await chair.selectOption('select[name="userId"]', { label: "Priya Shah, Changing Pathways" });
	const began = Date.now();
	await chair
		.getByRole("button", { name: /recuse/i })
		.last()
		.click();
	for (const page of [isac, onCase]) {
		await page.getByText(name).first().waitFor({ state: "detached", timeout: WALL_MS });
	}
	expect(Date.now() - began).toBeLessThan(WALL_MS + 500);
	await onCase.waitForTimeout(1_000);
	expect(await onCase.content()).not.toContain(name);
	await isac.goto(`${world.server.url}/find`);
	await isac.getByLabel("Name, number or word").fill(name);
	await isac.getByRole("button", { name: "Find", exact: true }).click();
	await isac.getByRole("heading", { name: /cases? found$/i }).waitFor();
	expect(isac.url()).not.toContain("?");
	expect(await isac.locator("main").innerText()).not.toMatch(/NOR-\d+-001/);
	const answer = await isac.goto(`${world.server.url}/cases/${caseId}`);
	expect(answer?.status()).toBe(404);
	await expectAccessible(isac, "not found");
	await onCase.close();
});

test("revocation empties an open screen within two seconds", async () => {
	const housing = await world.enter("housing");
	await openRoom(housing);
	const name = (await housing.locator(".pr-identity-bar__victim").first().innerText())
		.replace("Victim: ", "")
		.trim();
	const admin = await world.enter("admin");
	const userId = world.people.get("housing@panelroom.example")?.actor.userId;
	await admin.goto(`${world.server.url}/admin/users/${userId}`);
	await expectAccessible(admin, "user");
	await admin
		.getByRole("button", { name: /sign out everywhere/i })
		.first()
		.click();
	await housing
		.getByText(name)
		.first()
		.waitFor({ state: "detached", timeout: WALL_MS + 500 });
	await housing.getByText("You can no longer see this page").waitFor({ timeout: WALL_MS });
	await expectAccessible(housing, "session revoked");
	const answer = await housing.goto(`${world.server.url}${room}`);
	expect(new URL(housing.url()).pathname).toBe("/sign-in");
	expect(answer?.status()).toBe(200);
});

test("a session that ends while someone types costs them nothing", async () => {
	const probation = await world.enter("probation");
	await openRoom(probation);
	const text = `Half typed when the session ended ${newId()}`;
	await probation.locator('[name="body"]').pressSequentially(text);
	await probation.waitForTimeout(2_800);
	await world.server.stop();
	const userId = world.people.get("probation@panelroom.example")?.actor.userId;
	const file = new Database(databaseFile);
	file
		.prepare("update sessions set last_seen_at = ?, in_meeting_until = null where user_id = ?")
		.run(Date.now() - 20 * 60_000, userId);
	file.close();
	await world.server.restart();
	await probation.getByText("You have been signed out").waitFor({ timeout: 8_000 });
	await expectAccessible(probation, "session timed out");
	await probation.getByRole("link", { name: "Sign in again" }).click();
	const person = world.people.get("probation@panelroom.example");
	await probation.fill('[name="email"]', person?.email ?? "");
	await probation.fill('[name="password"]', person?.password ?? "");
	await probation.click('form button[type="submit"].govuk-button');
	await probation.waitForURL(new RegExp(room));
	expect(await probation.inputValue('[name="body"]')).toBe(text);
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
