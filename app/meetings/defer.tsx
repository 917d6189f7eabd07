/** Defers a case to another meeting: why, how the victim is kept safe until then, and who owns it meanwhile. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import type { z } from "zod";
import { NotFound } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { type DeferItem, deferItem } from "#server/meetings/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	IdentityBar,
	PageTitle,
	Textarea,
	TextInput,
} from "../ui/index.ts";
import { headsOf } from "./case-heads.ts";
import { chairsMeeting } from "./for-the-chair.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Defer ${data?.head.reference ?? "a case"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const meetingId = params.meetingId ?? "";
	const { itemId = "" } = params;
	const { panelName, items, rows } = await chairsMeeting(actor, meetingId, itemId);
	const item = items.find(({ id }) => id === itemId);
	const head = item?.caseId ? headsOf(rows, today()).get(item.caseId) : undefined;
	if (!head) throw new NotFound();
	return { meetingId, panelName, head };
});

export const action = onPost(async ({ actor, params, form }) => {
	const { meetingId = "", itemId = "" } = params;
	const typed = { ...form.fields, meetingId, itemId } as z.input<typeof DeferItem>;
	return done(form, await deferItem(actor, form.opId, typed), paths.meeting(meetingId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Defer() {
	const { meetingId, panelName, head } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { values, errors, turn } = answer;
	const room = paths.meeting(meetingId);
	return (
		<Page
			banner={
				<IdentityBar
					reference={head.reference}
					victim={head.victim || "Not known"}
					personCausingHarm={head.suspects || null}
					risk={head.risk}
					officer={head.officerName}
					panel={panelName}
				/>
			}
			beforeContent={<BackLink to={room}>Back to the meeting</BackLink>}
		>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Defer {head.reference}</PageTitle>
			<p className="govuk-body">The case waits for another meeting. What has been recorded on it stays.</p>
			<CommandForm returnTo={room} intention={turn} className="pr-form">
				<Textarea
					name="reason"
					label="Why it is deferred"
					hint="For example, that the referrer has not been briefed."
					rows={3}
					defaultValue={values.reason}
					error={errors.reason}
				/>
				<Textarea
					name="safetyCover"
					label="Safety cover until then"
					hint="How the victim is kept safe, and by whom."
					rows={3}
					defaultValue={values.safetyCover}
					error={errors.safetyCover}
				/>
				<TextInput
					name="interimOwner"
					label="Who owns the case until then"
					hint="One named person, with their agency."
					defaultValue={values.interimOwner}
					error={errors.interimOwner}
					autoComplete="off"
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Defer this case</Button>
					<Link className="govuk-link" to={room}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
