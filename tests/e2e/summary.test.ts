/** Several people write one summary: live, through a cut line and a server that is killed, and nobody's caret moves. */
import Database from "better-sqlite3";
import { asc, eq } from "drizzle-orm";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { seedTracker } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import {
	acceptStatement,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { launchChromium } from "../setup/chromium.ts";
import { layWire, type Wire } from "../setup/tcp-proxy.ts";
import { expectAccessible, openWorld, picture, type World } from "./world.ts";

/** Two minutes in the long variant: LONG_CUT=1. */
const CUT_MS = process.env.LONG_CUT ? 120_000 : 20_000;

const databaseFile = (process.env.DATABASE_URL ?? "").replace(/^file:/, "");

let world: World;
let wire: Wire;
let behindWire: Browser;
let address: string;
let caseId: string;
let otherCaseId: string;
let room: string;
const items: string[] = [];
let chair: Page;
let isac: Page;
let probation: Page;

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const coordinator = people.get("coordinator@panelroom.example")?.actor;
		if (!coordinator) throw new Error("There is no coordinator");
		await seedTracker(coordinator, new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url).pathname);
		const panelId = panels.get("North LPA") ?? "";
		const files = await db
			.select({ id: cases.id })
			.from(cases)
			.where(eq(cases.panelId, panelId))
			.orderBy(asc(cases.reference))
			.limit(2);
		caseId = files[0]?.id ?? "";
		otherCaseId = files[1]?.id ?? "";
		const plan = { panelId, startsAt: new Date().toISOString(), place: "Room 2" };
		const { meetingId } = await planMeeting(coordinator, newId(), plan);
		for (const { id } of files) {
			items.push((await addToAgenda(coordinator, newId(), { meetingId, caseId: id })).itemId);
		}
		await publishMeeting(coordinator, newId(), { meetingId });
		for (const who of ["chair", "isac", "housing", "observer"]) {
			const actor = people.get(`${who}@panelroom.example`)?.actor;
			if (!actor) throw new Error(`Nobody is called ${who}`);
			await acceptStatement(actor, newId(), { meetingId, agrees: "yes" }).catch(() => undefined);
			if (who === "chair") await startMeeting(actor, newId(), { meetingId });
			if (who === "chair") await openItem(actor, newId(), { meetingId, itemId: items[0] ?? "" });
		}
		room = `/meetings/${meetingId}`;
	});
	address = `${world.server.url}/cases/${caseId}/summary`;
	wire = await layWire(world.server.port);
	behindWire = await launchChromium(
		`--host-resolver-rules=MAP localhost:${world.server.port} localhost:${wire.port}`,
	);
	chair = await world.enter("chair");
	isac = await world.enter("isac");
	probation = await world.enter("probation", {}, behindWire);
});
afterAll(async () => {
	await behindWire?.close();
	await wire?.close();
	await world?.end();
});

const boxOf = (page: Page, key = "pattern") => page.locator(`[name="text-${key}"]`);
const sectionOf = (page: Page, key = "pattern") =>
	page.locator(".pr-summary__section").filter({ has: page.locator(`#section-${key}`) });

/** Opens the summary and begins to write in a section. */
async function writes(page: Page, key = "pattern"): Promise<void> {
	await page.goto(address);
	await begins(page, key);
}
async function begins(page: Page, key: string): Promise<void> {
	await sectionOf(page, key)
		.getByRole("link", { name: /^Write/ })
		.click();
	await page.locator(`[name="text-${key}"]:not([readonly])`).waitFor();
}
const saved = (page: Page, key = "pattern") =>
	sectionOf(page, key).locator(".pr-save-state--saved").waitFor({ timeout: 15_000 });
/** Waits until somebody's textarea says exactly this. */
async function says(page: Page, text: string, key = "pattern"): Promise<void> {
	await expect.poll(() => boxOf(page, key).inputValue(), { timeout: 15_000 }).toBe(text);
}

