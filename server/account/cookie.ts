/** The cookie that holds a session's token; its name and flags follow from BASE_URL. */
import { environment } from "../environment.ts";
import { type SessionState, sessionByToken } from "./sessions.ts";

const isHttps = () => environment().baseUrl.startsWith("https:");

/** On https the name itself makes the browser insist on Secure, our host and path "/". */
const cookieName = (): string => (isHttps() ? "__Host-panelroom" : "panelroom");

const attributes = () => `Path=/; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;

/** The Set-Cookie header that signs a browser in; the browser forgets it when it is closed. */
export const sessionCookie = (token: string): string => `${cookieName()}=${token}; ${attributes()}`;

/** The Set-Cookie header that makes a browser forget. */
export const clearedCookie = (): string => `${cookieName()}=; Max-Age=0; ${attributes()}`;

/** Whose request this is. @param source a Request, or a raw Cookie header as a socket's handshake has it. */
export async function sessionOf(source: Request | string | null | undefined): Promise<SessionState> {
	const token = tokenIn(source instanceof Request ? source.headers.get("Cookie") : source);
	return token ? sessionByToken(token) : { state: "none" };
}

function tokenIn(cookieHeader: string | null | undefined): string | undefined {
	const prefix = `${cookieName()}=`;
	const cookie = (cookieHeader ?? "").split(";").find((part) => part.trim().startsWith(prefix));
	const token = cookie?.trim().slice(prefix.length);
	return token && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
}
