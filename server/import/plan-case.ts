/** What becomes of one case of the file: it is new, one that the panel has, or one that it may be. */
import { referralKind } from "../follow-up/months.ts";
import { hasDate } from "./again.ts";
import {
	aboutCase,
	asNewAction,
	asNewCase,
	furtherOf,
	heardOn,
	leftoverOf,
	plannedFor,
	spoken,
} from "./as-new.ts";
import type { KnownCase } from "./known.ts";
import { planKnown } from "./plan-known.ts";
import type { CasePlanned, CaseToPlan, Choice, PlannedCase, Told } from "./planned.ts";
import type { TrackerCase } from "./tracker.ts";

const rowsOf = (read: TrackerCase): number[] => [
	...new Set([read.row, ...read.actions.map((action) => action.row)]),
];

/**
 * What is told of a row that belongs to a case from which the actor is recused: not that there is one, nor whose it is.
 * See docs/decisions/2026-11-26-rows-for-somebody-else.md.
 */
export const FOR_SOMEBODY_ELSE = "Ask another coordinator or the chair of the panel to look at this row";

export function planCase(given: CaseToPlan): CasePlanned {
	const { match, access } = given;
	const isRecused = ({ file }: KnownCase) => access.recusedFrom.has(file.id);
	if (match?.kind === "same" || match?.kind === "again") {
		if (isRecused(match.known)) return ofAll(given.read, { fate: "not-imported", reason: FOR_SOMEBODY_ELSE });
		if (match.kind === "again") return planAgain(given, match);
		return planOf(given, match.known, match.isFurther);
	}
	if (match?.kind === "line-again") return planLineAgain(given, match.line);
	if (match?.kind !== "maybe") return planNew(given);
	const { candidates } = match;
	if (candidates.some(isRecused))
		return ofAll(given.read, { fate: "not-imported", reason: FOR_SOMEBODY_ELSE });
	const choice = choiceOf(given, [
		...candidates.map((known) => ({ value: known.file.id, label: `It is ${named(known)}` })),
		{ value: "new", label: "It is a new case" },
	]);
	const known = candidates.find(({ file }) => file.id === choice.chosen);
	const reason = "This may be a case that the panel has already";
	const planned = known ? planOf(given, known) : null;
	return withChoice(given, choice, planned ?? undecided(given, choice, reason), candidates);
}

/** A case is one line's; another that is said to be it is a further line of it. */
function planOf(given: CaseToPlan, known: KnownCase, isFurther = false): CasePlanned {
	const { lineOf } = given.ofPanel;
	const line = lineOf.get(known.file.id);
	if (!isFurther && line === undefined) lineOf.set(known.file.id, given.read);
	return planKnown(given, known, isFurther || line !== undefined);
}

/** The pair of a case that another line is, or that was heard on another day. */
function planAgain(
	given: CaseToPlan,
	{ known, isPerhapsMoved }: { known: KnownCase; isPerhapsMoved?: true },
) {
	const { read } = given;
	const on = heardOn(read);
	const isReferral = on !== null && !hasDate(known.referrals, on);
	const choice = choiceOf(given, [
		{
			value: known.file.id,
			label: isReferral
				? `It is ${named(known)}, referred again and heard on ${spoken(on)}`
				: `It is ${named(known)}: write to it what this line says`,
		},
		...(isPerhapsMoved
			? [{ value: "moved", label: `It is ${named(known)}, and the date in the file is put right` }]
			: []),
		{ value: "new", label: "These are other people: a case of its own" },
	]);
	const planned =
		choice.chosen === known.file.id
			? planKnown(given, known, true)
			: choice.chosen === "moved" && isPerhapsMoved
				? planOf(given, known)
				: undecided(given, choice, `The panel has a case of this pair, ${known.file.reference}`);
	return withChoice(given, choice, planned, [known]);
}

