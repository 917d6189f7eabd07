/** The cases of a register, a line each. */
import { Link } from "@remix-run/react";
import type { RegisterLine } from "#server/register/index.ts";
import { paths } from "../paths.ts";
import { CivilDate, EmptyState, RiskTag, Table, Tag } from "../ui/index.ts";
import type { RegisterPage } from "./register.tsx";
import { NEXT_STEP_WORDS, STATE_WORDS } from "./register-words.ts";

export function RegisterCases({ list }: { list: RegisterPage["list"] }) {
	return (
		<div className="pr-register">
			<Table
				caption={`Cases (${list.total.toLocaleString("en-GB")})`}
				rows={list.lines}
				rowKey={(line) => line.id}
				empty={
					<EmptyState title="No case fits">
						<p className="govuk-body">Choose less, or clear the filter.</p>
					</EmptyState>
				}
				columns={[
					{
						key: "reference",
						header: "Reference",
						rowHeader: true,
						cell: (line) => (
							<Link className="govuk-link pr-reference" to={paths.case(line.id)}>
								{line.reference}
							</Link>
						),
					},
					{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
					{ key: "suspects", header: "Person causing harm", cell: (line) => line.suspects || "Not known" },
					{
						key: "risk",
						header: "Risk and state",
						cell: (line) => (
							<>
								<RiskTag level={line.risk} />
								<div>{STATE_WORDS[line.state]}</div>
							</>
						),
					},
					{
						key: "officer",
						header: "Officer and area",
						cell: (line) => (
							<>
								{line.officerName ?? "Not allocated"}
								{line.area ? <div className="pr-secondary">{line.area}</div> : null}
							</>
						),
					},
					{ key: "next", header: "Next step", cell: (line) => <Next line={line} /> },
					{ key: "actions", header: "Open actions", cell: (line) => <Actions line={line} /> },
				]}
			/>
		</div>
	);
}

function Next({ line }: { line: RegisterLine }) {
	if (line.state === "closed") return <>None</>;
	return (
		<>
			{line.nextStep ? NEXT_STEP_WORDS[line.nextStep] : "Not decided"}
			{line.nextDate ? (
				<div>
					<CivilDate date={line.nextDate} />
				</div>
			) : null}
			{line.isOverdue ? (
				<Tag colour="red" shape="clock">
					Overdue
				</Tag>
			) : null}
		</>
	);
}

function Actions({ line }: { line: RegisterLine }) {
	return (
		<>
			{line.openActions}
			{line.overdueActions > 0 ? (
				<div>
					<Tag colour="red" shape="clock">
						{line.overdueActions} overdue
					</Tag>
				</div>
			) : null}
		</>
	);
}