test("three people write in one section, and each sees the others’ words at once", async () => {
	for (const page of [chair, isac, probation]) await writes(page);
	await boxOf(chair).pressSequentially("He waits outside her work.");
	await says(isac, "He waits outside her work.");
	await boxOf(isac).press("Control+End");
	await boxOf(isac).pressSequentially("\n- Monday, twice");
	await says(chair, "He waits outside her work.\n- Monday, twice");
	await boxOf(probation).press("Control+Home");
	await boxOf(probation).pressSequentially("Known since May. ");
	const all = "Known since May. He waits outside her work.\n- Monday, twice";
	for (const page of [chair, isac, probation]) await says(page, all);
	// In words, where it happens; and not of oneself.
	await sectionOf(chair)
		.getByText("is writing here")
		.or(sectionOf(chair).getByText("are writing here"))
		.waitFor();
	expect(await sectionOf(chair).locator(".pr-summary__writers").textContent()).toMatch(/Probation Service/);
	expect(await sectionOf(chair).locator(".pr-summary__writers").textContent()).not.toMatch(/Helen Marsh/);
	for (const page of [chair, isac, probation]) await saved(page);
	await expectAccessible(chair, "summary, being written");
	await picture(chair, "summary-writing");
});

test("undo takes back one’s own words and leaves the others’", async () => {
	await boxOf(chair).press("Control+End");
	await boxOf(chair).pressSequentially(" Chair.");
	await saved(chair);
	await boxOf(isac).press("Control+End");
	await boxOf(isac).pressSequentially(" Isac.");
	await says(chair, `${await boxOf(isac).inputValue()}`);
	await boxOf(chair).press("Control+z");
	await expect.poll(() => boxOf(chair).inputValue()).not.toContain("Chair.");
	expect(await boxOf(chair).inputValue()).toContain(" Isac.");
	await boxOf(chair).press("Control+Shift+z");
	await expect.poll(() => boxOf(chair).inputValue()).toContain("Chair.");
	await saved(chair);
	await says(isac, await boxOf(chair).inputValue());
});

test("the line is cut while one types on, and the server is killed: all of it is there, once", {
	timeout: CUT_MS + 60_000,
}, async () => {
	const before = await boxOf(chair).inputValue();
	wire.cut();
	const began = Date.now();
	let typed = "";
	await boxOf(probation).press("Control+Home");
	for (let n = 1; Date.now() - began < CUT_MS; n++) {
		const words = `[p${n}] `;
		await boxOf(probation).pressSequentially(words);
		typed += words;
		if (n === 3) {
			await sectionOf(probation).locator(".pr-save-state--not-saved").waitFor({ timeout: 6_000 });
			await expectAccessible(probation, "summary, not saved");
			await probation.screenshot({ path: "tests/.output/summary-not-saved.png" });
			await boxOf(chair).press("Control+End");
			await boxOf(chair).pressSequentially("\n- Said meanwhile");
			await saved(chair);
			await world.server.kill9();
			await boxOf(chair).pressSequentially(", and while it was down");
			await world.server.restart();
		}
		await probation.waitForTimeout(500);
	}
	expect(await boxOf(probation).inputValue()).toContain(typed);
	wire.mend();
	const all = `${typed}${before}\n- Said meanwhile, and while it was down`;
	for (const page of [probation, chair, isac]) {
		await says(page, all);
		await saved(page);
	}
});

test("leaving with something unsaved asks first", async () => {
	wire.cut();
	await boxOf(probation).press("Control+Home");
	await boxOf(probation).pressSequentially("Not sent. ");
	const asked = probation.waitForEvent("dialog").then(async (dialog) => {
		const words = dialog.message();
		await dialog.dismiss();
		return words;
	});
	await probation.locator(".pr-header__product").click();
	expect(await asked).toMatch(/not saved yet/);
	expect(await boxOf(probation).inputValue()).toMatch(/^Not sent\. /);
	wire.mend();
	await saved(probation);
	await expect.poll(() => boxOf(chair).inputValue()).toMatch(/^Not sent\. /);
});

