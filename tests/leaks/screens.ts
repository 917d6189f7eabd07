/** Asks for everything that the manifest lists, as everybody, and sends every form: the walk of the leak test over HTTP. */
import { newId } from "#server/ids.ts";
import { type Answer, type Asking, Browser, dataPath, each, MODES, type Mode } from "./browser.ts";
import { type Force, PASSWORD, type SignedInKind, type Thing } from "./force.ts";
import {
	decoded,
	describeAsk,
	difference,
	expected,
	leaksIn,
	mayKnowOf,
	outcomeOf,
	withoutChance,
} from "./judge.ts";
import type { Route } from "./manifest.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	type Gate,
	isSignedOut,
	type Kind,
	type Outcome,
	SCREENS,
	type Screen,
	type Write,
} from "./policy.ts";
import { registerRows, rowsOf } from "./rows.ts";
import type { Secret } from "./secrets.ts";

/** What a run has looked at, and what it found wrong. */
export class Findings {
	readonly problems: string[] = [];
	/** Secrets that reached somebody who may see them: a secret that nobody ever sees guards nothing. */
	readonly seen = new Set<Secret>();
	answers = 0;
	comparisons = 0;
	posts = 0;

	/** Hands over what was found since the last time. */
	take(): string[] {
		return this.problems.splice(0);
	}
}

/** Everybody's browsers. */
export interface Crowd {
	force: Force;
	url: string;
	browsers: Record<ActorKind, Browser>;
	findings: Findings;
}

/** Signs everybody in, once; then ends what ends while its person still holds the cookie. */
export async function gather(force: Force, url: string): Promise<Crowd> {
	const browsers = Object.fromEntries(
		ACTOR_KINDS.map((kind) => [kind, new Browser(url)]),
	) as Crowd["browsers"];
	await each(Object.keys(force.people) as SignedInKind[], async (kind) => {
		await browsers[kind].signIn(force.people[kind].email, PASSWORD);
		const { cookie, token } = browsers[kind];
		force.secrets.add(cookie.split("=")[1] ?? "", "removed", "nobody", `the session cookie of the ${kind}`);
		force.secrets.add(token, "own", `self:${kind}`, `the form token of the ${kind}`);
	});
	const ending = [
		[
			`/admin/panels/${force.panelIds.north}`,
			{ intent: "end", membershipId: force.membershipIds.ended, when: "now" },
		],
		[`/admin/users/${force.people["left-agency"].actor.userId}`, { intent: "deactivate" }],
	] as const;
	for (const [path, fields] of ending) {
		const answer = await browsers.administrator.post(path, fields, "data");
		if (answer.status !== 200)
			throw new Error(`${path} answered ${answer.status}: ${answer.body.slice(0, 500)}`);
	}
	registerRows(force.secrets, force);
	return { force, url, browsers, findings: new Findings() };
}

// --- addresses --------------------------------------------------------------------------------------------

const filledIn = (template: string, values: Readonly<Record<string, string>>) =>
	template.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = values[name];
		if (value === undefined) throw new Error(`Nothing is called ${name} in ${template}`);
		return value;
	});

/** The address of a thing under a route. */
export function addressOf({ pattern }: Route, thing: Thing, query = ""): string {
	const path = (pattern ?? "").replace(/:(\w+)/g, (_, name: string) => {
		const id = thing.ids[name];
		if (!id) throw new Error(`${thing.name} has no ${name} for ${pattern}`);
		return id;
	});
	return path.replace("*", "no-such-page") + filledIn(query, { ...thing.fields, ...thing.ids });
}

/** A thing that does not exist, which otherwise looks as this one does. */
export function missing(thing: Thing): Thing {
	const random = (id: string) => (id.length === 43 ? newId().replaceAll("-", "").padEnd(43, "x") : newId());
	const ids = Object.fromEntries(Object.entries(thing.ids).map(([name, id]) => [name, random(id)]));
	return {
		...thing,
		name: "nothing",
		ids,
		seenBy: "nobody",
		panels: [],
		cases: [],
		grants: undefined,
		author: undefined,
	};
}

// --- judging one answer -----------------------------------------------------------------------------------

