/** Signing in with e-mail and password. Whatever is wrong, the answer and the time it takes are the same. */
import { and, eq, isNull } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { agencies, users } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { keyedHash } from "../sealing.ts";
import { countAttempt, forgiveAttempt, takeBack } from "./back-off.ts";
import { emailKey } from "./fields.ts";
import { passwordMatches } from "./passwords.ts";
import { actorOf, beginSession, type Session } from "./sessions.ts";

export interface SignInAttempt {
	email: string;
	password: string;
	/** Network address of the browser. */
	address: string;
	/** See deviceOf. */
	device: string;
}

/** A session that has just begun; `token` goes into the cookie and nowhere else. */
export interface SignedIn {
	actor: Actor;
	session: Session;
	token: string;
}

const NO_MATCH = "The e-mail address and password do not match an account. Check both and try again.";

/**
 * Checks e-mail and password and begins a session.
 * @throws Invalid: what is missing, field by field; or one message for unknown, deactivated and wrong; or when
 *   to try again. AccessLogDown when nobody could later tell that they signed in.
 */
export async function signIn({ email, password, address, device }: SignInAttempt): Promise<SignedIn> {
	const missing: Record<string, string> = {};
	if (email.trim() === "") missing.email = "Enter your e-mail address";
	if (password === "") missing.password = "Enter your password";
	if (Object.keys(missing).length > 0) throw new Invalid(missing);

	const guesser = { emailKey: emailKey(email), address };
	await countAttempt(guesser);
	const [found] = await db
		.select({ user: users, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(users.emailKey, guesser.emailKey));
	const matches = await passwordMatches(found?.user.passwordHash, password).catch(async (error) => {
		await transaction((tx) => takeBack(tx, guesser));
		throw error;
	});
	if (!found || found.user.deactivatedAt || !found.user.passwordHash || !matches) {
		// Which account was tried stays unreadable, and is the same from line to line.
		log().warn({ account: keyedHash("sign-in log", guesser.emailKey).slice(0, 12) }, "a sign-in was refused");
		throw new Invalid({ form: NO_MATCH });
	}

	const actor = actorOf(found.user, found.agencyName, newId());
	noteReads(actor, "session", [actor.sessionId]);
	const begun = await transaction(async (tx) => {
		const stillSo = and(
			eq(users.id, actor.userId),
			isNull(users.deactivatedAt),
			eq(users.passwordHash, found.user.passwordHash ?? ""),
		);
		if ((await tx.$count(users, stillSo)) === 0) throw new Invalid({ form: NO_MATCH });
		await forgiveAttempt(tx, guesser);
		return beginSession(tx, actor.userId, device, actor.sessionId);
	});
	log().info({ userId: actor.userId, sessionId: actor.sessionId }, "signed in");
	return { actor, ...begun };
}
