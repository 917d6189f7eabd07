/** What whoever runs the meeting needs next, as one button; everything else beneath it. */
import { Link } from "@remix-run/react";
import type { AgendaItemRow, AttendanceRow, MeetingRow } from "#server/meetings/index.ts";
import { caseInView } from "../cases/case-file.tsx";
import type { RoomState } from "../live/room-state.ts";
import { paths } from "../paths.ts";
import { Details, LinkButton, Select, TextInput } from "../ui/index.ts";
import { isToCome } from "./clock.ts";
import { titleOf } from "./meeting-words.ts";
import { Press } from "./press.tsx";
import type { RoomPage } from "./room.tsx";

interface ChairDeskProps {
	page: RoomPage;
	meeting: MeetingRow;
	items: AgendaItemRow[];
	current: AgendaItemRow | undefined;
	attendance: AttendanceRow[];
	state: RoomState;
	me: string | undefined;
	isReadingBack: boolean;
	/** In ms, by the server's clock. */
	now: number;
}

export function ChairDesk(props: ChairDeskProps) {
	const { page, meeting, me } = props;
	const lead = paths.leadMeeting(meeting.id);
	if (meeting.state === "published") return <BeforeStart {...props} />;
	if (meeting.state === "adjourned") {
		return page.mayRun ? (
			<div className="pr-room__chair">
				<Press to={lead} fields={{ intent: "resume" }} label="Resume the meeting" id="room-next" />
			</div>
		) : null;
	}
	if (meeting.state !== "in-progress" || !page.mayRun) return null;
	if (meeting.chairUserId !== me) {
		return (
			<div className="pr-room__chair">
				<p className="govuk-body">{meeting.chairName} is in the chair.</p>
				<Press to={lead} fields={{ intent: "pass-chair" }} label="Take the chair" variant="secondary" />
			</div>
		);
	}
	return <InTheChair {...props} />;
}

function BeforeStart({ page, meeting, now }: ChairDeskProps) {
	const lead = paths.leadMeeting(meeting.id);
	if (page.mayRun) {
		return (
			<div className="pr-room__chair">
				<Press to={lead} fields={{ intent: "start" }} label="Start the meeting" id="room-next" />
			</div>
		);
	}
	const chairs = page.seats.filter((seat) => seat.role === "chair" || seat.role === "deputy");
	return (
		<div className="pr-room__chair">
			<p className="govuk-body">
				{chairs.length > 0
					? `${chairs.map((seat) => seat.userName).join(" or ")} starts the meeting.`
					: "The chair starts the meeting."}
			</p>
			{page.mayMinute && now >= Date.parse(meeting.startsAt) ? (
				meeting.chairMissingAt ? (
					<p className="govuk-body">The lead has been told that nobody is here to chair it.</p>
				) : (
					<Press
						to={lead}
						fields={{ intent: "no-chair" }}
						label="Nobody is here to chair it: tell the lead"
						variant="secondary"
					/>
				)
			) : null}
		</div>
	);
}

/** An item's title where there is little room: a case by its reference. */
export function shortTitle(item: AgendaItemRow, state: RoomState): string {
	const file = item.caseId ? caseInView(state, item.caseId) : undefined;
	return titleOf(item, file?.row.reference ?? "a case");
}

/** The item to open next: the first that is still to come, behind the current one if there is one. */
export function nextItem(
	items: AgendaItemRow[],
	current: AgendaItemRow | undefined,
): AgendaItemRow | undefined {
	const toCome = items.filter(isToCome);
	return toCome.find((item) => item.position > (current?.position ?? Number.NEGATIVE_INFINITY)) ?? toCome[0];
}

function InTheChair({ page, meeting, items, current, attendance, state, me, isReadingBack }: ChairDeskProps) {
	const lead = paths.leadMeeting(meeting.id);
	const next = nextItem(items, current);
	const before = items
		.filter((item) => item.leftAt !== null && !item.isCurrent)
		.sort((a, b) => ((a.leftAt ?? "") < (b.leftAt ?? "") ? 1 : -1))[0];
	// A chair who is not here would leave the meeting without one.
	const isHere = new Set(attendance.flatMap((row) => (row.state === "present" ? row.userId : [])));
	const others = page.seats.filter(
		(seat) =>
			(seat.role === "chair" || seat.role === "deputy") && seat.userId !== me && isHere.has(seat.userId),
	);
	return (
		<div className="pr-room__chair">
			{meeting.pausedAt ? (
				<Press to={lead} fields={{ intent: "go-on" }} label="Go on with the meeting" id="room-next" />
			) : isReadingBack ? (
				<p className="govuk-body">Read back what was agreed, then go on.</p>
			) : current?.caseId ? (
				<LinkButton small to={paths.readBack(meeting.id, current.id)} id="room-next">
					Read back and go on
				</LinkButton>
			) : next ? (
				<Press
					to={paths.currentItem(meeting.id)}
					fields={{ itemId: next.id }}
					label={`Next: ${shortTitle(next, state)}`}
					id="room-next"
					returnTo={`${paths.meeting(meeting.id)}?follow`}
				/>
			) : (
				<LinkButton small to={paths.closeMeeting(meeting.id)} id="room-next">
					Close the meeting
				</LinkButton>
			)}
			{before && !isReadingBack ? (
				<Press
					to={lead}
					fields={{ intent: "back" }}
					label={`Undo: back to ${shortTitle(before, state)}`}
					variant="link"
				/>
			) : null}
			<Details summary="More for the chair">
				<div className="pr-chair-more">
					{meeting.pausedAt ? null : (
						<Press to={lead} fields={{ intent: "pause" }} label="Pause" variant="secondary" />
					)}
					{current?.caseId ? (
						<Link className="govuk-link" to={paths.deferItem(meeting.id, current.id)}>
							Defer this case
						</Link>
					) : null}
					<Press to={lead} fields={{ intent: "extend" }} label="Extend" variant="secondary">
						<Select
							name="minutes"
							id="field-extend"
							label="Extend by"
							options={[15, 30, 45, 60].map((minutes) => ({
								value: String(minutes),
								label: `${minutes} minutes`,
							}))}
						/>
					</Press>
					{others.length > 0 ? (
						<Press to={lead} fields={{ intent: "pass-chair" }} label="Hand over" variant="secondary">
							<Select
								name="userId"
								id="field-chair"
								label="Hand the chair to"
								options={others.map((seat) => ({ value: seat.userId, label: seat.userName }))}
							/>
						</Press>
					) : null}
					<Press to={lead} fields={{ intent: "adjourn" }} label="Adjourn" variant="secondary">
						<TextInput name="until" id="field-until" label="Adjourn until" autoComplete="off" />
					</Press>
					<Press
						to={lead}
						fields={{ intent: "names", isRevealed: meeting.isRevealed ? "no" : "yes" }}
						label={meeting.isRevealed ? "Take names off the projector" : "Show names on the projector"}
						isToggle
						variant="secondary"
					/>
					<Link className="govuk-link" to={paths.closeMeeting(meeting.id)}>
						Close the meeting
					</Link>
				</div>
			</Details>
		</div>
	);
}
