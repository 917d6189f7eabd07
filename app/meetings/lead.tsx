/** Takes what is pressed to lead a meeting: start it, take its chair, stop its clock, undo. Each press is one command. */
import type { Actor } from "#server/audiences/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost } from "#server/http/screen.ts";
import {
	adjournMeeting,
	extendMeeting,
	holdInRoom,
	passChair,
	pauseMeeting,
	reopenMeeting,
	reportNoChair,
	resumeMeeting,
	showNames,
	startMeeting,
	stepBack,
	unpauseMeeting,
} from "#server/meetings/index.ts";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { CannotDoThis } from "./cannot-do-this.tsx";
import { orSayWhy, toTheRoom } from "./only-pressed.ts";

export const loader = toTheRoom;

type Press = (
	actor: Actor,
	opId: string,
	meetingId: string,
	fields: Record<string, string>,
) => Promise<object>;

const PRESSES: Record<string, Press> = {
	start: (actor, opId, meetingId) => startMeeting(actor, opId, { meetingId }),
	"no-chair": (actor, opId, meetingId) => reportNoChair(actor, opId, { meetingId }),
	"pass-chair": (actor, opId, meetingId, { userId }) => passChair(actor, opId, { meetingId, userId }),
	back: (actor, opId, meetingId) => stepBack(actor, opId, { meetingId }),
	pause: (actor, opId, meetingId) => pauseMeeting(actor, opId, { meetingId }),
	"go-on": (actor, opId, meetingId) => unpauseMeeting(actor, opId, { meetingId }),
	extend: (actor, opId, meetingId, { minutes }) => extendMeeting(actor, opId, { meetingId, minutes }),
	adjourn: (actor, opId, meetingId, { until = "" }) => adjournMeeting(actor, opId, { meetingId, until }),
	resume: (actor, opId, meetingId) => resumeMeeting(actor, opId, { meetingId }),
	names: (actor, opId, meetingId, { isRevealed }) => showNames(actor, opId, { meetingId, isRevealed }),
	reopen: (actor, opId, meetingId) => reopenMeeting(actor, opId, { meetingId }),
};

export const action = onPost(async ({ actor, session, params, form, request }) => {
	const meetingId = params.meetingId ?? "";
	const press = PRESSES[form.fields.intent ?? ""];
	const result = await orSayWhy(request, async () => {
		if (!press) throw new Invalid({ form: "This cannot be done here" });
		return press(actor, form.opId, meetingId, form.fields);
	});
	await holdInRoom(actor, session, meetingId);
	return done(form, result, paths.meeting(meetingId));
});

export const clientAction = orUnsent;

export const ErrorBoundary = CannotDoThis;

export default function NeverShown() {
	return null;
}
