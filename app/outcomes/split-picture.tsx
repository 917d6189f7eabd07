/** A figure by its classes: a picture beside its numbers. */
import type { Split } from "#server/outcomes/index.ts";
import { Table } from "../ui/index.ts";
import { Counted } from "./figure.tsx";
import { Bars } from "./pictures.tsx";
import { number, share } from "./words.ts";

export function SplitPicture({
	split,
	search,
	headingOf,
}: {
	split: Split;
	search: string;
	headingOf?: string;
}) {
	const { figure, title, total, counts } = split;
	const name = headingOf ?? title;
	const lines = [
		...counts.map((count) => ({ ...count, isAll: false })),
		{ key: "", label: "All", n: total, isAll: true },
	];
	return (
		<div className="pr-figure__pair">
			<Bars
				title={name}
				rows={counts.map(({ key, label, n }) => ({
					key,
					label,
					value: n,
					text: `${number(n)} (${share(n, total)})`,
				}))}
			/>
			<Table
				caption={`${name}: numbers`}
				captionSize="s"
				captionHidden
				onNarrowScreens="scroll"
				columns={[
					{ key: "label", header: "Class", headerHidden: true, rowHeader: true, cell: ({ label }) => label },
					{
						key: "n",
						header: "Number",
						numeric: true,
						cell: ({ key, n, label }) => (
							<Counted
								n={n}
								search={search}
								behind={{ figure, key: key || undefined }}
								about={`${name}: ${label}`}
							/>
						),
					},
					{
						key: "share",
						header: "Share",
						numeric: true,
						cell: ({ n }) => share(n, total),
					},
				]}
				rows={lines}
				rowKey={({ key }) => key}
			/>
		</div>
	);
}
