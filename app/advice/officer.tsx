/** An officer's own page: advice that waits for their answer, their cases, and what they are to do on these. */
import { Link, type MetaFunction, useFetcher, useLoaderData } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { officersDesk } from "#server/advice/index.ts";
import { type Refused, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { ActionTable } from "../actions/action-table.tsx";
import { saidBy } from "../cases/case-file.tsx";
import { formAnswerOf, unlessRefused } from "../form-answer.tsx";
import type { Unsent } from "../live/unsent.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	Button,
	CivilDate,
	CommandForm,
	EmptyState,
	PageTitle,
	Pagination,
	RiskTag,
	Table,
	Time,
	useAnnounce,
} from "../ui/index.ts";
import { AdviceStanding } from "./advice-standing.tsx";
import { daysInWords } from "./advice-words.ts";
import { AnswerFields } from "./answer-fields.tsx";

export const meta: MetaFunction = () => [{ title: "Your cases and advice – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => ({
	...(await officersDesk(actor, {
		waiting: pageIn(url),
		answered: pageIn(url, "answered"),
		cases: pageIn(url, "cases"),
		actions: pageIn(url, "actions"),
	})),
	agencyName: actor.agencyName,
	today: today(),
}));

/** What was typed stays when it was refused: its form would go with what it is about. */
export const shouldRevalidate = unlessRefused;

type OfficerPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Officer() {
	const page = useLoaderData<typeof loader>();
	useRouteModules("advice/advice");
	const { answered, cases } = page;
	return (
		<Page width="wide">
			<PageTitle>Your cases and advice</PageTitle>
			{cases.total > 0 ? (
				<>
					<Waiting page={page} />
					<Cases page={page} />
					<Actions page={page} />
					{answered.total > 0 ? <Answered page={page} /> : null}
				</>
			) : (
				<EmptyState title="You are the officer in no case">
					<p className="govuk-body">
						When a panel names you as the officer in a case, it stands here, with the advice that the panel
						gives you.
					</p>
				</EmptyState>
			)}
		</Page>
	);
}

/** The address of this page with one of its lists turned over. */
const turned = (page: OfficerPage, list: "page" | "answered" | "cases" | "actions", to: number) => {
	const { waiting, answered, cases, actions } = page;
	const now = {
		page: waiting.page,
		answered: answered.page,
		cases: cases.page,
		actions: actions.page,
		[list]: to,
	};
	const search = Object.entries(now).flatMap(([name, number]) =>
		number > 1 ? [[name, String(number)]] : [],
	);
	return search.length > 0 ? `${paths.officer()}?${new URLSearchParams(search)}` : paths.officer();
};

function Waiting({ page }: { page: OfficerPage }) {
	const { waiting } = page;
	const heading = useRef<HTMLHeadingElement>(null);
	const announce = useAnnounce();
	const { total } = waiting;
	const before = useRef(total);
	useEffect(() => {
		if (total === before.current) return;
		if (total < before.current)
			announce(total === 0 ? "No advice waits for your answer." : stillWaiting(total));
		before.current = total;
		// The form that had it is gone.
		if (document.activeElement === document.body) heading.current?.focus();
	}, [total, announce]);
	return (
		<section aria-labelledby="waiting-heading" className="pr-officer__waiting">
			<h2 className="govuk-heading-m" id="waiting-heading" tabIndex={-1} ref={heading}>
				Advice that waits for your answer{total > 0 ? ` (${total.toLocaleString("en-GB")})` : null}
			</h2>
			{total === 0 ? <EmptyState title="No advice waits for your answer" /> : null}
			<ul className="pr-officer__list">
				{waiting.lines.map((line) => (
					<li key={line.id} className="pr-officer__advice">
						<WaitingAdvice line={line} />
					</li>
				))}
			</ul>
			<Pagination
				label="Pages of advice that waits"
				page={waiting.page}
				pages={waiting.pages}
				href={(number) => turned(page, "page", number)}
			/>
		</section>
	);
}

const stillWaiting = (total: number) =>
	`Your answer is saved. ${total === 1 ? "1 piece of advice waits" : `${total} pieces of advice wait`} for your answer.`;

type Line = OfficerPage["waiting"]["lines"][number];

