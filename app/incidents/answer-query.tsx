/** A recording query with the form that answers it. */
import { Link } from "@remix-run/react";
import type { QueryInShort } from "#server/incidents/index.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CommandForm, HiddenFields, Radios, Textarea } from "../ui/index.ts";
import { QUERY_WORDS } from "./incident-words.ts";

const ANSWERS = {
	features: [
		{ value: "as-stalking", label: "It is recorded as stalking now" },
		{ value: "stays", label: "It stays recorded as it is" },
	],
	breach: [
		{ value: "as-stalking", label: "Yes, the breach is recorded as stalking" },
		{ value: "stays", label: "No, it is not recorded as stalking" },
	],
};

export const WHY_ASKED: Record<QueryInShort["kind"], string> = {
	features:
		"The case has two or more incidents, or one that lasted for a period, of the behaviours in section 2A(3), in person or by digital means; threats and damage are among them. That is counted and judges nothing: whether it is stalking is for you to say. Stalking must be found when it is searched for, also where it is not the principal crime.",
	breach:
		"A breach of an order is often part of a course of stalking. Say whether it is recorded as that, and if not, why.",
};

/** Said to those who may not. */
export const WHO_ANSWERS: Record<QueryInShort["kind"], string> = {
	features: "The chair, a deputy, the coordinator or the lead answers it.",
	breach: "The officer in the case, the chair, a deputy, the coordinator or the lead answers it.",
};

/** For a form that was not sent. */
export const NOTHING: FormAnswer = {
	errors: {},
	values: {},
	conflict: undefined,
	all: () => undefined,
	date: () => undefined,
	turn: "",
};

/** How a query stands, in words. */
export function queryInWords({ state, reason, answeredByName }: QueryInShort): string {
	if (state === "open") return "Open.";
	if (state === "withdrawn") return "Withdrawn: its reason is gone";
	const by = answeredByName ? `, ${answeredByName} answered` : "";
	const words = state === "as-stalking" ? "Recorded as stalking" : "Stays recorded as it is";
	return `${words}${by}${reason ? `: ${reason}` : ""}`;
}

export function AnswerQueryForm({
	query,
	answer,
	returnTo,
	incidentId,
}: {
	query: QueryInShort;
	/** Of this query's form alone. */
	answer: FormAnswer;
	returnTo: string;
	/** Where the incident is changed, if that is what is wrong. */
	incidentId: string;
}) {
	const { values, errors } = answer;
	return (
		<CommandForm
			action={paths.incident(incidentId)}
			returnTo={returnTo}
			intention={`${query.id} ${query.version} ${answer.turn}`}
			className="pr-form"
		>
			<HiddenFields values={{ intent: "answer", queryId: query.id, version: query.version }} />
			<Radios
				name="answer"
				id={`field-answer-${query.id}`}
				label={QUERY_WORDS[query.kind]}
				labelSize="s"
				hint={WHY_ASKED[query.kind]}
				small
				options={ANSWERS[query.kind]}
				defaultValue={values.answer}
				error={errors.answer}
			/>
			<Textarea
				name="reason"
				id={`field-reason-${query.id}`}
				label="Reason"
				hint="Such as who decided it, and the crime number"
				rows={2}
				defaultValue={values.reason}
				error={errors.reason}
			/>
			<ButtonGroup>
				<Button preventDoubleClick>Answer the query</Button>
				<Link className="govuk-link" to={returnTo}>
					Cancel
				</Link>
			</ButtonGroup>
		</CommandForm>
	);
}
