/** One meeting by a chair who touches no mouse, and a member whose browser runs no script. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCase } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import { addToAgenda, planMeeting, publishMeeting } from "#server/meetings/index.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const LIVE_MS = 2_000;
let world: World;
let meeting: string;
const references: string[] = [];
let chair: Page;
let plain: Page;

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const coordinator = people.get("coordinator@panelroom.example")?.actor;
		if (!coordinator) throw new Error("There is no coordinator");
		const panelId = panels.get("North LPA") ?? "";
		const plan = { panelId, startsAt: new Date().toISOString(), place: "Room 2" };
		const { meetingId } = await planMeeting(coordinator, newId(), plan);
		for (const name of ["Ann Example", "Beth Example"]) {
			const { caseId, reference } = await addCase(coordinator, newId(), {
				panelId,
				victimName: name,
				suspectName: "Carl Example",
				relationship: "ex-partner",
				risk: "high",
			});
			references.push(reference);
			await addToAgenda(coordinator, newId(), { meetingId, caseId });
		}
		await publishMeeting(coordinator, newId(), { meetingId });
		meeting = `/meetings/${meetingId}`;
	});
	chair = await world.enter("chair");
	plain = await world.enter("health", { javaScriptEnabled: false });
});
afterAll(() => world?.end());

const url = (path: string) => `${world.server.url}${path}`;
const soon = (page: Page, text: string | RegExp) =>
	page.getByText(text).first().waitFor({ timeout: LIVE_MS });
const keys = () => chair.keyboard;
/** A second press of one button within a second is taken for a double click. */
const unhurried = () => chair.waitForTimeout(1_100);

/** Tab, from where the focus is, to what is called or labelled so. */
async function tabTo(name: RegExp): Promise<void> {
	for (let turn = 0; turn < 250; turn++) {
		await keys().press("Tab");
		const focused = await chair.evaluate(() => {
			const element = document.activeElement as HTMLInputElement | null;
			return `${element?.labels?.[0]?.innerText ?? ""} ${element?.innerText ?? ""}`;
		});
		if (name.test(focused)) return;
	}
	throw new Error(`Tab does not lead to ${name}`);
}

const isOn = (title: string) =>
	chair.locator(".pr-agenda-item--current").getByText(title).waitFor({ timeout: LIVE_MS });

test("the chair comes in, starts and reaches the first case by keys alone", async () => {
	await chair.goto(url(meeting));
	await tabTo(/I have read this statement/);
	await keys().press("Space");
	await tabTo(/Accept and enter/);
	await keys().press("Enter");
	await chair.locator(".pr-room").waitFor();
	await soon(chair, "(you)");
	await keys().press("?");
	await chair.locator("dialog[open]").waitFor();
	await expectAccessible(chair, "room, list of keys");
	await keys().press("Escape");
	await chair.locator("dialog[open]").waitFor({ state: "detached" });
	await keys().press("n");
	for (const title of [
		"Welcome",
		"Apologies",
		"Record of the last meeting",
		"Outstanding actions",
		references[0] ?? "",
	]) {
		await chair.getByRole("button", { name: `Next: ${title}` }).waitFor({ timeout: LIVE_MS });
		await unhurried();
		await keys().press("n");
		await isOn(title);
	}
});

test("an entry of any kind and an action with owner and date take a few keys", async () => {
	await keys().press("e");
	await keys().type("Ask for an interim order.");
	await keys().press("Shift+Tab");
	// Back over what may stand between the text and its kind, and then to the kind itself.
	for (let turn = 0; turn < 3; turn++) {
		const type = await chair.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type);
		if (type === "radio") break;
		await keys().press("Shift+Tab");
	}
	for (let turn = 0; turn < 3; turn++) await keys().press("ArrowDown");
	await keys().press("Escape");
	await keys().press("e");
	await keys().press("Enter");
	await chair
		.locator(".pr-entry--advice .pr-entry__text")
		.getByText("Ask for an interim order.")
		.waitFor({ timeout: LIVE_MS });
	await keys().press("Escape");

	const begun = performance.now();
	await keys().press("a");
	await keys().type("Check the locks");
	await keys().press("Tab");
	await keys().type("Essex Partnership");
	await keys().press("Tab");
	await keys().type("Fri");
	await keys().press("Enter");
	await chair.locator(".pr-action__text").getByText("Check the locks").waitFor({ timeout: LIVE_MS });
	expect(performance.now() - begun).toBeLessThan(15_000);
	await keys().press("Escape");
});

