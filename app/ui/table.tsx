// biome-ignore-all lint/a11y/noRedundantRoles: a browser forgets what a table means once CSS stacks its cells
import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

export type TableColumn<Row> = {
	key: string;
	header: string;
	headerHidden?: boolean;
	cell: (row: Row) => ReactNode;
	numeric?: boolean;
	/** This cell names the row; usually the first. */
	rowHeader?: boolean;
};

type TableProps<Row> = {
	caption: ReactNode;
	captionSize?: "s" | "m" | "l" | "xl";
	captionHidden?: boolean;
	columns: Array<TableColumn<Row>>;
	rows: Row[];
	rowKey: (row: Row) => string;
	/** On a phone: a card for each row, or the table as it is in a region that scrolls sideways. */
	onNarrowScreens?: "stack" | "scroll";
	/** Shown in place of the table when there are no rows. */
	empty?: ReactNode;
};

export function Table<Row>(props: TableProps<Row>) {
	const captionId = useId();
	if (props.rows.length === 0 && props.empty) return props.empty;
	if (props.onNarrowScreens !== "scroll") return <Grid {...props} captionId={captionId} />;
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
		<section className="pr-table-scroll" aria-labelledby={captionId} tabIndex={0}>
			<Grid {...props} captionId={captionId} />
		</section>
	);
}

function Grid<Row>({
	caption,
	captionSize = "m",
	captionHidden,
	columns,
	rows,
	rowKey,
	onNarrowScreens = "stack",
	captionId,
}: TableProps<Row> & { captionId: string }) {
	return (
		<table
			className={classNames("govuk-table", onNarrowScreens === "stack" && "pr-table--stack")}
			role="table"
		>
			<caption
				id={captionId}
				className={classNames(
					"govuk-table__caption",
					`govuk-table__caption--${captionSize}`,
					captionHidden && "govuk-visually-hidden",
				)}
			>
				{caption}
			</caption>
			<thead className="govuk-table__head" role="rowgroup">
				<tr className="govuk-table__row" role="row">
					{columns.map((column) => (
						<th
							key={column.key}
							scope="col"
							role="columnheader"
							className={classNames("govuk-table__header", column.numeric && "govuk-table__header--numeric")}
						>
							{column.headerHidden ? (
								<span className="govuk-visually-hidden">{column.header}</span>
							) : (
								column.header
							)}
						</th>
					))}
				</tr>
			</thead>
			<tbody className="govuk-table__body" role="rowgroup">
				{rows.map((row) => (
					<tr className="govuk-table__row" role="row" key={rowKey(row)}>
						{columns.map((column) => (
							<Cell key={column.key} column={column} isStacked={onNarrowScreens === "stack"}>
								{column.cell(row)}
							</Cell>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}

function Cell<Row>({
	column,
	isStacked,
	children,
}: {
	column: TableColumn<Row>;
	isStacked: boolean;
	children: ReactNode;
}) {
	// Only the cell of a card needs its heading beside it; a long table that scrolls is half as much to send without.
	const content = !isStacked ? (
		children
	) : (
		<>
			{column.headerHidden ? null : (
				<span className="pr-table__label" aria-hidden="true">
					{column.header}
				</span>
			)}
			<div className="pr-table__value">{children}</div>
		</>
	);
	return column.rowHeader ? (
		<th className="govuk-table__header" scope="row" role="rowheader">
			{content}
		</th>
	) : (
		<td
			className={classNames("govuk-table__cell", column.numeric && "govuk-table__cell--numeric")}
			role="cell"
		>
			{content}
		</td>
	);
}
