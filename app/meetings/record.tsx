/**
 * The record of a meeting: who was there and, per case, what was said, decided, advised and undertaken in it. Made to
 * be printed.
 */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import { type AdviceRow, lastOpenedBefore } from "#server/advice/index.ts";
import type { EntryRow } from "#server/cases/index.ts";
import { now } from "#server/clock.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	type AgendaItemRow,
	isHeld,
	type MeetingRow,
	meetingDoor,
	meetingRecord,
} from "#server/meetings/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CommandForm,
	EmptyState,
	formatInstant,
	HiddenFields,
	InsetText,
	NotificationBanner,
	PageTitle,
	SummaryList,
	Time,
} from "../ui/index.ts";
import { adviceHeard } from "./advice-heard.ts";
import { headsOf } from "./case-heads.ts";
import { plannedEnd, spentOn } from "./clock.ts";
import { Place } from "./open-meetings.tsx";
import { quorumGaps, withAbsences } from "./quorum-held.ts";
import { AttendanceTable, attendanceLines } from "./record-attendance.tsx";
import { CaseRecord, NotHeard, StandingItems } from "./record-items.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{
		title: data
			? `Record of ${titleDate(data.meeting)}, ${data.panelName} – Panelroom`
			: "Record – Panelroom",
	},
];

const titleDate = ({ startedAt, startsAt }: Pick<MeetingRow, "startedAt" | "startsAt">) =>
	formatInstant(startedAt ?? startsAt, "date");

/** Of the rows that the record brings, what belongs to this meeting: not the rest of the cases' files. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const meetingId = params.meetingId ?? "";
	const door = await meetingDoor(actor, meetingId);
	if (isHeld(door) && !door.isOpen && !door.isWitness) throw redirect(paths.enterMeeting(meetingId));
	const { meeting, panelName, items, rows, leftWith, summaries, attendance, comings, seats, mayReopen } =
		await meetingRecord(actor, meetingId);
	const at = now().getTime();
	const heads = headsOf(rows, today());
	const entries = rows.filter((row): row is EntryRow => row.kind === "entry" && isOf(row, meetingId));
	const actions = rows.filter((row): row is ActionRow => row.kind === "action" && isOf(row, meetingId));
	const advice = rows.filter((row): row is AdviceRow => row.kind === "advice");
	const saidBefore = rows.filter((row): row is EntryRow => row.kind === "entry" && !isOf(row, meetingId));
	const lastHeard = await lastOpenedBefore([...heads.keys()], meeting.startedAt ?? meeting.startsAt);
	const timed = items.map((item, index) => ({
		...item,
		number: index + 1,
		minutesSpent: Math.round(spentOn(item, at) / 60_000),
	}));
	const cases = timed.flatMap((item) => {
		const head = heads.get(item.caseId ?? "");
		if (!head) return [];
		return {
			item,
			head,
			entries: entries.filter(({ caseId }) => caseId === head.caseId).sort(inOrder),
			actions: actions.filter(({ caseId }) => caseId === head.caseId).sort(inOrder),
			next: leftWith[head.caseId] ?? null,
			summary: summaries[head.caseId] ?? [],
			advice: advice.filter(({ caseId }) => caseId === head.caseId),
			earlierAdvice: adviceHeard(saidBefore, advice, item, {
				lastHeardAt: lastHeard[head.caseId] ?? null,
				leftAt: item.leftAt ?? meeting.closedAt ?? new Date(at).toISOString(),
			}),
		};
	});
	const isSpokenOf = ({ item, entries, actions }: (typeof cases)[number]) =>
		item.openedAt !== null || entries.length + actions.length > 0;
	const to = meeting.closedAt ? Date.parse(meeting.closedAt) : at;
	return {
		meeting,
		panelName,
		mayReopen,
		isJustClosed: url.searchParams.has("closed") && meeting.state === "closed",
		attendance: attendanceLines(attendance, seats, comings),
		quorumGaps: meeting.startedAt
			? quorumGaps(withAbsences(attendance, comings.absences), meeting.quorum, {
					from: Date.parse(meeting.startedAt),
					to,
				}).map((gap) => ({
					from: new Date(gap.from).toISOString(),
					to: gap.to === to ? null : new Date(gap.to).toISOString(),
					isFromStart: gap.from === Date.parse(meeting.startedAt ?? ""),
				}))
			: null,
		standing: timed.filter((item) => item.caseId === null),
		cases: cases.filter(isSpokenOf),
		notHeard: cases.filter((file) => !isSpokenOf(file)),
	};
});

/** Whether a row of a case was made in this meeting. */
const isOf = (row: { kind: string }, meetingId: string) => "meetingId" in row && row.meetingId === meetingId;

