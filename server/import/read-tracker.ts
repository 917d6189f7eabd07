/**
 * Reads a panel's spreadsheet tracker into cases and actions, and accounts for every row. It hides the shape
 * of the sheet and the habits of the people who kept it; it knows no database, so that a dry run and an
 * import read exactly the same.
 */
import { createHash } from "node:crypto";
import {
	type CaseField,
	type Field,
	findHeadings,
	type Headings,
	isCaseField,
	type Meaning,
	meaningOf,
} from "./columns.ts";
import { birthDate, type CivilDate, plannedDate } from "./dates.ts";
import { agencyFor, unitFor } from "./nicknames.ts";
import { openFile } from "./open-file.ts";
import { type Cell, comparable, MOST_ROWS, type Sheet, TrackerUnreadable, textOf, textsOf } from "./sheet.ts";

export { TrackerUnreadable } from "./sheet.ts";

export type Tracker = {
	/** One for each tab, also for those without a table. */
	sheets: TrackerSheet[];
	/** Over all sheets; `rows` is the number of row outcomes. */
	counts: { rows: number; cases: number; actions: number; notImported: number };
};

export type TrackerSheet = {
	/** As written on the tab, e.g. "North LPA". */
	name: string;
	cases: TrackerCase[];
	/** Every row from 1 to the last one used, in order, once. */
	rows: RowOutcome[];
};

export type RowOutcome = {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	outcome: "case-and-action" | "case" | "action" | "not-imported";
	/**
	 * For a coordinator: why the row was not imported; for an imported row, what in it was left behind.
	 * It may quote the row.
	 */
	reason?: string;
};

export type Relationship =
	| "ex-partner"
	| "acquaintance"
	| "neighbour"
	| "work-colleague"
	| "stranger"
	| "other"
	| "not-known";

export type Risk = "standard" | "medium" | "high" | "not-assessed";

export type TrackerCase = {
	sheet: string;
	/** Its first row. */
	row: number;
	/** The same for the same case in every reading of every file; unique within one file; a hash, so no names. */
	key: string;
	/** The reference that the case has here, where a column holds it. */
	reference: string | null;
	panelDate: CivilDate | null;
	/** Only what is not a date, e.g. "tbc". */
	panelDateAsWritten: string | null;
	crimeReference: string | null;
	officerInCase: string | null;
	/** "South" for "SOUTH", "South" and "South LPA". Not always the area of the sheet. */
	area: string | null;
	victim: {
		name: string;
		dateOfBirth: CivilDate | null;
		/** Only what is not a past date. */
		dateOfBirthAsWritten: string | null;
		address: string | null;
		safeTelephone: string | null;
	};
	suspect: { name: string; isIdentified: boolean };
	relationship: { kind: Relationship; asWritten: string | null };
	risk: Risk;
	riskAsWritten: string | null;
	/** As written, e.g. "Declined". */
	isacSupport: string | null;
	/** As written, e.g. "Considered – not nec.". */
	spoConsidered: string | null;
	/** What stands in columns that are kept as notes, each with its heading. */
	notes: string[];
	actions: TrackerAction[];
};

export type TrackerStatus = "open" | "in-progress" | "done" | "not-possible" | "not-done";

export type TrackerAction = {
	row: number;
	/** From the case's key, the text, and which occurrence of that text it is; as stable as the case's. */
	key: string;
	/** As written, e.g. "3.2". */
	number: string | null;
	text: string;
	owner: {
		/** A name from AGENCIES; null when there is none or nobody has told us of it. */
		agency: string | null;
		/** What is written for the agency, without the person: "EP" of "EP / DC Wright". */
		part: string | null;
		/** A specialist unit of that agency, e.g. "DMI". */
		unit: string | null;
		person: string | null;
		asWritten: string | null;
	};
	due: CivilDate | null;
	/** Only what is not a date, e.g. "next panel". */
	dueAsWritten: string | null;
	status: TrackerStatus;
	statusAsWritten: string | null;
	update: string | null;
};

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
]);

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

