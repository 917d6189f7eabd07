/** What a reader of meetings starts from: the meeting, and the items of its agenda, that an actor may see. */
import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agendaItems, meetings, panels } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, holds } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { isUnknownTo, type Meeting } from "./policy.ts";
import { type AgendaItemRow, presentAgendaItems } from "./present.ts";

/** @throws NotFound when the actor may not know of the meeting. What never went out is known to those who build it. */
export async function accessToMeeting(
	actor: Actor,
	meetingId: string,
): Promise<{ meeting: Meeting; access: Access }> {
	const meeting = await meetingById(meetingId);
	const access = await accessToMeetingsOf(actor, meeting.panelId, await casesListedOn(meetingId));
	if (isUnknownTo(access, meeting)) throw new NotFound();
	return { meeting, access };
}

export async function meetingById(meetingId: string): Promise<Meeting> {
	const [meeting] = await db.select().from(meetings).where(eq(meetings.id, meetingId));
	if (!meeting) throw new NotFound();
	return meeting;
}

/** @param caseIds whose protected details may be shown. @throws NotFound when the meetings are not the actor's. */
export async function accessToMeetingsOf(
	actor: Actor,
	panelId: string,
	caseIds: readonly string[],
): Promise<Access> {
	const access = await accessOf(db, actor, caseIds);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	return access;
}

/** All cases that stand on an agenda, or did, whoever may see them: for loading an access, and for nothing else. */
export async function casesListedOn(meetingId: string): Promise<string[]> {
	const listed = await db
		.select({ caseId: agendaItems.caseId })
		.from(agendaItems)
		.where(eq(agendaItems.meetingId, meetingId));
	return listed.flatMap(({ caseId }) => (caseId ? [caseId] : []));
}

export async function nameOfPanel(panelId: string): Promise<string> {
	const [panel] = await db.select({ name: panels.name }).from(panels).where(eq(panels.id, panelId));
	return panel?.name ?? "";
}

/** The items of a meeting's agenda that `access` may see, in order. */
export async function itemsSeen(access: Access, meeting: Meeting): Promise<AgendaItemRow[]> {
	const found = await db
		.select({ id: agendaItems.id })
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meeting.id), isNull(agendaItems.removedAt)))
		.orderBy(asc(agendaItems.position), asc(agendaItems.id));
	const presented = await presentAgendaItems(
		db,
		found.map((item) => item.id),
	);
	return presented
		.filter((item) => !item.isGone && holds(access, item.audience))
		.map((item) => item.row)
		.sort((a, b) => a.position - b.position);
}

export const casesOf = (items: readonly AgendaItemRow[]): string[] =>
	items.flatMap(({ caseId }) => (caseId ? [caseId] : []));

/** Whether a meeting has begun and is not over. */
export const isHeld = ({ state }: Pick<Meeting, "state">): boolean =>
	state === "in-progress" || state === "adjourned";