test("caret, selection and focus stay where they are through a thousand edits of others", async () => {
	await boxOf(isac).fill("Before. MARK after.");
	await says(chair, "Before. MARK after.");
	await boxOf(chair).focus();
	await boxOf(chair).evaluate((area: HTMLTextAreaElement) => {
		const at = area.value.indexOf("MARK");
		area.setSelectionRange(at, at + 4);
	});
	const edits = 1_000;
	// Random places on both sides of the mark, and right beside it, one after the other as somebody types.
	await boxOf(isac).evaluate(async (area: HTMLTextAreaElement, count: number) => {
		const letters = ["a", " ", "😀", "e\u0301"];
		for (let n = 0; n < count; n++) {
			const mark = area.value.indexOf("MARK");
			const isBefore = Math.random() < 0.5;
			const from = isBefore ? 0 : mark + 4;
			const to = isBefore ? mark : area.value.length;
			const at = from + Math.floor(Math.random() * (to - from + 1));
			const isInside = /[\udc00-\udfff]/.test(area.value[at] ?? "");
			const isOwn = at < to && /[a-z ]/.test(area.value[at] ?? "");
			if (isInside) continue;
			if (isOwn && to - from > 8 && Math.random() < 0.4) area.setRangeText("", at, at + 1, "end");
			else area.setRangeText(letters[n % 4] ?? "", at, at, "end");
			area.dispatchEvent(new InputEvent("input", { bubbles: true }));
			await new Promise((resume) => setTimeout(resume, 4));
		}
	}, edits);
	await saved(isac);
	await says(chair, await boxOf(isac).inputValue());
	const seen = await boxOf(chair).evaluate((area: HTMLTextAreaElement) => ({
		selected: area.value.slice(area.selectionStart, area.selectionEnd),
		hasFocus: document.activeElement === area,
	}));
	expect(seen).toEqual({ selected: "MARK", hasFocus: true });
});

test("an input method makes its word undisturbed while others write", async () => {
	await boxOf(isac).fill("one two");
	await says(chair, "one two");
	await boxOf(chair).focus();
	await boxOf(chair).press("Control+End");
	const line = await chair.context().newCDPSession(chair);
	await line.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
	await boxOf(isac).press("Control+Home");
	await boxOf(isac).pressSequentially("zero ");
	await saved(isac);
	await chair.waitForTimeout(300);
	expect(await boxOf(chair).inputValue()).toBe("one twoに");
	await line.send("Input.insertText", { text: "日本" });
	for (const page of [chair, isac]) await says(page, "zero one two日本");
});

test("what is too long is refused in words, and the person’s own words are theirs to copy", async () => {
	const before = await boxOf(chair).inputValue();
	await boxOf(isac).evaluate((area: HTMLTextAreaElement) => {
		area.setRangeText("y".repeat(1_000_000), area.value.length, area.value.length, "end");
		area.dispatchEvent(new InputEvent("input", { bubbles: true }));
	});
	await sectionOf(isac).getByText("longer than 50,000 characters").waitFor({ timeout: 15_000 });
	await expectAccessible(isac, "summary, refused");
	const copy = await sectionOf(isac).locator('[name="unsaved-pattern"]').inputValue();
	expect(copy).toBe("y".repeat(1_000_000));
	// None of it came into the text, and what was there before can still be undone and written in.
	expect(await boxOf(isac).inputValue()).toBe(before);
	await sectionOf(isac).getByRole("button", { name: "I have read this" }).click();
	await boxOf(isac).press("Control+End");
	await boxOf(isac).pressSequentially("!");
	await says(chair, `${before}!`);
	await boxOf(isac).press("Control+z");
	await says(chair, before);
});

test("a section is opened, written and left by keys alone", async () => {
	const health = await world.enter("health");
	await health.goto(address);
	await sectionOf(health, "investigation")
		.getByRole("link", { name: /^Write/ })
		.waitFor();
	const focused = () =>
		health.evaluate(
			() =>
				`${document.activeElement?.textContent ?? ""}|${document.activeElement?.getAttribute("name") ?? ""}`,
		);
	for (let presses = 0; !(await focused()).startsWith("Write in The investigation"); presses++) {
		expect(presses, "the link is reached by Tab").toBeLessThan(80);
		await health.keyboard.press("Tab");
	}
	await health.keyboard.press("Enter");
	await health.locator('[name="text-investigation"]:not([readonly])').waitFor();
	expect(await focused()).toBe("|text-investigation");
	await health.keyboard.type("Arrested on Monday.");
	await saved(health, "investigation");
	await health.keyboard.press("Tab");
	expect(await focused()).toMatch(/^Done/);
	await health.keyboard.press("Enter");
	await sectionOf(health, "investigation").getByText("Arrested on Monday.").waitFor();
	expect(await focused()).toMatch(/^Write in The investigation/);
	await health.context().close();
});

