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
	type Answers,
	actionOf,
	addCase,
	agree,
	agreeAndGoOn,
	answerAdvice,
	closeMeeting,
	type Day,
	decide,
	fillDay,
	type KnownCase,
	type Leaving,
	nameOfficer,
	openAction,
	openForAll,
	publishAgenda,
	type Referral,
	review,
	say,
	stand,
	typeCase,
} from "./year/at-work.ts";
import { figuresOn } from "./year/lead-page.ts";
import { type Action, type Asked, countedFrom, type Ledger } from "./year/ledger.ts";
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
/** What one's own agency is to do for North, the newest first. */
const ours = () => url(`/actions?whose=agency&panel=${world.panels.get(NORTH)}&sort=agreed`);
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

const top = (page: Page) => page.evaluate(() => window.scrollTo(0, 0));

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
		const dueOn =
			typeof next === "string" || "close" in next ? null : "review" in next ? next.review : next.suggested;
		if (dueOn) ledger.reviews.push({ panel: NORTH, case: name, dueOn });
	}
}

async function pressClose(chair: Page): Promise<void> {
	await chair.getByRole("button", { name: "Close the meeting" }).click();
	await chair.waitForURL(/\/record/);
}

// Generous, since a machine of two cores may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** One day after another: what follows a day that failed would only fail in its wake. */
let hasFailed = false;
function day(title: string, work: () => Promise<void>): void {
	test(title, async () => {
		if (hasFailed) throw new Error("An earlier day failed");
		hasFailed = true;
		await work();
		hasFailed = false;
	});
}

beforeAll(async () => {
	world = await openWorld(undefined, noonOf(today));
});
afterAll(async () => {
	await world?.end();
});

day(
	"4 January: the coordinator brings the panel’s spreadsheet in, and four cases that were referred since",
	async () => {
		const page = await at("coordinator");
		await page.goto(url("/import"));
		await page.setInputFiles('input[type="file"]', TRACKER);
		await page.getByRole("button", { name: "Read this file" }).click();
		await page.getByRole("button", { name: "Continue", exact: true }).click();
		await page.getByRole("heading", { name: "Names and words in the file" }).waitFor();
		await sayWhatWordsMean(page);
		await page.getByRole("button", { name: "Continue to the preview" }).click();
		const accept = page.getByRole("button", { name: "Import 177 rows" });
		await accept.waitFor();
		await picture(page, "coordinator-import");
		await accept.click();
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
	},
);
/** The room of the first meeting, which is planned ahead. */
let first = "";

/** Whoever imports looks at each name and status of the file, and puts right what was guessed otherwise. */
async function sayWhatWordsMean(page: Page): Promise<void> {
	const guesses = await page
		.locator('select[name^="owner-"], select[name^="status-"]')
		.evaluateAll((selects) =>
			selects.map((select) => ({
				name: select.getAttribute("name") ?? "",
				written: select.closest("tr")?.querySelector("th .pr-table__value")?.textContent?.trim() ?? "",
				chosen: (select as HTMLSelectElement).selectedOptions[0]?.textContent ?? "",
			})),
		);
	expect(guesses.length).toBeGreaterThan(20);
	for (const { name, written, chosen } of guesses) {
		const isOwner = name.startsWith("owner-");
		const right = isOwner ? AGENCY_OF[written.toLowerCase()] : STATUS_WORDS[statusMeant(written)];
		if (right && chosen !== right) await page.selectOption(`[name="${name}"]`, { label: right });
	}
}
const STATUS_WORDS = {
	done: "Done",
	"not-possible": "Not possible – circumstances changed",
	"in-progress": "In progress",
	open: "Open",
};

day("20 January: the panel meets on four cases", async () => {
	await goTo("2027-01-20");
	await gather(first, ["chair", "isac", "housing"], ["coordinator", "probation", "health"]);
	const [chair, isac, housing] = [await at("chair"), await at("isac"), await at("housing")];
	await chair.goto(`${first}/agenda`);
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
	await actionOf(housing, "Change the locks")
		.getByRole("button", { name: /^Accept/ })
		.click();
	await actionOf(chair, "Change the locks").getByText("Open").waitFor();
	await top(chair);
	await picture(chair, "chair-room");
	await chair.getByRole("link", { name: "Read back and go on" }).click();
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	await top(chair);
	await picture(chair, "chair-read-back");
	await agreeAndGoOn(chair, file("Bea").reference);
	await chair.locator(".pr-agenda-item--current").getByText(file("Bea").reference).waitFor();

	await hear(chair, first, "Bea", "New");
	const phone = "Go through her telephone and accounts with her";
	await undertake(chair, phone, { agency: PATHWAYS, due: "2027-02-01" });
	await actionOf(isac, phone)
		.getByRole("button", { name: /^Accept/ })
		.click();
	await actionOf(chair, phone).getByText("Open").waitFor();

	await hear(chair, first, "Cat", "New");
	await advise(chair, "Charge the breach of 3 January by itself.");
	const support = "Offer her the support group on Mondays";
	await undertake(chair, support, { agency: PATHWAYS, due: "2027-02-26" });
	await actionOf(isac, support)
		.getByRole("button", { name: /^Accept/ })
		.click();
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
	await pressClose(chair);
});

