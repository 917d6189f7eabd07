/** What screens about follow-up read. Each answers only what its actor may see, and notes that they saw it. */
import {
	and,
	asc,
	desc,
	eq,
	gte,
	inArray,
	isNull,
	lt,
	lte,
	max,
	ne,
	notInArray,
	or,
	type SQL,
} from "drizzle-orm";
import { db } from "#db/index.ts";
import {
	actions,
	advice,
	agencies,
	cases,
	entries,
	events,
	hearings,
	panels,
	people,
	referrals,
	reviews,
	safetyPlans,
} from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import {
	type CaseHeader,
	caseHeader,
	casesOfSamePair,
	caseTimeline,
	mayOnCase,
	type NewCase,
	pairIn,
} from "../cases/index.ts";
import { addDays, londonDate, startOfLondonDay } from "../clock.ts";
import type { EventData } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { referralsSeen } from "./refer-again.ts";
import { suggestedReview } from "./suggest.ts";

const MOST_SHOWN = 100;
const ENDED = ["done", "not-possible", "not-done"] as const;

async function fileOf(caseId: string) {
	const [file] = await db.select().from(cases).where(eq(cases.id, caseId));
	if (!file) throw new NotFound();
	return file;
}

/** @throws NotAllowed, to those who see the case and keep no follow-up. */
function requireFollowUp(header: CaseHeader): void {
	if (!header.rights.includes("follow-up")) {
		throw new NotAllowed("Only the chair, a deputy, the coordinator or the lead can do this.");
	}
}

const actionColumns = {
	id: actions.id,
	what: actions.what,
	ownerAgencyName: actions.ownerAgencyName,
	ownerDetail: actions.ownerDetail,
	due: actions.due,
	dueNote: actions.dueNote,
	status: actions.status,
	outcome: actions.outcome,
};

/**
 * Where a case stands and what may come next for it. For those who keep its follow-up.
 * @throws NotFound, NotAllowed
 */
export async function caseNext(actor: Actor, caseId: string) {
	const header = await caseHeader(actor, caseId);
	requireFollowUp(header);
	const file = await fileOf(caseId);
	return {
		header,
		state: file.state,
		nextStep: file.nextStep,
		nextDate: file.nextDate,
		heardOn: file.heardOn,
		referredOn: file.referredOn,
		closedOn: file.closedOn,
		closeReason: file.closeReason,
		closeCriteria: file.closeCriteria ?? [],
		closeNote: file.closeNote,
		version: file.version,
		/** By its risk, counted from today. */
		suggestedOn: suggestedReview(file.risk),
		/** They stay with their owners when the case is closed. */
		openActions: await db
			.select(actionColumns)
			.from(actions)
			.where(and(eq(actions.caseId, caseId), notInArray(actions.status, [...ENDED])))
			.orderBy(asc(actions.due), asc(actions.id))
			.limit(MOST_SHOWN),
		mayClose: header.rights.includes("close-case"),
	};
}

/**
 * What a review looks at: what was promised since the panel last looked, and what has happened since.
 * @throws NotFound, NotAllowed, as caseNext.
 */
