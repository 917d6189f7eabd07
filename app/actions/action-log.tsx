/** The action log, whosever it is: filtered, sorted and turned where it is kept; updated from here one or many at a time. */
import { Link, useActionData, useFetchers, useSubmit } from "@remix-run/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { LogFilter, LogLine } from "#server/actions/index.ts";
import { optionsOf } from "../cases/case-words.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { Press } from "../meetings/press.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	DateInput,
	Details,
	EmptyState,
	HiddenFields,
	InsetText,
	NotificationBanner,
	Pagination,
	Select,
	Textarea,
	TextInput,
	useFormToken,
} from "../ui/index.ts";
import { ActionTable } from "./action-table.tsx";
import { answeredInWords, CATEGORY_WORDS, MOVE_WORDS, ownerInWords, PRIORITY_WORDS } from "./action-words.ts";
import type { Again, FoundLog as Found, LogAnswer, LogPage, Updated } from "./log-desk.ts";
import { DUE_WORDS, GROUP_WORDS, logPath, SORT_WORDS } from "./log-words.ts";

type Answer = ReturnType<typeof useFormAnswer>;

export function ActionLog({ page, title }: { page: LogPage; title: ReactNode }) {
	const data = useActionData<LogAnswer>();
	const answer = useFormAnswer();
	useRouteModules("actions/action");
	const found = data?.found;
	const [isBusy, setIsBusy] = useState(false);
	const sent = useLastUpdate(data);
	const askAgain = useAskingAgain(page, found);
	const body = (
		<>
			<Filter page={page} found={found} answer={answer} />
			<List
				page={page}
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
			{data?.updated ? <WhatBecame updated={data.updated} /> : null}
			{title}
			{live ? (
				<Followed key={live.id} live={live} found={found} askAgain={askAgain} isBusy={isBusy}>
					{body}
				</Followed>
			) : (
				body
			)}
		</>
	);
}

interface LastUpdate {
	/** How many were sent, of which this is the last. */
	turn: number;
	again: Again | undefined;
}

/**
 * What became of the last update of several. It outlasts its answer, which is gone once the list is loaded anew: the
 * form begins anew with each update, and with nothing else.
 */
function useLastUpdate(data: LogAnswer | undefined): LastUpdate {
	const answered = data?.updated ? data : undefined;
	const [last, setLast] = useState({ turn: 0, answered });
	if (!answered || answered === last.answered) return { turn: last.turn, again: last.answered?.again };
	setLast({ turn: last.turn + 1, answered });
	return { turn: last.turn + 1, again: answered.again };
}

/** A list by words is an answer to a form, so the same form is sent again, also once something was pressed in it. */
function useAskingAgain(page: LogPage, found: Found | undefined): () => void {
	const submit = useSubmit();
	const token = useFormToken();
	const askAgain = () => {
		if (!found) return;
		const fields = { ...filterFields(found.filter), words: found.words, intent: "filter", token };
		submit(fields, {
			method: "post",
			action: logPath(page.scope),
			replace: true,
			preventScrollReset: true,
		});
	};
	const pressed = useFetchers().some(({ formMethod }) => formMethod === "POST");
	const latest = useRef(askAgain);
	latest.current = askAgain;
	const wasPressed = useRef(false);
	useEffect(() => {
		if (wasPressed.current && !pressed) latest.current();
		wasPressed.current = pressed;
	}, [pressed]);
	return askAgain;
}

interface FollowedProps {
	live: NonNullable<LogPage["frame"]["live"]>;
	found: Found | undefined;
	/** Looks for the same words once more. */
	askAgain: () => void;
	/** Somebody is in the middle of ticking or typing: the list waits. */
	isBusy: boolean;
	children: ReactNode;
}

/** A list over one panel, or of one case, follows it; others are as they were when they were opened. */
function Followed({ live, found, askAgain, isBusy, children }: FollowedProps) {
	const { stream, version } = live;
	const { state, status } = useLive(live.kind, live.id, { stream, version, rows: [] });
	const loaded = Math.max(found?.version ?? 0, version);
	const isBehind = state.version > loaded;
	useLoadingAnew(isBusy ? loaded : state.version, loaded, found ? askAgain : undefined);
	return (
		<>
			<LiveNotice status={status} hasUnsaved={false} />
			{isBusy && isBehind ? (
				<InsetText>
					<p className="govuk-body" role="status">
						Something has changed since you opened this list. It is shown once you have saved, or unticked
						all.
					</p>
				</InsetText>
			) : null}
			{status === "closed" || status === "signed-out" ? null : children}
		</>
	);
}

