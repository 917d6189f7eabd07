/** How an agency is shown, everywhere the same. */
import { inArray } from "drizzle-orm";
import { agencies } from "#db/schema/index.ts";
import { presents, type Row } from "../events/index.ts";

export interface AgencyRow extends Row {
	kind: "agency";
	name: string;
	isClosed: boolean;
}

/** Agencies by id. A closed one stays: what it did keeps its name. */
export const presentAgencies = presents<AgencyRow>("agency", async (reader, ids) => {
	const rows = await reader.select().from(agencies).where(inArray(agencies.id, ids));
	return rows.map(({ id, version, name, closedAt }) => ({
		row: { kind: "agency", id, version, name, isClosed: closedAt !== null },
		audience: { kind: "organisation" },
	}));
});
