/** The papers of a meeting: every case on its agenda, to be read beforehand, on a phone, on a train, or on paper. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useState } from "react";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { meetingPapers, noteReading } from "#server/meetings/index.ts";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	EmptyState,
	InsetText,
	PageTitle,
	RiskTag,
	SummaryList,
	type SummaryRow,
	Time,
} from "../ui/index.ts";
import { beginnings, lengthInWords } from "./agenda-time.ts";
import { LISTING_WORDS, titleOf } from "./meeting-words.ts";
import { Place } from "./open-meetings.tsx";
import { OutstandingList } from "./outstanding.tsx";
import { PaperCase } from "./paper-case.tsx";
import { paperCases } from "./paper-cases.ts";
import { ItemMark } from "./paper-marks.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Papers: ${data?.panelName ?? "meeting"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const papers = await meetingPapers(actor, params.meetingId ?? "");
	const { meeting, panelName, items, outstanding, lastRecord, mayBuild } = papers;
	return {
		meeting,
		panelName,
		items,
		outstanding,
		lastRecord,
		mayBuild,
		today: today(),
		// Not all that the case's file holds: what stands here goes into bags and onto trains.
		cases: paperCases(papers, actor.userId),
	};
});

export type PapersPage = ReturnType<typeof useLoaderData<typeof loader>>;

export const action = onPost(async ({ actor, params, form }) => {
	const meetingId = params.meetingId ?? "";
	const { caseId = "" } = form.fields;
	await noteReading(actor, meetingId, caseId);
	return done(form, {}, `${paths.papers(meetingId)}#case-${caseId}`);
});

export const clientAction = orUnsent;

export default function Papers() {
	const page = useLoaderData<typeof loader>();
	const { meeting, panelName, cases, mayBuild } = page;
	return (
		<Page beforeContent={<BackLink to={paths.panel(meeting.panelId)}>{panelName}</BackLink>}>
			<div className="pr-papers">
				<PageTitle caption={panelName}>
					Papers for <Time at={meeting.startsAt} format="date" />
				</PageTitle>
				<State page={page} />
				<SummaryList rows={factsOf(page)} />
				<div className="pr-papers__tools">
					{meeting.state === "cancelled" ? null : <PrintButton />}
					{mayBuild ? (
						<Link className="govuk-link" to={paths.agenda(meeting.id)}>
							Build the agenda
						</Link>
					) : null}
				</div>
				<Contents page={page} />
				{cases.map((paper) => (
					<PaperCase key={paper.caseId} paper={paper} page={page} />
				))}
				<Outstanding page={page} />
			</div>
		</Page>
	);
}

function State({ page: { meeting, items } }: { page: PapersPage }) {
	const { state, publishedAt } = meeting;
	const added = items.filter((item) => item.isNew).length;
	const changed = items.filter((item) => item.isChanged && !item.isNew).length;
	if (state === "draft") {
		return (
			<InsetText>
				These papers have not gone out. Until the agenda is published, only the chair, the deputies and the
				coordinator see them.
			</InsetText>
		);
	}
	if (state === "cancelled") {
		return (
			<InsetText>
				<p className="govuk-body">This meeting was cancelled.</p>
				{meeting.note ? <p className="govuk-body pr-typed">{meeting.note}</p> : null}
			</InsetText>
		);
	}
	return (
		<>
			{publishedAt ? (
				<p className="govuk-body">
					Papers went out on <Time at={publishedAt} />.
					{added + changed > 0
						? ` Since then ${[
								added > 0 ? `${itemsWere(added)} added` : "",
								changed > 0 ? `${itemsWere(changed)} changed or moved` : "",
							]
								.filter(Boolean)
								.join(" and ")}; ${added + changed === 1 ? "it is" : "they are"} marked.`
						: null}
				</p>
			) : null}
			{state === "in-progress" || state === "adjourned" ? (
				<InsetText>
					{state === "in-progress" ? "The meeting is in progress." : "The meeting is adjourned."}{" "}
					<Link className="govuk-link" to={paths.meeting(meeting.id)}>
						Go to the room
					</Link>
				</InsetText>
			) : null}
			{state === "closed" ? (
				<InsetText>
					The meeting is over.{" "}
					<Link className="govuk-link" to={paths.record(meeting.id)}>
						Read its record
					</Link>
				</InsetText>
			) : null}
		</>
	);
}

const itemsWere = (items: number) => (items === 1 ? "1 item was" : `${items} items were`);

const factsOf = ({ meeting, lastRecord }: PapersPage): SummaryRow[] => [
	{ key: "When", value: <Time at={meeting.startsAt} /> },
	{ key: "How long", value: lengthInWords(meeting.minutes) },
	{ key: "Where", value: <Place place={meeting.place} /> },
	...(meeting.chairName ? [{ key: "In the chair", value: meeting.chairName }] : []),
	{
		key: "Last meeting",
		value: lastRecord ? (
			<Link className="govuk-link" to={paths.record(lastRecord.meetingId)}>
				Record of <Time at={lastRecord.startsAt} format="date" />
			</Link>
		) : (
			"This is the first that is kept here"
		),
	},
];

/** Works by script alone, so it is not there without. */
function PrintButton() {
	const [hasScript, setHasScript] = useState(false);
	useEffect(() => setHasScript(true), []);
	return (
		<Button type="button" variant="secondary" hidden={!hasScript} onClick={() => window.print()}>
			Print the papers
		</Button>
	);
}