test("who only reads sees it live, as text with its lists", async () => {
	const lead = await world.enter("lead");
	await lead.goto(address);
	await boxOf(chair).fill("- one\n- two");
	await expect.poll(() => sectionOf(lead).locator("li").allTextContents()).toEqual(["one", "two"]);
	await lead.context().close();
});

test("an agency’s part is written by that agency alone", async () => {
	await begins(isac, await keyOfOwnPart(isac));
	await boxOf(isac, await keyOfOwnPart(isac)).pressSequentially("We see her weekly.");
	await saved(isac, await keyOfOwnPart(isac));
	await chair.getByText("We see her weekly.").waitFor();
	const theirs = sectionOf(chair, await keyOfOwnPart(isac));
	expect(await theirs.getByRole("link", { name: /^Write/ }).count()).toBe(0);
});
const keyOfOwnPart = async (page: Page): Promise<string> => {
	const id = await page.getByRole("heading", { name: "What Changing Pathways holds" }).getAttribute("id");
	return (id ?? "").replace("section-", "");
};

test("a second window of the same person is another pen, and neither loses a word", async () => {
	const second = await isac.context().newPage();
	await second.goto(address);
	await begins(second, "plan");
	await begins(isac, "plan");
	await boxOf(second, "plan").pressSequentially("From the second. ");
	await boxOf(isac, "plan").press("Control+End");
	await boxOf(isac, "plan").pressSequentially("From the first. ");
	// Both windows come to the same, in which every character of each is there.
	await expect
		.poll(async () => (await boxOf(second, "plan").inputValue()) === (await boxOf(isac, "plan").inputValue()))
		.toBe(true);
	const letters = (text: string) => [...text].sort().join("");
	await expect
		.poll(async () => letters(await boxOf(second, "plan").inputValue()))
		.toBe(letters("From the first. From the second. "));
	await saved(second, "plan");
	await second.close();
});

test("a session that ends while the line is away takes nothing: it is offered after the sign-in, and merged once", async () => {
	const housing = await world.enter("housing", {}, behindWire);
	await writes(housing, "risk");
	await boxOf(housing, "risk").pressSequentially("Saved before. ");
	await saved(housing, "risk");
	wire.cut();
	await boxOf(housing, "risk").pressSequentially("Typed after.");
	await sectionOf(housing, "risk").locator(".pr-save-state--not-saved").waitFor({ timeout: 6_000 });
	await world.server.kill9();
	const person = world.people.get("housing@panelroom.example");
	const file = new Database(databaseFile);
	file
		.prepare("update sessions set last_seen_at = ?, in_meeting_until = null where user_id = ?")
		.run(Date.now() - 20 * 60_000, person?.actor.userId);
	file.close();
	await world.server.restart();
	wire.mend();
	await housing.getByText("You have been signed out").waitFor({ timeout: 15_000 });
	await expectAccessible(housing, "summary, session timed out");
	const [window] = await Promise.all([
		housing.context().waitForEvent("page"),
		housing.getByRole("button", { name: "Sign in again and keep what I wrote in “Risk now”" }).click(),
	]);
	await window.fill('[name="email"]', person?.email ?? "");
	await window.fill('[name="password"]', person?.password ?? "");
	await window.click('form button[type="submit"].govuk-button');
	await window
		.getByRole("button", { name: /send|save/i })
		.first()
		.click();
	await chair.goto(address);
	await sectionOf(chair, "risk").getByText("Saved before. Typed after.", { exact: true }).waitFor();
	await housing.context().close();
});

