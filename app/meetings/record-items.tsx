/** The items of a meeting as its record shows them: the standing ones, each case that was heard, and the others. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import type { AdviceRow } from "#server/advice/index.ts";
import type { EntryRow } from "#server/cases/index.ts";
import type { LeftWith } from "#server/follow-up/index.ts";
import type { SectionThen } from "#server/summary/index.ts";
import { answeredInWords, CATEGORY_WORDS, ownerInWords } from "../actions/action-words.ts";
import { AdviceStanding, AdviceTag } from "../advice/advice-standing.tsx";
import { EntryConfirmation } from "../cases/case-file.tsx";
import { ENTRY_WORDS } from "../cases/case-words.ts";
import { NextInWords } from "../follow-up/next-in-words.tsx";
import { paths } from "../paths.ts";
import { SummaryRead } from "../summary/summary-read.tsx";
import { CivilDate, Details, RiskTag, StatusTag, SummaryList, Table, Time } from "../ui/index.ts";
import type { AdviceHeard } from "./advice-heard.ts";
import type { CaseHead } from "./case-heads.ts";
import { LISTING_WORDS, OUTCOME_WORDS, titleOf } from "./meeting-words.ts";
import type { RecordedItem } from "./record.tsx";

export function StandingItems({ items }: { items: RecordedItem[] }) {
	return (
		<Table
			caption="Items about no case"
			columns={[
				{
					key: "title",
					header: "Item",
					rowHeader: true,
					cell: (item) => `${item.number}. ${titleOf(item, "")}`,
				},
				{ key: "taken", header: "Taken", cell: (item) => <FromTo item={item} /> },
				{
					key: "minutes",
					header: "Minutes",
					cell: (item) =>
						item.openedAt ? `${item.minutesSpent}, planned ${item.minutes}` : `Planned ${item.minutes}`,
				},
			]}
			rows={items}
			rowKey={(item) => item.id}
		/>
	);
}

function FromTo({ item: { openedAt, leftAt } }: { item: RecordedItem }) {
	if (!openedAt) return "Not taken";
	return (
		<>
			<Time at={openedAt} format="time" />
			{leftAt ? (
				<>
					{" "}
					to <Time at={leftAt} format="time" />
				</>
			) : null}
		</>
	);
}

interface RecordedCase {
	item: RecordedItem;
	head: CaseHead;
	entries: EntryRow[];
	actions: ActionRow[];
	/** What came next for it when it left the meeting; nothing while that is not said. */
	next: LeftWith | null;
	/** What stood in the case's summary when the meeting ended. */
	summary: SectionThen[];
	/** How those of the entries that are advice stand with the officer. */
	advice: AdviceRow[];
	/** Advice of before, as it stood when the panel heard the case. */
	earlierAdvice: AdviceHeard[];
}

const KINDS = Object.entries({
	...ENTRY_WORDS,
	risk: "Risks",
	decision: "Decisions",
}) as [EntryRow["entryKind"], string][];

