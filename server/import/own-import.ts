/** One's own import, as it stands: only whoever began it knows of it, and only while they coordinate a panel. */
import { and, eq } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { imports } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf } from "../audiences/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { type Content, contentOf, type Import, sealContent } from "./content.ts";
import { coordinates } from "./policy.ts";

export const CHANGED = "This import has gone on since you opened the page. Look at it again.";

export async function requireCoordinator(actor: Actor): Promise<Access> {
	const access = await accessOf(db, actor);
	if (![...access.panels.keys()].some((id) => coordinates(actor, access, id))) {
		throw new NotAllowed("Only a panel’s coordinator can import a tracker.");
	}
	return access;
}

/** One's own import. @throws NotFound for everybody else's; NotAllowed once one coordinates no panel */
export async function mine(actor: Actor, importId: string): Promise<Import> {
	if (actor.role !== "system") await requireCoordinator(actor);
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (!found || found.uploadedById !== actor.userId) throw new NotFound();
	return found;
}

/** Saves a step of an import, if nothing else has happened to it. @throws Conflict */
export async function move(found: Import, to: Partial<typeof imports.$inferInsert>): Promise<Import> {
	const [moved] = await transaction((tx) =>
		tx
			.update(imports)
			.set({ ...to, version: found.version + 1 })
			.where(and(eq(imports.id, found.id), eq(imports.version, found.version)))
			.returning(),
	);
	if (!moved) throw new Conflict(CHANGED, { current: {}, submitted: {} });
	return moved;
}

export async function save(
	found: Import,
	content: Content,
	also: Partial<typeof imports.$inferInsert> = { state: "mapping" },
): Promise<Import> {
	return move(found, { ...also, sealedContent: await sealContent(found.id, content) });
}

/** An import that is where its page says. @throws NotFound; Conflict when it has gone on since */
export async function inState(
	actor: Actor,
	importId: string,
	version: number,
	states: Import["state"][],
): Promise<Import> {
	const found = await mine(actor, importId);
	if (!states.includes(found.state) || found.version !== version) {
		throw new Conflict(CHANGED, { current: {}, submitted: {} });
	}
	return found;
}

export async function theContent(found: Import): Promise<Content> {
	const content = await contentOf(found);
	if (!content) throw new NotFound();
	return content;
}
