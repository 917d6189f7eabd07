/** The door of a meeting's room: its confidentiality statement, which everybody accepts before they see a case. */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { onPost, signedIn } from "#server/http/screen.ts";
import { acceptStatement, holdInRoom, meetingDoor } from "#server/meetings/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, Checkboxes, CommandForm, InsetText, PageTitle, Time } from "../ui/index.ts";
import { Place } from "./open-meetings.tsx";

export const meta: MetaFunction = () => [{ title: "Confidentiality statement – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const door = await meetingDoor(actor, params.meetingId ?? "");
	if (door.isOpen) throw redirect(paths.meeting(door.meetingId));
	return door;
});

export const action = onPost(async ({ actor, session, params, form }) => {
	const meetingId = params.meetingId ?? "";
	await acceptStatement(actor, form.opId, { meetingId, agrees: form.fields.agrees as "yes" });
	await holdInRoom(actor, session, meetingId);
	return redirect(paths.meeting(meetingId), 303);
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

/** What each capacity adds to the statement. */
const AS = {
	observer: "You are here as an observer: you see the case that the panel is on, and you record nothing.",
	guest:
		"You are here as a guest: you see the case to which you are invited while the panel is on it, and you may add information to it.",
} as const;

export default function EnterMeeting() {
	const door = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const isNotYet = door.state === "draft";
	if (door.isOver) {
		return (
			<Page>
				<FormProblems answer={answer} />
				<PageTitle caption={`Meeting of ${door.panelName}`}>This meeting is over</PageTitle>
				<p className="govuk-body">
					{door.state === "cancelled"
						? "It was cancelled. There is nothing to enter."
						: "It has been closed. Its room is not open to you."}
				</p>
				<Link className="govuk-link" to={paths.home()}>
					Go to the first page
				</Link>
			</Page>
		);
	}
	return (
		<Page>
			<FormProblems answer={answer} />
			<PageTitle caption={`Meeting of ${door.panelName}`}>Confidentiality statement</PageTitle>
			<p className="govuk-body">
				<Time at={door.startsAt} />, <Place place={door.place} />
				{door.chairName ? `. In the chair: ${door.chairName}` : null}
			</p>
			{door.hasLeft ? (
				<InsetText>You left this meeting. Accept the statement again to come back.</InsetText>
			) : null}
			{door.apologies === null ? null : (
				<InsetText>You sent your apologies. You can still come: accept the statement.</InsetText>
			)}
			{door.capacity === "observer" || door.capacity === "guest" ? (
				<InsetText>{AS[door.capacity]}</InsetText>
			) : null}
			<div className="govuk-body">
				<p className="govuk-body">This panel shares what it must to keep people safe. In this meeting:</p>
				<ul className="govuk-list govuk-list--bullet">
					<li>
						what is said and shown here is OFFICIAL-SENSITIVE and stays with those who need it for their work
					</li>
					<li>nothing of it reaches the person causing harm, or anybody who might tell them, by any way</li>
					<li>nobody records, photographs or copies this screen; the record is kept here, for all</li>
					<li>I am alone where I sit, or with people who are in this meeting too</li>
					<li>
						if I know anybody in a case other than through my work, I say so at once and leave that case
					</li>
					<li>
						what I take back to my agency is marked so that it is not disclosed to the person causing harm
					</li>
				</ul>
			</div>
			{isNotYet ? (
				<InsetText>The agenda of this meeting has not been published yet.</InsetText>
			) : door.entersFrom ? (
				<InsetText>
					You can enter from <Time at={door.entersFrom} />, an hour before the meeting starts.
				</InsetText>
			) : (
				<CommandForm intention={answer.turn}>
					<Checkboxes
						name="agrees"
						label="Your agreement"
						labelHidden
						options={[{ value: "yes", label: "I have read this statement and will keep to it" }]}
						error={answer.errors.agrees}
					/>
					<ButtonGroup>
						<Button preventDoubleClick>Accept and enter the meeting</Button>
						<Link className="govuk-link" to={paths.home()}>
							Not now
						</Link>
					</ButtonGroup>
				</CommandForm>
			)}
			{door.capacity === "member" && door.apologies === null && !isNotYet ? (
				<p className="govuk-body">
					If you cannot come,{" "}
					<Link className="govuk-link" to={paths.meetingPeople(door.meetingId)}>
						send your apologies
					</Link>
					.
				</p>
			) : null}
		</Page>
	);
}