day(
	"29 January: the officer answers the advice; whoever has something due in three days is told",
	async () => {
		await goTo("2027-01-29");
		const officer = await home("officer");
		await picture(officer, "officer-home");
		await officer.goto(url("/officer"));
		await picture(officer, "officer-advice");
		await answerAdvice(officer, "Apply for a stalking protection order", "accepted");
		advice("Apply for a stalking").answer = "Accepted";
		await answerAdvice(officer, "Charge the breach", "declined", "The CCTV of that day was overwritten.");
		advice("Charge the breach").answer = "Declined";
		await picture(officer, "officer-answered");
		const told = await inboxOf("isac");
		expect(told).toContain("Go through her telephone and accounts with her");
		expect(told).toContain("Due in 3 days");
		expect(await inboxOf("manager")).toContain("Nothing waits for you");
	},
);

day("4 February: three days over, its owner is told again; housing has done what it undertook", async () => {
	await goTo("2027-02-04");
	expect(await inboxOf("isac")).toContain("Overdue by 3 days");
	expect(await inboxOf("manager")).toContain("Nothing waits for you");
	const housing = await home("housing");
	await picture(housing, "agency-home");
	await housing.goto(ours());
	await picture(housing, "agency-actions");
	const locks = "Change the locks and fit a door viewer";
	await openAction(housing, ours(), locks);
	await picture(housing, "agency-action");
	await stand(housing, {
		status: "done",
		outcome: "Both locks changed, viewer fitted.",
		doneOn: "2027-02-01",
	});
	Object.assign(action(locks), { ended: "done", doneOn: "2027-02-01" });

	const coordinator = await at("coordinator");
	await coordinator.goto(`${caseUrl("Bea")}/safety-plans?add`);
	await coordinator.fill('[name="what"]', "Somebody walks with her to the station. A code word at work.");
	await coordinator.selectOption('[name="ownerAgencyId"]', { label: PATHWAYS });
	await fillDay(coordinator, "endsOn", "2027-07-04");
	await fillDay(coordinator, "reviewOn", "2027-04-04");
	await coordinator.getByRole("button", { name: "Add the plan" }).click();
	await coordinator.getByText("A code word at work").first().waitFor();
});

day("8 February: seven days over, the owner’s manager is told, and of no case", async () => {
	await goTo("2027-02-08");
	const told = await inboxOf("manager");
	expect(told).toContain("is 7 days overdue on North LPA");
	for (const secret of ["Bea", file("Bea").reference, "telephone"]) expect(told).not.toContain(secret);
	expect(await inboxOf("chair")).not.toContain("Go through her telephone");
	expect(await inboxOf("probation")).toContain("Due in 2 days");
});

