/** What building an agenda reads. */
import { and, asc, eq, inArray } from "drizzle-orm";
import { db } from "#db/index.ts";
import { cases, people } from "#db/schema/index.ts";
import { type Actor, casesSeenBy, holds } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { addWorkingDays } from "../calendar/index.ts";
import { type CaseRow, riskRank } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { visible } from "../events/index.ts";
import { agendaCandidates, casesToChoose } from "../follow-up/index.ts";
import { accessToMeeting, casesOf, itemsSeen, nameOfPanel } from "./access.ts";
import { putOffCases } from "./agenda.ts";
import { outstandingActions } from "./earlier.ts";
import { isAfter } from "./papers-queries.ts";
import { isOver, mayInMeetings } from "./policy.ts";
import { type AgendaItemRow, type GuestRow, presentGuests } from "./present.ts";
import { lastPublished } from "./publications.ts";

/**
 * The agenda, the cases that want a place on it, and those that `query` finds, for building it.
 * @throws NotFound when the actor may not know of the meeting.
 */
export async function agendaToBuild(actor: Actor, meetingId: string, query = "") {
	const { meeting, access } = await accessToMeeting(actor, meetingId);
	const items = await itemsSeen(access, meeting);
	const onAgenda = casesOf(items);
	const { panelId } = meeting;
	const putOff = await putOffCases(db, panelId);
	const onDay = londonDate(meeting.startsAt);
	const candidates = await agendaCandidates(access, panelId, onDay, onAgenda, putOff);
	const found = await casesToChoose(access, panelId, query, onAgenda);
	const published = await lastPublished(access, meeting);
	const named = new Set([
		...onAgenda,
		...[...candidates.offered, ...found].map(({ caseId }) => caseId),
		...(published?.items ?? []).flatMap(({ caseId }) => caseId ?? []),
	]);
	const files = await db
		.select({
			id: cases.id,
			reference: cases.reference,
			risk: cases.risk,
			isRepeat: cases.isRepeat,
		})
		.from(cases)
		.where(and(casesSeenBy(access), inArray(cases.id, [...named])));
	const victims = await db
		.select({ caseId: people.caseId, name: people.name })
		.from(people)
		.where(
			and(
				eq(people.part, "victim"),
				inArray(
					people.caseId,
					files.map((file) => file.id),
				),
			),
		)
		.orderBy(asc(people.id));
	noteReads(actor, "panel-register", [meeting.panelId]);
	const line = (caseId: string) => {
		const file = files.find((candidate) => candidate.id === caseId);
		return {
			caseId,
			reference: file?.reference ?? "",
			risk: file?.risk ?? ("not-assessed" as const),
			isRepeat: file?.isRepeat ?? false,
			victim: victims.find((victim) => victim.caseId === caseId)?.name ?? "",
		};
	};
	const invited = visible(await presentGuests(db, "meetingId", [meetingId]), (guest) =>
		holds(access, guest.audience),
	).rows as GuestRow[];
	const lines = items.map((item) => ({
		...item,
		/** Added or changed since the papers went out. */
		isNew: isAfter(item.addedAt, meeting.publishedAt),
		isChanged: item.changedAt !== null && isAfter(item.changedAt, meeting.publishedAt),
		guests: invited.filter((guest) => guest.itemId === item.id),
		file: item.caseId ? line(item.caseId) : null,
	}));
	return {
		meetingId,
		panelId: meeting.panelId,
		panelName: await nameOfPanel(meeting.panelId),
		/** The agenda as it stood when it was last published, as far as the actor sees it; null for a draft. */
		published: published && {
			...published,
			items: published.items.map(({ kind, ...item }) => ({
				...item,
				itemKind: kind,
				file: item.caseId ? line(item.caseId) : null,
				isRemoved: !items.some(({ id, caseId }) => id === item.id || (caseId && caseId === item.caseId)),
			})),
		},
		state: meeting.state,
		isOver: isOver(meeting),
		startsAt: meeting.startsAt.toISOString(),
		minutes: meeting.minutes,
		place: meeting.place,
		version: meeting.version,
		note: meeting.note,
		publishedAt: meeting.publishedAt?.toISOString() ?? null,
		publications: meeting.publications,
		/** Practice: the agenda goes out five working days ahead. */
		publishBy: addWorkingDays(londonDate(meeting.startsAt), -DAYS_AHEAD),
		items: lines,
		/** Another order of the same items that may suit better; the same when this one does. */
		suggested: suggestedOrder(lines),
		/** Cases that want a place on it, as many as are offered at once. */
		others: candidates.offered.map((one) => ({
			...line(one.caseId),
			...one,
			isPutOff: putOff.includes(one.caseId),
		})),
		/** How many reviews are due by the day of the meeting, and how many cases wait for a hearing. */
		due: candidates.due,
		waiting: candidates.waiting,
		/** What a person looked for among the rest. */
		found: found.map((one) => ({ ...line(one.caseId), ...one })),
		outstanding: await outstandingActions(access, meeting),
		mayBuild: mayInMeetings(access, meeting.panelId, "build"),
		mayRun: mayInMeetings(access, meeting.panelId, "run"),
	};
}

/** SafeLives' guides put it at 5 to 8 working days. */
const DAYS_AHEAD = 5;

type Ordered = Pick<AgendaItemRow, "id" | "presenterName" | "hasChildren"> & {
	file: { reference: string; risk: CaseRow["risk"] } | null;
};

/**
 * By risk before all else, then by who needs to be there. Within a risk, cases with children come together, beside
 * those of the next, so that those who come for them may leave. What is not a case keeps its place.
 */
export function suggestedOrder(items: readonly Ordered[]): string[] {
	const bands = new Map<number, Ordered[]>();
	for (const item of items) {
		if (item.file)
			bands.set(riskRank(item.file.risk), [...(bands.get(riskRank(item.file.risk)) ?? []), item]);
	}
	const byRisk = [...bands].sort(([a], [b]) => a - b).map(([, band]) => band);
	const sorted: Ordered[] = [];
	for (const [index, band] of byRisk.entries()) {
		const isBesideChildren = sorted.at(-1)?.hasChildren ?? false;
		const childrenLast = !isBesideChildren && byRisk[index + 1]?.some((item) => item.hasChildren);
		band.sort(
			(a, b) =>
				(Number(b.hasChildren) - Number(a.hasChildren)) * (childrenLast ? -1 : 1) ||
				compare(a.presenterName ?? "", b.presenterName ?? "") ||
				compare(a.file?.reference ?? "", b.file?.reference ?? ""),
		);
		sorted.push(...band);
	}
	return items.map((item) => (item.file ? (sorted.shift()?.id ?? item.id) : item.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
