/** Who may open a live connection, how many, and what ends it. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databaseUrl } from "#db/index.ts";
import { aCase } from "#tests/case-factories.ts";
import { aMember, anActor, anAdministrator, anOpId, aUser } from "#tests/factories.ts";
import {
	aLiveServer,
	type LiveServer,
	Screen,
	type SignedIn,
	signedIn,
	silence,
} from "#tests/live-screen.ts";
import { rawSql } from "#tests/raw-sql.ts";
import { endSession, revokeSessions } from "../account/index.ts";
import { addEntry } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { environment } from "../environment.ts";
import { deactivateUser } from "../people/index.ts";
import { liveScreens } from "./index.ts";

let server: LiveServer;
const open: Screen[] = [];
/** A screen that is closed after its test. */
async function screen(
	who?: { cookie: string },
	options: Parameters<typeof Screen.open>[2] = {},
): Promise<Screen> {
	const opened = await Screen.open(server, who, options);
	open.push(opened);
	return opened;
}
const somebody = async (): Promise<SignedIn> => signedIn(anActor(await aUser()));

beforeAll(async () => {
	server = await aLiveServer();
});
afterEach(() => {
	setClock();
	for (const one of open.splice(0)) one.close();
});
afterAll(() => server.close());

describe("the handshake", () => {
	const origin = () => new URL(environment().baseUrl).origin;

	test("is accepted from our own page, with a session", async () => {
		const opened = await screen(await somebody());
		expect(opened.socket.connected).toBe(true);
	});

	test.each(["websocket", "polling"])("is refused without our Origin, by %s", async (transport) => {
		const { cookie } = await somebody();
		const from = (Origin?: string) =>
			screen(undefined, {
				transports: [transport],
				headers: { Cookie: cookie, ...(Origin ? { Origin } : {}) },
			});
		for (const elsewhere of [
			undefined,
			"null",
			"https://evil.example",
			`${origin()}.evil.example`,
			`${origin()}0`,
		]) {
			await expect(from(elsewhere)).rejects.toThrow(/websocket error|xhr poll error/);
		}
		expect((await from(origin())).socket.connected).toBe(true);
	});

	test("is refused without a live session, and says only that", async () => {
		const ended = await somebody();
		await endSession(ended.session.id);
		const gone = await somebody();
		await deactivateUser(await anAdministrator(), anOpId(), { userId: gone.actor.userId });
		for (const cookie of ["", "panelroom=", `panelroom=${"A".repeat(43)}`, ended.cookie, gone.cookie]) {
			await expect(screen({ cookie })).rejects.toThrow(/^none$/);
		}
		const idle = await somebody();
		setClock(() => new Date(Date.now() + 15 * 60_000));
		await expect(screen(idle)).rejects.toThrow(/^timed-out$/);
		expect(liveScreens()).toBe(0);
	});

	test("is refused to the eleventh screen of a session, and to no other session of the same person", async () => {
		const user = await aUser();
		const one = await signedIn(anActor(user));
		const other = await signedIn(anActor(user));
		const tabs: Screen[] = [];
		for (let n = 0; n < 10; n++) tabs.push(await screen(one));
		await expect(screen(one)).rejects.toThrow(/^too-many$/);
		await screen(other);
		expect(liveScreens()).toBe(11);
		tabs[0]?.close();
		await silence();
		await screen(one);
	});

	test("lets no more than ten through when they all come at once", async () => {
		const one = await somebody();
		await Promise.allSettled(Array.from({ length: 25 }, () => screen(one)));
		await silence();
		expect(liveScreens()).toBeLessThanOrEqual(10);
		expect(open.filter(({ socket }) => socket.connected).length).toBe(liveScreens());
	});
});

