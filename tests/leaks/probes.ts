/** What may be learnt by naming something hidden inside a form about something that one sees, by signing in and by importing. */
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { newId } from "#server/ids.ts";
import { Browser, MODES } from "./browser.ts";
import { decoded, describeAsk, outcomeOf, withoutChance } from "./judge.ts";
import type { Route } from "./manifest.ts";
import { type Kind, PROBES, SCREENS } from "./policy.ts";
import { registerRows } from "./rows.ts";
import { addressOf, type Crowd, compare, filled, judge } from "./screens.ts";

/** Ids that the product makes as it goes, for the same form sent twice. */
const MADE = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|"version",\d+/g;

/** Sends each probe with the hidden thing and with one that does not exist: nothing may tell them apart. */
export async function probeFields(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	const word = force.secrets.word("removed", "nobody", "what was sent about something hidden");
	for (const { as, route: id, intent, about, field, hidden, isDone } of PROBES) {
		const route = routes.find((candidate) => candidate.id === id);
		const screen = SCREENS[id];
		const write = screen?.writes?.find((candidate) => candidate.intent === intent);
		const thing = Object.values(force.things)
			.flat()
			.find(({ name }) => name === about);
		if (!route || !screen || !write || !thing)
			throw new Error(`There is no ${about} or form ${intent} of ${id} to probe`);
		const shows = screen.read?.shows ?? [];
		// A form that is done answers with the id of what it made.
		const made: readonly Kind[] = isDone ? ["entry", "action"] : [];
		for (const kind of as) {
			for (const mode of MODES) {
				const path = addressOf(route, thing);
				const send = async (value: string) => {
					findings.posts++;
					const fields = { ...filled(write, thing, isDone ? "seen" : word), [field]: value };
					const answer = await browsers[kind].post(path, fields, mode);
					registerRows(force.secrets, force);
					const sent = Object.values(fields).join("\n");
					const expects = isDone ? "given" : undefined;
					await judge(
						crowd,
						{ kind, method: "POST", path, sent, mode, thing, shows: [...shows, ...made], expects },
						answer,
					);
					return isDone ? { ...answer, body: answer.body.replace(MADE, "MADE") } : answer;
				};
				const [none, secret] = [newId(), force.hidden[hidden]];
				const swapped = (value: string) => ({ ...thing, ids: { ...thing.ids, [field]: value } });
				const where = `${describeAsk(kind, "POST", path, mode)} with ${field} = ${hidden}`;
				compare(crowd, where, [await send(secret), swapped(secret)], [await send(none), swapped(none)]);
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

/** An import must not tell which panels there are: one sheet has the name of a panel that its sender does not see. */
export async function importElsewhere({ browsers, url, findings }: Crowd): Promise<void> {
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
	const { data } = (await decoded(answer.body)) as { data?: { report?: { rows: Reported[] } } };
	const rows = data?.report?.rows ?? [];
	if (rows.length === 0) findings.problems.push(`The import answered ${answer.status} without a report`);
	const said = new Map<string, Set<string>>();
	for (const { sheet, outcome, reason = "" } of rows) {
		if (!/coordinate/.test(reason)) continue;
		const of = said.get(sheet) ?? new Set();
		said.set(sheet, of.add(`${outcome}: ${reason.replaceAll(sheet, "SHEET")}`));
	}
	findings.comparisons += said.size;
	const [first, ...others] = [...said.values()].map((answers) => [...answers].sort().join("\n"));
	if (said.size < 3) findings.problems.push(`The import refused ${said.size} sheets, not three`);
	if (others.some((other) => other !== first))
		findings.problems.push("An import tells which panels there are");
	if (rows.some(({ outcome }) => outcome === "created"))
		findings.problems.push("An import wrote into another’s panel");
}

interface Reported {
	sheet: string;
	outcome: string;
	reason?: string;
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
