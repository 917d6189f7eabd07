import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { civilDate, requireOnCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed } from "../http/errors.ts";
import { optionalId, ownerDetail, rowVersion, ticked } from "./fields.ts";
import { changedMeanwhile, NO_OFFER, openAgency, takeAction } from "./policy.ts";
import { isAnswered, isEnded } from "./unsettled.ts";
import { tell } from "./who-is-told.ts";

export const SettleAction = z
	.object({
		actionId: z.string(),
		ownerAgencyId: optionalId,
		ownerDetail,
		due: civilDate("the due date").optional(),
		/** The chair keeps it as it is, without owner or date. */
		isHeldByChair: ticked,
		version: rowVersion,
	})
	.superRefine((input, problems) => {
		if (input.isHeldByChair) return;
		const missing = (field: string, message: string) =>
			problems.addIssue({ code: "custom", path: [field], message });
		if (!input.ownerAgencyId) missing("ownerAgencyId", "Select the agency that owns the action");
		if (!input.due) missing("due", "Enter when it is due");
	});

/**
 * Gives an action the owner and the date that it lacks, also after a refusal, or leaves it with the chair. It is
 * then proposed to a new owner. For the panel's people; what lacks nothing is changed only by its owner, its
 * author and whoever keeps the minutes, and only whoever may run the panel lets the chair hold it or decides after
 * a later refusal. What its owner has accepted is theirs until another accepts it: it is offered, not settled.
 * @throws Conflict when somebody changed the action in between.
 */
export const settleAction = command("action.settle", SettleAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action, rights } = await takeAction(hand, input.actionId);
	if (input.isHeldByChair) requireOnCase(access, file, "set-risk");
	const isWithChair = action.status === "refused" && action.isRefusedLater;
	if (!rights.maySettle && !isEnded(action.status)) {
		throw new NotAllowed(
			isWithChair
				? "Its owner has refused it after all, so the chair, a deputy or the lead decides."
				: "Only the agency that owns an action, its author and those who run the panel can change it.",
		);
	}
	if (action.version !== input.version || isEnded(action.status)) {
		const { ownerAgencyId = "", due = "" } = input;
		throw changedMeanwhile(action, { ownerAgencyId, due });
	}
	const owner = input.ownerAgencyId ? await openAgency(tx, input.ownerAgencyId) : undefined;
	const ownerAgencyId = owner?.id ?? (input.isHeldByChair ? action.ownerAgencyId : null);
	const keepsOwner = ownerAgencyId === action.ownerAgencyId;
	const isAccepted = isAnswered(action.status);
	if (isAccepted && !keepsOwner && action.ownerAgencyId !== null) {
		throw new Invalid({
			ownerAgencyId: `${action.ownerAgencyName} has it until another agency accepts it. Offer it to them instead`,
		});
	}
	const isSameOwner = keepsOwner && isAccepted;
	const isOwn = ownerAgencyId !== null && ownerAgencyId === actor.agencyId;
	const status = isSameOwner
		? action.status
		: isOwn
			? "open"
			: input.isHeldByChair
				? action.status
				: "proposed";
	const due = input.due ?? action.due;
	const settled = {
		ownerAgencyId,
		ownerAgencyName: owner?.name ?? (input.isHeldByChair ? action.ownerAgencyName : null),
		ownerDetail: input.ownerDetail ?? (keepsOwner ? action.ownerDetail : null),
		due,
		isHeldByChair: input.isHeldByChair,
	};
	await tx
		.update(actions)
		.set({
			...settled,
			status,
			// Why somebody else refused it is not said of whoever is asked now.
			outcome: action.status === "refused" && status !== "refused" ? null : action.outcome,
			...(keepsOwner ? {} : { ownerUserId: null, ownerUserName: null, ownerContactId: null, ...NO_OFFER }),
			// Of a new date, and to a new owner, reminders come anew.
			...(due === action.due && keepsOwner ? {} : { reminded: 0 }),
			// Taken or asked for anew, it is nobody's refusal any more.
			...(status === "refused" ? {} : { isRefusedLater: false, escalatedAt: null }),
			...(isOwn && !isSameOwner
				? { answeredByName: actor.name, answeredAt: now(), isAnsweredForOwner: false }
				: {}),
			// Whoever is asked now has not answered yet.
			...(status === "proposed" ? { answeredByName: null, answeredAt: null, isAnsweredForOwner: false } : {}),
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "action", id: action.id },
		{ ...settled, status },
	);
	await record(
		tx,
		actor,
		stream,
		"action.settled",
		{
			caseId: file.id,
			actionId: action.id,
			ownerAgencyId,
			due: settled.due,
			isHeldByChair: input.isHeldByChair,
			text,
		},
		[touch("action", action.id)],
	);
	await tell(hand, stream, "settled", action);
	if (due !== action.due) await tell(hand, stream, "put-off", action);
	else if (!keepsOwner) await tell(hand, stream, "given", action);
	return { caseId: file.id, version: stream.version };
});
