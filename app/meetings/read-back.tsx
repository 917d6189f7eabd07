/** The read-back: before a case is left, the chair hears its risks, advice and actions, and settles what is loose. */
import { Link, useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import type { EntryRow } from "#server/cases/index.ts";
import type { Refused } from "#server/http/screen.ts";
import type { AgendaItemRow } from "#server/meetings/index.ts";
import { DueInput } from "../actions/due-input.tsx";
import { CaseIdentity, type CaseInView } from "../cases/case-file.tsx";
import { ENTRY_WORDS } from "../cases/case-words.ts";
import { formAnswerOf } from "../form-answer.tsx";
import type { RoomState } from "../live/room-state.ts";
import type { Unsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CivilDate, CommandForm, HiddenFields, Select, Shape } from "../ui/index.ts";
import { shortTitle } from "./chair-desk.tsx";
import { isDecided } from "./decided.ts";
import { Press } from "./press.tsx";

interface ReadBackProps {
	meetingId: string;
	item: AgendaItemRow;
	file: CaseInView | undefined;
	/** Where the panel goes from here, if anywhere. */
	next: AgendaItemRow | undefined;
	state: RoomState;
	agencies: { id: string; name: string }[];
	panelName: string;
	/** Civil date. */
	today: string;
}

export function ReadBack({ meetingId, item, file, next, state, agencies, panelName, today }: ReadBackProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus(), []);
	const said = (file?.entries ?? []).filter((entry) => entry.meetingId === meetingId);
	const actions = (file?.actions ?? []).filter((action) => action.meetingId === meetingId);
	const unsettled = actions.filter((action) => action.isUnsettled);
	return (
		<section className="pr-read-back" aria-labelledby="read-back-heading">
			<h2 className="govuk-heading-m" id="read-back-heading" tabIndex={-1} ref={heading}>
				Read back: {shortTitle(item, state)}
			</h2>
			{file ? <CaseIdentity file={file} panelName={panelName} /> : null}
			{(["risk", "advice", "decision"] as const).map((kind) => (
				<Said key={kind} kind={kind} entries={said.filter((entry) => entry.entryKind === kind)} />
			))}
			<h3 className="pr-room__heading">Actions</h3>
			{actions.length === 0 ? <p className="govuk-body">None.</p> : null}
			<ol className="pr-read-back__actions">
				{actions.map((action) => (
					<li key={action.id} className={action.isUnsettled ? "pr-read-back__loose" : undefined}>
						<p className="govuk-body">
							<strong className="pr-typed">{action.what}</strong>
							<br />
							{inWords(action)}
							{action.due ? (
								<>
									, due <CivilDate date={action.due} />
								</>
							) : null}
						</p>
						{action.isUnsettled ? (
							<Settle
								action={action}
								agencies={agencies}
								today={today}
								meetingId={meetingId}
								itemId={item.id}
							/>
						) : null}
					</li>
				))}
			</ol>
			{unsettled.length > 0 ? (
				<p className="govuk-body">
					<strong>
						<Shape name="exclamation" />{" "}
						{unsettled.length === 1 ? "1 action is" : `${unsettled.length} actions are`} to be settled before
						the panel goes on.
					</strong>
				</p>
			) : next ? (
				<Press
					to={paths.currentItem(meetingId)}
					fields={{ itemId: next.id }}
					label={`Agreed. Next: ${shortTitle(next, state)}`}
					id="room-next"
					returnTo={`${paths.meeting(meetingId)}?follow`}
				>
					{isDecided(said, actions) ? null : <NothingDecided />}
				</Press>
			) : (
				<p className="govuk-body">
					Every item has been opened.{" "}
					<Link className="govuk-link" to={paths.closeMeeting(meetingId)}>
						Close the meeting
					</Link>
				</p>
			)}
			<p className="govuk-body">
				<Link className="govuk-link" to={`${paths.meeting(meetingId)}?follow`} preventScrollReset>
					Not yet: go back to the case
				</Link>{" "}
				or{" "}
				<Link className="govuk-link" to={paths.deferItem(meetingId, item.id)}>
					defer it
				</Link>
			</p>
		</section>
	);
}

