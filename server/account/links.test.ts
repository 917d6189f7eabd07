import { desc, eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { events, oneTimeLinks, operations, users } from "#db/schema/index.ts";
import { anAdministrator, anOpId, aUser } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { setClock } from "../clock.ts";
import { Invalid } from "../http/errors.ts";
import {
	beginSession,
	firstAdministratorLink,
	issueLink,
	linkOf,
	sessionByToken,
	setPasswordByLink,
	signIn,
} from "./index.ts";

const HOUR = 60 * 60_000;
const PASSWORD = "heron lantern gravel quilt";
afterEach(() => setClock());

const tokenIn = (url: string) => url.split("/").at(-1) ?? "";
const device = "Firefox on Windows";
const setPassword = (token: string, password = PASSWORD) =>
	setPasswordByLink({ token, password, device, opId: anOpId() });

async function aLink() {
	const user = await aUser();
	const administrator = await anAdministrator();
	const issued = await issueLink(administrator, anOpId(), { userId: user.id });
	return { user, administrator, ...issued, token: tokenIn(issued.url) };
}

const organisationEvents = () =>
	db
		.select()
		.from(events)
		.where(eq(events.streamId, "organisation"))
		.orderBy(desc(events.version), desc(events.position))
		.limit(3);

async function fieldsOf(work: Promise<unknown>): Promise<Record<string, string>> {
	const error = await work.then(
		() => undefined,
		(thrown) => thrown,
	);
	if (!(error instanceof Invalid)) throw error ?? new Error("It was accepted");
	return error.fields;
}

describe("issueLink", () => {
	test("done: answers an address that works for 48 hours", async () => {
		setClock(() => new Date("2026-11-21T09:00:00Z"));
		const { user, url, endsAt, token } = await aLink();
		expect(url).toMatch(/^http:\/\/localhost:3000\/link\/[\w-]{43}$/);
		expect(endsAt).toBe("2026-11-23T09:00:00.000Z");
		expect(await linkOf(token)).toMatchObject({
			for: "password",
			user: { name: user.name, email: user.email },
		});
		setClock(() => new Date(endsAt));
		expect(await linkOf(token)).toBeNull();
	});

	test("done: a new link ends the one before; the same click again answers the same", async () => {
		const { user, administrator, token } = await aLink();
		const opId = anOpId();
		const second = await issueLink(administrator, opId, { userId: user.id });
		expect(await issueLink(administrator, opId, { userId: user.id })).toEqual(second);
		expect(await linkOf(token)).toBeNull();
		expect(await linkOf(tokenIn(second.url))).not.toBeNull();
	});

	test("done: the system may, for an operator at the command line", async () => {
		const user = await aUser();
		const { url } = await issueLink(SYSTEM, anOpId(), { userId: user.id });
		expect(await linkOf(tokenIn(url))).not.toBeNull();
	});

	test("refused: to everyone but administrators, for oneself, nobody, and a deactivated account", async () => {
		const { user, administrator } = await aLink();
		const lead = { ...administrator, ...(await aUser({ role: "lead" })), role: "lead" as const };
		const issue = (actor: typeof administrator, userId: string) => issueLink(actor, anOpId(), { userId });
		await expect(issue({ ...lead, userId: lead.id }, user.id)).rejects.toThrow("Only an administrator");
		await expect(issue(administrator, administrator.userId)).rejects.toThrow("your own account");
		await expect(issue(administrator, "nobody")).rejects.toThrow("Not found");
		await transaction(async (tx) => {
			await tx.update(users).set({ deactivatedAt: new Date() }).where(eq(users.id, user.id));
		});
		expect(await fieldsOf(issue(administrator, user.id))).toHaveProperty("form");
	});

	test("recorded: who made it for whom; neither the database nor the stored answer opens the account", async () => {
		const { user, administrator, token } = await aLink();
		const [event] = await organisationEvents();
		expect(event).toMatchObject({
			type: "link.issued",
			actorId: administrator.userId,
			data: { userId: user.id },
			touched: [`user:${user.id}`],
		});
		const stored = [await db.select().from(oneTimeLinks), await db.select().from(operations), event];
		expect(JSON.stringify(stored)).not.toContain(token);
	});
});

describe("setPasswordByLink", () => {
	test("done: signs in with a new session, ends all others, and the password works", async () => {
		const { user, token } = await aLink();
		const old = await transaction((tx) => beginSession(tx, user.id, device));
		const { actor, token: cookie } = await setPassword(token);
		expect(actor).toMatchObject({ userId: user.id, name: user.name, agencyName: user.agencyName });
		expect(await sessionByToken(old.token)).toEqual({ state: "none" });
		expect(await sessionByToken(cookie)).toMatchObject({ state: "live", session: { device } });
		await signIn({ email: user.email, password: PASSWORD, address: "192.0.2.1", device });
	});

	test("done: once only, of many at the same moment", async () => {
		const { token } = await aLink();
		const tries = await Promise.allSettled(Array.from({ length: 6 }, () => setPassword(token)));
		expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		for (const attempt of tries) {
			if (attempt.status === "rejected") expect(attempt.reason).toBeInstanceOf(Invalid);
		}
		expect(await linkOf(token)).toBeNull();
	});

	test("refused: a weak password, which does not use the link up", async () => {
		const { user, token } = await aLink();
		const fields = await fieldsOf(setPassword(token, user.name));
		expect(fields.password).toMatch(/12 characters or more\. The password must not be made of your name/);
		expect(await linkOf(token)).not.toBeNull();
	});

	test("refused: a link that was made up, has ended, or is of an account deactivated since", async () => {
		const { user, token, endsAt } = await aLink();
		expect(await fieldsOf(setPassword("A".repeat(43)))).toHaveProperty("form");
		setClock(() => new Date(Date.parse(endsAt) + HOUR));
		expect(await fieldsOf(setPassword(token))).toHaveProperty("form");
		setClock();
		await transaction(async (tx) => {
			await tx.update(users).set({ deactivatedAt: new Date() }).where(eq(users.id, user.id));
		});
		expect(await fieldsOf(setPassword(token))).toHaveProperty("form");
	});

	test("recorded: by the person themself, with the sessions that it ended", async () => {
		const { user, token } = await aLink();
		const old = await transaction((tx) => beginSession(tx, user.id, device));
		await setPassword(token);
		const [revoked, set] = await organisationEvents();
		expect(set).toMatchObject({ type: "password.set", actorId: user.id, data: { userId: user.id } });
		expect(revoked).toMatchObject({
			type: "sessions.revoked",
			actorId: user.id,
			data: { userId: user.id, sessionIds: [old.session.id] },
		});
		expect((await verify(db)).problem).toBeUndefined();
	});
});

test("there is no link for a first administrator where there are users", async () => {
	await aUser();
	expect(await firstAdministratorLink()).toBeNull();
});
