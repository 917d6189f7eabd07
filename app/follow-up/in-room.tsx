/** What the room says of a case's follow-up: what comes next, how its last review went, and its safety plans. */
import { Link } from "@remix-run/react";
import type { CaseInView } from "../cases/case-file.tsx";
import { CivilDate, Details, SummaryList } from "../ui/index.ts";
import { answersOf } from "./follow-up-words.ts";

/** @param changeTo where whoever builds the agenda sets what comes next; absent for the rest. */
export function FollowUpInRoom({ file, changeTo }: { file: CaseInView; changeTo: string | undefined }) {
	const { row, plans } = file;
	const inForce = plans.filter(({ endedAt }) => endedAt === null);
	const last = file.reviews.filter(({ doneOn }) => doneOn !== null).at(-1);
	return (
		<>
			{row.state === "follow-up" || changeTo ? (
				<p className="govuk-body">
					Next:{" "}
					{row.state === "closed" ? (
						"nothing, the case is closed"
					) : row.nextDate ? (
						<>
							review on <CivilDate date={row.nextDate} />
						</>
					) : (
						"set when the meeting is closed"
					)}{" "}
					{changeTo && row.state !== "closed" ? (
						<Link className="govuk-link" to={changeTo}>
							Change<span className="govuk-visually-hidden"> what comes next for {row.reference}</span>
						</Link>
					) : null}
				</p>
			) : null}
			{last?.doneOn ? (
				<Details
					summary={
						<>
							Last review, of <CivilDate date={last.doneOn} />
						</>
					}
				>
					<SummaryList
						rows={answersOf(last).map(({ key, value }) => ({
							key,
							value: <span className="pr-typed">{value}</span>,
						}))}
					/>
				</Details>
			) : null}
			{inForce.length > 0 ? (
				<Details summary={`Safety plans (${inForce.length})`}>
					<ul className="govuk-list govuk-list--spaced">
						{inForce.map((plan) => (
							<li key={plan.id}>
								<span className="pr-typed">{plan.what}</span> ({plan.ownerAgencyName}, until{" "}
								<CivilDate date={plan.endsOn} />)
							</li>
						))}
					</ul>
				</Details>
			) : null}
		</>
	);
}
