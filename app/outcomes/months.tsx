/** Cases heard, month by month. */
import type { Month } from "#server/outcomes/index.ts";
import { Table, type TableColumn } from "../ui/index.ts";
import { PartedBars } from "./pictures.tsx";
import { monthInWords, number } from "./words.ts";

export function Months({ months }: { months: Month[] }) {
	if (months.length === 0) return null;
	return (
		<div className="pr-figure__wide">
			<h3 className="govuk-heading-s">Month by month</h3>
			<div className="pr-figure__pair">
				<div>
					<PartedBars
						title="Cases heard, month by month"
						isShare={false}
						rows={months.map(({ month, ...line }) => ({ key: month, label: monthInWords(month), ...line }))}
					/>
				</div>
				<MonthTable months={months} />
			</div>
		</div>
	);
}

function MonthTable({ months }: { months: Month[] }) {
	const columns: TableColumn<Month>[] = [
		{ key: "month", header: "Month", rowHeader: true, cell: ({ month }) => monthInWords(month) },
		...(months[0]?.counts ?? []).map(
			({ key, label }): TableColumn<Month> => ({
				key,
				header: label,
				numeric: true,
				cell: ({ counts }) => number(counts.find((one) => one.key === key)?.n ?? 0),
			}),
		),
		{ key: "all", header: "All", numeric: true, cell: ({ total }) => number(total) },
	];
	return (
		<Table
			caption="Cases heard, month by month: numbers"
			captionSize="s"
			captionHidden
			onNarrowScreens="scroll"
			columns={columns}
			rows={months}
			rowKey={({ month }) => month}
		/>
	);
}