/** A filter as the fields of its form. */
const filterFields = (filter: LogFilter): Record<string, string> =>
	Object.fromEntries(
		Object.entries({
			show: filter.group,
			panel: filter.panelId,
			agency: filter.agencyId,
			person: filter.personId,
			priority: filter.priority,
			category: filter.category,
			due: filter.due,
			sort: filter.sort,
		}).filter((pair): pair is [string, string] => pair[1] !== undefined),
	);

function WhatBecame({ updated }: { updated: Updated[] }) {
	const left = updated.filter(({ why }) => why !== null);
	const done = updated.length - left.length;
	const isNothingDone = done === 0;
	const box = useRef<HTMLDivElement>(null);
	// Told at once too, though it is no success.
	useEffect(() => {
		if (updated.length > 0 && isNothingDone) box.current?.focus();
	}, [updated, isNothingDone]);
	const banner = (
		<NotificationBanner
			type={isNothingDone ? "important" : "success"}
			title={left.length === 0 ? "Saved" : "What became of them"}
			heading={`${done === 0 ? "No action was" : done === 1 ? "1 action was" : `${done} actions were`} updated.`}
		>
			{left.length > 0 ? (
				<>
					<p className="govuk-body">
						{left.length === 1 ? "1 is as it was:" : `${left.length} are as they were:`}
					</p>
					<ul className="govuk-list govuk-list--bullet">
						{left.map(({ id, what, reference, why }) => (
							<li key={id}>
								{what ? (
									<>
										<Link className="govuk-notification-banner__link pr-typed" to={paths.action(id)}>
											{what}
										</Link>{" "}
										({reference})
									</>
								) : (
									"An action"
								)}
								: {why}
							</li>
						))}
					</ul>
				</>
			) : null}
			{left.length > 0 ? (
				<p className="govuk-body">
					What you said of {left.length === 1 ? "it" : "them"} is still in the form below.
				</p>
			) : null}
		</NotificationBanner>
	);
	return isNothingDone ? (
		<div role="alert" tabIndex={-1} ref={box}>
			{banner}
		</div>
	) : (
		banner
	);
}

function Filter({ page, found, answer }: { page: LogPage; found: Found | undefined; answer: Answer }) {
	const { scope, frame } = page;
	const typed = answer.values.intent === "filter" ? answer.values : undefined;
	const fields = typed ?? filterFields(found?.filter ?? page.filter);
	const words = typed?.words ?? found?.words ?? "";
	const query = found?.query ?? page.query;
	const rare = ["agency", "person", "priority", "category"] as const;
	return (
		<CommandForm key={`${query} ${words}`} className="pr-filter" action={logPath(scope)}>
			<HiddenFields values={{ intent: "filter" }} />
			<div className="pr-filter__fields">
				<TextInput
					name="words"
					type="search"
					label="Words or reference"
					labelSize="s"
					defaultValue={words}
					maxLength={200}
					autoComplete="off"
				/>
				<Select
					name="show"
					label="Show"
					labelSize="s"
					options={optionsOf(GROUP_WORDS)}
					defaultValue={fields.show}
				/>
				<Select
					name="due"
					label="Due"
					labelSize="s"
					placeholder="Whenever"
					options={optionsOf(DUE_WORDS)}
					defaultValue={fields.due ?? ""}
				/>
				{frame.panels.length > 0 ? (
					<Select
						name="panel"
						label="Panel"
						labelSize="s"
						placeholder="Any panel"
						options={frame.panels}
						defaultValue={fields.panel ?? ""}
					/>
				) : null}
				<Select
					name="sort"
					label="In order of"
					labelSize="s"
					options={optionsOf(SORT_WORDS)}
					defaultValue={fields.sort}
				/>
			</div>
			<Details summary="Owner and kind" open={rare.some((name) => fields[name]) || undefined}>
				<div className="pr-filter__fields">
					{frame.agencies.length > 0 ? (
						<Select
							name="agency"
							label="Agency"
							labelSize="s"
							placeholder="Any agency"
							options={frame.agencies}
							defaultValue={fields.agency ?? ""}
						/>
					) : null}
					{frame.people.length > 0 ? (
						<Select
							name="person"
							label="Person"
							labelSize="s"
							placeholder="Anybody"
							options={frame.people}
							defaultValue={fields.person ?? ""}
						/>
					) : null}
					<Select
						name="priority"
						label="Priority"
						labelSize="s"
						placeholder="Routine and urgent"
						options={optionsOf(PRIORITY_WORDS)}
						defaultValue={fields.priority ?? ""}
					/>
					<Select
						name="category"
						label="What it is for"
						labelSize="s"
						placeholder="Anything"
						options={optionsOf(CATEGORY_WORDS)}
						defaultValue={fields.category ?? ""}
					/>
				</div>
			</Details>
			<ButtonGroup>
				<Button variant="secondary">Show</Button>
				{query === "" && words === "" ? null : (
					<Link className="govuk-link" to={logPath(scope)}>
						Clear filter
					</Link>
				)}
			</ButtonGroup>
		</CommandForm>
	);
}

