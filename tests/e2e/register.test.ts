/** Finding a case by what somebody remembers of it, and working from a panel's register: with a browser, and without its scripts. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCase, addEntry } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import { addIncident } from "#server/incidents/index.ts";
import { postSection } from "#server/summary/index.ts";
import { expectAccessible, openWorld, picture, type World } from "./world.ts";

const LIVE_MS = 3_500;
let world: World;
let coordinator: Page;
let register: string;
let reference = "";
let sianId = "";

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = people.get("coordinator@panelroom.example")?.actor;
		if (!actor) throw new Error("There is no coordinator");
		const panelId = panels.get("North LPA") ?? "";
		register = `/panels/${panelId}/register`;
		const about = { panelId, suspectName: "Carl Example", relationship: "ex-partner" } as const;
		const sian = await addCase(actor, newId(), {
			...about,
			victimName: "Siân O’Brien",
			victimAliases: "Nan Price",
			victimSafeTelephone: "07700 900 123 (her sister)",
			suspectName: "Stephen Featherstone-Winterbottom of the Longer Name",
			crimeReference: "42/12345/26",
			officerName: "DC Mwangi 71213",
			area: "Colchester",
			risk: "high",
		});
		reference = sian.reference;
		sianId = sian.caseId;
		await addEntry(actor, newId(), {
			caseId: sian.caseId,
			kind: "information",
			body: "He parked outside the library on Tuesday and waited there until it closed.",
		});
		await addIncident(actor, newId(), {
			caseId: sian.caseId,
			precision: "about",
			startsOn: "2026-01-05",
			startsAt: "21:40",
			kinds: ["following", "loitering"],
			what: "Stood by the boathouse until she left",
			crimeNumber: "CR/0054321/26",
		});
		const text = "He knows about the allotment, and that she is there on Sundays.";
		await postSection(actor, newId(), { caseId: sian.caseId, key: "risk", base: "", text });
		for (let number = 1; number <= 52; number++) {
			await addCase(actor, newId(), {
				...about,
				victimName: `Ann Number${number}`,
				officerName: "DC Walker 70001",
				area: "Tendring",
				risk: number % 2 === 0 ? "medium" : "standard",
			});
		}
	});
	coordinator = await world.enter("coordinator");
});
afterAll(() => world?.end());

const url = (path: string) => `${world.server.url}${path}`;
const box = (page: Page) => page.getByLabel(/^(Find a case by name|Name, number or word)/);

async function find(page: Page, words: string): Promise<string> {
	await box(page).fill(words);
	await box(page).press("Enter");
	await page
		.getByLabel("Name, number or word")
		.and(page.locator(`[value="${words}"]`))
		.waitFor();
	await page.getByRole("heading", { name: /cases? found$/i }).waitFor();
	expect(page.url()).toBe(url("/find"));
	return page.locator("main").innerText();
}

test("a name with slips is found from any page, and the page says why", async () => {
	await coordinator.goto(url("/"));
	const found = await find(coordinator, "Shian Obrian");
	expect(found).toContain("1 case found");
	expect(found).toContain(reference);
	expect(found).toContain("Victim: Siân O’Brien (another spelling)");
	expect(await coordinator.title()).not.toMatch(/brian/i);
	await expectAccessible(coordinator, "what a search found");
});

test("the way back from a case leads to what was found", async () => {
	await coordinator.getByRole("link", { name: reference }).click();
	await coordinator.waitForURL(/\/cases\//);
	await coordinator.goBack();
	await coordinator.getByRole("heading", { name: "1 case found" }).waitFor();
	expect(coordinator.url()).toBe(url("/find"));
	expect(await box(coordinator).inputValue()).toBe("Shian Obrian");
	expect(await coordinator.locator("main").innerText()).toContain(reference);
});

test("what is typed while the words of before are searched for again is not taken away", async () => {
	await coordinator.getByRole("link", { name: reference }).click();
	await coordinator.waitForURL(/\/cases\//);
	let letThrough = () => {};
	const isTypedIn = new Promise<void>((resolve) => {
		letThrough = resolve;
	});
	await coordinator.route(/\/find/, async (route) => {
		if (route.request().method() === "POST") await isTypedIn;
		await route.continue();
	});
	const asked = coordinator.waitForRequest((request) => request.method() === "POST");
	await coordinator.goBack();
	await asked;
	await box(coordinator).fill("zebedee");
	letThrough();
	await coordinator.getByRole("heading", { name: "1 case found" }).waitFor();
	expect(await box(coordinator).inputValue()).toBe("zebedee");
	await coordinator.unroute(/\/find/);
});

test.each([
	["07700900123", "The victim’s safe telephone number"],
	["+44 7700 900 123", "The victim’s safe telephone number"],
	["0044 (0)7700-900123", "The victim’s safe telephone number"],
	["42-12345-26", "Crime reference 42/12345/26"],
	["nan pri", "Victim, Siân O’Brien, also known as Nan Price"],
	["parking library", "In an entry: He parked outside the library on Tuesday"],
	["boathouses", "In an incident, About Mon 5 Jan 2026, 21:40, Following; loitering: Stood by the boathouse"],
	[
		"cr 54321-26",
		"In an incident, About Mon 5 Jan 2026, 21:40, Following; loitering: crime number CR/0054321/26",
	],
	["allotments", "In the summary, Risk now: He knows about the allotment"],
	["mwangi", "Officer in the case: DC Mwangi 71213"],
])("“%s” is found, since: %s", async (words, why) => {
	const found = await find(coordinator, words);
	expect(found).toContain(reference);
	expect(found).toContain(why);
});

test("what is not there, and nothing at all, are answered in words", async () => {
	expect(await find(coordinator, "zebedee")).toContain("No case that you can see fits");
	await expectAccessible(coordinator, "a search that found nothing");
	await box(coordinator).fill(" ");
	await box(coordinator).press("Enter");
	await coordinator.getByRole("alert").getByText("Enter a name, a number or a word").waitFor();
	await expectAccessible(coordinator, "a search for nothing");
});

test("on a phone the search box is on every page, and nothing is wider than the screen", async () => {
	await coordinator.setViewportSize({ width: 390, height: 844 });
	for (const path of ["/", "/inbox", register]) {
		await coordinator.goto(url(path));
		await box(coordinator).waitFor();
		const wider = await coordinator.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wider, path).toBeLessThanOrEqual(0);
	}
	await coordinator.setViewportSize({ width: 1440, height: 900 });
});

const caption = (page: Page) => page.locator(".pr-register caption").innerText();
const rows = (page: Page) => page.locator(".pr-register tbody tr");
const apply = (page: Page) => page.getByRole("button", { name: "Show cases" }).click();

test("the register is paged, filtered and sorted, and the way back leads through its pages", async () => {
	await coordinator.goto(url(register));
	expect(await caption(coordinator)).toBe("Cases (53)");
	expect(await rows(coordinator).count()).toBe(50);
	await expectAccessible(coordinator, "the register");
	await coordinator
		.getByRole("navigation", { name: "Pages of cases" })
		.getByRole("link", { name: "2" })
		.click();
	await coordinator.waitForURL(/page=2/);
	await expect.poll(() => rows(coordinator).count()).toBe(3);
	await coordinator.goBack();
	await expect.poll(() => rows(coordinator).count()).toBe(50);

	await coordinator.getByLabel("Risk", { exact: true }).selectOption("Medium");
	await coordinator.getByLabel("In order of").selectOption({ label: "Victim’s name" });
	await apply(coordinator);
	await coordinator.waitForURL(/risk=medium/);
	await expect.poll(() => caption(coordinator)).toBe("Cases (26)");
	expect(await rows(coordinator).first().innerText()).toContain("Ann Number10");
	await coordinator.getByLabel("Officer in the case").selectOption({ label: "DC Mwangi 71213" });
	await apply(coordinator);
	await coordinator.getByText("No case fits").waitFor();
	expect(coordinator.url()).not.toMatch(/mwangi/i);
	await expectAccessible(coordinator, "a register in which nothing fits");
	await coordinator.getByRole("link", { name: "Clear filter" }).click();
	await expect.poll(() => caption(coordinator)).toBe("Cases (53)");
});

test("a date that is none is told at its field, and what was chosen stays", async () => {
	await coordinator.getByLabel("Risk", { exact: true }).selectOption("High");
	await coordinator.getByText("Dates of the next step").click();
	const first = coordinator.getByRole("group", { name: "On or after" });
	await first.getByLabel("Day").fill("31");
	await first.getByLabel("Month").fill("2");
	await first.getByLabel("Year").fill("2026");
	await apply(coordinator);
	await coordinator.getByRole("alert").getByText("The first date").waitFor();
	expect(await first.getByLabel("Day").inputValue()).toBe("31");
	expect(await coordinator.getByLabel("Risk", { exact: true }).inputValue()).toBe("high");
	await expectAccessible(coordinator, "a register with a wrong date");

	// A colleague's change takes neither what is wrong nor what was typed away.
	await coordinator.getByLabel("Name or number").fill("obrein");
	const chair = await world.enter("chair");
	for (const risk of ["medium", "high"]) {
		await chair.goto(url(`/cases/${sianId}/risk`));
		await chair.check(`[name="risk"][value="${risk}"]`);
		await chair.getByRole("button", { name: "Save the risk" }).click();
		await chair.waitForURL((to) => !to.pathname.endsWith("/risk"));
	}
	await chair.context().close();
	await coordinator.waitForTimeout(LIVE_MS);
	await coordinator.getByRole("alert").getByText("The first date").waitFor({ timeout: 1_000 });
	expect(await first.getByLabel("Day").inputValue()).toBe("31");
	expect(await coordinator.getByLabel("Name or number").inputValue()).toBe("obrein");
});

test("a view is saved, used, renamed and deleted by whom it belongs to", async () => {
	await coordinator.goto(url(`${register}?risk=high`));
	await coordinator.getByText("Save this view").click();
	await coordinator.getByRole("button", { name: "Save", exact: true }).click();
	await coordinator.getByRole("alert").getByText("Enter a name for this view").waitFor();
	await expectAccessible(coordinator, "a view without a name");
	await coordinator.getByLabel("Name of the view").fill("High risk");
	await coordinator.getByRole("button", { name: "Save", exact: true }).click();
	const view = (name: string) => coordinator.locator(".pr-views__list").getByRole("link", { name });
	await view("High risk").waitFor();
	await coordinator.goto(url(register));
	await view("High risk").waitFor();
	await picture(coordinator, "coordinator-register");
	await view("High risk").click();
	await expect.poll(() => caption(coordinator)).toBe("Cases (1)");
	expect(await view("High risk").getAttribute("aria-current")).toBe("page");
	await coordinator.getByText("Rename or delete a view").click();
	await expectAccessible(coordinator, "views of the register");
	await coordinator.getByLabel("Name of “High risk”").fill("The worst");
	await coordinator.getByRole("button", { name: "Rename “High risk”" }).click();
	await view("The worst").waitFor();
	const chair = await world.enter("chair");
	await chair.goto(url(register));
	await rows(chair).first().waitFor();
	expect(await chair.getByText("The worst").count()).toBe(0);
	await chair.context().close();
	await coordinator.getByText("Rename or delete a view").click();
	await coordinator.getByRole("button", { name: "Delete “The worst”" }).click();
	await view("The worst").waitFor({ state: "detached" });
});

test("a name is looked for in the register, in any spelling, and stands in no address", async () => {
	await coordinator.goto(url(register));
	const name = coordinator.getByLabel("Name or number");
	await name.fill("obrein");
	await name.press("Enter");
	await coordinator.getByText("1 case with “obrein” among those not closed.").waitFor();
	expect(await rows(coordinator).innerText()).toContain("Siân O’Brien");
	expect(coordinator.url()).not.toContain("obrein");
	await expectAccessible(coordinator, "a name in the register");
	await coordinator.getByRole("link", { name: "Show all" }).click();
	await expect.poll(() => caption(coordinator)).toBe("Cases (53)");
});

test("an open register follows what others do", async () => {
	const chair = await world.enter("chair");
	await chair.goto(url(register));
	await rows(chair).first().waitFor();
	await chair.waitForLoadState("networkidle");
	await coordinator.goto(url(register.replace("register", "cases/new")));
	await coordinator.fill('[name="victimName"]', "Zoë Late");
	await coordinator.fill('[name="suspectName"]', "Carl Example");
	await coordinator.locator('[name="relationship"][value="ex-partner"]').check();
	await coordinator.locator('[name="risk"][value="high"]').check();
	await coordinator.locator("main form button[type=submit]").last().click();
	await coordinator.waitForURL(/\/cases\/(?!new)/);
	await chair.getByText("Zoë Late").waitFor({ timeout: LIVE_MS });
	expect(await caption(chair)).toBe("Cases (54)");
	await chair.context().close();
});

test("all of it works without scripts", async () => {
	const plain = await world.enter("isac", { javaScriptEnabled: false });
	await plain.goto(url("/"));
	expect(await find(plain, "shian obrian")).toContain("another spelling");
	await plain.getByRole("link", { name: reference }).click();
	expect(plain.url()).toContain("/cases/");
	await plain.goto(url(register));
	await plain.getByLabel("Risk", { exact: true }).selectOption("High");
	await apply(plain);
	expect(plain.url()).toBe(url(`${register}?risk=high`));
	expect(await caption(plain)).toBe("Cases (2)");
	await plain.getByText("Save this view").click();
	await plain.getByRole("button", { name: "Save", exact: true }).click();
	await plain.getByRole("alert").getByText("Enter a name for this view").waitFor();
	await plain.getByLabel("Name of the view").fill("High");
	await plain.getByRole("button", { name: "Save", exact: true }).click();
	await plain.locator(".pr-views__list").getByRole("link", { name: "High" }).click();
	expect(await caption(plain)).toBe("Cases (2)");
	await plain.getByLabel("Name or number").fill("number7");
	await plain.getByLabel("Risk", { exact: true }).selectOption("Any risk");
	await apply(plain);
	expect(await rows(plain).first().innerText()).toContain("Ann Number7");
	await plain.context().close();
});

test("no page had a problem of its own", () => {
	expect(world.problems).toEqual([]);
});
