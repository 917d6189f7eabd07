/** Follow-up: what becomes of a case between its hearings, until it is closed, and when it comes again. */
export { bringReviewForward, isRecentBreach } from "./after-breach.ts";
export { agendaCandidates, type Candidate, casesToChoose } from "./candidates.ts";
export {
	CLOSE_CRITERIA,
	CLOSE_REASONS,
	INVESTIGATION,
	NextStepChoice,
	ORDER,
	SAFER,
	STOPPED,
	VICTIM_SAYS,
} from "./fields.ts";
export {
	type Leaving,
	type LeftWith,
	leaveAgenda,
	leftWith,
	returnToAgenda,
	setDuring,
} from "./leave-agenda.ts";
export { addMonths, REPEAT_WITHIN_MONTHS, referralKind } from "./months.ts";
export { CloseCase, closeCase, ReopenCase, reopenCase, SetNextStep, setNextStep } from "./next-step.ts";
export type { ReferralRow, ReviewRow, SafetyPlanRow } from "./present.ts";
export {
	caseNext,
	caseToReview,
	DUE_WITHIN_DAYS,
	earlierCasesOf,
	followUpOfPanel,
	LISTS,
	type List,
	lastHeardOf,
	referralsOf,
	safetyPlansOf,
} from "./queries.ts";
export { ReferAgain, referAgain, referralsSeen } from "./refer-again.ts";
export { RecordReview, recordReview } from "./reviews.ts";
export {
	AddSafetyPlan,
	addSafetyPlan,
	ChangeSafetyPlan,
	changeSafetyPlan,
	EndSafetyPlan,
	endSafetyPlan,
	PLAN_MONTHS,
	ReviewSafetyPlan,
	reviewSafetyPlan,
} from "./safety-plans.ts";
export { REVIEW_AFTER_DAYS, suggestedReview } from "./suggest.ts";