const inOrder = (a: { at: string; id: string }, b: { at: string; id: string }) =>
	a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;

type RecordPage = ReturnType<typeof useLoaderData<typeof loader>>;
export type RecordedItem = AgendaItemRow & {
	/** Its place on the agenda, from 1. */
	number: number;
	minutesSpent: number;
};

export default function MeetingRecord() {
	const page = useLoaderData<typeof loader>();
	const { meeting, panelName, cases, notHeard } = page;
	return (
		<Page beforeContent={<BackLink to={paths.panel(meeting.panelId)}>{panelName}</BackLink>}>
			{page.isJustClosed ? (
				<div className="pr-no-print">
					<NotificationBanner type="success" title="Done" heading="The meeting is closed">
						{page.mayReopen ? <Undo meetingId={meeting.id} /> : null}
					</NotificationBanner>
				</div>
			) : null}
			<PageTitle caption={panelName}>Record of the meeting of {titleDate(meeting)}</PageTitle>
			<State page={page} />
			<SummaryList
				rows={[
					{ key: "Chaired by", value: meeting.chairName ?? "Nobody yet" },
					{
						key: "Planned",
						value: (
							<>
								<Time at={meeting.startsAt} /> to{" "}
								<Time at={new Date(plannedEnd(meeting)).toISOString()} format="time" />
								{meeting.extendedBy > 0 ? `, extended by ${meeting.extendedBy} minutes` : null}
							</>
						),
					},
					{ key: "Held", value: <HeldFromTo meeting={meeting} /> },
					{ key: "Where", value: <Place place={meeting.place} /> },
					{ key: `Quorum of ${meeting.quorum} agencies`, value: <Quorum gaps={page.quorumGaps} /> },
				]}
			/>
			<PrintButton />
			<AttendanceTable lines={page.attendance} isClosed={meeting.state === "closed"} />
			<StandingItems items={page.standing} />
			<h2 className="govuk-heading-l">Cases</h2>
			{cases.length + notHeard.length === 0 ? <EmptyState title="No cases were on the agenda" /> : null}
			{cases.map((file) => (
				<CaseRecord key={file.item.id} {...file} isClosed={meeting.state === "closed"} />
			))}
			<NotHeard files={notHeard} isClosed={meeting.state === "closed"} />
		</Page>
	);
}

function Undo({ meetingId }: { meetingId: string }) {
	return (
		<CommandForm
			action={paths.leadMeeting(meetingId)}
			returnTo={paths.meeting(meetingId)}
			className="pr-undo"
			reloadDocument
		>
			<HiddenFields values={{ intent: "reopen" }} />
			<p className="govuk-body">If that was a mistake, you can undo it for 30 minutes.</p>
			<Button variant="secondary" preventDoubleClick>
				Undo: open the meeting again
			</Button>
		</CommandForm>
	);
}

function State({ page: { meeting, mayReopen, isJustClosed } }: { page: RecordPage }) {
	if (meeting.state === "closed") {
		if (!mayReopen || isJustClosed) return null;
		return (
			<div className="pr-no-print">
				<InsetText>
					<Undo meetingId={meeting.id} />
				</InsetText>
			</div>
		);
	}
	if (meeting.state === "cancelled") {
		return <InsetText>This meeting was cancelled{meeting.note ? `: ${meeting.note}` : "."}</InsetText>;
	}
	return (
		<InsetText>
			{meeting.startedAt
				? "This meeting is not closed: what is recorded here can still grow and change."
				: "This meeting has not started."}{" "}
			<Link className="govuk-link pr-no-print" to={paths.meeting(meeting.id)}>
				Go to the meeting
			</Link>
		</InsetText>
	);
}

function HeldFromTo({ meeting }: { meeting: MeetingRow }) {
	if (!meeting.startedAt) return "Not yet";
	return (
		<>
			<Time at={meeting.startedAt} />
			{meeting.closedAt ? (
				<>
					{" "}
					to{" "}
					<Time
						at={meeting.closedAt}
						format={formatInstant(meeting.closedAt, "date") === titleDate(meeting) ? "time" : "date-time"}
					/>
				</>
			) : (
				", not closed"
			)}
		</>
	);
}

function Quorum({ gaps }: { gaps: RecordPage["quorumGaps"] }) {
	if (gaps === null) return "Not started";
	const [first] = gaps;
	if (!first) return "Held throughout";
	if (first.isFromStart && first.to === null) return "Not held at any time";
	return (
		<>
			Not held{" "}
			{gaps.map((gap, index) => (
				<span key={gap.from}>
					{index > 0 ? ", and " : null}
					from <Time at={gap.from} format="time" /> to{" "}
					{gap.to ? <Time at={gap.to} format="time" /> : "the end"}
				</span>
			))}
		</>
	);
}

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
