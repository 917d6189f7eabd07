import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { accesses, sessions, signInFailures, users } from "#db/schema/index.ts";
import { aUser } from "#tests/factories.ts";
import { flushAccessLog } from "../audit/index.ts";
import { setClock } from "../clock.ts";
import { Invalid } from "../http/errors.ts";
import { countAttempt, takeBack } from "./back-off.ts";
import { hashPassword, signIn, tidyAccounts } from "./index.ts";

const MINUTE = 60_000;
const start = new Date("2026-11-21T09:00:00Z");
const at = (ms: number) => setClock(() => new Date(start.getTime() + ms));
afterEach(async () => {
	setClock();
	await flushAccessLog();
});

const RIGHT = "heron lantern gravel quilt";
const rightHash = hashPassword(RIGHT);

async function aPersonWhoCanSignIn() {
	const user = await aUser();
	const passwordHash = await rightHash;
	await transaction(async (tx) => {
		await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
	});
	return user;
}

let addresses = 0;
const anAddress = () => `192.0.2.${++addresses}`;

const attempt = (email: string, password: string, address = anAddress()) =>
	signIn({ email, password, address, device: "Firefox on Windows" });

/** The messages with which an attempt is refused. */
async function refusal(email: string, password: string, address?: string): Promise<Record<string, string>> {
	try {
		await attempt(email, password, address);
	} catch (error) {
		if (error instanceof Invalid) return error.fields;
		throw error;
	}
	throw new Error("It was accepted");
}

describe("signIn", () => {
	test("done: begins a session, however the e-mail address is written", async () => {
		const user = await aPersonWhoCanSignIn();
		const { actor, session, token } = await attempt(` ${user.email.toUpperCase()} `, RIGHT);
		expect(actor).toMatchObject({ userId: user.id, name: user.name, agencyName: user.agencyName });
		expect(actor.sessionId).toBe(session.id);
		expect(token).toHaveLength(43);
		const [row] = await db.select().from(sessions).where(eq(sessions.id, session.id));
		expect(row).toMatchObject({ userId: user.id, device: "Firefox on Windows", revokedAt: null });
	});

	test("recorded: in the access log", async () => {
		const user = await aPersonWhoCanSignIn();
		const { session } = await attempt(user.email, RIGHT);
		await flushAccessLog();
		const rows = await db.select().from(accesses).where(eq(accesses.recordId, session.id));
		expect(rows).toMatchObject([{ actorId: user.id, sessionId: session.id, recordKind: "session" }]);
	});

	test("refused: everything that is missing, at once", async () => {
		expect(await refusal(" ", "")).toEqual({
			email: "Enter your e-mail address",
			password: "Enter your password",
		});
	});

	test("refused: unknown, wrong, deactivated and without a password read the same", async () => {
		const [known, gone, fresh] = [await aPersonWhoCanSignIn(), await aPersonWhoCanSignIn(), await aUser()];
		await transaction(async (tx) => {
			await tx.update(users).set({ deactivatedAt: new Date() }).where(eq(users.id, gone.id));
		});
		const answers = [
			await refusal("nobody@example.org", RIGHT),
			await refusal(known.email, "heron lantern gravel quill"),
			await refusal(gone.email, RIGHT),
			await refusal(fresh.email, ""),
			await refusal(fresh.email, "the password of no account"),
		];
		expect(answers[3]).toEqual({ password: "Enter your password" });
		const [first, ...others] = answers.filter((_, number) => number !== 3);
		for (const answer of others) expect(answer).toEqual(first);
		expect(Object.keys(first ?? {})).toEqual(["form"]);
	});
});

