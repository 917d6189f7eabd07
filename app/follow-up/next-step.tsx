/** What comes next for a case: reviewed on a date, heard again, closed, or opened again. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { caseNext, closeCase, reopenCase, setNextStep } from "#server/follow-up/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost, samePath, signedIn } from "#server/http/screen.ts";
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
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	formatCivilDate,
	HiddenFields,
	LinkButton,
	PageTitle,
	SummaryList,
	Textarea,
} from "../ui/index.ts";
import { CLOSE_REASON_WORDS, CRITERION_WORDS, STATE_WORDS } from "./follow-up-words.ts";
import { NextStepFields } from "./next-step-fields.tsx";
import { typedStep } from "./typed-step.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: next step – Panelroom` },
];

/** `?to=` leads back to where the person came from, such as the room of a meeting. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const caseId = params.caseId ?? "";
	return {
		...(await caseNext(actor, caseId)),
		to: samePath(url.searchParams.get("to")) ?? paths.case(caseId),
	};
});

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const caseId = params.caseId ?? "";
	const { version = "" } = form.fields;
	const result = await byIntent<typeof post, object>(post, {
		set: () => {
			const { choice, problems } = typedStep(form);
			if (Object.keys(problems).length > 0) throw new Invalid(problems);
			if (choice.step === "close") return closeCase(actor, form.opId, { ...choice, caseId, version });
			return setNextStep(actor, form.opId, {
				step: choice.step,
				reviewOn: choice.reviewOn,
				caseId,
				version,
			});
		},
		reopen: () => reopenCase(actor, form.opId, { caseId, reason: form.fields.reason, version }),
	});
	return done(form, result, paths.case(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type NextPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function NextStep() {
	const page = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { header, state } = page;
	const here = page.to;
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(page.version));
	const version = String(answer.conflict?.version ?? opened);
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>{state === "closed" ? "The case is closed" : "Next step"}</PageTitle>
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={here}
				fields={[
					{ name: "step", label: "Next", show: (step) => STEP_WORDS[step] ?? step },
					{ name: "reviewOn", label: "Date of the review", show: (date) => formatCivilDate(date) },
					{ name: "reason", label: "Why" },
					{ name: "note", label: "What was said of it" },
				]}
			/>
			<SummaryList rows={factsOf(page)} />
			{state === "closed" ? (
				<Closed page={page} answer={answer} version={version} />
			) : (
				<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
					<HiddenFields values={{ intent: "set", version }} />
					<NextStepFields
						answer={answer}
						legend="What comes next?"
						step={page.nextStep ?? undefined}
						reviewOn={page.nextDate ?? page.suggestedOn}
						why="Suggested by the risk; change it if another day is better. For example, 27 3 2027."
						mayReview={page.heardOn !== null}
						mayClose={page.mayClose}
						openActions={page.openActions.length}
					/>
					<ButtonGroup>
						<Button preventDoubleClick>Save what comes next</Button>
						<Link className="govuk-link" to={here}>
							Leave it as it is
						</Link>
					</ButtonGroup>
				</CommandForm>
			)}
		</CasePage>
	);
}

const STEP_WORDS: Record<string, string> = {
	review: "A review",
	hearing: "A hearing",
	closed: "Nothing: the case is closed",
};

function factsOf(page: NextPage) {
	const { state, nextDate, heardOn, referredOn, openActions } = page;
	return [
		{ key: "Now", value: STATE_WORDS[state] },
		...(nextDate ? [{ key: "Review", value: <CivilDate date={nextDate} /> }] : []),
		{ key: "First heard", value: heardOn ? <CivilDate date={heardOn} /> : "Not yet" },
		...(referredOn ? [{ key: "Last referred", value: <CivilDate date={referredOn} /> }] : []),
		{
			key: "Open actions",
			value:
				openActions.length === 0 ? (
					"None"
				) : (
					<ul className="govuk-list">
						{openActions.map((action) => (
							<li key={action.id}>
								<Link className="govuk-link pr-typed" to={paths.action(action.id)}>
									{action.what}
								</Link>
								, {action.ownerAgencyName ?? "nobody yet"}
							</li>
						))}
					</ul>
				),
		},
	];
}

function Closed({ page, answer, version }: { page: NextPage; answer: FormAnswer; version: string }) {
	const { header, closedOn, closeReason, closeCriteria, closeNote, mayClose } = page;
	return (
		<>
			<SummaryList
				rows={[
					{ key: "Closed on", value: closedOn ? <CivilDate date={closedOn} /> : "Not known" },
					{ key: "Why", value: closeReason ? CLOSE_REASON_WORDS[closeReason] : "Not known" },
					...(closeCriteria.length > 0
						? [
								{
									key: "What spoke for it",
									value: (
										<ul className="govuk-list">
											{closeCriteria.map((criterion) => (
												<li key={criterion}>{CRITERION_WORDS[criterion] ?? criterion}</li>
											))}
										</ul>
									),
								},
							]
						: []),
					...(closeNote
						? [{ key: "What was said", value: <span className="pr-typed">{closeNote}</span> }]
						: []),
				]}
			/>
			<h2 className="govuk-heading-m">If something has happened since</h2>
			<p className="govuk-body">A further incident between the same people is another referral.</p>
			<LinkButton to={paths.referAgain(header.caseId)}>Refer it again</LinkButton>
			{mayClose ? (
				<CommandForm returnTo={paths.case(header.caseId)} intention={answer.turn} className="pr-form">
					<HiddenFields values={{ intent: "reopen", version }} />
					<h2 className="govuk-heading-m">If it should not have been closed</h2>
					<Textarea
						name="reason"
						label="Why is it opened again?"
						rows={2}
						defaultValue={answer.values.reason}
						error={answer.errors.reason}
					/>
					<Button variant="secondary" preventDoubleClick>
						Open the case again
					</Button>
				</CommandForm>
			) : null}
		</>
	);
}
