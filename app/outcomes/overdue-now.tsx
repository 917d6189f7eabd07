/** What is overdue today, whatever the period. */
import { Table } from "../ui/index.ts";
import { Counted } from "./figure.tsx";
import type { OutcomesPage } from "./outcomes.tsx";
import { Bars } from "./pictures.tsx";
import { number, periodInWords } from "./words.ts";

export function OverdueNow({ page: { overdue, search, today } }: { page: OutcomesPage }) {
	const { actions, reviews, advice } = overdue;
	const all = [actions, reviews, advice].filter((split) => split !== null);
	return (
		<section className="pr-figure" id="overdue" aria-labelledby="overdue-heading">
			<h2 className="govuk-heading-m" id="overdue-heading">
				Overdue now
			</h2>
			<p className="govuk-body pr-figure__says">
				As it stands today, {periodInWords({ from: today, to: today })}, whatever the period.
			</p>
			<div className="pr-figure__pair">
				<Bars
					title="Overdue now"
					rows={all.map(({ figure, title, total }) => ({
						key: figure,
						label: title,
						value: total,
						text: number(total),
					}))}
				/>
				<Table
					caption="Overdue now: numbers and what they mean"
					captionSize="s"
					captionHidden
					columns={[
						{ key: "title", header: "What", rowHeader: true, cell: ({ title }) => title },
						{ key: "says", header: "What it counts", cell: ({ says }) => says },
						{
							key: "n",
							header: "Number",
							numeric: true,
							cell: ({ total, figure, title }) => (
								<Counted n={total} search={search} behind={{ figure }} about={title} />
							),
						},
					]}
					rows={all}
					rowKey={({ figure }) => figure}
				/>
			</div>
			{actions.agencies.length > 0 ? (
				<>
					<h3 className="govuk-heading-s">Actions overdue, by agency</h3>
					<div className="pr-figure__pair">
						<Bars
							title="Actions overdue, by agency"
							rows={actions.agencies.map(({ agencyId, agencyName, total }) => ({
								key: agencyId ?? "none",
								label: agencyName,
								value: total,
								text: number(total),
							}))}
						/>
						<Table
							caption="Actions overdue, by agency: numbers"
							captionSize="s"
							captionHidden
							onNarrowScreens="scroll"
							columns={[
								{ key: "agency", header: "Agency", rowHeader: true, cell: ({ agencyName }) => agencyName },
								{
									key: "n",
									header: "Overdue",
									numeric: true,
									cell: ({ total, agencyId, agencyName }) => (
										<Counted
											n={total}
											search={search}
											behind={{ figure: "overdue-actions", owner: agencyId ?? "none" }}
											about={`overdue, ${agencyName}`}
										/>
									),
								},
							]}
							rows={actions.agencies}
							rowKey={({ agencyId }) => agencyId ?? "none"}
						/>
					</div>
				</>
			) : null}
		</section>
	);
}
