/** A file for a spreadsheet says what the table said, and calculates nothing. */
import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { expect, it } from "vitest";
import { csvOf, workbookOf } from "./table-file.ts";

const DANGEROUS = ["=1+1", "+44 7700", "-3", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"];

it("of commas keeps every text, and what could be a formula behind an apostrophe", () => {
	const rows = [["Heading", 'A "quoted", comma'], DANGEROUS, ["two\nlines", "", "O’Brien", "12 – 3"]];
	const file = csvOf(rows);
	expect(file.startsWith("\uFEFF")).toBe(true);
	expect(parse(file, { bom: true, relax_column_count: true, record_delimiter: "\r\n" })).toEqual([
		rows[0],
		DANGEROUS.map((text) => `'${text}`),
		rows[2],
	]);
});

it("of Excel holds text in every cell, as it was", async () => {
	const file = await workbookOf("Actions", [
		["Action", "Owner"],
		["=1+1", "@SUM(A1)"],
		["a\u0001b", "-3"],
	]);
	const read = await readSheet(Buffer.from(file));
	expect(read).toEqual([
		["Action", "Owner"],
		["=1+1", "@SUM(A1)"],
		["ab", "-3"],
	]);
});
