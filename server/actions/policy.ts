/** Who may do what with an action, the same for commands and for screens, and the one way to take one in hand. */
import { and, eq, isNull, ne } from "drizzle-orm";
import type { Reader, Tx } from "#db/index.ts";
import { actions, agencies, memberships, users } from "#db/schema/index.ts";
import { type Access, accessOf, opensCase, roleIn } from "../audiences/index.ts";
import { type CaseInHand, type CaseRight, mayOnCase, takeCase } from "../cases/index.ts";
import type { Hand } from "../events/index.ts";
import { Conflict, Invalid, NotFound } from "../http/errors.ts";
import { isAnswered, isEnded, isLacking } from "./unsettled.ts";

export type Action = typeof actions.$inferSelect;

/** What an action is held against to know what somebody may do with it. */
export type Terms = Pick<
	Action,
	| "status"
	| "ownerAgencyId"
	| "ownerUserId"
	| "authorId"
	| "due"
	| "dueNote"
	| "isHeldByChair"
	| "isRefusedLater"
	| "isAnsweredForOwner"
	| "escalatedAt"
	| "signedOffAt"
	| "offeredAt"
	| "offeredById"
	| "offerAgencyId"
	| "offerUserId"
>;

/** What somebody may do with an action. */
export interface ActionRights {
	/** They are of the agency that owns it, or are the person who does. */
	isOwners: boolean;
	/** That, or they have recorded it. */
	isTheirs: boolean;
	/** They chair, deputise for or coordinate its panel, or lead. */
	runsPanel: boolean;
	/** Accept or refuse it, for their own agency or for one that is not there. */
	mayAnswer: boolean;
	/** Say that what was answered for their agency is right. */
	mayConfirm: boolean;
	/** Say how it stands, once its owner has accepted it. */
	maySetStatus: boolean;
	/** Refuse it after all, though its owner had accepted it. */
	mayRefuseLater: boolean;
	/** Decide what becomes of it after such a refusal. */
	mayDecide: boolean;
	/** Be content with how it ended. */
	maySignOff: boolean;
	/** Give it another owner, person or date. */
	maySettle: boolean;
	/** Leave it with the chair as it is. */
	mayHold: boolean;
	/** Ask another to take it over. */
	mayOffer: boolean;
	mayWithdrawOffer: boolean;
	/** Take it over, or say no. */
	mayAnswerOffer: boolean;
}

/** What the actor may do with an action of a case that they see. */
export function rightsOn(access: Access, file: { id: string; panelId: string }, action: Terms): ActionRights {
	const may = (right: CaseRight) => mayOnCase(access, file, right);
	const role = roleIn(access, file.panelId);
	const runsPanel = role !== undefined && role !== "member" && role !== "observer";
	const { status } = action;
	const mayContribute = may("contribute");
	const decides = mayContribute && may("set-risk");
	const isOwners =
		(action.ownerAgencyId !== null && action.ownerAgencyId === access.agencyId) ||
		(action.ownerUserId !== null && action.ownerUserId === access.userId);
	const isTheirs = isOwners || action.authorId === access.userId;
	const isWithChair = status === "refused" && action.isRefusedLater;
	const isOpen = isAnswered(status) && !isEnded(status);
	const maySettle =
		mayContribute &&
		!isEnded(status) &&
		(isWithChair ? decides : isLacking(action) || isTheirs || may("record-for-others"));
	const isOffered = action.offeredAt !== null;
	const isOfferedToThem = action.offerUserId
		? action.offerUserId === access.userId
		: action.offerAgencyId !== null && action.offerAgencyId === access.agencyId;
	return {
		isOwners,
		isTheirs,
		runsPanel,
		mayAnswer:
			mayContribute &&
			status === "proposed" &&
			action.ownerAgencyId !== null &&
			(isOwners || may("record-for-others")),
		mayConfirm:
			mayContribute &&
			action.isAnsweredForOwner &&
			action.ownerAgencyId !== null &&
			action.ownerAgencyId === access.agencyId,
		maySetStatus:
			mayContribute && (isWithChair ? isOwners || decides : isAnswered(status) && (isTheirs || runsPanel)),
		mayRefuseLater:
			mayContribute && isOpen && action.ownerAgencyId !== null && (isOwners || may("record-for-others")),
		mayDecide: isWithChair && decides,
		maySignOff: decides && isEnded(status) && action.signedOffAt === null,
		maySettle,
		mayHold: maySettle && !action.isHeldByChair && may("set-risk"),
		mayOffer:
			mayContribute &&
			!isOffered &&
			action.ownerAgencyId !== null &&
			(isWithChair ? decides : (isOpen || status === "proposed") && (isOwners || runsPanel)),
		mayWithdrawOffer:
			mayContribute &&
			isOffered &&
			(isWithChair ? decides : isOwners || runsPanel || action.offeredById === access.userId),
		// Ended, it is not opened again by an offer that nobody had answered.
		mayAnswerOffer: mayContribute && isOffered && isOfferedToThem && !isEnded(status),
	};
}

