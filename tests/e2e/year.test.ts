/**
 * A year of a panel, from its own spreadsheet to the lead's figures: import, meetings, a refusal that goes to the
 * chair and on to manager and lead, reminders, reviews, a case that is closed, pairs that come again. People act
 * through the screens; the clock goes from day to day. The test writes down what it did and counts for itself, and the
 * lead's page must say the same.
 */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { enterRoom, fillStart, openWorld, picture, type World } from "./world.ts";
import {
	actionOf,
	addCase,
	agree,
	agreeAndGoOn,
	closeMeeting,
	type Day,
	fillDay,
	inWords,
	type KnownCase,
	type Leaving,
	nameOfficer,
	openAction,
	openForAll,
	publishAgenda,
	type Referral,
	review,
	say,
	typeCase,
} from "./year/at-work.ts";
import { type Action, countedFrom, type Ledger } from "./year/ledger.ts";
import { AGENCY_OF, readTracker, statusMeant } from "./year/tracker.ts";

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));
const NORTH = "North LPA";
const [HOUSING, PATHWAYS, PROBATION, HEALTH, CHILDREN] = [
	"Colchester Housing",
	"Changing Pathways",
	"Probation Service",
	"Essex Partnership University NHS Trust",
	"Children’s Social Care",
];
/** Who holds a seat on North, observers apart, and for whom they sit there. */
const SEATS: Record<string, string> = {
	chair: "Essex Police",
	deputy: "Essex Police",
	coordinator: "Essex Police",
	isac: PATHWAYS,
	housing: HOUSING,
	probation: PROBATION,
	health: HEALTH,
	childrens: CHILDREN,
};

const ledger: Ledger = { referrals: [], hearings: [], seats: [], actions: [], advice: [], reviews: [] };
/** Cases of the year by the victim's first name. */
const files = new Map<string, KnownCase>();
let world: World;
let today: Day = "2027-01-04";
/** Who is signed in today. */
let desks = new Map<string, Page>();

const noonOf = (day: Day) => new Date(`${day}T12:00:00Z`);
const url = (path: string) => `${world.server.url}${path}`;
const north = () => url(`/panels/${world.panels.get(NORTH)}`);
const file = (name: string): KnownCase => {
	const known = files.get(name);
	if (!known) throw new Error(`No case of ${name}`);
	return known;
};
const caseUrl = (name: string) => url(`/cases/${file(name).id}`);

/** Somebody at their own screen today. */
async function at(who: string): Promise<Page> {
	const page = desks.get(who) ?? (await world.enter(who, { viewport: { width: 1280, height: 800 } }));
	page.setDefaultTimeout(20_000);
	desks.set(who, page);
	return page;
}

async function goTo(day: Day): Promise<void> {
	await world.travelTo(noonOf(day));
	today = day;
	desks = new Map();
}

async function home(who: string): Promise<Page> {
	const page = await at(who);
	await page.goto(url("/"));
	return page;
}

/** What somebody's inbox says today. */
async function inboxOf(who: string): Promise<string> {
	const page = await at(who);
	await page.goto(url("/inbox"));
	return page.locator("main").innerText();
}

async function refer(name: string, given: Referral): Promise<void> {
	files.set(name, await addCase(await at("coordinator"), north(), given));
	ledger.referrals.push({ panel: NORTH, case: name, on: given.referredOn, kind: "New" });
}

/** One action of the ledger, to be marked as it goes on. */
function action(what: string): Action {
	const found = ledger.actions.find((one) => one.what === what);
	if (!found) throw new Error(`No action ${what}`);
	return found;
}

interface Agreed {
	agency: string;
	due: Day;
	isAccepted?: boolean;
}

async function undertake(page: Page, what: string, { agency, due, isAccepted }: Agreed): Promise<void> {
	await agree(page, what, agency, due, { isAccepted });
	ledger.actions.push({ panel: NORTH, what, agency, agreedOn: today, due });
}

async function advise(page: Page, words: string): Promise<void> {
	await say(page, "Advice", words);
	ledger.advice.push({ panel: NORTH, on: today, words, answer: "Not answered" });
}

