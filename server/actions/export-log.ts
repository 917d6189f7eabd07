/** A log that leaves the system as a file: a disclosure, which is recorded and stands in the access log. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { flushAccessLog, noteReads } from "../audit/index.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { CATEGORIES, PRIORITIES } from "./fields.ts";
import { type LogLine, linesOf, listedIds } from "./log.ts";
import { DUE_RANGES, LOG_GROUPS, type LogFilter, type LogScope } from "./log-filter.ts";

export const EXPORT_FORMATS = ["csv", "xlsx"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** So many rows are read at once; other requests come between. */
const AT_ONCE = 500;

const ExportMade = z.object({
	panelId: z.string().nullable(),
	format: z.enum(EXPORT_FORMATS),
	rows: z.number().int(),
	scope: z.enum(["mine", "agency", "force", "panel", "case"]),
	caseId: z.string().optional(),
	group: z.enum(LOG_GROUPS),
	onlyPanelId: z.string().optional(),
	agencyId: z.string().optional(),
	personId: z.string().optional(),
	priority: z.enum(PRIORITIES).optional(),
	category: z.enum(CATEGORIES).optional(),
	due: z.enum(DUE_RANGES).optional(),
	hasWords: z.literal(true).optional(),
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
	await recordExport(actor, newId(), {
		panelId: await panelOf(scope),
		format,
		rows: lines.length,
		scope: scope.kind,
		...(scope.kind === "case" ? { caseId: scope.caseId } : {}),
		...idsAndKinds(filter),
		...(words ? { hasWords: true } : {}),
	});
	return { lines, wasCut };
}

async function panelOf(scope: LogScope): Promise<string | null> {
	if (scope.kind === "panel") return scope.panelId;
	if (scope.kind !== "case") return null;
	const [file] = await db.select({ panelId: cases.panelId }).from(cases).where(eq(cases.id, scope.caseId));
	return file?.panelId ?? null;
}

/** A filter as an event may hold it: what an address gives for an id may be any text, and lets nothing through. */
function idsAndKinds({ group, panelId, agencyId, personId, priority, category, due }: LogFilter) {
	const id = (asked: string | undefined) => (asked && ID.test(asked) ? asked : undefined);
	return {
		group,
		onlyPanelId: id(panelId),
		agencyId: id(agencyId),
		personId: id(personId),
		priority,
		category,
		due,
	};
}
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
