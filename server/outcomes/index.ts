/** What came of the panels' work: figures of a period for whoever answers for it, and what is behind each of them. */
export { type Behind, behindFigure, type CountedLine, type Fact } from "./drill-down.ts";
export { exportOutcomes, FILES, type FileKind } from "./file.ts";
export { PRESETS, type Preset, searchOf, type Wish, wishIn } from "./period.ts";
export {
	type Count,
	type Month,
	type Outcomes,
	outcomesFor,
	type Split,
	type SplitByAgency,
	type TimeTaken,
} from "./queries.ts";
