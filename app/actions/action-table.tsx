/** A list of actions, the same wherever one stands: what is to be done, on which case, by when, and how it stands. */
import { Link } from "@remix-run/react";
import type { ComponentProps } from "react";
import type { LogLine } from "#server/actions/index.ts";
import { paths } from "../paths.ts";
import { CivilDate, StatusTag, Table, type TableColumn, Tag } from "../ui/index.ts";
import { overdueInWords, statusShown } from "./log-words.ts";

/** What a list of actions must know of each. */
export type ListedAction = Pick<
	LogLine,
	"id" | "caseId" | "reference" | "what" | "due" | "dueNote" | "status" | "isRunning" | "priority"
>;

type ActionTableProps<Line> = Pick<ComponentProps<typeof Table>, "caption" | "captionHidden" | "empty"> & {
	lines: Line[];
	today: string;
	/** Where somebody goes on to who has updated one. */
	returnTo: string;
	/** A column before all others, such as a box to tick. */
	first?: TableColumn<Line>;
	/** Columns between the case and the date. */
	more?: TableColumn<Line>[];
	/** What else is said of how one stands. */
	notes?: (line: Line) => React.ReactNode;
	/** What can be done with one here. */
	buttons?: TableColumn<Line>;
	/** All are of one case, which is named elsewhere. */
	isOfOneCase?: boolean;
};

export function ActionTable<Line extends ListedAction>({
	lines,
	today,
	returnTo,
	first,
	more = [],
	notes,
	buttons,
	isOfOneCase,
	...table
}: ActionTableProps<Line>) {
	const columns: (TableColumn<Line> | undefined)[] = [
		first,
		{
			key: "what",
			header: "Action",
			rowHeader: true,
			cell: (action) => (
				<>
					<Link
						className="govuk-link pr-typed"
						to={`${paths.action(action.id)}?to=${encodeURIComponent(returnTo)}`}
					>
						{beginningOf(action.what)}
					</Link>
					{action.priority === "urgent" ? (
						<>
							{" "}
							<Tag colour="orange" shape="exclamation">
								Urgent
							</Tag>
						</>
					) : null}
				</>
			),
		},
		isOfOneCase
			? undefined
			: {
					key: "case",
					header: "Case",
					cell: (action) => (
						<Link className="govuk-link pr-reference" to={paths.case(action.caseId)}>
							{action.reference}
						</Link>
					),
				},
		...more,
		{
			key: "due",
			header: "Due",
			cell: (action) => {
				const overdue = overdueInWords(action, today);
				return (
					<>
						{action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")}
						{overdue ? <div className="pr-overdue">{overdue}</div> : null}
					</>
				);
			},
		},
		{
			key: "status",
			header: "How it stands",
			cell: (action) => (
				<>
					<StatusTag status={statusShown(action, today)} />
					{notes?.(action)}
				</>
			),
		},
		buttons,
	];
	return (
		<div className="pr-action-table">
			<Table
				{...table}
				columns={columns.filter((column) => column !== undefined)}
				rows={lines}
				rowKey={(action) => action.id}
			/>
		</div>
	);
}

/** A list shows enough to know it by; the whole is one step away. */
const beginningOf = (text: string) => (text.length > 240 ? `${text.slice(0, 239).trimEnd()}…` : text);
