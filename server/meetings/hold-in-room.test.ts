import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { sessions } from "#db/schema/index.ts";
import { aCase, aMeeting, enters, type TestCase } from "#tests/case-factories.ts";
import { aMember, anOpId } from "#tests/factories.ts";
import { beginSession } from "../account/index.ts";
import type { Actor } from "../audiences/index.ts";
import { adjournMeeting, closeMeeting, holdInRoom, leaveMeeting, noteAttendance } from "./index.ts";

let file: TestCase;
let chair: Actor;
let member: Actor;
beforeAll(async () => {
	file = await aCase();
	chair = await aMember({ panel: file.panel, role: "chair" });
	member = await aMember({ panel: file.panel });
});

/** Whether a new session of theirs is held by the meeting. */
async function isHeld(actor: Actor, { id }: { id: string }): Promise<boolean> {
	const { session } = await transaction((tx) => beginSession(tx, actor.userId, "Firefox on Windows"));
	await holdInRoom(actor, session, id);
	const [row] = await db.select().from(sessions).where(eq(sessions.id, session.id));
	return row?.inMeetingUntil !== null;
}

describe("being held signed in by a meeting", () => {
	it("is for who is in the room of a meeting in progress", async () => {
		const meeting = await aMeeting({ cases: [file], startedBy: chair });
		expect(await isHeld(chair, meeting)).toBe(true);
		expect(await isHeld(member, meeting)).toBe(false);
		expect(await isHeld(chair, { id: "none" })).toBe(false);
		const by = { meetingId: meeting.id, state: "present", userId: member.userId } as const;
		await noteAttendance(chair, anOpId(), by);
		expect(await isHeld(member, meeting)).toBe(false);
		await enters(member, meeting);
		expect(await isHeld(member, meeting)).toBe(true);
		await leaveMeeting(member, anOpId(), { meetingId: meeting.id });
		expect(await isHeld(member, meeting)).toBe(false);
	});

	it("is by no meeting that has not begun, is adjourned, or is over", async () => {
		const early = await aMeeting({ cases: [file], present: [chair] });
		expect(await isHeld(chair, early)).toBe(false);
		const meeting = await aMeeting({ cases: [file], startedBy: chair });
		await adjournMeeting(chair, anOpId(), { meetingId: meeting.id, until: "14:00" });
		expect(await isHeld(chair, meeting)).toBe(false);
		const closed = await aMeeting({ cases: [file], startedBy: chair });
		await closeMeeting(chair, anOpId(), { meetingId: closed.id, nothingDecided: "yes", all: "carried-over" });
		expect(await isHeld(chair, closed)).toBe(false);
	});
});