day(
	"15 February: fourteen days over, the chair is told; what was late is done; an accepted action is refused after all",
	async () => {
		await goTo("2027-02-15");
		const told = await inboxOf("chair");
		expect(told).toContain("Go through her telephone and accounts with her");
		expect(told).toContain("Overdue by 14 days");

		const isac = await home("isac");
		const phone = "Go through her telephone and accounts with her";
		await openAction(isac, ours(), phone);
		await stand(isac, { status: "done", outcome: "Two accounts were shared; both are shut.", doneOn: today });
		Object.assign(action(phone), { ended: "done", doneOn: today });
		expect(await inboxOf("chair")).not.toContain(phone);

		await (await at("chair")).goto(`${north()}/actions?show=sign-off`);
		await (await at("chair")).getByRole("link", { name: phone }).first().click();
		await (await at("chair")).getByRole("button", { name: "Sign it off" }).click();
		await (await at("chair")).waitForURL((to) => !to.pathname.startsWith("/actions/"));

		const probation = await home("probation");
		const licence = "Ask the court to add an exclusion zone to his licence";
		await openAction(probation, ours(), licence);
		await stand(probation, { status: "done", outcome: "Added on 14 February.", doneOn: today });
		Object.assign(action(licence), { ended: "done", doneOn: today });

		const support = "Offer her the support group on Mondays";
		await home("isac");
		await openAction(isac, ours(), support);
		await stand(isac, { status: "refused", outcome: "The group has ended, and there is no other." });
		action(support).ended = "refused";
		const chair = await home("chair");
		await chair.getByRole("link", { name: /Decide on 1 refused action/ }).waitFor();
		await chair.goto(url("/inbox"));
		await chair.getByRole("link", { name: support }).first().click();
		await chair.getByText("What becomes of it?").evaluate((legend) => legend.scrollIntoView());
		await picture(chair, "chair-refused");
		await decide(chair, "escalate", "Please find her another group.");
		expect(await inboxOf("manager")).toContain("was refused after it had been accepted, on North LPA");
		const lead = await home("lead");
		await lead
			.getByRole("link", { name: "Take up 1 refused action that a chair has brought to you" })
			.waitFor();
		expect(await inboxOf("lead")).toContain("The group has ended, and there is no other.");
	},
);

day("17 March: the refused action’s clock has run on; the panel meets, and the chair ends it", async () => {
	await goTo("2027-03-17");
	const chair = await at("chair");
	const support = "Offer her the support group on Mondays";
	const told = await inboxOf("chair");
	expect(told).toContain(support);
	expect(told).toContain("Overdue by 19 days");

	await refer("Eve", { victim: "Eve Ellis", suspect: "Gus Ellis", risk: "high", referredOn: "2027-02-08" });
	await refer("Fay", {
		victim: "Fay Flynn",
		suspect: "Hugh Flynn",
		risk: "medium",
		referredOn: "2027-02-22",
	});
	await nameOfficer(
		await at("coordinator"),
		caseUrl("Eve"),
		"PC Elena Fernández",
		"officer@panelroom.example",
	);
	const room = await plan(today);
	const three = ["Eve", "Fay", "Ann"].map((name) => file(name).reference);
	await publishAgenda(await at("coordinator"), `${room}/agenda`, three);
	await gather(room, ["chair", "housing"], ["coordinator", "isac", "probation"]);
	const housing = await at("housing");
	await chair.goto(room);
	await chair.getByRole("button", { name: "Start the meeting" }).click();

	await hear(chair, room, "Eve", "New");
	const letter = "Hand him the warning letter at his home";
	await agree(chair, letter, HOUSING, "2027-04-01");
	const asked = actionOf(housing, letter);
	await asked.locator("summary").click();
	await asked.getByLabel("Why your agency refuses it").fill("He is no tenant of ours.");
	await asked.getByRole("button", { name: /^Refuse/ }).click();
	await actionOf(chair, letter).getByText("He is no tenant of ours.").waitFor();
	await advise(chair, "Take her telephone in for a download.");
	await chair.getByRole("link", { name: "Read back and go on" }).click();
	const settle = chair.locator(".pr-read-back__settle");
	await settle.getByLabel("Owner").selectOption({ label: PROBATION });
	await settle.getByLabel("Due").fill("12/5/2027");
	await settle.getByRole("button", { name: /^Settle/ }).click();
	await settle.waitFor({ state: "detached" });
	ledger.actions.push({ panel: NORTH, what: letter, agency: PROBATION, agreedOn: today, due: "2027-05-12" });

	await hear(chair, room, "Fay", "New");
	await undertake(chair, "Fit a camera over her door", {
		agency: HOUSING,
		due: "2027-04-14",
		isAccepted: true,
	});
	await hear(chair, room, "Ann", "Review");
	await advise(chair, "Ask for the order’s terms to name her workplace.");
	await close(chair, room, {
		Eve: "hearing",
		Fay: { review: "2027-07-02" },
		Ann: { review: "2027-06-09" },
	});
	await pressClose(chair);

	await chair.goto(url("/inbox"));
	await chair.getByRole("link", { name: support }).first().click();
	await decide(chair, "not-done", "No group is to be had before summer.");
	action(support).ended = "not-done";
	expect(await inboxOf("lead")).not.toContain(support);

	const health = await home("health");
	const clinic = "Assess him for the stalking clinic";
	await openAction(health, ours(), clinic);
	await stand(health, { status: "not-possible", outcome: "He was remanded in another county." });
	action(clinic).ended = "not-possible";
});

