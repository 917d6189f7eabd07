/** What a live screen says of its connection: nothing for four seconds, then quietly; loudly when the session ended. */
import { Link, useLocation } from "@remix-run/react";
import { paths } from "../paths.ts";
import { ConnectionNotice, WarningText } from "../ui/index.ts";
import type { LiveStatus } from "./use-live.ts";

interface LiveNoticeProps {
	status: LiveStatus;
	hasUnsaved: boolean;
	/** What becomes of what is typed here; as it stands, for composers, which keep drafts and send them by themselves. */
	typed?: { whenSignedOut: string; whenOffline: string };
}

export function LiveNotice({ status, hasUnsaved, typed }: LiveNoticeProps) {
	const { pathname, search } = useLocation();
	if (status === "signed-out" || status === "closed") {
		return (
			<div role="alert">
				<WarningText>
					{status === "signed-out"
						? `You have been signed out because nothing happened for a while. ${typed?.whenSignedOut ?? "What you were typing has been kept."}`
						: "You can no longer see this page. You may have been signed out, or your access may have ended."}{" "}
					<Link className="govuk-link" to={paths.signIn(`${pathname}${search}`)} reloadDocument>
						Sign in again
					</Link>
				</WarningText>
			</div>
		);
	}
	return (
		<ConnectionNotice connected={status !== "offline" && !hasUnsaved} afterMs={0}>
			{typed ? `What you see may be out of date. ${typed.whenOffline}` : undefined}
		</ConnectionNotice>
	);
}