export async function caseToReview(actor: Actor, caseId: string) {
	const next = await caseNext(actor, caseId);
	const known = await db
		.select()
		.from(reviews)
		.where(and(eq(reviews.caseId, caseId), ne(reviews.state, "dropped")))
		.orderBy(desc(reviews.version));
	const [heard] = await db
		.select({ heardOn: hearings.heardOn })
		.from(hearings)
		.where(eq(hearings.caseId, caseId))
		.orderBy(desc(hearings.heardOn))
		.limit(1);
	const last = known.find(({ state }) => state === "done");
	const due = known.find(({ state }) => state === "due");
	const looked = [heard?.heardOn, last?.doneOn].filter((date) => typeof date === "string").sort();
	const since = looked.at(-1) ?? next.referredOn ?? londonDate();
	const from = startOfLondonDay(since);
	const promised = await db
		.select(actionColumns)
		.from(actions)
		.where(
			and(
				eq(actions.caseId, caseId),
				or(notInArray(actions.status, [...ENDED]), gte(actions.at, from), gte(actions.statusAt, from)),
			),
		)
		.orderBy(asc(actions.at), asc(actions.id))
		.limit(MOST_SHOWN);
	const advised = await db
		.select({ id: advice.id, state: advice.state, reason: advice.reason, body: entries.body })
		.from(advice)
		.innerJoin(entries, eq(entries.id, advice.entryId))
		.where(
			and(
				eq(advice.caseId, caseId),
				ne(advice.state, "withdrawn"),
				or(eq(advice.state, "unanswered"), gte(advice.at, from), gte(advice.answeredAt, from)),
			),
		)
		.orderBy(asc(advice.at), asc(advice.id))
		.limit(MOST_SHOWN);
	const said = await db
		.select({
			id: entries.id,
			kind: entries.kind,
			body: entries.body,
			authorName: entries.authorName,
			agencyName: entries.agencyName,
			forAgencyName: entries.forAgencyName,
			at: entries.at,
		})
		.from(entries)
		.where(and(eq(entries.caseId, caseId), gte(entries.at, from)))
		.orderBy(desc(entries.at), desc(entries.id))
		.limit(MOST_SHOWN);
	const happened = await caseTimeline(actor, caseId, MOST_SHOWN);
	return {
		...next,
		/** The day on which the panel last looked at it. */
		since,
		wasHeard: heard !== undefined,
		dueOn: due?.dueOn ?? null,
		/** Why it is due sooner than somebody had set. */
		broughtForward: due ? await broughtForward(due) : null,
		/** What a review must name, so that two people do not both do it unknowingly. */
		reviewVersion: known[0]?.version ?? 0,
		last: last && {
			doneOn: last.doneOn,
			doneByName: last.doneByName,
			hasStopped: last.hasStopped,
			isSafer: last.isSafer,
			victimSays: last.victimSays,
			investigation: last.investigation,
			order: last.order,
			changed: last.changed,
		},
		promised,
		advised,
		plans: await db
			.select({
				id: safetyPlans.id,
				what: safetyPlans.what,
				ownerAgencyName: safetyPlans.ownerAgencyName,
				endsOn: safetyPlans.endsOn,
				reviewOn: safetyPlans.reviewOn,
			})
			.from(safetyPlans)
			.where(and(eq(safetyPlans.caseId, caseId), isNull(safetyPlans.endedAt)))
			.orderBy(asc(safetyPlans.reviewOn), asc(safetyPlans.id)),
		said: said.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
		happened: happened.filter(({ at }) => new Date(at) >= from),
	};
}

/** When a breach that was recorded brought this review forward, and from which date; null when none did. */
async function broughtForward({ id, caseId, panelId, dueOn }: typeof reviews.$inferSelect) {
	const found = await db
		.select({ at: events.at, data: events.data })
		.from(events)
		.where(
			and(eq(events.caseId, caseId), eq(events.streamId, panelId), eq(events.type, "review.brought-forward")),
		)
		.orderBy(desc(events.version))
		.limit(1);
	const [last] = found.map(({ at, data }) => ({ at, ...(data as EventData<"review.brought-forward">) }));
	if (last?.reviewId !== id || last.to !== dueOn) return null;
	return { from: last.from, recordedOn: londonDate(last.at) };
}

/** The safety plans of a case, those that have ended last. @throws NotFound when the actor may not know of the case. */
export async function safetyPlansOf(actor: Actor, caseId: string) {
	const header = await caseHeader(actor, caseId);
	const plans = await db
		.select()
		.from(safetyPlans)
		.where(eq(safetyPlans.caseId, caseId))
		.orderBy(asc(safetyPlans.reviewOn), asc(safetyPlans.id));
	const access = await accessOf(db, actor, caseId);
	const file = { id: caseId, panelId: header.panelId };
	const mayAny = mayOnCase(access, file, "follow-up");
	const mayOwn = mayOnCase(access, file, "contribute");
	const open = await db
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(isNull(agencies.closedAt))
		.orderBy(asc(agencies.nameKey));
	return {
		header,
		plans: plans
			.map((plan) => ({
				id: plan.id,
				what: plan.what,
				ownerAgencyId: plan.ownerAgencyId,
				ownerAgencyName: plan.ownerAgencyName,
				ownerDetail: plan.ownerDetail,
				startsOn: plan.startsOn,
				endsOn: plan.endsOn,
				reviewOn: plan.reviewOn,
				endedAt: plan.endedAt?.toISOString() ?? null,
				outcome: plan.outcome,
				authorName: plan.authorName,
				version: plan.version,
				mayKeep: plan.endedAt === null && (mayAny || (mayOwn && plan.ownerAgencyId === actor.agencyId)),
			}))
			.sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null)),
		/** Agencies that may be named as the owner: all, or one's own. */
		owners: mayAny ? open : mayOwn ? open.filter(({ id }) => id === actor.agencyId) : [],
		mayAdd: header.state !== "closed" && (mayAny || mayOwn),
	};
}

