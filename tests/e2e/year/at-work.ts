/** What people of a panel do at their screens, each as one step: for the test of a year. */
import type { Page } from "playwright-core";

/** Civil dates, YYYY-MM-DD. */
export type Day = string;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "2027-02-17" as the product says it: "17 Feb 2027". */
export function inWords(day: Day): string {
	const [year, month, date] = day.split("-").map(Number);
	return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** "2027-02-17" as somebody types it: "17/2/2027". */
const typed = (day: Day): string => day.split("-").reverse().map(Number).join("/");

/** Types a date into its three boxes. */
export async function fillDay(page: Page, name: string, day: Day): Promise<void> {
	const [year = "", month = "", date = ""] = day.split("-");
	await page.fill(`[name="${name}-day"]`, String(Number(date)));
	await page.fill(`[name="${name}-month"]`, String(Number(month)));
	await page.fill(`[name="${name}-year"]`, year);
}

const choose = (page: Page, name: string, value: string) => page.check(`[name="${name}"][value="${value}"]`);

const lastPart = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

/** A case as the coordinator types it in. */
export interface Referral {
	victim: string;
	suspect: string;
	risk: "standard" | "medium" | "high";
	referredOn: Day;
}

export interface KnownCase {
	id: string;
	reference: string;
}

/** Fills in the form of a new case; the caller presses the button. */
export async function typeCase(page: Page, panelPath: string, given: Referral): Promise<void> {
	await page.goto(`${panelPath}/cases/new`);
	await page.fill('[name="victimName"]', given.victim);
	await page.fill('[name="suspectName"]', given.suspect);
	await choose(page, "relationship", "ex-partner");
	await choose(page, "risk", given.risk);
	await fillDay(page, "referredOn", given.referredOn);
}

export async function addCase(page: Page, panelPath: string, given: Referral): Promise<KnownCase> {
	await typeCase(page, panelPath, given);
	await page.getByRole("button", { name: "Add the case" }).click();
	await page.waitForURL(/\/cases\/(?!new)[^/]+$/);
	const heading = await page.locator("h1", { hasText: /^Case / }).innerText();
	return { id: lastPart(page), reference: heading.replace("Case ", "") };
}

/** Names the account of the officer in the case, who then sees it and its advice. */
export async function nameOfficer(page: Page, url: string, name: string, email: string): Promise<void> {
	await page.goto(`${url}/people?change=officer`);
	await page.fill('[name="officerName"]', name);
	await page.fill('[name="officerEmail"]', email);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText(email).waitFor();
}

/** Puts cases on the agenda from what is offered there, or by looking for them, and publishes it. */
export async function publishAgenda(page: Page, agendaUrl: string, references: string[]): Promise<void> {
	await page.goto(agendaUrl);
	for (const reference of references) {
		const offered = page.locator('.pr-choices [name="caseId"]').and(page.getByLabel(reference));
		if ((await offered.count()) > 0) {
			await offered.check();
			continue;
		}
		await page.getByText("Find another case of the panel").click();
		await page.getByLabel("Name or reference").fill(reference);
		await page.getByRole("button", { name: "Find", exact: true }).last().click();
		await page.locator("#field-found").check();
		await page.getByRole("button", { name: "Add what is ticked" }).click();
		await page.getByRole("link", { name: reference }).first().waitFor();
		await page.goto(agendaUrl);
	}
	const add = page.getByRole("button", { name: "Add them to the agenda" });
	if ((await page.locator('.pr-choices [name="caseId"]:checked').count()) > 0) await add.click();
	for (const reference of references) await page.getByRole("link", { name: reference }).first().waitFor();
	await page.goto(agendaUrl);
	await page.getByRole("button", { name: "Publish the agenda" }).click();
	await page.getByRole("button", { name: "Publish again" }).waitFor();
}

/** Opens a case for everyone, over the read-back of the one before. */
export async function openForAll(chair: Page, roomUrl: string, reference: string): Promise<void> {
	await chair.goto(roomUrl);
	if (await chair.locator(".pr-agenda-item--current").getByText(reference).isVisible()) return;
	await chair.locator(".pr-agenda-item").getByRole("link", { name: reference }).click();
	const readBack = chair.getByRole("link", { name: "Read back, then open this for everyone" });
	const open = chair.getByRole("button", { name: /Open this for everyone/ });
	await readBack.or(open).first().waitFor();
	if (await readBack.isVisible()) {
		await readBack.click();
		await agreeAndGoOn(chair, reference);
	} else await open.click();
	await chair.locator(".pr-agenda-item--current").getByText(reference).waitFor();
}

/** In the read-back: what was agreed stands, and the panel goes on. */
export async function agreeAndGoOn(chair: Page, reference: string): Promise<void> {
	await chair.getByRole("heading", { name: /Read back/ }).waitFor();
	const nothing = chair.getByLabel(/Nothing was decided/);
	if (await nothing.isVisible()) await nothing.check();
	await chair.getByRole("button", { name: `Agreed. Next: ${reference}` }).click();
}

/** A second press of one button within a second is taken for a double click; people are not that fast, tests are. */
async function unhurried(page: Page): Promise<void> {
	const left = 1_100 - (Date.now() - (pressedAt.get(page) ?? 0));
	if (left > 0) await page.waitForTimeout(left);
	pressedAt.set(page, Date.now());
}
const pressedAt = new WeakMap<Page, number>();

/** Records something on the case that the page is on, in the room or on the case's own page. */
export async function say(page: Page, kind: "Information" | "Risk" | "Decision" | "Advice", body: string) {
	await page.locator('form[action$="/entries/new"]').getByLabel(kind, { exact: true }).check();
	const box = page.locator('form[action$="/entries/new"] [name="body"]');
	await box.fill(body);
	await box.press("Enter");
	await page.locator(".pr-entry:not(.pr-entry--unsent)").filter({ hasText: body }).waitFor();
}

/** Records an action: its owner has accepted it on the telephone, or is asked. */
export async function agree(
	page: Page,
	what: string,
	owner: string,
	due: Day,
	{ isAccepted = false } = {},
): Promise<void> {
	const form = page.locator('form[action$="/actions/new"]');
	await form.locator('[name="what"]').fill(what);
	await form.locator('[name="ownerAgencyId"]').selectOption({ label: owner });
	if (isAccepted) {
		const box = form.locator('[name="isAcceptedForOwner"]');
		if (!(await box.isVisible())) await form.locator("summary").click();
		await box.check();
	}
	await form.locator('[name="due"]').fill(typed(due));
	await unhurried(page);
	await form.locator('[name="due"]').press("Enter");
	await actionOf(page, what).waitFor();
}

export const actionOf = (page: Page, what: string) => page.locator(".pr-action").filter({ hasText: what });

/** What comes next for a case that leaves the agenda: chosen, or as the product suggests it. */
export type Leaving =
	| { review: Day }
	| { suggested: Day }
	| "hearing"
	| { close: string; criteria: string[]; note: string };

/** Closes the meeting, case by case. */
export async function closeMeeting(
	chair: Page,
	roomUrl: string,
	leaving: Record<string, Leaving>,
): Promise<void> {
	await chair.goto(`${roomUrl}/close`);
	for (const [reference, next] of Object.entries(leaving)) {
		const file = chair.locator(".pr-next-steps__case").filter({ hasText: reference });
		if (typeof next === "object" && "suggested" in next) {
			await file
				.getByText(`review on ${inWords(next.suggested)}`)
				.first()
				.waitFor();
			continue;
		}
		await file.locator("summary").click();
		const name = (await file.locator('[name$="-step"]').first().getAttribute("name")) ?? "";
		const prefix = name.slice(0, -"step".length);
		if (next === "hearing") await choose(chair, name, "hearing");
		else if ("review" in next) {
			await choose(chair, name, "review");
			await fillDay(chair, `${prefix}reviewOn`, next.review);
		} else {
			await choose(chair, name, "close");
			await choose(chair, `${prefix}reason`, next.close);
			for (const criterion of next.criteria) await choose(chair, `${prefix}criteria`, criterion);
			const stand = chair.locator(`[name="${prefix}actionsStand"]`);
			if ((await stand.count()) > 0) await stand.check();
			await chair.fill(`[name="${prefix}note"]`, next.note);
		}
	}
	const nothing = chair.locator('[name="nothingDecided"]');
	if ((await nothing.count()) > 0) await nothing.check();
}

/** The same few answers of every review. */
export interface Answers {
	hasStopped: "stopped" | "less" | "the-same" | "more" | "not-known";
	isSafer: "safer" | "the-same" | "less-safe" | "not-known";
	victimSays: "safer" | "the-same" | "less-safe" | "not-asked";
	investigation: "continues" | "charged" | "convicted" | "acquitted" | "no-further-action" | "not-known";
	order: "none" | "considered" | "applied" | "interim" | "in-force" | "breached" | "ended" | "not-known";
}

/** Records a review of a case, and when it is reviewed next. */
export async function review(page: Page, caseUrl: string, answers: Answers, nextOn: Day): Promise<void> {
	await page.goto(`${caseUrl}/review`);
	for (const [name, value] of Object.entries(answers)) await choose(page, name, value);
	await page.fill('[name="changed"]', "As the officer and the ISAC told it.");
	await choose(page, "step", "review");
	await fillDay(page, "reviewOn", nextOn);
	await page.getByRole("button", { name: "Save the review" }).click();
	await page.waitForURL((to) => !to.pathname.endsWith("/review"));
}

/** Opens an action from the list of what one's agency is to do, the newest first. */
export async function openAction(page: Page, listUrl: string, what: string): Promise<void> {
	await page.goto(listUrl);
	await page.getByRole("link", { name: what }).first().click();
	await page.waitForURL(/\/actions\/[^/]+/);
}

/** Says how the action stands on whose page one is. */
export async function stand(
	page: Page,
	{ status, outcome, doneOn }: { status: string; outcome: string; doneOn?: Day },
): Promise<void> {
	await choose(page, "status", status);
	await page.fill(`[name="outcome-${status}"]`, outcome);
	if (doneOn) await fillDay(page, "doneOn", doneOn);
	await page
		.locator("form")
		.filter({ has: page.locator('[name="status"]') })
		.getByRole("button", { name: "Save" })
		.click();
	await page.waitForURL((to) => !to.pathname.startsWith("/actions/"));
}

/** Answers a piece of advice on the officer's own page. */
export async function answerAdvice(
	page: Page,
	words: string,
	answer: "accepted" | "in-part" | "declined",
	says?: string,
): Promise<void> {
	const card = page.locator(".pr-officer__advice").filter({ hasText: words });
	await card.locator(`[name="answer"][value="${answer}"]`).check();
	if (says) await card.locator(answer === "in-part" ? '[name="part"]' : '[name="reason"]').fill(says);
	await card.getByRole("button", { name: /^Save the answer/ }).click();
	await card.getByRole("link", { name: /See or change the answer/ }).waitFor();
}

/** The chair's decision on the refused action on whose page they are. */
export async function decide(page: Page, decision: "escalate" | "not-done", words: string): Promise<void> {
	await choose(page, "decision", decision);
	await page.fill('textarea[name="words"]', words);
	await page.getByRole("button", { name: "Save decision" }).click();
	await page.waitForURL((to) => !to.pathname.startsWith("/actions/"));
}
