/** Search: one question over everything that somebody may see, answered by case. */
export { type Found, type FoundCase, findCases } from "./find-cases.ts";
export type { IncidentReason, Reason, Snippet, SummaryReason } from "./reasons.ts";
