import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, notices } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aUser, type TestAgency, textOf } from "#tests/factories.ts";
import { recordedSince, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import {
	actionById,
	answerOffer,
	offerAction,
	refuseLater,
	setActionStatus,
	settleAction,
	withdrawOffer,
} from "./index.ts";

let file: TestCase;
let everyone: Everyone;
let housing: TestAgency;
let health: TestAgency;
/** Housing's member of the panel, and a colleague. */
let owner: Actor;
let colleague: Actor;
let nurse: Actor;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	housing = await anAgency({ name: "Housing" });
	health = await anAgency({ name: "Health" });
	owner = await aMember({ panel: file.panel, agency: housing });
	colleague = await aMember({ panel: file.panel, agency: housing });
	nurse = await aMember({ panel: file.panel, agency: health });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const set = (id: string, values: Partial<typeof actions.$inferSelect>) =>
	transaction((tx) => tx.update(actions).set(values).where(eq(actions.id, id)));
const stored = async (id: string) => {
	const [row] = await db.select().from(actions).where(eq(actions.id, id));
	if (!row) throw new Error("There is no such action");
	return row;
};
const accepted = () => anAction({ file, by: owner, due: "2027-01-05" });
const offer = async (actor: Actor, actionId: string, offerTo: string) =>
	offerAction(actor, anOpId(), { actionId, offerTo, version: (await stored(actionId)).version });
const offered = async (offerTo: string) => {
	const { id } = await accepted();
	await offer(owner, id, offerTo);
	return id;
};
const answer = async (actor: Actor, actionId: string, given: "accepted" | "declined", reason = "No room") =>
	answerOffer(actor, anOpId(), {
		actionId,
		answer: given,
		reason,
		version: (await stored(actionId)).version,
	});
const withdraw = async (actor: Actor, actionId: string) =>
	withdrawOffer(actor, anOpId(), { actionId, version: (await stored(actionId)).version });
const toHealth = () => `agency:${health.id}`;
const toColleague = () => `user:${colleague.userId}`;
const nobodyAsked = { offerAgencyId: null, offerUserId: null, offeredAt: null, offeredByName: null };

describe("offering", () => {
	it("to another agency: its owner has it until it is accepted there; then it is theirs", async () => {
		const id = await offered(toHealth());
		expect(await stored(id)).toMatchObject({
			status: "open",
			ownerAgencyId: housing.id,
			offerAgencyName: "Health",
			offerUserId: null,
			offeredByName: owner.name,
		});
		await answer(nurse, id, "accepted");
		expect(await stored(id)).toMatchObject({
			status: "open",
			ownerAgencyName: "Health",
			ownerUserId: null,
			answeredByName: nurse.name,
			due: "2027-01-05",
			...nobodyAsked,
		});
	});

	it("to a colleague: what is in progress stays so; declined, nothing has changed and the reason is kept", async () => {
		const { id, version } = await accepted();
		await setActionStatus(owner, anOpId(), { actionId: id, status: "in-progress", version });
		await offer(owner, id, toColleague());
		await answer(colleague, id, "declined");
		expect(await stored(id)).toMatchObject({ status: "in-progress", ownerUserId: null, ...nobodyAsked });
		const before = (await stored(id)).version;
		await offer(owner, id, toColleague());
		await answer(colleague, id, "accepted");
		expect(await stored(id)).toMatchObject({
			status: "in-progress",
			ownerAgencyId: housing.id,
			ownerUserId: colleague.userId,
			ownerUserName: colleague.name,
		});
		expect((await recordedSince(file.panel.id, before)).map(({ type }) => type)).toEqual([
			"action.offered",
			"action.offer-answered",
		]);
	});

	it("what was last said of it goes with it", async () => {
		const id = await offered(toHealth());
		await set(id, { outcome: "Letter sent" });
		await answer(nurse, id, "accepted");
		expect(await stored(id)).toMatchObject({ ownerAgencyName: "Health", outcome: "Letter sent" });
	});

	it("to oneself is taking it at once", async () => {
		const { id } = await accepted();
		await offer(colleague, id, toColleague());
		expect(await stored(id)).toMatchObject({ ownerUserId: colleague.userId, ...nobodyAsked });
	});

	it("an answer names who in one’s agency does it", async () => {
		const other = await aMember({ panel: file.panel, agency: health });
		const id = await offered(toHealth());
		const { version } = await stored(id);
		const say = (ownerUserId: string) =>
			answerOffer(nurse, anOpId(), { actionId: id, answer: "accepted", ownerUserId, version });
		await expect(say(owner.userId)).rejects.toMatchObject({
			fields: { ownerUserId: "Select somebody of your agency who may see this case" },
		});
		await say(other.userId);
		expect(await stored(id)).toMatchObject({ ownerUserId: other.userId, ownerUserName: other.name });
	});

	it("is for its owner and those who run the panel; for the chair alone after a later refusal", async () => {
		expect(await whoMay(everyone, async (actor) => offer(actor, (await accepted()).id, toHealth()))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		const refused = async () => {
			const { id, version } = await accepted();
			await refuseLater(owner, anOpId(), { actionId: id, reason: "No staff", version });
			return id;
		};
		expect(await whoMay(everyone, async (actor) => offer(actor, await refused(), toHealth()))).toEqual(
			only(["lead", "chair", "deputy"]),
		);
		await expect(offer(owner, await refused(), toHealth())).rejects.toThrow(NotAllowed);
		const id = await refused();
		await offer(everyone.chair, id, toHealth());
		// The refusal stands until they have accepted it.
		expect(await stored(id)).toMatchObject({
			status: "refused",
			isRefusedLater: true,
			ownerAgencyId: housing.id,
		});
		await answer(nurse, id, "accepted");
		expect(await stored(id)).toMatchObject({ status: "open", isRefusedLater: false, outcome: "No staff" });
	});

	it("is refused to whom the case is hidden from, to agencies that do not sit on the panel, and to its owner", async () => {
		const { id } = await accepted();
		const recused = await aMember({ panel: file.panel, agency: health });
		await declareRecusal(recused, anOpId(), { caseId: file.id, userId: recused.userId });
		const outsider = await aUser({ agency: health });
		const observer = await aMember({ panel: file.panel, role: "observer" });
		const unsigned = await aMember({ panel: file.panel, agency: health, isUnsigned: true });
		for (const userId of [recused.userId, outsider.id, observer.userId, unsigned.userId, "none"]) {
			await expect(offer(owner, id, `user:${userId}`)).rejects.toMatchObject({
				fields: { offerTo: "Select somebody who may see this case" },
			});
		}
		for (const agencyId of [(await anAgency()).id, observer.agencyId, "none"]) {
			await expect(offer(owner, id, `agency:${agencyId}`)).rejects.toMatchObject({
				fields: { offerTo: "Select an agency that sits on the panel" },
			});
		}
		await expect(offer(owner, id, "")).rejects.toMatchObject({ fields: { offerTo: "Select who is asked" } });
		await expect(offer(owner, id, `agency:${housing.id}`)).rejects.toMatchObject({
			fields: { offerTo: "Housing has it already" },
		});
		// The officer in the case sits nowhere, and sees it.
		await offer(owner, id, `user:${everyone.officer.userId}`);
	});

	it("is refused while another is being asked, without an owner, once it has ended, and after a change", async () => {
		const asked = await offered(toHealth());
		await expect(offer(owner, asked, toColleague())).rejects.toMatchObject({
			fields: { offerTo: "It has been offered to Health, who have not answered. Withdraw that first" },
		});
		const nobodys = await anAction({ file, ownerAgencyId: "" });
		await expect(offer(everyone.chair, nobodys.id, toHealth())).rejects.toMatchObject({
			fields: { offerTo: "It has no owner yet. Settle who does it" },
		});
		const { id, version } = await accepted();
		await setActionStatus(owner, anOpId(), { actionId: id, status: "in-progress", version });
		await expect(
			offerAction(owner, anOpId(), { actionId: id, offerTo: toHealth(), version }),
		).rejects.toThrow(Conflict);
	});

	it("is the only way to another owner of what has been accepted", async () => {
		const { id, version } = await accepted();
		const give = settleAction(everyone.chair, anOpId(), {
			actionId: id,
			ownerAgencyId: health.id,
			due: "2027-01-05",
			version,
		});
		await expect(give).rejects.toMatchObject({
			fields: {
				ownerAgencyId: "Housing has it until another agency accepts it. Offer it to them instead",
			},
		});
	});

	it("ends with the action", async () => {
		const id = await offered(toHealth());
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "done",
			outcome: "Done",
			version: (await stored(id)).version,
		});
		expect(await stored(id)).toMatchObject(nobodyAsked);
		await expect(answer(nurse, id, "accepted")).rejects.toMatchObject({
			message: "This action is no longer offered to you.",
		});
	});

	it("is not answered once a spreadsheet has ended the action, which would open it again", async () => {
		const id = await offered(toHealth());
		await set(id, { status: "done" });
		for (const given of ["accepted", "declined"] as const) {
			await expect(answer(nurse, id, given)).rejects.toMatchObject({
				message: "This action has ended, so nobody takes it over.",
			});
		}
		expect(await stored(id)).toMatchObject({ status: "done", ownerAgencyId: housing.id });
		expect((await actionById(nurse, id)).mayAnswerOffer).toBe(false);
		await withdraw(owner, id);
		expect(await stored(id)).toMatchObject({ status: "done", ...nobodyAsked });
	});

	it("is told to the person, or to the agency’s people on the panel, until it is answered or withdrawn", async () => {
		const waiting = async (id: string) =>
			(
				await db
					.select({ userId: notices.userId, kind: notices.kind })
					.from(notices)
					.where(and(eq(notices.subjectId, id), isNull(notices.settledAt)))
			).map(({ userId, kind }) => `${kind} ${userId}`);
		const personal = await offered(toColleague());
		expect(await waiting(personal)).toEqual([`action-offered ${colleague.userId}`]);
		await answer(colleague, personal, "accepted");
		expect(await waiting(personal)).toEqual([]);
		const general = await offered(toHealth());
		expect(await waiting(general)).toContain(`action-offered ${nurse.userId}`);
		await withdraw(owner, general);
		expect(await waiting(general)).toEqual([]);
	});

	it("is recorded", async () => {
		const { id, version } = await accepted();
		await sentTwice(file.panel.id, (opId) =>
			offerAction(owner, opId, { actionId: id, offerTo: toColleague(), version }),
		);
		expect(await recordedSince(file.panel.id, version)).toMatchObject([
			{
				type: "action.offered",
				data: { caseId: file.id, actionId: id, toAgencyId: housing.id, toUserId: colleague.userId },
				touched: [`action:${id}`],
			},
		]);
	});
});

