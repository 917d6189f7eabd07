/**
 * What an import would do, row by row, before anything is written: created, changed, unchanged, uncertain, or not
 * imported with the reason. The same reading, panel and choices give the same plan.
 */

import type { Reader } from "#db/index.ts";
import { NO_OFFER } from "../actions/policy.ts";
import { isEnded } from "../actions/unsettled.ts";
import type { Access, Actor } from "../audiences/index.ts";
import type { NewCase } from "../cases/index.ts";
import { nameKey } from "../text-keys.ts";
import { importVersions, type KnownCase, knownCases, matchCases } from "./known.ts";
import { coordinates } from "./policy.ts";
import { comparable } from "./sheet.ts";
import type { RowOutcome, Tracker, TrackerAction, TrackerCase, TrackerStatus } from "./tracker.ts";

export const FATES = ["created", "changed", "unchanged", "uncertain", "not-imported"] as const;
export type Fate = (typeof FATES)[number];

/** One thing that is another afterwards, in the reader's words. */
export interface Difference {
	what: string;
	before: string;
	after: string;
}

/** What becomes of one row of the file. Rows in equal rows out. */
export interface PlannedRow {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	fate: Fate;
	/** Why it is not imported, what in it was left behind, or what is uncertain; may quote the row. */
	reason?: string;
	/** What the row is about, e.g. "Ann O’Hara: Call her". */
	about?: string;
	differences?: Difference[];
	/** Cases that are there already, of which this row tells. */
	caseIds?: string[];
	/** What a person may choose, and what they have; nothing is done until they have. */
	choice?: { key: string; options: { value: string; label: string }[]; chosen: string | null };
}

type Subject = "case" | "person" | "protected-detail" | "action";

/** A change to a row that is there. Values by column; a protected detail has one, `value`. */
export interface PlannedChange {
	subject: Subject;
	id: string;
	caseId: string;
	/** The version that was compared; another one means that somebody was quicker. */
	version: number;
	before: Record<string, string | null>;
	after: Record<string, string | null>;
	/** Of an action that changes hands: who stands behind it then. Until it is prepared. */
	newOwner?: { agencyId: string | null; contact: PlannedContact | null };
}

export interface PlannedContact {
	name: string;
	agencyId: string | null;
	agencyName: string | null;
}

export interface PlannedAction {
	what: string;
	ownerAgencyId: string | null;
	ownerAgencyName: string | null;
	ownerDetail: string | null;
	/** The person behind the agency. */
	contact: PlannedContact | null;
	due: string | null;
	dueNote: string | null;
	status: TrackerStatus;
	outcome: string | null;
	importKey: string;
}

/** A case with what is new in it. */
export interface PlannedCase {
	/** The case that is there, or none: then it is new. */
	caseId: string | null;
	importKey: string;
	input: NewCase;
	officer: PlannedContact | null;
	/** Texts that become entries. */
	entries: string[];
	actions: PlannedAction[];
	changes: PlannedChange[];
	/** An officer whom a change replaces, and who sees the case no longer. */
	formerOfficerId: string | null;
}

export interface PlannedPanel {
	panelId: string;
	/** Only cases in which anything is to be written. */
	cases: PlannedCase[];
	rowsRead: number;
}

export interface Plan {
	rows: PlannedRow[];
	panels: PlannedPanel[];
	counts: Record<Fate | "rows" | "casesCreated" | "actionsCreated", number>;
}

/** What a person has said of the file beside its columns. */
export interface Saying {
	/** For each sheet the panel into which it goes, or null: it is left out. */
	panelIds: (string | null)[];
	/** Agencies by what is written for them; without one its name stays as it is written. */
	agencyOf(part: string): { id: string; name: string } | null;
	statusOf(action: TrackerAction): TrackerStatus;
	/** By the key of an uncertain row. */
	choices: Record<string, string>;
	/** Why a sheet without a panel is left out. */
	whyLeftOut(sheet: string): string;
}

