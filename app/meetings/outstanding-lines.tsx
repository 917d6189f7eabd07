/** Open actions of earlier meetings, a line each, as the agenda and its papers list them. */
import { Link } from "@remix-run/react";
import { paths } from "../paths.ts";
import { CivilDate, StatusTag } from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";

interface OutstandingLinesProps {
	actions: AgendaPage["outstanding"];
	today: string;
}

export function OutstandingLines({ actions, today }: OutstandingLinesProps) {
	return (
		<>
			{actions.map((action) => (
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
		</>
	);
}