day("14 April: reviews and a safety plan are due; what was accepted is done", async () => {
	await goTo("2027-04-14");
	const coordinator = await home("coordinator");
	await coordinator.goto(`${north()}/follow-up?list=due`);
	for (const name of ["Bea", "Dee"])
		await coordinator
			.getByRole("link", { name: file(name).reference })
			.first()
			.waitFor();
	await picture(coordinator, "coordinator-follow-up");
	await coordinator.goto(`${north()}/follow-up?list=plans`);
	await coordinator.getByText("A code word at work").waitFor();
	await reviewed(
		"Bea",
		{
			hasStopped: "less",
			isSafer: "safer",
			victimSays: "the-same",
			investigation: "charged",
			order: "interim",
		},
		"2027-07-02",
	);
	await reviewed(
		"Dee",
		{
			hasStopped: "stopped",
			isSafer: "safer",
			victimSays: "safer",
			investigation: "no-further-action",
			order: "none",
		},
		"2027-05-12",
	);

	const housing = await home("housing");
	const camera = "Fit a camera over her door";
	await openAction(housing, ours(), camera);
	await stand(housing, { status: "done", outcome: "Fitted, and shown to her.", doneOn: today });
	Object.assign(action(camera), { ended: "done", doneOn: today });

	const probation = await at("probation");
	await probation.goto(caseUrl("Eve"));
	const letter = actionOf(probation, "Hand him the warning letter at his home");
	await letter.getByRole("button", { name: /^Accept/ }).click();
	await letter.getByText("Open").waitFor();

	const officer = await at("officer");
	await officer.goto(url("/officer"));
	await answerAdvice(officer, "Take her telephone in", "in-part", "A download of the messages, not of all.");
	advice("Take her telephone in").answer = "Accepted in part";
});

day("12 May: the deputy is in the chair; a case is closed", async () => {
	await goTo("2027-05-12");
	const probation = await home("probation");
	const letter = "Hand him the warning letter at his home";
	await openAction(probation, ours(), letter);
	await stand(probation, { status: "done", outcome: "Read to him and signed for.", doneOn: "2027-05-10" });
	Object.assign(action(letter), { ended: "done", doneOn: "2027-05-10" });

	await refer("Gil", { victim: "Gil Gray", suspect: "Ian Gray", risk: "standard", referredOn: "2027-04-01" });
	const room = await plan(today);
	const three = ["Gil", "Eve", "Dee"].map((name) => file(name).reference);
	await publishAgenda(await at("coordinator"), `${room}/agenda`, three);
	await gather(room, ["deputy"], ["coordinator", "isac", "housing", "health"]);
	const deputy = await at("deputy");
	await deputy.goto(room);
	await deputy.getByRole("button", { name: "Start the meeting" }).click();
	await hear(deputy, room, "Gil", "New");
	await advise(deputy, "Seize the tracker that was found on the car.");
	await undertake(deputy, "Tell the school who may fetch the children", {
		agency: CHILDREN,
		due: "2027-06-30",
		isAccepted: true,
	});
	await hear(deputy, room, "Eve", "Review");
	await undertake(deputy, "Visit her at home with the officer", {
		agency: PATHWAYS,
		due: "2027-06-30",
		isAccepted: true,
	});
	await hear(deputy, room, "Dee", "Review");
	await close(deputy, room, {
		Gil: { review: "2028-01-10" },
		Eve: { review: "2027-10-06" },
		Dee: {
			close: "risk-reduced",
			criteria: ["no-contact", "victim-safer"],
			note: "No contact since January.",
		},
	});
	await picture(deputy, "chair-close-a-case");
	await pressClose(deputy);
	await deputy.goto(caseUrl("Dee"));
	await deputy.getByText("The risk is down").first().waitFor();
});

