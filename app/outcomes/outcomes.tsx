/** The lead's page: what came of a period, in pictures, in tables, and with what each number means. */
import { Form, Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { signedIn } from "#server/http/screen.ts";
import { outcomesFor, PRESETS, searchOf, wishIn } from "#server/outcomes/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	CommandForm,
	DateInput,
	EmptyState,
	ErrorSummary,
	PageTitle,
	Select,
	Table,
	type TableColumn,
	WarningText,
} from "../ui/index.ts";
import { Bars, Fills, PartedBars, type PartedRow } from "./pictures.tsx";
import { inDays, monthInWords, number, PRESET_WORDS, periodInWords, share } from "./words.ts";

export const meta: MetaFunction = () => [{ title: "Outcomes – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const outcomes = await outcomesFor(actor, wishIn(url.searchParams));
	return { ...outcomes, search: searchOf(outcomes.wish), presets: [...PRESETS] };
});

type OutcomesPage = ReturnType<typeof useLoaderData<typeof loader>>;
type Split = Pick<OutcomesPage["due"], "figure" | "title" | "says" | "total" | "counts">;
type ByAgency = OutcomesPage["due"];
type TimeTaken = OutcomesPage["done"];

export default function Outcomes() {
	const page = useLoaderData<typeof loader>();
	const { cases, due, done, attendance, search, wish } = page;
	const isEmpty =
		due.total === 0 &&
		(attendance?.total ?? 0) === 0 &&
		(!cases ||
			[cases.heard, cases.referred, cases.advice, ...cases.reviews].every(({ total }) => total === 0));
	const errors = Object.entries(wish.problems).map(([field, message]) => ({ field, message }));
	return (
		<Page width="wide">
			<ErrorSummary errors={errors} />
			<Fills />
			<PageTitle caption={<Asked page={page} />}>Outcomes</PageTitle>
			<Filter page={page} />
			<p className="govuk-body">
				Figures count only the cases that you may see.{" "}
				{wish.agencyId
					? "These are the figures of one agency: its actions and its attendance. Cases, referrals, advice and reviews are no one agency’s."
					: null}
				{wish.area ? " Attendance is counted for whole panels, not for areas." : null}
			</p>
			{isEmpty ? (
				<EmptyState title={`Nothing was recorded for ${periodInWords(wish)}`}>
					<p className="govuk-body">
						No case was heard or referred, no action was due, no advice was given and no review was done. What
						is overdue now stands below.
					</p>
				</EmptyState>
			) : (
				<>
					<InShort page={page} />
					{cases ? (
						<>
							<Figure split={cases.heard}>
								<SplitPicture split={cases.heard} search={search} />
								{cases.heardByMonth.length > 0 && cases.heard.total > 0 ? (
									<div className="pr-figure__wide">
										<h3 className="govuk-heading-s">Month by month</h3>
										<div className="pr-figure__pair">
											<div>
												<PartedBars
													title="Cases heard, month by month"
													isShare={false}
													rows={cases.heardByMonth.map(({ month, ...line }) => ({
														key: month,
														label: monthInWords(month),
														...line,
													}))}
												/>
											</div>
											<MonthTable page={page} />
										</div>
									</div>
								) : null}
							</Figure>
							<Figure split={cases.referred}>
								<SplitPicture split={cases.referred} search={search} />
							</Figure>
							<Time taken={cases.waited} search={search} what="referrals" />
						</>
					) : null}
					<Figure split={due}>
						<AgencyPicture split={due} search={search} ofWhat="actions" />
					</Figure>
					<Time taken={done} search={search} what="actions" />
					{cases ? (
						<Figure split={cases.advice}>
							<SplitPicture split={cases.advice} search={search} />
						</Figure>
					) : null}
					{attendance ? (
						<Figure split={attendance}>
							<AgencyPicture split={attendance} search={search} ofWhat="meetings" />
						</Figure>
					) : null}
					{cases ? <Reviews reviews={cases.reviews} search={search} /> : null}
				</>
			)}
			<Overdue page={page} />
			<Files page={page} />
		</Page>
	);
}

const nameIn = (list: readonly { id: string; name: string }[], id: string | undefined) =>
	list.find((one) => one.id === id)?.name;

/** What was asked for, in words. */
function Asked({ page: { wish, panels, agencies } }: { page: OutcomesPage }) {
	const panel =
		nameIn(panels, wish.panelId) ?? (panels.length === 1 ? panels[0]?.name : `All ${panels.length} panels`);
	return [periodInWords(wish), panel, wish.area, nameIn(agencies, wish.agencyId)].filter(Boolean).join(" · ");
}

