/** The top of the room: who is here and for whom they speak, whether there is a quorum, and who asks to speak. */
import { Link } from "@remix-run/react";
import type { Attender, HandRow, MeetingRow } from "#server/meetings/index.ts";
import type { Present } from "../live/use-live.ts";
import { paths } from "../paths.ts";
import { Details, PresenceList, Shape } from "../ui/index.ts";
import { ATTENDANCE_WORDS, CAPACITY_WORDS } from "./meeting-words.ts";
import { Press } from "./press.tsx";
import { agenciesHere } from "./quorum-held.ts";
import type { RoomPage } from "./room.tsx";

interface RoomPeopleProps {
	page: RoomPage;
	meeting: MeetingRow;
	/** Who has this screen open now. */
	online: Present[];
	attendance: Attender[];
	hands: HandRow[];
	me: string | undefined;
	onKeys: () => void;
}

export function RoomPeople({ page, meeting, online, attendance, hands, me, onKeys }: RoomPeopleProps) {
	const { meetingId, panelName, capacity } = page;
	const { isOver } = meeting;
	return (
		<div className="pr-room__people">
			<div className="pr-room__people-row">
				<h1 className="pr-room__heading">Meeting of {panelName}</h1>
				<PresenceList
					max={8}
					people={online.map((person) => ({
						id: person.userId,
						name: person.name,
						agency: person.agencyName,
						isYou: person.userId === me,
						note: noteOn(person, meeting, attendance, me),
					}))}
				/>
				<div className="pr-room__own">
					{isOver || capacity === "observer" ? null : (
						<OwnHand meetingId={meetingId} hands={hands} me={me} isOn={meeting.state === "in-progress"} />
					)}
					<button type="button" className="pr-button-link pr-needs-script" onClick={onKeys}>
						Keys <kbd className="pr-key">?</kbd>
					</button>
				</div>
			</div>
			{capacity === "guest" || capacity === "observer" ? null : (
				<Quorum page={page} meeting={meeting} attendance={attendance} isOver={isOver} />
			)}
			{hands.length > 0 ? (
				<Speakers hands={hands} meetingId={meetingId} mayLower={page.mayMinute} me={me} />
			) : null}
		</div>
	);
}

function noteOn(person: Present, meeting: MeetingRow, attendance: Attender[], me: string | undefined) {
	const as = attendance.find((row) => row.userId === person.userId)?.capacity;
	const notes = [
		person.userId === meeting.chairUserId ? "in the chair" : undefined,
		as === "observer" ? "observer" : as === "guest" ? "guest" : undefined,
		person.isWriting && person.userId !== me ? "writing" : undefined,
	].filter(Boolean);
	return notes.length > 0 ? notes.join(", ") : undefined;
}

function OwnHand({
	meetingId,
	hands,
	me,
	isOn,
}: {
	meetingId: string;
	hands: HandRow[];
	me: string | undefined;
	isOn: boolean;
}) {
	const mine = hands.find((hand) => hand.userId === me);
	if (mine) {
		return (
			<Press
				id="room-hand"
				to={paths.meetingPeople(meetingId)}
				fields={{ intent: "lower-hand", handId: mine.id }}
				label="Take my hand down"
				variant="secondary"
			/>
		);
	}
	if (!isOn) return null;
	return (
		<Press
			id="room-hand"
			to={paths.meetingPeople(meetingId)}
			fields={{ intent: "raise-hand" }}
			label="Ask to speak"
			variant="secondary"
		/>
	);
}

function Speakers({
	hands,
	meetingId,
	mayLower,
	me,
}: {
	hands: HandRow[];
	meetingId: string;
	mayLower: boolean;
	me: string | undefined;
}) {
	return (
		<section className="pr-speakers" aria-labelledby="speakers-heading">
			<h2 className="pr-room__heading" id="speakers-heading">
				Ask to speak
			</h2>
			<ol className="pr-speakers__list">
				{hands.map((hand) => (
					<li key={hand.id} className="pr-speakers__one">
						<span>
							<strong>{hand.userName}</strong>, {hand.agencyName}
						</span>
						{mayLower && hand.userId !== me ? (
							<Press
								to={paths.meetingPeople(meetingId)}
								fields={{ intent: "lower-hand", handId: hand.id }}
								label="Has spoken"
								about={hand.userName}
								variant="link"
							/>
						) : null}
					</li>
				))}
			</ol>
		</section>
	);
}

function Quorum({
	page,
	meeting,
	attendance,
	isOver,
}: {
	page: RoomPage;
	meeting: MeetingRow;
	attendance: Attender[];
	isOver: boolean;
}) {
	const here = agenciesHere(attendance);
	const isQuorate = here >= meeting.quorum;
	const agencies = [...new Set(attendance.map((row) => row.agencyName))].sort();
	const unheardOf = page.seats.filter(
		(seat) => seat.role !== "observer" && !attendance.some((row) => row.userId === seat.userId),
	);
	return (
		<div className="pr-quorum">
			<Details
				summary={
					<>
						<Shape name={isQuorate ? "tick" : "exclamation"} /> {here} {here === 1 ? "agency" : "agencies"}{" "}
						here: {isQuorate ? `quorum of ${meeting.quorum} reached` : `no quorum, ${meeting.quorum} needed`}
					</>
				}
			>
				<ul className="govuk-list pr-quorum__list">
					{agencies.map((agency) => (
						<li key={agency}>
							<strong>{agency}</strong>:{" "}
							{attendance
								.filter((row) => row.agencyName === agency)
								.map((row, at) => (
									<span key={row.id}>
										{at > 0 ? "; " : null}
										{row.userName} ({CAPACITY_WORDS[row.capacity].toLowerCase()}),{" "}
										{ATTENDANCE_WORDS[row.state].toLowerCase()}
										{row.note ? `: ${row.note}` : null}
									</span>
								))}
						</li>
					))}
					{unheardOf.map((seat) => (
						<li key={seat.userId}>
							<strong>{seat.agencyName}</strong>: {seat.userName}, not here
						</li>
					))}
				</ul>
				<p className="govuk-body">
					<Link className="govuk-link" to={paths.meetingPeople(page.meetingId)}>
						{page.mayMinute && !isOver
							? "Record who is here, apologies and observers"
							: "Who is at the meeting"}
					</Link>
				</p>
				{isOver ? null : (
					<Press
						to={paths.meetingPeople(page.meetingId)}
						fields={{ intent: "leave" }}
						label="Leave the meeting"
						variant="link"
					/>
				)}
			</Details>
			{!isQuorate && meeting.state === "in-progress" ? (
				<p className="pr-quorum__warning" role="status">
					<Shape name="exclamation" /> There is no quorum.
				</p>
			) : null}
		</div>
	);
}
