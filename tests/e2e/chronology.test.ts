/**
 * The pattern of behaviour: a chronology written line by line from the keyboard, pasted and from a file, with and without
 * script; its picture and the table beside it; a recording query on its way to the lead's list; and scenario 31, a breach
 * that asks the officer in the case and brings the review forward.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCase, setOfficer } from "#server/cases/index.ts";
import { setNextStep } from "#server/follow-up/index.ts";
import { newId } from "#server/ids.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const PANEL = "North LPA";
/** A Thursday. */
const NOW = new Date("2026-11-26T09:30:00Z");
let world: World;
const cases: string[] = [];

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const coordinator = people.get("coordinator@panelroom.example")?.actor;
		if (!coordinator) throw new Error("Nobody coordinates");
		const panelId = panels.get(PANEL) ?? "";
		for (const victimName of ["Mara Lindqvist", "Isla Byrne"]) {
			const { caseId } = await addCase(coordinator, newId(), {
				panelId,
				relationship: "ex-partner",
				risk: "high",
				victimName,
				suspectName: "Owen Dace",
			});
			cases.push(caseId);
		}
		const heard = await addCase(coordinator, newId(), {
			panelId,
			relationship: "ex-partner",
			risk: "high",
			victimName: "Ruth Amsel",
			suspectName: "Colm Reade",
			heardOn: "2026-11-10",
		});
		const { caseId } = heard;
		const officer = { caseId, officerEmail: "officer@panelroom.example" };
		const { version } = await setOfficer(coordinator, newId(), officer);
		const review = { caseId, step: "review" as const, reviewOn: "2026-12-16", version };
		await setNextStep(coordinator, newId(), review);
		cases.push(caseId);
	}, NOW);
});
afterAll(() => world?.end());

const chronology = (n: number, part = "") => `${world.server.url}/cases/${cases[n]}/chronology${part}`;
const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 5_000 });
const box = '[name="lines"]';
/** A second press of one button within a second, by the page's own clock, is taken for a double click. */
const unhurried = (page: Page) => page.evaluate(() => new Promise((after) => setTimeout(after, 1_100)));
const told = (page: Page) => page.locator(".pr-incident .pr-typed").allTextContents();

test("lines are added from the keyboard, and the focus stays in the box", async () => {
	const page = await world.enter("coordinator");
	await page.goto(`${world.server.url}/cases/${cases[0]}`);
	await page.click("text=Chronology");
	await seen(page, "No incident yet");
	await expectAccessible(page, "an empty chronology");
	await page.focus(box);
	await page.keyboard.type(
		"3/11 21:40 followed her home from work, CR 42/1234/26, recorded as harassment #following",
	);
	await seen(page, /Understood as:/);
	await seen(page, /Tue 3 Nov 2026, 21:40/);
	expect(await page.getAttribute(box, "aria-describedby")).toBe("field-lines-hint quick-understood");
	// Said once the typing pauses, to whoever does not see it.
	await page
		.locator("[data-announcer]")
		.getByText(/Understood as:/)
		.waitFor({ timeout: 10_000 });
	await page.getByText("Words behind #").click();
	await seen(page, "#spyware");
	await expectAccessible(page, "the words behind #");
	await page.focus(box);
	await page.keyboard.press("Enter");
	await seen(page, /Added: Tue 3 Nov 2026, 21:40, Following/);
	expect(await page.evaluate(() => (document.activeElement as HTMLTextAreaElement)?.name)).toBe("lines");
	expect(await page.inputValue(box)).toBe("");
	await page.keyboard.type("yesterday waited outside her house");
	await seen(page, /guessed from the words/);
	await page.keyboard.press("Enter");
	// Typed on before the answer is there.
	await page.keyboard.type("24/11 half a line");
	await seen(page, /Added: Wed 25 Nov 2026, Loitering/);
	expect(await page.inputValue(box)).toBe("24/11 half a line");
	await page.fill(box, "");
	await expectAccessible(page, "a chronology after an incident was added");
	await expect
		.poll(() => told(page))
		.toEqual(["followed her home from work, recorded as harassment", "waited outside her house"]);
	// Two of these behaviours, and the first is recorded as harassment.
	await seen(page, /1 recording query is open/);
});

