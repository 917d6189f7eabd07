/** Actions, safety plans and advice as short lists to read: what was promised, and how it stands. */
import { Link } from "@remix-run/react";
import type { ActionRow } from "#server/actions/index.ts";
import { paths } from "../paths.ts";
import { CivilDate, StatusTag, Tag } from "../ui/index.ts";

type Promised = Pick<
	ActionRow,
	"id" | "what" | "ownerAgencyName" | "ownerDetail" | "due" | "dueNote" | "status" | "outcome"
> & { isNewSincePapers?: boolean };

/** @param hasPages whether the reader may open an action's own page: observers and guests have the room alone. */
export function PromisedActions({
	actions,
	today,
	hasPages = true,
}: {
	actions: readonly Promised[];
	/** Civil date. */
	today: string;
	hasPages?: boolean;
}) {
	return (
		<ul className="pr-paper__entries">
			{actions.map((action) => {
				const isOverdue =
					(action.status === "open" || action.status === "in-progress") &&
					action.due !== null &&
					action.due < today;
				return (
					<li key={action.id} className="pr-paper__entry">
						<p className="govuk-body pr-typed">
							{hasPages ? (
								<Link className="govuk-link" to={paths.action(action.id)}>
									{action.what}
								</Link>
							) : (
								action.what
							)}
						</p>
						<p className="pr-paper__by">
							{action.ownerAgencyName ?? "Nobody owns it yet"}
							{action.ownerDetail ? ` (${action.ownerDetail})` : null},{" "}
							{action.due ? (
								<>
									due <CivilDate date={action.due} />
								</>
							) : (
								(action.dueNote ?? "no date")
							)}
							{action.outcome ? (
								<>
									. <span className="pr-typed">{action.outcome}</span>
								</>
							) : null}
						</p>
						<p className="pr-paper__new">
							<StatusTag status={isOverdue ? "overdue" : action.status} />{" "}
							{action.isNewSincePapers ? <Tag colour="yellow">New since papers went out</Tag> : null}
						</p>
					</li>
				);
			})}
		</ul>
	);
}
