/** The page's tables as a file: with every number for the force itself, and without small numbers for all others. */
import { z } from "zod";
import { ORGANISATION } from "../agencies/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { csvOf } from "../http/table-file.ts";
import { newId } from "../ids.ts";
import type { Wish } from "./period.ts";
import { type Outcomes, outcomesFor, type Split, type SplitByAgency, type TimeTaken } from "./queries.ts";
import { panelsWithFigures } from "./scope.ts";
import { suppressed, type Totals } from "./suppress.ts";

/** "outcomes" may leave the force, "outcomes-within" may not. */
export const FILES = ["outcomes", "outcomes-within"] as const;
export type FileKind = (typeof FILES)[number];

export const LEFT_OUT = "left out";

/** A table with what its numbers mean. */
interface Tabled {
	title: string;
	says: string;
	/** What its rows are, e.g. "Agency". */
	of: string;
	columns: string[];
	rows: { name: string; values: number[] }[];
	totals: Totals;
}

/** Records that figures were handed over. @throws NotFound for whoever sees none. */
const recordExport = command(
	"outcomes.export",
	z.object({
		list: z.enum(FILES),
		rows: z.number().int(),
		panelId: z.string().nullable(),
		from: z.iso.date(),
		to: z.iso.date(),
		agencyId: z.string().optional(),
		isOfArea: z.literal(true).optional(),
	}),
	async ({ tx, actor, opId }, { list, rows, panelId, ...filter }) => {
		const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
		const own = await panelsWithFigures(await accessOf(tx, actor, []), tx);
		if (own.length === 0 || (panelId !== null && !own.some(({ id }) => id === panelId))) throw new NotFound();
		const data = { exportId: newId(), list, format: "csv", rows, panelId, ...filter } as const;
		await record(tx, actor, stream, "export.made", data, []);
		return { exportId: data.exportId };
	},
);

/**
 * The figures as a CSV file, recorded as a disclosure before it is handed over: each time that it is.
 * @throws NotFound, as outcomesFor does.
 */
export async function exportOutcomes(
	actor: Actor,
	wish: Wish,
	list: FileKind,
): Promise<{ name: string; text: string }> {
	const outcomes = await outcomesFor(actor, wish);
	const body = list === "outcomes" ? leaving(outcomes) : within(outcomes);
	const rows = [...headOf(outcomes, list), ...body];
	const { from, to, agencyId } = outcomes.wish;
	await recordExport(actor, newId(), {
		list,
		rows: rows.length,
		panelId: wish.panelId ?? null,
		from,
		to,
		...(outcomes.agencies.some(({ id }) => id === agencyId) ? { agencyId } : {}),
		...(wish.area ? { isOfArea: true } : {}),
	});
	const name = `outcomes-${from}-to-${to}${list === "outcomes" ? "" : "-within-the-force"}.csv`;
	return { name, text: csvOf(rows) };
}

function headOf({ wish, today, panels, agencies }: Outcomes, list: FileKind): string[][] {
	const panel = panels.find(({ id }) => id === wish.panelId)?.name;
	const agency = agencies.find(({ id }) => id === wish.agencyId)?.name;
	return [
		["Outcomes", `${wish.from} to ${wish.to}`],
		["Made on", today],
		["Panels", panel ?? panels.map(({ name }) => name).join("; ")],
		...(wish.area ? [["Area", wish.area]] : []),
		...(agency ? [["Agency", agency]] : []),
		["Counted", "The cases that whoever made this file may see"],
		...(list === "outcomes"
			? [
					[LEFT_OUT, "A number under 5, or one from which such a number could be worked out"],
					[
						"Before you give it to anybody",
						"Two of these files whose periods, panels, areas or agencies overlap can tell by their difference what each leaves out",
					],
				]
			: [["Handling", "Small numbers can tell of one person. This file stays within the force"]]),
	];
}

// --- within the force -------------------------------------------------------------------------------------

function within(outcomes: Outcomes): string[][] {
	const { cases, due, attendance, overdue } = outcomes;
	const tables: Tabled[] = [
		...(cases ? [single(cases.heard), byMonth(outcomes), single(cases.referred), single(cases.advice)] : []),
		byAgency(due),
		...(attendance ? [byAgency(attendance)] : []),
		...(cases ? cases.reviews.map(single) : []),
		byAgency(overdue.actions),
		...[overdue.reviews, overdue.advice].flatMap((split) => (split ? [single(split)] : [])),
	];
	return [
		...tables
			.filter(({ rows }) => rows.length > 0)
			.flatMap((table) =>
				linesOf(
					table,
					table.rows.map(({ values }) => values),
				),
			),
		...timesOf(outcomes).flatMap((time) => [
			...headOfTime(time),
			["All", shown(time.median), shown(time.ninetieth), String(time.n)],
		]),
	];
}

const shown = (value: number | null) => (value === null ? "" : String(value));

// --- what may leave it ------------------------------------------------------------------------------------

