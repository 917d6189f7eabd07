import type { ActionFunctionArgs } from "@remix-run/node";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { transaction } from "#db/index.ts";
import { users } from "#db/schema/index.ts";
import {
	beginSession,
	draftsOf,
	hashPassword,
	issueLink,
	keepPost,
	keptPostOf,
	keptPostsOf,
	sessionOf,
} from "#server/account/index.ts";
import { setClock } from "#server/clock.ts";
import { formToken, sessionCookie } from "#server/http/session.ts";
import { anActor, anAdministrator, anOpId, aUser, type TestUser } from "#tests/factories.ts";
import { action as changeAccount, loader as showAccount } from "./account.tsx";
import { action as keepDraft } from "./drafts.tsx";
import { action as discardKept, loader as showKept } from "./kept.tsx";
import { action as followLink, loader as showLink } from "./link.tsx";
import { pathInWords } from "./path-in-words.ts";
import { loader as showSignIn, action as signIn } from "./sign-in.tsx";
import { action as signOut } from "./sign-out.tsx";

const BASE = "http://localhost:3000";
const PASSWORD = "heron lantern gravel quilt";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const hashed = hashPassword(PASSWORD);

afterEach(() => setClock());

async function aPerson() {
	const user = await aUser();
	const passwordHash = await hashed;
	await transaction(async (tx) => {
		await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
	});
	return user;
}

async function aBrowserOf(user: TestUser) {
	const { session, token } = await transaction((tx) => beginSession(tx, user.id, "Chrome on Mac"));
	const cookie = sessionCookie(token).split(";")[0] ?? "";
	return { session, cookie, token: formToken(session), actor: { ...anActor(user), sessionId: session.id } };
}

type Params = Record<string, string>;

const get = (path: string, { cookie = "", params = {} }: { cookie?: string; params?: Params } = {}) => ({
	request: new Request(BASE + path, { headers: { Cookie: cookie } }),
	params,
	context: { nonce: "", requestId: "" },
});

let address = 0;
const post = (
	path: string,
	fields: Params,
	{ cookie = "", params = {} }: { cookie?: string; params?: Params } = {},
): ActionFunctionArgs => ({
	request: new Request(BASE + path, {
		method: "POST",
		body: new URLSearchParams(fields),
		headers: { Cookie: cookie, "User-Agent": WINDOWS, "X-Client-Address": `198.51.100.${++address}` },
	}),
	params,
	context: { nonce: "", requestId: "" },
});

interface Outcome {
	status: number;
	to?: string | null;
	cookie?: string | null;
	data?: unknown;
}

async function outcome(work: Promise<unknown>): Promise<Outcome> {
	const answer = await work.catch((thrown) => thrown);
	if (answer instanceof Response) {
		const to = answer.headers.get("Location");
		return { status: answer.status, to, cookie: answer.headers.get("Set-Cookie") };
	}
	if (answer instanceof Error) throw answer;
	if ((answer as { type?: string })?.type !== "DataWithResponseInit") return { status: 200, data: answer };
	const { data, init } = answer as { data: unknown; init: ResponseInit | null };
	return { status: init?.status ?? 200, data };
}

/** The Cookie header that a browser sends after this Set-Cookie. */
const sentBack = (setCookie: string | null | undefined) => setCookie?.split(";")[0] ?? "";

