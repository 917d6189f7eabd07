/**
 * Reads a panel's spreadsheet tracker into cases and actions, and accounts for every row. It hides the shape
 * of the sheet and the habits of the people who kept it; it knows no database, so that a dry run and an
 * import read exactly the same.
 */
import { createHash } from "node:crypto";
import { birthDate, type CivilDate, plannedDate } from "./dates.ts";
import { agencyFor, unitFor } from "./nicknames.ts";
import { type Cell, openWorkbook, type Sheet, TrackerUnreadable } from "./workbook.ts";

export { TrackerUnreadable } from "./workbook.ts";

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
	actions: TrackerAction[];
};

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
		/** A specialist unit of that agency, e.g. "DMI". */
		unit: string | null;
		person: string | null;
		asWritten: string | null;
	};
	due: CivilDate | null;
	/** Only what is not a date, e.g. "next panel". */
	dueAsWritten: string | null;
	status: "open" | "done" | "not-possible";
	statusAsWritten: string | null;
	update: string | null;
};

/** The columns by their headings; which of them belong to the case, and so are merged over its actions. */
const CASE_HEADINGS = {
	panelDate: ["Panel date", "Date of panel"],
	crimeReference: ["Crime ref", "Crime reference", "Crime no", "Crime number"],
	officerInCase: ["OIC", "Officer in case", "Officer in the case"],
	area: ["LPA", "Area"],
	victim: ["Victim", "Victim name"],
	dateOfBirth: ["V DOB", "Victim DOB", "DOB", "Date of birth"],
	address: ["Victim address", "V address", "Address"],
	safeTelephone: ["Safe tel", "Safe telephone", "Safe phone", "Safe number"],
	suspect: ["Suspect", "Perpetrator", "Suspect name"],
	relationship: ["Relationship"],
	risk: ["Risk", "Risk level"],
	isacSupport: ["ISAC", "ISAC support"],
	spoConsidered: ["SPO considered", "SPO"],
} as const;

const ACTION_HEADINGS = {
	number: ["Action no", "Action number", "No"],
	action: ["Action", "Actions"],
	owner: ["Owner (agency / person)", "Owner"],
	due: ["Due", "Due date"],
	update: ["Update", "Updates"],
	status: ["Status"],
} as const;

type CaseField = keyof typeof CASE_HEADINGS;
type Field = CaseField | keyof typeof ACTION_HEADINGS;

const fieldByHeading = new Map(
	Object.entries({ ...CASE_HEADINGS, ...ACTION_HEADINGS }).flatMap(([field, headings]) =>
		headings.map((heading) => [comparable(heading), field as Field]),
	),
);
const CASE_FIELDS = Object.keys(CASE_HEADINGS) as CaseField[];
/** Without these a row of headings is not a tracker's. */
const NEEDED: Field[] = ["victim", "suspect", "action"];

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

/**
 * Reads a tracker: an .xlsx workbook with a sheet for each panel, a row for each action, and the cells of a
 * case merged over its actions. What is merged decides, never that a cell is blank.
 * @param data the file's bytes
 * @param today a civil date; two-digit years of birth lie before it
 * @throws TrackerUnreadable when the file is no workbook, is damaged, too large, or holds no tracker
 */
