/**
 * Numbers that leave the force tell of nobody: cells under five are left out, none of them included, and with them as
 * many others that from what is left nobody can work out such a cell, nor even that it is under five.
 *
 * A table with totals is a set of equations: each row and each column of it adds up. What is left out is what may still
 * vary. Seen as a network, rows and columns are its nodes and each cell left out a pipe between its row and its column:
 * a cell may be raised by as much as flows back from its column to its row through the other pipes. It is safe when that
 * is enough to raise it to five.
 */

/** A table of numbers; `null` is what was left out. */
export type Numbers = (number | null)[][];

/** Which of a table's lines add up the others: its last row, its last column. */
export interface Totals {
	row: boolean;
	column: boolean;
}

const LEAST = 5;

interface Cell {
	row: number;
	column: number;
	value: number;
	isTotal: boolean;
}

/**
 * The table without its small numbers.
 * @param isGrandHidden whether its grand total must be left out too, since it is left out elsewhere.
 */
export function suppressed(
	table: readonly (readonly number[])[],
	totals: Totals,
	isGrandHidden = false,
): Numbers {
	const lastRow = table.length - 1;
	const cells = table.flatMap((values, row) =>
		values.map((value, column): Cell => {
			const isTotal = (totals.row && row === lastRow) || (totals.column && column === values.length - 1);
			return { row, column, value, isTotal };
		}),
	);
	const grand = cells.at(-1);
	const hidden = new Set(cells.filter(({ value }) => value < LEAST));
	if (isGrandHidden && grand) hidden.add(grand);
	for (;;) {
		const unsafe = [...hidden].find(
			(cell) => cell.value < LEAST && !canBeFive(cell, [...hidden], totals, table),
		);
		if (!unsafe) break;
		const next = nextToHide(
			unsafe,
			cells.filter((cell) => !hidden.has(cell)),
		);
		// Everything is left out: there is nothing to work it out from.
		if (!next) break;
		hidden.add(next);
	}
	const left = table.map((values): (number | null)[] => [...values]);
	for (const { row, column } of hidden) (left[row] as (number | null)[])[column] = null;
	return left;
}

/** The smallest number that is no total and stands in the cell's row or column, else anywhere, else a total. */
function nextToHide(unsafe: Cell, shown: readonly Cell[]): Cell | undefined {
	const isBeside = ({ row, column }: Cell) => row === unsafe.row || column === unsafe.column;
	const rank = (cell: Cell) => (cell.isTotal ? 2 : 0) + (isBeside(cell) ? 0 : 1);
	return [...shown].sort((a, b) => rank(a) - rank(b) || a.value - b.value)[0];
}

/** Whether what is shown leaves it open that this cell is five or more. */
function canBeFive(
	cell: Cell,
	hidden: readonly Cell[],
	totals: Totals,
	table: readonly (readonly number[])[],
): boolean {
	const lastRow = table.length - 1;
	// A line that nothing adds up is no equation: all such lines are one node, through which everything flows.
	const FREE = "free";
	const rowOf = ({ row }: Cell) => (totals.column ? `row ${row}` : FREE);
	const columnOf = ({ column }: Cell) => (totals.row ? `column ${column}` : FREE);
	/** In the equation "parts less total is none" a total counts below zero, and a total of totals above it again. */
	const sign = ({ row, column }: Cell) => {
		const isInTotalRow = totals.row && row === lastRow;
		const isInTotalColumn = totals.column && column === (table[row]?.length ?? 0) - 1;
		return isInTotalRow !== isInTotalColumn ? -1 : 1;
	};
	/** Raising goes from row to column, lowering back, and no number goes below none. */
	const pipes = new Map<string, Map<string, number>>();
	const add = (from: string, to: string, room: number) => {
		const of = pipes.get(from) ?? new Map<string, number>();
		of.set(to, (of.get(to) ?? 0) + room);
		pipes.set(from, of);
	};
	for (const other of hidden) {
		if (other === cell) continue;
		const [row, column] = [rowOf(other), columnOf(other)];
		const isPart = sign(other) === 1;
		add(row, column, isPart ? Number.POSITIVE_INFINITY : other.value);
		add(column, row, isPart ? other.value : Number.POSITIVE_INFINITY);
	}
	const [from, to] = sign(cell) === 1 ? [columnOf(cell), rowOf(cell)] : [rowOf(cell), columnOf(cell)];
	return flows(pipes, from, to, LEAST - cell.value);
}

/** Whether so much can flow from one node to another. */
function flows(pipes: Map<string, Map<string, number>>, from: string, to: string, wanted: number): boolean {
	if (from === to) return true;
	let left = wanted;
	while (left > 0) {
		const cameFrom = new Map<string, string>([[from, from]]);
		const queue = [from];
		for (const node of queue) {
			for (const [next, room] of pipes.get(node) ?? []) {
				if (room <= 0 || cameFrom.has(next)) continue;
				cameFrom.set(next, node);
				queue.push(next);
			}
		}
		if (!cameFrom.has(to)) return false;
		const way: [string, string][] = [];
		for (let node = to; node !== from; node = cameFrom.get(node) as string)
			way.push([cameFrom.get(node) as string, node]);
		const amount = Math.min(left, ...way.map(([a, b]) => pipes.get(a)?.get(b) ?? 0));
		for (const [a, b] of way) {
			pipes.get(a)?.set(b, (pipes.get(a)?.get(b) ?? 0) - amount);
			const back = pipes.get(b) ?? new Map<string, number>();
			pipes.set(b, back.set(a, (back.get(a) ?? 0) + amount));
		}
		left -= amount;
	}
	return true;
}