/** The referrals of a case, the last first, for referring it again. @throws NotFound, NotAllowed */
export async function referralsOf(actor: Actor, caseId: string) {
	const header = await caseHeader(actor, caseId);
	requireFollowUp(header);
	const { version } = await referralsSeen(db, caseId);
	const known = await db
		.select({
			id: referrals.id,
			referredOn: referrals.referredOn,
			kind: referrals.kind,
			note: referrals.note,
			firstHeardOn: referrals.firstHeardOn,
			authorName: referrals.authorName,
		})
		.from(referrals)
		.where(eq(referrals.caseId, caseId))
		.orderBy(desc(referrals.referredOn), desc(referrals.at), desc(referrals.id));
	return { header, referrals: known, version };
}

/**
 * Cases of the pair that a form is about, among those that the actor sees, with their last referral: for whoever is
 * about to add one. @throws NotFound when it is not the actor's panel.
 */
export async function earlierCasesOf(actor: Actor, panelId: string, form: Partial<NewCase>) {
	const access = await accessOf(db, actor, []);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	const found = await casesOfSamePair(db, access, pairIn(form));
	const named = await namesOf(found.map(({ id }) => id));
	noteReads(
		actor,
		"case",
		found.map(({ id }) => id),
	);
	const caseIds = found.map(({ id }) => id);
	const seen =
		caseIds.length === 0
			? []
			: await db
					.select({ caseId: referrals.caseId, version: max(referrals.version) })
					.from(referrals)
					.where(inArray(referrals.caseId, caseIds))
					.groupBy(referrals.caseId);
	return found.map((file) => ({
		caseId: file.id,
		reference: file.reference,
		state: file.state,
		risk: file.risk,
		referredOn: file.referredOn,
		closedOn: file.closedOn,
		...named(file.id),
		mayReferAgain: mayOnCase(access, file, "follow-up"),
		/** Of its referrals, as the person sees them now. */
		referralsVersion: seen.find(({ caseId }) => caseId === file.id)?.version ?? 0,
	}));
}

async function namesOf(caseIds: string[]) {
	const named =
		caseIds.length === 0
			? []
			: await db
					.select({ caseId: people.caseId, part: people.part, name: people.name })
					.from(people)
					.where(inArray(people.caseId, caseIds))
					.orderBy(asc(people.id));
	const of = (caseId: string, part: string) =>
		named
			.filter((person) => person.caseId === caseId && person.part === part)
			.map(({ name }) => name)
			.join(", ");
	return (caseId: string) => ({
		victim: of(caseId, "victim"),
		suspects: of(caseId, "person-causing-harm"),
	});
}

/** When each of these cases was last heard, a civil date by case id; the caller has decided who may know. */
export async function lastHeardOf(caseIds: readonly string[]): Promise<Record<string, string>> {
	if (caseIds.length === 0) return {};
	const rows = await db
		.select({ caseId: hearings.caseId, heardOn: max(hearings.heardOn) })
		.from(hearings)
		.where(inArray(hearings.caseId, [...caseIds]))
		.groupBy(hearings.caseId);
	return Object.fromEntries(rows.flatMap(({ caseId, heardOn }) => (heardOn ? [[caseId, heardOn]] : [])));
}

/** Lists of a panel's follow-up page. */
export const LISTS = ["overdue", "due", "plans", "hearing"] as const;
export type List = (typeof LISTS)[number];

const PAGE = 50;
/** How far ahead the coordinator looks. */
export const DUE_WITHIN_DAYS = 14;

