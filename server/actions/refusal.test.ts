/** An owner who refuses after having accepted, and what the chair does about it: scenario 22. */
import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { actions, notices } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anActor, anAgency, anOpId, aUser, type TestAgency, textOf } from "#tests/factories.ts";
import { recordedSince, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { Conflict, NotAllowed } from "../http/errors.ts";
import {
	actionById,
	confirmAction,
	decideRefusal,
	openActionsOfMyAgency,
	refuseLater,
	setActionStatus,
	settleAction,
	signOffAction,
} from "./index.ts";

let file: TestCase;
let everyone: Everyone;
let housing: TestAgency;
/** Housing's member of the panel, with a manager. */
let owner: Actor;
let manager: Actor;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	housing = await anAgency({ name: "Housing" });
	const head = await aUser({ agency: housing });
	manager = anActor(head);
	owner = await aMember({ panel: file.panel, user: await aUser({ agency: housing, manager: head }) });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const deciders = only(["lead", "chair", "deputy"]);
const stored = async (id: string) => {
	const [row] = await db.select().from(actions).where(eq(actions.id, id));
	if (!row) throw new Error("There is no such action");
	return row;
};
const accepted = () => anAction({ file, by: owner, due: "2026-01-05" });
const refuse = async (actor: Actor, actionId: string, reason = "The officer has left") =>
	refuseLater(actor, anOpId(), { actionId, reason, version: (await stored(actionId)).version });
const refused = async () => {
	const { id } = await accepted();
	await refuse(owner, id);
	return id;
};
const decide = async (
	actor: Actor,
	actionId: string,
	decision: "keep-asking" | "escalate" | "not-done",
	words = "It cannot wait",
) => decideRefusal(actor, anOpId(), { actionId, decision, words, version: (await stored(actionId)).version });

describe("refusing what one had accepted", () => {
	it("leaves it with its owner, due as before, and with the chair to decide", async () => {
		const id = await refused();
		expect(await stored(id)).toMatchObject({
			status: "refused",
			isRefusedLater: true,
			outcome: "The officer has left",
			ownerAgencyId: housing.id,
			due: "2026-01-05",
			escalatedAt: null,
			answeredByName: owner.name,
		});
		expect(await actionById(everyone.chair, id)).toMatchObject({
			isRunning: true,
			isRefusedLater: true,
			mayDecide: true,
			mayOffer: true,
			mayRefuseLater: false,
		});
		expect(await actionById(owner, id)).toMatchObject({
			mayDecide: false,
			maySetStatus: true,
			mayOffer: false,
		});
		// It is still on the list of whoever has it.
		const { lines } = await openActionsOfMyAgency(owner);
		expect(lines.map((line) => line.id)).toContain(id);
	});

	it("is for the owner; whoever keeps the minutes records it for them, and they confirm it", async () => {
		expect(await whoMay(everyone, async (actor) => refuse(actor, (await accepted()).id))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		const { id } = await accepted();
		await refuse(everyone.coordinator, id);
		expect(await stored(id)).toMatchObject({ isAnsweredForOwner: true });
		await confirmAction(owner, anOpId(), { actionId: id, version: (await stored(id)).version });
		expect(await stored(id)).toMatchObject({ isAnsweredForOwner: false, isRefusedLater: true });
	});

	it("is refused without a reason, before it was accepted, and once it has ended or was changed", async () => {
		const { id, version } = await accepted();
		await expect(refuse(owner, id, " ")).rejects.toMatchObject({
			fields: { reason: "Say why your agency can no longer do it" },
		});
		const unanswered = await anAction({ file, ownerAgencyId: housing.id, due: "2027-01-05" });
		await expect(refuse(owner, unanswered.id)).rejects.toThrow(Conflict);
		await setActionStatus(owner, anOpId(), { actionId: id, status: "done", outcome: "Done", version });
		const late = refuseLater(owner, anOpId(), { actionId: id, reason: "No", version });
		await expect(late).rejects.toMatchObject({
			current: { status: "done" },
			submitted: { answer: "refused", reason: "No" },
		});
	});

	it("is recorded, with its reason in a revision", async () => {
		const { id, version } = await accepted();
		const input = { actionId: id, reason: "The officer has left", version };
		await sentTwice(file.panel.id, (opId) => refuseLater(owner, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, version);
		expect(event).toMatchObject({
			type: "action.refused-later",
			sentence: "Priya Shah refused an action after having accepted it.",
			data: { caseId: file.id, actionId: id, from: "open", isForOwner: false, text },
			touched: [`action:${id}`],
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ status: "refused", outcome: "The officer has left" });
	});

	it("is told to the chairs and deputies; taken further, to the owner’s manager and the leads, until it is decided", async () => {
		const waiting = async (id: string) =>
			(
				await db
					.select({ userId: notices.userId, kind: notices.kind })
					.from(notices)
					.where(and(eq(notices.subjectId, id), isNull(notices.settledAt)))
			).map(({ userId, kind }) => `${kind} ${userId}`);
		const id = await refused();
		const chairs = [everyone.chair, everyone.deputy].map(({ userId }) => `action-refused ${userId}`);
		expect(await waiting(id)).toEqual(expect.arrayContaining(chairs));
		expect((await waiting(id)).join()).not.toContain(everyone.member.userId);
		await decide(everyone.chair, id, "escalate");
		expect(await waiting(id)).toEqual(
			expect.arrayContaining([
				...chairs,
				`action-refused-manager ${manager.userId}`,
				`action-refused-lead ${everyone.lead.userId}`,
			]),
		);
		expect((await waiting(id)).join()).not.toContain(everyone["recused lead"].userId);
		await decide(everyone.chair, id, "keep-asking");
		expect(await waiting(id)).toEqual([]);
	});
});

describe("deciding after such a refusal", () => {
	it("is for the chair, a deputy and the lead, whatever they decide", async () => {
		for (const decision of ["keep-asking", "escalate", "not-done"] as const) {
			const answers = await whoMay(everyone, async (actor) => decide(actor, await refused(), decision));
			expect(answers, decision).toEqual(deciders);
		}
		const id = await refused();
		for (const actor of [everyone.coordinator, everyone.member, everyone.officer]) {
			const say = async () =>
				setActionStatus(actor, anOpId(), {
					actionId: id,
					status: "done",
					outcome: "Done",
					version: (await stored(id)).version,
				});
			await expect(say()).rejects.toThrow(NotAllowed);
			const give = async () =>
				settleAction(actor, anOpId(), {
					actionId: id,
					ownerAgencyId: actor.agencyId,
					due: "2027-01-05",
					version: (await stored(id)).version,
				});
			await expect(give()).rejects.toThrow(NotAllowed);
		}
	});

	it("asked again, it is open as before; its owner may also take it on by themself", async () => {
		const id = await refused();
		await decide(everyone.chair, id, "keep-asking");
		const open = { status: "open", isRefusedLater: false, due: "2026-01-05" };
		expect(await stored(id)).toMatchObject({
			...open,
			outcome: "It cannot wait",
			ownerAgencyId: housing.id,
		});
		await refuse(owner, id);
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "open",
			version: (await stored(id)).version,
		});
		expect(await stored(id)).toMatchObject({ ...open, outcome: "The officer has left" });
		await refuse(owner, id);
		await decide(everyone.chair, id, "keep-asking", "");
		expect(await stored(id)).toMatchObject({ ...open, outcome: "The officer has left" });
	});

	it("taken to manager and lead, once, it waits on; then it may end as not done, in the chair’s words", async () => {
		const id = await refused();
		await decide(everyone.chair, id, "escalate");
		expect(await stored(id)).toMatchObject({
			status: "refused",
			isRefusedLater: true,
			escalatedAt: expect.any(Date),
			outcome: "The officer has left",
		});
		await expect(decide(everyone.lead, id, "escalate")).rejects.toMatchObject({
			fields: { decision: "It is with the owner’s manager and the lead already" },
		});
		await expect(decide(everyone.chair, id, "not-done", " ")).rejects.toMatchObject({
			fields: { words: "Say why it was not done" },
		});
		await decide(everyone.lead, id, "not-done", "Housing has nobody");
		expect(await stored(id)).toMatchObject({
			status: "not-done",
			isRefusedLater: false,
			escalatedAt: null,
			outcome: "Housing has nobody",
		});
	});

	it("given to another agency, it is proposed to them and no longer refused", async () => {
		const id = await refused();
		const health = await anAgency({ name: "Health" });
		await settleAction(everyone.chair, anOpId(), {
			actionId: id,
			ownerAgencyId: health.id,
			due: "2027-01-05",
			version: (await stored(id)).version,
		});
		expect(await stored(id)).toMatchObject({
			status: "proposed",
			ownerAgencyName: "Health",
			isRefusedLater: false,
			escalatedAt: null,
		});
	});

	it("is refused when there is nothing to decide, or it was decided meanwhile", async () => {
		const { id, version } = await accepted();
		const say = (decision: "keep-asking" | "escalate") =>
			decideRefusal(everyone.chair, anOpId(), { actionId: id, decision, version });
		await expect(say("keep-asking")).rejects.toThrow(Conflict);
		await refuse(owner, id);
		await expect(say("escalate")).rejects.toThrow(Conflict);
	});

	it("is recorded, with the chair’s words in a revision", async () => {
		const id = await refused();
		const before = (await stored(id)).version;
		await sentTwice(file.panel.id, (opId) =>
			decideRefusal(everyone.chair, opId, { actionId: id, decision: "escalate", version: before }),
		);
		await decide(everyone.chair, id, "not-done");
		const [escalated, ended] = await recordedSince(file.panel.id, before);
		expect(escalated).toMatchObject({
			type: "action.escalated",
			sentence: "Priya Shah took the refusal of an action to its owner’s manager and the lead.",
			data: { caseId: file.id, actionId: id, text },
		});
		expect(ended).toMatchObject({
			type: "action.refusal-decided",
			data: { caseId: file.id, actionId: id, decision: "not-done", text },
		});
		expect(await textOf(ended)).toEqual({ decision: "not-done", outcome: "It cannot wait" });
	});
});

describe("signing off", () => {
	const signOff = async (actor: Actor, actionId: string) =>
		signOffAction(actor, anOpId(), { actionId, version: (await stored(actionId)).version });
	const done = async () => {
		const { id, version } = await accepted();
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "done",
			outcome: "Locks changed",
			version,
		});
		return id;
	};

	it("is for the chair, a deputy and the lead; saying that it stands otherwise takes it back", async () => {
		expect(await whoMay(everyone, async (actor) => signOff(actor, await done()))).toEqual(deciders);
		const id = await done();
		await signOff(everyone.chair, id);
		expect(await stored(id)).toMatchObject({
			status: "done",
			signedOffAt: expect.any(Date),
			signedOffByName: everyone.chair.name,
		});
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "open",
			version: (await stored(id)).version,
		});
		expect(await stored(id)).toMatchObject({ status: "open", signedOffAt: null, signedOffByName: null });
	});

	it("is refused while it goes on, a second time, and after a change in between", async () => {
		const { id } = await accepted();
		await expect(signOff(everyone.chair, id)).rejects.toMatchObject({
			fields: { form: "It has not ended yet" },
		});
		const ended = await done();
		const { version } = await stored(ended);
		await signOff(everyone.chair, ended);
		await expect(signOff(everyone.deputy, ended)).rejects.toMatchObject({
			fields: { form: `${everyone.chair.name} has signed it off` },
		});
		await expect(signOffAction(everyone.deputy, anOpId(), { actionId: ended, version })).rejects.toThrow(
			Conflict,
		);
	});

	it("is recorded", async () => {
		const id = await done();
		const { version } = await stored(id);
		await sentTwice(file.panel.id, (opId) => signOffAction(everyone.chair, opId, { actionId: id, version }));
		expect(await recordedSince(file.panel.id, version)).toMatchObject([
			{
				type: "action.signed-off",
				sentence: "Priya Shah signed off an action as done.",
				data: { caseId: file.id, actionId: id, status: "done" },
				touched: [`action:${id}`],
			},
		]);
	});
});
