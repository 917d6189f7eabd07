/** Open actions of earlier meetings, which stay where they are: on an agenda, in its papers, and in the room. */
import { Link } from "@remix-run/react";
import type { OutstandingActions } from "#server/meetings/index.ts";
import { panelsActions } from "../home/ways.ts";
import { paths } from "../paths.ts";
import { CivilDate, StatusTag } from "../ui/index.ts";

interface OutstandingListProps {
	outstanding: OutstandingActions;
	panelId: string;
	/** Civil date. */
	today: string;
	className: string;
}

export function OutstandingList({ outstanding, panelId, today, className }: OutstandingListProps) {
	const { lines, isMore } = outstanding;
	return (
		<>
			<ul className={className}>
				{lines.map((action) => (
					<li key={action.id}>
						<Link className="govuk-link pr-typed" to={paths.action(action.id)}>
							{action.what}
						</Link>
						<span className="pr-plan__facts">
							<span className="pr-reference">{action.reference}</span>
							<span>{action.ownerAgencyName ?? "Nobody owns it yet"}</span>
							<span>
								{action.due ? (
									<>
										due <CivilDate date={action.due} />
									</>
								) : (
									(action.dueNote ?? "no date")
								)}
							</span>
							{action.due !== null && action.due < today ? <StatusTag status="overdue" /> : null}
						</span>
					</li>
				))}
			</ul>
			{isMore ? (
				<p className="govuk-body">
					These are the {lines.length} due first.{" "}
					<Link className="govuk-link" to={panelsActions(panelId, "open")}>
						All open actions of the panel
					</Link>
				</p>
			) : null}
		</>
	);
}
