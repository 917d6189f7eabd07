import { indexAction, type Tx } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { keepRevision, record, type Stream, touch } from "../events/index.ts";
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
type NewAction = { /** Its panel, where that is not the stream. */ panelId?: string } & Omit<
	typeof actions.$inferInsert,
	Written | keyof typeof USUAL | "reminded"
> &
	Partial<Pick<typeof actions.$inferInsert, keyof typeof USUAL | "reminded">>;

/** Writes an action and records it; the caller has claimed the stream and decided that the actor may. */
export async function writeAction(tx: Tx, actor: Actor, stream: Stream, given: NewAction): Promise<string> {
	const actionId = newId();
	const reminded = given.importKey ? levelReached(given.due ?? null) : 0;
	const action = { ...USUAL, reminded, ...given };
	await tx.insert(actions).values({
		...action,
		id: actionId,
		panelId: action.panelId ?? stream.id,
		authorId: actor.userId,
		authorName: actor.name,
		at: now(),
		version: stream.version,
	});
	await indexAction(tx, actionId);
	const { what, ownerAgencyName, ownerDetail, dueNote, priority, category, outcome } = action;
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
	return actionId;
}
