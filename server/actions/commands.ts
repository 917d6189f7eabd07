/** What an agency undertakes on a case: added, and answered for. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { indexAction, type Tx } from "#db/index.ts";
import { actions, agencies } from "#db/schema/index.ts";
import { roleIn } from "../audiences/index.ts";
import { civilDate, mayOnCase, meetingInProgress, requireOnCase, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, type Hand, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { chairsOf, notify, REFUSALS, REMINDERS, settleNotices } from "../inbox/index.ts";
import { isEnded, isLacking } from "./unsettled.ts";
import { writeAction } from "./write-action.ts";

const blankAsAbsent = (value: unknown) =>
	typeof value === "string" && value.trim() === "" ? undefined : value;
const what = z
	.string("Enter what is to be done")
	.trim()
	.min(1, "Enter what is to be done")
	.max(2000, "Use 2,000 characters or fewer");
/** A box that is ticked or not; a browser sends nothing for one that is not. */
const ticked = z
	.preprocess((value) => value === true || value === "yes", z.boolean())
	.optional()
	.default(false);
const optionalId = z.preprocess(blankAsAbsent, z.string().optional());
const ownerDetail = z.preprocess(
	blankAsAbsent,
	z.string().trim().max(200, "Use 200 characters or fewer for the person’s name").optional(),
);
export const PRIORITIES = ["routine", "urgent"] as const;
/** SafeLives' aims of a panel, and the investigation that this one advises on. */
export const CATEGORIES = [
	"victim-safety",
	"person-causing-harm",
	"investigation",
	"staff-safety",
	"other",
] as const;