/** Plans it against what the panels have now, with the actor's standing now. */
export async function planImport(
	reader: Reader,
	actor: Actor,
	access: Access,
	tracker: Tracker,
	saying: Saying,
): Promise<Plan> {
	const rows: PlannedRow[] = [];
	const panels = new Map<string, PlannedPanel>();
	const counts = { rows: 0, created: 0, changed: 0, unchanged: 0, uncertain: 0, "not-imported": 0 };
	const made = { casesCreated: 0, actionsCreated: 0 };
	// Several sheets may go into one panel, and no case there is two of theirs.
	const matchesOf = new Map<string, Awaited<ReturnType<typeof matchesIn>>>();
	for (const panelId of new Set(saying.panelIds.filter((id) => id !== null))) {
		const read = tracker.sheets.flatMap((sheet, at) => (saying.panelIds[at] === panelId ? sheet.cases : []));
		matchesOf.set(panelId, await matchesIn(reader, panelId, read));
	}
	for (const [at, sheet] of tracker.sheets.entries()) {
		const panelId = saying.panelIds[at] ?? null;
		const may = panelId !== null && coordinates(actor, access, panelId);
		if (panelId === null || !may || sheet.cases.length === 0) {
			const why = sheet.cases.length === 0 ? undefined : saying.whyLeftOut(sheet.name);
			for (const row of sheet.rows) rows.push(leftOut(row, why));
			continue;
		}
		const panel = panels.get(panelId) ?? { panelId, cases: [], rowsRead: 0 };
		panels.set(panelId, panel);
		panel.rowsRead += sheet.rows.length;
		const { matches, untouched } = matchesOf.get(panelId) as Awaited<ReturnType<typeof matchesIn>>;
		const told = new Map<number, Told>();
		for (const [n, read] of sheet.cases.entries()) {
			if (n % 100 === 99) await new Promise((resume) => setImmediate(resume));
			const planned = planCase({ read, sheetAt: at, match: matches.get(read), access, untouched, saying });
			const caseIds = planned.knownCaseIds;
			for (const [row, what] of planned.told) told.set(row, caseIds.length > 0 ? { ...what, caseIds } : what);
			if (!planned.write) continue;
			const { write } = planned;
			if (write.caseId === null) made.casesCreated++;
			made.actionsCreated += write.actions.length;
			panel.cases.push(write);
		}
		for (const row of sheet.rows) rows.push(planned(row, told.get(row.row)));
	}
	for (const row of rows) {
		counts.rows++;
		counts[row.fate]++;
	}
	return {
		rows,
		panels: [...panels.values()].filter((panel) => panel.cases.length > 0),
		counts: { ...counts, ...made },
	};
}

async function matchesIn(reader: Reader, panelId: string, read: TrackerCase[]) {
	const known = await knownCases(reader, panelId, read);
	const versions = await importVersions(reader, panelId);
	return { matches: matchCases(read, known), untouched: (version: number) => versions.has(version) };
}

const leftOut = ({ sheet, row, outcome, reason }: RowOutcome, why: string | undefined): PlannedRow => ({
	sheet,
	row,
	fate: "not-imported",
	reason: outcome === "not-imported" ? reason : why,
});

type Told = Pick<PlannedRow, "fate" | "reason" | "about" | "differences" | "choice" | "caseIds">;

function planned({ sheet, row, outcome, reason }: RowOutcome, told: Told | undefined): PlannedRow {
	if (outcome === "not-imported" || !told) return { sheet, row, fate: "not-imported", reason };
	const reasons = [told.reason, reason].filter(Boolean).join(". ");
	return { sheet, row, ...told, ...(reasons && { reason: reasons }) };
}

interface CaseToPlan {
	read: TrackerCase;
	sheetAt: number;
	match: ReturnType<typeof matchCases> extends Map<TrackerCase, infer M> ? M | undefined : never;
	access: Access;
	untouched: (version: number) => boolean;
	saying: Saying;
}

interface CasePlanned {
	told: Map<number, Told>;
	write: PlannedCase | null;
	knownCaseIds: string[];
}

const rowsOf = (read: TrackerCase): number[] => [
	...new Set([read.row, ...read.actions.map((action) => action.row)]),
];

export const RECUSED = "You are recused from this case";

function planCase(given: CaseToPlan): CasePlanned {
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
	const choice = {
		key,
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
		if (first) planned.told.set(read.row, { ...first, choice: first.choice ?? choice });
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
		choice,
	});
	return withChoice(told);
}

const aboutCase = (read: TrackerCase) => `${read.victim.name} and ${read.suspect.name}`;

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

