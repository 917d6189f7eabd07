/** The same pair again: another referral of a case that there is already. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { ReferAgain, referAgain, referralsOf } from "#server/follow-up/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { CasePage } from "../cases/case-page.tsx";
import { ConflictChoice, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { withDates } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	DateInput,
	formatCivilDate,
	HiddenFields,
	PageTitle,
	Textarea,
} from "../ui/index.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: refer again – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => ({
	...(await referralsOf(actor, params.caseId ?? "")),
	today: today(),
}));

export const action = onPost(async ({ actor, params, form }) => {
	const caseId = params.caseId ?? "";
	const input = withDates(ReferAgain, { ...form.fields, caseId }, { referredOn: "the date of the referral" });
	return done(form, await referAgain(actor, form.opId, input), paths.case(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Again() {
	const page = useLoaderData<typeof loader>();
	const { header, referrals, today } = page;
	const answer = useFormAnswer();
	const here = paths.case(header.caseId);
	// What was on the screen when the page was opened; a later version would hide a referral in between.
	const [opened] = useState(answer.values.version ?? String(page.version));
	const version = String(answer.conflict?.version ?? opened);
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Refer the case again</PageTitle>
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={here}
				replace="Refer it once more"
				fields={[
					{ name: "referredOn", label: "Last referred on", show: formatCivilDate },
					{ name: "note", label: "What has happened" },
					{ name: "authorName", label: "Recorded by" },
					{ name: "firstHeardOn", label: "Heard on", show: formatCivilDate },
				]}
			/>
			<p className="govuk-body">
				Within 12 months of the last referral, to the day, it is a repeat and brings the actions that were
				agreed before. Later it is new. The case is opened again if it was closed, and waits for a hearing.
			</p>
			<h2 className="govuk-heading-s">Referrals until now</h2>
			<ul className="govuk-list govuk-list--bullet">
				{referrals.map((referral) => (
					<li key={referral.id}>
						<CivilDate date={referral.referredOn} />, {referral.kind}
						{referral.firstHeardOn ? (
							<>
								, heard on <CivilDate date={referral.firstHeardOn} />
							</>
						) : (
							", not heard yet"
						)}
						{referral.note ? <span className="pr-typed">: {referral.note}</span> : null}
					</li>
				))}
			</ul>
			<CommandForm returnTo={here} intention={`${version} ${answer.turn}`} className="pr-form">
				<HiddenFields values={{ version }} />
				<DateInput
					name="referredOn"
					label="When was it referred?"
					hint="For example, 27 3 2027"
					defaultValue={answer.date("referredOn") ?? today}
					error={answer.errors.referredOn}
				/>
				<Textarea
					name="note"
					label="What has happened? (optional)"
					hint="Everybody who may see the case reads this."
					rows={4}
					defaultValue={answer.values.note}
					error={answer.errors.note}
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Refer it again</Button>
					<Link className="govuk-link" to={here}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</CasePage>
	);
}
