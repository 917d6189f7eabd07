/**
 * How the chronology of a case is shown in its file, everywhere the same: what it comes to and its last few incidents,
 * never all of them. Pages of its own read the rest, a page at a time.
 */
import { inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { chronologies, incidents } from "#db/schema/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";
import type { PaceChange } from "./pace.ts";

type Incident = typeof incidents.$inferSelect;

/** An incident as a list names it. */
export interface IncidentInShort {
	id: string;
	precision: Incident["precision"];
	/** Civil dates, and a time of the day. */
	startsOn: string;
	endsOn: string | null;
	startsAt: string | null;
	kinds: string[];
	/** As much of what happened as fits into a line or two. */
	what: string;
	orderBreached: Incident["orderBreached"];
	policeAction: Incident["policeAction"];
}

export interface ChronologyRow extends Row {
	kind: "chronology";
	caseId: string;
	/** Incidents, without entries that are of police action alone. */
	incidents: number;
	policeActions: number;
	breaches: number;
	/** Civil dates: when the first incident began, and the last day of any; null as long as there is none. */
	firstOn: string | null;
	lastOn: string | null;
	/** The weeks in which the pace changed, the first first. */
	paceChanges: PaceChange[];
	/** The newest first. */
	newest: IncidentInShort[];
	openQueries: number;
}

const LONGEST_IN_SHORT = 240;
/** As much of what happened as a line or two hold. */
export const shortened = (text: string) =>
	text.length <= LONGEST_IN_SHORT ? text : `${text.slice(0, LONGEST_IN_SHORT).trimEnd()}…`;

/** The chronologies of these cases; of a case without incidents there is none. */
export async function presentChronologiesOf(
	reader: Reader,
	caseIds: string[],
): Promise<Presented<ChronologyRow>[]> {
	const rows = await reader.select().from(chronologies).where(inArray(chronologies.id, caseIds));
	const newestIds = rows.flatMap((row) => row.newestIds);
	const newest = new Map<string, IncidentInShort>();
	if (newestIds.length > 0) {
		const found = await reader
			.select({
				id: incidents.id,
				precision: incidents.precision,
				startsOn: incidents.startsOn,
				endsOn: incidents.endsOn,
				startsAt: incidents.startsAt,
				kinds: incidents.kinds,
				what: incidents.what,
				orderBreached: incidents.orderBreached,
				policeAction: incidents.policeAction,
			})
			.from(incidents)
			.where(inArray(incidents.id, newestIds));
		for (const one of found) newest.set(one.id, { ...one, what: shortened(one.what) });
	}
	return rows.map((row) => ({
		row: {
			kind: "chronology",
			id: row.id,
			version: row.version,
			caseId: row.id,
			incidents: row.incidents,
			policeActions: row.policeActions,
			breaches: row.breaches,
			firstOn: row.firstOn,
			lastOn: row.lastOn,
			paceChanges: row.paceChanges,
			newest: row.newestIds.flatMap((id) => newest.get(id) ?? []),
			openQueries: row.openQueries,
		},
		audience: { kind: "case", panelId: row.panelId, caseId: row.id },
		caseId: row.id,
	}));
}

presents<ChronologyRow>("chronology", presentChronologiesOf);
