/** What somebody finds in their inbox: made anew each time it is read, with their rights then. */
import {
	and,
	desc,
	eq,
	exists,
	inArray,
	isNotNull,
	isNull,
	notInArray,
	or,
	type SQL,
	sql,
} from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import {
	actions,
	advice,
	cases,
	entries,
	incidents,
	memberships,
	notices,
	panels,
	recordingQueries,
	users,
} from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, opensCase } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { londonDate, now } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { shortened } from "../incidents/present.ts";
import { type NoticeKind, REFUSALS, REMINDERS } from "./notices.ts";
import { tellInboxes } from "./told.ts";

/** What a notice asks of its reader: the headings of the inbox, in their order. */
export const ASKS = ["answer", "overdue", "decide", "read"] as const;
export type Asks = (typeof ASKS)[number];

const ASKED_BY: Record<NoticeKind, Asks> = {
	"action-offered": "answer",
	"advice-given": "answer",
	"breach-recorded": "answer",
	"action-due": "overdue",
	"action-overdue": "overdue",
	"action-overdue-manager": "overdue",
	"action-overdue-chair": "overdue",
	"action-refused": "decide",
	"action-refused-manager": "decide",
	"action-refused-lead": "decide",
	"advice-answered": "read",
};
/** Told to an owner's manager, who may be no member of the panel: without a word of the case. */
const isRefusal = (kind: NoticeKind) => (REFUSALS as readonly NoticeKind[]).includes(kind);
const OF_MANAGERS: NoticeKind[] = ["action-overdue-manager", "action-refused-manager"];

const ENDED: (typeof actions.$inferSelect)["status"][] = ["done", "not-possible", "not-done"];
const PAGE = 20;
/** More are not counted; nobody pages that far. */
const MOST = 1_000;
/** "More than 99" is all that is said of more. */
const MOST_TOLD = 100;

export interface InboxLine {
	id: string;
	kind: NoticeKind;
	asks: Asks;
	/** ISO instant. */
	at: string;
	isRead: boolean;
	panelName: string;
	/** Whose the action is. */
	ownerName: string | null;
	/** The reader manages its owner. */
	isOfManager: boolean;
	/** Days since the due date, below zero before it; of an action that has one. */
	daysOver: number | null;
	/** What it is about, for whoever may open the case; nothing of it for an owner's manager who may not. */
	about: {
		caseId: string;
		reference: string;
		/** Of an action. */
		actionId: string | null;
		/** Of advice. */
		adviceId: string | null;
		/** Of one breach; several that were recorded at once are read in the chronology. */
		incidentId: string | null;
		/** The action's words, the advice's, or the first of the incident's; none of several breaches. */
		words: string;
		/** A civil date. */
		due: string | null;
		/** Why an action was refused, or how the advice was answered. */
		reason: string | null;
		adviceState: (typeof advice.$inferSelect)["state"] | null;
	} | null;
}