/** Answered right here with script; a browser without it is answered on the advice's own page, and led back. */
function WaitingAdvice({ line }: { line: Line }) {
	const fetcher = useFetcher<Refused | Unsent>();
	const answer = formAnswerOf(fetcher.state === "idle" ? fetcher.data : undefined);
	const form = useRef<HTMLFormElement>(null);
	// The version that was on the screen when the page was opened: its words are what is answered.
	const [opened] = useState(line.version);
	const { errors, conflict } = answer;
	const wrong = Object.keys(errors).find((name) => name !== "form");
	useEffect(() => {
		if (wrong) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
	}, [wrong]);
	const problem = conflict?.message ?? errors.form;
	return (
		<>
			<h3 className="govuk-heading-s pr-officer__title" id={`advice-${line.id}`}>
				<Link className="govuk-link pr-reference" to={paths.case(line.caseId)}>
					{line.reference}
				</Link>
				<span className="pr-officer__since">
					Given <Time at={line.at} format="date" />, has waited {daysInWords(line.days)}
				</span>
			</h3>
			<div className="pr-advice-words">
				<p className="govuk-body pr-typed">{line.body}</p>
				<p className="pr-advice-words__by">{saidBy(line)}</p>
			</div>
			<CommandForm
				as={fetcher.Form}
				ref={form}
				action={paths.advice(line.id)}
				intention={opened}
				aria-labelledby={`advice-${line.id}`}
			>
				<AnswerFields
					advice={line}
					version={opened}
					answer={answer}
					answering="officer"
					isOneOfMany
					legend="Do you accept this advice?"
				/>
				{problem ? (
					<p className="govuk-error-message" role="alert">
						{problem}{" "}
						{conflict ? (
							<Link
								className="govuk-link"
								to={`${paths.advice(line.id)}?to=${encodeURIComponent(paths.officer())}`}
							>
								Open this advice
							</Link>
						) : null}
					</p>
				) : null}
				<Button small preventDoubleClick>
					Save the answer<span className="govuk-visually-hidden"> to advice on {line.reference}</span>
				</Button>
			</CommandForm>
		</>
	);
}

function Cases({ page }: { page: OfficerPage }) {
	const { cases } = page;
	return (
		<>
			<Table
				caption={`Cases in which you are the officer (${cases.total.toLocaleString("en-GB")})`}
				columns={[
					{
						key: "reference",
						header: "Reference",
						rowHeader: true,
						cell: (line) => (
							<Link className="govuk-link pr-reference" to={paths.case(line.id)}>
								{line.reference}
							</Link>
						),
					},
					{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
					{ key: "suspects", header: "Person causing harm", cell: (line) => line.suspects || "Not known" },
					{ key: "risk", header: "Risk", cell: (line) => <RiskTag level={line.risk} /> },
					{ key: "next", header: "What comes next", cell: (line) => <Next line={line} today={page.today} /> },
				]}
				rows={cases.lines}
				rowKey={(line) => line.id}
			/>
			<Pagination
				label="Pages of your cases"
				page={cases.page}
				pages={cases.pages}
				href={(number) => turned(page, "cases", number)}
			/>
		</>
	);
}

function Next({ line, today }: { line: OfficerPage["cases"]["lines"][number]; today: string }) {
	if (line.state === "closed") {
		return line.closedOn ? (
			<>
				Closed on <CivilDate date={line.closedOn} />
			</>
		) : (
			"Closed"
		);
	}
	const what = line.nextStep === "review" ? "Review" : "Hearing";
	if (!line.nextDate) return line.nextStep ? `${what}, no date yet` : "No date yet";
	return (
		<>
			{what} <CivilDate date={line.nextDate} />
			{line.nextDate < today ? <strong>, date passed</strong> : null}
		</>
	);
}

function Actions({ page }: { page: OfficerPage }) {
	const { actions, agencyName, today } = page;
	const title = `What you or ${agencyName} are to do on these cases`;
	return (
		<>
			<ActionTable
				caption={actions.total > 0 ? `${title} (${actions.total.toLocaleString("en-GB")})` : title}
				lines={actions.lines}
				today={today}
				returnTo={paths.officer()}
				empty={
					<>
						<h2 className="govuk-heading-m">{title}</h2>
						<EmptyState title="No action is open" />
					</>
				}
			/>
			<Pagination
				label="Pages of actions"
				page={actions.page}
				pages={actions.pages}
				href={(number) => turned(page, "actions", number)}
			/>
		</>
	);
}

/** Its answers may still be changed on the advice's own page, until the panel hears the case again. */
function Answered({ page }: { page: OfficerPage }) {
	const { answered } = page;
	return (
		<section aria-labelledby="answered-heading">
			<h2 className="govuk-heading-m" id="answered-heading">
				Advice that was answered ({answered.total.toLocaleString("en-GB")})
			</h2>
			<ul className="pr-officer__list">
				{answered.lines.map((line) => (
					<li key={line.id} className="pr-officer__advice">
						<h3 className="govuk-heading-s pr-officer__title">
							<Link className="govuk-link pr-reference" to={paths.case(line.caseId)}>
								{line.reference}
							</Link>
						</h3>
						<div className="pr-advice-words">
							<p className="govuk-body pr-typed">{line.body}</p>
						</div>
						<AdviceStanding advice={line} />
						<Link
							className="govuk-link"
							to={`${paths.advice(line.id)}?to=${encodeURIComponent(paths.officer())}`}
						>
							See or change the answer
							<span className="govuk-visually-hidden">: {line.reference}</span>
						</Link>
					</li>
				))}
			</ul>
			<Pagination
				label="Pages of answered advice"
				page={answered.page}
				pages={answered.pages}
				href={(number) => turned(page, "answered", number)}
			/>
		</section>
	);
}