/** What a sheet's table is taken to be as long as nobody says otherwise. */
export function guessTable(sheet: Sheet): Table | null {
	const headings = findHeadings(sheet);
	return headings && { headings, meanings: headings.meanings };
}

/**
 * Reads a tracker as nobody has corrected it: an .xlsx workbook with a sheet for each panel, a row for each action,
 * and the cells of a case merged over its actions, or a CSV file.
 * @param data the file's bytes
 * @param today a civil date; two-digit years of birth lie before it
 * @throws TrackerUnreadable when it is no such file, is damaged, too large, or holds no tracker
 */
export async function readTracker(
	data: Uint8Array,
	today: CivilDate,
	fileName = "tracker.xlsx",
): Promise<Tracker> {
	const sheets = (await openFile(data, fileName)).map((sheet) => ({ sheet, table: guessTable(sheet) }));
	if (sheets.every(({ table }) => table === null)) throw noTable();
	return readSheets(sheets, today);
}

export const noTable = () =>
	new TrackerUnreadable(
		"no-table",
		"No sheet of this file looks like a tracker: there must be a row of column headings with “Victim”, “Suspect” and “Action” among them.",
	);

/**
 * Reads sheets whose columns are known. In a workbook what is merged decides which rows are of one case, never that
 * a cell is blank; where nothing is merged, rows that name the same case are of one.
 * @param isAgency whether something written is all of an agency's name, so that a slash in it parts nothing
 * @throws TrackerUnreadable when there are too many rows
 */
export function readSheets(
	sheets: readonly SheetToRead[],
	today: CivilDate,
	isAgency: (written: string) => boolean = (written) => agencyFor(written) !== null,
): Tracker {
	const used = sheets.map(({ sheet, table }) => (table ? rowsWithContent(sheet, table.headings.row) : 0));
	if (used.reduce((sum, rows) => sum + rows, 0) > MOST_ROWS) {
		throw new TrackerUnreadable(
			"too-large",
			`This file has more than ${MOST_ROWS.toLocaleString("en-GB")} rows. Split it into several files, and import them one after the other.`,
		);
	}
	const keys = new Keys();
	const read = sheets.map(({ sheet, table }) =>
		table
			? readTable(sheet, table, { keys, today, isAgency })
			: { name: sheet.name, cases: [], rows: notesOf(sheet) },
	);
	const cases = read.flatMap((sheet) => sheet.cases);
	const rows = read.flatMap((sheet) => sheet.rows);
	return {
		sheets: read,
		counts: {
			rows: rows.length,
			cases: cases.length,
			actions: cases.reduce((sum, { actions }) => sum + actions.length, 0),
			notImported: rows.filter(({ outcome }) => outcome === "not-imported").length,
		},
	};
}

const rowsWithContent = (sheet: Sheet, after: number) =>
	rowsOf(sheet).filter((row) => row > after && hasContent(sheet, row)).length;

function hasContent(sheet: Sheet, row: number): boolean {
	for (let column = 1; column <= sheet.lastColumn; column++) {
		if (sheet.cell({ row, column }) !== null) return true;
	}
	return false;
}

function notesOf(sheet: Sheet): RowOutcome[] {
	return rowsOf(sheet).map((row) =>
		notImported(sheet, row, hasContent(sheet, row) ? "Notes for readers, not a list of cases" : "Blank row"),
	);
}

interface Reading {
	keys: Keys;
	today: CivilDate;
	isAgency: (written: string) => boolean;
}

