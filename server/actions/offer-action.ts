/** An action given to another by asking them: its owner has it until they accept it. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction, type Tx } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, type Hand, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed } from "../http/errors.ts";
import { optionalId, optionalWords, rowVersion } from "./fields.ts";
import {
	type Action,
	changedMeanwhile,
	NO_OFFER,
	namedPerson,
	openAgency,
	personOnCase,
	sitsOnPanel,
	takeAction,
} from "./policy.ts";
import { isEnded } from "./unsettled.ts";
import { tell } from "./who-is-told.ts";

export const OfferAction = z.object({
	actionId: z.string(),
	/** "agency:" or "user:" and the id, as the list to choose from has it. */
	offerTo: z.string("Select who is asked").regex(/^(agency|user):./, "Select who is asked"),
	version: rowVersion,
});

interface Offeree {
	agencyId: string;
	agencyName: string;
	userId: string | null;
	userName: string | null;
}

/**
 * Asks an agency, or a person of any, to take an action over. For the agency that owns it and those who run the
 * panel, after a later refusal for the chair. Only who may see the case is asked; whoever asks themself has it at once.
 * @throws Conflict when somebody changed the action in between.
 */
export const offerAction = command("action.offer", OfferAction, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	if (action.version !== input.version || isEnded(action.status)) throw changedMeanwhile(action, {});
	if (!rights.mayOffer) throw whyNotOffered(action);
	const to = await offereeOf(tx, file, input.offerTo);
	const isSame = to.agencyId === action.ownerAgencyId && to.userId === action.ownerUserId;
	if (isSame) throw new Invalid({ offerTo: `${to.userName ?? to.agencyName} has it already` });
	const data = {
		caseId: file.id,
		actionId: action.id,
		toAgencyId: to.agencyId,
		toUserId: to.userId,
	};
	const touched = [touch("action", action.id)];
	await record(tx, actor, stream, "action.offered", data, touched);
	if (to.userId === actor.userId) {
		await handOver(hand, stream, action, to);
		await record(tx, actor, stream, "action.offer-answered", { ...data, answer: "accepted" }, touched);
		await tell(hand, stream, "offer-accepted", action);
		return { caseId: file.id, version: stream.version };
	}
	const offer = {
		offerAgencyId: to.agencyId,
		offerAgencyName: to.agencyName,
		offerUserId: to.userId,
		offerUserName: to.userName,
		offeredById: actor.userId,
		offeredByName: actor.name,
		offeredAt: now(),
	};
	await tx
		.update(actions)
		.set({ ...offer, version: stream.version })
		.where(eq(actions.id, action.id));
	await tell(hand, stream, "offered", { ...action, ...offer });
	return { caseId: file.id, version: stream.version };
});

function whyNotOffered(action: Action): Error {
	const asked = action.offerUserName ?? action.offerAgencyName;
	if (action.offeredAt !== null) {
		return new Invalid({
			offerTo: `It has been offered to ${asked}, who have not answered. Withdraw that first`,
		});
	}
	if (action.status === "refused" && !action.isRefusedLater) {
		return new Invalid({ offerTo: "It was refused. Settle who does it instead" });
	}
	if (action.ownerAgencyId === null)
		return new Invalid({ offerTo: "It has no owner yet. Settle who does it" });
	return new NotAllowed("Only the agency that owns an action and those who run the panel can offer it.");
}

/** Whom the form names. @throws Invalid when they may not see the case, or nobody of the agency sits on the panel. */
async function offereeOf(tx: Tx, file: { id: string; panelId: string }, offerTo: string): Promise<Offeree> {
	const id = offerTo.slice(offerTo.indexOf(":") + 1);
	if (offerTo.startsWith("user:")) {
		const person = await personOnCase(tx, file, id);
		if (!person) throw new Invalid({ offerTo: "Select somebody who may see this case" });
		return {
			agencyId: person.agencyId,
			agencyName: person.agencyName,
			userId: person.userId,
			userName: person.name,
		};
	}
	const agency = (await sitsOnPanel(tx, file.panelId, id)) ? await openAgency(tx, id) : undefined;
	if (!agency) throw new Invalid({ offerTo: "Select an agency that sits on the panel" });
	return { agencyId: agency.id, agencyName: agency.name, userId: null, userName: null };
}

