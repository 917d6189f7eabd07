/** The session by itself, for the warning before it ends: how long it lasts, and that somebody is there. */
import { remainingMs, staySignedIn } from "#server/account/index.ts";
import { asJson, lookingOn, onPost } from "#server/http/screen.ts";

/** How long the session still lasts, in milliseconds; 0 when there is none. */
export const loader = asJson(
	lookingOn(async (found) => ({ remainingMs: found.state === "live" ? remainingMs(found.session) : 0 })),
);

/** Answers JSON as the loader does, and 401 when the session has timed out: the page must not be left. */
export const action = asJson(
	onPost(async ({ session }) => ({ ok: true, remainingMs: remainingMs(await staySignedIn(session)) }), {
		whenTimedOut: "say",
	}),
);
