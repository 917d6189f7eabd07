import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

/** Goes up to a named page, never “back”: what history holds may be a form already sent. */
export function BackLink({ to, children = "Back" }: { to: string; children?: ReactNode }) {
	return (
		<Link to={to} className="govuk-back-link">
			{children}
		</Link>
	);
}