/** Plans a meeting of North at noon of a day. @returns where its room is. */
async function plan(day: Day): Promise<string> {
	const page = await at("coordinator");
	await page.goto(`${north()}/meetings/new`);
	await fillStart(page, noonOf(day));
	await page.fill('[name="place"]', "Chelmsford, room 2");
	await page.getByRole("button", { name: "Plan it" }).click();
	await page.waitForURL(/\/meetings\/[^/]+\/agenda/);
	return page.url().replace("/agenda", "");
}

/** Everybody who comes, at their screen or, those who only listen, by a browser without script. */
async function gather(room: string, screens: string[], listening: string[]): Promise<void> {
	for (const who of screens) await enterRoom(await at(who), room);
	for (const who of listening) {
		const page = await world.enter(who, { javaScriptEnabled: false });
		await enterRoom(page, room);
		await page.context().close();
	}
	const there = new Set([...screens, ...listening]);
	for (const [who, agency] of Object.entries(SEATS))
		ledger.seats.push({ panel: NORTH, on: today, agency, wasThere: there.has(who) });
}

async function hear(chair: Page, room: string, name: string, listing: "New" | "Repeat" | "Review") {
	await openForAll(chair, room, file(name).reference);
	ledger.hearings.push({ panel: NORTH, case: name, on: today, listing });
	const referral = ledger.referrals.findLast((one) => one.case === name);
	if (referral && !referral.firstHeardOn) referral.firstHeardOn = today;
	dropReview(name);
}

/** A review that was due falls away when the case is heard, referred again or closed. */
function dropReview(name: string): void {
	for (const one of ledger.reviews) if (one.case === name && !one.done) one.isDropped = true;
}

async function close(chair: Page, room: string, leaving: Record<string, Leaving>): Promise<void> {
	const byReference = Object.entries(leaving).map(([name, next]) => [file(name).reference, next]);
	await closeMeeting(chair, room, Object.fromEntries(byReference));
	for (const [name, next] of Object.entries(leaving)) {
		const dueOn = typeof next === "string" || "close" in next ? null : "review" in next ? next.review : next.suggested;
		if (dueOn) ledger.reviews.push({ panel: NORTH, case: name, dueOn });
	}
}

async function pressClose(chair: Page): Promise<void> {
	await chair.getByRole("button", { name: "Close the meeting" }).click();
	await chair.waitForURL(/\/record/);
}

// Generous, since a machine of two cores may be busy.
vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
	world = await openWorld(undefined, noonOf(today));
});
afterAll(async () => {
	await world?.end();
});

test("4 January: the coordinator brings the panel’s spreadsheet in, and four cases that were referred since", async () => {
	const page = await at("coordinator");
	await page.goto(url("/import"));
	await page.setInputFiles('input[type="file"]', TRACKER);
	await page.getByRole("button", { name: "Read this file" }).click();
	await page.getByRole("button", { name: "Continue", exact: true }).click();
	await page.getByRole("heading", { name: "Names and words in the file" }).waitFor();
	await sayWhatWordsMean(page);
	await page.getByRole("button", { name: "Continue to the preview" }).click();
	await page.getByText("This would create 54 cases and 177 actions").waitFor();
	await picture(page, "coordinator-import");
	await page.getByRole("button", { name: "Import these rows" }).click();
	await page.getByText("54 cases and 177 actions were created").waitFor();
	const read = await readTracker(TRACKER);
	ledger.referrals.push(...read.referrals);
	ledger.hearings.push(...read.hearings);
	ledger.actions.push(...read.actions);

	await refer("Ann", {
		victim: "Ann Archer",
		suspect: "Carl Archer",
		risk: "high",
		referredOn: "2027-01-04",
	});
	await refer("Bea", {
		victim: "Bea Barlow",
		suspect: "Dan Barlow",
		risk: "medium",
		referredOn: "2026-12-28",
	});
	await refer("Cat", { victim: "Cat Cole", suspect: "Ed Cole", risk: "high", referredOn: "2026-12-10" });
	await refer("Dee", {
		victim: "Dee Dunn",
		suspect: "Fred Dunn",
		risk: "standard",
		referredOn: "2026-12-08",
	});
	for (const name of ["Ann", "Cat"])
		await nameOfficer(page, caseUrl(name), "PC Elena Fernández", "officer@panelroom.example");
	first = await plan("2027-01-20");
	const four = ["Ann", "Bea", "Cat", "Dee"].map((name) => file(name).reference);
	await publishAgenda(page, `${first}/agenda`, four);
});
/** The room of the first meeting, which is planned ahead. */
let first = "";

