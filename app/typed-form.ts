/** Reading what a form or an address asks for, on the server. */
import type { z } from "zod";
import { Invalid } from "#server/http/errors.ts";
import { check, dateFrom, optionalCivilDate, type SentForm } from "#server/http/screen.ts";

/**
 * A form's fields with its dates read, as a command takes them. What is wrong with a date is told together
 * with what `schema` finds wrong with the rest, in the order of the schema.
 * @param dates what each date is called, e.g. `{ dateOfBirth: "the date of birth" }`.
 * @throws Invalid
 */
export function withDates<Schema extends z.ZodObject>(
	schema: Schema,
	fields: Record<string, string>,
	dates: Record<string, string>,
): z.input<Schema> {
	const input = { ...fields };
	const problems: Record<string, string> = {};
	for (const [name, what] of Object.entries(dates)) {
		const read = optionalCivilDate(what).safeParse(dateFrom(fields, name));
		if (read.success) input[name] = read.data ?? "";
		else {
			input[name] = "";
			problems[name] = read.error.issues[0]?.message ?? "";
		}
	}
	if (Object.keys(problems).length > 0) {
		const all = { ...problemsOf(schema, input), ...problems };
		const inOrder = Object.keys(schema.shape).filter((name) => name in all);
		throw new Invalid(Object.fromEntries(inOrder.map((name) => [name, all[name] ?? ""])));
	}
	return input as z.input<Schema>;
}

/** What a schema finds wrong, one message a field. */
export function problemsOf(schema: z.ZodType, input: unknown): Record<string, string> {
	try {
		check(schema, input);
		return {};
	} catch (error) {
		if (error instanceof Invalid) return error.fields;
		throw error;
	}
}

/** On a page of several buttons, each form says in its hidden `intent` which of these it wants. */
export async function byIntent<Post extends { form: SentForm }, Result>(
	post: Post,
	commands: Record<string, (post: Post) => Promise<Result>>,
): Promise<Result> {
	const intent = post.form.fields.intent ?? "";
	const command = Object.hasOwn(commands, intent) ? commands[intent] : undefined;
	if (!command) throw new Invalid({ form: "This form could not be understood. Open the page again." });
	return command(post);
}

/** Which page of a list an address asks for, from 1. @param name of the parameter, where a page has several lists. */
export function pageIn(url: URL, name = "page"): number {
	return Math.max(1, Math.trunc(Number(url.searchParams.get(name))) || 1);
}
