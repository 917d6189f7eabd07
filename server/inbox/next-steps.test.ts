import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, advice, cases, notices, reviews } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, anEntry } from "#tests/case-factories.ts";
import { anOfficerOf } from "#tests/everyone.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
} from "#tests/factories.ts";
import { actionLog, addAction, answerAction, logFilterIn, setActionStatus } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { addDays, londonDate, now, setClock } from "../clock.ts";
import { newId } from "../ids.ts";
import { addIncident } from "../incidents/index.ts";
import { noteReading } from "../meetings/index.ts";
import { nextSteps } from "./index.ts";

afterEach(() => setClock());

const DAY_MS = 24 * 60 * 60_000;
const daysPass = (days: number) => {
	const at = new Date(now().getTime() + days * DAY_MS);
	setClock(() => at);
};
/** What is to be done, and how often, in order. */
const told = async (actor: Actor) =>
	(await nextSteps(actor)).map((step) => [
		"whose" in step ? `${step.what} ${step.whose}` : step.what,
		step.n,
	]);
const versionOf = async (id: string) =>
	(await db.select().from(actions).where(eq(actions.id, id)))[0]?.version ?? 0;

describe("what needs doing next", () => {
	test("is nothing for whoever has nothing to do", async () => {
		const { panel } = await aCase();
		for (const role of ["chair", "member", "observer"] as const) {
			expect(await told(await aMember({ panel, role }))).toEqual([]);
		}
		expect(await told(anActor(await aUser()))).toEqual([]);
		expect(await told(anActor(await aUser({ role: "auditor" })))).toEqual([]);
	});

	test("is a member’s overdue actions first, then what their agency must answer or confirm", async () => {
		const file = await aCase();
		const agency = await anAgency();
		const user = await aUser({ agency });
		const member = await aMember({ panel: file.panel, user });
		const due = addDays(londonDate(), 1);
		await anAction({ file, by: member, due });
		const { id: mine } = await anAction({ file, by: member, due });
		await transaction((tx) => tx.update(actions).set({ ownerUserId: user.id }).where(eq(actions.id, mine)));
		for (let n = 0; n < 3; n++) await anAction({ file, ownerAgencyId: agency.id, due });
		await anAction({ file, ownerAgencyId: agency.id, due, isAcceptedForOwner: true });
		expect(await told(member)).toEqual([
			["answer-actions", 3],
			["confirm-answers", 1],
		]);
		const refused = { status: "refused", isRefusedLater: true } as const;
		const { id: givenBack } = await anAction({ file, by: member, due });
		await transaction((tx) => tx.update(actions).set(refused).where(eq(actions.id, givenBack)));
		daysPass(2);
		// What nobody has accepted, and what was refused since, is as late as the rest.
		expect(await told(member)).toEqual([
			["overdue mine", 1],
			["overdue agency", 6],
			["answer-actions", 3],
			["confirm-answers", 1],
		]);
		// The lists behind the two are of as many: one's own holds what names nobody of the agency too.
		const listed = async (kind: "mine" | "agency") =>
			(await actionLog(member, { kind }, logFilterIn({ show: "overdue" }))).lines.length;
		expect([await listed("mine"), await listed("agency")]).toEqual([7, 7]);
		await flushAccessLog();
	});

	test("is a chair’s to decide, to take up and to sign off", async () => {
		const file = await aCase();
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const member = await aMember({ panel: file.panel });
		const due = londonDate();
		const refused = await anAction({ file, ownerAgencyId: member.agencyId, due });
		const done = await anAction({ file, by: member, due });
		await anAction({ file, by: member, due });
		await answerAction(member, anOpId(), {
			actionId: refused.id,
			answer: "refused",
			reason: "No staff",
			version: refused.version,
		});
		await setActionStatus(member, anOpId(), {
			actionId: done.id,
			status: "done",
			outcome: "Locks changed",
			version: await versionOf(done.id),
		});
		// An import brings what had ended before the panel was here.
		const imported = await anAction({ file, by: member, due });
		await transaction((tx) =>
			tx.update(actions).set({ status: "done", importKey: "Row 3" }).where(eq(actions.id, imported.id)),
		);
		const longOverdue = async () => {
			const scope = { kind: "panel", panelId: file.panel.id } as const;
			return (await actionLog(chair, scope, logFilterIn({ show: "long-overdue" }))).lines.length;
		};
		daysPass(13);
		expect(await longOverdue()).toBe(0);
		daysPass(1);
		expect(await longOverdue()).toBe(1);
		expect(await told(chair)).toEqual([
			["decide-refused", 1],
			["long-overdue", 1],
			["sign-off", 1],
		]);
		expect((await nextSteps(chair))[0]).toMatchObject({ panelId: file.panel.id, panelName: file.panel.name });
	});

	test("counts as long overdue what the log does: also what nobody has answered, and what was refused after all", async () => {
		const file = await aCase();
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const agency = await anAgency();
		const due = addDays(londonDate(), 1);
		await anAction({ file, due });
		await anAction({ file, ownerAgencyId: agency.id, due });
		const refused = async (isRefusedLater: boolean) => {
			const { id } = await anAction({ file, ownerAgencyId: agency.id, due });
			await transaction((tx) =>
				tx.update(actions).set({ status: "refused", isRefusedLater }).where(eq(actions.id, id)),
			);
		};
		await refused(true);
		// Refused at once it is nobody's, and the chair is asked what becomes of it.
		await refused(false);
		await flushAccessLog();
		daysPass(16);
		expect(await told(chair)).toEqual([
			["decide-refused", 2],
			["long-overdue", 3],
		]);
		expect(await told(await aLead())).toContainEqual(["long-overdue-in-force", expect.any(Number)]);
		const scope = { kind: "panel", panelId: file.panel.id } as const;
		expect((await actionLog(chair, scope, logFilterIn({ show: "overdue" }))).total).toBe(3);
	});

	test("is the coordinator’s reviews that are due", async () => {
		const file = await aCase();
		const review = async (dueOn: string, state: "due" | "done" = "due") => {
			await transaction((tx) =>
				tx.insert(reviews).values({
					id: newId(),
					caseId: file.id,
					panelId: file.panel.id,
					dueOn,
					state,
					at: now(),
					version: 1,
				}),
			);
		};
		await review(londonDate());
		await review(addDays(londonDate(), -3));
		await review(addDays(londonDate(), 1));
		await review(addDays(londonDate(), -30), "done");
		expect(await told(file.coordinator)).toEqual([["reviews", 2]]);
		expect(await told(await aMember({ panel: file.panel }))).toEqual([]);
	});

	test("is an officer’s answer to advice, also without a panel", async () => {
		const file = await aCase();
		const officer = await anOfficerOf(file);
		await anEntry({ file, kind: "advice" });
		const [given] = await db.select().from(advice).where(eq(advice.caseId, file.id));
		expect(await nextSteps(officer)).toEqual([
			{ what: "answer-advice", n: 1, adviceId: given?.id, reference: file.reference },
		]);
		await addAction(file.coordinator, anOpId(), {
			caseId: file.id,
			what: "Take a statement",
			ownerAgencyId: officer.agencyId,
			due: londonDate(),
		});
		expect(await told(officer)).toEqual([
			["answer-actions", 1],
			["answer-advice", 1],
		]);
	});

	test("is the papers of the next meeting, until they are read", async () => {
		const file = await aCase();
		const { panel } = file;
		const second = await aCase({ panel });
		const member = await aMember({ panel });
		const startsAt = new Date(now().getTime() + 3 * DAY_MS);
		const meeting = await aMeeting({ cases: [file, second], startsAt });
		expect(await nextSteps(member)).toEqual([
			{
				what: "read-papers",
				n: 2,
				meetingId: meeting.id,
				startsAt: startsAt.toISOString(),
				panelName: panel.name,
			},
		]);
		await noteReading(member, meeting.id, file.id);
		expect(await told(member)).toEqual([["read-papers", 1]]);
		await noteReading(member, meeting.id, second.id);
		expect(await told(member)).toEqual([]);
	});

	test("is the agenda that has not gone out, for those who build it", async () => {
		const { panel } = await aCase();
		const startsAt = new Date(now().getTime() + 3 * DAY_MS);
		await aMeeting({ panel, isDraft: true, startsAt });
		expect(await told(await aMember({ panel, role: "coordinator" }))).toEqual([["publish-agenda", 1]]);
		expect(await told(await aMember({ panel }))).toEqual([]);
	});

	test("is the open recording queries of those who run the panel, and of the force for its lead", async () => {
		const file = await aCase();
		const [chair, lead] = [await aMember({ panel: file.panel, role: "chair" }), await aLead()];
		const ofLead = async () =>
			(await nextSteps(lead)).find(({ what }) => what === "recording-queries")?.n ?? 0;
		const before = await ofLead();
		await addIncident(chair, anOpId(), {
			caseId: file.id,
			startsOn: "2026-01-05",
			kinds: ["following"],
			what: "Followed her",
			orderBreached: "spo",
		});
		expect(await told(chair)).toEqual([["recording-queries", 1]]);
		expect(await told(file.coordinator)).toEqual([["recording-queries", 1]]);
		expect(await told(await aMember({ panel: file.panel }))).toEqual([]);
		expect(await ofLead()).toBe(before + 1);
		await declareRecusal(lead, anOpId(), { caseId: file.id, userId: lead.userId });
		expect(await ofLead()).toBe(before);
		await declareRecusal(chair, anOpId(), { caseId: file.id, userId: chair.userId });
		expect(await told(chair)).toEqual([]);
	});

	test("is what chairs have brought to a lead, and panels without a chair", async () => {
		const lead = await aLead();
		const before = await nextSteps(lead);
		const chairless = before.find(({ what }) => what === "appoint-chairs")?.n ?? 0;
		const file = await aCase();
		const { id: subjectId } = await anAction({ file });
		await transaction((tx) =>
			tx.insert(notices).values({
				id: newId(),
				userId: lead.userId,
				panelId: file.panel.id,
				caseId: file.id,
				kind: "action-refused-lead",
				subjectId,
				occasion: "1",
				at: now(),
				version: 1,
			}),
		);
		expect(await told(lead)).toEqual(
			expect.arrayContaining([
				["escalated", 1],
				["appoint-chairs", chairless + 1],
			]),
		);
		await aMember({ panel: file.panel, role: "chair" });
		expect((await nextSteps(lead)).find(({ what }) => what === "appoint-chairs")?.n ?? 0).toBe(chairless);
		await anAction({ file, ownerAgencyId: lead.agencyId });
		expect((await told(lead)).map(([what]) => what)).not.toContain("answer-actions");
		await declareRecusal(lead, anOpId(), { caseId: file.id, userId: lead.userId });
		expect((await told(lead)).map(([what]) => what)).not.toContain("escalated");
	});

	test("is people who cannot sign in, for an administrator, and nothing of any case", async () => {
		const administrator = await anAdministrator();
		await aUser();
		const steps = await nextSteps(administrator);
		expect(steps.map(({ what }) => what)).toEqual(["appoint-chairs", "send-links"]);
	});

	test("is counted to one hundred", async () => {
		const file = await aCase();
		const { id } = await anAction({ file, due: londonDate() });
		const [row] = await db.select().from(actions).where(eq(actions.id, id));
		if (!row) throw new Error("There is no action");
		await transaction((tx) =>
			tx.insert(actions).values(Array.from({ length: 150 }, () => ({ ...row, id: newId() }))),
		);
		daysPass(1);
		expect(await told(file.coordinator)).toEqual([["overdue agency", 100]]);
	});
});

describe("walls", () => {
	test("whoever is recused, has not signed, or whose case is staged is told of nothing", async () => {
		const file = await aCase();
		const { panel } = file;
		const agency = await anAgency();
		const member = await aMember({ panel, agency });
		const unsigned = await aUser({ agency });
		await aMembership({ panel, user: unsigned, isUnsigned: true });
		const outsider = await aMember({ agency });
		await anAction({ file, ownerAgencyId: agency.id, due: londonDate() });
		await aMeeting({ cases: [file], startsAt: new Date(now().getTime() + DAY_MS) });
		expect(await told(member)).toEqual([
			["answer-actions", 1],
			["read-papers", 1],
		]);
		for (const nobody of [anActor(unsigned), outsider]) expect(await told(nobody)).toEqual([]);
		await transaction((tx) => tx.update(cases).set({ stagedIn: "an import" }).where(eq(cases.id, file.id)));
		expect(await told(member)).toEqual([]);
		await transaction((tx) => tx.update(cases).set({ stagedIn: null }).where(eq(cases.id, file.id)));
		await declareRecusal(member, anOpId(), { caseId: file.id, userId: member.userId });
		expect(await told(member)).toEqual([]);
	});
});
