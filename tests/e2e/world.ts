/** What an end-to-end test stands on: the built product with a believable force, and people in their own browsers. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { closeDatabase } from "#db/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { setClock } from "#server/clock.ts";
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
	/** Goes to another moment: the server starts anew then, and runs what had fallen due; pages must be entered anew. */
	travelTo(instant: Date): Promise<void>;
	end(): Promise<void>;
}

/** Console messages that a test provokes on purpose: a server that is away. */
const EXPECTED = /Failed to load resource|net::ERR_|WebSocket connection|ERR_CONNECTION_REFUSED/;
/**
 * "Root did not complete. This is a bug in React": a key that is pressed while Remix's single fetch still hydrates may
 * meet it (remix-run/remix issue 10214, open). React hydrates on, and what the person did is done: the tests see to that.
 */
const REACTS_OWN = /Minified React error #345/;

/**
 * Seeds this test file's database, then hands it to a server of its own.
 * @param prepare more to seed, before the server starts: one process writes to a SQLite file.
 * @param at the moment at which it begins, when that is not now.
 */
export async function openWorld(
	prepare?: (force: Awaited<ReturnType<typeof seedForce>>) => Promise<void>,
	at?: Date,
): Promise<World> {
	let aheadMs = at ? at.getTime() - Date.now() : 0;
	if (at) setClock(() => new Date(Date.now() + aheadMs));
	const force = await seedForce();
	await prepare?.(force);
	await flushAccessLog();
	await closeDatabase();
	const env: Record<string, string> = {};
	const setAhead = () => {
		env.CLOCK_AHEAD_MS = String(aheadMs);
		env.NODE_OPTIONS = `--import ${new URL("../setup/clock-ahead.mjs", import.meta.url).pathname}`;
	};
	if (at) setAhead();
	const server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "", env });
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
		if (aheadMs !== 0) await context.clock.install({ time: Date.now() + aheadMs });
		const page = await context.newPage();
		page.on("pageerror", (error) => {
			if (!REACTS_OWN.test(error.message)) problems.push(`${who}: ${error.message}`);
		});
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
		async travelTo(instant) {
			for (const context of browser.contexts()) await context.close();
			aheadMs = instant.getTime() - Date.now();
			setAhead();
			await server.restart();
		},
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

/**
 * Keeps a picture of the page for the guides, without what is below the fold; the tracked one is written over only
 * when asked (UPDATE_SCREENSHOT=1).
 */
export async function picture(page: Page, name: string): Promise<void> {
	const folder = process.env.UPDATE_SCREENSHOT ? "../../docs/guides" : "../.output";
	const path = fileURLToPath(new URL(`${folder}/${name}.png`, import.meta.url));
	await mkdir(dirname(path), { recursive: true });
	await page.screenshot({ path });
}

/** Types that a meeting starts now, or at another moment, in London: its door opens an hour before the start. */
export async function fillStart(page: Page, at = new Date()): Promise<void> {
	const parts = new Intl.DateTimeFormat("en-GB", {
		timeZone: "Europe/London",
		day: "numeric",
		month: "numeric",
		year: "numeric",
		hour: "2-digit",
		minute: "2-digit",
	}).formatToParts(at);
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
