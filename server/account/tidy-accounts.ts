import { and, isNotNull, lt, or } from "drizzle-orm";
import { transaction } from "#db/index.ts";
import { drafts, keptPosts, oneTimeLinks, sessions, signInFailures } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { REMEMBERED_MS } from "./sessions.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/**
 * Deletes what nobody can use any more: sessions and links that ended, kept forms older than an hour, counts
 * of failures that are forgiven, drafts untouched for 30 days. For a job.
 */
export async function tidyAccounts(): Promise<void> {
	const at = now().getTime();
	const ago = (ms: number) => new Date(at - ms);
	await transaction(async (tx) => {
		await tx.delete(keptPosts).where(lt(keptPosts.at, ago(HOUR)));
		await tx.delete(signInFailures).where(lt(signInFailures.lastAt, ago(DAY)));
		await tx.delete(drafts).where(lt(drafts.updatedAt, ago(30 * DAY)));
		await tx.delete(sessions).where(lt(sessions.endsAt, ago(REMEMBERED_MS)));
		const isUsed = and(isNotNull(oneTimeLinks.usedAt), lt(oneTimeLinks.usedAt, ago(30 * DAY)));
		await tx.delete(oneTimeLinks).where(or(isUsed, lt(oneTimeLinks.endsAt, ago(30 * DAY))));
	});
}