function Filter({ page: { wish, panels, areas, agencies, presets, search } }: { page: OutcomesPage }) {
	const dates = wish.preset === "own" ? (wish.typed ?? { from: wish.from, to: wish.to }) : undefined;
	return (
		<Form
			key={search}
			method="get"
			action={paths.outcomes()}
			className="pr-outcomes-filter pr-no-print"
			aria-label="Which figures"
		>
			<Select
				name="preset"
				label="Period"
				defaultValue={wish.preset}
				options={presets.map((value) => ({ value, label: PRESET_WORDS[value] }))}
			/>
			<div className="pr-outcomes-filter__dates">
				<DateInput name="from" label="First day" defaultValue={dates?.from} error={wish.problems.from} />
				<DateInput name="to" label="Last day" defaultValue={dates?.to} error={wish.problems.to} />
			</div>
			{panels.length > 1 ? (
				<Select
					name="panel"
					label="Panel"
					defaultValue={wish.panelId ?? ""}
					options={[
						{ value: "", label: "All panels" },
						...panels.map(({ id, name }) => ({ value: id, label: name })),
					]}
				/>
			) : null}
			{areas.length > 1 ? (
				<Select
					name="area"
					label="Area"
					defaultValue={wish.area ?? ""}
					options={[
						{ value: "", label: "All areas" },
						...areas.map((name) => ({ value: name, label: name })),
					]}
				/>
			) : null}
			<Select
				name="agency"
				label="Agency"
				defaultValue={wish.agencyId ?? ""}
				options={[
					{ value: "", label: "All agencies" },
					...agencies.map(({ id, name }) => ({ value: id, label: name })),
				]}
			/>
			<Button variant="secondary">Show</Button>
		</Form>
	);
}

/** What a chief officer asks first. */
function InShort({ page: { cases, due, done, overdue } }: { page: OutcomesPage }) {
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

function Figure({
	split,
	children,
}: {
	split: Pick<Split, "figure" | "title" | "says" | "total">;
	children: ReactNode;
}) {
	const { figure, title, says, total } = split;
	return (
		<section className="pr-figure" id={figure} aria-labelledby={`${figure}-heading`}>
			<h2 className="govuk-heading-m" id={`${figure}-heading`}>
				{title}
			</h2>
			<p className="govuk-body pr-figure__says">{says}</p>
			{total === 0 ? <p className="govuk-body">None in this period.</p> : children}
		</section>
	);
}

/** A number, and the way to what is behind it. */
function Counted({
	n,
	search,
	behind,
	about,
}: {
	n: number;
	search: string;
	behind: { figure: string; key?: string; owner?: string };
	/** What it is a number of, for whoever hears the link alone. */
	about: string;
}) {
	if (n === 0) return <>0</>;
	return (
		<Link className="govuk-link" to={paths.behindOutcomes(search, behind)}>
			{number(n)}
			<span className="govuk-visually-hidden"> {about}</span>
		</Link>
	);
}

/** A picture and a table of one figure by its classes. */
function SplitPicture({ split, search, headingOf }: { split: Split; search: string; headingOf?: string }) {
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

/** A picture of each agency's shares, and the numbers below it. */
function AgencyPicture({
	split,
	search,
	ofWhat,
}: {
	split: ByAgency;
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

function MonthTable({ page: { cases } }: { page: OutcomesPage }) {
	const months = cases?.heardByMonth ?? [];
	type Line = (typeof months)[number];
	const columns: TableColumn<Line>[] = [
		{ key: "month", header: "Month", rowHeader: true, cell: ({ month }) => monthInWords(month) },
		...(months[0]?.counts ?? []).map(
			({ key, label }): TableColumn<Line> => ({
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

function Time({ taken, search, what }: { taken: TimeTaken; search: string; what: "referrals" | "actions" }) {
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

function Reviews({ reviews, search }: { reviews: Split[]; search: string }) {
	const [first] = reviews;
	if (!first) return null;
	return (
		<Figure split={{ ...first, figure: "reviews", title: "Outcomes at review" }}>
			<p className="govuk-body">
				{first.total === 1 ? "1 review was" : `${number(first.total)} reviews were`} done.
			</p>
			{reviews.map((split) => (
				<div key={split.figure} className="pr-figure__part">
					<h3 className="govuk-heading-s">{split.title}</h3>
					<SplitPicture split={split} search={search} />
				</div>
			))}
		</Figure>
	);
}

function Overdue({ page: { overdue, search, today } }: { page: OutcomesPage }) {
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

function Files({ page: { search } }: { page: OutcomesPage }) {
	return (
		<section className="pr-figure pr-no-print" aria-labelledby="files-heading">
			<h2 className="govuk-heading-m" id="files-heading">
				Take these figures with you
			</h2>
			<p className="govuk-body">
				Each file is recorded as a disclosure, with your name. It says for itself what it counts.
			</p>
			<CommandForm
				method="post"
				action={paths.outcomesFile(search)}
				reloadDocument
				className="pr-outcomes-files"
			>
				<div>
					<h3 className="govuk-heading-s">For others</h3>
					<p className="govuk-body">
						Numbers under 5 are left out, and others from which these could be worked out.
					</p>
					<Button name="list" value="outcomes">
						Download CSV that may leave the force
					</Button>
				</div>
				<div>
					<h3 className="govuk-heading-s">For use inside the force</h3>
					<p className="govuk-body">Every number as it stands on this page.</p>
					<Button name="list" value="outcomes-within" variant="secondary">
						Download CSV with every number
					</Button>
				</div>
			</CommandForm>
			<WarningText>
				Do not give out two files that overlap, such as a month and its quarter: their difference can tell
				what each leaves out.
			</WarningText>
		</section>
	);
}
