/** Makes an item the current one, on everybody's screen, and leaves the one before. */
import { done, onPost } from "#server/http/screen.ts";
import { holdInRoom, openItem } from "#server/meetings/index.ts";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { CannotDoThis } from "./cannot-do-this.tsx";
import { orSayWhy, toTheRoom } from "./only-pressed.ts";

export const loader = toTheRoom;

export const action = onPost(async ({ actor, session, params, form, request }) => {
	const meetingId = params.meetingId ?? "";
	const { itemId = "", nothingDecided } = form.fields;
	const isNothingDecided = nothingDecided === "yes" ? nothingDecided : undefined;
	const result = await orSayWhy(request, () =>
		openItem(actor, form.opId, { meetingId, itemId, nothingDecided: isNothingDecided }),
	);
	await holdInRoom(actor, session, meetingId);
	return done(form, result, paths.meeting(meetingId));
});

export const clientAction = orUnsent;

export const ErrorBoundary = CannotDoThis;

export default function NeverShown() {
	return null;
}
