import { indexAction, type Tx } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { keepRevision, panelOf, record, type Stream, touch, versionOfRows } from "../events/index.ts";
import { newId } from "../ids.ts";
import { levelReached } from "../inbox/index.ts";

type Written = "id" | "panelId" | "authorId" | "authorName" | "at" | "statusAt" | "version";
/** What a tracker's row says nothing of. */
const USUAL = {
	priority: "routine",
	isHeldByChair: false,
	isAnsweredForOwner: false,
	isRefusedLater: false,
} as const;
export type NewAction = { /** Its panel, where that is not the stream. */ panelId?: string } & Omit<
	typeof actions.$inferInsert,
	Written | keyof typeof USUAL | "reminded"
> &
	Partial<Pick<typeof actions.$inferInsert, keyof typeof USUAL | "reminded">>;

/** Writes an action and records it; the caller has claimed the stream and decided that the actor may. */
export async function writeAction(tx: Tx, actor: Actor, stream: Stream, given: NewAction): Promise<string> {
	const action = newAction(actor, stream, given);
	await tx.insert(actions).values(action);
	await indexAction(tx, action.id);
	await recordAction(tx, actor, stream, action);
	return action.id;
}

/** A new action's row, as whoever claimed the stream writes it. */
export const newAction = (actor: Actor, stream: Stream, given: NewAction) => ({
	...USUAL,
	reminded: given.importKey ? levelReached(given.due ?? null) : 0,
	...given,
	id: newId(),
	panelId: given.panelId ?? panelOf(stream),
	authorId: actor.userId,
	authorName: actor.name,
	at: now(),
	version: versionOfRows(stream),
});

/**
 * Records an action that is added. Its row is written in the same breath, or when the import that records it is
 * accepted.
 */
export async function recordAction(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	action: ReturnType<typeof newAction>,
): Promise<void> {
	const { id: actionId, what, ownerAgencyName, ownerDetail, dueNote, priority, category, outcome } = action;
	const subject = { kind: "action", id: actionId };
	const fields = {
		what,
		ownerAgencyName,
		ownerDetail,
		due: action.due,
		dueNote,
		priority,
		category,
		outcome,
	};
	const text = await keepRevision(tx, actor, stream, subject, fields);
	await record(
		tx,
		actor,
		stream,
		"action.added",
		{
			caseId: action.caseId,
			actionId,
			ownerAgencyId: action.ownerAgencyId ?? null,
			...(action.ownerUserId ? { ownerUserId: action.ownerUserId } : {}),
			due: action.due ?? null,
			status: action.status,
			meetingId: action.meetingId ?? null,
			isImported: Boolean(action.importKey),
			text,
		},
		[touch("action", actionId)],
	);
}
