/** Says on a plain page why a press of a button changed nothing. */
import { isRouteErrorResponse, Link, useParams, useRouteError } from "@remix-run/react";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { PageTitle } from "../ui/index.ts";

/** The error boundary of a route that only takes the press of a button. */
export function CannotDoThis() {
	const error = useRouteError();
	const { meetingId = "" } = useParams();
	const status = isRouteErrorResponse(error) ? error.status : 500;
	if (status === 404 || status >= 500) throw error;
	const message = isRouteErrorResponse(error)
		? (error.data as { message?: string } | null)?.message
		: undefined;
	return (
		<Page>
			<title>Nothing was changed – Panelroom</title>
			<PageTitle>Nothing was changed</PageTitle>
			<p className="govuk-body">{message ?? "This cannot be done just now."}</p>
			<p className="govuk-body">
				<Link className="govuk-link" to={paths.meeting(meetingId)} reloadDocument>
					Go back to the meeting
				</Link>
			</p>
		</Page>
	);
}
