/** The record of a meeting: per case, what was said, decided, advised and undertaken in it. Made to be printed. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import type { CaseRow, EntryRow, PersonRow } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { meetingRecord } from "#server/meetings/index.ts";
import { ENTRY_WORDS } from "../cases/case-words.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CivilDate,
	EmptyState,
	InsetText,
	PageTitle,
	RiskTag,
	StatusTag,
	SummaryList,
	type SummaryRow,
	Table,
	Time,
} from "../ui/index.ts";
import { Place } from "./open-meetings.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Record: ${data?.panelName ?? "meeting"} – Panelroom` },
];

/** Of the rows that the record brings, what belongs to this meeting: not the rest of the cases' files. */
export const loader = signedIn(async ({ actor, params }) => {
	const meetingId = params.meetingId ?? "";
	const { meeting, panelName, items, rows } = await meetingRecord(actor, meetingId);
	const files = rows.filter((row): row is CaseRow => row.kind === "case");
	const people = rows.filter((row): row is PersonRow => row.kind === "person");
	const entries = rows.filter((row): row is EntryRow => row.kind === "entry");
	const actions = rows.filter((row): row is ActionRow => row.kind === "action");
	const inMeeting = (row: { caseId: string; meetingId: string | null }, caseId: string) =>
		row.caseId === caseId && row.meetingId === meetingId;
	const namesOf = (caseId: string, part: PersonRow["part"]) =>
		people
			.filter((person) => person.caseId === caseId && person.part === part)
			.map((person) => person.name)
			.join(", ");
	return {
		meeting,
		panelName,
		cases: items.flatMap((item) => {
			const file = files.find((candidate) => candidate.id === item.caseId);
			if (!file) return [];
			return {
				caseId: file.id,
				reference: file.reference,
				victim: namesOf(file.id, "victim"),
				suspects: namesOf(file.id, "person-causing-harm"),
				risk: file.risk,
				officerName: file.officerName,
				openedAt: item.openedAt,
				entries: entries.filter((entry) => inMeeting(entry, file.id)).sort(inOrder),
				actions: actions.filter((action) => inMeeting(action, file.id)).sort(inOrder),
			};
		}),
	};
});

const inOrder = (a: { at: string; id: string }, b: { at: string; id: string }) =>
	a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;

type RecordPage = ReturnType<typeof useLoaderData<typeof loader>>;
type CaseRecord = RecordPage["cases"][number];

export default function MeetingRecord() {
	const { meeting, panelName, cases } = useLoaderData<typeof loader>();
	return (
		<Page beforeContent={<BackLink to={paths.panel(meeting.panelId)}>{panelName}</BackLink>}>
			<PageTitle caption={panelName}>
				Record of the meeting of <Time at={meeting.startedAt ?? meeting.startsAt} format="date" />
			</PageTitle>
			<State meeting={meeting} />
			<SummaryList rows={factsOf(meeting)} />
			<PrintButton />
			{cases.length === 0 ? <EmptyState title="No cases were on the agenda" /> : null}
			{cases.map((file, index) => (
				<CaseSection key={file.caseId} file={file} number={index + 1} isClosed={meeting.state === "closed"} />
			))}
		</Page>
	);
}

function State({ meeting }: { meeting: RecordPage["meeting"] }) {
	if (meeting.state === "closed") return null;
	return (
		<InsetText>
			{meeting.state === "in-progress"
				? "This meeting is still in progress: what is recorded here can still grow and change."
				: "This meeting has not started."}{" "}
			<Link className="govuk-link" to={paths.meeting(meeting.id)}>
				Go to the meeting
			</Link>
		</InsetText>
	);
}

const factsOf = (meeting: RecordPage["meeting"]): SummaryRow[] => [
	{ key: "Chaired by", value: meeting.chairName ?? "Nobody yet" },
	{ key: "Planned for", value: <Time at={meeting.startsAt} /> },
	{ key: "Where", value: <Place place={meeting.place} /> },
	{ key: "Started", value: meeting.startedAt ? <Time at={meeting.startedAt} /> : "Not yet" },
	{ key: "Closed", value: meeting.closedAt ? <Time at={meeting.closedAt} /> : "Not yet" },
];

