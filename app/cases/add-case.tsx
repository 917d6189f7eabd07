/** Adds a case to a panel by hand. */

import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { AddCase, addCase } from "#server/cases/index.ts";
import { NotAllowed } from "#server/http/errors.ts";
import { onPost, signedIn } from "#server/http/screen.ts";
import { panelById } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { withDates } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
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

export const meta: MetaFunction = () => [{ title: "Add a case – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { id, name, myRole } = await panelById(actor, params.panelId ?? "");
	if (myRole !== "coordinator") throw new NotAllowed("Only the panel’s coordinator can add a case.");
	return { panelId: id, panelName: name };
});

export const action = onPost(async ({ actor, params, form }) => {
	const input = withDates(
		AddCase,
		{ ...form.fields, panelId: params.panelId ?? "" },
		{
			victimDateOfBirth: "the victim’s date of birth",
			suspectDateOfBirth: "the date of birth of the person causing harm",
			heardOn: "the date of the first panel",
		},
	);
	const { caseId } = await addCase(actor, form.opId, input);
	return redirect(paths.case(caseId), 303);
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function NewCase() {
	const { panelId, panelName } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { values, errors } = answer;
	return (
		<Page beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Add a case</PageTitle>
			<CommandForm intention={answer.turn} className="pr-form">
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
						name="heardOn"
						label="When did the panel first hear it? (optional)"
						hint="Leave this empty if it has not been heard yet."
						defaultValue={answer.date("heardOn")}
						error={errors.heardOn}
					/>
				</Fieldset>
				<ButtonGroup>
					<Button preventDoubleClick>Add the case</Button>
					<Link className="govuk-link" to={paths.panel(panelId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
