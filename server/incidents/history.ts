/** What an incident has said before, and what was taken out of a chronology: out of the revisions, which keep it all. */
import { and, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, incidents, revisions, users } from "#db/schema/index.ts";
import type { wordsOf } from "./fields.ts";

type Incident = typeof incidents.$inferSelect;
type Words = ReturnType<typeof wordsOf>;
export type IncidentField = keyof Words;

/** A field that was changed; nothing said is an empty text, and several kinds are parted by commas. */
export interface FieldChange {
	field: IncidentField;
	from: string;
	to: string;
}

/** One state that an incident has had. */
export interface StateOfIncident {
	id: string;
	at: string;
	/** Who said it, with the names of now. */
	byName: string;
	byAgency: string;
	/** What was said to have happened; nothing once that was erased. */
	what: string | null;
	isErased: boolean;
	/** Against the state before it; null of the first, and where either has been erased. */
	changes: FieldChange[] | null;
}

const byWhom = { byName: users.name, byAgency: agencies.name };

/** Every state of an incident that the actor may see, the newest first. */
export async function statesOf({
	id,
	batchId,
}: Pick<Incident, "id" | "batchId">): Promise<StateOfIncident[]> {
	const ofIncident = and(eq(revisions.subjectKind, "incident"), eq(revisions.subjectId, id));
	// Several that were added together share the revision of what was first said of them.
	const ofBatch = batchId
		? and(eq(revisions.subjectKind, "incidents"), eq(revisions.subjectId, batchId))
		: undefined;
	const kept = await db
		.select({ revision: revisions, ...byWhom })
		.from(revisions)
		.innerJoin(users, eq(users.id, revisions.authorId))
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(or(ofIncident, ofBatch))
		.orderBy(desc(revisions.version), desc(revisions.id));
	const said: (Words | null)[] = [];
	for (const { revision } of kept.toReversed()) {
		const { body, subjectKind } = revision;
		const all = body === null ? null : JSON.parse(body);
		const told: Partial<Words> | null = subjectKind === "incidents" ? (all?.[id] ?? null) : all;
		// A query that is answered changes one field, and its revision holds no other.
		said.unshift(told && ({ ...said[0], ...told } as Words));
	}
	return kept.map(({ revision, ...by }, index) => {
		const [now, before] = [said[index] ?? null, said[index + 1] ?? null];
		return {
			id: revision.id,
			at: revision.at.toISOString(),
			...by,
			what: now?.what ?? null,
			isErased: now === null,
			changes: now && before ? changesBetween(before, now) : null,
		};
	});
}

const asText = (value: Words[IncidentField] | undefined): string =>
	Array.isArray(value) ? value.join(",") : (value ?? "");

function changesBetween(before: Words, now: Words): FieldChange[] {
	const fields = [...new Set([...Object.keys(now), ...Object.keys(before)])] as IncidentField[];
	return fields
		.map((field) => ({ field, from: asText(before[field]), to: asText(now[field]) }))
		.filter(({ from, to }) => from !== to);
}

/** An incident that was taken out of the chronology. */
export interface RemovedIncident
	extends Pick<
		Incident,
		"id" | "precision" | "startsOn" | "endsOn" | "startsAt" | "kinds" | "what" | "policeAction"
	> {
	authorName: string;
	removedAt: string;
	removedByName: string;
	removedByAgency: string;
	/** Why; null where nobody said, or that was erased. */
	reason: string | null;
}

/** So many are listed. */
const MOST_REMOVED = 50;

/** What was taken out of a case's chronology, the last first. Who may see the case has been decided. */
export async function removedFrom(caseId: string): Promise<{ lines: RemovedIncident[]; total: number }> {
	const here = and(eq(incidents.caseId, caseId), isNotNull(incidents.removedAt));
	const gone = await db
		.select()
		.from(incidents)
		.where(here)
		.orderBy(desc(incidents.removedAt), desc(incidents.id))
		.limit(MOST_REMOVED);
	if (gone.length === 0) return { lines: [], total: 0 };
	const total = gone.length < MOST_REMOVED ? gone.length : await db.$count(incidents, here);
	const why = await db
		.select({ incidentId: revisions.subjectId, body: revisions.body, ...byWhom })
		.from(revisions)
		.innerJoin(users, eq(users.id, revisions.authorId))
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(
			and(
				eq(revisions.subjectKind, "incident"),
				inArray(
					revisions.subjectId,
					gone.map(({ id }) => id),
				),
			),
		)
		.orderBy(desc(revisions.version), desc(revisions.id));
	const lines = gone.map(
		({ id, precision, startsOn, endsOn, startsAt, kinds, what, policeAction, ...row }) => {
			// The last that was said of it is that it goes.
			const last = why.find(({ incidentId }) => incidentId === id);
			return {
				...{ id, precision, startsOn, endsOn, startsAt, kinds, what, policeAction },
				authorName: row.authorName,
				removedAt: row.removedAt?.toISOString() ?? "",
				removedByName: last?.byName ?? "",
				removedByAgency: last?.byAgency ?? "",
				reason: last?.body ? ((JSON.parse(last.body) as { removed?: string | null }).removed ?? null) : null,
			};
		},
	);
	return { lines, total };
}

/** How many incidents of its case stand before this one, in the order of the chronology or in that of the newest first. */
export async function standingBefore(
	{ caseId, sortKey, id }: Pick<Incident, "caseId" | "sortKey" | "id">,
	isNewestFirst: boolean,
): Promise<number> {
	const isBefore = isNewestFirst ? gt : lt;
	const [counted] = await db
		.select({ n: count() })
		.from(incidents)
		.where(
			and(
				eq(incidents.caseId, caseId),
				isNull(incidents.removedAt),
				or(
					isBefore(incidents.sortKey, sortKey),
					and(eq(incidents.sortKey, sortKey), isBefore(incidents.id, id)),
				),
			),
		);
	return counted?.n ?? 0;
}
