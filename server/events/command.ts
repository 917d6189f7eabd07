/**
 * What every write has in common: one transaction, and an id made by the client that lets the same click be
 * sent twice. The second time answers as the first and changes nothing.
 */
import type { z } from "zod";
import { db, isUniqueViolation, type Tx, transaction } from "#db/index.ts";
import type { Actor } from "../audiences/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { answered, noteAnswer, operation } from "./operations.ts";

/** What a command's work is given beside its input. */
export interface Hand {
	tx: Tx;
	actor: Actor;
	opId: string;
}

/** A command: `(actor, opId, input)`; `input` as it came from a form, checked here. */
export interface Command<Input, Result> {
	(actor: Actor, opId: string, input: Input): Promise<Result>;
	readonly schema: z.ZodType<unknown, unknown>;
}

/**
 * Makes a command of `work`, which runs in one transaction and answers plain JSON.
 * @throws Invalid when the input does not fit `schema`; Conflict when the same `opId` was sent before with
 *   other input; whatever `work` throws.
 */
export function command<Schema extends z.ZodType, Result>(
	name: string,
	schema: Schema,
	work: (hand: Hand, input: z.output<Schema>) => Promise<Result>,
): Command<z.input<Schema>, Result> {
	const run = async (actor: Actor, opId: string, input: z.input<Schema>): Promise<Result> => {
		const parsed = schema.safeParse(input);
		if (!parsed.success) throw new Invalid(fieldMessages(parsed.error));
		const sent = operation(actor, opId, name, parsed.data);
		const attempt = () =>
			transaction(async (tx) => {
				const before = await answered(tx, sent);
				if (before) return before.result as Result;
				const result = await work({ tx, actor, opId }, parsed.data);
				await noteAnswer(tx, sent, result);
				return result;
			});
		try {
			return await attempt();
		} catch (error) {
			// Two copies of one click may run side by side. The loser is rolled back whole, because the answer is
			// there already or because the winner left it nothing to do ("recused already"): it then finds the answer.
			if (isUniqueViolation(error)) return attempt();
			const meanwhile = isExpected(error) ? await answered(db, sent) : undefined;
			if (meanwhile) return meanwhile.result as Result;
			throw error;
		}
	};
	return Object.assign(run, { schema });
}

const isExpected = (error: unknown): boolean =>
	[Invalid, NotFound, NotAllowed, Conflict].some((kind) => error instanceof kind);

/** zod's issues as one message a field: the first for each, all fields at once. */
export function fieldMessages(error: z.ZodError): Record<string, string> {
	const fields: Record<string, string> = {};
	for (const issue of error.issues) fields[issue.path.join("-") || "form"] ??= issue.message;
	return fields;
}
