import { expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { streams } from "#db/schema/index.ts";
import { ensureOrganisation } from "./index.ts";

test("begins the organisation’s stream and the access log’s, and once only", async () => {
	await transaction(ensureOrganisation);
	await transaction(ensureOrganisation);
	const begun = await db.select({ id: streams.id, kind: streams.kind }).from(streams);
	expect(begun).toHaveLength(2);
	expect(begun).toContainEqual({ id: "organisation", kind: "organisation" });
	expect(begun).toContainEqual({ id: "access", kind: "access" });
});