/** Whoever imports looks at each name and status of the file, and puts right what was guessed otherwise. */
async function sayWhatWordsMean(page: Page): Promise<void> {
	for (const [what, meant] of [
		["owner-", (written: string) => AGENCY_OF[written.trim().toLowerCase()] ?? ""],
		["status-", (written: string) => STATUS_WORDS[statusMeant(written)]],
	] as const) {
		for (const select of await page.locator(`select[name^="${what}"]`).all()) {
			const written = await select.locator("xpath=ancestor::tr").locator("th").innerText();
			const chosen = await select.locator("option:checked").innerText();
			const right = meant(written);
			if (chosen !== right) {
				corrected.push(`${written}: ${chosen} → ${right}`);
				await select.selectOption({ label: right });
			}
		}
	}
}
const corrected: string[] = [];
const STATUS_WORDS = {
	done: "Done",
	"not-possible": "Not possible – circumstances changed",
	"in-progress": "In progress",
	open: "Open",
};

test("20 January: the panel meets on four cases", async () => {
	await goTo("2027-01-20");
	await gather(first, ["chair", "isac", "housing"], ["coordinator", "probation", "health"]);
	const [chair, isac, housing] = [await at("chair"), await at("isac"), await at("housing")];
	await chair.goto(`${first}/agenda`);
	await picture(chair, "chair-agenda");
	await chair.goto(first);
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	await hear(chair, first, "Ann", "New");
	await say(chair, "Risk", "He was seen outside her work twice this week.");
	await advise(chair, "Apply for a stalking protection order this month.");
	await undertake(chair, "Change the locks and fit a door viewer", { agency: HOUSING, due: "2027-02-03" });
	await undertake(chair, "Ask the court to add an exclusion zone to his licence", {
		agency: PROBATION,
		due: "2027-02-10",
		isAccepted: true,
	});
	await actionOf(housing, "Change the locks").getByRole("button", { name: /^Accept/ }).click();
	await actionOf(chair, "Change the locks").getByText("Open").waitFor();
	await picture(chair, "chair-room");
	await chair.getByRole("link", { name: "Read back and go on" }).click();
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	await picture(chair, "chair-read-back");
	await agreeAndGoOn(chair, file("Bea").reference);
	await chair.locator(".pr-agenda-item--current").getByText(file("Bea").reference).waitFor();

	await hear(chair, first, "Bea", "New");
	const phone = "Go through her telephone and accounts with her";
	await undertake(chair, phone, { agency: PATHWAYS, due: "2027-02-01" });
	await actionOf(isac, phone).getByRole("button", { name: /^Accept/ }).click();
	await actionOf(chair, phone).getByText("Open").waitFor();

	await hear(chair, first, "Cat", "New");
	await advise(chair, "Charge the breach of 3 January by itself.");
	const support = "Offer her the support group on Mondays";
	await undertake(chair, support, { agency: PATHWAYS, due: "2027-02-26" });
	await actionOf(isac, support).getByRole("button", { name: /^Accept/ }).click();
	await actionOf(chair, support).getByText("Open").waitFor();

	await hear(chair, first, "Dee", "New");
	await undertake(chair, "Assess him for the stalking clinic", {
		agency: HEALTH,
		due: "2027-03-17",
		isAccepted: true,
	});
	await close(chair, first, {
		Ann: { suggested: "2027-02-17" },
		Bea: { review: "2027-04-14" },
		Cat: { review: "2027-07-02" },
		Dee: { suggested: "2027-04-14" },
	});
	await picture(chair, "chair-close");
	await pressClose(chair);
});

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
