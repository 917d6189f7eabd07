/** What follows from a change in a case's incidents, in the same transaction: its sums, and its recording queries. */
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { type cases, chronologies, incidents, recordingQueries } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { type Hand, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import { isMisRecorded, isStalkingBehaviour, showFeatures } from "./features.ts";
import type { BREACH_ANSWERS } from "./fields.ts";
import { countByWeek, paceChanges } from "./pace.ts";
import { settleBreaches, tellOfBreaches } from "./told.ts";

/** So many of the last incidents are shown in short. */
export const NEWEST = 5;

/** So many queries does an event name. */
const MOST_NAMED = 20;

type Query = typeof recordingQueries.$inferSelect;
type OfCase = Pick<typeof cases.$inferSelect, "id" | "panelId" | "officerUserId">;

/** What somebody has just said of the breach that an incident was. */
export interface BreachAnswer {
	answer: (typeof BREACH_ANSWERS)[number];
	why: string | undefined;
}

const standingOf = (reader: Reader, caseId: string) =>
	reader
		.select({
			id: incidents.id,
			precision: incidents.precision,
			startsOn: incidents.startsOn,
			endsOn: incidents.endsOn,
			kinds: incidents.kinds,
			recordedAs: incidents.recordedAs,
			orderBreached: incidents.orderBreached,
			policeAction: incidents.policeAction,
		})
		.from(incidents)
		.where(and(eq(incidents.caseId, caseId), isNull(incidents.removedAt)))
		.orderBy(asc(incidents.sortKey), asc(incidents.id));
type Standing = Awaited<ReturnType<typeof standingOf>>[number];

/** Whether an incident's being recorded as stalking answers a query on it, or answers it otherwise than it was. */
const isAnsweredByStalking = (query: Query | undefined): query is Query =>
	query?.state === "open" || query?.state === "stays";

/** Whether an incident was said to be recorded as stalking, and is recorded as something else now. */
const isUndone = (query: Query, { recordedAs }: Standing): boolean =>
	query.state === "as-stalking" && recordedAs !== null && recordedAs !== "stalking";

/**
 * Brings a case's recording queries and the sums of its chronology up to date. Call it once a command has written its
 * incidents and recorded that.
 */
export async function keepChronology(
	hand: Hand,
	stream: Stream,
	file: OfCase,
	answers: ReadonlyMap<string, BreachAnswer> = new Map(),
): Promise<void> {
	const standing = await standingOf(hand.tx, file.id);
	const openQueries = await keepQueries(hand, stream, file, standing, answers);
	await keepSums(hand, stream, file, standing, openQueries);
}

/** After a query was answered: how many are open has changed, and nothing else. */
export async function keepOpenQueries({ tx }: Hand, stream: Stream, caseId: string): Promise<void> {
	const openQueries = await tx.$count(
		recordingQueries,
		and(eq(recordingQueries.caseId, caseId), eq(recordingQueries.state, "open")),
	);
	await tx
		.update(chronologies)
		.set({ openQueries, version: stream.version })
		.where(eq(chronologies.id, caseId));
}

async function keepSums(
	{ tx }: Hand,
	stream: Stream,
	file: { id: string; panelId: string },
	standing: Standing[],
	openQueries: number,
): Promise<void> {
	const happened = standing.filter(({ kinds }) => kinds.length > 0);
	const sums = {
		panelId: file.panelId,
		incidents: happened.length,
		policeActions: standing.filter(({ policeAction }) => policeAction !== null).length,
		breaches: standing.filter(({ orderBreached }) => orderBreached !== null).length,
		firstOn: happened[0]?.startsOn ?? null,
		// Something that began earlier may have lasted longer.
		lastOn: happened.reduce<string | null>((last, one) => {
			const on = one.endsOn ?? one.startsOn;
			return last !== null && last > on ? last : on;
		}, null),
		paceChanges: paceChanges(countByWeek(happened.map(({ startsOn }) => startsOn))),
		newestIds: standing
			.slice(-NEWEST)
			.reverse()
			.map(({ id }) => id),
		openQueries,
		version: stream.version,
	};
	await tx
		.insert(chronologies)
		.values({ id: file.id, ...sums })
		.onConflictDoUpdate({ target: chronologies.id, set: sums });
}

/**
 * Raises a query for each incident that is recorded as less than it is and for each breach of which nobody has said as
 * what it is recorded, of which the officer in the case is told, and closes those whose reason is gone. @returns how many are open.
 */
async function keepQueries(
	hand: Hand,
	stream: Stream,
	file: OfCase,
	standing: Standing[],
	answers: ReadonlyMap<string, BreachAnswer>,
): Promise<number> {
	const { tx, actor } = hand;
	const known = await tx.select().from(recordingQueries).where(eq(recordingQueries.caseId, file.id));
	const knownOf = new Map(known.map((query) => [`${query.kind} ${query.incidentId}`, query]));
	const hasFeatures = showFeatures(standing);
	const raised: (typeof recordingQueries.$inferInsert)[] = [];
	const again: Query[] = [];
	const answered: { query: Query; answer: "as-stalking" | "stays"; reason: string | null }[] = [];
	const raise = (incidentId: string, kind: Query["kind"]): Query => {
		const query: Query = {
			id: newId(),
			caseId: file.id,
			panelId: file.panelId,
			incidentId,
			kind,
			state: "open",
			reason: null,
			answeredById: null,
			answeredByName: null,
			answeredAt: null,
			raisedAt: now(),
			version: stream.version,
		};
		raised.push(query);
		return query;
	};

	/** Queries for which there is still a reason. */
	const due = new Set<string>();
	for (const incident of standing) {
		const isRecordedAsStalking = incident.recordedAs === "stalking";
		if (hasFeatures && isStalkingBehaviour(incident) && isMisRecorded(incident.recordedAs)) {
			const name = `features ${incident.id}`;
			due.add(name);
			const query = knownOf.get(name);
			if (!query) raise(incident.id, "features");
			else if (query.state === "withdrawn" || query.state === "as-stalking") again.push(query);
		} else if (isRecordedAsStalking) {
			const query = knownOf.get(`features ${incident.id}`);
			const reason = answers.get(incident.id)?.why ?? null;
			if (isAnsweredByStalking(query)) answered.push({ query, answer: "as-stalking", reason });
		}
		if (incident.orderBreached === null) continue;
		const name = `breach ${incident.id}`;
		due.add(name);
		const before = knownOf.get(name);
		const said = answers.get(incident.id);
		if (said && said.answer !== "not-yet") {
			const query = before ?? raise(incident.id, "breach");
			const answer = said.answer === "yes" ? "as-stalking" : "stays";
			// The same answer said again by whoever changes something else keeps the reason that it was given.
			const isOther = query.state !== answer || (said.why !== undefined && query.reason !== said.why);
			if (isOther) answered.push({ query, answer, reason: said.why ?? null });
		} else if (isRecordedAsStalking && !said) {
			// That says it: it is not asked, no longer asked, and no other answer stands.
			if (isAnsweredByStalking(before)) {
				answered.push({ query: before, answer: "as-stalking", reason: null });
			}
		} else if (!before) {
			raise(incident.id, "breach");
		} else if (
			before.state === "withdrawn" ||
			(said && before.state !== "open") ||
			isUndone(before, incident)
		) {
			again.push(before);
		}
	}
	const closed = new Set<unknown>(answered.map(({ query }) => query));
	const isAnswered = (query: unknown) => closed.has(query);
	const gone = known.filter(
		(query) => query.state === "open" && !due.has(`${query.kind} ${query.incidentId}`) && !isAnswered(query),
	);

	for (let at = 0; at < raised.length; at += 100) {
		await tx.insert(recordingQueries).values(raised.slice(at, at + 100));
	}
	await setState(hand, stream, again, "open");
	await setState(hand, stream, gone, "withdrawn");
	const touched = [touch("chronology", file.id)];
	const asked = [...raised.filter((query) => !isAnswered(query)), ...again];
	const waiting = asked.map(({ id }) => id);
	const some = (ids: string[]) => ({
		caseId: file.id,
		count: ids.length,
		queryIds: ids.slice(0, MOST_NAMED),
	});
	if (waiting.length > 0) {
		await record(tx, actor, stream, "recording-query.raised", some(waiting), touched);
	}
	if (gone.length > 0) {
		const withdrawn = some(gone.map(({ id }) => id));
		await record(tx, actor, stream, "recording-query.withdrawn", withdrawn, touched);
	}
	await tellOfBreaches(tx, actor, stream, file, breachesOf(asked));
	await settleBreaches(tx, file.id, breachesOf(gone));
	for (const { query, answer, reason } of answered) {
		await closeQuery(hand, stream, query, answer, reason);
	}
	const stillOpen = known.filter(
		(query) => query.state === "open" && due.has(`${query.kind} ${query.incidentId}`) && !isAnswered(query),
	);
	return stillOpen.length + waiting.length;
}

const breachesOf = (queries: readonly Pick<Query, "id" | "kind">[]) =>
	queries.flatMap(({ id, kind }) => (kind === "breach" ? [id] : []));

async function setState(
	{ tx }: Hand,
	stream: Stream,
	queries: readonly { id: string }[],
	state: "open" | "withdrawn",
): Promise<void> {
	for (let at = 0; at < queries.length; at += 200) {
		const ids = queries.slice(at, at + 200).map(({ id }) => id);
		await tx
			.update(recordingQueries)
			.set({
				state,
				reason: null,
				answeredById: null,
				answeredByName: null,
				answeredAt: null,
				version: stream.version,
				...(state === "open" ? { raisedAt: now() } : {}),
			})
			.where(inArray(recordingQueries.id, ids));
	}
}

/** Closes a query with its answer, and records that. */
export async function closeQuery(
	{ tx, actor }: Hand,
	stream: Stream,
	query: Pick<Query, "id" | "caseId" | "incidentId" | "kind">,
	answer: "as-stalking" | "stays",
	reason: string | null,
): Promise<void> {
	await tx
		.update(recordingQueries)
		.set({
			state: answer,
			reason,
			answeredById: actor.userId,
			answeredByName: actor.name,
			answeredAt: now(),
			version: stream.version,
		})
		.where(eq(recordingQueries.id, query.id));
	await settleBreaches(tx, query.caseId, breachesOf([query]));
	const text =
		reason === null
			? undefined
			: await keepRevision(tx, actor, stream, { kind: "recordingQuery", id: query.id }, { reason });
	const { id: queryId, caseId, incidentId, kind } = query;
	await record(
		tx,
		actor,
		stream,
		"recording-query.answered",
		{ caseId, queryId, incidentId, kind, answer, ...(text ? { text } : {}) },
		[touch("chronology", caseId)],
	);
}
