/** What the file says of a case that the panel has: what differs, what is new in it, and what a person has to choose. */
import { aboutCase, asNewAction, asNewCase, leftoverOf } from "./as-new.ts";
import { actionChanges, caseChanges, type Found } from "./differences.ts";
import type { KnownCase } from "./known.ts";
import type {
	CasePlanned,
	CaseToPlan,
	Difference,
	Fate,
	PlannedCase,
	PlannedChange,
	PlannedRow,
	Told,
} from "./planned.ts";
import { comparable } from "./sheet.ts";
import type { TrackerAction } from "./tracker.ts";

export function planKnown({ read, sheetAt, untouched, saying }: CaseToPlan, known: KnownCase): CasePlanned {
	const write: PlannedCase = {
		caseId: known.file.id,
		importKey: read.key,
		input: asNewCase(read),
		officer: null,
		entries: leftoverOf(read).filter((body) => !known.said.has(body)),
		actions: [],
		changes: [],
		formerOfficerId: null,
	};
	const told = new Map<number, Told>();
	/** Adds to what a row is told: the weightier fate stands. */
	const tell = (row: number, fate: Fate, more: Omit<Told, "fate"> = {}) => {
		const before = told.get(row);
		const weight = (one: Fate) => ["unchanged", "created", "changed", "uncertain"].indexOf(one);
		const about = [before?.about, more.about].filter(Boolean).join(": ");
		const differences = [...(before?.differences ?? []), ...(more.differences ?? [])];
		const reason = [before?.reason, more.reason].filter(Boolean).join(". ");
		told.set(row, {
			fate: before && weight(before.fate) > weight(fate) ? before.fate : fate,
			...(about && { about }),
			...(reason && { reason }),
			...(differences.length > 0 && { differences }),
			...((before?.choice ?? more.choice) && { choice: before?.choice ?? more.choice }),
		});
	};

	const ofCase = caseChanges(read, known, untouched);
	const label = `${known.file.reference}, ${aboutCase(read)}`;
	const newTexts = write.entries.map((body) => ({ what: "Information", before: "", after: body }));
	const taken = decide({
		key: `${sheetAt}:${read.row}:case`,
		changes: ofCase,
		choices: saying.choices,
	});
	write.changes.push(...taken.changes);
	if (taken.changes.some(({ subject, after }) => subject === "case" && "officerName" in after)) {
		write.officer = read.officerInCase
			? { name: read.officerInCase, agencyId: null, agencyName: null }
			: null;
		write.formerOfficerId = known.file.officerUserId;
	}
	tell(read.row, taken.fate === "unchanged" && newTexts.length > 0 ? "changed" : taken.fate, {
		about: label,
		reason: taken.reason,
		differences: [...taken.differences, ...newTexts],
		choice: taken.choice,
	});

	const free = new Map(known.actions.map((action) => [action.id, action]));
	const matched = new Map<TrackerAction, (typeof known.actions)[number]>();
	const pass = (find: (action: TrackerAction, candidate: (typeof known.actions)[number]) => boolean) => {
		for (const action of read.actions) {
			if (matched.has(action)) continue;
			const found = [...free.values()].find((candidate) => find(action, candidate));
			if (!found) continue;
			matched.set(action, found);
			free.delete(found.id);
		}
	};
	pass((action, candidate) => candidate.importKey === action.key);
	pass((action, candidate) => comparable(candidate.what) === comparable(action.text));
	for (const action of read.actions) {
		let found = matched.get(action);
		let choice: PlannedRow["choice"];
		if (!found) {
			const like = [...free.values()].find((candidate) => isLike(candidate.what, action.text));
			if (like) {
				const key = `${sheetAt}:${action.row}:action`;
				const chosen = saying.choices[key] ?? null;
				choice = {
					key,
					chosen,
					options: [
						{ value: like.id, label: `It is the action “${shortened(like.what)}”, in other words now` },
						{ value: "new", label: "It is a new action" },
						{ value: "skip", label: "Leave it out" },
					],
				};
				if (chosen === like.id) {
					found = like;
					free.delete(like.id);
				} else if (chosen === "skip") {
					tell(action.row, "unchanged", { about: action.text, reason: "You left it out", choice });
					continue;
				} else if (chosen !== "new") {
					const reason = "This may be an action that the case has already";
					tell(action.row, "uncertain", { about: action.text, reason, choice });
					continue;
				}
			}
		}
		if (!found) {
			write.actions.push(asNewAction(action, saying));
			tell(action.row, "created", { about: action.text, choice });
			continue;
		}
		const decided = decide({
			key: `${sheetAt}:${action.row}:values`,
			changes: actionChanges(action, found, saying, untouched),
			choices: saying.choices,
		});
		write.changes.push(...decided.changes);
		const { fate, reason, differences } = decided;
		tell(action.row, fate, { about: action.text, reason, differences, choice: choice ?? decided.choice });
	}
	const isAny = write.changes.length + write.actions.length + write.entries.length > 0;
	return { told, write: isAny ? write : null, knownCaseIds: [known.file.id] };
}

/**
 * What the file says otherwise is taken where only imports have written so far. Where somebody has changed the row here,
 * they know better than a spreadsheet may: it stays, unless a person chooses the file's.
 */
function decide({
	key,
	changes,
	choices,
}: {
	key: string;
	changes: Found[];
	choices: Record<string, string>;
}): Pick<Told, "fate" | "reason" | "choice"> & { changes: PlannedChange[]; differences: Difference[] } {
	const plain = changes.filter(({ isByHand }) => !isByHand);
	const met = changes.filter(({ isByHand }) => isByHand);
	const chosen = choices[key] ?? null;
	const takes = chosen === "file" ? changes : plain;
	const differences = takes.flatMap((change) => change.differences);
	const strip = ({ differences: _, isByHand: __, says: ___, ...change }: Found): PlannedChange => change;
	const result = { changes: takes.map(strip), differences };
	if (met.length === 0) return { ...result, fate: takes.length > 0 ? "changed" : "unchanged" };
	const says = met.flatMap(
		(change) =>
			change.says ??
			change.differences.map(
				({ what, before, after }) => `${what}: “${before || "nothing"}” here, “${after}” in the file`,
			),
	);
	const choice = {
		key,
		chosen,
		options: [
			{ value: "keep", label: "Keep what Panelroom has" },
			{ value: "file", label: "Take what the file says" },
		],
	};
	const reason = `Changed in Panelroom since it was imported. ${says.join("; ")}`;
	if (chosen === "file")
		return { ...result, fate: "changed", reason: "You chose what the file says", choice };
	if (chosen === "keep") {
		return {
			...result,
			fate: takes.length > 0 ? "changed" : "unchanged",
			reason: "You kept what Panelroom has",
			choice,
		};
	}
	return { ...result, fate: "uncertain", reason, choice };
}

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** Whether two texts are so alike that one may be the other, mended: most of their words are the same. */
function isLike(one: string, other: string): boolean {
	const words = (text: string) => new Set(comparable(text).split(" "));
	const [mine, theirs] = [words(one), words(other)];
	const shared = [...mine].filter((word) => theirs.has(word)).length;
	return shared >= 2 && (2 * shared) / (mine.size + theirs.size) >= 0.6;
}
