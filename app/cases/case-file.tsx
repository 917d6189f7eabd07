/** The entries and actions of a case, as the case's page and the live room both show them. */
import { Link } from "@remix-run/react";
import type { ActionRow } from "#server/actions/index.ts";
import type { CaseRow, EntryRow, PersonRow } from "#server/cases/index.ts";
import type { Post } from "../live/outbox.tsx";
import { type RoomState, rowsOf } from "../live/room-state.ts";
import { paths } from "../paths.ts";
import { Button, CivilDate, classNames, IdentityBar, SaveState, StatusTag, Time } from "../ui/index.ts";
import { ENTRY_WORDS } from "./case-words.ts";

/** One case's rows out of what a screen holds; nothing when the case is not (or no longer) to be seen. */
export interface CaseInView {
	row: CaseRow;
	victims: PersonRow[];
	suspects: PersonRow[];
	entries: EntryRow[];
	actions: ActionRow[];
}

const inOrder = (a: { at: string; id: string }, b: { at: string; id: string }) =>
	a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;

/** Picks a case's rows out of a screen's. */
export function caseInView(state: RoomState, caseId: string): CaseInView | undefined {
	const row = rowsOf<CaseRow>(state, "case").find((candidate) => candidate.id === caseId);
	if (!row) return undefined;
	const people = rowsOf<PersonRow>(state, "person").filter((person) => person.caseId === caseId);
	return {
		row,
		victims: people.filter((person) => person.part === "victim"),
		suspects: people.filter((person) => person.part === "person-causing-harm"),
		entries: rowsOf<EntryRow>(state, "entry")
			.filter((entry) => entry.caseId === caseId)
			.sort(inOrder),
		actions: rowsOf<ActionRow>(state, "action")
			.filter((action) => action.caseId === caseId)
			.sort(inOrder),
	};
}

const namesOf = (people: PersonRow[]) =>
	people
		.map((person) =>
			person.aliases.length > 0 ? `${person.name} (also ${person.aliases.join(", ")})` : person.name,
		)
		.join(", ");

export function CaseIdentity({ file, panelName, to }: { file: CaseInView; panelName: string; to?: string }) {
	return (
		<IdentityBar
			reference={file.row.reference}
			victim={namesOf(file.victims) || "Not known"}
			personCausingHarm={namesOf(file.suspects) || null}
			risk={file.row.risk}
			officer={file.row.officerName}
			panel={panelName}
			to={to}
		/>
	);
}

export function EntryList({ entries, userId }: { entries: EntryRow[]; userId: string | undefined }) {
	return (
		<ul className="pr-entries">
			{entries.map((entry) => (
				<li key={entry.id} className={`pr-entry pr-entry--${entry.entryKind}`}>
					<p className="pr-entry__head">
						<span className="pr-entry__kind">{ENTRY_WORDS[entry.entryKind]}</span>
						<span className="pr-entry__by">
							{entry.authorName} · {entry.agencyName} · <Time at={entry.at} />
						</span>
					</p>
					<p className="pr-entry__text">{entry.body}</p>
					{entry.editedAt || entry.authorId === userId ? (
						<p className="pr-entry__foot">
							{entry.editedAt ? (
								<Link className="govuk-link" to={paths.entry(entry.id)}>
									Edited<span className="govuk-visually-hidden">: history of this entry</span>
								</Link>
							) : null}
							{entry.authorId === userId ? (
								<Link className="govuk-link" to={paths.entry(entry.id)}>
									Edit<span className="govuk-visually-hidden"> your {entry.entryKind}</span>
								</Link>
							) : null}
						</p>
					) : null}
				</li>
			))}
		</ul>
	);
}

/** What this person has just sent, until it is seen among the others. */
export function UnsentEntries({
	posts,
	onTakeBack,
}: {
	posts: readonly Post[];
	onTakeBack: (post: Post) => void;
}) {
	if (posts.length === 0) return null;
	return (
		<ul className="pr-entries" aria-label="Being sent">
			{posts.map((post) => (
				<li key={post.opId} className="pr-entry pr-entry--unsent">
					<p className="pr-entry__head">
						<span className="pr-entry__kind">{wordFor(post)}</span>
						<SaveState state={post.state} detail={detailFor(post)} />
					</p>
					<p className="pr-entry__text">{post.fields.body ?? post.fields.what}</p>
					{post.errors ? (
						<div className="pr-entry__foot">
							<p className="govuk-error-message">{Object.values(post.errors).join(". ")}</p>
							<Button variant="link" type="button" onClick={() => onTakeBack(post)}>
								Take it back to change it
							</Button>
						</div>
					) : null}
				</li>
			))}
		</ul>
	);
}

const wordFor = (post: Post) =>
	post.fields.what === undefined ? ENTRY_WORDS[post.fields.kind as keyof typeof ENTRY_WORDS] : "Action";

const detailFor = (post: Post) =>
	post.state === "not-saved" && !post.errors ? "Keep this page open; it is sent again." : undefined;

export function ActionList({ actions, today }: { actions: ActionRow[]; today: string }) {
	return (
		<ul className="pr-entries">
			{actions.map((action) => {
				const isOverdue = action.status === "open" && action.due !== null && action.due < today;
				const status = isOverdue ? "overdue" : action.status;
				return (
					<li key={action.id} className={classNames("pr-action", `pr-action--${status}`)}>
						<div className="pr-action__head">
							<p className="pr-action__text">{action.what}</p>
							<StatusTag status={status} />
						</div>
						<dl className="pr-action__facts">
							<div>
								<dt>Owner</dt>{" "}
								<dd>
									{action.ownerAgencyName ?? "Nobody yet"}
									{action.ownerDetail ? ` (${action.ownerDetail})` : null}
								</dd>
							</div>
							<div>
								<dt>Due</dt>{" "}
								<dd>{action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")}</dd>
							</div>
							{action.outcome ? (
								<div>
									<dt>What came of it</dt> <dd>{action.outcome}</dd>
								</div>
							) : null}
						</dl>
						<p className="pr-action__foot">
							<Link className="govuk-link" to={paths.action(action.id)}>
								Update<span className="govuk-visually-hidden"> the action: {action.what}</span>
							</Link>
						</p>
					</li>
				);
			})}
		</ul>
	);
}
