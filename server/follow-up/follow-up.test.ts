/** What comes next for a case, its reviews, its safety plans, and when it comes again. */
import { and, asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import {
	agendaItems,
	cases,
	entries,
	protectedDetails,
	referrals,
	reviews,
	safetyPlans,
} from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { anAgency, anOpId, aPanel, type TestPanel } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { flushAccessLog, verify } from "../audit/index.ts";
import { addCase, declareRecusal, pairIn } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { addToAgenda, agendaToBuild } from "../meetings/index.ts";
import {
	addSafetyPlan,
	caseNext,
	caseToReview,
	changeSafetyPlan,
	closeCase,
	earlierCasesOf,
	endSafetyPlan,
	followUpOfPanel,
	recordReview,
	referAgain,
	referralsSeen,
	reopenCase,
	reviewSafetyPlan,
	safetyPlansOf,
	setNextStep,
	suggestedReview,
} from "./index.ts";

const NOON = "2026-10-01T11:00:00Z";
/** What was noted as read is written first: a log that has waited for weeks counts as down. */
const goTo = async (instant: string) => {
	await flushAccessLog();
	setClock(() => new Date(instant));
};
const at = (day: string) => goTo(`${day}T11:00:00Z`);
let panel: TestPanel;
let everyone: Everyone;
let file: TestCase;
beforeAll(async () => {
	setClock(() => new Date(NOON));
	panel = await aPanel();
	file = await aCase({ panel, heardOn: "2026-09-01" });
	everyone = await everyoneAround(file);
});
beforeEach(() => goTo(NOON));
afterEach(async () => {
	await flushAccessLog();
	setClock();
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const heard = (wishes: Parameters<typeof aCase>[0] = {}) =>
	aCase({ panel, heardOn: "2026-09-01", ...wishes });
const stored = async ({ id }: { id: string }) => {
	const [row] = await db.select().from(cases).where(eq(cases.id, id));
	if (!row) throw new Error("The case is gone");
	return row;
};
const again = async (by: typeof everyone.chair, fields: Omit<Parameters<typeof referAgain>[2], "version">) =>
	referAgain(by, anOpId(), { ...fields, version: (await referralsSeen(db, fields.caseId)).version });
const versionOfCase = async (of: { id: string }) => (await stored(of)).version;
const dueOf = async ({ id }: { id: string }) =>
	(
		await db
			.select()
			.from(reviews)
			.where(and(eq(reviews.caseId, id), eq(reviews.state, "due")))
	).map(({ dueOn }) => dueOn);
const step = async (of: { id: string }, reviewOn: string, by = everyone.coordinator) =>
	setNextStep(by, anOpId(), { caseId: of.id, step: "review", reviewOn, version: await versionOfCase(of) });
const close = async (of: { id: string }, by = everyone.chair, fields: object = {}) =>
	closeCase(by, anOpId(), {
		caseId: of.id,
		reason: "risk-reduced",
		version: await versionOfCase(of),
		...fields,
	});
const KEEPERS = ["lead", "chair", "deputy", "coordinator"] as const;
const LEADERS = ["lead", "chair", "deputy"] as const;

describe("setting what comes next", () => {
	it("is done: one review is due, however often it is set", async () => {
		const one = await heard();
		await step(one, "2026-10-20");
		await step(one, "2026-10-27");
		expect(await stored(one)).toMatchObject({
			state: "follow-up",
			nextStep: "review",
			nextDate: "2026-10-27",
		});
		expect(await dueOf(one)).toEqual(["2026-10-27"]);
		await setNextStep(everyone.coordinator, anOpId(), {
			caseId: one.id,
			step: "hearing",
			version: await versionOfCase(one),
		});
		expect(await stored(one)).toMatchObject({ state: "open", nextStep: "hearing", nextDate: null });
		expect(await dueOf(one)).toEqual([]);
	});

	it("is refused to members, the officer and strangers", async () => {
		expect(await whoMay(everyone, (actor) => step(file, "2026-10-20", actor))).toEqual(only(KEEPERS));
		expect(await whoMay(everyone, (actor) => caseNext(actor, file.id))).toEqual(only(KEEPERS));
	});

	it.each([
		["", "Enter the date of the review"],
		["2026-09-30", "The date of the review must be today or later"],
		["2027-10-02", "The date of the review must be within 12 months"],
		["2026-02-30", "Enter the date of the review as a real date"],
	])("is refused for the date “%s”", async (reviewOn, message) => {
		await expect(step(file, reviewOn)).rejects.toMatchObject({ fields: { reviewOn: message } });
	});

	it("is a hearing while no meeting has heard it", async () => {
		const fresh = await aCase({ panel });
		await expect(step(fresh, "2026-10-20")).rejects.toMatchObject({
			fields: { step: "No meeting has heard this case yet, so a hearing comes next" },
		});
	});

	it("is a conflict once somebody else has changed the case", async () => {
		const one = await heard();
		const version = await versionOfCase(one);
		await step(one, "2026-10-20");
		const late = setNextStep(everyone.chair, anOpId(), { caseId: one.id, step: "hearing", version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { step: "review", reviewOn: "2026-10-20" },
			submitted: { step: "hearing" },
			version: await versionOfCase(one),
		});
	});

	it("is recorded and on every screen, and once", async () => {
		const one = await heard();
		const before = await versionOf(db, panel.id);
		const version = await versionOfCase(one);
		await sentTwice(panel.id, (opId) =>
			setNextStep(everyone.chair, opId, {
				caseId: one.id,
				step: "review",
				reviewOn: "2026-10-20",
				version,
			}),
		);
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event?.sentence).toBe("Priya Shah set what comes next: a review on 20 October 2026.");
		expect(others).toEqual([]);
		const sent = await sentTo(everyone.member, panel.id, before);
		expect(rowsIn(sent, "case")).toMatchObject([{ state: "follow-up", nextDate: "2026-10-20" }]);
		expect(rowsIn(sent, "review")).toMatchObject([{ state: "due", dueOn: "2026-10-20" }]);
	});
});

describe("closing a case", () => {
	it("is done: nothing is due, and what speaks for it is kept", async () => {
		const one = await heard();
		await step(one, "2026-10-20");
		await close(one, everyone.chair, { criteria: ["victim-safer", "no-contact"], note: "She says so" });
		expect(await stored(one)).toMatchObject({
			state: "closed",
			nextStep: null,
			nextDate: null,
			closedOn: "2026-10-01",
			closeReason: "risk-reduced",
			closeCriteria: ["no-contact", "victim-safer"],
			closeNote: "She says so",
		});
		expect(await dueOf(one)).toEqual([]);
		await expect(close(one)).rejects.toMatchObject({ fields: { form: "The case is closed already" } });
		await expect(step(one, "2026-10-20")).rejects.toMatchObject({
			fields: { form: "The case is closed. Open it again first" },
		});
	});

	it("is for the chair, a deputy and the lead", async () => {
		const answers = await whoMay(everyone, async (actor) => {
			await close(file, actor);
			await reopenCase(actor, anOpId(), {
				caseId: file.id,
				reason: "By mistake",
				version: await versionOfCase(file),
			});
		});
		expect(answers).toEqual(only(LEADERS));
	});

	it("says that open actions stand, and leaves them as they are", async () => {
		const one = await heard();
		const { id } = await anAction({ file: one, due: "2026-11-01" });
		expect((await caseNext(everyone.chair, one.id)).openActions.map((action) => action.id)).toEqual([id]);
		await expect(close(one)).rejects.toMatchObject({
			fields: { actionsStand: "1 action is still open. Say that it stands, or end it first" },
		});
		const before = await versionOf(db, panel.id);
		await close(one, everyone.chair, { actionsStand: "yes" });
		expect((await recordedSince(panel.id, before)).map(({ sentence }) => sentence)).toEqual([
			"Priya Shah closed the case, with 1 action still open.",
		]);
		expect((await caseNext(everyone.chair, one.id)).openActions).toHaveLength(1);
	});

	it("is undone by opening it again, with why; a hearing comes next", async () => {
		const one = await heard();
		await close(one);
		const reopen = async (reason: string) =>
			reopenCase(everyone.chair, anOpId(), { caseId: one.id, reason, version: await versionOfCase(one) });
		await expect(reopen(" ")).rejects.toMatchObject({
			fields: { reason: "Say why the case is opened again" },
		});
		const before = await versionOf(db, panel.id);
		await reopen("He is back");
		expect(await stored(one)).toMatchObject({
			state: "open",
			nextStep: "hearing",
			closedOn: null,
			closeReason: null,
		});
		expect((await recordedSince(panel.id, before)).map(({ sentence }) => sentence)).toEqual([
			"Priya Shah opened the case again.",
			"Priya Shah set what comes next: a hearing.",
		]);
		await expect(reopen("Again")).rejects.toMatchObject({ fields: { form: "The case is open already" } });
	});

	it("takes a closed case to no agenda", async () => {
		const one = await heard();
		await close(one);
		const meeting = await aMeeting({ panel });
		await expect(
			addToAgenda(everyone.chair, anOpId(), { meetingId: meeting.id, caseId: one.id }),
		).rejects.toMatchObject({
			fields: { caseId: `${one.reference} is closed. Open it again, or refer it again` },
		});
	});
});

describe("a review", () => {
	const answers = {
		hasStopped: "less",
		isSafer: "safer",
		victimSays: "not-asked",
		investigation: "charged",
		order: "interim",
		changed: "He has moved",
	} as const;
	const review = async (of: { id: string }, by = everyone.coordinator, fields: object = {}) =>
		recordReview(by, anOpId(), {
			caseId: of.id,
			...answers,
			step: "review",
			reviewOn: "2026-12-01",
			version: (await caseToReview(everyone.chair, of.id)).reviewVersion,
			...fields,
		});

	it("is done: the one that was due, and another is due", async () => {
		const one = await heard();
		await step(one, "2026-10-01");
		await review(one);
		const known = await db.select().from(reviews).where(eq(reviews.caseId, one.id)).orderBy(asc(reviews.id));
		expect(known).toMatchObject([
			{ state: "done", dueOn: "2026-10-01", doneOn: "2026-10-01", ...answers },
			{ state: "due", dueOn: "2026-12-01" },
		]);
		expect(await caseToReview(everyone.chair, one.id)).toMatchObject({
			last: { hasStopped: "less", changed: "He has moved" },
			dueOn: "2026-12-01",
			since: "2026-10-01",
		});
	});

	it("lists the case, or closes it, or is made today where none was due", async () => {
		const one = await heard();
		await review(one, everyone.coordinator, { step: "hearing" });
		expect(await stored(one)).toMatchObject({ state: "open", nextStep: "hearing" });
		await review(one, everyone.chair, { step: "close", reason: "risk-reduced" });
		expect(await stored(one)).toMatchObject({ state: "closed" });
		await expect(
			recordReview(everyone.chair, anOpId(), { caseId: one.id, ...answers, step: "hearing", version: 0 }),
		).rejects.toMatchObject({ fields: { form: "The case is closed. Open it again first" } });
	});

	it("is closed with by no coordinator", async () => {
		const one = await heard();
		await expect(
			review(one, everyone.coordinator, { step: "close", reason: "risk-reduced" }),
		).rejects.toMatchObject({ fields: { step: "Only the chair, a deputy or the lead can close a case" } });
	});

	it("is refused to members, the officer and strangers; every question is asked", async () => {
		const version = async () => (await caseToReview(everyone.chair, file.id)).reviewVersion;
		const answered = await whoMay(everyone, async (actor) =>
			review(file, actor, { version: await version() }),
		);
		expect(answered).toEqual(only(KEEPERS));
		expect(await whoMay(everyone, (actor) => caseToReview(actor, file.id))).toEqual(only(KEEPERS));
		const refused: Invalid = await recordReview(everyone.chair, anOpId(), {
			caseId: file.id,
			version: 0,
		} as never).catch((error) => error);
		expect(Object.keys(refused.fields).sort()).toEqual([
			"hasStopped",
			"investigation",
			"isSafer",
			"order",
			"step",
			"victimSays",
		]);
	});

	it("is a conflict when somebody else has done it meanwhile", async () => {
		const one = await heard();
		const version = (await caseToReview(everyone.chair, one.id)).reviewVersion;
		await review(one);
		const late = review(one, everyone.chair, { version, hasStopped: "stopped" });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { hasStopped: "less" },
			submitted: { hasStopped: "stopped" },
		});
	});

	it("shows what was promised and what has happened since the panel last looked", async () => {
		const one = await heard();
		const action = await anAction({ file: one, due: "2026-10-20" });
		const plan = await addSafetyPlan(everyone.chair, anOpId(), {
			caseId: one.id,
			what: "A camera",
			ownerAgencyId: everyone.chair.agencyId,
		});
		const page = await caseToReview(everyone.chair, one.id);
		expect(page.since).toBe("2026-09-01");
		expect(page.promised.map(({ id }) => id)).toEqual([action.id]);
		expect(page.plans.map(({ id }) => id)).toEqual([plan.planId]);
		expect(page.happened.map(({ sentence }) => sentence).join("\n")).toContain("added a safety plan");
	});

	it("is recorded, and a row of the case’s file", async () => {
		const one = await heard();
		await step(one, "2026-10-20");
		const before = await versionOf(db, panel.id);
		await review(one);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah reviewed the case.",
			"Priya Shah set what comes next: a review on 1 December 2026.",
		]);
		expect(JSON.stringify(events)).not.toContain("moved");
		const rows = rowsIn(await sentTo(everyone.member, panel.id, before), "review");
		expect(rows.map((row) => (row as unknown as { state: string }).state).sort()).toEqual(["done", "due"]);
	});
});

