/**
 * Recognises what the cells of one row mean: a case, an action, an owner, a date, a status. It hides the habits of the
 * people who kept the tracker.
 */
import { createHash } from "node:crypto";
import {
	type CaseField,
	type Field,
	type Headings,
	isCaseField,
	isProtected,
	type Meaning,
	PROTECTED,
} from "./columns.ts";
import { birthDate, type CivilDate, plannedDate } from "./dates.ts";
import { agencyFor, unitFor } from "./nicknames.ts";
import { type Cell, comparable, type Sheet, textOf } from "./sheet.ts";
import type {
	Relationship,
	Risk,
	TrackerAction,
	TrackerCase,
	TrackerDetail,
	TrackerStatus,
} from "./tracker.ts";
import { isPlain } from "./whose.ts";

/** What the columns of a sheet mean, as guessed or as somebody said. */
export interface Table {
	headings: Headings;
	meanings: ReadonlyMap<number, Meaning>;
}

/** A sheet with its table, or with none: then it holds notes for readers, or is left out. */
export interface SheetToRead {
	sheet: Sheet;
	table: Table | null;
}

const RELATIONSHIPS = new Map<string, Relationship>([
	["ex partner", "ex-partner"],
	["ex intimate", "ex-partner"],
	["ex intimate partner", "ex-partner"],
	["former partner", "ex-partner"],
	["acquaintance", "acquaintance"],
	["neighbour", "neighbour"],
	["work colleague", "work-colleague"],
	["colleague", "work-colleague"],
	["stranger", "stranger"],
	["not known", "not-known"],
	["unknown", "not-known"],
	["tbc", "not-known"],
]);

const RISKS = new Map<string, Risk>([
	["standard", "standard"],
	["std", "standard"],
	["medium", "medium"],
	["med", "medium"],
	["high", "high"],
	["not assessed", "not-assessed"],
]);

/** What holds for all rows of a file. */
export interface Reading {
	keys: Keys;
	today: CivilDate;
	isAgency: (written: string) => boolean;
	/** What somebody said of the words for risk, normalised. */
	risks: ReadonlyMap<string, Risk>;
}

/** Reads the columns of a row by what they mean. */
export type Fields = {
	/** Those of a case that have one column. */
	caseFields: CaseField[];
	/** The value of a case's cell may come from above, by a merge; an action's is its own. */
	cell(field: Field, row: number): Cell;
	text(field: Field, row: number): string | null;
	/** What the field's column is called. */
	heading(field: Field): string;
	/** The row that a cell gets its value from. */
	source(field: Field, row: number): number;
	/** Whether something is written in this very cell. */
	isOwn(field: Field, row: number): boolean;
	/** What the row says in columns that are kept as notes, each with its heading. */
	notes(row: number): string[];
	/** What the row says in columns that hold protected details; a cell that is merged says it in each of its rows. */
	details(row: number): TrackerDetail[];
};

export function fieldsOf(sheet: Sheet, { headings, meanings }: Table): Fields {
	const columns = new Map<Field, number>();
	for (const [column, meaning] of meanings) {
		if (meaning === "note" || meaning === "none" || isProtected(meaning) || columns.has(meaning)) continue;
		columns.set(meaning, column);
	}
	const guarded = headings.columns.flatMap(({ column, heading }) => {
		const meaning = meanings.get(column) ?? "none";
		if (!isProtected(meaning)) return [];
		const kind = PROTECTED[meaning];
		return [{ column, kind, heading: kind !== "other" && isPlain(heading) ? null : heading }];
	});
	const kept = headings.columns.filter(({ column }) => meanings.get(column) === "note");
	const anchor = (field: Field, row: number) => {
		const column = columns.get(field);
		if (column === undefined) return null;
		const place = sheet.anchor({ row, column });
		// A cell merged into its neighbour on the left has no value of its own to pass down.
		return place.column === column ? place : null;
	};
	const cell = (field: Field, row: number): Cell => {
		const place = anchor(field, row);
		return place && (isCaseField(field) || place.row === row) ? sheet.cell(place) : null;
	};
	const source = (field: Field, row: number) => anchor(field, row)?.row ?? row;
	return {
		caseFields: [...columns.keys()].filter(isCaseField),
		cell,
		source,
		heading: (field) =>
			headings.columns.find(({ column }) => column === columns.get(field))?.heading ?? field,
		text: (field, row) => textOf(cell(field, row)),
		isOwn: (field, row) => source(field, row) === row && cell(field, row) !== null,
		notes: (row) =>
			kept.flatMap(({ column, heading }) => {
				const text = textOf(sheet.cell({ row, column }));
				return text === null ? [] : `${heading}: ${text}`;
			}),
		details: (row) =>
			guarded.flatMap(({ column, kind, heading }) => {
				const place = sheet.anchor({ row, column });
				const text = place.column === column ? textOf(sheet.cell(place)) : null;
				if (text === null) return [];
				return { kind, heading, value: heading === null ? text : `${heading}: ${text}` };
			}),
	};
}

