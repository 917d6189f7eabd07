/** What is behind one number: a line for each thing that was counted, as many as the number says. */
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, advice, cases, hearings, referrals, type reviews } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { londonDate } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { agenciesExpected } from "./attendance.ts";
import { figuresOf, type PanelFigures } from "./panel-figures.ts";
import type { Wish } from "./period.ts";
import { ATTENDANCE, type Figure, isFigure, populationOf } from "./populations.ts";
import { NO_OWNER } from "./queries.ts";
import { type PanelScope, scopeOf } from "./scope.ts";

/** Which number it is. */
export interface Behind {
	figure: string;
	/** Only this class of it. */
	key?: string;
	/** Only what this agency owns, or was expected for; "none" for what has no owner. */
	owner?: string;
}

/** What there is to say of one thing that was counted. A date is civil. */
export interface Fact {
	label: string;
	value: string;
	isDate?: true;
}

/** One thing that was counted. */
export interface CountedLine {
	id: string;
	/** None of an agency at a meeting, which has a meeting instead. */
	caseId: string | null;
	meetingId: string | null;
	actionId: string | null;
	/** Its case's reference, or the agency. */
	name: string;
	panelName: string;
	facts: Fact[];
}

const PAGE = 50;
const NONE = "none";

/**
 * A page of what is behind a number, with the total, which is that number. Panels come one after the other, each with
 * its latest first, so that a page asks no more panels than stand on it.
 * @throws NotFound where there is no such figure, class or agency, and as outcomesFor does.
 */
export async function behindFigure(actor: Actor, asked: Wish, behind: Behind, page = 1) {
	const scope = await scopeOf(actor, asked);
	const { figure, key, owner } = behind;
	const isAttendance = figure === ATTENDANCE.figure;
	if (!isAttendance && !isFigure(figure)) throw new NotFound();
	const population = isAttendance ? ATTENDANCE : populationOf(figure as Figure);
	const { title, says, classes = {} } = population;
	if (key !== undefined && !Object.hasOwn(classes, key)) throw new NotFound();
	if (owner !== undefined && !population.isOfAgencies) throw new NotFound();
	const agency = scope.agencies.find(({ id }) => id === owner);
	if (owner !== undefined && owner !== NONE && !agency) throw new NotFound();
	const counts = (await figuresOf(scope)).map((figures) => countIn(figures, behind));
	const total = counts.reduce((sum, n) => sum + n, 0);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const lines: CountedLine[] = [];
	let before = (current - 1) * PAGE;
	for (const [at, panel] of scope.asked.entries()) {
		const n = counts[at] ?? 0;
		const wanted = PAGE - lines.length;
		if (wanted > 0 && before < n) {
			const { access, wish, today } = scope;
			const part = { offset: before, limit: wanted };
			const one = { access, wish, today, panel };
			lines.push(
				...(isAttendance ? await meetingLines(one, behind, part) : await caseLines(one, behind, part)),
			);
		}
		before = Math.max(0, before - n);
	}
	noteReads(actor, "case", new Set(lines.flatMap(({ caseId }) => caseId ?? [])));
	return {
		wish: scope.wish,
		title,
		says,
		/** The class and the agency that it is of, in words. */
		className: key === undefined ? null : ((classes as Record<string, string>)[key] ?? null),
		agencyName: owner === undefined ? null : (agency?.name ?? NO_OWNER),
		panelName: scope.asked.length === 1 ? (scope.asked[0]?.name ?? null) : null,
		total,
		page: current,
		pages,
		lines,
	};
}

/** How many of a panel are behind the number. */
function countIn(figures: PanelFigures, { figure, key, owner }: Behind): number {
	if (figure === "waited" || figure === "done") return figures[figure].reduce((sum, { n }) => sum + n, 0);
	const lines: { key: string; n: number; agencyId?: string | null }[] =
		figure === ATTENDANCE.figure
			? figures.attendance
			: figures.counts[figure as keyof PanelFigures["counts"]];
	return lines
		.filter((line) => key === undefined || line.key === key)
		.filter((line) => owner === undefined || (line.agencyId ?? NONE) === owner)
		.reduce((sum, { n }) => sum + n, 0);
}

interface Part {
	offset: number;
	limit: number;
}

async function caseLines(
	scope: PanelScope,
	{ figure, key, owner }: Behind,
	{ offset, limit }: Part,
): Promise<CountedLine[]> {
	const { table, where, splitBy, dated } = populationOf(figure as Figure);
	// One of several tables, all of which have what is asked of it here.
	const counted = table as typeof referrals;
	const rows = await db
		.select({ row: counted, reference: cases.reference })
		.from(counted)
		.innerJoin(cases, eq(cases.id, counted.caseId))
		.where(
			and(
				where(scope),
				key === undefined ? undefined : sql`${splitBy?.(scope)} = ${key}`,
				owner === undefined
					? undefined
					: owner === NONE
						? isNull(actions.ownerAgencyId)
						: eq(actions.ownerAgencyId, owner),
			),
		)
		.orderBy(desc(dated), asc(counted.id))
		.limit(limit)
		.offset(offset);
	return rows.map(({ row, reference }) => ({
		id: row.id,
		caseId: row.caseId,
		meetingId: null,
		actionId: table === actions ? row.id : null,
		name: reference,
		panelName: scope.panel.name,
		facts: factsOf(table, row),
	}));
}

const date = (label: string, value: string | Date | null, absent = "Not known"): Fact =>
	value === null
		? { label, value: absent }
		: { label, value: value instanceof Date ? londonDate(value) : value, isDate: true };

const NOT_YET = "Not yet";

function factsOf(table: unknown, row: unknown): Fact[] {
	if (table === hearings) return [date("Heard", (row as typeof hearings.$inferSelect).heardOn)];
	if (table === referrals) {
		const { referredOn, firstHeardOn } = row as typeof referrals.$inferSelect;
		return [date("Referred", referredOn), date("First heard", firstHeardOn, NOT_YET)];
	}
	if (table === actions) {
		const { due, doneOn, status, statusAt, at, importKey, ownerAgencyName, what } =
			row as typeof actions.$inferSelect;
		return [
			{ label: "Action", value: what },
			{ label: "Agency", value: ownerAgencyName ?? NO_OWNER },
			date("Agreed", importKey === null ? at : null),
			date("Due", due),
			status === "done" ? date("Done", doneOn ?? statusAt) : { label: "Done", value: "No" },
		];
	}
	if (table === advice) {
		const { at, answeredAt } = row as typeof advice.$inferSelect;
		return [date("Given", at), date("Answered", answeredAt, NOT_YET)];
	}
	const { dueOn, doneOn } = row as typeof reviews.$inferSelect;
	return [date("Review due", dueOn), date("Reviewed", doneOn, NOT_YET)];
}

async function meetingLines(
	scope: PanelScope,
	{ key, owner }: Behind,
	{ offset, limit }: Part,
): Promise<CountedLine[]> {
	const expected = (await agenciesExpected(scope)).filter(
		({ agencyId, attended }) =>
			(owner === undefined || agencyId === owner) && (key === undefined || attended === key),
	);
	return expected
		.slice(offset, offset + limit)
		.map(({ meetingId, on, agencyId, agencyName, attended, names }) => ({
			id: `${meetingId} ${agencyId}`,
			caseId: null,
			meetingId,
			actionId: null,
			name: agencyName,
			panelName: scope.panel.name,
			facts: [
				date("Meeting", on),
				{ label: "Was anybody there", value: ATTENDANCE.classes[attended] },
				{ label: "Who", value: names.join(", ") || "Nobody" },
			],
		}));
}
