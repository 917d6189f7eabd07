/** What needs doing next, as one plain list: the verb first, then how much of it. */
import { Link } from "@remix-run/react";
import type { NextStep } from "#server/inbox/index.ts";
import { paths } from "../paths.ts";
import { formatInstant } from "../ui/index.ts";
import { actionsOf, panelsActions } from "./ways.ts";

interface NextListProps {
	steps: NextStep[];
	agencyName: string;
	/** With more than one a panel is named. */
	hasSeveralPanels: boolean;
	/** Something that the page says above this list already. */
	isMoreAbove: boolean;
}

export function NextList({ steps, agencyName, hasSeveralPanels, isMoreAbove }: NextListProps) {
	return (
		<section className="pr-next" aria-labelledby="next-heading">
			<h2 className="govuk-heading-m" id="next-heading">
				What needs doing next
			</h2>
			{steps.length === 0 ? (
				<p className="govuk-body">{isMoreAbove ? "Nothing else waits for you." : "Nothing waits for you."}</p>
			) : (
				<ol className="govuk-list pr-next__steps">
					{steps.map((step) => (
						<li key={keyOf(step)} className="pr-next__step">
							<Link className="govuk-link" to={wayTo(step)}>
								{inWords(step, agencyName)}
								{hasSeveralPanels && "panelName" in step ? `: ${step.panelName}` : null}
							</Link>
						</li>
					))}
				</ol>
			)}
		</section>
	);
}

const keyOf = (step: NextStep): string =>
	[
		step.what,
		"whose" in step ? step.whose : "",
		"panelId" in step ? step.panelId : "",
		"meetingId" in step ? step.meetingId : "",
	].join();

function wayTo(step: NextStep): string {
	switch (step.what) {
		case "overdue":
			return actionsOf(step.whose, "overdue");
		case "answer-actions":
		case "answer-offers":
		case "confirm-answers":
			return actionsOf("agency", "answer");
		case "long-overdue-in-force":
			return actionsOf("force", "long-overdue");
		case "decide-refused":
			return panelsActions(step.panelId, "refused");
		case "long-overdue":
			return panelsActions(step.panelId, "long-overdue");
		case "sign-off":
			return panelsActions(step.panelId, "sign-off");
		case "answer-advice":
			return step.n === 1 ? paths.advice(step.adviceId) : paths.officer();
		case "answer-breaches":
			return paths.incident(step.incidentId);
		case "unanswered-advice":
			return paths.panelAdvice(step.panelId);
		case "reviews":
			return paths.followUp(step.panelId);
		case "safety-plans":
			return paths.followUp(step.panelId, "plans");
		case "read-papers":
			return paths.papers(step.meetingId);
		case "publish-agenda":
			return paths.agenda(step.meetingId);
		case "escalated":
			return paths.inbox();
		case "recording-queries":
			return paths.recordingQueries();
		case "appoint-chairs":
			return paths.managePanels();
		case "send-links":
			return paths.users();
		default:
			return step satisfies never;
	}
}

function inWords(step: NextStep, agencyName: string): string {
	const { n } = step;
	switch (step.what) {
		case "overdue":
			return step.whose === "mine"
				? `Update ${count(n, "overdue action")} of yours`
				: `Update ${count(n, "overdue action")} of ${agencyName}`;
		case "answer-actions":
			return `Answer ${count(n, "action")} proposed to ${agencyName}`;
		case "answer-offers":
			return `Answer ${count(n, "action")} offered to you`;
		case "confirm-answers":
			return `Confirm ${count(n, "answer")} recorded for ${agencyName}`;
		case "answer-advice":
			return n === 1
				? `Answer the panel’s advice on ${step.reference}`
				: `Answer ${count(n, "piece")} of advice from the panel`;
		case "answer-breaches":
			return n === 1
				? `Say whether the breach on ${step.reference} is recorded as stalking`
				: `Say whether ${count(n, "breach", "breaches")} are recorded as stalking`;
		case "read-papers":
			return `Read ${count(n, "case")} in the papers for ${formatInstant(step.startsAt)}`;
		case "publish-agenda":
			return `Publish the agenda for ${formatInstant(step.startsAt)}`;
		case "decide-refused":
			return `Decide on ${count(n, "refused action")}`;
		case "escalated":
			return `Take up ${count(n, "refused action")} that ${n === 1 ? "a chair has" : "chairs have"} brought to you`;
		case "long-overdue":
			return `Take up ${count(n, "action")} overdue by 14 days or more`;
		case "long-overdue-in-force":
			return `Look at ${count(n, "action")} overdue by 14 days or more, across the force`;
		case "unanswered-advice":
			return `Ask about ${count(n, "piece")} of advice that no officer has answered for a week`;
		case "reviews":
			return `Record ${count(n, "review")} that ${n === 1 ? "is" : "are"} due`;
		case "safety-plans":
			return `Review ${count(n, "safety plan")}`;
		case "sign-off":
			return `Sign off ${count(n, "ended action")}`;
		case "recording-queries":
			return `Answer ${count(n, "recording query", "recording queries")}`;
		case "appoint-chairs":
			return `Appoint a chair to ${count(n, "panel")} without one`;
		case "send-links":
			return `Make a link for ${count(n, "person", "people")} who cannot sign in yet`;
		default:
			return step satisfies never;
	}
}

/** The server counts no further. */
const MOST_TOLD = 100;
function count(n: number, noun: string, plural = `${noun}s`): string {
	if (n >= MOST_TOLD) return `more than ${MOST_TOLD - 1} ${plural}`;
	return `${n} ${n === 1 ? noun : plural}`;
}
