/** Import: reads the spreadsheet that a panel keeps today, and accounts for every row of it. */
export { type ImportReport, importTracker, type RowReport, sheetsWithCases } from "./import-tracker.ts";
export { AGENCIES } from "./nicknames.ts";
export { readTracker, type Tracker, TrackerUnreadable } from "./read-tracker.ts";
