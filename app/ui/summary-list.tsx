import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type SummaryAction = {
	to: string;
	label: string;
	/** What the label does not say by itself: “Change” what? Read out, not shown. */
	about: string;
};

export type SummaryRow = { key: string; value: ReactNode; actions?: SummaryAction[] };

export function SummaryList({ rows, border = true }: { rows: SummaryRow[]; border?: boolean }) {
	const someHaveActions = rows.some((row) => row.actions?.length);
	return (
		<dl className={classNames("govuk-summary-list", !border && "govuk-summary-list--no-border")}>
			{rows.map((row) => (
				<div
					key={row.key}
					className={classNames(
						"govuk-summary-list__row",
						someHaveActions && !row.actions?.length && "govuk-summary-list__row--no-actions",
					)}
				>
					<dt className="govuk-summary-list__key">{row.key}</dt>
					<dd className="govuk-summary-list__value">{row.value}</dd>
					{row.actions?.length ? (
						<dd className="govuk-summary-list__actions">
							<Actions actions={row.actions} />
						</dd>
					) : null}
				</div>
			))}
		</dl>
	);
}

function Actions({ actions }: { actions: SummaryAction[] }) {
	const [only, ...others] = actions;
	if (only && others.length === 0) return <ActionLink {...only} />;
	return (
		<ul className="govuk-summary-list__actions-list">
			{actions.map((action) => (
				<li className="govuk-summary-list__actions-list-item" key={action.to + action.label}>
					<ActionLink {...action} />
				</li>
			))}
		</ul>
	);
}

export function ActionLink({ to, label, about }: SummaryAction) {
	return (
		<Link className="govuk-link" to={to}>
			{label}
			<span className="govuk-visually-hidden"> {about}</span>
		</Link>
	);
}
