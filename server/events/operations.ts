/** What was sent under an id that the client made, and what it was answered: so that it is done once, however often it comes. */
import { and, eq, sql } from "drizzle-orm";
import { prepared, preparedInsert, type Reader, type Tx } from "#db/index.ts";
import { operations } from "#db/schema/index.ts";
import type { Actor } from "../audiences/actor.ts";
import { now } from "../clock.ts";
import { Conflict } from "../http/errors.ts";
import { keyedHash } from "../sealing.ts";
import { canonical } from "./canonical.ts";

/** Something sent, as it is known again: by whom, under which id, what it is to do and with what. */
export interface Operation {
	actorId: string;
	opId: string;
	command: string;
	inputHash: string;
	input: unknown;
}

export const operation = (actor: Actor, opId: string, command: string, input: unknown): Operation => ({
	actorId: actor.userId,
	opId,
	command,
	inputHash: keyedHash("operation", canonical([command, input])),
	input,
});

const operationOf = prepared("operation of an actor", (on: Reader) =>
	on
		.select()
		.from(operations)
		.where(
			and(eq(operations.actorId, sql.placeholder("actorId")), eq(operations.opId, sql.placeholder("opId"))),
		),
);
const insertOperation = preparedInsert("insert an operation", operations);

/** What it was answered the first time, if there was one. @throws Conflict when other input came under its id */
export async function answered(
	reader: Reader,
	{ actorId, opId, inputHash, input }: Operation,
): Promise<{ result: unknown } | undefined> {
	const [done] = await operationOf(reader, { actorId, opId });
	if (done && done.inputHash !== inputHash) throw sentBefore(input);
	return done && { result: done.result };
}

/** Notes the answer, in the transaction that did it. @throws a unique violation when another did it meanwhile */
export async function noteAnswer(tx: Tx, sent: Operation, result: unknown): Promise<void> {
	await insertOperation(tx, rowOf(sent, result));
}

/** Notes that it is done now, unless anything was done under its id already. Answers whether it is to be done. */
export async function beginOnce(tx: Tx, sent: Operation): Promise<boolean> {
	const begun = await tx
		.insert(operations)
		.values(rowOf(sent, null))
		.onConflictDoNothing()
		.returning({ opId: operations.opId });
	return begun.length > 0;
}

const rowOf = ({ actorId, opId, command, inputHash }: Operation, result: unknown) => ({
	actorId,
	opId,
	command,
	inputHash,
	result: result ?? null,
	at: now(),
});

function sentBefore(input: unknown): Conflict {
	const submitted: Record<string, string> = {};
	for (const [field, value] of Object.entries(input as Record<string, unknown>)) {
		if (typeof value === "string" && value !== "") submitted[field] = value;
	}
	return new Conflict("This form was already sent with other words. What you sent first is saved.", {
		current: {},
		submitted,
	});
}
