/**
 * What becomes of a case after its meeting: a next step for each when it is closed, reviews that fall due and come back
 * as candidates, a review without script, closing, and the same pair again (scenario 4).
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAction } from "#server/actions/index.ts";
import { addCase, addEntry } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import {
	acceptStatement,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { expectAccessible, fillStart, openWorld, type World } from "./world.ts";

const PANEL = "North LPA";
let world: World;
const cases: { caseId: string; reference: string }[] = [];
let meetingId = "";
let nextAgenda = "";

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actorOf = (who: string) => {
			const person = people.get(`${who}@panelroom.example`);
			if (!person) throw new Error(`Nobody is called ${who}`);
			return person.actor;
		};
		const [chair, coordinator] = [actorOf("chair"), actorOf("coordinator")];
		const panelId = panels.get(PANEL) ?? "";
		const pair = { panelId, relationship: "ex-partner" } as const;
		for (const [victimName, suspectName] of [
			["Mara Lindqvist", "Owen Dace"],
			["Isla Byrne", "Tom Reeve"],
			["Ana Petrova", "Lee Marsh"],
		] as const) {
			const risk = cases.length === 0 ? "medium" : "high";
			cases.push(await addCase(coordinator, newId(), { ...pair, risk, victimName, suspectName }));
		}
		const startsAt = "2026-10-01T10:00:00Z";
		({ meetingId } = await planMeeting(coordinator, newId(), { panelId, startsAt, place: "Room 1" }));
		const itemIds: string[] = [];
		for (const { caseId } of cases) {
			itemIds.push((await addToAgenda(coordinator, newId(), { meetingId, caseId })).itemId);
		}
		await publishMeeting(coordinator, newId(), { meetingId });
		await acceptStatement(chair, newId(), { meetingId, agrees: "yes" });
		await startMeeting(chair, newId(), { meetingId });
		await openItem(chair, newId(), { meetingId, itemId: itemIds[0] ?? "" });
		const said = { caseId: cases[0]?.caseId ?? "", meetingId };
		await addEntry(chair, newId(), { ...said, kind: "decision", body: "Apply for an order." });
		await addAction(chair, newId(), {
			...said,
			what: "Draft the application",
			ownerAgencyId: chair.agencyId,
			due: "2026-10-15",
		});
		await openItem(chair, newId(), { meetingId, itemId: itemIds[1] ?? "" });
	}, new Date("2026-10-01T09:30:00Z"));
});
afterAll(() => world?.end());

const url = (path: string) => `${world.server.url}${path}`;
const panelPath = () => `/panels/${world.panels.get(PANEL)}`;
const casePath = (n: number, part = "") => `/cases/${cases[n]?.caseId}${part}`;
const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 5_000 });
/** A second press of one button within a second, by the page's own clock, is taken for a double click. */
const unhurried = (page: Page) => page.evaluate(() => new Promise((after) => setTimeout(after, 1_100)));
async function fillDate(page: Page, name: string, date: string): Promise<void> {
	const [year = "", month = "", day = ""] = date.split("-");
	for (const [part, value] of Object.entries({ day, month, year })) {
		await page.fill(`[name="${name}-${part}"]`, value);
	}
}