test("in the room the summary is written live, and whoever writes in it is not moved when the panel goes on", async () => {
	for (const page of [chair, isac]) {
		await page.goto(`${world.server.url}${room}`);
		await page.locator(".pr-agenda-item--current").waitFor();
	}
	await isac.locator(".pr-summary__begin").getByRole("link", { name: "The people" }).click();
	await isac.locator('[name="text-people"]:not([readonly])').waitFor();
	await boxOf(isac, "people").pressSequentially("Her mother lives with her.");
	await chair.locator(".pr-room__summary").getByText("Her mother lives with her.").waitFor();
	await chair
		.locator(".pr-room__summary")
		.getByText("Priya Shah, Changing Pathways, is writing here")
		.waitFor();
	await expectAccessible(chair, "room with a summary");
	// Another case's wall goes up and down: whoever writes here keeps words, place and focus.
	const other = await chair.context().newPage();
	await other.goto(`${world.server.url}/cases/${otherCaseId}/recusals`);
	await other.selectOption('select[name="userId"]', { label: "Priya Shah, Changing Pathways" });
	await boxOf(isac, "people").pressSequentially(" She is 70", { delay: 20 });
	await other
		.getByRole("button", { name: /recuse/i })
		.last()
		.click();
	await isac.waitForTimeout(1_500);
	await isac.locator('[name="text-people"]:not([readonly])').waitFor();
	expect(await boxOf(isac, "people").inputValue()).toBe("Her mother lives with her. She is 70");
	expect(await boxOf(isac, "people").evaluate((area) => document.activeElement === area)).toBe(true);
	await isac.keyboard.type(".");
	await saved(isac, "people");
	await chair.locator(".pr-room__summary").getByText("Her mother lives with her. She is 70.").waitFor();
	await other.getByRole("button", { name: /lift/i }).first().click();
	await isac.waitForTimeout(1_000);
	await isac.locator('[name="text-people"]:not([readonly])').waitFor();
	await other.close();
	// The chair takes the panel to the second case.
	await chair.goto(`${world.server.url}${room}?item=${items[1]}`);
	await chair.getByRole("link", { name: "Read back, then open this for everyone" }).click();
	await chair.getByLabel(/nothing was decided/i).check();
	await chair.getByRole("button", { name: /^Agreed\. Next/ }).click();
	await isac.locator(".pr-room__elsewhere").waitFor();
	await boxOf(isac, "people").press("End");
	await boxOf(isac, "people").pressSequentially(" And a brother.");
	await saved(isac, "people");
	expect(await boxOf(isac, "people").inputValue()).toBe(
		"Her mother lives with her. She is 70. And a brother.",
	);
	await isac.getByRole("link", { name: "Go to the current item" }).click();
	await boxOf(isac, "people").waitFor({ state: "detached" });
});

/** All that a page says, also in its textareas. */
const wordsOn = (page: Page) =>
	page.evaluate(() =>
		[document.body.innerText, ...[...document.querySelectorAll("textarea")].map(({ value }) => value)].join(),
	);

/** The chair recuses Probation's member from the case, on a page of their own. */
async function recusesProbation(): Promise<Page> {
	const page = await chair.context().newPage();
	await page.goto(`${world.server.url}/cases/${caseId}/recusals`);
	await page.selectOption('select[name="userId"]', { label: "Marta Kowalczyk, Probation Service" });
	await page
		.getByRole("button", { name: /recuse/i })
		.last()
		.click();
	return page;
}

test("whoever is recused while the line is away keeps nothing unsaved, and is told so", async () => {
	await writes(chair, "plan");
	await boxOf(chair, "plan").press("Control+End");
	await boxOf(chair, "plan").pressSequentially(" Theirs to read.");
	await saved(chair, "plan");
	await writes(probation, "plan");
	await boxOf(probation, "plan").press("Control+End");
	wire.cut();
	await boxOf(probation, "plan").pressSequentially(" Never sent.");
	expect(await wordsOn(probation)).toMatch(/Theirs to read\. Never sent\./);
	const page = await recusesProbation();
	const lift = page.getByRole("button", { name: /lift/i }).first();
	await lift.waitFor();
	wire.mend();
	await boxOf(probation, "plan").waitFor({ state: "detached", timeout: 15_000 });
	await probation.locator(".pr-words-lost").waitFor();
	expect(await wordsOn(probation)).not.toMatch(/Theirs to read|Never sent/);
	expect(await boxOf(chair, "plan").inputValue()).not.toContain("Never sent.");
	await lift.click();
	await lift.waitFor({ state: "detached" });
	await page.close();
});

test("whoever is recused on an open line sees no word of it within two seconds", async () => {
	await writes(probation, "plan");
	expect(await wordsOn(probation)).toContain("Theirs to read.");
	const page = await recusesProbation();
	await boxOf(probation, "plan").waitFor({ state: "detached", timeout: 2_500 });
	await probation.waitForTimeout(500);
	expect(await wordsOn(probation)).not.toContain("Theirs to read.");
	await page.close();
});

test("no page logged anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
