/** The room: everybody's screen of a meeting. The chair's current item leads; anyone may look elsewhere and return. */
import { redirect } from "@remix-run/node";
import {
	type MetaFunction,
	useLoaderData,
	useLocation,
	useNavigate,
	useRouteLoaderData,
	useSearchParams,
} from "@remix-run/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { draftsOf } from "#server/account/index.ts";
import type { CaseRow } from "#server/cases/index.ts";
import { now } from "#server/clock.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	type AgendaItemRow,
	type AttendanceNoteRow,
	type AttendanceRow,
	type Attender,
	type HandRow,
	holdInRoom,
	type MeetingRow,
	meetingDoor,
	meetingRoom,
} from "#server/meetings/index.ts";
import { summaryInRoom } from "#server/summary/index.ts";
import { ActionComposer } from "../actions/action-composer.tsx";
import { type CaseInView, caseInView, UnsentEntries } from "../cases/case-file.tsx";
import { EntryComposer } from "../cases/entry-composer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { loadPatiently } from "../live/load-patiently.ts";
import { Delivery, type Post, useOutbox } from "../live/outbox.tsx";
import { type RoomState, rowsOf } from "../live/room-state.ts";
import { type Composer, isText, useComposing } from "../live/use-composing.ts";
import { useLive } from "../live/use-live.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import type { loader as rootLoader } from "../root.tsx";
import { UnsavedThroughSignIn } from "../summary/live-summary.tsx";
import { hasUnsavedSummary, useSummariesSaved, useUnsavedSummaries } from "../summary/use-summary.ts";
import { EmptyState, SaveState, type SaveStateName, useAnnounce } from "../ui/index.ts";
import { ChairDesk, nextItem } from "./chair-desk.tsx";
import { ReadBack } from "./read-back.tsx";
import { RoomAgenda } from "./room-agenda.tsx";
import { RoomItem } from "./room-item.tsx";
import { KeysHelp, useRoomKeys } from "./room-keys.tsx";
import { RoomPeople } from "./room-people.tsx";
import { useServerNow } from "./use-server-now.ts";

export const loader = signedIn(async ({ actor, session, params }) => {
	const meetingId = params.meetingId ?? "";
	const door = await meetingDoor(actor, meetingId);
	if (door.state === "draft") throw redirect(paths.agenda(meetingId));
	if (!door.isOpen) throw redirect(paths.enterMeeting(meetingId));
	const room = await meetingRoom(actor, meetingId);
	await holdInRoom(actor, session, meetingId);
	const caseIds = room.snapshot.rows.flatMap((row) => (row.kind === "case" ? [row.id] : []));
	const current = room.snapshot.rows.find(
		(row) => row.kind === "agendaItem" && (row as AgendaItemRow).isCurrent,
	) as AgendaItemRow | undefined;
	const currentCase = caseIds.find((id) => id === current?.caseId);
	return {
		...room,
		/** Of the case that the panel is on; the line brings the others. */
		summary: currentCase
			? { caseId: currentCase, sections: await summaryInRoom(actor, currentCase) }
			: { caseId: null, sections: [] },
		today: today(),
		now: now().toISOString(),
		drafts: await draftsOf(
			actor,
			caseIds.flatMap((id) => [`entry:${id}`, `action:${id}`]),
		),
	};
});

