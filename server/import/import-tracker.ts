/**
 * Turns a tracker that was read into cases and actions: one transaction a panel, every row accounted for, and
 * nothing written for what an earlier reading of the same file wrote.
 */
import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { db, type Reader } from "#db/index.ts";
import { actions, agencies, cases, panels } from "#db/schema/index.ts";
import { writeAction } from "../actions/index.ts";
import { type Access, type Actor, accessOf, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { claimPanel, type NewCase, writeCase, writeEntry } from "../cases/index.ts";
import { command, keepRevision, record, type Stream } from "../events/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import type { RowOutcome, Tracker, TrackerAction, TrackerCase, TrackerSheet } from "./read-tracker.ts";

/** What became of one row of the file. */
export interface RowReport {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	outcome: "created" | "unchanged" | "not-imported";
	/** Why it was not imported, or what in it was left behind; may quote the row. */
	reason?: string;
}

/** What an import did. Rows in equal rows out: created + unchanged + notImported = rows. */
export interface ImportReport {
	rows: RowReport[];
	counts: {
		rows: number;
		created: number;
		unchanged: number;
		notImported: number;
		casesCreated: number;
		actionsCreated: number;
	};
}

interface SheetResult {
	/** Spreadsheet rows that became something, and those that had become it before. */
	created: number[];
	unchanged: number[];
	/** Rows of cases from which the actor is recused. */
	walledOff: number[];
	casesCreated: number;
	actionsCreated: number;
}

const ImportSheet = z.object({
	panelId: z.string(),
	sheet: z.custom<TrackerSheet>((value) => typeof value === "object"),
});

/** Imports one sheet into one panel. For the panel's coordinator, and for the command line. */
const importSheet = command(
	"import.sheet",
	ImportSheet,
	async ({ tx, actor, opId }, { panelId, sheet }): Promise<SheetResult> => {
		// Asked before the claim: a claim without an event would be a gap in the stream.
		const before = await findNew(tx, await accessOf(tx, actor), panelId, sheet);
		if (!before.isAny) return before.nothing;
		const [stream] = (await claimPanel(tx, opId, panelId)) as [Stream];
		const access = await accessOf(tx, actor);
		if (actor.role !== "system" && roleIn(access, panelId) !== "coordinator") {
			throw new NotAllowed("Only the panel’s coordinator can import cases.");
		}
		const owners = new Map((await tx.select().from(agencies)).map((agency) => [agency.nameKey, agency]));
		const known = await findNew(tx, access, panelId, sheet);
		const { walledOff } = known.nothing;
		const result: SheetResult = { created: [], unchanged: [], walledOff, casesCreated: 0, actionsCreated: 0 };
		for (const read of sheet.cases) {
			if (walledOff.includes(read.row)) continue;
			let caseId = known.caseIds.get(read.key);
			if (!caseId) {
				({ caseId } = await writeCase(tx, actor, stream, asNewCase(panelId, read), read.key));
				const leftover = leftoverOf(read);
				if (leftover) {
					await writeEntry(tx, actor, stream, {
						caseId,
						meetingId: null,
						kind: "information",
						body: leftover,
					});
				}
				result.casesCreated++;
				result.created.push(read.row);
			}
			for (const action of read.actions) {
				if (known.actionKeys.has(`${caseId}|${action.key}`)) {
					if (action.row !== read.row || known.caseIds.has(read.key)) result.unchanged.push(action.row);
					continue;
				}
				const owner = owners.get(nameKey(action.owner.agency ?? ""));
				await writeAction(tx, actor, stream, {
					caseId,
					meetingId: null,
					what: action.text,
					ownerAgencyId: owner?.id ?? null,
					ownerAgencyName: owner?.name ?? action.owner.agency ?? action.owner.asWritten,
					ownerDetail: [action.owner.unit, action.owner.person].filter(Boolean).join(", ") || null,
					due: action.due,
					dueNote: action.dueAsWritten,
					status: action.status,
					outcome: outcomeOf(action),
					importKey: action.key,
				});
				result.actionsCreated++;
				if (!result.created.includes(action.row)) result.created.push(action.row);
			}
			if (known.caseIds.has(read.key) && read.actions.every((action) => action.row !== read.row)) {
				result.unchanged.push(read.row);
			}
		}
		const importId = newId();
		const text = await keepRevision(
			tx,
			actor,
			stream,
			{ kind: "import", id: importId },
			{ sheet: sheet.name },
		);
		await record(
			tx,
			actor,
			stream,
			"import.accepted",
			{
				importId,
				casesCreated: result.casesCreated,
				actionsCreated: result.actionsCreated,
				rowsRead: sheet.rows.length,
				text,
			},
			[],
		);
		return result;
	},
);

/**
 * Which cases and actions of the sheet an earlier import wrote, and whether there is anything new. A case from
 * which the actor is recused takes nothing new from them.
 */
async function findNew(tx: Reader, access: Access, panelId: string, sheet: TrackerSheet) {
	const keys = sheet.cases.map((read) => read.key);
	const found = await tx
		.select({ id: cases.id, key: cases.importKey })
		.from(cases)
		.where(and(eq(cases.panelId, panelId), inArray(cases.importKey, keys)));
	const caseIds = new Map(found.map((row) => [row.key ?? "", row.id]));
	const written = await tx
		.select({ caseId: actions.caseId, key: actions.importKey })
		.from(actions)
		.where(inArray(actions.caseId, [...caseIds.values()]));
	const actionKeys = new Set(written.map((row) => `${row.caseId}|${row.key}`));
	const isWalledOff = (read: TrackerCase) => access.recusedFrom.has(caseIds.get(read.key) ?? "");
	const isAny = sheet.cases.some((read) => {
		const caseId = caseIds.get(read.key);
		if (isWalledOff(read)) return false;
		return !caseId || read.actions.some((action) => !actionKeys.has(`${caseId}|${action.key}`));
	});
	const nothing: SheetResult = {
		created: [],
		unchanged: sheet.cases.filter((read) => !isWalledOff(read)).flatMap(rowsOf),
		walledOff: sheet.cases.filter(isWalledOff).flatMap(rowsOf),
		casesCreated: 0,
		actionsCreated: 0,
	};
	return { caseIds, actionKeys, isAny, nothing };
}

const rowsOf = (read: TrackerCase): number[] => [
	...new Set([read.row, ...read.actions.map((action) => action.row)]),
];

function asNewCase(panelId: string, read: TrackerCase): NewCase {
	return {
		panelId,
		crimeReference: read.crimeReference ?? undefined,
		victimName: read.victim.name,
		victimAliases: [],
		victimDateOfBirth: read.victim.dateOfBirth ?? undefined,
		victimAddress: read.victim.address ?? undefined,
		victimSafeTelephone: read.victim.safeTelephone ?? undefined,
		suspectName: read.suspect.name,
		suspectAliases: [],
		suspectDateOfBirth: undefined,
		relationship: read.relationship.kind,
		risk: read.risk,
		officerName: read.officerInCase ?? undefined,
		heardOn: read.panelDate ?? undefined,
		area: read.area ?? undefined,
	};
}

/** What the tracker said of a case that has no field here yet: kept as information, so that nothing is lost. */
function leftoverOf(read: TrackerCase): string | null {
	const lines = [
		["ISAC support", read.isacSupport],
		["SPO considered", read.spoConsidered],
		["Panel date", read.panelDateAsWritten],
		["Victim’s date of birth", read.victim.dateOfBirthAsWritten],
	].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
	return lines.length > 0 ? `From the tracker. ${lines.join(". ")}.` : null;
}

/** The update as written; a status that says more than open or done is kept with it. */
function outcomeOf(action: TrackerAction): string | null {
	const says = action.statusAsWritten && !/^(open|done|complete)$/i.test(action.statusAsWritten);
	return (
		[action.update, says ? `Status in the tracker: ${action.statusAsWritten}` : null]
			.filter(Boolean)
			.join("\n") || null
	);
}

/**
 * Imports a tracker: each sheet into the panel of the same name.
 * @returns what became of every row. Sheets whose panel the actor does not coordinate are not imported, with
 *   the reason; they are told the same whether or not such a panel exists.
 */
export async function importTracker(actor: Actor, opId: string, tracker: Tracker): Promise<ImportReport> {
	noteReads(actor, "import", [opId]);
	const allPanels = await db.select().from(panels);
	const access = await accessOf(db, actor);
	const rows: RowReport[] = [];
	const counts = { rows: 0, created: 0, unchanged: 0, notImported: 0, casesCreated: 0, actionsCreated: 0 };
	for (const sheet of tracker.sheets) {
		const panel = allPanels.find((candidate) => candidate.nameKey === nameKey(sheet.name));
		const mayImport = panel && (actor.role === "system" || roleIn(access, panel.id) === "coordinator");
		const result =
			mayImport && sheet.cases.length > 0
				? await importSheet(actor, `${opId}:${panel.id}`, { panelId: panel.id, sheet })
				: undefined;
		const refusal = mayImport ? undefined : `You do not coordinate a panel called “${sheet.name}”`;
		for (const row of sheet.rows) rows.push(reportRow(row, result, refusal));
		counts.casesCreated += result?.casesCreated ?? 0;
		counts.actionsCreated += result?.actionsCreated ?? 0;
	}
	for (const row of rows) {
		counts.rows++;
		counts[row.outcome === "not-imported" ? "notImported" : row.outcome]++;
	}
	return { rows, counts };
}

function reportRow(row: RowOutcome, result: SheetResult | undefined, refusal: string | undefined): RowReport {
	const at = { sheet: row.sheet, row: row.row };
	if (row.outcome === "not-imported") return { ...at, outcome: "not-imported", reason: row.reason };
	if (!result) return { ...at, outcome: "not-imported", reason: refusal };
	if (result.walledOff.includes(row.row)) {
		return { ...at, outcome: "not-imported", reason: "You are recused from this case" };
	}
	return { ...at, outcome: result.created.includes(row.row) ? "created" : "unchanged", reason: row.reason };
}

/** The names of sheets that hold cases, for making panels of them on the command line. */
export const sheetsWithCases = (tracker: Tracker): string[] =>
	tracker.sheets.filter((sheet) => sheet.cases.length > 0).map((sheet) => sheet.name);