const IDENTITY = ["reference", "crimeReference", "victim", "suspect"] as const;
type Identity = Record<(typeof IDENTITY)[number], string>;

/** Which rows are of one case. Asked row by row, from the top. */
export class Belonging {
	readonly #sheet: Sheet;
	readonly #at: Fields;
	/** Of a sheet without merges: which case stands where. */
	readonly #begun: { row: number; identity: Identity }[] = [];
	readonly #byIdentity = new Map<string, number>();

	constructor(sheet: Sheet, at: Fields) {
		this.#sheet = sheet;
		this.#at = at;
	}

	/** The first row of the case that a row belongs to, or null. */
	firstRowOf(row: number): number | null {
		return this.#sheet.hasMerges ? this.#byMerges(row) : this.#byWords(row);
	}

	#starts(row: number): boolean {
		return this.#at.isOwn("victim", row) || this.#at.isOwn("crimeReference", row);
	}

	/**
	 * A victim or a crime reference of its own starts a case, even under a panel date or a victim merged over
	 * several; else a merge says which case goes on.
	 */
	#byMerges(row: number): number | null {
		if (this.#starts(row)) return row;
		const above = (["victim", "crimeReference", "suspect"] as const)
			.map((field) => this.#at.source(field, row))
			.filter((source) => source < row);
		if (above.length === 0) return null;
		const started = above.filter((from) => this.#starts(from));
		return Math.max(...(started.length > 0 ? started : above));
	}

	/** A row that names the same case as an earlier one goes on with it; in CSV also one that names none. */
	#byWords(row: number): number | null {
		const last = this.#begun.at(-1);
		if (!this.#starts(row)) return this.#sheet.fillsDown ? (last?.row ?? null) : null;
		const read = (field: (typeof IDENTITY)[number]) => comparable(this.#at.text(field, row) ?? "");
		const identity = Object.fromEntries(IDENTITY.map((field) => [field, read(field)])) as Identity;
		const key = JSON.stringify(identity);
		const isLast =
			last !== undefined &&
			identity.victim === last.identity.victim &&
			IDENTITY.every((field) => identity[field] === "" || identity[field] === last.identity[field]);
		const first = isLast ? last.row : this.#byIdentity.get(key);
		if (first !== undefined) return first;
		this.#begun.push({ row, identity });
		this.#byIdentity.set(key, row);
		return row;
	}
}

export function readCase(
	at: Fields,
	sheet: string,
	row: number,
	{ keys, today, risks }: Reading,
): TrackerCase | null {
	const victim = at.text("victim", row);
	if (!victim) return null;
	const suspect = at.text("suspect", row);
	const isIdentified =
		suspect !== null && !/^((unknown|unidentified|not known|n\/k|tbc)\b|\?)/i.test(suspect);
	const panelDate = dateAt(at, "panelDate", row, plannedDate);
	const birthAt = (field: Field) => dateAt(at, field, row, (written) => birthDate(written, today));
	const birth = birthAt("dateOfBirth");
	const suspectBirth = birthAt("suspectDateOfBirth");
	const risk = at.text("risk", row);
	const crimeReference = at.text("crimeReference", row);
	const relationship = at.text("relationship", row);
	return {
		sheet,
		row,
		key: keys.next([crimeReference, victim, suspect, panelDate.date ?? panelDate.asWritten]),
		reference: at.text("reference", row),
		panelDate: panelDate.date,
		panelDateAsWritten: panelDate.asWritten,
		crimeReference,
		officerInCase: unshout(at.text("officerInCase", row)),
		area: unshout(at.text("area", row)?.replace(/\s+LPA$/i, "") ?? null),
		victim: {
			name: unshout(victim),
			dateOfBirth: birth.date,
			dateOfBirthAsWritten: birth.asWritten,
			details: [],
		},
		suspect: {
			name: isIdentified ? unshout(suspect) : (suspect ?? "Unknown"),
			isIdentified,
			dateOfBirth: suspectBirth.date,
			dateOfBirthAsWritten: suspectBirth.asWritten,
		},
		relationship: {
			kind: relationship ? (RELATIONSHIPS.get(comparable(relationship)) ?? "other") : "not-known",
			asWritten: relationship,
		},
		risk: risks.get(comparable(risk ?? "")) ?? riskOf(risk) ?? "not-assessed",
		riskAsWritten: risk,
		isacSupport: at.text("isacSupport", row),
		spoConsidered: at.text("spoConsidered", row),
		notes: [],
		actions: [],
	};
}

export function readAction(
	at: Fields,
	row: number,
	text: string,
	caseKey: string,
	{ keys, isAgency }: Reading,
): TrackerAction {
	const due = dateAt(at, "due", row, plannedDate);
	const status = at.text("status", row);
	return {
		row,
		key: keys.next([caseKey, text]),
		number: at.text("number", row),
		text,
		owner: ownerOf(at.text("owner", row), at.text("ownerPerson", row), isAgency),
		due: due.date,
		dueAsWritten: due.asWritten,
		status: statusOf(status),
		statusAsWritten: status,
		update: at.text("update", row),
	};
}

function dateAt(
	at: Fields,
	field: Field,
	row: number,
	read: (written: string | Date) => CivilDate | null,
): { date: CivilDate | null; asWritten: string | null } {
	const cell = at.cell(field, row);
	const written = cell instanceof Date ? cell : textOf(cell);
	const date = written === null ? null : read(written);
	return { date, asWritten: date ? null : textOf(cell) };
}

/** "Changing Pathways / S. Begum" is an agency and a person; "tbc" is nobody yet. */
function ownerOf(
	written: string | null,
	personWritten: string | null,
	isAgency: (written: string) => boolean,
): TrackerAction["owner"] {
	const named = (person: string) => (person === "" || /^(tb[cd]|\?)/i.test(person) ? null : person);
	if (written === null) {
		return { agency: null, part: null, unit: null, person: named(personWritten ?? ""), asWritten: null };
	}
	const [agency = "", ...others] = isAgency(written) ? [written] : written.split("/");
	return {
		agency: agencyFor(agency),
		part: agency.trim() || null,
		unit: unitFor(agency),
		person: named(others.join("/").trim() || (personWritten ?? "")),
		asWritten: written,
	};
}

/**
 * The level that is plainly meant: "High risk". Of anything else, as "Very high", a colour or a number of ticks, nobody
 * but a person says what it is here.
 */
export function riskOf(written: string | null): Risk | null {
	if (written === null || written.includes("?")) return null;
	const word = comparable(written).replace(/^risk | risk$/, "");
	return RISKS.get(word) ?? null;
}

/** Whatever does not plainly say that it is over goes on: "Not done", "Carried fwd", blank. */
export function statusOf(written: string | null): TrackerStatus {
	if (written === null) return "open";
	if (/^(completed?|done|closed|discharged|y|yes)\b/i.test(written)) return "done";
	if (/^(in progress|ongoing|started|under ?way|wip)\b/i.test(written)) return "in-progress";
	return /^(n\/?a|not possible|no longer possible|no longer needed)\b/i.test(written)
		? "not-possible"
		: "open";
}

/** Hands out keys made from content; the same content again, in the same file, gets another. */
export class Keys {
	readonly #seen = new Map<string, number>();

	next(content: (string | null)[]): string {
		// Imported rows keep these keys: a change of this rule imports every old tracker a second time.
		const same = JSON.stringify(content.map((part) => (part === null ? null : comparable(part))));
		const occurrence = (this.#seen.get(same) ?? 0) + 1;
		this.#seen.set(same, occurrence);
		return createHash("sha256").update(`${same}#${occurrence}`).digest("hex").slice(0, 32);
	}
}

/** "AMELIA O'BRIEN" becomes "Amelia O'Brien"; a name with any small letter, or only initials, is left alone. */
export function unshout<Name extends string | null>(name: Name): Name | string {
	if (name === null || name !== name.toLocaleUpperCase("en-GB") || !/\p{Lu}{3}/u.test(name)) return name;
	return name
		.toLocaleLowerCase("en-GB")
		.replace(/(?<=^|[\s('’-])\p{L}/gu, (letter) => letter.toLocaleUpperCase("en-GB"))
		.replace(/(?<=^|[\s('’-])Mc\p{L}/gu, (start) => `Mc${start.slice(2).toLocaleUpperCase("en-GB")}`)
		.replace(/^(Pc|Dc|Ps|Ds|Di|Dci)(?= .*\d)/, (rank) => rank.toLocaleUpperCase("en-GB"));
}
