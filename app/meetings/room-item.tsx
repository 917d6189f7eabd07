/** The middle of the room: the item in view, a case with what was said on it or one of the standing items. */

import { Link } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import type { AgendaItemRow, Attender, GuestRow, MeetingRow } from "#server/meetings/index.ts";
import type { SectionShown } from "#server/summary/index.ts";
import { ActionList, CaseIdentity, type CaseInView, EntryList, UnsentEntries } from "../cases/case-file.tsx";
import { actionsFromBefore } from "../follow-up/actions-from-before.ts";
import { FollowUpInRoom } from "../follow-up/in-room.tsx";
import { ChronologyInRoom } from "../incidents/in-file.tsx";
import type { Line } from "../live/line.ts";
import type { Post } from "../live/outbox.tsx";
import { type RoomState, rowsOf } from "../live/room-state.ts";
import { paths } from "../paths.ts";
import { LiveSummary } from "../summary/live-summary.tsx";
import { useSummary } from "../summary/use-summary.ts";
import { Button, Details, EmptyState, InsetText, LinkButton, Shape, Time } from "../ui/index.ts";
import { shortTitle } from "./chair-desk.tsx";
import { clockFace, minutesInWords, spentOn } from "./clock.ts";
import { OUTCOME_WORDS, titleOf } from "./meeting-words.ts";
import { OutstandingList } from "./outstanding.tsx";
import { Press } from "./press.tsx";
import type { RoomPage, TypingPlace } from "./room.tsx";
import { useServerNow } from "./use-server-now.ts";

interface RoomItemProps {
	page: RoomPage;
	meeting: MeetingRow;
	view: AgendaItemRow | undefined;
	/** The case of the item in view, as far as this person may see it. */
	file: CaseInView | undefined;
	current: AgendaItemRow | undefined;
	isElsewhere: boolean;
	/** Whether this person leads: they may open for everyone what they look at. */
	isInChair: boolean;
	state: RoomState;
	attendance: Attender[];
	agencyId: string | undefined;
	me: string | undefined;
	unsent: Post[];
	/** Which of the agenda's items is in view, from 1, and of how many. */
	place: { number: number; of: number };
	/** In ms, by the server's clock. */
	now: number;
	onTakeBack: (post: Post) => void;
	line: Line;
	onTyping: (place: TypingPlace, isTyping: boolean) => void;
}

export function RoomItem(props: RoomItemProps) {
	const { page, meeting, view, file, current, isElsewhere, state } = props;
	return (
		<>
			<MeetingState meeting={meeting} page={page} />
			{isElsewhere && current ? (
				<div className="pr-room__elsewhere">
					<p>
						The panel is on <strong>{shortTitle(current, state)}</strong>.
					</p>
					<LinkButton small to={`${paths.meeting(meeting.id)}?follow`}>
						Go to the current item
					</LinkButton>
					{view ? <OpenForEveryone {...props} item={view} /> : null}
				</div>
			) : !current && view ? (
				<OpenForEveryone {...props} item={view} />
			) : null}
			{view?.isCurrent ? <ItemClock item={view} {...props} /> : null}
			{view && file ? (
				<CaseInRoom {...props} item={view} file={file} />
			) : view && !view.caseId ? (
				<StandingItem {...props} item={view} />
			) : (
				<NothingOpen page={page} meeting={meeting} />
			)}
		</>
	);
}

/** How the time of the current item goes: beside what is spoken of, for the agenda may be out of sight. */
function ItemClock({
	item,
	meeting,
	place,
	now,
}: Pick<RoomItemProps, "meeting" | "place" | "now"> & { item: AgendaItemRow }) {
	const spent = spentOn(item, now);
	const over = spent - item.minutes * 60_000;
	return (
		<p className="pr-room__clock">
			<span>
				Item {place.number} of {place.of}
			</span>
			<span>
				<Shape name="clock" /> <strong className="pr-clock-face">{clockFace(spent)}</strong> of {item.minutes}{" "}
				min
				{over > 0 ? <strong>, {minutesInWords(over)} over</strong> : null}
				{meeting.pausedAt ? <strong>, paused</strong> : null}
			</span>
		</p>
	);
}

