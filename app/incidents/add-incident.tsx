/** Adds an incident to the chronology with all its details. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { draftsOf } from "#server/account/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { NotAllowed } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { AddIncident, addIncident } from "#server/incidents/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { answerOrDraft, DraftForm, KeptDraft } from "../live/draft-form.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import { Button, ButtonGroup, HiddenFields, PageTitle } from "../ui/index.ts";
import { incidentIn } from "./incident-desk.ts";
import { IncidentFields } from "./incident-form.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: add an incident – Panelroom` },
];

const keyOf = (caseId: string) => `incident-add:${caseId}`;

export const loader = signedIn(async ({ actor, params }) => {
	const caseId = params.caseId ?? "";
	const header = await caseHeader(actor, caseId);
	if (!header.rights.includes("contribute")) {
		throw new NotAllowed("Only members of the panel and the officer in the case can add to it.");
	}
	const key = keyOf(caseId);
	return { header, draft: (await draftsOf(actor, [key]))[key] };
});

export const action = onPost(async (post) => {
	const caseId = post.params.caseId ?? "";
	return byIntent<typeof post, object>(post, {
		add: async ({ actor, form }) => {
			const added = await addIncident(actor, form.opId, incidentIn(AddIncident, form, { caseId }));
			const { incidentId } = added;
			return done({ ...form, returnTo: null }, added, paths.chronology(caseId, { added: incidentId }));
		},
		afresh: async ({ actor, form }) => {
			await caseHeader(actor, caseId);
			return done(form, {}, paths.newIncident(caseId));
		},
	});
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function AddIncidentPage() {
	const { header, draft } = useLoaderData<typeof loader>();
	return <AddForm key={draft ? "draft" : "fresh"} header={header} draft={draft} />;
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

function AddForm({ header, draft: latest }: Page) {
	const refused = useFormAnswer();
	const [draft] = useState(latest);
	const answer = answerOrDraft(refused, draft);
	const key = keyOf(header.caseId);
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Add an incident</PageTitle>
			{draft ? <KeptDraft draftKey={key} /> : null}
			<DraftForm
				draftKey={key}
				isKept={draft !== undefined}
				answer={refused}
				intention={answer.turn}
				className="pr-form"
			>
				<HiddenFields values={{ intent: "add" }} />
				<IncidentFields answer={answer} />
				<ButtonGroup>
					<Button preventDoubleClick>Add the incident</Button>
					<Link className="govuk-link" to={paths.chronology(header.caseId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</DraftForm>
		</CasePage>
	);
}