/** At the three widths: nothing sticks out, and a picture to look at. */
async function lookAt(page: Page, state: string): Promise<void> {
	await expectAccessible(page, state);
	const folder = fileURLToPath(new URL("../.output/", import.meta.url));
	await mkdir(folder, { recursive: true });
	for (const width of [1440, 1024, 390]) {
		await page.setViewportSize({ width, height: 900 });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide, `${state} at ${width}px`).toBeLessThanOrEqual(width);
		await page.screenshot({ path: `${folder}follow-up-${state}-${width}.png`, fullPage: true });
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

test("closing the meeting gives each case its next step, as suggested or as the chair changes it", async () => {
	const chair = await world.enter("chair");
	await chair.goto(url(`/meetings/${meetingId}/close`));
	await seen(chair, "What comes next for each case");
	const ofCase = (n: number) =>
		chair.locator(".pr-next-steps__case").filter({ hasText: cases[n]?.reference ?? "" });
	// 56 days, as the risk is medium, and 28, as it is high.
	await ofCase(0).getByText("26 Nov 2026").first().waitFor();
	await ofCase(1).getByText("29 Oct 2026").first().waitFor();
	await lookAt(chair, "close");
	await chair.getByLabel("That is right: nothing was decided").check();
	await chair.getByLabel("Carry over", { exact: true }).check();
	await ofCase(1).getByText("Change").first().click();
	const [reviewOn] = await ofCase(1).locator('input[name$="-reviewOn-day"]').all();
	const name = ((await reviewOn?.getAttribute("name")) ?? "").replace("-day", "");
	await fillDate(chair, name, "2026-02-31");
	// Meanwhile the risk to the other is raised; the refused close comes back with what is suggested now.
	const deputy = await world.enter("deputy");
	await deputy.goto(url(casePath(0, "/risk")));
	await deputy.check('[name="risk"][value="high"]');
	await deputy.getByRole("button", { name: "Save the risk" }).click();
	await deputy.waitForURL((to) => to.pathname === casePath(0));
	await chair.getByRole("button", { name: "Close the meeting" }).click();
	await seen(chair, "There is a problem");
	await ofCase(0).getByText("29 Oct 2026").first().waitFor();
	// What was typed is still there, in sight.
	expect(await chair.inputValue(`[name="${name}-day"]`)).toBe("31");
	expect(await chair.locator(`[name="${name}-day"]`).isVisible()).toBe(true);
	await lookAt(chair, "close-refused");
	await fillDate(chair, name, "2026-10-12");
	await unhurried(chair);
	await chair.getByRole("button", { name: "Close the meeting" }).click();
	await seen(chair, "The meeting is closed");
	const recorded = (n: number) => chair.locator(".pr-record").filter({ hasText: cases[n]?.reference ?? "" });
	await recorded(0).getByText("Next: review on 29 Oct 2026").waitFor();
	await recorded(1).getByText("Next: review on 12 Oct 2026").waitFor();
	await chair
		.getByRole("row")
		.filter({ hasText: cases[2]?.reference ?? "" })
		.getByText("Carried over")
		.waitFor();
	await lookAt(chair, "record");
	await chair.goto(url(casePath(0)));
	await seen(chair, "29 Oct 2026");
	await chair.goto(url(casePath(1)));
	await seen(chair, "12 Oct 2026");
});

test("what is due is on the coordinator’s page, and all of it comes onto the next agenda in one press", async () => {
	await world.travelTo(new Date("2026-10-30T09:30:00Z"));
	const coordinator = await world.enter("coordinator");
	await coordinator.goto(url(`${panelPath()}/follow-up`));
	await seen(coordinator, "Overdue (2)");
	for (const { reference } of cases.slice(0, 2)) await seen(coordinator, reference);
	await seen(coordinator, "Waiting for a hearing (1)");
	await lookAt(coordinator, "due");
	await coordinator.goto(url(`${panelPath()}/meetings/new`));
	await fillStart(coordinator, new Date("2026-11-03T10:00:00Z"));
	await coordinator.fill('[name="place"]', "Room 2");
	await coordinator.locator('main form button[type="submit"]').last().click();
	await coordinator.waitForURL(/\/meetings\/[^/]+\/agenda/);
	nextAgenda = new URL(coordinator.url()).pathname;
	await lookAt(coordinator, "agenda-candidates");
	// What was carried over is offered before all else.
	const offered = coordinator.locator(".pr-choices .govuk-checkboxes__item").first();
	await offered.getByText(cases[2]?.reference ?? "").waitFor();
	await offered.getByText("Carried over or deferred").waitFor();
	// What is ticked meanwhile stays so.
	await coordinator.getByLabel(new RegExp(cases[2]?.reference ?? "")).check();
	await coordinator.getByRole("button", { name: "Add all 2 that are due" }).click();
	for (const { reference } of cases.slice(0, 2)) {
		await coordinator.locator(".pr-plan__row").filter({ hasText: reference }).waitFor();
	}
	expect(await coordinator.locator(".pr-plan__facts").getByText("Review", { exact: true }).count()).toBe(2);
	expect(await coordinator.getByLabel(new RegExp(cases[2]?.reference ?? "")).isChecked()).toBe(true);
});

for (const javaScriptEnabled of [true, false]) {
	test(`a case is found by name for the agenda, and the name stands in no address${javaScriptEnabled ? "" : ", without script"}`, async () => {
		const coordinator = await world.enter("coordinator", { javaScriptEnabled });
		const asked: string[] = [];
		coordinator.on("request", (request) => asked.push(request.url()));
		await coordinator.goto(url(nextAgenda));
		const finding = coordinator.locator("details", { hasText: "Find another case of the panel" });
		await finding.locator("summary").click();
		await finding.getByRole("button", { name: "Find", exact: true }).click();
		await finding.getByText("Enter a name or a reference").waitFor();
		await finding.getByLabel("Name or reference").fill("petrova");
		// A second press within a second is taken for a double click.
		if (javaScriptEnabled) await unhurried(coordinator);
		await finding.getByRole("button", { name: "Find", exact: true }).click();
		await finding.getByText("Ana Petrova").waitFor();
		await finding.getByRole("button", { name: "Add what is ticked" }).click();
		await finding.getByText("Select at least one case").waitFor();
		await finding.getByText("Ana Petrova").waitFor();
		expect(await finding.getByLabel("Name or reference").inputValue()).toBe("petrova");
		await expectAccessible(coordinator, "agenda, nothing ticked of what was found");
		expect([...asked, coordinator.url()].filter((address) => /petrova/i.test(address))).toEqual([]);
	});
}

test("a review is done without script: every question is asked, and what is typed stays", async () => {
	const plain = await world.enter("coordinator", { javaScriptEnabled: false });
	await plain.goto(url(casePath(0, "/review")));
	await seen(plain, "Draft the application");
	await seen(plain, "Apply for an order.");
	await expectAccessible(plain, "review");
	await plain.fill('[name="changed"]', "He has been served.");
	await plain.getByRole("button", { name: "Save the review" }).click();
	await seen(plain, "There is a problem");
	await seen(plain, "Select whether it has stopped");
	expect(await plain.inputValue('[name="changed"]')).toBe("He has been served.");
	await expectAccessible(plain, "review, refused");
	for (const [name, value] of Object.entries({
		hasStopped: "less",
		isSafer: "safer",
		victimSays: "safer",
		investigation: "charged",
		order: "interim",
		step: "review",
	})) {
		await plain.check(`[name="${name}"][value="${value}"]`);
	}
	await plain.getByRole("button", { name: "Save the review" }).click();
	await seen(plain, "Interim order in force");
	await seen(plain, "27 Nov 2026");
	await expectAccessible(plain, "case, reviewed");
	const coordinator = await world.enter("coordinator");
	await coordinator.goto(url(casePath(0, "/review")));
	await lookAt(coordinator, "review");
	await coordinator.goto(url(casePath(0)));
	await lookAt(coordinator, "case-reviewed");
});

test("whoever leaves a review or a plan in the middle of it finds what they typed", async () => {
	const coordinator = await world.enter("coordinator");
	const kept = () =>
		coordinator.waitForResponse((answer) => answer.url().endsWith("/drafts") && answer.ok(), {
			timeout: 5_000,
		});
	const leaveAndComeBack = async () => {
		const isKept = kept();
		await coordinator.locator(".pr-form").getByRole("link").last().click();
		await isKept;
		await coordinator.goBack();
		await seen(coordinator, "What you were typing here was kept");
	};
	await coordinator.goto(url(casePath(1, "/review")));
	await coordinator.check('[name="isSafer"][value="safer"]');
	await coordinator.fill('[name="changed"]', "She has moved.\nHe does not know where.");
	await leaveAndComeBack();
	expect(await coordinator.isChecked('[name="isSafer"][value="safer"]')).toBe(true);
	expect(await coordinator.inputValue('[name="changed"]')).toBe("She has moved.\nHe does not know where.");
	await expectAccessible(coordinator, "a review begun before");
	await coordinator.getByRole("button", { name: "Throw it away and begin again" }).click();
	await coordinator.getByText("What you were typing here was kept").waitFor({ state: "detached" });
	expect(await coordinator.inputValue('[name="changed"]')).toBe("");
	expect(await coordinator.isChecked('[name="isSafer"][value="safer"]')).toBe(false);

	await coordinator.goto(url(casePath(1, "/safety-plans?add")));
	await coordinator.fill('[name="what"]', "A lift to work.");
	await fillDate(coordinator, "endsOn", "2027-02-26");
	await leaveAndComeBack();
	expect(await coordinator.inputValue('[name="what"]')).toBe("A lift to work.");
	expect(await coordinator.inputValue('[name="endsOn-day"]')).toBe("26");
	await coordinator.selectOption('[name="ownerAgencyId"]', { index: 1 });
	await coordinator.getByRole("button", { name: "Add the plan" }).click();
	await seen(coordinator, "26 Feb 2027");
	// What was sent is no draft any more.
	await coordinator.goto(url(casePath(1, "/safety-plans?add")));
	await coordinator.locator('[name="what"]').waitFor();
	expect(await coordinator.inputValue('[name="what"]')).toBe("");
});

test("a safety plan is added, and is to be reviewed", async () => {
	const coordinator = await world.enter("coordinator");
	await coordinator.goto(url(casePath(0, "/safety-plans")));
	await lookAt(coordinator, "plans-none");
	await coordinator.getByRole("link", { name: "Add a safety plan" }).click();
	await coordinator.fill('[name="what"]', "A camera at the door, and a call each evening.");
	await coordinator.selectOption('[name="ownerAgencyId"]', { index: 1 });
	await fillDate(coordinator, "endsOn", "2027-12-01");
	await coordinator.getByRole("button", { name: "Add the plan" }).click();
	await seen(coordinator, "The plan must last three to six months");
	await expectAccessible(coordinator, "safety plan, refused");
	await unhurried(coordinator);
	await fillDate(coordinator, "endsOn", "2027-03-01");
	await coordinator.getByRole("button", { name: "Add the plan" }).click();
	await seen(coordinator, "1 Mar 2027");
	await lookAt(coordinator, "plans");
});

test("of two next steps that met, the saved one is kept by a press that leaves the form", async () => {
	const [chair, coordinator] = [await world.enter("chair"), await world.enter("coordinator")];
	for (const page of [chair, coordinator]) await page.goto(url(casePath(1, "/next")));
	const says = async (page: Page, date: string) => {
		await page.check('[name="step"][value="review"]');
		await fillDate(page, "reviewOn", date);
		await page.getByRole("button", { name: "Save what comes next" }).click();
	};
	await says(coordinator, "2026-12-07");
	await coordinator.waitForURL((to) => to.pathname === casePath(1));
	await says(chair, "2026-12-14");
	await seen(chair, "This was changed in the meantime");
	await chair.getByRole("link", { name: "Keep the saved one" }).click();
	await chair.waitForURL((to) => to.pathname === casePath(1));
	await seen(chair, "7 Dec 2026");
	// The form, opened again, begins from what is saved and can be sent.
	await chair.goto(url(casePath(1, "/next")));
	expect(await chair.inputValue('[name="reviewOn-day"]')).toBe("7");
	await says(chair, "2026-12-08");
	await chair.waitForURL((to) => to.pathname === casePath(1));
	await seen(chair, "8 Dec 2026");
});

test("the chair closes the case; its open action is not dropped silently", async () => {
	const chair = await world.enter("chair");
	await chair.goto(url(casePath(0, "/next")));
	await lookAt(chair, "next");
	await chair.check('[name="step"][value="close"]');
	await chair.check('[name="reason"][value="risk-reduced"]');
	await chair.getByLabel("No contact for three months").check();
	await chair.getByRole("button", { name: "Save what comes next" }).click();
	await seen(chair, "Say that it stands, or end it first");
	await lookAt(chair, "next-refused");
	await chair.getByLabel("It stands, and its owner sees to it").check();
	await unhurried(chair);
	await chair.getByRole("button", { name: "Save what comes next" }).click();
	await chair.waitForURL((to) => to.pathname === casePath(0));
	await chair.locator(".pr-identity-bar").getByText("Closed").waitFor();
	await seen(chair, /nothing\. Closed on 30 Oct 2026: the risk is down/);
	await seen(chair, "No contact for three months");
	await lookAt(chair, "case-closed");
});

/** What has changed since is what is typed for a pair that is known. */
const NEW_THIS_TIME = {
	victimName: "MARA LINDQVIST",
	victimAliases: "Marika Lind",
	victimAddress: "3 Mill Lane, CM2 2BB",
	victimSafeTelephone: "07700 900123",
	crimeReference: "42/1234/27",
	officerName: "DC Wren 4711",
};

test("scenario 4: the same pair within a year is a repeat, with what was agreed before", async () => {
	// To the day: twelve months after the last referral.
	await world.travelTo(new Date("2027-10-01T08:30:00Z"));
	const coordinator = await world.enter("coordinator");
	await coordinator.goto(url(`${panelPath()}/cases/new`));
	await coordinator.fill('[name="suspectName"]', "Owen Dace");
	for (const [name, value] of Object.entries(NEW_THIS_TIME)) {
		await coordinator.fill(`[name="${name}"]`, value);
	}
	await coordinator.check('[name="relationship"][value="ex-partner"]');
	await coordinator.check('[name="risk"][value="high"]');
	await coordinator.getByRole("button", { name: "Add the case" }).click();
	await seen(coordinator, "There is a case of the same names already");
	await seen(coordinator, "These are different people");
	for (const [name, value] of Object.entries(NEW_THIS_TIME)) {
		expect(await coordinator.inputValue(`[name="${name}"]`)).toBe(value);
	}
	await lookAt(coordinator, "same-pair");
	await coordinator.getByLabel(`The same people: refer ${cases[0]?.reference} again`).check();
	// Typed once more after the question was asked: this goes with it too.
	await coordinator.fill('[name="crimeReference"]', "42/7777/27");
	await coordinator.getByRole("button", { name: "Continue" }).click();
	await coordinator.waitForURL((to) => to.pathname === casePath(0));
	for (const said of ["Victim: MARA LINDQVIST, also known as Marika Lind", "42/7777/27", "DC Wren 4711"]) {
		await seen(coordinator, new RegExp(said));
	}
	await coordinator.goto(url(casePath(0, "/protected")));
	await seen(coordinator, "3 Mill Lane, CM2 2BB");
	await seen(coordinator, "07700 900123");
	await coordinator.goto(url(casePath(0)));
	await coordinator.locator(".pr-identity-bar").getByText("Repeat").waitFor();
	await coordinator.getByRole("heading", { name: "Actions from before" }).waitFor();
	await seen(coordinator, "Draft the application");
	await lookAt(coordinator, "case-repeat");

	await coordinator.goto(url(`${panelPath()}/meetings/new`));
	await fillStart(coordinator, new Date("2027-10-12T09:00:00Z"));
	await coordinator.fill('[name="place"]', "Room 3");
	await coordinator.locator('main form button[type="submit"]').last().click();
	await coordinator.waitForURL(/\/meetings\/[^/]+\/agenda/);
	const agenda = new URL(coordinator.url()).pathname;
	expect(agenda).not.toBe(nextAgenda);
	await coordinator.getByLabel(new RegExp(cases[0]?.reference ?? "")).check();
	await coordinator.getByRole("button", { name: "Add them to the agenda" }).click();
	const row = coordinator.locator(".pr-plan__row").filter({ hasText: cases[0]?.reference ?? "" });
	await row.locator(".pr-plan__facts").getByText("Repeat").waitFor();
	await coordinator.goto(url(agenda.replace("/agenda", "/papers")));
	await coordinator.getByRole("heading", { name: "Actions from before" }).waitFor();
	await coordinator.getByRole("heading", { name: /Last review/ }).waitFor();
	await lookAt(coordinator, "papers-repeat");
});

test("scenario 4: a day later than a year after its last referral the same pair is new", async () => {
	await world.travelTo(new Date("2027-10-02T08:30:00Z"));
	const coordinator = await world.enter("coordinator");
	await coordinator.goto(url(casePath(1)));
	await coordinator.getByRole("link", { name: /^Refer again/ }).click();
	await seen(coordinator, "1 Oct 2026, new, heard on 1 Oct 2026");
	await lookAt(coordinator, "refer-again");
	await coordinator.fill('[name="note"]', "He has come back to the house.");
	await coordinator.getByRole("button", { name: "Refer it again" }).click();
	await coordinator.waitForURL((to) => to.pathname === casePath(1));
	await seen(coordinator, "2 Oct 2027, new: He has come back to the house.");
	expect(await coordinator.locator(".pr-identity-bar").getByText("Repeat").count()).toBe(0);
	expect(await coordinator.getByRole("heading", { name: "Actions from before" }).count()).toBe(0);
	// Of two cases in the same panel only the first is a repeat.
	await coordinator.goto(url(casePath(0)));
	await coordinator.locator(".pr-identity-bar").getByText("Repeat").waitFor();
});

test("nothing went wrong that nobody expected", () => expect(world.problems).toEqual([]));
