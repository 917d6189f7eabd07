/**
 * Scenario 28: an officer in the case declines the panel's advice; the reason is mandatory, and visible at the next
 * hearing. Told by the chair who gives it, the officer who sits on no panel, and the meeting after.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCase, addEntry, setOfficer } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import {
	acceptStatement,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { enterRoom, expectAccessible, openWorld, type World } from "./world.ts";

const LIVE_MS = 2_000;
const ADVICE = "Apply for a stalking protection order this week.";
const REASON = "The custody record shows that he is remanded until the trial.";
let world: World;
let chair: Page;
let officer: Page;
let reference = "";
let caseId = "";
/** The present meeting and the next. */
const meetings: string[] = [];
const itemIds: string[] = [];
let panel = "";

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = (who: string) => {
			const person = people.get(`${who}@panelroom.example`);
			if (!person) throw new Error(`Nobody is called ${who}`);
			return person.actor;
		};
		const coordinator = actor("coordinator");
		const panelId = panels.get("North LPA") ?? "";
		panel = `/panels/${panelId}`;
		({ caseId, reference } = await addCase(coordinator, newId(), {
			panelId,
			victimName: "Ann Example",
			suspectName: "Carl Example",
			relationship: "ex-partner",
			risk: "high",
		}));
		await setOfficer(coordinator, newId(), { caseId, officerEmail: "officer@panelroom.example" });
		for (const place of ["Room 1", "Room 2"]) {
			const plan = { panelId, startsAt: new Date().toISOString(), place };
			const { meetingId } = await planMeeting(coordinator, newId(), plan);
			itemIds.push((await addToAgenda(coordinator, newId(), { meetingId, caseId })).itemId);
			await publishMeeting(coordinator, newId(), { meetingId });
			meetings.push(`/meetings/${meetingId}`);
		}
		const meetingId = meetings[0]?.split("/").at(-1) ?? "";
		await acceptStatement(actor("chair"), newId(), { meetingId, agrees: "yes" });
		await startMeeting(actor("chair"), newId(), { meetingId });
		await openItem(actor("chair"), newId(), { meetingId, itemId: itemIds[0] ?? "" });
		const body = "Ask the employer for the rota in writing.";
		await addEntry(actor("deputy"), newId(), { caseId, kind: "advice", body });
	});
	chair = await world.enter("chair");
	officer = await world.enter("officer");
});
afterAll(async () => {
	expect(world?.problems).toEqual([]);
	await world?.end();
});

const url = (path: string) => `${world.server.url}${path}`;
/** A second press of one button within a second is taken for a double click; people are not that fast, tests are. */
const unhurried = (page: Page) => page.waitForTimeout(1_100);
const card = (page: Page, text: string) => page.locator(".pr-officer__advice").filter({ hasText: text });
const entry = (page: Page, text: string) => page.locator(".pr-entry").filter({ hasText: text });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).waitFor();

