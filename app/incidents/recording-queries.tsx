/** The lead's list of incidents that may be recorded as less than they are; answered here by whoever runs the panel. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { signedIn } from "#server/http/screen.ts";
import { openQueries, type QueryLine } from "#server/incidents/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import { Details, EmptyState, PageTitle, Pagination, SummaryCard, SummaryList, Time } from "../ui/index.ts";
import { AnswerQueryForm, NOTHING } from "./answer-query.tsx";
import { kindsInShort, ORDER_WORDS, QUERY_WORDS, RECORDED_WORDS, whenInWords } from "./incident-words.ts";

export const meta: MetaFunction = () => [{ title: "Recording queries – Panelroom" }];

export const loader = signedIn(({ actor, url }) => openQueries(actor, { page: pageIn(url) }));

export default function RecordingQueries() {
	const { lines, total, isMore, page, pages } = useLoaderData<typeof loader>();
	return (
		<Page>
			<PageTitle>Recording queries</PageTitle>
			<p className="govuk-body">
				An incident stands here when it is recorded as harassment or malicious communications although its
				case has the features of stalking, and when nobody has said whether the breach of an order is recorded
				as stalking. A case has the features of stalking with two or more incidents, or one that lasted for a
				period, of the behaviours in section 2A(3), in person or by digital means. Threats and damage are
				among them. The list has only cases that you may see.
			</p>
			{total === 0 ? (
				<EmptyState title="No recording query is open" />
			) : (
				<>
					<p className="govuk-body">
						<strong>
							{isMore ? `More than ${total.toLocaleString("en-GB")}` : total.toLocaleString("en-GB")}
						</strong>{" "}
						open, the oldest first.
					</p>
					{lines.map((line) => (
						<QueryCard key={line.id} line={line} here={paths.recordingQueries(page)} />
					))}
					<Pagination page={page} pages={pages} href={paths.recordingQueries} />
				</>
			)}
		</Page>
	);
}

function QueryCard({ line, here }: { line: QueryLine; here: string }) {
	const { incident } = line;
	const { orderBreached, recordedAs, crimeNumber } = incident;
	return (
		<SummaryCard
			title={`${line.reference}: ${line.victim || "victim not known"}`}
			actions={[
				{ to: paths.chronology(line.caseId), label: "Chronology", about: `of ${line.reference}` },
				{ to: paths.incident(incident.id), label: "Incident", about: `of ${whenInWords(incident)}` },
			]}
		>
			<SummaryList
				rows={[
					{ key: "Query", value: QUERY_WORDS[line.kind] },
					{ key: "When", value: whenInWords(incident) },
					{
						key: "What happened",
						value: (
							<>
								{kindsInShort(incident.kinds)}
								{incident.kinds.length > 0 ? ": " : null}
								<span className="pr-typed">{incident.what}</span>
							</>
						),
					},
					{
						key: "Recorded as",
						value: `${recordedAs ? RECORDED_WORDS[recordedAs] : "Not known"}${crimeNumber ? `, ${crimeNumber}` : ""}`,
					},
					...(orderBreached ? [{ key: "Order breached", value: ORDER_WORDS[orderBreached] }] : []),
					{ key: "Panel", value: line.panelName },
					{ key: "Open since", value: <Time at={line.raisedAt} format="date" /> },
				]}
			/>
			<Details
				summary={
					<>
						Answer<span className="govuk-visually-hidden"> the query on {line.reference}</span>
					</>
				}
			>
				<AnswerQueryForm query={line} answer={NOTHING} returnTo={here} incidentId={incident.id} />
			</Details>
		</SummaryCard>
	);
}
