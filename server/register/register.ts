/** The register: the cases of one panel, filtered, sorted and paged where they are kept. */
import { and, asc, eq, gte, inArray, lt, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { db, searchCases } from "#db/index.ts";
import { actions, cases, panels, people } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { RISKS, riskRank } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { optionKey, type RegisterFilter } from "./filter.ts";

type Case = typeof cases.$inferSelect;

/** One line of the register. */
export interface RegisterLine {
	id: string;
	reference: string;
	/** Names, joined; empty when nobody has been named. */
	victim: string;
	suspects: string;
	risk: Case["risk"];
	state: Case["state"];
	officerName: string | null;
	area: string | null;
	nextStep: Case["nextStep"];
	/** Civil date. */
	nextDate: string | null;
	/** The next date has passed. */
	isOverdue: boolean;
	openActions: number;
	overdueActions: number;
}

/** An officer or an area of the panel's cases, and what stands for it in an address. */
export interface FilterOption {
	value: string;
	label: string;
}

const PAGE = 50;
/** A name that fits more cases than these wants another word. */
const MOST_NAMED = 10_000;

/** Whether an action is still to be done; a refusal of one that had been accepted is not the end of it. */
const isStanding = or(
	inArray(actions.status, ["proposed", "open", "in-progress"]),
	and(eq(actions.status, "refused"), eq(actions.isRefusedLater, true)),
) as SQL;

/** @throws NotFound when a panel's cases are not open to the actor. */
export async function requireRegister(actor: Actor, panelId: string): Promise<void> {
	const access = await accessOf(db, actor, []);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	const [panel] = await db.select({ id: panels.id }).from(panels).where(eq(panels.id, panelId));
	if (!panel) throw new NotFound();
}

/**
 * A page of a panel's register, with the version of the panel's stream from which it is followed.
 * @param words the name, number or reference that somebody typed, if any: in any spelling, as in search.
 * @throws NotFound when its cases are not open to the actor.
 */
export async function registerOfPanel(
	actor: Actor,
	panelId: string,
	filter: RegisterFilter,
	{ page = 1, words = "" }: { page?: number; words?: string } = {},
) {
	const [panel] = await db
		.select({ id: panels.id, name: panels.name, area: panels.area, prefix: panels.referencePrefix })
		.from(panels)
		.where(eq(panels.id, panelId));
	if (!panel) throw new NotFound();
	// Before the access and the rows: what is written meanwhile then makes the screen load anew.
	const version = await versionOf(db, panelId);
	const access = await accessOf(db, actor, []);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	noteReads(actor, "panel-register", [panelId]);
	const today = londonDate();
	const ofPanel = and(eq(cases.panelId, panelId), casesSeenBy(access)) as SQL;
	const options = await optionsOf(ofPanel);
	const where = and(
		ofPanel,
		...conditionsOf(panelId, filter, options, today),
		words.trim() ? await isNamed(actor, access, panelId, words) : undefined,
	);
	const total = await db.$count(cases, where);
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const found = await db
		.select()
		.from(cases)
		.where(where)
		.orderBy(...orderOf(filter.sort, panel.prefix))
		.limit(PAGE)
		.offset((current - 1) * PAGE);
	return {
		panel: { id: panel.id, name: panel.name, area: panel.area },
		live: { stream: panelId, version, rows: [] },
		today,
		isCoordinator: roleIn(access, panelId) === "coordinator",
		/** There is nothing to filter. */
		isEmpty: total === 0 && (await db.$count(cases, ofPanel)) === 0,
		areas: options.areas.map(({ value, label }) => ({ value, label })),
		officers: options.officers.map(({ value, label }) => ({ value, label })),
		list: { lines: await linesOf(found, today), total, page: current, pages },
	};
}

/** The areas and officers that the actor's cases of the panel have. */
async function optionsOf(ofPanel: SQL) {
	const found = await db
		.selectDistinct({ area: cases.area, officerName: cases.officerName })
		.from(cases)
		.where(ofPanel);
	const optionsIn = (names: (string | null)[]): FilterOption[] =>
		[...new Set(names)]
			.filter((name) => name !== null && name !== "")
			.map((name) => ({ value: optionKey(name as string), label: name as string }))
			.sort((a, b) => a.label.localeCompare(b.label, "en-GB"));
	return {
		areas: optionsIn(found.map((row) => row.area)),
		officers: optionsIn(found.map((row) => row.officerName)),
	};
}

function conditionsOf(
	panelId: string,
	filter: RegisterFilter,
	options: Awaited<ReturnType<typeof optionsOf>>,
	today: string,
): (SQL | undefined)[] {
	const { state, risk, area, officer, from, to, overdue } = filter;
	// A key that stands for nobody any more fits no case.
	const chosen = (some: FilterOption[], key: string) => some.find(({ value }) => value === key)?.label ?? "";
	const isLate = and(ne(cases.state, "closed"), lt(cases.nextDate, today));
	const hasLateActions = inArray(
		cases.id,
		db
			.select({ caseId: actions.caseId })
			.from(actions)
			.where(
				and(
					eq(actions.panelId, panelId),
					inArray(actions.status, ["proposed", "open", "in-progress", "refused"]),
					isStanding,
					lt(actions.due, today),
				),
			),
	);
	return [
		state === "all" ? undefined : state === "not-closed" ? ne(cases.state, "closed") : eq(cases.state, state),
		risk && eq(cases.risk, risk),
		area === undefined ? undefined : eq(cases.area, chosen(options.areas, area)),
		officer === undefined ? undefined : eq(cases.officerName, chosen(options.officers, officer)),
		from === undefined ? undefined : gte(cases.nextDate, from),
		to === undefined ? undefined : lte(cases.nextDate, to),
		overdue === "next-step" ? isLate : undefined,
		overdue === "actions" ? hasLateActions : undefined,
		overdue === "either" ? or(isLate, hasLateActions) : undefined,
	];
}

/** The cases of the panel that hold a name or a number. */
async function isNamed(actor: Actor, access: Access, panelId: string, words: string): Promise<SQL> {
	noteReads(actor, "search", ["register"]);
	const hits = await searchCases(db, {
		words: words.slice(0, 200),
		panelIds: [panelId],
		exceptCaseIds: [...access.recusedFrom],
		limit: MOST_NAMED,
	});
	return inArray(
		cases.id,
		hits.map((hit) => hit.caseId),
	);
}

const VICTIM = sql`(select min(${people.searchKey}) from ${people} where ${people.caseId} = ${cases.id} and ${people.part} = 'victim')`;

function orderOf(sort: RegisterFilter["sort"], prefix: string): SQL[] {
	const place = (reference: SQL): SQL[] => [sql`${reference} desc`, asc(cases.id)];
	// PREFIX-YEAR-number: the year first, then the number by its length, since 999 comes before 1000.
	const newest = [
		sql`substr(${cases.reference}, 1, ${prefix.length + 5}) desc`,
		sql`length(${cases.reference}) desc`,
		...place(sql`${cases.reference}`),
	];
	switch (sort) {
		case "reference":
			return newest;
		case "risk": {
			const ranks = RISKS.map((risk) => sql`when ${risk} then ${sql.raw(String(riskRank(risk)))}`);
			return [sql`case ${cases.risk} ${sql.join(ranks, sql` `)} end`, ...newest];
		}
		case "next-date":
			return [sql`${cases.nextDate} is null`, asc(cases.nextDate), ...newest];
		case "victim":
			return [sql`${VICTIM} is null`, VICTIM, ...newest];
		default:
			return sort satisfies never;
	}
}

async function linesOf(found: Case[], today: string): Promise<RegisterLine[]> {
	const ids = found.map((file) => file.id);
	const named = await db
		.select({ caseId: people.caseId, part: people.part, name: people.name })
		.from(people)
		.where(inArray(people.caseId, ids))
		.orderBy(asc(people.id));
	const counted = await db
		.select({
			caseId: actions.caseId,
			open: sql<number>`count(*)`,
			overdue: sql<number>`sum(case when ${actions.due} < ${today} then 1 else 0 end)`,
		})
		.from(actions)
		.where(and(inArray(actions.caseId, ids), isStanding))
		.groupBy(actions.caseId);
	const counts = new Map(counted.map((row) => [row.caseId, row]));
	const namesOf = (caseId: string, part: string) =>
		named
			.filter((person) => person.caseId === caseId && person.part === part)
			.map((person) => person.name)
			.join(", ");
	return found.map((file) => ({
		id: file.id,
		reference: file.reference,
		victim: namesOf(file.id, "victim"),
		suspects: namesOf(file.id, "person-causing-harm"),
		risk: file.risk,
		state: file.state,
		officerName: file.officerName,
		area: file.area,
		nextStep: file.nextStep,
		nextDate: file.nextDate,
		isOverdue: file.state !== "closed" && file.nextDate !== null && file.nextDate < today,
		openActions: Number(counts.get(file.id)?.open ?? 0),
		overdueActions: Number(counts.get(file.id)?.overdue ?? 0),
	}));
}
