/**
 * Takes files apart in a thread of its own, so that nobody's request waits for it. It answers one message with one,
 * keeps nothing, and knows no database.
 */
import { parentPort } from "node:worker_threads";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { findHeadings, headingsAt } from "./columns.ts";
import { openFile } from "./open-file.ts";
import { guessTable, noTable, readSheets } from "./read-tracker.ts";
import type { Digest, ReadRequest, ReadResponse, SheetDigest } from "./reading.ts";
import {
	comparable,
	dataOf,
	type Sheet,
	type SheetData,
	sheetOf,
	TrackerUnreadable,
	textOf,
} from "./sheet.ts";

parentPort?.on("message", async (request: ReadRequest) => {
	const answer = (response: ReadResponse) => parentPort?.postMessage(response);
	try {
		if (request.kind === "open") answer(await open(request.data, request.fileName));
		else if (request.kind === "headings")
			answer({ kind: "opened", ...digest(unpack(request.packed), request.rows) });
		else answer(read(request));
	} catch (error) {
		if (!(error instanceof TrackerUnreadable)) throw error;
		answer({ kind: "unreadable", why: error.why, message: error.message });
	}
});

async function open(data: Uint8Array, fileName: string): Promise<ReadResponse> {
	const sheets = await openFile(data, fileName);
	// Counts rows, and says in its words when there are too many.
	readSheets(
		sheets.map((sheet) => ({ sheet, table: guessTable(sheet) })),
		"2000-01-01",
	);
	const mayBeTable = sheets.some((sheet) => guessTable(sheet) !== null || widestRow(sheet) >= 3);
	if (!mayBeTable) throw noTable();
	return { kind: "opened", ...digest(sheets.map(dataOf)) };
}

const unpack = (packed: Uint8Array) => JSON.parse(inflateRawSync(packed).toString("utf8")) as SheetData[];

/** @param rows where somebody says that the headings are, sheet by sheet; none where the sheet has no table */
function digest(data: SheetData[], rows?: (number | null)[]): { packed: Uint8Array; digest: Digest } {
	const sheets = data.map((one, index): SheetDigest => {
		const sheet = sheetOf(one);
		const row = rows?.[index];
		const headings = rows ? (row ? headingsAt(sheet, row) : null) : findHeadings(sheet);
		return {
			name: sheet.name,
			rows: sheet.lastRow,
			headings: headings?.row ?? null,
			columns: (headings?.columns ?? []).map(({ column, heading }) => ({
				column,
				heading,
				samples: samplesOf(sheet, headings?.row ?? 0, column),
				guess: headings?.meanings.get(column) ?? null,
			})),
		};
	});
	return { packed: deflateRawSync(JSON.stringify(data)), digest: { sheets } };
}

/** The first few different values below a heading. */
function samplesOf(sheet: Sheet, after: number, column: number): string[] {
	const samples: string[] = [];
	for (let row = after + 1; row <= sheet.lastRow && samples.length < 3; row++) {
		const text = textOf(sheet.cell({ row, column }));
		if (text && !samples.includes(text)) samples.push(text.slice(0, 60));
	}
	return samples;
}

function widestRow(sheet: Sheet): number {
	let most = 0;
	for (let row = 1; row <= Math.min(sheet.lastRow, 30); row++) {
		let cells = 0;
		for (let column = 1; column <= sheet.lastColumn; column++) {
			if (sheet.cell({ row, column }) !== null) cells++;
		}
		most = Math.max(most, cells);
	}
	return most;
}

function read({
	packed,
	tables,
	today,
	agencies,
	risks,
}: Extract<ReadRequest, { kind: "read" }>): ReadResponse {
	const known = new Set(agencies);
	const said = new Map(Object.entries(risks));
	const sheets = unpack(packed).map((data, index) => {
		const sheet = sheetOf(data);
		const table = tables[index];
		if (!table) return { sheet, table: null };
		return {
			sheet,
			table: { headings: headingsAt(sheet, table.headings), meanings: new Map(table.meanings) },
		};
	});
	return {
		kind: "read",
		tracker: readSheets(sheets, today, (written) => known.has(comparable(written)), said),
	};
}
