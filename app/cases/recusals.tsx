/** Conflicts of interest: the wall between one person and one case, put up by them or by the chair. */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { declareRecusal, liftRecusal, recusalsOfCase } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { type FormAnswer, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	HiddenFields,
	LinkButton,
	PageTitle,
	Select,
	SummaryCard,
	Table,
	Time,
	WarningText,
} from "../ui/index.ts";
import { CasePage } from "./case-page.tsx";
import { Opened } from "./opened.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: conflicts of interest – Panelroom` },
];

/** `?confirm` asks once more before somebody recuses themselves. */
export const loader = signedIn(async ({ actor, params, url }) => ({
	...(await recusalsOfCase(actor, params.caseId ?? "")),
	isConfirming: url.searchParams.has("confirm"),
}));

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const caseId = params.caseId ?? "";
	const { userId = "", recusalId = "" } = form.fields;
	const result = await byIntent<typeof post, object>(post, {
		"recuse-me": () => declareRecusal(actor, form.opId, { caseId, userId: actor.userId }),
		recuse: () => declareRecusal(actor, form.opId, { caseId, userId }),
		lift: () => liftRecusal(actor, form.opId, { caseId, recusalId }),
	});
	// Whoever has just walled themselves off can no longer be shown this page, nor told which case it was.
	if (form.fields.intent === "recuse-me") return redirect(`${paths.home()}?recused`, 303);
	return done(form, result, paths.caseRecusals(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Recusals() {
	const { header, standing, candidates, isConfirming } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const here = paths.caseRecusals(header.caseId);
	const mayRecuseOthers = header.rights.includes("recuse-others");
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Conflicts of interest</PageTitle>
			<p className="govuk-body">
				Somebody with a conflict of interest, such as a relative, friend or colleague of one of the people in
				a case, must not see the case at all. Recusing them walls it off.
			</p>
			{isConfirming ? (
				<Opened>
					<ConfirmForm reference={header.reference} here={here} />
				</Opened>
			) : (
				<section aria-labelledby="me-heading">
					<h2 className="govuk-heading-m" id="me-heading">
						You
					</h2>
					<LinkButton to={`${here}?confirm`} variant="secondary">
						I have a conflict of interest
					</LinkButton>
				</section>
			)}
			<Table
				caption="Recused from this case"
				columns={[
					{ key: "name", header: "Name", rowHeader: true, cell: (recusal) => recusal.userName },
					{ key: "since", header: "Since", cell: (recusal) => <Time at={recusal.declaredAt} /> },
					...(mayRecuseOthers
						? [
								{
									key: "lift",
									header: "Lift",
									headerHidden: true,
									cell: (recusal: (typeof standing)[number]) => (
										<CommandForm returnTo={here}>
											<HiddenFields values={{ intent: "lift", recusalId: recusal.id }} />
											<Button variant="link">
												Lift<span className="govuk-visually-hidden"> the recusal of {recusal.userName}</span>
											</Button>
										</CommandForm>
									),
								},
							]
						: []),
				]}
				rows={standing}
				rowKey={(recusal) => recusal.id}
				empty={
					<>
						<h2 className="govuk-heading-m">Recused from this case</h2>
						<p className="govuk-body">Nobody.</p>
					</>
				}
			/>
			{mayRecuseOthers && candidates.length > 0 ? (
				<OtherForm candidates={candidates} answer={answer} here={here} standing={standing.length} />
			) : null}
		</CasePage>
	);
}

function ConfirmForm({ reference, here }: { reference: string; here: string }) {
	return (
		<SummaryCard title={`Recuse yourself from ${reference}?`}>
			<p className="govuk-body">From the moment that you confirm:</p>
			<ul className="govuk-list govuk-list--bullet">
				<li>
					you no longer see this case, in lists, search, agendas, meetings or records, nor on any screen you
					have open
				</li>
				<li>others on the case see that you are recused, and since when; you give no reason here</li>
				<li>what you added to the case stays in it, under your name</li>
			</ul>
			<WarningText>
				You cannot undo this yourself. Only the chair, a deputy or the lead can lift it.
			</WarningText>
			<CommandForm returnTo={here}>
				<HiddenFields values={{ intent: "recuse-me" }} />
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Recuse me from this case
					</Button>
					<Link className="govuk-link" to={here}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</SummaryCard>
	);
}

type OtherFormProps = {
	candidates: { userId: string; name: string; agencyName: string }[];
	answer: FormAnswer;
	here: string;
	standing: number;
};

function OtherForm({ candidates, answer, here, standing }: OtherFormProps) {
	return (
		<section aria-labelledby="others-heading">
			<h2 className="govuk-heading-m" id="others-heading">
				Recuse somebody else
			</h2>
			<p className="govuk-body">
				They lose sight of the case at once, also on screens they have open. Tell them before you do it.
			</p>
			<CommandForm returnTo={here} intention={`${standing} ${answer.turn}`}>
				<HiddenFields values={{ intent: "recuse" }} />
				<Select
					name="userId"
					label="Who has a conflict of interest?"
					placeholder="Choose somebody"
					options={candidates.map(({ userId, name, agencyName }) => ({
						value: userId,
						label: `${name}, ${agencyName}`,
					}))}
					defaultValue={answer.values.userId}
					error={answer.errors.userId}
				/>
				<Button variant="warning" preventDoubleClick>
					Recuse them from this case
				</Button>
			</CommandForm>
		</section>
	);
}
