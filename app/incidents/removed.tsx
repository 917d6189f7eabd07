/** What was taken out of a chronology: by whom, and why. It counts no more, and is lost to nobody who sees the case. */
import type { RemovedIncident } from "#server/incidents/index.ts";
import { Details, Time } from "../ui/index.ts";
import { titleOf } from "./incident-timeline.tsx";
import { whenInWords } from "./incident-words.ts";

export function Removed({
	removed: { lines, total },
}: {
	removed: { lines: RemovedIncident[]; total: number };
}) {
	if (total === 0) return null;
	return (
		<Details summary={`Removed from the chronology (${total.toLocaleString("en-GB")})`}>
			<p className="govuk-body">
				These count in nothing above.{" "}
				{total > lines.length ? `The ${lines.length} that were removed last are shown.` : null}
			</p>
			<ul className="govuk-list pr-removed">
				{lines.map((incident) => (
					<li key={incident.id}>
						<p className="govuk-body">
							<strong>{whenInWords(incident)}</strong> {titleOf(incident)}:{" "}
							<span className="pr-typed">{incident.what}</span>
						</p>
						<p className="govuk-body-s pr-incident__facts">
							Added by {incident.authorName}. Removed by {incident.removedByName}, {incident.removedByAgency},{" "}
							<Time at={incident.removedAt} />.{" "}
							{incident.reason ? (
								<>
									Why: <span className="pr-typed">{incident.reason}</span>
								</>
							) : (
								"No reason was given."
							)}
						</p>
					</li>
				))}
			</ul>
		</Details>
	);
}
