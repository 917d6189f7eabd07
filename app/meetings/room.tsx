/** The room: everybody's screen of a meeting. The chair's current case leads; anyone may look elsewhere and return. */
import {
	Link,
	type MetaFunction,
	useFetcher,
	useLoaderData,
	useRouteLoaderData,
	useSearchParams,
} from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { draftsOf } from "#server/account/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { type AgendaItemRow, type MeetingRow, meetingRoom } from "#server/meetings/index.ts";
import { ActionComposer } from "../actions/action-composer.tsx";
import {
	ActionList,
	CaseIdentity,
	type CaseInView,
	caseInView,
	EntryList,
	UnsentEntries,
} from "../cases/case-file.tsx";
import { EntryComposer } from "../cases/entry-composer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { Delivery, type Post, useOutbox } from "../live/outbox.tsx";
import { type RoomState, rowsOf } from "../live/room-state.ts";
import type { Unsent } from "../live/unsent.ts";
import { useLive } from "../live/use-live.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { useTakenBack } from "../live/use-taken-back.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import type { loader as rootLoader } from "../root.tsx";
import {
	Button,
	CommandForm,
	Details,
	EmptyState,
	InsetText,
	LinkButton,
	PresenceList,
	SaveState,
	Shape,
	Time,
	useAnnounce,
} from "../ui/index.ts";

export const loader = signedIn(async ({ actor, params }) => {
	const room = await meetingRoom(actor, params.meetingId ?? "");
	const caseIds = room.snapshot.rows.flatMap((row) => (row.kind === "case" ? [row.id] : []));
	return {
		...room,
		today: today(),
		drafts: await draftsOf(
			actor,
			caseIds.flatMap((id) => [`entry:${id}`, `action:${id}`]),
		),
	};
});

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

const byPosition = (a: AgendaItemRow, b: AgendaItemRow) => a.position - b.position;

export default function Room() {
	const page = useLoaderData<typeof loader>();
	const { meetingId, panelName, agencies, mayRun, mayBuild } = page;
	const me = useRouteLoaderData<typeof rootLoader>("root")?.person?.userId;
	const { state, people, status, connections } = useLive("meeting", meetingId, page.snapshot);
	const outbox = useOutbox();
	useRouteModules("cases/add-entry", "actions/add-action", "meetings/current");
	const taken = useTakenBack(outbox, page.drafts);
	const onSaved = useCallback((post: Post) => outbox.drop(post.opId), [outbox.drop]);

	const meeting = rowsOf<MeetingRow>(state, "meeting").find((row) => row.id === meetingId);
	const items = rowsOf<AgendaItemRow>(state, "agendaItem").sort(byPosition);
	const current = items.find((item) => item.isCurrent);
	const { view, isElsewhere, setTyping } = useView(items, current);
	const file = view ? caseInView(state, view.caseId) : undefined;
	const isOpen = meeting?.state === "in-progress";
	useSpokenChanges(state, me);

	return (
		<Page width="full">
			<LiveNotice status={status} hasUnsaved={outbox.state === "not-saved"} />
			{outbox.posts.map((post) => (
				<Delivery key={post.opId} post={post} outbox={outbox} connections={connections} onSaved={onSaved} />
			))}
			{meeting ? (
				<div className="pr-room">
					<div className="pr-room__people">
						<h1 className="pr-room__heading">Meeting of {panelName}</h1>
						<PresenceList
							people={people.map((person) => ({
								id: person.userId,
								name: person.name,
								agency: person.agencyName,
								isYou: person.userId === me,
								note: person.name === meeting.chairName ? "chair" : undefined,
							}))}
						/>
					</div>

					<div className="pr-room__case">
						<MeetingState meeting={meeting} />
						{isElsewhere && current ? <Return meetingId={meetingId} current={current} state={state} /> : null}
						{file ? (
							<CaseInRoom
								file={file}
								page={page}
								me={me}
								unsent={outbox.posts.filter(
									(post) => post.state !== "saved" && post.action.includes(file.row.id),
								)}
								onTakeBack={taken.takeBack}
							/>
						) : (
							<NothingOpen meeting={meeting} hasItems={items.length > 0} />
						)}
					</div>

					<div className="pr-room__capture">
						<h2 className="pr-room__heading">Record</h2>
						<SaveState state={outbox.state} />
						{file && view ? (
							<Composers
								key={view.caseId}
								file={file}
								meetingId={isOpen ? meetingId : undefined}
								agencies={agencies}
								startOf={taken.startOf}
								onSend={outbox.send}
								onTyping={setTyping}
							/>
						) : (
							<p className="govuk-body">Open a case to record on it.</p>
						)}
					</div>

					<nav className="pr-room__agenda" aria-label="Agenda">
						<h2 className="pr-room__heading">Agenda</h2>
						{mayRun ? (
							<ChairControls meeting={meeting} items={items} current={current} state={state} />
						) : null}
						<Agenda
							items={items}
							viewing={view}
							state={state}
							meetingId={meetingId}
							mayRun={mayRun && isOpen}
						/>
						<ul className="pr-room__links">
							{mayBuild && meeting.state !== "closed" ? (
								<li>
									<Link className="govuk-link" to={paths.agenda(meetingId)}>
										Change the agenda
									</Link>
								</li>
							) : null}
							<li>
								<Link className="govuk-link" to={paths.record(meetingId)}>
									Record of the meeting
								</Link>
							</li>
						</ul>
					</nav>
				</div>
			) : (
				<EmptyState title="One moment: the room is being loaded again" />
			)}
		</Page>
	);
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
	const last = useRef(current?.caseId);
	useEffect(() => {
		if (current?.caseId === last.current) return;
		if (isTyping.current && last.current) {
			const was = last.current;
			setHeld((now) => now ?? was);
		}
		last.current = current?.caseId;
	}, [current?.caseId]);

	const asked = search.get("case");
	// Following is a link to the room without a case: it lets go of what was held.
	const followed = search.get("follow");
	useEffect(() => {
		if (followed !== null || asked !== null) setHeld(undefined);
	}, [followed, asked]);
	// Between the chair's move and the effect above there is one render; it must not swap the text field away.
	const staying = isTyping.current && last.current !== current?.caseId ? last.current : held;
	const wanted = asked ?? staying ?? current?.caseId;
	const view = items.find((item) => item.caseId === wanted) ?? current ?? items[0];
	return {
		view,
		isElsewhere: current !== undefined && view !== undefined && view.id !== current.id,
		setTyping,
	};
}

