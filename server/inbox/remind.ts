/** Reminds people of what is due: its owner before the day, then at 3, 7 and 14 days over the owner, their manager, the chair. */
import { setTimeout as wait } from "node:timers/promises";
import { and, asc, eq, inArray, isNull, lt, lte, or } from "drizzle-orm";
import { z } from "zod";
import { db, type Reader } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { SYSTEM } from "../audiences/index.ts";
import { addDays, londonDate, now, startOfLondonDay } from "../clock.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { type NewNotice, notify, settleNotices } from "./notices.ts";
import { Receivers } from "./receivers.ts";

/** What goes out at each level; from how many days over the due date on, where it is not before it. */
const LEVELS = [
	{ level: 4, kind: "action-overdue-chair", daysOver: 14 },
	{ level: 3, kind: "action-overdue-manager", daysOver: 7 },
	{ level: 2, kind: "action-overdue", daysOver: 3 },
	{ level: 1, kind: "action-due", daysOver: Number.NEGATIVE_INFINITY },
] as const;
type Level = (typeof LEVELS)[number];

/** The first reminder comes this long before the day; or the day before, of what was agreed later than that. */
const DAYS_BEFORE = 3;
/** So few in a transaction that nobody waits long for it. */
const BATCH = 100;
/** Between two pieces, so that a long backlog does not keep those from writing who are at work. */
const BREATH_MS = 50;

/** Another process did it first; nothing is left to remind of. */
class NothingDue extends Error {}

/**
 * Sends the reminders that are due at `at` by London's calendar: one a level and due date, and of several levels that
 * were slept through only the highest. Small commands by the system, each whole: what a crash leaves undone the next
 * run does. Calling it again sends nothing more.
 * @returns of how many actions somebody was reminded.
 */
export async function remind(at: Date = now()): Promise<number> {
	const today = londonDate(at);
	for (let reminded = 0; ; ) {
		const due = await dueForReminder(db, today);
		let sent = 0;
		for (const panelId of new Set(due.map((action) => action.panelId))) {
			const actionIds = due.filter((action) => action.panelId === panelId).map(({ id }) => id);
			try {
				sent += (await remindPanel(SYSTEM, newId(), { panelId, today, actionIds })).reminded;
			} catch (error) {
				if (!(error instanceof NothingDue)) throw error;
			}
		}
		if (sent === 0) return reminded;
		reminded += sent;
		await wait(BREATH_MS);
	}
}

const RemindPanel = z.object({ panelId: z.string(), today: z.string(), actionIds: z.array(z.string()) });

const remindPanel = command("actions.remind", RemindPanel, async ({ tx, actor, opId }, input) => {
	const { panelId, today, actionIds } = input;
	const [stream] = (await claim(tx, opId, [panelId])) as [Stream];
	const due = (await dueForReminder(tx, today, actionIds)).filter((action) => action.panelId === panelId);
	if (due.length === 0) throw new NothingDue();
	const receivers = await Receivers.of(tx, panelId, due);
	const told = due.map((action) => {
		const level = levelOf(action, today);
		return { action, ...level, userIds: receiversOf(receivers, action, level) };
	});
	// What said that it would be due says nothing that the later reminder does not.
	const overdue = told.filter(({ kind }) => kind !== "action-due");
	await settleNotices(
		tx,
		overdue.map(({ action }) => action.id),
		["action-due"],
	);
	await notify(
		tx,
		actor,
		stream,
		told.flatMap(({ action, kind, userIds }) =>
			userIds.map((userId): NewNotice => {
				const { id: subjectId, caseId, due: occasion } = action;
				return { userId, panelId, caseId, kind, subjectId, occasion };
			}),
		),
	);
	for (const { action, level, userIds } of told) {
		// The row keeps its version: a reminder changes nothing that somebody could be in the middle of answering.
		await tx.update(actions).set({ reminded: level }).where(eq(actions.id, action.id));
		const { caseId, id: actionId } = action;
		await record(tx, actor, stream, "action.reminded", { caseId, actionId, level, userIds }, []);
	}
	return { reminded: due.length };
});

type Due = Awaited<ReturnType<typeof dueForReminder>>[number];

function receiversOf(receivers: Receivers, action: Due, { level }: Level): string[] {
	// What the chair holds waits for the chair at every level, and what was refused for their decision.
	if (level === 4 || action.isHeldByChair) return receivers.chairs(action);
	if (level === 3) return receivers.managers(action);
	return action.status === "refused" ? receivers.chairs(action) : receivers.owners(action);
}

const levelOf = ({ due }: Due, today: string): Level =>
	LEVELS.find(({ daysOver }) => !(due > dueUntil(daysOver, today))) ?? LEVELS[3];

/**
 * How far the reminders of an action are behind it when it is written, by its due date: what comes with an import, long
 * overdue, is for the lists of those whose it is, and sends nobody a flood.
 */
export const levelReached = (due: string | null, today = londonDate()): number =>
	LEVELS.find(({ level, daysOver }) => level > 1 && due !== null && due <= dueUntil(daysOver, today))
		?.level ?? 0;

/** The latest due date that is so many days over. */
const dueUntil = (daysOver: number, today: string) =>
	Number.isFinite(daysOver) ? addDays(today, -daysOver) : addDays(today, DAYS_BEFORE);

/**
 * Some actions whose next reminder has come, of these or of all. For each level that went out last it asks for the
 * dates that have outgrown it, so that the many that were told long ago are not even looked at.
 */
async function dueForReminder(reader: Reader, today: string, actionIds?: readonly string[]) {
	const found = [];
	for (const { level, daysOver } of LEVELS) {
		const rows = await reader
			.select({
				id: actions.id,
				caseId: actions.caseId,
				panelId: cases.panelId,
				ownerAgencyId: actions.ownerAgencyId,
				ownerUserId: actions.ownerUserId,
				due: actions.due,
				status: actions.status,
				isHeldByChair: actions.isHeldByChair,
			})
			.from(actions)
			.innerJoin(cases, eq(cases.id, actions.caseId))
			.where(
				and(
					inArray(actions.status, ["proposed", "open", "in-progress", "refused"]),
					eq(actions.reminded, level - 1),
					lte(actions.due, dueUntil(daysOver, today)),
					level === 1 ? isAgreedLongEnough(today) : undefined,
					isNull(cases.stagedIn),
					actionIds ? inArray(actions.id, [...actionIds]) : undefined,
				),
			)
			.orderBy(asc(actions.due), asc(actions.id))
			.limit(BATCH - found.length);
		found.push(...rows.map(({ due, ...row }) => ({ ...row, due: due as string })));
		if (found.length >= BATCH) break;
	}
	return found;
}

/** Of what falls due in two days, whether it was agreed a day ago or earlier; else its reminder comes tomorrow. */
function isAgreedLongEnough(today: string) {
	const midnight = startOfLondonDay(today);
	return or(
		lte(actions.due, addDays(today, 1)),
		eq(actions.due, addDays(today, DAYS_BEFORE)),
		lt(actions.answeredAt, midnight),
		and(isNull(actions.answeredAt), lt(actions.at, midnight)),
	);
}
