/**
 * What people are typing, kept for them alone until it is sent. Sealed, since a draft may hold what will be a
 * protected detail. No command: a draft changes nothing for anybody else.
 */
import { and, desc, eq, notInArray } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { drafts } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { Invalid } from "../http/errors.ts";
import { seal, unseal } from "../sealing.ts";

const MOST_BYTES = 20_000;
const MOST_DRAFTS = 50;
/** Which composer a draft is of, such as "entry:<case id>". */
const KEY = /^[A-Za-z0-9:_-]{1,200}$/;

const placeOf = (actor: Actor, key: string) => `drafts|fields|${actor.userId}|${key}`;

/**
 * Keeps what stands in a composer's fields now, in place of what was kept before. The oldest of a person's
 * drafts go when there are more than 50.
 * @returns when it was kept.
 * @throws Invalid when it is too long to keep.
 */
export async function saveDraft(actor: Actor, key: string, fields: Record<string, string>): Promise<Date> {
	if (!KEY.test(key)) throw new Invalid({ form: "This draft has no name, so it cannot be kept." });
	const text = JSON.stringify(fields);
	if (Buffer.byteLength(text) > MOST_BYTES) {
		throw new Invalid({ form: "This is too long to keep as a draft. Save it, or keep a copy elsewhere." });
	}
	const updatedAt = now();
	const row = { fields: { sealed: seal(text, placeOf(actor, key)) }, updatedAt };
	await transaction(async (tx) => {
		await tx
			.insert(drafts)
			.values({ userId: actor.userId, key, ...row })
			.onConflictDoUpdate({ target: [drafts.userId, drafts.key], set: row });
		const mine = eq(drafts.userId, actor.userId);
		if ((await tx.$count(drafts, mine)) <= MOST_DRAFTS) return;
		const newest = await tx
			.select({ key: drafts.key })
			.from(drafts)
			.where(mine)
			.orderBy(desc(drafts.updatedAt), desc(drafts.key))
			.limit(MOST_DRAFTS);
		const keys = newest.map((draft) => draft.key);
		await tx.delete(drafts).where(and(mine, notInArray(drafts.key, keys)));
	});
	return updatedAt;
}

/**
 * The actor's own drafts, key by key.
 * @param which keys, or what the keys begin with, e.g. "entry:".
 */
export async function draftsOf(
	actor: Actor,
	which: readonly string[] | string,
): Promise<Record<string, Record<string, string>>> {
	// There are 50 at most, so a prefix is compared here: the engines differ in what LIKE means.
	const isAsked = (key: string) => (typeof which === "string" ? key.startsWith(which) : which.includes(key));
	const rows = await db.select().from(drafts).where(eq(drafts.userId, actor.userId));
	const asked = rows.filter(({ key }) => isAsked(key));
	return Object.fromEntries(
		asked.map(({ key, fields }) => [key, JSON.parse(unseal(fields.sealed ?? "", placeOf(actor, key)))]),
	);
}

/** Forgets a draft: it was sent, or its author threw it away. */
export async function clearDraft(actor: Actor, key: string): Promise<void> {
	await transaction(async (tx) => {
		await tx.delete(drafts).where(and(eq(drafts.userId, actor.userId), eq(drafts.key, key)));
	});
}
