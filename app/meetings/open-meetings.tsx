/** The meetings that are on or to come, as the start page and a panel's page show them. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { MeetingRow } from "#server/meetings/index.ts";
import { paths } from "../paths.ts";
import { LinkButton, Shape, Table, type TableColumn, Tag, Time } from "../ui/index.ts";

interface OpenMeeting {
	id: string;
	/** Left out where the page is the panel's own. */
	panelName?: string;
	state: MeetingRow["state"];
	/** ISO instant. */
	startsAt: string;
	place: string;
	chairName: string | null;
	/** Until when it is adjourned. */
	note: string | null;
	mayBuild: boolean;
	/** Where it is no meeting of one's own panel. */
	invitedAs?: "guest" | "observer" | null;
	wantsChair?: boolean;
}

const INVITED_WORDS = { guest: "You are invited as a guest", observer: "You are admitted as an observer" };

/** For the lead: meetings that should be on and that nobody chairs. */
export function MeetingsWithoutChair({ meetings }: { meetings: OpenMeeting[] }) {
	return meetings
		.filter((meeting) => meeting.wantsChair)
		.map((meeting) => (
			<section key={meeting.id} className="pr-now pr-now--urgent" aria-labelledby={`chair-${meeting.id}`}>
				<div className="pr-now__words">
					<h2 className="govuk-heading-m" id={`chair-${meeting.id}`}>
						<Shape name="exclamation" /> Nobody is in the chair of {meeting.panelName ?? "the panel"}
					</h2>
					<p className="govuk-body">
						The meeting was to begin on <Time at={meeting.startsAt} />, <Place place={meeting.place} />. Find
						somebody who may chair it, or chair it yourself.
					</p>
				</div>
				<LinkButton to={paths.meeting(meeting.id)}>
					Go to the room
					{meeting.panelName ? <span className="govuk-visually-hidden"> of {meeting.panelName}</span> : null}
				</LinkButton>
			</section>
		));
}

/** Meetings in progress or adjourned, each with the way in. */
export function MeetingsInProgress({ meetings }: { meetings: OpenMeeting[] }) {
	return meetings
		.filter(({ state }) => state === "in-progress" || state === "adjourned")
		.map((meeting) => (
			<section key={meeting.id} className="pr-now" aria-labelledby={`now-${meeting.id}`}>
				<div className="pr-now__words">
					<h2 className="govuk-heading-m" id={`now-${meeting.id}`}>
						<Shape name={meeting.state === "adjourned" ? "clock" : "here"} /> {nowInWords(meeting)}
					</h2>
					<p className="govuk-body">
						{meeting.invitedAs ? `${INVITED_WORDS[meeting.invitedAs]}. ` : null}
						{meeting.state === "adjourned" && meeting.note ? `Until: ${meeting.note}. ` : null}
						{meeting.chairName ? `Chaired by ${meeting.chairName}, ` : null}
						<Place place={meeting.place} />
					</p>
				</div>
				<LinkButton to={paths.meeting(meeting.id)}>
					{meeting.state === "adjourned" ? "Go to the room" : "Join the meeting"}
					{meeting.panelName ? <span className="govuk-visually-hidden"> of {meeting.panelName}</span> : null}
				</LinkButton>
			</section>
		));
}

function nowInWords({ panelName, state }: OpenMeeting): string {
	if (state === "adjourned")
		return panelName ? `The meeting of ${panelName} is adjourned` : "The meeting is adjourned";
	return panelName ? `${panelName} is meeting now` : "The panel is meeting now";
}

/** Meetings that have not begun, with the ways to what is read and done beforehand. */
export function PlannedMeetings({ meetings, empty }: { meetings: OpenMeeting[]; empty: ReactNode }) {
	const planned = meetings.filter(({ state }) => state === "draft" || state === "published");
	const isOfPanels = planned.some((meeting) => meeting.panelName);
	const columns: (TableColumn<OpenMeeting> | null)[] = [
		{ key: "at", header: "When", rowHeader: true, cell: (meeting) => <Time at={meeting.startsAt} /> },
		isOfPanels ? { key: "panel", header: "Panel", cell: (meeting) => meeting.panelName } : null,
		{ key: "place", header: "Where", cell: (meeting) => <Place place={meeting.place} /> },
		{ key: "state", header: "How it stands", cell: (meeting) => <PlannedState meeting={meeting} /> },
		{ key: "links", header: "Open", cell: (meeting) => <Ways meeting={meeting} /> },
	];
	return (
		<Table
			caption="Planned meetings"
			columns={columns.filter((column) => column !== null)}
			rows={planned}
			rowKey={(meeting) => meeting.id}
			empty={empty}
		/>
	);
}

function PlannedState({ meeting: { state, invitedAs } }: { meeting: OpenMeeting }) {
	if (invitedAs) return INVITED_WORDS[invitedAs];
	if (state === "draft") return <Tag colour="grey">Draft</Tag>;
	return <Tag colour="green">Published</Tag>;
}

function Ways({ meeting }: { meeting: OpenMeeting }) {
	const { id, state, mayBuild, invitedAs } = meeting;
	const ways = [
		mayBuild ? { to: paths.agenda(id), label: "Agenda" } : null,
		invitedAs || state === "draft" ? null : { to: paths.papers(id), label: "Papers" },
		state === "draft" ? null : { to: paths.meeting(id), label: "Room" },
	].filter((way) => way !== null);
	return (
		<ul className="pr-ways">
			{ways.map(({ to, label }) => (
				<li key={to}>
					<Link className="govuk-link" to={to}>
						{label}
						<span className="govuk-visually-hidden">
							{" "}
							of <Time at={meeting.startsAt} />
							{meeting.panelName ? `, ${meeting.panelName}` : null}
						</span>
					</Link>
				</li>
			))}
		</ul>
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
