/**
 * The action log, through the screens: an owner works their list, a colleague covers, another agency takes over, and
 * scenario 22: what an owner refuses after all reaches the chair with its reason, and from there the lead, still due.
 */
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAction, offerAction } from "#server/actions/index.ts";
import { addCase } from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { newId } from "#server/ids.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const REASON = "The tenancy has passed to another landlord.";
const FORMULA = '=HYPERLINK("http://example.invalid","click")';
let world: World;
let [housing, chair] = [] as unknown as [Page, Page];
let log = "";
let reference = "";

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = (who: string) => {
			const person = people.get(`${who}@panelroom.example`);
			if (!person) throw new Error(`Nobody is called ${who}`);
			return person.actor;
		};
		const coordinator = actor("coordinator");
		const panelId = panels.get("North LPA") ?? "";
		log = `/panels/${panelId}/actions`;
		const added = await addCase(coordinator, newId(), {
			panelId,
			victimName: "Ann Example",
			suspectName: "Carl Example",
			relationship: "ex-partner",
			risk: "high",
		});
		reference = added.reference;
		const { caseId } = added;
		const due = (days: number) => addDays(londonDate(), days);
		const add = (by: string, what: string, days: number, more: Record<string, string> = {}) =>
			addAction(actor(by), newId(), {
				caseId,
				what,
				ownerAgencyId: actor(by).agencyId,
				due: due(days),
				...more,
			});
		const forHousing = { ownerAgencyId: actor("housing").agencyId };
		await add("coordinator", "Fit a stronger door", -3, forHousing);
		await add("housing", "Move her to another block", -1);
		await add("housing", "Write to the neighbours", 5);
		await add("deputy", "Visit the school", 4, { ownerUserId: actor("deputy").userId });
		await add("coordinator", "Mark the address", 6);
		await add("coordinator", FORMULA, 7);
		await add("probation", "Tell his officer", 2);
		await add("coordinator", "Ring the school", 8);
		await add("coordinator", "Check the locks", 9);
		await add("housing", "Change her number", 10);
		await add("housing", "Warn the concierge", 11);
		const both = await add("coordinator", "Go along to court", 12, { ownerAgencyId: actor("isac").agencyId });
		await offerAction(actor("coordinator"), newId(), {
			actionId: both.actionId,
			offerTo: `user:${actor("isac").userId}`,
			version: both.version,
		});
	});
	housing = await world.enter("housing");
	chair = await world.enter("chair");
});
afterAll(async () => {
	expect(world?.problems).toEqual([]);
	await world?.end();
});

const url = (path: string) => `${world.server.url}${path}`;
const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).waitFor();
const unhurried = (page: Page) => page.waitForTimeout(1_100);

