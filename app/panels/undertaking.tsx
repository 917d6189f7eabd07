/** The undertaking of a membership: signed once, before any paper of the panel is seen. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { NotFound } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { signUndertaking, undertakingsOf } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	Checkboxes,
	CommandForm,
	InsetText,
	LinkButton,
	PageTitle,
	Time,
} from "../ui/index.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Undertaking: ${data?.panelName ?? "panel"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const mine = (await undertakingsOf(actor)).find(({ panelId }) => panelId === params.panelId);
	if (!mine) throw new NotFound();
	return { ...mine, name: actor.name, agencyName: actor.agencyName };
});

export const action = onPost(async ({ actor, params, form }) => {
	const panelId = params.panelId ?? "";
	const result = await signUndertaking(actor, form.opId, { panelId, agrees: form.fields.agrees as "yes" });
	return done(form, result, paths.panel(panelId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function UndertakingPage() {
	const { panelId, panelName, signedAt, name, agencyName } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	return (
		<Page beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Undertaking of its members</PageTitle>
			{signedAt ? (
				<InsetText>
					You signed this undertaking on <Time at={signedAt} />.
				</InsetText>
			) : (
				<p className="govuk-body-l">
					Before you see any case of this panel, read this and sign it. You do so once, for as long as you are
					a member.
				</p>
			)}
			<div className="pr-form">
				<h2 className="govuk-heading-m">Why the panel shares</h2>
				<p className="govuk-body">
					This panel brings agencies together to protect people who are being stalked. It can only do so if
					each agency can trust what the others do with what they hear. Information is shared here because it
					is necessary and proportionate to prevent crime and to protect people, and for nothing else.
				</p>
				<h2 className="govuk-heading-m">What I undertake</h2>
				<p className="govuk-body">
					I am a member of {panelName} for {agencyName}. For as long as I am, I will:
				</p>
				<ol className="govuk-list govuk-list--number govuk-list--spaced">
					<li>keep in confidence what I read in its papers and hear in its meetings</li>
					<li>
						share it only with those in my agency who need it to keep somebody safe or to do what the panel
						has asked, and only as much as they need
					</li>
					<li>
						never let it reach the person causing harm, or anybody who might tell them: not that there is a
						panel, not that their case has been to it, and not what was said
					</li>
					<li>look only at cases that I need for my work; I know that every look is kept, with my name</li>
					<li>
						say at once if I know anybody in a case other than through my work, and leave that case to others
					</li>
					<li>
						mark whatever I take into my own agency’s records “Do not disclose”, and ask the agency that gave
						the information before it is used for anything else, or shown to a court or to anybody who asks
						for their own file
					</li>
					<li>
						keep what I print and my device safe, and report a loss, or anything sent to the wrong person, to
						the chair and to my own agency at once, whatever the hour
					</li>
				</ol>
				<h2 className="govuk-heading-m">When it ends</h2>
				<p className="govuk-body">
					This undertaking ends with my membership, and so does what I can see. The duty to keep in confidence
					what I have learned does not end.
				</p>
			</div>
			{signedAt ? (
				<LinkButton to={paths.panel(panelId)}>Go to the panel</LinkButton>
			) : (
				<CommandForm returnTo={paths.panel(panelId)} intention={answer.turn}>
					<Checkboxes
						name="agrees"
						label={`Signed by ${name}, ${agencyName}`}
						labelSize="m"
						options={[{ value: "yes", label: "I have read this undertaking and will keep it" }]}
						defaultValue={answer.all("agrees")}
						error={answer.errors.agrees}
					/>
					<ButtonGroup>
						<Button preventDoubleClick>Sign the undertaking</Button>
						<Link className="govuk-link" to={paths.home()}>
							Not now
						</Link>
					</ButtonGroup>
				</CommandForm>
			)}
		</Page>
	);
}
