/** What goes into a column comes out of it, the same on both engines. */
import { asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { operations, revisions, signInFailures } from "#db/schema/index.ts";

/** Writes an instant and a JSON value, and reads them back through the reader. */
async function roundTrip(at: Date, result: unknown): Promise<{ at: Date; result: unknown }> {
	const opId = crypto.randomUUID();
	await transaction(async (tx) => {
		await tx.insert(operations).values({ actorId: "a", opId, command: "c", inputHash: "h", result, at });
	});
	const [row] = await db.select().from(operations).where(eq(operations.opId, opId));
	if (!row) throw new Error("The row was not written");
	return { at: row.at, result: row.result };
}

describe("an instant", () => {
	it.each([
		"2026-07-01T12:34:56.000Z",
		"2026-07-01T12:34:56.001Z",
		"2026-07-01T12:34:56.789Z",
		"2026-07-01T12:34:56.999Z",
		// Either side of the clocks going forward and back in London.
		"2026-03-29T00:59:59.999Z",
		"2026-03-29T01:00:00.000Z",
		"2026-10-25T00:59:59.999Z",
		"2026-10-25T01:00:00.000Z",
		"2024-02-29T23:59:59.999Z",
		"1970-01-01T00:00:00.000Z",
		"1969-12-31T23:59:59.999Z",
		"1931-05-09T06:07:08.009Z",
		"9999-12-31T23:59:59.999Z",
	])("%s keeps its millisecond", async (written) => {
		const { at } = await roundTrip(new Date(written), null);
		expect(at).toBeInstanceOf(Date);
		expect(at.toISOString()).toBe(written);
	});

	it("may be absent", async () => {
		await keep("absent", false, null);
		const [row] = await db.select().from(revisions).where(eq(revisions.id, "absent"));
		expect(row?.erasedAt).toBeNull();
	});

	it("sorts and compares as time does", async () => {
		const times = ["1969-12-31T23:59:59.999Z", "2026-07-01T12:34:56.788Z", "2026-07-01T12:34:56.789Z"];
		await transaction(async (tx) => {
			for (const time of [...times].reverse()) {
				await tx.insert(signInFailures).values({ key: time, count: 1, lastAt: new Date(time) });
			}
		});
		const sorted = await db.select().from(signInFailures).orderBy(asc(signInFailures.lastAt));
		expect(sorted.map((row) => row.key)).toEqual(times);
		const exact = await db
			.select()
			.from(signInFailures)
			.where(eq(signInFailures.lastAt, new Date(times[2] ?? "")));
		expect(exact.map((row) => row.key)).toEqual([times[2]]);
	});
});

describe("JSON", () => {
	it.each([
		["an object with nesting", { a: { b: [1, { c: null }] }, z: true, empty: {}, none: [] }],
		["an array", ["entry:1", "action:2"]],
		["an empty array", []],
		["null", null],
		["a number", 42.5],
		["a boolean", false],
		["text of every kind", { text: "Siân O’Brien said: \"no\"\n\t\\ 'x'; drop table -- 😀 \u2028 ﬁ" }],
		["keys out of order", { z: 1, a: 2, ä: 3, "a b": 4, "1": 5 }],
		["a large whole number", { n: Number.MAX_SAFE_INTEGER, m: -1, zero: 0 }],
	])("%s", async (_, written) => {
		expect((await roundTrip(new Date(), written)).result).toEqual(written);
	});
});

describe("a boolean", () => {
	it("is true or false, never 1 or 0", async () => {
		await keep("yes", true, null);
		await keep("no", false, null);
		const rows = await db.select().from(revisions).orderBy(asc(revisions.id));
		expect(Object.fromEntries(rows.map((row) => [row.id, row.isSealed]))).toMatchObject({
			yes: true,
			no: false,
		});
		const sealed = await db.select().from(revisions).where(eq(revisions.isSealed, true));
		expect(sealed.map((row) => row.id)).toEqual(["yes"]);
	});
});

describe("text", () => {
	it.each([
		["nothing", ""],
		["blanks at both ends", "  x \n"],
		["other scripts and marks", "Żółć Nguyễn محمد 李 e\u0301 😀"],
		["quotes and backslashes", `'"\\ %_ $1 ?`],
		["a long one", "ö".repeat(100_000)],
	])("%s", async (name, written) => {
		await keep(name, false, written);
		const [row] = await db.select().from(revisions).where(eq(revisions.id, name));
		expect(row?.body).toBe(written);
	});
});

const keep = (id: string, isSealed: boolean, body: string | null) =>
	transaction(async (tx) => {
		await tx.insert(revisions).values({
			id,
			streamId: "s",
			version: 1,
			subjectKind: "entry",
			subjectId: "e",
			authorId: "a",
			at: new Date(),
			salt: "salt",
			body,
			isSealed,
		});
	});
