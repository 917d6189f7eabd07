/** The stream of the organisation, which orders every change to agencies and users. */
import { inArray } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { streams } from "#db/schema/index.ts";
import { ACCESS_STREAM } from "../audit/index.ts";
import { beginStream } from "../events/index.ts";

export const ORGANISATION = "organisation";

/** Begins the streams that every database has, organisation and access log, where they are missing. */
export async function ensureOrganisation(tx: Tx): Promise<void> {
	const wanted = [
		{ id: ORGANISATION, kind: "organisation" },
		{ id: ACCESS_STREAM, kind: "access" },
	] as const;
	const found = await tx
		.select({ id: streams.id })
		.from(streams)
		.where(
			inArray(
				streams.id,
				wanted.map((stream) => stream.id),
			),
		);
	for (const { id, kind } of wanted) {
		if (!found.some((stream) => stream.id === id)) await beginStream(tx, id, kind);
	}
}
