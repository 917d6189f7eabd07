/** Actions: what agencies undertake on a case, who has accepted them, and how each stands. */
export {
	AddAction,
	AnswerAction,
	addAction,
	answerAction,
	CATEGORIES,
	ConfirmAction,
	confirmAction,
	PRIORITIES,
	SetActionStatus,
	SettleAction,
	setActionStatus,
	settleAction,
} from "./commands.ts";
export type { ActionRow } from "./present.ts";
export { actionById, openActionsOfMyAgency } from "./queries.ts";
export { isUnsettled } from "./unsettled.ts";
export { type NewAction, newAction, recordAction, writeAction } from "./write-action.ts";