/** The form of the ticked actions stands below their table; without script too its boxes are named to it. */
const MANY = "update-many";

interface ListProps {
	page: LogPage;
	found: Found | undefined;
	answer: Answer;
	sent: LastUpdate;
	/** Those that the update just sent has left as they were. */
	left: string[] | undefined;
	onBusy: (isBusy: boolean) => void;
}

function List({ page, found, answer, sent, left, onBusy }: ListProps) {
	const { scope, today } = page;
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
			{found ? (
				<p className="govuk-body" role="status">
					{found.total === 0 ? "No action" : found.total === 1 ? "1 action" : `${total} actions`} with “
					{found.words}”{found.wasCut ? ` in the first ${found.mostInOrder.toLocaleString("en-GB")}` : ""}.{" "}
					<Link className="govuk-link" to={logPath(scope, query)}>
						Show all
					</Link>
				</p>
			) : null}
			<ActionTable
				caption={`Actions (${list.isMore ? `more than ${total}` : total})`}
				lines={lines}
				today={today}
				returnTo={here}
				isOfOneCase={scope.kind === "case"}
				first={
					moves.length > 0
						? {
								key: "tick",
								header: "Tick",
								headerHidden: true,
								cell: (line) => (
									<Tick
										key={line.version}
										line={line}
										isTicked={ticked.some((one) =>
											isRefused ? one.startsWith(line.id) : one === `${line.id} ${line.version}`,
										)}
									/>
								),
							}
						: undefined
				}
				more={[{ key: "owner", header: "Owner", cell: (line) => <Owner line={line} page={page} /> }]}
				notes={(line) => <Notes line={line} />}
				buttons={{
					key: "buttons",
					header: "What you can do",
					cell: (line) => <Buttons line={line} here={here} />,
				}}
				empty={
					<EmptyState title="No action fits">
						<p className="govuk-body">
							{query === "" && !found
								? "Nothing is open here. Ended actions are under “All, also ended ones”."
								: "Choose less, or clear the filter."}
						</p>
					</EmptyState>
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
			{list.total > 0 ? <Export page={page} found={found} /> : null}
		</>
	);
}

type Move = keyof typeof MOVE_WORDS;

/** What may be said of some of these. */
function movesOf(lines: LogLine[]): Move[] {
	return [
		...(lines.some((line) => line.mayAnswer) ? (["accept"] as const) : []),
		...(lines.some((line) => line.maySetStatus)
			? (["in-progress", "done", "not-possible", "not-done"] as const)
			: []),
		...(lines.some((line) => line.maySignOff) ? (["sign-off"] as const) : []),
	];
}

