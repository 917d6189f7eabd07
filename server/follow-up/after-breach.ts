/** What a breach that was just recorded does to the review of its case: it waits no longer than until tomorrow. */
import { and, eq, gte, inArray, isNull, lt, or } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { agendaItems, cases, meetings, reviews } from "#db/schema/index.ts";
import { addDays, londonDate, startOfLondonDay } from "../clock.ts";
import { type Hand, record, type Stream, touch } from "../events/index.ts";
import type { CaseFile } from "./next-step.ts";

/**
 * Days for which a breach is news. What is older was known to somebody when the review was last set, or is history that
 * is typed up now: two years of it must not call for as many reviews. As long as what is dangerous waits for its review.
 */
export const BREACH_IS_NEWS_DAYS = 28;

/** A panel that meets on the case within so many days, by its published agenda, looks at it there. */
const MEETS_WITHIN_DAYS = 7;

/** As much of an incident as says whether it was a breach, and until when it lasted. */
export interface Breach {
	orderBreached?: string | null;
	/** Civil dates. */
	startsOn: string;
	endsOn?: string | null;
}

/** Whether an incident was a breach and its last day is so near that the risk must be looked at anew. */
export const isRecentBreach = (
	{ orderBreached, startsOn, endsOn }: Breach,
	today: string = londonDate(),
): boolean => Boolean(orderBreached) && (endsOn ?? startsOn) >= addDays(today, -BREACH_IS_NEWS_DAYS);

/**
 * Brings the review of a case forward to tomorrow, if it is due later, and records that. Call it once a recent breach has
 * been written and recorded. A case that waits for a hearing, is on the agenda of a meeting that is near, or is closed
 * stays as it is.
 * @param file as it was read since the stream was claimed.
 */
export async function bringReviewForward({ tx, actor }: Hand, stream: Stream, file: CaseFile): Promise<void> {
	const tomorrow = addDays(londonDate(), 1);
	if (file.nextStep !== "review" || file.nextDate === null || file.nextDate <= tomorrow) return;
	if (await isHeardSoon(tx, file.id)) return;
	const { version } = stream;
	const [review] = await tx
		.update(reviews)
		.set({ dueOn: tomorrow, version })
		.where(and(eq(reviews.caseId, file.id), eq(reviews.state, "due")))
		.returning({ id: reviews.id });
	if (!review) throw new Error(`Case ${file.id} waits for a review and has none`);
	await tx.update(cases).set({ nextDate: tomorrow, version }).where(eq(cases.id, file.id));
	await record(
		tx,
		actor,
		stream,
		"review.brought-forward",
		{ caseId: file.id, reviewId: review.id, from: file.nextDate, to: tomorrow },
		[touch("case", file.id), touch("review", review.id)],
	);
}

/** Whether a meeting of today or of the next few days hears it, and has not put it off. */
async function isHeardSoon(tx: Tx, caseId: string): Promise<boolean> {
	const today = londonDate();
	const [item] = await tx
		.select({ id: agendaItems.id })
		.from(agendaItems)
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(
			and(
				eq(agendaItems.caseId, caseId),
				isNull(agendaItems.removedAt),
				or(isNull(agendaItems.outcome), inArray(agendaItems.outcome, ["heard", "nothing-decided"])),
				inArray(meetings.state, ["published", "in-progress", "adjourned"]),
				gte(meetings.startsAt, startOfLondonDay(today)),
				lt(meetings.startsAt, startOfLondonDay(addDays(today, MEETS_WITHIN_DAYS + 1))),
			),
		)
		.limit(1);
	return item !== undefined;
}
