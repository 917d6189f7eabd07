/** The record: the only way in which anything changes, and the only account of it. */
export {
	type Changes,
	changesSight,
	changesSince,
	concerns,
	type View,
	versionOf,
	visible,
} from "./changes.ts";
export { type Command, command, type Hand } from "./command.ts";
export { type Commit, onCommit } from "./commits.ts";
export { describe, type Names } from "./describe.ts";
export { answered, beginOnce, type Operation, operation } from "./operations.ts";
export {
	beginStream,
	claim,
	keepRevision,
	panelOf,
	type RecordedEvent,
	type Revision,
	record,
	type Stream,
	touch,
	versionOfRows,
} from "./record.ts";
export { type Presented, presents, presentTouched, type Row } from "./rows.ts";
export { caseOf, type EventData, type EventType, type TypedEvent, whoseAccess } from "./types.ts";
