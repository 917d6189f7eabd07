/** One action: what was undertaken and by whom, whether they have accepted it, and how it stands. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import {
	type AnswerAction,
	type AnswerOffer,
	actionById,
	actionHistory,
	answerAction,
	answerOffer,
	confirmAction,
	type DecideRefusal,
	decideRefusal,
	type OfferAction,
	offerAction,
	offereesOn,
	type RefuseLater,
	refuseLater,
	type SetActionStatus,
	SettleAction,
	setActionStatus,
	settleAction,
	signOffAction,
	withdrawOffer,
} from "#server/actions/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost, samePath, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
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
	DateInput,
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
	Timeline,
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
import { doneOnIn } from "./log-desk.ts";
import { overdueInWords, statusShown } from "./log-words.ts";
import { withDue } from "./typed-due.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: action – Panelroom` },
];

/** `?to=` is where the person came from, such as the room, and goes on to. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const action = await actionById(actor, params.actionId ?? "");
	return {
		action,
		agencyId: actor.agencyId,
		history: await actionHistory(actor, action.id),
		offerees: await offereesOn(actor, action.caseId),
		header: await caseHeader(actor, action.caseId),
		agencies: action.maySettle ? await openAgencies() : [],
		today: today(),
		goOnTo: samePath(url.searchParams.get("to")) ?? paths.case(action.caseId),
	};
});

export const action = onPost(async (post) => {
	const { actor, params, form } = post;
	const fields: Record<string, string> = { ...form.fields, actionId: params.actionId ?? "" };
	const { actionId = "", version } = fields;
	const changed = await byIntent<typeof post, { caseId: string }>(post, {
		answer: () => answerAction(actor, form.opId, fields as unknown as z.input<typeof AnswerAction>),
		settle: () => settleAction(actor, form.opId, withDue(SettleAction, fields)),
		status: () => {
			const said = saidWith(fields);
			if (said.status === "refused") {
				const refusal = { ...said, reason: said.outcome } as unknown as z.input<typeof RefuseLater>;
				return atField("reason", "outcome", () => refuseLater(actor, form.opId, refusal));
			}
			const standing = { ...said, doneOn: said.status === "done" ? doneOnIn(fields) : undefined };
			return setActionStatus(actor, form.opId, standing as unknown as z.input<typeof SetActionStatus>);
		},
		confirm: () => confirmAction(actor, form.opId, { actionId, version }),
		decide: () => decideRefusal(actor, form.opId, fields as unknown as z.input<typeof DecideRefusal>),
		offer: () => offerAction(actor, form.opId, fields as unknown as z.input<typeof OfferAction>),
		"answer-offer": () => answerOffer(actor, form.opId, fields as unknown as z.input<typeof AnswerOffer>),
		"withdraw-offer": () => withdrawOffer(actor, form.opId, { actionId, version }),
		"sign-off": () => signOffAction(actor, form.opId, { actionId, version }),
	});
	return done(form, changed, paths.case(changed.caseId));
});

/** Each answer has a box of its own for what is said with it, since without script all of them are sent. */
function saidWith(fields: Record<string, string>): Record<string, string> {
	const own = fields[`outcome-${fields.status}`];
	return own === undefined ? fields : { ...fields, outcome: own };
}

/** What is wrong with a command's field, told at the form's. */
async function atField<T>(from: string, to: string, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (!(error instanceof Invalid) || error.fields[from] === undefined) throw error;
		const { [from]: message = "", ...others } = error.fields;
		throw new Invalid({ ...others, [to]: message });
	}
}

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
	const mayNothing =
		!mayAnswer &&
		!mayConfirm &&
		!maySetStatus &&
		!maySettle &&
		!action.maySignOff &&
		!action.mayOffer &&
		!action.mayAnswerOffer &&
		!action.mayWithdrawOffer;
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
			{action.mayAnswerOffer ? <AnswerOfferForm {...propsOf("answer-offer")} /> : null}
			{mayConfirm ? <ConfirmForm {...propsOf("confirm")} /> : null}
			{action.mayDecide ? <DecideForm {...propsOf("decide")} /> : null}
			{mayAnswer ? <AnswerForm {...propsOf("answer")} /> : null}
			{action.maySignOff ? <SignOffForm {...propsOf("sign-off")} /> : null}
			{maySetStatus && !action.mayDecide ? <Status {...propsOf("status")} /> : null}
			{action.mayWithdrawOffer ? <WithdrawForm {...propsOf("withdraw-offer")} /> : null}
			{action.mayOffer ? <Offer {...propsOf("offer")} /> : null}
			{maySettle ? <Settle {...propsOf("settle")} /> : null}
			{mayNothing ? (
				<p className="govuk-body">
					The agency that owns this action, its author and those who run the panel say how it stands.
				</p>
			) : null}
			<section aria-labelledby="history-heading">
				<h2 className="govuk-heading-m" id="history-heading">
					What happened
				</h2>
				<Timeline
					items={page.history.map(({ id, at, sentence, said }) => ({
						id,
						at,
						title: sentence,
						children: said ? <p className="govuk-body pr-typed">“{said}”</p> : null,
					}))}
				/>
			</section>
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

