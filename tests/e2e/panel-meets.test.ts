/**
 * A whole meeting by seven people in their own browsers: agenda, papers, room, a chair whose laptop dies, a conflict
 * of interest midway, a line that is cut, a server that is killed, a wrong close, and the record of it all.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedTracker } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import { launchChromium } from "../setup/chromium.ts";
import { layWire, type Wire } from "../setup/tcp-proxy.ts";
import { enterRoom, expectAccessible, fillStart, openWorld, type World } from "./world.ts";

const LIVE_MS = 2_000;
const WHOLE_MS = 5_000;
const CUT_MS = 30_000;
/** People at the table beside the coordinator, in the order in which they come. */
const TABLE = ["chair", "deputy", "isac", "housing", "probation", "health"] as const;
type Who = (typeof TABLE)[number] | "coordinator";

let world: World;
let wire: Wire;
let farBrowser: Browser;
let meeting: string;
const at = new Map<Who, Page>();
const of = (who: Who): Page => {
	const page = at.get(who);
	if (!page) throw new Error(`${who} has not come`);
	return page;
};
const everybody = () => [...at.values()];
const year = new Date().getFullYear();
const reference = (n: number) => `NOR-${year}-00${n}`;

beforeAll(async () => {
	world = await openWorld(async ({ people }) => {
		const coordinator = people.get("coordinator@panelroom.example");
		if (!coordinator) throw new Error("There is no coordinator");
		const tracker = new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url).pathname;
		await seedTracker(coordinator.actor, tracker);
	});
	wire = await layWire(world.server.port);
	// Whoever keeps the minutes sits behind a wire of their own; to the server their address is the same.
	farBrowser = await launchChromium(
		`--host-resolver-rules=MAP localhost:${world.server.port} localhost:${wire.port}`,
	);
	at.set("coordinator", await world.enter("coordinator", {}, farBrowser));
});
afterAll(async () => {
	await farBrowser?.close();
	await wire?.close();
	await world?.end();
});

const url = (path: string) => `${world.server.url}${path}`;
const soon = (page: Page, text: string | RegExp, timeout = LIVE_MS) =>
	page.getByText(text).first().waitFor({ timeout });
const current = (page: Page) => page.locator(".pr-agenda-item--current");
const caseInView = (page: Page) => page.locator(".pr-room__case .pr-identity-bar");

async function record(page: Page, text: string, kind = "Information"): Promise<void> {
	await page.locator('form[action$="/entries/new"]').getByLabel(kind, { exact: true }).check();
	await page.fill('.pr-room__capture [name="body"]', text);
	await page.locator('.pr-room__capture [name="body"]').press("Enter");
}

/** Type, owner, date, Enter: three interactions. */
async function agree(page: Page, what: string, owner: string | undefined, due: string): Promise<void> {
	await page.fill('.pr-room__capture [name="what"]', what);
	if (owner) await page.selectOption('.pr-room__capture [name="ownerAgencyId"]', { label: owner });
	await page.fill('.pr-room__capture [name="due"]', due);
	await page.locator('.pr-room__capture [name="due"]').press("Enter");
}

/** A second press of one button within a second is taken for a double click; people are not that fast, tests are. */
const unhurried = (page: Page) => page.waitForTimeout(1_100);

const actionOf = (page: Page, what: string) => page.locator(".pr-action").filter({ hasText: what });

test("the coordinator builds the agenda and publishes it", async () => {
	const coordinator = of("coordinator");
	await coordinator.goto(url(`/panels/${world.panels.get("North LPA")}/meetings/new`));
	await fillStart(coordinator);
	await coordinator.fill('[name="place"]', "Chelmsford, room 2");
	await coordinator.locator('main form button[type="submit"]').last().click();
	await coordinator.waitForURL(/\/meetings\/[^/]+\/agenda/);
	meeting = new URL(coordinator.url()).pathname.replace("/agenda", "");
	await expectAccessible(coordinator, "agenda, empty draft");
	for (const n of [1, 2, 3, 4]) await coordinator.getByLabel(new RegExp(reference(n))).check();
	await coordinator.getByRole("button", { name: /to the agenda/i }).click();
	await coordinator.getByRole("link", { name: reference(4) }).waitFor();
	await expectAccessible(coordinator, "agenda, draft");
	await coordinator.getByRole("button", { name: "Publish the agenda" }).click();
	await coordinator.getByRole("button", { name: "Publish again" }).waitFor();
	await expectAccessible(coordinator, "agenda, published");
});

