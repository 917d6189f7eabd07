/** An import carried out: written as the preview showed it, gone on with, or given up. */
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/index.ts";
import { imports } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed } from "../http/errors.ts";
import { accept, ChangedMeanwhile } from "./accept.ts";
import { forget, type Import } from "./content.ts";
import { indexAccepted } from "./index-written.ts";
import { lookAhead, planOf } from "./look.ts";
import { readAs } from "./mapping.ts";
import { CHANGED, inState, mine, save, theContent } from "./own-import.ts";
import { prepare } from "./prepare.ts";
import { removeStaged } from "./remove.ts";
import { stage } from "./stage.ts";
import { company, PATIENCE_MS, running, settledWithin, track } from "./under-way.ts";

/**
 * Writes what the preview showed, and nothing else: when anything is another by now, the preview is shown anew.
 * Answers once it is accepted, or after some seconds while it goes on.
 */
export async function acceptImport(actor: Actor, importId: string, version: number): Promise<void> {
	const before = await mine(actor, importId);
	// The same click a second time: what it asked for has happened, or is happening.
	if (before.version > version && (before.state === "writing" || before.state === "accepted")) return;
	const found = await inState(actor, importId, version, ["preview"]);
	const content = await theContent(found);
	const tracker = await readAs(content);
	const plan = await planOf(actor, content, tracker);
	if (JSON.stringify(plan.rows) !== JSON.stringify(content.preview?.rows)) {
		return lookAhead(
			actor,
			found,
			content,
			tracker,
			"Something has changed since you looked. Look at the rows again.",
		);
	}
	if (plan.panels.length === 0) throw new Invalid({ form: "There is nothing in this file to import." });
	const prepared = await prepare(db, plan);
	const started = await save(
		found,
		{ ...content, prepared },
		{ state: "writing", outOf: prepared.cases.length },
	);
	await settledWithin(write(actor, started), PATIENCE_MS);
}

/** Goes on with an import that was interrupted. */
export async function resumeImport(actor: Actor, importId: string): Promise<void> {
	const found = await mine(actor, importId);
	if (found.state !== "writing") throw new Conflict(CHANGED, { current: {}, submitted: {} });
	await settledWithin(running.get(importId)?.ended ?? write(actor, found), PATIENCE_MS);
}

function write(actor: Actor, found: Import): Promise<void> {
	return track(found.id, found.outOf, async () => {
		const content = await theContent(found);
		if (!content.prepared) throw new Error("There is nothing prepared to be written");
		try {
			await stage(actor, found.id, content.prepared, {
				isAlone: () => company.isAlone(),
				progress: (written) => {
					const mark = running.get(found.id);
					if (mark) mark.written = written;
				},
			});
			await accept(actor, found.id, content.prepared);
			forget(found.id);
			await indexAccepted(found.id, () => company.isAlone());
		} catch (error) {
			if (!(error instanceof ChangedMeanwhile || error instanceof NotAllowed)) throw error;
			await lookAgain(actor, found.id, `Nothing was imported. ${error.message}`);
		}
	});
}

/** What was staged goes, and the preview is made of what there is now. */
async function lookAgain(actor: Actor, importId: string, why: string): Promise<void> {
	await removeStaged(importId, company.isAlone);
	const found = await mine(actor, importId);
	const content = await theContent(found);
	await lookAhead(actor, found, content, await readAs(content), why);
}

/** Gives an import up: what was read is gone, and what was written of it was seen by nobody. */
export async function abandonImport(actor: Actor, opId: string, importId: string): Promise<void> {
	const found = await mine(actor, importId);
	if (!["reading", "mapping", "preview", "writing"].includes(found.state) || running.has(importId)) {
		throw new Conflict(CHANGED, { current: {}, submitted: {} });
	}
	await giveUp(actor, opId, found);
}

export async function giveUp(actor: Actor, opId: string, found: Import): Promise<void> {
	const run = command("import.abandon", z.object({ importId: z.string() }), async ({ tx }, { importId }) => {
		const [stream] = (await claim(tx, opId, [importId])) as [Stream];
		await tx
			.update(imports)
			.set({ state: "abandoned", sealedContent: null, version: sql`${imports.version} + 1` })
			.where(eq(imports.id, importId));
		await record(tx, actor, stream, "import.abandoned", { importId }, []);
		return {};
	});
	await run(actor, opId, { importId: found.id });
	forget(found.id);
	await settledWithin(
		track(found.id, 0, () => removeStaged(found.id, company.isAlone)),
		PATIENCE_MS,
	);
}
