/** What an agency undertakes on a case: added, and answered for. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { actions, agencies } from "#db/schema/index.ts";
import { type Actor, roleIn } from "../audiences/index.ts";
import { civilDate, meetingInProgress, takeCase } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";

const blankAsAbsent = (value: unknown) =>
	typeof value === "string" && value.trim() === "" ? undefined : value;
const what = z
	.string("Enter what is to be done")
	.trim()
	.min(1, "Enter what is to be done")
	.max(2000, "Use 2,000 characters or fewer");
const ownerAgencyId = z
	.string("Select the agency that owns the action")
	.min(1, "Select the agency that owns the action");

export const AddAction = z.object({
	caseId: z.string(),
	what,
	ownerAgencyId,
	due: civilDate("the due date").optional(),
	meetingId: z.preprocess(blankAsAbsent, z.string().optional()),
});

/** Adds an action to a case, owned by an agency. For the panel's people and the officer in the case. */
export const addAction = command("action.add", AddAction, async (hand, input) => {
	const { stream, file, access } = await takeCase(hand, input.caseId, "contribute");
	const meetingId = await meetingInProgress(hand, access, input.meetingId, file);
	const owner = await openAgency(hand.tx, input.ownerAgencyId);
	const actionId = await writeAction(hand.tx, hand.actor, stream, {
		caseId: file.id,
		meetingId,
		what: input.what,
		ownerAgencyId: owner.id,
		ownerAgencyName: owner.name,
		ownerDetail: null,
		due: input.due ?? null,
		dueNote: null,
		status: "open",
		outcome: null,
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

type NewAction = Omit<
	typeof actions.$inferInsert,
	"id" | "authorId" | "authorName" | "at" | "statusAt" | "version"
> & { caseId: string };

/** Writes an action and records it; the caller has claimed the stream and decided that the actor may. */
export async function writeAction(tx: Tx, actor: Actor, stream: Stream, action: NewAction): Promise<string> {
	const actionId = newId();
	await tx.insert(actions).values({
		...action,
		id: actionId,
		authorId: actor.userId,
		authorName: actor.name,
		at: now(),
		version: stream.version,
	});
	const { what, ownerAgencyName, ownerDetail, dueNote, outcome } = action;
	const subject = { kind: "action", id: actionId };
	const fields = { what, ownerAgencyName, ownerDetail, due: action.due, dueNote, outcome };
	const text = await keepRevision(tx, actor, stream, subject, fields);
	await record(
		tx,
		actor,
		stream,
		"action.added",
		{
			caseId: action.caseId,
			actionId,
			ownerAgencyId: action.ownerAgencyId ?? null,
			due: action.due ?? null,
			status: action.status,
			meetingId: action.meetingId ?? null,
			isImported: Boolean(action.importKey),
			text,
		},
		[touch("action", actionId)],
	);
	return actionId;
}

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
	const [found] = await tx
		.select({ caseId: actions.caseId })
		.from(actions)
		.where(eq(actions.id, input.actionId));
	if (!found) throw new NotFound();
	const { stream, file, access } = await takeCase(hand, found.caseId, "contribute");
	const [action] = await tx.select().from(actions).where(eq(actions.id, input.actionId));
	if (!action) throw new NotFound();
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
	const outcome = input.outcome ?? null;
	await tx
		.update(actions)
		.set({ status: input.status, outcome, statusAt: now(), version: stream.version })
		.where(eq(actions.id, action.id));
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
	return { caseId: file.id, version: stream.version };
});
