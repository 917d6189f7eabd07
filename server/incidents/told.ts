/** Who is asked about a breach: the officer in the case, who knows whether it is recorded as stalking. */
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { type cases, notices, recordingQueries } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import type { Stream } from "../events/index.ts";
import { type NoticeKind, notify, settleNotices } from "../inbox/index.ts";

type OfCase = Pick<typeof cases.$inferSelect, "id" | "panelId" | "officerUserId">;

const KIND = "breach-recorded" satisfies NoticeKind;

const isOpenBreach = (caseId: string) =>
	and(
		eq(recordingQueries.caseId, caseId),
		eq(recordingQueries.kind, "breach"),
		eq(recordingQueries.state, "open"),
	);

/**
 * Asks the officer in the case, if they have an account, about breaches that somebody else has just recorded. Of several
 * at once one notice tells, about the case: a file of rows must not bury what else waits in an inbox.
 */
export async function tellOfBreaches(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: OfCase,
	queryIds: readonly string[],
): Promise<void> {
	const { officerUserId: userId, panelId, id: caseId } = file;
	const [first, ...others] = queryIds;
	if (userId === null || first === undefined) return;
	const subjectId = others.length === 0 ? first : caseId;
	// Of the case one waits at a time.
	if (subjectId === caseId) await settleNotices(tx, caseId, [KIND]);
	const occasion = String(stream.version);
	await notify(tx, actor, stream, [{ userId, panelId, caseId, kind: KIND, subjectId, occasion }]);
}

/** Nobody is asked any more about these, which were answered or withdrawn; nor about the case, once no breach is open in it. */
export async function settleBreaches(tx: Tx, caseId: string, queryIds: readonly string[]): Promise<void> {
	if (queryIds.length === 0) return;
	await settleNotices(tx, queryIds, [KIND]);
	const [open] = await tx
		.select({ id: recordingQueries.id })
		.from(recordingQueries)
		.where(isOpenBreach(caseId))
		.limit(1);
	if (!open) await settleNotices(tx, caseId, [KIND]);
}

/** Another officer takes a case over, and with it the breaches that wait there for an answer. */
export async function handBreachesOver(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: OfCase,
	previousUserId: string | null,
): Promise<void> {
	if (previousUserId !== null) {
		const told = await tx
			.select({ subjectId: notices.subjectId })
			.from(notices)
			.where(
				and(
					eq(notices.userId, previousUserId),
					isNull(notices.settledAt),
					eq(notices.caseId, file.id),
					eq(notices.kind, KIND),
				),
			);
		await settleNotices(
			tx,
			told.map(({ subjectId }) => subjectId),
			[KIND],
		);
	}
	const waiting = await tx
		.select({ id: recordingQueries.id })
		.from(recordingQueries)
		.where(isOpenBreach(file.id))
		.orderBy(asc(recordingQueries.id))
		.limit(2);
	await tellOfBreaches(
		tx,
		actor,
		stream,
		file,
		waiting.map(({ id }) => id),
	);
}
