/**
 * A panel leaves its spreadsheet behind, in Chromium: what they have comes in by what a coordinator says of it, its
 * figures equal the file's, the same again changes nothing, an edited copy changes what was edited, and it can be undone.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { edited, zip } from "../workbooks.ts";
import { expectAccessible, openWorld, type World } from "./world.ts";

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));

let world: World;
let coordinator: Page;
let folder: string;

beforeAll(async () => {
	world = await openWorld();
	coordinator = await world.enter("coordinator");
	folder = await mkdtemp(join(tmpdir(), "panelroom-import-"));
}, 120_000);
afterAll(async () => {
	await world?.end();
	if (folder) await rm(folder, { recursive: true });
	expect(world.problems).toEqual([]);
});

interface TestFile {
	name: string;
	data: Uint8Array;
}
const asFile = ({ name, data }: TestFile) => ({
	name,
	mimeType: "application/octet-stream",
	buffer: Buffer.from(data),
});

async function choose(page: Page, file: string | TestFile): Promise<void> {
	await page.goto(`${world.server.url}/import`);
	await page.setInputFiles('input[type="file"]', typeof file === "string" ? file : asFile(file));
	await page.getByRole("button", { name: "Read this file" }).click();
}

const heading = (page: Page, words: string) =>
	page.getByRole("heading", { level: 1, name: words }).waitFor({ timeout: 20_000 });

/** Whoever listens hears each step: the page is called by it, and its heading has the focus. */
async function atStep(page: Page, words: string): Promise<void> {
	await heading(page, words);
	await expect.poll(() => page.title()).toBe(`${words} – Panelroom`);
	await expect.poll(() => page.locator("h1:focus").count()).toBe(1);
}

/** Takes every guess; the panel where it is not guessed. */
async function lookedAt(page: Page, file: string | TestFile, panel?: string): Promise<void> {
	await choose(page, file);
	await heading(page, "What the columns mean");
	if (panel) await page.getByLabel(/^Panel into which/).selectOption({ label: panel });
	await page.getByRole("button", { name: "Continue", exact: true }).click();
	await heading(page, "Names and words in the file");
	await page.getByRole("button", { name: "Continue to the preview" }).click();
	await heading(page, "What would become of every row");
}

/** What the figures above the rows say. */
async function figures(page: Page): Promise<Record<string, number>> {
	const pairs = await page
		.locator(".pr-import-figures > div")
		.evaluateAll((all) => all.map((one) => [...one.children].map((child) => child.textContent ?? "")));
	return Object.fromEntries(pairs.map(([what = "", n]) => [what, Number(n)]));
}

const NOTHING = { Uncertain: 0, "Will be created": 0, "Will change": 0, Unchanged: 0, "Not imported": 0 };

/** The cells of all rows of a kind, over all pages. */
async function rowsOf(page: Page, kind: string): Promise<string[][]> {
	await page.getByRole("link", { name: new RegExp(`^${kind}`) }).click();
	const rows: string[][] = [];
	for (;;) {
		await page
			.getByRole("link", { name: new RegExp(`^${kind}`) })
			.and(page.locator("[aria-current]"))
			.waitFor();
		rows.push(
			...(await page
				.locator(".pr-import-rows tbody tr")
				.evaluateAll((all) =>
					all.map((row) =>
						[...row.querySelectorAll(".pr-table__value")].map((cell) => cell.textContent ?? ""),
					),
				)),
		);
		const next = page.getByRole("link", { name: /^Next/ });
		if ((await next.count()) === 0) return rows;
		const url = page.url();
		await next.click();
		await page.waitForURL((to) => to.href !== url);
		await page
			.waitForFunction(
				(first) => document.querySelector(".pr-import-rows tbody tr")?.textContent !== first,
				await page.locator(".pr-import-rows tbody tr").first().textContent(),
				{ timeout: 5_000 },
			)
			.catch(() => {});
	}
}

