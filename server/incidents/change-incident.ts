/** Changes an incident or takes it out of the chronology; whatever it said stays in its revisions. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { indexIncidents, unindexText } from "#db/index.ts";
import { incidents } from "#db/schema/index.ts";
import { mayOnCase, optionalText, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, type Hand, keepRevision, record, touch } from "../events/index.ts";
import { bringReviewForward, isRecentBreach } from "../follow-up/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { ChangeIncident, columnsOf, type SaidIncident, wordsOf } from "./fields.ts";
import { keepChronology } from "./keep-chronology.ts";

type Incident = typeof incidents.$inferSelect;

/** Whether an incident is the actor's to change: their own, or anybody's for those who record for others. */
export const mayChange = (
	access: Parameters<typeof mayOnCase>[0],
	file: { id: string; panelId: string },
	{ authorId }: Pick<Incident, "authorId">,
): boolean =>
	mayOnCase(access, file, "record-for-others") ||
	(authorId === access.userId && mayOnCase(access, file, "contribute"));

/** @throws NotFound, also once it was removed; NotAllowed */
async function takeIncident(hand: Hand, incidentId: string) {
	const { tx } = hand;
	const here = and(eq(incidents.id, incidentId), isNull(incidents.removedAt));
	const [found] = await tx.select({ caseId: incidents.caseId }).from(incidents).where(here);
	if (!found) throw new NotFound();
	const taken = await takeCase(hand, found.caseId, "contribute");
	const [incident] = await tx.select().from(incidents).where(here);
	if (!incident) throw new NotFound();
	if (!mayChange(taken.access, taken.file, incident)) {
		throw new NotAllowed(
			"Only whoever added an incident, the chair, a deputy, the coordinator and the lead can change it.",
		);
	}
	return { ...taken, incident };
}

/** Both sides of a conflict, field by field; the form has words for them. */
const sideOf = (said: Partial<ReturnType<typeof wordsOf>>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(said).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(",") : (value ?? ""),
		]),
	);

/** What stands of an incident, in the fields of its form. */
const standing = ({ precision, startsOn, endsOn, startsAt, kinds, what, ...row }: Incident) =>
	sideOf({
		precision,
		startsOn,
		endsOn,
		startsAt,
		kinds,
		what,
		location: row.location,
		source: row.source,
		crimeNumber: row.crimeNumber,
		recordedAs: row.recordedAs,
		orderBreached: row.orderBreached,
		policeAction: row.policeAction,
		evidence: row.evidence,
		preserveBy: row.preserveBy,
	});

/** Changes an incident. @throws Conflict, with both, when it was changed since `version`. */
export const changeIncident = command("incident.change", ChangeIncident, async (hand, input) => {
	const { tx, actor } = hand;
	const { incidentId, version, ...said } = input;
	const { stream, file, incident } = await takeIncident(hand, incidentId);
	if (incident.version !== version) {
		throw new Conflict("Somebody changed this incident after you opened it.", {
			current: standing(incident),
			submitted: sideOf(wordsOf(said)),
			version: incident.version,
		});
	}
	await tx
		.update(incidents)
		.set({ ...columnsOf(said), editedAt: now(), version: stream.version })
		.where(eq(incidents.id, incidentId));
	await indexIncidents(tx, [incidentId]);
	const text = await keepRevision(tx, actor, stream, { kind: "incident", id: incidentId }, wordsOf(said));
	await record(
		tx,
		actor,
		stream,
		"incident.changed",
		{
			caseId: file.id,
			incidentId,
			kinds: said.kinds,
			policeAction: said.policeAction ?? null,
			isBreach: said.orderBreached !== undefined,
			text,
		},
		[touch("chronology", file.id)],
	);
	await keepChronology(hand, stream, file, answersOf(incidentId, said));
	// What was one before has brought it forward already; the review may have been set anew since.
	if (isRecentBreach(said) && !isRecentBreach(incident)) await bringReviewForward(hand, stream, file);
	return { caseId: file.id, version: stream.version };
});

/** What was said of the breach, if it was one. */
const answersOf = (incidentId: string, { breachAsStalking: answer, breachWhy: why }: SaidIncident) =>
	new Map(answer ? [[incidentId, { answer, why }]] : []);

export const RemoveIncident = z.object({
	incidentId: z.string(),
	/** Why: it is somebody else's, it stands there twice. */
	reason: optionalText(1_000, "the reason"),
	version: z.coerce.number().int(),
});

/** Takes an incident out of the chronology. @throws Conflict when it was changed since `version`. */
export const removeIncident = command("incident.remove", RemoveIncident, async (hand, input) => {
	const { tx, actor } = hand;
	const { incidentId, reason, version } = input;
	const { stream, file, incident } = await takeIncident(hand, incidentId);
	if (incident.version !== version) {
		throw new Conflict("Somebody changed this incident after you opened it. Look at it again first.", {
			current: standing(incident),
			submitted: {},
			version: incident.version,
		});
	}
	await tx
		.update(incidents)
		.set({ removedAt: now(), version: stream.version })
		.where(eq(incidents.id, incidentId));
	await unindexText(tx, [incidentId]);
	const subject = { kind: "incident", id: incidentId };
	const text = await keepRevision(tx, actor, stream, subject, { removed: reason ?? null });
	await record(tx, actor, stream, "incident.removed", { caseId: file.id, incidentId, text }, [
		touch("chronology", file.id),
	]);
	await keepChronology(hand, stream, file);
	return { caseId: file.id, version: stream.version };
});
