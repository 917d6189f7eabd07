/** The figures that are asked for first, as tiles that lead to them. */
import type { Outcomes, Split } from "#server/outcomes/index.ts";
import { inDays, number, share } from "./words.ts";

/** What a chief officer asks first. */
export function InShort({ page: { cases, due, done, overdue } }: { page: Outcomes }) {
	const of = (split: Split, key: string) => split.counts.find((one) => one.key === key)?.n ?? 0;
	const onTime = of(due, "on-time");
	const tiles: { label: string; value: string; more: string; to: string }[] = [
		...(cases
			? [
					{
						label: "Cases heard",
						value: number(cases.heard.total),
						more: `${number(of(cases.heard, "new"))} new, ${number(of(cases.heard, "repeat"))} repeat, ${number(of(cases.heard, "review"))} review`,
						to: "#heard",
					},
					{
						label: "Repeat referrals",
						value: share(of(cases.referred, "repeat"), cases.referred.total),
						more: `${number(of(cases.referred, "repeat"))} of ${number(cases.referred.total)} referrals`,
						to: "#referred",
					},
					{
						label: "Referral to first hearing",
						value: cases.waited.median === null ? "–" : inDays(cases.waited.median),
						more:
							cases.waited.ninetieth === null
								? "None was first heard"
								: `median; nine in ten within ${inDays(cases.waited.ninetieth)}`,
						to: "#waited",
					},
				]
			: [
					{
						label: "Action agreed to done",
						value: done.median === null ? "–" : inDays(done.median),
						more:
							done.ninetieth === null
								? "None was done"
								: `median; nine in ten within ${inDays(done.ninetieth)}`,
						to: "#done",
					},
				]),
		{
			label: "Actions done on time",
			value: share(onTime, due.total),
			more: `${number(onTime)} of ${number(due.total)} due in the period`,
			to: "#due",
		},
		{
			label: "Actions overdue now",
			value: number(overdue.actions.total),
			more: "today, whatever the period",
			to: "#overdue",
		},
	];
	return (
		<ul className="pr-tiles" aria-label="In short">
			{tiles.map(({ label, value, more, to }) => (
				<li key={label} className="pr-tile">
					<a className="govuk-link pr-tile__label" href={to}>
						{label}
					</a>
					<span className="pr-tile__value">{value}</span>
					<span className="pr-tile__more">{more}</span>
				</li>
			))}
		</ul>
	);
}