function readTable(sheet: Sheet, table: Table, reading: Reading): TrackerSheet {
	const at = fieldsOf(sheet, table);
	const cases = new Map<number, TrackerCase>();
	const belonging = new Belonging(sheet, at);
	const rows = rowsOf(sheet).map((row): RowOutcome => {
		const reason = reasonNotToRead(sheet, table, row, at);
		if (reason) return notImported(sheet, row, reason);

		const action = at.text("action", row);
		const first = belonging.firstRowOf(row);
		if (first === null) return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		if (first === row) {
			const started = readCase(at, sheet.name, row, reading);
			if (!started) return notImported(sheet, row, "No victim is named in this row");
			if (isTooLong(started))
				return notImported(sheet, row, "A name in this row is longer than 200 characters");
			cases.set(row, started);
		}
		const owner = cases.get(first);
		if (!owner) return notImported(sheet, row, `Belongs to row ${first}, which was not imported`);
		const notes = at.notes(row);
		owner.notes.push(...notes.filter((note) => !owner.notes.includes(note)));
		if (!action && first !== row && notes.length === 0) {
			return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		}
		if (action && action.length > LONGEST_ACTION) {
			return notImported(sheet, row, "The action is longer than 10,000 characters");
		}
		if (action) owner.actions.push(readAction(at, row, action, owner.key, reading));
		const outcome = first !== row ? "action" : action ? "case-and-action" : "case";
		const left = leftOut(sheet, table, at, row, first);
		return { sheet: sheet.name, row, outcome, ...(left && { reason: left }) };
	});
	return { name: sheet.name, cases: [...cases.values()], rows };
}

const LONGEST_NAME = 200;
const LONGEST_ACTION = 10_000;
const isTooLong = ({ victim, suspect }: TrackerCase) =>
	victim.name.length > LONGEST_NAME || suspect.name.length > LONGEST_NAME;

/** What every row of a table may be instead of a case or an action. */
function reasonNotToRead(
	sheet: Sheet,
	{ headings, meanings }: Table,
	row: number,
	at: Fields,
): string | null {
	const texts = textsOf(sheet, row);
	const first = texts[0];
	if (!first) return "Blank row";
	if (row === 1 && row < headings.row) return "Title of the sheet";
	if (row < headings.row) return `Above the column headings: ${quoted(texts.map(({ text }) => text))}`;
	if (row === headings.row) {
		const leftOut = headings.columns.filter(({ column }) => (meanings.get(column) ?? "none") === "none");
		if (leftOut.length === 0) return "Column headings";
		return `Column headings. Not recognised, so these columns were left out: ${quoted(leftOut.map(({ heading }) => heading))}`;
	}
	const isHeading = headings.columns.every(({ column, heading }) => {
		const here = textOf(sheet.cell({ row, column }));
		return here === null || comparable(here) === comparable(heading);
	});
	if (isHeading || isHeadings(texts.map(({ text }) => text))) return "Column headings";
	const hasAction = at.text("action", row) !== null;
	if (!hasAction && /^(grand )?total\b/i.test(first.text)) return "Total row";
	const isAlone = texts.length === 1 && headings.columns.length > 2;
	if (isAlone && (!hasAction || first.text.startsWith("**"))) {
		return `A comment, not an action: ${quoted([first.text])}`;
	}
	return null;
}

/** Headings again, further down: three or more cells that say nothing but what a column is called. */
const isHeadings = (texts: string[]): boolean =>
	texts.length >= 3 && texts.every((text) => meaningOf(text)?.certainty === 2);

function reasonForNoCase(sheet: Sheet, at: Fields, row: number): string {
	const hasAction = at.text("action", row) !== null;
	if (hasAction) return "An action without a case: its case cells are neither filled in nor merged";
	return `Neither a case nor an action: ${quoted(textsOf(sheet, row).map(({ text }) => text))}`;
}