describe("a safety plan", () => {
	const add = (of: { id: string }, by = everyone.coordinator, fields: object = {}) =>
		addSafetyPlan(by, anOpId(), {
			caseId: of.id,
			what: "A camera at the door",
			ownerAgencyId: everyone.chair.agencyId,
			...fields,
		});
	const planOf = async (planId: string) => {
		const [plan] = await db.select().from(safetyPlans).where(eq(safetyPlans.id, planId));
		if (!plan) throw new Error("The plan is gone");
		return plan;
	};

	it("lasts four months unless somebody says otherwise, and is reviewed after one", async () => {
		const { planId } = await add(file);
		expect(await planOf(planId)).toMatchObject({
			startsOn: "2026-10-01",
			endsOn: "2027-02-01",
			reviewOn: "2026-11-01",
			authorName: everyone.coordinator.name,
		});
	});

	it.each([
		["2026-12-31", false],
		["2027-01-01", true],
		["2027-04-01", true],
		["2027-04-02", false],
	])("that ends on %s lasts three to six months: %s", async (endsOn, isRight) => {
		const adding = add(file, everyone.coordinator, { endsOn });
		if (isRight) await expect(adding).resolves.toBeTruthy();
		else {
			await expect(adding).rejects.toMatchObject({
				fields: { endsOn: "The plan must last three to six months" },
			});
		}
	});

	it("is reviewed between its start and its end", async () => {
		await expect(add(file, everyone.coordinator, { reviewOn: "2027-02-02" })).rejects.toMatchObject({
			fields: { reviewOn: "The review must be between the start and the end of the plan" },
		});
	});

	it("is kept by those who keep follow-up, and by whoever adds to the case for their own agency", async () => {
		expect(await whoMay(everyone, (actor) => add(file, actor))).toEqual(
			only([...KEEPERS, "member", "officer"]),
		);
		const other = await anAgency();
		expect(await whoMay(everyone, (actor) => add(file, actor, { ownerAgencyId: other.id }))).toEqual(
			only(KEEPERS),
		);
		const { planId } = await add(file, everyone.chair, { ownerAgencyId: other.id });
		const end = async (actor: typeof everyone.chair) =>
			endSafetyPlan(actor, anOpId(), {
				caseId: file.id,
				planId,
				outcome: "Over",
				version: (await planOf(planId)).version,
			});
		await expect(end(everyone.member)).rejects.toThrow(NotAllowed);
		await expect(end(everyone["recused member"])).rejects.toThrow(NotFound);
		const mine = (await safetyPlansOf(everyone.member, file.id)).plans;
		expect(mine.find(({ id }) => id === planId)?.mayKeep).toBe(false);
		await end(everyone.deputy);
	});

	it("is changed, reviewed and ended, each recorded", async () => {
		const { planId } = await add(file);
		const before = await versionOf(db, panel.id);
		const about = async () => ({ caseId: file.id, planId, version: (await planOf(planId)).version });
		await changeSafetyPlan(everyone.chair, anOpId(), {
			...(await about()),
			what: "Two cameras",
			ownerAgencyId: everyone.chair.agencyId,
			endsOn: "2027-03-01",
			reviewOn: "2026-12-01",
		});
		await reviewSafetyPlan(everyone.chair, anOpId(), {
			...(await about()),
			found: "One is broken",
			reviewOn: "2027-01-05",
		});
		const ended = await about();
		await endSafetyPlan(everyone.chair, anOpId(), { ...ended, outcome: "She has moved" });
		expect(await planOf(planId)).toMatchObject({
			what: "Two cameras",
			endsOn: "2027-03-01",
			reviewOn: "2027-01-05",
			outcome: "She has moved",
			endedAt: expect.any(Date),
		});
		const sentences = (await recordedSince(panel.id, before)).map(({ sentence }) => sentence);
		expect(sentences).toEqual([
			"Priya Shah changed a safety plan of Housing, until 1 March 2027.",
			"Priya Shah reviewed a safety plan; the next review is on 5 January 2027.",
			"Priya Shah added information.",
			"Priya Shah ended a safety plan.",
		]);
		const said = await db.select({ body: entries.body }).from(entries).where(eq(entries.caseId, file.id));
		expect(said.map(({ body }) => body)).toContain(
			`Safety plan of ${everyone.chair.agencyName} reviewed: One is broken`,
		);
		await expect(
			endSafetyPlan(everyone.chair, anOpId(), { ...ended, outcome: "Again" }),
		).rejects.toMatchObject({ fields: { form: "The plan has ended" } });
	});

	it("is a conflict once somebody else has changed it, and belongs to its own case", async () => {
		const { planId } = await add(file);
		const { version } = await planOf(planId);
		const change = (what: string, caseId = file.id) =>
			changeSafetyPlan(everyone.chair, anOpId(), {
				caseId,
				planId,
				what,
				ownerAgencyId: everyone.chair.agencyId,
				version,
			});
		await change("First");
		await expect(change("Second")).rejects.toMatchObject({
			current: { what: "First" },
			submitted: { what: "Second" },
		});
		await expect(change("Third", (await heard()).id)).rejects.toThrow(NotFound);
	});
});