interface Asked {
	kind: ActorKind;
	method: "GET" | "POST";
	path: string;
	/** What was sent besides the address. */
	sent?: string;
	mode: Mode;
	thing: Thing;
	shows: readonly Kind[];
	/** Nothing, where any refusal will do. */
	expects?: Outcome;
}

/**
 * A page that only leads elsewhere cannot show a browser without script what was wrong with its form: nothing is
 * done, and it leads there.
 */
const orElsewhere = ({ read }: Screen, kind: ActorKind, mode: Mode, expects: Outcome): Outcome => {
	const leads = isSignedOut(kind) ? read?.gives : (read?.givesSignedIn ?? read?.gives);
	return mode === "document" && leads === "elsewhere" && expects === "invalid" ? "elsewhere" : expects;
};

/** Notes what is wrong with an answer. */
export async function judge({ force, findings }: Crowd, asked: Asked, answer: Answer): Promise<void> {
	findings.answers++;
	const where = describeAsk(asked.kind, asked.method, asked.path, asked.mode);
	const outcome = outcomeOf(answer, asked.method);
	if (asked.expects && outcome !== asked.expects) {
		findings.problems.push(`${where} is ${outcome}; the policy says ${asked.expects}`);
	}
	if (!asked.expects && !["invalid", "not-found", "refused", "sign-in"].includes(outcome)) {
		findings.problems.push(`${where}, filled in wrongly, is ${outcome}`);
	}
	let text = `${answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}\n${answer.body}`;
	if (asked.mode === "data" && answer.body.startsWith("["))
		text += JSON.stringify(await decoded(answer.body));
	const view = { ...asked, asked: `${asked.path}\n${asked.sent ?? ""}` };
	const { leaks, found } = leaksIn(force.secrets, text, view);
	for (const leak of leaks) findings.problems.push(`${where}: ${leak}`);
	if (leaks.length === 0) for (const secret of found) findings.seen.add(secret);
}

/** Notes where the answer about something hidden differs from the one about nothing. */
export function compare(
	{ findings }: Crowd,
	where: string,
	hidden: [Answer, Thing],
	none: [Answer, Thing],
): void {
	findings.comparisons++;
	const [one, other] = [hidden, none].map(([answer, thing]) => withoutChance(answer, thing.ids)) as [
		string,
		string,
	];
	if (one !== other)
		findings.problems.push(`${where} differs from what does not exist: ${difference(one, other)}`);
}

// --- reading ----------------------------------------------------------------------------------------------

/**
 * Every page and its data, as everybody, of every thing and of none. A page is made of its data and nothing else,
 * so what `?…` asks of it is looked at as data alone.
 */
export async function readEverything(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	await read(crowd, routes, (route) => ["", ...(SCREENS[route.id]?.read?.queries ?? [])], MODES);
}

/** The data of every page once more: what has been written since reaches those who may see it, and nobody else. */
export async function readAgain(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { things, late } = crowd.force;
	for (const subject of ["case", "entry", "action"] as const) things[subject].push(late[subject]);
	// These were used up.
	things.kept = [];
	things.link = [];
	await read(crowd, routes, () => [""], ["data"]);
}

async function read(
	crowd: Crowd,
	routes: readonly Route[],
	queriesOf: (route: Route) => readonly string[],
	modes: readonly Mode[],
): Promise<void> {
	const { force, browsers } = crowd;
	const tasks = routes.flatMap((route) => {
		const screen = SCREENS[route.id];
		if (route.pattern === null || !screen) return [];
		return queriesOf(route).flatMap((query) => ACTOR_KINDS.map((kind) => ({ route, screen, query, kind })));
	});
	await each(tasks, async ({ route, screen, query, kind }) => {
		const things = isSignedOut(kind) ? force.things[screen.of].slice(0, 1) : force.things[screen.of];
		const shows = screen.read?.shows ?? [];
		const none = things[0] && screen.of !== "nothing" ? missing(things[0]) : undefined;
		for (const mode of query === "" ? modes : (["data"] as const)) {
			// An address that only takes forms has no page; its data is that of the frame.
			const gate: Gate = screen.read ?? { sees: "anybody", gives: mode === "document" ? "invalid" : "given" };
			const ask = async (thing: Thing) => {
				const path = addressOf(route, thing, query);
				const answer = await browsers[kind].get(path, mode);
				const isNone = thing === none;
				// What is not there is not there for anybody, except where only the form of an address counts.
				const outcome = expected(kind, gate, thing);
				const expects = isNone && outcome === "given" ? "not-found" : outcome;
				await judge(crowd, { kind, method: "GET", path, mode, thing, shows, expects }, answer);
				return answer;
			};
			const nothing = none && (await ask(none));
			for (const thing of things) {
				const answer = await ask(thing);
				if (!nothing || !none || mayKnowOf(kind, thing)) continue;
				const where = describeAsk(kind, "GET", addressOf(route, thing, query), mode);
				compare(crowd, where, [answer, thing], [nothing, none]);
			}
		}
	});
}

