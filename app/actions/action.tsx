/** One action: what was undertaken and by whom, whether they have accepted it, and how it stands. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
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
	SetActionStatus,
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
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import { PageTitle, Timeline } from "../ui/index.ts";
import { ActionConflict } from "./action-conflict.tsx";
import { ActionFacts } from "./action-facts.tsx";
import type { FormProps } from "./action-form.tsx";
import { AnswerForm, ConfirmForm } from "./answer-form.tsx";
import { DecideForm } from "./decide-form.tsx";
import { withDoneOn } from "./done-on.ts";
import { AnswerOfferForm, OFFER_NAMES, OfferForm, WithdrawForm } from "./offer-form.tsx";
import { Settle } from "./settle-form.tsx";
import { SignOffForm, Status, saidWith } from "./status-form.tsx";
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
				return atFields({ reason: "outcome" }, () => refuseLater(actor, form.opId, refusal));
			}
			const standing = said.status === "done" ? withDoneOn(SetActionStatus, said, fields) : said;
			return setActionStatus(actor, form.opId, standing as z.input<typeof SetActionStatus>);
		},
		confirm: () => confirmAction(actor, form.opId, { actionId, version }),
		decide: () => decideRefusal(actor, form.opId, fields as unknown as z.input<typeof DecideRefusal>),
		offer: () => offerAction(actor, form.opId, fields as unknown as z.input<typeof OfferAction>),
		"answer-offer": () => {
			const names = Object.entries(OFFER_NAMES);
			const said = Object.fromEntries(names.map(([name, own]) => [name, fields[own]]));
			const answer = { actionId, version, ...said } as unknown as z.input<typeof AnswerOffer>;
			return atFields(OFFER_NAMES, () => answerOffer(actor, form.opId, answer));
		},
		"withdraw-offer": () => withdrawOffer(actor, form.opId, { actionId, version }),
		"sign-off": () => signOffAction(actor, form.opId, { actionId, version }),
	});
	return done(form, changed, paths.case(changed.caseId));
});

/** What is wrong with a command's fields, told at the form's: by the command's names, the form's. */
async function atFields<T>(names: Record<string, string>, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (!(error instanceof Invalid)) throw error;
		const told = Object.entries(error.fields);
		throw new Invalid(Object.fromEntries(told.map(([name, message]) => [names[name] ?? name, message])));
	}
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export type ActionPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Action() {
	const page = useLoaderData<typeof loader>();
	const { action, header } = page;
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
			<ActionFacts page={page} />
			<ActionConflict page={page} answer={answer} />
			{action.mayAnswerOffer ? <AnswerOfferForm {...propsOf("answer-offer")} /> : null}
			{mayConfirm ? <ConfirmForm {...propsOf("confirm")} /> : null}
			{action.mayDecide ? <DecideForm {...propsOf("decide")} /> : null}
			{mayAnswer ? <AnswerForm {...propsOf("answer")} /> : null}
			{action.maySignOff ? <SignOffForm {...propsOf("sign-off")} /> : null}
			{maySetStatus && !action.mayDecide ? <Status {...propsOf("status")} /> : null}
			{action.mayWithdrawOffer ? <WithdrawForm {...propsOf("withdraw-offer")} /> : null}
			{action.mayOffer ? <OfferForm {...propsOf("offer")} /> : null}
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
