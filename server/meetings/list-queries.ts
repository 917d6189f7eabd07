/** Lists of meetings: a panel’s, and those that wait for somebody. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { attendances, guests, meetings, panels } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { accessToMeetingsOf } from "./access.ts";
import { isAdmitted } from "./attendance.ts";
import { type Meeting, mayInMeetings } from "./policy.ts";

const RECORDS_PAGE = 20;

/**
 * A panel's meetings: all that are in progress or planned, the soonest first, and a page of the closed ones,
 * the latest first. @throws NotFound when not the actor's panel.
 */
export async function meetingsOfPanel(actor: Actor, panelId: string, page = 1) {
	const access = await accessToMeetingsOf(actor, panelId, []);
	const ofPanel = eq(meetings.panelId, panelId);
	const mayBuild = mayInMeetings(access, panelId, "build");
	const open = await db
		.select()
		.from(meetings)
		.where(and(ofPanel, inArray(meetings.state, openStates(mayBuild))))
		.orderBy(
			sql`case when ${meetings.state} in ('in-progress', 'adjourned') then 0 else 1 end`,
			asc(meetings.startsAt),
			asc(meetings.id),
		);
	const isClosed = and(
		ofPanel,
		inArray(meetings.state, ["closed", "cancelled"]),
		mayBuild ? undefined : isNotNull(meetings.publishedAt),
	);
	const total = await db.$count(meetings, isClosed);
	const pages = Math.max(1, Math.ceil(total / RECORDS_PAGE));
	const current = Math.min(Math.max(1, Math.floor(page)), pages);
	const closed = await db
		.select()
		.from(meetings)
		.where(isClosed)
		.orderBy(desc(meetings.startsAt), desc(meetings.id))
		.limit(RECORDS_PAGE)
		.offset((current - 1) * RECORDS_PAGE);
	const line = (row: Meeting) => ({
		id: row.id,
		state: row.state,
		startsAt: row.startsAt.toISOString(),
		startedAt: row.startedAt?.toISOString() ?? null,
		closedAt: row.closedAt?.toISOString() ?? null,
		place: row.place,
		chairName: row.chairName,
		note: row.note,
	});
	return {
		open: open.map(line),
		closed: { meetings: closed.map(line), total, page: current, pages },
		mayBuild,
	};
}

/** Meetings that are on or to come; drafts are for those who build them. */
const openStates = (mayBuild: boolean): Meeting["state"][] =>
	mayBuild ? ["draft", "published", "in-progress", "adjourned"] : ["published", "in-progress", "adjourned"];

/** A meeting that should have begun, and nobody has taken its chair. */
const LATE_MS = 10 * 60_000;

/**
 * Meetings that matter now to this actor: in progress or to come, in all of their panels, and those that admit
 * or invite them.
 */
export async function meetingsForMe(actor: Actor) {
	const access = await accessOf(db, actor, []);
	const elsewhere = await invitationsOf(actor.userId);
	// Before the limit: other panels' meetings would leave no room for one's own.
	const maybeMine = or(
		inArray(meetings.panelId, [...access.panels.keys()]),
		inArray(meetings.id, [...elsewhere.keys()]),
	);
	const rows = await db
		.select({ meeting: meetings, panelName: panels.name })
		.from(meetings)
		.innerJoin(panels, eq(panels.id, meetings.panelId))
		.where(and(inArray(meetings.state, openStates(true)), access.role === "lead" ? undefined : maybeMine))
		.orderBy(
			sql`case when ${meetings.chairMissingAt} is not null then 0 else 1 end`,
			sql`case when ${meetings.state} in ('in-progress', 'adjourned') then 0 else 1 end`,
			asc(meetings.startsAt),
		)
		.limit(100);
	return rows
		.filter(({ meeting: { id, panelId, state } }) => {
			if (state === "draft") return mayInMeetings(access, panelId, "build");
			if (holds(access, { kind: "meetings", panelId })) return true;
			const invitedAs = elsewhere.get(id);
			return invitedAs === "guest" || (invitedAs === "observer" && access.panels.get(panelId) === "observer");
		})
		.map(({ meeting, panelName }) => {
			const isLate = meeting.state === "published" && now().getTime() - meeting.startsAt.getTime() > LATE_MS;
			return {
				id: meeting.id,
				panelName,
				state: meeting.state,
				startsAt: meeting.startsAt.toISOString(),
				place: meeting.place,
				/** Who started it. */
				chairName: meeting.chairName,
				mayBuild: mayInMeetings(access, meeting.panelId, "build"),
				note: meeting.note,
				/** Where it is no meeting of one's own panel. */
				invitedAs: holds(access, { kind: "meetings", panelId: meeting.panelId })
					? null
					: (elsewhere.get(meeting.id) ?? null),
				/** For the lead, who must find somebody to chair it. */
				wantsChair: access.role === "lead" && (meeting.chairMissingAt !== null || isLate),
			};
		});
}

/** Meetings to which somebody is invited as a guest, or admitted as an observer. */
async function invitationsOf(userId: string): Promise<Map<string, "guest" | "observer">> {
	const invited = await db
		.select({ meetingId: guests.meetingId })
		.from(guests)
		.where(and(eq(guests.userId, userId), isNull(guests.removedAt)));
	const admitted = await db
		.select({ meetingId: attendances.meetingId })
		.from(attendances)
		.where(and(eq(attendances.userId, userId), isAdmitted));
	return new Map([
		...invited.map(({ meetingId }) => [meetingId, "guest"] as const),
		...admitted.map(({ meetingId }) => [meetingId, "observer"] as const),
	]);
}
