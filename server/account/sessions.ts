/**
 * Sign-in sessions: who is signed in where, until when, and how that ends. The browser holds a random token,
 * the database its hash; limits are judged at each request, so a session needs no job to end.
 */
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db, prepared, type Reader, remember, type Tx, transaction } from "#db/index.ts";
import { agencies, sessions, users } from "#db/schema/index.ts";
import { ORGANISATION, requireAdministrator } from "../agencies/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { loggableError } from "../loggable-error.ts";

/** Without a sign of the person for this long, a session has timed out. */
export const IDLE_LIMIT_MS = 15 * 60_000;
/** The same in a meeting in progress, where people listen more than they type. */
export const IN_MEETING_IDLE_LIMIT_MS = 60 * 60_000;
/** However busy the person is, they sign in again after this long. */
export const ABSOLUTE_LIMIT_MS = 12 * 60 * 60_000;
const NOTED_AT_MOST_EVERY_MS = 60_000;
/** For this long after its absolute limit a session still counts as timed out; then nobody knows it any more. */
export const REMEMBERED_MS = 24 * 60 * 60_000;

export interface Session {
	readonly id: string;
	readonly userId: string;
	readonly tokenHash: string;
	readonly createdAt: Date;
	readonly lastSeenAt: Date;
	/** Until then the longer idle limit holds. */
	readonly inMeetingUntil: Date | null;
	/** The absolute limit. */
	readonly endsAt: Date;
	readonly device: string;
}

/** What a cookie turns out to be. Revoked, unknown, or of a deactivated account: none. */
export type SessionState =
	| { state: "live"; session: Session; actor: Actor }
	| { state: "timed-out"; session: Session; userId: string }
	| { state: "none" };

const NONE: SessionState = { state: "none" };

export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** 32 random bytes, as a cookie or a URL carries them. */
export const newToken = (): string => randomBytes(32).toString("base64url");

const sessionByHash = prepared("session by its token's hash", (on: Reader) =>
	on
		.select({ session: sessions, user: users, agencyName: agencies.name })
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(sessions.tokenHash, sql.placeholder("tokenHash"))),
);

/** Looks a cookie's token up, in one query. */
export async function sessionByToken(token: string): Promise<SessionState> {
	const [found] = await sessionByHash(db, { tokenHash: hashOfToken(token) });
	if (!found || found.session.revokedAt || found.user.deactivatedAt) return NONE;
	const { revokedAt: _, ...session } = found.session;
	const at = now();
	if (at.getTime() >= session.endsAt.getTime() + REMEMBERED_MS) return NONE;
	if (at >= idleEndsAt(session)) return { state: "timed-out", session, userId: session.userId };
	return { state: "live", session, actor: actorOf(found.user, found.agencyName, session.id) };
}

/** When the session ends, idle or absolute, unless there is another sign of the person. */
export function idleEndsAt({
	lastSeenAt,
	inMeetingUntil,
	endsAt,
}: Pick<Session, "lastSeenAt" | "inMeetingUntil" | "endsAt">): Date {
	const seenAt = lastSeenAt.getTime();
	const heldUntil = Math.min(inMeetingUntil?.getTime() ?? 0, seenAt + IN_MEETING_IDLE_LIMIT_MS);
	return new Date(Math.min(endsAt.getTime(), Math.max(seenAt + IDLE_LIMIT_MS, heldUntil)));
}

/** How many milliseconds remain until then; none once it has passed. */
export const remainingMs = (session: Session): number =>
	Math.max(0, idleEndsAt(session).getTime() - now().getTime());

/**
 * How many milliseconds the session surely lasts from a page on that was opened just now. It says no more than
 * holds of every such page, so that the same page is the same to the byte each time.
 */
export const lastsAtLeastMs = (session: Session): number =>
	Math.min(remainingMs(session), IDLE_LIMIT_MS - 2 * NOTED_AT_MOST_EVERY_MS);

/** The actor that a user is in one session. */
export function actorOf(user: typeof users.$inferSelect, agencyName: string, sessionId: string): Actor {
	return {
		userId: user.id,
		name: user.name,
		agencyId: user.agencyId,
		agencyName,
		role: user.role,
		sessionId,
	};
}

