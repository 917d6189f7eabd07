/** Incidents in a file of comma-separated values: what its columns mean, and each of its rows. On the server. */
import { Invalid } from "#server/http/errors.ts";
import { openCsv, TrackerUnreadable } from "#server/import/index.ts";
import { MOST_ROWS } from "#server/incidents/index.ts";
import {
	type CellReading,
	comparable,
	kindsIn,
	leavesOpen,
	orderBreachedIn,
	policeActionIn,
	recordedIn,
	saysNo,
} from "./file-cells.ts";
import { type DateHabits, dateHabits, whenOfRow } from "./file-dates.ts";
import { whenOf } from "./line-dates.ts";
import type { Decided } from "./line-words.ts";
import { type NumberedReading, type QuickIncident, whatHappened } from "./quick-line.ts";

/** So much is sent at once by a form; the rows come back in it once more. */
export const LARGEST_INCIDENT_FILE = 600_000;

/** A cell may hold several lines, and a line may end in two characters. */
const MOST_LINES_OF_FILE = 20_000;

/** What a column may mean, and by which headings it is known. */
const COLUMNS = {
	when: /^(?:date|when|day|date of (?:the )?(?:incident|offence|event)|incident date|date from|from|start(?: date)?|date ?\/ ?time|date and time)$/,
	until: /^(?:to|until|end(?: date)?|date to)$/,
	at: /^(?:time|at|incident time|time of (?:the )?incident)$/,
	what: /^(?:what|what happened|description|details?|incident|summary|notes?|event|narrative|circumstances)$/,
	kinds:
		/^(?:kinds?|types?|behaviou?rs?|categor(?:y|ies)|incident type|type of (?:incident|behaviou?r)|method)$/,
	location: /^(?:where|location|place|venue|address of incident)$/,
	source: /^(?:source|reported by|who reported(?: it)?|reporter|informant)$/,
	crimeNumber: /^(?:crime|crime (?:number|no|ref|reference)|cr|urn|reference|ref)$/,
	recordedAs: /^(?:recorded as|crimed as|classification|offence|recorded)$/,
	orderBreached: /^(?:breach|order breached|breach of(?: order)?|order)$/,
	policeAction: /^(?:police action|police|action taken|action by police)$/,
	evidence: /^(?:evidence|evidence held|exhibits?)$/,
	preserveBy: /^(?:preserve by|secure by|preservation date|evidence due)$/,
} as const;
export type Column = keyof typeof COLUMNS;

export const COLUMN_WORDS: Record<Column, string> = {
	when: "the date",
	until: "the end of a period",
	at: "the time",
	what: "what happened",
	kinds: "what kind it was",
	location: "where",
	source: "who reported it",
	crimeNumber: "the crime number",
	recordedAs: "as what it was recorded",
	orderBreached: "the order breached",
	policeAction: "the police action",
	evidence: "the evidence",
	preserveBy: "by when to secure it",
};

export type FileIncident = QuickIncident & {
	location?: string;
	source?: string;
	evidence?: string;
	preserveBy?: string;
};

export interface FileReading {
	/** The cells themselves, heading and all. */
	cells: readonly (readonly string[])[];
	/** What each column of the file was taken for, by its heading; null where it was passed over. */
	columns: { heading: string; meaning: Column | null }[];
	rows: (Omit<NumberedReading, "reading"> & { reading: RowReading })[];
}

/** What a row says, with the cells that were not understood, or not wholly: their words stand in what happened too. */
export type RowReading = { incident: FileIncident; kept?: string[] } | { problem: string };

/** Reads a file that was chosen. @throws Invalid at `file`, when it is none, or has no columns for date and text. */
export function readIncidentFile(data: Uint8Array, name: string, today: string): FileReading {
	if (data.byteLength > LARGEST_INCIDENT_FILE) {
		throw new Invalid({
			file: "The file must be smaller than 600 kB. Split it and add one part after the other",
		});
	}
	if (!/\.(csv|tsv|txt)$/i.test(name)) {
		throw new Invalid({ file: "Select a CSV file (.csv). In Excel, save the sheet as CSV first" });
	}
	// Counted before it is read: half a million blank lines would hold up everybody else.
	let lines = 0;
	for (const byte of data) if (byte === 10 || byte === 13) lines++;
	if (lines > MOST_LINES_OF_FILE) {
		throw new Invalid({ file: `Add ${MOST_ROWS.toLocaleString("en-GB")} rows or fewer at a time` });
	}
	try {
		const sheet = openCsv(data, "incidents");
		const cells = Array.from({ length: sheet.lastRow }, (_, row) =>
			Array.from({ length: sheet.lastColumn }, (_, column) =>
				String(sheet.cell({ row: row + 1, column: column + 1 }) ?? "").trim(),
			),
		);
		return readRows(cells, today);
	} catch (error) {
		if (error instanceof TrackerUnreadable) throw new Invalid({ file: error.message });
		throw error;
	}
}

/** The cells of the columns that mean something, as short as they are said once more. */
export const cellsToSend = ({ cells, columns }: FileReading): string[][] =>
	cells.map((row) => {
		const told = columns.flatMap(({ meaning }, at) => (meaning ? [row[at] ?? ""] : []));
		while (told.at(-1) === "") told.pop();
		return told;
	});

