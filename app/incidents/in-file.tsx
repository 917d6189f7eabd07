/** What a case's file says of its chronology: what it comes to, changes of pace and the last few incidents. */
import { Link } from "@remix-run/react";
import type { ChronologyRow } from "#server/incidents/index.ts";
import { paths } from "../paths.ts";
import { formatCivilDate } from "../ui/index.ts";
import { IncidentTags } from "./incident-tags.tsx";
import { titleOf } from "./incident-timeline.tsx";
import { whenInWords } from "./incident-words.ts";

const plural = (n: number, one: string, many = `${one}s`) =>
	`${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

/**
 * "16 incidents from 15 Sep 2026 to 20 Nov 2026, 2 breaches of orders, 2 police actions". The dates are of incidents, so
 * where there is none only the rest is said.
 */
export function sumsInWords({
	incidents,
	firstOn,
	lastOn,
	breaches,
	policeActions,
}: Pick<ChronologyRow, "incidents" | "firstOn" | "lastOn" | "breaches" | "policeActions">): string {
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

export function ChronologyInFile({ caseId, row }: { caseId: string; row: ChronologyRow | undefined }) {
	const isEmpty = !row || row.incidents + row.policeActions === 0;
	const last = row?.paceChanges.at(-1);
	return (
		<section aria-labelledby="chronology-heading">
			<h2 className="govuk-heading-m" id="chronology-heading">
				Pattern of behaviour
			</h2>
			{isEmpty ? (
				<p className="govuk-body">
					No incident yet.{" "}
					<Link className="govuk-link" to={paths.chronology(caseId)}>
						Open the chronology
					</Link>
				</p>
			) : (
				<>
					<p className="govuk-body">
						{sumsInWords(row)}.{" "}
						<Link className="govuk-link" to={paths.chronology(caseId)}>
							Open the chronology
						</Link>
					</p>
					{last ? (
						<p className="govuk-body">
							<strong>The pace rose in the week of {formatCivilDate(last.week)}:</strong>{" "}
							{plural(last.count, "incident")}, up from {last.before === 0 ? "none" : last.before}.
						</p>
					) : null}
					<ul className="govuk-list pr-last-incidents">
						{row.newest.map((incident) => (
							<li key={incident.id}>
								<strong>{whenInWords(incident)}</strong> {titleOf(incident)}:{" "}
								<span className="pr-typed">{incident.what}</span> <IncidentTags incident={incident} />
							</li>
						))}
					</ul>
				</>
			)}
		</section>
	);
}
