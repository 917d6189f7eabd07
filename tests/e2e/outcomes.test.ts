/** The lead's page: its numbers, what is behind them, and the files, by those who see it and those who do not. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAction } from "#server/actions/index.ts";
import { addCase } from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { newId } from "#server/ids.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

let world: World;
let lead: Page;

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const coordinator = people.get("coordinator@panelroom.example")?.actor;
		if (!coordinator) throw new Error("There is no coordinator");
		const panelId = panels.get("North LPA") ?? "";
		for (let number = 1; number <= 7; number++) {
			const { caseId } = await addCase(coordinator, newId(), {
				panelId,
				victimName: `Victim ${number}`,
				suspectName: `Suspect ${number}`,
				relationship: "ex-partner",
				risk: "high",
			});
			// Four of one agency are due tomorrow.
			if (number > 4) continue;
			const due = addDays(londonDate(), 1);
			const what = `Visit number ${number}`;
			await addAction(coordinator, newId(), { caseId, what, ownerAgencyId: coordinator.agencyId, due });
		}
	});
	lead = await world.enter("lead");
});
afterAll(async () => {
	expect(world?.problems).toEqual([]);
	await world?.end();
});

const url = (path: string) => `${world.server.url}${path}`;
const figure = (page: Page, id: string) => page.locator(`section#${id}`);
const dates = () => {
	const today = londonDate();
	return `preset=own&from=${today}&to=${addDays(today, 1)}`;
};

async function expectFits(page: Page): Promise<void> {
	for (const width of [390, 1024, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(over, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
	}
}

test("the lead goes there from anywhere, chooses dates, and pictures say the numbers of the tables", async () => {
	await lead.goto(url("/"));
	await lead.getByRole("link", { name: "Outcomes", exact: true }).click();
	await lead.getByRole("heading", { name: "Outcomes", level: 1 }).waitFor();
	await expectAccessible(lead, "outcomes");
	const [today, tomorrow] = [londonDate(), addDays(londonDate(), 1)];
	await lead.getByLabel("Period", { exact: true }).selectOption("own");
	for (const [group, date] of [
		["First day", today],
		["Last day", tomorrow],
	] as const) {
		const [year = "", month = "", day = ""] = date.split("-");
		const boxes = lead.getByRole("group", { name: group });
		await boxes.getByLabel("Day", { exact: true }).fill(day);
		await boxes.getByLabel("Month", { exact: true }).fill(month);
		await boxes.getByLabel("Year", { exact: true }).fill(year);
	}
	await lead.getByRole("button", { name: "Show" }).click();
	await lead.waitForURL(/preset=own/);
	const referred = figure(lead, "referred");
	await referred.getByText(/^Referrals dated in the period/).waitFor();
	const picture = referred.getByRole("img", { name: /^Referrals/ });
	expect(await picture.locator("desc").textContent()).toBe("A bar for each: New 7 (100%), Repeat 0 (0%).");
	expect(await referred.getByRole("row", { name: /^New/ }).innerText()).toMatch(/7\b.*\s100%/s);
	const due = figure(lead, "due");
	expect(await due.getByRole("img").locator("desc").textContent()).toMatch(/not due yet 4/);
	await figure(lead, "heard").getByText("None in this period.").waitFor();
	await expectAccessible(lead, "outcomes of two days");
	await expectFits(lead);
});

test("behind a number stands each thing that was counted", async () => {
	await lead.goto(url(`/outcomes?${dates()}`));
	const number = figure(lead, "due")
		.getByRole("link", { name: /^4 Not due yet/ })
		.first();
	await number.click();
	await lead.getByRole("heading", { name: /^.*Actions due in the period: Not due yet: .*\(4\)$/ }).waitFor();
	expect(await lead.getByRole("link", { name: /^Visit number/ }).count()).toBe(4);
	await expectAccessible(lead, "behind a number");
	await expectFits(lead);
	await lead.getByRole("link", { name: "Outcomes", exact: true }).last().click();
	await lead.waitForURL(/\/outcomes\?preset=own/);
});

test("the file for others leaves small numbers out, the one for the force does not", async () => {
	await lead.goto(url(`/outcomes?${dates()}`));
	const fetched = async (button: string) => {
		const [download] = await Promise.all([
			lead.waitForEvent("download"),
			lead.getByRole("button", { name: button }).click(),
		]);
		return [download.suggestedFilename(), await readFile(await download.path(), "utf8")] as const;
	};
	const [name, others] = await fetched("Download CSV that may leave the force");
	expect(name).toMatch(/^outcomes-[\d-]+-to-[\d-]+\.csv$/);
	expect(others).toContain("All,left out,left out,7");
	expect(
		others
			.split("\r\n")
			.flatMap((row) => row.split(","))
			.filter((cell) => /^[0-4]$/.test(cell)),
	).toEqual([]);
	const [within, own] = await fetched("Download CSV with every number");
	expect(within).toMatch(/-within-the-force\.csv$/);
	expect(own).toContain("All,7,0,7");
	expect(own).toMatch(/All agencies,0,0,0,0,0,0,4,0,4/);
});

test("a date that there is not is asked for again, with what was typed; an empty period says so", async () => {
	await lead.goto(
		url("/outcomes?preset=own&from-day=31&from-month=2&from-year=2026&to-day=1&to-month=3&to-year=2026"),
	);
	await lead.getByRole("alert").getByText("Enter the first day of the period as a real date").waitFor();
	expect(
		await lead.getByRole("group", { name: "First day" }).getByLabel("Day", { exact: true }).inputValue(),
	).toBe("31");
	await expectAccessible(lead, "outcomes, wrong dates");
	await lead.goto(url("/outcomes?preset=own&from=2019-01-01&to=2019-01-31"));
	await lead.getByText("Nothing was recorded for 1 Jan 2019 to 31 Jan 2019").waitFor();
	await expectAccessible(lead, "outcomes of nothing");
});

test("the chair sees their panel’s; a member sees none, and no link to any", async () => {
	const chair = await world.enter("chair");
	await chair.goto(url(`/outcomes?${dates()}`));
	await figure(chair, "referred")
		.getByRole("link", { name: /^7 Referrals: New/ })
		.waitFor();
	await expectAccessible(chair, "outcomes of one panel");
	const member = await world.enter("childrens");
	expect(await member.getByRole("link", { name: "Outcomes", exact: true }).count()).toBe(0);
	const answer = await member.goto(url("/outcomes"));
	expect(answer?.status()).toBe(404);
});
