/** What the screens of the action log call its parts, in the order in which forms offer them. */
import type { LogFilter, LogGroup, LogLine, LogScope } from "#server/actions/index.ts";
import { paths } from "../paths.ts";
import type { ActionStatus } from "../ui/index.ts";

export const GROUP_WORDS: Record<LogGroup, string> = {
	open: "Not ended",
	overdue: "Overdue",
	"long-overdue": "Overdue by 14 days or more",
	answer: "Waiting for an answer",
	"sign-off": "Ended, to be signed off",
	proposed: "Proposed",
	accepted: "Accepted, not begun",
	"in-progress": "In progress",
	refused: "Refused",
	done: "Done",
	"not-possible": "Not possible",
	"not-done": "Not done",
	all: "All",
};

export const DUE_WORDS: Record<NonNullable<LogFilter["due"]>, string> = {
	week: "In the next 7 days",
	month: "In the next 31 days",
	none: "Without a date",
};

export const SORT_WORDS: Record<LogFilter["sort"], string> = {
	due: "Due date",
	case: "Case",
	owner: "Owner",
	status: "How it stands",
	agreed: "Newest first",
};

/** What the address of a log says after its "?": whose it is, where its path does not say so, and its filter. */
export function logSearch(scope: LogScope, query: string): string {
	const isOfOthers = scope.kind === "agency" || scope.kind === "force";
	return [isOfOthers ? `whose=${scope.kind}` : "", query].filter(Boolean).join("&");
}

/** Where a log stands, filtered and turned as said. */
export const logPath = (scope: LogScope, query = "", page = 1): string =>
	logAt(scope, [logSearch(scope, query), page > 1 ? `page=${page}` : ""].filter(Boolean).join("&"));

/** The same, of what its address says after its "?". */
export function logAt(scope: LogScope, search: string): string {
	const path =
		scope.kind === "panel"
			? paths.panelActions(scope.panelId)
			: scope.kind === "case"
				? paths.caseActions(scope.caseId)
				: paths.actions();
	return search ? `${path}?${search}` : path;
}

const DAY = 24 * 60 * 60_000;
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** "3 days overdue", of what runs and whose day has passed; nothing of the rest. */
export function overdueInWords(
	{ due, isRunning }: Pick<LogLine, "due" | "isRunning">,
	today: string,
): string | undefined {
	if (!isRunning || due === null || due >= today) return undefined;
	const days = daysBetween(due, today);
	return `${days} ${days === 1 ? "day" : "days"} overdue`;
}

/** Whether it runs and its day has passed. */
export const isOverdue = (action: Pick<LogLine, "due" | "isRunning">, today: string): boolean =>
	overdueInWords(action, today) !== undefined;

/** How an action stands, as its tag says it: of what is under way, that it is late comes first. */
export function statusShown(
	action: Pick<LogLine, "due" | "status" | "isRunning">,
	today: string,
): ActionStatus {
	const isUnderWay = action.status === "open" || action.status === "in-progress";
	return isUnderWay && isOverdue(action, today) ? "overdue" : action.status;
}
