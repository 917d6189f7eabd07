/** The import of the command line: as the system, making what the file takes for granted. */
import { closeDatabase, db, transaction } from "#db/index.ts";
import { panels } from "#db/schema/index.ts";
import { addAgency, agencyByName, ensureOrganisation } from "../agencies/index.ts";
import { SYSTEM } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { londonDate } from "../clock.ts";
import { newId } from "../ids.ts";
import { type ImportReport, importTracker, readTracker, sheetsWithCases } from "../import/index.ts";
import { migrate } from "../migrate.ts";
import { addPanel } from "../panels/index.ts";
import { nameKey } from "../text-keys.ts";

/** Imports and prints what became of every row. @throws TrackerUnreadable, DatabaseInUse: plain sentences. */
export async function importFile(data: Uint8Array): Promise<ImportReport> {
	const tracker = await readTracker(data, londonDate());
	await migrate();
	await transaction(ensureOrganisation);
	const existing = await db.select().from(panels);
	const prefixes = new Set(existing.map((panel) => panel.referencePrefix));
	for (const name of sheetsWithCases(tracker)) {
		if (existing.some((panel) => panel.nameKey === nameKey(name))) continue;
		const referencePrefix = freePrefix(name, prefixes);
		await addPanel(SYSTEM, newId(), { name, area: name.replace(/\s+LPA$/i, ""), referencePrefix });
	}
	const owners = new Set(
		tracker.sheets.flatMap((sheet) =>
			sheet.cases.flatMap((read) => read.actions.map((action) => action.owner.agency)),
		),
	);
	for (const name of owners) {
		if (name && !(await agencyByName(name))) await addAgency(SYSTEM, newId(), { name });
	}
	const report = await importTracker(SYSTEM, newId(), tracker);
	print(report);
	await flushAccessLog();
	await closeDatabase();
	return report;
}

/** The first letters of the name, or the first free variation: NOR, NOA, NOB … */
function freePrefix(name: string, taken: Set<string>): string {
	const letters = nameKey(name)
		.replace(/[^a-z]/g, "")
		.toUpperCase()
		.padEnd(3, "X");
	const tries = [
		letters.slice(0, 3),
		...[..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((last) => letters.slice(0, 2) + last),
	];
	const free = tries.find((prefix) => !taken.has(prefix)) ?? letters.slice(0, 5);
	taken.add(free);
	return free;
}

function print({ rows, counts }: ImportReport): void {
	for (const row of rows) {
		if (row.outcome === "not-imported")
			console.log(`${row.sheet}, row ${row.row}: not imported. ${row.reason ?? ""}`);
	}
	console.log(
		`${counts.rows} rows: ${counts.created} created, ${counts.unchanged} unchanged, ${counts.notImported} not imported.`,
	);
	console.log(`${counts.casesCreated} cases and ${counts.actionsCreated} actions created.`);
}
