/** A panel's meeting from its own spreadsheet to its record, by five people in their own browsers. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enterRoom, expectAccessible, fillStart, openWorld, type World } from "./world.ts";

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));
/** The README's picture; written over the tracked one only when asked. */
const PICTURE = process.env.UPDATE_SCREENSHOT
	? fileURLToPath(new URL("../../docs/meeting.png", import.meta.url))
	: fileURLToPath(new URL("../.output/meeting.png", import.meta.url));
const LIVE_MS = 2_000;

let world: World;
let coordinator: Page;
let chair: Page;
let isac: Page;
let housing: Page;
let probation: Page;
let meeting: string;

beforeAll(async () => {
	world = await openWorld();
	coordinator = await world.enter("coordinator");
});
afterAll(() => world?.end());

const seesSoon = (page: Page, text: string) => page.getByText(text).first().waitFor({ timeout: LIVE_MS });

async function record(page: Page, text: string, kind = "Information"): Promise<void> {
	await page.locator('form[action$="/entries/new"]').getByLabel(kind, { exact: true }).check();
	await page.fill('[name="body"]', text);
	await page.locator('[name="body"]').press("Enter");
}

/** The chair reads back and opens the next case; on one with nothing decided they say so. */
async function goOn(to: RegExp): Promise<void> {
	await chair.getByRole("link", { name: "Read back and go on" }).click();
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	const nothing = chair.getByLabel(/Nothing was decided/);
	if (await nothing.isVisible()) await nothing.check();
	await chair.getByRole("button", { name: to }).click();
}

test("the tracker is read in: 54 cases, 177 actions, every other row explained", async () => {
	await coordinator.goto(`${world.server.url}/import`);
	await expectAccessible(coordinator, "import, empty");
	await coordinator.setInputFiles('input[type="file"]', TRACKER);
	await coordinator.getByRole("button", { name: "Read this file" }).click();
	await coordinator.getByRole("button", { name: "Continue", exact: true }).click();
	await coordinator.getByRole("button", { name: "Continue to the preview" }).click();
	await coordinator
		.getByText(/54 cases/)
		.first()
		.waitFor({ timeout: 20_000 });
	await expectAccessible(coordinator, "import, preview");
	await coordinator.getByRole("button", { name: "Import 177 rows" }).click();
	await coordinator
		.getByText(/54 cases and 177 actions were created/)
		.first()
		.waitFor({ timeout: 20_000 });
	const page = await coordinator.locator("main").innerText();
	expect(page).toMatch(/177 actions/);
	await expectAccessible(coordinator, "import, done");
});

test("the same file again changes nothing", async () => {
	await coordinator.goto(`${world.server.url}/import`);
	await coordinator.setInputFiles('input[type="file"]', TRACKER);
	await coordinator.getByRole("button", { name: "Read this file" }).click();
	await coordinator.getByRole("button", { name: "Continue", exact: true }).click();
	await coordinator.getByRole("button", { name: "Continue to the preview" }).click();
	await coordinator
		.getByText(/nothing would change/i)
		.first()
		.waitFor({ timeout: 20_000 });
});

test("the coordinator plans a meeting and picks three cases", async () => {
	const panel = `${world.server.url}/panels/${world.panels.get("North LPA")}`;
	await coordinator.goto(panel);
	await expectAccessible(coordinator, "panel");
	await coordinator.goto(`${panel}/meetings/new`);
	await expectAccessible(coordinator, "plan a meeting");
	await fillStart(coordinator);
	await coordinator.fill('[name="place"]', "Chelmsford, room 2");
	await coordinator.locator('main form button[type="submit"]').last().click();
	await coordinator.waitForURL(/\/meetings\/[^/]+\/agenda/);
	meeting = new URL(coordinator.url()).pathname.replace("/agenda", "");
	const references = [1, 2, 3].map((n) => `NOR-${new Date().getFullYear()}-00${n}`);
	for (const reference of references) await coordinator.getByLabel(new RegExp(reference)).check();
	await coordinator.getByRole("button", { name: /to the agenda/i }).click();
	await coordinator.getByRole("button", { name: /up/i }).first().waitFor();
	await expectAccessible(coordinator, "agenda");
	await coordinator.getByRole("button", { name: /^Publish/ }).click();
	await coordinator
		.getByText(/published/i)
		.first()
		.waitFor();
});

