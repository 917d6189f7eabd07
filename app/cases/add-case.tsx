/** Adds a case to a panel by hand. */

import { data, redirect } from "@remix-run/node";
import { Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { AddCase, addCase } from "#server/cases/index.ts";
import { earlierCasesOf } from "#server/follow-up/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { refused } from "#server/http/failures.ts";
import { check, onPost, signedIn } from "#server/http/screen.ts";
import { panelById } from "#server/panels/index.ts";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { type FormAnswer, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { withDates } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	DateInput,
	Fieldset,
	PageTitle,
	Radios,
	Textarea,
	TextInput,
} from "../ui/index.ts";
import { optionsOf, RELATIONSHIP_WORDS, RISK_WORDS } from "./case-words.ts";
import { PersonFields } from "./person-fields.tsx";
import { referWithTyped } from "./refer-with-typed.ts";

export const meta: MetaFunction = () => [{ title: "Add a case – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { id, name, myRole } = await panelById(actor, params.panelId ?? "");
	if (myRole !== "coordinator") throw new NotAllowed("Only the panel’s coordinator can add a case.");
	return { panelId: id, panelName: name };
});

export const action = onPost(async ({ actor, params, form }) => {
	const panelId = params.panelId ?? "";
	/** The case that these people have already and as of which referral, "different", or nothing where it was not asked. */
	const { samePair = "", ...fields } = form.fields;
	const [caseOfPair = "", version = ""] = samePair.split(" ");
	try {
		const input = withDates(
			AddCase,
			{ ...fields, panelId, areDifferent: samePair === "different" ? "yes" : "" },
			{
				victimDateOfBirth: "the victim’s date of birth",
				suspectDateOfBirth: "the date of birth of the person causing harm",
				heardOn: "the date of the first panel",
				referredOn: "the date of the referral",
			},
		);
		if (samePair === "" || samePair === "different") {
			const { caseId } = await addCase(actor, form.opId, input);
			return redirect(paths.case(caseId), 303);
		}
		await referWithTyped(actor, form.opId, { caseId: caseOfPair, version }, check(AddCase, input));
		return redirect(paths.case(caseOfPair), 303);
	} catch (error) {
		if (!(error instanceof Invalid) || !(error.fields.samePair || samePair)) throw error;
		// The form comes back with what is known of the pair: to be referred again, or told apart.
		const pair = NamesOfPair.safeParse(fields);
		const { data: answer, init } = refused(409, form, { errors: error.fields });
		const earlier = pair.success ? await earlierCasesOf(actor, panelId, pair.data) : [];
		return data({ ...answer, earlier }, init ?? undefined);
	}
});

const NamesOfPair = AddCase.pick({
	victimName: true,
	victimAliases: true,
	suspectName: true,
	suspectAliases: true,
});

type SamePair = { earlier?: Awaited<ReturnType<typeof earlierCasesOf>> };

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function NewCase() {
	const { panelId, panelName } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { values, errors } = answer;
	const earlier = useActionData<SamePair>()?.earlier ?? [];
	return (
		<Page beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Add a case</PageTitle>
			<CommandForm
				intention={`${answer.turn} ${values.samePair ?? ""} ${Object.keys(errors).join(" ")}`}
				className="pr-form"
			>
				{earlier.length > 0 ? <EarlierCases earlier={earlier} answer={answer} /> : null}
				<Fieldset legend="Victim" legendSize="m">
					<PersonFields
						answer={answer}
						names={{ name: "victimName", aliases: "victimAliases", dateOfBirth: "victimDateOfBirth" }}
					/>
				</Fieldset>
				<Fieldset legend="Protected details of the victim" legendSize="m">
					<p className="govuk-body">
						What could lead somebody to the victim is kept apart from the rest of the case. Only the chair,
						the deputies, the coordinator, the lead and the officer in the case see it, and agencies that you
						list as working with the victim.
					</p>
					<Textarea
						name="victimAddress"
						label="Address (optional)"
						rows={3}
						defaultValue={values.victimAddress}
						error={errors.victimAddress}
						autoComplete="off"
					/>
					<TextInput
						name="victimSafeTelephone"
						label="Safe telephone number (optional)"
						hint="A number on which it is safe to call. Say at what times, if that matters."
						defaultValue={values.victimSafeTelephone}
						error={errors.victimSafeTelephone}
						autoComplete="off"
					/>
				</Fieldset>
				<Fieldset legend="Person causing harm" legendSize="m">
					<PersonFields
						answer={answer}
						names={{ name: "suspectName", aliases: "suspectAliases", dateOfBirth: "suspectDateOfBirth" }}
						nameHint="Write Unknown if nobody has been identified."
					/>
					<Radios
						name="relationship"
						label="What are they to the victim?"
						options={optionsOf(RELATIONSHIP_WORDS)}
						defaultValue={values.relationship}
						error={errors.relationship}
					/>
				</Fieldset>
				<Fieldset legend="The investigation" legendSize="m">
					<TextInput
						name="crimeReference"
						label="Crime reference (optional)"
						width={20}
						defaultValue={values.crimeReference}
						error={errors.crimeReference}
						autoComplete="off"
					/>
					<TextInput
						name="officerName"
						label="Officer in the case (optional)"
						hint="Rank, name and collar number"
						defaultValue={values.officerName}
						error={errors.officerName}
						autoComplete="off"
					/>
					<Radios
						name="risk"
						label="Risk to the victim"
						options={optionsOf(RISK_WORDS)}
						defaultValue={values.risk}
						error={errors.risk}
					/>
					<DateInput
						name="referredOn"
						label="When was it referred? (optional)"
						hint="Today, if you leave this empty."
						defaultValue={answer.date("referredOn")}
						error={errors.referredOn}
					/>
					<DateInput
						name="heardOn"
						label="When did the panel first hear it? (optional)"
						hint="Leave this empty if it has not been heard yet."
						defaultValue={answer.date("heardOn")}
						error={errors.heardOn}
					/>
				</Fieldset>
				<ButtonGroup>
					{/* Two buttons: a quick answer to the question is no second click on the first one. */}
					{earlier.length > 0 ? (
						<Button key="continue" preventDoubleClick>
							Continue
						</Button>
					) : (
						<Button key="add" preventDoubleClick>
							Add the case
						</Button>
					)}
					<Link className="govuk-link" to={paths.panel(panelId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

type Earlier = NonNullable<SamePair["earlier"]>[number];

/** The pair has been referred before, as far as this person may know: which case it is, or none of them. */
function EarlierCases({ earlier, answer }: { earlier: Earlier[]; answer: FormAnswer }) {
	return (
		<section className="pr-conflict" aria-labelledby="same-pair-heading">
			<h2 className="govuk-heading-m" id="same-pair-heading">
				{earlier.length === 1
					? "There is a case of the same names already"
					: `There are ${earlier.length} cases of the same names already`}
			</h2>
			<p className="govuk-body">
				A case that is referred again keeps what was agreed before. What you typed below goes with the
				referral: an address or telephone number that is new becomes a protected detail of the victim, and
				whatever else the case does not say yet stands beside the referral, where everybody who may see the
				case reads it.
			</p>
			{earlier
				.filter(({ mayReferAgain }) => !mayReferAgain)
				.map((file) => (
					<p className="govuk-body" key={file.caseId}>
						<WhichCase file={file} />. Others may refer it again.
					</p>
				))}
			<Radios
				name="samePair"
				label="Are these the same people?"
				labelSize="s"
				options={[
					...earlier
						.filter(({ mayReferAgain }) => mayReferAgain)
						.map((file) => ({
							value: `${file.caseId} ${file.referralsVersion}`,
							label: `The same people: refer ${file.reference} again`,
							hint: <WhichCase file={file} />,
						})),
					{ value: "different", label: "These are different people: add a new case" },
				]}
				defaultValue={answer.values.samePair}
				error={answer.errors.samePair}
			/>
		</section>
	);
}

function WhichCase({ file }: { file: Earlier }) {
	return (
		<>
			<Link className="govuk-link" to={paths.case(file.caseId)} target="_blank" rel="noreferrer">
				<span className="pr-reference">{file.reference}</span> (opens in a new tab)
			</Link>{" "}
			{file.victim} and {file.suspects} <CaseMarks file={{ state: file.state, isRepeat: false }} />
			<br />
			{file.referredOn ? (
				<>
					Last referred on <CivilDate date={file.referredOn} />
				</>
			) : (
				"The date of its referral is not known"
			)}
			{file.closedOn ? (
				<>
					, closed on <CivilDate date={file.closedOn} />
				</>
			) : null}
		</>
	);
}
