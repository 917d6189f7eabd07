/** What may be learnt by naming something hidden inside a form about something that one sees, by signing in and by importing. */
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { newId } from "#server/ids.ts";
import { type Answer, Browser, MODES, type Mode } from "./browser.ts";
import { addressOf, type Crowd, compare, judge, shownBy } from "./crowd.ts";
import type { Thing } from "./force.ts";
import { decoded, describeAsk, outcomeOf, withoutChance } from "./judge.ts";
import type { Route } from "./manifest.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	CASES,
	type CaseName,
	finds,
	isSignedOut,
	type Kind,
	PEEKS,
	PROBES,
	SCREENS,
	seesAudience,
} from "./policy.ts";
import { registerRows } from "./rows.ts";
import { filled } from "./writes.ts";

/** Ids that the product makes as it goes, for the same form sent twice. */
const MADE = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|"version",\d+/g;

/** The route, its policy and the thing that a probe is about, by their names. */
function found(
	{ force }: Crowd,
	routes: readonly Route[],
	{ route: id, about }: { route: string; about: string },
) {
	const route = routes.find((candidate) => candidate.id === id);
	const screen = SCREENS[id];
	const thing = Object.values(force.things)
		.flat()
		.find(({ name }) => name === about);
	if (!route || !screen || !thing) throw new Error(`There is no ${about} or no ${id} to probe`);
	return { route, screen, thing };
}

/** Sends each probe with the hidden thing and with one that does not exist: nothing may tell them apart. */
export async function probeFields(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	const word = force.secrets.word("removed", "nobody", "what was sent about something hidden");
	for (const probe of PROBES) {
		const { as, intent, field, hidden, isDone } = probe;
		const { route, screen, thing } = found(crowd, routes, probe);
		const write = screen.writes?.find((candidate) => candidate.intent === intent);
		if (!write) throw new Error(`${probe.route} has no form ${intent} to probe`);
		// A form that is done answers with the id of what it made.
		const shows: Kind[] = [...shownBy(screen), ...(isDone ? (["entry", "action"] as const) : [])];
		const expects = isDone ? "given" : "any refusal";
		const path = addressOf(route, thing);
		const send = async (kind: ActorKind, mode: Mode, value: string): Promise<[Answer, Thing]> => {
			findings.posts++;
			const fields = { ...filled(write, thing, isDone ? "seen" : word), [field]: value };
			const answer = await browsers[kind].post(path, fields, mode);
			registerRows(force);
			const sent = Object.values(fields).join("\n");
			await judge(crowd, { kind, method: "POST", path, sent, mode, thing, shows, expects }, answer);
			const body = isDone ? answer.body.replace(MADE, "MADE") : answer.body;
			return [
				{ ...answer, body },
				{ ...thing, ids: { ...thing.ids, [field]: value } },
			];
		};
		for (const kind of as) {
			for (const mode of MODES) {
				const secret = await send(kind, mode, force.hidden[hidden]);
				const where = `${describeAsk(kind, "POST", path, mode)} with ${field} = ${hidden}`;
				compare(crowd, where, secret, await send(kind, mode, newId()));
			}
		}
	}
}

/** Asks for each page with the hidden thing in its address and with one that does not exist. */
export async function peek(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers } = crowd;
	for (const probe of PEEKS) {
		const { as, query, hidden } = probe;
		const { route, screen, thing } = found(crowd, routes, probe);
		const shows = shownBy(screen);
		for (const kind of as) {
			for (const mode of MODES) {
				const ask = async (value: string): Promise<[Answer, Thing]> => {
					const path = `${addressOf(route, thing)}${query}${value}`;
					const answer = await browsers[kind].get(path, mode);
					await judge(crowd, { kind, method: "GET", path, mode, thing, shows, expects: "given" }, answer);
					return [answer, { ...thing, ids: { asked: value } }];
				};
				const where = `${describeAsk(kind, "GET", addressOf(route, thing), mode)} with ${query}${hidden}`;
				compare(crowd, where, await ask(force.hidden[hidden]), await ask(newId()));
			}
		}
	}
}

/** Wrong passwords: an account, an account that was deactivated and no account at all are answered alike. */
export async function guessAccounts({ force, browsers, findings }: Crowd): Promise<void> {
	const emails = [
		force.people.chair.email,
		force.people["left-agency"].email,
		"nobody-at-all@panelroom.example",
	];
	for (const mode of MODES) {
		const answers: string[] = [];
		for (const email of emails) {
			findings.posts++;
			const fields = { email, password: "not the password of anybody" };
			const answer = await browsers["signed-out"].post("/sign-in", fields, mode);
			// What was typed comes back, and is as long as it is.
			const kept = answer.headers.filter(([name]) => name.toLowerCase() !== "content-length");
			answers.push(withoutChance({ ...answer, headers: kept }, { email }));
		}
		findings.comparisons += 2;
		if (new Set(answers).size > 1)
			findings.problems.push(`Signing in as ${mode} tells which accounts there are`);
	}
}

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));

const READ_WITHIN_MS = 30_000;

