import { desc, eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { events, sessions, users } from "#db/schema/index.ts";
import { anActor, anAdministrator, anOpId, aUser, type TestUser } from "#tests/factories.ts";
import { setClock } from "../clock.ts";
import { environment } from "../environment.ts";
import { formToken, isFormToken } from "../http/session.ts";
import {
	beginSession,
	clearedCookie,
	endSession,
	holdInMeeting,
	idleEndsAt,
	lastsAtLeastMs,
	liveSessionsOf,
	onRevoked,
	remainingMs,
	revokeSessions,
	sessionCookie,
	sessionOf,
	sessionsStillLive,
	staySignedIn,
	tidyAccounts,
	touchSession,
} from "./index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = new Date("2026-11-21T09:00:00Z");
const at = (ms: number) => setClock(() => new Date(start.getTime() + ms));

afterEach(() => setClock());

async function aSession(user?: TestUser) {
	const owner = user ?? (await aUser());
	const { session, token } = await transaction((tx) => beginSession(tx, owner.id, "Firefox on Windows"));
	return { owner, session, cookie: sessionCookie(token).split(";")[0] ?? "", token };
}

const seenAt = async (id: string) =>
	(await db.select().from(sessions).where(eq(sessions.id, id)))[0]?.lastSeenAt;
const stateOf = async (cookie: string) => (await sessionOf(cookie)).state;

describe("a session", () => {
	test("is found by a request's cookie and by a handshake's raw header alike", async () => {
		const { owner, session, cookie } = await aSession();
		const found = await sessionOf(
			new Request("http://localhost:3000/", { headers: { Cookie: `a=b; ${cookie}` } }),
		);
		expect(found).toMatchObject({
			state: "live",
			session: { id: session.id },
			actor: {
				userId: owner.id,
				name: owner.name,
				agencyName: owner.agencyName,
				role: "none",
				sessionId: session.id,
			},
		});
		expect(await sessionOf(`${cookie}; other=1`)).toEqual(found);
	});

	test("is kept as a hash only", async () => {
		const { session, token } = await aSession();
		const [row] = await db.select().from(sessions).where(eq(sessions.id, session.id));
		expect(token).toMatch(/^[\w-]{43}$/);
		expect(JSON.stringify(row)).not.toContain(token);
	});

	test("is nobody's without a cookie, and with one that was made up", async () => {
		await aSession();
		for (const cookie of [
			"",
			"panelroom=",
			"panelroom=short",
			`panelroom=${"A".repeat(43)}`,
			"xpanelroom=1",
		]) {
			expect(await stateOf(cookie)).toBe("none");
		}
		expect(await stateOf(null as unknown as string)).toBe("none");
	});

	test("times out after 15 minutes without a sign of the person", async () => {
		at(0);
		const { owner, session, cookie } = await aSession();
		at(15 * MINUTE - 1);
		expect(await stateOf(cookie)).toBe("live");
		at(15 * MINUTE);
		expect(await sessionOf(cookie)).toMatchObject({
			state: "timed-out",
			userId: owner.id,
			session: { id: session.id },
		});
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
	});

	test("is written as seen at most once a minute", async () => {
		at(0);
		const { session, cookie } = await aSession();
		const touch = async () => {
			const found = await sessionOf(cookie);
			if (found.state === "live")
				await Promise.all([touchSession(found.session), touchSession(found.session)]);
			return seenAt(session.id);
		};
		at(MINUTE - 1);
		expect(await touch()).toEqual(start);
		at(MINUTE);
		expect(await touch()).toEqual(new Date(start.getTime() + MINUTE));
		at(2 * MINUTE - 1);
		expect(await touch()).toEqual(new Date(start.getTime() + MINUTE));
		at(10 * MINUTE);
		await touch();
		at(24 * MINUTE);
		expect(await stateOf(cookie)).toBe("live");
	});

	test("surely lasts 13 minutes more after a sign of the person, and no longer than it does", async () => {
		at(0);
		const { session } = await aSession();
		for (const ms of [0, 1, MINUTE]) {
			at(ms);
			expect(lastsAtLeastMs(session)).toBe(13 * MINUTE);
		}
		at(14 * MINUTE);
		expect(lastsAtLeastMs(session)).toBe(MINUTE);
	});

	test("ends 12 hours after it began, however busy", async () => {
		at(0);
		const { session, cookie } = await aSession();
		for (let passed = 0; passed < 12 * HOUR; passed += 10 * MINUTE) {
			at(passed);
			const found = await sessionOf(cookie);
			if (found.state !== "live") throw new Error(`It ended after ${passed / MINUTE} minutes`);
			await touchSession(found.session);
		}
		at(12 * HOUR);
		expect(await stateOf(cookie)).toBe("timed-out");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
		at(37 * HOUR);
		expect(await stateOf(cookie)).toBe("none");
		await tidyAccounts();
		expect(await seenAt(session.id)).toBeUndefined();
	});

	test("survives a clock that is put back, and is not made immortal by it", async () => {
		at(0);
		const { session, cookie } = await aSession();
		at(-2 * HOUR);
		const found = await sessionOf(cookie);
		if (found.state !== "live") throw new Error("It ended");
		await touchSession(found.session);
		expect(await seenAt(session.id)).toEqual(new Date(start.getTime() - 2 * HOUR));
	});

	test("of a deactivated account is nobody's, not timed out", async () => {
		const { owner, session, cookie } = await aSession();
		await transaction(async (tx) => {
			await tx.update(users).set({ deactivatedAt: new Date() }).where(eq(users.id, owner.id));
		});
		expect(await stateOf(cookie)).toBe("none");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
	});

	test("is listed while it is live, with the others of the same person only", async () => {
		const { owner, session } = await aSession();
		const second = await aSession(owner);
		await aSession();
		expect(new Set((await liveSessionsOf(owner.id)).map(({ id }) => id))).toEqual(
			new Set([session.id, second.session.id]),
		);
		expect(await sessionsStillLive([session.id, second.session.id, "none"])).toEqual(
			new Set([session.id, second.session.id]),
		);
	});
});

describe("a session in a meeting", () => {
	const read = async (cookie: string) => {
		const found = await sessionOf(cookie);
		if (found.state !== "live") throw new Error(`The session is ${found.state}`);
		return found.session;
	};
	const later = (ms: number) => new Date(start.getTime() + ms);

	test("times out after 60 minutes without a sign of the person", async () => {
		at(0);
		const { owner, session, cookie } = await aSession();
		await holdInMeeting(session);
		at(60 * MINUTE - 1);
		expect(idleEndsAt(await read(cookie))).toEqual(later(60 * MINUTE));
		expect(remainingMs(await read(cookie))).toBe(1);
		expect(await sessionsStillLive([session.id])).toEqual(new Set([session.id]));
		expect(await liveSessionsOf(owner.id)).toHaveLength(1);
		at(60 * MINUTE);
		expect(await sessionOf(cookie)).toMatchObject({ state: "timed-out", userId: owner.id });
		expect(remainingMs(session)).toBe(0);
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
		expect(await liveSessionsOf(owner.id)).toEqual([]);
	});

	test("needs a sign of the person within the hour, however often the room asks", async () => {
		at(0);
		const { session, cookie } = await aSession();
		await holdInMeeting(session);
		at(59 * MINUTE);
		await holdInMeeting(await read(cookie));
		at(60 * MINUTE);
		expect(await stateOf(cookie)).toBe("timed-out");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
	});

	test("has 15 minutes again once an hour has passed since the room", async () => {
		at(0);
		const { session, cookie } = await aSession();
		await holdInMeeting(session);
		at(50 * MINUTE);
		await touchSession(await read(cookie));
		at(65 * MINUTE - 1);
		expect(await sessionsStillLive([session.id])).toEqual(new Set([session.id]));
		expect(idleEndsAt(await read(cookie))).toEqual(later(65 * MINUTE));
		at(65 * MINUTE);
		expect(await stateOf(cookie)).toBe("timed-out");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
	});

	test("ends 12 hours after it began all the same", async () => {
		at(0);
		const { session, cookie } = await aSession();
		for (let passed = 0; passed < 12 * HOUR; passed += 50 * MINUTE) {
			at(passed);
			await holdInMeeting(await touchSession(await read(cookie)));
		}
		at(12 * HOUR - 1);
		expect(idleEndsAt(await read(cookie))).toEqual(session.endsAt);
		at(12 * HOUR);
		expect(await stateOf(cookie)).toBe("timed-out");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
	});

	test("is held at most once a minute", async () => {
		at(0);
		const { session, cookie } = await aSession();
		const hold = async (ms: number) => {
			at(ms);
			const found = await read(cookie);
			await Promise.all([holdInMeeting(found), holdInMeeting(found)]);
			return (await read(cookie)).inMeetingUntil;
		};
		expect(session.inMeetingUntil).toBeNull();
		expect(await hold(0)).toEqual(later(60 * MINUTE));
		expect(await hold(MINUTE - 1)).toEqual(later(60 * MINUTE));
		expect(await hold(MINUTE)).toEqual(later(61 * MINUTE));
	});

	test("never counts once it is revoked", async () => {
		const { session, cookie } = await aSession();
		await endSession(session.id);
		await holdInMeeting(session);
		expect(await stateOf(cookie)).toBe("none");
		expect(await sessionsStillLive([session.id])).toEqual(new Set());
		const [row] = await db.select().from(sessions).where(eq(sessions.id, session.id));
		expect(row?.inMeetingUntil).toBeNull();
	});
});

describe("staySignedIn", () => {
	const later = (ms: number) => new Date(start.getTime() + ms);

	test("counts however lately the person was seen, and does not make a meeting of it", async () => {
		at(0);
		const { session } = await aSession();
		at(1);
		const stayed = await staySignedIn(session);
		expect(stayed).toMatchObject({ lastSeenAt: later(1), inMeetingUntil: null });
		expect(await seenAt(session.id)).toEqual(later(1));
	});

	test("holds whoever is in a meeting for another hour", async () => {
		at(0);
		const { session, cookie } = await aSession();
		await holdInMeeting(session);
		at(58 * MINUTE);
		const found = await sessionOf(cookie);
		if (found.state !== "live") throw new Error("It ended");
		expect(idleEndsAt(await staySignedIn(found.session))).toEqual(later(118 * MINUTE));
		at(117 * MINUTE);
		expect(await stateOf(cookie)).toBe("live");
	});

	test("is refused when the session was revoked meanwhile", async () => {
		const { session, cookie } = await aSession();
		await endSession(session.id);
		await expect(staySignedIn(session)).rejects.toThrow("Not found");
		expect(await stateOf(cookie)).toBe("none");
	});
});

describe("revokeSessions", () => {
	const lastEvent = async () => {
		const [event] = await db
			.select()
			.from(events)
			.where(eq(events.streamId, "organisation"))
			.orderBy(desc(events.version), desc(events.position))
			.limit(1);
		return event;
	};

	test("done: others of one's own end at once, the spared one stays, listeners hear of it after the commit", async () => {
		const { owner, session, cookie } = await aSession();
		const other = await aSession(owner);
		const stranger = await aSession();
		const heard: string[] = [];
		const stop = onRevoked((ids) => heard.push(...ids));
		const result = await revokeSessions(anActor(owner), anOpId(), { userId: owner.id, except: session.id });
		stop();
		expect(result).toEqual({ sessionIds: [other.session.id] });
		expect(heard).toEqual([other.session.id]);
		expect(await stateOf(other.cookie)).toBe("none");
		expect(await stateOf(cookie)).toBe("live");
		expect(await stateOf(stranger.cookie)).toBe("live");
	});

	test("done: an administrator ends one of somebody's; a timed-out one is none afterwards", async () => {
		at(0);
		const { owner, session, cookie } = await aSession();
		const administrator = await anAdministrator();
		at(20 * MINUTE);
		expect(await stateOf(cookie)).toBe("timed-out");
		await revokeSessions(administrator, anOpId(), { userId: owner.id, sessionIds: [session.id] });
		expect(await stateOf(cookie)).toBe("none");
	});

	test("done: the same click again changes nothing, and nothing to end is no event", async () => {
		const { owner } = await aSession();
		const actor = anActor(owner);
		const opId = anOpId();
		const first = await revokeSessions(actor, opId, { userId: owner.id });
		const before = await lastEvent();
		expect(await revokeSessions(actor, opId, { userId: owner.id })).toEqual(first);
		expect(await revokeSessions(actor, anOpId(), { userId: owner.id })).toEqual({ sessionIds: [] });
		expect(await lastEvent()).toEqual(before);
	});

	test("refused: somebody else's, an unknown person's, somebody's session named as another's", async () => {
		const { owner, session, cookie } = await aSession();
		const other = anActor(await aUser());
		await expect(revokeSessions(other, anOpId(), { userId: owner.id })).rejects.toThrow(
			"Only an administrator",
		);
		expect(await revokeSessions(other, anOpId(), { userId: other.userId, sessionIds: [session.id] })).toEqual(
			{ sessionIds: [] },
		);
		const administrator = await anAdministrator();
		await expect(revokeSessions(administrator, anOpId(), { userId: "nobody" })).rejects.toThrow("Not found");
		expect(await stateOf(cookie)).toBe("live");
	});

	test("recorded: who, whose and which", async () => {
		const { owner, session } = await aSession();
		const administrator = await anAdministrator();
		await revokeSessions(administrator, anOpId(), { userId: owner.id });
		expect(await lastEvent()).toMatchObject({
			type: "sessions.revoked",
			actorId: administrator.userId,
			data: { userId: owner.id, sessionIds: [session.id] },
		});
	});

	test("a session that its own browser ends is revoked without an event", async () => {
		const { session, cookie } = await aSession();
		const before = await lastEvent();
		await endSession(session.id);
		expect(await stateOf(cookie)).toBe("none");
		expect(await lastEvent()).toEqual(before);
	});
});

describe("the cookie", () => {
	test("is bound to our host and to https where there is https", () => {
		const { baseUrl } = environment();
		environment().baseUrl = "https://panelroom.example";
		const [cookie, cleared] = [sessionCookie("t"), clearedCookie()];
		environment().baseUrl = baseUrl;
		expect(cookie).toBe("__Host-panelroom=t; Path=/; HttpOnly; SameSite=Lax; Secure");
		expect(cleared).toBe("__Host-panelroom=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
		expect(sessionCookie("t")).toBe("panelroom=t; Path=/; HttpOnly; SameSite=Lax");
	});
});

describe("a form's token", () => {
	test("is the session's own and no other's", async () => {
		const [mine, others] = [await aSession(), await aSession()];
		const token = formToken(mine.session);
		expect(isFormToken(mine.session, token)).toBe(true);
		expect(isFormToken(others.session, token)).toBe(false);
		for (const wrong of ["", "é", token.slice(1), `${token}x`])
			expect(isFormToken(mine.session, wrong)).toBe(false);
	});
});