function factsOf({ action, today }: ActionPage): SummaryRow[] {
	const overdue = overdueInWords(action, today);
	const offeredTo = action.offerUserName ?? action.offerAgencyName;
	const answered = answeredInWords(action);
	const rows: (SummaryRow | false)[] = [
		{
			key: "Owner",
			value: `${action.ownerUserName ? `${action.ownerUserName}, ` : ""}${ownerInWords(action)}`,
		},
		offeredTo !== null && { key: "Offered to", value: `${offeredTo}, by ${action.offeredByName}` },
		{
			key: "Due",
			value: (
				<>
					{action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")}
					{overdue ? <strong className="pr-overdue">, {overdue}</strong> : null}
				</>
			),
		},
		{ key: "Priority", value: PRIORITY_WORDS[action.priority] },
		action.category !== null && { key: "What it is for", value: CATEGORY_WORDS[action.category] },
		{ key: "How it stands", value: <StatusTag status={statusShown(action, today)} /> },
		action.isRefusedLater && {
			key: "With",
			value: action.isEscalated
				? "The owner’s manager and the lead, since the chair has taken the refusal to them. It stays due."
				: "The chair, who decides, since it was refused after it had been accepted. It stays due.",
		},
		action.doneOn !== null && { key: "Done on", value: <CivilDate date={action.doneOn} /> },
		action.signedOffByName !== null && { key: "Signed off by", value: action.signedOffByName },
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

function ConfirmForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	const was = action.status === "refused" ? "refused" : "accepted";
	return (
		<InsetText>
			<CommandForm returnTo={goOnTo} intention={`${version} ${answer.turn}`}>
				<HiddenFields values={{ intent: "confirm", version }} />
				<p className="govuk-body">
					{action.answeredByName} has {was} this for your agency. Is that right?
				</p>
				<Button preventDoubleClick>Confirm that your agency has {was} it</Button>
				<p className="govuk-body">If it is not, say below how it stands, or tell the panel’s coordinator.</p>
			</CommandForm>
		</InsetText>
	);
}

function AnswerForm({ page, answer, version }: FormProps) {
	const { action, goOnTo } = page;
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
					{
						value: "accepted",
						label: "Accept",
						conditional: action.isOwners ? <WhoOfUs page={page} answer={answer} /> : undefined,
					},
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

/** Who of one's own agency does it. */
function WhoOfUs({ page, answer: { values, errors } }: Pick<FormProps, "page" | "answer">) {
	const ours = page.offerees.people.filter(({ agencyId }) => agencyId === page.agencyId);
	if (ours.length === 0) return null;
	return (
		<Select
			name="ownerUserId"
			label="Who does it (optional)"
			placeholder="Nobody by name"
			options={ours.map(({ id, name }) => ({ value: id, label: name }))}
			defaultValue={values.ownerUserId}
			error={errors.ownerUserId}
		/>
	);
}

/** Of what has ended or is somebody else's it waits behind a line. */
function Status(props: FormProps) {
	const { action } = props.page;
	const isEnded =
		action.status === "done" || action.status === "not-possible" || action.status === "not-done";
	if (action.maySignOff || isEnded) {
		return (
			<Details summary="Say otherwise how it stands" open={"version" in props.answer.values || undefined}>
				<StatusForm {...props} />
			</Details>
		);
	}
	return <StatusForm {...props} />;
}

function StatusForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	const { values, errors, turn } = answer;
	const chosen = values.status;
	const said = (status: string, label: string, hint?: string) => (
		<Textarea
			name={`outcome-${status}`}
			// What is wrong with it is told at the box of the answer that was chosen.
			id={chosen === status ? "field-outcome" : `field-outcome-${status}`}
			label={label}
			hint={hint}
			rows={3}
			defaultValue={values[`outcome-${status}`]}
			error={chosen === status ? errors.outcome : undefined}
		/>
	);
	const isRefused = action.status === "refused";
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "status", version }} />
			<Radios
				name="status"
				label="How does it stand?"
				labelSize="m"
				options={[
					...(action.status === "open"
						? []
						: [{ value: "open", label: isRefused ? "We do it after all" : "Open, not begun" }]),
					...(action.status === "in-progress" ? [] : [{ value: "in-progress", label: "In progress" }]),
					{
						value: "done",
						label: "Done",
						conditional: (
							<>
								{said("done", "What was done")}
								<DateInput
									name="doneOn"
									label="When it was done"
									hint="Today, unless you say otherwise."
									defaultValue={answer.date("doneOn")}
									error={errors.doneOn}
								/>
							</>
						),
					},
					{
						value: "not-possible",
						label: ACTION_STATUS_WORDS["not-possible"],
						hint: "It could not be done by anybody.",
						conditional: said("not-possible", "What changed"),
					},
					{
						value: "not-done",
						label: "Not done",
						hint: "It could have been done, and was not.",
						conditional: said("not-done", "Why it was not done"),
					},
					...(action.mayRefuseLater
						? [
								{
									value: "refused",
									label: action.isOwners
										? "We refuse it after all"
										: `${action.ownerAgencyName} refuses it after all`,
									hint: "The chair decides. Until then it stays with its owner, and due.",
									conditional: said("refused", "Why"),
								},
							]
						: []),
				]}
				defaultValue={values.status}
				error={errors.status}
			/>
			<Buttons goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</Buttons>
		</CommandForm>
	);
}

function DecideForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	const { values, errors, turn } = answer;
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "decide", version }} />
			<Radios
				name="decision"
				label="What becomes of it?"
				labelSize="m"
				hint="To give it to another, offer it to them below. They have it once they accept."
				options={[
					{ value: "keep-asking", label: `Ask ${action.ownerAgencyName ?? "its owner"} to do it after all` },
					...(action.isEscalated
						? []
						: [
								{
									value: "escalate",
									label: "Take the refusal to the owner’s manager and the lead",
									hint: "It stays with you, and due, until you decide.",
								},
							]),
					{ value: "not-done", label: "End it as not done" },
				]}
				defaultValue={values.decision}
				error={errors.decision}
			/>
			<Textarea
				name="words"
				label="Your reason"
				hint="Needed to end it; optional otherwise."
				rows={3}
				defaultValue={values.words}
				error={errors.words}
			/>
			<Buttons goOnTo={goOnTo}>
				<Button preventDoubleClick>Save decision</Button>
			</Buttons>
		</CommandForm>
	);
}

function SignOffForm({ page: { goOnTo }, answer, version }: FormProps) {
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${answer.turn}`}>
			<HiddenFields values={{ intent: "sign-off", version }} />
			<Button preventDoubleClick>Sign it off</Button>
		</CommandForm>
	);
}

/** Giving it to another is rarer than saying how it stands. */
function Offer({ page, answer, version }: FormProps) {
	const { action, goOnTo, offerees } = page;
	const { values, errors, turn } = answer;
	return (
		<Details
			summary="Offer it to another agency or person"
			open={action.mayDecide || "version" in values || undefined}
		>
			<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
				<HiddenFields values={{ intent: "offer", version }} />
				<Select
					name="offerTo"
					label="Who is asked"
					hint={`${action.ownerAgencyName} has it until they accept it.`}
					placeholder="Choose an agency or a person"
					options={[
						{
							label: "Agencies",
							options: offerees.agencies.map(({ id, name }) => ({ value: `agency:${id}`, label: name })),
						},
						{
							label: "People",
							options: offerees.people.map(({ id, name, agencyName }) => ({
								value: `user:${id}`,
								label: `${name}, ${agencyName}`,
							})),
						},
					]}
					defaultValue={values.offerTo}
					error={errors.offerTo}
				/>
				<Button preventDoubleClick variant="secondary">
					Offer it
				</Button>
			</CommandForm>
		</Details>
	);
}

function WithdrawForm({ page: { action, goOnTo }, answer, version }: FormProps) {
	return (
		<InsetText>
			<CommandForm returnTo={goOnTo} intention={`${version} ${answer.turn}`}>
				<HiddenFields values={{ intent: "withdraw-offer", version }} />
				<p className="govuk-body">
					It has been offered to {action.offerUserName ?? action.offerAgencyName}, who have not answered.
				</p>
				<Button preventDoubleClick variant="secondary">
					Withdraw the offer
				</Button>
			</CommandForm>
		</InsetText>
	);
}

function AnswerOfferForm({ page, answer, version }: FormProps) {
	const { action, goOnTo } = page;
	const { values, errors, turn } = answer;
	return (
		<CommandForm returnTo={goOnTo} intention={`${version} ${turn}`} className="pr-form">
			<HiddenFields values={{ intent: "answer-offer", version }} />
			<Radios
				name="answer"
				id={action.mayAnswer ? "field-offer-answer" : undefined}
				label={`${action.offeredByName} offers it to ${action.offerUserName ? "you" : "your agency"}. Do you take it over?`}
				labelSize="m"
				options={[
					{
						value: "accepted",
						label: "Yes",
						conditional: action.offerUserName ? undefined : <WhoOfUs page={page} answer={answer} />,
					},
					{
						value: "declined",
						label: "No",
						conditional: (
							<Textarea
								name="reason"
								label="Why not"
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
