/** What stands in a case's summary, inside a page about more than that: papers, and the record of a meeting. */
import type { SectionThen } from "#server/summary/index.ts";
import { Prose } from "./prose.tsx";
import { headingOf } from "./section-words.ts";

interface SummaryReadProps {
	/** Those in which something stands. */
	sections: readonly SectionThen[];
	headingLevel: "h3" | "h4";
}

export function SummaryRead({ sections, headingLevel: Heading }: SummaryReadProps) {
	return sections.map(({ key, section, agencyName, text }) => (
		<div key={key} className="pr-summary-read">
			<Heading className="govuk-heading-s">{headingOf(section, agencyName)}</Heading>
			<Prose text={text} />
		</div>
	));
}