function Tick({ line, isTicked }: { line: LogLine; isTicked: boolean }) {
	if (!line.mayAnswer && !line.maySetStatus && !line.maySignOff) return null;
	const id = `tick-${line.id}`;
	return (
		<div className="govuk-checkboxes govuk-checkboxes--small pr-tick">
			<div className="govuk-checkboxes__item">
				<input
					className="govuk-checkboxes__input"
					type="checkbox"
					id={id}
					name="ticked"
					value={`${line.id} ${line.version}`}
					form={MANY}
					defaultChecked={isTicked}
				/>
				<label className="govuk-label govuk-checkboxes__label" htmlFor={id}>
					<span className="govuk-visually-hidden">
						{line.what}, {line.reference}
					</span>
				</label>
			</div>
		</div>
	);
}

function Owner({ line, page }: { line: LogLine; page: LogPage }) {
	return (
		<>
			{line.ownerUserName ? `${line.ownerUserName}, ` : null}
			{ownerInWords(line)}
			{page.frame.panels.length > 0 ? <div className="pr-secondary">{line.panelName}</div> : null}
		</>
	);
}

/** What else is to be known of it. */
function Notes({ line }: { line: LogLine }) {
	const answered = answeredInWords(line);
	const offeredTo = line.offerUserName ?? line.offerAgencyName;
	return (
		<div className="pr-action-table__notes">
			{line.isHeldByChair ? <div>The chair holds it</div> : null}
			{line.isRefusedLater ? (
				<div>
					{line.isEscalated
						? "With the owner’s manager and the lead"
						: "Refused after it was accepted: the chair decides"}
				</div>
			) : null}
			{offeredTo ? (
				<div>
					Offered to {offeredTo} by {line.offeredByName}
				</div>
			) : null}
			{answered ? <div>{answered}, not confirmed yet</div> : null}
			{line.outcome ? <div className="pr-typed pr-secondary">{shortened(line.outcome)}</div> : null}
			{line.signedOffByName ? <div>Signed off by {line.signedOffByName}</div> : null}
		</div>
	);
}

const shortened = (text: string) => (text.length > 160 ? `${text.slice(0, 159).trimEnd()}…` : text);

function Buttons({ line, here }: { line: LogLine; here: string }) {
	const to = paths.action(line.id);
	const version = String(line.version);
	const press = (label: string, fields: Record<string, string>) => (
		<Press
			to={to}
			fields={{ ...fields, version }}
			label={label}
			about={`: ${line.what}`}
			variant="secondary"
		/>
	);
	const mayMore =
		line.mayAnswer || line.maySetStatus || line.mayDecide || line.mayAnswerOffer || line.maySignOff;
	return (
		<div className="pr-action-table__buttons">
			{line.mayAnswer ? press("Accept", { intent: "answer", answer: "accepted" }) : null}
			{line.mayAnswerOffer ? press("Take it over", { intent: "answer-offer", answer: "accepted" }) : null}
			{line.mayConfirm ? press("Confirm", { intent: "confirm" }) : null}
			{line.maySetStatus && line.status === "open"
				? press("Begin", { intent: "status", status: "in-progress" })
				: null}
			{line.maySignOff ? press("Sign off", { intent: "sign-off" }) : null}
			<Link className="govuk-link" to={`${to}?to=${encodeURIComponent(here)}`}>
				{mayMore ? (line.mayDecide ? "Decide" : "Update") : "See"}
				<span className="govuk-visually-hidden"> {line.what}</span>
			</Link>
		</div>
	);
}

