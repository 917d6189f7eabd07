/** Guests of a meeting: somebody invited to one of its items. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agencies, attendances, guests, hands, memberships, users } from "#db/schema/index.ts";
import { holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { itemOf } from "./agenda.ts";
import { requireState, takeMeeting } from "./policy.ts";
import { withdraw } from "./send-out.ts";

export const InviteGuest = z.object({
	meetingId: z.string(),
	itemId: z.string(),
	/** Of an account; a guest without one comes by telephone. */
	email: z
		.string("Enter the e-mail address of the guest’s account")
		.trim()
		.toLowerCase()
		.min(1, "Enter the e-mail address of the guest’s account"),
});

/** Invites somebody with an account, who is not of the panel, to one item about a case. */
export const inviteGuest = command("guest.invite", InviteGuest, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	requireState(meeting, "draft", "published", "in-progress", "adjourned");
	const item = await itemOf(tx, access, meeting, input.itemId);
	if (!item.caseId) throw new Invalid({ email: "Guests come to an item about a case" });
	const [user] = await tx
		.select({
			id: users.id,
			name: users.name,
			role: users.role,
			agencyName: agencies.name,
			off: users.deactivatedAt,
		})
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(users.emailKey, input.email));
	if (!user || user.off || user.role !== "none") {
		throw new Invalid({ email: "There is no account with this e-mail address that a panel can invite" });
	}
	const seats = await tx.$count(
		memberships,
		and(
			eq(memberships.panelId, meeting.panelId),
			eq(memberships.userId, user.id),
			eq(memberships.state, "active"),
		),
	);
	if (seats > 0) throw new Invalid({ email: `${user.name} sits on the panel already` });
	const here = and(eq(guests.itemId, item.id), eq(guests.userId, user.id), isNull(guests.removedAt));
	if ((await tx.$count(guests, here)) > 0) throw new Invalid({ email: `${user.name} is invited already` });
	const guestId = newId();
	await tx.insert(guests).values({
		id: guestId,
		meetingId: meeting.id,
		itemId: item.id,
		caseId: item.caseId,
		userId: user.id,
		userName: user.name,
		agencyName: user.agencyName,
		invitedAt: now(),
		version: stream.version,
	});
	await record(
		tx,
		actor,
		stream,
		"guest.invited",
		{ meetingId: meeting.id, itemId: item.id, caseId: item.caseId, guestId, userId: user.id },
		[touch("guest", guestId), ...(await showGuestToMore(tx, meeting.id, user.id, stream.version))],
	);
	return { guestId, version: stream.version };
});

/** Who is there for one case already is now shown to those who may see the other. Answers what was touched. */
async function showGuestToMore(
	tx: Tx,
	meetingId: string,
	userId: string,
	version: number,
): Promise<string[]> {
	const there = await tx
		.update(attendances)
		.set({ version })
		.where(
			and(
				eq(attendances.meetingId, meetingId),
				eq(attendances.userId, userId),
				eq(attendances.capacity, "guest"),
			),
		)
		.returning({ id: attendances.id });
	if (there.length === 0) return [];
	const up = await tx
		.update(hands)
		.set({ version })
		.where(and(eq(hands.meetingId, meetingId), eq(hands.userId, userId), isNull(hands.loweredAt)))
		.returning({ id: hands.id });
	return [...there.map(({ id }) => touch("attendance", id)), ...up.map(({ id }) => touch("hand", id))];
}

export const WithdrawGuest = z.object({ meetingId: z.string(), guestId: z.string() });

/** Takes an invitation back; if the guest is there, their screen empties at once. */
export const withdrawGuest = command("guest.withdraw", WithdrawGuest, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeMeeting(hand, input.meetingId, "build");
	const [guest] = await tx
		.select()
		.from(guests)
		.where(and(eq(guests.id, input.guestId), eq(guests.meetingId, meeting.id), isNull(guests.removedAt)));
	const audience = { kind: "case", panelId: meeting.panelId, caseId: guest?.caseId ?? "" } as const;
	if (!guest || !holds(access, audience)) throw new NotFound();
	await withdraw(tx, actor, stream, meeting, guest);
	return { version: stream.version };
});
