import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, type TestAgency, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { closeAgency } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import {
	type addAction,
	answerAction,
	confirmAction,
	refuseLater,
	setActionStatus,
	settleAction,
} from "./index.ts";
import { isUnsettled } from "./unsettled.ts";

let file: TestCase;
let everyone: Everyone;
let housing: TestAgency;
/** Housing's member of the panel. */
let owner: Actor;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	housing = await anAgency({ name: "Housing" });
	owner = await aMember({ panel: file.panel, agency: housing });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const minuteTakers = only(["lead", "chair", "deputy", "coordinator"]);
const stored = async (id: string) => (await db.select().from(actions).where(eq(actions.id, id)))[0];
const versionOfAction = async (id: string) => (await stored(id))?.version ?? 0;
const proposed = (fields: Partial<Parameters<typeof addAction>[2]> & { by?: Actor } = {}) =>
	anAction({ file, by: everyone.member, ownerAgencyId: housing.id, due: "2027-01-05", ...fields });
const answer = async (
	actor: Actor,
	actionId: string,
	fields: Partial<Parameters<typeof answerAction>[2]> = {},
) =>
	answerAction(actor, anOpId(), {
		actionId,
		answer: "accepted",
		version: await versionOfAction(actionId),
		...fields,
	});
const settle = async (
	actor: Actor,
	actionId: string,
	fields: Partial<Parameters<typeof settleAction>[2]> = {},
) =>
	settleAction(actor, anOpId(), {
		actionId,
		ownerAgencyId: housing.id,
		due: "2027-02-01",
		version: await versionOfAction(actionId),
		...fields,
	});
const refuse = (actor: Actor, actionId: string) =>
	answer(actor, actionId, { answer: "refused", reason: "We hold no tenancy" });
const confirm = async (actor: Actor, actionId: string) =>
	confirmAction(actor, anOpId(), { actionId, version: await versionOfAction(actionId) });

describe("proposing an action", () => {
	it("to another agency waits for its answer; to one’s own it is accepted at once", async () => {
		const theirs = await proposed();
		expect(await stored(theirs.id)).toMatchObject({ status: "proposed", answeredByName: null });
		const ours = await proposed({ by: owner });
		expect(await stored(ours.id)).toMatchObject({
			status: "open",
			answeredByName: owner.name,
			isAnsweredForOwner: false,
		});
		const nobodys = await proposed({ ownerAgencyId: "" });
		expect(await stored(nobodys.id)).toMatchObject({ status: "proposed", ownerAgencyName: null });
	});

	it("that an absent owner has accepted by telephone is recorded by whoever keeps the minutes", async () => {
		const add = (actor: Actor) => proposed({ by: actor, isAcceptedForOwner: "yes" });
		expect(await whoMay(everyone, add)).toEqual(minuteTakers);
		const { id } = await add(everyone.coordinator);
		expect(await stored(id)).toMatchObject({
			status: "open",
			isAnsweredForOwner: true,
			answeredByName: everyone.coordinator.name,
		});
	});

	it("is refused with a priority, a category or a name that does not fit", async () => {
		const wrong = { priority: "soon", category: "gossip", ownerDetail: "x".repeat(201) };
		await expect(proposed(wrong as Partial<Parameters<typeof addAction>[2]>)).rejects.toMatchObject({
			fields: {
				priority: "Select routine or urgent",
				category: "Select what it is for",
				ownerDetail: "Use 200 characters or fewer for the person’s name",
			},
		});
	});
});

