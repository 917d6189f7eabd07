/** Incidents to read, one after the other, by month. */
import { Link } from "@remix-run/react";
import type { IncidentLine } from "#server/incidents/index.ts";
import { MONTHS } from "../civil-dates.ts";
import { paths } from "../paths.ts";
import { IncidentTags } from "./incident-tags.tsx";
import { kindsInShort, POLICE_WORDS, RECORDED_WORDS, whenInWords } from "./incident-words.ts";

const monthOf = ({ startsOn }: IncidentLine) =>
	`${MONTHS[Number(startsOn.slice(5, 7)) - 1]} ${startsOn.slice(0, 4)}`;

/** Where an incident stands on its page of the list. */
export const incidentAnchor = (incidentId: string) => `incident-${incidentId}`;

/** What an entry is called: what was done to somebody, or what the police did. */
export const titleOf = ({ kinds, policeAction }: Pick<IncidentLine, "kinds" | "policeAction">): string =>
	kinds.length > 0 ? kindsInShort(kinds) : policeAction ? POLICE_WORDS[policeAction] : "Incident";

interface TimelineProps {
	incidents: IncidentLine[];
	today: string;
	/** In which the list is shown. */
	order?: string;
}

export function IncidentTimeline({ incidents, today, order }: TimelineProps) {
	const months: { name: string; incidents: IncidentLine[] }[] = [];
	for (const incident of incidents) {
		const name = monthOf(incident);
		const last = months.at(-1);
		if (last?.name === name) last.incidents.push(incident);
		else months.push({ name, incidents: [incident] });
	}
	return months.map(({ name, incidents }) => (
		<section key={name} aria-label={name}>
			<h3 className="govuk-heading-s pr-incident-month">{name}</h3>
			<ol className="pr-timeline">
				{incidents.map((incident) => (
					<li
						key={incident.id}
						className="pr-timeline__item pr-incident"
						id={incidentAnchor(incident.id)}
						tabIndex={-1}
					>
						<div className="pr-timeline__header">
							<h4 className="pr-timeline__title">{whenInWords(incident)}</h4>
							<p className="pr-timeline__byline">{titleOf(incident)}</p>
						</div>
						<IncidentTags incident={incident} today={today} />
						<div className="pr-timeline__description">
							<p className="govuk-body pr-typed">{incident.what}</p>
							<Facts incident={incident} order={order} />
						</div>
					</li>
				))}
			</ol>
		</section>
	));
}

function Facts({ incident, order }: { incident: IncidentLine; order: string | undefined }) {
	const { location, source, crimeNumber, recordedAs, evidence } = incident;
	const recorded = recordedAs ? `recorded as: ${RECORDED_WORDS[recordedAs].toLowerCase()}` : null;
	const facts = [
		location ? `Where: ${location}` : null,
		source ? `Reported by: ${source}` : null,
		crimeNumber
			? `Crime number: ${crimeNumber}${recorded ? `, ${recorded}` : ""}`
			: recordedAs
				? RECORDED_WORDS[recordedAs]
				: null,
		evidence ? `Evidence: ${evidence}` : null,
	].filter((fact) => fact !== null);
	const isAsked = incident.queries.some(({ state, mayAnswer }) => state === "open" && mayAnswer);
	const added = `Added by ${incident.authorName}, ${incident.agencyName}${incident.editedAt ? ", changed since" : ""}`;
	return (
		<p className="govuk-body-s pr-incident__facts">
			{`${[...facts, added].join(". ")}. `}
			<Link className="govuk-link" to={paths.incident(incident.id, order)}>
				{incident.mayChange ? "Change" : isAsked ? "Answer the query" : "Open"}
				<span className="govuk-visually-hidden">
					{`${isAsked && !incident.mayChange ? " about" : ""} the incident of ${whenInWords(incident)}`}
				</span>
			</Link>
		</p>
	);
}
