/** What closing a meeting does to the cases on its agenda, and what undoing the close takes back. */
import { and, asc, eq, gte, inArray, isNull, lte } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { cases, events, hearings, referrals, reviews } from "#db/schema/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";
import { type EventData, record, type Stream, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import type { NextStepChoice } from "./fields.ts";
import { type CaseFile, readStep, type Step, writeStep } from "./next-step.ts";
import { suggestedReview } from "./suggest.ts";

/** One case of an agenda, as it leaves it. */
export interface Leaving {
	itemId: string;
	caseId: string;
	/** Heard, perhaps without a decision; the others wait for another meeting. */
	isHeard: boolean;
	listing: "new" | "repeat" | "review" | null;
	/** When the panel was on it; none of what was not heard. */
	openedAt: Date | null;
	/** What whoever closes the meeting chose for it, who sees the case. */
	choice: NextStepChoice | undefined;
}

/**
 * Gives every case that leaves an agenda its next step, and each that was heard its hearing. What was set on a case
 * since the meeting began stands; else what `choice` says, else a review on the suggested date, or for what was not
 * heard another hearing.
 * @returns what is wrong with the choices, by item and field ("next-<item>-reviewOn"); nothing is written then.
 */
export async function leaveAgenda(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	access: Access,
	meeting: { id: string; startedAt: Date | null },
	leaving: readonly Leaving[],
): Promise<Record<string, string>> {
	const caseIds = leaving.map(({ caseId }) => caseId);
	if (caseIds.length === 0) return {};
	const files = await tx.select().from(cases).where(inArray(cases.id, caseIds));
	const set = await setDuring(tx, stream.id, caseIds, meeting.startedAt);
	const problems: Record<string, string> = {};
	const decided: { one: Leaving; file: CaseFile; step: Step | undefined }[] = [];
	for (const one of leaving) {
		const file = files.find(({ id }) => id === one.caseId);
		if (!file) continue;
		const step =
			one.choice && (await readStep(tx, access, file, one.choice, one.isHeard || file.heardOn !== null));
		if (step && "problems" in step) {
			for (const [field, what] of Object.entries(step.problems))
				problems[`next-${one.itemId}-${field}`] = what;
		} else decided.push({ one, file, step });
	}
	if (Object.keys(problems).length > 0) return problems;
	for (const { one, file, step } of decided) {
		const heard = one.isHeard ? await writeHearing(tx, actor, stream, file, meeting, one) : file;
		// What was set or closed since the meeting began stands, unless somebody has chosen something else now.
		if (step ? set.has(file.id) && isStandingOf(file, step) : set.has(file.id) || file.state === "closed")
			continue;
		const usual: Step = one.isHeard
			? { step: "review", on: suggestedReview(file.risk) }
			: { step: "hearing" };
		if (!step && !one.isHeard && file.nextStep === "hearing") continue;
		await writeStep(tx, actor, stream, heard, step ?? usual, { meetingId: meeting.id, isSuggested: !step });
	}
	return {};
}

const isStandingOf = (file: CaseFile, step: Step): boolean =>
	file.state !== "closed" && file.nextStep === step.step && file.nextDate === ("on" in step ? step.on : null);

/** Cases whose next step somebody set since a meeting began, not by closing it: that stands when it is closed. */
export async function setDuring(
	tx: Pick<Tx, "select">,
	streamId: string,
	caseIds: string[],
	since: Date | null,
) {
	const steps = await stepsSince(tx, streamId, caseIds, since);
	return new Set(steps.flatMap(({ data }) => (data.meetingId === null ? [data.caseId] : [])));
}

/** With what a case left a meeting: a review on a date, a hearing, or closed with why and what spoke for it. */
export type LeftWith =
	| { step: "review" | "hearing"; on: string | null }
	| { step: "close"; reason: EventData<"case.closed">["reason"]; criteria: string[] };

/**
 * What came next for the cases of a meeting when they left it, by case id, whatever has become of them since: what was
 * set while it went on, or by closing it. The caller has decided who may know.
 */
export async function leftWith(
	reader: Pick<Tx, "select">,
	meeting: { id: string; panelId: string; startedAt: Date | null; closedAt: Date | null },
	caseIds: readonly string[],
): Promise<Record<string, LeftWith>> {
	const { closedAt } = meeting;
	const steps = await stepsSince(reader, meeting.panelId, caseIds, meeting.startedAt);
	const left: Record<string, LeftWith> = {};
	for (const { at, data } of steps) {
		// What an earlier close gave, which was undone, is of no meeting that goes on.
		const isOfClose = data.meetingId === meeting.id && closedAt !== null;
		const isSetMeanwhile = data.meetingId === null && (closedAt === null || at <= closedAt);
		if (!isOfClose && !isSetMeanwhile) continue;
		left[data.caseId] =
			"step" in data
				? { step: data.step, on: data.date }
				: { step: "close", reason: data.reason, criteria: data.criteria };
	}
	return left;
}

/** Each time that the next step of one of these cases was set since then, in order. */
async function stepsSince(
	reader: Pick<Tx, "select">,
	streamId: string,
	caseIds: readonly string[],
	since: Date | null,
) {
	if (!since || caseIds.length === 0) return [];
	const rows = await reader
		.select({ at: events.at, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, streamId),
				inArray(events.caseId, [...caseIds]),
				inArray(events.type, ["case.next-step-set", "case.closed"]),
				gte(events.at, since),
			),
		)
		.orderBy(asc(events.version), asc(events.position));
	return rows.map(({ at, data }) => ({ at, data: data as StepEvent }));
}