function Contents({ page: { meeting, items, cases, outstanding } }: { page: PapersPage }) {
	const begins = beginnings(
		meeting.startsAt,
		items.map((item) => item.minutes),
	);
	const read = cases.filter((paper) => paper.readAt !== null).length;
	return (
		<section aria-labelledby="contents-heading" className="pr-papers__contents">
			<h2 className="govuk-heading-m" id="contents-heading">
				Contents
			</h2>
			{cases.length > 0 ? (
				<p className="govuk-body pr-no-print">
					You have read {read} of {cases.length} {cases.length === 1 ? "case" : "cases"}.
				</p>
			) : (
				<EmptyState title="No cases are on this agenda" />
			)}
			<ol className="pr-papers__list">
				{items.map((item, index) => {
					const paper = cases.find((candidate) => candidate.itemId === item.id);
					return (
						<li key={item.id} className="pr-papers__item">
							<span className="pr-papers__time">
								<Time at={begins[index] ?? meeting.startsAt} format="time" />
							</span>
							<span className="pr-papers__number" aria-hidden="true">
								{index + 1}
							</span>
							<span className="pr-papers__title">
								{paper ? (
									<a className="govuk-link" href={`#case-${paper.caseId}`}>
										<span className="pr-reference">{paper.reference}</span> {paper.victim}
									</a>
								) : item.itemKind === "actions" && outstanding.lines.length > 0 ? (
									<a className="govuk-link" href="#outstanding">
										{titleOf(item, "")}
									</a>
								) : (
									titleOf(item, "")
								)}
								{paper ? <RiskTag level={paper.risk} /> : null}
								{item.listing ? <span>{LISTING_WORDS[item.listing]}</span> : null}
								<ItemMark item={item} />
							</span>
							<span className="pr-papers__length">{item.minutes} min</span>
							{paper ? (
								<span className="pr-papers__read pr-no-print">
									{paper.readAt === null ? (
										"Not read yet"
									) : paper.isChangedSinceRead ? (
										<strong>Changed since you read it</strong>
									) : (
										<>
											Read on <Time at={paper.readAt} />
										</>
									)}
								</span>
							) : null}
						</li>
					);
				})}
			</ol>
		</section>
	);
}

/** Open actions of earlier meetings, which come up under their own item; last, since there may be many. */
function Outstanding({ page: { meeting, outstanding, today } }: { page: PapersPage }) {
	if (outstanding.lines.length === 0) return null;
	return (
		<section className="pr-papers__outstanding" aria-labelledby="outstanding">
			<h2 className="govuk-heading-m" id="outstanding" tabIndex={-1}>
				Outstanding actions ({outstanding.isMore ? "more than " : ""}
				{outstanding.lines.length})
			</h2>
			<OutstandingList {...{ outstanding, today }} panelId={meeting.panelId} className="pr-papers__actions" />
		</section>
	);
}
