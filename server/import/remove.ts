/** Removes for good what an import wrote and is to be seen by nobody. */
import { setTimeout as wait } from "node:timers/promises";
import { and, eq, exists, inArray, isNull, not, or } from "drizzle-orm";
import { db, type Tx, transaction, unindexCases } from "#db/index.ts";
import {
	actions,
	cases,
	contacts,
	entries,
	hearings,
	notices,
	people,
	protectedDetails,
	referrals,
	revisions,
} from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { removeSummaries } from "../summary/index.ts";
import { chunks } from "./chunks.ts";
import { writtenBy } from "./written.ts";

const PAUSE_MS = 60;
const MOST_CASES_A_STEP = 10;

/**
 * Removes for good what an import wrote and nobody sees, and erases its texts: the chain of what happened stays whole.
 * It may be begun again at any time.
 */
export async function removeStaged(importId: string, isAlone: () => boolean = () => false): Promise<void> {
	for (;;) {
		const removed = await transaction(async (tx) => {
			const staged = await tx
				.select({ id: cases.id })
				.from(cases)
				.where(eq(cases.stagedIn, importId))
				.limit(MOST_CASES_A_STEP);
			const ids = staged.map(({ id }) => id);
			if (ids.length === 0) return 0;
			await eraseTexts(tx, "case", ids);
			// While it can still be told what they are called.
			await unindexCases(tx, ids);
			for (const [kind, table] of OF_CASES) {
				const rows = await tx.select({ id: table.id }).from(table).where(inArray(table.caseId, ids));
				await eraseTexts(
					tx,
					kind,
					rows.map(({ id }) => id),
				);
				await tx.delete(table).where(inArray(table.caseId, ids));
			}
			await removeSummaries(tx, ids);
			await tx.delete(notices).where(inArray(notices.caseId, ids));
			await tx.delete(cases).where(inArray(cases.id, ids));
			return ids.length;
		});
		if (removed === 0) break;
		await wait(isAlone() ? 0 : PAUSE_MS);
	}
	const written = await writtenBy(db, importId);
	await transaction(async (tx) => {
		await eraseTexts(tx, "import", [importId]);
		for (const some of chunks(written.actionIds)) await eraseTexts(tx, "action", some);
		for (const some of chunks(written.entryIds)) await eraseTexts(tx, "entry", some);
		for (const some of chunks(written.referralIds)) await eraseTexts(tx, "referral", some);
	});
}

/** Protected details before the people to whom they belong. */
const OF_CASES = [
	["protectedDetail", protectedDetails],
	["person", people],
	["entry", entries],
	["action", actions],
	["referral", referrals],
	["hearing", hearings],
] as const;

async function eraseTexts(tx: Tx, subjectKind: string, ids: string[]): Promise<void> {
	if (ids.length === 0) return;
	await tx
		.update(revisions)
		.set({ salt: null, body: null, erasedAt: now() })
		.where(
			and(
				eq(revisions.subjectKind, subjectKind),
				inArray(revisions.subjectId, ids),
				isNull(revisions.erasedAt),
			),
		);
}

/** Contacts that an undone import brought, and that stand in nothing else. */
export async function removeLoneContacts(panelIds: string[]): Promise<void> {
	await transaction(async (tx) => {
		for (const panelId of panelIds) {
			const inUse = or(
				exists(tx.select({ id: cases.id }).from(cases).where(eq(cases.officerContactId, contacts.id))),
				exists(tx.select({ id: actions.id }).from(actions).where(eq(actions.ownerContactId, contacts.id))),
			);
			await tx
				.delete(contacts)
				.where(and(eq(contacts.panelId, panelId), isNull(contacts.claimedByUserId), not(inUse as never)));
		}
	});
}
