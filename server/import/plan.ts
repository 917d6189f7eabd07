/**
 * What an import would do, row by row, before anything is written: created, changed, unchanged, uncertain, or not
 * imported with the reason. The same reading, panel and choices give the same plan.
 */

import type { Reader } from "#db/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import { findAgain } from "./again.ts";
import { knownCases, matchCases, untouchedIn } from "./known.ts";
import { planCase } from "./plan-case.ts";
import type { CaseToPlan, Plan, PlannedPanel, PlannedRow, Saying, Told } from "./planned.ts";
import { coordinates } from "./policy.ts";
import type { RowOutcome, Tracker, TrackerCase } from "./tracker.ts";

/** Plans it against what the panels have now, with the actor's standing now. */
export async function planImport(
	reader: Reader,
	actor: Actor,
	access: Access,
	tracker: Tracker,
	saying: Saying,
): Promise<Plan> {
	const rows: PlannedRow[] = [];
	const panels = new Map<string, PlannedPanel>();
	const counts = { rows: 0, created: 0, changed: 0, unchanged: 0, uncertain: 0, "not-imported": 0 };
	// Several sheets may go into one panel, and no case there is two of theirs.
	const matchesOf = new Map<string, Awaited<ReturnType<typeof matchesIn>>>();
	for (const panelId of new Set(saying.panelIds.filter((id) => id !== null))) {
		const read = tracker.sheets.flatMap((sheet, at) => (saying.panelIds[at] === panelId ? sheet.cases : []));
		matchesOf.set(panelId, await matchesIn(reader, panelId, read));
	}
	for (const [at, sheet] of tracker.sheets.entries()) {
		const panelId = saying.panelIds[at] ?? null;
		const may = panelId !== null && coordinates(actor, access, panelId);
		if (panelId === null || !may || sheet.cases.length === 0) {
			const why = sheet.cases.length === 0 ? undefined : saying.whyLeftOut(sheet.name);
			for (const row of sheet.rows) rows.push(leftOut(row, why));
			continue;
		}
		const panel = panels.get(panelId) ?? { panelId, cases: [], rowsRead: 0 };
		panels.set(panelId, panel);
		panel.rowsRead += sheet.rows.length;
		const { matches, untouched, ofPanel } = matchesOf.get(panelId) as Awaited<ReturnType<typeof matchesIn>>;
		const told = new Map<number, Told>();
		for (const [n, read] of sheet.cases.entries()) {
			if (n % 100 === 99) await new Promise((resume) => setImmediate(resume));
			const match = matches.get(read);
			const planned = planCase({ read, sheetAt: at, match, access, untouched, saying, ofPanel });
			ofPanel.planned.set(read, planned);
			const caseIds = planned.knownCaseIds;
			for (const [row, what] of planned.told) told.set(row, caseIds.length > 0 ? { ...what, caseIds } : what);
			if (!planned.write) continue;
			const { write } = planned;
			panel.cases.push(write);
		}
		for (const row of sheet.rows) rows.push(planned(row, told.get(row.row)));
	}
	for (const row of rows) {
		counts.rows++;
		counts[row.fate]++;
	}
	const written = [...panels.values()].flatMap((panel) => panel.cases);
	const made = {
		casesCreated: written.filter(({ caseId }) => caseId === null).length,
		actionsCreated: written.reduce((sum, { actions }) => sum + actions.length, 0),
	};
	return {
		rows,
		panels: [...panels.values()].filter((panel) => panel.cases.length > 0),
		counts: { ...counts, ...made },
	};
}

async function matchesIn(reader: Reader, panelId: string, read: TrackerCase[]) {
	const known = await knownCases(reader, panelId, read);
	const matches = matchCases(read, known);
	findAgain(read, known, matches);
	const ofPanel: CaseToPlan["ofPanel"] = {
		keys: new Set(read.flatMap(({ actions }) => actions.map(({ key }) => key))),
		taken: new Set(),
		lineOf: new Map(),
		planned: new Map(),
	};
	return { matches, untouched: await untouchedIn(reader, panelId), ofPanel };
}

const leftOut = ({ sheet, row, outcome, reason }: RowOutcome, why: string | undefined): PlannedRow => ({
	sheet,
	row,
	fate: "not-imported",
	reason: outcome === "not-imported" ? reason : why,
});

function planned({ sheet, row, outcome, reason }: RowOutcome, told: Told | undefined): PlannedRow {
	if (outcome === "not-imported" || !told) return { sheet, row, fate: "not-imported", reason };
	const reasons = [told.reason, reason].filter(Boolean).join(". ");
	return { sheet, row, ...told, ...(reasons && { reason: reasons }) };
}