/** Begins a session. The token is answered once and kept nowhere. @param device a few words, see deviceOf. */
export async function beginSession(
	tx: Tx,
	userId: string,
	device: string,
	id = newId(),
): Promise<{ session: Session; token: string }> {
	const token = newToken();
	const at = now();
	const session: Session = {
		id,
		userId,
		tokenHash: hashOfToken(token),
		createdAt: at,
		lastSeenAt: at,
		inMeetingUntil: null,
		endsAt: new Date(at.getTime() + ABSOLUTE_LIMIT_MS),
		device,
	};
	await tx.insert(sessions).values(session);
	return { session, token };
}

/**
 * Notes that the person was there. Written at most once a minute. A disk that is full must not sign people
 * out at once, so a failure is logged and no more.
 * @returns the session as it is now.
 */
export async function touchSession(session: Session): Promise<Session> {
	const lastSeenAt = now();
	if (isNear(lastSeenAt, session.lastSeenAt)) return session;
	const isAsRead = eq(sessions.lastSeenAt, session.lastSeenAt);
	return (await note(session, { lastSeenAt }, isAsRead)) ? { ...session, lastSeenAt } : session;
}

/**
 * Notes that the person is in a meeting in progress: for the next hour the longer idle limit holds. Like
 * touchSession it writes at most once a minute, and a failure is logged and no more.
 */
export async function holdInMeeting(session: Session): Promise<void> {
	const inMeetingUntil = new Date(now().getTime() + IN_MEETING_IDLE_LIMIT_MS);
	if (session.inMeetingUntil && isNear(inMeetingUntil, session.inMeetingUntil)) return;
	await note(session, { inMeetingUntil });
}

/**
 * Notes that the person has said that they are there, however lately they were seen. Whoever is held in a
 * meeting stays so for another hour.
 * @returns the session as it is now.
 * @throws NotFound when it was revoked meanwhile; and unlike touchSession, when nothing could be written.
 */
export async function staySignedIn(session: Session): Promise<Session> {
	const at = now();
	const isHeld = session.inMeetingUntil !== null && session.inMeetingUntil > at;
	const noted = {
		lastSeenAt: at,
		...(isHeld ? { inMeetingUntil: new Date(at.getTime() + IN_MEETING_IDLE_LIMIT_MS) } : {}),
	};
	const stayed = await transaction((tx) =>
		tx
			.update(sessions)
			.set(noted)
			.where(and(eq(sessions.id, session.id), isNull(sessions.revokedAt)))
			.returning({ id: sessions.id }),
	);
	if (stayed.length === 0) throw new NotFound();
	return { ...session, ...noted };
}

type Noted = Partial<Pick<Session, "lastSeenAt" | "inMeetingUntil">>;

/** Writes what was noticed of a session, unless that is being written already. Answers whether it could be. */
async function note(session: Session, noticed: Noted, which?: SQL): Promise<boolean> {
	const key = `${session.id} ${Object.keys(noticed)}`;
	if (noting.has(key)) return true;
	noting.add(key);
	try {
		await transaction(async (tx) => {
			await tx
				.update(sessions)
				.set(noticed)
				.where(and(eq(sessions.id, session.id), isNull(sessions.revokedAt), which));
		});
		return true;
	} catch (error) {
		log().warn({ err: loggableError(error), sessionId: session.id }, "a session could not be noted as seen");
		return false;
	} finally {
		noting.delete(key);
	}
}

const noting = remember("sessions being noted", () => new Set<string>());

/** The distance either way: a clock that was put back must not leave a session seen in the future. */
const isNear = (one: Date, other: Date): boolean =>
	Math.abs(one.getTime() - other.getTime()) < NOTED_AT_MOST_EVERY_MS;

