/** Import: reads the spreadsheet that a panel keeps today, and accounts for every row of it. */
export { beginImport } from "./begin.ts";
export { abandonImport, acceptImport, resumeImport } from "./carry-out.ts";
export type { Meaning } from "./columns.ts";
export { openCsv } from "./csv.ts";
export { type ImportReport, importTracker, type RowReport, sheetsWithCases } from "./import-tracker.ts";
export { chooseRows } from "./look.ts";
export type { ColumnsSaid } from "./mapping.ts";
export { AGENCIES } from "./nicknames.ts";
export { FATES, type Fate, type PlannedRow } from "./planned.ts";
export { importPage, importsOf } from "./queries.ts";
export { readTracker } from "./read-tracker.ts";
export { mapAgain, mapColumns, mapWords } from "./say-mapping.ts";
export { TrackerUnreadable } from "./sheet.ts";
export { takeBack } from "./take-back.ts";
export { tidyImports } from "./tidy.ts";
export type { Tracker, TrackerStatus } from "./tracker.ts";
export { paceImportsBy } from "./under-way.ts";