function MeetingState({ meeting }: { meeting: MeetingRow }) {
	if (meeting.state === "in-progress") return null;
	return (
		<InsetText>
			{meeting.state === "planned" ? (
				<>
					The meeting has not started. It is planned for <Time at={meeting.startsAt} />, {meeting.place}.
				</>
			) : (
				<>
					The meeting is closed
					{meeting.closedAt ? (
						<>
							{" "}
							(<Time at={meeting.closedAt} />)
						</>
					) : null}
					.{" "}
					<Link className="govuk-link" to={paths.record(meeting.id)}>
						Read its record
					</Link>
					.
				</>
			)}
		</InsetText>
	);
}

function Return({
	meetingId,
	current,
	state,
}: {
	meetingId: string;
	current: AgendaItemRow;
	state: RoomState;
}) {
	const file = caseInView(state, current.caseId);
	return (
		<div className="pr-room__elsewhere">
			<p>
				The panel is on <strong>{file?.row.reference ?? "another case"}</strong>.
			</p>
			<LinkButton small to={`${paths.meeting(meetingId)}?follow`}>
				Go to the current case
			</LinkButton>
		</div>
	);
}

function NothingOpen({ meeting, hasItems }: { meeting: MeetingRow; hasItems: boolean }) {
	if (meeting.state === "in-progress" && hasItems) {
		return (
			<EmptyState title="The chair has not opened a case yet">
				You can look at any case on the agenda.
			</EmptyState>
		);
	}
	return (
		<EmptyState title="Nothing is open">
			{hasItems ? null : "There is no case on this agenda that you can see."}
		</EmptyState>
	);
}

type RoomData = ReturnType<typeof useLoaderData<typeof loader>>;

