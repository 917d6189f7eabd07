/** A case's rows out of a screen's, and its entries, as the case's page and the live room both show them. */
import { Link } from "@remix-run/react";
import type { ActionRow } from "#server/actions/index.ts";
import type { AdviceRow } from "#server/advice/index.ts";
import type { CaseRow, EntryRow, PersonRow, ProtectedDetailRow } from "#server/cases/index.ts";
import type { ReferralRow, ReviewRow, SafetyPlanRow } from "#server/follow-up/index.ts";
import type { ChronologyRow } from "#server/incidents/index.ts";
import { AdviceLink, AdviceStanding, type Answering } from "../advice/advice-standing.tsx";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import type { Post } from "../live/outbox.tsx";
import { type RoomState, rowsOf } from "../live/room-state.ts";
import { Press } from "../meetings/press.tsx";
import { paths } from "../paths.ts";
import { Button, IdentityBar, SaveState, Time } from "../ui/index.ts";
import { ENTRY_WORDS } from "./case-words.ts";
import { NextDate, SafeContact } from "./identity-words.tsx";

export { ActionList } from "../actions/action-list.tsx";

/** One case's rows out of what a screen holds; nothing when the case is not (or no longer) to be seen. */
export interface CaseInView {
	row: CaseRow;
	victims: PersonRow[];
	suspects: PersonRow[];
	entries: EntryRow[];
	actions: ActionRow[];
	referrals: ReferralRow[];
	reviews: ReviewRow[];
	plans: SafetyPlanRow[];
	/** How those of the entries that are advice stand with the officer. */
	advice: AdviceRow[];
	/** What the chronology of incidents comes to; nothing as long as it has none. */
	chronology: ChronologyRow | undefined;
	/** How the victim may be contacted, as far as this person is shown such details. */
	safeContacts: string[];
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
		referrals: rowsOf<ReferralRow>(state, "referral").filter((row) => row.caseId === caseId),
		reviews: rowsOf<ReviewRow>(state, "review")
			.filter((row) => row.caseId === caseId)
			.sort(inOrder),
		plans: rowsOf<SafetyPlanRow>(state, "safetyPlan")
			.filter((row) => row.caseId === caseId)
			.sort(inOrder),
		actions: rowsOf<ActionRow>(state, "action")
			.filter((action) => action.caseId === caseId)
			.sort(inOrder),
		advice: rowsOf<AdviceRow>(state, "advice").filter((advice) => advice.caseId === caseId),
		chronology: rowsOf<ChronologyRow>(state, "chronology").find((row) => row.caseId === caseId),
		safeContacts: rowsOf<ProtectedDetailRow>(state, "protectedDetail")
			.filter(
				({ detail, personId, value }) =>
					detail === "safe-telephone" &&
					value !== "" &&
					people.some(({ id, part }) => id === personId && part === "victim"),
			)
			.map(({ value }) => value),
	};
}

const namesOf = (people: PersonRow[]) =>
	people
		.map((person) =>
			person.aliases.length > 0 ? `${person.name} (also ${person.aliases.join(", ")})` : person.name,
		)
		.join(", ");

interface CaseIdentityProps {
	file: CaseInView;
	panelName: string;
	/** The case's own page, where this stands on another. */
	to?: string;
	/** Whether this person is shown protected details, where the page knows: then none kept is said to be none. */
	seesProtected?: boolean;
}

export function CaseIdentity({ file, panelName, to, seesProtected }: CaseIdentityProps) {
	return (
		<IdentityBar
			reference={file.row.reference}
			victim={namesOf(file.victims) || "Not known"}
			personCausingHarm={namesOf(file.suspects) || null}
			risk={file.row.risk}
			officer={file.row.officerName}
			panel={panelName}
			to={to}
			next={<NextDate file={file.row} />}
			// Who is shown none may not be told that there is none.
			contact={
				<SafeContact contact={seesProtected || file.safeContacts.length > 0 ? file.safeContacts : null} />
			}
		>
			<CaseMarks file={file.row} />
		</IdentityBar>
	);
}

