/**
 * Scenario 27: what is due comes to its owner before its day, then at 3, 7 and 14 days over to owner, manager and chair;
 * and the inbox itself: counted live in the frame of every page, read, done with, and the same without script.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAction, answerAction } from "#server/actions/index.ts";
import { addCase, setOfficer } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const PANEL = "North LPA";
const DUE = "2026-10-08";
const WHAT = "Fit a camera at the door";
const OTHER = "Ask the school who may collect the children";
/** How soon an open page knows what has just happened. */
const LIVE_MS = 10_000;
let world: World;
let file: { caseId: string; reference: string };

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = (who: string) => {
			const person = people.get(`${who}@panelroom.example`);
			if (!person) throw new Error(`Nobody is called ${who}`);
			return person.actor;
		};
		const [coordinator, isac] = [actor("coordinator"), actor("isac")];
		const panelId = panels.get(PANEL) ?? "";
		file = await addCase(coordinator, newId(), {
			panelId,
			victimName: "Mara Lindqvist",
			suspectName: "Owen Dace",
			relationship: "ex-partner",
			risk: "high",
		});
		const { caseId } = file;
		await setOfficer(coordinator, newId(), { caseId, officerEmail: "officer@panelroom.example" });
		for (const what of [WHAT, OTHER]) {
			const agreed = await addAction(coordinator, newId(), {
				caseId,
				what,
				ownerAgencyId: isac.agencyId,
				due: DUE,
			});
			const { actionId, version } = agreed;
			await answerAction(isac, newId(), { actionId, answer: "accepted", version });
		}
	}, new Date("2026-10-01T09:30:00Z"));
});
afterAll(async () => {
	expect(world?.problems).toEqual([]);
	await world?.end();
});

const url = (path: string) => `${world.server.url}${path}`;
const inFrame = (page: Page) => page.getByRole("navigation").getByRole("link", { name: /^Inbox/ });
const row = (page: Page, text: string) => page.locator(".pr-plain-rows__row").filter({ hasText: text });
/** So many days after the due date, in the morning. */
const over = (days: number) => new Date(Date.parse(`${DUE}T08:00:00Z`) + days * 24 * 60 * 60_000);