test("everybody's screen follows the chair, and what one records all see", async () => {
	[chair, isac, housing, probation] = (await Promise.all(
		["chair", "isac", "housing", "probation"].map((who) => world.enter(who)),
	)) as [Page, Page, Page, Page];
	const everybody = [chair, isac, housing, probation];
	for (const page of everybody) await enterRoom(page, `${world.server.url}${meeting}`);
	await expectAccessible(isac, "room, before the start");
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	await chair.locator(".pr-agenda-item").getByRole("link", { name: /-001/ }).click();
	await chair.getByRole("button", { name: /Open this for everyone/ }).click();
	for (const page of everybody)
		await page.locator(".pr-agenda-item--current").getByText(/-001/).waitFor({ timeout: LIVE_MS });

	await record(isac, "She changed her route to work on Monday.", "Risk");
	for (const page of everybody) await seesSoon(page, "She changed her route to work on Monday.");
	await record(housing, "The locks can be changed this week.");
	await record(probation, "He missed Tuesday’s appointment.");
	await record(chair, "Consider an interim Stalking Protection Order today.", "Advice");
	for (const page of everybody) {
		await seesSoon(page, "The locks can be changed this week.");
		await seesSoon(page, "He missed Tuesday’s appointment.");
		await seesSoon(page, "Consider an interim Stalking Protection Order today.");
	}

	await chair.fill('[name="what"]', "Change the locks and fit a door viewer");
	await chair.selectOption('.pr-room__capture [name="ownerAgencyId"]', { label: "Colchester Housing" });
	await chair.fill('.pr-room__capture [name="due"]', "3/12/2026");
	await chair.getByRole("button", { name: "Save action" }).click();
	for (const page of everybody) await seesSoon(page, "Change the locks and fit a door viewer");
	for (const page of everybody) await expectAccessible(page, "room, in progress");
	mkdirSync(fileURLToPath(new URL("../.output", import.meta.url)), { recursive: true });
	await chair.evaluate(() => window.scrollTo(0, 0));
	await chair.screenshot({ path: PICTURE });
});

test("anyone may look elsewhere and return, and a sentence begun is not moved away", async () => {
	await isac.locator(".pr-agenda-item").getByRole("link", { name: /-002/ }).click();
	await isac.locator(".pr-room__elsewhere").waitFor();
	await expectAccessible(isac, "room, looking elsewhere");
	await isac.getByRole("link", { name: "Go to the current item" }).click();
	await isac.locator(".pr-room__case .pr-identity-bar").getByText(/-001/).waitFor();

	await housing.fill('[name="body"]', "Half a sentence");
	await goOn(/-002/);
	await isac.locator(".pr-room__case .pr-identity-bar").getByText(/-002/).waitFor({ timeout: LIVE_MS });
	await housing.locator(".pr-room__elsewhere").waitFor({ timeout: LIVE_MS });
	expect(await housing.inputValue('[name="body"]')).toBe("Half a sentence");
	await housing.locator('[name="body"]').press("Enter");
	await seesSoon(housing, "Half a sentence");
	await housing.getByRole("link", { name: "Go to the current item" }).click();
	await housing.locator(".pr-room__case .pr-identity-bar").getByText(/-002/).waitFor({ timeout: LIVE_MS });
});

test("what is typed on one case waits there while another is looked at, and what was sent does not come back", async () => {
	const body = probation.locator('[name="body"]');
	const look = async (at: RegExp) => {
		await probation.locator(".pr-agenda-item").getByRole("link", { name: at }).click();
		await probation.locator(".pr-room__case .pr-identity-bar").getByText(at).waitFor();
	};
	await look(/-001/);
	await body.fill("Begun on the first case");
	await probation.fill('[name="what"]', "Ring him");
	await look(/-003/);
	expect(await body.inputValue()).toBe("");
	await look(/-001/);
	expect(await body.inputValue()).toBe("Begun on the first case");
	expect(await probation.inputValue('[name="what"]')).toBe("Ring him");
	await body.press("Enter");
	await probation.selectOption('.pr-room__capture [name="ownerAgencyId"]', { index: 1 });
	await probation.fill('.pr-room__capture [name="due"]', "Fri");
	await probation.locator('[name="what"]').press("Enter");
	await seesSoon(probation, "Begun on the first case");
	await look(/-003/);
	await look(/-001/);
	expect(await body.inputValue()).toBe("");
	expect(await probation.inputValue('[name="what"]')).toBe("");
	await probation.keyboard.press("r");
});

