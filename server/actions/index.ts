/** Actions: what agencies undertake on a case, and how each stands. */
export { AddAction, addAction, SetActionStatus, setActionStatus, writeAction } from "./commands.ts";
export type { ActionRow } from "./present.ts";
export { actionById, openActionsOfMyAgency } from "./queries.ts";
