/** The agenda in the room: items with planned and actual time, the clock of the meeting, and what will not fit. */

import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { AgendaItemRow, MeetingRow } from "#server/meetings/index.ts";
import { isOverdue } from "../actions/log-words.ts";
import { caseInView } from "../cases/case-file.tsx";
import type { RoomState } from "../live/room-state.ts";
import { paths } from "../paths.ts";
import { Shape, Time } from "../ui/index.ts";
import {
	type Claim,
	clockFace,
	isToCome,
	minutesInWords,
	plannedEnd,
	projectedEnd,
	proposalToCarry,
	spentOn,
} from "./clock.ts";
import { LISTING_WORDS, OUTCOME_WORDS, titleOf } from "./meeting-words.ts";

interface RoomAgendaProps {
	meeting: MeetingRow;
	items: AgendaItemRow[];
	viewing: AgendaItemRow | undefined;
	state: RoomState;
	/** ms since 1970, ticking. */
	now: number;
	/** Civil date. */
	today: string;
	mayBuild: boolean;
	/** Not an observer or a guest, who have no papers. */
	isOfPanel: boolean;
	mayRun: boolean;
}

export function RoomAgenda({
	meeting,
	items,
	viewing,
	state,
	now,
	today,
	mayBuild,
	isOfPanel,
	mayRun,
}: RoomAgendaProps) {
	const { isOver } = meeting;
	const list = useCurrentInSight(items.find((item) => item.isCurrent)?.id);
	return (
		<>
			<h2 className="pr-room__heading">Agenda</h2>
			{isOver || meeting.state === "published" ? null : (
				<MeetingClock meeting={meeting} items={items} state={state} now={now} today={today} mayRun={mayRun} />
			)}
			{items.length === 0 ? <p className="govuk-body">There is no item that you can see.</p> : null}
			<ol className="pr-agenda" ref={list}>
				{items.map((item, index) => (
					<Item
						key={item.id}
						item={item}
						number={index + 1}
						meeting={meeting}
						isViewing={viewing?.id === item.id}
						state={state}
						now={now}
					/>
				))}
			</ol>
			{isOfPanel ? (
				<ul className="pr-room__links">
					{mayBuild && !isOver ? (
						<li>
							<Link className="govuk-link" to={paths.agenda(meeting.id)}>
								Change the agenda
							</Link>
						</li>
					) : null}
					<li>
						<Link className="govuk-link" to={paths.papers(meeting.id)}>
							Papers
						</Link>
					</li>
					<li>
						<Link className="govuk-link" to={paths.projector(meeting.id)}>
							Projector view
						</Link>
					</li>
					<li>
						<Link className="govuk-link" to={paths.record(meeting.id)}>
							Record of the meeting
						</Link>
					</li>
				</ul>
			) : null}
		</>
	);
}

/** Keeps the current item in sight where the agenda has a scroll of its own, but not under somebody's hand. */
function useCurrentInSight(currentId: string | undefined) {
	const list = useRef<HTMLOListElement>(null);
	useEffect(() => {
		const column = list.current?.closest(".pr-room__left");
		const item = currentId ? list.current?.querySelector<HTMLElement>('[aria-current="step"]') : null;
		if (!column || !item || column.matches(":hover, :focus-within")) return;
		const from = item.getBoundingClientRect().top - column.getBoundingClientRect().top + column.scrollTop;
		const isInSight =
			from >= column.scrollTop && from + item.offsetHeight <= column.scrollTop + column.clientHeight;
		if (!isInSight) column.scrollTop = Math.max(0, from - column.clientHeight / 3);
	}, [currentId]);
	return list;
}

