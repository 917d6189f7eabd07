/** A list of cases, the same wherever cases are listed. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { CaseLine } from "#server/cases/index.ts";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { paths } from "../paths.ts";
import { RiskTag, Table } from "../ui/index.ts";

type CaseTableProps = {
	caption: ReactNode;
	captionHidden?: boolean;
	lines: CaseLine[];
	/** Shown in place of the table when there are no cases. */
	empty: ReactNode;
};

export function CaseTable({ caption, captionHidden, lines, empty }: CaseTableProps) {
	return (
		<div className="pr-case-table">
			<Table
				caption={caption}
				captionHidden={captionHidden}
				columns={[
					{
						key: "reference",
						header: "Reference",
						rowHeader: true,
						cell: (line) => (
							<>
								<Link className="govuk-link pr-reference" to={paths.case(line.id)}>
									{line.reference}
								</Link>{" "}
								<CaseMarks file={line} />
							</>
						),
					},
					{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
					{ key: "suspects", header: "Person causing harm", cell: (line) => line.suspects || "Not known" },
					{ key: "risk", header: "Risk", cell: (line) => <RiskTag level={line.risk} /> },
					{
						key: "officer",
						header: "Officer in the case",
						cell: (line) => line.officerName ?? "Not allocated",
					},
					{ key: "actions", header: "Open actions", numeric: true, cell: (line) => line.openActions },
				]}
				rows={lines}
				rowKey={(line) => line.id}
				empty={empty}
			/>
		</div>
	);
}