/** The pair of an earlier line of the same file. */
function planLineAgain(given: CaseToPlan, line: TrackerCase): CasePlanned {
	const { read, saying, ofPanel } = given;
	const on = heardOn(read);
	const where = line.sheet === read.sheet ? `row ${line.row}` : `row ${line.row} of ${line.sheet}`;
	const choice = choiceOf(given, [
		{
			value: "again",
			label:
				on !== null && on !== heardOn(line)
					? `It is the case of ${where}, referred again and heard on ${spoken(on)}`
					: `It is the case of ${where}: write to it what this line says`,
		},
		{ value: "new", label: "These are other people: a case of its own" },
	]);
	if (choice.chosen !== "again") {
		return withChoice(given, choice, undecided(given, choice, `The same pair stands in ${where}`));
	}
	const first = ofPanel.planned.get(line);
	const into = first?.into;
	if (!into || into.caseId !== null) {
		const reason = `The case of ${where} is not a new one of this file: say first what that row is`;
		return withChoice(given, choice, undecided(given, { ...choice, chosen: null }, reason));
	}
	const entries = [...furtherOf(read), ...leftoverOf(read)];
	into.entries.push(...entries);
	into.actions.push(...read.actions.map((action) => asNewAction(action, saying)));
	for (const detail of read.victim.details) {
		const isThere = into.details.some(({ kind, value }) => kind === detail.kind && value === detail.value);
		if (!isThere) into.details.push(detail);
	}
	if (on !== null) referAlso(into, on);
	const { told } = planNew(given, `${where}, ${aboutCase(read)}`);
	return withChoice(given, choice, { told, write: null, into, knownCaseIds: [] });
}

/** Puts a day among those on which a new case was referred, each a repeat or not by the one before it. */
function referAlso(into: PlannedCase, on: string): void {
	const before = [into.input.heardOn, ...into.again.map(({ referredOn }) => referredOn)];
	const [first, ...later] = [...new Set([...before, on])].filter((day) => day !== undefined).sort();
	into.input.heardOn = first;
	into.input.referredOn = first;
	let previousOn = first ?? null;
	into.again = later.map((referredOn) => {
		const referral = { referredOn, kind: referralKind(previousOn, referredOn), previousOn };
		previousOn = referredOn;
		return referral;
	});
}

const named = ({ file, victim, suspect }: KnownCase) =>
	`${file.reference}, ${victim?.name ?? "nobody"} and ${suspect?.name ?? "nobody"}`;

function choiceOf({ sheetAt, read, saying }: CaseToPlan, options: Choice["options"]): Choice {
	const key = `${sheetAt}:${read.row}`;
	return {
		key,
		about: "Which case it is",
		chosen: saying.choices[key] ?? null,
		options: [...options, { value: "skip", label: "Leave it out" }],
	};
}

/** What is told of all rows of a case, and nothing is written. */
const ofAll = (read: TrackerCase, told: Told): CasePlanned => ({
	told: new Map(rowsOf(read).map((row) => [row, told])),
	write: null,
	knownCaseIds: [],
});

/** A case of its own, or left out, or not decided. */
function undecided(given: CaseToPlan, { chosen }: Choice, reason: string): CasePlanned {
	const { read } = given;
	const about = aboutCase(read);
	if (chosen === "new") return planNew(given);
	if (chosen === "skip") return ofAll(read, { fate: "not-imported", reason: "You left it out", about });
	const planned = ofAll(read, {
		fate: "uncertain",
		reason: `Belongs to the case of row ${read.row}: choose there`,
		about,
	});
	planned.told.set(read.row, { fate: "uncertain", reason, about });
	return planned;
}

/** Shows the choice at the first row of the case, whatever was chosen: it may be chosen otherwise. */
function withChoice(
	{ read }: CaseToPlan,
	choice: Choice,
	planned: CasePlanned,
	candidates: KnownCase[] = [],
): CasePlanned {
	const first = planned.told.get(read.row);
	if (first) planned.told.set(read.row, { ...first, choices: [choice, ...(first.choices ?? [])] });
	return { ...planned, knownCaseIds: candidates.map(({ file }) => file.id) };
}

function planNew({ read, saying }: CaseToPlan, about = aboutCase(read)): CasePlanned {
	const told = new Map<number, Told>(rowsOf(read).map((row) => [row, { fate: "created", about }]));
	for (const { row, text } of read.actions) {
		told.set(row, { fate: "created", about: row === read.row ? `${about}: ${text}` : text });
	}
	const reason = plannedFor(read);
	const first = told.get(read.row);
	if (reason && first) told.set(read.row, { ...first, reason });
	const write: PlannedCase = {
		caseId: null,
		importKey: read.key,
		input: asNewCase(read),
		officer: read.officerInCase ? { name: read.officerInCase, agencyId: null, agencyName: null } : null,
		entries: leftoverOf(read),
		actions: read.actions.map((action) => asNewAction(action, saying)),
		changes: [],
		again: [],
		details: [...read.victim.details],
		formerOfficerId: null,
	};
	return { told, knownCaseIds: [], write, into: write };
}
