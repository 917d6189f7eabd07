/** What needs doing next, for everyone: counted no further than anybody would read, and only of what they may see. */
import {
	and,
	asc,
	eq,
	gt,
	gte,
	inArray,
	isNotNull,
	isNull,
	lt,
	lte,
	notExists,
	notInArray,
	or,
	type SQL,
	sql,
} from "drizzle-orm";
import { db } from "#db/index.ts";
import {
	actions,
	advice,
	agendaItems,
	cases,
	meetings,
	memberships,
	panels,
	readings,
	recordingQueries,
	reviews,
	safetyPlans,
	users,
} from "#db/schema/index.ts";
import { GOING_ON, isLongOverdue, isOverdue } from "../actions/overdue.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, type PanelRole } from "../audiences/index.ts";
import { londonDate, now } from "../clock.ts";
import { countWaiting } from "./queries.ts";

/** One thing to do, with how often; one hundred means that many or more. */
export type NextStep =
	/** Actions of the person themself, or of their agency where nobody is named. */
	| { what: "overdue"; whose: "mine" | "agency"; n: number }
	| { what: "answer-actions" | "answer-offers" | "confirm-answers"; n: number }
	| { what: "answer-advice"; n: number; adviceId: string; reference: string }
	/** With the incident that has waited longest. */
	| { what: "answer-breaches"; n: number; incidentId: string; reference: string }
	| { what: "read-papers"; n: number; meetingId: string; startsAt: string; panelName: string }
	| { what: "publish-agenda"; n: number; meetingId: string; startsAt: string; panelName: string }
	/** Of a panel that the person runs. */
	| {
			what: "decide-refused" | "long-overdue" | "unanswered-advice" | "reviews" | "safety-plans" | "sign-off";
			n: number;
			panelId: string;
			panelName: string;
	  }
	/** Of the whole force, for its leads. */
	| { what: "escalated" | "long-overdue-in-force"; n: number }
	| { what: "appoint-chairs"; n: number }
	/** Of the panels that the person runs; of all for a lead. */
	| { what: "recording-queries"; n: number }
	| { what: "send-links"; n: number };

/** "More than 99" is all that is said of more. */
const MOST_TOLD = 100;
const ENDED: (typeof actions.$inferSelect)["status"][] = ["done", "not-possible", "not-done"];
/** Advice is given some days before its silence is a question. */
const SILENCE_DAYS = 7;
/** Meetings that are nearer than this are prepared now. */
const PREPARE_DAYS = 14;
const MEETINGS_TOLD = 5;

/** What needs doing next by this actor, the most urgent first. */
export async function nextSteps(actor: Actor): Promise<NextStep[]> {
	if (actor.role === "administrator") return counted(await administrators());
	if (actor.role !== "none" && actor.role !== "lead") return [];
	const access = await accessOf(db, actor, []);
	const own = await ofOwner(access);
	const officers = await ofOfficer(access);
	const meetingsAhead = await ofMeetings(access);
	const run = actor.role === "lead" ? await ofLead() : await ofPanels(access);
	const isUrgent = ({ what }: NextStep) => what === "decide-refused" || what === "escalated";
	return counted([
		...own.filter(({ what }) => what === "overdue"),
		...run.filter(isUrgent),
		...own.filter(({ what }) => what !== "overdue"),
		...officers,
		...meetingsAhead,
		...run.filter((step) => !isUrgent(step)),
	]);

	/** Of the force as a lead sees it: of nothing from which they are recused. */
	async function ofLead(): Promise<NextStep[]> {
		const late = await countActions(and(isLongOverdue(), casesSeenBy(access)));
		return [
			{ what: "escalated", n: await countWaiting(access, "action-refused-lead", MOST_TOLD) },
			...(await chairlessPanels()),
			{ what: "long-overdue-in-force", n: late },
			{ what: "recording-queries", n: await countOpenQueries(casesSeenBy(access)) },
		];
	}
}

const counted = (steps: NextStep[]) => steps.filter(({ n }) => n > 0);

// --- an owner's -------------------------------------------------------------------------------------------

