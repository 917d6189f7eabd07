import type { ReactNode } from "react";
import { ActionLink, type SummaryAction } from "./summary-list.tsx";

type SummaryCardProps = {
	title: ReactNode;
	headingLevel?: 2 | 3 | 4;
	actions?: SummaryAction[];
	id?: string;
	/** A SummaryList, or anything else. */
	children: ReactNode;
};

export function SummaryCard({ title, headingLevel = 2, actions = [], id, children }: SummaryCardProps) {
	const Heading = `h${headingLevel}` as const;
	return (
		<div className="govuk-summary-card" id={id}>
			<div className="govuk-summary-card__title-wrapper">
				<Heading className="govuk-summary-card__title">{title}</Heading>
				{actions.length > 0 ? (
					<ul className="govuk-summary-card__actions">
						{actions.map((action) => (
							<li className="govuk-summary-card__action" key={action.to + action.label}>
								<ActionLink {...action} />
							</li>
						))}
					</ul>
				) : null}
			</div>
			<div className="govuk-summary-card__content">{children}</div>
		</div>
	);
}
