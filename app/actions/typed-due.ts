/** Reading a due date that came as words, "Fri" or "2 weeks", from a form; on the server. */
import type { z } from "zod";
import { Invalid } from "#server/http/errors.ts";
import { today } from "#server/http/today.ts";
import { problemsOf } from "../typed-form.ts";
import { spokenDate } from "./spoken-date.ts";

/**
 * A form's fields with its `due` read as a civil date, as a command takes them. What is wrong with the date is
 * told together with what `schema` finds wrong with the rest.
 * @throws Invalid
 */
export function withDue<Schema extends z.ZodType>(
	schema: Schema,
	{ due = "", ...fields }: Record<string, string>,
): z.input<Schema> {
	const reading = spokenDate(due, today());
	if (reading && "problem" in reading) {
		throw new Invalid({ ...problemsOf(schema, fields), due: reading.problem });
	}
	return { ...fields, due: reading?.date } as z.input<Schema>;
}