describe("answering", () => {
	it("is done by the agency that owns it: accepted, it is open; refused, its reason stands with it", async () => {
		const [first, second] = [await proposed(), await proposed()];
		const before = await versionOf(db, file.panel.id);
		await answer(owner, first.id);
		await refuse(owner, second.id);
		expect(rowsIn(await sentTo(everyone.chair, file.panel.id, before), "action")).toEqual([
			expect.objectContaining({
				id: first.id,
				status: "open",
				answeredByName: owner.name,
				isAnsweredForOwner: false,
			}),
			expect.objectContaining({ id: second.id, status: "refused", outcome: "We hold no tenancy" }),
		]);
	});

	it("for the owner is for whoever keeps the minutes; refused to the rest of those who see the case", async () => {
		const answers = await whoMay(everyone, async (actor) => answer(actor, (await proposed()).id));
		expect(answers).toEqual(minuteTakers);
		await expect(answer(everyone.chair, "none")).rejects.toThrow(new NotFound());
		const { id } = await proposed();
		await expect(answer(everyone.member, id)).rejects.toThrow(
			new NotAllowed("Only the chair, a deputy, the coordinator or the lead can record for another agency."),
		);
		const elsewhere = await aMember({ agency: housing });
		await expect(answer(elsewhere, id)).rejects.toThrow(new NotFound());
	});

	it("is refused to the owner’s own person once they are recused", async () => {
		const recused = await aMember({ panel: file.panel, agency: housing });
		const { id } = await proposed();
		await declareRecusal(recused, anOpId(), { caseId: file.id, userId: recused.userId });
		await expect(answer(recused, id)).rejects.toThrow(new NotFound());
	});

	it("is refused without an answer, without a reason, or with too many words, each said at its field", async () => {
		const { id } = await proposed();
		await expect(answer(owner, id, { answer: "" as "accepted" })).rejects.toMatchObject({
			fields: { answer: "Select whether you accept or refuse it" },
		});
		await expect(answer(owner, id, { answer: "refused", reason: " " })).rejects.toMatchObject({
			fields: { reason: "Say why your agency refuses it" },
		});
		await expect(answer(owner, id, { answer: "refused", reason: "x".repeat(2001) })).rejects.toMatchObject({
			fields: { reason: "Use 2,000 characters or fewer" },
		});
		const nobodys = await proposed({ ownerAgencyId: "" });
		await expect(answer(everyone.chair, nobodys.id)).rejects.toMatchObject({
			fields: { answer: "It has no owner yet" },
		});
	});

	it("is refused when it was answered meanwhile: both are told", async () => {
		const { id, version } = await proposed();
		await refuse(everyone.coordinator, id);
		const late = answer(owner, id, { version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { status: "refused", outcome: "We hold no tenancy" },
			submitted: { answer: "accepted" },
			version: await versionOfAction(id),
		});
		// Answered is answered: with the new version too.
		await expect(answer(owner, id)).rejects.toThrow(Conflict);
		const both = await proposed();
		const two = await Promise.allSettled([answer(owner, both.id), refuse(owner, both.id)]);
		expect(two.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});

	it("is recorded, with the reason in a revision", async () => {
		const { id, version } = await proposed();
		const input = { actionId: id, answer: "refused" as const, reason: "We hold no tenancy", version };
		await sentTwice(file.panel.id, (opId) => answerAction(owner, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, version);
		expect(event).toEqual({
			type: "action.answered",
			sentence: "Priya Shah refused an action.",
			data: { caseId: file.id, actionId: id, answer: "refused", isForOwner: false, text },
			touched: [`action:${id}`],
			actorId: owner.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ answer: "refused", outcome: "We hold no tenancy" });
		const other = await proposed();
		await answer(everyone.coordinator, other.id);
		expect((await recordedSince(file.panel.id, other.version))[0]).toMatchObject({
			sentence: "Priya Shah accepted an action for its owner, who was not there.",
		});
	});

	it("cannot be gone round by saying that it is open", async () => {
		const { id } = await proposed();
		const say = async (actor: Actor, status: "open" | "done") =>
			setActionStatus(actor, anOpId(), {
				actionId: id,
				status,
				outcome: "So it went",
				version: await versionOfAction(id),
			});
		const refused = { fields: { status: "Its owner has not accepted it" } };
		await expect(say(everyone.member, "open")).rejects.toMatchObject(refused);
		await refuse(owner, id);
		for (const actor of [everyone.member, everyone.chair, owner]) {
			await expect(say(actor, "open")).rejects.toMatchObject(refused);
		}
		// What has been done after all may be said of it.
		await say(owner, "done");
	});
});

describe("confirming what was answered for one’s agency", () => {
	it("is done by anybody of that agency who sees the case", async () => {
		const { id } = await proposed({ by: everyone.coordinator, isAcceptedForOwner: "yes" });
		const confirmed = await confirm(owner, id);
		expect(await stored(id)).toMatchObject({
			status: "open",
			isAnsweredForOwner: false,
			answeredByName: owner.name,
			version: confirmed.version,
		});
		// A refusal that was recorded for it is confirmed alike.
		const other = await proposed();
		await refuse(everyone.coordinator, other.id);
		await confirm(owner, other.id);
		expect(await stored(other.id)).toMatchObject({ status: "refused", isAnsweredForOwner: false });
	});

	it("is of the answer that was read: another in between is shown first", async () => {
		const { id } = await proposed({ by: everyone.coordinator, isAcceptedForOwner: "yes" });
		const version = await versionOfAction(id);
		await refuseLater(everyone.coordinator, anOpId(), {
			actionId: id,
			reason: "They ran out of time",
			version,
		});
		await expect(confirmAction(owner, anOpId(), { actionId: id, version })).rejects.toMatchObject({
			current: { status: "refused", outcome: "They ran out of time" },
			version: await versionOfAction(id),
		});
		expect(await stored(id)).toMatchObject({ isAnsweredForOwner: true });
		await confirm(owner, id);
	});

	it("is refused to others, and when there is nothing to confirm", async () => {
		const { id } = await proposed({ by: everyone.coordinator, isAcceptedForOwner: "yes" });
		expect(await whoMay(everyone, (actor) => confirm(actor, id))).toEqual(only([]));
		await expect(confirm(everyone.chair, id)).rejects.toThrow(
			new NotAllowed("Only Housing can confirm what was recorded for it."),
		);
		await confirm(owner, id);
		const answered = await proposed();
		await answer(owner, answered.id);
		for (const actionId of [id, answered.id]) {
			await expect(confirm(owner, actionId)).rejects.toMatchObject({
				fields: { form: "There is nothing to confirm" },
			});
		}
		await expect(confirm(owner, "none")).rejects.toThrow(new NotFound());
	});

	it("is recorded", async () => {
		const { id, version } = await proposed({ by: everyone.coordinator, isAcceptedForOwner: "yes" });
		await sentTwice(file.panel.id, (opId) => confirmAction(owner, opId, { actionId: id, version }));
		expect(await recordedSince(file.panel.id, version)).toEqual([
			{
				type: "action.confirmed",
				sentence: "Priya Shah confirmed an action that was answered for Housing.",
				data: { caseId: file.id, actionId: id, agencyId: housing.id },
				touched: [`action:${id}`],
				actorId: owner.userId,
			},
		]);
	});
});

describe("settling", () => {
	it("gives what it lacks, and proposes it to the owner that it then has", async () => {
		const { id } = await proposed({ ownerAgencyId: "", due: "" });
		await settle(everyone.member, id, { ownerDetail: " Jo Hill " });
		expect(await stored(id)).toMatchObject({
			status: "proposed",
			ownerAgencyName: "Housing",
			ownerDetail: "Jo Hill",
			due: "2027-02-01",
			isHeldByChair: false,
		});
		const taken = await proposed({ ownerAgencyId: "", due: "" });
		await settle(owner, taken.id);
		expect(await stored(taken.id)).toMatchObject({ status: "open", answeredByName: owner.name });
	});

	it("of an accepted action that lacked a date keeps it accepted", async () => {
		const { id } = await proposed({ by: owner, due: "" });
		await settle(everyone.coordinator, id);
		expect(await stored(id)).toMatchObject({ status: "open", due: "2027-02-01", answeredByName: owner.name });
	});

	it("after a refusal asks the next owner anew: nothing of the first answer is left, and they cannot confirm it", async () => {
		const { id } = await proposed();
		await refuse(everyone.coordinator, id);
		const health = await anAgency({ name: "Health" });
		const nurse = await aMember({ panel: file.panel, agency: health });
		await settle(everyone.chair, id, { ownerAgencyId: health.id });
		expect(await stored(id)).toMatchObject({
			status: "proposed",
			ownerAgencyName: "Health",
			outcome: null,
			answeredByName: null,
			answeredAt: null,
			isAnsweredForOwner: false,
		});
		await expect(confirm(nurse, id)).rejects.toMatchObject({
			fields: { form: "There is nothing to confirm" },
		});
		await answer(nurse, id);
		expect(await stored(id)).toMatchObject({ status: "open", answeredByName: nurse.name });
	});

	it("by the owner, who takes it after having refused, leaves no refusal behind", async () => {
		const { id } = await proposed();
		await refuse(owner, id);
		await settle(owner, id);
		expect(await stored(id)).toMatchObject({ status: "open", outcome: null, answeredByName: owner.name });
	});

	it("with the chair holding it keeps it as it is, refusal and all", async () => {
		const hold = (actor: Actor, id: string) =>
			settle(actor, id, { ownerAgencyId: "", due: "", isHeldByChair: "yes" });
		const lacking = await proposed({ ownerAgencyId: "", due: "" });
		expect(await whoMay(everyone, (actor) => hold(actor, lacking.id))).toEqual(
			only(["lead", "chair", "deputy"]),
		);
		expect(await stored(lacking.id)).toMatchObject({ isHeldByChair: true, ownerAgencyId: null, due: null });
		const refused = await proposed();
		await refuse(owner, refused.id);
		await hold(everyone.chair, refused.id);
		expect(await stored(refused.id)).toMatchObject({
			isHeldByChair: true,
			status: "refused",
			outcome: "We hold no tenancy",
			ownerAgencyName: "Housing",
			due: "2027-01-05",
		});
		await settle(everyone.chair, refused.id);
		expect(await stored(refused.id)).toMatchObject({ isHeldByChair: false, status: "proposed" });
	});

	it("is for everybody who may add to the case while something is missing", async () => {
		const answers = await whoMay(everyone, async (actor) => {
			const { id } = await proposed({ by: owner, ownerAgencyId: "" });
			await settle(actor, id);
		});
		expect(answers).toEqual(only(SEERS));
	});

	it("of what lacks nothing is for its owner, its author and whoever keeps the minutes", async () => {
		const { id } = await proposed({ by: owner });
		expect(await whoMay(everyone, (actor) => settle(actor, id))).toEqual(minuteTakers);
		await settle(owner, id);
		const theirs = await proposed({ by: everyone.member });
		await settle(everyone.member, theirs.id, { due: "2027-03-01" });
		expect(await stored(theirs.id)).toMatchObject({ due: "2027-03-01", status: "proposed" });
	});

	it("is refused without owner and date, or with an agency or day that is none, each said at its field", async () => {
		const { id } = await proposed({ ownerAgencyId: "", due: "" });
		await expect(settle(everyone.chair, id, { ownerAgencyId: "", due: "" })).rejects.toMatchObject({
			fields: { ownerAgencyId: "Select the agency that owns the action", due: "Enter when it is due" },
		});
		await expect(settle(everyone.chair, id, { due: "2027-02-30" })).rejects.toMatchObject({
			fields: { due: "Enter the due date as a real date" },
		});
		const closed = await anAgency();
		await closeAgency(SYSTEM, anOpId(), { agencyId: closed.id });
		await expect(settle(everyone.chair, id, { ownerAgencyId: closed.id })).rejects.toMatchObject({
			fields: { ownerAgencyId: "Select the agency that owns the action" },
		});
		await expect(settle(everyone.chair, "none")).rejects.toThrow(new NotFound());
	});

	it("is refused when it was changed meanwhile, and once it is done", async () => {
		const { id, version } = await proposed();
		await answer(owner, id);
		await expect(settle(everyone.chair, id, { version })).rejects.toThrow(Conflict);
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "done",
			outcome: "Done",
			version: await versionOfAction(id),
		});
		await expect(settle(everyone.chair, id)).rejects.toThrow(Conflict);
	});

	it("is recorded", async () => {
		const { id, version } = await proposed({ ownerAgencyId: "", due: "" });
		const input = { actionId: id, ownerAgencyId: housing.id, due: "2027-02-01", version };
		await sentTwice(file.panel.id, (opId) => settleAction(everyone.chair, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, version);
		expect(event).toEqual({
			type: "action.settled",
			sentence: "Priya Shah settled an action with Housing, due 1 February 2027.",
			data: {
				caseId: file.id,
				actionId: id,
				ownerAgencyId: housing.id,
				due: "2027-02-01",
				isHeldByChair: false,
				text,
			},
			touched: [`action:${id}`],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toMatchObject({ ownerAgencyName: "Housing", status: "proposed" });
		const now = await versionOfAction(id);
		await settle(everyone.chair, id, { isHeldByChair: "yes" });
		expect((await recordedSince(file.panel.id, now))[0]).toMatchObject({
			sentence: "Priya Shah left an action with the chair.",
		});
	});
});

describe("an action wants settling", () => {
	const action = {
		status: "proposed" as const,
		ownerAgencyId: "housing",
		due: "2027-01-05",
		dueNote: null,
		isHeldByChair: false,
	};

	it("without an owner, without a date, or when refused", () => {
		expect(isUnsettled(action)).toBe(false);
		expect(isUnsettled({ ...action, ownerAgencyId: null })).toBe(true);
		expect(isUnsettled({ ...action, due: null })).toBe(true);
		expect(isUnsettled({ ...action, due: null, dueNote: "next panel" })).toBe(false);
		expect(isUnsettled({ ...action, status: "refused" })).toBe(true);
	});

	it("not when the chair holds it, it is done, or it was not possible", () => {
		expect(isUnsettled({ ...action, ownerAgencyId: null, isHeldByChair: true })).toBe(false);
		expect(isUnsettled({ ...action, status: "refused", isHeldByChair: true })).toBe(false);
		for (const status of ["done", "not-possible"] as const) {
			expect(isUnsettled({ ...action, due: null, status })).toBe(false);
		}
	});
});