function NothingDecided() {
	return (
		<div className="govuk-form-group">
			<div className="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">
				<div className="govuk-checkboxes__item">
					<input
						className="govuk-checkboxes__input"
						id="field-nothing-decided"
						name="nothingDecided"
						type="checkbox"
						value="yes"
					/>
					<label className="govuk-label govuk-checkboxes__label" htmlFor="field-nothing-decided">
						Nothing was decided on this case, and that is right
					</label>
				</div>
			</div>
		</div>
	);
}

function Said({ kind, entries }: { kind: EntryRow["entryKind"]; entries: EntryRow[] }) {
	if (entries.length === 0) return null;
	return (
		<>
			<h3 className="pr-room__heading">{ENTRY_WORDS[kind]}</h3>
			<ul className="govuk-list govuk-list--bullet">
				{entries.map((entry) => (
					<li key={entry.id}>
						<span className="pr-typed">{entry.body}</span> ({entry.forAgencyName ?? entry.agencyName})
					</li>
				))}
			</ul>
		</>
	);
}

function inWords(action: ActionRow): string {
	const owner = action.ownerAgencyName ?? "Nobody yet";
	const person = action.ownerDetail ? ` (${action.ownerDetail})` : "";
	if (action.isHeldByChair) return `${owner}${person}, held by the chair`;
	if (action.status === "refused") return `${owner} refused it: ${action.outcome ?? ""}`;
	if (action.status === "proposed" && action.ownerAgencyId) return `${owner}${person}, proposed`;
	return `${owner}${person}`;
}

/** What came of pressing: nothing yet, done, or why it was not. */
type Settled = { ok: true } | Refused | Unsent;

/**
 * Owner and date of one action. A browser without script is answered on the action's own page, which shows the same
 * fields with what is wrong at them, and leads back here.
 */
function Settle({
	action,
	agencies,
	today,
	meetingId,
	itemId,
}: {
	action: ActionRow;
	agencies: { id: string; name: string }[];
	today: string;
	meetingId: string;
	itemId: string;
}) {
	const fetcher = useFetcher<Settled>();
	const form = useRef<HTMLFormElement>(null);
	const [answered, setAnswered] = useState(0);
	const returnTo = paths.readBack(meetingId, itemId);
	const answer = fetcher.state === "idle" ? fetcher.data : undefined;
	// Whether an unanswered press was done is not known: until it is, pressing again is the same press.
	useEffect(() => {
		if (answer && !("outcome" in answer && answer.outcome === "not-sent")) setAnswered((n) => n + 1);
	}, [answer]);
	const refused = answer && !("ok" in answer && answer.ok) ? answer : undefined;
	const { ownerAgencyId, due, ...others } = formAnswerOf(refused).errors;
	const problem = formAnswerOf(refused).conflict?.message ?? Object.values(others).join(". ");
	useEffect(() => {
		const wrong = ownerAgencyId ? "ownerAgencyId" : due ? "due" : undefined;
		if (refused && wrong) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
	}, [refused, ownerAgencyId, due]);
	return (
		<CommandForm
			as={fetcher.Form}
			ref={form}
			className="pr-read-back__settle"
			action={`${paths.action(action.id)}?to=${encodeURIComponent(returnTo)}`}
			intention={answered}
			returnTo={returnTo}
		>
			<HiddenFields values={{ intent: "settle", version: String(action.version) }} />
			<Select
				name="ownerAgencyId"
				id={`field-owner-${action.id}`}
				label="Owner"
				placeholder="Choose an agency"
				options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
				defaultValue={action.status === "refused" ? undefined : (action.ownerAgencyId ?? undefined)}
				error={ownerAgencyId}
			/>
			<DueInput
				id={`field-due-${action.id}`}
				today={today}
				defaultValue={action.due ?? undefined}
				error={due}
			/>
			<ButtonGroup>
				<Button small preventDoubleClick>
					Settle<span className="govuk-visually-hidden"> {action.what}</span>
				</Button>
				<Button small preventDoubleClick variant="secondary" name="isHeldByChair" value="yes">
					The chair holds it<span className="govuk-visually-hidden"> {action.what}</span>
				</Button>
			</ButtonGroup>
			{problem ? (
				<p className="govuk-error-message" role="alert">
					{problem}
				</p>
			) : null}
		</CommandForm>
	);
}