export function CaseRecord({
	item,
	head,
	entries,
	actions,
	next,
	summary,
	advice,
	earlierAdvice,
	isClosed,
}: RecordedCase & { isClosed: boolean }) {
	const isEmpty = entries.length === 0 && actions.length === 0;
	return (
		<section className="pr-record" aria-labelledby={`case-${head.caseId}`}>
			<h3 className="govuk-heading-m pr-record__title" id={`case-${head.caseId}`}>
				{item.number}.{" "}
				<Link className="govuk-link pr-reference" to={paths.case(head.caseId)}>
					{head.reference}
				</Link>{" "}
				{head.victim || "Victim not known"}
			</h3>
			<div className="govuk-body pr-record__facts">
				<RiskTag level={head.risk} />
				<span>Person causing harm: {head.suspects || "Not known"}</span>
				<span>Officer in the case: {head.officerName ?? "Not allocated"}</span>
				{item.presenterName && item.presenterName !== head.officerName ? (
					<span>Presented by {item.presenterName}</span>
				) : null}
				{item.listing ? <span>Listed as {LISTING_WORDS[item.listing].toLowerCase()}</span> : null}
				{item.openedAt ? (
					<span>
						<FromTo item={item} />, {item.minutesSpent} {item.minutesSpent === 1 ? "minute" : "minutes"} (
						{item.minutes} planned)
					</span>
				) : (
					<span>Not opened by the chair</span>
				)}
			</div>
			<OutcomeOf item={item} isClosed={isClosed} />
			{summary.length > 0 ? (
				<Details summary="The summary as the panel had it">
					<SummaryRead sections={summary} headingLevel="h4" />
				</Details>
			) : null}
			{earlierAdvice.length > 0 ? <EarlierAdvice heard={earlierAdvice} /> : null}
			{isEmpty ? <p className="govuk-body">Nothing was recorded on this case in this meeting.</p> : null}
			{KINDS.map(([kind, title]) => {
				const said = entries.filter((entry) => entry.entryKind === kind);
				return said.length > 0 ? <Entries key={kind} title={title} entries={said} advice={advice} /> : null;
			})}
			{actions.length > 0 ? <Actions actions={actions} /> : null}
			{next ? (
				<p className="govuk-body">
					<strong>Next:</strong> <NextInWords next={next} />
				</p>
			) : null}
		</section>
	);
}

/** What came of it, where that is more than that it was heard. */
function OutcomeOf({ item, isClosed }: { item: RecordedItem; isClosed: boolean }) {
	switch (item.outcome) {
		case "deferred":
			return (
				<SummaryList
					rows={[
						{ key: "Deferred", value: <Typed>{item.reason}</Typed> },
						{ key: "Safety cover until then", value: <Typed>{item.safetyCover}</Typed> },
						{ key: "Owned until then by", value: item.interimOwner },
					]}
				/>
			);
		case "outside":
			return <SummaryList rows={[{ key: OUTCOME_WORDS.outside, value: <Typed>{item.reason}</Typed> }]} />;
		case "carried-over":
			return <p className="govuk-body">Carried over to another meeting.</p>;
		case "nothing-decided":
			return <p className="govuk-body">The chair said that nothing was decided.</p>;
		case null:
			return item.isCurrent && !isClosed ? <p className="govuk-body">The panel is on it now.</p> : null;
		default:
			return null;
	}
}

const Typed = ({ children }: { children: ReactNode }) => <span className="pr-typed">{children}</span>;

/** What was advised before, and the officer's answer as the panel heard it. */
function EarlierAdvice({ heard }: { heard: AdviceHeard[] }) {
	return (
		<>
			<h4 className="govuk-heading-s">Advice from before, and the officer’s answer</h4>
			<ul className="pr-record__entries">
				{heard.map(({ entry, advice }) => (
					<li key={entry.id} className="pr-record__entry">
						<p className="govuk-body pr-typed">{entry.body}</p>
						<p className="pr-record__by">
							{entry.forAgencyName ?? entry.agencyName}, <Time at={entry.at} format="date" />
						</p>
						{advice ? (
							<AdviceStanding advice={advice} />
						) : (
							<p className="pr-advice__state">
								<AdviceTag state="unanswered" />{" "}
								<span className="pr-advice__by">
									The officer in the case had not answered when the panel heard the case.
								</span>
							</p>
						)}
					</li>
				))}
			</ul>
		</>
	);
}

interface EntriesProps {
	title: string;
	entries: EntryRow[];
	advice: AdviceRow[];
}

