/** Tables as files for a spreadsheet. Whatever a cell says, it stays text there: none is ever a formula. */
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/** Rows of text; the first holds the headings. */
export type TextTable = readonly (readonly string[])[];

/** What a spreadsheet might calculate, also behind blanks. */
const FORMULA = /^(\s*[=+\-@]|[\t\r\n])/;

/** As Excel expects it: UTF-8 with its mark, commas, quotes where they are needed, lines that end in CR LF. */
export function csvOf(rows: TextTable): string {
	const cell = (text: string) => {
		const safe = FORMULA.test(text) ? `'${text}` : text;
		return /[",\r\n\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
	};
	return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** Excel takes no more in a cell. */
const LONGEST_CELL = 32_767;
/** XML has no way to say these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSAYABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * A workbook of one sheet in which every cell is text. It is put together in a thread of its own: thousands of rows
 * take a second, for which a meeting must not stand still.
 */
export function workbookOf(sheet: string, rows: TextTable): Promise<Uint8Array> {
	const cells = rows.map((row) => row.map((text) => text.replace(UNSAYABLE, "").slice(0, LONGEST_CELL)));
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.min(60, Math.max(12, ...rows.slice(0, 200).map((row) => row[column]?.length ?? 0))),
	);
	const library = createRequire(import.meta.url).resolve("write-excel-file/node");
	return new Promise((resolve, reject) => {
		const worker = new Worker(WRITER, { eval: true, workerData: { library, sheet, cells, widths } });
		worker.once("message", resolve);
		worker.once("error", reject);
		worker.once("exit", () => reject(new Error("The thread that writes a workbook ended without it")));
	});
}

/** What that thread runs, in plain JavaScript: neither bundler nor loader reaches into it. */
const WRITER = `
	const { parentPort, workerData } = require("node:worker_threads");
	const { library, sheet, cells, widths } = workerData;
	const loaded = require(library);
	const write = loaded.default ?? loaded;
	const data = cells.map((row, number) => row.map((value) => ({
		value,
		type: String,
		wrap: true,
		alignVertical: "top",
		...(number === 0 ? { fontWeight: "bold" } : {}),
	})));
	const options = { sheet, columns: widths.map((width) => ({ width })), stickyRowsCount: 1 };
	write(data, options).toBuffer().then((file) => parentPort.postMessage(new Uint8Array(file)));
`;