/** The chair leads with what they look at, when the next item is not the one that they want. */
function OpenForEveryone({
	meeting,
	item,
	isInChair,
	current,
	state,
}: RoomItemProps & { item: AgendaItemRow }) {
	if (!isInChair || meeting.pausedAt) return null;
	if (current?.caseId) {
		return (
			<LinkButton small variant="secondary" to={paths.readBack(meeting.id, current.id, item.id)}>
				Read back, then open this for everyone
			</LinkButton>
		);
	}
	return (
		<Press
			to={paths.currentItem(meeting.id)}
			fields={{ itemId: item.id }}
			label="Open this for everyone"
			about={shortTitle(item, state)}
			variant="secondary"
			returnTo={`${paths.meeting(meeting.id)}?follow`}
		/>
	);
}

function MeetingState({ meeting, page }: { meeting: MeetingRow; page: RoomPage }) {
	switch (meeting.state) {
		case "published":
			return (
				<InsetText>
					The meeting has not started. It is planned for <Time at={meeting.startsAt} />, {meeting.place}.
				</InsetText>
			);
		case "adjourned":
			return (
				<InsetText>
					The meeting is adjourned{meeting.note ? ` until ${meeting.note}` : null}. What you record now is
					kept on the case.
				</InsetText>
			);
		case "cancelled":
			return <InsetText>The meeting is cancelled{meeting.note ? `: ${meeting.note}` : "."}</InsetText>;
		case "closed":
			return (
				<InsetText>
					The meeting is closed{meeting.closedAt ? " (" : null}
					{meeting.closedAt ? <Time at={meeting.closedAt} /> : null}
					{meeting.closedAt ? ")" : null}.{" "}
					<Link className="govuk-link" to={paths.record(meeting.id)}>
						Read its record
					</Link>
					.{page.mayRun ? <Reopen meeting={meeting} page={page} /> : null}
				</InsetText>
			);
		default:
			return null;
	}
}

/** Offered only while the server would still do it. */
function Reopen({ meeting, page }: { meeting: MeetingRow; page: RoomPage }) {
	const now = useServerNow(page.now);
	if (!meeting.closedAt || now - Date.parse(meeting.closedAt) > page.reopenWithinMs) return null;
	return (
		<Press
			to={paths.leadMeeting(meeting.id)}
			fields={{ intent: "reopen" }}
			label="Undo: open the meeting again"
			variant="link"
		/>
	);
}

function NothingOpen({ page, meeting }: { page: RoomPage; meeting: MeetingRow }) {
	if (page.capacity === "guest" || page.capacity === "observer") {
		return (
			<EmptyState title="Nothing is open to you just now">
				{page.capacity === "guest"
					? "When the panel comes to the case to which you are invited, it appears here by itself."
					: "When the panel opens a case, it appears here by itself."}
			</EmptyState>
		);
	}
	return (
		<EmptyState
			title={meeting.state === "in-progress" ? "Nothing is open that you can see" : "Nothing is open yet"}
		>
			You can look at any item on the agenda.
		</EmptyState>
	);
}

