/**
 * Imports a tracker in one go, as nobody has corrected it: each sheet into the panel of its name, agencies by what they
 * are usually called. For the command line and the demo; what is uncertain is left out, and said.
 */
import { eq } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { agencies, imports, panels } from "#db/schema/index.ts";
import { type Actor, accessOf, roleIn } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { now } from "../clock.ts";
import { beginStream, claim, keepRevision, record, type Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { accept, ChangedMeanwhile } from "./accept.ts";
import { indexAccepted } from "./index-written.ts";
import { agencyFor } from "./nicknames.ts";
import { planImport } from "./plan.ts";
import type { Fate, Plan, PlannedRow, Saying } from "./planned.ts";
import { prepare } from "./prepare.ts";
import { statusOf } from "./read-row.ts";
import { removeStaged } from "./remove.ts";
import { stage } from "./stage.ts";
import type { Tracker } from "./tracker.ts";

/** What became of one row of the file. */
export interface RowReport {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	outcome: Fate;
	/** Why it was not imported, or what in it was left behind; may quote the row. */
	reason?: string;
}

/** What an import did. Rows in equal rows out. */
export interface ImportReport {
	rows: RowReport[];
	counts: {
		rows: number;
		created: number;
		changed: number;
		unchanged: number;
		uncertain: number;
		notImported: number;
		casesCreated: number;
		actionsCreated: number;
	};
}

/**
 * Imports a tracker: each sheet into the panel of the same name.
 * @param choices what a person has chosen of uncertain rows, by their keys
 * @returns what became of every row. Sheets whose panel the actor does not coordinate are not imported, with
 *   the reason; they are told the same whether or not such a panel exists.
 */
export async function importTracker(
	actor: Actor,
	opId: string,
	tracker: Tracker,
	choices: Record<string, string> = {},
): Promise<ImportReport> {
	noteReads(actor, "import", [opId]);
	for (let tries = 0; ; tries++) {
		try {
			return await importOnce(actor, opId, tracker, choices);
		} catch (error) {
			// Another import of the same rows was quicker: they are here already then.
			if (!(error instanceof ChangedMeanwhile) || tries === MOST_TRIES) throw error;
		}
	}
}

const MOST_TRIES = 3;

/** What would become of its rows. */
export async function planTracker(
	actor: Actor,
	tracker: Tracker,
	choices: Record<string, string> = {},
): Promise<Plan> {
	const saying = { ...(await usualSaying(actor, tracker)), choices };
	return planImport(db, actor, await accessOf(db, actor), tracker, saying);
}

async function importOnce(
	actor: Actor,
	opId: string,
	tracker: Tracker,
	choices: Record<string, string>,
): Promise<ImportReport> {
	const plan = await planTracker(actor, tracker, choices);
	const prepared = await prepare(db, plan);
	if (prepared.cases.length > 0) {
		const importId = await beginWriting(
			actor,
			opId,
			prepared.panels.map(({ panelId }) => panelId),
			prepared.cases.length,
		);
		try {
			await stage(actor, importId, prepared, { isAlone: () => true, progress: () => {} });
			await accept(actor, importId, prepared);
		} catch (error) {
			await removeStaged(importId, () => true);
			await transaction((tx) => tx.update(imports).set({ state: "failed" }).where(eq(imports.id, importId)));
			throw error;
		}
		await indexAccepted(importId, () => true);
	}
	const { "not-imported": notImported, ...counts } = plan.counts;
	return { rows: plan.rows.map(asReport), counts: { ...counts, notImported } };
}

const asReport = ({ sheet, row, fate, reason }: PlannedRow): RowReport => ({
	sheet,
	row,
	outcome: fate,
	reason,
});

async function usualSaying(actor: Actor, tracker: Tracker): Promise<Saying> {
	const allPanels = await db.select().from(panels);
	const access = await accessOf(db, actor);
	const open = (await db.select().from(agencies)).filter(({ closedAt }) => closedAt === null);
	const byName = new Map(open.map(({ id, name, nameKey: key }) => [key, { id, name }]));
	return {
		panelIds: tracker.sheets.map((sheet) => {
			const panel = allPanels.find((candidate) => candidate.nameKey === nameKey(sheet.name));
			const may = panel && (actor.role === "system" || roleIn(access, panel.id) === "coordinator");
			return may ? panel.id : null;
		}),
		agencyOf: (part) => byName.get(nameKey(agencyFor(part) ?? part)) ?? null,
		statusOf: ({ statusAsWritten }) => statusOf(statusAsWritten),
		choices: {},
		whyLeftOut: (sheet) => `You do not coordinate a panel called “${sheet}”`,
	};
}

async function beginWriting(actor: Actor, opId: string, panelIds: string[], outOf: number): Promise<string> {
	const importId = newId();
	await transaction(async (tx) => {
		await beginStream(tx, importId, "inbox");
		const [stream] = (await claim(tx, opId, [importId])) as [Stream];
		const fileName = "tracker";
		const text = await keepRevision(tx, actor, stream, { kind: "import", id: importId }, { fileName });
		await record(tx, actor, stream, "import.begun", { importId, text }, []);
		await tx.insert(imports).values({
			id: importId,
			uploadedById: actor.userId,
			fileName,
			state: "writing",
			progress: 0,
			outOf,
			panelIds,
			counts: {},
			at: now(),
			version: 1,
		});
	});
	return importId;
}

/** The names of sheets that hold cases, for making panels of them on the command line. */
export const sheetsWithCases = (tracker: Tracker): string[] =>
	tracker.sheets.filter((sheet) => sheet.cases.length > 0).map((sheet) => sheet.name);
