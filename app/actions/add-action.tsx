/** Takes actions: from the composers of the live screens, and as a page of its own for a browser without script. */
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { addAction } from "#server/actions/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import { caseFile } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CommandForm,
	ErrorSummary,
	NotificationBanner,
	PageTitle,
	Select,
	TextInput,
} from "../ui/index.ts";

export const meta: MetaFunction = () => [{ title: "Add an action – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { snapshot } = await caseFile(actor, params.caseId ?? "");
	const row = snapshot.rows.find((candidate) => candidate.kind === "case") as
		| { reference: string }
		| undefined;
	return { caseId: params.caseId ?? "", reference: row?.reference ?? "", agencies: await openAgencies() };
});

export const action = onPost(async ({ actor, params, form }) => {
	const { what = "", ownerAgencyId = "", due, meetingId } = form.fields;
	const caseId = params.caseId ?? "";
	const added = await addAction(actor, form.opId, { caseId, what, ownerAgencyId, due, meetingId });
	return done(form, added, paths.case(caseId));
});

export const clientAction = orUnsent;

export default function AddAction() {
	const { caseId, reference, agencies } = useLoaderData<typeof loader>();
	const answer = useActionData<PageAnswer>();
	const errors = answer?.errors ?? {};
	const values = answer?.values ?? {};
	return (
		<Page beforeContent={<BackLink to={values.returnTo ?? paths.case(caseId)} />}>
			<ErrorSummary errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
			{answer?.conflict ? (
				<NotificationBanner title="Already sent">{answer.conflict.message}</NotificationBanner>
			) : null}
			<PageTitle caption={reference}>Add an action</PageTitle>
			<CommandForm
				action={paths.newAction(caseId)}
				returnTo={values.returnTo ?? paths.case(caseId)}
				reloadDocument
			>
				{values.meetingId ? <input type="hidden" name="meetingId" value={values.meetingId} /> : null}
				<TextInput name="what" label="Action" defaultValue={values.what} error={errors.what} />
				<Select
					name="ownerAgencyId"
					label="Owner"
					placeholder="Choose an agency"
					options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
					defaultValue={values.ownerAgencyId}
					error={errors.ownerAgencyId}
				/>
				<TextInput
					name="due"
					type="date"
					label="Due"
					defaultValue={values.due}
					error={errors.due}
					width={10}
				/>
				<Button preventDoubleClick>Save action</Button>
			</CommandForm>
		</Page>
	);
}

type PageAnswer = {
	errors?: Record<string, string>;
	values?: Record<string, string>;
	conflict?: { message: string };
};
