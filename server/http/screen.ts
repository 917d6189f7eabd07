/**
 * The frame around every loader and action: who it is, that the form is theirs, and what happens when it
 * fails. A route module is wrapped in one of these and then only has to say what it shows or does.
 */
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { clearDraft, keepPost, settleKeptPost, touchSession } from "../account/index.ts";
import { type Actor, readingPage } from "../audiences/index.ts";
import { failedPage, refusal, refused } from "./failures.ts";
import { readForm, type SentForm } from "./form.ts";
import { plainPage } from "./plain-page.ts";
import { samePath, signInPath } from "./return-to.ts";
import { isFormToken, type Session, type SessionState, sessionOf } from "./session.ts";

export type { ErrorPage, Refused } from "./failures.ts";
export { check, civilDate, dateFrom, optionalCivilDate, type SentForm } from "./form.ts";
export { samePath, signInPath } from "./return-to.ts";
export { formToken } from "./session.ts";
export { beginVisit, endVisit, signInWithPassword } from "./sign-in.ts";

/** remix.config.js turns single fetch on; this tells the types, so that screens see what their loaders answer. */
declare module "@remix-run/server-runtime" {
	interface Future {
		v3_singleFetch: true;
	}
}

/** A signed-in person's request. */
export interface Visit {
	request: Request;
	params: Record<string, string | undefined>;
	url: URL;
	actor: Actor;
	session: Session;
}

/** Anybody's request. */
export interface Passing extends Pick<Visit, "request" | "params" | "url"> {
	/** Who it is, or null when signed out. */
	visit: Visit | null;
	/** They were signed in, and nothing happened for too long. */
	hasTimedOut: boolean;
}

/** A loader that people see signed out too. */
export function forEveryone<T>(loader: (passing: Passing) => Promise<T>) {
	return async (args: LoaderFunctionArgs): Promise<T> => {
		try {
			const passing = await passingOf(args);
			return await readingPage(() => loader(passing));
		} catch (error) {
			return failedPage(error, args.request);
		}
	};
}

/** A loader for signed-in people; others go to the sign-in page first and come back. */
export function signedIn<T>(loader: (visit: Visit) => Promise<T>) {
	return forEveryone(async ({ visit, url }) => {
		if (!visit) throw redirect(signInPath(url.pathname + url.search));
		return loader(visit);
	});
}

/**
 * A loader that only looks at the session, for a page's own script: to ask how long it lasts is no sign of the
 * person, and leaves it as it is.
 */
export function lookingOn<T>(loader: (found: SessionState) => Promise<T>) {
	return async ({ request }: LoaderFunctionArgs): Promise<T> => {
		try {
			return await loader(await sessionOf(request));
		} catch (error) {
			return failedPage(error, request);
		}
	};
}

interface PostOptions {
	/**
	 * What becomes of a form whose session has timed out. "keep": it is offered again after sign-in, which is
	 * where the person is sent. "leave": they are sent there and nothing is kept. "say": the answer is 401 and
	 * the page stays, since it still holds what was typed. Where a page has several forms it may hang on which.
	 */
	whenTimedOut?: TimedOut | ((form: SentForm) => TimedOut);
}

type TimedOut = "keep" | "leave" | "say";

/** An action for signed-in people: checks session and token, and tells the form what went wrong. */
export function onPost<T>(
	handler: (post: Visit & { form: SentForm }) => Promise<T>,
	{ whenTimedOut = "keep" }: PostOptions = {},
) {
	return async (args: ActionFunctionArgs): Promise<T | ReturnType<typeof refused>> => {
		const { request, params } = args;
		const url = new URL(request.url);
		let form: SentForm | undefined;
		try {
			form = await readForm(request);
			const found = await stateOf(args);
			if (found.state === "none") throw redirect(signInPath(pageBehind(request, form)), 303);
			if (found.state === "timed-out") {
				const then = typeof whenTimedOut === "function" ? whenTimedOut(form) : whenTimedOut;
				if (then === "say") {
					return refused(401, form, {
						errors: { form: "You have been signed out. Sign in again." },
						signedOut: true,
					});
				}
				if (then === "leave") throw redirect(signInPath(pageBehind(request, form)), 303);
				throw await keptForLater(request, form, found.session);
			}
			const { session, actor } = found;
			if (!isFormToken(session, form.token)) {
				// They signed in again in another window; the page is made anew with this session's token.
				const say =
					"You have signed in again since this page was opened, so nothing was saved. Send it once more.";
				return refused(403, form, { errors: { form: say } });
			}
			const answer = await handler({ request, params, url, actor, session, form });
			await settle(actor, form);
			return answer;
		} catch (error) {
			return refusal(error, request, form);
		}
	};
}

/** An action that people reach signed out too: no session, so no token; the origin check guards it. */
export function onPostByAnyone<T>(handler: (post: Passing & { form: SentForm }) => Promise<T>) {
	return async (args: ActionFunctionArgs): Promise<T | ReturnType<typeof refused>> => {
		let form: SentForm | undefined;
		try {
			// From a copy: remix-auth's strategy reads the body again.
			form = await readForm(args.request.clone() as Request);
			return await handler({ ...(await passingOf(args)), form });
		} catch (error) {
			return refusal(error, args.request, form);
		}
	};
}

