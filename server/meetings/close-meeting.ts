/** Closing a meeting so that nothing is dropped, and undoing a wrong close. */
import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { agendaItems, hands, meetings } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { leaveAgenda, NextStepChoice, returnToAgenda } from "../follow-up/index.ts";
import { Conflict, Invalid } from "../http/errors.ts";
import { keepForMeeting } from "../summary/index.ts";
import { itemsOf } from "./agenda.ts";
import { currentOf, leaveCurrent } from "./lead-meeting.ts";
import { OneMeeting } from "./plan-meeting.ts";
import { requireState, seesItem, takeChairsMeeting, takeMeeting, witnessesOf } from "./policy.ts";
import { requireSettled } from "./read-back.ts";

/** For so long after the close it can be undone. */
export const REOPEN_WITHIN_MS = 30 * 60_000;

const putOff = z.enum(["carried-over", "outside"], "Select what happens to this case");

export const CloseMeeting = OneMeeting.extend({
	/** The chair says that nothing was decided on the case that is on. */
	nothingDecided: z.literal("yes").optional(),
	/** What becomes of each case that was not heard, by its item's id. */
	leftovers: z.record(z.string(), putOff).default({}),
	/** For all that have no answer of their own. */
	all: z.preprocess((value) => value || undefined, putOff.optional()),
	/** What comes next for each case that was heard, by its item's id; what is suggested where nothing is said. */
	next: z.record(z.string(), NextStepChoice).default({}),
	/** Who decides outside the meeting and by when; needed when anything is. */
	outside: z.string().trim().max(500, "Use 500 characters or fewer").optional(),
});

/**
 * Closes the meeting; its record stands from now on. Every case that was not heard is carried over or decided
 * outside, one by one or all; one that the chair may not see is carried over. Every case leaves with a next step: as
 * chosen, or as suggested, and the summary of each is kept as the panel had it. For whoever is in the chair.
 * @throws Invalid, by item ("item-<id>", "next-<id>-<field>"), when a case has no answer; as openItem does, of any case of the meeting.
 */
export const closeMeeting = command("meeting.close", CloseMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const taken = await takeChairsMeeting(hand, input.meetingId);
	const { stream, meeting, access } = taken;
	const current = await currentOf(tx, meeting.id);
	const touched = await leaveCurrent(tx, taken, actor, input.nothingDecided === "yes");
	const items = await itemsOf(tx, meeting.id);
	const seen = items.filter((item) => seesItem(access, meeting, item));
	await requireSettled(
		tx,
		meeting.id,
		seen.flatMap(({ caseId }) => caseId ?? []),
	);
	const unheard = items.filter(
		(item) => item.caseId !== null && item.outcome === null && item.id !== current?.id,
	);
	const problems: Record<string, string> = {};
	const decided = unheard.map((item) => {
		if (!seesItem(access, meeting, item)) return { item, outcome: "carried-over" as const };
		const outcome = input.leftovers[item.id] ?? input.all;
		if (!outcome) problems[`item-${item.id}`] = "Select what happens to this case";
		return { item, outcome: outcome ?? ("carried-over" as const) };
	});
	const isOutside = decided.some(({ outcome }) => outcome === "outside");
	if (isOutside && !input.outside) problems.outside = "Say who decides outside the meeting, and by when";
	const unheardIds = new Set(unheard.map(({ id }) => id));
	const leaving = items.flatMap((item) => {
		if (!item.caseId) return [];
		const isHeard =
			!unheardIds.has(item.id) && (item.outcome === "heard" || item.outcome === "nothing-decided");
		const { id: itemId, caseId, listing, openedAt } = item;
		// What the chair may not see they cannot have chosen for: it leaves silently, as suggested.
		const choice = isHeard && seesItem(access, meeting, item) ? input.next[itemId] : undefined;
		return [{ itemId, caseId, listing, openedAt, isHeard, choice }];
	});
	Object.assign(problems, await leaveAgenda(tx, actor, stream, access, meeting, leaving));
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
	for (const { item, outcome } of decided) {
		const reason = outcome === "outside" ? (input.outside ?? null) : null;
		await tx
			.update(agendaItems)
			.set({ outcome, reason, version: stream.version })
			.where(eq(agendaItems.id, item.id));
		const text = await keepRevision(
			tx,
			actor,
			stream,
			{ kind: "agendaItem", id: item.id },
			{ outcome, reason },
		);
		await record(
			tx,
			actor,
			stream,
			"meeting.item-put-off",
			{ meetingId: meeting.id, itemId: item.id, caseId: item.caseId, outcome, text },
			[touch("agendaItem", item.id)],
		);
	}
	await tx
		.update(meetings)
		.set({
			state: "closed",
			closedAt: now(),
			closedOnItemId: current?.id ?? null,
			pausedAt: null,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	const lowered = await tx
		.update(hands)
		.set({ loweredAt: now(), version: stream.version })
		.where(and(eq(hands.meetingId, meeting.id), isNull(hands.loweredAt)))
		.returning({ id: hands.id });
	// Also of cases that were not reached: their summaries were among the papers.
	const onAgenda = items.flatMap(({ caseId }) => caseId ?? []);
	await keepForMeeting(tx, actor, stream, meeting.id, onAgenda);
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.closed", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
		...lowered.map(({ id }) => touch("hand", id)),
		...touched,
	]);
	return { version: stream.version };
});

/**
 * Undoes a close within half an hour: the meeting goes on where it was, and what was put off at the close waits
 * for it again. For the chair, a deputy and the lead.
 */
export const reopenMeeting = command("meeting.reopen", OneMeeting, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, meeting } = await takeMeeting(hand, input.meetingId, "run");
	requireState(meeting, "closed");
	if (now().getTime() - (meeting.closedAt?.getTime() ?? 0) > REOPEN_WITHIN_MS) {
		throw new Conflict("The meeting was closed more than 30 minutes ago; its record stands.", {
			current: {},
			submitted: {},
		});
	}
	const waiting = await tx
		.update(agendaItems)
		.set({ outcome: null, reason: null, version: stream.version })
		.where(
			and(
				eq(agendaItems.meetingId, meeting.id),
				inArray(agendaItems.outcome, ["carried-over", "outside"]),
				// What was left during the meeting was put off then, and not by closing it.
				isNull(agendaItems.leftAt),
			),
		)
		.returning({ id: agendaItems.id });
	const touched = new Set(waiting.map(({ id }) => touch("agendaItem", id)));
	if (meeting.closedOnItemId) {
		await tx
			.update(agendaItems)
			.set({ isCurrent: true, leftAt: null, outcome: null, runningSince: now(), version: stream.version })
			.where(eq(agendaItems.id, meeting.closedOnItemId));
		touched.add(touch("agendaItem", meeting.closedOnItemId));
	}
	await tx
		.update(meetings)
		.set({
			state: "in-progress",
			closedAt: null,
			closedOnItemId: null,
			chairUserId: actor.userId,
			chairName: actor.name,
			version: stream.version,
		})
		.where(eq(meetings.id, meeting.id));
	await returnToAgenda(tx, actor, stream, meeting.id, meeting.version);
	const witnesses = await witnessesOf(tx, meeting.id);
	await record(tx, actor, stream, "meeting.reopened", { meetingId: meeting.id, witnesses }, [
		touch("meeting", meeting.id),
		...touched,
	]);
	return { version: stream.version };
});
