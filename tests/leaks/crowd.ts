/** Everybody who asks, what their run has found, and how one answer is judged. */
import { newId } from "#server/ids.ts";
import { type Answer, Browser, each, type Mode } from "./browser.ts";
import { type Force, PASSWORD, type SignedInKind, type Thing } from "./force.ts";
import { decoded, describeAsk, difference, leaksIn, outcomeOf, withoutChance } from "./judge.ts";
import type { Route } from "./manifest.ts";
import { ACTOR_KINDS, type ActorKind, type Kind, type Outcome, ROLE_TABLE, type Screen } from "./policy.ts";
import { registerRows } from "./rows.ts";
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
	registerRows(force);
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
		door: undefined,
		meeting: undefined,
	};
}

/** Whom no panel concerns: to them one thing is as hidden as the next. */
const isOutside = (kind: ActorKind) => ROLE_TABLE[kind].sees.every((audience) => audience === "organisation");

/** The things of a screen that are worth asking for. */
export function thingsFor({ force }: Crowd, kind: ActorKind, { of }: Screen): readonly Thing[] {
	return isOutside(kind) ? force.things[of].slice(0, 1) : force.things[of];
}

// --- judging one answer -----------------------------------------------------------------------------------

export interface Asked {
	kind: ActorKind;
	method: "GET" | "POST";
	path: string;
	/** What was sent besides the address. */
	sent?: string;
	mode: Mode;
	thing: Thing;
	shows: readonly Kind[];
	expects: Expectation;
}

export type Expectation = Outcome | "any refusal" | "anything";
const REFUSALS: readonly string[] = ["invalid", "conflict", "not-found", "refused", "sign-in"];

/** Notes what is wrong with an answer. */
export async function judge({ force, findings }: Crowd, asked: Asked, answer: Answer): Promise<void> {
	findings.answers++;
	const where = describeAsk(asked.kind, asked.method, asked.path, asked.mode);
	const outcome = outcomeOf(answer, asked.method);
	const isRight = asked.expects === "any refusal" ? REFUSALS.includes(outcome) : outcome === asked.expects;
	if (!isRight && asked.expects !== "anything") {
		findings.problems.push(`${where} is ${outcome}; the policy says ${asked.expects}`);
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

export const shownBy = ({ read, shows }: Screen): readonly Kind[] => read?.shows ?? shows ?? [];
