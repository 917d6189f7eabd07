/**
 * The figures of one panel for one period, counted once for each version of the panel's stream: whatever they count is
 * written through that stream, so while its version stands they stand, to the last action. A force of a hundred
 * thousand cases is then counted anew only where something has happened, a panel at a time, and the meetings that go
 * on meanwhile wait for no more than one panel's counting.
 */
import { setImmediate } from "node:timers/promises";
import { count, inArray, type SQL, sql } from "drizzle-orm";
import { dayOf, db, remember } from "#db/index.ts";
import { actions, hearings, referrals, reviews, streams } from "#db/schema/index.ts";
import { agenciesExpected } from "./attendance.ts";
import {
	type Attended,
	daysToDone,
	type Figure,
	POPULATIONS,
	populationOf,
	REVIEW_FIGURES,
} from "./populations.ts";
import { areasIn, type PanelOption, type PanelScope, type Scope } from "./scope.ts";

/** So many of one class; of actions also of one agency, or of none. */
export interface Counted {
	key: string;
	n: number;
	agencyId?: string | null;
	/** The month of a hearing, as YYYY-MM. */
	month?: string;
}
/** How often something took so many days. */
export interface Days {
	days: number;
	n: number;
}

/** Lines of each figure. A figure without classes has the class "". */
export interface PanelFigures {
	counts: Record<Exclude<Figure, "waited" | "done">, Counted[]>;
	waited: Days[];
	done: Days[];
	attendance: { agencyId: string; agencyName: string; key: Attended; n: number }[];
}

async function tally(scope: PanelScope, figure: Figure): Promise<Counted[]> {
	const { table, where, splitBy } = populationOf(figure);
	return db
		.select({ key: splitBy ? sql<string>`${splitBy(scope)}` : sql<string>`''`, n: count() })
		.from(table as typeof referrals)
		.where(where(scope))
		.groupBy(sql`1`);
}

const heardIn = (scope: PanelScope) =>
	db
		.select({
			key: sql<string>`${hearings.listing}`,
			month: sql<string>`substr(${hearings.heardOn}, 1, 7)`,
			n: count(),
		})
		.from(hearings)
		.where(POPULATIONS.heard.where(scope))
		.groupBy(sql`1, 2`);

const waitedIn = (scope: PanelScope) =>
	db
		.select({
			days: sql<number>`${dayOf(referrals.firstHeardOn)} - ${dayOf(referrals.referredOn)}`.mapWith(Number),
			n: count(),
		})
		.from(referrals)
		.where(POPULATIONS.waited.where(scope))
		.groupBy(sql`1`);

/** How actions due in the period stand, by agency. */
const dueIn = (scope: PanelScope): Promise<Counted[]> =>
	db
		.select({
			agencyId: actions.ownerAgencyId,
			key: sql<string>`${POPULATIONS.due.splitBy(scope)}`,
			n: count(),
		})
		.from(actions)
		.where(POPULATIONS.due.where(scope))
		.groupBy(sql`1, 2`);

const doneIn = (scope: PanelScope): Promise<Days[]> =>
	db
		.select({ days: daysToDone.mapWith(Number), n: count() })
		.from(actions)
		.where(POPULATIONS.done.where(scope))
		.groupBy(sql`1`);

/** The same few answers of every review, counted in one reading: a column for each answer there is. */
async function reviewedIn(scope: PanelScope) {
	const answers = REVIEW_FIGURES.flatMap((figure) =>
		Object.keys(POPULATIONS[figure].classes).map((key) => ({ figure, key })),
	);
	const columns = answers.map(({ figure, key }, at) => [
		`answer${at}`,
		sql<number>`count(*) filter (where ${POPULATIONS[figure].splitBy()} = ${key})`.mapWith(Number),
	]);
	const [found] = await db
		.select(Object.fromEntries(columns) as Record<string, SQL<number>>)
		.from(reviews)
		.where(POPULATIONS["review-stopped"].where(scope));
	const byFigure = REVIEW_FIGURES.map((figure) => [
		figure,
		answers.flatMap((answer, at): Counted[] =>
			answer.figure === figure ? [{ key: answer.key, n: found?.[`answer${at}`] ?? 0 }] : [],
		),
	]);
	return Object.fromEntries(byFigure) as Record<(typeof REVIEW_FIGURES)[number], Counted[]>;
}

const overdueIn = (scope: PanelScope): Promise<Counted[]> =>
	db
		.select({ key: sql<string>`''`, agencyId: actions.ownerAgencyId, n: count() })
		.from(actions)
		.where(POPULATIONS["overdue-actions"].where(scope))
		.groupBy(actions.ownerAgencyId);

