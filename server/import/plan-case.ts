/** What becomes of one case of the file: it is new, one that the panel has, or one that it may be. */
import { aboutCase, asNewAction, asNewCase, leftoverOf } from "./as-new.ts";
import { planKnown } from "./plan-known.ts";
import type { CasePlanned, CaseToPlan, Choice, Told } from "./planned.ts";
import type { TrackerCase } from "./tracker.ts";

const rowsOf = (read: TrackerCase): number[] => [
	...new Set([read.row, ...read.actions.map((action) => action.row)]),
];

export const RECUSED = "You are recused from this case";

export function planCase(given: CaseToPlan): CasePlanned {
	const { read, sheetAt, match, access, saying } = given;
	const all = (told: Told): CasePlanned => ({
		told: new Map(rowsOf(read).map((row) => [row, told])),
		write: null,
		knownCaseIds: [],
	});
	const about = aboutCase(read);
	if (match?.kind === "same") {
		if (access.recusedFrom.has(match.known.file.id)) return all({ fate: "not-imported", reason: RECUSED });
		return planKnown(given, match.known);
	}
	if (match?.kind !== "maybe") return planNew(given);
	const { candidates } = match;
	if (candidates.some(({ file }) => access.recusedFrom.has(file.id))) {
		return all({ fate: "not-imported", reason: RECUSED });
	}
	const key = `${sheetAt}:${read.row}`;
	const chosen = saying.choices[key] ?? null;
	const choice: Choice = {
		key,
		about: "Which case it is",
		chosen,
		options: [
			...candidates.map((known) => ({
				value: known.file.id,
				label: `It is ${known.file.reference}, ${known.victim?.name ?? "nobody"} and ${known.suspect?.name ?? "nobody"}`,
			})),
			{ value: "new", label: "It is a new case" },
			{ value: "skip", label: "Leave it out" },
		],
	};
	const withChoice = (planned: CasePlanned): CasePlanned => {
		const first = planned.told.get(read.row);
		if (first) planned.told.set(read.row, { ...first, choices: [choice, ...(first.choices ?? [])] });
		return { ...planned, knownCaseIds: candidates.map(({ file }) => file.id) };
	};
	if (chosen === "new") return withChoice(planNew(given));
	const known = candidates.find(({ file }) => file.id === chosen);
	if (known) return withChoice(planKnown(given, known));
	if (chosen === "skip") return withChoice(all({ fate: "not-imported", reason: "You left it out", about }));
	const told = all({
		fate: "uncertain",
		reason: `Belongs to the case of row ${read.row}: choose there`,
		about,
	});
	told.told.set(read.row, {
		fate: "uncertain",
		reason: "This may be a case that the panel has already",
		about,
	});
	return withChoice(told);
}

function planNew({ read, saying }: CaseToPlan): CasePlanned {
	const told = new Map<number, Told>(
		rowsOf(read).map((row) => [row, { fate: "created", about: aboutCase(read) }]),
	);
	for (const { row, text } of read.actions) {
		told.set(row, { fate: "created", about: row === read.row ? `${aboutCase(read)}: ${text}` : text });
	}
	return {
		told,
		knownCaseIds: [],
		write: {
			caseId: null,
			importKey: read.key,
			input: asNewCase(read),
			officer: read.officerInCase ? { name: read.officerInCase, agencyId: null, agencyName: null } : null,
			entries: leftoverOf(read),
			actions: read.actions.map((action) => asNewAction(action, saying)),
			changes: [],
			formerOfficerId: null,
		},
	};
}