/** Reads the rows again that came back with the form, as they were when they were shown. @throws Invalid */
export function readRows(cells: readonly (readonly string[])[], today: string): FileReading {
	const first = cells.findIndex((row) => row.some(Boolean));
	const headings = cells[first] ?? [];
	const taken = new Set<Column>();
	const columns = headings.map((heading) => {
		const found = (Object.keys(COLUMNS) as Column[]).find(
			(column) => !taken.has(column) && COLUMNS[column].test(comparable(heading)),
		);
		if (found) taken.add(found);
		return { heading, meaning: found ?? null };
	});
	for (const column of ["when", "what"] as const) {
		if (!taken.has(column)) {
			throw new Invalid({
				file: `There is no column for ${COLUMN_WORDS[column]}. Call one “${column === "when" ? "Date" : "What happened"}” in the first row`,
			});
		}
	}
	const rows = cells
		.map((row, at) => ({ number: at + 1, row }))
		.slice(first + 1)
		.filter(({ row }) => row.some(Boolean));
	if (rows.length === 0) throw new Invalid({ file: "There is no incident in this file, only its headings" });
	if (rows.length > MOST_ROWS) {
		throw new Invalid({
			file: `Add ${MOST_ROWS.toLocaleString("en-GB")} rows or fewer at a time. There are ${rows.length.toLocaleString("en-GB")}`,
		});
	}
	const cellsOf =
		(row: readonly string[]): Cell =>
		(column) =>
			row[columns.findIndex(({ meaning }) => meaning === column)] ?? "";
	const habits = dateHabits(
		rows.map(({ row }) => whenCells(cellsOf(row))),
		today,
	);
	return {
		cells,
		columns,
		rows: rows.map(({ number, row }) => {
			const cell = cellsOf(row);
			const line = cell("what") || row.filter(Boolean).join(", ");
			return { number, line, reading: readRow(cell, habits, today) };
		}),
	};
}

type Cell = (column: Column) => string;
const whenCells = (cell: Cell) => ({ when: cell("when"), until: cell("until"), at: cell("at") });

function readRow(cell: Cell, habits: DateHabits, today: string): RowReading {
	const what = cell("what");
	if (cell("when") === "") return { problem: "There is no date" };
	if (what === "") return { problem: "It does not say what happened" };
	const dated = whenOfRow(whenCells(cell), habits, today);
	if ("problem" in dated) return dated;
	const { decided, kept } = decidedIn(cell);
	kept.unshift(...dated.kept);
	const told = whatHappened(what, decided);
	// What is behind a "#" is words in a file.
	const words = "problem" in told ? whatHappened(what.replaceAll("#", ""), decided) : told;
	if ("problem" in words) return words;
	const incident: FileIncident = {
		...words,
		...dated.when,
		what: [what, ...kept].join("\n"),
	};
	// What is recorded as a breach was one, whatever another column says; of which order, the text may let guess.
	if (decided.recordedAs === "breach-of-order") incident.orderBreached ??= "other";
	if (!leavesOpen(cell("kinds"))) {
		const { kinds, isGuess, isWhole } = kindsIn(cell("kinds"));
		const isUntold = words.isGuess && words.kinds.every((kind) => kind === "other");
		if (!isGuess || (kinds.length > 0 && isUntold)) Object.assign(incident, { kinds, isGuess });
		if (!isWhole) {
			kept.push(`Kind: ${cell("kinds")}`);
			incident.what = [what, ...kept].join("\n");
		}
	}
	if (cell("crimeNumber")) incident.crimeNumber = cell("crimeNumber");
	for (const column of ["location", "source", "evidence"] as const) {
		if (cell(column)) incident[column] = cell(column);
	}
	if (cell("preserveBy")) {
		const preserveBy = dateAhead(cell("preserveBy"));
		if (!preserveBy) return { problem: `“${cell("preserveBy")}” is no date, like 3/12/2026` };
		incident.preserveBy = preserveBy;
	}
	return { incident, ...(kept.length > 0 ? { kept } : {}) };
}

/** What the columns decide, also that there is none, and the words of those that were not understood. */
function decidedIn(cell: Cell): { decided: Decided; kept: string[] } {
	const decided: Decided = {};
	const kept: string[] = [];
	const read = <Value>(column: Column, name: string, readCell: (cell: string) => CellReading<Value>) => {
		if (saysNo(cell(column))) return undefined;
		const reading = readCell(cell(column));
		if (!reading.isWhole) kept.push(`${name}: ${cell(column)}`);
		return reading.value;
	};
	if (!leavesOpen(cell("recordedAs"))) {
		decided.recordedAs = read("recordedAs", "Recorded as", recordedIn);
		const { orderBreached } = recordedIn(cell("recordedAs"));
		if (orderBreached && orderBreached !== "other") decided.orderBreached = orderBreached;
	}
	if (!leavesOpen(cell("orderBreached"))) {
		const said = read("orderBreached", "Breach", orderBreachedIn);
		const isContradicted = said === undefined && decided.recordedAs === "breach-of-order";
		if (isContradicted) kept.push(`Breach: ${cell("orderBreached")}`);
		else decided.orderBreached = said;
	}
	if (!leavesOpen(cell("policeAction"))) {
		decided.policeAction = read("policeAction", "Police action", policeActionIn);
	}
	return { decided, kept };
}

/** A date that may be still to come, with its year. */
function dateAhead(text: string): string | undefined {
	const read = whenOf(`${text},`, "9999-12-31");
	const hasYear = /\d{4}|[-/.][a-z\d]{1,9}[-/.]\d{2}\b|[a-z]\.? ['’]?\d{2}\b/i.test(text);
	return "startsOn" in read && read.precision === "exact" && /^[\s,]*$/.test(read.rest) && hasYear
		? read.startsOn
		: undefined;
}
