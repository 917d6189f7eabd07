/** Says on an open page that more waits for its reader than it shows; nothing moves until they ask for it. */
import { Link } from "@remix-run/react";
import { useUnread } from "../live/inbox-sign.ts";
import { InsetText } from "../ui/index.ts";

/** @param unread how much waited when the page was loaded. @param to the page's own address. */
export function SomethingNew({ unread, to }: { unread: number; to: string }) {
	if (useUnread(unread) <= unread) return null;
	return (
		<InsetText>
			<p className="govuk-body">
				Something new has come in.{" "}
				<Link className="govuk-link" to={to}>
					Show it
				</Link>
			</p>
		</InsetText>
	);
}
