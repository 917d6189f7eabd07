import type { ReactNode } from "react";

type EmptyStateProps = {
	/** What is not there: “No cases on this agenda yet”. */
	title: ReactNode;
	/** What would put something there, and who does it. */
	children?: ReactNode;
};

export function EmptyState({ title, children }: EmptyStateProps) {
	return (
		<div className="pr-empty-state">
			<p className="pr-empty-state__title">{title}</p>
			{children}
		</div>
	);
}