test("what cannot be read is told at the box, and nothing typed is lost", async () => {
	const page = await world.enter("coordinator");
	await page.goto(chronology(0));
	await page.fill(box, "31/11 rang her");
	await page.press(box, "Enter");
	await page.getByText("There is a problem").waitFor();
	expect(await page.locator("#field-lines-error").textContent()).toContain("There is no 31 November");
	expect(await page.inputValue(box)).toBe("31/11 rang her");
	await expectAccessible(page, "a line that was not understood");
	await page.fill(box, "30/10 rang her");
	await page.press(box, "Enter");
	await seen(page, /Added: Fri 30 Oct 2026, Contacting/);
	expect(await page.locator("#field-lines-error").count()).toBe(0);
});

test("pasted lines are seen as they were understood, and added together", async () => {
	const page = await world.enter("chair");
	await page.goto(chronology(0));
	const lines = [
		"16/11 07:15 waited outside her work",
		"16/11 07:20 rang",
		"17/11 nonsense #nonsense",
		"18-19 Nov silent calls",
	];
	await page.fill(box, lines.join("\n"));
	await seen(page, /1 of 4 lines could not be understood/);
	await expectAccessible(page, "pasted lines, one of them wrong");
	await page.getByRole("button", { name: "Add these 4 incidents" }).click();
	await page.getByText("There is a problem").waitFor();
	expect(await page.locator("#field-lines-error").textContent()).toContain(
		"Line 3: There is no kind #nonsense",
	);
	await page.fill(box, lines.join("\n").replace(" #nonsense", ""));
	await seen(page, /All 4 lines were understood/);
	await unhurried(page);
	await page.getByRole("button", { name: "Add these 4 incidents" }).click();
	await seen(page, /Added 4 incidents/);
	await expect.poll(async () => (await told(page)).length).toBe(7);
});

test("a file is read row by row, and added whole", async () => {
	const page = await world.enter("coordinator");
	await page.goto(chronology(0, "/file"));
	await expectAccessible(page, "a file to choose");
	const choose = async (text: string) => {
		await page.setInputFiles('[name="file"]', {
			name: "incidents.csv",
			mimeType: "text/csv",
			buffer: Buffer.from(text),
		});
		await unhurried(page);
		await page.getByRole("button", { name: "Read this file" }).click();
	};
	await choose(
		"Date,What happened,Breach,Colour\n20/11/2026,Came to the door,bail,red\n31/11/2026,Rang,,red\n",
	);
	await seen(page, /1 of 2 rows could not be understood/);
	await seen(page, "There is no 31 November 2026");
	await seen(page, "Passed over");
	await expectAccessible(page, "a file with a wrong row");
	await choose(
		"Date,What happened,Breach,Police action\n20/11/2026,Came to the door,bail,\n21/11/2026,Arrested at home,,Arrest\n20/11/2026,=1+1 rang,,\n19/11/2026,rang,,\n",
	);
	await seen(page, /All 4 rows were understood/);
	await expectAccessible(page, "a file as it was understood");
	await page.getByRole("button", { name: "Add these 4 incidents" }).click();
	await seen(page, /Added 4 incidents/);
	await seen(page, "=1+1 rang");
	await seen(page, "Breach: Bail conditions");
	await seen(page, "Police: Arrest");
});

