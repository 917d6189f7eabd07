/** What the chair's own pages share, closing the meeting and deferring a case; for the server. */
import { redirect } from "@remix-run/node";
import type { Actor } from "#server/audiences/index.ts";
import { NotAllowed, NotFound } from "#server/http/errors.ts";
import { meetingDoor, meetingToDecide } from "#server/meetings/index.ts";
import { paths } from "../paths.ts";

/**
 * A meeting in progress, with the case of one item or all that is not finished, for whoever is in its chair; others
 * go where they can follow it.
 * @throws NotAllowed when somebody else is in the chair; NotFound when the actor may not know of the meeting.
 */
export async function chairsMeeting(actor: Actor, meetingId: string, itemId?: string) {
	const { state, chairUserId, chairName, isWitness, isOpen } = await meetingDoor(actor, meetingId);
	if (isWitness) throw new NotFound();
	if (state === "closed") throw redirect(paths.record(meetingId));
	if (state !== "in-progress") throw redirect(paths.meeting(meetingId));
	if (chairUserId !== actor.userId) {
		throw new NotAllowed(
			`${chairName ?? "Somebody else"} is in the chair. Only whoever is in the chair can defer a case or close the meeting.`,
		);
	}
	// They left, and are in the chair still.
	if (!isOpen) throw redirect(paths.enterMeeting(meetingId));
	return meetingToDecide(actor, meetingId, itemId);
}
