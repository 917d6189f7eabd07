/** The figures of a period: what the lead's page shows, and what leaves the force of it. */

import type { Actor } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { areasOf, type Counted, figuresOf, type PanelFigures } from "./panel-figures.ts";
import type { Wish } from "./period.ts";
import { ATTENDANCE, type Figure, populationOf, REVIEW_FIGURES } from "./populations.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** One number of one class. */
export interface Count {
	key: string;
	label: string;
	n: number;
}

/** A figure split into classes that add up to its total. */
export interface Split {
	figure: string;
	title: string;
	says: string;
	total: number;
	counts: Count[];
}

/** The same, for each agency. */
export interface SplitByAgency extends Split {
	agencies: {
		/** Null for what has no owner. */
		agencyId: string | null;
		agencyName: string;
		total: number;
		counts: Count[];
	}[];
}

export type TimeTaken = Spread & { figure: Figure; title: string; says: string };

/** A month of the period, as YYYY-MM. */
export interface Month {
	month: string;
	total: number;
	counts: Count[];
}

export type Outcomes = Awaited<ReturnType<typeof outcomesFor>>;

export const NO_OWNER = "No agency yet";

/**
 * All figures for a period, of the panels that the actor runs and of the cases that they may see. Asked of one agency,
 * those that are no agency's are left out; asked of one area, attendance, which is a whole panel's.
 * @throws NotFound for whoever runs no panel, and for a panel that is not theirs.
 */
export async function outcomesFor(actor: Actor, asked: Wish) {
	const scope = await scopeOf(actor, asked);
	const { wish } = scope;
	const areas = await areasOf(scope);
	noteReads(actor, "outcomes", [wish.panelId ?? "all panels"]);
	const figures = await figuresOf(scope);
	const split = (figure: keyof PanelFigures["counts"]) =>
		splitFrom(
			figure,
			figures.flatMap(({ counts }) => counts[figure]),
		);
	const took = (figure: "waited" | "done"): TimeTaken => {
		const { title, says } = populationOf(figure);
		return { figure, title, says, ...spreadOf(figures.flatMap((one) => one[figure])) };
	};
	const byAgency = (figure: "due" | "overdue-actions") => {
		const lines = figures.flatMap(({ counts }) => counts[figure]);
		return { ...splitFrom(figure, lines), agencies: agenciesOf(scope, figure, lines) };
	};
	const isOfAll = wish.agencyId === undefined;
	return {
		wish,
		today: scope.today,
		panels: scope.panels,
		areas,
		agencies: scope.agencies,
		/** What is no agency's; null when one agency is asked about. */
		cases: isOfAll
			? {
					heard: split("heard"),
					heardByMonth: monthsOf(
						wish,
						figures.flatMap(({ counts }) => counts.heard),
					),
					referred: split("referred"),
					waited: took("waited"),
					advice: split("advice"),
					reviews: REVIEW_FIGURES.map(split),
				}
			: null,
		due: byAgency("due"),
		done: took("done"),
		/** Null when one area is asked about. */
		attendance: wish.area ? null : attendanceOf(figures),
		overdue: {
			actions: byAgency("overdue-actions"),
			reviews: isOfAll ? split("overdue-reviews") : null,
			advice: isOfAll ? split("overdue-advice") : null,
		},
	};
}

/** Counts by class; classes that nothing fell into are 0. */
function countsFrom(classes: Readonly<Record<string, string>>, lines: readonly Counted[]): Count[] {
	const n = new Map<string, number>();
	for (const line of lines) n.set(line.key, (n.get(line.key) ?? 0) + line.n);
	return Object.entries(classes).map(([key, label]) => ({ key, label, n: n.get(key) ?? 0 }));
}

function grouped<Line, Key>(lines: readonly Line[], keyOf: (line: Line) => Key): Map<Key, Line[]> {
	const groups = new Map<Key, Line[]>();
	for (const line of lines) {
		const group = groups.get(keyOf(line));
		if (group) group.push(line);
		else groups.set(keyOf(line), [line]);
	}
	return groups;
}

const sumOf = (lines: readonly { n: number }[]) => lines.reduce((sum, { n }) => sum + n, 0);

function splitFrom(figure: Figure, lines: readonly Counted[]): Split {
	const { title, says, classes = {} } = populationOf(figure);
	return { figure, title, says, counts: countsFrom(classes, lines), total: sumOf(lines) };
}

function agenciesOf(
	scope: Scope,
	figure: "due" | "overdue-actions",
	lines: readonly Counted[],
): SplitByAgency["agencies"] {
	const nameOf = new Map(scope.agencies.map(({ id, name }) => [id, name]));
	const { classes = {} } = populationOf(figure);
	return [...grouped(lines, ({ agencyId }) => agencyId ?? null)]
		.map(([agencyId, own]) => ({
			agencyId,
			agencyName: (agencyId !== null && nameOf.get(agencyId)) || NO_OWNER,
			counts: countsFrom(classes, own),
			total: sumOf(own),
		}))
		.sort((a, b) => b.total - a.total || a.agencyName.localeCompare(b.agencyName, "en-GB"));
}

function attendanceOf(figures: readonly PanelFigures[]): SplitByAgency {
	const lines = figures.flatMap(({ attendance }) => attendance);
	const { title, says, classes } = ATTENDANCE;
	const agencies = [...grouped(lines, ({ agencyId }) => agencyId)].map(([agencyId, own]) => ({
		agencyId,
		agencyName: own[0]?.agencyName ?? "",
		counts: countsFrom(classes, own),
		total: sumOf(own),
	}));
	return {
		figure: "attendance",
		title,
		says,
		counts: countsFrom(classes, lines),
		total: sumOf(lines),
		agencies: agencies.sort((a, b) => a.agencyName.localeCompare(b.agencyName, "en-GB")),
	};
}

/** More are too many to be told apart in a picture. */
const MOST_MONTHS = 36;

/** Every month of the period, those without hearings too; none when it is shorter than two or longer than can be shown. */
function monthsOf({ from, to }: Wish, lines: readonly Counted[]): Month[] {
	const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
	const length = (Number(to.slice(0, 4)) - year) * 12 + Number(to.slice(5, 7)) - month + 1;
	if (length < 2 || length > MOST_MONTHS) return [];
	const { classes = {} } = populationOf("heard");
	return Array.from({ length }, (_, at) => {
		const name = new Date(Date.UTC(year, month - 1 + at, 1)).toISOString().slice(0, 7);
		const own = lines.filter((line) => line.month === name);
		return { month: name, counts: countsFrom(classes, own), total: sumOf(own) };
	});
}