function CaseInRoom({
	page,
	item,
	file,
	state,
	agencyId,
	me,
	unsent,
	onTakeBack,
	line,
	onTyping,
}: RoomItemProps & { item: AgendaItemRow; file: CaseInView }) {
	const { meetingId, capacity } = page;
	const isListening = capacity === "observer";
	const inMeeting = file.entries.filter((entry) => entry.meetingId === meetingId);
	const earlier = file.entries.filter((entry) => entry.meetingId !== meetingId);
	// What was advised before comes first, since what became of it is heard now.
	const advised = earlier.filter((entry) => entry.entryKind === "advice");
	const recorded = earlier.filter((entry) => entry.entryKind !== "advice");
	const isOpen = ({ isRunning, status }: ActionRow) => isRunning || status === "refused";
	const newActions = file.actions.filter((action) => action.meetingId === meetingId);
	/** Of a repeat: what had been agreed before this referral, however it stands. */
	const before = actionsFromBefore(file.row.isRepeat, file.referrals, file.actions);
	const others = file.actions.filter((action) => action.meetingId !== meetingId && !before.includes(action));
	const open = others.filter(isOpen);
	const ended = others.filter((action) => !isOpen(action));
	const guests = rowsOf<GuestRow>(state, "guest").filter((guest) => guest.itemId === item.id);
	// Observers listen, and a guest answers for nobody: they are offered nothing to accept or confirm.
	const isWitness = isListening || capacity === "guest";
	const mine = { userId: me, agencyId: isWitness ? undefined : agencyId, hasPages: !isWitness };
	const answering = page.mayMinute ? ("for the officer" as const) : undefined;
	const said = { ...mine, advice: file.advice, answering };
	return (
		<>
			<CaseIdentity
				file={file}
				panelName={page.panelName}
				to={isWitness ? undefined : paths.case(file.row.id)}
			/>
			<ItemFacts item={item} guests={guests} />
			<FollowUpInRoom
				file={file}
				changeTo={
					page.mayBuild && file.row.heardOn !== null
						? `${paths.caseNext(file.row.id)}?to=${encodeURIComponent(paths.meeting(meetingId))}`
						: undefined
				}
			/>
			<SummaryInRoom
				key={file.row.id}
				caseId={file.row.id}
				userId={me}
				hasPages={!isWitness}
				loaded={page.summary.caseId === file.row.id ? page.summary.sections : NOT_LOADED}
				isFirstLook={inMeeting.length === 0 && newActions.length === 0}
				{...{ line, onTyping }}
			/>
			<ChronologyInRoom
				key={`chronology ${file.row.id}`}
				caseId={file.row.id}
				row={file.chronology}
				hasPages={!isWitness}
			/>
			<section aria-labelledby="said-heading">
				<h2 className="pr-room__heading" id="said-heading">
					In this meeting
				</h2>
				{inMeeting.length === 0 && newActions.length === 0 && unsent.length === 0 ? (
					<p className="govuk-body">Nothing recorded on this case yet.</p>
				) : null}
				<EntryList entries={inMeeting} {...said} />
				<UnsentEntries posts={unsent} onTakeBack={onTakeBack} />
				<ActionList actions={newActions} today={page.today} {...mine} />
				<NewBelow key={file.row.id} count={inMeeting.length + newActions.length} />
			</section>
			{advised.length > 0 ? (
				<section aria-labelledby="advised-heading">
					<h2 className="pr-room__heading" id="advised-heading">
						Advice from before, and the officer’s answer
					</h2>
					<EntryList entries={advised} {...said} />
				</section>
			) : null}
			{before.length > 0 ? (
				<section aria-labelledby="before-heading">
					<h2 className="pr-room__heading" id="before-heading">
						Actions from before
					</h2>
					<ActionList actions={before} today={page.today} {...mine} />
				</section>
			) : null}
			{open.length > 0 ? (
				<section aria-labelledby="open-heading">
					<h2 className="pr-room__heading" id="open-heading">
						{before.length > 0 ? "Open actions since then" : "Open actions from before"}
					</h2>
					<ActionList actions={open} today={page.today} {...mine} />
				</section>
			) : null}
			{recorded.length > 0 ? (
				<Details summary={`What was recorded before (${recorded.length})`}>
					<EntryList entries={recorded} {...said} />
				</Details>
			) : null}
			{ended.length > 0 ? (
				<Details summary={`Actions that are done or were not possible (${ended.length})`}>
					<ActionList actions={ended} today={page.today} {...mine} />
				</Details>
			) : null}
		</>
	);
}

/** The shared summary of the case in view; whoever writes in it is not moved when the panel goes on. */
function SummaryInRoom({
	caseId,
	userId,
	hasPages,
	loaded,
	isFirstLook,
	line,
	onTyping,
}: Pick<RoomItemProps, "line" | "onTyping"> & {
	caseId: string;
	userId: string | undefined;
	hasPages: boolean;
	loaded: readonly SectionShown[];
	/** Nothing has been recorded on the case yet: the panel is being told of it. Later, what is recorded comes first. */
	isFirstLook: boolean;
}) {
	const [isOpen, setIsOpen] = useState(isFirstLook);
	const client = useSummary(line, caseId, loaded);
	const isWriting = client.editing.size > 0;
	const writtenIn = client.sections.filter(({ text }) => text !== "").length;
	useEffect(() => onTyping("summary", isWriting), [onTyping, isWriting]);
	useEffect(() => () => onTyping("summary", false), [onTyping]);
	return (
		<details
			className="pr-room__summary"
			open={isOpen || isWriting}
			onToggle={(event) => setIsOpen(event.currentTarget.open)}
		>
			<summary className="pr-room__heading">
				<h2 className="pr-room__summary-title">Summary</h2>
				{writtenIn > 0 ? <span> ({writtenIn === 1 ? "1 section" : `${writtenIn} sections`})</span> : null}
			</summary>
			<LiveSummary client={client} userId={userId} headingLevel={3} hasPages={hasPages} isShort />
		</details>
	);
}
/** The room brings no words of other cases' summaries with it: they are asked for once they are in view. */
const NOT_LOADED: [] = [];

