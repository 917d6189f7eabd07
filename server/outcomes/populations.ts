/**
 * What each figure counts, in one sentence and in one query that stand together. Counting and the list behind a number
 * both start here, so that they cannot differ.
 */
import {
	and,
	between,
	eq,
	gte,
	inArray,
	isNotNull,
	isNull,
	lt,
	ne,
	notInArray,
	or,
	type SQL,
	sql,
} from "drizzle-orm";
import { dayOf, db, londonDayOf } from "#db/index.ts";
import { actions, advice, cases, hearings, referrals, reviews } from "#db/schema/index.ts";
import { addDays, startOfLondonDay } from "../clock.ts";
import { inScope, type PanelScope } from "./scope.ts";

/** Which rows of a panel are counted, and into which classes they fall. */
interface Population {
	title: string;
	/** What it means, for whoever reads the number. */
	says: string;
	table: typeof hearings | typeof referrals | typeof actions | typeof advice | typeof reviews;
	where(scope: PanelScope): SQL | undefined;
	/** The class of a row. */
	splitBy?(scope: PanelScope): SQL;
	/** Every class, in the order in which they are shown, and in words. */
	classes?: Readonly<Record<string, string>>;
	/** The date by which its list is put in order, the latest first. */
	dated: SQL;
	/** It is a figure of the agencies that own actions, and may be asked of one. */
	isOfAgencies?: true;
}

const ownAgency = ({ wish }: PanelScope) =>
	wish.agencyId ? eq(actions.ownerAgencyId, wish.agencyId) : undefined;

/** From the first moment of the period in London to its last. */
const inPeriod = ({ wish }: PanelScope, column: typeof advice.at): SQL | undefined =>
	and(gte(column, startOfLondonDay(wish.from)), lt(column, startOfLondonDay(addDays(wish.to, 1))));

const ALL_STATUSES = [
	"proposed",
	"open",
	"in-progress",
	"refused",
	"done",
	"not-possible",
	"not-done",
] as const;
const NEW_OR_REPEAT = { new: "New", repeat: "Repeat" };

/** The day on which an action was done, where it is known: the one that was said, or on which it was said. */
const doneDay = sql`coalesce(${dayOf(actions.doneOn)}, ${londonDayOf(actions.statusAt)})`;
/** When an imported action was agreed is not known: its row was written on the day of the import. */
const isTimed = and(
	eq(actions.status, "done"),
	isNull(actions.importKey),
	or(isNotNull(actions.doneOn), isNotNull(actions.statusAt)),
);
/** Whole days from the one on which an action was agreed to the one on which it was done, of those behind "done". */
export const daysToDone = sql<number>`${doneDay} - ${londonDayOf(actions.at)}`;

/** How long advice may wait for its answer before it is called overdue, in days. */
const ADVICE_DAYS = 14;

const dueInPeriod = (scope: PanelScope) =>
	and(
		inScope(scope, actions),
		// Named in full, so that the index of a panel's actions answers alone.
		inArray(actions.status, [...ALL_STATUSES]),
		between(actions.due, scope.wish.from, scope.wish.to),
		ownAgency(scope),
	);

/** When an imported case was first referred is not known: the day of its first panel stands there instead. */
const isReferralKnown = ({ panel }: PanelScope) =>
	or(
		isNotNull(referrals.previousOn),
		notInArray(
			referrals.caseId,
			db
				.select({ id: cases.id })
				.from(cases)
				.where(and(eq(cases.panelId, panel.id), isNotNull(cases.importKey))),
		),
	);

const reviewsDone = (scope: PanelScope) =>
	and(
		inScope(scope, reviews),
		eq(reviews.state, "done"),
		between(reviews.doneOn, scope.wish.from, scope.wish.to),
	);

