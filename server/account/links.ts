/**
 * One-time links, with which somebody sets a password: handed over by an administrator, or printed for the
 * first administrator of an empty database. The link's token follows from its id and a key outside the
 * database, so neither the database nor a stored answer of a command opens an account.
 */
import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { db, type Reader, type Tx, transaction } from "#db/index.ts";
import { oneTimeLinks, users } from "#db/schema/index.ts";
import { ensureOrganisation, takeOrganisation } from "../agencies/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { environment } from "../environment.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { keyedHash } from "../sealing.ts";
import { hashOfToken } from "./sessions.ts";

export const LINK_LIFE_MS = 48 * 60 * 60_000;

const tokenOf = (linkId: string): string => keyedHash("one-time link", linkId);

/** The address to hand over: whoever has it sets the password. */
const linkUrl = (linkId: string): string => `${environment().baseUrl}/link/${tokenOf(linkId)}`;

async function addLink(tx: Tx, userId: string | null): Promise<{ linkId: string; endsAt: Date }> {
	const at = now();
	const ofWhom = userId === null ? isNull(oneTimeLinks.userId) : eq(oneTimeLinks.userId, userId);
	// The newest link is the only one: an older one may have been read by somebody else.
	await tx
		.update(oneTimeLinks)
		.set({ endsAt: at })
		.where(and(ofWhom, isNull(oneTimeLinks.usedAt), gt(oneTimeLinks.endsAt, at)));
	const linkId = newId();
	const endsAt = new Date(at.getTime() + LINK_LIFE_MS);
	const tokenHash = hashOfToken(tokenOf(linkId));
	await tx.insert(oneTimeLinks).values({ id: linkId, tokenHash, userId, createdAt: at, endsAt });
	return { linkId, endsAt };
}

export const IssueLink = z.object({ userId: z.string() });

const issue = command("link.issue", IssueLink, async (hand, { userId }) => {
	const { tx, actor } = hand;
	const stream = await takeOrganisation(hand);
	if (userId === actor.userId) {
		// Whoever finds an administrator's screen unlocked must not be able to keep the account.
		throw new NotAllowed("You cannot make a link for your own account. Ask another administrator.");
	}
	const [user] = await tx.select().from(users).where(eq(users.id, userId));
	if (!user) throw new NotFound();
	if (user.deactivatedAt) throw new Invalid({ form: `The account of ${user.name} is deactivated.` });
	const { linkId, endsAt } = await addLink(tx, userId);
	await record(tx, actor, stream, "link.issued", { userId, linkId }, [touch("user", userId)]);
	return { linkId, endsAt: endsAt.toISOString() };
});

/**
 * Makes a one-time link for a user, who sets their password with it; earlier links of theirs end. For
 * administrators, not for themselves.
 * @returns the address to hand over, which is shown now and stored nowhere, and when it ends (ISO 8601).
 * @throws NotFound; NotAllowed; Invalid for a deactivated account.
 */
export const issueLink = Object.assign(
	async (
		actor: Actor,
		opId: string,
		input: z.input<typeof IssueLink>,
	): Promise<{ url: string; endsAt: string }> => {
		const { linkId, endsAt } = await issue(actor, opId, input);
		return { url: linkUrl(linkId), endsAt };
	},
	{ schema: issue.schema },
);

/**
 * The address where an empty database gets its first administrator, or null when there are users already.
 * Begins the organisation's stream where it is missing. Each call ends the link of the one before.
 */
export async function firstAdministratorLink(): Promise<string | null> {
	return transaction(async (tx) => {
		if ((await tx.$count(users)) > 0) return null;
		await ensureOrganisation(tx);
		const { linkId } = await addLink(tx, null);
		return linkUrl(linkId);
	});
}

/** What a link that still works is for. */
export type Link =
	| { id: string; for: "password"; user: { id: string; name: string; email: string } }
	| { id: string; for: "first-administrator" };

/** Reads a link, or null when it is unknown, used, ended or replaced: nobody is told which. */
export async function linkOf(token: string, reader: Reader = db): Promise<Link | null> {
	const [found] = await reader
		.select({ link: oneTimeLinks, user: users })
		.from(oneTimeLinks)
		.leftJoin(users, eq(users.id, oneTimeLinks.userId))
		.where(worksStill(token));
	if (!found) return null;
	const { link, user } = found;
	if (link.userId === null) {
		return (await reader.$count(users)) === 0 ? { id: link.id, for: "first-administrator" } : null;
	}
	if (!user || user.deactivatedAt) return null;
	return { id: link.id, for: "password", user: { id: user.id, name: user.name, email: user.email } };
}

const worksStill = (token: string) =>
	and(
		eq(oneTimeLinks.tokenHash, hashOfToken(token)),
		isNull(oneTimeLinks.usedAt),
		gt(oneTimeLinks.endsAt, now()),
	);

/** Thrown inside the transaction that wanted to use a link which somebody, or the same click, used first. */
export const linkHasEnded = () =>
	new Invalid({
		form: "This link has been used or has ended. If you have just set your password, sign in with it. Otherwise ask an administrator for a new link.",
	});

/** Uses a link up; of several at once only one succeeds. @throws Invalid for all others. */
export async function useUp(tx: Tx, token: string): Promise<Link> {
	const link = await linkOf(token, tx);
	if (!link) throw linkHasEnded();
	const used = await tx
		.update(oneTimeLinks)
		.set({ usedAt: now() })
		.where(worksStill(token))
		.returning({ id: oneTimeLinks.id });
	if (used.length === 0) throw linkHasEnded();
	return link;
}
