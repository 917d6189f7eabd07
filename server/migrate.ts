/** The schema at the start of a server or a program beside it: an upgrade that takes its time says how far it is. */
import { migrate as migrateDatabase } from "#db/index.ts";
import { log } from "./log.ts";
import { summaryTexts } from "./summary/index.ts";

const EVERY_MS = 5_000;

/** Brings the database up to date, and logs the progress of what takes minutes: the search index of a grown force. */
export async function migrate(): Promise<void> {
	let last = performance.now();
	let isTold = false;
	await migrateDatabase(summaryTexts, (done, of) => {
		if (performance.now() - last < EVERY_MS) return;
		last = performance.now();
		isTold = true;
		log().info({ done, of }, "the search index is being built");
	});
	if (isTold) log().info("the search index is built");
}