function isWithinLimits() {
	const at = now();
	const isSeenWithin = (ms: number) => gt(sessions.lastSeenAt, new Date(at.getTime() - ms));
	return and(
		isNull(sessions.revokedAt),
		gt(sessions.endsAt, at),
		or(
			isSeenWithin(IDLE_LIMIT_MS),
			and(gt(sessions.inMeetingUntil, at), isSeenWithin(IN_MEETING_IDLE_LIMIT_MS)),
		),
	);
}

/** Which of these sessions are live, in one query: open sockets ask every second. */
export async function sessionsStillLive(ids: readonly string[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const live = await db
		.select({ id: sessions.id })
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(and(inArray(sessions.id, [...ids]), isWithinLimits(), isNull(users.deactivatedAt)));
	return new Set(live.map(({ id }) => id));
}

/** A person's live sessions, the last seen first. */
export async function liveSessionsOf(userId: string): Promise<Session[]> {
	const live = await db
		.select()
		.from(sessions)
		.where(and(eq(sessions.userId, userId), isWithinLimits()));
	return live.sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
}

// --- revoking ---------------------------------------------------------------------------------------------

const listeners = remember("revocation listeners", () => new Set<(sessionIds: string[]) => void>());

/** Calls `listener` after each commit that revoked sessions, with their ids; answers how to stop. */
export function onRevoked(listener: (sessionIds: string[]) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function tellRevoked(sessionIds: string[]): void {
	for (const listener of listeners) {
		try {
			listener(sessionIds);
		} catch (error) {
			log().error({ err: loggableError(error), sessionIds }, "a listener to revocations failed");
		}
	}
}

/** Also revokes what has timed out: a post from there must not be kept either. */
async function revoke(tx: Tx, which: SQL | undefined): Promise<string[]> {
	const revoked = await tx
		.update(sessions)
		.set({ revokedAt: now() })
		.where(and(isNull(sessions.revokedAt), which))
		.returning({ id: sessions.id });
	const ids = revoked.map(({ id }) => id);
	if (ids.length > 0) tx.afterCommit(() => tellRevoked(ids));
	return ids;
}

/** Ends one session because its own browser signs out, or signs in anew. No event: nothing was taken away. */
export async function endSession(sessionId: string): Promise<void> {
	await transaction((tx) => revoke(tx, eq(sessions.id, sessionId)));
}

/**
 * Ends every session of a user inside a command that changes their standing (role, agency, password,
 * deactivation). Sockets are cut right after the commit.
 * @param stream the organisation's, which that command has claimed.
 * @returns the ids of the sessions that ended.
 */
export async function revokeAllSessionsOf(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	userId: string,
): Promise<string[]> {
	const sessionIds = await revoke(tx, eq(sessions.userId, userId));
	if (sessionIds.length > 0) await record(tx, actor, stream, "sessions.revoked", { userId, sessionIds }, []);
	return sessionIds;
}

export const RevokeSessions = z.object({
	userId: z.string(),
	/** All of the user's when left out. */
	sessionIds: z.array(z.string()).optional(),
	/** Spared, whatever else is said: usually the session in which the person sits. */
	except: z.string().optional(),
});

/**
 * Signs a person out of some or all of their sessions: themself, or an administrator for them.
 * @returns the ids of the sessions that ended, none when there was nothing to end.
 * @throws NotFound; NotAllowed for somebody else's when the actor is no administrator.
 */
export const revokeSessions = command(
	"sessions.revoke",
	RevokeSessions,
	async ({ tx, actor, opId }, { userId, sessionIds, except }) => {
		if (actor.userId !== userId) await requireAdministrator(tx, actor);
		const which = and(
			eq(sessions.userId, userId),
			sessionIds ? inArray(sessions.id, sessionIds) : undefined,
			except ? ne(sessions.id, except) : undefined,
		);
		if ((await tx.$count(users, eq(users.id, userId))) === 0) throw new NotFound();
		// A claimed stream must record something, so whether there is anything to do is asked first.
		if ((await tx.$count(sessions, and(which, isNull(sessions.revokedAt)))) === 0) return { sessionIds: [] };
		const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
		const revoked = await revoke(tx, which);
		await record(tx, actor, stream, "sessions.revoked", { userId, sessionIds: revoked }, []);
		return { sessionIds: revoked };
	},
);