test("a member without script takes part in everything", async () => {
	await plain.goto(url(meeting));
	await plain.check('[name="agrees"]');
	await plain.getByRole("button", { name: "Accept and enter the meeting" }).click();
	await plain.locator(".pr-room").waitFor();
	await expectAccessible(plain, "room, without script");
	await plain
		.locator(".pr-action")
		.getByRole("button", { name: /^Accept/ })
		.click();
	await plain.locator(".pr-action").getByText("Open").waitFor();
	await chair.locator(".pr-action").getByText("Open").waitFor({ timeout: LIVE_MS });

	await plain.fill('.pr-room__capture [name="body"]', "Nothing is held by us.");
	await plain.locator('form[action$="/entries/new"] button[type="submit"]').click();
	await soon(plain, "Nothing is held by us.");
	await soon(chair, "Nothing is held by us.");

	await plain.fill('.pr-room__capture [name="what"]', "Write to the GP");
	await plain.fill('.pr-room__capture [name="due"]', "the day that never comes");
	await plain.selectOption('.pr-room__capture [name="ownerAgencyId"]', {
		label: "Essex Partnership University NHS Trust",
	});
	await plain.locator('form[action$="/actions/new"] button[type="submit"]').click();
	await soon(plain, "There is a problem");
	await expectAccessible(plain, "action refused, without script");
	expect(await plain.inputValue('[name="what"]')).toBe("Write to the GP");
	await plain.fill('[name="due"]', "2 weeks");
	await plain.locator('main form button[type="submit"]').click();
	await soon(plain, "Write to the GP");
	await soon(chair, "Write to the GP");

	await plain.getByRole("button", { name: "Ask to speak" }).click();
	await plain.getByRole("button", { name: "Take my hand down" }).waitFor();
	await chair.locator(".pr-speakers strong").getByText("Dr Samir Haddad").waitFor({ timeout: LIVE_MS });
});

test("the chair reads back, goes on and closes by keys alone", async () => {
	await keys().press("n");
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	await chair.getByRole("button", { name: `Agreed. Next: ${references[1]}` }).waitFor();
	await keys().press("n");
	await isOn(references[1] ?? "");
	await chair.getByRole("link", { name: "Read back and go on" }).waitFor();
	await keys().press("n");
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	await expectAccessible(chair, "read-back, nothing decided");
	// To go on needs a word: nothing was decided.
	await keys().press("n");
	await chair.getByText(/Nothing was decided on this case\. Record/).waitFor({ timeout: LIVE_MS });
	await tabTo(/Nothing was decided on this case/);
	await keys().press("Space");
	await unhurried();
	await tabTo(/Agreed/);
	await keys().press("Enter");
	await isOn("Any other business");
	await chair.getByRole("link", { name: "Close the meeting" }).first().waitFor();
	await keys().press("n");
	await chair.getByRole("heading", { name: "Close the meeting" }).waitFor();
	await tabTo(/Close the meeting/);
	await keys().press("Enter");
	await chair.waitForURL(/\/record/);
});

test("the member without script reads the record", async () => {
	await plain.goto(url(`${meeting}/record`));
	const said = await plain.locator("main").innerText();
	for (const text of [
		"Ask for an interim order.",
		"Check the locks",
		"Nothing is held by us.",
		"Write to the GP",
	]) {
		expect(said).toContain(text);
	}
	await expectAccessible(plain, "record, without script");
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
