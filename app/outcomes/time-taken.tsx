/** How long something took: half of it, and nine in ten. */
import { Link } from "@remix-run/react";
import type { TimeTaken } from "#server/outcomes/index.ts";
import { paths } from "../paths.ts";
import { Table } from "../ui/index.ts";
import { Figure } from "./figure.tsx";
import { Bars } from "./pictures.tsx";
import { inDays, number } from "./words.ts";

export function TimePicture({
	taken,
	search,
	what,
}: {
	taken: TimeTaken;
	search: string;
	what: "referrals" | "actions";
}) {
	const { figure, title, n, median, ninetieth } = taken;
	const lines = [
		{ key: "median", label: "Median", days: median ?? 0 },
		{ key: "ninetieth", label: "90th centile", days: ninetieth ?? 0 },
	];
	return (
		<Figure split={{ ...taken, total: n }}>
			{n > 0 ? (
				<p className="govuk-body">
					Half of{" "}
					<Link className="govuk-link" to={paths.behindOutcomes(search, { figure })}>
						{number(n)} {n === 1 ? what.slice(0, -1) : what}
					</Link>{" "}
					took {inDays(median ?? 0)} or less, nine in ten {inDays(ninetieth ?? 0)} or less.
				</p>
			) : null}
			<div className="pr-figure__pair">
				<Bars
					title={title}
					rows={lines.map(({ days, ...line }) => ({ ...line, value: days, text: inDays(days) }))}
				/>
				<Table
					caption={`${title}: numbers`}
					captionSize="s"
					captionHidden
					onNarrowScreens="scroll"
					columns={[
						{ key: "label", header: "What", headerHidden: true, rowHeader: true, cell: ({ label }) => label },
						{ key: "days", header: "Days", numeric: true, cell: ({ days }) => number(days) },
					]}
					rows={lines}
					rowKey={({ key }) => key}
				/>
			</div>
		</Figure>
	);
}