const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[name="ticked"][form="${MANY}"]`)];

interface UpdateManyProps {
	page: LogPage;
	found: Found | undefined;
	answer: Answer;
	/** What was said before, since some were left as they were. */
	again: Again | undefined;
	lines: LogLine[];
	moves: Move[];
	here: string;
	onBusy: (isBusy: boolean) => void;
}

function UpdateMany({ page, found, answer, again, lines, moves, here, onBusy }: UpdateManyProps) {
	const isMeant = answer.values.intent === "update";
	const errors = isMeant ? answer.errors : {};
	const values = isMeant ? answer.values : (again?.fields ?? {});
	const [ticked, setTicked] = useState(0);
	const [isAlive, setIsAlive] = useState(false);
	const form = useRef<HTMLFormElement>(null);
	// A row that has changed comes with a box of its own.
	const versions = lines.map(({ id, version }) => `${id} ${version}`).join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the boxes are counted anew once the rows are others
	useEffect(() => {
		const count = () => {
			const n = boxes().filter((box) => box.checked).length;
			setTicked(n);
			const isTyped = [...new FormData(form.current ?? undefined)].some(
				([name, value]) => (name === "outcome" || name.startsWith("doneOn")) && value !== "",
			);
			onBusy(n > 0 || isTyped);
		};
		setIsAlive(true);
		count();
		// Not "change", which a text box tells only once it is left.
		document.addEventListener("input", count);
		return () => {
			document.removeEventListener("input", count);
			onBusy(false);
		};
	}, [onBusy, versions]);
	const tickAll = (isTicked: boolean) => {
		for (const box of boxes()) box.checked = isTicked;
		document.dispatchEvent(new Event("input"));
	};
	return (
		<section className="pr-many" aria-labelledby="many-heading">
			<h2 className="govuk-heading-m" id="many-heading">
				Update those that are ticked
			</h2>
			{isAlive ? (
				<div className="pr-many__ticked">
					<p className="govuk-body" role="status">
						{ticked === 0 ? "None is ticked." : ticked === 1 ? "1 is ticked." : `${ticked} are ticked.`}
					</p>
					<Button type="button" variant="link" onClick={() => tickAll(true)}>
						Tick all on this page
					</Button>
					{ticked > 0 ? (
						<Button type="button" variant="link" onClick={() => tickAll(false)}>
							Untick all
						</Button>
					) : null}
				</div>
			) : null}
			{errors.actions ? (
				<p className="govuk-error-message" id="field-actions" tabIndex={-1}>
					<span className="govuk-visually-hidden">Error:</span> {errors.actions}
				</p>
			) : null}
			<CommandForm
				ref={form}
				id={MANY}
				action={here}
				returnTo={here}
				intention={`${answer.turn} ${JSON.stringify(values)}`}
				className="pr-many__form"
			>
				<HiddenFields
					values={{ intent: "update", words: found?.words, ...filterFields(found?.filter ?? page.filter) }}
				/>
				<Select
					name="move"
					label="What you say of them"
					labelSize="s"
					placeholder="Choose"
					options={moves.map((value) => ({ value, label: MOVE_WORDS[value] }))}
					defaultValue={values.move ?? ""}
					error={errors.move}
				/>
				<Textarea
					name="outcome"
					label="What was done, or why not"
					labelSize="s"
					hint="Needed when they are done, not possible or not done."
					rows={2}
					defaultValue={values.outcome}
					error={errors.outcome}
				/>
				<DateInput
					name="doneOn"
					label="When it was done"
					labelSize="s"
					hint="Today, unless you say otherwise."
					defaultValue={{
						day: values["doneOn-day"],
						month: values["doneOn-month"],
						year: values["doneOn-year"],
					}}
					error={errors.doneOn}
				/>
				<Button preventDoubleClick>Update the ticked actions</Button>
			</CommandForm>
		</section>
	);
}

/** A plain post, since a browser saves what it is answered. */
function Export({ page, found }: { page: LogPage; found: Found | undefined }) {
	const { scope } = page;
	const { isMore, wasCut, mostInOrder } = found ?? page.list;
	const id = scope.kind === "panel" ? scope.panelId : scope.kind === "case" ? scope.caseId : undefined;
	return (
		<Details summary="Export this list">
			<p className="govuk-body">
				The file holds what the filter shows
				{isMore || wasCut ? `, up to the first ${mostInOrder.toLocaleString("en-GB")} actions` : ""}. That you
				have taken it is recorded. Keep it only as long as you need it, where your agency allows it.
			</p>
			<CommandForm action={paths.exportActions()} reloadDocument>
				<HiddenFields
					values={{
						scope: scope.kind,
						scopeId: id,
						words: found?.words,
						...filterFields(found?.filter ?? page.filter),
					}}
				/>
				<ButtonGroup>
					<Button variant="secondary" name="format" value="xlsx">
						Excel file
					</Button>
					<Button variant="secondary" name="format" value="csv">
						CSV file
					</Button>
				</ButtonGroup>
			</CommandForm>
		</Details>
	);
}