describe("back-off", () => {
	/** As a failed attempt counts, without the time that checking a password takes. */
	const fail = (email: string, address = anAddress()) => countAttempt({ emailKey: email, address });

	test("after 5 failures for an account the wait begins at a minute and doubles to 15", async () => {
		const { email } = await aPersonWhoCanSignIn();
		at(0);
		for (let failure = 0; failure < 5; failure++) await fail(email);
		let passed = 0;
		for (const minutes of [1, 2, 4, 8]) {
			at(passed + minutes * MINUTE - 1);
			expect((await refusal(email, RIGHT)).form).toMatch(/^There have been too many attempts/);
			passed += minutes * MINUTE;
			at(passed);
			expect((await refusal(email, "wrong")).form).toMatch(/do not match/);
		}
	});

	test("says when to try again, in London", async () => {
		const { email } = await aPersonWhoCanSignIn();
		setClock(() => new Date("2026-07-01T09:00:30Z"));
		for (let failure = 0; failure < 5; failure++) await fail(email);
		expect(await refusal(email, RIGHT)).toEqual({
			form: "There have been too many attempts to sign in. Try again at 10:02.",
		});
	});

	test("an account that does not exist waits the same", async () => {
		at(0);
		const { email } = await aPersonWhoCanSignIn();
		const answers = await Promise.all(
			[email, "nobody-at-all@example.org"].map(async (name) => {
				const said: unknown[] = [];
				for (let failure = 0; failure < 7; failure++) said.push(await refusal(name, "wrong"));
				return said;
			}),
		);
		expect(answers[0]).toEqual(answers[1]);
	});

	test("a success clears the account; a try that had to wait is not counted", async () => {
		const { email } = await aPersonWhoCanSignIn();
		at(0);
		for (let failure = 0; failure < 5; failure++) await fail(email);
		for (let knock = 0; knock < 20; knock++) await refusal(email, RIGHT);
		at(MINUTE);
		await attempt(email, RIGHT);
		for (let failure = 0; failure < 4; failure++) await fail(email);
		await attempt(email, RIGHT);
	});

	test("a try that came to no verdict is taken back", async () => {
		const guesser = { emailKey: "queue@example.org", address: anAddress() };
		for (let failure = 0; failure < 30; failure++) {
			await countAttempt(guesser);
			await transaction((tx) => takeBack(tx, guesser));
		}
	});

	test("many at once are all counted", async () => {
		const { email } = await aPersonWhoCanSignIn();
		const answers = await Promise.all(Array.from({ length: 12 }, () => refusal(email, "wrong")));
		expect(answers.filter(({ form }) => form?.includes("do not match"))).toHaveLength(5);
	});

	test("20 failures from one address make it wait for every account; failures are forgiven with time", async () => {
		const address = anAddress();
		const { email } = await aPersonWhoCanSignIn();
		at(0);
		for (let failure = 0; failure < 20; failure++) await fail(`guess-${failure}@example.org`, address);
		expect((await refusal(email, RIGHT, address)).form).toMatch(/too many attempts/);
		expect((await refusal(email, RIGHT, `::ffff:${address}`)).form).toMatch(/too many attempts/);
		await attempt(email, RIGHT);
		await flushAccessLog();
		at(30 * MINUTE);
		await refusal("guess-21@example.org", "wrong", address);
		await attempt(email, RIGHT, address);
	});

	test("a network of IPv6 counts as one address", async () => {
		const { email } = await aPersonWhoCanSignIn();
		at(0);
		for (let failure = 0; failure < 20; failure++) {
			await fail(`six-${failure}@example.org`, `2001:db8:0:1::${failure + 1}`);
		}
		expect((await refusal(email, RIGHT, "2001:db8:0:1:ffff::9")).form).toMatch(/too many attempts/);
		await attempt(email, RIGHT, "2001:db8:0:2::9");
	});

	test("keeps no name and no address, and forgets after a day", async () => {
		at(0);
		await refusal("canary@example.org", "wrong", "203.0.113.7");
		expect(JSON.stringify(await db.select().from(signInFailures))).not.toMatch(/canary|203\.0/);
		setClock(() => new Date(Math.max(Date.now(), start.getTime()) + 25 * 60 * MINUTE));
		await tidyAccounts();
		expect(await db.select().from(signInFailures)).toEqual([]);
	});
});