function CaseInRoom({
	file,
	page,
	me,
	unsent,
	onTakeBack,
}: {
	file: CaseInView;
	page: RoomData;
	me: string | undefined;
	unsent: Post[];
	onTakeBack: (post: Post) => void;
}) {
	const { meetingId } = page;
	const inMeeting = file.entries.filter((entry) => entry.meetingId === meetingId);
	const earlier = file.entries.filter((entry) => entry.meetingId !== meetingId);
	const newActions = file.actions.filter((action) => action.meetingId === meetingId);
	const open = file.actions.filter((action) => action.meetingId !== meetingId && action.status === "open");
	const ended = file.actions.filter((action) => action.meetingId !== meetingId && action.status !== "open");
	return (
		<>
			<CaseIdentity file={file} panelName={page.panelName} to={paths.case(file.row.id)} />
			<section aria-labelledby="said-heading">
				<h2 className="pr-room__heading" id="said-heading">
					In this meeting
				</h2>
				{inMeeting.length === 0 && unsent.length === 0 ? (
					<p className="govuk-body">Nothing recorded on this case yet.</p>
				) : null}
				<EntryList entries={inMeeting} userId={me} />
				<UnsentEntries posts={unsent} onTakeBack={onTakeBack} />
				<ActionList actions={newActions} today={page.today} />
				<NewBelow key={file.row.id} count={inMeeting.length + newActions.length} />
			</section>
			{open.length > 0 ? (
				<section aria-labelledby="open-heading">
					<h2 className="pr-room__heading" id="open-heading">
						Open actions from before
					</h2>
					<ActionList actions={open} today={page.today} />
				</section>
			) : null}
			{earlier.length > 0 ? (
				<Details summary={`What was recorded before (${earlier.length})`}>
					<EntryList entries={earlier} userId={me} />
				</Details>
			) : null}
			{ended.length > 0 ? (
				<Details summary={`Actions that are done or were not possible (${ended.length})`}>
					<ActionList actions={ended} today={page.today} />
				</Details>
			) : null}
		</>
	);
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

function Composers({
	file,
	meetingId,
	agencies,
	startOf,
	onSend,
	onTyping,
}: {
	file: CaseInView;
	meetingId: string | undefined;
	agencies: { id: string; name: string }[];
	startOf: ReturnType<typeof useTakenBack>["startOf"];
	onSend: (action: string, fields: Record<string, string>) => void;
	onTyping: (isTyping: boolean) => void;
}) {
	const typing = useRef({ entry: false, action: false });
	const caseId = file.row.id;
	const said = useCallback(
		(which: "entry" | "action") => (isTyping: boolean) => {
			typing.current[which] = isTyping;
			onTyping(typing.current.entry || typing.current.action);
		},
		[onTyping],
	);
	const [entryTyping] = useState(() => said("entry"));
	const [actionTyping] = useState(() => said("action"));
	const entry = startOf("entry", caseId, paths.newEntry(caseId));
	const action = startOf("action", caseId, paths.newAction(caseId));
	return (
		<>
			<EntryComposer
				key={entry.key}
				caseId={caseId}
				reference={file.row.reference}
				meetingId={meetingId}
				draft={entry.draft}
				onSend={onSend}
				onTyping={entryTyping}
			/>
			<ActionComposer
				key={action.key}
				caseId={caseId}
				meetingId={meetingId}
				agencies={agencies}
				draft={action.draft}
				onSend={onSend}
				onTyping={actionTyping}
			/>
		</>
	);
}

function Agenda({
	items,
	viewing,
	state,
	meetingId,
	mayRun,
}: {
	items: AgendaItemRow[];
	viewing: AgendaItemRow | undefined;
	state: RoomState;
	meetingId: string;
	mayRun: boolean;
}) {
	if (items.length === 0) return <p className="govuk-body">No cases yet.</p>;
	return (
		<ol className="pr-agenda">
			{items.map((item, index) => {
				const file = caseInView(state, item.caseId);
				const isViewing = viewing?.id === item.id;
				const isDone = item.leftAt !== null;
				const states = [
					item.isCurrent ? "pr-agenda-item--current" : "",
					isViewing && !item.isCurrent ? "pr-agenda-item--looking" : "",
					isDone ? "pr-agenda-item--done" : "",
				];
				return (
					<li
						key={item.id}
						className={`pr-agenda-item ${states.join(" ")}`}
						aria-current={item.isCurrent ? "step" : undefined}
					>
						<span className="pr-agenda-item__number">{index + 1}</span>
						<Link
							className="pr-agenda-item__title govuk-link"
							to={
								item.isCurrent
									? `${paths.meeting(meetingId)}?follow`
									: paths.meetingLookingAt(meetingId, item.caseId)
							}
							preventScrollReset
						>
							{file?.row.reference} {file?.victims[0]?.name}
						</Link>
						{item.isCurrent ? (
							<span className="pr-agenda-item__state">
								<Shape name="here" /> Now
							</span>
						) : null}
						{isViewing && !item.isCurrent ? (
							<span className="pr-agenda-item__state">
								<Shape name="eye" /> You are looking at this
							</span>
						) : null}
						{isDone ? (
							<span className="pr-agenda-item__state">
								<Shape name="tick" /> Heard
							</span>
						) : null}
						{mayRun && !item.isCurrent ? (
							<span className="pr-agenda-item__times">
								<OpenButton
									meetingId={meetingId}
									itemId={item.id}
									label="Open for everyone"
									about={file?.row.reference}
									link
								/>
							</span>
						) : null}
					</li>
				);
			})}
		</ol>
	);
}

function OpenButton({
	meetingId,
	itemId,
	label,
	about,
	link,
}: {
	meetingId: string;
	itemId: string;
	label: string;
	about?: string;
	link?: boolean;
}) {
	const fetcher = useFetcher<
		{ errors?: Record<string, string>; conflict?: { message: string } } & Partial<Unsent>
	>();
	const [sent, setSent] = useState(0);
	const problem = problemOf(fetcher.data);
	return (
		<CommandForm
			as={fetcher.Form}
			action={paths.currentItem(meetingId)}
			intention={sent}
			onSubmit={() => setTimeout(() => setSent((n) => n + 1))}
		>
			<input type="hidden" name="itemId" value={itemId} />
			<Button variant={link ? "link" : "primary"} small preventDoubleClick>
				{label}
				{about ? <span className="govuk-visually-hidden"> {about}</span> : null}
			</Button>
			{problem && fetcher.state === "idle" ? (
				<p className="govuk-error-message" role="alert">
					{problem}
				</p>
			) : null}
		</CommandForm>
	);
}

/** Why a press did nothing, in words; nothing when it did. */
function problemOf(
	answer:
		| { errors?: Record<string, string>; conflict?: { message: string }; outcome?: string; message?: string }
		| undefined,
) {
	if (!answer) return undefined;
	if (answer.outcome === "not-sent") return "Not done: the server could not be reached. Press it again.";
	return (
		answer.message ??
		answer.conflict?.message ??
		(answer.errors ? Object.values(answer.errors).join(". ") : undefined)
	);
}

/** What the chair needs next, as one button; the rest beneath it. */
function ChairControls({
	meeting,
	items,
	current,
	state,
}: {
	meeting: MeetingRow;
	items: AgendaItemRow[];
	current: AgendaItemRow | undefined;
	state: RoomState;
}) {
	const next = items.find((item) => !item.isCurrent && item.openedAt === null);
	const nextFile = next ? caseInView(state, next.caseId) : undefined;
	if (meeting.state === "planned") {
		return (
			<CommandForm action={paths.startMeeting(meeting.id)} reloadDocument>
				<Button preventDoubleClick>Start the meeting</Button>
			</CommandForm>
		);
	}
	if (meeting.state === "closed") return null;
	return (
		<div className="pr-room__chair">
			{next ? (
				<OpenButton
					meetingId={meeting.id}
					itemId={next.id}
					label={
						current
							? `Next case: ${nextFile?.row.reference ?? ""}`
							: `Open the first case: ${nextFile?.row.reference ?? ""}`
					}
				/>
			) : (
				<p className="govuk-body">Every case on the agenda has been opened.</p>
			)}
			<Details summary="Close the meeting">
				<p className="govuk-body">
					The record stands as it is. Nothing more can be recorded in this meeting.
				</p>
				<CommandForm action={paths.closeMeeting(meeting.id)} reloadDocument>
					<Button variant="warning" small preventDoubleClick>
						Close the meeting
					</Button>
				</CommandForm>
			</Details>
		</div>
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
			if (row.kind === "entry" && !was && "authorId" in row && row.authorId !== me && "authorName" in row) {
				announce(`${row.authorName} added an entry.`);
			}
			if (row.kind === "action" && !was && "authorId" in row && row.authorId !== me && "authorName" in row) {
				announce(`${row.authorName} added an action.`);
			}
			if (
				row.kind === "agendaItem" &&
				(row as AgendaItemRow).isCurrent &&
				!(was as AgendaItemRow | undefined)?.isCurrent
			) {
				const reference = caseInView(state, (row as AgendaItemRow).caseId)?.row.reference;
				announce(`The panel is now on ${reference ?? "another case"}.`);
			}
		}
	}, [state, me, announce]);
}