/** A page of what waits for the actor, by what it asks and then the newest first. */
export async function inboxOf(actor: Actor, page = 1) {
	const access = await accessOf(db, actor, []);
	const waiting = await waitingFor(access, [inOrder, desc(notices.at), desc(notices.id)], MOST);
	const total = waiting.length;
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const ids = waiting.slice((current - 1) * PAGE, current * PAGE).map(({ id }) => id);
	const found = await db
		.select({
			notice: notices,
			panelId: cases.panelId,
			panelName: panels.name,
			reference: cases.reference,
			action: actions,
			advice,
			adviceWords: entries.body,
			incidentId: recordingQueries.incidentId,
			incidentWords: incidents.what,
			isOfManager: sql<boolean | number>`${isManagedBy(actor.userId)}`,
		})
		.from(notices)
		.innerJoin(cases, eq(cases.id, notices.caseId))
		.innerJoin(panels, eq(panels.id, cases.panelId))
		.leftJoin(actions, eq(actions.id, notices.subjectId))
		.leftJoin(advice, eq(advice.id, notices.subjectId))
		.leftJoin(entries, eq(entries.id, advice.entryId))
		.leftJoin(recordingQueries, eq(recordingQueries.id, notices.subjectId))
		.leftJoin(incidents, eq(incidents.id, recordingQueries.incidentId))
		.where(inArray(notices.id, ids));
	found.sort((a, b) => ids.indexOf(a.notice.id) - ids.indexOf(b.notice.id));
	const today = londonDate();
	const lines: InboxLine[] = found.map((row) => {
		const { notice, panelId, reference, action } = row;
		const isOpen = opensCase(access, { panelId, caseId: notice.caseId });
		return {
			id: notice.id,
			kind: notice.kind,
			asks: ASKED_BY[notice.kind],
			at: notice.at.toISOString(),
			isRead: notice.readAt !== null,
			panelName: row.panelName,
			ownerName: action?.ownerUserName ?? action?.ownerAgencyName ?? null,
			isOfManager: Boolean(row.isOfManager),
			daysOver: action?.due ? daysBetween(action.due, today) : null,
			about: isOpen
				? {
						caseId: notice.caseId,
						reference,
						actionId: action?.id ?? null,
						adviceId: row.advice?.id ?? null,
						incidentId: row.incidentId,
						words: action?.what ?? row.adviceWords ?? shortened(row.incidentWords ?? ""),
						due: action?.due ?? null,
						reason: isRefusal(notice.kind) ? (action?.outcome ?? null) : (row.advice?.reason ?? null),
						adviceState: row.advice?.state ?? null,
					}
				: null,
		};
	});
	noteReads(
		actor,
		"case",
		lines.flatMap(({ about }) => about?.caseId ?? []),
	);
	return { lines, total, page: current, pages };
}

/** How much waits for somebody, as their open pages show it. */
export interface InboxState {
	/** Unread; one hundred means that many or more. */
	unread: number;
	/** Equal for equal inboxes, as far as they are told. */
	key: string;
}

export async function inboxState(actor: Actor, access?: Access): Promise<InboxState> {
	const order = [sql`${notices.readAt} is not null`, desc(notices.at), desc(notices.id)];
	const rows = await waitingFor(access ?? (await accessOf(db, actor, [])), order, MOST_TOLD);
	const unread = rows.filter(({ readAt }) => readAt === null);
	return { unread: unread.length, key: rows.map(({ id, readAt }) => (readAt ? "" : "*") + id).join() };
}

/** Notes that the actor has read notices; which of them are somebody else's it passes over. */
export async function markRead(actor: Actor, noticeIds: readonly string[]): Promise<void> {
	await transaction(async (tx) => {
		await tx
			.update(notices)
			.set({ readAt: now() })
			.where(
				and(
					eq(notices.userId, actor.userId),
					inArray(notices.id, noticeIds.slice(0, PAGE)),
					isNull(notices.readAt),
				),
			);
		tx.afterCommit(() => tellInboxes([actor.userId]));
	});
}

/** Takes a notice out of the actor's inbox, for themself alone. @throws NotFound when it is not theirs. */
export async function doneWith(actor: Actor, noticeId: string): Promise<void> {
	await transaction(async (tx) => {
		const mine = and(eq(notices.id, noticeId), eq(notices.userId, actor.userId));
		const [notice] = await tx.select({ settledAt: notices.settledAt }).from(notices).where(mine);
		if (!notice) throw new NotFound();
		if (notice.settledAt) return;
		await tx.update(notices).set({ settledAt: now() }).where(mine);
		tx.afterCommit(() => tellInboxes([actor.userId]));
	});
}

// --- what is seen -----------------------------------------------------------------------------------------

/** What waits for a reader, in an order. */
const waitingFor = (access: Access, order: SQL[], most: number) =>
	db
		.select({ id: notices.id, readAt: notices.readAt })
		.from(notices)
		.innerJoin(cases, eq(cases.id, notices.caseId))
		.leftJoin(actions, eq(actions.id, notices.subjectId))
		.leftJoin(advice, eq(advice.id, notices.subjectId))
		.where(waitsFor(access))
		.orderBy(...order)
		.limit(most);