/** Ways to ask for a page that no link of ours uses. */
const OTHERWISE: Readonly<Record<string, (path: string, route: Route) => [path: string, asking?: Asking]>> = {
	"for its headers alone": (path) => [path, { method: "HEAD" }],
	"for the data of its frame alone": (path) => [`${dataPath(path)}?_routes=root`],
	"for its own data alone": (path, { id }) => [`${dataPath(path)}?_routes=${encodeURIComponent(id)}`],
	"with a slash at its end": (path) => [`${path}/`],
	"as an index": (path) => [`${path}?index`],
	"in an older manner": (path, { id }) => [`${path}?_data=${encodeURIComponent(id)}`],
};

/** What is hidden stays so however it is asked for. */
export async function askOtherwise(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers } = crowd;
	const tasks = routes.flatMap((route) => {
		const screen = SCREENS[route.id];
		if (!screen?.read || screen.of === "nothing") return [];
		const kinds = ["outsider", "observer", "recused", "ended", "administrator"] as const;
		return kinds.map((kind) => ({ route, kind, shows: shownBy(screen), things: force.things[screen.of] }));
	});
	await each(tasks, async ({ route, kind, shows, things }) => {
		const thing = things.find((candidate) => !mayKnowOf(kind, candidate));
		if (!thing) return;
		const none = missing(thing);
		for (const [way, ask] of Object.entries(OTHERWISE)) {
			const [one, other] = await Promise.all(
				[thing, none].map(async (about) => {
					const [path, asking] = ask(addressOf(route, about), route);
					const answer = await browsers[kind].ask(path, asking);
					const asked = { kind, method: "GET", path, mode: "data", thing: about, shows } as const;
					await judge(crowd, { ...asked, expects: outcomeOf(answer, "GET") as Outcome }, answer);
					return answer;
				}),
			);
			if (!one || !other) continue;
			compare(crowd, `${kind}: ${addressOf(route, thing)}, asked for ${way},`, [one, thing], [other, none]);
		}
	});
}

// --- forms ------------------------------------------------------------------------------------------------

const RISKS = ["standard", "medium", "high"];

/**
 * A form filled in: `{name}` is an id or a field of the thing, `{word}` the word given, `{version:table:id}` the
 * present version of that row, `{otherRisk}` a risk that the case does not have.
 */
export function filled({ fields, intent }: Write, thing: Thing, word: string): Record<string, string> {
	const values: Record<string, string> = { ...thing.fields, ...thing.ids, word };
	const fill = (template: string) =>
		template.replace(/\{([\w:]+)\}/g, (_, name: string) => {
			const [what = "", table = "", id = ""] = name.split(":");
			if (what === "version") {
				const [row] = rowsOf<{ version: number }>(
					`select version from ${table} where id = ?`,
					values[id] ?? "",
				);
				return String(row?.version ?? 1);
			}
			if (what === "otherRisk") {
				const [row] = rowsOf<{ risk: string }>("select risk from cases where id = ?", values.caseId ?? "");
				return RISKS.find((risk) => risk !== row?.risk) ?? "";
			}
			const value = values[what];
			if (value === undefined) throw new Error(`Nothing is called ${what} about ${thing.name}`);
			return value;
		});
	const filledFields = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fill(value)]));
	return intent ? { intent, ...filledFields } : filledFields;
}

