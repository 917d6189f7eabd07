/** The panel's view of the risk, set by whoever chairs it. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import type { z } from "zod";
import { caseHeader, type SetRisk, setRisk } from "#server/cases/index.ts";
import { NotAllowed } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CommandForm, Radios } from "../ui/index.ts";
import { CasePage } from "./case-page.tsx";
import { optionsOf, RISK_WORDS } from "./case-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.reference ?? "Case"}: risk – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const header = await caseHeader(actor, params.caseId ?? "");
	if (!header.rights.includes("set-risk"))
		throw new NotAllowed("Only the chair, a deputy or the lead can set the risk.");
	return header;
});

export const action = onPost(async ({ actor, params, form }) => {
	const caseId = params.caseId ?? "";
	const risk = form.fields.risk as z.input<typeof SetRisk>["risk"];
	return done(form, await setRisk(actor, form.opId, { caseId, risk }), paths.case(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Risk() {
	const header = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<CommandForm returnTo={paths.case(header.caseId)} intention={answer.turn}>
				<Radios
					name="risk"
					label="What is the risk to the victim?"
					labelSize="l"
					labelIsPageHeading
					hint="Your judgement, whatever an assessment scored. Everybody on the case sees it, and who changed it."
					options={optionsOf(RISK_WORDS)}
					defaultValue={answer.values.risk ?? header.risk}
					error={answer.errors.risk}
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Save the risk</Button>
					<Link className="govuk-link" to={paths.case(header.caseId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</CasePage>
	);
}