const mayFollowUp = (access: Access, panelId: string) =>
	["chair", "deputy", "coordinator", "lead"].includes(roleIn(access, panelId) ?? "");

/**
 * What is due in a panel: reviews that are overdue, reviews and safety plans of the next two weeks, and cases that wait
 * for a hearing; how many of each, and a page of one list: the first that holds anything, unless one is asked for.
 * @throws NotFound when not the actor's panel; NotAllowed to those of the panel who keep no follow-up.
 */
export async function followUpOfPanel(actor: Actor, panelId: string, asked: List | undefined, page = 1) {
	const access = await accessOf(db, actor, []);
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, panelId));
	// A lead holds every panel, whether or not there is one.
	if (!panel || !holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (!mayFollowUp(access, panelId)) {
		throw new NotAllowed(
			"Only the chair, a deputy, the coordinator or the lead sees what is due in the panel.",
		);
	}
	const today = londonDate();
	const until = addDays(today, DUE_WITHIN_DAYS);
	const ofPanel = and(eq(cases.panelId, panelId), casesSeenBy(access));
	const isReview = eq(cases.nextStep, "review");
	const lists: Record<List, { where: SQL | undefined; order: SQL[] }> = {
		overdue: { where: and(ofPanel, isReview, lt(cases.nextDate, today)), order: [asc(cases.nextDate)] },
		due: {
			where: and(ofPanel, isReview, gte(cases.nextDate, today), lte(cases.nextDate, until)),
			order: [asc(cases.nextDate)],
		},
		hearing: {
			where: and(ofPanel, eq(cases.nextStep, "hearing")),
			order: [asc(cases.referredOn)],
		},
		plans: {
			where: and(
				ofPanel,
				eq(safetyPlans.panelId, panelId),
				isNull(safetyPlans.endedAt),
				lte(safetyPlans.reviewOn, until),
			),
			order: [asc(safetyPlans.reviewOn)],
		},
	};
	const totals = {
		overdue: await db.$count(cases, lists.overdue.where),
		due: await db.$count(cases, lists.due.where),
		plans: await db.$count(
			db
				.select({ id: safetyPlans.id })
				.from(safetyPlans)
				.innerJoin(cases, eq(cases.id, safetyPlans.caseId))
				.where(lists.plans.where)
				.as("plans_due"),
		),
		hearing: await db.$count(cases, lists.hearing.where),
	};
	const list = asked ?? LISTS.find((one) => totals[one] > 0) ?? "overdue";
	const pages = Math.max(1, Math.ceil(totals[list] / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const columns = {
		caseId: cases.id,
		reference: cases.reference,
		risk: cases.risk,
		state: cases.state,
		isRepeat: cases.isRepeat,
		officerName: cases.officerName,
		nextDate: cases.nextDate,
		referredOn: cases.referredOn,
	};
	const { where, order } = lists[list];
	const offset = (current - 1) * PAGE;
	const plans =
		list === "plans"
			? await db
					.select({
						...columns,
						planId: safetyPlans.id,
						what: safetyPlans.what,
						ownerAgencyName: safetyPlans.ownerAgencyName,
						reviewOn: safetyPlans.reviewOn,
						endsOn: safetyPlans.endsOn,
					})
					.from(safetyPlans)
					.innerJoin(cases, eq(cases.id, safetyPlans.caseId))
					.where(where)
					.orderBy(...order, asc(safetyPlans.id))
					.limit(PAGE)
					.offset(offset)
			: [];
	const files =
		list === "plans"
			? []
			: await db
					.select(columns)
					.from(cases)
					.where(where)
					.orderBy(...order, asc(cases.reference), asc(cases.id))
					.limit(PAGE)
					.offset(offset);
	const names = await namesOf([...new Set([...plans, ...files].map(({ caseId }) => caseId))]);
	noteReads(actor, "panel-register", [panelId]);
	return {
		panelId,
		panelName: panel.name,
		list,
		totals,
		plans: plans.map((line) => ({ ...line, ...names(line.caseId) })),
		files: files.map((line) => ({ ...line, ...names(line.caseId) })),
		page: current,
		pages,
	};
}
