import { expect, it } from "vitest";
import type { LogLine } from "#server/actions/index.ts";
import { rowsOf } from "./export-rows.ts";

const line = (fields: Partial<LogLine>) =>
	({
		reference: "N-1",
		what: "Visit",
		priority: "routine",
		status: "open",
		// Half an hour into the next day in London.
		at: "2026-06-30T23:30:00.000Z",
		isImported: false,
		...fields,
	}) as LogLine;

const agreedOn = (fields: Partial<LogLine>) => rowsOf([line(fields)], false, "2026-07-02")[1]?.at(-1);

it("says the day in London on which each was agreed, and none of what was imported", () => {
	expect(rowsOf([], false, "2026-07-02")[0]?.at(-1)).toBe("Agreed on");
	expect(agreedOn({})).toBe("2026-07-01");
	expect(agreedOn({ at: "2026-12-31T23:30:00.000Z" })).toBe("2026-12-31");
	expect(agreedOn({ isImported: true })).toBe("");
});

it("says in its last row when it was cut, and every row has all columns", () => {
	const whole = rowsOf([line({}), line({})], false, "2026-07-02");
	const cut = rowsOf([line({}), line({})], true, "2026-07-02");
	expect(cut.slice(0, -1)).toEqual(whole);
	expect(cut.at(-1)?.[0]).toMatch("Only the first 2 actions are in this file");
	expect(new Set(cut.map((row) => row.length)).size).toBe(1);
	expect(rowsOf([], true, "2026-07-02", "locks").at(-1)?.[0]).toMatch(
		"The words were looked for in the first 5,000 actions of the list",
	);
});