/** Makes the offeree the owner, who has accepted it thereby. */
async function handOver(
	{ tx, actor }: Hand,
	stream: Stream,
	action: Action,
	to: Offeree,
	person?: { ownerUserId: string; ownerUserName: string },
): Promise<void> {
	const isSameAgency = to.agencyId === action.ownerAgencyId;
	await tx
		.update(actions)
		.set({
			ownerAgencyId: to.agencyId,
			ownerAgencyName: to.agencyName,
			ownerUserId: to.userId,
			ownerUserName: to.userName,
			...person,
			ownerDetail: null,
			ownerContactId: null,
			// What one's colleague has begun is begun; what another agency takes over is not.
			status: isSameAgency && action.status === "in-progress" ? "in-progress" : "open",
			// What was last said of it goes with it.
			outcome: action.outcome,
			statusAt: now(),
			isRefusedLater: false,
			escalatedAt: null,
			isHeldByChair: false,
			answeredByName: actor.name,
			answeredAt: now(),
			isAnsweredForOwner: false,
			reminded: 0,
			...NO_OFFER,
			version: stream.version,
		})
		.where(eq(actions.id, action.id));
	await indexAction(tx, action.id);
}

export const AnswerOffer = z
	.object({
		actionId: z.string(),
		answer: z.enum(["accepted", "declined"], "Select whether you take it over"),
		reason: optionalWords,
		/** Who in one's own agency does it. */
		ownerUserId: optionalId,
		version: rowVersion,
	})
	.refine((input) => input.answer === "accepted" || input.reason, {
		path: ["reason"],
		message: "Say why you do not take it over",
	});

/**
 * Takes an action over that one was offered, or says no, and its owner keeps it. For whom it was offered to.
 * @throws Conflict when it was withdrawn, or somebody changed the action in between.
 */
export const answerOffer = command("action.answer-offer", AnswerOffer, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	if (action.offeredAt === null || action.offerAgencyId === null || action.version !== input.version) {
		throw new Conflict(
			action.offeredAt === null
				? "This action is no longer offered to you."
				: "Somebody changed this action after you opened it.",
			{
				current: {
					status: action.status,
					outcome: action.outcome ?? "",
					isOffered: action.offeredAt === null ? "" : "yes",
				},
				submitted: { offerAnswer: input.answer, reason: input.reason ?? "" },
				version: action.version,
			},
		);
	}
	if (isEnded(action.status)) {
		throw new NotAllowed("This action has ended, so nobody takes it over.");
	}
	if (!rights.mayAnswerOffer) {
		throw new NotAllowed(`Only ${action.offerUserName ?? action.offerAgencyName} can answer this offer.`);
	}
	const to: Offeree = {
		agencyId: action.offerAgencyId,
		agencyName: action.offerAgencyName ?? "",
		userId: action.offerUserId,
		userName: action.offerUserName,
	};
	const isAccepted = input.answer === "accepted";
	if (isAccepted) {
		const named = to.userId ? undefined : await namedPerson(hand, file, to.agencyId, input.ownerUserId);
		await handOver(hand, stream, action, to, named);
	} else {
		await tx
			.update(actions)
			.set({ ...NO_OFFER, version: stream.version })
			.where(eq(actions.id, action.id));
	}
	const text = input.reason
		? await keepRevision(
				tx,
				actor,
				stream,
				{ kind: "action", id: action.id },
				{ answer: input.answer, outcome: input.reason },
			)
		: undefined;
	await record(
		tx,
		actor,
		stream,
		"action.offer-answered",
		{
			caseId: file.id,
			actionId: action.id,
			toAgencyId: to.agencyId,
			toUserId: to.userId,
			answer: input.answer,
			...(text ? { text } : {}),
		},
		[touch("action", action.id)],
	);
	await tell(hand, stream, isAccepted ? "offer-accepted" : "offer-closed", action);
	return { caseId: file.id, version: stream.version };
});

export const WithdrawOffer = z.object({ actionId: z.string(), version: rowVersion });

/**
 * Asks no longer. For who offered it, the agency that owns it and those who run the panel.
 * @throws Conflict when it was answered, or somebody changed the action in between.
 */
export const withdrawOffer = command("action.withdraw-offer", WithdrawOffer, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, action, rights } = await takeAction(hand, input.actionId);
	if (action.offeredAt === null || action.version !== input.version) throw changedMeanwhile(action, {});
	if (!rights.mayWithdrawOffer) {
		throw new NotAllowed("Only who offered it, its owner and those who run the panel can withdraw an offer.");
	}
	await tx
		.update(actions)
		.set({ ...NO_OFFER, version: stream.version })
		.where(eq(actions.id, action.id));
	await record(
		tx,
		actor,
		stream,
		"action.offer-withdrawn",
		{
			caseId: file.id,
			actionId: action.id,
			toAgencyId: action.offerAgencyId ?? "",
			toUserId: action.offerUserId,
		},
		[touch("action", action.id)],
	);
	await tell(hand, stream, "offer-closed", action);
	return { caseId: file.id, version: stream.version };
});
