/** What the addresses share that only take the press of a button: on to the room, or a plain page that says why not. */
import { data, redirect } from "@remix-run/node";
import { isRouteErrorResponse, Link, useParams, useRouteError } from "@remix-run/react";
import { Conflict, Invalid, NotAllowed } from "#server/http/errors.ts";
import { signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { PageTitle } from "../ui/index.ts";

/** Somebody who opens such an address, as after signing in again, is taken to the room. */
export const toTheRoom = signedIn(async ({ params }): Promise<null> => {
	throw redirect(paths.meeting(params.meetingId ?? ""));
});

/** Lets a script have its answer; a browser that waits for a page gets CannotDoThis, with the reason on it. */
export async function orSayWhy<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (request.headers.get("Sec-Fetch-Dest") === "empty") throw error;
		if (error instanceof Conflict || error instanceof NotAllowed) {
			throw data({ message: error.message }, { status: error instanceof Conflict ? 409 : 403 });
		}
		if (error instanceof Invalid) {
			throw data({ message: `${Object.values(error.fields).join(". ")}.` }, { status: 400 });
		}
		throw error;
	}
}

/** The error boundary of such a route. */
export function CannotDoThis() {
	const error = useRouteError();
	const { meetingId = "" } = useParams();
	const status = isRouteErrorResponse(error) ? error.status : 500;
	if (status === 404 || status >= 500) throw error;
	const message = isRouteErrorResponse(error) ? (error.data as { message?: string } | null)?.message : undefined;
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