function Entries({ title, entries, advice }: EntriesProps) {
	const standingOf = (entry: EntryRow) => advice.find(({ entryId }) => entryId === entry.id);
	return (
		<>
			<h4 className="govuk-heading-s">{title}</h4>
			<ul className="pr-record__entries">
				{entries.map((entry) => (
					<li key={entry.id} className="pr-record__entry">
						<p className="govuk-body pr-typed">{entry.body}</p>
						<p className="pr-record__by">
							{entry.forAgencyName
								? `${entry.forAgencyName}, recorded for it by ${entry.authorName}`
								: `${entry.authorName}, ${entry.agencyName}`}
							, <Time at={entry.at} format="time" />
							{entry.editedAt ? (
								<>
									{" "}
									(edited <Time at={entry.editedAt} />)
								</>
							) : null}
							{entry.forAgencyName ? <>. </> : null}
							<EntryConfirmation entry={entry} />
						</p>
						<Answer advice={standingOf(entry)} />
					</li>
				))}
			</ul>
		</>
	);
}

const Answer = ({ advice }: { advice: AdviceRow | undefined }) =>
	advice ? <AdviceStanding advice={advice} /> : null;

function Actions({ actions }: { actions: ActionRow[] }) {
	return (
		<Table
			caption="Actions"
			captionSize="s"
			columns={[
				{ key: "what", header: "Action", rowHeader: true, cell: (action) => <What action={action} /> },
				{
					key: "owner",
					header: "Owner",
					cell: (action) => (
						<>
							{ownerInWords(action)}
							{action.isHeldByChair ? <div>Held by the chair</div> : null}
						</>
					),
				},
				{
					key: "due",
					header: "Due",
					cell: (action) => (action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")),
				},
				{ key: "status", header: "How it stands", cell: (action) => <Stands action={action} /> },
			]}
			rows={actions}
			rowKey={(action) => action.id}
		/>
	);
}

function What({ action }: { action: ActionRow }) {
	const isUrgent = action.priority === "urgent";
	const about = [
		isUrgent ? "Urgent" : undefined,
		action.category ? CATEGORY_WORDS[action.category] : undefined,
	].filter((fact) => fact !== undefined);
	return (
		<>
			<span className="pr-typed">{action.what}</span>
			{about.length > 0 ? <div className="pr-record__about">{about.join(" · ")}</div> : null}
		</>
	);
}

function Stands({ action }: { action: ActionRow }) {
	const answered = answeredInWords(action);
	return (
		<>
			<StatusTag status={action.status} />
			{action.outcome ? <div className="pr-typed">{action.outcome}</div> : null}
			{answered ? <div>{answered}, not confirmed yet</div> : null}
		</>
	);
}

/** Cases that the panel did not come to, and what happens to each: nothing is dropped. */
export function NotHeard({ files, isClosed }: { files: RecordedCase[]; isClosed: boolean }) {
	if (files.length === 0) return null;
	return (
		<Table
			caption={isClosed ? "Cases that were not heard" : "Cases that the panel has not come to"}
			columns={[
				{
					key: "case",
					header: "Case",
					rowHeader: true,
					cell: ({ item, head }) => (
						<>
							{item.number}.{" "}
							<Link className="govuk-link pr-reference" to={paths.case(head.caseId)}>
								{head.reference}
							</Link>{" "}
							{head.victim || "Victim not known"}
						</>
					),
				},
				{ key: "risk", header: "Risk", cell: ({ head }) => <RiskTag level={head.risk} /> },
				{
					key: "what",
					header: "What happens",
					cell: ({ item, next }) => (
						<>
							{item.outcome ? <PutOff item={item} /> : isClosed ? "Not put off" : "To come"}
							{next && next.step !== "hearing" ? (
								<div>
									Next: <NextInWords next={next} />
								</div>
							) : null}
						</>
					),
				},
			]}
			rows={files}
			rowKey={({ item }) => item.id}
		/>
	);
}

function PutOff({ item }: { item: RecordedItem }) {
	return (
		<>
			{item.outcome ? OUTCOME_WORDS[item.outcome] : null}
			{item.reason ? <div className="pr-typed">{item.reason}</div> : null}
			{item.safetyCover ? <div className="pr-typed">Safety cover: {item.safetyCover}</div> : null}
			{item.interimOwner ? <div>Owned until then by {item.interimOwner}</div> : null}
		</>
	);
}