function ItemFacts({ item, guests }: { item: AgendaItemRow; guests: GuestRow[] }) {
	const facts = [
		item.presenterName ? `Presented by ${item.presenterName}` : undefined,
		item.hasChildren ? "Children are involved" : undefined,
		guests.length > 0
			? `Invited: ${guests.map((guest) => `${guest.userName} (${guest.agencyName})`).join(", ")}`
			: undefined,
		item.outcome && item.outcome !== "heard" ? OUTCOME_WORDS[item.outcome] : undefined,
		item.outcome === "deferred" && item.safetyCover ? `Safety cover: ${item.safetyCover}` : undefined,
		item.outcome === "deferred" && item.interimOwner ? `Until then: ${item.interimOwner}` : undefined,
	].filter((fact) => fact !== undefined);
	if (facts.length === 0) return null;
	return (
		<ul className="pr-item-facts">
			{facts.map((fact) => (
				<li key={fact}>{fact}</li>
			))}
		</ul>
	);
}

function StandingItem({ page, item, attendance }: RoomItemProps & { item: AgendaItemRow }) {
	return (
		<section aria-labelledby="item-heading">
			<h2 className="govuk-heading-m" id="item-heading">
				{titleOf(item, "")}
			</h2>
			<StandingText page={page} item={item} attendance={attendance} />
		</section>
	);
}

function StandingText({
	page,
	item,
	attendance,
}: {
	page: RoomPage;
	item: AgendaItemRow;
	attendance: Attender[];
}) {
	const accepted = attendance.filter((row) => row.statementAt !== null).length;
	const apologies = attendance.filter((row) => row.state === "apologies");
	switch (item.itemKind) {
		case "welcome":
			return (
				<p className="govuk-body">
					Who is here and for whom they speak. {accepted} {accepted === 1 ? "person has" : "people have"}{" "}
					accepted the confidentiality statement; whoever comes later meets it first.
				</p>
			);
		case "apologies":
			return (
				<>
					{apologies.length === 0 ? <p className="govuk-body">Nobody has sent apologies.</p> : null}
					<ul className="govuk-list govuk-list--bullet">
						{apologies.map((row) => (
							<li key={row.id}>
								{row.userName}, {row.agencyName}
								{row.note ? <span className="pr-typed">: {row.note}</span> : null}
							</li>
						))}
					</ul>
					{page.mayMinute ? (
						<Link className="govuk-link" to={paths.meetingPeople(page.meetingId)}>
							Record apologies
						</Link>
					) : null}
				</>
			);
		case "minutes":
			return page.lastRecord ? (
				<p className="govuk-body">
					<Link className="govuk-link" to={paths.record(page.lastRecord.meetingId)}>
						Record of the meeting of <Time at={page.lastRecord.startsAt} format="date" />
					</Link>
				</p>
			) : (
				<p className="govuk-body">This panel has no closed meeting before this one.</p>
			);
		case "actions":
			return <Outstanding page={page} />;
		default:
			return (
				<p className="govuk-body">
					What concerns a case is recorded on that case: look at it from the agenda.
				</p>
			);
	}
}

function Outstanding({ page }: { page: RoomPage }) {
	const { outstanding, panelId, today } = page;
	if (outstanding.lines.length === 0) {
		return (
			<p className="govuk-body">No action from before this meeting is open on a case that you can see.</p>
		);
	}
	return <OutstandingList {...{ outstanding, panelId, today }} className="pr-outstanding" />;
}

/** What others added is appended out of sight when the list is long: said at the foot of the window, and not scrolled to. */
function NewBelow({ count }: { count: number }) {
	const end = useRef<HTMLDivElement>(null);
	const [seen, setSeen] = useState(count);
	const [isInSight, setIsInSight] = useState(true);
	useEffect(() => {
		const observer = new IntersectionObserver(([entry]) => setIsInSight(entry?.isIntersecting ?? true));
		if (end.current) observer.observe(end.current);
		return () => observer.disconnect();
	}, []);
	useEffect(() => {
		if (isInSight) setSeen(count);
	}, [isInSight, count]);
	const unseen = count - seen;
	return (
		<>
			<div ref={end} />
			{unseen > 0 && !isInSight ? (
				<div className="pr-room__below">
					<Button
						type="button"
						variant="secondary"
						small
						onClick={() => end.current?.scrollIntoView({ block: "center" })}
					>
						{unseen} new below, show
					</Button>
				</div>
			) : null}
		</>
	);
}
