/** Which cases want a place on an agenda: what was put off, reviews that are due, and what waits for a hearing. */
import { and, asc, eq, inArray, like, lte, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { cases, people } from "#db/schema/index.ts";
import { type Access, casesSeenBy } from "../audiences/index.ts";
import { nameKey } from "../text-keys.ts";

/** So many are offered at once; a person looks for another by name. */
const MOST_OFFERED = 50;
const MOST_FOUND = 20;
/** Each word is a condition of its own; no name has more. */
const MOST_WORDS = 20;

export interface Candidate {
	caseId: string;
	/** Why it is offered; "found" when a person looked for it. */
	why: "put-off" | "due" | "waiting" | "found";
	state: (typeof cases.$inferSelect)["state"];
	nextStep: (typeof cases.$inferSelect)["nextStep"];
	/** Civil date: of the review, or null. */
	nextDate: string | null;
}

const columns = { caseId: cases.id, state: cases.state, nextStep: cases.nextStep, nextDate: cases.nextDate };
type Line = Omit<Candidate, "why">;

const select = (where: SQL | undefined, order: SQL[], limit: number): Promise<Line[]> =>
	db
		.select(columns)
		.from(cases)
		.where(where)
		.orderBy(...order, asc(cases.reference), asc(cases.id))
		.limit(limit);

/** As many as are offered at once: an even share of each kind, and what one leaves of its share the others in turn. */
function shared(kinds: Candidate[][]): Candidate[] {
	const share = Math.floor(MOST_OFFERED / kinds.length);
	let left = MOST_OFFERED - kinds.reduce((taken, kind) => taken + Math.min(kind.length, share), 0);
	return kinds.flatMap((kind) => {
		const more = Math.min(left, Math.max(0, kind.length - share));
		left -= more;
		return kind.slice(0, Math.min(kind.length, share) + more);
	});
}

/**
 * Candidates for an agenda on `by`, of a panel's cases that `access` may see: what an earlier meeting put off first,
 * then reviews due by then, the longest due first, then what waits for a hearing; and how many there are of each.
 * @param onAgenda,putOff ids of cases
 */
export async function agendaCandidates(
	access: Access,
	panelId: string,
	by: string,
	onAgenda: readonly string[],
	putOff: readonly string[],
) {
	const elsewhere = onAgenda.length > 0 ? notInArray(cases.id, [...onAgenda]) : undefined;
	const seen = and(eq(cases.panelId, panelId), ne(cases.state, "closed"), casesSeenBy(access), elsewhere);
	const isDue = and(seen, eq(cases.nextStep, "review"), lte(cases.nextDate, by));
	const waits = and(seen, eq(cases.nextStep, "hearing"));
	const waitsAnew = putOff.length > 0 ? and(waits, notInArray(cases.id, [...putOff])) : waits;
	const first =
		putOff.length > 0 ? await select(and(waits, inArray(cases.id, [...putOff])), [], MOST_OFFERED) : [];
	const due = await select(isDue, [asc(cases.nextDate)], MOST_OFFERED);
	const waiting = await select(waitsAnew, [], MOST_OFFERED);
	const as = (lines: Line[], why: Candidate["why"]) => lines.map((line) => ({ ...line, why }));
	return {
		offered: shared([as(first, "put-off"), as(due, "due"), as(waiting, "waiting")]),
		due: await db.$count(cases, isDue),
		waiting: await db.$count(cases, waits),
	};
}

/** A panel's cases with these words in a name or the reference, for choosing one that is not offered. */
export async function casesToChoose(
	access: Access,
	panelId: string,
	query: string,
	onAgenda: readonly string[],
): Promise<Candidate[]> {
	const words = nameKey(query).split(" ").filter(Boolean).slice(0, MOST_WORDS);
	if (words.length === 0) return [];
	const reference = query
		.trim()
		.toLowerCase()
		.replace(/[%_\\]/g, "");
	const named = words.map((word) =>
		inArray(
			cases.id,
			db
				.select({ id: people.caseId })
				.from(people)
				.innerJoin(cases, eq(cases.id, people.caseId))
				.where(and(eq(cases.panelId, panelId), like(people.searchKey, `%${word}%`))),
		),
	);
	const where = and(
		eq(cases.panelId, panelId),
		casesSeenBy(access),
		onAgenda.length > 0 ? notInArray(cases.id, [...onAgenda]) : undefined,
		or(and(...named), like(sql`lower(${cases.reference})`, `%${reference}%`)),
	);
	return (await select(where, [], MOST_FOUND)).map((line) => ({ ...line, why: "found" as const }));
}
