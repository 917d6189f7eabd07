/** Who is there: the statement that opens the room, who comes and goes, and apologies. */
import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agencies, attendances, guests, memberships } from "#db/schema/index.ts";
import { type Access, type Actor, holds, roleIn } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import {
	claimMeeting,
	isUnknownTo,
	type Meeting,
	mayInMeetings,
	requireState,
	takeMeeting,
} from "./policy.ts";
import { presentAttendances } from "./present.ts";
import { goOut } from "./send-out.ts";

type Attendance = typeof attendances.$inferSelect;
type Capacity = Attendance["capacity"];

export const attendanceOf = async (
	tx: Tx,
	meetingId: string,
	userId: string,
): Promise<Attendance | undefined> =>
	(
		await tx
			.select()
			.from(attendances)
			.where(and(eq(attendances.meetingId, meetingId), eq(attendances.userId, userId)))
	)[0];

/** Somebody let in as an observer, whether they have come or not, until that is taken back. */
export const isAdmitted = and(eq(attendances.capacity, "observer"), ne(attendances.state, "withdrawn"));

/** As what the actor may enter this meeting's room, or nothing. */
export async function capacityIn(
	tx: Pick<Tx, "select">,
	access: Access,
	meeting: Pick<Meeting, "id" | "panelId">,
): Promise<Capacity | undefined> {
	if (holds(access, { kind: "meetings", panelId: meeting.panelId })) {
		const role = roleIn(access, meeting.panelId);
		return role === "observer" ? undefined : role;
	}
	const [invited] = await tx
		.select({ id: guests.id })
		.from(guests)
		.where(and(eq(guests.meetingId, meeting.id), eq(guests.userId, access.userId), isNull(guests.removedAt)));
	if (invited) return "guest";
	if (roleIn(access, meeting.panelId) !== "observer") return undefined;
	const [admitted] = await tx
		.select({ id: attendances.id })
		.from(attendances)
		.where(and(eq(attendances.meetingId, meeting.id), eq(attendances.userId, access.userId), isAdmitted));
	return admitted ? "observer" : undefined;
}

/** For so long before the planned start somebody can enter, and counts as there. */
const ENTER_AHEAD_MS = 60 * 60_000;

/** From when a meeting's statement can be accepted; one that has begun is open whatever was planned. */
export const entryOpensAt = (meeting: Pick<Meeting, "startsAt">): Date =>
	new Date(meeting.startsAt.getTime() - ENTER_AHEAD_MS);

/** Whether it is too early to enter. */
export const isTooEarly = (meeting: Pick<Meeting, "startsAt" | "state">): boolean =>
	meeting.state === "published" && now() < entryOpensAt(meeting);

export const AcceptStatement = z.object({
	meetingId: z.string(),
	agrees: z.literal("yes", "Confirm that you will keep what is said here confidential"),
});

/**
 * Accepts the confidentiality statement of one meeting, which opens its room and notes the arrival. Coming back
 * after having left is the same.
 * @throws NotFound when the actor may not know of the meeting; Conflict when it is over or not yet published;
 * Invalid more than an hour before its planned start: who accepted days ahead would count as there.
 */
