/**
 * What the test of a year did, written down by the test itself, and what must be true of it: counted the plain way,
 * line by line, with nothing of the product's.
 */
import type { Answers, Day } from "./at-work.ts";

export interface Ledger {
	referrals: { panel: string; case: string; on: Day; kind: "New" | "Repeat"; firstHeardOn?: Day }[];
	hearings: { panel: string; case: string; on: Day; listing: "New" | "Repeat" | "Review" }[];
	/** One a seat and meeting that was held. */
	seats: { panel: string; on: Day; agency: string; wasThere: boolean }[];
	actions: Action[];
	advice: {
		panel: string;
		on: Day;
		words: string;
		answer: "Accepted" | "Accepted in part" | "Declined" | "Not answered";
	}[];
	reviews: { panel: string; case: string; dueOn: Day; done?: Answers & { on: Day }; isDropped?: boolean }[];
}

export interface Action {
	panel: string;
	what: string;
	/** Null of what no agency owns. */
	agency: string | null;
	/** Null where nobody knows: what came with a spreadsheet. */
	agreedOn: Day | null;
	/** Null of "next panel". */
	due: Day | null;
	/** Refused: by an owner who had accepted it; its clock runs until the chair has decided. */
	ended?: "done" | "refused" | "not-done" | "not-possible";
	/** Null where nobody knows. */
	doneOn?: Day | null;
}

export interface Asked {
	from: Day;
	to: Day;
	today: Day;
	panel?: string;
	agency?: string;
}

const daysBetween = (from: Day, to: Day) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

function tally<Line>(lines: Line[], classes: readonly string[], classOf: (line: Line) => string) {
	const counts: Record<string, number> = Object.fromEntries(classes.map((name) => [name, 0]));
	for (const line of lines) {
		const name = classOf(line);
		if (!(name in counts)) throw new Error(`The ledger knows no ${name}`);
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}

/** Half took the median or less, nine in ten the 90th centile or less. */
function spread(days: number[]) {
	const sorted = [...days].sort((a, b) => a - b);
	const nth = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
	return { n: sorted.length, median: nth(0.5), ninetieth: nth(0.9) };
}

const DUE = [
	"On time",
	"Late",
	"Not yet done",
	"Refused or not done",
	"Not possible",
	"Done, date not known",
];

function standingOf({ ended, doneOn, due }: Action): string {
	if (ended === "done") {
		if (!doneOn) return "Done, date not known";
		return doneOn <= (due ?? "") ? "On time" : "Late";
	}
	if (ended === "refused" || ended === "not-done") return "Refused or not done";
	return ended === "not-possible" ? "Not possible" : "Not yet done";
}

const REVIEW_WORDS: { [Question in keyof Answers]: Record<Answers[Question], string> } = {
	hasStopped: {
		stopped: "It has stopped",
		less: "Less than before",
		"the-same": "The same",
		more: "More than before",
		"not-known": "Not known",
	},
	isSafer: { safer: "Safer", "the-same": "The same", "less-safe": "Less safe", "not-known": "Not known" },
	victimSays: {
		safer: "Feels safer",
		"the-same": "Feels the same",
		"less-safe": "Feels less safe",
		"not-asked": "Not asked",
	},
	investigation: {
		continues: "Continues",
		charged: "Charged",
		convicted: "Convicted",
		acquitted: "Acquitted",
		"no-further-action": "No further action",
		"not-known": "Not known",
	},
	order: {
		none: "None",
		considered: "Considered",
		applied: "Applied for",
		interim: "Interim",
		"in-force": "In force",
		breached: "Breached",
		ended: "Ended",
		"not-known": "Not known",
	},
};
const QUESTIONS: [title: string, keyof Answers][] = [
	["Has it stopped?", "hasStopped"],
	["Is the victim safer?", "isSafer"],
	["What does the victim say?", "victimSays"],
	["Investigation", "investigation"],
	["Protective order", "order"],
];

function byAgency(actions: Action[]) {
	const agencies = [...new Set(actions.map(({ agency }) => agency ?? "No agency yet"))];
	return Object.fromEntries(
		agencies.map((name) => [
			name,
			tally(
				actions.filter(({ agency }) => (agency ?? "No agency yet") === name),
				DUE,
				standingOf,
			),
		]),
	);
}

export type Figures = ReturnType<typeof countedFrom>;

/** What the lead's page must say. */
export function countedFrom(ledger: Ledger, { from, to, today, panel, agency }: Asked) {
	const ofPanel = <Line extends { panel: string }>(lines: Line[]) =>
		lines.filter((line) => !panel || line.panel === panel);
	const within = (day: Day | null | undefined) => typeof day === "string" && day >= from && day <= to;
	const heard = ofPanel(ledger.hearings).filter(({ on }) => within(on));
	const referred = ofPanel(ledger.referrals).filter(({ on }) => within(on));
	const firstHeard = ofPanel(ledger.referrals).filter(({ firstHeardOn }) => within(firstHeardOn));
	const ours = ofPanel(ledger.actions).filter((action) => !agency || action.agency === agency);
	const due = ours.filter((action) => within(action.due));
	const took = due.flatMap(({ ended, agreedOn, doneOn }) =>
		ended === "done" && agreedOn && doneOn ? [daysBetween(agreedOn, doneOn)] : [],
	);
	const seats = ofPanel(ledger.seats).filter(
		(seat) => within(seat.on) && (!agency || seat.agency === agency),
	);
	const done = ofPanel(ledger.reviews).flatMap((review) => (within(review.done?.on) ? [review.done] : []));
	const overdue = ours.filter(
		({ due, ended }) => due !== null && due < today && (ended === undefined || ended === "refused"),
	);
	return {
		heard: tally(heard, ["New", "Repeat", "Review"], ({ listing }) => listing),
		referred: tally(referred, ["New", "Repeat"], ({ kind }) => kind),
		waited: spread(firstHeard.map(({ on, firstHeardOn }) => daysBetween(on, firstHeardOn ?? on))),
		due: tally(due, DUE, standingOf),
		dueByAgency: byAgency(due),
		done: spread(took),
		advice: tally(
			ofPanel(ledger.advice).filter(({ on }) => within(on)),
			["Accepted", "Accepted in part", "Declined", "Not answered"],
			({ answer }) => answer,
		),
		attendance: Object.fromEntries(
			[...new Set(seats.map((seat) => seat.agency))].map((name) => {
				const own = seats.filter((seat) => seat.agency === name);
				return [name, { expected: own.length, there: own.filter(({ wasThere }) => wasThere).length }];
			}),
		),
		reviews: Object.fromEntries(
			QUESTIONS.map(([title, question]) => {
				const words: Record<string, string> = REVIEW_WORDS[question];
				const answers = done.flatMap((one) => (one ? [words[one[question]] ?? ""] : []));
				return [title, tally(answers, [...new Set(Object.values(words))], (answer) => answer)];
			}),
		),
		overdueActions: Object.fromEntries(
			[...new Set(overdue.map((action) => action.agency ?? "No agency yet"))].map((name) => [
				name,
				overdue.filter((action) => (action.agency ?? "No agency yet") === name).length,
			]),
		),
		overdueReviews: ofPanel(ledger.reviews).filter(
			({ dueOn, done, isDropped }) => !done && !isDropped && dueOn < today,
		).length,
		/** Not answered for more than 14 days. */
		overdueAdvice: ofPanel(ledger.advice).filter(
			({ answer, on }) => answer === "Not answered" && daysBetween(on, today) > 14,
		).length,
	};
}