day("2 July: four reviews, one of them late", async () => {
	await goTo("2027-07-02");
	await home("coordinator");
	await reviewed(
		"Ann",
		{
			hasStopped: "more",
			isSafer: "less-safe",
			victimSays: "less-safe",
			investigation: "charged",
			order: "breached",
		},
		"2027-12-29",
	);
	await reviewed(
		"Bea",
		{
			hasStopped: "stopped",
			isSafer: "safer",
			victimSays: "safer",
			investigation: "convicted",
			order: "in-force",
		},
		"2027-09-15",
	);
	await reviewed(
		"Cat",
		{
			hasStopped: "the-same",
			isSafer: "not-known",
			victimSays: "not-asked",
			investigation: "continues",
			order: "applied",
		},
		"2027-12-01",
	);
	await reviewed(
		"Fay",
		{
			hasStopped: "stopped",
			isSafer: "safer",
			victimSays: "safer",
			investigation: "no-further-action",
			order: "none",
		},
		"2028-01-05",
	);

	const isac = await home("isac");
	const visit = "Visit her at home with the officer";
	await openAction(isac, ours(), visit);
	await stand(isac, { status: "done", outcome: "She was seen twice.", doneOn: "2027-06-29" });
	Object.assign(action(visit), { ended: "done", doneOn: "2027-06-29" });
	// Nobody of that agency has signed in yet: whoever keeps the minutes records what they say on the telephone.
	const coordinator = await at("coordinator");
	const school = "Tell the school who may fetch the children";
	await coordinator.goto(caseUrl("Gil"));
	await actionOf(coordinator, school)
		.getByRole("link", { name: /^Update/ })
		.click();
	await stand(coordinator, { status: "done", outcome: "The school knows.", doneOn: today });
	Object.assign(action(school), { ended: "done", doneOn: today });
});

day("15 September: the panel meets again", async () => {
	await goTo("2027-09-15");
	await refer("Hal", { victim: "Hal Hunt", suspect: "Jean Hunt", risk: "high", referredOn: "2027-08-20" });
	await refer("Ivy", {
		victim: "Ivy Irwin",
		suspect: "Karl Irwin",
		risk: "medium",
		referredOn: "2027-06-30",
	});
	const room = await plan(today);
	const three = ["Hal", "Ivy", "Bea"].map((name) => file(name).reference);
	await publishAgenda(await at("coordinator"), `${room}/agenda`, three);
	await gather(room, ["chair"], ["coordinator", "isac", "probation"]);
	const chair = await at("chair");
	await chair.goto(room);
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	await hear(chair, room, "Hal", "New");
	await undertake(chair, "See him at the surgery", { agency: HEALTH, due: "2027-10-06", isAccepted: true });
	await hear(chair, room, "Ivy", "New");
	await undertake(chair, "Check his bail address", {
		agency: PROBATION,
		due: "2027-12-01",
		isAccepted: true,
	});
	await hear(chair, room, "Bea", "Review");
	await close(chair, room, {
		Hal: { review: "2028-02-02" },
		Ivy: { review: "2028-01-19" },
		Bea: { review: "2027-12-20" },
	});
	await pressClose(chair);
});

day(
	"9 December: after 11 months and 29 days a pair is a repeat, after 12 months and a day another is new",
	async () => {
		await goTo("2027-12-09");
		const coordinator = await at("coordinator");
		await typeCase(coordinator, north(), {
			victim: "Cat Cole",
			suspect: "Ed Cole",
			risk: "high",
			referredOn: today,
		});
		await coordinator.getByRole("button", { name: "Add the case" }).click();
		await coordinator.getByRole("heading", { name: "There is a case of the same names already" }).waitFor();
		await picture(coordinator, "coordinator-same-pair");
		await coordinator.getByLabel(/^The same people: refer .* again$/).check();
		await coordinator.getByRole("button", { name: "Continue" }).click();
		await coordinator.waitForURL(/\/cases\/(?!new)[^/]+$/);
		await coordinator.getByRole("heading", { name: "Actions from before" }).waitFor();
		await actionOf(coordinator, "Offer her the support group").waitFor();
		ledger.referrals.push({ panel: NORTH, case: "Cat", on: today, kind: "Repeat" });
		dropReview("Cat");

		await coordinator.goto(`${caseUrl("Dee")}/refer-again`);
		await coordinator.fill('[name="note"]', "He has written to her from a new address.");
		await coordinator.getByRole("button", { name: "Refer it again" }).click();
		await coordinator.waitForURL(/\/cases\/[^/]+$/);
		expect(await coordinator.getByRole("heading", { name: "Actions from before" }).count()).toBe(0);
		ledger.referrals.push({ panel: NORTH, case: "Dee", on: today, kind: "New" });
		await refer("Joy", {
			victim: "Joy Jones",
			suspect: "Leo Jones",
			risk: "medium",
			referredOn: "2027-12-06",
		});

		const probation = await home("probation");
		const bail = "Check his bail address";
		await openAction(probation, ours(), bail);
		await stand(probation, { status: "refused", outcome: "He is no longer ours: his order has ended." });
		action(bail).ended = "refused";
		const chair = await at("chair");
		await chair.goto(url("/inbox"));
		await chair.getByRole("link", { name: bail }).first().click();
		await decide(chair, "escalate", "Somebody must check it before Christmas.");
	},
);

