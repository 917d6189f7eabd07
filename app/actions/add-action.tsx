/** Takes actions: from the composers of the live screens, and as a page of its own for a browser without script. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { AddAction, addAction } from "#server/actions/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { holdInRoom } from "#server/meetings/index.ts";
import { optionsOf } from "../cases/case-words.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { BackLink, Button, CommandForm, HiddenFields, PageTitle, Select, TextInput } from "../ui/index.ts";
import { CATEGORY_WORDS } from "./action-words.ts";
import { DueInput } from "./due-input.tsx";
import { AcceptedForOwner, Priority } from "./rare-fields.tsx";
import { withDue } from "./typed-due.ts";

export const meta: MetaFunction = () => [{ title: "Add an action – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { caseId, reference, rights } = await caseHeader(actor, params.caseId ?? "");
	return {
		caseId,
		reference,
		mayMinute: rights.includes("record-for-others"),
		agencies: await openAgencies(),
		today: today(),
	};
});

export const action = onPost(async ({ actor, session, params, form }) => {
	const caseId = params.caseId ?? "";
	const added = await addAction(actor, form.opId, withDue(AddAction, { ...form.fields, caseId }));
	if (form.fields.meetingId) await holdInRoom(actor, session, form.fields.meetingId);
	return done(form, added, paths.case(caseId));
});

export const clientAction = orUnsent;

export default function AddActionPage() {
	const { caseId, reference, mayMinute, agencies, today } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { errors, values, turn } = answer;
	const back = values.returnTo ?? paths.case(caseId);
	return (
		<Page beforeContent={<BackLink to={back} />}>
			<FormProblems answer={answer} />
			<PageTitle caption={reference}>Add an action</PageTitle>
			<CommandForm
				action={paths.newAction(caseId)}
				returnTo={back}
				intention={turn}
				className="pr-form"
				reloadDocument
			>
				<HiddenFields values={{ meetingId: values.meetingId }} />
				<TextInput
					name="what"
					label="Action"
					defaultValue={values.what}
					error={errors.what}
					autoComplete="off"
				/>
				<Select
					name="ownerAgencyId"
					label="Owner"
					placeholder="Nobody yet"
					options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
					defaultValue={values.ownerAgencyId}
					error={errors.ownerAgencyId}
				/>
				<TextInput
					name="ownerDetail"
					label="Person there (optional)"
					defaultValue={values.ownerDetail}
					error={errors.ownerDetail}
					autoComplete="off"
				/>
				<DueInput today={today} defaultValue={values.due} error={errors.due} />
				<Priority value={values.priority} error={errors.priority} />
				<Select
					name="category"
					label="What it is for (optional)"
					placeholder="Not said"
					options={optionsOf(CATEGORY_WORDS)}
					defaultValue={values.category}
					error={errors.category}
				/>
				{mayMinute ? (
					<AcceptedForOwner
						isTicked={values.isAcceptedForOwner === "yes"}
						error={errors.isAcceptedForOwner}
					/>
				) : null}
				<Button preventDoubleClick>Save action</Button>
			</CommandForm>
		</Page>
	);
}
