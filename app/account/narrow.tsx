import type { ReactNode } from "react";

/** Two thirds of the page: forms of a few boxes are read more easily in a narrow column. */
export function Narrow({ children }: { children: ReactNode }) {
	return (
		<div className="govuk-grid-row">
			<div className="govuk-grid-column-two-thirds">{children}</div>
		</div>
	);
}
