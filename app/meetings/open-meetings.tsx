/** The meetings that are on or to come, as the start page and a panel's page show them. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { paths } from "../paths.ts";
import { LinkButton, Shape, Table, Time } from "../ui/index.ts";

interface OpenMeeting {
	id: string;
	/** Left out where the page is the panel's own. */
	panelName?: string;
	state: "planned" | "in-progress" | "closed";
	/** ISO instant. */
	startsAt: string;
	place: string;
	chairName: string | null;
}

/** Meetings in progress, each with the way in. */
export function MeetingsInProgress({ meetings }: { meetings: OpenMeeting[] }) {
	return meetings
		.filter((meeting) => meeting.state === "in-progress")
		.map((meeting) => (
			<section key={meeting.id} className="pr-now" aria-labelledby={`now-${meeting.id}`}>
				<div className="pr-now__words">
					<h2 className="govuk-heading-m" id={`now-${meeting.id}`}>
						<Shape name="here" />{" "}
						{meeting.panelName ? `${meeting.panelName} is meeting now` : "The panel is meeting now"}
					</h2>
					<p className="govuk-body">
						{meeting.chairName ? `Chaired by ${meeting.chairName}, ` : null}
						<Place place={meeting.place} />
					</p>
				</div>
				<LinkButton to={paths.meeting(meeting.id)}>
					Join the meeting
					{meeting.panelName ? <span className="govuk-visually-hidden"> of {meeting.panelName}</span> : null}
				</LinkButton>
			</section>
		));
}

/** Meetings that have not begun, with their agendas. */
export function PlannedMeetings({ meetings, empty }: { meetings: OpenMeeting[]; empty: ReactNode }) {
	const planned = meetings.filter((meeting) => meeting.state === "planned");
	const isOfPanels = planned.some((meeting) => meeting.panelName);
	return (
		<Table
			caption="Planned meetings"
			columns={[
				{ key: "at", header: "When", rowHeader: true, cell: (meeting) => <Time at={meeting.startsAt} /> },
				...(isOfPanels
					? [{ key: "panel", header: "Panel", cell: (meeting: OpenMeeting) => meeting.panelName }]
					: []),
				{ key: "place", header: "Where", cell: (meeting) => <Place place={meeting.place} /> },
				{
					key: "agenda",
					header: "Agenda",
					cell: (meeting) => (
						<Link className="govuk-link" to={paths.agenda(meeting.id)}>
							Agenda
							<span className="govuk-visually-hidden">
								{" "}
								of <Time at={meeting.startsAt} />
							</span>
						</Link>
					),
				},
			]}
			rows={planned}
			rowKey={(meeting) => meeting.id}
			empty={empty}
		/>
	);
}

/** A place, or a link to the call where it is one: by its site, since the rest of such an address says nothing. */
export function Place({ place }: { place: string }) {
	const call = /^https:\/\/\S+$/i.test(place) && URL.canParse(place) ? new URL(place) : undefined;
	if (!call) return <span className="pr-typed">{place}</span>;
	return (
		<a className="govuk-link pr-typed" href={place} rel="noreferrer noopener" target="_blank">
			Call on {call.host}
			<span className="pr-no-print"> (opens in a new tab)</span>
		</a>
	);
}