test("the tracker comes in: 54 cases and 177 actions, and every other row says why not", async () => {
	await coordinator.goto(`${world.server.url}/import`);
	await expectAccessible(coordinator, "import, nothing chosen");
	await choose(coordinator, TRACKER);
	await heading(coordinator, "What the columns mean");
	await expectAccessible(coordinator, "import, columns");
	await coordinator.getByRole("button", { name: "Continue", exact: true }).click();
	await atStep(coordinator, "Names and words in the file");
	await expectAccessible(coordinator, "import, words");
	await coordinator.getByRole("button", { name: "Continue to the preview" }).click();
	await atStep(coordinator, "What would become of every row");
	await expectAccessible(coordinator, "import, preview");
	expect(await figures(coordinator)).toEqual({
		...NOTHING,
		"Will be created": 177,
		"Not imported": 34,
		"Rows in the file": 211,
	});
	const created = await rowsOf(coordinator, "Will be created");
	expect(created).toHaveLength(177);
	// What looks like a formula is what somebody typed, and nothing to be followed.
	expect(created.some(([, , about]) => about?.includes('=HYPERLINK("http'))).toBe(true);
	expect(await coordinator.locator('main a[href*="example.invalid"]').count()).toBe(0);
	const skipped = await rowsOf(coordinator, "Not imported");
	expect(skipped).toHaveLength(34);
	for (const [, , , why] of skipped) expect(why).toMatch(/\S/);

	await coordinator.getByRole("button", { name: "Import 177 rows" }).click();
	await coordinator.getByText("54 cases and 177 actions were created.").waitFor({ timeout: 30_000 });
	await expectAccessible(coordinator, "import, accepted");
	expect(await casesThere()).toBe(54);
});

/** As many cases as the three panels' pages say that there are. */
async function casesThere(): Promise<number> {
	let all = 0;
	for (const name of ["North LPA", "South LPA", "West LPA"]) {
		await coordinator.goto(`${world.server.url}/panels/${world.panels.get(name)}`);
		const caption = await coordinator
			.getByText(/^Cases \(\d+\)$/)
			.first()
			.innerText();
		all += Number(/\d+/.exec(caption)?.[0]);
	}
	return all;
}

test("the same file again changes nothing", async () => {
	await lookedAt(coordinator, TRACKER);
	expect(await figures(coordinator)).toEqual({
		...NOTHING,
		Unchanged: 177,
		"Not imported": 34,
		"Rows in the file": 211,
	});
	await coordinator.getByText(/^Nothing would change/).waitFor();
	expect(await coordinator.getByRole("button", { name: /^Import \d/ }).count()).toBe(0);
	// Asked twice, since all that was said of it is lost.
	await coordinator.locator("summary", { hasText: "Give this import up" }).click();
	await expectAccessible(coordinator, "import, about to be given up");
	await coordinator.getByRole("button", { name: "Yes, give it up" }).click();
	await atStep(coordinator, "This import was given up");
});

test("an edited copy changes what was edited, and undone it is as before", async () => {
	const copy = edited(new Uint8Array(readFileSync(TRACKER)), [
		["DS Evans 77733", "DS Grey 11111"],
		["105 Flat 2 High Street, CM99 6XY", "9 New Road, CM1 1AA"],
	]);
	const file = { name: "edited.xlsx", data: copy };
	await lookedAt(coordinator, file);
	const { "Will change": changes = 0, ...rest } = await figures(coordinator);
	expect(rest).toEqual({
		Uncertain: 0,
		"Will be created": 0,
		Unchanged: 177 - changes,
		"Not imported": 34,
		"Rows in the file": 211,
	});
	const told = (await rowsOf(coordinator, "Will change")).map(([, , , why = ""]) => why);
	expect(told).toHaveLength(changes);
	expect(told.join(" ")).toContain("“DS Evans 77733” becomes “DS Grey 11111”");
	expect(told.join(" ")).toContain("“105 Flat 2 High Street, CM99 6XY” becomes “9 New Road, CM1 1AA”");
	const others = told.map((why) =>
		why
			.replace("Officer in the case: “DS Evans 77733” becomes “DS Grey 11111”", "")
			.replace("Address: “105 Flat 2 High Street, CM99 6XY” becomes “9 New Road, CM1 1AA”", ""),
	);
	expect(others.join("")).toBe("");
	await coordinator.getByRole("button", { name: /^Import \d+ rows?$/ }).click();
	await coordinator.getByText(/rows? (was|were) changed\.$/).waitFor({ timeout: 30_000 });
	const address = coordinator.url();
	await lookedAt(coordinator, file);
	expect(await figures(coordinator)).toMatchObject({ "Will change": 0, Unchanged: 177 });

	await coordinator.goto(address);
	await coordinator.getByRole("button", { name: "Undo this import" }).click();
	await heading(coordinator, "This import was undone");
	await expectAccessible(coordinator, "import, undone");
	await lookedAt(coordinator, TRACKER);
	expect(await figures(coordinator)).toMatchObject({ "Will change": 0, Uncertain: 0, Unchanged: 177 });
});

const CSV = [
	"What was agreed,By when,Perp,Officer in case,Name of victim,Whose,Where it stands,Mood",
	"Call her,03/04/2026,Bob Day,DC Who 1,Ann Roe,Housing / J. Low,done,grim",
	"=1+1,ASAP,Bob Day,DC Who 1,Ann Roe,ISAC,ongoing,",
	"Visit,5 May 26,Cid Far,DC Who 1,Eve Low,Neighbourhood Watch,,",
].join("\n");

