/** Whom what happens to an action asks something of, beside its owner, and what it no longer asks: for all commands. */
import { and, eq, ne } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import type { Hand, Stream } from "../events/index.ts";
import {
	chairsOf,
	leadsOf,
	managersOf,
	type NoticeKind,
	notify,
	REFUSALS,
	REMINDERS,
	settleNotices,
} from "../inbox/index.ts";
import type { Action } from "./policy.ts";

/** What happens to an action, as far as others are told of it or need no longer know. */
export type Happening =
	/** At once, or after it was accepted. */
	| "refused"
	| "escalated"
	/** Its owner is asked again, or takes it on after all. */
	| "asked-again"
	/** It has an owner and a date once more, a date of its own, another owner. */
	| "settled"
	| "put-off"
	| "given"
	| "ended"
	| "offered"
	| "offer-accepted"
	/** Declined or withdrawn. */
	| "offer-closed";

export interface Told {
	userId: string;
	kind: NoticeKind;
}

/** What is told to an owner, or to their manager: another owner is to be told it anew. */
const OF_OWNERS = ["action-due", "action-overdue", "action-overdue-manager"] as const;

/** The notices that ask for nothing more once it has happened. */
const SETTLED_BY: Record<Happening, readonly NoticeKind[] | "all"> = {
	refused: ["action-offered"],
	escalated: [],
	"asked-again": REFUSALS,
	settled: REFUSALS,
	"put-off": REMINDERS,
	given: [...OF_OWNERS, "action-offered"],
	ended: "all",
	offered: [],
	"offer-accepted": [...OF_OWNERS, ...REFUSALS, "action-offered"],
	"offer-closed": ["action-offered"],
};

type Concerned = Pick<
	Action,
	"panelId" | "caseId" | "ownerAgencyId" | "ownerUserId" | "offerAgencyId" | "offerUserId"
>;

/** Who is to be told, and by which notice. */
export async function whoIsTold(reader: Reader, what: Happening, action: Concerned): Promise<Told[]> {
	const { panelId } = action;
	const by = (kind: NoticeKind, userIds: string[]): Told[] => userIds.map((userId) => ({ userId, kind }));
	switch (what) {
		case "refused":
			return by("action-refused", await chairsOf(reader, panelId, action));
		case "escalated":
			return [
				...by("action-refused-manager", await managersOf(reader, panelId, action)),
				...by("action-refused-lead", await leadsOf(reader, panelId, action)),
			];
		case "offered":
			return by("action-offered", await offereesOf(reader, action));
		default:
			return [];
	}
}

/** The person who is asked, or whoever of the agency sits on the panel. */
async function offereesOf(reader: Reader, action: Concerned): Promise<string[]> {
	if (action.offerUserId) return [action.offerUserId];
	const seats = await reader
		.select({ userId: memberships.userId })
		.from(memberships)
		.where(
			and(
				eq(memberships.panelId, action.panelId),
				eq(memberships.agencyId, action.offerAgencyId ?? ""),
				eq(memberships.state, "active"),
				ne(memberships.role, "observer"),
			),
		);
	return seats.map(({ userId }) => userId);
}

/**
 * Tells whom it asks something of, and settles what it has answered, in the command's transaction.
 * @param action as it is told of: as offered, and before it was given away.
 */
export async function tell(
	{ tx, actor }: Hand,
	stream: Stream,
	what: Happening,
	action: Concerned & Pick<Action, "id">,
): Promise<void> {
	const settled = SETTLED_BY[what];
	if (settled === "all") await settleNotices(tx, action.id);
	else if (settled.length > 0) await settleNotices(tx, action.id, settled);
	const told = await whoIsTold(tx, what, action);
	const { panelId, caseId, id: subjectId } = action;
	const about = { panelId, caseId, subjectId, occasion: String(stream.version) };
	await notify(
		tx,
		actor,
		stream,
		told.map((one) => ({ ...about, ...one })),
	);
}