function Item({
	item,
	number,
	meeting,
	isViewing,
	state,
	now,
}: {
	item: AgendaItemRow;
	number: number;
	meeting: MeetingRow;
	isViewing: boolean;
	state: RoomState;
	now: number;
}) {
	const file = item.caseId ? caseInView(state, item.caseId) : undefined;
	const title = titleOf(item, `${file?.row.reference ?? "A case"} ${file?.victims[0]?.name ?? ""}`);
	const spent = spentOn(item, now);
	const isOverrun = spent > item.minutes * 60_000;
	const isNew = meeting.publishedAt !== null && item.addedAt > meeting.publishedAt;
	const states = [
		item.isCurrent ? "pr-agenda-item--current" : "",
		isViewing && !item.isCurrent ? "pr-agenda-item--looking" : "",
		item.outcome !== null ? "pr-agenda-item--done" : "",
		item.itemKind === "case" ? "" : "pr-agenda-item--standing",
	];
	return (
		<li className={`pr-agenda-item ${states.join(" ")}`} aria-current={item.isCurrent ? "step" : undefined}>
			<span className="pr-agenda-item__number">{number}</span>
			<Link
				className="pr-agenda-item__title govuk-link"
				to={
					item.isCurrent ? `${paths.meeting(meeting.id)}?follow` : paths.meetingLookingAt(meeting.id, item.id)
				}
				preventScrollReset
			>
				{title}
			</Link>
			<span className="pr-agenda-item__times">
				{item.outcome ? (
					<strong>
						<Shape
							name={item.outcome === "heard" || item.outcome === "nothing-decided" ? "tick" : "arrows"}
						/>{" "}
						{OUTCOME_WORDS[item.outcome]}
					</strong>
				) : item.listing ? (
					<span>{LISTING_WORDS[item.listing]}</span>
				) : null}
				<span>
					{item.openedAt ? (
						<>
							<span className="pr-clock-face">{clockFace(spent)}</span> of {item.minutes} min
						</>
					) : (
						`${item.minutes} min`
					)}
				</span>
				{isNew ? <span>Added since papers went out</span> : null}
			</span>
			{item.isCurrent ? (
				<span className="pr-agenda-item__state">
					<Shape name="here" /> {meeting.pausedAt ? "Now, paused" : "Now"}
					{isOverrun ? `, ${minutesInWords(spent - item.minutes * 60_000)} over` : null}
				</span>
			) : null}
			{isViewing && !item.isCurrent ? (
				<span className="pr-agenda-item__state">
					<Shape name="eye" /> You are looking at this
				</span>
			) : null}
		</li>
	);
}

function MeetingClock({
	meeting,
	items,
	state,
	now,
	today,
	mayRun,
}: {
	meeting: MeetingRow;
	items: AgendaItemRow[];
	state: RoomState;
	now: number;
	today: string;
	mayRun: boolean;
}) {
	const planned = plannedEnd(meeting);
	const projected = projectedEnd(items, now);
	const over = projected - planned;
	const claims: Claim[] = items.flatMap((item) => {
		const file = item.caseId && isToCome(item) ? caseInView(state, item.caseId) : undefined;
		if (!file) return [];
		const overdue = file.actions.filter((action) => isOverdue(action, today));
		return [{ id: item.id, risk: file.row.riskRank, overdue: overdue.length }];
	});
	const carry = over > 60_000 ? proposalToCarry(meeting, items, claims, now) : [];
	return (
		<div className="pr-meeting-clock">
			<p>
				{meeting.pausedAt ? (
					<strong>
						<Shape name="clock" /> {meeting.state === "adjourned" ? "Adjourned" : "Paused"}.{" "}
					</strong>
				) : null}
				Ends about <Time at={new Date(projected).toISOString()} format="time" />, planned{" "}
				<Time at={new Date(planned).toISOString()} format="time" />
				{over > 60_000 ? (
					<>
						: <strong>{minutesInWords(over)} over</strong>.
					</>
				) : (
					"."
				)}
			</p>
			{mayRun && carry.length > 0 ? (
				<p>
					Could be carried over, by risk and overdue actions:{" "}
					{carry
						.map((id) => {
							const item = items.find((candidate) => candidate.id === id);
							return (item?.caseId && caseInView(state, item.caseId)?.row.reference) || "";
						})
						.join(", ")}
					.
				</p>
			) : null}
		</div>
	);
}
