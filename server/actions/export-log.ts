/** A log that leaves the system as a file: a disclosure, which is recorded and stands in the access log. */
import { z } from "zod";
import { db } from "#db/index.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { flushAccessLog, noteReads } from "../audit/index.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { type LogLine, linesOf, listedIds } from "./log.ts";
import type { LogFilter, LogScope } from "./log-filter.ts";

export const EXPORT_FORMATS = ["csv", "xlsx"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** So many rows are read at once; other requests come between. */
const AT_ONCE = 500;

const ExportMade = z.object({
	panelId: z.string().nullable(),
	format: z.enum(EXPORT_FORMATS),
	rows: z.number().int(),
});

const recordExport = command("actions.export", ExportMade, async ({ tx, actor, opId }, input) => {
	const [stream] = (await claim(tx, opId, [input.panelId ?? ORGANISATION])) as [Stream];
	const exportId = newId();
	await record(tx, actor, stream, "export.made", { exportId, list: "actions", ...input }, []);
	return { exportId };
});

/**
 * All lines of a log that its filter lets through, to be made into a file; recorded before they are handed out.
 * Every download is one of its own.
 * @returns `wasCut` when there are more in the list than a file holds, or than words are looked for in.
 * @throws NotFound as the log does.
 */
export async function exportLog(
	actor: Actor,
	scope: LogScope,
	filter: LogFilter,
	{ words = "", format }: { words?: string; format: ExportFormat },
): Promise<{ lines: LogLine[]; wasCut: boolean }> {
	const access = await accessOf(db, actor, scope.kind === "case" ? scope.caseId : []);
	const { ids, wasCut } = await listedIds(access, scope, filter, words);
	const lines: LogLine[] = [];
	for (let from = 0; from < ids.length; from += AT_ONCE) {
		lines.push(...(await linesOf(access, ids.slice(from, from + AT_ONCE))));
	}
	noteReads(actor, "case", new Set(lines.map((line) => line.caseId)));
	await flushAccessLog();
	const panelIds = new Set(lines.map((line) => line.panelId));
	const panelId = scope.kind === "panel" ? scope.panelId : scope.kind === "case" ? [...panelIds][0] : null;
	await recordExport(actor, newId(), { panelId: panelId ?? null, format, rows: lines.length });
	return { lines, wasCut };
}
