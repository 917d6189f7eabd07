/**
 * Saved views: how somebody filters and sorts a list, under a name, for themself alone. As with drafts there is no
 * event of it: it tells of nobody's case, and changes nothing for anybody else.
 */
import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transaction } from "#db/index.ts";
import { savedViews } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { check } from "../http/form.ts";
import { newId } from "../ids.ts";

/** A list that can be filtered: a panel's register, or actions of one panel or of all. */
export interface ViewedList {
	screen: (typeof savedViews.$inferSelect)["screen"];
	panelId: string | null;
}

export interface SavedView {
	id: string;
	name: string;
	/** The list's address after its "?", without its page. */
	query: string;
}

const MOST_VIEWS = 30;
const Name = z.object({
	name: z
		.string("Enter a name for this view")
		.trim()
		.min(1, "Enter a name for this view")
		.max(60, "Use 60 characters or fewer"),
});

const theirs = (actor: Actor, { screen, panelId }: ViewedList) =>
	and(
		eq(savedViews.userId, actor.userId),
		eq(savedViews.screen, screen),
		panelId === null ? isNull(savedViews.panelId) : eq(savedViews.panelId, panelId),
	);

/** @throws NotFound when it is a panel's list and the panel's cases are not open to the actor. */
async function requireList(actor: Actor, { panelId }: ViewedList): Promise<void> {
	if (panelId === null) return;
	if (!holds(await accessOf(db, actor, []), { kind: "meetings", panelId })) throw new NotFound();
}

/** The views of a list that somebody has saved, by name. */
export async function viewsOf(actor: Actor, list: ViewedList): Promise<SavedView[]> {
	return db
		.select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
		.from(savedViews)
		.where(theirs(actor, list))
		.orderBy(asc(savedViews.name), asc(savedViews.id));
}

/** Saves how a list is shown; under a name that is there already it is saved anew. */
export async function saveView(
	actor: Actor,
	list: ViewedList,
	input: { name?: string; query: string },
): Promise<void> {
	await requireList(actor, list);
	const { name } = check(Name, input);
	await transaction(async (tx) => {
		const same = await named(tx, actor, list, name);
		if (same)
			return void (await tx.update(savedViews).set({ query: input.query }).where(eq(savedViews.id, same)));
		if ((await tx.$count(savedViews, theirs(actor, list))) >= MOST_VIEWS) {
			throw new Invalid({ name: `You have ${MOST_VIEWS} views of this list. Delete one first.` });
		}
		await tx
			.insert(savedViews)
			.values({ id: newId(), userId: actor.userId, ...list, name, query: input.query, at: now() });
	});
}

/** Gives a view another name. @throws NotFound when it is not the actor's. */
export async function renameView(
	actor: Actor,
	list: ViewedList,
	input: { viewId: string; name?: string },
): Promise<void> {
	await requireList(actor, list);
	const { name } = check(Name, input);
	await transaction(async (tx) => {
		const same = await named(tx, actor, list, name, input.viewId);
		if (same) throw new Invalid({ name: "Another of your views has this name" });
		const [renamed] = await tx
			.update(savedViews)
			.set({ name })
			.where(and(theirs(actor, list), eq(savedViews.id, input.viewId)))
			.returning({ id: savedViews.id });
		if (!renamed) throw new NotFound();
	});
}

/** Deletes a view; one that is gone already stays so. */
export async function deleteView(
	actor: Actor,
	list: ViewedList,
	{ viewId }: { viewId: string },
): Promise<void> {
	await requireList(actor, list);
	await transaction((tx) => tx.delete(savedViews).where(and(theirs(actor, list), eq(savedViews.id, viewId))));
}

async function named(
	tx: Tx,
	actor: Actor,
	list: ViewedList,
	name: string,
	butNot = "",
): Promise<string | undefined> {
	const [same] = await tx
		.select({ id: savedViews.id })
		.from(savedViews)
		.where(and(theirs(actor, list), eq(savedViews.name, name), ne(savedViews.id, butNot)));
	return same?.id;
}