export async function readTracker(data: Uint8Array, today: CivilDate): Promise<Tracker> {
	const sheets = (await openWorkbook(data)).map((sheet) => ({ sheet, table: findTable(sheet) }));
	if (sheets.every(({ table }) => table === null)) {
		throw new TrackerUnreadable(
			"no-table",
			"No sheet of this workbook looks like a tracker: there must be a row of column headings with “Victim”, “Suspect” and “Action” among them.",
		);
	}
	const keys = new Keys();
	const read = sheets.map(({ sheet, table }) =>
		table ? readTable(sheet, table, keys, today) : { name: sheet.name, cases: [], rows: notesOf(sheet) },
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

/** Where the headings are, and which column holds what. */
type Table = { headings: number; columns: Map<Field, number>; notRecognised: string[] };

function findTable(sheet: Sheet): Table | null {
	for (let row = 1; row <= Math.min(sheet.lastRow, 20); row++) {
		const columns = new Map<Field, number>();
		const notRecognised: string[] = [];
		for (const { column, text } of textsOf(sheet, row)) {
			const field = fieldByHeading.get(comparable(text));
			if (field && !columns.has(field)) columns.set(field, column);
			else notRecognised.push(text);
		}
		if (NEEDED.every((field) => columns.has(field))) return { headings: row, columns, notRecognised };
	}
	return null;
}

function notesOf(sheet: Sheet): RowOutcome[] {
	return rowsOf(sheet).map((row) =>
		notImported(
			sheet,
			row,
			textsOf(sheet, row).length === 0 ? "Blank row" : "Notes for readers, not a list of cases",
		),
	);
}

function readTable(sheet: Sheet, table: Table, keys: Keys, today: CivilDate): TrackerSheet {
	const at = fieldsOf(sheet, table);
	const cases = new Map<number, TrackerCase>();
	const rows = rowsOf(sheet).map((row): RowOutcome => {
		const reason = reasonNotToRead(sheet, table, row);
		if (reason) return notImported(sheet, row, reason);

		const action = at.text("action", row);
		const first = firstRowOfCase(at, row);
		if (first === null) return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		if (first === row) {
			const started = readCase(at, sheet.name, row, keys, today);
			if (!started) return notImported(sheet, row, "No victim is named in this row");
			cases.set(row, started);
		}
		const owner = cases.get(first);
		if (!owner) return notImported(sheet, row, `Belongs to row ${first}, which was not imported`);
		if (!action && first !== row) return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		if (action) owner.actions.push(readAction(at, row, action, owner.key, keys));
		const outcome = first !== row ? "action" : action ? "case-and-action" : "case";
		const left = leftOut(sheet, table, at, row, first);
		return { sheet: sheet.name, row, outcome, ...(left && { reason: left }) };
	});
	return { name: sheet.name, cases: [...cases.values()], rows };
}

/** What every row of a table may be instead of a case or an action. */
function reasonNotToRead(
	sheet: Sheet,
	{ headings, columns, notRecognised }: Table,
	row: number,
): string | null {
	const texts = textsOf(sheet, row);
	const first = texts[0];
	if (!first) return "Blank row";
	if (row === 1 && row < headings) return "Title of the sheet";
	if (row < headings) return `Above the column headings: ${quoted(texts.map(({ text }) => text))}`;
	if (row === headings && notRecognised.length > 0) {
		return `Column headings. Not recognised, so these columns were left out: ${quoted(notRecognised)}`;
	}
	const textIn = (field: Field) => textAt(sheet, row, columns.get(field));
	const isHeading = (field: Field) => fieldByHeading.get(comparable(textIn(field) ?? "")) === field;
	if (NEEDED.every(isHeading)) return "Column headings";
	const hasAction = textIn("action") !== null;
	if (!hasAction && /^(grand )?total\b/i.test(first.text)) return "Total row";
	const isAlone = texts.length === 1;
	if (isAlone && (!hasAction || first.text.startsWith("**"))) {
		return `A comment, not an action: ${quoted([first.text])}`;
	}
	return null;
}

function reasonForNoCase(sheet: Sheet, at: Fields, row: number): string {
	const hasAction = at.text("action", row) !== null;
	if (hasAction) return "An action without a case: its case cells are neither filled in nor merged";
	return `Neither a case nor an action: ${quoted(textsOf(sheet, row).map(({ text }) => text))}`;
}

/** What an imported row holds that went nowhere. */
function leftOut(sheet: Sheet, { columns }: Table, at: Fields, row: number, first: number): string | null {
	const known = new Set(columns.values());
	const outside = textsOf(sheet, row).filter(({ column }) => !known.has(column));
	const unmerged = first === row ? [] : CASE_FIELDS.filter((field) => at.isOwn(field, row));
	const sentences: string[] = [];
	if (outside.length > 0) {
		sentences.push(`Left out, under no known heading: ${quoted(outside.map(({ text }) => text))}`);
	}
	if (unmerged.length > 0) {
		const texts = unmerged.map((field) => at.text(field, row) ?? "");
		sentences.push(`Left out, not merged with the case above: ${quoted(texts)}`);
	}
	return sentences.length > 0 ? sentences.join(". ") : null;
}

/** Reads the columns of a row by what they mean. */
type Fields = {
	/** The value of a case's cell may come from above, by a merge; an action's is its own. */
	cell(field: Field, row: number): Cell;
	text(field: Field, row: number): string | null;
	/** The row that a cell gets its value from. */
	source(field: Field, row: number): number;
	/** Whether something is written in this very cell. */
	isOwn(field: Field, row: number): boolean;
};

function fieldsOf(sheet: Sheet, { columns }: Table): Fields {
	const anchor = (field: Field, row: number) => {
		const column = columns.get(field);
		if (column === undefined) return null;
		const place = sheet.anchor({ row, column });
		// A cell merged into its neighbour on the left has no value of its own to pass down.
		return place.column === column ? place : null;
	};
	const cell = (field: Field, row: number): Cell => {
		const place = anchor(field, row);
		return place && (field in CASE_HEADINGS || place.row === row) ? sheet.cell(place) : null;
	};
	const source = (field: Field, row: number) => anchor(field, row)?.row ?? row;
	return {
		cell,
		source,
		text: (field, row) => textOf(cell(field, row)),
		isOwn: (field, row) => source(field, row) === row && cell(field, row) !== null,
	};
}

/**
 * The first row of the case that a row belongs to, or null. A victim or a crime reference of its own starts a
 * case, even under a panel date or a victim merged over several; else a merge says which case goes on.
 */
function firstRowOfCase(at: Fields, row: number): number | null {
	const starts = (from: number) => at.isOwn("victim", from) || at.isOwn("crimeReference", from);
	if (starts(row)) return row;
	const above = (["victim", "crimeReference", "suspect"] as const)
		.map((field) => at.source(field, row))
		.filter((source) => source < row);
	if (above.length === 0) return null;
	const started = above.filter(starts);
	return Math.max(...(started.length > 0 ? started : above));
}

function readCase(at: Fields, sheet: string, row: number, keys: Keys, today: CivilDate): TrackerCase | null {
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
		actions: [],
	};
}

function readAction(at: Fields, row: number, text: string, caseKey: string, keys: Keys): TrackerAction {
	const due = dateAt(at, "due", row, plannedDate);
	const status = at.text("status", row);
	return {
		row,
		key: keys.next([caseKey, text]),
		number: at.text("number", row),
		text,
		owner: ownerOf(at.text("owner", row)),
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
function ownerOf(written: string | null): TrackerAction["owner"] {
	if (written === null) return { agency: null, unit: null, person: null, asWritten: null };
	const [agency = "", ...others] = agencyFor(written) ? [written] : written.split("/");
	const person = others.join("/").trim();
	return {
		agency: agencyFor(agency),
		unit: unitFor(agency),
		person: person === "" || /^(tb[cd]|\?)/i.test(person) ? null : person,
		asWritten: written,
	};
}

/** Whatever does not plainly say that it is over stays open: "Not done", "Carried fwd", "In progress", blank. */
function statusOf(written: string | null): TrackerAction["status"] {
	if (written === null) return "open";
	if (/^(completed?|done|closed)\b/i.test(written)) return "done";
	return /^(n\/?a|not possible|no longer possible)\b/i.test(written) ? "not-possible" : "open";
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

/** What is written in a row, from left to right. */
function textsOf(sheet: Sheet, row: number): { column: number; text: string }[] {
	return Array.from({ length: sheet.lastColumn }, (_, index) => index + 1).flatMap((column) => {
		const text = textAt(sheet, row, column);
		return text === null ? [] : { column, text };
	});
}

const textAt = (sheet: Sheet, row: number, column: number | undefined): string | null =>
	column === undefined ? null : textOf(sheet.cell({ row, column }));

function textOf(cell: Cell): string | null {
	if (cell === null) return null;
	if (cell instanceof Date) return plannedDate(cell);
	return typeof cell === "boolean" ? (cell ? "Yes" : "No") : String(cell);
}

const notImported = (sheet: Sheet, row: number, reason: string): RowOutcome => ({
	sheet: sheet.name,
	row,
	outcome: "not-imported",
	reason,
});

const quoted = (texts: string[]): string => texts.map((text) => `“${text}”`).join(", ");

/** The same for what people type as the same: without case, punctuation or doubled spaces. */
function comparable(text: string): string {
	return text
		.normalize("NFKC")
		.toLowerCase()
		.replace(/['’`]/g, "")
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
}
