/** One action: what was undertaken, and how it stands. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import type { z } from "zod";
import { actionById, type SetActionStatus, setActionStatus } from "#server/actions/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { CasePage } from "../cases/case-page.tsx";
import { optionsOf } from "../cases/case-words.ts";
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
	CivilDate,
	CommandForm,
	HiddenFields,
	PageTitle,
	Radios,
	StatusTag,
	SummaryList,
	Textarea,
} from "../ui/index.ts";

const STATUS_WORDS = { open: "Open", done: "Done", "not-possible": "Not possible" };

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: action – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const action = await actionById(actor, params.actionId ?? "");
	return { action, header: await caseHeader(actor, action.caseId), today: today() };
});

export const action = onPost(async ({ actor, params, form }) => {
	const typed = { ...form.fields, actionId: params.actionId ?? "" } as z.input<typeof SetActionStatus>;
	const answered = await setActionStatus(actor, form.opId, typed);
	return done(form, answered, paths.case(answered.caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Action() {
	const { action, header, today } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const toCase = paths.case(header.caseId);
	const isOverdue = action.status === "open" && action.due !== null && action.due < today;
	return (
		<CasePage header={header} isOneThing problems={<FormProblems answer={answer} />}>
			<PageTitle caption="Action" size="m">
				<span className="pr-typed">{action.what}</span>
			</PageTitle>
			<SummaryList
				rows={[
					{
						key: "Owner",
						value: `${action.ownerAgencyName ?? "Nobody yet"}${action.ownerDetail ? ` (${action.ownerDetail})` : ""}`,
					},
					{ key: "Due", value: action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date") },
					{ key: "How it stands", value: <StatusTag status={isOverdue ? "overdue" : action.status} /> },
					...(action.outcome
						? [{ key: "What came of it", value: <span className="pr-typed">{action.outcome}</span> }]
						: []),
				]}
			/>
			<ConflictChoice
				answer={answer}
				keepTo={toCase}
				returnTo={toCase}
				fields={[
					{
						name: "status",
						label: "How it stands",
						show: (status) => STATUS_WORDS[status as keyof typeof STATUS_WORDS] ?? status,
					},
					{ name: "outcome", label: "What came of it" },
				]}
			/>
			{action.mayAnswer ? (
				<StatusForm action={action} answer={answer} toCase={toCase} />
			) : (
				<p className="govuk-body">
					The agency that owns this action, its author and those who run the panel say how it stands.
				</p>
			)}
		</CasePage>
	);
}

type StatusFormProps = {
	action: { status: keyof typeof STATUS_WORDS; outcome: string | null; version: number };
	answer: FormAnswer;
	toCase: string;
};

function StatusForm({ action, answer, toCase }: StatusFormProps) {
	const { values, errors, conflict, turn } = answer;
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(values.version ?? String(action.version));
	const version = conflict?.version ?? opened;
	return (
		<CommandForm returnTo={toCase} intention={`${version} ${turn}`}>
			<HiddenFields values={{ version }} />
			<Radios
				name="status"
				label="How does it stand?"
				labelSize="m"
				options={optionsOf(STATUS_WORDS)}
				defaultValue={values.status ?? action.status}
				error={errors.status}
				inline
			/>
			<Textarea
				name="outcome"
				label="What came of it"
				hint="Say why, if it was not possible."
				rows={4}
				defaultValue={values.outcome ?? action.outcome ?? undefined}
				error={errors.outcome}
			/>
			<ButtonGroup>
				<Button preventDoubleClick>Save</Button>
				<Link className="govuk-link" to={toCase}>
					Cancel
				</Link>
			</ButtonGroup>
		</CommandForm>
	);
}