function planKnown({ read, sheetAt, untouched, saying }: CaseToPlan, known: KnownCase): CasePlanned {
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

	const ofCase = caseChanges(read, known);
	const label = `${known.file.reference}, ${aboutCase(read)}`;
	const newTexts = write.entries.map((body) => ({ what: "Information", before: "", after: body }));
	const taken = decide({
		key: `${sheetAt}:${read.row}:case`,
		changes: ofCase,
		untouched: (change) => untouched(change.version) && !change.isAccount,
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
			changes: actionChanges(action, found, saying),
			untouched: ({ version }) => untouched(version),
			choices: saying.choices,
		});
		write.changes.push(...decided.changes);
		const { fate, reason, differences } = decided;
		tell(action.row, fate, { about: action.text, reason, differences, choice: choice ?? decided.choice });
	}
	const isAny = write.changes.length + write.actions.length + write.entries.length > 0;
	return { told, write: isAny ? write : null, knownCaseIds: [known.file.id] };
}

type Found = PlannedChange & { differences: Difference[]; isAccount?: boolean };

/**
 * What the file says otherwise is taken where only imports have written so far. Where somebody has changed the row here,
 * they know better than a spreadsheet may: it stays, unless a person chooses the file's.
 */
function decide({
	key,
	changes,
	untouched,
	choices,
}: {
	key: string;
	changes: Found[];
	untouched: (change: Found) => boolean;
	choices: Record<string, string>;
}): Pick<Told, "fate" | "reason" | "choice"> & { changes: PlannedChange[]; differences: Difference[] } {
	const plain = changes.filter(untouched);
	const met = changes.filter((change) => !untouched(change));
	const chosen = choices[key] ?? null;
	const takes = chosen === "file" ? changes : plain;
	const differences = takes.flatMap((change) => change.differences);
	const strip = ({ differences: _, isAccount: __, ...change }: Found): PlannedChange => change;
	const result = { changes: takes.map(strip), differences };
	if (met.length === 0) return { ...result, fate: takes.length > 0 ? "changed" : "unchanged" };
	const says = met
		.flatMap((change) => change.differences)
		.map(({ what, before, after }) => `${what}: “${before || "nothing"}” here, “${after}” in the file`);
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

// --- what differs -----------------------------------------------------------------------------------------

/** A blank cell says nothing, and so changes nothing. */
function caseChanges(
	read: TrackerCase,
	{ file, victim, suspect, address, safeTelephone }: KnownCase,
): Found[] {
	const found: Found[] = [];
	const compare = <Row extends { id: string; version: number }>(
		subject: Subject,
		row: Row,
		fields: [column: string, what: string, before: string | null, after: string | null, isSame?: boolean][],
	): Found | undefined => {
		const differing = fields.filter(
			([, , before, after, isSame]) =>
				after !== null && !(isSame ?? comparable(before ?? "") === comparable(after)),
		);
		if (differing.length === 0) return undefined;
		const change: Found = {
			subject,
			id: row.id,
			caseId: file.id,
			version: row.version,
			before: Object.fromEntries(differing.map(([column, , before]) => [column, before])),
			after: Object.fromEntries(differing.map(([column, , , after]) => [column, after])),
			differences: differing.map(([, what, before, after]) => ({
				what,
				before: before ?? "",
				after: after ?? "",
			})),
		};
		found.push(change);
		return change;
	};
	const { relationship, risk } = read;
	const ofCase = compare("case", file, [
		["crimeReference", "Crime reference", file.crimeReference, read.crimeReference],
		["officerName", "Officer in the case", file.officerName, read.officerInCase],
		["area", "Area", file.area, read.area],
		["heardOn", "First heard", file.heardOn, read.panelDate],
		[
			"relationship",
			"Relationship",
			file.relationship,
			relationship.kind === "not-known" ? null : relationship.kind,
		],
		["risk", "Risk", file.risk, risk === "not-assessed" ? null : risk],
	]);
	// An account has taken the place of the name: to put another name there takes the case from somebody.
	if (ofCase && "officerName" in ofCase.after) {
		const { officerContactId, officerUserId } = file;
		ofCase.before = { ...ofCase.before, officerContactId, officerUserId };
		ofCase.isAccount = officerUserId !== null;
	}
	const sameName = (one: string, other: string) => nameKey(one) === nameKey(other);
	if (victim) {
		const { name, dateOfBirth } = read.victim;
		compare("person", victim, [
			["name", "Victim", victim.name, name, sameName(victim.name, name)],
			["dateOfBirth", "Victim’s date of birth", victim.dateOfBirth, dateOfBirth],
		]);
	}
	if (suspect && read.suspect.isIdentified) {
		const { name } = read.suspect;
		compare("person", suspect, [
			["name", "Person causing harm", suspect.name, name, sameName(suspect.name, name)],
		]);
	}
	const details = [
		["address", "Address", address, read.victim.address],
		["safe-telephone", "Safe telephone", safeTelephone, read.victim.safeTelephone],
	] as const;
	for (const [kind, what, before, after] of details) {
		if (!after || !victim || (before && comparable(before.value) === comparable(after))) continue;
		found.push({
			subject: "protected-detail",
			id: before?.id ?? `${kind} of ${victim.id}`,
			caseId: file.id,
			version: before?.version ?? 0,
			before: { kind, value: before?.value ?? null, personId: victim.id },
			after: { kind, value: after, personId: victim.id },
			differences: [{ what, before: before?.value ?? "", after }],
		});
	}
	return found;
}

const STATUS_WORDS: Record<string, string> = {
	proposed: "proposed",
	open: "open",
	"in-progress": "in progress",
	refused: "refused",
	done: "done",
	"not-possible": "not possible",
	"not-done": "not done",
};

function actionChanges(read: TrackerAction, action: KnownCase["actions"][number], saying: Saying): Found[] {
	const next = asNewAction(read, saying);
	const before: Record<string, string | null> = {};
	const after: Record<string, string | null> = {};
	const differences: Difference[] = [];
	const differ = (
		what: string,
		told: [string | null, string | null],
		columns: Record<string, [string | null, string | null]>,
	) => {
		for (const [column, [was, is]] of Object.entries(columns)) {
			before[column] = was;
			after[column] = is;
		}
		differences.push({ what, before: told[0] ?? "", after: told[1] ?? "" });
	};
	/** What hung on what differs, and is as if nobody had said it. */
	const setAside = (columns: Record<string, string | Date | null>) => {
		for (const [column, was] of Object.entries(columns)) {
			before[column] = was instanceof Date ? was.toISOString() : was;
			after[column] = null;
		}
	};
	if (comparable(action.what) !== comparable(next.what)) {
		differ("Action", [action.what, next.what], { what: [action.what, next.what] });
	}
	const isSameOwner = next.ownerAgencyId
		? next.ownerAgencyId === action.ownerAgencyId
		: comparable(next.ownerAgencyName ?? "") === comparable(action.ownerAgencyName ?? "");
	if (next.ownerAgencyName !== null && !isSameOwner) {
		differ("Owner", [action.ownerAgencyName, next.ownerAgencyName], {
			ownerAgencyId: [action.ownerAgencyId, next.ownerAgencyId],
			ownerAgencyName: [action.ownerAgencyName, next.ownerAgencyName],
		});
	}
	const isOtherAgency = "ownerAgencyName" in after;
	// Who did it at the old owner does not do it at the new one. Where the owner stays, a blank says nothing.
	const isOtherDetail = comparable(next.ownerDetail ?? "") !== comparable(action.ownerDetail ?? "");
	if (isOtherDetail && (next.ownerDetail || isOtherAgency)) {
		differ("Person or unit", [action.ownerDetail, next.ownerDetail], {
			ownerDetail: [action.ownerDetail, next.ownerDetail],
		});
	}
	const isSameDue = next.due
		? next.due === action.due
		: comparable(next.dueNote ?? "") === comparable(action.dueNote ?? "");
	if ((next.due ?? next.dueNote) !== null && !isSameDue) {
		differ("Due", [action.due ?? action.dueNote, next.due ?? next.dueNote], {
			due: [action.due, next.due],
			dueNote: [action.dueNote, next.dueNote],
		});
	}
	if (read.statusAsWritten !== null && next.status !== action.status) {
		differ("Status", [STATUS_WORDS[action.status] ?? "", STATUS_WORDS[next.status] ?? ""], {
			status: [action.status, next.status],
		});
		setAside(ofStatus(action, isEnded(next.status)));
	}
	let newOwner: PlannedChange["newOwner"];
	if (isOtherAgency || "ownerDetail" in after) {
		newOwner = { agencyId: next.ownerAgencyId, contact: next.contact };
		const { ownerContactId, ownerUserId, ownerUserName } = action;
		setAside({ ownerContactId, ownerUserId, ownerUserName, ...(isOtherAgency ? offerOf(action) : {}) });
	}
	if (next.outcome && comparable(next.outcome) !== comparable(action.outcome ?? "")) {
		differ("Update", [action.outcome, next.outcome], { outcome: [action.outcome, next.outcome] });
	}
	if (differences.length === 0) return [];
	const { id, caseId, version } = action;
	return [{ subject: "action", id, caseId, version, before, after, differences, newOwner }];
}

type KnownAction = KnownCase["actions"][number];

/** Whom it has been offered to. */
const offerOf = (action: KnownAction) =>
	Object.fromEntries(
		(Object.keys(NO_OFFER) as (keyof typeof NO_OFFER)[]).map((column) => [column, action[column]]),
	);

/**
 * What hangs on how an action stands, as `setActionStatus` sets it; on which day it was done a tracker does not say.
 * What is no text becomes one, since a change holds texts; `applyChange` makes of it what it was.
 */
const ofStatus = (action: KnownAction, isToEnd: boolean) => ({
	doneOn: action.doneOn,
	signedOffAt: action.signedOffAt,
	signedOffByName: action.signedOffByName,
	isRefusedLater: action.isRefusedLater ? "yes" : null,
	escalatedAt: action.escalatedAt,
	...(isToEnd ? offerOf(action) : {}),
});

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** Whether two texts are so alike that one may be the other, mended: most of their words are the same. */
function isLike(one: string, other: string): boolean {
	const words = (text: string) => new Set(comparable(text).split(" "));
	const [mine, theirs] = [words(one), words(other)];
	const shared = [...mine].filter((word) => theirs.has(word)).length;
	return shared >= 2 && (2 * shared) / (mine.size + theirs.size) >= 0.6;
}

// --- as it is written -------------------------------------------------------------------------------------

function asNewCase(read: TrackerCase): NewCase {
	return {
		panelId: "",
		crimeReference: read.crimeReference ?? undefined,
		victimName: read.victim.name,
		victimAliases: [],
		victimDateOfBirth: read.victim.dateOfBirth ?? undefined,
		victimAddress: read.victim.address ?? undefined,
		victimSafeTelephone: read.victim.safeTelephone ?? undefined,
		suspectName: read.suspect.name,
		suspectAliases: [],
		suspectDateOfBirth: undefined,
		relationship: read.relationship.kind,
		risk: read.risk,
		officerName: read.officerInCase ?? undefined,
		heardOn: read.panelDate ?? undefined,
		referredOn: read.panelDate ?? undefined,
		area: read.area ?? undefined,
	};
}

function asNewAction(action: TrackerAction, saying: Saying): PlannedAction {
	const { owner } = action;
	const agency = owner.part ? saying.agencyOf(owner.part) : null;
	// A unit in brackets, as in "Police (DAIT)", or one that is known as a unit.
	const unit = owner.unit ?? /\(([^)]+)\)\s*$/.exec(owner.part ?? "")?.[1] ?? null;
	const contact = owner.person
		? { name: owner.person, agencyId: agency?.id ?? null, agencyName: agency?.name ?? owner.part }
		: null;
	return {
		what: action.text,
		ownerAgencyId: agency?.id ?? null,
		ownerAgencyName: agency?.name ?? owner.agency ?? owner.part ?? owner.asWritten,
		ownerDetail: [agency || owner.agency ? unit : null, owner.person].filter(Boolean).join(", ") || null,
		contact,
		due: action.due,
		dueNote: action.dueAsWritten,
		status: saying.statusOf(action),
		outcome: outcomeOf(action),
		importKey: action.key,
	};
}

/** What the tracker said of a case that has no field here: kept as information, so that nothing is lost. */
function leftoverOf(read: TrackerCase): string[] {
	const lines = [
		["ISAC support", read.isacSupport],
		["SPO considered", read.spoConsidered],
		["Panel date", read.panelDateAsWritten],
		["Victim’s date of birth", read.victim.dateOfBirthAsWritten],
	].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
	const all = [...lines, ...read.notes];
	return all.length > 0 ? [`From the tracker. ${all.join(". ")}.`] : [];
}

/** The update as written; a status that says more than open or done is kept with it. */
function outcomeOf(action: TrackerAction): string | null {
	const says = action.statusAsWritten && !/^(open|done|complete|in progress)$/i.test(action.statusAsWritten);
	return (
		[action.update, says ? `Status in the tracker: ${action.statusAsWritten}` : null]
			.filter(Boolean)
			.join("\n") || null
	);
}