/** How many notices of a kind wait for a reader, as far as `most`. */
export async function countWaiting(access: Access, kind: NoticeKind, most: number): Promise<number> {
	const found = await db
		.select({ id: notices.id })
		.from(notices)
		.innerJoin(cases, eq(cases.id, notices.caseId))
		.leftJoin(actions, eq(actions.id, notices.subjectId))
		.leftJoin(advice, eq(advice.id, notices.subjectId))
		.where(and(eq(notices.kind, kind), waitsFor(access)))
		.limit(most);
	return found.length;
}

/** The one condition of list, count and live sign: what is not settled, still stands, and may be told to this reader. */
function waitsFor(access: Access): SQL | undefined {
	// Who manages the organisation or reads its trail is told of no case, whatever they were to one before.
	if (access.role !== "none" && access.role !== "lead") return sql`1 = 0`;
	const isOutsideWalls =
		access.recusedFrom.size > 0 ? notInArray(notices.caseId, [...access.recusedFrom]) : undefined;
	return and(
		eq(notices.userId, access.userId),
		isNull(notices.settledAt),
		stands(),
		or(
			casesSeenBy(access),
			and(
				inArray(notices.kind, OF_MANAGERS),
				isNull(cases.stagedIn),
				isOutsideWalls,
				isManagedBy(access.userId),
			),
		),
	);
}

/** A breach that a notice is about, itself or as one of its case's, while nobody has said as what it is recorded. */
const isBreachOpen = () =>
	exists(
		db
			.select({ one: sql`1` })
			.from(recordingQueries)
			.where(
				and(
					eq(recordingQueries.caseId, notices.caseId),
					eq(recordingQueries.kind, "breach"),
					eq(recordingQueries.state, "open"),
					or(eq(recordingQueries.id, notices.subjectId), eq(notices.subjectId, notices.caseId)),
				),
			),
	);
const isNotEnded = notInArray(actions.status, ENDED);
/** Whether what a notice asks for is still to be done; also when nobody has settled it. */
const stands = () =>
	or(
		// A date that was changed asks for nothing any more.
		and(inArray(notices.kind, [...REMINDERS]), isNotEnded, eq(actions.due, notices.occasion)),
		and(inArray(notices.kind, [...REFUSALS]), isNotEnded),
		and(eq(notices.kind, "action-offered"), isNotEnded, isNotNull(actions.offeredAt)),
		and(eq(notices.kind, "advice-given"), eq(advice.state, "unanswered")),
		and(eq(notices.kind, "advice-answered"), inArray(advice.state, ["accepted", "in-part", "declined"])),
		and(eq(notices.kind, "breach-recorded"), isBreachOpen()),
	);

/** Whether somebody is (still) the manager of an action's owner, or of a member of its agency when nobody is named. */
const isManagedBy = (userId: string) =>
	exists(
		db
			.select({ one: sql`1` })
			.from(users)
			.leftJoin(
				memberships,
				and(
					eq(memberships.userId, users.id),
					eq(memberships.state, "active"),
					eq(memberships.panelId, notices.panelId),
				),
			)
			.where(
				and(
					eq(users.managerId, userId),
					or(
						eq(users.id, actions.ownerUserId),
						and(isNull(actions.ownerUserId), eq(memberships.agencyId, actions.ownerAgencyId)),
					),
				),
			),
	);

const inOrder = sql`case ${sql.join(
	ASKS.flatMap((asks, index) =>
		Object.entries(ASKED_BY)
			.filter(([, asked]) => asked === asks)
			.map(([kind]) => sql`when ${notices.kind} = ${kind} then ${sql.raw(String(index))}`),
	),
	sql` `,
)} end`;

const DAY_MS = 24 * 60 * 60_000;
/** Civil days from one date to another; midnights in UTC, which knows no change of clocks. */
const daysBetween = (from: string, to: string): number =>
	Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
