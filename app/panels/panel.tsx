/** A panel: its meetings, its cases, and the records of earlier meetings. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { countUnanswered } from "#server/advice/index.ts";
import { casesOfPanel } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { meetingsOfPanel } from "#server/meetings/index.ts";
import { membersOf, panelById, undertakingsOf } from "#server/panels/index.ts";
import { AdviceWaiting } from "../advice/advice-waiting.tsx";
import { CaseTable } from "../cases/case-table.tsx";
import { MeetingsInProgress, Place, PlannedMeetings } from "../meetings/open-meetings.tsx";
import { plannedSeries } from "../meetings/series.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	ButtonGroup,
	Details,
	EmptyState,
	formatCivilDate,
	LinkButton,
	NotificationBanner,
	PageTitle,
	Pagination,
	SummaryList,
	Table,
	Tag,
	Time,
} from "../ui/index.ts";
import { MEMBER_ROLE_WORDS } from "./manage-words.ts";
import { Unsigned } from "./unsigned.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.panel.name ?? "Panel"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const panelId = params.panelId ?? "";
	const { name, area, myRole } = await panelById(actor, panelId);
	const panel = { panelId, name, area, myRole, manages: actor.role === "administrator" };
	if (myRole === null || myRole === "observer") return { panel, members: null, inside: null };
	const members = (await membersOf(actor, panelId)).map(({ id, userName, agencyName, role }) => ({
		id,
		userName,
		agencyName,
		role,
	}));
	const mine = (await undertakingsOf(actor)).find((undertaking) => undertaking.panelId === panelId);
	// The lead sees every panel's papers, whether or not they sit on it too.
	if (myRole !== "lead" && !mine?.signedAt) return { panel, members, inside: null };
	const meetings = await meetingsOfPanel(actor, panelId, pageIn(url, "records"));
	return {
		panel,
		members,
		inside: {
			meetings,
			series: plannedSeries(url, meetings.open),
			cases: await casesOfPanel(actor, panelId, pageIn(url)),
			adviceWaiting: await countUnanswered(actor, panelId),
			signedAt: mine?.signedAt ?? null,
		},
	};
});

export default function Panel() {
	const { panel, members, inside } = useLoaderData<typeof loader>();
	return (
		<Page width={members ? "wide" : "normal"}>
			{inside?.series ? <SeriesPlanned series={inside.series} /> : null}
			<PageTitle caption={panel.area}>{panel.name}</PageTitle>
			{members === null ? <Outside panel={panel} /> : null}
			{inside ? <Inside panel={panel} inside={inside} /> : null}
			{members && !inside ? <Unsigned panelId={panel.panelId} /> : null}
			{members ? <Members members={members} /> : null}
			{inside?.signedAt ? (
				<p className="govuk-body">
					<Link className="govuk-link" to={paths.undertaking(panel.panelId)}>
						The undertaking that you signed
					</Link>
				</p>
			) : null}
		</Page>
	);
}

type PanelPage = ReturnType<typeof useLoaderData<typeof loader>>;
type PanelHead = PanelPage["panel"];

type Inner = NonNullable<PanelPage["inside"]>;

function SeriesPlanned({ series: { dates, skipped } }: { series: NonNullable<Inner["series"]> }) {
	return (
		<NotificationBanner
			type="success"
			title="Planned"
			heading={`${dates.length === 1 ? "1 meeting is" : `${dates.length} meetings are`} planned, each as a draft`}
		>
			<p className="govuk-body">{dates.map((date) => formatCivilDate(date)).join(", ")}.</p>
			{skipped.length > 0 ? (
				<>
					<p className="govuk-body">Left out, because they are bank holidays:</p>
					<ul className="govuk-list govuk-list--bullet">
						{skipped.map(({ date, holiday }) => (
							<li key={date}>
								{formatCivilDate(date)}, {holiday}
							</li>
						))}
					</ul>
				</>
			) : null}
		</NotificationBanner>
	);
}

function Outside({ panel }: { panel: PanelHead }) {
	if (panel.manages) {
		return (
			<p className="govuk-body">
				An administrator sees neither the cases nor the meetings of a panel.{" "}
				<Link className="govuk-link" to={paths.managePanel(panel.panelId)}>
					Manage this panel
				</Link>
			</p>
		);
	}
	return (
		<p className="govuk-body">
			You are an observer of this panel. Its cases, agendas and records are not open to observers.
		</p>
	);
}

function Inside({ panel, inside }: { panel: PanelHead; inside: Inner }) {
	const { panelId, myRole } = panel;
	const { meetings, cases } = inside;
	const { mayBuild } = meetings;
	const open = meetings.open.map((meeting) => ({ ...meeting, mayBuild }));
	const isCoordinator = myRole === "coordinator";
	const here = (query: Record<string, number>) =>
		`${paths.panel(panelId)}?${new URLSearchParams(toTexts(query))}`;
	return (
		<>
			<MeetingsInProgress meetings={open} />
			{isCoordinator || mayBuild ? (
				<ButtonGroup>
					{mayBuild ? <LinkButton to={paths.newMeeting(panelId)}>Plan a meeting</LinkButton> : null}
					{mayBuild ? (
						<LinkButton to={paths.followUp(panelId)} variant="secondary">
							What is due
						</LinkButton>
					) : null}
					{isCoordinator ? (
						<>
							<LinkButton to={paths.newCase(panelId)} variant="secondary">
								Add a case
							</LinkButton>
							<LinkButton to={paths.import()} variant="secondary">
								Import a tracker
							</LinkButton>
							<LinkButton to={paths.contacts(panelId)} variant="secondary">
								Contacts
							</LinkButton>
						</>
					) : null}
				</ButtonGroup>
			) : null}
			<PlannedMeetings
				meetings={open}
				empty={
					<>
						<h2 className="govuk-heading-m">Planned meetings</h2>
						<EmptyState title="No meeting is planned">
							{mayBuild ? null : (
								<p className="govuk-body">The chair, a deputy or the coordinator plans the next one.</p>
							)}
						</EmptyState>
					</>
				}
			/>
			<AdviceWaiting panelId={panelId} waiting={inside.adviceWaiting} />
			{cases.total > 0 ? (
				<p className="govuk-body">
					<Link className="govuk-link" to={paths.register(panelId)}>
						The register: filter and sort all cases by state, risk, officer, area and what is next
					</Link>
				</p>
			) : null}
			<p className="govuk-body">
				<Link className="govuk-link" to={paths.panelActions(panelId)}>
					The action log: what everybody has undertaken, and how it stands
				</Link>
			</p>
			<CaseTable
				caption={`Cases (${cases.total.toLocaleString("en-GB")})`}
				lines={cases.lines}
				empty={
					<>
						<h2 className="govuk-heading-m">Cases</h2>
						<EmptyState title="No cases yet">
							<p className="govuk-body">
								{isCoordinator
									? "Add the first by hand, or import the tracker that the panel keeps today."
									: "The panel’s coordinator adds them, or imports the tracker that the panel keeps today."}
							</p>
						</EmptyState>
					</>
				}
			/>
			<Pagination
				label="Pages of cases"
				page={cases.page}
				pages={cases.pages}
				href={(page) => here({ page, records: meetings.closed.page })}
			/>
			<Records closed={meetings.closed} />
			<Pagination
				label="Pages of records"
				page={meetings.closed.page}
				pages={meetings.closed.pages}
				href={(records) => here({ page: cases.page, records })}
			/>
		</>
	);
}

function Members({ members }: { members: NonNullable<PanelPage["members"]> }) {
	return (
		<Details summary={`Who sits on this panel (${members.length})`}>
			<SummaryList
				rows={members.map((member) => ({
					key: member.userName,
					value: `${MEMBER_ROLE_WORDS[member.role]}, ${member.agencyName}`,
				}))}
			/>
		</Details>
	);
}

const toTexts = (query: Record<string, number>) =>
	Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

function Records({ closed }: { closed: Inner["meetings"]["closed"] }) {
	return (
		<Table
			caption="Records of earlier meetings"
			columns={[
				{
					key: "record",
					header: "Meeting",
					rowHeader: true,
					cell: (meeting) =>
						meeting.state === "cancelled" ? (
							<Time at={meeting.startsAt} />
						) : (
							<Link className="govuk-link" to={paths.record(meeting.id)}>
								<Time at={meeting.startedAt ?? meeting.startsAt} />
							</Link>
						),
				},
				{
					key: "chair",
					header: "Chaired by",
					cell: (meeting) =>
						meeting.state === "cancelled" ? (
							<>
								<Tag colour="grey">Cancelled</Tag> <span className="pr-typed">{meeting.note}</span>
							</>
						) : (
							meeting.chairName
						),
				},
				{ key: "place", header: "Where", cell: (meeting) => <Place place={meeting.place} /> },
			]}
			rows={closed.meetings}
			rowKey={(meeting) => meeting.id}
			empty={
				<>
					<h2 className="govuk-heading-m">Records of earlier meetings</h2>
					<EmptyState title="No meeting has been closed yet" />
				</>
			}
		/>
	);
}
