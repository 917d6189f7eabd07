/** One action: what was undertaken and by whom, whether they have accepted it, and how it stands. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import {
	type AnswerAction,
	actionById,
	answerAction,
	confirmAction,
	type SetActionStatus,
	SettleAction,
	setActionStatus,
	settleAction,
} from "#server/actions/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { done, onPost, samePath, signedIn } from "#server/http/screen.ts";
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
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	Details,
	formatCivilDate,
	HiddenFields,
	InsetText,
	PageTitle,
	Radios,
	Select,
	StatusTag,
	SummaryList,
	type SummaryRow,
	Textarea,
	TextInput,
} from "../ui/index.ts";
import {
	ACTION_STATUS_WORDS,
	answeredInWords,
	CATEGORY_WORDS,
	OUTCOME_LABELS,
	ownerInWords,
	PRIORITY_WORDS,
} from "./action-words.ts";
import { DueInput } from "./due-input.tsx";
import { withDue } from "./typed-due.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: action – Panelroom` },
];

/** `?to=` is where the person came from, such as the room, and goes on to. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const action = await actionById(actor, params.actionId ?? "");
	return {
		action,
		header: await caseHeader(actor, action.caseId),
		agencies: action.maySettle ? await openAgencies() : [],
		today: today(),
		goOnTo: samePath(url.searchParams.get("to")) ?? paths.case(action.caseId),
	};
});

export const action = onPost(async (post) => {
	const { actor, params, form } = post;
	const fields = { ...form.fields, actionId: params.actionId ?? "" };
	const changed = await byIntent<typeof post, { caseId: string }>(post, {
		answer: () => answerAction(actor, form.opId, fields as unknown as z.input<typeof AnswerAction>),
		settle: () => settleAction(actor, form.opId, withDue(SettleAction, fields)),
		status: () => setActionStatus(actor, form.opId, fields as unknown as z.input<typeof SetActionStatus>),
		confirm: () => confirmAction(actor, form.opId, fields),
	});
	return done(form, changed, paths.case(changed.caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type ActionPage = ReturnType<typeof useLoaderData<typeof loader>>;

interface FormProps {
	page: ActionPage;
	/** What this form was answered; nothing when it was another of the page's. */
	answer: FormAnswer;
	version: string;
}

export default function Action() {
	const page = useLoaderData<typeof loader>();
	const { action, header, goOnTo } = page;
	const answer = useFormAnswer();
	// The version that was on the screen when the page was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(action.version));
	const version = answer.conflict?.version?.toString() ?? opened;
	const propsOf = (intent: string): FormProps => ({
		page,
		answer: answer.values.intent === intent ? answer : { ...answer, errors: {}, values: {} },
		version,
	});
	const { mayAnswer, mayConfirm, maySetStatus, maySettle } = action;
	return (
		<CasePage header={header} isOneThing problems={<FormProblems answer={answer} />}>
			<PageTitle caption="Action" size="m">
				<span className="pr-typed">{action.what}</span>
			</PageTitle>
			<SummaryList rows={factsOf(page)} />
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
						show: (id) => page.agencies.find((agency) => agency.id === id)?.name ?? "Another agency",
					},
					{ name: "due", label: "Due", show: formatCivilDate },
				]}
			/>
			{mayConfirm ? <ConfirmForm {...propsOf("confirm")} /> : null}
			{mayAnswer ? <AnswerForm {...propsOf("answer")} /> : null}
			{maySetStatus ? <StatusForm {...propsOf("status")} /> : null}
			{maySettle ? <Settle {...propsOf("settle")} /> : null}
			{mayConfirm || mayAnswer || maySetStatus || maySettle ? null : (
				<p className="govuk-body">
					The agency that owns this action, its author and those who run the panel say how it stands.
				</p>
			)}
		</CasePage>
	);
}

const inWords = (words: Record<string, string>) => (value: string) => words[value] ?? value;

/** Two changes that met, in terms that can be compared: how it stands, or who does it by when. */
function sameTerms(answer: FormAnswer): FormAnswer {
	const { conflict } = answer;
	if (!conflict) return answer;
	const { status = "", outcome = "", ownerAgencyId = "", due = "" } = conflict.current;
	const { answer: given, reason = "" } = conflict.submitted;
	const isEnded = status === "done" || status === "not-possible";
	if (given !== undefined) {
		const submitted = { status: given === "refused" ? "refused" : "open", outcome: reason };
		return { ...answer, conflict: { ...conflict, current: { status, outcome }, submitted } };
	}
	if ("due" in conflict.submitted && !isEnded) {
		return { ...answer, conflict: { ...conflict, current: { ownerAgencyId, due } } };
	}
	return answer;
}

