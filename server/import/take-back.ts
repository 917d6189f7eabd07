/** An accepted import taken back, and finished by whoever comes after a stop of the server. */
import { eq } from "drizzle-orm";
import { db } from "#db/index.ts";
import { imports } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { mine, move } from "./own-import.ts";
import { removeLoneContacts, removeStaged } from "./remove.ts";
import { company, PATIENCE_MS, settledWithin, track } from "./under-way.ts";
import { undoImport } from "./undo.ts";

/** Takes an accepted import back. @throws Invalid, saying what stands in the way */
export async function takeBack(actor: Actor, opId: string, importId: string): Promise<void> {
	await mine(actor, importId);
	await undoImport(actor, opId, { importId });
	await settledWithin(
		track(importId, 0, () => finishUndo(importId)),
		PATIENCE_MS,
	);
}

export async function finishUndo(importId: string): Promise<void> {
	await removeStaged(importId, company.isAlone);
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (found?.state !== "undoing") return;
	await removeLoneContacts(found.panelIds);
	await move(found, { state: "undone" });
}
