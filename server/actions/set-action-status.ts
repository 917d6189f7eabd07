import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { civilDate } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed } from "../http/errors.ts";
import { optionalWords, rowVersion } from "./fields.ts";
import { NO_OFFER, takeAction } from "./policy.ts";
import { isAnswered, isEnded } from "./unsettled.ts";
import { tell } from "./who-is-told.ts";

/** How somebody may say that an action stands. */
export const SAYABLE_STATUSES = ["open", "in-progress", "done", "not-possible", "not-done"] as const;
type Sayable = (typeof SAYABLE_STATUSES)[number];

/** What a status that ends an action must come with. */
const UNSAID: Partial<Record<Sayable, string>> = {
	done: "Say what was done",
	"not-possible": "Say why it was not possible",
	"not-done": "Say why it was not done",
};

/** What is said of how an action stands, whichever action it is. */
export const ActionStanding = z.object({
	status: z.enum(SAYABLE_STATUSES, "Select how it stands"),
	/** What was done; what changed, when it was not possible; why it was not done. */
	outcome: optionalWords,
	/** When it was done; today unless said otherwise. */
	doneOn: civilDate("the day on which it was done").optional(),
});

/** Checks that what ends an action says why, and that nothing was done in the future. */
export function whole(
	{ status, outcome, doneOn }: z.output<typeof ActionStanding>,
	problems: z.RefinementCtx,
): void {
	const unsaid = UNSAID[status];
	if (unsaid && !outcome) problems.addIssue({ code: "custom", path: ["outcome"], message: unsaid });
	if (status === "done" && doneOn !== undefined && doneOn > londonDate()) {
		problems.addIssue({
			code: "custom",
			path: ["doneOn"],
			message: "The day on which it was done must be today or in the past",
		});
	}
}

export const SetActionStatus = ActionStanding.extend({
	actionId: z.string(),
	version: rowVersion,
}).superRefine(whole);

/**
 * Says how an action stands. For the agency and the person that own it, its author, and those who run the panel;
 * after a later refusal for its owner, who may take it on after all, and for the chair. What was signed off is no
 * longer once it stands otherwise.
 * @throws Conflict when somebody said otherwise in between.
 */
export const setActionStatus = command("action.set-status", SetActionStatus, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	const isWithChair = action.status === "refused" && action.isRefusedLater;
	if (isWithChair && !rights.maySetStatus) {
		throw new NotAllowed("Its owner has refused it after all, so the chair, a deputy or the lead decides.");
	}
	if (!rights.isTheirs && !rights.runsPanel) {
		throw new NotAllowed(
			"Only the agency that owns an action, its author and those who run the panel can say how it stands.",
		);
	}
	if (action.version !== input.version) {
		throw new Conflict("Somebody changed this action after you opened it.", {
			current: { status: action.status, outcome: action.outcome ?? "" },
			submitted: { status: input.status, outcome: input.outcome ?? "" },
			version: action.version,
		});
	}
	if (!isAnswered(action.status) && !isWithChair) {
		if (!isEnded(input.status)) throw new Invalid({ status: "Its owner has not accepted it" });
		// Done and opened again, it would count as accepted.
		if (!rights.isOwners && !rights.runsPanel) throw new NotAllowed("Its owner answers it first.");
	}
	const outcome = input.outcome ?? null;
	// What was last said of it, such as in an imported tracker, may stand nowhere else.
	const lastSaid = isEnded(input.status) ? outcome : (outcome ?? action.outcome);
	const doneOn = input.status === "done" ? (input.doneOn ?? londonDate()) : null;
	await tx
		.update(actions)
		.set({
			status: input.status,
			outcome: lastSaid,
			doneOn,
			statusAt: now(),
			signedOffAt: null,
			signedOffByName: null,
			isRefusedLater: false,
			escalatedAt: null,
			...(isEnded(input.status) ? NO_OFFER : {}),
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const said = { status: input.status, outcome, ...(doneOn ? { doneOn } : {}) };
	const text = await keepRevision(tx, actor, stream, subject, said);
	await record(
		tx,
		actor,
		stream,
		"action.status-set",
		{ caseId: file.id, actionId: action.id, from: action.status, to: input.status, text },
		[touch("action", action.id)],
	);
	if (isEnded(input.status)) await tell(hand, stream, "ended", action);
	else if (isWithChair) await tell(hand, stream, "asked-again", action);
	return { caseId: file.id, version: stream.version };
});