test("a case put on the agenda midway comes to every screen, and takes nobody’s sentence or place", async () => {
	// The line to the server fails just then, so that loading anew has to wait.
	const data = new RegExp(`${meeting}\\.data`);
	await isac.route(data, (route) => route.abort());
	const body = isac.locator('[name="body"]');
	await body.pressSequentially("The sentence that ");
	await coordinator.goto(`${world.server.url}${meeting}/agenda`);
	await coordinator.getByLabel(new RegExp(`NOR-${new Date().getFullYear()}-004`)).check();
	await coordinator.getByRole("button", { name: /to the agenda/i }).click();
	const added = coordinator.locator(".pr-plan__row", { hasText: /Take off the agenda: \S*-004/ });
	await added.waitFor();
	await isac.keyboard.type("goes on");
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	expect(await isac.locator(".pr-room__case .pr-identity-bar").getByText(/-002/).isVisible()).toBe(true);
	await isac.unroute(data);
	await isac.locator(".pr-agenda-item").getByText(/-004/).waitFor({ timeout: 5_000 });
	await isac.keyboard.type(" and on");
	expect(await body.inputValue()).toBe("The sentence that goes on and on");
	await body.press("Enter");
	await seesSoon(isac, "The sentence that goes on and on");
	await seesSoon(chair, "The sentence that goes on and on");
	await added.locator("summary", { hasText: "Change" }).click();
	await added.getByRole("button", { name: /Take off the agenda/ }).click();
	await isac.locator(".pr-agenda-item").getByText(/-004/).waitFor({ state: "detached", timeout: LIVE_MS });
});

test("a member without script records, and is told what is wrong with every word kept", async () => {
	const plain = await world.enter("health", { javaScriptEnabled: false });
	await enterRoom(plain, `${world.server.url}${meeting}`);
	await plain.locator('form[action$="/entries/new"] button[type="submit"]').click();
	await plain.getByText("There is a problem").waitFor();
	await expectAccessible(plain, "entry refused, without script");
	await plain.fill('[name="body"]', "Said without any script.");
	await plain.locator('main form button[type="submit"]').click();
	await plain.waitForURL(new RegExp(meeting));
	await seesSoon(plain, "Said without any script.");
	await seesSoon(chair, "Said without any script.");
	await plain.context().close();
});

test("the chair closes, and the record holds what was said", async () => {
	await goOn(/-003/);
	await chair.locator(".pr-agenda-item--current").getByText(/-003/).waitFor({ timeout: LIVE_MS });
	await record(chair, "No further action for the panel.", "Decision");
	await seesSoon(chair, "No further action for the panel.");
	await chair.getByText("More for the chair").click();
	await chair.getByRole("link", { name: "Close the meeting" }).click();
	await expectAccessible(chair, "close");
	await chair.getByRole("button", { name: "Close the meeting" }).click();
	await isac.getByText("The meeting is closed").waitFor({ timeout: LIVE_MS });
	await isac.goto(`${world.server.url}${meeting}/record`);
	const said = await isac.locator("main").innerText();
	for (const text of [
		"She changed her route to work on Monday.",
		"The locks can be changed this week.",
		"He missed Tuesday’s appointment.",
		"Consider an interim Stalking Protection Order today.",
		"Change the locks and fit a door viewer",
		"Colchester Housing",
		"3 Dec 2026",
		"Half a sentence",
		"Said without any script.",
		"No further action for the panel.",
		"Det Insp Helen Marsh",
	]) {
		expect(said).toContain(text);
	}
	await expectAccessible(isac, "record");
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