export const AddAction = z.object({
	caseId: z.string(),
	what,
	/** Left out while the panel talks; settled before the case is left. */
	ownerAgencyId: optionalId,
	/** The person there who does it. */
	ownerDetail,
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
	const isAnswered = isOwn || isForOwner;
	const actionId = await writeAction(tx, actor, stream, {
		caseId: file.id,
		meetingId,
		what: input.what,
		ownerAgencyId: owner?.id ?? null,
		ownerAgencyName: owner?.name ?? null,
		ownerDetail: input.ownerDetail ?? null,
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

async function openAgency(tx: Tx, agencyId: string) {
	const [agency] = await tx
		.select()
		.from(agencies)
		.where(and(eq(agencies.id, agencyId), isNull(agencies.closedAt)));
	if (!agency) throw new Invalid({ ownerAgencyId: "Select the agency that owns the action" });
	return agency;
}

/** An action taken in hand, with its case, by somebody who sees both. @throws NotFound */
async function takeAction(hand: Hand, actionId: string) {
	const [found] = await hand.tx
		.select({ caseId: actions.caseId })
		.from(actions)
		.where(eq(actions.id, actionId));
	if (!found) throw new NotFound();
	const taken = await takeCase(hand, found.caseId, "contribute");
	const [action] = await hand.tx.select().from(actions).where(eq(actions.id, actionId));
	if (!action) throw new NotFound();
	return { ...taken, action };
}

const rowVersion = z.coerce.number().int();

export const AnswerAction = z
	.object({
		actionId: z.string(),
		answer: z.enum(["accepted", "refused"], "Select whether you accept or refuse it"),
		reason: z.preprocess(
			blankAsAbsent,
			z.string().trim().max(2000, "Use 2,000 characters or fewer").optional(),
		),
		version: rowVersion,
	})
	.refine((input) => input.answer === "accepted" || input.reason, {
		path: ["reason"],
		message: "Say why your agency refuses it",
	});

/**
 * Accepts or refuses an action that was proposed to an agency. For that agency; whoever keeps the minutes may
 * answer for it, which it then confirms.
 * @throws Conflict when somebody changed the action in between.
 */
export const answerAction = command("action.answer", AnswerAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action } = await takeAction(hand, input.actionId);
	if (!action.ownerAgencyId) throw new Invalid({ answer: "It has no owner yet" });
	const isForOwner = action.ownerAgencyId !== actor.agencyId;
	if (isForOwner) requireOnCase(access, file, "record-for-others");
	if (action.status !== "proposed" || action.version !== input.version) {
		throw changedMeanwhile(action, { answer: input.answer, reason: input.reason ?? "" });
	}
	const outcome = input.answer === "refused" ? (input.reason ?? null) : null;
	await tx
		.update(actions)
		.set({
			status: input.answer === "accepted" ? "open" : "refused",
			outcome,
			statusAt: now(),
			answeredByName: actor.name,
			answeredAt: now(),
			isAnsweredForOwner: isForOwner,
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const text = await keepRevision(tx, actor, stream, subject, { answer: input.answer, outcome });
	await record(
		tx,
		actor,
		stream,
		"action.answered",
		{ caseId: file.id, actionId: action.id, answer: input.answer, isForOwner, text },
		[touch("action", action.id)],
	);
	if (input.answer === "refused") {
		const { id: subjectId, caseId } = action;
		const about = { panelId: file.panelId, caseId, subjectId, occasion: String(stream.version) };
		const chairs = await chairsOf(tx, file.panelId, action);
		await notify(
			tx,
			actor,
			stream,
			chairs.map((userId) => ({ ...about, userId, kind: "action-refused" })),
		);
	}
	return { caseId: file.id, version: stream.version };
});

const changedMeanwhile = (action: typeof actions.$inferSelect, submitted: Record<string, string>) =>
	new Conflict("Somebody changed this action after you opened it.", {
		current: {
			status: action.status,
			outcome: action.outcome ?? "",
			ownerAgencyId: action.ownerAgencyId ?? "",
			due: action.due ?? "",
		},
		submitted,
		version: action.version,
	});

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
 * author and whoever keeps the minutes, and only whoever may run the panel lets the chair hold it.
 * @throws Conflict when somebody changed the action in between.
 */
export const settleAction = command("action.settle", SettleAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action } = await takeAction(hand, input.actionId);
	if (input.isHeldByChair) requireOnCase(access, file, "set-risk");
	const isTheirs = action.ownerAgencyId === actor.agencyId || action.authorId === actor.userId;
	if (!isLacking(action) && !isTheirs && !mayOnCase(access, file, "record-for-others")) {
		throw new NotAllowed("Only the agency that owns an action, its author or the chair can change it.");
	}
	if (action.version !== input.version || isEnded(action.status)) {
		const { ownerAgencyId = "", due = "" } = input;
		throw changedMeanwhile(action, { ownerAgencyId, due });
	}
	const owner = input.ownerAgencyId ? await openAgency(tx, input.ownerAgencyId) : undefined;
	const ownerAgencyId = owner?.id ?? (input.isHeldByChair ? action.ownerAgencyId : null);
	const isSameOwner = ownerAgencyId === action.ownerAgencyId && action.status === "open";
	const isOwn = ownerAgencyId !== null && ownerAgencyId === actor.agencyId;
	const status = isSameOwner || isOwn ? "open" : input.isHeldByChair ? action.status : "proposed";
	const settled = {
		ownerAgencyId,
		ownerAgencyName: owner?.name ?? (input.isHeldByChair ? action.ownerAgencyName : null),
		ownerDetail: input.ownerDetail ?? (ownerAgencyId === action.ownerAgencyId ? action.ownerDetail : null),
		due: input.due ?? action.due,
		isHeldByChair: input.isHeldByChair,
	};
	await tx
		.update(actions)
		.set({
			...settled,
			status,
			outcome: status === action.status ? action.outcome : null,
			...(isOwn && !isSameOwner
				? { answeredByName: actor.name, answeredAt: now(), isAnsweredForOwner: false }
				: {}),
			// Whoever is asked now has not answered yet.
			...(status === "proposed" ? { answeredByName: null, answeredAt: null, isAnsweredForOwner: false } : {}),
			// Of another date nobody has been reminded yet.
			...(settled.due === action.due ? {} : { reminded: 0 }),
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
	await settleNotices(tx, action.id, REFUSALS);
	if (settled.due !== action.due) await settleNotices(tx, action.id, REMINDERS);
	else if (ownerAgencyId !== action.ownerAgencyId) await settleNotices(tx, action.id, OF_OWNERS);
	return { caseId: file.id, version: stream.version };
});

/** What is told to an owner, or to their manager: another owner is to be told it anew. */
const OF_OWNERS = ["action-due", "action-overdue", "action-overdue-manager"] as const;

export const ConfirmAction = z.object({ actionId: z.string() });

/** Confirms an answer that was recorded for one's agency. For anybody of that agency who sees the case. */
export const confirmAction = command("action.confirm", ConfirmAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action } = await takeAction(hand, input.actionId);
	if (!action.ownerAgencyId || !action.isAnsweredForOwner)
		throw new Invalid({ form: "There is nothing to confirm" });
	if (action.ownerAgencyId !== actor.agencyId) {
		throw new NotAllowed(`Only ${action.ownerAgencyName} can confirm what was recorded for it.`);
	}
	await tx
		.update(actions)
		.set({ isAnsweredForOwner: false, answeredByName: actor.name, version: stream.version })
		.where(eq(actions.id, action.id));
	await record(
		tx,
		actor,
		stream,
		"action.confirmed",
		{ caseId: file.id, actionId: action.id, agencyId: action.ownerAgencyId },
		[touch("action", action.id)],
	);
	return { caseId: file.id, version: stream.version };
});

export const SetActionStatus = z
	.object({
		actionId: z.string(),
		status: z.enum(["open", "done", "not-possible"], "Select whether it is open, done or not possible"),
		/** What came of it; why, when it was not possible. */
		outcome: z.preprocess(
			blankAsAbsent,
			z.string().trim().max(2000, "Use 2,000 characters or fewer").optional(),
		),
		/** The version that the person was looking at. */
		version: z.coerce.number().int(),
	})
	.refine((input) => input.status !== "not-possible" || input.outcome, {
		path: ["outcome"],
		message: "Say why it was not possible",
	});

/**
 * Says how an action stands. For the agency that owns it, its author, and those who run the panel.
 * @throws Conflict when somebody said otherwise in between.
 */
export const setActionStatus = command("action.set-status", SetActionStatus, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access, action } = await takeAction(hand, input.actionId);
	const role = roleIn(access, file.panelId);
	const runsPanel = role !== undefined && role !== "member" && role !== "observer";
	if (action.ownerAgencyId !== actor.agencyId && action.authorId !== actor.userId && !runsPanel) {
		throw new NotAllowed(
			"Only the agency that owns an action, its author or the chair can say how it stands.",
		);
	}
	if (action.version !== input.version) {
		throw new Conflict("Somebody changed this action after you opened it.", {
			current: { status: action.status, outcome: action.outcome ?? "" },
			submitted: { status: input.status, outcome: input.outcome ?? "" },
			version: action.version,
		});
	}
	const isUnanswered = action.status === "proposed" || action.status === "refused";
	if (input.status === "open" && isUnanswered) {
		throw new Invalid({ status: "Its owner has not accepted it" });
	}
	// Done and opened again, it would count as accepted.
	if (isUnanswered && action.ownerAgencyId !== actor.agencyId && !runsPanel) {
		throw new NotAllowed("Its owner answers it first.");
	}
	const outcome = input.outcome ?? null;
	await tx
		.update(actions)
		.set({ status: input.status, outcome, statusAt: now(), version: stream.version })
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
	const subject = { kind: "action", id: action.id };
	const text = await keepRevision(tx, actor, stream, subject, { status: input.status, outcome });
	await record(
		tx,
		actor,
		stream,
		"action.status-set",
		{ caseId: file.id, actionId: action.id, from: action.status, to: input.status, text },
		[touch("action", action.id)],
	);
	if (isEnded(input.status)) await settleNotices(tx, action.id);
	return { caseId: file.id, version: stream.version };
});
