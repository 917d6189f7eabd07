/** A log as the rows of a file; on the server. */
import { type LogLine, MOST_LISTED } from "#server/actions/index.ts";
import { londonDate } from "#server/clock.ts";
import { ACTION_STATUS_WORDS, CATEGORY_WORDS, PRIORITY_WORDS } from "./action-words.ts";
import { overdueInWords } from "./log-words.ts";

const COLUMNS: [heading: string, cell: (line: LogLine, today: string) => string | null | undefined][] = [
	["Case", (line) => line.reference],
	["Panel", (line) => line.panelName],
	["Action", (line) => line.what],
	["Owner", (line) => line.ownerAgencyName],
	["Person there", (line) => line.ownerUserName ?? line.ownerDetail],
	["Due", (line) => line.due ?? line.dueNote],
	["Overdue", (line, now) => overdueInWords(line, now)],
	["Priority", (line) => PRIORITY_WORDS[line.priority]],
	["What it is for", (line) => (line.category ? CATEGORY_WORDS[line.category] : null)],
	["How it stands", (line) => ACTION_STATUS_WORDS[line.status]],
	["What was done, or why not", (line) => line.outcome],
	["Done on", (line) => line.doneOn],
	["Signed off by", (line) => line.signedOffByName],
	// The day of an import is not the day on which it was agreed, which nobody knows.
	["Agreed on", (line) => (line.isImported ? null : londonDate(new Date(line.at)))],
];

/** Headings and lines; a file that does not hold all of the list, or of what words stand in, says so at its end. */
export function rowsOf(lines: LogLine[], wasCut: boolean, today: string, words = ""): string[][] {
	const rows = [
		COLUMNS.map(([heading]) => heading),
		...lines.map((line) => COLUMNS.map(([, cell]) => cell(line, today) ?? "")),
	];
	if (!wasCut) return rows;
	const cut =
		words === ""
			? `Only the first ${lines.length.toLocaleString("en-GB")} actions are in this file. There are more: choose more in the filter to see the rest.`
			: `The words were looked for in the first ${MOST_LISTED.toLocaleString("en-GB")} actions of the list. There are more: choose more in the filter to search the rest.`;
	return [...rows, [cut, ...COLUMNS.slice(1).map(() => "")]];
}
