/** What an end-to-end test stands on: the built product with a believable force, and people in their own browsers. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { closeDatabase } from "#db/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { type SeededPerson, seedForce } from "#server/demo/force.ts";
import { axeViolations, launchChromium } from "../setup/chromium.ts";
import { type Server, startServer } from "../setup/server.ts";

export interface World {
	server: Server;
	browser: Browser;
	people: Map<string, SeededPerson>;
	panels: Map<string, string>;
	/** What the pages logged or threw that nobody expected. */
	problems: string[];
	/**
	 * A signed-in person in a browser context of their own. `who` is the part before the @ of their e-mail.
	 * @param through another browser than the one that all share.
	 */
	enter(who: string, options?: BrowserContextOptions, through?: Browser): Promise<Page>;
	end(): Promise<void>;
}

/** Console messages that a test provokes on purpose: a server that is away. */
const EXPECTED = /Failed to load resource|net::ERR_|WebSocket connection|ERR_CONNECTION_REFUSED/;

/**
 * Seeds this test file's database, then hands it to a server of its own.
 * @param prepare more to seed, before the server starts: one process writes to a SQLite file.
 */
export async function openWorld(
	prepare?: (force: Awaited<ReturnType<typeof seedForce>>) => Promise<void>,
): Promise<World> {
	const force = await seedForce();
	await prepare?.(force);
	await flushAccessLog();
	await closeDatabase();
	const server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "" });
	const browser = await launchChromium();
	const problems: string[] = [];

	async function enter(
		who: string,
		options: BrowserContextOptions = {},
		through: Browser = browser,
	): Promise<Page> {
		const person = force.people.get(`${who}@panelroom.example`);
		if (!person) throw new Error(`Nobody is called ${who}`);
		const context = await through.newContext({
			viewport: { width: 1440, height: 900 },
			locale: "en-GB",
			...options,
		});
		const page = await context.newPage();
		page.on("pageerror", (error) => problems.push(`${who}: ${error.message}`));
		page.on("console", (message) => {
			if (message.type() === "error" && !EXPECTED.test(message.text()))
				problems.push(`${who}: ${message.text()}`);
		});
		await signIn(page, person);
		return page;
	}

	async function signIn(page: Page, person: SeededPerson): Promise<void> {
		await page.goto(`${server.url}/sign-in`);
		await page.fill('[name="email"]', person.email);
		await page.fill('[name="password"]', person.password);
		await page.click('form button[type="submit"].govuk-button');
		await page.waitForURL((url) => url.pathname !== "/sign-in");
	}

	return {
		server,
		browser,
		people: force.people,
		panels: force.panels,
		problems,
		enter,
		async end() {
			await browser.close();
			await server.stop();
		},
	};
}

/** Throws, naming them, when the page has accessibility violations in its present state. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
	const violations = await axeViolations(page);
	if (violations.length > 0)
		throw new Error(`axe on ${state} (${new URL(page.url()).pathname}):\n${violations.join("\n")}`);
}

/** Types that a meeting starts now, in London: its door opens an hour before the start. */
export async function fillStart(page: Page): Promise<void> {
	const parts = new Intl.DateTimeFormat("en-GB", {
		timeZone: "Europe/London",
		day: "numeric",
		month: "numeric",
		year: "numeric",
		hour: "2-digit",
		minute: "2-digit",
	}).formatToParts(new Date());
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
	for (const type of ["day", "month", "year"] as const) await page.fill(`[name="date-${type}"]`, part(type));
	await page.fill('[name="time"]', `${part("hour")}:${part("minute")}`);
}

/** Opens a meeting's room as somebody; whoever has not yet accepts the confidentiality statement first. */
export async function enterRoom(page: Page, url: string): Promise<void> {
	await page.goto(url);
	if (new URL(page.url()).pathname.endsWith("/enter")) {
		await page.check('[name="agrees"]');
		await page.getByRole("button", { name: "Accept and enter the meeting" }).click();
		await page.waitForURL((to) => !to.pathname.endsWith("/enter"));
	}
	await page.locator(".pr-room").waitFor();
}