/** An import must not tell which panels there are: one sheet has the name of a panel that its sender does not see. */
export async function importElsewhere({ browsers, force, url, findings }: Crowd): Promise<void> {
	const { coordinator } = browsers;
	const form = new FormData();
	form.set("token", coordinator.token);
	form.set("opId", newId());
	form.set("enhanced", "1");
	form.set("file", new File([fs.readFileSync(TRACKER)], "tracker.xlsx"));
	const encoded = new Response(form);
	findings.posts++;
	const answer = await coordinator.ask("/import.data", {
		method: "POST",
		headers: {
			Origin: url,
			"Sec-Fetch-Site": "same-origin",
			"Sec-Fetch-Dest": "empty",
			"Content-Type": encoded.headers.get("Content-Type") ?? "",
		},
		body: Buffer.from(await encoded.arrayBuffer()),
	});
	const { data } = (await decoded(answer.body)) as { data?: { importId?: string } };
	if (!data?.importId) {
		findings.problems.push(`The import answered ${answer.status} without beginning`);
		return;
	}
	// Sheets go into panels of one's own; that another panel has a sheet's very name is told by nothing.
	const offered = async () => {
		const page = await coordinator.get(`/imports/${data.importId}`);
		if (page.status !== 200) findings.problems.push(`The import’s page answered ${page.status}`);
		return [...page.body.matchAll(/<option value="([0-9a-f-]{36})"/g)].map(([, id]) => id);
	};
	findings.comparisons++;
	// Their own is offered, once the file is read: until then there would be nothing to tell.
	const patience = Date.now() + READ_WITHIN_MS;
	let panels = await offered();
	while (!panels.includes(force.panelIds.north) && Date.now() < patience) {
		await new Promise((after) => setTimeout(after, 500));
		panels = await offered();
	}
	if (!panels.includes(force.panelIds.north))
		findings.problems.push("An import does not offer its coordinator’s own panel");
	if (panels.includes(force.panelIds.south)) findings.problems.push("An import tells which panels there are");
}

/**
 * The list of a case or a panel as a file: whoever sees it gets one, and to everybody else it is as one that does not
 * exist.
 */
export async function exportElsewhere(crowd: Crowd): Promise<void> {
	const { force, browsers, findings } = crowd;
	const take = async (kind: ActorKind, scope: string, scopeId: string) => {
		findings.posts++;
		return browsers[kind].post("/actions/export", { scope, scopeId, show: "all", format: "csv" });
	};
	let given = 0;
	for (const kind of ACTOR_KINDS.filter((one) => !isSignedOut(one))) {
		const asked = [
			...(Object.keys(CASES) as CaseName[]).map((name) => ({
				scope: "case",
				id: force.caseIds[name],
				isTheirs: finds(kind, `case:${name}`),
			})),
			...(["north", "south"] as const).map((name) => ({
				scope: "panel",
				id: force.panelIds[name],
				isTheirs: seesAudience(kind, `meetings:${name}`),
			})),
		];
		for (const { scope, id, isTheirs } of asked) {
			const answer = await take(kind, scope, id);
			if (isTheirs) {
				given++;
				if (answer.status !== 200)
					findings.problems.push(`${kind}: the file of a ${scope} of theirs is answered ${answer.status}`);
				continue;
			}
			const none = await take(kind, scope, newId());
			findings.comparisons++;
			if (answer.status === 200 || answer.status !== none.status || answer.body !== none.body)
				findings.problems.push(
					`${kind}: the file of a ${scope} that is not theirs is answered ${answer.status}`,
				);
		}
	}
	if (given === 0) findings.problems.push("Nobody was given the file of any list");
}

/** The undertaking opens a panel's papers to its member, at once and no sooner. */
export async function signAtLast({ force, browsers, findings }: Crowd): Promise<void> {
	const { unsigned } = browsers;
	const file = `/cases/${force.caseIds.plain}`;
	findings.posts++;
	const before = outcomeOf(await unsigned.get(file), "GET");
	const signed = await unsigned.post(`/panels/${force.panelIds.north}/undertaking`, { agrees: "yes" });
	const after = outcomeOf(await unsigned.get(file), "GET");
	if (before !== "not-found") findings.problems.push(`Before the undertaking is signed a case is ${before}`);
	if (outcomeOf(signed, "POST") !== "given" || after !== "given")
		findings.problems.push(`Once the undertaking is signed a case is ${after}`);
}

/** A one-time link opens once, and a session that has ended opens nothing. */
export async function useTheDoors({ force, url, findings }: Crowd): Promise<void> {
	const [link] = force.things.link;
	const path = `/link/${link?.ids.token}`;
	const guest = new Browser(url);
	findings.posts += 2;
	const used = await guest.post(path, { password: "lantern-oatmeal-harbour" });
	const [, cookie = ""] = used.headers.find(([name]) => name.toLowerCase() === "set-cookie") ?? [];
	if (used.status !== 303 || !cookie) findings.problems.push(`A one-time link answers ${used.status}`);
	const again = await guest.get(path);
	if (again.status !== 404) findings.problems.push(`A one-time link that was used answers ${again.status}`);

	guest.cookie = cookie.split(";")[0] ?? "";
	guest.token = /name="token" value="([^"]+)"/.exec((await guest.get("/account")).body)?.[1] ?? "";
	await guest.post("/sign-out", {});
	const after = outcomeOf(await guest.get("/account"), "GET");
	if (after !== "sign-in") findings.problems.push(`After signing out the account page is ${after}`);
	guest.close();
}
