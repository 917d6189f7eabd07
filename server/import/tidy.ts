/** What a job does about imports that nobody decides upon, or that a stop of the server left half done. */
import { and, eq, inArray, isNotNull, isNull, lt } from "drizzle-orm";
import { db } from "#db/index.ts";
import { cases, imports } from "#db/schema/index.ts";
import { SYSTEM } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { newId } from "../ids.ts";
import { giveUp } from "./carry-out.ts";
import type { Import } from "./content.ts";
import { indexAccepted } from "./index-written.ts";
import { move } from "./own-import.ts";
import { removeStaged } from "./remove.ts";
import { finishUndo } from "./take-back.ts";
import { company, running } from "./under-way.ts";

/**
 * Finishes what a stop of the server left half done, and forgets files that nobody has decided upon for a day.
 * An import that was being written waits for its owner: it may go on.
 */
export async function tidyImports(): Promise<void> {
	const dayAgo = new Date(now().getTime() - 24 * 3_600_000);
	const idle = (found: Import) => !running.has(found.id);
	const reading = await db.select().from(imports).where(eq(imports.state, "reading"));
	for (const found of reading.filter(idle)) {
		await move(found, {
			state: "failed",
			problem: "The server was restarted while the file was read. Choose it again.",
		});
	}
	const old = await db
		.select()
		.from(imports)
		.where(and(isNotNull(imports.sealedContent), lt(imports.at, dayAgo)));
	const lost = await db
		.select()
		.from(imports)
		.where(and(eq(imports.state, "writing"), isNull(imports.sealedContent), lt(imports.at, dayAgo)));
	for (const found of [...old, ...lost].filter(idle)) await giveUp(SYSTEM, newId(), found);
	const unindexed = await db
		.select()
		.from(imports)
		.where(and(eq(imports.state, "accepted"), lt(imports.progress, imports.outOf)));
	for (const found of unindexed.filter(idle)) await indexAccepted(found.id, () => company.isAlone());
	const undoing = await db.select().from(imports).where(eq(imports.state, "undoing"));
	for (const found of undoing.filter(idle)) await finishUndo(found.id);
	const left = await db
		.selectDistinct({ id: imports.id })
		.from(cases)
		.innerJoin(imports, eq(imports.id, cases.stagedIn))
		.where(inArray(imports.state, ["abandoned", "failed"]));
	for (const { id } of left) if (!running.has(id)) await removeStaged(id, company.isAlone);
}