/** What a form is answered when it was done: fields that a refusal has are named, so that screens may ask. */
type Done<R> = R & {
	ok: true;
	errors?: undefined;
	conflict?: undefined;
	values?: undefined;
	lists?: undefined;
};

/** Answers a form that was done: data to a script, and to a browser the page to go on to. */
export function done<R extends object>(form: SentForm, result: R, fallbackPath: string) {
	if (form.isEnhanced) return data({ ok: true, ...result } as Done<R>);
	return redirect(form.returnTo ?? fallbackPath, 303);
}

/**
 * For actions and loaders without a page, which scripts call by their own fetch: Remix would lose the status of
 * what they answer. A person who comes there by a button of a form reads in words why it was refused.
 */
export function asJson(route: (args: ActionFunctionArgs) => Promise<unknown>) {
	return async (args: ActionFunctionArgs): Promise<Response> => {
		const answer = await route(args);
		if (answer instanceof Response) return answer;
		if (isRefusal(answer) && isFollowed(args.request)) return inWords("This was not done", answer);
		const { data: body, init } = isRefusal(answer) ? answer : { data: answer, init: null };
		return Response.json(body, init ?? undefined);
	};
}

/** For actions that answer a file: what went wrong is a plain page, since the address has none of its own. */
export function asDownload(route: (args: ActionFunctionArgs) => Promise<unknown>) {
	return async (args: ActionFunctionArgs): Promise<Response> => {
		const answer = await route(args);
		return answer instanceof Response ? answer : inWords("There is no file", answer);
	};
}

/** A refusal as a plain page. The page behind may be of an earlier session, and loads with the token of this one. */
function inWords(title: string, answer: unknown): Response {
	const { errors = {} } = isRefusal(answer) ? answer.data : {};
	const sentences = [...Object.values(errors), "Go back, load the page again and try once more."];
	const sentence = sentences.map((one) => (/[.?!]$/.test(one) ? one : `${one}.`)).join(" ");
	return new Response(plainPage(title, sentence), {
		...(isRefusal(answer) ? answer.init : {}),
		headers: { "Content-Type": "text/html; charset=utf-8" },
	});
}

/** A browser that goes from page to page, unlike a script, asks for a page. */
const isFollowed = ({ headers }: Request): boolean =>
	headers.get("Sec-Fetch-Dest") === "document" || /\btext\/html\b/.test(headers.get("Accept") ?? "");

const isRefusal = (answer: unknown): answer is ReturnType<typeof refused> =>
	(answer as { type?: unknown } | null)?.type === "DataWithResponseInit";

// --- who it is --------------------------------------------------------------------------------------------

/** The loaders of one request share its context, and with it one look at the session. */
const looked = new WeakMap<object, Promise<SessionState>>();

function stateOf({ request, context }: LoaderFunctionArgs): Promise<SessionState> {
	if (typeof context !== "object" || context === null) return sessionOf(request);
	const before = looked.get(context);
	if (before) return before;
	const state = sessionOf(request).then(async (found) => {
		if (found.state !== "live" || followsAlong(request)) return found;
		return { ...found, session: await touchSession(found.session) };
	});
	looked.set(context, state);
	return state;
}

/**
 * A page that others' changes refresh asks for its own address again, which is no sign that its person is
 * there: it must not keep the session of an empty chair alive.
 */
function followsAlong(request: Request): boolean {
	const referer = request.headers.get("Referer");
	if (request.method !== "GET" || request.headers.get("Sec-Fetch-Dest") !== "empty") return false;
	if (!referer || !URL.canParse(referer)) return false;
	const [from, to] = [new URL(referer), new URL(request.url)];
	return from.pathname === to.pathname && from.search === to.search;
}

async function passingOf(args: LoaderFunctionArgs): Promise<Passing> {
	const { request, params } = args;
	const url = new URL(request.url);
	const found = await stateOf(args);
	const visit =
		found.state === "live" ? { request, params, url, actor: found.actor, session: found.session } : null;
	return { request, params, url, visit, hasTimedOut: found.state === "timed-out" };
}

// --- forms of sessions that ended -------------------------------------------------------------------------

/** The page that the form was on, as far as anybody can tell. */
function pageBehind(request: Request, form: SentForm): string {
	const referer = request.headers.get("Referer");
	const from = referer && URL.canParse(referer) ? new URL(referer) : undefined;
	const url = new URL(request.url);
	const ownReferer = from?.host === url.host ? samePath(from.pathname + from.search) : null;
	return form.returnTo ?? ownReferer ?? url.pathname + url.search;
}

/** Keeps the form if it came from a page of that very session, and leads to the sign-in page. */
async function keptForLater(request: Request, form: SentForm, session: Session): Promise<Response> {
	const url = new URL(request.url);
	const { typed, opId } = form;
	const keptId = isFormToken(session, form.token)
		? await keepPost(session.userId, url.pathname + url.search, {
				fields: typed,
				opId,
				hadFiles: Object.keys(form.files).length > 0,
			})
		: null;
	return redirect(signInPath(pageBehind(request, form), keptId !== null), 303);
}

/** What was typed has arrived, so its draft and its kept copy have served. */
async function settle(actor: Actor, form: SentForm): Promise<void> {
	if (form.draftKey) await clearDraft(actor, form.draftKey);
	if (form.keptId) await settleKeptPost(actor, form.keptId);
}