async function expectFits(page: Page): Promise<void> {
	for (const width of [390, 1024, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(over, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
	}
}

test("scenario 28: the chair gives advice in the room; the officer finds it on a page of their own", async () => {
	await enterRoom(chair, url(meetings[0] ?? ""));
	await chair.locator(".pr-room__capture").getByLabel("Advice", { exact: true }).check();
	await chair.fill('.pr-room__capture [name="body"]', ADVICE);
	await chair.locator('.pr-room__capture [name="body"]').press("Enter");
	await entry(chair, ADVICE).getByText("Not answered", { exact: true }).waitFor({ timeout: LIVE_MS });
	await expectAccessible(chair, "room, advice given");

	await officer.goto(url("/"));
	await officer.getByRole("link", { name: "Answer 2 pieces of advice from the panel" }).waitFor();
	await officer.getByRole("link", { name: "Your cases", exact: true }).click();
	await heading(officer, "Advice that waits for your answer (2)");
	await card(officer, ADVICE).waitFor();
	await officer.getByRole("row").filter({ hasText: reference }).getByText("Ann Example").waitFor();
	await expectAccessible(officer, "officer’s page");
	await expectFits(officer);
});

test("scenario 28: declining takes a reason, asked for at its field; what was chosen stays", async () => {
	const form = card(officer, ADVICE);
	await form.getByRole("button", { name: /^Save the answer/ }).click();
	await form.getByText("Select whether the advice is accepted, accepted in part or declined").waitFor();
	await form.getByLabel("Decline", { exact: true }).check();
	await unhurried(officer);
	await form.getByRole("button", { name: /^Save the answer/ }).click();
	const reason = form.getByLabel("Why it is declined");
	await form.getByText("Say why the advice is declined").waitFor();
	expect(await reason.evaluate((field) => field === document.activeElement)).toBe(true);
	expect(await form.getByLabel("Decline", { exact: true }).isChecked()).toBe(true);
	await expectAccessible(officer, "officer’s page, reason missing");

	await reason.fill(REASON);
	await unhurried(officer);
	await form.getByRole("button", { name: /^Save the answer/ }).click();
	await heading(officer, "Advice that waits for your answer (1)");
	await heading(officer, "Advice that was answered (1)");
	await card(officer, ADVICE).getByText(REASON).waitFor();
	await expectAccessible(officer, "officer’s page, one answered");
	// In the room at once, with its reason; and its words are no longer the chair's to change.
	await entry(chair, ADVICE).getByText("Declined", { exact: true }).waitFor({ timeout: LIVE_MS });
	await entry(chair, ADVICE).getByText(REASON).waitFor({ timeout: LIVE_MS });
	expect(await entry(chair, ADVICE).getByRole("link", { name: /^Edit/ }).count()).toBe(0);
});

test("the chair sees what is declined and what waits, and records an answer that came by telephone", async () => {
	await chair.goto(url(panel));
	await chair.getByRole("link", { name: "1 piece of advice waits for an officer’s answer" }).click();
	await heading(chair, "Advice to officers in the case");
	await chair.getByRole("row").filter({ hasText: "Has waited less than a day" }).waitFor();
	await expectAccessible(chair, "panel’s advice");
	await expectFits(chair);
	await chair.getByRole("link", { name: "Declined (1)" }).click();
	await chair.getByRole("row").filter({ hasText: REASON }).waitFor();
	await expectAccessible(chair, "panel’s advice, declined");
	await chair.getByRole("link", { name: "Not answered (1)" }).click();
	await chair.getByRole("link", { name: /^Ask the employer/ }).click();

	await chair.getByLabel("Officer who answered").fill("DC Lee");
	await chair.getByLabel("Accept in part").check();
	await chair.getByRole("button", { name: "Save the answer" }).click();
	await chair.getByRole("link", { name: "Say which part is accepted" }).waitFor();
	await expectAccessible(chair, "advice, part missing");
	await chair.getByLabel("Which part is accepted").fill("The rota, not the reviews");
	await unhurried(chair);
	await chair.getByRole("button", { name: "Save the answer" }).click();
	await heading(chair, "Advice to officers in the case");
	await chair.getByRole("link", { name: "Accepted in part (1)" }).click();
	await chair
		.getByRole("row")
		.filter({ hasText: /DC Lee, after less than a day, recorded by/ })
		.waitFor();
});

test("without script the officer corrects what was recorded for them; nothing typed is lost", async () => {
	const plain = await world.enter("officer", { javaScriptEnabled: false });
	await plain.goto(url("/officer"));
	await card(plain, "Ask the employer")
		.getByRole("link", { name: /See or change the answer/ })
		.click();
	await plain
		.getByText(/, as .* recorded it/)
		.first()
		.waitFor();
	await plain.getByLabel("Decline", { exact: true }).check();
	await plain.getByLabel("Why it is declined").fill("x".repeat(2001));
	await plain.getByRole("button", { name: "Save the new answer" }).click();
	await plain.getByRole("link", { name: "Use 2,000 characters or fewer" }).waitFor();
	expect(await plain.getByLabel("Why it is declined").inputValue()).toHaveLength(2001);
	expect(await plain.getByLabel("Decline", { exact: true }).isChecked()).toBe(true);
	await expectAccessible(plain, "advice refused, without script");
	await plain.getByLabel("Why it is declined").fill("The employer is a witness.");
	await plain.getByRole("button", { name: "Save the new answer" }).click();
	await heading(plain, "Your cases and advice");
	await card(plain, "Ask the employer").getByText("The employer is a witness.").waitFor();
	await card(plain, "Ask the employer")
		.getByRole("link", { name: /See or change the answer/ })
		.click();
	await heading(plain, "Every answer it has had");
	await plain.getByText("The rota, not the reviews").waitFor();
	await expectAccessible(plain, "advice with its history, without script");
	await plain.context().close();
});

test("scenario 28: the next hearing sees it, in the papers, in the room and in the record", async () => {
	const [, next = ""] = meetings;
	const isac = await world.enter("isac");
	await isac.goto(url(`${next}/papers`));
	const paper = isac.locator(".pr-paper__entry").filter({ hasText: ADVICE });
	await paper.getByText(REASON).waitFor();
	await paper.getByText("Answered since papers went out").waitFor();
	await expectAccessible(isac, "papers with an answer");
	await expectFits(isac);

	await enterRoom(chair, url(next));
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	for (const title of [
		"Welcome",
		"Apologies",
		"Record of the last meeting",
		"Outstanding actions",
		reference,
	]) {
		await chair.getByRole("button", { name: `Next: ${title}` }).click();
		await chair.locator(".pr-agenda-item--current").getByText(title).waitFor({ timeout: LIVE_MS });
		await unhurried(chair);
	}
	await heading(chair, "Advice from before, and the officer’s answer");
	await entry(chair, ADVICE).getByText("Declined", { exact: true }).waitFor();
	await entry(chair, ADVICE).getByText(REASON).waitFor();
	await expectAccessible(chair, "room, advice from before");
	await expectFits(chair);

	// Heard, it stays.
	await officer.goto(url("/officer"));
	await card(officer, ADVICE)
		.getByRole("link", { name: /See or change the answer/ })
		.click();
	await officer.getByText("The panel has heard the case since this was answered").waitFor();
	expect(await officer.getByRole("button", { name: /answer/ }).count()).toBe(0);

	await chair.goto(url(`${next}/record`));
	const recorded = chair.locator(".pr-record__entry").filter({ hasText: ADVICE });
	await recorded.getByText(REASON).waitFor();
	await expectAccessible(chair, "record with an answer");
	await chair.goto(url(`/cases/${caseId}`));
	await entry(chair, ADVICE).getByText(REASON).waitFor();
});

test("whoever is the officer in no case has an empty page", async () => {
	const health = await world.enter("health");
	expect(await health.getByRole("link", { name: "Your cases", exact: true }).count()).toBe(0);
	await health.goto(url("/officer"));
	await health.getByText("You are the officer in no case").waitFor();
	await expectAccessible(health, "officer’s page, empty");
});
