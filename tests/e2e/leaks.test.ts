/**
 * Over everything that exists, on the built product: every route of the manifest, every form and every message
 * of a socket, asked for by every kind of actor and held against the role table (tests/leaks/policy.ts).
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crowd, gather } from "../leaks/crowd.ts";
import { plantForce } from "../leaks/force.ts";
import { followEverything, liveCount, playScene, sendNonsense, shakeHands } from "../leaks/live.ts";
import { intentsOf, messagesOf, type Route, routesOfBuild } from "../leaks/manifest.ts";
import { ACTOR_KINDS, FOLLOWS, PUSHED, SCREENS, SENT } from "../leaks/policy.ts";
import {
	exportElsewhere,
	guessAccounts,
	importElsewhere,
	peek,
	probeFields,
	signAtLast,
	useTheDoors,
} from "../leaks/probes.ts";
import { askOtherwise, readAgain, readEverything } from "../leaks/reads.ts";
import { howMuch } from "../leaks/rows.ts";
import { countEverything, searchForEverything } from "../leaks/search.ts";
import { readSummaries, writeWhileAllListen } from "../leaks/summaries.ts";
import { sendFromElsewhere, sendWhatIsAllowed, sendWhatIsRefused, writesOf } from "../leaks/writes.ts";
import { type Server, startServer } from "../setup/server.ts";

const POLICY = "tests/leaks/policy.ts";
const SHOWN = 40;

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

/** Fails with the first of the problems; all of them would drown the sentence that matters. */
function expectNone(problems: string[]): void {
	const shown = problems.slice(0, SHOWN);
	if (problems.length > SHOWN) shown.push(`… and ${problems.length - SHOWN} more`);
	expect(shown.join("\n")).toBe("");
}

/** Runs a part of the walk; nothing may be recorded by it. */
async function changingNothing(part: () => Promise<void>): Promise<void> {
	const before = howMuch();
	await part();
	expectNone(crowd.findings.take());
	expect(howMuch()).toEqual(before);
}

test("every route, form and message has an entry in the policy", () => {
	const problems: string[] = [];
	for (const { id, pattern, hasAction, hasPage } of routes) {
		const screen = SCREENS[id];
		if (!screen) {
			problems.push(`The route ${id} (${pattern}) has no entry in ${POLICY}: say who may get it.`);
			continue;
		}
		if (pattern === null) continue;
		if (hasPage && !screen.read)
			problems.push(`The page ${id} has no entry in ${POLICY}: say who may read it.`);
		if (!hasPage && screen.read) problems.push(`${POLICY} says who may read ${id}, which has no page.`);
		if (hasAction && !screen.writes)
			problems.push(`The forms of ${id} have no entry in ${POLICY}: say who may send them.`);
		if (!hasAction && screen.writes)
			problems.push(`${POLICY} says who may post to ${id}, which takes no form.`);
		const known = (screen.writes ?? []).flatMap(({ intent }) => intent ?? []);
		const intents = hasAction ? intentsOf(id) : [];
		for (const intent of intents) {
			if (known.includes(intent)) continue;
			problems.push(`The form “${intent}” of ${id} has no entry in ${POLICY}: say who may send it.`);
		}
		for (const intent of known) {
			if (!intents.includes(intent))
				problems.push(`${POLICY} has a form “${intent}” of ${id}, which is gone.`);
		}
	}
	for (const id of Object.keys(SCREENS)) {
		if (!routes.some((route) => route.id === id))
			problems.push(`${POLICY} has the route ${id}, which is gone.`);
	}
	for (const message of [...messagesOf("ServerMessages"), ...messagesOf("BrowserMessages")]) {
		if (message in PUSHED || message in SENT) continue;
		problems.push(`The socket message ${message} has no entry in ${POLICY}: say what may be in it.`);
	}
	expectNone(problems);
});

test("every page gives each what is theirs, and nothing of the rest", { timeout: 180_000 }, () =>
	changingNothing(async () => {
		await readEverything(crowd, routes);
		await askOtherwise(crowd, routes);
		await peek(crowd, routes);
	}),
);