/** An action taken in hand, with what its actor may do with it. */
export interface ActionInHand extends CaseInHand {
	action: Action;
	rights: ActionRights;
}

/** An action taken in hand, with its case, by somebody who sees both. @throws NotFound */
export async function takeAction(hand: Hand, actionId: string): Promise<ActionInHand> {
	const [found] = await hand.tx
		.select({ caseId: actions.caseId })
		.from(actions)
		.where(eq(actions.id, actionId));
	if (!found) throw new NotFound();
	const taken = await takeCase(hand, found.caseId, "contribute");
	const [action] = await hand.tx.select().from(actions).where(eq(actions.id, actionId));
	if (!action) throw new NotFound();
	return { ...taken, action, rights: rightsOn(taken.access, taken.file, action) };
}

/** Two changes that met: what is stored, beside what this person said. */
export const changedMeanwhile = (action: Action, submitted: Record<string, string>) =>
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

/** An agency that can own an action. @throws Invalid */
export async function openAgency(tx: Tx, agencyId: string) {
	const [agency] = await tx
		.select()
		.from(agencies)
		.where(and(eq(agencies.id, agencyId), isNull(agencies.closedAt)));
	if (!agency) throw new Invalid({ ownerAgencyId: "Select the agency that owns the action" });
	return agency;
}

/** Somebody with an account who may see the case, and so may be given something to do on it; nothing for others. */
export async function personOnCase(reader: Reader, file: { id: string; panelId: string }, userId: string) {
	const [user] = await reader
		.select({
			userId: users.id,
			name: users.name,
			role: users.role,
			agencyId: users.agencyId,
			agencyName: agencies.name,
		})
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(and(eq(users.id, userId), isNull(users.deactivatedAt)));
	if (!user) return undefined;
	const access = await accessOf(reader, { ...user, sessionId: "" }, file.id);
	return opensCase(access, { panelId: file.panelId, caseId: file.id }) ? user : undefined;
}

/**
 * The person of one's own agency whom one has named to do it.
 * @throws Invalid when they are of another, or may not see the case.
 */
export async function namedPerson(
	{ tx, actor }: Hand,
	file: { id: string; panelId: string },
	ownerAgencyId: string | null,
	userId: string | undefined,
) {
	if (userId === undefined) return undefined;
	const person = ownerAgencyId === actor.agencyId ? await personOnCase(tx, file, userId) : undefined;
	if (!person || person.agencyId !== ownerAgencyId) {
		throw new Invalid({ ownerUserId: "Select somebody of your agency who may see this case" });
	}
	// Named by hand, they are no longer the contact whom an import named.
	return { ownerUserId: person.userId, ownerUserName: person.name, ownerContactId: null };
}

/** Whether somebody of the agency sits on the panel, so that there is somebody to ask. */
export async function sitsOnPanel(tx: Tx, panelId: string, agencyId: string): Promise<boolean> {
	const seats = and(
		eq(memberships.panelId, panelId),
		eq(memberships.agencyId, agencyId),
		eq(memberships.state, "active"),
		ne(memberships.role, "observer"),
	);
	return (await tx.$count(memberships, seats)) > 0;
}

/** What an action says once nobody else is being asked to take it. */
export const NO_OFFER = {
	offerAgencyId: null,
	offerAgencyName: null,
	offerUserId: null,
	offerUserName: null,
	offeredById: null,
	offeredByName: null,
	offeredAt: null,
} as const;