export const clientLoader = loadPatiently<Awaited<ReturnType<typeof loader>>>;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Meeting of ${data?.panelName ?? "the panel"} – Panelroom` },
];

/** A post's answer comes over the socket, and looking at another case needs nothing from the server. */
export const shouldRevalidate = ({
	formMethod,
	currentUrl,
	nextUrl,
	defaultShouldRevalidate,
}: {
	formMethod?: string;
	currentUrl: URL;
	nextUrl: URL;
	defaultShouldRevalidate: boolean;
}) => {
	if (formMethod && formMethod.toUpperCase() !== "GET") return false;
	const isSamePlace = currentUrl.pathname === nextUrl.pathname;
	return isSamePlace && currentUrl.search !== nextUrl.search ? false : defaultShouldRevalidate;
};

/** Where somebody may be in the middle of a sentence. */
export type TypingPlace = "composers" | "summary";

export type RoomPage = ReturnType<typeof useLoaderData<typeof loader>>;

const byPosition = (a: AgendaItemRow, b: AgendaItemRow) => a.position - b.position;

export default function Room() {
	const page = useLoaderData<typeof loader>();
	const { meetingId, panelName, agencies, mayRun, mayMinute, capacity } = page;
	const person = useRouteLoaderData<typeof rootLoader>("root")?.person;
	const me = person?.userId;
	const { state, people, status, connections, sayWriting, line } = useLive(
		"meeting",
		meetingId,
		page.snapshot,
	);
	useUnsavedSummaries(line, status);
	const outbox = useOutbox(state.version, () => hasUnsavedSummary(line));
	const summaries = useSummariesSaved(line);
	useRouteModules(
		"cases/add-entry",
		"actions/add-action",
		"meetings/current",
		"meetings/lead",
		"meetings/people",
	);
	const composing = useComposing(outbox, page.drafts);
	const now = useServerNow(page.now);

	const meeting = rowsOf<MeetingRow>(state, "meeting").find((row) => row.id === meetingId);
	const items = useMemo(() => rowsOf<AgendaItemRow>(state, "agendaItem").sort(byPosition), [state]);
	const notes = new Map(rowsOf<AttendanceNoteRow>(state, "attendanceNote").map(({ id, note }) => [id, note]));
	const attendance: Attender[] = rowsOf<AttendanceRow>(state, "attendance").map((row) => ({
		...row,
		note: notes.get(row.id) ?? null,
	}));
	const hands = rowsOf<HandRow>(state, "hand").sort((a, b) => (a.raisedAt < b.raisedAt ? -1 : 1));
	const current = items.find((item) => item.isCurrent);
	const { view, isElsewhere, setTyping } = useView(items, current);
	const file = view?.caseId ? caseInView(state, view.caseId) : undefined;
	const isOn = meeting?.state === "in-progress";
	const isInChair = isOn && meeting.chairUserId === me;
	const [search] = useSearchParams();
	const isReadingBack = isInChair && current !== undefined && search.get("read-back") === current.id;
	useSpokenChanges(state, me);
	const navigate = useNavigate();
	const isReadBackOver = search.has("read-back") && current !== undefined && !isReadingBack;
	useEffect(() => {
		// Else the address would begin it anew should the panel come back to that item.
		if (isReadBackOver)
			navigate(`${paths.meeting(meetingId)}?follow`, { replace: true, preventScrollReset: true });
	}, [isReadBackOver, navigate, meetingId]);

	const typingIn = useRef(new Set<TypingPlace>());
	const typing = useCallback(
		(place: TypingPlace, on: boolean) => {
			if (on) typingIn.current.add(place);
			else typingIn.current.delete(place);
			const isTyping = typingIn.current.size > 0;
			setTyping(isTyping);
			sayWriting(isTyping);
		},
		[setTyping, sayWriting],
	);
	const look = useCallback(
		(by: 1 | -1) => {
			const at = items.findIndex((item) => item.id === view?.id);
			const next = items[at + by];
			if (next) navigate(lookingAt(meetingId, next), { preventScrollReset: true });
		},
		[items, view, meetingId, navigate],
	);
	const keys = useRoomKeys({
		look,
		follow: () => navigate(`${paths.meeting(meetingId)}?follow`, { preventScrollReset: true }),
		next: mayRun ? () => document.getElementById("room-next")?.click() : undefined,
	});

	const notice = {
		status,
		hasUnsaved: outbox.state === "not-saved" || summaries === "not-saved",
		typed: hasUnsavedSummary(line) ? TYPED_IN_SUMMARY : undefined,
	};
	if (!meeting) {
		return (
			<Page width="full">
				<LiveNotice {...notice} />
				{status === "signed-out" ? <UnsavedThroughSignIn line={line} /> : null}
				{outbox.posts.map((post) => (
					<Delivery key={post.opId} post={post} outbox={outbox} connections={connections} />
				))}
				<EmptyState title="One moment: the room is being loaded again" />
			</Page>
		);
	}
	const isListening = capacity === "observer";
	return (
		<Page width="full">
			<LiveNotice {...notice} />
			{status === "signed-out" ? <UnsavedThroughSignIn line={line} /> : null}
			{outbox.posts.map((post) => (
				<Delivery key={post.opId} post={post} outbox={outbox} connections={connections} />
			))}
			<div className={isListening ? "pr-room pr-room--listening" : "pr-room"}>
				<RoomPeople
					page={page}
					meeting={meeting}
					online={people}
					attendance={attendance}
					hands={hands}
					me={me}
					onKeys={keys.open}
				/>

				<div className="pr-room__case">
					{isReadingBack ? (
						<ReadBack
							key={current.id}
							meetingId={meetingId}
							item={current}
							file={current.caseId ? caseInView(state, current.caseId) : undefined}
							next={items.find((item) => item.id === search.get("to")) ?? nextItem(items, current)}
							state={state}
							agencies={agencies}
							panelName={panelName}
							today={page.today}
						/>
					) : (
						<RoomItem
							page={page}
							meeting={meeting}
							view={view}
							file={file}
							current={current}
							isElsewhere={isElsewhere}
							isInChair={isInChair}
							state={state}
							attendance={attendance}
							agencyId={person?.agencyId}
							me={me}
							place={{ number: items.findIndex((item) => item.id === view?.id) + 1, of: items.length }}
							now={now}
							unsent={outbox.pending.filter(
								(post) => file !== undefined && post.action.includes(file.row.id),
							)}
							onTakeBack={composing.takeBack}
							line={line}
							onTyping={typing}
						/>
					)}
				</div>

				{isListening ? null : (
					<div className="pr-room__capture">
						<h2 className="pr-room__heading">Record</h2>
						<SaveState state={worseOf(outbox.state, summaries)} />
						<UnsentEntries posts={unsentElsewhere(outbox.posts, file, state, capacity === "guest")} />
						{file && view ? (
							<Composers
								key={view.caseId}
								file={file}
								meetingId={isOn || meeting.state === "adjourned" ? meetingId : undefined}
								agencies={agencies}
								today={page.today}
								mayMinute={mayMinute}
								isGuest={capacity === "guest"}
								composing={composing}
								onSend={outbox.send}
								onTyping={typing}
							/>
						) : (
							<p className="govuk-body">What is recorded belongs to a case. None is open here.</p>
						)}
					</div>
				)}

				<div className="pr-room__left">
					<ChairDesk
						page={page}
						meeting={meeting}
						items={items}
						current={current}
						attendance={attendance}
						state={state}
						me={me}
						isReadingBack={isReadingBack}
						now={now}
					/>
					<nav className="pr-room__agenda" aria-label="Agenda">
						<RoomAgenda
							meeting={meeting}
							items={items}
							viewing={view}
							state={state}
							now={now}
							today={page.today}
							mayBuild={page.mayBuild}
							isOfPanel={capacity !== "guest" && capacity !== "observer"}
							mayRun={mayRun}
						/>
					</nav>
				</div>
			</div>
			<KeysHelp keys={keys} mayRun={mayRun} />
		</Page>
	);
}

/**
 * What is not saved and belongs to a case that is not in view: said here, or nobody would know where it is. Nothing of
 * a case that was taken from this person; a guest's own words are no such thing, the panel has only gone on.
 */
function unsentElsewhere(
	posts: readonly Post[],
	file: CaseInView | undefined,
	state: RoomState,
	isGuest: boolean,
): Post[] {
	const isOf = (post: Post, caseId: string) => post.action.includes(caseId);
	const known = rowsOf<CaseRow>(state, "case");
	return posts.filter(
		(post) =>
			post.state === "not-saved" &&
			!(file && isOf(post, file.row.id)) &&
			(isGuest || known.some(({ id }) => isOf(post, id))),
	);
}

/** What becomes of it when the line or the session ends: entries and actions are kept as drafts beside. */
const TYPED_IN_SUMMARY = {
	whenSignedOut:
		"Entries and actions that you were typing are kept. What you wrote last in the summary is not saved yet: leave this page open, and take it through the sign-in with the button below.",
	whenOffline: "What you write is kept on this page, and is sent by itself.",
};

const worseOf = (one: SaveStateName, other: SaveStateName): SaveStateName =>
	one === "not-saved" || other === "not-saved" ? "not-saved" : one === "saving" ? one : other;

/** The address of an item in this room: the current one is where the panel is. */
function lookingAt(meetingId: string, item: AgendaItemRow): string {
	return item.isCurrent ? `${paths.meeting(meetingId)}?follow` : paths.meetingLookingAt(meetingId, item.id);
}

/**
 * Which item is on this screen: the one asked for, else the chair's. Somebody in the middle of a sentence is not
 * moved: the screen stays where they type until they follow.
 */
function useView(items: AgendaItemRow[], current: AgendaItemRow | undefined) {
	const [search] = useSearchParams();
	const [held, setHeld] = useState<string>();
	const isTyping = useRef(false);
	const setTyping = useCallback((typing: boolean) => {
		isTyping.current = typing;
	}, []);
	const last = useRef(current?.id);
	useEffect(() => {
		if (current?.id === last.current) return;
		if (isTyping.current && last.current) {
			const was = last.current;
			setHeld((now) => now ?? was);
		}
		last.current = current?.id;
	}, [current?.id]);

	const asked = search.get("item");
	// Following is a link to the room without an item: it lets go of what was held.
	const followed = search.get("follow");
	// The same address again is another wish to follow.
	const { key } = useLocation();
	useEffect(() => {
		if (key && (followed !== null || asked !== null)) setHeld(undefined);
	}, [followed, asked, key]);
	// Between the chair's move and the effect above there is one render; it must not swap the text field away.
	const staying = isTyping.current && last.current !== current?.id ? last.current : held;
	const wanted = asked ?? staying ?? current?.id;
	const view = items.find((item) => item.id === wanted) ?? current ?? items[0];
	return {
		view,
		isElsewhere: current !== undefined && view !== undefined && view.id !== current.id,
		setTyping,
	};
}

interface ComposersProps {
	file: CaseInView;
	meetingId: string | undefined;
	agencies: { id: string; name: string }[];
	today: string;
	mayMinute: boolean;
	isGuest: boolean;
	composing: ReturnType<typeof useComposing>;
	onSend: (action: string, fields: Record<string, string>) => void;
	onTyping: (place: TypingPlace, isTyping: boolean) => void;
}

function Composers({
	file,
	agencies,
	today,
	mayMinute,
	isGuest,
	composing,
	onTyping,
	...rest
}: ComposersProps) {
	const typing = useRef({ entry: false, action: false });
	const caseId = file.row.id;
	const keep = (composer: Composer, fields: Record<string, string> | undefined) => {
		composing.keep(composer, caseId, fields);
		typing.current[composer] = isText(composer, fields);
		onTyping("composers", typing.current.entry || typing.current.action);
	};
	// Whoever looks at another case is not writing on this one any more.
	useEffect(() => () => onTyping("composers", false), [onTyping]);
	const entry = composing.startOf("entry", caseId);
	const action = composing.startOf("action", caseId);
	return (
		<>
			<EntryComposer
				key={entry.key}
				caseId={caseId}
				reference={file.row.reference}
				draft={entry.draft}
				forAgencies={mayMinute ? agencies : undefined}
				isInformationOnly={isGuest}
				onText={(fields) => keep("entry", fields)}
				{...rest}
			/>
			{isGuest ? null : (
				<ActionComposer
					key={action.key}
					caseId={caseId}
					agencies={agencies}
					today={today}
					mayMinute={mayMinute}
					draft={action.draft}
					onText={(fields) => keep("action", fields)}
					{...rest}
				/>
			)}
		</>
	);
}

/** Says to screen readers what others added and where the panel is, without moving anything. */
function useSpokenChanges(state: RoomState, me: string | undefined) {
	const announce = useAnnounce();
	const known = useRef<RoomState>(state);
	useEffect(() => {
		const before = known.current;
		known.current = state;
		if (before === state || before.rows.size === 0) return;
		for (const [name, row] of state.rows) {
			const was = before.rows.get(name);
			if (was === row) continue;
			if ((row.kind === "entry" || row.kind === "action") && !was && "authorName" in row) {
				if ("authorId" in row && row.authorId === me) continue;
				announce(`${row.authorName} added an ${row.kind}.`);
			}
			if (row.kind === "hand" && !was && "userName" in row && "userId" in row && row.userId !== me) {
				announce(`${row.userName} asks to speak.`);
			}
			if (row.kind === "agendaItem") {
				const item = row as AgendaItemRow;
				if (!item.isCurrent || (was as AgendaItemRow | undefined)?.isCurrent) continue;
				const reference = item.caseId ? caseInView(state, item.caseId)?.row.reference : undefined;
				announce(`The panel is now on ${reference ?? "another item"}.`);
			}
			if (row.kind === "meeting") announceMeeting(row as MeetingRow, was as MeetingRow | undefined, announce);
		}
	}, [state, me, announce]);
}

function announceMeeting(meeting: MeetingRow, was: MeetingRow | undefined, announce: (text: string) => void) {
	if (!was) return;
	if (meeting.state !== was.state) {
		const said = {
			"in-progress": "The meeting is in progress.",
			adjourned: "The meeting is adjourned.",
			closed: "The meeting is closed.",
		} as const;
		if (meeting.state in said) announce(said[meeting.state as keyof typeof said]);
	}
	if (meeting.chairName !== was.chairName) announce(`${meeting.chairName ?? "Nobody"} is in the chair.`);
	if (meeting.pausedAt && !was.pausedAt) announce("The meeting is paused.");
}