const review = (title: string, splitBy: SQL, classes: Record<string, string>) => ({
	title,
	says: "Reviews that were done in the period, by what was answered then. A case reviewed twice counts twice.",
	table: reviews,
	where: reviewsDone,
	splitBy: () => splitBy,
	classes,
	dated: sql`${reviews.doneOn}`,
});

export const POPULATIONS = {
	heard: {
		title: "Cases heard",
		says: "Each time that a panel heard a case in the period: as new, as a repeat, or to review it, as the agenda had it. A case heard twice counts twice.",
		table: hearings,
		where: (scope) =>
			and(inScope(scope, hearings), between(hearings.heardOn, scope.wish.from, scope.wish.to)),
		splitBy: () => sql`${hearings.listing}`,
		classes: { ...NEW_OR_REPEAT, review: "Review" },
		dated: sql`${hearings.heardOn}`,
	},
	referred: {
		title: "Referrals",
		says: "Referrals dated in the period. A repeat is the same victim and person causing harm again within 12 months of their last referral; later it is new. An imported case counts as referred on the day of its first panel.",
		table: referrals,
		where: (scope) =>
			and(inScope(scope, referrals), between(referrals.referredOn, scope.wish.from, scope.wish.to)),
		splitBy: () => sql`${referrals.kind}`,
		classes: NEW_OR_REPEAT,
		dated: sql`${referrals.referredOn}`,
	},
	waited: {
		title: "From referral to first hearing",
		says: "Referrals that a panel first heard in the period: days from the date of the referral to that of the hearing. A hearing dated before its referral counts as 0 days. Left out: imported cases until they are referred again, since nobody knows when they were first referred.",
		table: referrals,
		where: (scope) =>
			and(
				inScope(scope, referrals),
				between(referrals.firstHeardOn, scope.wish.from, scope.wish.to),
				isReferralKnown(scope),
			),
		dated: sql`${referrals.firstHeardOn}`,
	},
	done: {
		title: "From action agreed to done",
		says: "Actions that were due in the period and are done: days from the day on which each was recorded to the day on which it was done. Left out: imported actions, of which nobody knows when they were agreed.",
		table: actions,
		where: (scope) => and(dueInPeriod(scope), isTimed),
		dated: sql`${actions.due}`,
		isOfAgencies: true,
	},
	due: {
		title: "Actions due in the period",
		says: "Actions whose due date is in the period, as they stand today. On time is done on the due date or before, late is done after it, overdue is not done although the date has passed. Refused is refused by its agency, at once or later. Not possible is because circumstances changed; not done is because its agency did not do it. Actions without a date are not counted.",
		table: actions,
		where: dueInPeriod,
		splitBy: ({ today }) => sql`case
			when ${actions.status} = 'done' then case
				when ${actions.doneOn} is null and ${actions.statusAt} is null then 'undated'
				when ${actions.doneOn} is not null then case when ${actions.doneOn} <= ${actions.due} then 'on-time' else 'late' end
				when ${londonDayOf(actions.statusAt)} <= ${dayOf(actions.due)} then 'on-time'
				else 'late' end
			when ${actions.status} in ('refused', 'not-done', 'not-possible') then ${actions.status}
			when ${actions.due} < ${today} then 'overdue'
			else 'to-come' end`,
		classes: {
			"on-time": "On time",
			late: "Late",
			overdue: "Overdue",
			refused: "Refused",
			"not-done": "Not done",
			"not-possible": "Not possible",
			"to-come": "Not due yet",
			undated: "Done, day not known",
		},
		dated: sql`${actions.due}`,
		isOfAgencies: true,
	},
	advice: {
		title: "Advice to officers",
		says: "Advice that panels gave in the period, by the officer’s answer as it stands today. Advice that was withdrawn is not counted.",
		table: advice,
		where: (scope) => and(inScope(scope, advice), ne(advice.state, "withdrawn"), inPeriod(scope, advice.at)),
		splitBy: () => sql`${advice.state}`,
		classes: {
			accepted: "Accepted",
			"in-part": "Accepted in part",
			declined: "Declined",
			unanswered: "Not answered",
		},
		dated: sql`${advice.at}`,
	},
	"review-stopped": review("Has it stopped?", sql`coalesce(${reviews.hasStopped}, 'not-known')`, {
		stopped: "It has stopped",
		less: "Less than before",
		"the-same": "The same",
		more: "More than before",
		"not-known": "Not known",
	}),
	"review-safer": review("Is the victim safer?", sql`coalesce(${reviews.isSafer}, 'not-known')`, {
		safer: "Safer",
		"the-same": "The same",
		"less-safe": "Less safe",
		"not-known": "Not known",
	}),
	"review-says": review("What does the victim say?", sql`coalesce(${reviews.victimSays}, 'not-asked')`, {
		safer: "Feels safer",
		"the-same": "Feels the same",
		"less-safe": "Feels less safe",
		"not-asked": "Not asked",
	}),
	"review-investigation": review("Investigation", sql`coalesce(${reviews.investigation}, 'not-known')`, {
		continues: "Continues",
		charged: "Charged",
		convicted: "Convicted",
		acquitted: "Acquitted",
		"no-further-action": "No further action",
		"not-known": "Not known",
	}),
	"review-order": review("Protective order", sql`coalesce(${reviews.order}, 'not-known')`, {
		none: "None",
		considered: "Considered",
		applied: "Applied for",
		interim: "Interim",
		"in-force": "In force",
		breached: "Breached",
		ended: "Ended",
		"not-known": "Not known",
	}),
	"overdue-actions": {
		title: "Actions overdue",
		says: "Actions that are not done and whose due date has passed. What its agency refused at once is not overdue; what it refused later is, until the chair has decided.",
		table: actions,
		where: (scope) =>
			and(
				inScope(scope, actions),
				inArray(actions.status, ["proposed", "open", "in-progress", "refused"]),
				lt(actions.due, scope.today),
				or(ne(actions.status, "refused"), eq(actions.isRefusedLater, true)),
				ownAgency(scope),
			),
		dated: sql`${actions.due}`,
		isOfAgencies: true,
	},
	"overdue-reviews": {
		title: "Reviews overdue",
		says: "Reviews that are not done and whose date has passed.",
		table: reviews,
		where: (scope) => and(inScope(scope, reviews), eq(reviews.state, "due"), lt(reviews.dueOn, scope.today)),
		dated: sql`${reviews.dueOn}`,
	},
	"overdue-advice": {
		title: "Advice not answered",
		says: `Advice that has waited for the officer’s answer for more than ${ADVICE_DAYS} days.`,
		table: advice,
		where: (scope) =>
			and(
				inScope(scope, advice),
				eq(advice.state, "unanswered"),
				lt(advice.at, startOfLondonDay(addDays(scope.today, -ADVICE_DAYS))),
			),
		dated: sql`${advice.at}`,
	},
} as const satisfies Record<string, Population>;

export type Figure = keyof typeof POPULATIONS;
export const isFigure = (name: string): name is Figure => Object.hasOwn(POPULATIONS, name);
/** A population as such, whichever it is. */
export const populationOf = (figure: Figure): Population => POPULATIONS[figure];

export const REVIEW_FIGURES = [
	"review-stopped",
	"review-safer",
	"review-says",
	"review-investigation",
	"review-order",
] as const satisfies readonly Figure[];

/** Beside the others, since it is counted by meetings. */
export const ATTENDANCE = {
	figure: "attendance",
	title: "Attendance",
	says: "For each meeting of the period that was held and closed: the agencies with a seat on the panel on that day, observers left out, and whether anybody was there for them. An agency with several seats counts once a meeting.",
	classes: { there: "There", apologies: "Apologies", absent: "Not there" },
	isOfAgencies: true,
} as const;
export type Attended = keyof typeof ATTENDANCE.classes;