describe("a session that ends", () => {
	/** A screen that follows a case, so that it had something to lose. */
	async function following() {
		const file = await aCase();
		const member = await signedIn(await aMember({ panel: file.panel }));
		const tab = await screen(member);
		expect(await tab.follow("case", file.id, 1)).toMatchObject({
			status: expect.stringMatching(/reload|following/),
		});
		return { file, member, tab };
	}
	/** How long it took, in milliseconds, until the screen was told and cut off. */
	async function untilSignedOut(tab: Screen, why: "revoked" | "timed-out") {
		const from = Date.now();
		await tab.until((one) => one.count("disconnect") === 1);
		expect(tab.messages.filter(([name]) => name === "signed-out" || name === "disconnect")).toEqual([
			["signed-out", why],
			["disconnect", "io server disconnect"],
		]);
		return Date.now() - from;
	}

	test("by revocation signs its screens out at once, and those of no other session", async () => {
		const { member, tab } = await following();
		const second = await screen(member);
		const elsewhere = await screen(await signedIn(member.actor));
		const { userId, sessionId } = member.actor;
		await revokeSessions(member.actor, anOpId(), { userId, sessionIds: [sessionId] });
		expect(await untilSignedOut(tab, "revoked")).toBeLessThan(1_000);
		await untilSignedOut(second, "revoked");
		await silence();
		expect(elsewhere.socket.connected).toBe(true);
		await expect(screen(member)).rejects.toThrow(/^none$/);
	});

	test("by signing out, or by the account’s end, signs its screens out too", async () => {
		const one = await following();
		await endSession(one.member.session.id);
		await untilSignedOut(one.tab, "revoked");
		const other = await following();
		await deactivateUser(await anAdministrator(), anOpId(), { userId: other.member.actor.userId });
		await other.tab.until((tab) => tab.count("disconnect") === 1);
		expect(other.tab.messages).toContainEqual(["signed-out", "revoked"]);
	});

	test("by the clock, or in another process, signs its screens out within two seconds", async () => {
		const idle = await following();
		const late = Date.now() + 15 * 60_000;
		setClock(() => new Date(late));
		expect(await untilSignedOut(idle.tab, "timed-out")).toBeLessThan(2_000);
		setClock();
		const { member, tab } = await following();
		const raw = await rawSql(databaseUrl);
		await raw.run(`update sessions set revoked_at = created_at where id = '${member.session.id}'`);
		await raw.close();
		const from = Date.now();
		await tab.until((one) => one.count("disconnect") === 1);
		expect(Date.now() - from).toBeLessThan(2_000);
	});

	test("leaves nothing to the screen afterwards", async () => {
		const { file, member, tab } = await following();
		await endSession(member.session.id);
		await tab.until((one) => one.count("disconnect") === 1);
		tab.clear();
		await addEntry(file.coordinator, anOpId(), { caseId: file.id, kind: "risk", body: "Unheard." });
		await silence();
		expect(tab.messages).toEqual([]);
	});

	test("is not ended early: who looks on for ten minutes stays", async () => {
		const { tab } = await following();
		setClock(() => new Date(Date.now() + 10 * 60_000));
		// More than the second after which sessions are looked at.
		await wait(1_300);
		expect(tab.socket.connected).toBe(true);
	});
});

describe("a browser that misbehaves", () => {
	const cutOff = async (say: (one: Screen) => void) => {
		const one = await screen(await somebody());
		say(one);
		await one.until((tab) => tab.count("disconnect") === 1);
	};
	const subject = { kind: "case", id: "none" };
	const answer = () => {};

	test.each<[string, unknown[]]>([
		["says nothing", []],
		["wants no answer", [{ subject, version: 1 }]],
		["follows nothing", [undefined, answer]],
		["follows a text", ["case", answer]],
		["names no version", [{ subject }, answer]],
		["names half a version", [{ subject, version: 1.5 }, answer]],
		["names a version below none", [{ subject, version: -1 }, answer]],
		["names a version in words", [{ subject, version: "1" }, answer]],
		["follows something of another kind", [{ subject: { kind: "user", id: "u" }, version: 1 }, answer]],
		["names an endless id", [{ subject: { kind: "case", id: "x".repeat(65) }, version: 1 }, answer]],
		["slips in something of its own", [{ subject: { ...subject, role: "chair" }, version: 1 }, answer]],
		["slips in an audience", [{ subject, version: 1, audience: "organisation" }, answer]],
	])("is cut off when it %s", async (_, parts) => {
		await cutOff(({ socket }) => socket.emit("follow", ...parts));
	});

	test("is cut off when it sends more than a small message", async () => {
		await cutOff(({ socket }) =>
			socket.emit("follow", { subject: { kind: "case", id: "x".repeat(70_000) } }),
		);
	});

	test("is cut off at the thirty-first message in a second, and at no fewer", async () => {
		const second = new Date(Math.ceil(Date.now() / 1000) * 1000);
		setClock(() => second);
		const one = await screen(await somebody());
		const many = (n: number) =>
			Promise.allSettled(Array.from({ length: n }, () => one.follow("case", "none", 0)));
		expect(await many(30)).toEqual(Array(30).fill({ status: "fulfilled", value: { status: "gone" } }));
		expect(one.socket.connected).toBe(true);
		setClock(() => new Date(second.getTime() + 1_000));
		expect(await many(30)).toHaveLength(30);
		expect(one.socket.connected).toBe(true);
		one.socket.emit("anything at all");
		await one.until((tab) => tab.count("disconnect") === 1);
	});

	test("harms nobody else", async () => {
		const other = await screen(await somebody());
		await cutOff(({ socket }) => socket.emit("follow", "nonsense"));
		expect(await other.follow("case", "none", 0)).toEqual({ status: "gone" });
	});
});