function leaving(outcomes: Outcomes): string[][] {
	const { cases, due, attendance, overdue } = outcomes;
	const withoutSmall = (table: Tabled, isGrandHidden = false) => ({
		table,
		numbers: suppressed(
			table.rows.map(({ values }) => values),
			table.totals,
			isGrandHidden,
		),
	});
	const dueOnes = withoutSmall(byAgency(due));
	const advised = cases && withoutSmall(single(cases.advice));
	// Some of what is overdue now was due in the period: where that part is left out, and nearly the whole, so is this.
	const withPart = (split: Split, numbers: (number | null)[][], of: Split, key: string) => {
		const at = of.counts.findIndex((one) => one.key === key);
		const rest = split.total - (of.counts[at]?.n ?? 0);
		return withoutSmall(whole(split), numbers.at(-1)?.[at] === null && rest < 5);
	};
	const all = [
		...(cases ? [withoutSmall(single(cases.heard)), withoutSmall(single(cases.referred))] : []),
		...(advised ? [advised] : []),
		dueOnes,
		...(attendance ? [withoutSmall(byAgency(attendance))] : []),
		...(cases ? suppressedAlike(cases.reviews.map(single)) : []),
		withPart(overdue.actions, dueOnes.numbers, due, "overdue"),
		...(overdue.reviews ? [withoutSmall(whole(overdue.reviews))] : []),
		...(overdue.advice && advised && cases
			? [withPart(overdue.advice, advised.numbers, cases.advice, "unanswered")]
			: []),
	];
	return [
		...all
			.filter(({ table }) => table.rows.length > 0)
			.flatMap(({ table, numbers }) => linesOf(table, numbers)),
		// Of how many a median was taken is not said: with the other tables it would give away what they leave out.
		...timesOf(outcomes).flatMap((time) => {
			const days = (value: number | null) => (time.n < 5 ? LEFT_OUT : shown(value));
			return [
				...headOfTime(time).map((row) => row.slice(0, 3)),
				["All", days(time.median), days(time.ninetieth)],
			];
		}),
	];
}

/** Tables that have one grand total: it is left out of all, or of none. */
function suppressedAlike(tables: Tabled[]) {
	const each = (isGrandHidden: boolean) =>
		tables.map((table) => ({
			table,
			numbers: suppressed(
				table.rows.map(({ values }) => values),
				table.totals,
				isGrandHidden,
			),
		}));
	const first = each(false);
	return first.some(({ numbers }) => numbers.at(-1)?.at(-1) === null) ? each(true) : first;
}

// --- tables -----------------------------------------------------------------------------------------------

const single = ({ title, says, counts, total }: Split): Tabled =>
	counts.length === 0
		? whole({ title, says, total })
		: {
				title,
				says,
				of: "",
				columns: [...counts.map(({ label }) => label), "All"],
				rows: [{ name: "All", values: [...counts.map(({ n }) => n), total] }],
				totals: { row: false, column: true },
			};

const whole = ({ title, says, total }: Pick<Split, "title" | "says" | "total">): Tabled => ({
	title,
	says,
	of: "",
	columns: ["All"],
	rows: [{ name: "All", values: [total] }],
	totals: { row: false, column: false },
});

function byAgency({ title, says, counts, total, agencies }: SplitByAgency): Tabled {
	const hasClasses = counts.length > 0;
	const values = (of: { counts: readonly { n: number }[]; total: number }) => [
		...of.counts.map(({ n }) => n),
		of.total,
	];
	return {
		title,
		says,
		of: "Agency",
		columns: [...counts.map(({ label }) => label), "All"],
		rows: [
			...agencies.map((line) => ({ name: line.agencyName, values: values(line) })),
			{ name: "All agencies", values: values({ counts, total }) },
		],
		totals: { row: true, column: hasClasses },
	};
}

function byMonth({ cases }: Outcomes): Tabled {
	const { heard, heardByMonth = [] } = cases ?? {};
	return {
		title: "Cases heard, month by month",
		says: heard?.says ?? "",
		of: "Month",
		columns: [...(heard?.counts.map(({ label }) => label) ?? []), "All"],
		rows: heardByMonth.map(({ month, counts, total }) => ({
			name: month,
			values: [...counts.map(({ n }) => n), total],
		})),
		totals: { row: false, column: true },
	};
}

function linesOf({ title, says, of, columns, rows }: Tabled, numbers: (number | null)[][]): string[][] {
	return [
		[],
		[title, says],
		[of, ...columns],
		...rows.map(({ name }, at) => [
			name,
			...(numbers[at] ?? []).map((n) => (n === null ? LEFT_OUT : String(n))),
		]),
	];
}

const timesOf = ({ cases, done }: Outcomes): TimeTaken[] => [...(cases ? [cases.waited] : []), done];

const headOfTime = ({ title, says }: TimeTaken): string[][] => [
	[],
	[title, says],
	["", "Median, days", "90th centile, days", "How many"],
];