describe("scenario 4: the same pair again", () => {
	it.each([
		["2027-09-30", "repeat"],
		["2027-10-01", "repeat"],
		["2027-10-02", "new"],
	] as const)("on %s, referred first on 1 October 2026, is %s", async (day, kind) => {
		const one = await aCase({ panel });
		const action = await anAction({ file: one, due: "2026-11-01" });
		await at(day);
		const before = await versionOf(db, panel.id);
		expect(await again(everyone.lead, { caseId: one.id, note: "At her door" })).toMatchObject({
			kind,
		});
		expect(await stored(one)).toMatchObject({
			isRepeat: kind === "repeat",
			referredOn: day,
			nextStep: "hearing",
		});
		const sent = await sentTo(everyone.lead, panel.id, before);
		expect(rowsIn(sent, "referral")).toMatchObject([
			{ referral: kind, previousOn: "2026-10-01", note: "At her door" },
		]);
		// What was agreed before is from before, by the moment at which the referral was recorded.
		const [referral] = rowsIn(sent, "referral") as unknown as { at: string }[];
		expect(new Date(NOON).toISOString() < (referral?.at ?? "")).toBe(true);
		expect(action.file.id).toBe(one.id);
	});

	it("counts from the last referral, not from the first", async () => {
		const one = await aCase({ panel });
		for (const [day, kind] of [
			["2027-09-01", "repeat"],
			["2028-08-31", "repeat"],
			["2029-09-01", "new"],
		] as const) {
			await at(day);
			expect(await again(everyone.lead, { caseId: one.id })).toMatchObject({ kind });
		}
		const known = await db.select().from(referrals).where(eq(referrals.caseId, one.id));
		expect(known).toHaveLength(4);
	});

	it("opens a closed case again, and is listed as a repeat", async () => {
		const one = await heard();
		await close(one);
		await again(everyone.coordinator, { caseId: one.id });
		expect(await stored(one)).toMatchObject({ state: "open", nextStep: "hearing", closedOn: null });
		const meeting = await aMeeting({ panel });
		const { itemId } = await addToAgenda(everyone.chair, anOpId(), { meetingId: meeting.id, caseId: one.id });
		const [item] = await db.select().from(agendaItems).where(eq(agendaItems.id, itemId));
		expect(item?.listing).toBe("repeat");
	});

	it("is refused for a day to come, or before the last; to members, the officer and strangers", async () => {
		const on = (referredOn: string) => again(everyone.chair, { caseId: file.id, referredOn });
		await expect(on("2026-10-02")).rejects.toMatchObject({
			fields: { referredOn: "The date of the referral must be today or in the past" },
		});
		await expect(on("2026-08-31")).rejects.toMatchObject({
			fields: { referredOn: "The date of the referral must be on or after that of the last one" },
		});
		expect(await whoMay(everyone, (actor) => again(actor, { caseId: file.id }))).toEqual(only(KEEPERS));
	});

	it("takes what is new of the victim along, all of it or nothing, from whoever keeps the case", async () => {
		const one = await heard();
		const details = [
			{ personId: one.victimId, kind: "address" as const, value: "9 New Road" },
			{ personId: one.victimId, kind: "safe-telephone" as const, value: "07700 900555" },
		];
		const kept = () => db.$count(protectedDetails, eq(protectedDetails.caseId, one.id));
		const known = () => db.$count(referrals, eq(referrals.caseId, one.id));
		await expect(again(everyone.chair, { caseId: one.id, details })).rejects.toThrow(NotAllowed);
		const elsewhere = { ...details[1], personId: (await heard()).victimId } as (typeof details)[number];
		const half = { caseId: one.id, details: [details[0] as (typeof details)[number], elsewhere] };
		await expect(again(everyone.coordinator, half)).rejects.toThrow(Invalid);
		expect([await kept(), await known()]).toEqual([0, 1]);
		await again(everyone.coordinator, { caseId: one.id, details });
		expect([await kept(), await known()]).toEqual([2, 2]);
	});

	it("is not referred twice by two who do not know of one another: the second is shown the first", async () => {
		const one = await heard();
		const { version } = await referralsSeen(db, one.id);
		await referAgain(everyone.chair, anOpId(), { caseId: one.id, note: "At her door", version });
		const second = { caseId: one.id, note: "He was at her door", version };
		const refusal = await referAgain(everyone.coordinator, anOpId(), second).catch((error) => error);
		expect(refusal).toBeInstanceOf(Conflict);
		expect(refusal).toMatchObject({
			current: { referredOn: "2026-10-01", note: "At her door", authorName: everyone.chair.name },
			submitted: { referredOn: "2026-10-01", note: "He was at her door" },
		});
		const known = () => db.$count(referrals, eq(referrals.caseId, one.id));
		expect(await known()).toBe(2);
		await referAgain(everyone.coordinator, anOpId(), { ...second, version: refusal.version });
		expect(await known()).toBe(3);
	});

	it("is recorded, without its words", async () => {
		const one = await heard();
		const before = await versionOf(db, panel.id);
		const { version } = await referralsSeen(db, one.id);
		await sentTwice(panel.id, (opId) =>
			referAgain(everyone.chair, opId, { caseId: one.id, note: "Words", version }),
		);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah referred the case again on 1 October 2026, as a repeat.",
			"Priya Shah set what comes next: a hearing.",
		]);
		expect(JSON.stringify(events.map(({ data }) => data))).not.toContain("Words");
	});
});

