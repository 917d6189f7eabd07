/** A meeting's papers, case by case: of all that a case's file holds, what its readers need beforehand. For the server. */
import type { ActionRow } from "#server/actions/index.ts";
import type { AdviceRow } from "#server/advice/index.ts";
import type { CaseRow, EntryRow, PersonRow } from "#server/cases/index.ts";
import { londonDate } from "#server/clock.ts";
import type { ReferralRow, ReviewRow, SafetyPlanRow } from "#server/follow-up/index.ts";
import type { ChronologyRow } from "#server/incidents/index.ts";
import type { meetingPapers } from "#server/meetings/index.ts";
import { actionsFromBefore } from "../follow-up/actions-from-before.ts";
import { answersOf } from "../follow-up/follow-up-words.ts";
import { type ChronologyTold, isTold } from "../incidents/in-file.tsx";

type Papers = Awaited<ReturnType<typeof meetingPapers>>;

/** Protected details are left out on purpose: papers are carried about. */
export function paperCases(
	{ meeting, items, rows, read, lastHeard, summaries, summaryWrittenAt, chronologyChangedAt }: Papers,
	userId: string,
) {
	const of = <R extends { kind: string }>(kind: R["kind"]) =>
		rows.filter((row): row is R & (typeof rows)[number] => row.kind === kind);
	const files = of<CaseRow>("case");
	const people = of<PersonRow>("person");
	const entries = of<EntryRow>("entry");
	const actions = of<ActionRow>("action");
	const advice = of<AdviceRow>("advice");
	const referrals = of<ReferralRow>("referral");
	const reviews = of<ReviewRow>("review");
	const plans = of<SafetyPlanRow>("safetyPlan");
	const chronologies = of<ChronologyRow>("chronology").filter(isTold);
	const chronologyOf = (caseId: string): ChronologyTold | null => {
		const told = chronologies.find((row) => row.caseId === caseId);
		if (!told) return null;
		const { incidents, policeActions, breaches, firstOn, lastOn, paceChanges, newest } = told;
		return { incidents, policeActions, breaches, firstOn, lastOn, paceChanges, newest };
	};
	const isAfter = (at: string | null, moment: string | null) => at !== null && moment !== null && at > moment;
	/** How an entry that is advice stands with the officer. */
	const standingOf = (entryId: string) => {
		const given = advice.find((row) => row.entryId === entryId);
		if (!given) return null;
		const { state, reason, answeredByName, answeredForName, answeredAt } = given;
		const isAnsweredSincePapers = isAfter(answeredAt, meeting.publishedAt);
		return { state, reason, answeredByName, answeredForName, answeredAt, isAnsweredSincePapers };
	};
	return items.flatMap((item) => {
		const file = files.find((candidate) => candidate.id === item.caseId);
		if (!file) return [];
		const inCase = (row: { caseId: string }) => row.caseId === file.id;
		const readAt = read[file.id] ?? null;
		const recorded = entries.filter(inCase).sort(inOrder);
		const undertaken = actions.filter(inCase).sort(inOrder);
		const before = actionsFromBefore(file.isRepeat, referrals.filter(inCase), undertaken);
		const lastReview = reviews
			.filter((row) => inCase(row) && row.doneOn !== null)
			.sort((a, b) => a.version - b.version)
			.at(-1);
		/** One's own action that one's own agency owns is accepted as it is written. */
		const isOwnAnswer = (row: ActionRow) => row.authorId === userId && row.answeredByName === row.authorName;
		/** By somebody else: what one has written oneself is no news; whether it was accepted or refused is. */
		const isNews = (row: EntryRow | ActionRow, since: string | null) =>
			(row.authorId !== userId &&
				(isAfter(row.at, since) || (row.kind === "entry" && isAfter(row.editedAt, since)))) ||
			(row.kind === "action" && !isOwnAnswer(row) && isAfter(row.answeredAt, since));
		const heardOn = lastHeard[file.id] ?? file.heardOn;
		/** Still to be done, or agreed when the case was last heard or since: what was promised, and how it stands. */
		const isPromised = (row: ActionRow) =>
			!ENDED.includes(row.status) || (heardOn !== null && londonDate(new Date(row.at)) >= heardOn);
		return {
			caseId: file.id,
			itemId: item.id,
			reference: file.reference,
			crimeReference: file.crimeReference,
			relationship: file.relationship,
			risk: file.risk,
			officerName: file.officerName,
			/** The last time; see also cases.heardOn, which is the first. */
			heardOn,
			isRepeat: file.isRepeat,
			state: file.state,
			nextDate: file.nextDate,
			victim: namesOf(people, file.id, "victim") || "Victim not known",
			suspects: namesOf(people, file.id, "person-causing-harm") || "Not known",
			readAt,
			isChangedSinceRead:
				[...recorded, ...undertaken].some((row) => isNews(row, readAt)) ||
				advice.filter(inCase).some((row) => row.answeredById !== userId && isAfter(row.answeredAt, readAt)) ||
				isAfter(summaryWrittenAt[file.id] ?? null, readAt) ||
				isAfter(chronologyChangedAt[file.id] ?? null, readAt),
			/** What stands in the case's summary. */
			summary: summaries[file.id] ?? [],
			/** What its chronology of incidents comes to, and the last few; of a meeting that is over, too, as it stands. */
			chronology: chronologyOf(file.id),
			entries: recorded.map((row) => ({
				id: row.id,
				entryKind: row.entryKind,
				body: row.body,
				authorName: row.authorName,
				agencyName: row.agencyName,
				forAgencyName: row.forAgencyName,
				at: row.at,
				editedAt: row.editedAt,
				isNewSincePapers: isAfter(row.at, meeting.publishedAt),
				isEditedSincePapers: isAfter(row.editedAt, meeting.publishedAt),
				advice: standingOf(row.id),
			})),
			lastReview: lastReview
				? { doneOn: lastReview.doneOn, doneByName: lastReview.doneByName, answers: answersOf(lastReview) }
				: null,
			plans: plans
				.filter((row) => inCase(row) && row.endedAt === null)
				.map(({ id, what, ownerAgencyName, endsOn, reviewOn }) => ({
					id,
					what,
					ownerAgencyName,
					endsOn,
					reviewOn,
				})),
			/** Of a repeat: what had been agreed before this referral, and how it stands. */
			before: before.map(({ id, what, ownerAgencyName, ownerDetail, due, dueNote, status, outcome }) => ({
				id,
				what,
				ownerAgencyName,
				ownerDetail,
				due,
				dueNote,
				status,
				outcome,
			})),
			actions: undertaken
				.filter((row) => isPromised(row) && !before.includes(row))
				.map((row) => ({
					id: row.id,
					what: row.what,
					ownerAgencyName: row.ownerAgencyName,
					ownerDetail: row.ownerDetail,
					due: row.due,
					dueNote: row.dueNote,
					priority: row.priority,
					status: row.status,
					outcome: row.outcome,
					isNewSincePapers: isAfter(row.at, meeting.publishedAt),
				})),
		};
	});
}

const ENDED: ActionRow["status"][] = ["done", "not-possible", "not-done"];

export type PaperOfCase = ReturnType<typeof paperCases>[number];

const namesOf = (people: PersonRow[], caseId: string, part: PersonRow["part"]): string =>
	people
		.filter((person) => person.caseId === caseId && person.part === part)
		.map(({ name, aliases }) => (aliases.length > 0 ? `${name} (also ${aliases.join(", ")})` : name))
		.join(", ");

const inOrder = (a: { at: string; id: string }, b: { at: string; id: string }) =>
	a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;
