/** Makes a case the current one, on everybody's screen. */
import { done, onPost } from "#server/http/screen.ts";
import { openItem } from "#server/meetings/index.ts";
import { paths } from "../paths.ts";
import { CannotDoThis, orSayWhy, toTheRoom } from "./only-pressed.tsx";

export const loader = toTheRoom;

export const action = onPost(async ({ actor, params, form, request }) => {
	const meetingId = params.meetingId ?? "";
	const { itemId = "" } = form.fields;
	const result = await orSayWhy(request, () => openItem(actor, form.opId, { meetingId, itemId }));
	return done(form, result, paths.meeting(meetingId));
});

export const ErrorBoundary = CannotDoThis;

export default function NeverShown() {
	return null;
}
