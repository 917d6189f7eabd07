/** Of whose work somebody may see figures, and which part of it they ask about. */
import { and, asc, type Column, eq, inArray, isNull, or, type SQL } from "drizzle-orm";
import { db, type Reader } from "#db/index.ts";
import { agencies, cases, panels } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, ofCasesSeenBy, seesFigures } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import type { Wish } from "./period.ts";

export interface PanelOption {
	id: string;
	name: string;
	area: string;
}

export interface Scope {
	access: Access;
	wish: Wish;
	/** All panels whose figures the actor may see, by name, and those of them that are asked about. */
	panels: PanelOption[];
	asked: PanelOption[];
	/** All agencies, by name. */
	agencies: { id: string; name: string }[];
	today: string;
}

/** The part of a scope that is one panel's: figures are counted a panel at a time. */
export type PanelScope = Pick<Scope, "access" | "wish" | "today"> & { panel: PanelOption };

/** The panels whose figures these are for, by name. */
export async function panelsWithFigures(access: Access, reader: Reader = db): Promise<PanelOption[]> {
	const all = await reader
		.select({ id: panels.id, name: panels.name, area: panels.area })
		.from(panels)
		.orderBy(asc(panels.nameKey));
	return all.filter(({ id }) => seesFigures(access, id));
}

/** @throws NotFound for whoever runs no panel, and for a panel that is not theirs. */
export async function scopeOf(actor: Actor, wish: Wish): Promise<Scope> {
	const access = await accessOf(db, actor, []);
	const own = await panelsWithFigures(access);
	if (own.length === 0) throw new NotFound();
	const asked = own.filter(({ id }) => !wish.panelId || id === wish.panelId);
	if (asked.length === 0) throw new NotFound();
	const known = await db
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.orderBy(asc(agencies.nameKey));
	// An agency that there is not is none: a figure of nothing would look like one of an agency that does nothing.
	const agencyId = known.some(({ id }) => id === wish.agencyId) ? wish.agencyId : undefined;
	return { access, wish: { ...wish, agencyId }, panels: own, asked, agencies: known, today: londonDate() };
}

/**
 * Rows of one panel, of the area that is asked about, and of cases that the reader may see. Whoever sees figures of a
 * panel sees all of its cases but those from which they are recused: the answer is the same for all who are recused
 * from none.
 */
export function inScope(
	{ access, wish, panel }: PanelScope,
	row: { caseId: Column; panelId: Column },
): SQL | undefined {
	return and(
		eq(row.panelId, panel.id),
		ofCasesSeenBy(access, row),
		wish.area ? inArray(row.caseId, casesOfArea(panel, wish.area)) : undefined,
	);
}

/** Cases say their area themselves, or are of their panel's. */
const casesOfArea = (panel: PanelOption, area: string) =>
	db
		.select({ id: cases.id })
		.from(cases)
		.where(
			and(
				eq(cases.panelId, panel.id),
				or(eq(cases.area, area), area === panel.area ? isNull(cases.area) : undefined),
			),
		);

/** What areas the cases of a panel say that are not the panel's own. */
export async function areasIn({ access, panel }: PanelScope): Promise<string[]> {
	const said = await db
		.selectDistinct({ area: cases.area })
		.from(cases)
		.where(
			and(eq(cases.panelId, panel.id), ofCasesSeenBy(access, { caseId: cases.id, panelId: cases.panelId })),
		);
	return said.flatMap(({ area }) => (area && area !== panel.area ? [area] : []));
}
