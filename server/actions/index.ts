/** Actions: what agencies undertake on a case, who has accepted them, and how each stands. */
export { AddAction, addAction } from "./add-action.ts";
export { AnswerAction, answerAction } from "./answer-action.ts";
export { ConfirmAction, confirmAction } from "./confirm-action.ts";
export { DecideRefusal, decideRefusal, REFUSAL_DECISIONS } from "./decide-refusal.ts";
export { EXPORT_FORMATS, type ExportFormat, exportLog } from "./export-log.ts";
export { CATEGORIES, PRIORITIES } from "./fields.ts";
export { actionHistory, type HistoryLine } from "./history.ts";
export { actionLog, type LogLine, logLine, MOST_LISTED, openActionsOfMyAgency } from "./log.ts";
export {
	DUE_RANGES,
	LOG_GROUPS,
	LOG_SORTS,
	type LogFilter,
	type LogGroup,
	type LogScope,
	logFilterIn,
	logQuery,
} from "./log-filter.ts";
export { type LogFrame, type LogOption, logFrame } from "./log-options.ts";
export {
	AnswerOffer,
	answerOffer,
	OfferAction,
	offerAction,
	WithdrawOffer,
	withdrawOffer,
} from "./offer-action.ts";
export { type Offerees, offereesOn } from "./offerees.ts";
export type { ActionRights } from "./policy.ts";
export type { ActionRow } from "./present.ts";
export { actionById } from "./queries.ts";
export { RefuseLater, refuseLater } from "./refuse-later.ts";
export { SetActionStatus, setActionStatus } from "./set-action-status.ts";
export { SettleAction, settleAction } from "./settle-action.ts";
export { SignOffAction, signOffAction } from "./sign-off-action.ts";
export { isRunning, isUnsettled } from "./unsettled.ts";
export { MOVES, type UpdatedMany, UpdateMany, updateMany } from "./update-many.ts";
export { type NewAction, newAction, recordAction, writeAction } from "./write-action.ts";
