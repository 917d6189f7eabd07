/** What is known of an action, a line each. */
import { CivilDate, StatusTag, SummaryList, type SummaryRow } from "../ui/index.ts";
import type { ActionPage } from "./action.tsx";
import {
	answeredInWords,
	CATEGORY_WORDS,
	OUTCOME_LABELS,
	ownerInWords,
	PRIORITY_WORDS,
} from "./action-words.ts";
import { overdueInWords, statusShown } from "./log-words.ts";

export function ActionFacts({ page: { action, today } }: { page: ActionPage }) {
	const overdue = overdueInWords(action, today);
	const offeredTo = action.offerUserName ?? action.offerAgencyName;
	const answered = answeredInWords(action);
	const rows: (SummaryRow | false)[] = [
		{
			key: "Owner",
			value: `${action.ownerUserName ? `${action.ownerUserName}, ` : ""}${ownerInWords(action)}`,
		},
		offeredTo !== null && { key: "Offered to", value: `${offeredTo}, by ${action.offeredByName}` },
		{
			key: "Due",
			value: (
				<>
					{action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")}
					{overdue ? <strong className="pr-overdue">, {overdue}</strong> : null}
				</>
			),
		},
		{ key: "Priority", value: PRIORITY_WORDS[action.priority] },
		action.category !== null && { key: "What it is for", value: CATEGORY_WORDS[action.category] },
		{ key: "How it stands", value: <StatusTag status={statusShown(action, today)} /> },
		action.isRefusedLater && {
			key: "With",
			value: action.isEscalated
				? "The owner’s manager and the lead, since the chair has taken the refusal to them. It stays due."
				: "The chair, who decides, since it was refused after it had been accepted. It stays due.",
		},
		action.doneOn !== null && { key: "Done on", value: <CivilDate date={action.doneOn} /> },
		action.signedOffByName !== null && { key: "Signed off by", value: action.signedOffByName },
		action.isHeldByChair && { key: "Held by", value: "The chair" },
		action.outcome !== null && {
			key: OUTCOME_LABELS[action.status],
			value: <span className="pr-typed">{action.outcome}</span>,
		},
		answered !== undefined && {
			key: "Answered",
			value: `${answered}. ${action.ownerAgencyName} has not confirmed this yet.`,
		},
		{ key: "Recorded by", value: action.authorName },
	];
	return <SummaryList rows={rows.filter((row) => row !== false)} />;
}
