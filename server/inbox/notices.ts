/** Notices: written with what brings them about, in its own transaction, and settled with what answers them. */
import { and, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { notices, recusals, users } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import type { Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { tellInboxes } from "./told.ts";

export type NoticeKind = (typeof notices.$inferSelect)["kind"];

/** Ids only: what a notice says is made when it is read, with its reader's rights then. */
export interface NewNotice {
	userId: string;
	panelId: string;
	caseId: string;
	kind: NoticeKind;
	/** The action, the advice or the recording query; the case, of several breaches that were recorded at once. */
	subjectId: string;
	/**
	 * Tells two of a kind about one subject apart: of a reminder the due date, of what a person did
	 * `String(stream.version)`. The same again is not told again.
	 */
	occasion: string;
}

/** Rows of one statement; an engine takes only so many values at once. */
const AT_ONCE = 500;

/**
 * Writes notices in the transaction in hand, and tells the open pages of those people once it has committed. The
 * caller has claimed `stream` and records what happened; a notice is no event. Nobody is told of what they did
 * themself, nor of a case from which they are recused, nor without an account that is in use.
 * @returns the ids of those who were told just now.
 */
export async function notify(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	given: readonly NewNotice[],
): Promise<string[]> {
	const others = given.filter(({ userId }) => userId !== actor.userId);
	if (others.length === 0) return [];
	const isWalled = await wallsOf(tx, others);
	const rows = others
		.filter((notice) => !isWalled(notice))
		.map((notice) => ({ ...notice, id: newId(), at: now(), version: stream.version }));
	const told = new Set<string>();
	for (let from = 0; from < rows.length; from += AT_ONCE) {
		const written = await tx
			.insert(notices)
			.values(rows.slice(from, from + AT_ONCE))
			.onConflictDoNothing()
			.returning({ userId: notices.userId });
		for (const { userId } of written) told.add(userId);
	}
	tx.afterCommit(() => tellInboxes([...told]));
	return [...told];
}

/** Who stands outside: recused from the case, or without an account in use. */
async function wallsOf(
	tx: Tx,
	given: readonly NewNotice[],
): Promise<(notice: Pick<NewNotice, "userId" | "caseId">) => boolean> {
	const userIds = [...new Set(given.map(({ userId }) => userId))];
	const caseIds = [...new Set(given.map(({ caseId }) => caseId))];
	const active = await tx
		.select({ id: users.id })
		.from(users)
		.where(and(inArray(users.id, userIds), isNull(users.deactivatedAt)));
	const recused = await tx
		.select({ userId: recusals.userId, caseId: recusals.caseId })
		.from(recusals)
		.where(
			and(inArray(recusals.userId, userIds), inArray(recusals.caseId, caseIds), isNull(recusals.liftedAt)),
		);
	const inUse = new Set(active.map(({ id }) => id));
	const walls = new Set(recused.map(({ userId, caseId }) => `${userId} ${caseId}`));
	return ({ userId, caseId }) => !inUse.has(userId) || walls.has(`${userId} ${caseId}`);
}

/**
 * Settles what waits about a subject, or several, for everybody: what it asked for has happened, or has become moot. Their
 * open pages are told once the transaction in hand has committed.
 * @param kinds only these; all of them by default.
 */
export async function settleNotices(
	tx: Tx,
	subjectId: string | readonly string[],
	kinds?: readonly NoticeKind[],
): Promise<void> {
	const subjectIds = typeof subjectId === "string" ? [subjectId] : [...subjectId];
	if (subjectIds.length === 0) return;
	const settled = await tx
		.update(notices)
		.set({ settledAt: now() })
		.where(
			and(
				inArray(notices.subjectId, subjectIds),
				isNull(notices.settledAt),
				kinds ? inArray(notices.kind, [...kinds]) : undefined,
			),
		)
		.returning({ userId: notices.userId });
	const userIds = [...new Set(settled.map(({ userId }) => userId))];
	tx.afterCommit(() => tellInboxes(userIds));
}

/** The kinds that ask about a due date. */
export const REMINDERS = [
	"action-due",
	"action-overdue",
	"action-overdue-manager",
	"action-overdue-chair",
] as const satisfies readonly NoticeKind[];

/** The kinds that ask what becomes of a refused action. */
export const REFUSALS = [
	"action-refused",
	"action-refused-manager",
	"action-refused-lead",
] as const satisfies readonly NoticeKind[];
