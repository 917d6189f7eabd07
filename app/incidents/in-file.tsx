/** What a chronology comes to, inside a page about more: a case's file, the papers of a meeting, and its room. */
import { Link } from "@remix-run/react";
import type { ChronologyRow } from "#server/incidents/index.ts";
import { paths } from "../paths.ts";
import { Details, formatCivilDate } from "../ui/index.ts";
import { IncidentTags } from "./incident-tags.tsx";
import { titleOf } from "./incident-timeline.tsx";
import { numberInWords, plural, whenInWords } from "./incident-words.ts";

type Sums = Pick<ChronologyRow, "incidents" | "firstOn" | "lastOn" | "breaches" | "policeActions">;
/** As much of a chronology as is told here. */
export type ChronologyTold = Sums & Pick<ChronologyRow, "paceChanges" | "newest">;

/**
 * "16 incidents from 15 Sep 2026 to 20 Nov 2026, 2 breaches of orders, 2 police actions". The dates are of incidents, so
 * where there is none only the rest is said.
 */
export function sumsInWords({ incidents, firstOn, lastOn, breaches, policeActions }: Sums): string {
	return [
		...(incidents > 0 ? [`${plural(incidents, "incident")}${rangeInWords(firstOn, lastOn)}`] : []),
		...(breaches > 0 ? [plural(breaches, "breach of an order", "breaches of orders")] : []),
		...(policeActions > 0 ? [plural(policeActions, "police action")] : []),
	].join(", ");
}

function rangeInWords(firstOn: string | null, lastOn: string | null): string {
	if (!firstOn || !lastOn) return "";
	return firstOn === lastOn
		? `, ${formatCivilDate(lastOn)}`
		: ` from ${formatCivilDate(firstOn)} to ${formatCivilDate(lastOn)}`;
}

/** Whether there is anything to tell. */
export const isTold = <Row extends Sums>(row: Row | undefined | null): row is Row =>
	Boolean(row && row.incidents + row.policeActions > 0);

export function ChronologyInFile({ caseId, row }: { caseId: string; row: ChronologyRow | undefined }) {
	const open = (
		<Link className="govuk-link" to={paths.chronology(caseId)}>
			Open the chronology
		</Link>
	);
	return (
		<section aria-labelledby="chronology-heading">
			<h2 className="govuk-heading-m" id="chronology-heading">
				Pattern of behaviour
			</h2>
			{isTold(row) ? (
				<>
					<p className="govuk-body">
						{sumsInWords(row)}. {open}
					</p>
					<LastChangeOfPace row={row} />
					<LastIncidents row={row} />
				</>
			) : (
				<p className="govuk-body">No incident yet. {open}</p>
			)}
		</section>
	);
}

/** In a meeting's papers, which are read in one go and printed. */
export function ChronologyInPapers({ row, isOver }: { row: ChronologyTold; isOver: boolean }) {
	return (
		<div className="pr-chronology-told">
			{/* What it came to at the meeting is kept nowhere. */}
			<h3 className="govuk-heading-s pr-paper__kind">
				Chronology of incidents{isOver ? ", as it stands now" : null}
			</h3>
			<p className="govuk-body">{sumsInWords(row)}.</p>
			<LastChangeOfPace row={row} />
			<p className="govuk-body">{row.newest.length === 1 ? "What happened:" : "What happened last:"}</p>
			<LastIncidents row={row} />
		</div>
	);
}

/** In the room: two lines at most; what happened last waits behind a press. */
export function ChronologyInRoom({
	caseId,
	row,
	hasPages,
}: {
	caseId: string;
	row: ChronologyTold | undefined;
	/** Whether the reader may open a case's own pages: observers and guests have the room alone. */
	hasPages: boolean;
}) {
	if (!isTold(row)) return null;
	const { length } = row.newest;
	return (
		<section aria-labelledby="chronology-heading" className="pr-chronology-told">
			<h2 className="pr-room__heading" id="chronology-heading">
				Chronology of incidents
			</h2>
			<p className="govuk-body">
				{sumsInWords(row)}.{" "}
				{hasPages ? (
					<Link className="govuk-link pr-no-print" to={paths.chronology(caseId)}>
						Open the chronology
					</Link>
				) : null}
			</p>
			<LastChangeOfPace row={row} />
			<Details summary={length === 1 ? "What happened" : `What happened last (${length})`}>
				<LastIncidents row={row} />
			</Details>
		</section>
	);
}

function LastChangeOfPace({ row }: { row: ChronologyTold }) {
	const last = row.paceChanges.at(-1);
	if (!last) return null;
	return (
		<p className="govuk-body">
			<strong>The pace last rose in the week of {formatCivilDate(last.week)}:</strong>{" "}
			{plural(last.count, "incident")}, up from {numberInWords(last.before)} in the week before.
		</p>
	);
}

/** The newest first. */
const LastIncidents = ({ row }: { row: ChronologyTold }) => (
	<ul className="govuk-list pr-last-incidents">
		{row.newest.map((incident) => (
			<li key={incident.id}>
				<strong>{whenInWords(incident)}</strong> {titleOf(incident)}:{" "}
				<span className="pr-typed">{incident.what}</span> <IncidentTags incident={incident} />
			</li>
		))}
	</ul>
);