test("a CSV file with other columns in another order is understood, corrected, and works without JavaScript", async () => {
	const plain = await world.enter("coordinator", { javaScriptEnabled: false });
	await choose(plain, { name: "list.csv", data: new Uint8Array(Buffer.from(CSV)) });
	await heading(plain, "What the columns mean");
	const means = (column: string) =>
		plain.getByLabel(`What “${column}” means`).locator("option:checked").innerText();
	expect(await means("What was agreed")).toBe("Action");
	expect(await means("By when")).toBe("Due date");
	expect(await means("Perp")).toBe("Person causing harm");
	expect(await means("Officer in case")).toBe("Officer in the case");
	expect(await means("Name of victim")).toBe("Victim");
	expect(await means("Whose")).toBe("Owner of the action");
	expect(await means("Mood")).toBe("Keep it as a note on the case");
	// No panel is called like the file: it is asked for at its field, and nothing said is lost.
	await plain.getByLabel("What “Mood” means").selectOption({ label: "Leave it out" });
	await plain.getByRole("button", { name: "Continue", exact: true }).click();
	await plain.locator(".govuk-error-message", { hasText: "Choose the panel into which this goes" }).waitFor();
	expect(await means("Mood")).toBe("Leave it out");
	await plain.getByLabel(/^Panel into which/).selectOption({ label: "North LPA" });
	await plain.getByRole("button", { name: "Continue", exact: true }).click();
	await heading(plain, "Names and words in the file");
	await plain.getByText(/^1 name of an owner is not known/).waitFor();
	await plain.getByLabel("Agency that “Neighbourhood Watch” is").selectOption({ label: "Victim Support" });
	const remember = plain.getByLabel("Remember the names that I give to an agency");
	expect(await remember.isChecked()).toBe(false);
	await remember.check();
	await plain.getByRole("button", { name: "Continue to the preview" }).click();
	await heading(plain, "What would become of every row");
	expect(await figures(plain)).toEqual({
		...NOTHING,
		"Will be created": 3,
		"Not imported": 1,
		"Rows in the file": 4,
	});
	await plain.getByRole("button", { name: "Import 3 rows" }).click();
	await plain.getByText("2 cases and 3 actions were created.").waitFor({ timeout: 30_000 });
	// What was said of it is known the next time.
	await choose(plain, { name: "again.csv", data: new Uint8Array(Buffer.from(CSV)) });
	await heading(plain, "What the columns mean");
	expect(await means("Mood")).toBe("Leave it out");
	await plain.getByLabel(/^Panel into which/).selectOption({ label: "North LPA" });
	await plain.getByRole("button", { name: "Continue", exact: true }).click();
	await heading(plain, "Names and words in the file");
	expect(
		await plain.getByLabel("Agency that “Neighbourhood Watch” is").locator("option:checked").innerText(),
	).toBe("Victim Support");
	await plain.context().close();
});

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? "" : ", without script";
	test(`what an uncertain row is, is chosen and imported by one press, exactly so${how}`, async () => {
		const page = await world.enter("coordinator", { javaScriptEnabled });
		const victim = javaScriptEnabled ? "Mia Pell" : "Zoe Quint";
		const csv = (...rows: string[]) =>
			new Uint8Array(Buffer.from(["Crime ref,Victim,Suspect,Action,Owner", ...rows].join("\n")));
		const first = {
			name: "first.csv",
			data: csv(`42/${victim.length}1/26,${victim},Jo Pell,Call her,Victim Support`),
		};
		await lookedAt(page, first, "North LPA");
		await page.getByRole("button", { name: "Import 1 row" }).click();
		await page.getByText("1 case and 1 action were created.").waitFor({ timeout: 30_000 });
		const second = csv(
			`42/${victim.length}9/26,${victim},Jo Pell,Visit her,Victim Support`,
			`,Una ${victim},Bo Lake,Ring her,Victim Support`,
		);
		await lookedAt(page, { name: "second.csv", data: second }, "North LPA");
		expect(await figures(page)).toMatchObject({ Uncertain: 1, "Will be created": 1 });
		const choice = page.locator('select[name^="choice-"]');
		const same = await choice.locator("option", { hasText: `, ${victim} and` }).getAttribute("value");
		await choice.selectOption(same);
		await expectAccessible(page, "import, an uncertain row chosen");
		if (javaScriptEnabled) {
			// Whoever looks at other rows first finds what they chose as they left it.
			await page.getByRole("link", { name: /^Will be created/ }).click();
			await page.waitForURL(/fate=created/);
			await page.getByRole("link", { name: /^All/ }).click();
			await page.waitForURL((to) => !to.search.includes("fate"));
			await choice.waitFor();
			expect(await choice.inputValue()).toBe(same);
			await choice.selectOption({ label: "Leave it out" });
			await page.getByRole("button", { name: /^Import \d+ rows?$/ }).click();
			await page.getByText("1 case and 1 action were created.").waitFor({ timeout: 30_000 });
			// Left out, so the case is as it was: the same file is uncertain of it again.
			await lookedAt(page, { name: "second.csv", data: second }, "North LPA");
			expect(await figures(page)).toMatchObject({ Uncertain: 1, "Will be created": 0, Unchanged: 1 });
		} else {
			await page.getByRole("button", { name: /^Import \d+ rows?$/ }).click();
			await page.getByText(/1 case and 2 actions were created/).waitFor({ timeout: 30_000 });
			await lookedAt(page, { name: "second.csv", data: second }, "North LPA");
			expect(await figures(page)).toMatchObject({ Uncertain: 0, "Will be created": 0, Unchanged: 2 });
		}
		await page.context().close();
	});
}

