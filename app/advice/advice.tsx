/** One piece of advice: its words, what the officer in the case has answered so far, and where they answer it. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import type { z } from "zod";
import { type AnswerAdvice, adviceById, answerAdvice } from "#server/advice/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { done, onPost, samePath, signedIn } from "#server/http/screen.ts";
import { saidBy } from "../cases/case-file.tsx";
import { CasePage } from "../cases/case-page.tsx";
import {
	ConflictChoice,
	type FormAnswer,
	FormProblems,
	unlessRefused,
	useFormAnswer,
} from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	InsetText,
	PageTitle,
	SummaryList,
	type SummaryRow,
	Time,
	Timeline,
} from "../ui/index.ts";
import { AdviceTag, AnsweredBy } from "./advice-standing.tsx";
import { reasonLabel, STATE_WORDS } from "./advice-words.ts";
import { AnswerFields } from "./answer-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: advice – Panelroom` },
];

/** `?to=` is where the person came from, such as the room, and goes on to. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const advice = await adviceById(actor, params.adviceId ?? "");
	return {
		advice,
		header: await caseHeader(actor, advice.caseId),
		goOnTo: samePath(url.searchParams.get("to")) ?? paths.case(advice.caseId),
	};
});

export const action = onPost(async ({ actor, params, form }) => {
	const input = { ...form.fields, adviceId: params.adviceId ?? "" };
	const answered = await answerAdvice(actor, form.opId, input as unknown as z.input<typeof AnswerAdvice>);
	return done(form, answered, paths.case(answered.caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type AdvicePage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Advice() {
	const page = useLoaderData<typeof loader>();
	const { advice, header, goOnTo } = page;
	const answer = useFormAnswer();
	return (
		<CasePage header={header} isOneThing problems={<FormProblems answer={answer} />}>
			<PageTitle caption={header.reference}>Advice to the officer in the case</PageTitle>
			<div className="pr-advice-words">
				<p className="govuk-body pr-typed">{advice.body}</p>
				<p className="pr-advice-words__by">
					{saidBy(advice)} · <Time at={advice.at} />
				</p>
			</div>
			<SummaryList rows={factsOf(page)} />
			<ConflictChoice
				answer={answer}
				keepTo={goOnTo}
				returnTo={goOnTo}
				fields={[
					{
						name: "answer",
						label: "How it stands",
						show: (state) => STATE_WORDS[state as keyof typeof STATE_WORDS] ?? state,
					},
					{ name: "reason", label: "Which part, or why" },
				]}
			/>
			{advice.mayAnswer ? <AnswerForm page={page} answer={answer} /> : <WhyNot page={page} answer={answer} />}
			{advice.answers.length > 0 ? <History page={page} /> : null}
		</CasePage>
	);
}

function factsOf({ advice }: AdvicePage): SummaryRow[] {
	const { state, reason, answeredAt } = advice;
	return [
		{ key: "How it stands", value: <AdviceTag state={state} /> },
		...(reason ? [{ key: reasonLabel(state), value: <span className="pr-typed">{reason}</span> }] : []),
		...(answeredAt ? [{ key: "Answered by", value: <AnsweredBy advice={advice} /> }] : []),
		{ key: "Officer in the case", value: advice.officerName ?? "Not allocated" },
	];
}

interface FormProps {
	page: AdvicePage;
	answer: FormAnswer;
}

function AnswerForm({ page: { advice, goOnTo }, answer }: FormProps) {
	// The version that was on the screen when the page was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(advice.version));
	const version = answer.conflict?.version ?? opened;
	const isOfficer = advice.capacity === "officer";
	const isAnswered = advice.answeredAt !== null;
	return (
		<CommandForm
			returnTo={answer.values.returnTo ?? goOnTo}
			intention={`${version} ${answer.turn}`}
			className="pr-form"
		>
			<AnswerFields
				advice={advice}
				version={version}
				answer={answer}
				answering={advice.capacity ?? "for the officer"}
				officerName={advice.officerName}
				legend={legendFor(isOfficer, isAnswered)}
			/>
			{isAnswered ? (
				<p className="govuk-body">The answer can be changed until the panel next hears the case.</p>
			) : null}
			<ButtonGroup>
				<Button preventDoubleClick>{isAnswered ? "Save the new answer" : "Save the answer"}</Button>
				<Link className="govuk-link" to={goOnTo}>
					Cancel
				</Link>
			</ButtonGroup>
		</CommandForm>
	);
}

function legendFor(isOfficer: boolean, isAnswered: boolean): string {
	if (isAnswered) return isOfficer ? "Change your answer" : "Change the officer’s answer";
	return isOfficer ? "Do you accept this advice?" : "Does the officer accept this advice?";
}

/** Why there is no form; and what was typed before there was none, which would be lost with it. */
function WhyNot({ page: { advice }, answer: { values } }: FormProps) {
	const typed = [values.part, values.reason].filter(Boolean);
	const why =
		advice.state === "withdrawn"
			? "This was recorded as advice by mistake, and asks for no answer."
			: advice.capacity === null
				? "The officer in the case answers this. The chair, a deputy, the coordinator or the lead can record the answer of an officer who has no account."
				: "The panel has heard the case since this was answered, so the answer stays as it is.";
	return (
		<>
			<p className="govuk-body">{why}</p>
			{typed.length > 0 ? (
				<InsetText>
					<p className="govuk-body">What you typed was not saved:</p>
					<p className="govuk-body pr-typed">{typed.join("\n\n")}</p>
				</InsetText>
			) : null}
		</>
	);
}

function History({ page: { advice } }: { page: AdvicePage }) {
	const { answers } = advice;
	return (
		<>
			<h2 className="govuk-heading-m">{answers.length > 1 ? "Every answer it has had" : "History"}</h2>
			<Timeline
				items={answers.map(({ id, at, text }) => ({
					id,
					at,
					by: text?.answeredForName ?? text?.answeredByName,
					title: text ? STATE_WORDS[text.answer] : "Answered",
					children: text ? (
						<>
							{text.reason ? <p className="govuk-body pr-typed">{text.reason}</p> : null}
							{text.answeredForName ? (
								<p className="govuk-body-s">Recorded by {text.answeredByName}</p>
							) : null}
						</>
					) : (
						<p className="govuk-body">This text has been erased.</p>
					),
				}))}
			/>
		</>
	);
}