describe("answering an offer", () => {
	it("is for whom it was offered to", async () => {
		const id = await offered(toHealth());
		expect(await whoMay(everyone, (actor) => answer(actor, id, "accepted"))).toEqual(only([]));
		await expect(answer(owner, id, "accepted")).rejects.toThrow(
			new NotAllowed("Only Health can answer this offer."),
		);
		const personal = await offered(toColleague());
		await expect(answer(owner, personal, "accepted")).rejects.toThrow(NotAllowed);
		const elsewhere = await aMember({ agency: health });
		await expect(answer(elsewhere, id, "accepted")).rejects.toThrow(new NotFound());
	});

	it("is refused without an answer, without a reason for no, and once it was withdrawn", async () => {
		const id = await offered(toHealth());
		await expect(answer(nurse, id, "" as "accepted")).rejects.toMatchObject({
			fields: { answer: "Select whether you take it over" },
		});
		await expect(answer(nurse, id, "declined", " ")).rejects.toMatchObject({
			fields: { reason: "Say why you do not take it over" },
		});
		await withdraw(owner, id);
		const late = answer(nurse, id, "declined", "No room");
		await expect(late).rejects.toMatchObject({
			message: "This action is no longer offered to you.",
			submitted: { offerAnswer: "declined", reason: "No room" },
			// So that nobody is offered to say the same once more, which would be refused again.
			current: { isOffered: "" },
		});
	});

	it("is recorded, with the reason in a revision", async () => {
		const id = await offered(toHealth());
		const before = (await stored(id)).version;
		const input = { actionId: id, answer: "declined" as const, reason: "No room", version: before };
		await sentTwice(file.panel.id, (opId) => answerOffer(nurse, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, before);
		expect(event).toMatchObject({
			type: "action.offer-answered",
			sentence: "Priya Shah declined an action that was offered to Housing.",
			data: { caseId: file.id, actionId: id, toAgencyId: health.id, toUserId: null, answer: "declined" },
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ answer: "declined", outcome: "No room" });
	});
});

describe("withdrawing an offer", () => {
	it("is for its owner and those who run the panel; then nobody is asked", async () => {
		expect(await whoMay(everyone, async (actor) => withdraw(actor, await offered(toHealth())))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		const id = await offered(toHealth());
		await expect(withdraw(nurse, id)).rejects.toThrow(NotAllowed);
		await withdraw(owner, id);
		expect(await stored(id)).toMatchObject({ status: "open", ownerAgencyId: housing.id, ...nobodyAsked });
		await expect(withdraw(owner, id)).rejects.toThrow(Conflict);
	});

	it("is recorded", async () => {
		const id = await offered(toHealth());
		const before = (await stored(id)).version;
		await sentTwice(file.panel.id, (opId) => withdrawOffer(owner, opId, { actionId: id, version: before }));
		expect(await recordedSince(file.panel.id, before)).toMatchObject([
			{
				type: "action.offer-withdrawn",
				sentence: "Priya Shah withdrew the offer of an action to Housing.",
				data: { caseId: file.id, actionId: id, toAgencyId: health.id, toUserId: null },
			},
		]);
	});
});
