/** A review of a case: what was promised, what has happened since, the same few questions, and what comes next. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import type { z } from "zod";
import { draftsOf } from "#server/account/index.ts";
import { caseToReview, type RecordReview, recordReview } from "#server/follow-up/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { CasePage } from "../cases/case-page.tsx";
import { ENTRY_WORDS, optionsOf } from "../cases/case-words.ts";
import { ConflictChoice, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { answerOrDraft, DraftForm, KeptDraft } from "../live/draft-form.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	Details,
	HiddenFields,
	PageTitle,
	Radios,
	SummaryList,
	Textarea,
	Time,
	Timeline,
} from "../ui/index.ts";
import {
	answersOf,
	INVESTIGATION_WORDS,
	ORDER_WORDS,
	SAFER_WORDS,
	STOPPED_WORDS,
	VICTIM_SAYS_WORDS,
} from "./follow-up-words.ts";
import { NextStepFields } from "./next-step-fields.tsx";
import { PromisedActions } from "./promised.tsx";
import { typedStep } from "./typed-step.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: review – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const page = await caseToReview(actor, params.caseId ?? "");
	if (page.state === "closed") throw new NotAllowed("The case is closed. Open it again to review it.");
	const key = draftKey(page.header.caseId);
	return { ...page, today: today(), draft: (await draftsOf(actor, [key]))[key] };
});

const draftKey = (caseId: string) => `review:${caseId}`;

export const action = onPost(async ({ actor, params, form }) => {
	const caseId = params.caseId ?? "";
	if (form.fields.intent === "afresh") {
		await caseToReview(actor, caseId);
		return done(form, {}, paths.review(caseId));
	}
	const { choice, problems } = typedStep(form);
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
	const fields = form.fields as unknown as z.input<typeof RecordReview>;
	const result = await recordReview(actor, form.opId, { ...fields, ...choice, caseId });
	return done(form, result, paths.case(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type ReviewPage = ReturnType<typeof useLoaderData<typeof loader>>;

const QUESTIONS = [
	{ name: "hasStopped", label: "Has it stopped?", words: STOPPED_WORDS },
	{ name: "isSafer", label: "Is the victim safer?", words: SAFER_WORDS },
	{ name: "victimSays", label: "What does the victim say?", words: VICTIM_SAYS_WORDS },
	{ name: "investigation", label: "How does the investigation stand?", words: INVESTIGATION_WORDS },
	{ name: "order", label: "How does a protection order stand?", words: ORDER_WORDS },
] as const;

const inWords = (words: Record<string, string>) => (value: string) => words[value] ?? value;

export default function Review() {
	const page = useLoaderData<typeof loader>();
	return <ReviewOf key={page.draft ? "draft" : "fresh"} page={page} />;
}

function ReviewOf({ page }: { page: ReviewPage }) {
	const refused = useFormAnswer();
	const [draft] = useState(page.draft);
	const answer = answerOrDraft(refused, draft);
	const { header, dueOn, broughtForward } = page;
	const here = paths.case(header.caseId);
	const key = draftKey(header.caseId);
	const [opened] = useState(answer.values.version ?? String(page.reviewVersion));
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Review</PageTitle>
			<p className="govuk-body">
				{dueOn ? (
					<>
						Due on <CivilDate date={dueOn} />
						{dueOn < page.today ? <strong>, overdue</strong> : null}
						{broughtForward ? (
							<>
								, brought forward from <CivilDate date={broughtForward.from} />: a breach was recorded on{" "}
								<CivilDate date={broughtForward.recordedOn} />
							</>
						) : null}
						.{" "}
					</>
				) : null}
				The panel last looked at this case on <CivilDate date={page.since} />.
			</p>
			<ConflictChoice
				answer={{ ...answer, values: { ...answer.values, draft: key } }}
				keepTo={here}
				returnTo={here}
				fields={[
					...QUESTIONS.map(({ name, label, words }) => ({ name, label, show: inWords(words) })),
					{ name: "changed", label: "What has changed?" },
				]}
			/>
			<Promised page={page} />
			<Happened page={page} />
			<LastTime page={page} />
			{draft ? <KeptDraft draftKey={key} /> : null}
			<DraftForm
				draftKey={key}
				isKept={draft !== undefined}
				answer={refused}
				returnTo={here}
				intention={answer.turn}
				className="pr-form"
			>
				<HiddenFields values={{ version: String(answer.conflict?.version ?? opened) }} />
				<h2 className="govuk-heading-m">How it stands now</h2>
				{QUESTIONS.map(({ name, label, words }) => (
					<Radios
						key={name}
						name={name}
						label={label}
						labelSize="s"
						options={optionsOf(words as Record<string, string>)}
						defaultValue={answer.values[name]}
						error={answer.errors[name]}
						small
					/>
				))}
				<Textarea
					name="changed"
					label="What has changed? (optional)"
					rows={4}
					defaultValue={answer.values.changed}
					error={answer.errors.changed}
				/>
				<NextStepFields
					answer={answer}
					legend="What comes next?"
					small
					reviewOn={page.suggestedOn}
					why="Suggested by the risk; change it if another day is better. For example, 27 3 2027."
					mayReview={page.heardOn !== null}
					mayClose={page.mayClose}
					openActions={page.openActions.length}
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Save the review</Button>
					<Link className="govuk-link" to={here}>
						Not now
					</Link>
				</ButtonGroup>
			</DraftForm>
		</CasePage>
	);
}

const ADVICE_WORDS = {
	unanswered: "The officer has not answered",
	accepted: "Accepted",
	"in-part": "Accepted in part",
	declined: "Declined",
	withdrawn: "Withdrawn",
} as const;

function Promised({ page }: { page: ReviewPage }) {
	const { promised, plans, advised } = page;
	return (
		<section aria-labelledby="promised-heading">
			<h2 className="govuk-heading-m" id="promised-heading">
				What was promised
			</h2>
			{promised.length + plans.length + advised.length === 0 ? (
				<p className="govuk-body">No action, advice or safety plan.</p>
			) : null}
			<PromisedActions actions={promised} today={page.today} />
			{plans.length > 0 ? (
				<>
					<h3 className="govuk-heading-s">Safety plans</h3>
					<ul className="pr-paper__entries">
						{plans.map((plan) => (
							<li key={plan.id} className="pr-paper__entry">
								<p className="govuk-body pr-typed">{plan.what}</p>
								<p className="pr-paper__by">
									{plan.ownerAgencyName}, until <CivilDate date={plan.endsOn} />, to be reviewed by{" "}
									<CivilDate date={plan.reviewOn} />
								</p>
							</li>
						))}
					</ul>
				</>
			) : null}
			{advised.length > 0 ? (
				<>
					<h3 className="govuk-heading-s">Advice</h3>
					<ul className="pr-paper__entries">
						{advised.map((one) => (
							<li key={one.id} className="pr-paper__entry">
								<p className="govuk-body pr-typed">{one.body}</p>
								<p className="pr-paper__by">
									{ADVICE_WORDS[one.state]}
									{one.reason ? <span className="pr-typed">: {one.reason}</span> : null}
								</p>
							</li>
						))}
					</ul>
				</>
			) : null}
		</section>
	);
}

function Happened({ page: { said, happened } }: { page: ReviewPage }) {
	return (
		<section aria-labelledby="happened-heading">
			<h2 className="govuk-heading-m" id="happened-heading">
				What has happened since
			</h2>
			{said.length === 0 ? <p className="govuk-body">Nothing has been recorded on the case since.</p> : null}
			<ul className="pr-paper__entries">
				{said.map((entry) => (
					<li key={entry.id} className="pr-paper__entry">
						<p className="govuk-body pr-typed">{entry.body}</p>
						<p className="pr-paper__by">
							{ENTRY_WORDS[entry.kind]}, {entry.authorName}, {entry.forAgencyName ?? entry.agencyName},{" "}
							<Time at={entry.at} />
						</p>
					</li>
				))}
			</ul>
			{happened.length > 0 ? (
				<Details summary={`Everything that happened since (${happened.length})`}>
					<Timeline items={happened.map(({ id, at, sentence }) => ({ id, at, title: sentence }))} />
				</Details>
			) : null}
		</section>
	);
}

function LastTime({ page: { last } }: { page: ReviewPage }) {
	if (!last?.doneOn) return null;
	return (
		<section aria-labelledby="last-heading">
			<h2 className="govuk-heading-m" id="last-heading">
				The last review, of <CivilDate date={last.doneOn} />
			</h2>
			<SummaryList
				rows={[
					...answersOf(last).map(({ key, value }) => ({
						key,
						value: <span className="pr-typed">{value}</span>,
					})),
					...(last.doneByName ? [{ key: "By", value: last.doneByName }] : []),
				]}
			/>
		</section>
	);
}
