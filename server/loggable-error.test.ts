import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/index.ts";
import { agencies } from "#db/schema/index.ts";
import { loggableError } from "./loggable-error.ts";

const thrownBy = (work: () => unknown) =>
	Promise.resolve()
		.then(work)
		.then(
			() => undefined,
			(error) => error,
		);

test("an error of the database is told without the values of its query", async () => {
	const error = await thrownBy(() =>
		db.select().from(agencies).where(sql`no_such_column = ${"Canary Person"}`),
	);
	const logged = JSON.stringify(loggableError(error));
	expect(logged).toMatch(/no_such_column/);
	expect(logged).not.toMatch(/Canary/);
});

test("a parser's quotation of what it read is left out", async () => {
	const error = await thrownBy(() => JSON.parse("Canary Person"));
	expect(error.message).toMatch(/Canary/);
	expect(JSON.stringify(loggableError(error))).not.toMatch(/Canary/);
});

test("where it came from and what caused it stay", () => {
	const logged = loggableError(new TypeError("outer", { cause: new Error("inner") }));
	expect(logged).toMatchObject({ type: "TypeError", message: "outer", cause: { message: "inner" } });
	expect(logged.stack).toMatch(/loggable-error\.test/);
	expect(loggableError(logged)).toBe(logged);
	expect(loggableError("Canary Person")).toEqual({ type: "string" });
});
