/** What the file says of a case that the panel has: what differs, what is new in it, and what a person has to choose. */
import { aboutCase, asNewAction, asNewCase, leftoverOf } from "./as-new.ts";
import { actionChanges, caseChanges, type Found, isProtected } from "./differences.ts";
import type { KnownCase } from "./known.ts";
import type { CasePlanned, CaseToPlan, Choice, PlannedChange, Told } from "./planned.ts";
import { RowsTold } from "./rows-told.ts";
import { comparable } from "./sheet.ts";
import type { TrackerAction } from "./tracker.ts";

type KnownAction = KnownCase["actions"][number];

export function planKnown(given: CaseToPlan, known: KnownCase): CasePlanned {
	const rows = new RowsTold();
	planItself(given, known, rows);
	planActions(given, known, rows);
	const write = rows.writeTo({
		caseId: known.file.id,
		importKey: given.read.key,
		input: asNewCase(given.read),
		officer: null,
		entries: [],
		actions: [],
		changes: [],
		formerOfficerId: null,
	});
	return { told: rows.told, write, knownCaseIds: [known.file.id] };
}

/** The case without its actions. */
function planItself(
	{ read, sheetAt, untouched, saying }: CaseToPlan,
	known: KnownCase,
	rows: RowsTold,
): void {
	const entries = leftoverOf(read).filter((body) => !known.said.has(body));
	const { changes, ...taken } = decide({
		key: `${sheetAt}:${read.row}:case`,
		about: "What the case says",
		changes: caseChanges(read, known, untouched),
		choices: saying.choices,
	});
	const isOfficer = changes.some(({ subject, after }) => subject === "case" && "officerName" in after);
	rows.tell(
		read.row,
		taken.fate === "unchanged" && entries.length > 0 ? "changed" : taken.fate,
		{
			...taken,
			about: `${known.file.reference}, ${aboutCase(read)}`,
			differences: [
				...(taken.differences ?? []),
				...entries.map((body) => ({ what: "Information", before: "", after: body })),
			],
		},
		{
			entries,
			changes,
			...(isOfficer && {
				officer: read.officerInCase ? { name: read.officerInCase, agencyId: null, agencyName: null } : null,
				formerOfficerId: known.file.officerUserId,
			}),
		},
	);
}

function planActions(
	{ read, sheetAt, untouched, saying }: CaseToPlan,
	known: KnownCase,
	rows: RowsTold,
): void {
	const { matched, free } = matchActions(read.actions, known.actions);
	const chosenAlready = new Set<string>();
	for (const action of read.actions) {
		const about = action.text;
		let found = matched.get(action);
		const like = found ? [] : free.filter((candidate) => isLike(candidate.what, action.text));
		const key = `${sheetAt}:${action.row}:action`;
		const chosen = saying.choices[key] ?? null;
		const choices = like.length > 0 ? [whichAction(key, like, chosen)] : [];
		if (like.length > 0) {
			found = like.find(({ id }) => id === chosen);
			if (chosen === "skip") {
				rows.tell(action.row, "not-imported", { about, reason: "You left the action out", choices });
				continue;
			}
			if (found && chosenAlready.has(found.id)) {
				const reason = "You said of another row that it is this very action";
				rows.tell(action.row, "uncertain", { about, reason, choices });
				continue;
			}
			if (!found && chosen !== "new") {
				const reason = "This may be an action that the case has already";
				rows.tell(action.row, "uncertain", { about, reason, choices });
				continue;
			}
		}
		if (!found) {
			rows.tell(action.row, "created", { about, choices }, { actions: [asNewAction(action, saying)] });
			continue;
		}
		chosenAlready.add(found.id);
		const { changes, ...decided } = decide({
			key: `${sheetAt}:${action.row}:values`,
			about: "What the action says",
			changes: actionChanges(action, found, saying, untouched),
			choices: saying.choices,
		});
		const more = { ...decided, about, choices: [...choices, ...(decided.choices ?? [])] };
		rows.tell(action.row, decided.fate, more, { changes });
	}
}

/** Which action each is, by the row that it came from, else by its text; and those that are none of them. */
function matchActions(read: TrackerAction[], known: KnownAction[]) {
	const free = new Map(known.map((action) => [action.id, action]));
	const matched = new Map<TrackerAction, KnownAction>();
	const pass = (find: (action: TrackerAction, candidate: KnownAction) => boolean) => {
		for (const action of read) {
			if (matched.has(action)) continue;
			const found = [...free.values()].find((candidate) => find(action, candidate));
			if (!found) continue;
			matched.set(action, found);
			free.delete(found.id);
		}
	};
	pass((action, candidate) => candidate.importKey === action.key);
	pass((action, candidate) => comparable(candidate.what) === comparable(action.text));
	return { matched, free: [...free.values()] };
}

const whichAction = (key: string, like: KnownAction[], chosen: string | null): Choice => ({
	key,
	about: "Which action it is",
	chosen,
	options: [
		...like.map(({ id, what }) => ({
			value: id,
			label: `It is the action “${shortened(what)}”, in other words now`,
		})),
		{ value: "new", label: "It is a new action" },
		{ value: "skip", label: "Leave the action out" },
	],
});

/**
 * What the file says otherwise is taken where only imports have written so far. Where somebody has changed the row here,
 * they know better than a spreadsheet may: it stays, unless a person chooses the file's.
 */
function decide({
	key,
	about,
	changes,
	choices,
}: {
	key: string;
	about: string;
	changes: Found[];
	choices: Record<string, string>;
}): Omit<Told, "about"> & { changes: PlannedChange[] } {
	const plain = changes.filter(({ isByHand }) => !isByHand);
	const met = changes.filter(({ isByHand }) => isByHand);
	const chosen = choices[key] ?? null;
	const takes = chosen === "file" ? changes : plain;
	const result = {
		changes: takes.map(
			({ differences: _, isByHand: __, says: ___, ...change }: Found): PlannedChange => change,
		),
		differences: takes.flatMap((change) => change.differences),
		fate: takes.length > 0 ? ("changed" as const) : ("unchanged" as const),
		...(changes.some((change) => change.differences.some(isProtected)) && { tellsProtected: true as const }),
	};
	if (met.length === 0) return result;
	const says = met.flatMap(
		(change) =>
			change.says ??
			change.differences.map(
				({ what, before, after }) => `${what}: “${before || "nothing"}” here, “${after}” in the file`,
			),
	);
	const choice: Choice = {
		key,
		about,
		chosen,
		options: [
			{ value: "keep", label: "Keep what Panelroom has" },
			{ value: "file", label: "Take what the file says" },
		],
	};
	if (chosen === "file") return { ...result, reason: "You chose what the file says", choices: [choice] };
	if (chosen === "keep") return { ...result, reason: "You kept what Panelroom has", choices: [choice] };
	const reason = `Changed in Panelroom since it was imported. ${says.join("; ")}`;
	return { ...result, fate: "uncertain", reason, choices: [choice] };
}

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** Whether two texts are so alike that one may be the other, mended: most of their words are the same. */
function isLike(one: string, other: string): boolean {
	const words = (text: string) => new Set(comparable(text).split(" "));
	const [mine, theirs] = [words(one), words(other)];
	const shared = [...mine].filter((word) => theirs.has(word)).length;
	return shared >= 2 && (2 * shared) / (mine.size + theirs.size) >= 0.6;
}