describe("signing in", () => {
	test("signs in with a safe cookie and goes on to where the person was going", async () => {
		const user = await aPerson();
		const fields = { email: user.email, password: PASSWORD };
		const { status, to, cookie } = await outcome(signIn(post("/sign-in?to=%2Ffind%3Fq%3Da", fields)));
		expect([status, to]).toEqual([303, "/find?q=a"]);
		expect(cookie).toMatch(/^panelroom=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
		expect(await sessionOf(sentBack(cookie))).toMatchObject({
			state: "live",
			actor: { userId: user.id },
			session: { device: "Firefox on Windows" },
		});
	});

	test("goes to no other site, and ends the session that the browser had", async () => {
		const user = await aPerson();
		const before = await aBrowserOf(user);
		const fields = { email: user.email, password: PASSWORD };
		for (const to of ["//evil.example", "/\\evil.example", "https://evil.example/", ""]) {
			const sent = post(`/sign-in?to=${encodeURIComponent(to)}`, fields, { cookie: before.cookie });
			expect((await outcome(signIn(sent))).to).toBe("/");
		}
		expect(await sessionOf(before.cookie)).toEqual({ state: "none" });
	});

	test("an unknown address, a wrong password and a deactivated account get the very same answer", async () => {
		const [known, gone] = [await aPerson(), await aPerson()];
		await transaction(async (tx) => {
			await tx.update(users).set({ deactivatedAt: new Date() }).where(eq(users.id, gone.id));
		});
		const answers = [];
		for (const [email, password] of [
			["nobody@example.org", PASSWORD],
			[known.email, "heron lantern gravel quill"],
			[gone.email, PASSWORD],
		] as const) {
			const { status, data } = await outcome(signIn(post("/sign-in", { email, password })));
			const { values, ...rest } = data as { values: Params };
			expect(values).toEqual({ email });
			answers.push(JSON.stringify({ status, ...rest }));
		}
		expect(new Set(answers).size).toBe(1);
		expect(answers[0]).toContain('"status":400');
	});

	test("the page says why one is there, and is skipped by whoever is signed in", async () => {
		const user = await aPerson();
		const { cookie } = await aBrowserOf(user);
		expect(await outcome(showSignIn(get("/sign-in")))).toMatchObject({
			data: { hasTimedOut: false, isKept: false },
		});
		expect(await outcome(showSignIn(get("/sign-in?kept=1")))).toMatchObject({ data: { isKept: true } });
		expect(await outcome(showSignIn(get("/sign-in?to=%2Faccount", { cookie })))).toMatchObject({
			to: "/account",
		});
		const later = Date.now() + 20 * 60_000;
		setClock(() => new Date(later));
		expect(await outcome(showSignIn(get("/sign-in", { cookie })))).toMatchObject({
			data: { hasTimedOut: true },
		});
	});

	test("signing out ends the session and the cookie", async () => {
		const { cookie, token } = await aBrowserOf(await aPerson());
		const { to, cookie: cleared } = await outcome(signOut(post("/sign-out", { token }, { cookie })));
		expect(to).toBe("/sign-in");
		expect(cleared).toMatch(/^panelroom=; Max-Age=0;/);
		expect(await sessionOf(cookie)).toEqual({ state: "none" });
	});
});

describe("a one-time link", () => {
	test("shows whose it is, sets the password, signs in, and then shows that it has ended", async () => {
		const user = await aUser();
		const { url } = await issueLink(await anAdministrator(), anOpId(), { userId: user.id });
		const params = { token: url.split("/").at(-1) ?? "" };
		const path = new URL(url).pathname;
		expect(await outcome(showLink(get(path, { params })))).toEqual({
			status: 200,
			data: { use: "password", holder: { name: user.name, email: user.email }, signedInAs: null },
		});
		const weak = await outcome(followLink(post(path, { password: "short" }, { params })));
		expect(weak).toMatchObject({
			status: 400,
			data: { errors: { password: expect.any(String) }, values: {} },
		});
		const { to, cookie } = await outcome(followLink(post(path, { password: PASSWORD }, { params })));
		expect(to).toBe("/");
		expect(await sessionOf(sentBack(cookie))).toMatchObject({ state: "live", actor: { userId: user.id } });
		expect(await outcome(showLink(get(path, { params })))).toEqual({
			status: 404,
			data: { use: null, holder: null, signedInAs: null },
		});
		expect((await outcome(followLink(post(path, { password: PASSWORD }, { params })))).status).toBe(400);
	});
});

describe("the account page", () => {
	test("shows one's own details and sessions; others can be ended, one or all", async () => {
		const user = await aPerson();
		const [here, there, elsewhere] = [await aBrowserOf(user), await aBrowserOf(user), await aBrowserOf(user)];
		await aBrowserOf(await aPerson());
		const shown = await showAccount(get("/account", here));
		expect(shown.account).toMatchObject({ name: user.name, email: user.email, agencyName: user.agencyName });
		expect(shown.account.sessions.map(({ isThisOne }) => isThisOne)).toEqual([true, false, false]);

		const one = { token: here.token, opId: anOpId(), sessionId: there.session.id };
		expect((await outcome(changeAccount(post("/account", one, here)))).to).toBe("/account");
		expect(await sessionOf(there.cookie)).toEqual({ state: "none" });
		expect((await sessionOf(elsewhere.cookie)).state).toBe("live");
		await outcome(changeAccount(post("/account", { token: here.token, opId: anOpId() }, here)));
		expect(await sessionOf(elsewhere.cookie)).toEqual({ state: "none" });
		expect((await sessionOf(here.cookie)).state).toBe("live");
	});
});

describe("drafts", () => {
	test("are kept and forgotten; what cannot be kept is said; signed out is 401", async () => {
		const browser = await aBrowserOf(await aPerson());
		const send = (fields: Params) => keepDraft(post("/drafts", { token: browser.token, ...fields }, browser));
		const kept = await send({ key: "entry:1", fields: JSON.stringify({ body: "He came" }) });
		expect([kept.status, await kept.json()]).toEqual([200, { ok: true, keptAt: expect.any(String) }]);
		expect(await draftsOf(browser.actor, "entry:")).toEqual({ "entry:1": { body: "He came" } });
		expect((await send({ key: "entry:1", fields: "{}" })).status).toBe(200);
		expect(await draftsOf(browser.actor, "entry:")).toEqual({});
		for (const fields of [
			{},
			{ key: "a" },
			{ key: "a", fields: "not json" },
			{ key: "a", fields: '{"n":1}' },
		]) {
			expect((await send(fields as Params)).status).toBe(400);
		}
		const large = await send({ key: "a", fields: JSON.stringify({ body: "x".repeat(20_000) }) });
		expect(await large.json()).toMatchObject({ errors: { form: expect.stringMatching(/too long/) } });
		const later = Date.now() + 20 * 60_000;
		setClock(() => new Date(later));
		const signedOut = await send({ key: "entry:1", fields: JSON.stringify({ body: "x" }) });
		expect([signedOut.status, await signedOut.json()]).toEqual([
			401,
			expect.objectContaining({ signedOut: true }),
		]);
		expect(await keptPostsOf(browser.actor)).toEqual([]);
	});
});

describe("a kept form", () => {
	const form = { fields: [["body", "He came back."]] as [string, string][], opId: anOpId(), hadFiles: false };

	test("is offered after sign-in to whose it is, and to nobody else", async () => {
		const [user, other] = [await aPerson(), await aPerson()];
		const id = await keepPost(user.id, "/cases/1/entries/new", { ...form, opId: anOpId() });
		const enter = (email: string) =>
			outcome(signIn(post("/sign-in?to=%2Fcases%2F1&kept=1", { email, password: PASSWORD })));
		expect((await enter(other.email)).to).toBe("/cases/1");
		expect((await enter(user.email)).to).toBe(`/kept/${id}`);
		const mine = await aBrowserOf(user);
		const theirs = await aBrowserOf(other);
		const params = { keptId: id ?? "" };
		expect(await showKept(get(`/kept/${id}`, { ...mine, params }))).toMatchObject({
			what: "Record something on a case",
			path: "/cases/1/entries/new",
			fields: [{ name: "body", value: "He came back." }],
			token: mine.token,
		});
		expect((await outcome(showKept(get(`/kept/${id}`, { ...theirs, params })))).status).toBe(404);
	});

	test("can be discarded", async () => {
		const user = await aPerson();
		const browser = await aBrowserOf(user);
		const id = (await keepPost(user.id, "/cases/1/entries/new", { ...form, opId: anOpId() })) ?? "";
		const params = { keptId: id };
		const sent = post(`/kept/${id}`, { token: browser.token }, { cookie: browser.cookie, params });
		expect((await outcome(discardKept(sent))).to).toBe("/");
		await expect(keptPostOf(browser.actor, id)).rejects.toThrow("Not found");
	});

	test.each([
		["/cases/1/actions/new?meeting=2", "Add an action to a case"],
		["/meetings/1/close", "A meeting"],
		["/nowhere", "A form"],
	])("from %s is called %s", (path, words) => {
		expect(pathInWords(path)).toBe(words);
	});
});
