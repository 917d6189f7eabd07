/** Import: reads the spreadsheet that a panel keeps today, and accounts for every row of it. */
export type { Meaning } from "./columns.ts";
export { type ImportReport, importTracker, type RowReport, sheetsWithCases } from "./import-tracker.ts";
export {
	abandonImport,
	acceptImport,
	beginImport,
	chooseRows,
	mapAgain,
	mapColumns,
	mapWords,
	paceImportsBy,
	resumeImport,
	takeBack,
	tidyImports,
} from "./imports.ts";
export type { ColumnsSaid } from "./mapping.ts";
export { AGENCIES } from "./nicknames.ts";
export { FATES, type Fate, type PlannedRow } from "./planned.ts";
export { importPage, importsOf } from "./queries.ts";
export { readTracker } from "./read-tracker.ts";
export { TrackerUnreadable } from "./sheet.ts";
export type { Tracker, TrackerStatus } from "./tracker.ts";