day("15 December: the pairs that came again are heard; a case is carried over", async () => {
	await goTo("2027-12-15");
	const room = await plan(today);
	const three = ["Cat", "Dee", "Joy"].map((name) => file(name).reference);
	await publishAgenda(await at("coordinator"), `${room}/agenda`, three);
	await gather(room, ["chair"], ["deputy", "coordinator", "isac", "housing", "probation"]);
	const chair = await at("chair");
	await chair.goto(room);
	await chair.getByRole("button", { name: "Start the meeting" }).click();
	await hear(chair, room, "Cat", "Repeat");
	await chair.getByText("The CCTV of that day was overwritten.").first().waitFor();
	await advise(chair, "Arrest him for the breach of 8 December.");
	await undertake(chair, "Move her to another flat", { agency: HOUSING, due: "2028-01-12" });
	await hear(chair, room, "Dee", "New");
	await close(chair, room, { Cat: { review: "2028-01-12" }, Dee: { review: "2028-02-09" } });
	await chair.getByLabel("Carry over").check();
	await pressClose(chair);
});

day("29 December: the lead's figures are those of the test's own count", async () => {
	await goTo("2027-12-29");
	const lead = await home("lead");
	await picture(lead, "lead-home");
	const panel = world.panels.get(NORTH);
	const year = { from: "2027-01-01", to: "2027-12-31" };
	await expectFigures(lead, { ...year, panel: NORTH });
	await top(lead);
	await picture(lead, "lead-outcomes");
	await lead.locator("#due").evaluate((section) => section.scrollIntoView());
	await picture(lead, "lead-actions");
	await expectFigures(lead, { from: "2027-01-01", to: "2027-03-31", panel: NORTH });
	await expectFigures(lead, { ...year, panel: NORTH, agency: PATHWAYS });
	await expectFigures(lead, { ...year, panel: NORTH, agency: PROBATION });
	await expectFigures(lead, year);
	// What the spreadsheet brought, of the year before.
	await expectFigures(lead, { from: "2026-01-01", to: "2026-12-31" });

	const late = new URLSearchParams({
		preset: "own",
		...year,
		panel: panel ?? "",
		figure: "due",
		key: "late",
	});
	await lead.goto(url(`/outcomes/behind?${late}`));
	const behind = await lead.locator("main").innerText();
	for (const what of [
		"Ask the court to add an exclusion zone to his licence",
		"Go through her telephone and accounts with her",
		"Tell the school who may fetch the children",
	])
		expect(behind).toContain(what);
});

/** Every number of the lead's page for a period against the ledger's. */
async function expectFigures(lead: Page, asked: Omit<Asked, "today">): Promise<void> {
	const { from, to, panel, agency } = asked;
	const search = new URLSearchParams({ preset: "own", from, to });
	if (panel) search.set("panel", world.panels.get(panel) ?? "");
	await lead.goto(url(`/outcomes?${search}`));
	if (agency) {
		await lead.selectOption('[name="agency"]', { label: agency });
		await lead.getByRole("button", { name: "Show" }).click();
		await lead.waitForURL(/agency=[^&]/);
		await lead.getByText("These are the figures of one agency").waitFor();
	}
	const seen = await figuresOn(lead, { isOfOneAgency: agency !== undefined });
	expect(seen, JSON.stringify(asked)).toEqual(countedFrom(ledger, { ...asked, today }));
}

/** A coordinator's review of a case, and when it is reviewed next. */
async function reviewed(name: string, answers: Answers, nextOn: Day): Promise<void> {
	await review(await at("coordinator"), caseUrl(name), answers, nextOn);
	const due = ledger.reviews.find((one) => one.case === name && !one.done && !one.isDropped);
	if (!due) throw new Error(`No review of ${name} is due`);
	due.done = { ...answers, on: today };
	ledger.reviews.push({ panel: NORTH, case: name, dueOn: nextOn });
}

function advice(words: string) {
	const found = ledger.advice.find((one) => one.words.startsWith(words));
	if (!found) throw new Error(`No advice ${words}`);
	return found;
}

test("no page logged or threw anything unexpected", () => {
	expect(world.problems).toEqual([]);
});