function factsOf({ action, today }: ActionPage): SummaryRow[] {
	const isOverdue = action.status === "open" && action.due !== null && action.due < today;
	const answered = answeredInWords(action);
	const rows: (SummaryRow | false)[] = [
		{ key: "Owner", value: ownerInWords(action) },
		{ key: "Due", value: action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date") },
		{ key: "Priority", value: PRIORITY_WORDS[action.priority] },
		action.category !== null && { key: "What it is for", value: CATEGORY_WORDS[action.category] },
		{ key: "How it stands", value: <StatusTag status={isOverdue ? "overdue" : action.status} /> },
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
	return rows.filter((row) => row !== false);
}

function ConfirmForm({ page: { action, goOnTo }, answer }: FormProps) {
	const was = action.status === "refused" ? "refused" : "accepted";
	return (
		<InsetText>
			<CommandForm returnTo={goOnTo} intention={answer.turn}>
				<HiddenFields values={{ intent: "confirm" }} />
				<p className="govuk-body">
					{action.answeredByName} has {was} this for your agency. Is that right?
				</p>
				<Button preventDoubleClick>Confirm that your agency has {was} it</Button>
				<p className="govuk-body">If it is not, say below how it stands, or tell the panel’s coordinator.</p>
			</CommandForm>
		</InsetText>
	);
}

function AnswerForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	const { values, errors, turn } = answer;
	const agency = action.ownerAgencyName;
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "answer", version }} />
			<Radios
				name="answer"
				label={action.isOwners ? "Does your agency accept it?" : `Does ${agency} accept it?`}
				labelSize="m"
				hint={action.isOwners ? undefined : `You answer for ${agency}, which confirms it here later.`}
				options={[
					{ value: "accepted", label: "Accept" },
					{
						value: "refused",
						label: "Refuse",
						conditional: (
							<Textarea
								name="reason"
								label={action.isOwners ? "Why your agency refuses it" : `Why ${agency} refuses it`}
								rows={3}
								defaultValue={values.reason}
								error={errors.reason}
							/>
						),
					},
				]}
				defaultValue={values.answer}
				error={errors.answer}
			/>
			<Buttons goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</Buttons>
		</CommandForm>
	);
}

const STANDS = {
	open: ACTION_STATUS_WORDS.open,
	done: ACTION_STATUS_WORDS.done,
	"not-possible": ACTION_STATUS_WORDS["not-possible"],
};

function StatusForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	const { values, errors, turn } = answer;
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "status", version }} />
			<Radios
				name="status"
				label="How does it stand?"
				labelSize="m"
				options={optionsOf(STANDS)}
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
			<Buttons goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</Buttons>
		</CommandForm>
	);
}

/** What lacks something shows the form at once; else it waits behind a line. */
function Settle(props: FormProps) {
	const { action } = props.page;
	if (!action.isLacking) {
		return (
			<Details summary="Change who does it, or by when" open={"version" in props.answer.values || undefined}>
				<SettleForm {...props} />
			</Details>
		);
	}
	return (
		<section aria-labelledby="settle-heading">
			<h2 className="govuk-heading-m" id="settle-heading">
				{action.status === "refused" ? "Who does it instead, and by when" : "Who does it, and by when"}
			</h2>
			<SettleForm {...props} />
		</section>
	);
}

function SettleForm({ page, answer, version }: FormProps) {
	const { action, agencies, today, goOnTo } = page;
	const { values, errors, turn } = answer;
	const knownOwner = action.status === "refused" ? undefined : (action.ownerAgencyId ?? undefined);
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "settle", version }} />
			<Select
				name="ownerAgencyId"
				label="Owner"
				hint="Another agency is asked to accept it first."
				placeholder="Choose an agency"
				options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
				defaultValue={values.ownerAgencyId ?? knownOwner}
				error={errors.ownerAgencyId}
				autoFocus={Boolean(errors.ownerAgencyId)}
			/>
			<TextInput
				name="ownerDetail"
				label="Person there (optional)"
				defaultValue={values.ownerDetail ?? action.ownerDetail ?? undefined}
				error={errors.ownerDetail}
				autoComplete="off"
			/>
			<DueInput
				today={today}
				defaultValue={values.due ?? action.due ?? undefined}
				error={errors.due}
				hasFocus={Boolean(errors.due) && !errors.ownerAgencyId}
			/>
			<Buttons goOnTo={goOnTo}>
				<Button preventDoubleClick variant={action.isLacking ? "primary" : "secondary"}>
					Save owner and date
				</Button>
				{action.mayHold ? (
					<Button preventDoubleClick variant="secondary" name="isHeldByChair" value="yes">
						The chair holds it
					</Button>
				) : null}
			</Buttons>
		</CommandForm>
	);
}

function Buttons({ goOnTo, children }: { goOnTo: string; children: ReactNode }) {
	return (
		<ButtonGroup>
			{children}
			<Link className="govuk-link" to={goOnTo}>
				Cancel
			</Link>
		</ButtonGroup>
	);
}
