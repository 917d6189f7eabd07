/** A meeting led from item to item: opened, left, gone back to, deferred. */
import { and, desc, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agendaItems } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { isSpokenOf, itemOf } from "./agenda.ts";
import { OneMeeting } from "./plan-meeting.ts";
import { type Item, type MeetingInHand, seesItem, takeChairsMeeting, witnessesOf } from "./policy.ts";
import { readBack } from "./read-back.ts";

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