/** What waits for the actor as the owner of actions, or as one of the agency that is. */
async function ofOwner(access: Access): Promise<NextStep[]> {
	const isMine = eq(actions.ownerUserId, access.userId);
	const isAgencys = and(eq(actions.ownerAgencyId, access.agencyId), isNull(actions.ownerUserId));
	const isProposed = and(eq(actions.status, "proposed"), isNull(actions.offeredAt));
	const isOffered = and(inArray(actions.status, [...GOING_ON]), isNotNull(actions.offeredAt));
	const toMe = and(eq(actions.offerUserId, access.userId), isOffered);
	const toAgency = and(eq(actions.offerAgencyId, access.agencyId), isNull(actions.offerUserId), isOffered);
	const isUnconfirmed = and(
		inArray(actions.status, ["open", "in-progress", "refused"]),
		eq(actions.isAnsweredForOwner, true),
		eq(actions.ownerAgencyId, access.agencyId),
	);
	const everywhere = casesSeenBy(access);
	// Of what has not ended, all of them.
	const conditions = [and(isAgencys, isOverdue()), and(isAgencys, isProposed), toAgency, isUnconfirmed];
	// A lead is told of what is theirs by name; what their agency owes is its members'.
	const [overdue = 0, proposed = 0, offered = 0, unconfirmed = 0] =
		access.role === "lead" ? [] : await countOnCases(access, conditions);
	const mine = (condition: SQL | undefined) => countActions(and(condition, everywhere));
	return [
		{ what: "overdue", whose: "mine", n: await mine(and(isMine, isOverdue())) },
		{ what: "overdue", whose: "agency", n: overdue },
		{ what: "answer-actions", n: Math.min(MOST_TOLD, proposed + (await mine(and(isMine, isProposed)))) },
		{ what: "answer-offers", n: Math.min(MOST_TOLD, offered + (await mine(toMe))) },
		{ what: "confirm-answers", n: unconfirmed },
	];
}

/**
 * Counts actions on the cases that a member sees, of each condition. A big agency has actions on every panel of the
 * force, most of which its member sees nothing of: so it is asked by their panels, and by the cases in which they are
 * the officer, which are few enough to be gone through once.
 */
