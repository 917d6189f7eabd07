/** The sign-in session as forms carry it: a token that tells that the page was made for this session. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Session } from "../account/index.ts";
import { environment } from "../environment.ts";

export {
	clearedCookie,
	type Session,
	type SessionState,
	sessionCookie,
	sessionOf,
} from "../account/index.ts";

/** What a form of this session must carry as `token`. */
export const formToken = (session: Pick<Session, "tokenHash">): string =>
	createHmac("sha256", environment().sessionSecret).update(`form\n${session.tokenHash}`).digest("base64url");

/** Whether `token` is the session's, in a time that does not tell how much of it was right. */
export function isFormToken(session: Pick<Session, "tokenHash">, token: string): boolean {
	const expected = Buffer.from(formToken(session));
	const given = Buffer.from(token);
	return given.length === expected.length && timingSafeEqual(given, expected);
}
