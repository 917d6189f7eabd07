import type { ActionFunctionArgs } from "@remix-run/node";
import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { sessions } from "#db/schema/index.ts";
import { beginSession, endSession } from "#server/account/index.ts";
import { setClock } from "#server/clock.ts";
import { formToken, sessionCookie } from "#server/http/session.ts";
import { aUser } from "#tests/factories.ts";
import { loader as look, action as stay } from "./stay-signed-in.tsx";

const MINUTE = 60_000;
const start = new Date("2026-11-21T09:00:00Z");
const at = (ms: number) => setClock(() => new Date(start.getTime() + ms));
afterEach(() => setClock());

async function aBrowser() {
	const user = await aUser();
	const { session, token } = await transaction((tx) => beginSession(tx, user.id, "Chrome on Mac"));
	return { session, cookie: sessionCookie(token).split(";")[0] ?? "", token: formToken(session) };
}

const asking = (cookie: string, body?: URLSearchParams): ActionFunctionArgs => ({
	request: new Request("http://localhost:3000/session", {
		method: body ? "POST" : "GET",
		body,
		headers: { Cookie: cookie },
	}),
	params: {},
	context: { nonce: "", requestId: "" },
});
const posting = ({ cookie, token }: { cookie: string; token: string }) =>
	stay(asking(cookie, new URLSearchParams({ token })));

const seenAt = async (id: string) =>
	(await db.select().from(sessions).where(eq(sessions.id, id)))[0]?.lastSeenAt;

test("tells how long the session lasts, and leaves it as it is", async () => {
	at(0);
	const { session, cookie } = await aBrowser();
	const remaining = async () => (await look(asking(cookie))).json();
	at(13 * MINUTE);
	expect(await remaining()).toEqual({ remainingMs: 2 * MINUTE });
	expect(await seenAt(session.id)).toEqual(start);
	at(15 * MINUTE);
	expect(await remaining()).toEqual({ remainingMs: 0 });
	at(0);
	await endSession(session.id);
	expect(await remaining()).toEqual({ remainingMs: 0 });
});

test("staying is a sign of the person, even a moment after the last", async () => {
	at(0);
	const browser = await aBrowser();
	at(MINUTE - 1);
	const answer = await posting(browser);
	expect([answer.status, await answer.json()]).toEqual([200, { ok: true, remainingMs: 15 * MINUTE }]);
	expect(await seenAt(browser.session.id)).toEqual(new Date(start.getTime() + MINUTE - 1));
});

test("staying is too late once the session has timed out, and needs its token", async () => {
	at(0);
	const browser = await aBrowser();
	expect((await posting({ ...browser, token: "another" })).status).toBe(403);
	at(15 * MINUTE);
	const late = await posting(browser);
	expect([late.status, await late.json()]).toMatchObject([401, { signedOut: true }]);
	expect(await seenAt(browser.session.id)).toEqual(start);
});
