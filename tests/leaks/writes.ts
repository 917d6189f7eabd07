/** Sends every form, as everybody: those who may not are refused alike, and those who may are not. */
import { type Answer, each, MODES, type Mode } from "./browser.ts";
import {
	addressOf,
	type Crowd,
	compare,
	type Expectation,
	judge,
	missing,
	shownBy,
	thingsFor,
} from "./crowd.ts";
import type { Force, Thing } from "./force.ts";
import { describeAsk, expected, isAlike, mayKnowOf, outcomeOf } from "./judge.ts";
import type { Route } from "./manifest.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	isSignedOut,
	type Kind,
	type Outcome,
	SCREENS,
	type Screen,
	type Write,
} from "./policy.ts";
import { registerRows, rowsOf } from "./rows.ts";

const RISKS = ["standard", "medium", "high"];

/**
 * A form filled in: `{name}` is an id or a field of the thing, `{word}` the word given, `{version:table:id}` the
 * present version of that row, `{otherRisk}` a risk that the case does not have, `{reviewVersion}` the version of its
 * newest review, `{referralsVersion}` that of its referrals.
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
			if (what === "reviewVersion") {
				const [row] = rowsOf<{ version: number }>(
					"select version from reviews where case_id = ? and state <> 'dropped' order by version desc",
					values.caseId ?? "",
				);
				return String(row?.version ?? 0);
			}
			if (what === "referralsVersion") {
				const [row] = rowsOf<{ version: number }>(
					"select max(version) as version from referrals where case_id = ?",
					values.caseId ?? "",
				);
				return String(row?.version ?? 0);
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

/** The same fields about nothing: ids of the thing are replaced, whatever else is sent stays. */
function aboutNothing(fields: Record<string, string>, thing: Thing, none: Thing): Record<string, string> {
	const names = Object.keys(thing.ids);
	const swap = (value: string) => none.ids[names.find((name) => thing.ids[name] === value) ?? ""] ?? value;
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, swap(value)]));
}

/**
 * A page that only leads elsewhere cannot show a browser without script what was wrong with its form: nothing is
 * done, and it leads there.
 */
const orElsewhere = (
	{ read }: Screen,
	kind: ActorKind,
	thing: Thing,
	mode: Mode,
	expects: Outcome,
): Outcome => {
	const isSaidOnPage = expects === "invalid" || expects === "conflict" || expects === "refused";
	const leads = mode === "document" && isSaidOnPage && read && expected(kind, read, thing);
	return leads === "elsewhere" ? leads : expects;
};

/** Of things that a form is answered alike about, the first. */
function oneOfEach(kind: ActorKind, write: Write, things: readonly Thing[]): Thing[] {
	const found = new Map<string, Thing>();
	for (const thing of things) {
		const knows = mayKnowOf(kind, thing, write);
		const sort = `${knows} ${knows ? "" : thing.seenBy} ${expected(kind, write, thing)}`;
		if (!found.has(sort)) found.set(sort, thing);
	}
	return [...found.values()];
}

/** Every form, rightly and wrongly filled in, from everybody who may not send it; and the harmless ones from all. */
export async function sendWhatIsRefused(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { force, browsers, findings } = crowd;
	const word = force.secrets.word("removed", "nobody", "what somebody sent who may not");
	const tasks = writesOf(routes).flatMap((entry) => ACTOR_KINDS.map((kind) => ({ ...entry, kind })));
	await each(tasks, async ({ route, screen, write, kind }) => {
		const all = thingsFor(crowd, kind, screen);
		const things = screen.of === "meeting" ? oneOfEach(kind, write, all) : all;
		const send = async (thing: Thing, fields: Record<string, string>, mode: Mode, expects: Expectation) => {
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
		// A page shows all its forms' refusals alike.
		const isFirst = screen.of !== "meeting" || write === screen.writes?.[0];
		const isLikeAnother = isAlike(kind, write, force.things[screen.of]);
		for (const mode of isFirst && !isLikeAnother ? MODES : (["data"] as const)) {
			const nothing = new Map<string, [Answer, Thing]>();
			for (const thing of things) {
				const plain = expected(kind, write, thing);
				const expects = screen.saysWhy ? plain : orElsewhere(screen, kind, thing, mode, plain);
				const isRefused = ["sign-in", "not-found", "refused", "conflict"].includes(expects);
				if (!isRefused && !(write.isHarmless && thing === things[0])) continue;
				const right = filled(write, thing, word);
				const wrong: Record<string, string> = write.intent ? { intent: write.intent } : {};
				const stale = "version" in right ? { ...right, version: "1" } : wrong;
				for (const [manner, fields] of Object.entries({ right, wrong, stale })) {
					// Wrong forms are told apart by the command, which both kinds of post reach: one is enough.
					if (manner !== "right" && (mode === "document" || !isRefused || isLikeAnother)) continue;
					if ((manner !== "right" || mode === "document") && thing !== things[0]) continue;
					if (manner === "stale" && stale === wrong) continue;
					const answer = await send(thing, fields, mode, manner === "right" ? expects : "any refusal");
					if (screen.of === "nothing" || isLikeAnother || mayKnowOf(kind, thing, write)) continue;
					let none = nothing.get(manner);
					if (!none) {
						const absent = missing(thing);
						const about = aboutNothing(fields, thing, absent);
						none = [await send(absent, about, mode, manner === "right" ? expects : "any refusal"), absent];
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
	const inTurn = writesOf(routes).sort((a, b) => (a.write.step ?? 0) - (b.write.step ?? 0));
	for (const { route, screen, write } of inTurn) {
		if (write.isInScene || write.isHarmless) continue;
		let turn = 0;
		for (const kind of ABLE_FIRST) {
			const choice = write.uses ? force.stock[write.uses] : force.things[screen.of];
			const may = (thing: Thing) => expected(kind, write, thing) === (write.gives ?? "given");
			// What is used up of a meeting, its state says.
			const hasOwn = write.uses && screen.of !== "meeting";
			const thing = hasOwn ? choice.filter(may)[turn] : choice.find(may);
			if (!thing) continue;
			if (write.isOnce && turn > 0) continue;
			const mode = MODES[turn++ % MODES.length] as Mode;
			const word = write.plants ? wordFor(force, write, thing) : "";
			const fields = filled(write, thing, word);
			const path = addressOf(route, thing);
			const expects = expected(kind, write, thing);
			findings.posts++;
			const answer = await browsers[kind].post(path, fields, mode);
			registerRows(force);
			const sent = Object.values(fields).join("\n");
			const shows: Kind[] = [
				...shownBy(screen),
				"head",
				"entry",
				"action",
				"meeting",
				"meeting-id",
				"agenda",
				"panel",
				"organisation",
				"account",
			];
			await judge(crowd, { kind, method: "POST", path, sent, mode, thing, shows, expects }, answer);
		}
		if (turn === 0) findings.problems.push(`Nobody may send the form ${route.id} ${write.intent ?? ""}`);
	}
}

function wordFor({ secrets }: Force, { plants, plantedFor, intent }: Write, thing: Thing): string {
	const what = `what ${intent ?? "a form"} said about ${thing.name}`;
	if (plants && plantedFor) return secrets.word(plants, plantedFor, what);
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
			const expects = isOfThisSite ? orElsewhere(screen, kind, thing, mode, "invalid") : "refused";
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