test("the picture, its description and its table agree, and the pace is marked by its rule", async () => {
	const page = await world.enter("chair");
	await page.goto(chronology(0));
	// 16, 16, 17, 18 to 19, 19, 20 and 20 November; the week before had none.
	await seen(page, /The pace rose in the week of 16 Nov 2026:/);
	await seen(page, /five or more incidents in a week, up from one or none in the week before/);
	await page.getByText("The same numbers as a table").click();
	await expectAccessible(page, "the chronology with its table open");
	const rows = await page
		.locator(".pr-weeks-picture tbody tr")
		.evaluateAll((all) =>
			all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
		);
	const headings = await page.locator(".pr-weeks-picture thead th").allTextContents();
	const total = headings.indexOf("All");
	const at = (heading: string) => headings.indexOf(heading);
	const described = (await page.locator(".pr-weeks-picture desc").textContent()) ?? "";
	const columns = page.locator('.pr-weeks svg[role="img"] > svg');
	expect(await columns.count()).toBe(rows.length);
	for (const [number, row] of rows.entries()) {
		const parts = row.slice(1, total).map(Number);
		expect(parts.reduce((sum, n) => sum + n, 0)).toBe(Number(row[total]));
		const column = columns.nth(number);
		expect(await column.locator("rect.pr-picture__part").count()).toBe(parts.filter((n) => n > 0).length);
		expect(await column.locator(".pr-weeks__breach").count()).toBe(Number(row[at("Breaches")]) > 0 ? 1 : 0);
		expect(await column.locator(".pr-weeks__police").count()).toBe(
			Number(row[at("Police actions")]) > 0 ? 1 : 0,
		);
		expect(await column.locator(".pr-weeks__pace").count()).toBe(row[at("Pace")] ? 1 : 0);
		if (Number(row[total]) > 0) {
			expect(described).toContain(`Week of ${row[0]}: ${row[total]} incident`);
		}
	}
	expect(rows.at(-2)?.[0]).toBe("16 Nov 2026");
	expect(rows.at(-2)?.[total]).toBe("7");
});

test("what somebody else adds comes by itself, and leaves alone what is being typed", async () => {
	const [reader, writer] = [await world.enter("chair"), await world.enter("isac")];
	await reader.goto(chronology(1));
	await writer.goto(chronology(1));
	await reader.fill(box, "2/11 a line that is half");
	await writer.fill(box, "1/11 came to the door in breach of bail");
	await writer.press(box, "Enter");
	await seen(writer, "Say whether the breach is recorded as stalking, or correct it");
	await expect.poll(() => told(reader), { timeout: 10_000 }).toEqual(["came to the door in breach of bail"]);
	expect(await reader.inputValue(box)).toBe("2/11 a line that is half");
	expect(await reader.evaluate(() => (document.activeElement as HTMLTextAreaElement)?.name)).toBe("lines");
});

test("a recording query comes to the lead’s list, and its answer to the incident", async () => {
	const lead = await world.enter("lead");
	await lead.getByText("Answer 3 recording queries").waitFor();
	await lead.goto(`${world.server.url}/outcomes`);
	await lead.click("text=Recording queries");
	await seen(lead, /Recorded as something else, with the features of stalking/);
	await seen(lead, /Breach of an order: recorded as stalking\?/);
	await expectAccessible(lead, "the list of recording queries");
	await lead.locator(".govuk-details__summary").first().click();
	await lead.getByLabel("It is recorded as stalking now").first().check();
	await lead.getByRole("button", { name: "Answer the query" }).first().click();
	await lead.getByText("There is a problem").waitFor();
	await seen(lead, "Enter the reason, such as the crime number or who decided it");
	await expectAccessible(lead, "an answer without a reason");
	await lead.getByLabel("It is recorded as stalking now").check();
	await lead.getByLabel("Reason").fill("The registrar, 42/1234/26");
	await unhurried(lead);
	await lead.getByRole("button", { name: "Answer the query" }).click();
	await seen(lead, "2 open, the oldest first.");
	expect(await lead.getByText("with the features of stalking").count()).toBe(0);
	const member = await world.enter("isac");
	await member.goto(`${world.server.url}/recording-queries`);
	await member.getByRole("heading", { name: "Page not found" }).waitFor();
	await member.goto(chronology(0));
	await seen(member, /recorded as: stalking/);
	await seen(member, "Recording query");
});

