/** Takes entries: from the composers of the live screens, and as a page of its own for a browser without script. */
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { addEntry, caseFile, type ENTRY_KINDS } from "#server/cases/index.ts";
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
	Radios,
	Textarea,
} from "../ui/index.ts";
import { ENTRY_WORDS } from "./case-words.ts";

export const meta: MetaFunction = () => [{ title: "Record on a case – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const { snapshot } = await caseFile(actor, params.caseId ?? "");
	const row = snapshot.rows.find((candidate) => candidate.kind === "case") as
		| { reference: string }
		| undefined;
	return { caseId: params.caseId ?? "", reference: row?.reference ?? "" };
});

export const action = onPost(async ({ actor, params, form }) => {
	const { kind = "", body = "", meetingId } = form.fields;
	const caseId = params.caseId ?? "";
	const entry = { caseId, kind: kind as (typeof ENTRY_KINDS)[number], body, meetingId };
	return done(form, await addEntry(actor, form.opId, entry), paths.case(caseId));
});

export const clientAction = orUnsent;

export default function AddEntry() {
	const { caseId, reference } = useLoaderData<typeof loader>();
	const answer = useActionData<PageAnswer>();
	const errors = answer?.errors ?? {};
	const values = answer?.values ?? {};
	return (
		<Page beforeContent={<BackLink to={values.returnTo ?? paths.case(caseId)} />}>
			<ErrorSummary errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
			{answer?.conflict ? (
				<NotificationBanner title="Already sent">{answer.conflict.message}</NotificationBanner>
			) : null}
			<PageTitle caption={reference}>Record on this case</PageTitle>
			<CommandForm
				action={paths.newEntry(caseId)}
				returnTo={values.returnTo ?? paths.case(caseId)}
				reloadDocument
			>
				{values.meetingId ? <input type="hidden" name="meetingId" value={values.meetingId} /> : null}
				<Radios
					name="kind"
					label="What is it?"
					options={Object.entries(ENTRY_WORDS).map(([value, label]) => ({ value, label }))}
					defaultValue={values.kind ?? "information"}
					error={errors.kind}
				/>
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

type PageAnswer = {
	errors?: Record<string, string>;
	values?: Record<string, string>;
	conflict?: { message: string };
};
