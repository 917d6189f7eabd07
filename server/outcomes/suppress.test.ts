/** That nothing under five leaves the force, nor can be worked out, held against every table that looks the same. */
import { describe, expect, it } from "vitest";
import { chanceOf, seedOfRun } from "#tests/random.ts";
import { type Numbers, suppressed, type Totals } from "./suppress.ts";

const both: Totals = { row: true, column: true };
const across: Totals = { row: false, column: true };
const down: Totals = { row: true, column: false };
const neither: Totals = { row: false, column: false };

/** The table with the totals that it is to have. */
function totalled(parts: number[][], totals: Totals): number[][] {
	const sum = (values: number[]) => values.reduce((all, n) => all + n, 0);
	const rows = totals.column ? parts.map((row) => [...row, sum(row)]) : parts.map((row) => [...row]);
	if (!totals.row) return rows;
	return [...rows, (rows[0] ?? []).map((_, column) => sum(rows.map((row) => row[column] ?? 0)))];
}

describe("small numbers", () => {
	it("are left out, none among them, and the next smallest with one that stands alone", () => {
		expect(suppressed([[12, 3, 20, 35]], across)).toEqual([[null, null, 20, 35]]);
		expect(suppressed([[12, 0, 20, 32]], across)).toEqual([[null, null, 20, 32]]);
		expect(suppressed([[12, 8, 20, 40]], across)).toEqual([[12, 8, 20, 40]]);
	});

	it("are not two that together are under five, beside a total that tells so", () => {
		expect(suppressed([[2, 2, 20, 24]], across)).toEqual([[null, null, null, 24]]);
		expect(suppressed([[0, 0, 20, 20]], across)).toEqual([[null, null, null, 20]]);
		// Each may be five here, as far as anybody can tell.
		expect(suppressed([[3, 3, 20, 26]], across)).toEqual([[null, null, 20, 26]]);
	});

	it("take a total with them that is small, or the only other number", () => {
		expect(suppressed([[1, 0, 2, 3]], across)).toEqual([[null, null, null, null]]);
		expect(suppressed([[3, 3]], across)).toEqual([[null, null]]);
		expect(suppressed([[3], [40], [43]], down)).toEqual([[null], [null], [43]]);
		expect(suppressed([[4]], neither)).toEqual([[null]]);
		expect(suppressed([[5]], neither)).toEqual([[5]]);
	});

	it("take a grand total with them that is left out elsewhere", () => {
		expect(suppressed([[10, 20, 30]], across, true)).toEqual([[10, 20, null]]);
		const left = suppressed([[3, 20, 23]], across, true);
		expect(left).toEqual([[null, 20, null]]);
	});

	it("cannot be worked out by several rows and columns together, as a cell between two blocks could", () => {
		// Rows 0–1 and columns 0–1 are one block of what is left out, rows 2–3 and columns 2–3 another; (1, 2) joins them.
		const parts = [
			[3, 30, 50, 60],
			[30, 3, 2, 70],
			[80, 90, 3, 30],
			[81, 91, 30, 3],
		];
		const left = suppressed(totalled(parts, both), both);
		expect(left.flat().filter((n) => n !== null && n < 5)).toEqual([]);
		// The joining cell must lie on a way back that avoids it: something of rows 2–3 and columns 0–1 is out as well.
		const crossing = [
			left[0]?.[2],
			left[0]?.[3],
			left[1]?.[3],
			left[2]?.[0],
			left[2]?.[1],
			left[3]?.[0],
			left[3]?.[1],
		];
		expect(crossing).toContain(null);
	});
});

/** Whether there is another table that shows the same, in which this cell is five or more: somebody with paper and patience looks for it. */
function isOpen(shown: Numbers, totals: Totals, at: readonly [number, number]): boolean {
	const rows = shown.length - (totals.row ? 1 : 0);
	const columns = (shown[0]?.length ?? 0) - (totals.column ? 1 : 0);
	const parts = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
	const MOST = 16;
	const isTotal = at[0] === rows || at[1] === columns;
	const fits = () => {
		const whole = totalled(parts, totals);
		if ((whole[at[0]]?.[at[1]] ?? 0) < 5) return false;
		return shown.every((row, r) => row.every((n, c) => n === null || n === whole[r]?.[c]));
	};
	const fill = (cell: number): boolean => {
		if (cell === rows * columns) return fits();
		const [row, column] = [Math.floor(cell / columns), cell % columns];
		const known = shown[row]?.[column] ?? null;
		const ofRow = parts[row] as number[];
		const sumOfRow = ofRow.slice(0, column).reduce((sum, n) => sum + n, 0);
		const sumOfColumn = parts.slice(0, row).reduce((sum, values) => sum + (values[column] ?? 0), 0);
		const rowTotal = totals.column ? (shown[row]?.[columns] ?? null) : null;
		const columnTotal = totals.row ? (shown[rows]?.[column] ?? null) : null;
		const most = Math.min(
			known ?? MOST,
			rowTotal === null ? MOST : rowTotal - sumOfRow,
			columnTotal === null ? MOST : columnTotal - sumOfColumn,
		);
		const mustFill = rowTotal !== null && column === columns - 1 ? rowTotal - sumOfRow : 0;
		const mustEnd = columnTotal !== null && row === rows - 1 ? columnTotal - sumOfColumn : 0;
		const isAsked = at[0] === row && at[1] === column;
		const least = Math.max(known ?? 0, mustFill, mustEnd, isAsked ? 5 : 0);
		// A total is looked for among large numbers first, a part among small ones beside it.
		for (let step = 0; step <= most - least; step++) {
			ofRow[column] = isTotal ? most - step : least + step;
			if (fill(cell + 1)) return true;
		}
		ofRow[column] = 0;
		return false;
	};
	return fill(0);
}

it("leaves open, of every cell under five, that it is five or more", () => {
	const chance = chanceOf(seedOfRun());
	for (let round = 0; round < 200; round++) {
		const totals = chance.pick([both, both, across, down]);
		const [rows, columns] = chance.pick([
			[1, 3],
			[2, 2],
			[2, 3],
			[3, 1],
			[3, 2],
		] as const);
		const parts = Array.from({ length: rows }, () =>
			Array.from({ length: columns }, () => (chance.isTrue(0.5) ? chance.below(5) : 5 + chance.below(3))),
		);
		const table = totalled(parts, totals);
		const shown = suppressed(table, totals);
		for (const [row, values] of table.entries())
			for (const [column, value] of values.entries()) {
				if (value >= 5) continue;
				const what = `${JSON.stringify(table)} shown as ${JSON.stringify(shown)}: ${row}, ${column}`;
				expect(shown[row]?.[column], what).toBeNull();
				expect(isOpen(shown, totals, [row, column]), what).toBe(true);
			}
	}
}, 60_000);
