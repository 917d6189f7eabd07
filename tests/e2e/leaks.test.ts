/**
 * Over everything that exists, on the built product: every route of the manifest, every form and every message
 * of a socket, asked for by every kind of actor and held against the role table (tests/leaks/policy.ts).
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { plantForce } from "../leaks/force.ts";
import { intentsOf, messagesOf, type Route, routesOfBuild } from "../leaks/manifest.ts";
import { ACTOR_KINDS, FOLLOWS, PUSHED, SCREENS, SENT } from "../leaks/policy.ts";
import { howMuch } from "../leaks/rows.ts";
import { type Crowd, gather, readEverything, sendFromElsewhere, sendWhatIsAllowed, sendWhatIsRefused } from "../leaks/screens.ts";
import { type Server, startServer } from "../setup/server.ts";

let routes: Route[];
let server: Server;
let crowd: Crowd;

beforeAll(async () => {
	routes = await routesOfBuild();
	const force = await plantForce();
	server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "" });
	crowd = await gather(force, server.url);
});
afterAll(async () => {
	for (const browser of Object.values(crowd?.browsers ?? {})) browser.close();
	await server?.stop();
});

/** The first of the problems; all of them would drown the sentence that matters. */
function expectNoProblems(problems: string[]): void {
	const shown = problems.slice(0, Number(process.env.LEAKS_SHOWN ?? 40));
	if (problems.length > shown.length) shown.push(`… and ${problems.length - shown.length} more`);
	expect(shown.join("\n")).toBe("");
}

test("every route, form and message has an entry in the policy", () => {
	const where = "tests/leaks/policy.ts";
	const problems: string[] = [];
	for (const { id, pattern, hasAction, hasPage } of routes) {
		const screen = SCREENS[id];
		if (!screen) {
			problems.push(`The route ${id} (${pattern}) has no entry in ${where}: say who may get it.`);
			continue;
		}
		if (pattern === null) continue;
		if (hasPage !== (screen.read !== undefined)) {
			problems.push(`${where} ${hasPage ? "does not say" : "says"} who may read ${id}, which has ${hasPage ? "a" : "no"} page.`);
		}
		if (hasAction !== (screen.writes !== undefined)) {
			problems.push(`${where} ${hasAction ? "does not say" : "says"} who may post to ${id}, which takes ${hasAction ? "" : "no "}forms.`);
		}
		if (!hasAction) continue;
		const known = (screen.writes ?? []).flatMap(({ intent }) => intent ?? []);
		const intents = intentsOf(id);
		for (const intent of intents) {
			if (!known.includes(intent)) problems.push(`The form "${intent}" of ${id} has no entry in ${where}: say who may send it.`);
		}
		for (const intent of known) {
			if (!intents.includes(intent)) problems.push(`${where} has a form "${intent}" of ${id}, which is gone.`);
		}
	}
	for (const id of Object.keys(SCREENS)) {
		if (!routes.some((route) => route.id === id)) problems.push(`${where} has the route ${id}, which is gone.`);
	}
	for (const [name, entries] of [
		["ServerMessages", PUSHED],
		["BrowserMessages", SENT],
	] as const) {
		for (const message of messagesOf(name)) {
			if (!(message in entries)) problems.push(`The socket message ${message} has no entry in ${where}: say what may be in it.`);
		}
	}
	expectNoProblems(problems);
});

test("every page gives each what is theirs, and nothing of the rest", { timeout: 120_000 }, async () => {
	await readEverything(crowd, routes);
	expectNoProblems(crowd.findings.take());
});

test("nobody does what they may not, nor learns by trying what there is", { timeout: 120_000 }, async () => {
	const before = howMuch();
	await sendWhatIsRefused(crowd, routes);
	expectNoProblems(crowd.findings.take());
	expect(howMuch()).toEqual(before);
});

test("a form counts only when it comes from this person's own page", { timeout: 60_000 }, async () => {
	const before = howMuch();
	await sendFromElsewhere(crowd, routes);
	expectNoProblems(crowd.findings.take());
	expect(howMuch()).toEqual(before);
});

test("those who may, can", { timeout: 60_000 }, async () => {
	await sendWhatIsAllowed(crowd, routes);
	expectNoProblems(crowd.findings.take());
});