/** Works by script alone, so it is not there without. */
function PrintButton() {
	const [hasScript, setHasScript] = useState(false);
	useEffect(() => setHasScript(true), []);
	return (
		<Button type="button" variant="secondary" hidden={!hasScript} onClick={() => window.print()}>
			Print this record
		</Button>
	);
}

const KINDS = Object.entries({
	...ENTRY_WORDS,
	risk: "Risks",
	decision: "Decisions",
}) as [EntryRow["entryKind"], string][];

function CaseSection({ file, number, isClosed }: { file: CaseRecord; number: number; isClosed: boolean }) {
	const { entries, actions } = file;
	const isEmpty = entries.length === 0 && actions.length === 0;
	return (
		<section className="pr-record" aria-labelledby={`case-${file.caseId}`}>
			<h2 className="govuk-heading-m pr-record__title" id={`case-${file.caseId}`}>
				{number}.{" "}
				<Link className="govuk-link pr-reference" to={paths.case(file.caseId)}>
					{file.reference}
				</Link>{" "}
				{file.victim || "Victim not known"}
			</h2>
			<p className="govuk-body pr-record__facts">
				<RiskTag level={file.risk} />
				<span>Person causing harm: {file.suspects || "Not known"}</span>
				<span>Officer in the case: {file.officerName ?? "Not allocated"}</span>
				{file.openedAt ? (
					<span>
						Opened at <Time at={file.openedAt} format="time" />
					</span>
				) : null}
			</p>
			{isEmpty ? <p className="govuk-body">{nothingRecorded(file, isClosed)}</p> : null}
			{KINDS.map(([kind, title]) => {
				const said = entries.filter((entry) => entry.entryKind === kind);
				return said.length > 0 ? <Entries key={kind} title={title} entries={said} /> : null;
			})}
			{actions.length > 0 ? <Actions actions={actions} /> : null}
		</section>
	);
}

function nothingRecorded(file: CaseRecord, isClosed: boolean): string {
	if (file.openedAt) return "Nothing was recorded on this case in this meeting.";
	return isClosed
		? "The panel did not come to this case. Nothing was recorded."
		: "The panel has not come to this case yet.";
}

function Entries({ title, entries }: { title: string; entries: CaseRecord["entries"] }) {
	return (
		<>
			<h3 className="govuk-heading-s">{title}</h3>
			<ul className="pr-record__entries">
				{entries.map((entry) => (
					<li key={entry.id} className="pr-record__entry">
						<p className="govuk-body pr-typed">{entry.body}</p>
						<p className="pr-record__by">
							{entry.authorName}, {entry.agencyName}, <Time at={entry.at} format="time" />
							{entry.editedAt ? (
								<>
									{" "}
									(edited <Time at={entry.editedAt} />)
								</>
							) : null}
						</p>
					</li>
				))}
			</ul>
		</>
	);
}

function Actions({ actions }: { actions: CaseRecord["actions"] }) {
	return (
		<Table
			caption="Actions"
			captionSize="s"
			columns={[
				{
					key: "what",
					header: "Action",
					rowHeader: true,
					cell: (action) => <span className="pr-typed">{action.what}</span>,
				},
				{
					key: "owner",
					header: "Owner",
					cell: (action) =>
						`${action.ownerAgencyName ?? "Nobody yet"}${action.ownerDetail ? ` (${action.ownerDetail})` : ""}`,
				},
				{
					key: "due",
					header: "Due",
					cell: (action) => (action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")),
				},
				{
					key: "status",
					header: "How it stands",
					cell: (action) => (
						<>
							<StatusTag status={action.status} />
							{action.outcome ? <div className="pr-typed">{action.outcome}</div> : null}
						</>
					),
				},
			]}
			rows={actions}
			rowKey={(action) => action.id}
		/>
	);
}
