/** Observers of a meeting: admitted by whoever keeps its minutes, and withdrawn again. */
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { attendances, memberships } from "#db/schema/index.ts";
import { londonDate } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { attendanceOf, isAdmitted } from "./attendance.ts";
import { requireState, takeMeeting } from "./policy.ts";
import { goOut } from "./send-out.ts";
export const AdmitObserver = z.object({ meetingId: z.string(), userId: z.string("Select an observer") });

/**
 * Admits an observer of the panel to one meeting, also one whose admission was taken back or who was there as a member
 * before; they then meet its confidentiality statement.
 */
export const admitObserver = command("meeting.admit-observer", AdmitObserver, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "minute");
	requireState(meeting, "published", "in-progress", "adjourned");
	const today = londonDate();
	const seats = await tx
		.select()
		.from(memberships)
		.where(
			and(
				eq(memberships.panelId, meeting.panelId),
				eq(memberships.userId, input.userId),
				eq(memberships.role, "observer"),
				eq(memberships.state, "active"),
			),
		);
	const seat = seats.find(
		({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today),
	);
	if (!seat) throw new Invalid({ userId: "Select an observer of the panel" });
	const known = await attendanceOf(tx, meeting.id, input.userId);
	if (known?.capacity === "observer" && known.state !== "withdrawn") {
		throw new Invalid({ userId: `${seat.userName} is admitted already` });
	}
	const attendanceId = known?.id ?? newId();
	const { userId, userName, agencyId, agencyName } = seat;
	const admitted = {
		userId,
		userName,
		agencyId,
		agencyName,
		capacity: "observer",
		state: "admitted",
		// What they accepted before, perhaps as one of the panel's, does not open the room to them now.
		statementAt: null,
		recordedByName: actor.name,
		version: stream.version,
	} as const;
	// Who was there as a member has gone out by losing their seat.
	const out = known?.state === "present" ? await goOut(tx, known, stream.version) : [];
	if (known) await tx.update(attendances).set(admitted).where(eq(attendances.id, known.id));
	else await tx.insert(attendances).values({ id: attendanceId, meetingId: meeting.id, ...admitted });
	const touched = [...new Set([touch("attendance", attendanceId), ...out])];
	const data = { meetingId: meeting.id, attendanceId, userId };
	await record(tx, actor, stream, "attendance.admitted", data, touched);
	return { attendanceId, version: stream.version };
});

export const WithdrawObserver = z.object({ meetingId: z.string(), attendanceId: z.string() });

/** Takes an observer's admission back; if they are there, their screens empty at once. */
export const withdrawObserver = command(
	"meeting.withdraw-observer",
	WithdrawObserver,
	async (hand, input) => {
		const { tx, actor } = hand;
		const { stream, meeting } = await takeMeeting(hand, input.meetingId, "minute");
		requireState(meeting, "published", "in-progress", "adjourned");
		const [admitted] = await tx
			.select()
			.from(attendances)
			.where(and(eq(attendances.id, input.attendanceId), eq(attendances.meetingId, meeting.id), isAdmitted));
		if (!admitted?.userId) throw new NotFound();
		const touched = await goOut(tx, admitted, stream.version, "withdrawn");
		const { id: attendanceId, userId } = admitted;
		await record(
			tx,
			actor,
			stream,
			"attendance.withdrawn",
			{ meetingId: meeting.id, attendanceId, userId },
			touched,
		);
		return { version: stream.version };
	},
);
