/** A spreadsheet takes a cell that begins so for a formula; with an apostrophe before it, it is text. */
const FORMULA = /^[\s]*[=+\-@]|^[\t\r\n]/;

/** As RFC 4180 says, with a mark that tells Excel that it is UTF-8. */
export const inCsv = (rows: readonly (readonly string[])[]): string =>
	`\uFEFF${rows.map((row) => row.map(inCell).join(",")).join("\r\n")}\r\n`;

function inCell(text: string): string {
	const safe = FORMULA.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
