/**
 * The panel's record is told of writing once an author, section and sitting: with every keystroke it would order the
 * whole room's changes behind one text. What it is told commits to the text as it then was, and to who wrote it.
 */
import { and, asc, eq, inArray, isNull, lte, or } from "drizzle-orm";
import { db, type Reader, type Tx, transaction } from "#db/index.ts";
import { cases, summaryPens, summarySections, summaryVisits } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { claim, record, type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { catchUp, claimSection, sectionRow, storedText } from "./open-texts.ts";
import { sectionOf } from "./sections.ts";
import { keepState } from "./states.ts";

/** Whoever has not written for as long has stopped. */
const STOPPED_AFTER_MS = 60_000;
/** Somebody who goes on writing is recorded now and then all the same, so that earlier states lie close together. */
const LONGEST_MS = 10 * 60_000;
/** As many in one run of the job; the others are not much later. */
const MOST_AT_ONCE = 500;

/** What one pen has written in a section and the record has not been told. */
export interface Visit {
	caseId: string;
	key: string;
	pen: number;
}

/** Records the writing of everybody who has stopped, or has been at it for long; at shutdown, of everybody. */
export async function recordVisits(which: "due" | "all" = "due"): Promise<void> {
	const at = now().getTime();
	const isDue = or(
		lte(summaryVisits.lastAt, new Date(at - STOPPED_AFTER_MS)),
		lte(summaryVisits.startedAt, new Date(at - LONGEST_MS)),
	);
	const due = await db
		.select({ caseId: summarySections.caseId, key: summarySections.key, pen: summaryVisits.pen })
		.from(summaryVisits)
		.innerJoin(summarySections, eq(summarySections.id, summaryVisits.sectionId))
		.where(which === "all" ? undefined : isDue)
		.orderBy(asc(summaryVisits.lastAt))
		.limit(MOST_AT_ONCE);
	await recordEach(due);
}

/**
 * Records what anybody has written in a section and the record has not been told, so that all that stands there is in a
 * state that is kept.
 */
export async function recordSection(caseId: string, key: string): Promise<void> {
	const open = await openVisits(db, caseId, key);
	for (const { pen } of open) await recordVisit({ caseId, key, pen });
}

/** Who has written in a section since it was last recorded. */
export const openVisits = (reader: Reader, caseId: string, key: string): Promise<{ pen: number }[]> =>
	reader
		.select({ pen: summaryVisits.pen })
		.from(summaryVisits)
		.innerJoin(summarySections, eq(summarySections.id, summaryVisits.sectionId))
		.where(and(eq(summarySections.caseId, caseId), eq(summarySections.key, key)))
		.orderBy(asc(summaryVisits.pen));

/** Records what these pens of a case have written: their page was closed. */
export async function recordPens(caseId: string, pens: readonly number[]): Promise<void> {
	const open = await db
		.select({ key: summarySections.key, pen: summaryVisits.pen })
		.from(summaryVisits)
		.innerJoin(summarySections, eq(summarySections.id, summaryVisits.sectionId))
		.where(and(eq(summarySections.caseId, caseId), inArray(summaryVisits.pen, [...pens])));
	await recordEach(open.map((visit) => ({ caseId, ...visit })));
}

async function recordEach(visits: readonly Visit[]): Promise<void> {
	for (const visit of visits) {
		await recordVisit(visit).catch((error) => {
			log().error({ err: error, caseId: visit.caseId }, "writing could not be recorded; it is tried again");
		});
	}
}

async function seenFile(tx: Tx, caseId: string): Promise<{ panelId: string } | undefined> {
	const [file] = await tx
		.select({ panelId: cases.panelId })
		.from(cases)
		.where(and(eq(cases.id, caseId), isNull(cases.stagedIn)));
	return file;
}

/** Another has recorded it meanwhile: what was claimed for it is given back. */
class RecordedAlready extends Error {}

/**
 * Records that one pen has written in a section, which ends that sitting. Nothing if it was recorded already. It waits
 * for the panel's stream, perhaps long: so it has a text of its own, and whoever writes meanwhile does not wait for it.
 */
export async function recordVisit(
	{ caseId, key, pen }: Visit,
	why: "written" | "restored" = "written",
): Promise<void> {
	const begun = await sectionRow(db, caseId, key);
	if (!begun) return;
	const text = await storedText(db, begun);
	const recorded = transaction(async (tx) => {
		const file = await seenFile(tx, caseId);
		const [author] = await tx
			.select()
			.from(summaryPens)
			.where(and(eq(summaryPens.caseId, caseId), eq(summaryPens.pen, pen)));
		if (!file || !author) throw new RecordedAlready();
		// The panel's stream first, as everybody takes it, then the section.
		const [stream] = (await claim(tx, newId(), [file.panelId])) as [Stream];
		// It may have been moved or taken back while we waited; then it is tried again, or is nobody's to know.
		if ((await seenFile(tx, caseId))?.panelId !== file.panelId) throw new RecordedAlready();
		const section = await claimSection(tx, text);
		if (!section) throw new RecordedAlready();
		const [visit] = await tx
			.delete(summaryVisits)
			.where(and(eq(summaryVisits.sectionId, section.id), eq(summaryVisits.pen, pen)))
			.returning();
		if (!visit) throw new RecordedAlready();
		await catchUp(tx, text, section);
		const state = await keepState(tx, { ...text, id: section.id }, stream, {
			why,
			authorId: author.userId,
			authorName: author.userName,
			agencyName: author.agencyName,
			meetingId: null,
		});
		const where = {
			sectionId: section.id,
			section: sectionOf(key)?.section ?? "why",
			agencyId: section.agencyId,
		} as const;
		await record(tx, { userId: author.userId }, stream, `summary.${why}`, { caseId, ...where, state }, [
			touch("summarySection", section.id),
		]);
	});
	await recorded.catch((error) => {
		if (!(error instanceof RecordedAlready)) throw error;
	});
}
