/**
 * Forms sent just after their session had timed out: kept sealed for an hour and offered to the same person
 * once they have signed in again. Nothing here is ever sent by itself.
 */
import { and, asc, desc, eq, gt, inArray, lte } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { keptPosts } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { keyedHash, seal, unseal } from "../sealing.ts";

const KEPT_FOR_MS = 60 * 60_000;
/** A section of a summary fits, with the text that it began with, in any alphabet. */
const MOST_BYTES = 350_000;
const MOST_POSTS = 10;

/** A form as it was sent. */
export interface TypedForm {
	/** Name and value in the form's order; a name may come more than once. */
	fields: [name: string, value: string][];
	opId: string;
	/** Whether files came with it: those are not kept. */
	hadFiles: boolean;
}

export interface KeptPost extends TypedForm {
	id: string;
	/** Where it was sent to: path and query. */
	path: string;
	at: Date;
}

const placeOf = (id: string) => `kept_posts|sealed_fields|${id}`;
const since = () => new Date(now().getTime() - KEPT_FOR_MS);

/**
 * Keeps a form for the person whose session timed out. The oldest of their forms go when there are more
 * than 10. @returns its id, or null when it is larger than 350 kB.
 */
export async function keepPost(userId: string, path: string, form: TypedForm): Promise<string | null> {
	const text = JSON.stringify(form);
	const size = Buffer.byteLength(text);
	if (size > MOST_BYTES) return null;
	// One click that is sent twice is kept once.
	const id = keyedHash("kept form", `${userId} ${form.opId}`);
	const sealedFields = seal(text, placeOf(id));
	await transaction(async (tx) => {
		const mine = eq(keptPosts.userId, userId);
		await tx.delete(keptPosts).where(and(mine, lte(keptPosts.at, since())));
		const row = { path, sealedFields, size, at: now(), isDone: false };
		await tx
			.insert(keptPosts)
			.values({ id, userId, ...row })
			.onConflictDoUpdate({ target: keptPosts.id, set: row });
		const all = await tx
			.select({ id: keptPosts.id })
			.from(keptPosts)
			.where(mine)
			.orderBy(asc(keptPosts.at), asc(keptPosts.id));
		const surplus = all.slice(0, Math.max(0, all.length - MOST_POSTS)).map((post) => post.id);
		if (surplus.length > 0) await tx.delete(keptPosts).where(inArray(keptPosts.id, surplus));
	});
	return id;
}

const isOpen = (userId: string) =>
	and(eq(keptPosts.userId, userId), eq(keptPosts.isDone, false), gt(keptPosts.at, since()));

/** The forms that wait for this person, newest first, without what was typed. */
export async function keptPostsOf(actor: Actor): Promise<{ id: string; path: string; at: Date }[]> {
	return db
		.select({ id: keptPosts.id, path: keptPosts.path, at: keptPosts.at })
		.from(keptPosts)
		.where(isOpen(actor.userId))
		.orderBy(desc(keptPosts.at), desc(keptPosts.id));
}

/** One form with what was typed. @throws NotFound when it is not theirs, is older than an hour or is done. */
export async function keptPostOf(actor: Actor, id: string): Promise<KeptPost> {
	const [post] = await db
		.select()
		.from(keptPosts)
		.where(and(isOpen(actor.userId), eq(keptPosts.id, id)));
	if (!post) throw new NotFound();
	const form = JSON.parse(unseal(post.sealedFields, placeOf(id))) as TypedForm;
	return { id, path: post.path, at: post.at, ...form };
}

/** Forgets a form and what was typed in it: it was sent again, or thrown away. */
export async function settleKeptPost(actor: Actor, id: string): Promise<void> {
	await transaction(async (tx) => {
		await tx
			.update(keptPosts)
			.set({ isDone: true, sealedFields: "", size: 0 })
			.where(and(eq(keptPosts.userId, actor.userId), eq(keptPosts.id, id)));
	});
}