async function countOnCases(access: Access, conditions: (SQL | undefined)[]): Promise<number[]> {
	const panelIds = panelsOf(access);
	const counts: number[] = [];
	for (const condition of conditions) {
		const inPanels = and(inArray(actions.panelId, panelIds), condition, casesSeenBy(access));
		counts.push(panelIds.length > 0 ? await countActions(inPanels) : 0);
	}
	const officerOf = [...access.officerOf];
	if (officerOf.length === 0) return counts;
	const fits = Object.fromEntries(
		conditions.map((condition, at) => [
			`n${at}`,
			sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`.mapWith(Number),
		]),
	);
	const [elsewhere] = await db
		.select(fits)
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(
			and(
				inArray(actions.caseId, officerOf),
				notInArray(actions.status, ENDED),
				panelIds.length > 0 ? notInArray(actions.panelId, panelIds) : undefined,
				casesSeenBy(access),
			),
		);
	return counts.map((n, at) => Math.min(MOST_TOLD, n + (elsewhere?.[`n${at}`] ?? 0)));
}

/** Panels whose papers the actor may read. */
const panelsOf = (access: Access, ...roles: PanelRole[]): string[] =>
	[...access.panels.entries()]
		.filter(
			([panelId, role]) =>
				holds(access, { kind: "meetings", panelId }) && (roles.length === 0 || roles.includes(role)),
		)
		.map(([panelId]) => panelId);

/** Advice, and breaches, that wait for the answer of the officer in the case. */
async function ofOfficer(access: Access): Promise<NextStep[]> {
	const officerOf = [...access.officerOf].filter((caseId) => !access.recusedFrom.has(caseId));
	if (officerOf.length === 0) return [];
	const waiting = await db
		.select({ adviceId: advice.id, reference: cases.reference })
		.from(advice)
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(and(inArray(advice.caseId, officerOf), eq(advice.state, "unanswered"), isNull(cases.stagedIn)))
		.orderBy(asc(advice.at), asc(advice.id))
		.limit(MOST_TOLD);
	const breaches = await db
		.select({ incidentId: recordingQueries.incidentId, reference: cases.reference })
		.from(recordingQueries)
		.innerJoin(cases, eq(cases.id, recordingQueries.caseId))
		.where(
			and(
				inArray(recordingQueries.caseId, officerOf),
				eq(recordingQueries.kind, "breach"),
				eq(recordingQueries.state, "open"),
				isNull(cases.stagedIn),
			),
		)
		.orderBy(asc(recordingQueries.raisedAt), asc(recordingQueries.id))
		.limit(MOST_TOLD);
	const [[advised], [breached]] = [waiting, breaches];
	return [
		...(breached ? [{ what: "answer-breaches" as const, n: breaches.length, ...breached }] : []),
		...(advised ? [{ what: "answer-advice" as const, n: waiting.length, ...advised }] : []),
	];
}

// --- a panel's --------------------------------------------------------------------------------------------

/** What waits for those who run panels, panel by panel. */
async function ofPanels(access: Access): Promise<NextStep[]> {
	const chaired = panelsOf(access, "chair", "deputy");
	const coordinated = panelsOf(access, "coordinator");
	const ids = [...chaired, ...coordinated];
	if (ids.length === 0) return [];
	const named = await db
		.select({ id: panels.id, name: panels.name })
		.from(panels)
		.where(inArray(panels.id, ids))
		.orderBy(asc(panels.nameKey));
	const today = londonDate();
	const seen = casesSeenBy(access);
	const steps: NextStep[] = [];
	for (const { id: panelId, name: panelName } of named) {
		const ofPanel = eq(actions.panelId, panelId);
		const on = { panelId, panelName };
		if (chaired.includes(panelId)) {
			steps.push(
				{
					what: "decide-refused",
					n: await countActions(
						and(ofPanel, eq(actions.status, "refused"), eq(actions.isHeldByChair, false), seen),
					),
					...on,
				},
				{ what: "long-overdue", n: await countActions(and(ofPanel, isLongOverdue(), seen)), ...on },
				{ what: "unanswered-advice", n: await countSilent(panelId, seen), ...on },
				{
					what: "sign-off",
					n: await countActions(
						and(
							ofPanel,
							isNull(actions.signedOffAt),
							inArray(actions.status, ENDED),
							// What came with an import had ended before the panel was here.
							gt(actions.statusAt, new Date(0)),
							seen,
						),
					),
					...on,
				},
			);
		}
		if (coordinated.includes(panelId)) {
			const dueReviews = and(
				eq(reviews.panelId, panelId),
				eq(reviews.state, "due"),
				lte(reviews.dueOn, today),
			);
			const duePlans = and(
				eq(safetyPlans.panelId, panelId),
				lte(safetyPlans.reviewOn, today),
				isNull(safetyPlans.endedAt),
			);
			const found = await db
				.select({ id: reviews.id })
				.from(reviews)
				.innerJoin(cases, eq(cases.id, reviews.caseId))
				.where(and(dueReviews, seen))
				.limit(MOST_TOLD);
			const plans = await db
				.select({ id: safetyPlans.id })
				.from(safetyPlans)
				.innerJoin(cases, eq(cases.id, safetyPlans.caseId))
				.where(and(duePlans, seen))
				.limit(MOST_TOLD);
			steps.push(
				{ what: "reviews", n: found.length, ...on },
				{ what: "safety-plans", n: plans.length, ...on },
			);
		}
	}
	const ofTheirs = and(inArray(recordingQueries.panelId, ids), seen);
	steps.push({ what: "recording-queries", n: await countOpenQueries(ofTheirs) });
	const order: NextStep["what"][] = [
		"decide-refused",
		"reviews",
		"safety-plans",
		"long-overdue",
		"unanswered-advice",
		"recording-queries",
		"sign-off",
	];
	return steps.sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what));
}

/** Recording queries that are open in cases that the reader sees; see server/incidents. */
async function countOpenQueries(which: SQL | undefined): Promise<number> {
	const found = await db
		.select({ id: recordingQueries.id })
		.from(recordingQueries)
		.innerJoin(cases, eq(cases.id, recordingQueries.caseId))
		.where(and(eq(recordingQueries.state, "open"), which))
		.limit(MOST_TOLD);
	return found.length;
}

/** Advice to which the officer has not said a word for a week. */
async function countSilent(panelId: string, seen: SQL | undefined): Promise<number> {
	const before = new Date(now().getTime() - SILENCE_DAYS * 24 * 60 * 60_000);
	const found = await db
		.select({ id: advice.id })
		.from(advice)
		.innerJoin(cases, eq(cases.id, advice.caseId))
		.where(and(eq(advice.panelId, panelId), eq(advice.state, "unanswered"), lt(advice.at, before), seen))
		.limit(MOST_TOLD);
	return found.length;
}

/** Papers that the actor has not read, and agendas that have not gone out, of the next meetings of their panels. */
async function ofMeetings(access: Access): Promise<NextStep[]> {
	// The lead sees the meetings of every panel; what they prepare is a panel's own.
	const panelIds = panelsOf(access);
	if (panelIds.length === 0) return [];
	const from = new Date(now().getTime() - 60 * 60_000);
	const until = new Date(now().getTime() + PREPARE_DAYS * 24 * 60 * 60_000);
	const builds = (panelId: string) =>
		["chair", "deputy", "coordinator"].includes(access.panels.get(panelId) ?? "observer");
	const ahead = await db
		.select({
			meetingId: meetings.id,
			panelId: meetings.panelId,
			panelName: panels.name,
			startsAt: meetings.startsAt,
			state: meetings.state,
		})
		.from(meetings)
		.innerJoin(panels, eq(panels.id, meetings.panelId))
		.where(
			and(
				inArray(meetings.panelId, panelIds),
				inArray(meetings.state, ["draft", "published"]),
				gte(meetings.startsAt, from),
				lte(meetings.startsAt, until),
			),
		)
		.orderBy(asc(meetings.startsAt), asc(meetings.id))
		.limit(MEETINGS_TOLD);
	const steps: NextStep[] = [];
	for (const { panelId, state, startsAt, ...meeting } of ahead) {
		const on = { ...meeting, startsAt: startsAt.toISOString() };
		if (state === "draft") {
			if (builds(panelId)) steps.push({ what: "publish-agenda", n: 1, ...on });
			continue;
		}
		const unread = await db
			.select({ id: agendaItems.id })
			.from(agendaItems)
			.innerJoin(cases, eq(cases.id, agendaItems.caseId))
			.where(
				and(
					eq(agendaItems.meetingId, meeting.meetingId),
					isNull(agendaItems.removedAt),
					casesSeenBy(access),
					notExists(
						db
							.select({ one: sql`1` })
							.from(readings)
							.where(
								and(
									eq(readings.userId, access.userId),
									eq(readings.meetingId, agendaItems.meetingId),
									eq(readings.caseId, agendaItems.caseId),
								),
							),
					),
				),
			)
			.limit(MOST_TOLD);
		steps.push({ what: "read-papers", n: unread.length, ...on });
	}
	return steps;
}

// --- the organisation's -----------------------------------------------------------------------------------

/** Panels without a chair in force, and people who cannot sign in yet. */
async function administrators(): Promise<NextStep[]> {
	const withoutPassword = await db
		.select({ id: users.id })
		.from(users)
		.where(and(isNull(users.passwordHash), isNull(users.deactivatedAt)))
		.limit(MOST_TOLD);
	return [...(await chairlessPanels()), { what: "send-links", n: withoutPassword.length }];
}

async function chairlessPanels(): Promise<NextStep[]> {
	const today = londonDate();
	const found = await db
		.select({ id: panels.id })
		.from(panels)
		.where(
			notExists(
				db
					.select({ one: sql`1` })
					.from(memberships)
					.where(
						and(
							eq(memberships.panelId, panels.id),
							eq(memberships.role, "chair"),
							eq(memberships.state, "active"),
							or(isNull(memberships.endsOn), gte(memberships.endsOn, today)),
						),
					),
			),
		)
		.limit(MOST_TOLD);
	return [{ what: "appoint-chairs", n: found.length }];
}

// --- counting ---------------------------------------------------------------------------------------------

/** Counts actions up to what is told; stops there, so that many cost no more than few. */
async function countActions(condition: SQL | undefined): Promise<number> {
	const found = await db
		.select({ id: actions.id })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(condition)
		.limit(MOST_TOLD);
	return found.length;
}
