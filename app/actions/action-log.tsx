/** The action log, whosever it is: filtered, sorted and turned where it is kept; updated from here one or many at a time. */
import { Link, useActionData } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import { type FormAnswer, FormProblems, useFormAnswer } from "../form-answer.tsx";
import type { Unsent } from "../live/unsent.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { SavedViews, SaveView } from "../panels/saved-views.tsx";
import { Pagination } from "../ui/index.ts";
import { Followed, useAskingAgain } from "./followed-log.tsx";
import { withMark } from "./last-words.ts";
import type { FoundLog, LogAnswer, LogPage, RefusedInList } from "./log-desk.ts";
import { LogExport } from "./log-export.tsx";
import { LogFilterForm } from "./log-filter.tsx";
import { LogTable } from "./log-table.tsx";
import { GROUP_WORDS, logAt, logPath, logSearch } from "./log-words.ts";
import { type LastUpdate, movesOf, UpdateMany, useLastUpdate } from "./update-many.tsx";
import { WhatBecame } from "./what-became.tsx";

export function ActionLog({ page, title }: { page: LogPage; title: ReactNode }) {
	const answered = useActionData<LogAnswer | RefusedInList | Unsent>();
	const answer = useFormAnswer();
	const found = useFound(answered);
	const data = answered && "ok" in answered && answered.ok ? answered : undefined;
	useRouteModules("actions/action");
	const [isBusy, setIsBusy] = useState(false);
	const sent = useLastUpdate(data);
	const askAgain = useAskingAgain(page, found);
	const query = found?.query ?? page.query;
	const views = page.views && { views: page.views, query: logSearch(page.scope, query), answer };
	const body = (isSignedOut: boolean) => (
		<>
			<div hidden={isSignedOut}>
				{views ? <SavedViews {...views} pathOf={(search) => logAt(page.scope, search)} /> : null}
				<LogFilterForm page={page} found={found} answer={answer} />
				{views && (query !== "" || answer.values.intent === "save") ? (
					<SaveView {...views} notSaved="The words that you typed are not saved." />
				) : null}
			</div>
			<List
				page={page}
				isSignedOut={isSignedOut}
				found={found}
				answer={answer}
				sent={sent}
				left={data?.again?.left}
				onBusy={setIsBusy}
			/>
		</>
	);
	const { live } = page.frame;
	return (
		<>
			<FormProblems answer={answer} />
			{data?.updated ? (
				<WhatBecame
					key={sent.turn}
					updated={data.updated}
					said={data.again?.fields.outcome}
					isInForm={movesOf((found ?? page.list).lines).length > 0}
				/>
			) : null}
			{title}
			{live ? (
				<Followed key={live.id} live={live} found={found} askAgain={askAgain} isBusy={isBusy}>
					{body}
				</Followed>
			) : (
				body(false)
			)}
		</>
	);
}

/** The list by words that was answered last: it outlasts an answer that brings none, such as that nothing arrived. */
function useFound(data: LogAnswer | RefusedInList | Unsent | undefined): FoundLog | undefined {
	const [last, setLast] = useState<FoundLog>();
	const found = data && !("found" in data) ? last : data?.found;
	if (found !== last) setLast(found);
	return found;
}

interface ListProps {
	page: LogPage;
	found: FoundLog | undefined;
	answer: FormAnswer;
	sent: LastUpdate;
	/** Those that the update just sent has left as they were. */
	left: string[] | undefined;
	onBusy: (isBusy: boolean) => void;
	/** The form stays with the ticks that it sends, though the rows are shown no more. */
	isSignedOut: boolean;
}

function List({ page, found, answer, sent, left, onBusy, isSignedOut }: ListProps) {
	const { scope } = page;
	const list = found ?? page.list;
	const query = found?.query ?? page.query;
	const here = logPath(scope, query, found ? 1 : list.page);
	const lines = list.lines;
	const moves = movesOf(lines);
	const total = list.total.toLocaleString("en-GB");
	const isRefused = answer.values.intent === "update";
	const ticked = (isRefused ? answer.all("ticked") : left) ?? [];
	return (
		<>
			<div hidden={isSignedOut}>
				{found ? (
					<p className="govuk-body" role="status">
						{found.total === 0 ? "No action" : found.total === 1 ? "1 action" : `${total} actions`} with “
						{found.words}”{found.wasCut ? ` in the first ${found.mostInOrder.toLocaleString("en-GB")}` : ""}.{" "}
						<Link className="govuk-link" to={logPath(scope, query)}>
							Show all
						</Link>
					</p>
				) : null}
				<LogTable
					page={page}
					list={list}
					group={(found?.filter ?? page.filter).group}
					here={found ? withMark(here) : here}
					isTicked={
						moves.length > 0
							? ({ id, version }) =>
									ticked.some((one) => (isRefused ? one.startsWith(id) : one === `${id} ${version}`))
							: undefined
					}
					nothing={
						query === "" && !found
							? `Nothing is open here. Ended actions are under “${GROUP_WORDS.all}”.`
							: "Choose less, or clear the filter."
					}
				/>
				{list.isMore || list.wasCut ? (
					<p className="govuk-body">
						{list.isMore ? `There are more than ${total}. ` : ""}
						{list.wasCut
							? `The list has more than ${list.mostInOrder.toLocaleString("en-GB")} actions, and only the first of them are searched and put in order. `
							: ""}
						Choose more in the filter to see the rest.
					</p>
				) : null}
				{found ? (
					found.pages > 1 ? (
						<p className="govuk-body">
							Only the first {lines.length} are shown. Add a word to narrow the list.
						</p>
					) : null
				) : (
					<Pagination
						label="Pages of actions"
						page={list.page}
						pages={list.pages}
						href={(number) => logPath(scope, query, number)}
					/>
				)}
			</div>
			{moves.length > 0 ? (
				<UpdateMany
					// Not by its rows: somebody presses one while an outcome of others is half typed.
					key={`${logPath(scope, query)} ${sent.turn}`}
					page={page}
					found={found}
					answer={answer}
					again={sent.again}
					lines={lines}
					moves={moves}
					here={here}
					onBusy={onBusy}
				/>
			) : null}
			{list.total > 0 && !isSignedOut ? <LogExport page={page} found={found} /> : null}
		</>
	);
}
