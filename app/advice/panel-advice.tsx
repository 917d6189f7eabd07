/** All that a panel has advised, and how it stands with the officers: what waits for an answer first. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { ADVICE_FILTERS, adviceOfPanel } from "#server/advice/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { panelById } from "#server/panels/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import { BackLink, EmptyState, PageTitle, Pagination, Table, Time } from "../ui/index.ts";
import { AdviceTag } from "./advice-standing.tsx";
import { daysInWords, FILTER_WORDS, reasonLabel } from "./advice-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Advice: ${data?.panelName ?? "panel"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const panelId = params.panelId ?? "";
	const asked = url.searchParams.get("show");
	const filter = ADVICE_FILTERS.find((known) => known === asked) ?? "unanswered";
	const found = await adviceOfPanel(actor, panelId, filter, pageIn(url));
	const { name } = await panelById(actor, panelId);
	return { ...found, filter, panelId, panelName: name };
});

type PanelAdvicePage = ReturnType<typeof useLoaderData<typeof loader>>;

const here = (panelId: string, filter: string, page = 1) =>
	`${paths.panelAdvice(panelId)}?show=${filter}${page > 1 ? `&page=${page}` : ""}`;

export default function PanelAdvice() {
	const page = useLoaderData<typeof loader>();
	const { panelId, panelName, filter, lines } = page;
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<PageTitle caption={panelName}>Advice to officers in the case</PageTitle>
			<Filters page={page} />
			<div className="pr-advice-table">
				<Table
					caption={`${FILTER_WORDS[filter]}${filter === "unanswered" ? ", the longest wait first" : ", the newest first"}`}
					columns={[
						{
							key: "advice",
							header: "Advice",
							rowHeader: true,
							cell: (line) => (
								<Link
									className="govuk-link pr-typed pr-advice-table__words"
									to={`${paths.advice(line.id)}?to=${encodeURIComponent(here(panelId, filter, page.page))}`}
								>
									{beginningOf(line.body)}
								</Link>
							),
						},
						{
							key: "case",
							header: "Case",
							cell: (line) => (
								<>
									<Link className="govuk-link pr-reference" to={paths.case(line.caseId)}>
										{line.reference}
									</Link>
									<div>{line.victim || "Victim not known"}</div>
								</>
							),
						},
						{ key: "officer", header: "Officer", cell: (line) => line.officerName ?? "Not allocated" },
						{ key: "given", header: "Given", cell: (line) => <Time at={line.at} format="date" /> },
						{ key: "stands", header: "How it stands", cell: (line) => <Stands line={line} /> },
					]}
					rows={lines}
					rowKey={(line) => line.id}
					empty={<EmptyState title={NONE[filter]} />}
				/>
			</div>
			<Pagination
				label="Pages of advice"
				page={page.page}
				pages={page.pages}
				href={(number) => here(panelId, filter, number)}
			/>
		</Page>
	);
}

const NONE: Record<PanelAdvicePage["filter"], string> = {
	unanswered: "No advice waits for an answer",
	declined: "No advice has been declined",
	"in-part": "No advice has been accepted in part",
	accepted: "No advice has been accepted",
	all: "The panel has given no advice yet",
};

function Filters({ page: { counts, filter, panelId } }: { page: PanelAdvicePage }) {
	return (
		<nav className="pr-sub-navigation" aria-label="Advice by how it stands">
			<ul className="pr-sub-navigation__list">
				{counts.map((count) => (
					<li className="pr-sub-navigation__item" key={count.filter}>
						<Link
							className="pr-sub-navigation__link"
							to={here(panelId, count.filter)}
							aria-current={count.filter === filter ? "page" : undefined}
							preventScrollReset
						>
							{FILTER_WORDS[count.filter]} ({count.n.toLocaleString("en-GB")})
						</Link>
					</li>
				))}
			</ul>
		</nav>
	);
}

function Stands({ line }: { line: PanelAdvicePage["lines"][number] }) {
	const { state, reason, answeredForName, answeredByName, days } = line;
	if (state === "unanswered") {
		return (
			<>
				<AdviceTag state={state} />
				<div>Has waited {daysInWords(days)}</div>
			</>
		);
	}
	return (
		<>
			<AdviceTag state={state} />
			<div>
				{answeredForName ?? answeredByName}, after {daysInWords(days)}
				{answeredForName ? `, recorded by ${answeredByName}` : null}
			</div>
			{reason ? (
				<div>
					{reasonLabel(state)}: <span className="pr-typed">{beginningOf(reason)}</span>
				</div>
			) : null}
		</>
	);
}

/** A list shows enough to know it by; the whole is one step away. */
const beginningOf = (text: string) => (text.length > 240 ? `${text.slice(0, 239).trimEnd()}…` : text);