/** Writes that a meeting has heard a case. @returns the case as it stands since. */
async function writeHearing(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: CaseFile,
	meeting: { id: string; startedAt: Date | null },
	{ listing, openedAt }: Leaving,
): Promise<CaseFile> {
	const { version } = stream;
	const heardOn = londonDate(openedAt ?? meeting.startedAt ?? undefined);
	const hearingId = newId();
	const { id: caseId, panelId } = file;
	await tx.insert(hearings).values({
		id: hearingId,
		caseId,
		panelId,
		meetingId: meeting.id,
		heardOn,
		listing: listing ?? "new",
		version,
	});
	const isFirst = file.heardOn === null;
	const after = {
		...file,
		heardOn: file.heardOn ?? heardOn,
		state: file.state === "not-heard" ? ("open" as const) : file.state,
		version,
	};
	if (isFirst || after.state !== file.state) {
		await tx
			.update(cases)
			.set({ heardOn: after.heardOn, state: after.state, version })
			.where(eq(cases.id, caseId));
	}
	// One hearing answers all that had been referred by then, also what was referred again before it came up.
	const waiting = await tx
		.update(referrals)
		.set({ firstHeardOn: heardOn, version })
		.where(
			and(eq(referrals.caseId, caseId), isNull(referrals.firstHeardOn), lte(referrals.referredOn, heardOn)),
		)
		.returning({ id: referrals.id });
	const referralIds = waiting.map(({ id }) => id).sort();
	await record(
		tx,
		actor,
		stream,
		"case.heard",
		{
			caseId,
			meetingId: meeting.id,
			hearingId,
			listing: listing ?? "new",
			heardOn,
			isFirst,
			referralIds,
		},
		[...(isFirst ? [touch("case", caseId)] : []), ...referralIds.map((id) => touch("referral", id))],
	);
	// The step that follows is counted from where the case stood before the meeting.
	return { ...after, state: file.state };
}

/**
 * Takes back what closing a meeting did to its cases. A next step that somebody has changed since is theirs, and stays.
 * @param closedAt the version of the stream at which the meeting was closed.
 */
export async function returnToAgenda(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	meetingId: string,
	closedAt: number,
): Promise<void> {
	const { version } = stream;
	const recorded = await tx
		.select({ type: events.type, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, stream.id),
				eq(events.version, closedAt),
				inArray(events.type, ["case.heard", "case.next-step-set", "case.closed"]),
			),
		)
		.orderBy(asc(events.position));
	const done = new Map<string, { heard?: EventData<"case.heard">; step?: StepEvent }>();
	for (const { type, data } of recorded) {
		const about = data as EventData<"case.heard"> | StepEvent;
		if (about.meetingId !== meetingId) continue;
		const one = done.get(about.caseId) ?? {};
		if (type === "case.heard") one.heard = about as EventData<"case.heard">;
		else one.step = about as StepEvent;
		done.set(about.caseId, one);
	}
	for (const [caseId, { heard, step }] of done) {
		const [file] = await tx.select().from(cases).where(eq(cases.id, caseId));
		if (!file) continue;
		const touched = new Set([touch("case", caseId)]);
		if (heard) {
			await tx.delete(hearings).where(eq(hearings.id, heard.hearingId));
			if (heard.referralIds.length > 0) {
				await tx
					.update(referrals)
					.set({ firstHeardOn: null, version })
					.where(inArray(referrals.id, heard.referralIds));
			}
			for (const id of heard.referralIds) touched.add(touch("referral", id));
		}
		const heardOn = heard?.isFirst ? null : file.heardOn;
		/** The step that is taken back: none when somebody has set another since. */
		const undone = step && (await isAsLeft(tx, file, step)) ? step : undefined;
		if (undone) {
			if ("reviewId" in undone && undone.reviewId) {
				await setReview(tx, version, undone.reviewId, "dropped");
				touched.add(touch("review", undone.reviewId));
			}
			const [dropped] = undone.droppedReviewIds;
			if (dropped) {
				await setReview(tx, version, dropped, "due");
				touched.add(touch("review", dropped));
			}
		}
		const before = undone?.before;
		const state = before?.state ?? (heardOn === null && file.state === "open" ? "not-heard" : file.state);
		await tx
			.update(cases)
			.set({
				heardOn,
				state,
				...(before ? { nextStep: before.step, nextDate: before.date } : {}),
				...(before && before.state !== "closed"
					? { closedOn: null, closeReason: null, closeCriteria: null, closeNote: null }
					: {}),
				version,
			})
			.where(eq(cases.id, caseId));
		await record(
			tx,
			actor,
			stream,
			"case.returned-to-agenda",
			{ caseId, meetingId, hearingId: heard?.hearingId ?? null, isStepUndone: undone !== undefined },
			[...touched],
		);
	}
}

type StepEvent = EventData<"case.next-step-set"> | EventData<"case.closed">;

/** Whether a case still has the next step that the close gave it. */
async function isAsLeft(tx: Tx, file: CaseFile, step: StepEvent): Promise<boolean> {
	if (!("step" in step)) return file.state === "closed";
	if (file.state === "closed" || file.nextStep !== step.step || file.nextDate !== step.date) return false;
	if (!step.reviewId) return true;
	const [review] = await tx
		.select({ state: reviews.state })
		.from(reviews)
		.where(eq(reviews.id, step.reviewId));
	return review?.state === "due";
}

const setReview = (tx: Tx, version: number, reviewId: string, state: "due" | "dropped") =>
	tx.update(reviews).set({ state, version }).where(eq(reviews.id, reviewId));
