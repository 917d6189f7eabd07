/** Leaving cleanly: nothing acknowledged is lost, and nobody is left with a spinner. */
import type { Server } from "node:http";
import { closeDatabase } from "#db/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { logHeads, stopJobs } from "../jobs.ts";
import { log } from "../log.ts";
import { closeRealtime } from "../realtime/index.ts";
import { recordVisits } from "../summary/index.ts";

const LONGEST_MS = 8_000;

/** Whether the server is leaving: it then answers not ready. */
export const draining = { isDraining: false };

/** Stops taking requests, lets those in hand finish, writes what waits, closes the database. At most 8 s. */
export async function drain(server: Server): Promise<void> {
	draining.isDraining = true;
	stopJobs();
	const late = setTimeout(() => server.closeAllConnections(), LONGEST_MS - 2_000);
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeIdleConnections();
	await closeRealtime();
	server.closeIdleConnections();
	await closed;
	clearTimeout(late);
	await recordVisits("all").catch((error) =>
		log().error({ err: error }, "writing could not be recorded at the end; it is at the next start"),
	);
	await flushAccessLog().catch((error) =>
		log().error({ err: error }, "the access log could not be written at the end"),
	);
	await logHeads().catch((error) => log().error({ err: error }, "the heads could not be logged at the end"));
	await closeDatabase();
}
