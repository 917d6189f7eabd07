/** An import begun: its file is read in a thread of its own, and what its columns mean is guessed. */
import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/index.ts";
import { imports } from "#db/schema/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { beginStream, claim, command, keepRevision, record, type Stream } from "../events/index.ts";
import { Conflict, Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { type Content, sealContent } from "./content.ts";
import { guessMapping } from "./mapping.ts";
import { move, requireCoordinator } from "./own-import.ts";
import { type Opened, openInThread } from "./reading.ts";
import { TrackerUnreadable } from "./sheet.ts";
import { PATIENCE_MS, settledWithin, track } from "./under-way.ts";

const Begin = z.object({ fileName: z.string(), fingerprint: z.string() });

/**
 * Begins an import with a file. @returns its id.
 * @throws NotAllowed; Invalid at `file`, when it cannot be read
 */
export async function beginImport(
	actor: Actor,
	opId: string,
	file: { name: string; data: Uint8Array },
): Promise<{ importId: string }> {
	const access = await requireCoordinator(actor);
	const fileName = file.name.slice(0, 200) || "tracker";
	const fingerprint = createHash("sha256").update(file.data).digest("hex");
	const opening = openInThread(file.data, fileName);
	const first = await settledWithin(opening, PATIENCE_MS).catch((error: unknown) => {
		if (error instanceof TrackerUnreadable) throw new Invalid({ file: error.message });
		throw error;
	});
	const begin = command("import.begin", Begin, async ({ tx }, input) => {
		const importId = newId();
		await beginStream(tx, importId, "inbox");
		const [stream] = (await claim(tx, opId, [importId])) as [Stream];
		const text = await keepRevision(
			tx,
			actor,
			stream,
			{ kind: "import", id: importId },
			{ fileName: input.fileName },
		);
		await record(tx, actor, stream, "import.begun", { importId, text }, []);
		await tx.insert(imports).values({
			id: importId,
			uploadedById: actor.userId,
			fileName: input.fileName,
			state: "reading",
			progress: 0,
			outOf: 0,
			panelIds: [],
			at: now(),
			version: 1,
		});
		return { importId };
	});
	const { importId } = await begin(actor, opId, { fileName, fingerprint });
	if (first) await opened(actor, access, importId, first);
	else {
		void track(importId, 0, async () => {
			try {
				await opened(actor, access, importId, await opening);
			} catch (error) {
				const [found] = await db.select().from(imports).where(eq(imports.id, importId));
				const isPlain = error instanceof TrackerUnreadable;
				if (found) await move(found, { state: "failed", problem: isPlain ? error.message : FAILED });
				if (!isPlain) throw error;
			}
		});
	}
	return { importId };
}

const FAILED = "Something went wrong on our side while the file was read. Try again.";

async function opened(
	actor: Actor,
	access: Access,
	importId: string,
	{ packed, digest }: Opened,
): Promise<void> {
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	// The same click a second time.
	if (found?.state !== "reading") return;
	const content: Content = {
		packed: Buffer.from(packed).toString("base64"),
		digest,
		mapping: await guessMapping(actor, access, digest),
		words: null,
		choices: {},
		preview: null,
		prepared: null,
	};
	const sealedContent = await sealContent(importId, content);
	await move(found, { state: "mapping", sealedContent }).catch((error: unknown) => {
		// The same click's other copy was quicker.
		if (!(error instanceof Conflict)) throw error;
	});
}