test("searching and counting tell only of what one sees", { timeout: 120_000 }, () =>
	changingNothing(async () => {
		await searchForEverything(crowd);
		await countEverything(crowd);
	}),
);

test("nobody does what they may not, nor learns by trying what there is", { timeout: 180_000 }, () =>
	changingNothing(async () => {
		await sendWhatIsRefused(crowd, routes);
		await guessAccounts(crowd);
	}),
);

test("a form does not tell whether what it names exists", { timeout: 60_000 }, async () => {
	await probeFields(crowd, routes);
	expectNone(crowd.findings.take());
});

test("a form counts only when it comes from this person's own page", { timeout: 60_000 }, () =>
	changingNothing(() => sendFromElsewhere(crowd, routes)),
);

test("a screen can follow what its person sees, and is told nothing of the rest", { timeout: 60_000 }, () =>
	changingNothing(async () => {
		await shakeHands(crowd);
		await sendNonsense(crowd);
		await followEverything(crowd);
		await readSummaries(crowd);
	}),
);

test("a summary that is written reaches those who may see its case, and nobody else", {
	timeout: 60_000,
}, async () => {
	await writeWhileAllListen(crowd);
	expectNone(crowd.findings.take());
});

test("while a meeting is held, open screens show each what is theirs", { timeout: 120_000 }, async () => {
	await playScene(crowd);
	expectNone(crowd.findings.take());
});

test("those who may, can", { timeout: 120_000 }, async () => {
	await sendWhatIsAllowed(crowd, routes);
	await useTheDoors(crowd);
	expectNone(crowd.findings.take());
});

test("and what they wrote reaches those who may see it, and nobody else", { timeout: 120_000 }, () =>
	changingNothing(() => readAgain(crowd, routes)),
);

test("a list as a file is given to whom its case or panel opens, and to others as if there were none", {
	timeout: 60_000,
}, async () => {
	await exportElsewhere(crowd);
	expectNone(crowd.findings.take());
});

test("signing the undertaking opens the papers", async () => {
	await signAtLast(crowd);
	expectNone(crowd.findings.take());
});

test("an import offers only the panels of whoever imports", async () => {
	await importElsewhere(crowd);
	expectNone(crowd.findings.take());
});

test("every planted word was seen by somebody who may, so that its absence elsewhere means something", () => {
	const { secrets } = crowd.force;
	const words = secrets
		.all()
		.filter(({ value, audiences }) => /^qzx/i.test(value) && !audiences.includes("nobody"));
	// Of several who say the same thing one after the other, the last word stays.
	const seen = new Set(words.filter((word) => crowd.findings.seen.has(word)).map(({ what }) => what));
	expectNone(words.filter(({ what }) => !seen.has(what)).map(({ what }) => `Nobody was ever shown ${what}`));
});

test("the log holds no word of it", () => {
	const said = crowd.force.secrets
		.in(server.logs().join("\n"))
		.found.filter(({ value }) => /^qz/i.test(value));
	expectNone(said.map(({ value, what }) => `The log tells ${what} (${value})`));
});

test("the size of the matrix", () => {
	const screens = routes.filter(({ pattern }) => pattern !== null).length;
	const { answers, posts, comparisons } = crowd.findings;
	const { handshakes, follows, frames } = liveCount;
	const messages = Object.keys(PUSHED).length + Object.keys(SENT).length * Object.keys(FOLLOWS).length;
	console.log(
		`Leak matrix: ${screens} routes × ${ACTOR_KINDS.length} actors × GET and POST (${writesOf(routes).length} forms), as page and as data; ` +
			`${messages} socket messages × ${ACTOR_KINDS.length} actors; ${crowd.force.secrets.size} planted secrets; ` +
			`${answers} answers checked (${posts} posts), ${comparisons} compared with what does not exist, ` +
			`${handshakes} handshakes, ${follows} follows, ${frames} frames.`,
	);
	expect(answers).toBeGreaterThan(0);
});
