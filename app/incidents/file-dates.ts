/** When an incident was, as the date, the end and the time of a row say it, written as police systems and Excel do. */
import { leavesOpen, saysNo } from "./file-cells.ts";
import { endOf, type When, whenOf } from "./line-dates.ts";
import { beginsWithTime, PART, timeIn, Unclear } from "./line-times.ts";

export interface WhenCells {
	when: string;
	until: string;
	at: string;
}

/** What only all rows of a file together tell. */
export interface DateHabits {
	/** Excel writes 00:00 where there is no time: so in every date, or in every cell of the time. */
	isDateUntimed: boolean;
	isTimeEmpty: boolean;
	/** A date with the month first, 11/26/2026, where none has the day first: no other date of the file is certain. */
	monthFirst: string | undefined;
}

const NUMERIC = /^(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\b/;
const MIDNIGHT = "00:00";

export function dateHabits(rows: readonly WhenCells[], today: string): DateHabits {
	const isNoTime = (time: string | undefined) => time === undefined || time === MIDNIGHT;
	const above12 = (place: 1 | 2) => (cells: WhenCells) => Number(NUMERIC.exec(cells.when)?.[place]) > 12;
	return {
		isDateUntimed: rows.every(({ when }) => isNoTime(ifClear(() => startIn(when, today))?.startsAt)),
		isTimeEmpty: rows.every(({ at }) => isNoTime(ifClear(() => timeOf(at))?.at)),
		monthFirst: rows.some(above12(1)) ? undefined : rows.find(above12(2))?.when,
	};
}

function ifClear<Value>(readCell: () => Value): Value | undefined {
	try {
		return readCell();
	} catch (error) {
		if (error instanceof Unclear) return undefined;
		throw error;
	}
}

/** Reads when it was; of the cells that say more than an incident can, the words are kept with it. */
export function whenOfRow(
	cells: WhenCells,
	habits: DateHabits,
	today: string,
): { when: When; kept: string[] } | { problem: string } {
	try {
		return read(cells, habits, today);
	} catch (error) {
		if (error instanceof Unclear) return { problem: error.message };
		throw error;
	}
}

function read(cells: WhenCells, habits: DateHabits, today: string): { when: When; kept: string[] } {
	refuseMonthFirst(cells.when, habits);
	refuseMonthFirst(cells.until, habits);
	const start = startIn(cells.when, today);
	const end = endIn(cells.until, start.startsOn, today);
	const time = timeOf(cells.at);
	const timeInDate =
		habits.isDateUntimed || (time && start.startsAt === MIDNIGHT) ? undefined : start.startsAt;
	const timeInCell = habits.isTimeEmpty ? undefined : time?.at;
	if (timeInDate && timeInCell && timeInDate !== timeInCell)
		throw new Unclear(`The date says ${timeInDate} and the time says ${timeInCell}`);
	const startsAt = timeInDate ?? timeInCell;

	const isPeriod = start.precision === "period" || (end?.date !== undefined && end.date !== start.startsOn);
	const isEndUntimed = end?.at === undefined || (habits.isDateUntimed && end.at === MIDNIGHT);
	const isEndSaid = end?.date !== undefined && start.precision !== "period" && isEndUntimed;
	const kept: string[] = [];
	// A period has no time, and is about nothing.
	const isDateKept = isPeriod && (timeInDate || start.precision === "about");
	if (start.rest !== "" || isDateKept) kept.push(`Date: ${cells.when}`);
	if (end && !isEndSaid) kept.push(`To: ${cells.until}`);
	if (time?.isInPart || (isPeriod && timeInCell)) kept.push(`Time: ${cells.at}`);

	const { startsOn, precision } = start;
	if (start.precision === "period") return { when: { precision, startsOn, endsOn: start.endsOn }, kept };
	if (isPeriod) return { when: { precision: "period", startsOn, endsOn: end?.date }, kept };
	const isAbout = precision === "about" || time?.isAbout;
	return {
		when: { precision: isAbout ? "about" : "exact", startsOn, ...(startsAt ? { startsAt } : {}) },
		kept,
	};
}

/** Excel in American English writes 11/03/2026 for the third of November. @throws Unclear */
function refuseMonthFirst(cell: string, { monthFirst }: DateHabits): void {
	const [, first, second] = NUMERIC.exec(cell) ?? [];
	if (monthFirst !== undefined && first !== second && Number(second) <= 12)
		throw new Unclear(`Is the day first in ${cell}? It is not in ${monthFirst}. Write dates like 3 Nov 2026`);
}

const PART_ALONE = new RegExp(`^(?:overnight|${PART})$`, "i");
const withoutStops = (text: string) => text.replace(/^[\s,]+|[\s,]+$/g, "");

/** The cell of the date, which may hold a time and a period too. A stop behind it: two numbers at its end are a year. */
function startIn(cell: string, today: string): When & { rest: string } {
	const found = whenOf(`${cell},`, today);
	if ("problem" in found) throw new Unclear(found.problem);
	const rest = withoutStops(found.rest);
	const isStretch = found.startsAt !== undefined && timeIn(rest)?.at === found.startsAt;
	if (rest !== "" && rest !== cell && !PART_ALONE.test(rest) && !isStretch)
		throw new Unclear(`“${cell}” is no date and time, like 3/11/2026 21:40`);
	return { ...found, rest };
}

/** The cell of the end: a date, or only a time, which stays in the words. */
function endIn(cell: string, start: string, today: string): { date?: string; at?: string } | undefined {
	if (leavesOpen(cell) || saysNo(cell)) return undefined;
	if (beginsWithTime(cell) || /^\d{4}$/.test(cell)) return {};
	const end = endOf(`${cell},`, start, today);
	const time = end && timeIn(end.rest);
	if (!end || withoutStops(time?.rest ?? end.rest) !== "")
		throw new Unclear(`“${cell}” is no date for the end, like 9/11/2026`);
	return { date: end.date, ...(time ? { at: time.at } : {}) };
}

/** The cell of the time; what says a part of the day only, or more than a time, is kept as words. */
function timeOf(cell: string): { at?: string; isAbout?: boolean; isInPart: boolean } | undefined {
	if (leavesOpen(cell) || saysNo(cell)) return undefined;
	const time = timeIn(/^\d{4}$/.test(cell) ? `${cell.slice(0, 2)}:${cell.slice(2)}` : cell);
	if (time) return { at: time.at, isAbout: time.isAbout, isInPart: time.rest !== "" };
	if (/\d/.test(cell)) throw new Unclear(`“${cell}” is no time, like 21:40`);
	return { isInPart: true };
}
