/** Takes entries: from the composers of the live screens, and as a page of its own for a browser without script. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { z } from "zod";
import { openAgencies } from "#server/agencies/index.ts";
import { type AddEntry, addEntry, caseToAddTo } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { holdInRoom } from "#server/meetings/index.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CommandForm,
	HiddenFields,
	PageTitle,
	Radios,
	Select,
	Textarea,
} from "../ui/index.ts";
import { ENTRY_WORDS, optionsOf } from "./case-words.ts";

export const meta: MetaFunction = () => [{ title: "Record on a case – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { caseId, reference, rights } = await caseToAddTo(actor, params.caseId ?? "");
	return {
		caseId,
		reference,
		/** A guest adds information, and decides nothing. */
		isInformationOnly: !rights.includes("contribute"),
		forAgencies: rights.includes("record-for-others") ? await openAgencies() : null,
	};
});

export const action = onPost(async ({ actor, session, params, form }) => {
	const caseId = params.caseId ?? "";
	const entry = { ...form.fields, caseId } as z.input<typeof AddEntry>;
	const result = await addEntry(actor, form.opId, entry);
	if (form.fields.meetingId) await holdInRoom(actor, session, form.fields.meetingId);
	return done(form, result, paths.case(caseId));
});

export const clientAction = orUnsent;

export default function AddEntryPage() {
	const { caseId, reference, isInformationOnly, forAgencies } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { errors, values, turn } = answer;
	// A guest has the case in the room alone.
	const back = values.returnTo ?? (isInformationOnly ? paths.home() : paths.case(caseId));
	return (
		<Page beforeContent={<BackLink to={back} />}>
			<FormProblems answer={answer} />
			<PageTitle caption={reference}>Record on this case</PageTitle>
			<CommandForm
				action={paths.newEntry(caseId)}
				returnTo={back}
				intention={turn}
				className="pr-form"
				reloadDocument
			>
				<HiddenFields values={{ meetingId: values.meetingId }} />
				{isInformationOnly ? (
					<HiddenFields values={{ kind: "information" }} />
				) : (
					<Radios
						name="kind"
						label="What is it?"
						options={optionsOf(ENTRY_WORDS)}
						defaultValue={values.kind ?? "information"}
						error={errors.kind}
					/>
				)}
				{forAgencies ? (
					<Select
						name="forAgencyId"
						label="Recorded for"
						placeholder="My own agency"
						options={forAgencies.map((agency) => ({ value: agency.id, label: agency.name }))}
						defaultValue={values.forAgencyId}
						error={errors.forAgencyId}
					/>
				) : null}
				<Textarea
					name="body"
					label="What is to be recorded"
					defaultValue={values.body}
					error={errors.body}
					rows={8}
				/>
				<Button preventDoubleClick>Save entry</Button>
			</CommandForm>
		</Page>
	);
}