async function expectFits(page: Page): Promise<void> {
	for (const width of [390, 1024, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(over, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
	}
}

/** The list, narrowed to the case by its reference, which is posted. */
async function ofTheCase(page: Page, path: string): Promise<void> {
	await page.goto(url(path));
	await page.getByLabel("Words or reference").fill(reference);
	await page.getByRole("button", { name: "Show", exact: true }).click();
	await page.getByText(`with “${reference}”`).waitFor();
}

test("an owner accepts an action where it stands in their list, and two steps on says that it is done", async () => {
	await housing.goto(url("/"));
	await housing.getByRole("link", { name: "Actions", exact: true }).click();
	await heading(housing, "Actions");
	await row(housing, "Fit a stronger door").getByText("3 days overdue").waitFor();
	await expectAccessible(housing, "one’s own actions");
	await expectFits(housing);
	await row(housing, "Fit a stronger door")
		.getByRole("button", { name: /^Accept/ })
		.click();
	await row(housing, "Fit a stronger door").getByText("Overdue", { exact: true }).waitFor();
	await housing.locator("[data-announcer]").getByText("Accepted: Fit a stronger door").waitFor();

	await row(housing, "Fit a stronger door")
		.getByRole("link", { name: /^Update/ })
		.click();
	await housing.getByLabel("Done", { exact: true }).check();
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await housing.locator(".govuk-error-message").filter({ hasText: "Say what was done" }).waitFor();
	await expectAccessible(housing, "action, what was done is missing");
	await housing.getByLabel("Day").fill("31");
	await unhurried(housing);
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await housing.locator(".govuk-error-message").filter({ hasText: "must include a month" }).waitFor();
	await housing.locator(".govuk-error-message").filter({ hasText: "Say what was done" }).waitFor();
	await housing.getByLabel("What was done").fill("A steel door was fitted.");
	await housing.getByLabel("Day").fill("31");
	await housing.getByLabel("Month").fill("2");
	await housing.getByLabel("Year").fill("2026");
	await unhurried(housing);
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await housing.locator(".govuk-error-summary").waitFor();
	expect(await housing.getByLabel("What was done").inputValue()).toBe("A steel door was fitted.");
	const today = londonDate().split("-");
	for (const [label, at] of [
		["Day", 2],
		["Month", 1],
		["Year", 0],
	] as const) {
		await housing.getByLabel(label).fill(today[at] ?? "");
	}
	await unhurried(housing);
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await heading(housing, "Actions");
	expect(await row(housing, "Fit a stronger door").count()).toBe(0);
});

test("the chair signs it off in the panel's log, and its history tells it all", async () => {
	await chair.goto(url(`${log}?show=sign-off`));
	await row(chair, "Fit a stronger door").getByText("A steel door was fitted.").waitFor();
	await row(chair, "Fit a stronger door")
		.getByRole("button", { name: /^Sign off/ })
		.click();
	await row(chair, "Fit a stronger door").waitFor({ state: "detached" });
	// The row is gone with the button; the focus is in its list, and what was done is said.
	await chair.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "List of actions");
	await chair.locator("[data-announcer]").getByText("Signed off: Fit a stronger door").waitFor();
	await chair.goto(url(`${log}?show=done`));
	await row(chair, "Fit a stronger door").getByRole("link", { name: "Fit a stronger door" }).first().click();
	await chair.getByText("signed off an action as done").waitFor();
	await chair.getByText("“A steel door was fitted.”").waitFor();
	await expectAccessible(chair, "an action that was signed off");
	await expectFits(chair);
});

test("scenario 22: refused after all it reaches the chair with its reason, and from there the lead; it stays due", async () => {
	await chair.goto(url(log));
	await row(chair, "Move her to another block").getByText("1 day overdue").waitFor();
	await housing.goto(url("/actions"));
	await row(housing, "Move her to another block")
		.getByRole("link", { name: /^Update/ })
		.click();
	await housing.getByLabel("We refuse it after all").check();
	await housing.getByLabel("Why", { exact: true }).fill(REASON);
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await heading(housing, "Actions");
	// The chair's list follows by itself.
	await row(chair, "Move her to another block").getByText("the chair decides").waitFor();
	await row(chair, "Move her to another block").getByText("1 day overdue").waitFor();

	await chair.goto(url("/inbox"));
	await chair.getByText(`“${REASON}”`).waitFor();
	await chair.getByRole("link", { name: "Move her to another block" }).click();
	await chair.getByText("What becomes of it?").waitFor();
	await expectAccessible(chair, "an action that was refused after all");
	await chair.getByLabel("End it as not done").check();
	await chair.getByRole("button", { name: "Save decision" }).click();
	await chair.locator(".govuk-error-message").filter({ hasText: "Say why it was not done" }).waitFor();
	await chair.getByLabel(/^Take the refusal/).check();
	await unhurried(chair);
	await chair.getByRole("button", { name: "Save decision" }).click();
	await chair.goto(url(`${log}?show=refused`));
	await row(chair, "Move her to another block").getByText("manager and the lead").waitFor();
	await row(chair, "Move her to another block").getByText("1 day overdue").waitFor();

	const lead = await world.enter("lead");
	await lead.goto(url("/inbox"));
	await lead.getByText(`“${REASON}”`).waitFor();
	await lead.goto(url("/actions?whose=force&show=refused"));
	await row(lead, "Move her to another block").waitFor();
	await expectAccessible(lead, "the force’s actions");
});

test("an owner offers an action to another agency, which takes it over; until then it stays theirs", async () => {
	await ofTheCase(housing, "/actions");
	await row(housing, "Write to the neighbours")
		.getByRole("link", { name: /^Update/ })
		.click();
	await housing.getByText("Offer it to another agency or person").click();
	await housing.getByLabel("Who is asked").selectOption({ label: "Changing Pathways" });
	await housing.getByRole("button", { name: "Offer it", exact: true }).click();
	await heading(housing, "Actions");
	await row(housing, "Write to the neighbours").getByText("Offered to Changing Pathways").waitFor();

	const isac = await world.enter("isac");
	await isac.goto(url("/actions?show=answer"));
	await expectAccessible(isac, "actions that wait for an answer");
	await row(isac, "Write to the neighbours")
		.getByRole("button", { name: /^Take it over/ })
		.click();
	await isac.goto(url("/actions"));
	await row(isac, "Write to the neighbours").getByText("Open", { exact: true }).waitFor();
	await housing.goto(url("/actions?whose=agency"));
	expect(await row(housing, "Write to the neighbours").count()).toBe(0);
});

test("a colleague covers from the agency's list, and updates several at once, by keyboard; each is told", async () => {
	const colleague = await world.enter("coordinator");
	await ofTheCase(colleague, "/actions");
	expect(await row(colleague, "Visit the school").count()).toBe(0);
	await ofTheCase(colleague, "/actions?whose=agency");
	await row(colleague, "Visit the school").waitFor();
	await colleague.getByRole("checkbox", { name: "Visit the school" }).focus();
	await colleague.keyboard.press("Space");
	await colleague.getByRole("checkbox", { name: "Mark the address" }).focus();
	await colleague.keyboard.press("Space");
	await colleague.getByText("2 are ticked.").waitFor();
	// From a tick on to what is said of them, however many rows stand between.
	await colleague.keyboard.press("Enter");
	expect(await colleague.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("move");
	await colleague.getByLabel("What you say of them").selectOption({ label: "They are done" });
	await colleague.getByRole("button", { name: "Update the ticked actions" }).focus();
	await colleague.keyboard.press("Enter");
	await colleague.locator(".govuk-error-message").filter({ hasText: "Say what was done" }).waitFor();
	expect(await colleague.getByRole("checkbox", { name: "Mark the address" }).isChecked()).toBe(true);
	await expectAccessible(colleague, "several actions, what was done is missing");

	// Somebody else is faster with one of them.
	const deputy = await world.enter("deputy");
	await ofTheCase(deputy, "/actions");
	await deputy.getByLabel("What was done, or why not").fill("Half typed");
	await row(deputy, "Visit the school")
		.getByRole("button", { name: /^Begin/ })
		.click();
	await row(deputy, "Visit the school").getByText("In progress").waitFor();
	expect(await deputy.getByLabel("What was done, or why not").inputValue()).toBe("Half typed");

	await colleague.getByLabel("What was done, or why not").fill("Both done on Tuesday’s round.");
	await unhurried(colleague);
	await colleague.getByRole("button", { name: "Update the ticked actions" }).press("Enter");
	await colleague.getByText("1 action was updated.").waitFor();
	await colleague.getByText("somebody changed it after you opened this page").waitFor();
	// What was said of it is still there, and once more is enough.
	await colleague.getByText("1 is ticked.").waitFor();
	expect(await colleague.getByRole("checkbox", { name: "Visit the school" }).isChecked()).toBe(true);
	expect(await colleague.getByLabel("What you say of them").inputValue()).toBe("done");
	expect(await colleague.getByLabel("What was done, or why not").inputValue()).toMatch("Both done");
	await expectAccessible(colleague, "several actions, one left as it was");
	await unhurried(colleague);
	await colleague.getByRole("button", { name: "Update the ticked actions" }).press("Enter");
	await colleague.getByText("somebody changed it").waitFor({ state: "detached" });
	await colleague.getByText("1 action was updated.").waitFor();
	// The same words as before, told anew.
	const told = () => colleague.evaluate(() => document.activeElement?.textContent);
	expect(await told()).toContain("1 action was updated.");
	expect(await colleague.getByLabel("What was done, or why not").inputValue()).toBe("");
});

test("what is said of several outlasts a lost connection and a session that ends, in the list in which it was said", async () => {
	const coordinator = await world.enter("coordinator");
	await ofTheCase(coordinator, log);
	const outcome = coordinator.getByLabel("What was done, or why not");
	const update = coordinator.getByRole("button", { name: "Update the ticked actions" });
	const tick = coordinator.getByRole("checkbox", { name: "Ring the school" });
	await tick.check();
	await coordinator.getByLabel("What you say of them").selectOption({ label: "They are done" });
	await update.click();
	await coordinator.locator(".govuk-error-message").filter({ hasText: "Say what was done" }).waitFor();
	await coordinator.getByText(`with “${reference}”`).waitFor();
	await outcome.fill("The school knows.");
	await coordinator.context().setOffline(true);
	await unhurried(coordinator);
	await update.click();
	await coordinator.locator(".govuk-error-summary").getByText("could not be reached").waitFor();
	await coordinator.getByText(`with “${reference}”`).waitFor();
	expect(await outcome.inputValue()).toBe("The school knows.");
	expect(await tick.isChecked()).toBe(true);
	await coordinator.context().setOffline(false);
	await unhurried(coordinator);
	await update.click();
	await coordinator.getByText("1 action was updated.").waitFor();

	// The server's word that the session has timed out, as it comes over the socket.
	let say = () => {};
	await coordinator.routeWebSocket(/socket\.io/, (socket) => {
		socket.connectToServer();
		say = () => socket.send('42["signed-out","timed-out"]');
	});
	await ofTheCase(coordinator, log);
	await coordinator.getByRole("checkbox", { name: "Check the locks" }).check();
	await outcome.fill("Half typed");
	say();
	await coordinator.getByText("press “Update the ticked actions”, and it is kept").waitFor();
	expect(await row(coordinator, "Check the locks").isVisible()).toBe(false);
	expect(await outcome.inputValue()).toBe("Half typed");
	await update.waitFor();
	await coordinator.context().close();
});

test("two who change one action at once both see what the other has said, and nobody’s words read “Nothing”", async () => {
	const open = async (page: Page, what: string, show = "open") => {
		await page.goto(url(`${log}?show=${show}`));
		await row(page, what).getByRole("link", { name: what }).first().click();
		await page.locator("h1").filter({ hasText: what }).waitFor();
	};
	const say = async (page: Page, status: string, label: string, words: string) => {
		await open(page, "Change her number");
		await page.getByLabel(status, { exact: true }).check();
		await page.getByLabel(label, { exact: true }).fill(words);
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await heading(page, "Action log");
	};
	await say(housing, "We refuse it after all", "Why", "She has moved.");
	await open(chair, "Change her number", "refused");
	const deputy = await world.enter("deputy");
	await open(deputy, "Change her number", "refused");
	await deputy.getByLabel(/^Take the refusal/).check();
	await deputy.getByRole("button", { name: "Save decision" }).click();
	await heading(deputy, "Action log");
	await chair.getByLabel("End it as not done").check();
	await chair.getByLabel("Your reason").fill("Nobody is left there.");
	await chair.getByRole("button", { name: "Save decision" }).click();
	await heading(chair, "This was changed in the meantime");
	const typed = chair.locator(".pr-conflict__text").filter({ hasText: "What you typed" });
	await typed.getByText("Not done", { exact: true }).waitFor();
	await typed.getByText("Nobody is left there.").waitFor();
	expect(await typed.getByText("Nothing", { exact: true }).count()).toBe(0);
	await expectAccessible(chair, "an action that two decide at once");
	// The deputy decides once more, so that it is no longer the chair’s to decide.
	await open(deputy, "Change her number", "refused");
	await deputy.getByLabel(/^Ask .* to do it after all/).check();
	await deputy.getByRole("button", { name: "Save decision" }).click();
	await heading(deputy, "Action log");
	await unhurried(chair);
	await chair.getByRole("button", { name: "Replace it with mine" }).click();
	await typed.getByText("Nobody is left there.").waitFor();
	await chair.getByText("What you typed no longer fits").waitFor();
	expect(await chair.getByRole("button", { name: "Replace it with mine" }).count()).toBe(0);

	// A press without words has nothing to replace anything with.
	await say(housing, "Done", "What was done", "She has a new one.");
	await open(chair, "Change her number", "sign-off");
	await open(deputy, "Change her number", "sign-off");
	await deputy.getByText("Say otherwise how it stands").click();
	await deputy.getByLabel("Not done", { exact: true }).check();
	await deputy.getByLabel("Why it was not done").fill("It rings no more.");
	await deputy.getByRole("button", { name: "Save", exact: true }).click();
	await heading(deputy, "Action log");
	await chair.getByRole("button", { name: "Sign it off" }).click();
	await heading(chair, "This was changed in the meantime");
	expect(await chair.getByText("Nothing", { exact: true }).count()).toBe(0);
	expect(await chair.getByRole("button", { name: "Replace it with mine" }).count()).toBe(0);
	await chair.getByRole("link", { name: "Look at it as it is now" }).click();
	await chair.getByText("It rings no more.").first().waitFor();
	await unhurried(chair);
	await chair.getByRole("button", { name: "Sign it off" }).click();
	await heading(chair, "Action log");
});

test("a list by words is the same list after one of its actions, by its form and by the browser’s way back", async () => {
	await ofTheCase(housing, "/actions?whose=agency");
	const isFound = () => housing.getByText(`with “${reference}”`).waitFor();
	await row(housing, "Warn the concierge")
		.getByRole("link", { name: /^Update/ })
		.click();
	await housing.getByLabel("In progress", { exact: true }).check();
	await housing.getByRole("button", { name: "Save", exact: true }).click();
	await isFound();
	await row(housing, "Warn the concierge").getByText("In progress").waitFor();
	await row(housing, "Warn the concierge").getByRole("link", { name: "Warn the concierge" }).first().click();
	await housing.locator("h1").filter({ hasText: "Warn the concierge" }).waitFor();
	await housing.goBack();
	await isFound();
	await housing.getByRole("link", { name: "Show all" }).click();
	await housing.getByText(`with “${reference}”`).waitFor({ state: "detached" });
	// The words are in no address, and the whole log is what was asked for last.
	expect(housing.url()).not.toContain(reference);
	await row(housing, "Warn the concierge").getByRole("link", { name: "Warn the concierge" }).first().click();
	await housing.locator("h1").filter({ hasText: "Warn the concierge" }).waitFor();
	await housing.goBack();
	await row(housing, "Warn the concierge").waitFor();
	await unhurried(housing);
	expect(await housing.getByText(`with “${reference}”`).count()).toBe(0);
});

test("of an action that is proposed to an agency and offered to one there, each form says at itself what is wrong", async () => {
	const isac = await world.enter("isac");
	await ofTheCase(isac, "/actions?show=answer");
	await row(isac, "Go along to court").getByRole("link", { name: "Go along to court" }).first().click();
	const offer = isac.getByRole("group", { name: /Do you take it over\?/ });
	await offer.getByLabel("No", { exact: true }).check();
	await isac.locator("form").filter({ has: offer }).getByRole("button", { name: "Save" }).click();
	const link = isac
		.locator(".govuk-error-summary")
		.getByRole("link", { name: "Say why you do not take it over" });
	await link.click();
	const ids = await isac.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
	expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
	expect(await isac.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("offer-reason");
	await expectAccessible(isac, "an action that is proposed and offered");
	await isac.keyboard.type("She is on leave.");
	await unhurried(isac);
	await isac.locator("form").filter({ has: offer }).getByRole("button", { name: "Save" }).click();
	await heading(isac, "Actions");
	await isac.context().close();
});

test("a view of a log is saved, opened and deleted, and is that list’s alone", async () => {
	await chair.goto(url(`${log}?show=long-overdue`));
	await chair.getByText("Save this view").click();
	await chair.getByRole("button", { name: "Save", exact: true }).click();
	await chair.locator(".govuk-error-message").filter({ hasText: "Enter a name" }).waitFor();
	await expectAccessible(chair, "the action log, a view without a name");
	await chair.getByLabel("Name of the view").fill("Left lying");
	await unhurried(chair);
	await chair.getByRole("button", { name: "Save", exact: true }).click();
	const view = chair.getByRole("link", { name: "Left lying" });
	await view.waitFor();
	await chair.goto(url(log));
	await view.click();
	await chair.waitForURL(url(`${log}?show=long-overdue`));
	await chair.locator("[aria-current=page]").filter({ hasText: "Left lying" }).waitFor();
	await expectAccessible(chair, "the action log, a saved view");
	await chair.goto(url("/actions?whose=agency&show=overdue"));
	await chair.getByText("Save this view").waitFor();
	expect(await view.count()).toBe(0);
	await chair.goto(url(log));
	await chair.getByText("Rename or delete a view").click();
	await chair.getByRole("button", { name: "Delete “Left lying”" }).click();
	await view.waitFor({ state: "detached" });
});

test("what the filter shows leaves as a file, every cell a text, and nothing else", async () => {
	const get = async (button: string) => {
		await ofTheCase(chair, log);
		await chair.getByText("Export this list").click();
		const download = chair.waitForEvent("download");
		await chair.getByRole("button", { name: button }).click();
		return readFile(await (await download).path());
	};
	const csv = parse((await get("CSV file")).toString("utf8"), { bom: true, columns: true }) as Record<
		string,
		string
	>[];
	const shown = await chair.locator("tbody th .pr-typed").allInnerTexts();
	expect(csv.map((line) => line.Action?.replace(/^'/, ""))).toEqual(shown);
	expect(csv.every((line) => line.Case === reference)).toBe(true);
	expect(csv.find((line) => line.Action?.includes("HYPERLINK"))?.Action).toBe(`'${FORMULA}`);
	const [header, ...lines] = (await readSheet(await get("Excel file"))) as string[][];
	expect(header?.slice(0, 4)).toEqual(["Case", "Panel", "Action", "Owner"]);
	expect(lines.map((line) => line[2])).toEqual(shown);
});

test("without script the same forms do the same", async () => {
	const plain = await world.enter("probation", { javaScriptEnabled: false });
	await plain.goto(url("/actions"));
	await row(plain, "Tell his officer")
		.getByRole("button", { name: /^Begin/ })
		.click();
	await row(plain, "Tell his officer").getByText("In progress").waitFor();
	// All that is wrong is told at once.
	await plain.getByLabel("What you say of them").selectOption("done");
	await plain.getByLabel("Month").fill("2");
	await plain.getByRole("button", { name: "Update the ticked actions" }).click();
	const problems = plain.locator(".govuk-error-summary li");
	await problems.filter({ hasText: "Tick the actions" }).waitFor();
	await problems.filter({ hasText: "Say what was done" }).waitFor();
	await problems.filter({ hasText: "must include a day and a year" }).waitFor();
	await plain.goto(url("/actions"));
	await plain.getByRole("checkbox", { name: "Tell his officer" }).check();
	await plain.getByLabel("What you say of them").selectOption("not-possible");
	await plain.getByRole("button", { name: "Update the ticked actions" }).click();
	await plain.locator(".govuk-error-message").filter({ hasText: "Say why it was not possible" }).waitFor();
	expect(await plain.getByRole("checkbox", { name: "Tell his officer" }).isChecked()).toBe(true);
	await plain.getByLabel("What was done, or why not").fill("He has been recalled to prison.");
	await plain.getByRole("button", { name: "Update the ticked actions" }).click();
	await plain.getByText("1 action was updated.").waitFor();
	await plain.goto(url("/actions?show=not-possible"));
	await row(plain, "Tell his officer")
		.getByRole("link", { name: /^Update|^See/ })
		.click();
	await plain.getByText("“He has been recalled to prison.”").first().waitFor();
});
