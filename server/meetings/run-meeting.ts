/** Running a meeting: started, led from item to item, paused, adjourned, handed over. */
import { and, desc, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agendaItems, attendances, meetings, memberships, users } from "#db/schema/index.ts";
import { accessOf } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { isSpokenOf, itemOf } from "./agenda.ts";
import { OneMeeting } from "./plan-meeting.ts";
import {
	type Item,
	type MeetingInHand,
	mayInMeetings,
	requireState,
	seesItem,
	takeChairsMeeting,
	takeMeeting,
	witnessesOf,
} from "./policy.ts";
import { readBack } from "./read-back.ts";

/** Starts a published meeting and takes its chair. For the chair, a deputy and the lead. */
export const startMeeting = command("meeting.start", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "published");
	await tx
		.update(meetings)
		.set({
			state: "in-progress",
			startedAt: now(),
			chairUserId: actor.userId,
			chairName: actor.name,
			chairMissingAt: null,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.started", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

/** Tells the lead that nobody is there to chair a meeting that should have begun. For its coordinator. */
export const reportNoChair = command("meeting.report-no-chair", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "minute");
	requireState(meeting, "published", "adjourned");
	if (meeting.state === "published" && now() < meeting.startsAt) {
		throw new Invalid({ form: "The meeting is not due to start yet. Tell the lead once it is" });
	}
	if (meeting.chairMissingAt) throw new Invalid({ form: "The lead has been told already" });
	await tx
		.update(meetings)
		.set({ chairMissingAt: now(), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.chair-missing", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

export const PassChair = z.object({
	meetingId: z.string(),
	/** To whom; to oneself when left out. */
	userId: z.preprocess((value) => value || undefined, z.string().optional()),
});

/**
 * Puts somebody in the chair in one step: whoever may run the meeting takes it, also while the chair's own
 * screen is dead, and the chair may hand it on.
 * @throws NotAllowed when others than the chair give it away; Invalid when that person cannot run the meeting.
 */
export const passChair = command("meeting.pass-chair", PassChair, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "in-progress", "adjourned");
	const to = input.userId ?? actor.userId;
	if (to === meeting.chairUserId) throw new Invalid({ userId: "They are in the chair already" });
	if (to !== actor.userId && meeting.chairUserId !== actor.userId) {
		throw new NotAllowed("Only whoever is in the chair can hand it to somebody else.");
	}
	const name = to === actor.userId ? actor.name : await nameOfChair(tx, meeting.panelId, to);
	if (to !== actor.userId && !(await isInRoom(tx, meeting.id, to))) {
		throw new Invalid({ userId: `${name} is not in the meeting` });
	}
	await tx
		.update(meetings)
		.set({ chairUserId: to, chairName: name, chairMissingAt: null, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(
		tx,
		actor,
		stream,
		"meeting.chair-taken",
		{ meetingId: meeting.id, userId: to, from: meeting.chairUserId },
		[touch("meeting", meeting.id)],
	);
	return { version: stream.version };
});

/** Whether that person is there and has accepted the meeting's statement. */
async function isInRoom(tx: Tx, meetingId: string, userId: string): Promise<boolean> {
	const there = and(
		eq(attendances.meetingId, meetingId),
		eq(attendances.userId, userId),
		eq(attendances.state, "present"),
		isNotNull(attendances.statementAt),
	);
	return (await tx.$count(attendances, there)) > 0;
}

async function nameOfChair(tx: Tx, panelId: string, userId: string): Promise<string> {
	const [seat] = await tx
		.select({ name: memberships.userName, agencyId: memberships.agencyId, role: users.role })
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(
			and(
				eq(memberships.panelId, panelId),
				eq(memberships.userId, userId),
				eq(memberships.state, "active"),
				isNull(users.deactivatedAt),
			),
		);
	const person = seat && {
		userId,
		name: seat.name,
		agencyId: seat.agencyId,
		agencyName: "",
		role: seat.role,
		sessionId: "",
	};
	if (!person || !mayInMeetings(await accessOf(tx, person), panelId, "run")) {
		throw new Invalid({ userId: "Select the chair or a deputy of the panel" });
	}
	return person.name;
}

// --- from item to item ------------------------------------------------------------------------------------

export const OpenItem = z.object({
	meetingId: z.string(),
	itemId: z.string("Select an item"),
	/** The chair says that nothing was decided on the case that is left. */
	nothingDecided: z.literal("yes").optional(),
});

/**
 * Makes an item the current one, on everybody's screen, and leaves the one before. For whoever is in the chair.
 * @throws Invalid when the case that is left has actions without owner or date, or nothing decided on it.
 */
export const openItem = command("meeting.open-item", OpenItem, async (hand, input) => {
	const { tx, actor } = hand;
	const taken = await takeChairsMeeting(hand, input.meetingId);
	const { stream, meeting, access } = taken;
	const item = await itemOf(tx, access, meeting, input.itemId);
	if (item.isCurrent) throw new Invalid({ itemId: "The panel is on it already" });
	if (meeting.pausedAt) throw new Invalid({ form: "The meeting is paused. Go on with it first" });
	const left = await leaveCurrent(hand.tx, taken, actor, input.nothingDecided === "yes");
	await tx
		.update(agendaItems)
		.set({
			isCurrent: true,
			openedAt: item.openedAt ?? now(),
			leftAt: null,
			runningSince: now(),
			version: stream.version,
		})
		.where(eq(agendaItems.id, item.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.item-opened", { ...about(item), witnesses }, [
		touch("agendaItem", item.id),
		...left,
	]);
	return { version: stream.version };
});

const about = (item: Item) => ({ meetingId: item.meetingId, itemId: item.id, caseId: item.caseId });

/** The item that is on, whether the actor sees it or not. */
export async function currentOf(tx: Tx, meetingId: string): Promise<Item | undefined> {
	const [item] = await tx
		.select()
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meetingId), eq(agendaItems.isCurrent, true)));
	return item;
}

/** What a stopped clock adds to the time spent. */
export const spent = (item: Item): number =>
	Math.min(
		MOST_MS,
		item.spentMs + (item.runningSince ? Math.max(0, now().getTime() - item.runningSince.getTime()) : 0),
	);
/** What the column holds: a meeting that nobody closes for weeks can still be closed. */
const MOST_MS = 2_147_483_647;

/**
 * Leaves the current item, if there is one, after its read-back. Answers what was touched. A current item that
 * the actor may not see (they are recused, and took the chair) is carried over if it is a case: nobody reads it back,
 * so it is never closed as heard, and nothing is told of it.
 */
export async function leaveCurrent(
	tx: Tx,
	{ stream, meeting, access }: MeetingInHand,
	actor: Parameters<typeof record>[1],
	isNothingDecided: boolean,
): Promise<string[]> {
	const item = await currentOf(tx, meeting.id);
	if (!item) return [];
	const outcome = seesItem(access, meeting, item)
		? await readBack(tx, item, isNothingDecided)
		: "carried-over";
	await tx
		.update(agendaItems)
		.set({
			isCurrent: false,
			leftAt: now(),
			spentMs: spent(item),
			runningSince: null,
			outcome,
			reason: null,
			safetyCover: null,
			interimOwner: null,
			version: stream.version,
		})
		.where(eq(agendaItems.id, item.id));
	await record(tx, actor, stream, "meeting.item-left", { ...about(item), outcome }, [
		touch("agendaItem", item.id),
	]);
	return [touch("agendaItem", item.id)];
}

/**
 * Undoes a wrong "next": goes back to the item that was on before, of those that the actor sees. The one opened
 * by mistake is as it was: not reached, unless something was recorded on it meanwhile, or left some time ago.
 * @throws Invalid when there is nothing to go back to.
 */
export const stepBack = command("meeting.step-back", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeChairsMeeting(hand, input.meetingId);
	const current = await currentOf(tx, meeting.id);
	const left = await tx
		.select()
		.from(agendaItems)
		.where(
			and(
				eq(agendaItems.meetingId, meeting.id),
				isNull(agendaItems.removedAt),
				isNotNull(agendaItems.leftAt),
				current ? ne(agendaItems.id, current.id) : undefined,
			),
		)
		.orderBy(desc(agendaItems.leftAt), desc(agendaItems.id));
	const before = left.find((item) => seesItem(access, meeting, item));
	if (!before) throw new Invalid({ form: "There is no item to go back to" });
	const touched = [touch("agendaItem", before.id)];
	if (current) {
		// It keeps the outcome of an earlier visit while it is on, and when that ended follows from the clock.
		const wasLeft = current.outcome !== null && current.openedAt !== null;
		const leftAt = wasLeft ? new Date((current.openedAt ?? now()).getTime() + current.spentMs) : null;
		const isReached =
			wasLeft || (current.caseId !== null && (await isSpokenOf(tx, meeting.id, current.caseId)));
		await tx
			.update(agendaItems)
			.set({
				isCurrent: false,
				leftAt,
				openedAt: isReached ? current.openedAt : null,
				spentMs: isReached ? spent(current) : 0,
				runningSince: null,
				version: stream.version,
			})
			.where(eq(agendaItems.id, current.id));
		touched.push(touch("agendaItem", current.id));
	}
	await tx
		.update(agendaItems)
		.set({
			isCurrent: true,
			leftAt: null,
			outcome: null,
			reason: null,
			safetyCover: null,
			interimOwner: null,
			runningSince: meeting.pausedAt ? null : now(),
			version: stream.version,
		})
		.where(eq(agendaItems.id, before.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.stepped-back", { ...about(before), witnesses }, touched);
	return { version: stream.version };
});

const said = (missing: string, most = 1000) =>
	z
		.string(missing)
		.trim()
		.min(1, missing)
		.max(most, `Use ${most.toLocaleString("en-GB")} characters or fewer`);

export const DeferItem = z.object({
	meetingId: z.string(),
	itemId: z.string(),
	reason: said("Say why the case is deferred"),
	safetyCover: said("Say how the victim is kept safe until then"),
	interimOwner: said("Name who owns the case until then", 200),
});

/**
 * Defers a case to another meeting, current or not, with safety cover and a named person who owns it until then.
 * For whoever is in the chair.
 */
export const deferItem = command("meeting.defer-item", DeferItem, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting, access } = await takeChairsMeeting(hand, input.meetingId);
	const item = await itemOf(tx, access, meeting, input.itemId);
	if (!item.caseId) throw new Invalid({ form: "Only a case can be deferred" });
	if (item.outcome === "deferred" && !item.isCurrent) throw new Invalid({ form: "It is deferred already" });
	const { reason, safetyCover, interimOwner } = input;
	await tx
		.update(agendaItems)
		.set({
			isCurrent: false,
			leftAt: item.isCurrent ? now() : item.leftAt,
			spentMs: spent(item),
			runningSince: null,
			outcome: "deferred",
			reason,
			safetyCover,
			interimOwner,
			version: stream.version,
		})
		.where(eq(agendaItems.id, item.id));
	const subject = { kind: "agendaItem", id: item.id };
	const text = await keepRevision(tx, actor, stream, subject, { reason, safetyCover, interimOwner });
	const witnesses = item.isCurrent ? await witnessesOf(tx, meeting.id) : undefined;
	await record(tx, actor, stream, "meeting.item-deferred", { ...about(item), text, witnesses }, [
		touch("agendaItem", item.id),
	]);
	return { version: stream.version };
});

