/** One earlier state of a section: what it said, what has changed since, and the way to have it said again. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { safeContactOf } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { restoreState, sectionState } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CommandForm, PageTitle, Time } from "../ui/index.ts";
import { byAuthor, writerInWords } from "./by-author.ts";
import { Changes } from "./changes.tsx";
import { Prose } from "./prose.tsx";
import { SectionPages } from "./section-pages.tsx";
import { headingOf } from "./section-words.ts";
import { whyKept } from "./state-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: an earlier state – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const { caseId = "", key = "", stateId = "" } = params;
	const { header, section, state, words, text, since } = await sectionState(actor, caseId, key, stateId);
	const { writers } = byAuthor(words);
	return { header, section, state, writers, text, since, contact: await safeContactOf(actor, header) };
});

export const action = onPost(async ({ actor, params, form }) => {
	const { caseId = "", key = "", stateId = "" } = params;
	await restoreState(actor, form.opId, { caseId, key, stateId });
	return done(form, {}, paths.summaryAt(caseId, key));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function State() {
	const { header, section, state, writers, text, since, contact } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { caseId } = header;
	const { key } = section;
	const isDifferent = since.some(({ kind }) => kind !== "kept");
	return (
		<CasePage header={header} contact={contact} isOneThing problems={<FormProblems answer={answer} />}>
			<PageTitle caption={headingOf(section.section, section.agencyName)}>
				As of <Time at={state.at} />
			</PageTitle>
			<SectionPages caseId={caseId} section={section} />
			<p className="govuk-body">
				{whyKept(state)}.
				{writers.length > 0 ? ` The words are of ${writers.map(writerInWords).join("; ")}.` : null}
			</p>
			<h2 className="govuk-heading-m">What it said</h2>
			{text.trim() === "" ? <p className="govuk-body">Nothing.</p> : <Prose text={text} />}
			<h2 className="govuk-heading-m govuk-!-margin-top-6">What has changed since</h2>
			{isDifferent ? (
				<>
					<p className="govuk-body">
						What was put in since is underlined, what was taken out is struck through.
					</p>
					<Changes changes={since} />
				</>
			) : (
				<p className="govuk-body">Nothing: it says the same now.</p>
			)}
			{isDifferent && section.mayWrite ? (
				<CommandForm returnTo={paths.summaryAt(caseId, key)} className="govuk-!-margin-top-6">
					<p className="govuk-body">
						Restoring makes the section say this again, as new text. It erases nothing: what stands there now
						stays among the earlier states, and every word stays its author’s.
					</p>
					<ButtonGroup>
						<Button preventDoubleClick>Restore this state</Button>
						<Link className="govuk-link" to={paths.sectionStates(caseId, key)}>
							Back to the earlier states
						</Link>
					</ButtonGroup>
				</CommandForm>
			) : null}
		</CasePage>
	);
}
