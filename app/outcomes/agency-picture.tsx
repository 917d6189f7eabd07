/** Each agency's shares of a figure: a picture, and the numbers below it. */
import type { SplitByAgency } from "#server/outcomes/index.ts";
import { Table, type TableColumn } from "../ui/index.ts";
import { Counted } from "./figure.tsx";
import { PartedBars, type PartedRow } from "./pictures.tsx";
import { number, share } from "./words.ts";

export function AgencyPicture({
	split,
	search,
	ofWhat,
}: {
	split: SplitByAgency;
	search: string;
	ofWhat: "actions" | "meetings";
}) {
	const { figure, title, agencies, counts, total } = split;
	const all = { agencyId: "", agencyName: "All agencies", counts, total };
	type Line = (typeof agencies)[number];
	const rows: Line[] = agencies.length > 1 ? [...agencies, all] : [...agencies];
	const shown = counts.filter(({ n }) => n > 0);
	const behind = (line: Line, key?: string) => ({
		figure,
		key,
		owner: line.agencyId === "" ? undefined : (line.agencyId ?? "none"),
	});
	const columns: TableColumn<Line>[] = [
		{ key: "agency", header: "Agency", rowHeader: true, cell: ({ agencyName }) => agencyName },
		...shown.map(
			({ key, label }): TableColumn<Line> => ({
				key,
				header: label,
				numeric: true,
				cell: (line) => (
					<Counted
						n={line.counts.find((one) => one.key === key)?.n ?? 0}
						search={search}
						behind={behind(line, key)}
						about={`${label}, ${line.agencyName}`}
					/>
				),
			}),
		),
		{
			key: "all",
			header: "All",
			numeric: true,
			cell: (line) => (
				<Counted
					n={line.total}
					search={search}
					behind={behind(line)}
					about={`${title}, ${line.agencyName}`}
				/>
			),
		},
		{
			key: "share",
			header: ofWhat === "actions" ? "On time" : "There",
			numeric: true,
			cell: (line) => share(line.counts[0]?.n ?? 0, line.total),
		},
	];
	return (
		<div className="pr-figure__stack">
			<PartedBars
				title={`${title}, by agency`}
				isShare
				rows={rows.map(
					(line): PartedRow => ({
						key: line.agencyId ?? "none",
						label: line.agencyName,
						total: line.total,
						counts: line.counts,
					}),
				)}
				textOf={({ total }) =>
					ofWhat === "meetings"
						? `expected ${number(total)} ${total === 1 ? "time" : "times"}`
						: `${number(total)} ${total === 1 ? "action" : "actions"}`
				}
			/>
			<Table
				caption={`${title}, by agency: numbers`}
				captionSize="s"
				captionHidden
				onNarrowScreens="scroll"
				columns={columns.map((column) =>
					column.key === "share" ? { ...column, header: `${column.header}, share` } : column,
				)}
				rows={rows}
				rowKey={({ agencyId }) => agencyId ?? "none"}
			/>
		</div>
	);
}
