/** A case's summary without script: written, merged, restored, printed, and read in a meeting's papers and record. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAction } from "#server/actions/index.ts";
import { addCase } from "#server/cases/index.ts";
import { newId } from "#server/ids.ts";
import { addIncident } from "#server/incidents/index.ts";
import {
	acceptStatement,
	addToAgenda,
	closeMeeting,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { postSection, SECTIONS } from "#server/summary/index.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

let world: World;
let caseId: string;
/** With the longest names: what is written of them, what is to be done, and both. */
const fullest: string[] = [];
let over: string;
let coming: string;
let health: Page;
let probation: Page;
let chair: Page;

const BEFORE = "He waits outside her work.\nHe rang her sister.\nHe has a key.";

beforeAll(async () => {
	world = await openWorld(async ({ people, panels }) => {
		const actor = (who: string) => {
			const found = people.get(`${who}@panelroom.example`)?.actor;
			if (!found) throw new Error(`Nobody is called ${who}`);
			return found;
		};
		const panelId = panels.get("North LPA") ?? "";
		const added = await addCase(actor("coordinator"), newId(), {
			panelId,
			victimName: "Ann Example",
			victimSafeTelephone: "01632 960199, after six",
			suspectName: "Carl Example",
			relationship: "ex-partner",
			risk: "high",
		});
		caseId = added.caseId;
		await postSection(actor("isac"), newId(), { caseId, key: "pattern", base: "", text: BEFORE });
		const what = "Waited at the gate of the school";
		await addIncident(actor("isac"), newId(), { caseId, startsOn: "2026-01-05", kinds: ["loitering"], what });
		const long = (name: string) => `${name} ${"Montgomery-Cholmondeley ".repeat(7)}`.trim();
		const more = (n: number) => "He waited outside the staff entrance and followed her again. ".repeat(n);
		for (const [index, first] of ["Wilhelmina", "Ottoline", "Maximiliana"].entries()) {
			const { caseId: one } = await addCase(actor("coordinator"), newId(), {
				panelId,
				victimName: long(first),
				suspectName: long("Maximilian"),
				officerName: long("PC").slice(0, 120),
				crimeReference: "42/127963/26, 42/127964/26",
				relationship: "ex-partner",
				risk: "high",
			});
			fullest.push(one);
			for (const key of index === 1 ? [] : SECTIONS.filter((section) => section !== "agencies"))
				await postSection(actor("isac"), newId(), { caseId: one, key, base: "", text: more(10) });
			for (let n = 0; index > 0 && n < 9; n++)
				await addAction(actor("isac"), newId(), { caseId: one, what: `${n} ${more(20)}`.trim() });
		}
		const meet = async () => {
			const plan = { panelId, startsAt: new Date().toISOString(), place: "Room 2" };
			const { meetingId } = await planMeeting(actor("coordinator"), newId(), plan);
			const { itemId } = await addToAgenda(actor("coordinator"), newId(), { meetingId, caseId });
			await publishMeeting(actor("coordinator"), newId(), { meetingId });
			return { meetingId, itemId };
		};
		const held = await meet();
		await acceptStatement(actor("chair"), newId(), { meetingId: held.meetingId, agrees: "yes" });
		await startMeeting(actor("chair"), newId(), { meetingId: held.meetingId });
		await openItem(actor("chair"), newId(), held);
		await closeMeeting(actor("chair"), newId(), { meetingId: held.meetingId, nothingDecided: "yes" });
		over = `/meetings/${held.meetingId}`;
		coming = `/meetings/${(await meet()).meetingId}`;
	});
	health = await world.enter("health", { javaScriptEnabled: false });
	probation = await world.enter("probation", { javaScriptEnabled: false });
	chair = await world.enter("chair", { javaScriptEnabled: false });
});
afterAll(() => world?.end());

const url = (path: string) => `${world.server.url}${path}`;
const summary = (rest = "") => url(`/cases/${caseId}/summary${rest}`);
const sectionIn = (page: Page, heading: string) => page.getByRole("region", { name: heading, exact: true });
const textIn = (page: Page) => page.inputValue('textarea[name="text"]');
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();

/** Opens a section's form, changes its text, and saves. */
async function change(page: Page, from: string | RegExp, to: string): Promise<void> {
	await page.fill('textarea[name="text"]', (await textIn(page)).replace(from, to));
	await save(page);
}

