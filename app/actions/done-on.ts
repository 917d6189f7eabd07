/** Reading the day on which something was done, from its three boxes; on the server. */
import type { z } from "zod";
import { Invalid } from "#server/http/errors.ts";
import { dateFrom, optionalCivilDate } from "#server/http/screen.ts";
import { problemsOf } from "../typed-form.ts";

/**
 * What a command takes, with the day of `fields` on which it was done, if they say one. What is wrong with the day is
 * told together with what `schema` finds wrong with the rest, in the order of the schema.
 * @throws Invalid
 */
export function withDoneOn<Schema extends z.ZodObject>(
	schema: Schema,
	input: object,
	fields: Record<string, string>,
): z.input<Schema> {
	const read = optionalCivilDate("the day on which it was done").safeParse(dateFrom(fields, "doneOn"));
	if (read.success) return { ...input, doneOn: read.data ?? undefined } as z.input<Schema>;
	const all = { ...problemsOf(schema, input), doneOn: read.error.issues[0]?.message ?? "" };
	const inOrder = Object.entries(all).sort(([a], [b]) => placeOf(schema, a) - placeOf(schema, b));
	throw new Invalid(Object.fromEntries(inOrder));
}

const placeOf = (schema: z.ZodObject, name: string) => Object.keys(schema.shape).indexOf(name);
