/** Advice: what a panel advises the officer in a case to do, and what the officer answers. */
export { AnswerAdvice, answerAdvice } from "./answer-advice.ts";
export type { AdviceRow } from "./present.ts";
export {
	ADVICE_FILTERS,
	type AdviceFilter,
	type AdviceLine,
	adviceById,
	adviceOfPanel,
	countUnanswered,
	countWaitingFor,
	lastOpenedBefore,
	officersDesk,
} from "./queries.ts";
