/**
 * What the whole room sees on the wall: the item, the clock and when the meeting will end. Nothing on it tells who
 * anybody is until the chair lets it: before that neither names nor anything that somebody typed for this meeting is
 * in the page at all, see on-the-wall.ts.
 */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData, useNavigate } from "@remix-run/react";
import { type ReactNode, useEffect, useRef } from "react";
import { now } from "#server/clock.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { holdInRoom, meetingDoor, meetingOnWall } from "#server/meetings/index.ts";
import { LiveNotice } from "../live/live-notice.tsx";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { paths } from "../paths.ts";
import { ConnectionNotice, RiskTag, Shape, Time } from "../ui/index.ts";
import { clockFace, minutesInWords, plannedEnd, projectedEnd, spentOn } from "./clock.ts";
import { onTheWall } from "./on-the-wall.ts";
import { useServerNow } from "./use-server-now.ts";

export const meta: MetaFunction = () => [{ title: "Projector – Panelroom" }];

/** Observers and guests have the room itself. */
export const loader = signedIn(async ({ actor, session, params }) => {
	const meetingId = params.meetingId ?? "";
	const door = await meetingDoor(actor, meetingId);
	if (door.state === "draft") throw redirect(paths.agenda(meetingId));
	if (!door.isOpen) throw redirect(paths.enterMeeting(meetingId));
	if (door.capacity === "observer" || door.capacity === "guest") throw redirect(paths.meeting(meetingId));
	const wall = await meetingOnWall(actor, meetingId);
	const { version, panelId, panelName, meeting, items, rows, seats } = wall;
	await holdInRoom(actor, session, meetingId);
	return {
		meetingId,
		panelId,
		panelName,
		/** Of the stream, no more than how far it is. */
		live: { stream: panelId, version, rows: [] },
		now: now().toISOString(),
		state: door.state,
		startsAt: door.startsAt,
		...onTheWall([meeting, ...items, ...rows], seats, today()),
	};
});

type ProjectorPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Projector() {
	const page = useLoaderData<typeof loader>();
	const { meetingId, panelId, panelName, live } = page;
	// Not the subject "meeting": that pushes the files of all its cases, names and all, to this screen. Of a "panel"
	// only the version comes, and the loader above decides anew what may be shown.
	const { state, status } = useLive("panel", panelId, live);
	useLoadingAnew(state.version, live.version);
	useWayBack(paths.meeting(meetingId));
	const isCutOff = status === "signed-out" || status === "closed";
	return (
		<main className="pr-projector">
			<p className="pr-projector__marking">OFFICIAL-SENSITIVE</p>
			<p className="pr-projector__panel">{panelName}</p>
			{isCutOff ? (
				<div className="pr-projector__notice">
					<LiveNotice status={status} hasUnsaved={false} />
				</div>
			) : (
				<>
					<ConnectionNotice connected={status !== "offline"} afterMs={0}>
						What is shown may be out of date.
					</ConnectionNotice>
					{/* Names may have been taken off the wall while nobody could tell this screen. */}
					<Shown page={status === "offline" ? { ...page, revealed: null } : page} />
				</>
			)}
			<p className="pr-projector__back">
				<Link className="govuk-link" to={paths.meeting(meetingId)}>
					Back to the room
				</Link>{" "}
				<span aria-hidden="true">(Esc)</span>
			</p>
		</main>
	);
}

function useWayBack(room: string) {
	const navigate = useNavigate();
	useEffect(() => {
		const pressed = (event: KeyboardEvent) => {
			// A dialog over the page takes the key first.
			if (event.key === "Escape" && !document.querySelector("dialog[open]")) navigate(room);
		};
		window.addEventListener("keydown", pressed);
		return () => window.removeEventListener("keydown", pressed);
	}, [navigate, room]);
}

