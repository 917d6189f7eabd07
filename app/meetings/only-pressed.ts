/** What the addresses share that only take the press of a button; for the server. */
import { data, redirect } from "@remix-run/node";
import { Conflict, Invalid, NotAllowed } from "#server/http/errors.ts";
import { signedIn } from "#server/http/screen.ts";
import { paths } from "../paths.ts";

/** Somebody who opens such an address, as after signing in again, is taken to the room. */
export const toTheRoom = signedIn(async ({ params }): Promise<null> => {
	throw redirect(paths.meeting(params.meetingId ?? ""));
});

/** Lets a script have its answer; a browser that waits for a page gets CannotDoThis, with the reason on it. */
export async function orSayWhy<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (request.headers.get("Sec-Fetch-Dest") === "empty") throw error;
		if (error instanceof Conflict || error instanceof NotAllowed) {
			throw data({ message: error.message }, { status: error instanceof Conflict ? 409 : 403 });
		}
		if (error instanceof Invalid) {
			throw data({ message: `${Object.values(error.fields).join(". ")}.` }, { status: 400 });
		}
		throw error;
	}
}
