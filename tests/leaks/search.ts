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
import { rowsOf } from "./rows.ts";

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
			["/actions?show=all", undefined],
			["/actions?show=all&whose=agency", undefined],
			[`/outcomes/behind?${EVER}&figure=heard`, undefined],
			[`/outcomes/behind?${EVER}&figure=due`, undefined],
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
		const numberIn = async (path: string, name: string) =>
			numbersIn(await dataOf(browsers[kind], path), name)[0] ?? 0;
		const check = (what: string, told: number, theirs: number) => {
			findings.comparisons++;
			if (told !== theirs)
				findings.problems.push(`${kind}: ${what} counts ${told}, of ${theirs} that they see`);
		};
		for (const [panelId, panel] of [
			[north, "north"],
			[south, "south"],
		] as const) {
			const theirs = seesAudience(kind, `meetings:${panel}`) ? casesSeen(kind, casesIn(panel)) : [];
			const path = `/panels/${panelId}/actions?show=all`;
			check(path, await numberIn(path, "total"), actionsOf(theirs.map((name) => force.caseIds[name])));
			// What comes next for a case is one of these, or nothing.
			const due = `/panels/${panelId}/follow-up?list=`;
			for (const list of ["overdue", "due", "hearing"]) {
				const page = await dataOf(browsers[kind], `${due}${list}`);
				const [files = []] = valuesIn(page, "files") as unknown[][];
				const [totals] = valuesIn(page, "totals") as Record<string, number>[];
				check(`${due}${list}`, totals?.[list] ?? 0, files.length);
			}
		}
		for (const name of Object.keys(CASES) as CaseName[]) {
			const caseId = force.caseIds[name];
			const path = `/cases/${caseId}/actions?show=all`;
			check(path, await numberIn(path, "total"), finds(kind, `case:${name}`) ? actionsOf([caseId]) : 0);
		}
		const inbox = await dataOf(browsers[kind], "/inbox");
		const [first] = listsIn(inbox);
		const lines = [...(first?.lines ?? [])];
		for (let page = 2; page <= (first?.pages ?? 1); page++) {
			const [more] = listsIn(await dataOf(browsers[kind], `/inbox?page=${page}`));
			lines.push(...(more?.lines ?? []));
		}
		check("the inbox", first?.total ?? 0, lines.length);
		const unread = (lines as { isRead: boolean }[]).filter(({ isRead }) => !isRead).length;
		check("the inbox’s number of what is unread", numbersIn(inbox, "unread")[0] ?? 0, unread);
		const heard = valuesIn(await dataOf(browsers[kind], `/outcomes?${EVER}`), "heard") as { total: number }[];
		const behind = await numberIn(`/outcomes/behind?${EVER}&figure=heard`, "total");
		check("the figure of cases heard", heard[0]?.total ?? 0, behind);
	});
}

/** Whatever was or will be. */
const EVER = "preset=own&from=2000-01-01&to=2099-12-31";

function actionsOf(caseIds: string[]): number {
	if (caseIds.length === 0) return 0;
	const places = caseIds.map(() => "?").join();
	const [counted] = rowsOf<{ n: number }>(
		`select count(*) as n from actions where case_id in (${places})`,
		...caseIds,
	);
	return counted?.n ?? 0;
}

/** Whatever has this name anywhere in a page's data. */
function valuesIn(value: unknown, name: string): unknown[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [
		...(key === name ? [inner] : []),
		...valuesIn(inner, name),
	]);
}

const numbersIn = (value: unknown, name: string): number[] =>
	valuesIn(value, name).filter((one): one is number => typeof one === "number");
