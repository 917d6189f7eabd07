import type { ActionFunctionArgs } from "@remix-run/node";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { keptPosts, sessions } from "#db/schema/index.ts";
import { anActor, anOpId, aUser } from "#tests/factories.ts";
import {
	beginSession,
	draftsOf,
	keptPostOf,
	keptPostsOf,
	revokeSessions,
	saveDraft,
} from "../account/index.ts";
import { AccessLogDown } from "../audit/index.ts";
import { setClock } from "../clock.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "./errors.ts";
import {
	asDownload,
	asJson,
	done,
	forEveryone,
	lookingOn,
	onPost,
	onPostByAnyone,
	signedIn,
} from "./screen.ts";
import { formToken, sessionCookie } from "./session.ts";

const MINUTE = 60_000;
const start = new Date("2026-11-21T09:00:00Z");
const at = (ms: number) => setClock(() => new Date(start.getTime() + ms));
afterEach(() => setClock());

async function aBrowser() {
	const user = await aUser();
	const { session, token } = await transaction((tx) => beginSession(tx, user.id, "Firefox on Windows"));
	const cookie = sessionCookie(token).split(";")[0] ?? "";
	return { user, actor: anActor(user), session, cookie, token: formToken(session) };
}
type Browser = Awaited<ReturnType<typeof aBrowser>>;

const BASE = "http://localhost:3000";

const get = (path: string, headers: Record<string, string> = {}): ActionFunctionArgs => ({
	request: new Request(`${BASE}${path}`, { headers }),
	params: {},
	context: { nonce: "", requestId: "" },
});

function post(
	path: string,
	fields: Record<string, string>,
	browser?: Pick<Browser, "cookie" | "token">,
	headers: Record<string, string> = {},
): ActionFunctionArgs {
	const body = new URLSearchParams({ ...(browser ? { token: browser.token } : {}), ...fields });
	const request = new Request(`${BASE}${path}`, {
		method: "POST",
		body,
		headers: { ...(browser ? { Cookie: browser.cookie } : {}), ...headers },
	});
	return { request, params: { caseId: "1" }, context: { nonce: "", requestId: "" } };
}

/** What an action or loader answered or threw: a redirect as its place, data with its status. */
async function outcome(
	work: Promise<unknown>,
): Promise<{ status: number; to?: string | null; data?: unknown }> {
	const answer = await work.catch((thrown) => thrown);
	if (answer instanceof Response) return { status: answer.status, to: answer.headers.get("Location") };
	if (answer instanceof Error) throw answer;
	if ((answer as { type?: string })?.type !== "DataWithResponseInit") return { status: 200, data: answer };
	const { data, init } = answer as { data: unknown; init: ResponseInit | null };
	return { status: init?.status ?? 200, data };
}

const failing = (error: unknown) =>
	onPost(async () => {
		throw error;
	});

