/**
 * `npm run verify-audit [-- --database URL] [--heads FILE]`: checks that nobody tampered with the record. It only
 * reads, and may run beside the server. Exits 0 when all is whole, 1 when a row is not, 2 when nothing was checked.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { LoggedHead, Verification } from "../audit/index.ts";

const USAGE = "npm run verify-audit [-- --database URL] [--heads FILE]";

/** Why nothing could be checked, in words for the operator. */
class Unusable extends Error {}

process.exitCode = await main().catch((error: unknown) => {
	if (!(error instanceof Unusable)) throw error;
	console.error(error.message);
	return 2;
});

async function main(): Promise<number> {
	const { database, heads: headsFile } = readArguments();
	const logged = headsFile === undefined ? undefined : readHeads(headsFile);
	// Before db/ is loaded: it reads the address once.
	if (database !== undefined) process.env.DATABASE_URL = database;
	const { closeDatabase, databaseUrl, db, dialect, ping } = await import("#db/index.ts");
	const place = dialect === "sqlite" ? databaseUrl.replace(/^file:(\/\/)?/, "") : placeOf(databaseUrl);
	if (dialect === "sqlite" && !existsSync(place)) throw new Unusable(`There is no database at ${place}.`);
	const started = performance.now();
	try {
		await ping();
		const { verify } = await import("../audit/index.ts");
		const found = await verify(db, logged);
		return report(place, found, logged, performance.now() - started);
	} catch (error) {
		throw new Unusable(`The database at ${place} cannot be read: ${reasonOf(error)}.`);
	} finally {
		await closeDatabase();
	}
}

function readArguments(): { database?: string; heads?: string } {
	try {
		const options = { database: { type: "string" }, heads: { type: "string" } } as const;
		return parseArgs({ options, allowPositionals: false }).values;
	} catch (error) {
		throw new Unusable(`${reasonOf(error)}\nUse: ${USAGE}`);
	}
}

/** Where chains stood, from the lines of a server's log that tell of it. Other lines are of no interest. */
function readHeads(file: string): LoggedHead[] {
	if (!existsSync(file)) throw new Unusable(`There is no file ${file}.`);
	const heads = readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line.includes('"head hashes"'))
		.flatMap(headsOf);
	if (heads.length === 0) throw new Unusable(`No line of ${file} tells of head hashes.`);
	return heads;
}

function headsOf(line: string): LoggedHead[] {
	let entry: unknown;
	try {
		entry = JSON.parse(line);
	} catch {
		// A server that was killed leaves half a line.
		return [];
	}
	const { msg, heads } = entry as { msg?: unknown; heads?: unknown };
	return msg === "head hashes" && Array.isArray(heads) ? heads.filter(isHead) : [];
}

function isHead(value: unknown): value is LoggedHead {
	const { streamId, version, hash } = (value ?? {}) as Partial<LoggedHead>;
	return typeof streamId === "string" && Number.isInteger(version) && typeof hash === "string";
}

function report(place: string, found: Verification, logged: LoggedHead[] | undefined, ms: number): number {
	const checked = `${found.events} events, ${found.revisions} texts and ${found.states} states of summaries in ${found.streams} streams, ${found.accesses} accesses`;
	if (found.problem !== undefined) {
		console.error(
			`The record at ${place} is not whole. The first row that does not fit is\n${found.problem}`,
		);
		console.error(`Found whole until then: ${checked}.`);
		return 1;
	}
	console.log(`The record at ${place} is whole: ${checked}, in ${(ms / 1000).toFixed(1)} s.`);
	console.log(
		logged
			? `It agrees with ${logged.length} logged heads of ${new Set(logged.map((head) => head.streamId)).size} streams.`
			: "It was compared with no log: --heads FILE also finds a chain that was recomputed as a whole.",
	);
	return 0;
}

/** A database's address without the password. */
function placeOf(url: string): string {
	if (!URL.canParse(url)) return "the given address";
	const { host, pathname } = new URL(url);
	return `${host}${pathname}`;
}

/** The innermost reason: what wraps it repeats the query, which is of no use to an operator. */
function reasonOf(error: unknown): string {
	let reason = error;
	while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause;
	if (reason instanceof AggregateError) reason = reason.errors[0];
	return reason instanceof Error ? reason.message : String(reason);
}
