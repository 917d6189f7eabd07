/** Prepared queries answer and refuse as the others do, on both engines. */
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db, prepared, preparedInsert, type Reader, type Tx, transaction } from "#db/index.ts";
import { operations, signInFailures } from "#db/schema/index.ts";

const at = new Date("2026-07-01T12:00:00.123Z");

const failuresOf = prepared("test: failures of a key", (on: Reader) =>
	on
		.select()
		.from(signInFailures)
		.where(eq(signInFailures.key, sql.placeholder("key"))),
);
const insertFailure = preparedInsert("test: insert a failure", signInFailures);
const insertOperation = preparedInsert("test: insert an operation", operations);

beforeEach(() =>
	transaction(async (tx) => {
		await tx.delete(signInFailures);
		await tx.delete(operations);
	}),
);

describe("a prepared query", () => {
	it("answers for the values of each call", async () => {
		await transaction(async (tx) => {
			await insertFailure(tx, { key: "a", count: 1, lastAt: at });
			await insertFailure(tx, { key: "b", count: 2, lastAt: at });
		});
		expect(await failuresOf(db, { key: "a" })).toEqual([{ key: "a", count: 1, lastAt: at }]);
		expect(await failuresOf(db, { key: "b" })).toEqual([{ key: "b", count: 2, lastAt: at }]);
		expect(await failuresOf(db, { key: "c" })).toEqual([]);
	});

	it("sees in a transaction what the transaction wrote, and outside what was committed", async () => {
		await expect(
			transaction(async (tx) => {
				await insertFailure(tx, { key: "a", count: 1, lastAt: at });
				expect(await failuresOf(tx, { key: "a" })).toHaveLength(1);
				throw new Error("changed my mind");
			}),
		).rejects.toThrow("changed my mind");
		expect(await failuresOf(db, { key: "a" })).toEqual([]);
	});

	it("is refused where db is refused, and after its transaction has ended", async () => {
		await expect(transaction(() => failuresOf(db, { key: "a" }))).rejects.toThrow("inside a transaction");
		let kept: Tx | undefined;
		await transaction(async (tx) => {
			kept = tx;
		});
		await expect(failuresOf(kept as Tx, { key: "a" })).rejects.toThrow("has ended");
	});

	it("says so when a value is missing", async () => {
		await expect(failuresOf(db, {})).rejects.toThrow("key");
	});
});

describe("a prepared insertion", () => {
	it("stores what an ordinary one stores: instants, JSON, nothing", async () => {
		const row = { actorId: "a", command: "c", inputHash: "h", at };
		const results = [{ text: "ä “quoted”", list: [1, null, true] }, null, "text", 0];
		await transaction(async (tx) => {
			for (const [index, result] of results.entries()) {
				await insertOperation(tx, { ...row, opId: `prepared ${index}`, result });
				await tx.insert(operations).values({ ...row, opId: `ordinary ${index}`, result });
			}
		});
		const stored = await db.select().from(operations);
		const resultOf = (opId: string) => stored.find((operation) => operation.opId === opId);
		for (const [index, result] of results.entries()) {
			const one = resultOf(`prepared ${index}`);
			expect(one).toEqual({ ...row, opId: `prepared ${index}`, result });
			expect(one?.result).toEqual(resultOf(`ordinary ${index}`)?.result);
		}
	});

	it("fails as an ordinary one does when the row is there already", async () => {
		const insert = () => transaction((tx) => insertFailure(tx, { key: "a", count: 1, lastAt: at }));
		await insert();
		await expect(insert()).rejects.toThrow();
		expect(await failuresOf(db, { key: "a" })).toHaveLength(1);
	});
});