async function attendedIn(scope: PanelScope): Promise<PanelFigures["attendance"]> {
	const lines = new Map<string, PanelFigures["attendance"][number]>();
	for (const { agencyId, agencyName, attended: key } of await agenciesExpected(scope)) {
		const name = `${key} ${agencyId}`;
		lines.set(name, { agencyId, agencyName, key, n: (lines.get(name)?.n ?? 0) + 1 });
	}
	return [...lines.values()];
}

/** What is counted of one panel; what does not fit the question, such as the advice of an agency, is not. */
async function countPanel(scope: PanelScope): Promise<PanelFigures> {
	const isOfAgency = scope.wish.agencyId !== undefined;
	const unlessOfAgency = async <T>(counting: () => Promise<T[]>) => (isOfAgency ? [] : counting());
	const none = {
		"review-stopped": [],
		"review-safer": [],
		"review-says": [],
		"review-investigation": [],
		"review-order": [],
	};
	return {
		counts: {
			heard: await unlessOfAgency(() => heardIn(scope)),
			referred: await unlessOfAgency(() => tally(scope, "referred")),
			due: await dueIn(scope),
			advice: await unlessOfAgency(() => tally(scope, "advice")),
			...(isOfAgency ? none : await reviewedIn(scope)),
			"overdue-actions": await overdueIn(scope),
			"overdue-reviews": await unlessOfAgency(() => tally(scope, "overdue-reviews")),
			"overdue-advice": await unlessOfAgency(() => tally(scope, "overdue-advice")),
		},
		waited: await unlessOfAgency(() => waitedIn(scope)),
		done: await doneIn(scope),
		// A meeting is of the whole panel, whatever the areas of its cases.
		attendance: scope.wish.area ? [] : await attendedIn(scope),
	};
}

// --- kept while nothing happens ---------------------------------------------------------------------------

interface Kept {
	version: number;
	value: Promise<unknown>;
}
const kept = remember("figures of panels", () => new Map<string, Kept>());
/** Some ten kilobytes each. */
const MOST_KEPT = 1_000;
/** How many panels are counted at a time, where the database counts beside us. */
const LANES = 4;

/** What `make` made when the stream was at `version`, or makes now; two who ask at once wait for one making. */
async function keptAt<T>(key: string, version: number, make: () => Promise<T>): Promise<T> {
	const before = kept.get(key);
	if (before?.version === version) {
		kept.delete(key);
		kept.set(key, before);
		return before.value as Promise<T>;
	}
	const value = make();
	kept.set(key, { version, value });
	value.catch(() => kept.delete(key));
	for (const oldest of kept.keys()) {
		if (kept.size <= MOST_KEPT) break;
		kept.delete(oldest);
	}
	const made = await value;
	// One panel's counting holds everybody up for some milliseconds; whoever waits comes before the next.
	await setImmediate();
	return made;
}

/** What `make` answers for each of the panels that are asked about, in their order. */
async function ofEachPanel<T>(
	scope: Scope,
	panels: readonly PanelOption[],
	keyOf: (scope: PanelScope) => unknown[],
	make: (scope: PanelScope) => Promise<T>,
): Promise<T[]> {
	const { access, wish, today } = scope;
	// Read before the rows: what is written meanwhile is counted anew next time.
	const found = await db
		.select({ id: streams.id, version: streams.version })
		.from(streams)
		.where(
			inArray(
				streams.id,
				panels.map(({ id }) => id),
			),
		);
	const versionOf = new Map(found.map(({ id, version }) => [id, version]));
	const answers: T[] = [];
	const waiting = [...panels.entries()];
	const lane = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const [at, panel] = next;
			const one: PanelScope = { access, wish, today, panel };
			const key = JSON.stringify([panel.id, panel.area, [...access.recusedFrom].sort(), ...keyOf(one)]);
			answers[at] = await keptAt(key, versionOf.get(panel.id) ?? 0, () => make(one));
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	return answers;
}

/** The figures of each panel that is asked about, in the order of `scope.asked`. */
export const figuresOf = (scope: Scope): Promise<PanelFigures[]> =>
	ofEachPanel(
		scope,
		scope.asked,
		({ today, wish: { from, to, area, agencyId } }) => [
			"figures",
			today,
			from,
			to,
			area ?? "",
			agencyId ?? "",
		],
		countPanel,
	);

/** Areas that can be asked about: those of the panels, and what their cases say themselves. */
export async function areasOf(scope: Scope): Promise<string[]> {
	const said = await ofEachPanel(scope, scope.panels, () => ["areas"], areasIn);
	const names = new Set([...scope.panels.map(({ area }) => area), ...said.flat()]);
	return [...names].sort((a, b) => a.localeCompare(b, "en-GB"));
}
