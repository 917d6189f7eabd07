/**
 * Reads a panel's spreadsheet tracker into cases and actions, and accounts for every row. It hides the shape of the
 * sheets; it knows no database, so that a dry run and an import read exactly the same.
 */
import { type Column, findHeadings, mayLeadToSomebody, meaningOf } from "./columns.ts";
import type { CivilDate } from "./dates.ts";
import { agencyFor } from "./nicknames.ts";
import { openFile } from "./open-file.ts";
import {
	Belonging,
	type Fields,
	fieldsOf,
	Keys,
	type Reading,
	readAction,
	readCase,
	riskOf,
	type SheetToRead,
	type Table,
} from "./read-row.ts";
import { comparable, MOST_ROWS, type Sheet, TrackerUnreadable, textOf, textsOf } from "./sheet.ts";
import type { Risk, RowOutcome, Tracker, TrackerCase, TrackerDetail, TrackerSheet } from "./tracker.ts";

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
 * @param risks what somebody said of the words for risk, normalised
 * @throws TrackerUnreadable when there are too many rows
 */
export function readSheets(
	sheets: readonly SheetToRead[],
	today: CivilDate,
	isAgency: (written: string) => boolean = (written) => agencyFor(written) !== null,
	risks: ReadonlyMap<string, Risk> = new Map(),
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
			? readTable(sheet, table, { keys, today, isAgency, risks })
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

function readTable(sheet: Sheet, table: Table, reading: Reading): TrackerSheet {
	const at = fieldsOf(sheet, table);
	const cases = new Map<number, TrackerCase>();
	const belonging = new Belonging(sheet, at);
	const rows = rowsOf(sheet).map((row): RowOutcome => {
		const reason = reasonNotToRead(sheet, table, row, at);
		if (reason) return notImported(sheet, row, reason);

		let kept: string | null = null;
		const action = at.text("action", row);
		const first = belonging.firstRowOf(row);
		if (first === null) return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		if (first === row) {
			const started = readCase(at, sheet.name, row, reading);
			if (!started) return notImported(sheet, row, "No victim is named in this row");
			if (isTooLong(started))
				return notImported(sheet, row, "A name in this row is longer than 200 characters");
			cases.set(row, started);
			kept = keptAsWritten(started, at);
		}
		const owner = cases.get(first);
		if (!owner) return notImported(sheet, row, `Belongs to row ${first}, which was not imported`);
		const notes = at.notes(row);
		owner.notes.push(...notes.filter((note) => !owner.notes.includes(note)));
		const isMore = addDetails(owner, at.details(row));
		if (!action && first !== row && notes.length === 0 && !isMore) {
			return notImported(sheet, row, reasonForNoCase(sheet, at, row));
		}
		if (action && action.length > LONGEST_ACTION) {
			return notImported(sheet, row, "The action is longer than 10,000 characters");
		}
		if (action) owner.actions.push(readAction(at, row, action, owner.key, reading));
		const left = [kept, leftOut(sheet, table, at, row, first)].filter(Boolean).join(". ");
		if (!action && first !== row) {
			const reason = `Holds no action. What it says of the case is kept with row ${first}`;
			return notImported(sheet, row, left ? `${reason}. ${left}` : reason);
		}
		const outcome = first !== row ? "action" : action ? "case-and-action" : "case";
		return { sheet: sheet.name, row, outcome, ...(left && { reason: left }) };
	});
	return { name: sheet.name, cases: [...cases.values()], rows };
}

/**
 * Words that are none of the product's stand in the case as they are written, whatever somebody takes them for: an
 * entry says in what words the risk was judged. @returns what is told of it in the row
 */
function keptAsWritten(read: TrackerCase, at: Fields): string | null {
	const told: string[] = [];
	const keep = (field: "risk" | "relationship", written: string | null, counts: string) => {
		if (!written) return;
		read.notes.push(`${at.heading(field)}: ${written}`);
		told.push(`${at.heading(field)} “${written}” counts as ${counts}, and is kept as written`);
	};
	const { riskAsWritten, relationship } = read;
	if (riskOf(riskAsWritten) === null) keep("risk", riskAsWritten, RISK_WORDS[read.risk]);
	if (relationship.kind === "other") keep("relationship", relationship.asWritten, "another relationship");
	return told.length > 0 ? told.join(". ") : null;
}

const RISK_WORDS: Record<Risk, string> = {
	standard: "standard",
	medium: "medium",
	high: "high",
	"not-assessed": "not assessed",
};

/** Adds what the case did not say yet. @returns whether there was any */
function addDetails({ victim }: TrackerCase, details: TrackerDetail[]): boolean {
	const before = victim.details.length;
	for (const detail of details) {
		const isSame = (one: TrackerDetail) =>
			one.kind === detail.kind && comparable(one.value) === comparable(detail.value);
		if (!victim.details.some(isSame)) victim.details.push(detail);
	}
	return victim.details.length > before;
}

const mayLead = ({ heading }: Column) => mayLeadToSomebody(heading);

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
		const told = [
			["Not recognised, so these columns were left out", leftOut.filter((one) => !mayLead(one))],
			[
				"These may lead to somebody’s door, and were left out until somebody says whose they are",
				leftOut.filter(mayLead),
			],
		] as const;
		const sentences = told.flatMap(([why, columns]) =>
			columns.length > 0 ? `${why}: ${quoted(columns.map(({ heading }) => heading))}` : [],
		);
		return ["Column headings", ...sentences].join(". ");
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

const rowsOf = (sheet: Sheet): number[] => Array.from({ length: sheet.lastRow }, (_, index) => index + 1);

const notImported = (sheet: Sheet, row: number, reason: string): RowOutcome => ({
	sheet: sheet.name,
	row,
	outcome: "not-imported",
	reason,
});

const quoted = (texts: string[]): string => texts.map((text) => `“${text}”`).join(", ");
