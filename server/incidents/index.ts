/** Incidents: the pattern of behaviour in a case, over all its crimes and reports. */
export { AddIncidents, addIncident, addIncidents } from "./add-incidents.ts";
export { AnswerQuery, answerQuery } from "./answer-query.ts";
export { changeIncident, RemoveIncident, removeIncident } from "./change-incident.ts";
export {
	AddIncident,
	BREACH_ANSWERS,
	ChangeIncident,
	DIGITAL_KINDS,
	type IncidentKind,
	KINDS,
	LONGEST_WHAT,
	MOST_LINES,
	MOST_ROWS,
	ORDERS,
	POLICE_ACTIONS,
	PRECISIONS,
	RECORDED_AS,
	Said,
	type SaidIncident,
	STATUTE_KINDS,
} from "./fields.ts";
export type { FieldChange, RemovedIncident, StateOfIncident } from "./history.ts";
export { mondayOf, PACE_RULE, type PaceChange } from "./pace.ts";
export { type ChronologyRow, type IncidentInShort, presentChronologiesOf } from "./present.ts";
export {
	changedByOthers,
	chronologyOf,
	type IncidentLine,
	incidentOf,
	incidentWithHistory,
	openQueries,
	type QueryInShort,
	type QueryLine,
	whereInChronology,
} from "./queries.ts";
export { GROUPS, type KindGroup, type Week } from "./weeks.ts";
