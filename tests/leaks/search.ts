/** What searching and counting tell: every planted word is searched for by everybody, and every number is held against what they see. */
import { type Browser, each } from "./browser.ts";
import { type Crowd, judge, shownBy } from "./crowd.ts";
import { casesIn } from "./force.ts";
import { decoded, difference, isFindable, isMeantBy, withoutChance } from "./judge.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	CASES,
	type CaseName,
	finds,
	isSignedOut,
	SCREENS,
	seesAudience,
} from "./policy.ts";

const signedIn = ACTOR_KINDS.filter((kind) => !isSignedOut(kind));

/** A list as loaders answer it: a page of its lines, and how many there are in all. */
interface List {
	total: number;
	pages: number;
	lines: unknown[];
}

/** Every list in a page's data. */
function listsIn(value: unknown): List[] {
	if (typeof value !== "object" || value === null) return [];
	const { total, pages, lines, meetings, users } = value as Record<string, unknown>;
	const shown = [lines, meetings, users].find(Array.isArray);
	const own =
		typeof total === "number" && shown
			? [{ total, pages: pages === undefined ? 1 : Number(pages), lines: shown }]
			: [];
	return [...own, ...Object.values(value).flatMap(listsIn)];
}

const casesSeen = (kind: ActorKind, within: readonly CaseName[] = Object.keys(CASES) as CaseName[]) =>
	within.filter((name) => finds(kind, `case:${name}`));

/** Which cases somebody finds: whoever finds the same is answered the same. */
const searchStanding = (kind: ActorKind) => `${isSignedOut(kind)} ${casesSeen(kind).join()}`;

const FIND = "/find";

/** Searches for every word that stands in a case, as everybody. */
export async function searchForEverything(crowd: Crowd): Promise<void> {
	const { force, browsers, findings } = crowd;
	const [page] = force.things.nothing;
	if (!page) return;
	const all = force.secrets.all();
	const words = all.filter(
		({ value, kind, audiences }) =>
			/^qz[xns]/i.test(value) &&
			kind !== "panel" &&
			audiences.some((name) => /^(case|protected):/.test(name)),
	);
	const findable = all.filter(isFindable);
	/** The cases that somebody sees and that hold what was typed, or what may have been meant by it. */
	const expected = (kind: ActorKind, typed: string) =>
		casesSeen(kind).filter((name) =>
			findable.some((secret) => secret.audiences.includes(`case:${name}`) && isMeantBy(secret, typed)),
		);
	// Of what no search finds, one of each sort.
	const sorts = new Set<string>();
	const asked = words.filter((secret) => {
		const sort = isFindable(secret) ? secret.value : `${secret.kind} ${secret.audiences.join()}`;
		return !sorts.has(sort) && sorts.add(sort);
	});
	const shows = shownBy(SCREENS["cases/find"] ?? { of: "nothing" });
	await each(signedIn, async (kind) => {
		// What a search for something that stands nowhere is answered, at each length of word.
		const nothing = new Map<number, string>();
		const ask = async (value: string) => {
			const answer = await browsers[kind].post(FIND, { words: value }, "data");
			const about = { kind, method: "POST", path: FIND, mode: "data", thing: page, shows } as const;
			await judge(crowd, { ...about, sent: value, expects: "given" }, answer);
			return { answer, plain: withoutChance(answer, { query: value }) };
		};
		const standing = searchStanding(kind);
		const isAlike = ACTOR_KINDS.find((other) => searchStanding(other) === standing) !== kind;
		for (const { value, what } of isAlike ? asked.filter(isFindable) : asked) {
			const { answer, plain } = await ask(value);
			const [list] = listsIn(await decoded(answer.body));
			const shown = (list?.lines ?? []).map((line) => (line as { id: string }).id).sort();
			const theirs = expected(kind, value)
				.map((name) => force.caseIds[name])
				.sort();
			if (shown.join() !== theirs.join() || list?.total !== theirs.length) {
				findings.problems.push(
					`${kind}: searching for ${what} finds ${shown.length} cases (${list?.total}), not ${theirs.length}`,
				);
			}
			if (theirs.length > 0) continue;
			const length = value.length;
			const none = nothing.get(length) ?? (await ask("z".repeat(length))).plain;
			nothing.set(length, none);
			findings.comparisons++;
			if (plain !== none) {
				findings.problems.push(`${kind}: searching for ${what} tells something: ${difference(plain, none)}`);
			}
		}
	});
}

/** Holds every number that a list says against what its reader sees. */
export async function countEverything({ force, browsers, findings }: Crowd): Promise<void> {
	const { north, south } = force.panelIds;
	const dataOf = async (browser: Browser, path: string) => {
		const [address = "", words] = path.split("#");
		const isSearch = words !== undefined;
		const answer = isSearch ? browser.post(address, { words }, "data") : browser.get(address, "data");
		return decoded((await answer).body);
	};
	await each(signedIn, async (kind) => {
		const expects: [path: string, cases: number | undefined][] = [
			["/", undefined],
			[`${FIND}#holt`, casesSeen(kind).length],
			[`${FIND}#qz`, casesSeen(kind).length],
			[
				`/panels/${north}`,
				seesAudience(kind, "meetings:north") ? casesSeen(kind, casesIn("north")).length : 0,
			],
			[
				`/panels/${south}`,
				seesAudience(kind, "meetings:south") ? casesSeen(kind, casesIn("south")).length : 0,
			],
			...(
				[
					[north, "north"],
					[south, "south"],
				] as const
			).map(
				([panelId, name]) =>
					[
						`/panels/${panelId}/register?state=all`,
						seesAudience(kind, `meetings:${name}`) ? casesSeen(kind, casesIn(name)).length : 0,
					] as [string, number],
			),
			["/officer", undefined],
			[`/panels/${north}/advice?show=all`, undefined],
			[`/panels/${south}/advice?show=all`, undefined],
			["/admin/users?standing=all", undefined],
		];
		for (const [path, cases] of expects) {
			const lists = listsIn(await dataOf(browsers[kind], path));
			for (const { total, pages, lines } of lists) {
				// Everything here fits on a page, so a number that is larger counts what is hidden.
				const isWhole = total === lines.length || (total > 50 && lines.length === 50);
				if (!isWhole || pages !== Math.max(1, Math.ceil(total / 50))) {
					findings.problems.push(
						`${kind}: ${path} counts ${total} on ${pages} pages and shows ${lines.length}`,
					);
				}
			}
			const listed =
				lists.find(({ lines }) => lines.some((line) => "victim" in (line as object)))?.lines.length ?? 0;
			if (cases !== undefined && listed !== cases) {
				findings.problems.push(`${kind}: ${path} lists ${listed} cases of the ${cases} that they see`);
			}
		}
	});
}