test("a section is written on a page of its own, and lines with a dash are a list", async () => {
	await health.goto(url(`/cases/${caseId}`));
	await health.getByRole("link", { name: "Summary", exact: true }).click();
	await health.getByRole("heading", { name: "Summary", level: 1 }).waitFor();
	await sectionIn(health, "Risk now").getByText("Nothing written yet.").waitFor();
	await health.getByText("Do not contact the victim yourself: ask the coordinator.").waitFor();
	expect(await health.content()).not.toContain("960199");
	await expectAccessible(health, "summary, without script");

	await sectionIn(health, "Risk now")
		.getByRole("link", { name: /^Write/ })
		.click();
	await expectAccessible(health, "section, without script");
	await health.fill('textarea[name="text"]', "To her:\n- <b>approaches</b>\n- a threat\n\nSince May.");
	await save(health);
	await health.waitForURL(/\/summary#section-risk$/);
	const risk = sectionIn(health, "Risk now");
	expect(await risk.locator("li").allInnerTexts()).toEqual(["<b>approaches</b>", "a threat"]);
	await risk.getByText("Since May.").waitFor();
});

test("whoever sees protected details is told how the victim may be contacted", async () => {
	await chair.goto(summary());
	await chair.getByText("Safe contact only: 01632 960199, after six").waitFor();
	await expectAccessible(chair, "summary, with safe contact");
});

test("what two people change in different lines goes together", async () => {
	await health.goto(summary("/pattern"));
	await probation.goto(summary("/pattern"));
	await change(health, "He has a key.", "He has a key.\nHe follows her home.");
	await change(probation, "He waits", "On Thursdays he waits");
	await probation.goto(summary());
	const lines = await sectionIn(probation, "Pattern of behaviour").locator(".pr-prose").innerText();
	expect(lines).toBe(
		"On Thursdays he waits outside her work.\nHe rang her sister.\nHe has a key.\nHe follows her home.",
	);
});

test("where two change the same line both texts are shown, and nothing typed is lost", async () => {
	await health.goto(summary("/pattern"));
	await probation.goto(summary("/pattern"));
	await health.fill(
		'textarea[name="text"]',
		`${(await textIn(health)).replace("He rang her sister.", "He rang her sister twice.")}\nAnd her mother.`,
	);
	await save(health);
	await change(probation, "He rang her sister.", "He rang her sister at work.");
	await probation.getByRole("heading", { name: "Two of you changed the same lines" }).waitFor();
	await expectAccessible(probation, "two texts that met, without script");
	const both = await probation.locator(".pr-conflict__texts").innerText();
	expect(both).toMatch(/Only in what is saved:\s+He rang her sister twice\./);
	expect(both).toMatch(/Only in yours:\s+He rang her sister at work\./);
	// Mine, with what others changed elsewhere.
	expect(await textIn(probation)).toContain("He rang her sister at work.\nHe has a key.");
	expect(await textIn(probation)).toContain("And her mother.");
	await change(probation, "sister at work.", "sister twice, at work.");
	const said = await sectionIn(probation, "Pattern of behaviour").locator(".pr-prose").innerText();
	expect(said).toContain(
		"He rang her sister twice, at work.\nHe has a key.\nHe follows her home.\nAnd her mother.",
	);
});

test("what is too long is refused at its box, and stays there", async () => {
	await health.goto(summary("/plan"));
	const long = `${"x".repeat(99)}\n`.repeat(501);
	await health.fill('textarea[name="text"]', long);
	await save(health);
	await health.getByRole("heading", { name: "There is a problem" }).waitFor();
	await health.locator("#text-error, .govuk-error-message").first().waitFor();
	expect((await textIn(health)).length).toBe(long.length);
	await expectAccessible(health, "section refused, without script");
	// A character that no keyboard types is left out, and the rest is kept.
	await health.fill('textarea[name="text"]', "Pasted\u0007text");
	await save(health);
	await sectionIn(health, "Plan").getByText("Pastedtext").waitFor();
});

test("who wrote this is told by person and agency, in words", async () => {
	await chair.goto(summary());
	await sectionIn(chair, "Pattern of behaviour")
		.getByRole("link", { name: /Who wrote this/ })
		.click();
	const said = await chair.locator("main").innerText();
	for (const agency of [
		"Changing Pathways: ",
		"Essex Partnership University NHS Trust: ",
		"Probation Service: ",
	])
		expect(said).toContain(agency);
	expect(said).toMatch(/Changing Pathways: \d+ words/);
	await expectAccessible(chair, "who wrote this");
});

test("an earlier state is seen, compared and restored, and nothing is erased", async () => {
	await probation.goto(summary("/pattern/states"));
	await expectAccessible(probation, "earlier states");
	const rows = probation.locator("main tbody tr");
	const before = await rows.count();
	await rows
		.last()
		.getByRole("link", { name: /^As of/ })
		.click();
	expect(await probation.locator(".pr-prose").innerText()).toBe(BEFORE);
	expect(await probation.locator("ins").first().innerText()).toMatch(/put in since:\s+On Thursdays/);
	await expectAccessible(probation, "an earlier state");
	await probation.getByRole("button", { name: "Restore this state" }).click();
	await probation.waitForURL(/\/summary#section-pattern$/);
	expect(await sectionIn(probation, "Pattern of behaviour").locator(".pr-prose").innerText()).toBe(BEFORE);
	await probation.goto(summary("/pattern/states"));
	expect(await rows.count()).toBe(before + 1);
	await probation.goto(summary("/pattern/authors"));
	expect(await probation.locator("main").innerText()).toMatch(/Changing Pathways: \d+ words/);
	// Back to what it said before that.
	await probation.goto(summary("/pattern/states"));
	await rows
		.nth(1)
		.getByRole("link", { name: /^As of/ })
		.click();
	await probation.getByRole("button", { name: "Restore this state" }).click();
	await sectionIn(probation, "Pattern of behaviour").getByText("And her mother.").waitFor();
});

test("another agency’s part is read and not written", async () => {
	await health.goto(summary());
	await health
		.getByRole("region", { name: "What Essex Partnership University NHS Trust holds" })
		.getByRole("link", { name: /^Write/ })
		.click();
	const own = health.url();
	await health.fill('textarea[name="text"]', "Known to the crisis line.");
	await save(health);
	await probation.goto(own);
	await probation.getByText("Only people of Essex Partnership University NHS Trust write here.").waitFor();
	expect(await probation.locator("textarea").count()).toBe(0);
	await expectAccessible(probation, "another agency’s part");
});

test("a case is one page of paper, marked, without protected details", async () => {
	await chair.goto(summary());
	await chair.getByRole("link", { name: /print/i }).click();
	const said = await chair.locator(".pr-one-page").innerText();
	for (const words of [
		"Ann Example",
		"Do not contact the victim yourself",
		"Risk now",
		"Known to the crisis line.",
	])
		expect(said).toContain(words);
	expect(said).toMatch(/OFFICIAL-SENSITIVE\. Printed by .+, Essex Police/);
	expect(said).not.toContain("960199");
	await expectAccessible(chair, "one page to print");
	const paper = (await chair.pdf({ preferCSSPageSize: true })).toString("latin1");
	expect(paper.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
});

test("the fullest case, too, is one page of paper", async () => {
	for (const one of fullest) {
		await chair.goto(url(`/cases/${one}/print`));
		const paper = (await chair.pdf({ preferCSSPageSize: true })).toString("latin1");
		expect(paper.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
	}
	const said = await chair.locator(".pr-one-page").innerText();
	expect(said.match(/Goes on in Panelroom/g)).toHaveLength(8);
	expect(said).toMatch(/And [1-3] more\./);
	await expectAccessible(chair, "the fullest page to print");
});

test("papers hold the summary as it stands, and of a meeting that is over as it then was", async () => {
	await health.goto(url(`${coming}/papers`));
	const now = await health.locator(".pr-paper").innerText();
	expect(now).toContain("And her mother.");
	expect(now).toContain("Known to the crisis line.");
	expect(now).toMatch(/Chronology of incidents\s+1 incident, 5 Jan 2026\./);
	expect(now).toContain("Mon 5 Jan 2026 Loitering: Waited at the gate of the school");
	await expectAccessible(health, "papers with a summary");
	await health.goto(url(`${over}/papers`));
	const then = await health.locator(".pr-paper").innerText();
	expect(then).toContain("He rang her sister.");
	expect(then).not.toContain("And her mother.");
	expect(then).toContain("Chronology of incidents, as it stands now");
});

test("the record holds the summary as the panel had it", async () => {
	await probation.goto(url(`${over}/record`));
	await probation.getByText("The summary as the panel had it").click();
	const kept = probation.locator(".pr-record details");
	expect(await kept.innerText()).toContain(BEFORE);
	expect(await kept.innerText()).not.toContain("Known to the crisis line.");
	await expectAccessible(probation, "record with a summary");
	// On paper it stands open.
	await probation.getByText("The summary as the panel had it").click();
	expect(await kept.locator(".pr-summary-read").first().isVisible()).toBe(false);
	const heightOnPaper = async () => (await kept.boundingBox())?.height ?? 0;
	const closed = await heightOnPaper();
	await probation.emulateMedia({ media: "print" });
	expect(await heightOnPaper()).toBeGreaterThan(closed + 60);
	await probation.emulateMedia({ media: null });
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