describe("adding a case of a pair that is known", () => {
	const pair = {
		victimName: "Siân O’Brien",
		victimAliases: "Shauna Price",
		suspectName: "Carl Ames",
		suspectAliases: "",
		relationship: "ex-partner" as const,
		risk: "medium" as const,
	};
	const add = (fields: object = {}) =>
		addCase(everyone.coordinator, anOpId(), { panelId: panel.id, ...pair, ...fields });
	const earlier = (by = everyone.coordinator, fields: object = {}) =>
		earlierCasesOf(by, panel.id, { ...pair, victimAliases: [], suspectAliases: [], ...fields });
	let known: string;
	beforeAll(async () => {
		await goTo(NOON);
		known = (await add({ victimDateOfBirth: "1990-02-28" })).caseId;
	});

	it.each([
		["other accents and capitals", { victimName: "SIAN  O'BRIEN" }],
		["an alias for a name", { victimName: "shauna price" }],
		["a name for an alias", { victimName: "S. Brien", victimAliases: "Sian O’Brien" }],
		["the same date of birth", { victimDateOfBirth: "1990-02-28" }],
	])("is refused until somebody says whether they are the same: %s", async (_, fields) => {
		const before = await versionOf(db, panel.id);
		await expect(add(fields)).rejects.toMatchObject({
			fields: { samePair: "Say whether these are the same people" },
		});
		expect(await versionOf(db, panel.id)).toBe(before);
	});

	it.each([
		["another person causing harm", { suspectName: "Somebody Else" }],
		["nobody known to cause harm", { suspectName: "Unknown" }],
		["a date of birth that contradicts", { victimDateOfBirth: "1991-03-01" }],
		["a part of a name", { victimName: "Sian", suspectName: "Carl" }],
	])("is done for %s", async (_, fields) => expect(await add(fields)).toHaveProperty("caseId"));

	it("shows the case and its last referral; is done once these are different people", async () => {
		const before = await earlier(everyone.coordinator, { victimDateOfBirth: "1990-02-28" });
		expect(before).toMatchObject([
			{ caseId: known, victim: "Siân O’Brien", referredOn: "2026-10-01", mayReferAgain: true },
		]);
		expect(await add({ areDifferent: "yes" })).toHaveProperty("caseId");
		expect(await earlier(everyone.coordinator, { victimDateOfBirth: "1990-02-28" })).toHaveLength(2);
	});

	it("gives no hint of a case that the actor may not know of", async () => {
		const walled = {
			...pair,
			victimName: "Nia Pritchard",
			victimAliases: [],
			suspectAliases: [],
		};
		const hidden = await add({ ...walled, victimAliases: "", suspectAliases: "" });
		await declareRecusal(everyone.chair, anOpId(), {
			caseId: hidden.caseId,
			userId: everyone.coordinator.userId,
		});
		expect(await earlierCasesOf(everyone.coordinator, panel.id, walled)).toEqual([]);
		expect(await earlierCasesOf(everyone.chair, panel.id, walled)).toHaveLength(1);
		expect(await add({ ...walled, victimAliases: "", suspectAliases: "" })).toHaveProperty("caseId");
		expect(pairIn(walled).victim.name).toBe("Nia Pritchard");
	});
});

