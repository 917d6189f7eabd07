/** What happens by the clock: memberships that begin and end, reminders, chain heads that are logged, old drafts. */
import { ne } from "drizzle-orm";
import { db, remember } from "#db/index.ts";
import { streams } from "#db/schema/index.ts";
import { tidyAccounts } from "./account/index.ts";
import { now } from "./clock.ts";
import { paceImportsBy, tidyImports } from "./import/index.ts";
import { remind } from "./inbox/index.ts";
import { log } from "./log.ts";
import { turnMemberships } from "./panels/index.ts";
import { liveScreens } from "./realtime/index.ts";
import { recordVisits } from "./summary/index.ts";

const MINUTE = 60_000;

const timers = remember("jobs", () => new Set<NodeJS.Timeout>());

/** Starts the jobs; each runs at once and then at its interval, one run at a time. */
export function startJobs(): void {
	every(MINUTE, "memberships", () => turnMemberships(now()));
	every(15_000, "writing in summaries", () => recordVisits());
	every(5 * MINUTE, "head hashes", logHeads);
	every(10 * MINUTE, "reminders", () => remind(now()));
	every(15 * MINUTE, "expired drafts and kept posts", tidyAccounts);
	paceImportsBy(() => liveScreens() === 0);
	every(15 * MINUTE, "imports left half done", tidyImports);
}

export function stopJobs(): void {
	for (const timer of timers) clearInterval(timer);
	timers.clear();
}

function every(ms: number, name: string, job: () => Promise<unknown>): void {
	let isRunning = false;
	const run = async () => {
		if (isRunning) return;
		isRunning = true;
		try {
			await job();
		} catch (error) {
			log().error({ err: error }, `job failed: ${name}`);
		}
		isRunning = false;
	};
	void run();
	timers.add(setInterval(() => void run(), ms));
}

/**
 * Writes where every chain stands to the log, which is shipped elsewhere: a chain that an intruder recomputes
 * then differs from it (verify-audit --heads).
 */
export async function logHeads(): Promise<void> {
	const heads = await db
		.select({ streamId: streams.id, version: streams.version, hash: streams.headHash })
		.from(streams)
		.where(ne(streams.version, 0));
	log().info({ heads }, "head hashes");
}
