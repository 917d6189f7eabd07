/** What the database says after the faults; in a process of its own, once the server has ended. */
import SQLite from "better-sqlite3";
import { asc, count, countDistinct, eq, max, min, ne } from "drizzle-orm";
import { closeDatabase, databaseUrl, db, dialect } from "#db/index.ts";
import { accesses, entries, events, operations, streams } from "#db/schema/index.ts";
import { ACCESS_STREAM, verify } from "#server/audit/index.ts";

export interface ToCheck {
	/** Texts of entries that the server took: each must be there. */
	acknowledged: string[];
}

export interface Checked {
	/** Acknowledged and not there. */
	lost: number;
	/** There more than once, acknowledged or not: as an entry, as an event of one operation, or as rows without their event. */
	duplicated: number;
	/** Versions that a stream counted and no event holds. */
	gaps: number;
	/** "whole", or the first row that is wrong. */
	chain: string;
	entries: number;
}

export async function check({ acknowledged }: ToCheck): Promise<Checked> {
	const found = await db.select({ body: entries.body, n: count() }).from(entries).groupBy(entries.body);
	const times = new Map(found.map(({ body, n }) => [body, n]));
	const lost = acknowledged.filter((body) => !times.has(body)).length;
	const repeated = found.reduce((sum, { n }) => sum + n - 1, 0);
	const result: Checked = {
		lost,
		duplicated: repeated + (await operationsRecordedTwice()) + (await entriesWithoutOneEvent()),
		gaps: await missingVersions(),
		chain: await chain(),
		entries: found.length,
	};
	await closeDatabase();
	return result;
}

/** Entries are made by one event each, and by one operation each. */
async function entriesWithoutOneEvent(): Promise<number> {
	const all = await db.$count(entries);
	const recorded = await db.$count(events, eq(events.type, "entry.added"));
	const done = await db.$count(operations, eq(operations.command, "entry.add"));
	return Math.abs(all - recorded) + Math.abs(all - done);
}

async function operationsRecordedTwice(): Promise<number> {
	const byOperation = await db
		.select({ n: count() })
		.from(events)
		.where(eq(events.type, "entry.added"))
		.groupBy(events.actorId, events.opId);
	return byOperation.reduce((sum, { n }) => sum + n - 1, 0);
}

/** Every stream's events hold every version from 1 to where the stream stands. */
async function missingVersions(): Promise<number> {
	const held = await db
		.select({
			streamId: events.streamId,
			versions: countDistinct(events.version),
			first: min(events.version),
			last: max(events.version),
		})
		.from(events)
		.groupBy(events.streamId);
	const byStream = new Map(held.map((row) => [row.streamId, row]));
	const [seen] = await db
		.select({ versions: count(), first: min(accesses.number), last: max(accesses.number) })
		.from(accesses);
	let gaps = 0;
	for (const { id, version } of await db
		.select()
		.from(streams)
		.where(ne(streams.version, 0))
		.orderBy(asc(streams.id))) {
		const row = id === ACCESS_STREAM ? seen : byStream.get(id);
		gaps += Math.abs(version - (row?.versions ?? 0));
		if (row?.first !== 1 || row.last !== version) gaps++;
	}
	return gaps;
}

/** The engine's own check first: a chain in a damaged file proves nothing. */
async function chain(): Promise<string> {
	if (dialect === "sqlite") {
		const file = new SQLite(databaseUrl.replace(/^file:/, ""), { readonly: true });
		const integrity = file.pragma("integrity_check", { simple: true });
		const strays = file.pragma("foreign_key_check") as unknown[];
		file.close();
		if (integrity !== "ok") return `SQLite: ${integrity}`;
		if (strays.length > 0) return `SQLite: ${strays.length} rows refer to rows that are missing`;
	}
	return (await verify(db)).problem ?? "whole";
}
