/** The actions of a log, each with what can be done with it at once. */
import { Link } from "@remix-run/react";
import { useRef } from "react";
import type { LogGroup, LogLine } from "#server/actions/index.ts";
import { Press } from "../meetings/press.tsx";
import { paths } from "../paths.ts";
import { EmptyState } from "../ui/index.ts";
import { ActionTable } from "./action-table.tsx";
import { answeredInWords, ownerInWords } from "./action-words.ts";
import type { LogPage } from "./log-desk.ts";
import { GROUP_WORDS } from "./log-words.ts";
import { Tick } from "./update-many.tsx";
import { moreId, usePressed } from "./use-pressed.ts";

interface LogTableProps {
	page: LogPage;
	list: LogPage["list"];
	/** What of the log the list shows. */
	group: LogGroup;
	/** Where somebody goes on to who has updated one. */
	here: string;
	/** Which are ticked as the list comes; none where nothing may be said of any. */
	isTicked: ((line: LogLine) => boolean) | undefined;
	/** What to do where there is none. */
	nothing: string;
}

export function LogTable({ page, list, group, here, isTicked, nothing }: LogTableProps) {
	const total = list.total.toLocaleString("en-GB");
	const shown =
		group === "open" ? "" : `: ${GROUP_WORDS[group].replace(/^./, (first) => first.toLowerCase())}`;
	const box = useRef<HTMLElement>(null);
	const onPress = usePressed(list.lines, box);
	return (
		<section aria-label="List of actions" tabIndex={-1} ref={box}>
			<ActionTable
				caption={`Actions${shown} (${list.isMore ? `more than ${total}` : total})`}
				lines={list.lines}
				today={page.today}
				returnTo={here}
				isOfOneCase={page.scope.kind === "case"}
				first={
					isTicked && {
						key: "tick",
						header: "Tick",
						headerHidden: true,
						cell: (line) => <Tick key={line.version} line={line} isTicked={isTicked(line)} />,
					}
				}
				more={[{ key: "owner", header: "Owner", cell: (line) => <Owner line={line} page={page} /> }]}
				notes={(line) => <Notes line={line} />}
				buttons={{
					key: "buttons",
					header: "What you can do",
					headerHidden: true,
					cell: (line) => <Buttons line={line} here={here} onPress={onPress} />,
				}}
				empty={
					<EmptyState title="No action fits">
						<p className="govuk-body">{nothing}</p>
					</EmptyState>
				}
			/>
		</section>
	);
}

function Owner({ line, page }: { line: LogLine; page: LogPage }) {
	return (
		<div className="pr-action-table__owner">
			{line.ownerUserName ? `${line.ownerUserName}, ` : null}
			{ownerInWords(line)}
			{page.frame.panels.length > 0 ? <div className="pr-secondary">{line.panelName}</div> : null}
		</div>
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

interface ButtonsProps {
	line: LogLine;
	here: string;
	onPress: ReturnType<typeof usePressed>;
}

function Buttons({ line, here, onPress }: ButtonsProps) {
	const to = paths.action(line.id);
	const version = String(line.version);
	const press = (label: string, fields: Record<string, string>) => (
		<Press to={to} fields={{ ...fields, version }} label={label} about={line.what} variant="secondary" />
	);
	const mayMore =
		line.mayAnswer || line.maySetStatus || line.mayDecide || line.mayAnswerOffer || line.maySignOff;
	return (
		<div className="pr-action-table__buttons" onSubmit={(event) => onPress(line, event)}>
			{line.mayAnswer ? press("Accept", { intent: "answer", answer: "accepted" }) : null}
			{line.mayAnswerOffer
				? press("Take it over", { intent: "answer-offer", "offer-answer": "accepted" })
				: null}
			{line.mayConfirm ? press("Confirm", { intent: "confirm" }) : null}
			{line.maySetStatus && line.status === "open"
				? press("Begin", { intent: "status", status: "in-progress" })
				: null}
			{line.maySignOff ? press("Sign off", { intent: "sign-off" }) : null}
			<Link id={moreId(line)} className="govuk-link" to={`${to}?to=${encodeURIComponent(here)}`}>
				{mayMore ? (line.mayDecide ? "Decide" : "Update") : "See"}
				<span className="govuk-visually-hidden"> {line.what}</span>
			</Link>
		</div>
	);
}