test("whoever was named without an account takes over what is theirs once they have one", async () => {
	await coordinator.goto(`${world.server.url}/panels/${world.panels.get("North LPA")}/contacts`);
	await expectAccessible(coordinator, "contacts");
	const row = coordinator.getByRole("row", { name: /DC Who 1/ });
	await row.getByRole("link", { name: /Link/ }).click();
	await heading(coordinator, "Link DC Who 1 to an account");
	await expectAccessible(coordinator, "a contact");
	await coordinator.fill('[name="email"]', "nobody@example.org");
	await coordinator.getByRole("button", { name: "Link to this account" }).click();
	await coordinator.locator(".govuk-error-message").waitFor();
	expect(await coordinator.inputValue('[name="email"]')).toBe("nobody@example.org");
	// A second press within a second counts as the first.
	await coordinator.waitForTimeout(1_100);
	await coordinator.fill('[name="email"]', "officer@panelroom.example");
	await coordinator.getByRole("button", { name: "Link to this account" }).click();
	await coordinator.getByText("What is theirs is in their account now").waitFor();
	const officer = await world.enter("officer");
	await officer
		.getByText(/Ann Roe/)
		.first()
		.waitFor();
	await officer.context().close();
});

const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const text = (content: string) => new Uint8Array(Buffer.from(content));
const BAD: { what: string; file: () => TestFile; says: RegExp }[] = [
	{
		what: "a letter",
		file: () => ({ name: "letter.docx", data: text("Dear panel") }),
		says: /neither an Excel workbook/,
	},
	{
		what: "a password",
		file: () => ({ name: "locked.xlsx", data: new Uint8Array(Buffer.concat([OLE, Buffer.alloc(4096)])) }),
		says: /password/,
	},
	{ what: "nothing in it", file: () => ({ name: "empty.xlsx", data: text("") }), says: /empty/ },
	{
		what: "more than 5,000 rows",
		file: () => ({
			name: "long.csv",
			data: text(`Victim,Suspect,Action\n${"Ann,Bob,Call\n".repeat(5_001)}`),
		}),
		says: /5,000 rows/,
	},
	{
		what: "a zip bomb",
		file: () => ({ name: "bomb.xlsx", data: bomb() }),
		says: /unpacks|too much|large/i,
	},
	{
		what: "macros",
		file: () => ({ name: "macros.xlsm", data: new Uint8Array(readFileSync(TRACKER)) }),
		says: /macros/,
	},
];

/** Small as it is sent, and far larger than a tracker once it is unpacked. */
const bomb = () =>
	zip([
		{ path: "[Content_Types].xml", content: "<Types/>" },
		{ path: "xl/workbook.xml", content: "<workbook/>" },
		...["a", "b", "c"].map((name) => ({ path: `xl/${name}.xml`, content: " ".repeat(60 * 1024 * 1024) })),
	]);

for (const { what, file, says } of BAD) {
	test(`a file with ${what} is refused at its field, in words`, async () => {
		await choose(coordinator, file());
		const message = coordinator.locator(".govuk-error-message");
		await message.waitFor({ timeout: 20_000 });
		expect(await message.innerText()).toMatch(says);
		expect(await coordinator.locator(".govuk-error-summary").innerText()).toMatch(says);
	});
}

test("a file of more than 50 MB is refused before it is sent", async () => {
	const large = join(folder, "large.xlsx");
	await writeFile(large, Buffer.alloc(51 * 1024 * 1024));
	await choose(coordinator, large);
	expect(await coordinator.locator(".govuk-error-message").innerText()).toMatch(/larger than 50 MB/);
	await expectAccessible(coordinator, "import, refused");
});