function Shown({ page }: { page: ProjectorPage }) {
	const { state, current, items, revealed } = page;
	if (state === "in-progress" || state === "adjourned") {
		return (
			<>
				<div className="pr-projector__item">
					{current ? (
						<p className="pr-projector__number">
							Item {current.number} of {items.length}
						</p>
					) : null}
					<Title>
						{state === "adjourned" ? adjourned(page) : (revealed?.title ?? current?.title ?? "Between items")}
					</Title>
					{revealed?.names ? <Names names={revealed.names} /> : null}
				</div>
				<Clocks page={page} />
			</>
		);
	}
	return (
		<div className="pr-projector__item">
			<Title>
				{state === "closed" ? (
					"The meeting is closed"
				) : state === "cancelled" ? (
					"The meeting is cancelled"
				) : (
					<>
						The meeting begins at <Time at={page.startsAt} format="time" />
					</>
				)}
			</Title>
		</div>
	);
}

const adjourned = ({ revealed }: ProjectorPage) =>
	revealed?.adjournedUntil ? `Adjourned until ${revealed.adjournedUntil}` : "Adjourned";

/** Takes the focus when a link has opened the page, as the title of any other page does. */
function Title({ children }: { children: ReactNode }) {
	const title = useRef<HTMLHeadingElement>(null);
	useEffect(() => title.current?.focus({ preventScroll: true }), []);
	return (
		<h1 className="pr-projector__title" tabIndex={-1} ref={title}>
			{children}
		</h1>
	);
}

function Names({ names }: { names: NonNullable<NonNullable<ProjectorPage["revealed"]>["names"]> }) {
	return (
		<dl className="pr-projector__names">
			<div>
				<dt>Victim</dt>
				<dd>{names.victim}</dd>
			</div>
			<div>
				<dt>Person causing harm</dt>
				<dd>{names.suspects}</dd>
			</div>
			<div>
				<dt>Risk</dt>
				<dd>
					<RiskTag level={names.risk} />
				</dd>
			</div>
		</dl>
	);
}

function Clocks({ page }: { page: ProjectorPage }) {
	const { items, startsAt, minutes, extendedBy, isPaused } = page;
	const chair = page.revealed?.chair ?? page.chair;
	const at = useServerNow(page.now);
	const current = items.find((item) => item.isCurrent);
	const end = projectedEnd(items, at);
	return (
		<div className="pr-projector__clocks">
			{current ? <ItemClock item={current} at={at} isPaused={isPaused} /> : null}
			<dl className="pr-projector__facts">
				<div>
					<dt>Projected finish</dt>
					<dd>
						<Time at={new Date(end).toISOString()} format="time" />
						<span className="pr-projector__small">
							{besidePlan(end, plannedEnd({ startsAt, minutes, extendedBy }))}
						</span>
					</dd>
				</div>
				{chair ? (
					<div>
						<dt>In the chair</dt>
						<dd>{chair}</dd>
					</div>
				) : null}
			</dl>
		</div>
	);
}

const MINUTE = 60_000;

function besidePlan(end: number, planned: number): string {
	const late = end - planned;
	if (Math.abs(late) < MINUTE) return "as planned";
	return `${minutesInWords(late)} ${late > 0 ? "later" : "earlier"} than planned`;
}

function ItemClock({
	item,
	at,
	isPaused,
}: {
	item: ProjectorPage["items"][number];
	at: number;
	isPaused: boolean;
}) {
	const spent = spentOn(item, at);
	const over = spent - item.minutes * MINUTE;
	return (
		<div className={over > 0 ? "pr-projector__clock pr-projector__clock--over" : "pr-projector__clock"}>
			<p className="pr-projector__time">{clockFace(spent)}</p>
			<p className="pr-projector__planned">
				of {minutesInWords(item.minutes * MINUTE)} planned
				{over > 0 ? (
					<strong className="pr-projector__over">
						<Shape name="clock" /> Over time by {clockFace(over)}
					</strong>
				) : null}
				{isPaused ? <strong className="pr-projector__over">Paused</strong> : null}
			</p>
		</div>
	);
}
