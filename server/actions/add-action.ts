import { z } from "zod";
import { civilDate, meetingInProgress, requireOnCase, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command } from "../events/index.ts";
import { blankAsAbsent, CATEGORIES, optionalId, ownerDetail, PRIORITIES, ticked, what } from "./fields.ts";
import { namedPerson, openAgency } from "./policy.ts";
import { writeAction } from "./write-action.ts";

export const AddAction = z.object({
	caseId: z.string(),
	what,
	/** Left out while the panel talks; settled before the case is left. */
	ownerAgencyId: optionalId,
	/** The person there who does it. */
	ownerDetail,
	/** The same as an account, of one's own agency. */
	ownerUserId: optionalId,
	due: civilDate("the due date").optional(),
	priority: z.preprocess(blankAsAbsent, z.enum(PRIORITIES, "Select routine or urgent").default("routine")),
	category: z.preprocess(blankAsAbsent, z.enum(CATEGORIES, "Select what it is for").optional()),
	/** The owner is absent or on the telephone and has said yes: recorded for them, confirmed by them later. */
	isAcceptedForOwner: ticked,
	meetingId: optionalId,
});

/**
 * Adds an action to a case: accepted at once where the actor's own agency owns it, else proposed to its owner.
 * For the panel's people and the officer in the case.
 */
export const addAction = command("action.add", AddAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId, "contribute");
	const meetingId = await meetingInProgress(hand, access, input.meetingId, file);
	const owner = input.ownerAgencyId ? await openAgency(tx, input.ownerAgencyId) : undefined;
	const isOwn = owner?.id === actor.agencyId;
	const isForOwner = owner !== undefined && !isOwn && input.isAcceptedForOwner;
	if (isForOwner) requireOnCase(access, file, "record-for-others");
	const person = await namedPerson(hand, file, owner?.id ?? null, input.ownerUserId);
	const isAnswered = isOwn || isForOwner;
	const actionId = await writeAction(tx, actor, stream, {
		caseId: file.id,
		meetingId,
		what: input.what,
		ownerAgencyId: owner?.id ?? null,
		ownerAgencyName: owner?.name ?? null,
		ownerDetail: input.ownerDetail ?? null,
		...person,
		due: input.due ?? null,
		dueNote: null,
		priority: input.priority,
		category: input.category ?? null,
		status: isAnswered ? "open" : "proposed",
		outcome: null,
		isHeldByChair: false,
		answeredByName: isAnswered ? actor.name : null,
		answeredAt: isAnswered ? now() : null,
		isAnsweredForOwner: isForOwner,
		importKey: null,
	});
	return { actionId, version: stream.version };
});
