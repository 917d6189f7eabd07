/** What every kind of file becomes: sheets of cells, as plain data. It hides where merged cells get their values. */

export const MEGABYTE = 1024 * 1024;
export const LARGEST_FILE = 50 * MEGABYTE;
/** Rows with something in them, below the headings, over all sheets. */
export const MOST_ROWS = 5_000;

/** Why a file was refused; `message` is a sentence for the person who chose the file. */
export class TrackerUnreadable extends Error {
	readonly why: "too-large" | "not-a-workbook" | "macros" | "damaged" | "empty" | "no-table";

	constructor(why: TrackerUnreadable["why"], message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "TrackerUnreadable";
		this.why = why;
	}
}

/** Blank is null, never "" or spaces. A Date is midnight UTC of the day that the cell shows. */
export type Cell = string | number | boolean | Date | null;

/** A place on a sheet; rows and columns count from 1, as on the screen. */
export type Place = { row: number; column: number };

export type Sheet = {
	/** As written on its tab. */
	name: string;
	/** The spreadsheet row of the last cell with content. */
	lastRow: number;
	lastColumn: number;
	/** What was typed at a place; null inside a merged area but at its top left. */
	cell(place: Place): Cell;
	/** The top left of the merged area that covers a place; the place itself when it is not merged. */
	anchor(place: Place): Place;
	/** Whether any of its cells are merged: then merges say what belongs together, and blank cells say nothing. */
	hasMerges: boolean;
	/** A blank cell of a case repeats the one above: so it is in CSV, which cannot merge. */
	fillsDown: boolean;
};

/** A sheet as it crosses to another thread, and waits until somebody has said what its columns mean. */
export interface SheetData {
	name: string;
	/** A date is written YYYY-MM-DD. */
	rows: (string | number | boolean | null)[][];
	/** Every place that is merged into another: its row and column, and those of the place it takes its value from. */
	merged: [row: number, column: number, fromRow: number, fromColumn: number][];
	fillsDown: boolean;
}

export function dataOf(sheet: Sheet): SheetData {
	const merged: SheetData["merged"] = [];
	const rows = Array.from({ length: sheet.lastRow }, (_, above) =>
		Array.from({ length: sheet.lastColumn }, (_, left) => {
			const place = { row: above + 1, column: left + 1 };
			const from = sheet.anchor(place);
			if (from.row !== place.row || from.column !== place.column) {
				merged.push([place.row, place.column, from.row, from.column]);
			}
			const cell = sheet.cell(place);
			return cell instanceof Date ? dayOf(cell) : cell;
		}),
	);
	return { name: sheet.name, rows, merged, fillsDown: sheet.fillsDown };
}

export function sheetOf({ name, rows, merged, fillsDown }: SheetData): Sheet {
	const anchors = new Map(
		merged.map(([row, column, fromRow, fromColumn]) => [
			`${row} ${column}`,
			{ row: fromRow, column: fromColumn },
		]),
	);
	return {
		name,
		lastRow: rows.length,
		lastColumn: Math.max(0, ...rows.map((row) => row.length)),
		cell: ({ row, column }) => rows[row - 1]?.[column - 1] ?? null,
		anchor: (place) => anchors.get(`${place.row} ${place.column}`) ?? place,
		hasMerges: merged.length > 0,
		fillsDown,
	};
}

const dayOf = (date: Date): string | null =>
	Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1900 || date.getUTCFullYear() > 9999
		? null
		: date.toISOString().slice(0, 10);

/** The text of a cell, or null when it is blank. */
export function textOf(cell: Cell): string | null {
	if (cell === null) return null;
	if (cell instanceof Date) return dayOf(cell);
	return typeof cell === "boolean" ? (cell ? "Yes" : "No") : String(cell);
}

/** What is written in a row, from left to right. */
export function textsOf(sheet: Sheet, row: number): { column: number; text: string }[] {
	return Array.from({ length: sheet.lastColumn }, (_, index) => index + 1).flatMap((column) => {
		const text = textOf(sheet.cell({ row, column }));
		return text === null ? [] : { column, text };
	});
}

/** The same for what people type as the same: without case, punctuation or doubled spaces. */
export function comparable(text: string): string {
	return text
		.normalize("NFKC")
		.toLowerCase()
		.replace(/['’`]/g, "")
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
}