test("a breach heard of at night asks the officer, is on the lead’s list, and is reviewed tomorrow", async () => {
	const [officer, lead, coordinator, isac] = [
		await world.enter("officer"),
		await world.enter("lead"),
		await world.enter("coordinator"),
		await world.enter("isac"),
	];
	const casePage = `${world.server.url}/cases/${cases[2]}`;
	const inbox = officer.getByRole("navigation").getByRole("link", { name: /^Inbox/ });
	await coordinator.goto(casePage);
	await seen(coordinator, /review on 16 Dec 2026/);
	expect(await inbox.textContent()).not.toContain("1");
	await isac.goto(chronology(2));
	await isac.focus(box);
	await isac.keyboard.type("yesterday 22:00 rang her from a new number #contacting #breach");
	await isac.keyboard.press("Enter");
	await seen(isac, /Added: Wed 25 Nov 2026, 22:00, Contacting/);
	// The pages that were open know of it by themselves.
	await expect.poll(() => inbox.textContent(), { timeout: 10_000 }).toContain("1");
	await seen(coordinator, /review on 27 Nov 2026/);
	await coordinator.reload();
	await seen(coordinator, /brought the review of the case forward from 16 December 2026/);
	await lead.goto(`${world.server.url}/recording-queries`);
	await seen(lead, "3 open, the oldest first.");
	await seen(lead, "rang her from a new number");
	// By keys alone.
	await officer.goto(world.server.url);
	await seen(officer, /Say whether the breach on .* is recorded as stalking/);
	await inbox.focus();
	await officer.keyboard.press("Enter");
	await seen(officer, "A breach was recorded in your case: is it recorded as stalking?");
	await expectAccessible(officer, "an inbox with a breach");
	await officer.getByRole("link", { name: "rang her from a new number" }).focus();
	await officer.keyboard.press("Enter");
	await officer.getByRole("heading", { name: "Recording query" }).waitFor();
	await expectAccessible(officer, "a breach on its page, to the officer");
	await officer.getByLabel("Yes, the breach is recorded as stalking").focus();
	await officer.keyboard.press("Space");
	await officer.keyboard.press("Tab");
	await officer.keyboard.type("42/4417/26, stalking and breach of bail");
	await officer.keyboard.press("Tab");
	await officer.keyboard.press("Enter");
	await officer.getByRole("heading", { name: "Chronology", exact: true }).waitFor();
	await expect.poll(() => inbox.textContent(), { timeout: 10_000 }).not.toContain("1");
	await officer.goto(`${world.server.url}/inbox`);
	await seen(officer, "Nothing waits for you");
	await lead.reload();
	await seen(lead, "2 open, the oldest first.");
	expect(await lead.getByText("rang her from a new number").count()).toBe(0);
	await coordinator.goto(`${casePage}/review`);
	await seen(
		coordinator,
		/Due on 27 Nov 2026, brought forward from 16 Dec 2026: a breach was recorded on 26 Nov 2026/,
	);
	await expectAccessible(coordinator, "a review that was brought forward");
});

