/** Adds to the chronology of a case: one incident, or several lines or rows at once, all or none. */
import { z } from "zod";
import { indexIncidents } from "#db/index.ts";
import { incidents } from "#db/schema/index.ts";
import { takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { bringReviewForward, isRecentBreach } from "../follow-up/index.ts";
import { newId } from "../ids.ts";
import { AddIncident, columnsOf, MOST_ROWS, Said, wordsOf } from "./fields.ts";
import { keepChronology } from "./keep-chronology.ts";

/** Adds one incident. For whoever adds to the case. @returns its id and the stream's version. */
export const addIncident = command("incident.add", AddIncident, async (hand, { caseId, ...said }) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, caseId, "contribute");
	const incidentId = newId();
	await tx.insert(incidents).values({
		id: incidentId,
		caseId,
		panelId: file.panelId,
		...columnsOf(said),
		authorId: actor.userId,
		authorName: actor.name,
		agencyName: actor.agencyName,
		at: now(),
		version: stream.version,
	});
	await indexIncidents(tx, [incidentId]);
	const text = await keepRevision(tx, actor, stream, { kind: "incident", id: incidentId }, wordsOf(said));
	await record(
		tx,
		actor,
		stream,
		"incident.added",
		{
			caseId,
			incidentId,
			kinds: said.kinds,
			policeAction: said.policeAction ?? null,
			isBreach: said.orderBreached !== undefined,
			text,
		},
		[touch("chronology", caseId)],
	);
	const { breachAsStalking: answer, breachWhy: why } = said;
	await keepChronology(hand, stream, file, new Map(answer ? [[incidentId, { answer, why }]] : []));
	if (isRecentBreach(said)) await bringReviewForward(hand, stream, file);
	return { incidentId, version: stream.version };
});

export const AddIncidents = z.object({
	caseId: z.string(),
	from: z.enum(["lines", "file"]),
	incidents: z
		.array(Said)
		.min(1, "There is no incident in it")
		.max(MOST_ROWS, `Add ${MOST_ROWS.toLocaleString("en-GB")} incidents or fewer at a time`),
});

/** How many rows go into one statement. */
const AT_ONCE = 200;

/**
 * Adds several incidents, all or none: one event, and one revision that holds what was first said of each. For whoever
 * adds to the case.
 */
export const addIncidents = command("incident.add-several", AddIncidents, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "contribute");
	const batchId = newId();
	const at = now();
	const rows = input.incidents.map((said) => ({ id: newId(), said }));
	for (let from = 0; from < rows.length; from += AT_ONCE) {
		await tx.insert(incidents).values(
			rows.slice(from, from + AT_ONCE).map(({ id, said }) => ({
				id,
				caseId: file.id,
				panelId: file.panelId,
				...columnsOf(said),
				authorId: actor.userId,
				authorName: actor.name,
				agencyName: actor.agencyName,
				batchId,
				at,
				version: stream.version,
			})),
		);
	}
	await indexIncidents(
		tx,
		rows.map(({ id }) => id),
	);
	const words = Object.fromEntries(rows.map(({ id, said }) => [id, wordsOf(said)]));
	const text = await keepRevision(tx, actor, stream, { kind: "incidents", id: batchId }, words);
	await record(
		tx,
		actor,
		stream,
		"incident.several-added",
		{ caseId: file.id, batchId, count: rows.length, from: input.from, text },
		[touch("chronology", file.id)],
	);
	await keepChronology(hand, stream, file);
	if (input.incidents.some((said) => isRecentBreach(said))) await bringReviewForward(hand, stream, file);
	return { incidents: rows.length, version: stream.version };
});