describe("what is due in a panel", () => {
	it("is counted and listed, of the cases that one sees", async () => {
		const ours = await aPanel();
		const make = (wishes: object = {}) => aCase({ panel: ours, heardOn: "2026-09-01", ...wishes });
		const [late, soon, far, waiting] = [await make(), await make(), await make(), await make()];
		const all = await everyoneAround(late);
		const set = async (of: TestCase, reviewOn: string) => step(of, reviewOn, all.coordinator);
		await set(late, "2026-10-05");
		await set(soon, "2026-10-20");
		await set(far, "2026-12-01");
		await addSafetyPlan(all.chair, anOpId(), {
			caseId: far.id,
			what: "A camera",
			ownerAgencyId: all.chair.agencyId,
			reviewOn: "2026-10-12",
		});
		await at("2026-10-10");
		const page = await followUpOfPanel(all.coordinator, ours.id, "overdue");
		expect(page.totals).toEqual({ overdue: 1, due: 1, plans: 1, hearing: 1 });
		expect(page.files.map(({ caseId }) => caseId)).toEqual([late.id]);
		const walledOff = await followUpOfPanel(all["recused deputy"], ours.id, undefined);
		// Unless asked for another, the first list that holds anything.
		expect([(await followUpOfPanel(all.chair, ours.id, undefined)).list, walledOff.list]).toEqual([
			"overdue",
			"due",
		]);
		const list = async (of: "due" | "hearing") =>
			(await followUpOfPanel(all.chair, ours.id, of)).files.map(({ caseId }) => caseId);
		expect(await list("due")).toEqual([soon.id]);
		expect(await list("hearing")).toEqual([waiting.id]);
		expect((await followUpOfPanel(all.lead, ours.id, "plans")).plans).toMatchObject([
			{ caseId: far.id, what: "A camera" },
		]);
		const walled = await followUpOfPanel(all["recused deputy"], ours.id, "overdue");
		expect(walled.totals.overdue).toBe(0);
		expect(walled.files).toEqual([]);
		expect(await whoMay(all, (actor) => followUpOfPanel(actor, ours.id, "due"))).toEqual({
			...only(KEEPERS),
			member: "not allowed",
			officer: "not found",
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
			"recused member": "not allowed",
		});

		// The same, as candidates for the next agenda.
		const meeting = await aMeeting({ panel: ours, startsAt: new Date("2026-10-20T09:00:00Z") });
		const built = await agendaToBuild(all.chair, meeting.id);
		expect(built.others.map(({ caseId, why }) => [caseId, why])).toEqual([
			[late.id, "due"],
			[soon.id, "due"],
			[waiting.id, "waiting"],
		]);
		expect(built).toMatchObject({ due: 2, waiting: 1, found: [] });
		const { found } = await agendaToBuild(all.chair, meeting.id, far.reference);
		expect(found.map(({ caseId }) => caseId)).toEqual([far.id]);
		const hidden = await agendaToBuild(all["recused deputy"], meeting.id, late.reference);
		expect(JSON.stringify(hidden)).not.toContain(late.id);
		expect(hidden.due).toBe(1);
	});
});