test("an incident is corrected on its page; what two people typed is shown to the second", async () => {
	const [one, other] = [await world.enter("coordinator"), await world.enter("chair")];
	for (const page of [one, other]) {
		await page.goto(chronology(0));
		await page.getByRole("link", { name: /^Change the incident of Tue 3 Nov/ }).click();
		await page.getByRole("heading", { name: "Change it" }).waitFor();
	}
	await expectAccessible(one, "an incident");
	await one.fill('[name="what"]', "Followed her home from the station");
	await one.getByRole("button", { name: "Save" }).click();
	await seen(one, "Followed her home from the station");
	// Back where it stands in the list.
	await one.waitForURL(/\/chronology#incident-/);
	expect(await one.evaluate(() => document.activeElement?.textContent)).toContain("home from the station");
	await other.fill('[name="what"]', "Followed her home from work, in a van");
	await other.getByLabel("Threat").check();
	await other.getByRole("button", { name: "Save" }).click();
	await seen(other, "This was changed in the meantime");
	await expectAccessible(other, "two states of an incident");
	expect(await other.inputValue('[name="what"]')).toBe("Followed her home from work, in a van");
	await other.getByRole("button", { name: "Replace it with mine" }).click();
	await seen(other, "Followed her home from work, in a van");
	await seen(other, "Following; threat");
	await other.getByRole("link", { name: /^Change the incident of Tue 3 Nov/ }).click();
	await seen(other, /^Changed by .+, Essex Police$/);
	await seen(other, "From: Followed her home from the station");
	await seen(other, "To: Following; threat");
	await expectAccessible(other, "an incident with its changes");
	await other.getByRole("link", { name: "Chronology", exact: true }).first().click();
	await other.getByRole("link", { name: /^Change the incident of Fri 30 Oct/ }).click();
	await other.getByText("Remove it from the chronology").click();
	await other.getByRole("button", { name: "Remove this incident" }).click();
	await other.getByRole("heading", { name: "Chronology", exact: true }).waitFor();
	expect((await told(other)).join("\n")).not.toContain("rang her");
	await other.getByText("Removed from the chronology (1)").click();
	await seen(other, /Removed by .+, Essex Police, .+ No reason was given\./);
	await expectAccessible(other, "what was removed from a chronology");
});

test("a chronology empties on the screen of somebody who is walled off from its case", async () => {
	const page = await world.enter("probation");
	await page.goto(chronology(1));
	await seen(page, "came to the door in breach of bail");
	const other = await page.context().newPage();
	await other.goto(`${world.server.url}/cases/${cases[1]}/recusals?confirm`);
	await other.getByRole("button", { name: "Recuse me from this case" }).click();
	await page.getByText("came to the door in breach of bail").waitFor({ state: "detached", timeout: 10_000 });
	expect(await page.innerText("body")).not.toContain("Isla Byrne");
	await page.context().close();
});

test("all of it works without script", async () => {
	const page = await world.enter("isac", { javaScriptEnabled: false });
	await page.goto(chronology(1));
	await page.fill(box, "3/11 rang her #threat");
	await page.getByRole("button", { name: "Add it" }).click();
	await seen(page, /Added: Tue 3 Nov 2026, Threat/);
	await page.fill(box, "4/11 rang\n31/11 rang");
	await page.getByRole("button", { name: "Add it" }).click();
	await seen(page, /Line 2: There is no 31 November/);
	expect(await page.inputValue(box)).toBe("4/11 rang\n31/11 rang");
	await page.fill(box, "4/11 rang\n5/11 followed her");
	await page.getByRole("button", { name: /^Add/ }).click();
	await seen(page, /All 2 lines were understood/);
	expect(await told(page)).toEqual(["came to the door in breach of bail", "rang her"]);
	await page.getByRole("button", { name: "Add these 2 incidents" }).click();
	await seen(page, /Added 2 incidents/);
	await page.getByRole("link", { name: "Add with all details" }).click();
	await page.getByRole("button", { name: "Add the incident" }).click();
	await seen(page, "Enter the date on which it happened");
	for (const [part, value] of Object.entries({ day: "6", month: "11", year: "2026" })) {
		await page.fill(`[name="startsOn-${part}"]`, value);
	}
	await page.fill('[name="what"]', "Came to the door");
	await page.getByLabel("Loitering (e)").check();
	await page.selectOption('[name="orderBreached"]', "spo");
	await page.getByRole("button", { name: "Add the incident" }).click();
	await seen(page, "Breach: Stalking Protection Order");
	await page.goto(chronology(1, "/file"));
	await page.setInputFiles('[name="file"]', {
		name: "one.csv",
		mimeType: "text/csv",
		buffer: Buffer.from("Date,What happened\n7/11/2026,Rang twice\n"),
	});
	await page.getByRole("button", { name: "Read this file" }).click();
	await page.getByRole("button", { name: "Add this incident" }).click();
	await seen(page, "Rang twice");
	expect(world.problems).toEqual([]);
});
