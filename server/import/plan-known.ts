/** What the file says of a case that the panel has: what differs, what is new in it, and what a person has to choose. */
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
import { detailChanges, isOfDetail } from "./details.ts";
import { actionChanges, caseChanges, whyDatesStay } from "./differences.ts";
import type { KnownCase } from "./known.ts";
import type { CasePlanned, CaseToPlan, Choice, Found, PlannedChange, Told } from "./planned.ts";
import { RowsTold } from "./rows-told.ts";
import { comparable } from "./sheet.ts";
import type { TrackerAction } from "./tracker.ts";

type KnownAction = KnownCase["actions"][number];

/** @param isFurther another line of the file is this case already, or a person says that the pair was referred again */
export function planKnown(given: CaseToPlan, known: KnownCase, isFurther = false): CasePlanned {
	const rows = new RowsTold();
	if (isFurther) planFurther(given, known, rows);
	else planItself(given, known, rows);
	planActions(given, known, rows);
	askOfClosed(given, known, rows);
	const write = rows.writeTo({
		caseId: known.file.id,
		importKey: given.read.key,
		input: asNewCase(given.read),
		officer: null,
		entries: [],
		actions: [],
		changes: [],
		again: [],
		details: [],
		formerOfficerId: null,
	});
	return { told: rows.told, write, knownCaseIds: [known.file.id] };
}

/** A further line of it: what it says comes to the case, whose first line says how it stands. */
function planFurther(
	{ read, sheetAt, untouched, saying }: CaseToPlan,
	known: KnownCase,
	rows: RowsTold,
): void {
	const { file, referrals } = known;
	const on = heardOn(read);
	const isReferral = on !== null && !hasDate(referrals, on);
	const previousOn = isReferral
		? (referrals.findLast(({ referredOn }) => referredOn < on)?.referredOn ?? null)
		: null;
	const kind = isReferral ? referralKind(previousOn, on) : "new";
	const isLast = isReferral && referrals.every(({ referredOn }) => referredOn < on);
	const isFirst = isReferral && (file.heardOn === null || on < file.heardOn);
	const ofCase: Record<string, [string | null, string | null]> = {
		...(isLast && {
			referredOn: [file.referredOn, on],
			isRepeat: [file.isRepeat ? "yes" : null, kind === "repeat" ? "yes" : null],
		}),
		...(isFirst && { heardOn: [file.heardOn, on] }),
		...(isReferral && file.state === "not-heard" && { state: [file.state, "open"] }),
	};
	const columns = (at: 0 | 1) =>
		Object.fromEntries(Object.entries(ofCase).map(([column, values]) => [column, values[at]]));
	const entries = [...furtherOf(read), ...leftoverOf(read)].filter((body) => !known.said.has(body));
	const { changes, ...taken } = decide({
		key: `${sheetAt}:${read.row}:case`,
		about: "What the case says",
		changes: detailChanges(read.victim.details, known, untouched, true),
		choices: saying.choices,
	});
	const moved: PlannedChange = {
		subject: "case",
		id: file.id,
		caseId: file.id,
		version: file.version,
		before: columns(0),
		after: columns(1),
	};
	const isAny = isReferral || entries.length > 0;
	rows.tell(
		read.row,
		taken.fate === "unchanged" && isAny ? "changed" : taken.fate,
		{
			...taken,
			about: `${file.reference}, ${aboutCase(read)}`,
			reason: [taken.reason, plannedFor(read)].filter(Boolean).join(". "),
			differences: [
				...(isReferral ? [{ what: "Referred again, and heard", before: "", after: spoken(on) }] : []),
				...(taken.differences ?? []),
				...entries.map((body) => ({ what: "Information", before: "", after: body })),
			],
		},
		{
			entries,
			changes: [...(Object.keys(ofCase).length > 0 ? [moved] : []), ...changes],
			again: isReferral ? [{ referredOn: on, kind, previousOn }] : [],
		},
	);
}

/** What a file adds to a case that is closed would be nobody's next step: a person says that it is to stand there. */
function askOfClosed({ read, sheetAt, saying }: CaseToPlan, { file }: KnownCase, rows: RowsTold): void {
	if (file.state !== "closed") return;
	const writing = rows.writing();
	if (writing.length === 0) return;
	const key = `${sheetAt}:${read.row}:closed`;
	const chosen = saying.choices[key] ?? null;
	const choice: Choice = {
		key,
		about: "What becomes of a closed case",
		chosen,
		options: [
			{ value: "add", label: `Write it to ${file.reference}, which stays closed` },
			{ value: "skip", label: "Leave it out" },
		],
	};
	rows.tell(read.row, "unchanged", { choices: [choice] });
	if (chosen === "add") return;
	const [fate, reason] =
		chosen === "skip"
			? (["not-imported", "You left it out, since the case is closed"] as const)
			: ([
					"uncertain",
					`${file.reference} is closed. If the pair came back, refer it again on its page first, and then look at this import again`,
				] as const);
	for (const row of writing) rows.hold(row, fate, reason);
	if (chosen !== "skip" && !writing.includes(read.row)) rows.hold(read.row, fate, reason);
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
			reason: [taken.reason, plannedFor(read), whyDatesStay(read, known, untouched)]
				.filter(Boolean)
				.join(". "),
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
	{ read, sheetAt, untouched, saying, ofPanel }: CaseToPlan,
	known: KnownCase,
	rows: RowsTold,
): void {
	const { matched, free } = matchActions(read.actions, known.actions, ofPanel);
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
		ofPanel.taken.add(found.id);
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
function matchActions(
	read: TrackerAction[],
	known: KnownAction[],
	{ keys, taken }: Pick<CaseToPlan["ofPanel"], "keys" | "taken">,
) {
	const free = new Map(known.filter(({ id }) => !taken.has(id)).map((action) => [action.id, action]));
	/** Another line of the file is that one. */
	const isOfALine = ({ importKey }: KnownAction) => importKey !== null && keys.has(importKey);
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
	pass(
		(action, candidate) => !isOfALine(candidate) && comparable(candidate.what) === comparable(action.text),
	);
	return { matched, free: [...free.values()].filter((candidate) => !isOfALine(candidate)) };
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
		...(changes.some((change) => change.differences.some((one) => isOfDetail(one) && one.before !== "")) && {
			tellsProtected: true as const,
		}),
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
