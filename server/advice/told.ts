/** Who is told of advice and of its answers: the officer that it waits for them, the chairs what they said. */
import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { advice, type cases } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import type { Stream } from "../events/index.ts";
import { chairsOf, type NewNotice, notify, settleNotices } from "../inbox/index.ts";

type OfCase = Pick<typeof cases.$inferSelect, "id" | "panelId" | "officerUserId">;

const noticeOf = (
	file: OfCase,
	stream: Stream,
	userId: string,
	kind: NewNotice["kind"],
	subjectId: string,
): NewNotice => ({
	userId,
	panelId: file.panelId,
	caseId: file.id,
	kind,
	subjectId,
	occasion: String(stream.version),
});

/** Tells the officer in the case, if they have an account, that advice waits for their answer. */
export async function tellOfficer(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: OfCase,
	adviceIds: readonly string[],
): Promise<void> {
	const { officerUserId } = file;
	if (officerUserId === null) return;
	const given = adviceIds.map((id) => noticeOf(file, stream, officerUserId, "advice-given", id));
	await notify(tx, actor, stream, given);
}

/** Once it is taken back, nobody is asked about it any more. */
export const tellWithdrawn = (tx: Tx, adviceId: string): Promise<void> => settleNotices(tx, adviceId);

/** Tells the chair and the deputies what the officer answered; and the officer, when somebody wrote it down for them. */
export async function tellOfAnswer(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: OfCase,
	adviceId: string,
): Promise<void> {
	// It waits no more, and an answer before this one is out of date.
	await settleNotices(tx, adviceId);
	const ofCase = { caseId: file.id, ownerAgencyId: null, ownerUserId: null };
	const chairs = await chairsOf(tx, file.panelId, ofCase);
	const receivers = new Set(file.officerUserId ? [...chairs, file.officerUserId] : chairs);
	const given = [...receivers].map((userId) => noticeOf(file, stream, userId, "advice-answered", adviceId));
	await notify(tx, actor, stream, given);
}

/** Another officer takes a case over, and with it what waits there for an answer. */
export async function handAdviceOver(tx: Tx, actor: Actor, stream: Stream, file: OfCase): Promise<void> {
	const waiting = await tx
		.select({ id: advice.id })
		.from(advice)
		.where(and(eq(advice.caseId, file.id), eq(advice.state, "unanswered")));
	for (const { id } of waiting) await settleNotices(tx, id, ["advice-given"]);
	await tellOfficer(
		tx,
		actor,
		stream,
		file,
		waiting.map(({ id }) => id),
	);
}