it("offers of each kind its share for an agenda, however many of another there are", async () => {
	const one = await aCase();
	const ours = one.panel;
	const row = await stored(one);
	const many = (count: number, next: Partial<typeof row>) =>
		transaction((tx) =>
			tx
				.insert(cases)
				.values(Array.from({ length: count }, () => ({ ...row, id: newId(), reference: newId(), ...next }))),
		);
	const review = { nextStep: "review", nextDate: "2026-09-01", state: "follow-up" } as const;
	await many(60, review);
	const meeting = await aMeeting({ panel: ours, startsAt: new Date("2026-10-20T09:00:00Z") });
	const offered = async () => {
		const { others, due, waiting } = await agendaToBuild(one.coordinator, meeting.id);
		const of = (kind: string) => others.filter(({ why }) => why === kind).length;
		return { due: of("due"), waiting: of("waiting"), inAll: [due, waiting] };
	};
	expect(await offered()).toEqual({ due: 49, waiting: 1, inAll: [60, 1] });
	await many(59, {});
	expect(await offered()).toEqual({ due: 34, waiting: 16, inAll: [60, 60] });
});

it("never suggests a weekend or a bank holiday", () => {
	// A hundred days of hearings, at every risk; Christmas and the New Year are among them.
	for (let day = 0; day < 100; day++) {
		const from = new Date(Date.UTC(2026, 9, 1 + day)).toISOString().slice(0, 10);
		for (const risk of ["high", "medium", "standard", "not-assessed"] as const) {
			const on = suggestedReview(risk, from);
			expect([0, 6]).not.toContain(new Date(`${on}T12:00:00Z`).getUTCDay());
			expect(["2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29"]).not.toContain(on);
			expect(on > from).toBe(true);
		}
	}
});
