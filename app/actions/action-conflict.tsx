/** Two changes of one action that met, and the choice between them. */
import { ConflictChoice, type FormAnswer } from "../form-answer.tsx";
import { formatCivilDate } from "../ui/index.ts";
import type { ActionPage } from "./action.tsx";
import { ACTION_STATUS_WORDS } from "./action-words.ts";

export function ActionConflict({
	page: { agencies, goOnTo },
	answer,
}: {
	page: ActionPage;
	answer: FormAnswer;
}) {
	return (
		<ConflictChoice
			answer={sameTerms(answer)}
			keepTo={goOnTo}
			returnTo={goOnTo}
			fields={[
				{ name: "status", label: "How it stands", show: inWords(ACTION_STATUS_WORDS) },
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

const inWords = (words: Record<string, string>) => (value: string) => words[value] ?? value;

/** Two changes that met, in terms that can be compared: how it stands, or who does it by when. */
function sameTerms(answer: FormAnswer): FormAnswer {
	const { conflict } = answer;
	if (!conflict) return answer;
	const { status = "", outcome = "", ownerAgencyId = "", due = "" } = conflict.current;
	const { answer: given, reason = "" } = conflict.submitted;
	const isEnded = status === "done" || status === "not-possible" || status === "not-done";
	if (given !== undefined) {
		const submitted = { status: given === "refused" ? "refused" : "open", outcome: reason };
		return { ...answer, conflict: { ...conflict, current: { status, outcome }, submitted } };
	}
	if ("due" in conflict.submitted && !isEnded) {
		return { ...answer, conflict: { ...conflict, current: { ownerAgencyId, due } } };
	}
	return answer;
}
