/** Who may do what with a meeting, and the one way for a command to take a meeting in hand. */
import { eq } from "drizzle-orm";
import { meetings } from "#db/schema/index.ts";
import { type Access, accessOf, holds, type PanelRole, roleIn } from "../audiences/index.ts";
import { claim, type Hand, type Stream } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";

/** Run: start, lead from case to case, close. Build: plan a meeting and pick and order its cases. */
export type MeetingRight = "run" | "build";

const RIGHTS: Record<PanelRole, readonly MeetingRight[]> = {
	lead: ["run", "build"],
	chair: ["run", "build"],
	deputy: ["run", "build"],
	coordinator: ["build"],
	member: [],
	observer: [],
};

const REFUSALS: Record<MeetingRight, string> = {
	run: "Only the chair or a deputy can run the meeting.",
	build: "Only the chair, a deputy or the coordinator can build the agenda.",
};

export function mayInMeetings(access: Access, panelId: string, right: MeetingRight): boolean {
	const role = roleIn(access, panelId);
	return role !== undefined && RIGHTS[role].includes(right);
}

export function requireInMeetings(access: Access, panelId: string, right: MeetingRight): void {
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (!mayInMeetings(access, panelId, right)) throw new NotAllowed(REFUSALS[right]);
}

/**
 * Claims the stream of a meeting's panel, then decides, as takeCase does for a case.
 * @throws NotFound when the actor may not know of the meeting; NotAllowed when they lack `right`.
 */
export async function takeMeeting({ tx, actor, opId }: Hand, meetingId: string, right: MeetingRight) {
	const [found] = await tx
		.select({ panelId: meetings.panelId })
		.from(meetings)
		.where(eq(meetings.id, meetingId));
	if (!found) throw new NotFound();
	const [stream] = (await claim(tx, opId, [found.panelId])) as [Stream];
	const [meeting] = await tx.select().from(meetings).where(eq(meetings.id, meetingId));
	if (!meeting) throw new NotFound();
	const access = await accessOf(tx, actor);
	requireInMeetings(access, meeting.panelId, right);
	return { stream, meeting, access };
}
