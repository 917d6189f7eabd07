/** Starts the meeting and opens its room to the panel. */
import { done, onPost } from "#server/http/screen.ts";
import { startMeeting } from "#server/meetings/index.ts";
import { paths } from "../paths.ts";
import { CannotDoThis } from "./cannot-do-this.tsx";
import { orSayWhy, toTheRoom } from "./only-pressed.ts";

export const loader = toTheRoom;

export const action = onPost(async ({ actor, params, form, request }) => {
	const meetingId = params.meetingId ?? "";
	const result = await orSayWhy(request, () => startMeeting(actor, form.opId, { meetingId }));
	return done(form, result, paths.meeting(meetingId));
});

export const ErrorBoundary = CannotDoThis;

export default function NeverShown() {
	return null;
}