export const acceptStatement = command("meeting.accept", AcceptStatement, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await claimMeeting(hand, input.meetingId);
	const capacity = await capacityIn(tx, access, meeting);
	if (!capacity) throw new NotFound();
	if (isUnknownTo(access, meeting)) throw new NotFound();
	requireState(meeting, "published", "in-progress", "adjourned");
	if (isTooEarly(meeting)) {
		throw new Invalid({ agrees: "You can enter from 60 minutes before the meeting starts" });
	}
	const known = await attendanceOf(tx, meeting.id, actor.userId);
	if (known?.state === "present" && known.statementAt) {
		throw new Invalid({ agrees: "You have accepted it already" });
	}
	const at = now();
	const attendanceId = known?.id ?? newId();
	if (known) {
		await tx
			.update(attendances)
			.set({
				capacity,
				state: "present",
				statementAt: at,
				arrivedAt: known.arrivedAt ?? at,
				leftAt: null,
				// They are there themself now; who admitted an observer still stands.
				recordedByName: capacity === "observer" ? known.recordedByName : null,
				version: stream.version,
			})
			.where(eq(attendances.id, known.id));
	} else {
		await tx.insert(attendances).values({
			id: attendanceId,
			meetingId: meeting.id,
			userId: actor.userId,
			userName: actor.name,
			agencyId: actor.agencyId,
			agencyName: actor.agencyName,
			capacity,
			state: "present",
			statementAt: at,
			arrivedAt: at,
			version: stream.version,
		});
	}
	await record(
		tx,
		actor,
		stream,
		"statement.accepted",
		{
			meetingId: meeting.id,
			attendanceId,
			userId: actor.userId,
			...(known && known.capacity !== "guest" && capacity === "guest" ? { isGuestNow: true as const } : {}),
		},
		[touch("attendance", attendanceId)],
	);
	return { version: stream.version };
});

export const LeaveMeeting = z.object({
	meetingId: z.string(),
	/** Whose; one's own when left out. */
	attendanceId: z.string().optional(),
});

/**
 * Notes that somebody has left: oneself, or another for whoever keeps the minutes. The room closes to them, and
 * they ask to speak no more. Once the meeting is over, its record stands.
 */
export const leaveMeeting = command("meeting.leave", LeaveMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await claimMeeting(hand, input.meetingId);
	if (!holds(access, { kind: "meeting", panelId: meeting.panelId, meetingId: meeting.id }))
		throw new NotFound();
	if (isUnknownTo(access, meeting)) throw new NotFound();
	requireState(meeting, "published", "in-progress", "adjourned");
	const [attendance] = await tx
		.select()
		.from(attendances)
		.where(
			and(
				eq(attendances.meetingId, meeting.id),
				input.attendanceId ? eq(attendances.id, input.attendanceId) : eq(attendances.userId, actor.userId),
			),
		);
	const [shown] = await presentAttendances(tx, "id", attendance ? [attendance.id] : []);
	if (!attendance || !shown || !holds(access, shown.audience)) throw new NotFound();
	if (attendance.userId !== actor.userId && !mayInMeetings(access, meeting.panelId, "minute")) {
		throw new NotAllowed("Only whoever keeps the minutes can note that somebody else has left.");
	}
	if (attendance.state !== "present") throw new Invalid({ form: `${attendance.userName} is not there` });
	const touched = await goOut(tx, attendance, stream.version);
	await record(
		tx,
		actor,
		stream,
		"attendance.left",
		{ meetingId: meeting.id, attendanceId: attendance.id, userId: attendance.userId },
		touched,
	);
	return { version: stream.version };
});

const who = z
	.string("Enter the person’s name")
	.trim()
	.min(1, "Enter the person’s name")
	.max(200, "Use 200 characters or fewer");

export const NoteAttendance = z.object({
	meetingId: z.string(),
	state: z.enum(["apologies", "present"], "Select whether they sent apologies or are there"),
	/** Whose; with neither this nor a name, one's own. */
	userId: z.preprocess((value) => value || undefined, z.string().optional()),
	userName: z.preprocess((value) => value || undefined, who.optional()),
	agencyId: z.preprocess((value) => value || undefined, z.string().optional()),
	/** What they sent with their apologies, or how they are there: by telephone. */
	note: z.string().trim().max(2000, "Use 2,000 characters or fewer").optional(),
});

/**
 * Notes apologies, or that somebody without a browser is there, who counts towards the quorum; the room stays shut
 * to them until they accept the statement themself. One's own apologies anybody of the panel may
 * send; for others, whoever keeps the minutes.
 */
