import { eq, or } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { panels } from "#db/schema/index.ts";
import { requireAdministrator } from "../agencies/index.ts";
import { beginStream, claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { panelArea, panelName, quorum, referencePrefix } from "./fields.ts";

export const AddPanel = z.object({ name: panelName, area: panelArea, referencePrefix, quorum });

const USUAL_QUORUM = 3;

/**
 * Adds a panel and begins its stream. For administrators. @returns its id.
 * @throws Invalid when another panel has the name or the prefix.
 */
export const addPanel = command("panel.add", AddPanel, async ({ tx, actor, opId }, input) => {
	await requireAdministrator(tx, actor);
	await refuseTaken(tx, input);
	const panelId = newId();
	await beginStream(tx, panelId, "panel");
	const [stream] = (await claim(tx, opId, [panelId])) as [Stream];
	const fields = { ...input, quorum: input.quorum ?? USUAL_QUORUM };
	const text = await keepRevision(tx, actor, stream, { kind: "panel", id: panelId }, fields);
	await tx
		.insert(panels)
		.values({ id: panelId, ...fields, nameKey: nameKey(input.name), version: stream.version });
	await record(tx, actor, stream, "panel.added", { panelId, text }, [touch("panel", panelId)]);
	return { panelId };
});

/** @throws Invalid when a panel other than `panelId` has this name or this prefix: both must tell panels apart. */
export async function refuseTaken(
	tx: Tx,
	{ name, referencePrefix }: { name: string; referencePrefix: string },
	panelId?: string,
): Promise<void> {
	const key = nameKey(name);
	const found = await tx
		.select()
		.from(panels)
		.where(or(eq(panels.nameKey, key), eq(panels.referencePrefix, referencePrefix)));
	const fields: Record<string, string> = {};
	for (const other of found) {
		if (other.id === panelId) continue;
		if (other.nameKey === key) fields.name = `There is already a panel called ${other.name}`;
		if (other.referencePrefix === referencePrefix) {
			fields.referencePrefix = `${other.name} already uses the prefix ${referencePrefix}`;
		}
	}
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
}
