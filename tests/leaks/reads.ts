/** Asks for every page that the manifest lists, as everybody: the walk of the leak test that changes nothing. */
import { type Asking, dataPath, each, MODES, type Mode } from "./browser.ts";
import { addressOf, type Crowd, compare, judge, missing, shownBy, thingsFor } from "./crowd.ts";
import type { Thing } from "./force.ts";
import { describeAsk, expected, isAlike, mayKnowOf } from "./judge.ts";
import type { Route } from "./manifest.ts";
import { ACTOR_KINDS, type ActorKind, type Gate, SCREENS } from "./policy.ts";

/**
 * Every page and its data, as everybody, of every thing and of none. A page is made of its data and nothing else,
 * so what `?…` asks of it is looked at as data alone.
 */
export async function readEverything(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	await read(crowd, routes, (route) => ["", ...(SCREENS[route.id]?.read?.queries ?? [])], MODES);
}

/** The data of every page once more: what has been written since reaches those who may see it, and nobody else. */
export async function readAgain(crowd: Crowd, routes: readonly Route[]): Promise<void> {
	const { things, late, stock } = crowd.force;
	for (const subject of ["case", "entry", "advice", "action"] as const) things[subject].push(late[subject]);
	things.meeting.push(...stock.meetings.slice(0, 2), ...stock.drafts);
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
	const { browsers, force } = crowd;
	const tasks = routes.flatMap((route) => {
		const screen = SCREENS[route.id];
		if (route.pattern === null || !screen) return [];
		return queriesOf(route).flatMap((query) => ACTOR_KINDS.map((kind) => ({ route, screen, query, kind })));
	});
	await each(tasks, async ({ route, screen, query, kind }) => {
		const things = thingsFor(crowd, kind, screen);
		const shows = screen.read?.shows ?? [];
		const none = things[0] && screen.of !== "nothing" ? missing(things[0]) : undefined;
		for (const mode of query === "" ? modes : (["data"] as const)) {
			// An address that only takes forms has no page; its data is that of the frame.
			const gate: Gate = screen.read ?? { sees: "anybody", gives: mode === "document" ? "invalid" : "given" };
			// A page is made of its data, which everybody asks for; the page itself is drawn once for those alike.
			const isMore = mode === "document" || query !== "";
			if (isMore && isAlike(kind, gate, force.things[screen.of])) continue;
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
			for (const thing of mode === "data" && query === "" ? things : oneOfEach(kind, things, gate)) {
				const answer = await ask(thing);
				if (!nothing || !none || mayKnowOf(kind, thing, gate)) continue;
				const where = describeAsk(kind, "GET", addressOf(route, thing, query), mode);
				compare(crowd, where, [answer, thing], [nothing, none]);
			}
		}
	});
}

/** One thing of each answer, known and not: a page is drawn alike for the next. */
function oneOfEach(kind: ActorKind, things: readonly Thing[], gate: Gate): Thing[] {
	const found = new Map<string, Thing>();
	for (const thing of things) {
		const sort = `${mayKnowOf(kind, thing, gate)} ${expected(kind, gate, thing)}`;
		if (!found.has(sort)) found.set(sort, thing);
	}
	return [...found.values()];
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
		const kinds = ["outsider", "observer", "recused", "ended", "administrator", "guest"] as const;
		const { of, read: gate } = screen;
		return kinds.map((kind) => ({ route, kind, gate, shows: shownBy(screen), things: force.things[of] }));
	});
	await each(tasks, async ({ route, kind, gate, shows, things }) => {
		const thing = things.find((candidate) => !mayKnowOf(kind, candidate, gate));
		if (!thing) return;
		const none = missing(thing);
		for (const [way, ask] of Object.entries(OTHERWISE)) {
			const [one, other] = await Promise.all(
				[thing, none].map(async (about) => {
					const [path, asking] = ask(addressOf(route, about), route);
					const answer = await browsers[kind].ask(path, asking);
					const asked = { kind, method: "GET", path, mode: "data", thing: about, shows } as const;
					await judge(crowd, { ...asked, expects: "anything" }, answer);
					return answer;
				}),
			);
			if (!one || !other) continue;
			compare(crowd, `${kind}: ${addressOf(route, thing)}, asked for ${way},`, [one, thing], [other, none]);
		}
	});
}
