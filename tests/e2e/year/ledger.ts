/**
 * What the test of a year did, written down by the test itself, and what must be true of it: counted the plain way,
 * line by line, with nothing of the product's.
 */
import type { Answers, Day } from "./at-work.ts";

export interface Ledger {
	referrals: {
		panel: string;
		case: string;
		on: Day;
		kind: "New" | "Repeat";
		firstHeardOn?: Day;
		/** Nobody knows when it was made: what came with a spreadsheet has the day of its panel instead. */
		isDayOfPanel?: true;
	}[];
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

/** How many there are of each class; none is not counted. */
export type Counts = Record<string, number>;

function tally<Line>(lines: Line[], classOf: (line: Line) => string): Counts {
	const counts: Counts = {};
	for (const line of lines) counts[classOf(line)] = (counts[classOf(line)] ?? 0) + 1;
	return counts;
}

export interface Spread {
	n: number;
	median?: number;
	ninetieth?: number;
}

/** Half took the median or less, nine in ten the 90th centile or less. */
function spread(days: number[]): Spread {
	if (days.length === 0) return { n: 0 };
	const sorted = [...days].sort((a, b) => a - b);
	const nth = (share: number) => sorted[Math.ceil(sorted.length * share) - 1];
	return { n: sorted.length, median: nth(0.5), ninetieth: nth(0.9) };
}

const ALL = "All agencies";
const NOBODYS = "No agency yet";

/** How an action that was due in the period stands on `today`. */
function standingOf({ ended, doneOn, due }: Action, today: Day): string {
	switch (ended) {
		case "done":
			if (!doneOn) return "Done, day not known";
			return doneOn <= (due ?? "") ? "On time" : "Late";
		case "refused":
			return "Refused";
		case "not-done":
			return "Not done";
		case "not-possible":
			return "Not possible";
		default:
			return (due ?? "") < today ? "Overdue" : "Not due yet";
	}
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

/** Counted agency by agency, with all of them together where there are several. */
function byAgency<Line extends { agency: string | null }>(lines: Line[], classOf: (line: Line) => string) {
	const names = [...new Set(lines.map(({ agency }) => agency ?? NOBODYS))];
	const counted = Object.fromEntries(
		names.map((name) => [
			name,
			withSum(
				tally(
					lines.filter(({ agency }) => (agency ?? NOBODYS) === name),
					classOf,
				),
			),
		]),
	);
	return names.length > 1 ? { ...counted, [ALL]: withSum(tally(lines, classOf)) } : counted;
}

const sumOf = (counts: Counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);
const withSum = (counts: Counts): Counts => ({ ...counts, All: sumOf(counts) });
const withoutNone = (counts: Counts): Counts =>
	Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
/** Where there is nothing to count the page shows no table. */
const unlessNone = (counts: Counts): Counts => (sumOf(counts) > 0 ? withSum(counts) : {});

/** What the lead's page must say, with nothing where it must say none. */
export interface Figures {
	/** What is no one agency's; absent where one agency is asked about. */
	cases?: {
		heard: Counts;
		heardByMonth: Record<string, Counts>;
		referred: Counts;
		waited: Spread;
		advice: Counts;
		reviews: Record<string, Counts>;
	};
	due: Record<string, Counts>;
	done: Spread;
	attendance: Record<string, Counts>;
	overdue: Counts;
	overdueActions: Counts;
}

/** Counts what was asked, line by line. */
export function countedFrom(ledger: Ledger, { from, to, today, panel, agency }: Asked): Figures {
	const within = (day: Day | null | undefined): day is Day => !!day && day >= from && day <= to;
	const ofPanel = <Line extends { panel: string }>(lines: Line[]) =>
		lines.filter((line) => !panel || line.panel === panel);
	const ofAgency = <Line extends { agency: string | null }>(lines: Line[]) =>
		lines.filter((line) => !agency || line.agency === agency);

	const heard = ofPanel(ledger.hearings).filter(({ on }) => within(on));
	const referred = ofPanel(ledger.referrals).filter(({ on }) => within(on));
	const waits = ofPanel(ledger.referrals).flatMap(({ on, firstHeardOn, isDayOfPanel }) =>
		within(firstHeardOn) && !isDayOfPanel ? [daysBetween(on, firstHeardOn)] : [],
	);
	const given = ofPanel(ledger.advice).filter(({ on }) => within(on));
	const done = ofPanel(ledger.reviews).flatMap(({ done }) => (done && within(done.on) ? [done] : []));
	const own = ofAgency(ofPanel(ledger.actions));
	const due = own.filter((action) => within(action.due));
	const took = due.flatMap(({ ended, agreedOn, doneOn }) =>
		ended === "done" && agreedOn && doneOn ? [daysBetween(agreedOn, doneOn)] : [],
	);
	const overdue = own.filter(
		({ due, ended }) => due !== null && due < today && (ended === undefined || ended === "refused"),
	);
	const lateReviews = ofPanel(ledger.reviews).filter(
		({ dueOn, done, isDropped }) => !done && !isDropped && dueOn < today,
	);
	const silent = ofPanel(ledger.advice).filter(
		({ answer, on }) => answer === "Not answered" && daysBetween(on, today) > 14,
	);
	return {
		...(agency
			? {}
			: {
					cases: {
						heard: unlessNone(tally(heard, ({ listing }) => listing)),
						heardByMonth: heard.length > 0 ? byMonth(heard, from, to) : {},
						referred: unlessNone(tally(referred, ({ kind }) => kind)),
						waited: spread(waits),
						advice: unlessNone(tally(given, ({ answer }) => answer)),
						reviews: done.length > 0 ? answered(done) : {},
					},
				}),
		due: byAgency(due, (action) => standingOf(action, today)),
		done: spread(took),
		attendance: byAgency(meetingsOf(ofAgency(ofPanel(ledger.seats)).filter(({ on }) => within(on))), (one) =>
			one.wasThere ? "There" : "Not there",
		),
		overdue: withoutNone({
			"Actions overdue": overdue.length,
			...(agency ? {} : { "Reviews overdue": lateReviews.length, "Advice not answered": silent.length }),
		}),
		overdueActions: tally(overdue, (action) => action.agency ?? NOBODYS),
	};
}

/** An agency with several seats is there once, when anybody is there for it. */
function meetingsOf(seats: Ledger["seats"]) {
	const meetings = new Map<string, (typeof seats)[number]>();
	for (const seat of seats) {
		const key = `${seat.panel} ${seat.on} ${seat.agency}`;
		meetings.set(key, { ...seat, wasThere: seat.wasThere || meetings.get(key)?.wasThere === true });
	}
	return [...meetings.values()];
}

function byMonth(heard: Ledger["hearings"], from: Day, to: Day): Record<string, Counts> {
	const months: Record<string, Counts> = {};
	for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = monthAfter(month)) {
		const then = heard.filter(({ on }) => on.startsWith(month));
		months[month] = withSum(tally(then, ({ listing }) => listing));
	}
	return months;
}

function monthAfter(month: string): string {
	const [year = 0, of = 0] = month.split("-").map(Number);
	return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, "0")}`;
}

const answered = (done: Answers[]): Record<string, Counts> =>
	Object.fromEntries(
		QUESTIONS.map(([title, question]) => {
			const words: Record<string, string> = REVIEW_WORDS[question];
			return [title, unlessNone(tally(done, (one) => words[one[question]] ?? ""))];
		}),
	);
