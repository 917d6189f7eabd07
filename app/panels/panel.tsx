/** A panel: its meetings, its cases, and the records of earlier meetings. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { casesOfPanel } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { meetingsOfPanel } from "#server/meetings/index.ts";
import { membersOf, panelById } from "#server/panels/index.ts";
import { CaseTable } from "../cases/case-table.tsx";
import { MeetingsInProgress, Place, PlannedMeetings } from "../meetings/open-meetings.tsx";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	ButtonGroup,
	Details,
	EmptyState,
	LinkButton,
	PageTitle,
	Pagination,
	SummaryList,
	Table,
	Time,
} from "../ui/index.ts";
import { MEMBER_ROLE_WORDS } from "./manage-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.panel.name ?? "Panel"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const panelId = params.panelId ?? "";
	const { name, area, myRole } = await panelById(actor, panelId);
	const panel = { panelId, name, area, myRole, manages: actor.role === "administrator" };
	if (myRole === null || myRole === "observer") return { panel, inside: null };
	return {
		panel,
		inside: {
			meetings: await meetingsOfPanel(actor, panelId, pageIn(url, "records")),
			cases: await casesOfPanel(actor, panelId, pageIn(url)),
			members: (await membersOf(actor, panelId)).map(({ id, userName, agencyName, role }) => ({
				id,
				userName,
				agencyName,
				role,
			})),
		},
	};
});

export default function Panel() {
	const { panel, inside } = useLoaderData<typeof loader>();
	return (
		<Page width={inside ? "wide" : "normal"}>
			<PageTitle caption={panel.area}>{panel.name}</PageTitle>
			{inside ? <Inside panel={panel} inside={inside} /> : <Outside panel={panel} />}
		</Page>
	);
}

type PanelPage = ReturnType<typeof useLoaderData<typeof loader>>;
type PanelHead = PanelPage["panel"];

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

function Inside({ panel, inside }: { panel: PanelHead; inside: NonNullable<PanelPage["inside"]> }) {
	const { panelId, myRole } = panel;
	const { meetings, cases, members } = inside;
	const isCoordinator = myRole === "coordinator";
	const here = (query: Record<string, number>) =>
		`${paths.panel(panelId)}?${new URLSearchParams(toTexts(query))}`;
	return (
		<>
			<MeetingsInProgress meetings={meetings.open} />
			{isCoordinator || meetings.mayBuild ? (
				<ButtonGroup>
					{meetings.mayBuild ? <LinkButton to={paths.newMeeting(panelId)}>Plan a meeting</LinkButton> : null}
					{isCoordinator ? (
						<>
							<LinkButton to={paths.newCase(panelId)} variant="secondary">
								Add a case
							</LinkButton>
							<LinkButton to={paths.import()} variant="secondary">
								Import a tracker
							</LinkButton>
						</>
					) : null}
				</ButtonGroup>
			) : null}
			<PlannedMeetings
				meetings={meetings.open}
				empty={
					<>
						<h2 className="govuk-heading-m">Planned meetings</h2>
						<EmptyState title="No meeting is planned" />
					</>
				}
			/>
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
			<Details summary={`Who sits on this panel (${members.length})`}>
				<SummaryList
					rows={members.map((member) => ({
						key: member.userName,
						value: `${MEMBER_ROLE_WORDS[member.role]}, ${member.agencyName}`,
					}))}
				/>
			</Details>
		</>
	);
}

const toTexts = (query: Record<string, number>) =>
	Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

function Records({ closed }: { closed: NonNullable<PanelPage["inside"]>["meetings"]["closed"] }) {
	return (
		<Table
			caption="Records of earlier meetings"
			columns={[
				{
					key: "record",
					header: "Meeting",
					rowHeader: true,
					cell: (meeting) => (
						<Link className="govuk-link" to={paths.record(meeting.id)}>
							<Time at={meeting.startedAt ?? meeting.startsAt} />
						</Link>
					),
				},
				{ key: "chair", header: "Chaired by", cell: (meeting) => meeting.chairName },
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