/** The inbox of somebody, once the reminders of that morning have gone out. */
async function inboxOf(who: string, shows: string | RegExp, options = {}): Promise<Page> {
	const page = await world.enter(who, options);
	await expect
		.poll(
			async () => {
				await page.goto(url("/inbox"));
				return page.locator("main").getByText(shows).count();
			},
			{ timeout: 20_000 },
		)
		.toBeGreaterThan(0);
	return page;
}
/** Nobody of these has anything, now or once whatever goes out with the reminders has had time to. */
async function areEmpty(...people: string[]): Promise<void> {
	const pages = await Promise.all(people.map((who) => world.enter(who)));
	for (const wait of [0, 3_000]) {
		await new Promise((after) => setTimeout(after, wait));
		for (const page of pages) {
			await page.goto(url("/inbox"));
			await page.getByText("Nothing waits for you").waitFor();
			expect(await inFrame(page).innerText()).toBe("Inbox");
		}
	}
}
async function fits(page: Page): Promise<void> {
	for (const width of [390, 1024, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(sticksOut, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
	}
}

test("scenario 27: three days before its day an action comes to its owner, and to nobody else", async () => {
	await world.travelTo(over(-3));
	const owner = await inboxOf("isac", "Due in 3 days, 8 Oct 2026. Owner: Changing Pathways.");
	await expectAccessible(owner, "inbox, due");
	expect(await inFrame(owner).innerText()).toMatch(/^Inbox\s*2/);
	// Straight to where it can be answered.
	await row(owner, WHAT).getByRole("link", { name: WHAT }).click();
	await owner.waitForURL(/\/actions\//);
	await areEmpty("manager", "chair", "coordinator", "officer");
});

test("scenario 27: three days over it comes to its owner again, in place of what said that it was due", async () => {
	await world.travelTo(over(3));
	const owner = await inboxOf("isac", "Overdue by 3 days, 8 Oct 2026.");
	expect(await owner.getByText(/^Due in/).count()).toBe(0);
	await owner.goto(url("/"));
	await owner.getByRole("link", { name: "Update 2 overdue actions of Changing Pathways" }).waitFor();
	await expectAccessible(owner, "home, overdue");
	await fits(owner);
	await areEmpty("manager", "chair");
});

test("scenario 27: seven days over it comes to the owner’s manager, who learns nothing of the case", async () => {
	await world.travelTo(over(7));
	const manager = await inboxOf("manager", "An action of Changing Pathways is 7 days overdue on North LPA.");
	await expectAccessible(manager, "inbox of a manager");
	await fits(manager);
	const html = await manager.content();
	for (const secret of [WHAT, OTHER, file.reference, file.caseId, "Lindqvist", "Dace"]) {
		expect(html).not.toContain(secret);
	}
	await areEmpty("chair");
});

test("scenario 27: fourteen days over it comes to the chair, whose page counts it", async () => {
	await world.travelTo(over(14));
	const chair = await inboxOf(
		"chair",
		/Overdue by 14 days, 8 Oct 2026\. Owner: Changing Pathways\. Take it up/,
	);
	await expectAccessible(chair, "inbox of the chair");
	await fits(chair);
	await chair.goto(url("/"));
	await chair.getByRole("link", { name: "Take up 2 actions overdue by 14 days or more" }).waitFor();
});

test("what is read is counted no more, on every open page of its reader; what is done with is gone", async () => {
	const chair = await inboxOf("chair", WHAT);
	const elsewhere = await chair.context().newPage();
	await elsewhere.goto(url("/account"));
	expect(await inFrame(elsewhere).innerText()).toMatch(/2/);
	// Its socket listens once the page has been there for a moment.
	await elsewhere.waitForTimeout(2_000);
	await row(chair, WHAT)
		.getByRole("button", { name: new RegExp(`^Mark as read.*${WHAT}`) })
		.click();
	await row(chair, WHAT).getByText("New", { exact: true }).waitFor({ state: "detached" });
	await expect.poll(() => inFrame(elsewhere).innerText(), { timeout: LIVE_MS }).toMatch(/^Inbox\s*1/);
	await expect.poll(() => inFrame(chair).innerText(), { timeout: LIVE_MS }).toMatch(/^Inbox\s*1/);
	await row(chair, WHAT)
		.getByRole("button", { name: new RegExp(`^Done with it.*${WHAT}`) })
		.click();
	await row(chair, WHAT).waitFor({ state: "detached" });
	await row(chair, OTHER).waitFor();
	await expectAccessible(chair, "inbox, one done with");
	// It was the chair's own to put away: the manager has it still.
	await inboxOf("manager", /days overdue/);
});

test("advice and its answer are counted on open pages at once, and said there politely", async () => {
	const officer = await world.enter("officer");
	await officer.goto(url("/officer"));
	const deputy = await world.enter("deputy");
	await deputy.goto(url("/account"));
	const before = await inFrame(deputy).innerText();
	await officer.waitForTimeout(2_000);
	const chair = await world.enter("chair");
	await chair.goto(url(`/cases/${file.caseId}`));
	await chair.getByLabel("Advice", { exact: true }).check();
	await chair.fill('[name="body"]', "Apply for an order.");
	await chair.locator('[name="body"]').press("Enter");
	await expect.poll(() => inFrame(officer).innerText(), { timeout: LIVE_MS }).toMatch(/^Inbox\s*1/);
	await officer
		.getByText("Something new in your inbox: 1 unread")
		.waitFor({ state: "attached", timeout: LIVE_MS });
	// Their page offers it, and moves nothing by itself.
	expect(await officer.getByText("Apply for an order.").count()).toBe(0);
	await officer.getByRole("link", { name: "Show it" }).click();
	await officer.getByRole("heading", { name: "Advice that waits for your answer (1)" }).waitFor();
	await officer.getByText("Something new has come in.").waitFor({ state: "detached" });
	await inFrame(officer).click();
	await officer.getByText("The panel’s advice to you. Say whether you accept it.").waitFor();
	await expectAccessible(officer, "inbox, advice");
	await officer.getByRole("link", { name: "Apply for an order." }).click();
	await officer.getByLabel("Accept", { exact: true }).check();
	await officer.getByRole("button", { name: /^Save the answer/ }).click();
	await expect.poll(() => inFrame(deputy).innerText(), { timeout: LIVE_MS }).not.toBe(before);
	await inFrame(deputy).click();
	await deputy.getByText("The officer in the case accepted it.").waitFor();
	await officer.goto(url("/inbox"));
	await officer.getByText("Nothing waits for you").waitFor();
});

test("without script all of it works by plain forms", async () => {
	const plain = await inboxOf("deputy", WHAT, { javaScriptEnabled: false });
	await plain.getByRole("button", { name: "Mark all on this page as read" }).click();
	expect(await plain.getByText("New", { exact: true }).count()).toBe(0);
	expect(await inFrame(plain).innerText()).toBe("Inbox");
	await plain.getByRole("button", { name: new RegExp(`^Done with it.*${OTHER}`) }).click();
	expect(await row(plain, OTHER).count()).toBe(0);
	await row(plain, WHAT).waitFor();
	await expectAccessible(plain, "inbox without script");
});

test("scenario 27: it is closed by what was done, or by why it is not possible any more, and by neither without words", async () => {
	const owner = await world.enter("isac");
	for (const [what, status, lacking, words] of [
		[WHAT, "done", "Say what was done", "Her sister took her in; DC Who has the address."],
		[OTHER, "not-possible", "Say why it was not possible", "He has gone abroad."],
	] as const) {
		await owner.goto(url("/actions"));
		await owner.getByRole("link", { name: what }).first().click();
		await owner.waitForURL(/\/actions\/[^/]+/);
		const form = owner.locator("form").filter({ has: owner.locator('[name="status"]') });
		await form.locator(`[name="status"][value="${status}"]`).check();
		await form.getByRole("button", { name: "Save" }).click();
		await owner.locator(".govuk-error-message").getByText(lacking).waitFor();
		await form.locator(`[name="outcome-${status}"]`).fill(words);
		// A second press within a second is taken for a double click.
		await owner.waitForTimeout(1_100);
		await form.getByRole("button", { name: "Save" }).click();
		await owner.waitForURL((to) => !/\/actions\/[^/]+/.test(to.pathname));
		await owner.goto(url(`/cases/${file.caseId}`));
		await owner.getByText(words).first().waitFor();
	}
	// What ended reminds nobody any more.
	await owner.goto(url("/inbox"));
	expect(
		await owner
			.locator("main")
			.getByText(/Overdue by/)
			.count(),
	).toBe(0);
});
