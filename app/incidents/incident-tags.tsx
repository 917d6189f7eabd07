/** What stands out of an incident: a breach, what the police did, evidence that is about to be gone, an open query. */
import type { IncidentLine } from "#server/incidents/index.ts";
import { formatCivilDate, Tag } from "../ui/index.ts";
import { ORDER_WORDS, POLICE_WORDS } from "./incident-words.ts";

type Told = Pick<IncidentLine, "orderBreached" | "policeAction"> &
	Partial<Pick<IncidentLine, "preserveBy" | "queries">>;

/**
 * @param today a civil date; without it nothing is said of evidence.
 * @param guessed what was only taken from the words.
 */
export function IncidentTags({
	incident,
	today,
	guessed = [],
}: {
	incident: Told;
	today?: string;
	guessed?: readonly string[];
}) {
	const { orderBreached, policeAction, preserveBy, queries = [] } = incident;
	const isOpen = queries.some(({ state }) => state === "open");
	if (!orderBreached && !policeAction && !(preserveBy && today) && !isOpen) return null;
	return (
		<span className="pr-incident__tags">
			{orderBreached ? (
				<Tag colour="red" shape="exclamation">
					Breach: {ORDER_WORDS[orderBreached]}
					{guessed.includes("orderBreached") ? " (guessed)" : ""}
				</Tag>
			) : null}
			{policeAction ? (
				<Tag colour="blue" shape="here">
					Police: {POLICE_WORDS[policeAction]}
					{guessed.includes("policeAction") ? " (guessed)" : ""}
				</Tag>
			) : null}
			{preserveBy && today ? <EvidenceTag preserveBy={preserveBy} today={today} /> : null}
			{isOpen ? (
				<Tag colour="yellow" shape="question">
					Recording query
				</Tag>
			) : null}
		</span>
	);
}

const EvidenceTag = ({ preserveBy, today }: { preserveBy: string; today: string }) =>
	preserveBy < today ? (
		<Tag colour="grey" shape="clock">
			Evidence was to be secured by {formatCivilDate(preserveBy)}
		</Tag>
	) : (
		<Tag colour="orange" shape="clock">
			Secure evidence by {formatCivilDate(preserveBy)}
		</Tag>
	);
