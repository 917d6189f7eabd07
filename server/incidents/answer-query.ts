/** Answers a recording query: the incident is recorded as stalking now, or it stays as it is, and why. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { incidents, recordingQueries } from "#db/schema/index.ts";
import type { Access } from "../audiences/index.ts";
import { mayOnCase, optionalText, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { closeQuery, keepChronology, keepOpenQueries } from "./keep-chronology.ts";

const REASON = "Enter the reason, such as the crime number or who decided it";

export const AnswerQuery = z.object({
	queryId: z.string(),
	answer: z.enum(
		["as-stalking", "stays"],
		"Select whether it is recorded as stalking now, or stays as it is",
	),
	reason: optionalText(1_000, "the reason"),
	version: z.coerce.number().int(),
});

type Query = typeof recordingQueries.$inferSelect;

/**
 * Whether the actor, who sees the case, may answer a query of this kind: whoever runs the panel any; the officer in the
 * case that about a breach, since it is they who know as what it was recorded.
 */
export const mayAnswer = (
	access: Access,
	file: { id: string; panelId: string },
	{ kind }: Pick<Query, "kind">,
): boolean => mayOnCase(access, file, "follow-up") || (kind === "breach" && access.officerOf.has(file.id));

const REFUSALS: Record<Query["kind"], string> = {
	features: "Only the chair, a deputy, the coordinator or the lead can answer this query.",
	breach:
		"Only the officer in the case, the chair, a deputy, the coordinator or the lead can answer this query.",
};

/**
 * Answers a recording query, with a reason. For the chair, a deputy, the coordinator and the lead; that about a breach
 * also for the officer in the case. An incident that was recorded as something else and is stalking now says so from
 * then on.
 * @throws NotAllowed to others who see the case; Conflict when somebody answered it, or it was raised again, since
 * `version`.
 */
export const answerQuery = command("recording-query.answer", AnswerQuery, async (hand, input) => {
	const { tx, actor } = hand;
	const { queryId, answer, reason } = input;
	const [found] = await tx
		.select({ caseId: recordingQueries.caseId })
		.from(recordingQueries)
		.where(eq(recordingQueries.id, queryId));
	if (!found) throw new NotFound();
	const { stream, file, access } = await takeCase(hand, found.caseId);
	const [query] = await tx.select().from(recordingQueries).where(eq(recordingQueries.id, queryId));
	if (!query) throw new NotFound();
	if (!mayAnswer(access, file, query)) throw new NotAllowed(REFUSALS[query.kind]);
	if (query.version !== input.version || query.state !== "open") {
		throw new Conflict("This recording query has changed since you opened it.", {
			current: { answer: query.state, reason: query.reason ?? "" },
			submitted: { answer, reason: reason ?? "" },
			version: query.version,
		});
	}
	if (!reason) throw new Invalid({ reason: REASON });
	await closeQuery(hand, stream, query, answer, reason);
	const ofIncident = and(eq(incidents.id, query.incidentId), isNull(incidents.removedAt));
	const [incident] = await tx.select().from(incidents).where(ofIncident);
	if (answer === "stays" || !incident || incident.recordedAs === "stalking") {
		await keepOpenQueries(hand, stream, file.id);
		return { caseId: file.id, version: stream.version };
	}
	await tx
		.update(incidents)
		.set({ recordedAs: "stalking", editedAt: now(), version: stream.version })
		.where(ofIncident);
	const subject = { kind: "incident", id: incident.id };
	const text = await keepRevision(tx, actor, stream, subject, { recordedAs: "stalking" });
	await record(
		tx,
		actor,
		stream,
		"incident.changed",
		{
			caseId: file.id,
			incidentId: incident.id,
			kinds: incident.kinds,
			policeAction: incident.policeAction,
			isBreach: incident.orderBreached !== null,
			text,
		},
		[touch("chronology", file.id)],
	);
	// Its other query, about the breach or the features, has the same answer.
	const said = new Map([[incident.id, { answer: "yes" as const, why: reason }]]);
	await keepChronology(hand, stream, file, said);
	return { caseId: file.id, version: stream.version };
});
