/** What notices say, in the reader's words. */
import type { Asks, InboxLine } from "#server/inbox/index.ts";
import { formatCivilDate } from "../ui/index.ts";

/** The server counts no further. */
const MOST_TOLD = 100;

export const unreadInWords = (unread: number): string =>
	unread >= MOST_TOLD ? `more than ${MOST_TOLD - 1}` : String(unread);

/** The same where there is little room. */
export const unreadInShort = (unread: number): string =>
	unread >= MOST_TOLD ? `${MOST_TOLD - 1}+` : String(unread);

export const ASKS_WORDS: Record<Asks, string> = {
	answer: "To answer",
	overdue: "Due and overdue",
	decide: "Refused actions",
	read: "To read",
};

/** The headings of the inbox, in their order. */
export const ASKS = Object.keys(ASKS_WORDS) as Asks[];

const ADVICE_WORDS: Record<string, string> = {
	accepted: "accepted it",
	"in-part": "accepted it in part",
	declined: "declined it",
};

/** What a notice is about, as the link to it says. */
export const titleOf = ({ words }: NonNullable<InboxLine["about"]>): string =>
	words || "Several breaches of orders";

/** What is asked, in one sentence, for whoever may open the case. */
export function askInWords(line: InboxLine): string {
	const { kind, about } = line;
	const owner = line.ownerName ?? "nobody yet";
	switch (kind) {
		case "action-due":
			return `${dueInWords(line)}. Owner: ${owner}.`;
		case "action-overdue":
			return `${dueInWords(line)}. Owner: ${owner}. Say how it stands.`;
		case "action-overdue-manager":
			return line.isOfManager
				? `${dueInWords(line)}. Owner: ${owner}, whom you manage. See that it is done.`
				: `${dueInWords(line)}. Owner: ${owner}. Nobody is known here as their manager, so it comes to you.`;
		case "action-overdue-chair":
			return `${dueInWords(line)}. Owner: ${owner}. Take it up with them, or decide otherwise.`;
		case "action-refused":
			return `Refused by ${owner}. Decide what becomes of it.`;
		case "action-refused-manager":
			return line.isOfManager
				? `Refused by ${owner}, whom you manage. The chair asks you to take it up.`
				: `Refused by ${owner}. Nobody is known here as their manager, so it comes to you.`;
		case "action-refused-lead":
			return `Refused by ${owner}. The chair has brought it to you.`;
		case "action-offered":
			return `${owner} offers it to you. Accept it or say no.`;
		case "advice-given":
			return "The panel’s advice to you. Say whether you accept it.";
		case "advice-answered":
			return `The officer in the case ${ADVICE_WORDS[about?.adviceState ?? ""] ?? "has answered"}.`;
		case "breach-recorded":
			return about?.incidentId
				? "A breach was recorded in your case: is it recorded as stalking?"
				: "Several breaches were recorded in your case: say of each whether it is recorded as stalking.";
		default:
			return kind satisfies never;
	}
}

/** All that an owner's manager is told who may not open the case. */
export function askOfManager({ kind, ownerName, panelName, daysOver }: InboxLine): string {
	const action = `An action of ${ownerName ?? "somebody whom you manage"}`;
	if (kind === "action-refused-manager") {
		return `${action} was refused after it had been accepted, on ${panelName}. The chair asks you to take it up.`;
	}
	return `${action} is ${days(Math.max(daysOver ?? 0, 0))} overdue on ${panelName}.`;
}

function dueInWords({ daysOver, about }: InboxLine): string {
	const on = about?.due ? `, ${formatCivilDate(about.due)}` : "";
	if (daysOver === null) return "Due";
	if (daysOver > 0) return `Overdue by ${days(daysOver)}${on}`;
	if (daysOver === 0) return `Due today${on}`;
	return daysOver === -1 ? `Due tomorrow${on}` : `Due in ${days(-daysOver)}${on}`;
}

const days = (n: number) => `${n} ${n === 1 ? "day" : "days"}`;
