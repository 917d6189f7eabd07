/** Who may do what with a meeting, and the one way for a command to take a meeting in hand. */
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { type agendaItems, attendances, meetings } from "#db/schema/index.ts";
import { type Access, accessOf, holds, type PanelRole, roleIn } from "../audiences/index.ts";
import { claim, type Hand, type Stream } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";

export type Meeting = typeof meetings.$inferSelect;
export type Item = typeof agendaItems.$inferSelect;

/**
 * Run: start, take the chair, adjourn, close. Build: plan a meeting, build and publish its agenda. Minute: record
 * who is there, and what is said, for those who cannot themselves.
 */
export type MeetingRight = "run" | "build" | "minute";

const RIGHTS: Record<PanelRole, readonly MeetingRight[]> = {
	lead: ["run", "build", "minute"],
	chair: ["run", "build", "minute"],
	deputy: ["run", "build", "minute"],
	coordinator: ["build", "minute"],
	member: [],
	observer: [],
};

const REFUSALS: Record<MeetingRight, string> = {
	run: "Only the chair, a deputy or the lead can run the meeting.",
	build: "Only the chair, a deputy, the coordinator or the lead can build the agenda.",
	minute: "Only the chair, a deputy, the coordinator or the lead can record this for others.",
};

export function mayInMeetings(access: Access, panelId: string, right: MeetingRight): boolean {
	const role = roleIn(access, panelId);
	return role !== undefined && holds(access, { kind: "meetings", panelId }) && RIGHTS[role].includes(right);
}

/** Whether there is no such meeting for the actor: one that never went out is known to those who build it alone. */
export const isUnknownTo = (access: Access, meeting: Pick<Meeting, "panelId" | "publishedAt">): boolean =>
	meeting.publishedAt === null && !mayInMeetings(access, meeting.panelId, "build");

export function requireInMeetings(access: Access, panelId: string, right: MeetingRight): void {
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (!mayInMeetings(access, panelId, right)) throw new NotAllowed(REFUSALS[right]);
}

/** Whether the actor may see an item of this meeting's agenda. */
export const seesItem = (access: Access, meeting: Pick<Meeting, "id" | "panelId">, item: Item): boolean =>
	holds(
		access,
		item.caseId
			? { kind: "case", panelId: meeting.panelId, caseId: item.caseId }
			: { kind: "meeting", panelId: meeting.panelId, meetingId: meeting.id },
	);

/** A meeting taken in hand by a command: its stream claimed, its row and the actor's standing read since. */
export interface MeetingInHand {
	stream: Stream;
	meeting: Meeting;
	access: Access;
}

/**
 * Claims the stream of a meeting's panel, then decides, as takeCase does for a case. Without a right the actor
 * need only be of the panel.
 * @throws NotFound when the actor may not know of the meeting; NotAllowed when they lack `right`.
 */
export async function takeMeeting(
	hand: Hand,
	meetingId: string,
	right?: MeetingRight,
): Promise<MeetingInHand> {
	const { stream, meeting, access } = await claimMeeting(hand, meetingId);
	if (!holds(access, { kind: "meetings", panelId: meeting.panelId })) throw new NotFound();
	if (isUnknownTo(access, meeting)) throw new NotFound();
	if (right) requireInMeetings(access, meeting.panelId, right);
	return { stream, meeting, access };
}

/** Claims the stream of a meeting's panel; the caller decides who may. @throws NotFound when there is none. */
export async function claimMeeting({ tx, actor, opId }: Hand, meetingId: string): Promise<MeetingInHand> {
	const [found] = await tx
		.select({ panelId: meetings.panelId })
		.from(meetings)
		.where(eq(meetings.id, meetingId));
	if (!found) throw new NotFound();
	const [stream] = (await claim(tx, opId, [found.panelId])) as [Stream];
	const [meeting] = await tx.select().from(meetings).where(eq(meetings.id, meetingId));
	if (!meeting) throw new NotFound();
	return { stream, meeting, access: await accessOf(tx, actor) };
}

/**
 * Takes a meeting that is in progress, for whoever is in its chair: one person leads, so that two who press
 * "next" do not skip a case.
 * @throws NotAllowed when somebody else is in the chair; Conflict when the meeting is not in progress.
 */
export async function takeChairsMeeting(hand: Hand, meetingId: string): Promise<MeetingInHand> {
	const taken = await takeMeeting(hand, meetingId, "run");
	requireState(taken.meeting, "in-progress");
	if (taken.meeting.chairUserId !== hand.actor.userId) {
		throw new NotAllowed(
			`${taken.meeting.chairName ?? "Somebody else"} is in the chair. Take the chair first.`,
		);
	}
	return taken;
}

/** Whether nothing more happens in it: closed, or cancelled. */
export const isOver = ({ state }: Pick<Meeting, "state">): boolean =>
	state === "closed" || state === "cancelled";

const STATES: Record<Meeting["state"], string> = {
	draft: "has not been published",
	published: "has not started",
	"in-progress": "is in progress",
	adjourned: "is adjourned",
	closed: "is closed",
	cancelled: "is cancelled",
};

/** @throws Conflict, in words, when the meeting is in none of these states. */
export function requireState(meeting: Meeting, ...states: Meeting["state"][]): void {
	if (states.includes(meeting.state)) return;
	throw new Conflict(`The meeting ${STATES[meeting.state]}. Somebody may have changed that a moment ago.`, {
		current: {},
		submitted: {},
	});
}

/** Observers and guests who are in the room: what the meeting presents to them changes with its current item. */
export async function witnessesOf(tx: Tx, meetingId: string): Promise<string[]> {
	const there = await tx
		.select({ userId: attendances.userId })
		.from(attendances)
		.where(
			and(
				eq(attendances.meetingId, meetingId),
				inArray(attendances.capacity, ["observer", "guest"]),
				eq(attendances.state, "present"),
				isNotNull(attendances.statementAt),
			),
		);
	return there.flatMap(({ userId }) => (userId ? [userId] : []));
}