test("a member reads the papers, and what they have read is remembered", async () => {
	at.set("isac", await world.enter("isac"));
	const isac = of("isac");
	await isac.goto(url(`${meeting}/papers`));
	await expectAccessible(isac, "papers");
	await isac
		.getByRole("button", { name: /I have read this/ })
		.first()
		.click();
	await soon(isac, /Read on/);
	await isac.reload();
	await soon(isac, /Read on/);
});

test("nobody sees a case in the room before they accept the statement; who comes late meets it first", async () => {
	for (const who of TABLE) if (!at.has(who)) at.set(who, await world.enter(who));
	const late = of("health");
	await late.goto(url(meeting));
	expect(new URL(late.url()).pathname).toBe(`${meeting}/enter`);
	expect(await late.content()).not.toContain(reference(1));
	await expectAccessible(late, "confidentiality statement");
	await late.getByRole("button", { name: "Accept and enter the meeting" }).click();
	await soon(late, "There is a problem");
	await expectAccessible(late, "confidentiality statement, not confirmed");
	for (const page of everybody()) await enterRoom(page, url(meeting));
	await soon(of("chair"), /quorum of 3 reached/);
});

test("the chair starts and goes on; everybody follows", async () => {
	const chair = of("chair");
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	await chair.getByRole("button", { name: /^Next: Welcome/ }).click();
	for (const page of everybody()) await current(page).getByText("Welcome").waitFor({ timeout: LIVE_MS });
	for (const title of ["Apologies", "Record of the last meeting", "Outstanding actions", reference(1)]) {
		await unhurried(chair);
		await chair.getByRole("button", { name: `Next: ${title}` }).click();
		for (const page of everybody()) await current(page).getByText(title).waitFor({ timeout: LIVE_MS });
	}
	for (const page of everybody()) await expectAccessible(page, "room, first case");
});

test("agencies contribute; actions are accepted, refused and settled; a hand goes up", async () => {
	const [chair, coordinator, isac] = [of("chair"), of("coordinator"), of("isac")];
	await record(isac, "She no longer walks to work.", "Risk");
	await record(chair, "Apply for an interim order this week.", "Advice");
	await coordinator.selectOption('[name="forAgencyId"]', { label: "Probation Service" });
	await record(coordinator, "He missed his appointment; said by telephone.");
	for (const page of everybody()) {
		await soon(page, "She no longer walks to work.");
		await soon(page, "Apply for an interim order this week.");
		await soon(page, "He missed his appointment; said by telephone.");
	}
	await of("probation")
		.getByRole("button", { name: /^Confirm/ })
		.first()
		.click();
	await soon(chair, /confirmed by/i);

	const begun = performance.now();
	await agree(chair, "Fit a door viewer and new locks", "Colchester Housing", "2 weeks");
	await soon(of("housing"), "Fit a door viewer and new locks");
	expect(performance.now() - begun).toBeLessThan(15_000);
	await actionOf(of("housing"), "Fit a door viewer")
		.getByRole("button", { name: /^Accept/ })
		.click();
	await actionOf(chair, "Fit a door viewer").getByText("Open").waitFor({ timeout: LIVE_MS });

	await unhurried(chair);
	await agree(chair, "Assess the person causing harm", "Essex Partnership University NHS Trust", "Fri");
	const asked = actionOf(of("health"), "Assess the person causing harm");
	await asked.waitFor({ timeout: LIVE_MS });
	await asked.locator("summary").click();
	await expectAccessible(of("health"), "room, about to refuse");
	await asked.getByLabel("Why your agency refuses it").fill("He is not open to our service.");
	await asked.getByRole("button", { name: /^Refuse/ }).click();
	await soon(chair, "He is not open to our service.");

	await isac.getByRole("button", { name: "Ask to speak" }).click();
	await chair.locator(".pr-speakers strong").getByText("Priya Shah").waitFor({ timeout: LIVE_MS });
	await expectAccessible(chair, "room, a hand is up");
	await chair.getByRole("button", { name: /Has spoken/ }).click();
	await isac.getByRole("button", { name: "Ask to speak" }).waitFor({ timeout: LIVE_MS });
});

