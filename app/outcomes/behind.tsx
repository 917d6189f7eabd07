/** What is behind one number of the lead's page: a line for each thing that was counted. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { signedIn } from "#server/http/screen.ts";
import { behindFigure, searchOf, wishIn } from "#server/outcomes/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	BackLink,
	CivilDate,
	EmptyState,
	PageTitle,
	Pagination,
	Table,
	type TableColumn,
} from "../ui/index.ts";
import { number, periodInWords } from "./words.ts";

export const meta: MetaFunction = () => [{ title: "Behind a number – Outcomes – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const one = (name: string) => url.searchParams.get(name) || undefined;
	const behind = { figure: one("figure") ?? "heard", key: one("key"), owner: one("owner") };
	const found = await behindFigure(actor, wishIn(url.searchParams), behind, pageIn(url));
	return { ...found, behind, search: searchOf(found.wish) };
});

type BehindPage = ReturnType<typeof useLoaderData<typeof loader>>;
type Line = BehindPage["lines"][number];

export default function Behind() {
	const page = useLoaderData<typeof loader>();
	const { title, className, agencyName, panelName, says, total, lines, search, behind, wish } = page;
	const isOverdue = behind.figure.startsWith("overdue");
	const caption = [isOverdue ? "Today" : periodInWords(wish), panelName, wish.area]
		.filter(Boolean)
		.join(" · ");
	const what = [title, className, agencyName].filter(Boolean).join(": ");
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.outcomes(search)}>Outcomes</BackLink>}>
			<PageTitle caption={caption}>
				{what} ({number(total)})
			</PageTitle>
			<p className="govuk-body pr-figure__says">{says}</p>
			<div className="pr-behind">
				<Table
					caption={what}
					captionHidden
					columns={columnsOf(lines, panelName === null)}
					rows={lines}
					rowKey={({ id }) => id}
					empty={<EmptyState title="Nothing is counted here" />}
				/>
			</div>
			<Pagination
				page={page.page}
				pages={page.pages}
				href={(to) => paths.behindOutcomes(search, behind, to)}
			/>
		</Page>
	);
}

/** All lines of one number say the same of themselves. */
function columnsOf(lines: readonly Line[], hasPanels: boolean): TableColumn<Line>[] {
	const facts = lines[0]?.facts ?? [];
	const isOfCases = lines[0]?.caseId !== null;
	return [
		{
			key: "name",
			header: isOfCases ? "Case" : "Agency",
			rowHeader: true,
			cell: (line) => <Name line={line} />,
		},
		...(hasPanels ? [{ key: "panel", header: "Panel", cell: ({ panelName }: Line) => panelName }] : []),
		...facts.map(
			({ label }, at): TableColumn<Line> => ({
				key: label,
				header: label,
				cell: (line) => <FactOf line={line} at={at} />,
			}),
		),
	];
}

function Name({ line: { name, caseId, meetingId } }: { line: Line }) {
	const to = caseId ? paths.case(caseId) : meetingId ? paths.record(meetingId) : undefined;
	if (!to) return <>{name}</>;
	return (
		<Link className={`govuk-link${caseId ? " pr-reference" : ""}`} to={to}>
			{name}
		</Link>
	);
}

function FactOf({ line, at }: { line: Line; at: number }) {
	const fact = line.facts[at];
	if (!fact) return null;
	if (fact.isDate) return <CivilDate date={fact.value} />;
	if (fact.label === "Action" && line.actionId)
		return (
			<Link className="govuk-link pr-typed" to={paths.action(line.actionId)}>
				{fact.value}
			</Link>
		);
	return <span className="pr-typed">{fact.value}</span>;
}