export const writesOf = (routes: readonly Route[]) =>
	routes.flatMap((route) => {
		const screen: Screen | undefined = SCREENS[route.id];
		if (!screen || route.pattern === null) return [];
		return (screen.writes ?? []).map((write) => ({ route, screen, write }));
	});

const shownBy = ({ read }: Screen): readonly Kind[] => read?.shows ?? [];

/** The same fields about nothing: ids of the thing are replaced, whatever else is sent stays. */
function aboutNothing(fields: Record<string, string>, thing: Thing, none: Thing): Record<string, string> {
	const names = Object.keys(thing.ids);
	const swap = (value: string) => none.ids[names.find((name) => thing.ids[name] === value) ?? ""] ?? value;
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, swap(value)]));
}

/** Every form, rightly and wrongly filled in, from everybody who may not send it; and the harmless ones from all. */
export async function sendWhatIsRefused(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	const word = force.secrets.word("removed", "nobody", "what somebody sent who may not");
	const tasks = writesOf(routes).flatMap((entry) => ACTOR_KINDS.map((kind) => ({ ...entry, kind })));
	await each(tasks, async ({ route, screen, write, kind }) => {
		const things = isSignedOut(kind) ? force.things[screen.of].slice(0, 1) : force.things[screen.of];
		const send = async (
			thing: Thing,
			fields: Record<string, string>,
			mode: Mode,
			expects?: Asked["expects"],
		) => {
			const path = addressOf(route, thing);
			findings.posts++;
			const answer = await browsers[kind].post(path, fields, mode);
			const sent = Object.values(fields).join("\n");
			await judge(
				crowd,
				{ kind, method: "POST", path, sent, mode, thing, shows: shownBy(screen), expects },
				answer,
			);
			return answer;
		};
		for (const mode of MODES) {
			const nothing = new Map<string, [Answer, Thing]>();
			for (const thing of things) {
				const expects = orElsewhere(screen, kind, mode, expected(kind, write, thing));
				const isRefused = expects === "sign-in" || expects === "not-found" || expects === "refused";
				if (!isRefused && !(write.isHarmless && thing === things[0])) continue;
				const right = filled(write, thing, word);
				const wrong: Record<string, string> = write.intent ? { intent: write.intent } : {};
				const stale = "version" in right ? { ...right, version: "1" } : wrong;
				for (const [manner, fields] of Object.entries({ right, wrong, stale })) {
					// Wrong forms are told apart by the command, which both kinds of post reach: one is enough.
					if (manner !== "right" && (mode === "document" || !isRefused)) continue;
					if ((manner !== "right" || mode === "document") && thing !== things[0]) continue;
					if (manner === "stale" && stale === wrong) continue;
					const answer = await send(thing, fields, mode, manner === "right" ? expects : undefined);
					if (screen.of === "nothing" || mayKnowOf(kind, thing)) continue;
					let none = nothing.get(manner);
					if (!none) {
						const absent = missing(thing);
						const about = aboutNothing(fields, thing, absent);
						none = [await send(absent, about, mode, manner === "right" ? expects : undefined), absent];
						nothing.set(manner, none);
					}
					compare(crowd, describeAsk(kind, "POST", addressOf(route, thing), mode), [answer, thing], none);
				}
			}
		}
	});
}

/** Those who may most come first, so that what is done once is done by somebody from whom nothing is hidden. */
const ABLE_FIRST = [...new Set<ActorKind>(["chair", "coordinator", "administrator", ...ACTOR_KINDS])];

