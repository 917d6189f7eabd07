/** Opens a file of comma-separated values. It hides in which of the usual ways it was saved. */
import { CsvError, parse } from "csv-parse/sync";
import { type Sheet, sheetOf, TrackerUnreadable } from "./sheet.ts";

const DELIMITERS = [",", ";", "\t", "|"];
const MOST_COLUMNS = 200;

/**
 * Reads it as one sheet, named as the file. Every line is a row, blank ones too, so that rows count as on the
 * screen of a spreadsheet; what looks like a formula stays text.
 * @throws TrackerUnreadable when it is no text, or its quotes do not close.
 */
export function openCsv(data: Uint8Array, name: string): Sheet {
	const text = textIn(data);
	if (text.trim() === "") throw new TrackerUnreadable("empty", "This file is empty.");
	try {
		const rows: string[][] = parse(text, {
			delimiter: delimiterOf(text),
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: false,
		});
		if (rows.some((row) => row.length > MOST_COLUMNS)) {
			throw new TrackerUnreadable("too-large", `This file has more than ${MOST_COLUMNS} columns.`);
		}
		return sheetOf({ name, rows: rows.map((row) => row.map(cellOf)), merged: [], fillsDown: true });
	} catch (cause) {
		if (!(cause instanceof CsvError)) throw cause;
		throw new TrackerUnreadable(
			"damaged",
			"This file is damaged: a quotation mark opens and never closes. Save it again as CSV and import that.",
			{ cause },
		);
	}
}

const cellOf = (value: string) => (value.trim() === "" ? null : value.replace(/\r\n?/g, "\n").trim());

/** UTF-8 and UTF-16 as their marks say or their bytes show, else as Windows writes English. */
function textIn(data: Uint8Array): string {
	const [first, second, third] = data;
	const as = (encoding: string, from = 0) => new TextDecoder(encoding).decode(data.subarray(from));
	if (first === 0xef && second === 0xbb && third === 0xbf) return as("utf-8", 3);
	if (first === 0xff && second === 0xfe) return as("utf-16le", 2);
	if (first === 0xfe && second === 0xff) return as("utf-16be", 2);
	const start = data.subarray(0, 4_000);
	const zeros = (parity: number) => start.filter((byte, at) => at % 2 === parity && byte === 0).length;
	// English text in UTF-16 has a zero in nearly every second place.
	if (zeros(1) > start.length / 4) return as("utf-16le");
	if (zeros(0) > start.length / 4) return as("utf-16be");
	if (start.includes(0)) {
		throw new TrackerUnreadable(
			"not-a-workbook",
			"This file is neither an Excel workbook (.xlsx) nor a CSV file.",
		);
	}
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(data);
	} catch {
		return fromWindows(data);
	}
}

/** What Windows-1252 has from 0x80 to 0x9f; the rest is Latin-1. Some Nodes decode it as if all of it were. */
const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

const fromWindows = (data: Uint8Array) =>
	Buffer.from(data.buffer, data.byteOffset, data.byteLength)
		.toString("latin1")
		.replace(/[\x80-\x9f]/g, (letter) => WINDOWS[letter.charCodeAt(0) - 0x80] ?? letter);

/** Whatever stands most often outside quotes in the first lines. */
function delimiterOf(text: string): string {
	const start = text.slice(0, 20_000).replace(/"(?:[^"]|"")*"/g, "");
	const times = (delimiter: string) => start.split(delimiter).length;
	return DELIMITERS.reduce((best, delimiter) => (times(delimiter) > times(best) ? delimiter : best), ",");
}
