/** One case in a meeting's papers: whose it is, what was recorded before, what is still to be done, and whether I have read it. */
import { Link, useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { Refused } from "#server/http/screen.ts";
import { AdviceStanding } from "../advice/advice-standing.tsx";
import { ENTRY_WORDS, RELATIONSHIP_WORDS } from "../cases/case-words.ts";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { PromisedActions } from "../follow-up/promised.tsx";
import { formAnswerOf } from "../form-answer.tsx";
import { ChronologyInPapers } from "../incidents/in-file.tsx";
import type { Unsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { SummaryRead } from "../summary/summary-read.tsx";
import {
	Button,
	CivilDate,
	CommandForm,
	HiddenFields,
	RiskTag,
	SummaryList,
	type SummaryRow,
	Tag,
	Time,
} from "../ui/index.ts";
import { beginnings } from "./agenda-time.ts";
import { LISTING_WORDS } from "./meeting-words.ts";
import type { PaperOfCase } from "./paper-cases.ts";
import { ItemMark } from "./paper-marks.tsx";
import type { PapersPage } from "./papers.tsx";

interface PaperCaseProps {
	paper: PaperOfCase;
	page: PapersPage;
}

export function PaperCase({ paper, page }: PaperCaseProps) {
	const item = page.items.find((candidate) => candidate.id === paper.itemId);
	const number = page.items.findIndex((candidate) => candidate.id === paper.itemId) + 1;
	return (
		<section className="pr-paper" aria-labelledby={`case-${paper.caseId}`}>
			<h2 className="govuk-heading-l pr-paper__title" id={`case-${paper.caseId}`} tabIndex={-1}>
				<span className="pr-paper__number">{number}.</span>{" "}
				<Link className="govuk-link pr-reference" to={paths.case(paper.caseId)}>
					{paper.reference}
				</Link>{" "}
				{paper.victim}
			</h2>
			<p className="pr-paper__marks">
				<RiskTag level={paper.risk} />
				<CaseMarks file={paper} />
				{item ? <ItemMark item={item} /> : null}
				{paper.isChangedSinceRead ? (
					<span className="pr-no-print">
						<Tag colour="magenta">Changed since you read it</Tag>
					</span>
				) : null}
			</p>
			<SummaryList rows={identityOf(paper, page)} />
			<SummaryRead sections={paper.summary} headingLevel="h3" />
			{paper.chronology ? (
				<ChronologyInPapers row={paper.chronology} isOver={page.meeting.state === "closed"} />
			) : null}
			<Recorded paper={paper} />
			<LastReview paper={paper} />
			<Plans paper={paper} />
			<Promised paper={paper} today={page.today} />
			<FromBefore paper={paper} today={page.today} />
			{page.meeting.state === "draft" ? null : <Reading paper={paper} meetingId={page.meeting.id} />}
			<p className="govuk-body pr-no-print">
				<a className="govuk-link" href="#contents-heading">
					Back to the contents
				</a>
			</p>
		</section>
	);
}

function identityOf(paper: PaperOfCase, { items, meeting }: PapersPage): SummaryRow[] {
	const index = items.findIndex((candidate) => candidate.id === paper.itemId);
	const item = items[index];
	const at = beginnings(
		meeting.startsAt,
		items.map(({ minutes }) => minutes),
	)[index];
	return [
		{ key: "Person causing harm", value: paper.suspects },
		{ key: "Relationship", value: RELATIONSHIP_WORDS[paper.relationship] },
		{ key: "Officer in the case", value: paper.officerName ?? "Not allocated" },
		...(paper.crimeReference ? [{ key: "Crime reference", value: paper.crimeReference }] : []),
		{
			key: "In the meeting",
			value: (
				<>
					{item?.listing ? `${LISTING_WORDS[item.listing]}, ` : null}
					{at ? (
						<>
							at <Time at={at} format="time" />
						</>
					) : null}
					{item ? ` for ${item.minutes} ${item.minutes === 1 ? "minute" : "minutes"}` : null}
					{item?.presenterName ? `, presented by ${item.presenterName}` : null}
					{item?.hasChildren ? ". There are children in this case" : null}
				</>
			),
		},
		{ key: "Last heard", value: paper.heardOn ? <CivilDate date={paper.heardOn} /> : "Not yet" },
		...(paper.nextDate ? [{ key: "Review due", value: <CivilDate date={paper.nextDate} /> }] : []),
	];
}

const KINDS = Object.entries({ ...ENTRY_WORDS, risk: "Risks", decision: "Decisions" }) as [
	PaperOfCase["entries"][number]["entryKind"],
	string,
][];

/** What is on file, by kind; the newest last, as it happened. */
function Recorded({ paper: { entries } }: { paper: PaperOfCase }) {
	if (entries.length === 0) return <p className="govuk-body">Nothing has been recorded on this case yet.</p>;
	return KINDS.map(([kind, title]) => {
		const recorded = entries.filter((entry) => entry.entryKind === kind);
		if (recorded.length === 0) return null;
		return (
			<div key={kind}>
				<h3 className="govuk-heading-s pr-paper__kind">{title}</h3>
				<ul className="pr-paper__entries">
					{recorded.map((entry) => (
						<li key={entry.id} className="pr-paper__entry">
							<p className="govuk-body pr-typed">{entry.body}</p>
							<p className="pr-paper__by">
								{entry.authorName}, {entry.agencyName}
								{entry.forAgencyName ? `, for ${entry.forAgencyName}` : null}, <Time at={entry.at} />
								{entry.editedAt ? (
									<>
										, edited <Time at={entry.editedAt} />
									</>
								) : null}
							</p>
							{entry.advice ? <AdviceStanding advice={entry.advice} /> : null}
							{entry.advice?.isAnsweredSincePapers ? (
								<p className="pr-paper__new">
									<Tag colour="yellow">Answered since papers went out</Tag>
								</p>
							) : null}
							{entry.isNewSincePapers ? <NewSince /> : entry.isEditedSincePapers ? <NewSince isEdit /> : null}
						</li>
					))}
				</ul>
			</div>
		);
	});
}

const NewSince = ({ isEdit }: { isEdit?: boolean }) => (
	<p className="pr-paper__new">
		<Tag colour="yellow">{isEdit ? "Edited since papers went out" : "New since papers went out"}</Tag>
	</p>
);

/** What the panel last agreed and what is still to be done; of a repeat, only what was agreed since it came again. */
function Promised({ paper: { actions, before, heardOn }, today }: { paper: PaperOfCase; today: string }) {
	if (actions.length === 0 && before.length > 0) return null;
	return (
		<>
			<h3 className="govuk-heading-s pr-paper__kind">{heardOn ? "What was promised" : "Open actions"}</h3>
			{actions.length === 0 ? <p className="govuk-body">No action.</p> : null}
			<PromisedActions actions={actions} today={today} />
		</>
	);
}

function LastReview({ paper: { lastReview } }: { paper: PaperOfCase }) {
	if (!lastReview?.doneOn) return null;
	return (
		<>
			<h3 className="govuk-heading-s pr-paper__kind">
				Last review, of <CivilDate date={lastReview.doneOn} />
			</h3>
			<SummaryList
				rows={lastReview.answers.map(({ key, value }) => ({
					key,
					value: <span className="pr-typed">{value}</span>,
				}))}
			/>
		</>
	);
}

function Plans({ paper: { plans } }: { paper: PaperOfCase }) {
	if (plans.length === 0) return null;
	return (
		<>
			<h3 className="govuk-heading-s pr-paper__kind">Safety plans</h3>
			<ul className="pr-paper__entries">
				{plans.map((plan) => (
					<li key={plan.id} className="pr-paper__entry">
						<p className="govuk-body pr-typed">{plan.what}</p>
						<p className="pr-paper__by">
							{plan.ownerAgencyName}, until <CivilDate date={plan.endsOn} />, review on{" "}
							<CivilDate date={plan.reviewOn} />
						</p>
					</li>
				))}
			</ul>
		</>
	);
}

/** Of a repeat, what had been agreed before it: done, open or not possible. */
function FromBefore({ paper: { before }, today }: { paper: PaperOfCase; today: string }) {
	if (before.length === 0) return null;
	return (
		<>
			<h3 className="govuk-heading-s pr-paper__kind">Actions from before</h3>
			<PromisedActions actions={before} today={today} />
		</>
	);
}

/** Remembers that I have read it: with script in place, without it as a plain form. */
function Reading({ paper, meetingId }: { paper: PaperOfCase; meetingId: string }) {
	const { caseId, readAt, isChangedSinceRead } = paper;
	const fetcher = useFetcher<Refused | Unsent>();
	const said = useRef<HTMLParagraphElement>(null);
	const before = useRef(readAt);
	useEffect(() => {
		if (readAt === before.current) return;
		before.current = readAt;
		// The button that had it is gone.
		if (document.activeElement === document.body) said.current?.focus();
	}, [readAt]);
	const problem = fetcher.state === "idle" ? Object.values(formAnswerOf(fetcher.data).errors)[0] : undefined;
	return (
		<div className="pr-paper__reading pr-no-print">
			<CommandForm
				as={fetcher.Form}
				action={paths.papers(meetingId)}
				intention={readAt ?? ""}
				returnTo={`${paths.papers(meetingId)}#case-${caseId}`}
			>
				<HiddenFields values={{ caseId }} />
				{readAt ? (
					<p className="govuk-body" ref={said} tabIndex={-1}>
						Read on <Time at={readAt} />
						{isChangedSinceRead ? ". It has changed since." : null}
					</p>
				) : null}
				{readAt === null || isChangedSinceRead ? (
					<Button variant="secondary" preventDoubleClick>
						{readAt ? "I have read the changes" : "I have read this"}
						<span className="govuk-visually-hidden">: {paper.reference}</span>
					</Button>
				) : null}
				{problem ? (
					<p className="govuk-error-message" role="alert">
						{problem}
					</p>
				) : null}
			</CommandForm>
		</div>
	);
}