/** Every form by those who may send it: each is done, and its words reach whom they may. */
export async function sendWhatIsAllowed(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	for (const { route, screen, write } of writesOf(routes)) {
		if (write.isInScene || write.isHarmless) continue;
		let turn = 0;
		for (const kind of ABLE_FIRST) {
			const choice = write.uses ? force.stock[write.uses] : force.things[screen.of];
			const may = (thing: Thing) => expected(kind, write, thing) === (write.gives ?? "given");
			const thing = write.uses ? choice.filter(may)[turn] : choice.find(may);
			if (!thing) continue;
			if (write.isOnce && turn > 0) continue;
			const mode = MODES[turn++ % MODES.length] as Mode;
			const word = write.plants ? wordFor(force, write, thing) : "";
			const fields = filled(write, thing, word);
			const path = addressOf(route, thing);
			findings.posts++;
			const answer = await browsers[kind].post(path, fields, mode);
			registerRows(force.secrets, force);
			const sent = Object.values(fields).join("\n");
			const shows: Kind[] = [
				...shownBy(screen),
				"head",
				"entry",
				"action",
				"meeting-id",
				"panel",
				"organisation",
				"account",
			];
			await judge(
				crowd,
				{ kind, method: "POST", path, sent, mode, thing, shows, expects: expected(kind, write, thing) },
				answer,
			);
		}
		if (turn === 0) findings.problems.push(`Nobody may send the form ${route.id} ${write.intent ?? ""}`);
	}
}

function wordFor({ secrets }: Force, { plants, intent }: Write, thing: Thing): string {
	const what = `what ${intent ?? "a form"} said about ${thing.name}`;
	const [panel] = thing.panels;
	switch (plants) {
		case "organisation":
			return secrets.word(plants, "organisation", what);
		case "account":
			return secrets.word(plants, "administration", what);
		case "panel":
			return secrets.word(plants, panel ? `panel:${panel}` : "nobody", what);
		case "protected":
			return secrets.word(
				plants,
				thing.cases.map((name) => `protected:${name}` as const),
				what,
			);
		default: {
			const isOfCase = thing.seenBy.startsWith("case:");
			return secrets.word(
				plants ?? "removed",
				isOfCase ? thing.seenBy : panel ? `meetings:${panel}` : "nobody",
				what,
			);
		}
	}
}

// --- forms that come from elsewhere -----------------------------------------------------------------------

/** Every form from somebody who may send it, but without the token, with another's, or from another site. */
export async function sendFromElsewhere(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	const word = force.secrets.word("removed", "nobody", "what was sent from another page");
	const tasks = writesOf(routes).flatMap(({ route, screen, write }) => {
		const able = ABLE_FIRST.flatMap((kind) => {
			const thing = force.things[screen.of].find(
				(candidate) => expected(kind, write, candidate) === (write.gives ?? "given"),
			);
			return thing && (write.sees === "anybody" || !isSignedOut(kind)) ? [{ kind, thing }] : [];
		})[0];
		if (!able) return [];
		return MODES.map((mode) => ({ route, screen, write, mode, ...able }));
	});
	await each(tasks, async ({ route, screen, write, mode, kind, thing }) => {
		const stranger = browsers[kind === "chair" ? "deputy" : "chair"].token;
		const ways: Record<string, { headers?: Record<string, string>; token?: string }> = {
			"from another site": {
				headers: { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" },
			},
			"from another site, by an old browser": {
				headers: { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "" },
			},
			"from a sibling of this site": { headers: { "Sec-Fetch-Site": "same-site" } },
			"from nowhere": { headers: { Origin: "null", "Sec-Fetch-Site": "" } },
		};
		if (write.sees !== "anybody") {
			ways["without the token"] = { token: "" };
			ways["with another’s token"] = { token: stranger };
		}
		const path = addressOf(route, thing);
		const fields = filled(write, thing, word);
		for (const [way, how] of Object.entries(ways)) {
			findings.posts++;
			const answer = await browsers[kind].post(path, fields, mode, how);
			const isOfThisSite = "token" in how;
			const expects = isOfThisSite ? orElsewhere(screen, kind, mode, "invalid") : "refused";
			const asked = {
				kind,
				method: "POST",
				path,
				sent: Object.values(fields).join("\n"),
				mode,
				thing,
			} as const;
			await judge(
				crowd,
				{ ...asked, shows: shownBy(screen), expects: expects === "elsewhere" ? expects : "refused" },
				answer,
			);
			if (!["refused", "elsewhere"].includes(outcomeOf(answer, "POST")))
				findings.problems.push(`… sent ${way}`);
		}
	});
}
