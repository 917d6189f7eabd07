/** Reading what the forms of the chronology say, on the server. */
import type { z } from "zod";
import { Invalid } from "#server/http/errors.ts";
import { dateFrom, optionalCivilDate, type SentForm } from "#server/http/screen.ts";
import { MOST_LINES, type Said } from "#server/incidents/index.ts";
import { problemsOf } from "../typed-form.ts";
import { linesIn, type NumberedReading, type QuickIncident, quickLines } from "./quick-line.ts";

type SaidInput = z.input<typeof Said>;

const DATES = {
	startsOn: "the date",
	endsOn: "the end of the period",
	preserveBy: "the date by which to secure it",
};

/** Fields in the order in which the form has them, for its summary of errors. */
const IN_ORDER = [
	"precision",
	"startsOn",
	"endsOn",
	"startsAt",
	"what",
	"kinds",
	"orderBreached",
	"breachAsStalking",
	"breachWhy",
	"policeAction",
	"crimeNumber",
	"recordedAs",
	"location",
	"source",
	"evidence",
	"preserveBy",
	"form",
];

/** An incident as its whole form says it. @throws Invalid, what is wrong with its dates together with all else. */
export function incidentIn<Schema extends z.ZodType>(
	schema: Schema,
	form: SentForm,
	ids: Record<string, string>,
): z.input<Schema> {
	const { startsAt = "" } = form.fields;
	const input: Record<string, unknown> = {
		...form.fields,
		...ids,
		// One field of several where what was typed is sent again.
		kinds: form.all("kinds").flatMap((kinds) => kinds.split(",")),
		startsAt: startsAt
			.trim()
			.replace(/^(\d{1,2})[.](\d{2})$/, "$1:$2")
			.replace(/^(\d):/, "0$1:"),
	};
	const wrong: Record<string, string> = {};
	for (const [name, what] of Object.entries(DATES)) {
		const read = optionalCivilDate(what).safeParse(dateFrom(form.fields, name));
		input[name] = read.success ? (read.data ?? "") : "";
		if (!read.success) wrong[name] = read.error.issues[0]?.message ?? "";
	}
	const all: Record<string, string> = { ...problemsOf(schema, input), ...wrong };
	const names = [...IN_ORDER, ...Object.keys(all).filter((name) => !IN_ORDER.includes(name))];
	const inOrder = names.flatMap((name) => (all[name] ? [[name, all[name]]] : []));
	if (inOrder.length > 0) throw new Invalid(Object.fromEntries(inOrder));
	return input as z.input<Schema>;
}

/** What a line or a row was understood as, as a command takes it. */
export const asSaid = ({ isGuess: _, guessed: _guessed, ...incident }: QuickIncident): SaidInput =>
	incident as SaidInput;

/** So many lines with something wrong are named one by one. */
const MOST_NAMED = 8;

/** Each of these with what is wrong with it, as one message for the box they stand in. */
export function inOneMessage(what: "Line" | "Row", wrong: { number: number; problem: string }[]): string {
	const named = wrong.slice(0, MOST_NAMED).map(({ number, problem }) => `${what} ${number}: ${problem}`);
	const more = wrong.length - named.length;
	return [...named, ...(more > 0 ? [`and ${more} more like these`] : [])].join(". ");
}

/** The incidents that stand in the box, one a line. @throws Invalid at the box, naming each line that was not understood. */
export function incidentsIn(lines: string, today: string): (NumberedReading & { incident: QuickIncident })[] {
	const count = linesIn(lines).length;
	if (count === 0) throw new Invalid({ lines: "Enter what happened, beginning with the date" });
	if (count > MOST_LINES) {
		throw new Invalid({
			lines: `Add ${MOST_LINES} lines or fewer at a time. There are ${count.toLocaleString("en-GB")}`,
		});
	}
	const readings = quickLines(lines, today);
	const wrong = readings.flatMap(({ number, reading }) =>
		"problem" in reading ? [{ number, problem: reading.problem }] : [],
	);
	if (wrong.length > 0) {
		const [first] = wrong;
		throw new Invalid({
			lines: readings.length === 1 && first ? first.problem : inOneMessage("Line", wrong),
		});
	}
	return readings.flatMap((one) =>
		"incident" in one.reading ? [{ ...one, incident: one.reading.incident }] : [],
	);
}

/** What a command found wrong with some of several, by the lines or rows they came from; what it says of all stays. */
export function byNumber(
	error: unknown,
	what: "Line" | "Row",
	numbers: readonly number[],
	field: string,
): unknown {
	if (!(error instanceof Invalid)) return error;
	const wrong = new Map<number, string>();
	let other: string | undefined;
	for (const [name, problem] of Object.entries(error.fields)) {
		const at = /^incidents-(\d+)(?:-|$)/.exec(name)?.[1];
		const number = at === undefined ? undefined : numbers[Number(at)];
		if (number === undefined) other ??= problem;
		else if (!wrong.has(number)) wrong.set(number, problem);
	}
	const named = [...wrong].map(([number, problem]) => ({ number, problem }));
	return new Invalid({ [field]: named.length > 0 ? inOneMessage(what, named) : (other ?? error.message) });
}