/** What an imported row holds that went nowhere. */
function leftOut(sheet: Sheet, { meanings }: Table, at: Fields, row: number, first: number): string | null {
	const outside = textsOf(sheet, row).filter(({ column }) => (meanings.get(column) ?? "none") === "none");
	const mine = first === row ? [] : at.caseFields.filter((field) => at.isOwn(field, row));
	// A list that repeats the case in every row leaves nothing out by that.
	const unmerged = mine.filter(
		(field) => comparable(at.text(field, row) ?? "") !== comparable(at.text(field, first) ?? ""),
	);
	const sentences: string[] = [];
	if (outside.length > 0) {
		sentences.push(`Left out, under no known heading: ${quoted(outside.map(({ text }) => text))}`);
	}
	if (unmerged.length > 0) {
		const texts = unmerged.map((field) => at.text(field, row) ?? "");
		sentences.push(
			sheet.hasMerges
				? `Left out, not merged with the case above: ${quoted(texts)}`
				: `Left out, other than in row ${first}: ${quoted(texts)}`,
		);
	}
	return sentences.length > 0 ? sentences.join(". ") : null;
}

/** Reads the columns of a row by what they mean. */
type Fields = {
	/** Those of a case that have a column. */
	caseFields: CaseField[];
	/** The value of a case's cell may come from above, by a merge; an action's is its own. */
	cell(field: Field, row: number): Cell;
	text(field: Field, row: number): string | null;
	/** The row that a cell gets its value from. */
	source(field: Field, row: number): number;
	/** Whether something is written in this very cell. */
	isOwn(field: Field, row: number): boolean;
	/** What the row says in columns that are kept as notes, each with its heading. */
	notes(row: number): string[];
};

function fieldsOf(sheet: Sheet, { headings, meanings }: Table): Fields {
	const columns = new Map<Field, number>();
	for (const [column, meaning] of meanings) {
		if (meaning !== "note" && meaning !== "none" && !columns.has(meaning)) columns.set(meaning, column);
	}
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
		text: (field, row) => textOf(cell(field, row)),
		isOwn: (field, row) => source(field, row) === row && cell(field, row) !== null,
		notes: (row) =>
			kept.flatMap(({ column, heading }) => {
				const text = textOf(sheet.cell({ row, column }));
				return text === null ? [] : `${heading}: ${text}`;
			}),
	};
}

const IDENTITY = ["reference", "crimeReference", "victim", "suspect"] as const;
type Identity = Record<(typeof IDENTITY)[number], string>;

/** Which rows are of one case. Asked row by row, from the top. */
class Belonging {
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

function readCase(at: Fields, sheet: string, row: number, { keys, today }: Reading): TrackerCase | null {
	const victim = at.text("victim", row);
	if (!victim) return null;
	const suspect = at.text("suspect", row);
	const isIdentified =
		suspect !== null && !/^((unknown|unidentified|not known|n\/k|tbc)\b|\?)/i.test(suspect);
	const panelDate = dateAt(at, "panelDate", row, plannedDate);
	const birth = dateAt(at, "dateOfBirth", row, (written) => birthDate(written, today));
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
			address: at.text("address", row),
			safeTelephone: at.text("safeTelephone", row),
		},
		suspect: { name: isIdentified ? unshout(suspect) : (suspect ?? "Unknown"), isIdentified },
		relationship: {
			kind: relationship ? (RELATIONSHIPS.get(comparable(relationship)) ?? "other") : "not-known",
			asWritten: relationship,
		},
		risk: RISKS.get(comparable(risk ?? "")) ?? "not-assessed",
		riskAsWritten: risk,
		isacSupport: at.text("isacSupport", row),
		spoConsidered: at.text("spoConsidered", row),
		notes: [],
		actions: [],
	};
}

function readAction(
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
class Keys {
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

const rowsOf = (sheet: Sheet): number[] => Array.from({ length: sheet.lastRow }, (_, index) => index + 1);

const notImported = (sheet: Sheet, row: number, reason: string): RowOutcome => ({
	sheet: sheet.name,
	row,
	outcome: "not-imported",
	reason,
});

const quoted = (texts: string[]): string => texts.map((text) => `“${text}”`).join(", ");