export const noteAttendance = command("meeting.note-attendance", NoteAttendance, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId);
	requireState(meeting, "draft", "published", "in-progress", "adjourned");
	const isOwn = input.userId ? input.userId === actor.userId : !input.userName && !input.agencyId;
	if (!isOwn && !mayInMeetings(access, meeting.panelId, "minute")) {
		throw new NotAllowed("Only the chair, a deputy, the coordinator or the lead can record this for others.");
	}
	if (isOwn && input.state === "present") {
		throw new Invalid({ state: "Accept the confidentiality statement to be there" });
	}
	const person = isOwn ? ownSeat(access, meeting, actor) : await seatOf(tx, meeting, input);
	const known = person.userId ? await attendanceOf(tx, meeting.id, person.userId) : undefined;
	if (known?.state === "present" && known.statementAt) {
		throw new Invalid({ form: `${known.userName} is there already` });
	}
	// Apologies would wipe out when they came and went.
	if (known?.state === "left" && input.state === "apologies") {
		throw new Invalid({ form: `${known.userName} was there, and has left` });
	}
	const attendanceId = known?.id ?? newId();
	const isThere = input.state === "present";
	const written = {
		...person,
		state: input.state,
		note: input.note || null,
		arrivedAt: isThere ? (known?.arrivedAt ?? now()) : null,
		leftAt: null,
		// Who had accepted, and left, accepts anew before the room opens again.
		statementAt: null,
		recordedByName: isOwn ? null : actor.name,
		version: stream.version,
	};
	if (known) await tx.update(attendances).set(written).where(eq(attendances.id, known.id));
	else await tx.insert(attendances).values({ id: attendanceId, meetingId: meeting.id, ...written });
	const subject = { kind: "attendance", id: attendanceId };
	const text = await keepRevision(tx, actor, stream, subject, { name: person.userName, note: written.note });
	await record(
		tx,
		actor,
		stream,
		"attendance.noted",
		{
			meetingId: meeting.id,
			attendanceId,
			userId: person.userId,
			agencyId: person.agencyId,
			state: input.state,
			text,
		},
		[touch("attendance", attendanceId)],
	);
	return { attendanceId, version: stream.version };
});

type Seat = Pick<Attendance, "userId" | "userName" | "agencyId" | "agencyName" | "capacity">;

function ownSeat(access: Access, meeting: Meeting, actor: Actor): Seat {
	const { userId, name, agencyId, agencyName } = actor;
	return {
		userId,
		userName: name,
		agencyId,
		agencyName,
		capacity: seatOfRole(roleIn(access, meeting.panelId)),
	};
}

const seatOfRole = (role: Capacity | undefined): Capacity => role ?? "member";

/** The seat of a member of the panel by their account, or of somebody of an agency by name. */
async function seatOf(
	tx: Tx,
	meeting: Meeting,
	given: { userId?: string; userName?: string; agencyId?: string },
): Promise<Seat> {
	if (given.userId) {
		const [seat] = await tx
			.select()
			.from(memberships)
			.where(
				and(
					eq(memberships.panelId, meeting.panelId),
					eq(memberships.userId, given.userId),
					eq(memberships.state, "active"),
				),
			);
		// An observer is admitted, or not there: to note them would open the room to them.
		if (!seat || seat.role === "observer") throw new Invalid({ userId: "Select a member of the panel" });
		const { userId, userName, agencyId, agencyName, role } = seat;
		return { userId, userName, agencyId, agencyName, capacity: role };
	}
	const [agency] = await tx
		.select()
		.from(agencies)
		.where(and(eq(agencies.id, given.agencyId ?? ""), isNull(agencies.closedAt)));
	const problems: Record<string, string> = {};
	if (!given.userName) problems.userName = "Enter the person’s name";
	if (!agency) problems.agencyId = "Select the agency for which they speak";
	if (!given.userName || !agency) throw new Invalid(problems);
	return {
		userId: null,
		userName: given.userName,
		agencyId: agency.id,
		agencyName: agency.name,
		capacity: "member",
	};
}