interface EntryListProps {
	entries: EntryRow[];
	userId: string | undefined;
	/** This person's agency, which confirms what was recorded for it; none for somebody who only listens. */
	agencyId?: string;
	/** Whether the reader may open an entry's own page: observers and guests have the room alone. */
	hasPages?: boolean;
	/** How those of the entries that are advice stand with the officer. */
	advice: AdviceRow[];
	/** As whom the reader answers advice, if they may. */
	answering?: Answering;
}

export function EntryList({ entries, userId, agencyId, hasPages = true, advice, answering }: EntryListProps) {
	return (
		<ul className="pr-entries">
			{entries.map((entry) => {
				const given = advice.find(({ entryId }) => entryId === entry.id);
				const isAnswered = given !== undefined && given.answeredAt !== null;
				const isMine = entry.authorId === userId && !isAnswered;
				const mayConfirm =
					entry.forAgencyId !== null && entry.forAgencyId === agencyId && !entry.confirmedByName;
				return (
					<li key={entry.id} className={`pr-entry pr-entry--${entry.entryKind}`}>
						<p className="pr-entry__head">
							<span className="pr-entry__kind">{ENTRY_WORDS[entry.entryKind]}</span>
							<span className="pr-entry__by">
								{saidBy(entry)} · <Time at={entry.at} />
							</span>
						</p>
						<p className="pr-entry__text">{entry.body}</p>
						{given ? <AdviceStanding advice={given} /> : null}
						{entry.forAgencyName || entry.editedAt || isMine || given ? (
							<div className="pr-entry__foot">
								{given && hasPages ? (
									<AdviceLink advice={given} answering={answering} about={entry.body} />
								) : null}
								<EntryConfirmation entry={entry} />
								{mayConfirm ? (
									<Press
										to={paths.entry(entry.id)}
										fields={{ intent: "confirm" }}
										label="Confirm"
										about={`what ${entry.authorName} recorded for your agency`}
										variant="secondary"
									/>
								) : null}
								{entry.editedAt && !hasPages ? "Edited" : null}
								{entry.editedAt && hasPages ? (
									<Link className="govuk-link" to={paths.entry(entry.id)}>
										Edited<span className="govuk-visually-hidden">: history of this entry</span>
									</Link>
								) : null}
								{isMine && hasPages ? (
									<Link className="govuk-link" to={paths.entry(entry.id)}>
										Edit<span className="govuk-visually-hidden"> your {entry.entryKind}</span>
									</Link>
								) : null}
							</div>
						) : null}
					</li>
				);
			})}
		</ul>
	);
}

/** Who said it: its author, or the agency for which the author recorded it. */
export const saidBy = ({
	authorName,
	agencyName,
	forAgencyName,
}: Pick<EntryRow, "authorName" | "agencyName" | "forAgencyName">): string =>
	forAgencyName ? `Recorded by ${authorName} for ${forAgencyName}` : `${authorName} · ${agencyName}`;

/** Whether the agency for which an entry was recorded has confirmed it; nothing of any other entry. */
export function EntryConfirmation({
	entry: { forAgencyName, confirmedByName },
}: {
	entry: Pick<EntryRow, "forAgencyName" | "confirmedByName">;
}) {
	if (!forAgencyName) return null;
	return (
		<span>
			{confirmedByName ? `Confirmed by ${confirmedByName}` : `${forAgencyName} has not confirmed this yet`}
		</span>
	);
}

/** What this person has just sent, until it is seen among the others. */
export function UnsentEntries({
	posts,
	onTakeBack,
}: {
	posts: readonly Post[];
	/** Puts one back where it was typed; without it, that place is not in sight. */
	onTakeBack?: (post: Post) => void;
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
							{onTakeBack ? (
								<Button variant="link" type="button" onClick={() => onTakeBack(post)}>
									Take it back to change it
								</Button>
							) : null}
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
