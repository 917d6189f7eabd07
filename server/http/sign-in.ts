/** Signing in and out over HTTP: remix-auth's form strategy, the cookie, and where to go next. */
import { redirectDocument } from "@remix-run/node";
import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import { deviceOf, endSession, keptPostsOf, type SignedIn, signIn } from "../account/index.ts";
import { formOf } from "./form.ts";
import { samePath } from "./return-to.ts";
import { clearedCookie, type Session, sessionCookie } from "./session.ts";

/** Further ways to sign in (a force's identity provider) are strategies beside this one. */
const authenticator = new Authenticator<SignedIn>().use(
	new FormStrategy(async ({ form, request }) => {
		const { fields } = formOf(form);
		return signIn({
			email: fields.email ?? "",
			password: fields.password ?? "",
			address: addressOf(request),
			device: deviceOf(request.headers.get("User-Agent")),
		});
	}),
	"password",
);

/** Checks the e-mail and password that were sent. @throws Invalid, see signIn. */
export const signInWithPassword = (request: Request): Promise<SignedIn> =>
	authenticator.authenticate("password", request);

/** The browser's network address as the middleware worked it out; what a client sends itself never gets here. */
const addressOf = (request: Request): string => request.headers.get("X-Client-Address") ?? "unknown";

/**
 * Signs the browser in and sends it on with a fresh page, so that nothing of an earlier person stays in memory.
 * @param previous the session that the browser had until now; it ends.
 * @param to a path; anything that is not ours becomes the start page.
 * @param isKept a form was kept when the session timed out: if it was this person's, it is offered first.
 */
export async function beginVisit(
	{ actor, token }: SignedIn,
	previous: Session | undefined,
	to: string | null,
	isKept = false,
): Promise<Response> {
	if (previous) await endSession(previous.id);
	const [kept] = isKept ? await keptPostsOf(actor) : [];
	const headers = { "Set-Cookie": sessionCookie(token) };
	return redirectDocument(kept ? `/kept/${kept.id}` : (samePath(to) ?? "/"), { headers, status: 303 });
}

/** Ends the session and makes the browser forget it. */
export async function endVisit(session: Session): Promise<Response> {
	await endSession(session.id);
	return redirectDocument("/sign-in", { headers: { "Set-Cookie": clearedCookie() }, status: 303 });
}