// --- the clock --------------------------------------------------------------------------------------------

/** Stops or restarts the current item's clock. */
async function turnClock(tx: Tx, meetingId: string, isOn: boolean, version: number): Promise<string[]> {
	const item = await currentOf(tx, meetingId);
	if (!item) return [];
	await tx
		.update(agendaItems)
		.set({ spentMs: spent(item), runningSince: isOn ? now() : null, version })
		.where(eq(agendaItems.id, item.id));
	return [touch("agendaItem", item.id)];
}

/** Pauses the meeting: the clock stands still until it goes on. For whoever is in the chair. */
export const pauseMeeting = command("meeting.pause", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (meeting.pausedAt) throw new Invalid({ form: "The meeting is paused already" });
	const turned = await turnClock(tx, meeting.id, false, stream.version);
	await tx
		.update(meetings)
		.set({ pausedAt: now(), version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.paused", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

/** Goes on after a pause. For whoever is in the chair. */
export const unpauseMeeting = command("meeting.unpause", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (!meeting.pausedAt) throw new Invalid({ form: "The meeting is not paused" });
	const turned = await turnClock(tx, meeting.id, true, stream.version);
	await tx
		.update(meetings)
		.set({ pausedAt: null, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.clock-resumed", { meetingId: meeting.id }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

export const ExtendMeeting = OneMeeting.extend({
	minutes: z.coerce
		.number("Select by how many minutes")
		.int("Select by how many minutes")
		.min(5, "Extend it by 5 minutes or more")
		.max(120, "Extend it by 2 hours or less"),
});

/** Moves the planned end of a meeting in progress. For whoever is in the chair. */
export const extendMeeting = command("meeting.extend", ExtendMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	const extendedBy = meeting.extendedBy + input.minutes;
	await tx.update(meetings).set({ extendedBy, version: stream.version }).where(eq(meetings.id, meeting.id));
	await record(tx, actor, stream, "meeting.extended", { meetingId: meeting.id, minutes: input.minutes }, [
		touch("meeting", meeting.id),
	]);
	return { version: stream.version };
});

export const AdjournMeeting = OneMeeting.extend({
	until: z
		.string("Say until when, like 14:00 or Thursday at 10")
		.trim()
		.min(1, "Say until when, like 14:00 or Thursday at 10")
		.max(200, "Use 200 characters or fewer"),
});

/** Adjourns a meeting in progress; its current item waits. For whoever is in the chair. */
export const adjournMeeting = command("meeting.adjourn", AdjournMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	const turned = meeting.pausedAt ? [] : await turnClock(tx, meeting.id, false, stream.version);
	await tx
		.update(meetings)
		.set({
			state: "adjourned",
			pausedAt: meeting.pausedAt ?? now(),
			note: input.until,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "meeting", id: meeting.id },
		{ until: input.until },
	);
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.adjourned", { meetingId: meeting.id, text, witnesses }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

/** Resumes an adjourned meeting, in the chair of whoever resumes it. For the chair, a deputy and the lead. */
export const resumeMeeting = command("meeting.resume", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "adjourned");
	const turned = await turnClock(tx, meeting.id, true, stream.version);
	await tx
		.update(meetings)
		.set({
			state: "in-progress",
			pausedAt: null,
			note: null,
			chairUserId: actor.userId,
			chairName: actor.name,
			chairMissingAt: null,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.resumed", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
		...turned,
	]);
	return { version: stream.version };
});

export const ShowNames = OneMeeting.extend({
	isRevealed: z.preprocess((value) => value === true || value === "yes", z.boolean()),
});

/** Lets the projector show names, or takes them off it. For whoever is in the chair. */
export const showNames = command("meeting.show-names", ShowNames, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeChairsMeeting(hand, input.meetingId);
	if (meeting.isRevealed === input.isRevealed) {
		throw new Invalid({ form: input.isRevealed ? "Names are shown already" : "Names are not shown" });
	}
	await tx
		.update(meetings)
		.set({ isRevealed: input.isRevealed, version: stream.version })
		.where(eq(meetings.id, meeting.id));
	await record(
		tx,
		actor,
		stream,
		"meeting.names-shown",
		{ meetingId: meeting.id, isRevealed: input.isRevealed },
		[touch("meeting", meeting.id)],
	);
	return { version: stream.version };
});
