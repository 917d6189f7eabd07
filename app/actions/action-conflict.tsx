/** Two changes of one action that met, and the choice between them. */
import { useEffect, useRef } from "react";
import { ConflictChoice, type FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import { formatCivilDate } from "../ui/index.ts";
import type { ActionPage } from "./action.tsx";
import { ACTION_STATUS_WORDS } from "./action-words.ts";

type Conflict = NonNullable<FormAnswer["conflict"]>;

export function ActionConflict({ page, answer }: { page: ActionPage; answer: FormAnswer }) {
	const { agencies, goOnTo } = page;
	const { conflict } = answer;
	// Without a version it is a form that came twice, of which the page tells elsewhere.
	if (conflict?.version === undefined) return null;
	const { intent = "", isHeldByChair } = answer.values;
	const terms = isHeldByChair ? undefined : termsOf(intent, conflict);
	if (!terms) return <LookAgain page={page} message={conflict.message} version={conflict.version} />;
	const { current, submitted, mayReplace } = terms;
	return (
		<ConflictChoice
			answer={{ ...answer, conflict: { ...conflict, current, submitted } }}
			keepTo={goOnTo}
			returnTo={goOnTo}
			mayReplace={mayReplace}
			fields={[
				{ name: "status", label: "How it stands", show: inWords({ ...ACTION_STATUS_WORDS, ...SAID_WORDS }) },
				{ name: "outcome", label: "What is said about it" },
				{
					name: "ownerAgencyId",
					label: "Owner",
					show: (id) => agencies.find((agency) => agency.id === id)?.name ?? "Another agency",
				},
				{ name: "due", label: "Due", show: formatCivilDate },
			]}
		/>
	);
}

/** A press without a text of its own: there is nothing to choose between, only something to be looked at. */
function LookAgain({
	page: { action, goOnTo },
	message,
	version,
}: {
	page: ActionPage;
	message: string;
	version: number;
}) {
	const box = useRef<HTMLElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each version is another answer
	useEffect(() => box.current?.focus(), [version]);
	return (
		<section className="pr-conflict" aria-labelledby="conflict-heading" tabIndex={-1} ref={box}>
			<div role="alert">
				<h2 className="govuk-heading-m" id="conflict-heading">
					This was changed in the meantime
				</h2>
				<p className="govuk-body">{message} What you pressed has not been done.</p>
			</div>
			<p className="govuk-body">
				{/* From the server, with the version that it has now. */}
				<a className="govuk-link" href={`${paths.action(action.id)}?to=${encodeURIComponent(goOnTo)}`}>
					Look at it as it is now
				</a>
			</p>
		</section>
	);
}

const inWords = (words: Record<string, string>) => (value: string) => words[value] ?? value;

/** What is said of an action that is no status of its own. */
const SAID_WORDS: Record<string, string> = {
	accepted: "Accepted",
	"taken-over": "Taken over",
	"not-taken-over": "Not taken over",
	"keep-asking": "Its owner is asked to do it after all",
	escalate: "The refusal goes to the owner’s manager and the lead",
};

interface Terms extends Pick<Conflict, "current" | "submitted"> {
	mayReplace: boolean;
}

/** Two changes that met, in terms that can be compared: how it stands and what is said, or who does it by when. */
function termsOf(intent: string, { current: saved, submitted: typed }: Conflict): Terms | undefined {
	const { status = "", outcome = "", ownerAgencyId = "", due = "" } = saved;
	const isEnded = status === "done" || status === "not-possible" || status === "not-done";
	const said = (status: string, outcome = "") => ({ status, outcome });
	const current = said(status, outcome);
	switch (intent) {
		case "answer":
			return {
				current,
				submitted: said(typed.answer ?? "", typed.reason),
				mayReplace: status === "proposed",
			};
		case "status": {
			const isRefusal = typed.answer === "refused";
			return {
				current,
				submitted: isRefusal ? said("refused", typed.reason) : said(typed.status ?? "", typed.outcome),
				mayReplace: !isRefusal || status === "open" || status === "in-progress",
			};
		}
		case "decide":
			return {
				current,
				submitted: said(typed.decision ?? "", typed.words),
				mayReplace: status === "refused",
			};
		case "answer-offer":
			return {
				current,
				submitted: said(typed.offerAnswer === "accepted" ? "taken-over" : "not-taken-over", typed.reason),
				mayReplace: saved.isOffered === "yes" && !isEnded,
			};
		case "settle":
			return isEnded
				? { current: { ...current, ownerAgencyId, due }, submitted: typed, mayReplace: false }
				: { current: { ownerAgencyId, due }, submitted: typed, mayReplace: true };
		default:
			return undefined;
	}
}