describe("signedIn", () => {
	const loader = signedIn(async ({ actor, url }) => ({ name: actor.name, path: url.pathname }));

	test("shows the page to whoever is signed in", async () => {
		const { user, cookie } = await aBrowser();
		expect(await outcome(loader(get("/cases/1", { Cookie: cookie })))).toEqual({
			status: 200,
			data: { name: user.name, path: "/cases/1" },
		});
	});

	test("sends others to sign in first and back again", async () => {
		at(0);
		const { cookie } = await aBrowser();
		const signInFirst = { status: 302, to: "/sign-in?to=%2Ffind%3Fq%3Da" };
		expect(await outcome(loader(get("/find?q=a")))).toEqual(signInFirst);
		at(15 * MINUTE);
		expect(await outcome(loader(get("/find?q=a", { Cookie: cookie })))).toEqual(signInFirst);
	});

	test.each([
		[new NotFound(), 404, /not found/i],
		[new NotAllowed("Only the chair can."), 403, /Only the chair can/],
		[new Invalid({ page: "There is no page 0." }), 400, /no page 0/],
		[new AccessLogDown(), 503, /in a few minutes/],
	])("tells %s as an error page", async (error, status, message) => {
		const { cookie } = await aBrowser();
		const failing = signedIn(async () => {
			throw error;
		});
		expect(await outcome(failing(get("/cases/1", { Cookie: cookie })))).toMatchObject({
			status,
			data: { message: expect.stringMatching(message) },
		});
	});

	test("tells a bug by an id, and nothing of what went wrong", async () => {
		const { cookie } = await aBrowser();
		const buggy = signedIn(async () => {
			throw new TypeError("Canary Person is not a function");
		});
		const { status, data } = await outcome(buggy(get("/cases/1", { Cookie: cookie })));
		expect(status).toBe(500);
		expect(data).toMatchObject({ errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
		expect(JSON.stringify(data)).not.toMatch(/Canary/);
	});
});

describe("forEveryone", () => {
	test("knows who it is, that it is nobody, and that somebody was away too long", async () => {
		at(0);
		const { user, cookie } = await aBrowser();
		const loader = forEveryone(async ({ visit, hasTimedOut }) => ({ name: visit?.actor.name, hasTimedOut }));
		const ask = (headers = {}) => loader(get("/sign-in", headers));
		expect(await ask()).toEqual({ name: undefined, hasTimedOut: false });
		expect(await ask({ Cookie: cookie })).toEqual({ name: user.name, hasTimedOut: false });
		at(15 * MINUTE);
		expect(await ask({ Cookie: cookie })).toEqual({ name: undefined, hasTimedOut: true });
	});
});

describe("a sign of the person", () => {
	const loader = signedIn(async () => null);
	const seenAt = async (id: string) =>
		(await db.select().from(sessions).where(eq(sessions.id, id)))[0]?.lastSeenAt;

	test("is every page they open, but not a page that refreshes itself", async () => {
		at(0);
		const { session, cookie } = await aBrowser();
		const visits = (path: string, headers = {}) => loader(get(path, { Cookie: cookie, ...headers }));
		at(5 * MINUTE);
		const script = { "Sec-Fetch-Dest": "empty" };
		await visits("/meetings/1?case=2", { ...script, Referer: `${BASE}/meetings/1?case=2` });
		expect(await seenAt(session.id)).toEqual(start);
		await visits("/meetings/1?case=3", { ...script, Referer: `${BASE}/meetings/1?case=2` });
		expect(await seenAt(session.id)).toEqual(new Date(start.getTime() + 5 * MINUTE));
		at(8 * MINUTE);
		await visits("/meetings/1", { "Sec-Fetch-Dest": "document", Referer: `${BASE}/meetings/1` });
		expect(await seenAt(session.id)).toEqual(new Date(start.getTime() + 8 * MINUTE));
	});

	test("is not a look at how long the session lasts, which tells what became of it", async () => {
		at(0);
		const { session, cookie } = await aBrowser();
		const look = lookingOn(async ({ state }) => state);
		at(5 * MINUTE);
		expect(await look(get("/session", { Cookie: cookie }))).toBe("live");
		expect(await seenAt(session.id)).toEqual(start);
		at(15 * MINUTE);
		expect(await look(get("/session", { Cookie: cookie }))).toBe("timed-out");
		expect(await look(get("/session"))).toBe("none");
	});

	test("is in the session that the page is given", async () => {
		at(0);
		const { cookie } = await aBrowser();
		at(5 * MINUTE);
		const { lastSeenAt } = await signedIn(async ({ session }) => session)(get("/x", { Cookie: cookie }));
		expect(lastSeenAt).toEqual(new Date(start.getTime() + 5 * MINUTE));
	});

	test("is every form, from whatever page", async () => {
		at(0);
		const browser = await aBrowser();
		at(5 * MINUTE);
		const headers = { "Sec-Fetch-Dest": "empty", Referer: `${BASE}/meetings/1` };
		await onPost(async () => null)(post("/meetings/1", {}, browser, headers));
		expect(await seenAt(browser.session.id)).toEqual(new Date(start.getTime() + 5 * MINUTE));
	});
});

describe("onPost", () => {
	const save = onPost(async ({ form }) => done(form, { entryId: "e" }, "/cases/1"));
	const typed = { body: "He came back." };

	test("done: data to a script, the next page to a browser", async () => {
		const browser = await aBrowser();
		expect(await outcome(save(post("/x", { ...typed, enhanced: "1" }, browser)))).toEqual({
			status: 200,
			data: { ok: true, entryId: "e" },
		});
		expect(await outcome(save(post("/x", typed, browser)))).toEqual({ status: 303, to: "/cases/1" });
		const elsewhere = post("/x", { ...typed, returnTo: "/meetings/1" }, browser);
		expect(await outcome(save(elsewhere))).toEqual({ status: 303, to: "/meetings/1" });
		const evil = post("/x", { ...typed, returnTo: "//evil.example" }, browser);
		expect(await outcome(save(evil))).toEqual({ status: 303, to: "/cases/1" });
	});

	test("done: the draft it was typed under is cleared, the kept form that it was is settled", async () => {
		const browser = await aBrowser();
		await saveDraft(browser.actor, "entry:1", typed);
		await outcome(save(post("/x", { ...typed, draft: "entry:1" }, browser)));
		expect(await draftsOf(browser.actor, "entry:")).toEqual({});
		await saveDraft(browser.actor, "entry:1", typed);
		await outcome(
			failing(new Invalid({ body: "Too long" }))(post("/x", { ...typed, draft: "entry:1" }, browser)),
		);
		expect(await draftsOf(browser.actor, "entry:")).not.toEqual({});
	});

	test.each([
		[
			new Invalid({ body: "Enter something", due: "Enter a date" }),
			400,
			{ errors: { body: "Enter something", due: "Enter a date" } },
		],
		[
			new Conflict("Somebody was first.", { current: { Body: "a" }, submitted: { Body: "b" }, version: 4 }),
			409,
			{
				conflict: {
					message: "Somebody was first.",
					current: { Body: "a" },
					submitted: { Body: "b" },
					version: 4,
				},
			},
		],
		[new NotAllowed("Only the chair can."), 403, { errors: { form: "Only the chair can." } }],
		[
			new AccessLogDown(),
			503,
			{ errors: { form: expect.stringMatching(/Nothing was lost/) }, isTemporary: true },
		],
	])("refused: %s keeps what was typed", async (error, status, answer) => {
		const browser = await aBrowser();
		const sent = { ...typed, returnTo: "/meetings/1", password: "secret" };
		expect(await outcome(failing(error)(post("/x", sent, browser)))).toEqual({
			status,
			data: { ok: false, values: { ...typed, returnTo: "/meetings/1" }, lists: {}, ...answer },
		});
	});

	test("refused: what may not be known of is a page that is not there", async () => {
		const browser = await aBrowser();
		expect(await outcome(failing(new NotFound())(post("/x", typed, browser)))).toEqual({
			status: 404,
			data: { message: "Page not found" },
		});
	});

	test("refused: a bug keeps what was typed and tells an id", async () => {
		const browser = await aBrowser();
		const { status, data } = await outcome(failing(new Error("Canary Person"))(post("/x", typed, browser)));
		expect(status).toBe(500);
		const { errorId, errors } = data as { errorId: string; errors: Record<string, string> };
		expect(errors.form).toContain(errorId);
		expect(data).toMatchObject({ values: typed });
		expect(JSON.stringify(data)).not.toMatch(/Canary/);
	});

	test("refused: a body that is no form", async () => {
		const { cookie } = await aBrowser();
		const request = new Request(`${BASE}/x`, { method: "POST", body: "{}", headers: { Cookie: cookie } });
		expect(await outcome(save({ request, params: {}, context: { nonce: "", requestId: "" } }))).toMatchObject(
			{
				status: 400,
			},
		);
	});

	test("refused: without this session's token nothing is done, and what was typed stays", async () => {
		const [browser, other] = [await aBrowser(), await aBrowser()];
		let isDone = false;
		const action = onPost(async () => {
			isDone = true;
			return null;
		});
		for (const token of ["", "wrong", other.token]) {
			const { status, data } = await outcome(action(post("/x", { ...typed, token }, browser)));
			expect(status).toBe(403);
			expect(data).toMatchObject({ errors: { form: expect.any(String) }, values: typed });
		}
		expect(isDone).toBe(false);
	});

	test("refused: signed out, nothing is kept", async () => {
		expect(await outcome(save(post("/cases/1/entries/new", typed)))).toEqual({
			status: 303,
			to: "/sign-in?to=%2Fcases%2F1%2Fentries%2Fnew",
		});
		expect(await db.$count(keptPosts)).toBe(0);
	});
});

describe("a form whose session has ended", () => {
	const never = onPost(async () => {
		throw new Error("It was done");
	});
	const typed = { body: "He came back.", agency: "a" };

	test("is kept when the session timed out, and offered to the same person only", async () => {
		at(0);
		const browser = await aBrowser();
		const opId = anOpId();
		at(15 * MINUTE);
		const sent = post("/cases/1/entries/new", { ...typed, opId, password: "secret" }, browser, {
			Referer: `${BASE}/meetings/7?case=1`,
		});
		expect(await outcome(never(sent))).toEqual({
			status: 303,
			to: "/sign-in?to=%2Fmeetings%2F7%3Fcase%3D1&kept=1",
		});
		const [kept] = await keptPostsOf(browser.actor);
		expect(await keptPostOf(browser.actor, kept?.id ?? "")).toMatchObject({
			path: "/cases/1/entries/new",
			fields: [
				["body", "He came back."],
				["agency", "a"],
			],
			opId,
			hadFiles: false,
		});
		const stranger = await aBrowser();
		await expect(keptPostOf(stranger.actor, kept?.id ?? "")).rejects.toThrow("Not found");
	});

	test("is kept after the absolute limit too", async () => {
		at(0);
		const browser = await aBrowser();
		at(12 * 60 * MINUTE);
		await outcome(never(post("/x", typed, browser)));
		expect(await keptPostsOf(browser.actor)).toHaveLength(1);
	});

	test("is not kept when the session was revoked, even if it had timed out before", async () => {
		at(0);
		const browser = await aBrowser();
		at(15 * MINUTE);
		await revokeSessions(browser.actor, anOpId(), { userId: browser.user.id });
		expect((await outcome(never(post("/x", typed, browser)))).to).toBe("/sign-in?to=%2Fx");
		expect(await keptPostsOf(browser.actor)).toEqual([]);
	});

	test("is not kept with the token of another session, nor when it is too large; files are not kept and it says so", async () => {
		at(0);
		const [browser, other] = [await aBrowser(), await aBrowser()];
		at(15 * MINUTE);
		for (const fields of [{ ...typed, token: other.token }, { body: "x".repeat(350_001) }]) {
			expect((await outcome(never(post("/x", fields, browser)))).to).toBe("/sign-in?to=%2Fx");
		}
		expect(await keptPostsOf(browser.actor)).toEqual([]);
		const body = new FormData();
		body.set("token", browser.token);
		body.set("tracker", new File(["Canary"], "tracker.xlsx"));
		const request = new Request(`${BASE}/import`, {
			method: "POST",
			body,
			headers: { Cookie: browser.cookie },
		});
		await outcome(never({ request, params: {}, context: { nonce: "", requestId: "" } }));
		const [kept] = await keptPostsOf(browser.actor);
		expect(await keptPostOf(browser.actor, kept?.id ?? "")).toMatchObject({ fields: [], hadFiles: true });
	});

	test("that asks for it is only told so: the page still holds what was typed", async () => {
		at(0);
		const browser = await aBrowser();
		at(15 * MINUTE);
		const draft = onPost(async () => null, { whenTimedOut: "say" });
		expect(await outcome(draft(post("/drafts", typed, browser)))).toMatchObject({
			status: 401,
			data: { ok: false, signedOut: true, values: typed },
		});
		const leave = onPost(async () => null, { whenTimedOut: "leave" });
		expect((await outcome(leave(post("/sign-out", typed, browser)))).to).toBe("/sign-in?to=%2Fsign-out");
		const either = onPost(async () => null, {
			whenTimedOut: ({ fields }) => (fields.intent === "filter" ? "leave" : "keep"),
		});
		await outcome(either(post("/actions", { ...typed, intent: "filter" }, browser)));
		expect(await keptPostsOf(browser.actor)).toEqual([]);
		await outcome(either(post("/actions", { ...typed, token: browser.token, intent: "update" }, browser)));
		expect(await keptPostsOf(browser.actor)).toMatchObject([{ path: "/actions" }]);
	});
});

describe("onPostByAnyone", () => {
	test("leaves the body for who reads it next, and shows the form again without the password", async () => {
		const action = onPostByAnyone(async ({ request, form, visit }) => {
			const again = await request.formData();
			expect([visit, again.get("email")]).toEqual([null, form.fields.email]);
			throw new Invalid({ form: "No match." });
		});
		expect(
			await outcome(action(post("/sign-in", { email: "a@example.org", password: "secret" }))),
		).toMatchObject({
			status: 400,
			data: { errors: { form: "No match." }, values: { email: "a@example.org" } },
		});
	});
});

test("asJson answers a script's own fetch with the status that the form got", async () => {
	const browser = await aBrowser();
	const fine = await asJson(onPost(async () => ({ ok: true })))(post("/drafts", {}, browser));
	expect([fine.status, await fine.json()]).toEqual([200, { ok: true }]);
	const refused = await asJson(failing(new Invalid({ form: "Too long" })))(post("/drafts", {}, browser));
	expect(refused.status).toBe(400);
	expect(await refused.json()).toMatchObject({ errors: { form: "Too long" } });
});

test.each([
	["asJson", asJson, "This was not done"],
	["asDownload", asDownload, "There is no file"],
])(
	"%s tells a person who pressed a button in words that their page is of an earlier session",
	async (_, frame, title) => {
		const browser = await aBrowser();
		const stale = { token: "of an earlier session" };
		const asked = post("/actions/export", stale, browser, {
			Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
		});
		const answer = await frame(onPost(async () => new Response("a file")))(asked);
		expect([answer.status, answer.headers.get("Content-Type")]).toEqual([403, "text/html; charset=utf-8"]);
		const page = await answer.text();
		expect(page).toContain(`<h1>${title}</h1>`);
		expect(page).toContain("You have signed in again since this page was opened");
		expect(page).toContain("Go back, load the page again and try once more.");
	},
);