test("the chair’s laptop dies; the deputy takes the chair in one step", async () => {
	await of("chair").context().close();
	at.delete("chair");
	const deputy = of("deputy");
	await deputy.getByRole("button", { name: "Take the chair" }).click();
	for (const page of everybody()) await soon(page, /in the chair/);
	await deputy.getByRole("link", { name: "Read back and go on" }).waitFor({ timeout: LIVE_MS });
});

/** What is wrong stands at its field, which has the focus; what was typed stays. */
async function settleBadly(deputy: Page) {
	const settle = deputy.locator(".pr-read-back__settle");
	await settle.getByLabel("Due").fill("the day that never comes");
	await settle.getByRole("button", { name: /^Settle/ }).click();
	const wrong = settle.locator(".govuk-form-group--error");
	await wrong.getByText("Select the agency that owns the action").waitFor({ timeout: LIVE_MS });
	expect(await wrong.count()).toBe(2);
	expect(await deputy.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("ownerAgencyId");
	await expectAccessible(deputy, "read-back, settled badly");
	await unhurried(deputy);
	await settle.getByLabel("Owner").selectOption({ label: "Colchester Housing" });
	await settle.getByRole("button", { name: /^Settle/ }).click();
	await deputy.waitForFunction(() => document.activeElement?.getAttribute("name") === "due");
	expect(await wrong.count()).toBe(1);
	expect(await settle.getByLabel("Due").inputValue()).toBe("the day that never comes");
	expect(await settle.getByLabel("Owner").locator("option:checked").innerText()).toBe("Colchester Housing");
}

/** The same fields on the action's page, which leads back. */
async function settleBadlyWithoutScript(deputy: Page) {
	const browser = deputy.context().browser();
	if (!browser) throw new Error("There is no browser");
	const storageState = await deputy.context().storageState();
	const context = await browser.newContext({ javaScriptEnabled: false, storageState });
	const plain = await context.newPage();
	await plain.goto(deputy.url());
	await plain.locator('.pr-read-back__settle [name="due"]').fill("the day that never comes");
	await plain.getByRole("button", { name: /^Settle/ }).click();
	await plain.locator(".govuk-form-group--error").getByText("Select the agency").waitFor();
	expect(await plain.locator(".govuk-form-group--error").count()).toBe(2);
	expect(await plain.locator('[name="ownerAgencyId"]').getAttribute("autofocus")).not.toBeNull();
	expect(await plain.inputValue('[name="due"]')).toBe("the day that never comes");
	expect(await plain.getByRole("link", { name: "Cancel" }).first().getAttribute("href")).toContain(
		"read-back=",
	);
	await context.close();
}

test("a case cannot be left with a refused action: it is settled in the read-back", async () => {
	const deputy = of("deputy");
	await deputy.getByRole("link", { name: "Read back and go on" }).click();
	await soon(deputy, /to be settled before the panel goes on/);
	await expectAccessible(deputy, "read-back, unsettled");
	await settleBadly(deputy);
	await settleBadlyWithoutScript(deputy);
	await deputy.locator(".pr-read-back__settle").getByLabel("Due").fill("");
	await deputy.getByRole("button", { name: /The chair holds it/ }).click();
	await deputy.getByRole("button", { name: `Agreed. Next: ${reference(2)}` }).click();
	for (const page of everybody()) await current(page).getByText(reference(2)).waitFor({ timeout: LIVE_MS });
});

test("a wrong next is undone", async () => {
	const deputy = of("deputy");
	await deputy.getByRole("button", { name: `Undo: back to ${reference(1)}` }).click();
	for (const page of everybody()) await current(page).getByText(reference(1)).waitFor({ timeout: LIVE_MS });
	await deputy.getByRole("link", { name: "Read back and go on" }).click();
	await deputy.getByRole("button", { name: `Agreed. Next: ${reference(2)}` }).click();
	for (const page of everybody()) await current(page).getByText(reference(2)).waitFor({ timeout: LIVE_MS });
});

test("a conflict of interest declared midway empties that screen at once", async () => {
	const probation = of("probation");
	const name = (await caseInView(probation).locator(".pr-identity-bar__victim").innerText())
		.replace("Victim: ", "")
		.trim();
	const [caseId = ""] = await caseInView(probation)
		.getByRole("link", { name: reference(2) })
		.evaluateAll((links) => links.map((link) => link.getAttribute("href")?.split("/").at(-1) ?? ""));
	const other = await probation.context().newPage();
	await other.goto(url(`/cases/${caseId}/recusals?confirm`));
	const begun = Date.now();
	await other.getByRole("button", { name: "Recuse me from this case" }).click();
	await probation.getByText(name).first().waitFor({ state: "detached", timeout: LIVE_MS });
	expect(Date.now() - begun).toBeLessThan(LIVE_MS + 500);
	expect(await probation.content()).not.toContain(name);
	await other.close();
	await caseInView(of("isac")).getByText(reference(2)).waitFor();
	await expectAccessible(probation, "room, recused from what is on");
});

test("a case is deferred with safety cover and somebody who owns it until then", async () => {
	const deputy = of("deputy");
	await deputy.getByText("More for the chair").click();
	await expectAccessible(deputy, "room, more for the chair");
	await deputy.getByRole("link", { name: "Defer this case" }).click();
	await deputy.getByRole("button", { name: "Defer this case" }).click();
	await soon(deputy, "There is a problem");
	await expectAccessible(deputy, "defer, refused");
	await deputy.getByLabel("Why it is deferred").fill("The referrer has not been briefed.");
	await deputy.getByLabel("Safety cover until then").fill("Daily call by the ISAC; address flagged.");
	await deputy.getByLabel("Who owns the case until then").fill("DS Okafor");
	await unhurried(deputy);
	await deputy.getByRole("button", { name: "Defer this case" }).click();
	await deputy.waitForURL((to) => to.pathname === meeting);
	await deputy.getByRole("button", { name: `Next: ${reference(3)}` }).click();
	for (const page of everybody()) await current(page).getByText(reference(3)).waitFor({ timeout: LIVE_MS });
	await soon(of("isac"), "Deferred");
});

test(
	"the line of whoever keeps the minutes is cut for half a minute: typing goes on, and all is there once",
	async () => {
		const coordinator = of("coordinator");
		const box = coordinator.locator('.pr-room__capture [name="body"]');
		await box.click();
		wire.cut();
		const cut = performance.now();
		const texts = [1, 2, 3].map((n) => `Typed while the line was dead, ${n} ${newId()}`);
		await box.pressSequentially(texts[0] ?? "");
		const sent = performance.now();
		await box.press("Enter");
		await coordinator.locator(".pr-room__capture .pr-save-state--not-saved").waitFor({ timeout: 3_000 });
		expect(performance.now() - sent).toBeLessThan(3_000);
		await expectAccessible(coordinator, "room, line cut");
		for (const text of texts.slice(1)) {
			await box.pressSequentially(text);
			await box.press("Enter");
		}
		// Others go on meanwhile, and nothing of it may take the focus away.
		await record(of("isac"), "Said by others during the cut.");
		await box.pressSequentially("Half a sen");
		await coordinator.waitForTimeout(Math.max(0, CUT_MS - (performance.now() - cut)));
		expect(await coordinator.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("body");
		wire.mend();
		await coordinator.locator(".pr-room__capture .pr-save-state--saved").waitFor({ timeout: 15_000 });
		for (const text of texts) await soon(of("isac"), text, WHOLE_MS);
		await soon(coordinator, "Said by others during the cut.", WHOLE_MS);
		expect(await coordinator.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("body");
		await box.pressSequentially("tence");
		expect(await box.inputValue()).toBe("Half a sentence");
		await box.press("Enter");
		await soon(of("isac"), "Half a sentence");
		for (const page of [coordinator, of("isac")]) {
			for (const text of texts) expect(await page.getByText(text).count()).toBe(1);
		}
	},
	CUT_MS + 60_000,
);

test("the meeting is adjourned and resumed; the projector names nobody", async () => {
	const deputy = of("deputy");
	const projector = await deputy.context().newPage();
	await projector.goto(url(`${meeting}/projector`));
	await soon(projector, reference(3));
	await expectAccessible(projector, "projector");
	const name = (await caseInView(deputy).locator(".pr-identity-bar__victim").innerText())
		.replace("Victim: ", "")
		.trim();
	expect(await projector.content()).not.toContain(name);
	await deputy.getByText("More for the chair").click();
	await deputy.getByRole("button", { name: "Show names on the projector" }).click();
	await soon(projector, name, WHOLE_MS);
	await deputy.getByRole("button", { name: "Take names off the projector" }).click();
	await projector.getByText(name).first().waitFor({ state: "detached", timeout: WHOLE_MS });
	await projector.close();

	await deputy.getByLabel("Adjourn until").fill("14:00");
	await deputy.getByRole("button", { name: "Adjourn" }).click();
	for (const page of everybody()) await soon(page, /adjourned until 14:00/);
	await expectAccessible(of("isac"), "room, adjourned");
	await deputy.getByRole("button", { name: "Resume the meeting" }).click();
	await deputy.getByRole("link", { name: "Read back and go on" }).waitFor({ timeout: LIVE_MS });
});

test("the server is killed: every screen is whole again within five seconds", async () => {
	const text = `Said just before the kill ${newId()}`;
	await record(of("housing"), text, "Decision");
	await of("housing").locator(".pr-room__capture .pr-save-state--saved").waitFor({ timeout: 3_000 });
	await world.server.kill9();
	await world.server.restart();
	const begun = Date.now();
	for (const page of everybody()) await soon(page, text, WHOLE_MS);
	for (const page of everybody()) await current(page).getByText(reference(3)).waitFor({ timeout: WHOLE_MS });
	expect(Date.now() - begun).toBeLessThan(WHOLE_MS + 1_000);
});

test("a wrong close is undone, and the next one drops nothing", async () => {
	const deputy = of("deputy");
	const close = async () => {
		await deputy.goto(url(`${meeting}/close`));
		await deputy.getByText("1 case was not heard").waitFor();
		await deputy.getByLabel("Carry over").check();
		await deputy.getByRole("button", { name: "Close the meeting" }).click();
		await deputy.waitForURL(/\/record/);
	};
	await deputy.goto(url(`${meeting}/close`));
	await expectAccessible(deputy, "close");
	await close();
	await expectAccessible(deputy, "record, just closed");
	for (const who of ["isac", "housing"] as const) await soon(of(who), "The meeting is closed");
	await deputy.getByRole("button", { name: /open the meeting again/i }).click();
	await deputy.waitForURL((to) => to.pathname === meeting);
	for (const who of ["isac", "housing"] as const) {
		await current(of(who)).getByText(reference(3)).waitFor({ timeout: WHOLE_MS });
	}
	await close();
});

test("the record holds what was said, and each action is on its owner’s list", async () => {
	const isac = of("isac");
	await isac.goto(url(`${meeting}/record`));
	await expectAccessible(isac, "record");
	const said = await isac.locator("main").innerText();
	for (const text of [
		"She no longer walks to work.",
		"Apply for an interim order this week.",
		"He missed his appointment; said by telephone.",
		"Fit a door viewer and new locks",
		"Assess the person causing harm",
		"He is not open to our service.",
		"The referrer has not been briefed.",
		"Daily call by the ISAC; address flagged.",
		"DS Okafor",
		"Half a sentence",
		"Carried over",
		"Changing Pathways",
		"Probation Service",
		"Det Sgt Tom Adeyemi",
	]) {
		expect(said).toContain(text);
	}
	const housing = of("housing");
	await housing.goto(url("/"));
	await soon(housing, "Fit a door viewer and new locks");
	await expectAccessible(housing, "home, with an action");
	// Whoever was walled off finds nothing of that case in the record either.
	await of("probation").goto(url(`${meeting}/record`));
	expect(await of("probation").locator("main").innerText()).not.toContain(reference(2));
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
