/** What is due in a panel: reviews, safety plans, and cases that wait for a hearing. The coordinator's page. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { DUE_WITHIN_DAYS, followUpOfPanel, LISTS, type List } from "#server/follow-up/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	BackLink,
	CivilDate,
	EmptyState,
	PageTitle,
	Pagination,
	RiskTag,
	SubNavigation,
	Table,
	Tag,
} from "../ui/index.ts";
import { CaseMarks } from "./case-marks.tsx";
import { STATE_WORDS } from "./follow-up-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `What is due: ${data?.panelName ?? "panel"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const asked = LISTS.find((list) => list === url.searchParams.get("list"));
	const page = await followUpOfPanel(actor, params.panelId ?? "", asked, pageIn(url));
	return { ...page, today: today(), within: DUE_WITHIN_DAYS, lists: [...LISTS] };
});

type DuePage = ReturnType<typeof useLoaderData<typeof loader>>;
type Line = DuePage["files"][number];

const WORDS: Record<List, { label: string; caption: string; empty: string }> = {
	overdue: {
		label: "Overdue",
		caption: "Reviews that are overdue",
		empty: "No review is overdue",
	},
	due: {
		label: "Due soon",
		caption: "Reviews due in the next 14 days",
		empty: "No review is due in the next 14 days",
	},
	plans: {
		label: "Safety plans",
		caption: "Safety plans to review by then",
		empty: "No safety plan is to be reviewed",
	},
	hearing: {
		label: "Waiting for a hearing",
		caption: "Cases that wait for a hearing",
		empty: "No case waits for a hearing",
	},
};

export default function Due() {
	const page = useLoaderData<typeof loader>();
	const { panelId, panelName, list, totals } = page;
	const to = (of: List, number = 1) =>
		`${paths.followUp(panelId)}?list=${of}${number > 1 ? `&page=${number}` : ""}`;
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<PageTitle caption={panelName}>What is due</PageTitle>
			<SubNavigation
				label="What is due"
				links={page.lists.map((of) => ({
					to: to(of),
					label: `${WORDS[of].label} (${totals[of].toLocaleString("en-GB")})`,
					isCurrent: of === list,
				}))}
			/>
			{list === "plans" ? (
				<div className="pr-case-table">
					<Plans page={page} />
				</div>
			) : (
				<div className="pr-case-table pr-case-table--due">
					<Cases page={page} />
				</div>
			)}
			<Pagination page={page.page} pages={page.pages} href={(number) => to(list, number)} />
		</Page>
	);
}

const WhichCase = ({ line }: { line: Line }) => (
	<>
		<Link className="govuk-link pr-reference" to={paths.case(line.caseId)}>
			{line.reference}
		</Link>{" "}
		<CaseMarks file={line} />
	</>
);

const Late = () => (
	<Tag colour="red" shape="clock">
		Overdue
	</Tag>
);

function Cases({ page: { list, files, today } }: { page: DuePage }) {
	const isReview = list !== "hearing";
	const { caption, empty } = WORDS[list];
	return (
		<Table
			caption={caption}
			columns={[
				{ key: "reference", header: "Case", rowHeader: true, cell: (line) => <WhichCase line={line} /> },
				{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
				{ key: "risk", header: "Risk", cell: (line) => <RiskTag level={line.risk} /> },
				{
					key: "officer",
					header: "Officer in the case",
					cell: (line) => line.officerName ?? "Not allocated",
				},
				isReview
					? {
							key: "date",
							header: "Review",
							cell: (line) => (
								<>
									{line.nextDate ? <CivilDate date={line.nextDate} /> : null}{" "}
									{line.nextDate && line.nextDate < today ? <Late /> : null}
								</>
							),
						}
					: {
							key: "date",
							header: "Referred",
							cell: (line) => (line.referredOn ? <CivilDate date={line.referredOn} /> : "Not known"),
						},
				isReview
					? {
							key: "do",
							header: "Next",
							cell: (line) => (
								<Link className="govuk-link" to={paths.review(line.caseId)}>
									Review<span className="govuk-visually-hidden"> {line.reference}</span>
								</Link>
							),
						}
					: { key: "state", header: "State", cell: (line) => STATE_WORDS[line.state] },
			]}
			rows={files}
			rowKey={(line) => line.caseId}
			empty={<EmptyState title={empty} />}
		/>
	);
}

function Plans({ page: { plans, today } }: { page: DuePage }) {
	const { caption, empty } = WORDS.plans;
	return (
		<Table
			caption={caption}
			columns={[
				{ key: "reference", header: "Case", rowHeader: true, cell: (line) => <WhichCase line={line} /> },
				{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
				{ key: "what", header: "Plan", cell: (line) => <span className="pr-typed">{line.what}</span> },
				{ key: "owner", header: "Who sees to it", cell: (line) => line.ownerAgencyName },
				{
					key: "date",
					header: "Review",
					cell: (line) => (
						<>
							<CivilDate date={line.reviewOn} /> {line.reviewOn < today ? <Late /> : null}
						</>
					),
				},
				{
					key: "do",
					header: "Next",
					cell: (line) => (
						<Link
							className="govuk-link"
							to={`${paths.safetyPlans(line.caseId)}?review=${encodeURIComponent(line.planId)}`}
						>
							Review<span className="govuk-visually-hidden"> the plan on {line.reference}</span>
						</Link>
					),
				},
			]}
			rows={plans}
			rowKey={(line) => line.planId}
			empty={<EmptyState title={empty} />}
		/>
	);
}
