/** A breach asks the officer in the case whether it is recorded as stalking, and brings the review of the case forward. */
import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { cases, incidents, recordingQueries, reviews, users } from "#db/schema/index.ts";
import { aCase, aMeeting, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { anActor, anOpId, aPanel, aUser, type TestPanel } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog, verify } from "../audit/index.ts";
import { type CaseRow, declareRecusal, setOfficer } from "../cases/index.ts";
import { addDays, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import {
	caseToReview,
	closeCase,
	followUpOfPanel,
	type ReviewRow,
	recordReview,
	setNextStep,
} from "../follow-up/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { inboxOf, inboxState, nextSteps } from "../inbox/index.ts";
import {
	addIncident,
	addIncidents,
	answerQuery,
	changeIncident,
	incidentWithHistory,
	removeIncident,
} from "./index.ts";

/** A Thursday. */
const TODAY = "2026-11-26";
const TOMORROW = "2026-11-27";
let panel: TestPanel;
let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	setClock(() => new Date(`${TODAY}T11:00:00Z`));
	panel = await aPanel();
	file = await aCase({ panel });
	everyone = await everyoneAround(file);
});
beforeEach(async () => {
	await flushAccessLog();
	setClock(() => new Date(`${TODAY}T11:00:00Z`));
});
afterEach(async () => {
	await flushAccessLog();
	setClock();
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

type Fields = Partial<Parameters<typeof addIncident>[2]>;
const saidOf = (fields: Fields = {}) => ({
	startsOn: addDays(TODAY, -1),
	startsAt: "22:00",
	kinds: ["loitering" as const],
	what: "Stood at her gate",
	orderBreached: "bail" as const,
	...fields,
});
const breach = (of: { id: string }, fields: Fields = {}, by: Actor = everyone.member) =>
	addIncident(by, anOpId(), { ...saidOf(fields), caseId: of.id });
const stored = async (incidentId: string) => {
	const [row] = await db.select().from(incidents).where(eq(incidents.id, incidentId));
	if (!row) throw new Error("The incident is gone");
	return row;
};
const change = async (incidentId: string, fields: Fields = {}, by: Actor = everyone.member) => {
	const { version } = await stored(incidentId);
	return changeIncident(by, anOpId(), { ...saidOf(fields), incidentId, version });
};
const queriesIn = (of: { id: string }) =>
	db
		.select()
		.from(recordingQueries)
		.where(and(eq(recordingQueries.caseId, of.id), eq(recordingQueries.kind, "breach")))
		.orderBy(recordingQueries.id);
const queryOf = async (incidentId: string) => {
	const [query] = await db
		.select()
		.from(recordingQueries)
		.where(and(eq(recordingQueries.incidentId, incidentId), eq(recordingQueries.kind, "breach")));
	if (!query) throw new Error("No query was raised");
	return query;
};
const answer = async (incidentId: string, by: Actor, opId = anOpId()) => {
	const { id: queryId, version } = await queryOf(incidentId);
	return answerQuery(by, opId, { queryId, answer: "as-stalking", reason: "42/1234/26", version });
};
const waiting = async (actor: Actor) =>
	(await inboxOf(actor)).lines.map(({ kind, about }) => [kind, about?.incidentId ?? about?.caseId]);
const inWords = async (version: number) =>
	(await recordedSince(panel.id, version)).map(({ sentence }) => sentence);

describe("the officer in the case", () => {
	it("is asked in their inbox, and nobody else", async () => {
		const { incidentId } = await breach(file);
		const { lines, total } = await inboxOf(everyone.officer);
		expect(total).toBe(1);
		expect(lines).toMatchObject([
			{
				kind: "breach-recorded",
				asks: "answer",
				isRead: false,
				ownerName: null,
				about: { caseId: file.id, incidentId, words: "Stood at her gate", adviceId: null, actionId: null },
			},
		]);
		expect(await inboxState(everyone.officer)).toMatchObject({ unread: 1 });
		for (const [standing, actor] of Object.entries(everyone)) {
			if (standing !== "officer" && standing !== "the system") {
				expect((await inboxOf(actor)).total, standing).toBe(0);
			}
		}
		await answer(incidentId, everyone.chair);
	});

	it("answers it, as do those who run the panel, and nobody else", async () => {
		const { incidentId } = await breach(file);
		const answers = await whoMay(everyone, async (actor) => {
			await answer(incidentId, actor);
			await change(incidentId, { breachAsStalking: "not-yet" }, everyone.chair);
		});
		expect(answers).toEqual(only(["lead", "chair", "deputy", "coordinator", "officer"]));
		const refused = answer(incidentId, everyone.member);
		await expect(refused).rejects.toThrow(
			"Only the officer in the case, the chair, a deputy, the coordinator or the lead can answer this query.",
		);
		await answer(incidentId, everyone.officer);
	});

	it("has it recorded as theirs, once, and is asked no more", async () => {
		const { incidentId } = await breach(file);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => answerAt(incidentId, opId));
		expect(await inWords(before)).toEqual([
			"Priya Shah answered a recording query: a breach is recorded as stalking.",
			"Priya Shah changed an incident in the chronology.",
		]);
		expect(await queryOf(incidentId)).toMatchObject({
			state: "as-stalking",
			reason: "42/1234/26",
			answeredById: everyone.officer.userId,
		});
		expect(await waiting(everyone.officer)).toEqual([]);
		expect(await inboxState(everyone.officer)).toEqual({ unread: 0, key: "" });
	});
	/** The version that the page showed, also when the form is sent again. */
	const seen = new Map<string, Awaited<ReturnType<typeof queryOf>>>();
	async function answerAt(incidentId: string, opId: string) {
		const query = seen.get(incidentId) ?? (await queryOf(incidentId));
		seen.set(incidentId, query);
		const { id: queryId, version } = query;
		const said = { queryId, answer: "as-stalking" as const, reason: "42/1234/26", version };
		return answerQuery(everyone.officer, opId, said);
	}

	it("does not answer whether an incident with the features of stalking is recorded as less", async () => {
		const one = await aCase({ panel });
		const officer = await anOfficerOf(one);
		const { incidentId } = await breach(one, { orderBreached: "", recordedAs: "harassment" });
		await breach(one, { orderBreached: "" });
		expect((await inboxOf(officer)).total).toBe(0);
		const ofIncident = eq(recordingQueries.incidentId, incidentId);
		const [query] = await db.select().from(recordingQueries).where(ofIncident);
		expect(query).toMatchObject({ kind: "features", state: "open" });
		const said = {
			queryId: query?.id ?? "",
			answer: "stays" as const,
			reason: "It is",
			version: query?.version,
		};
		const refused = answerQuery(officer, anOpId(), said);
		await expect(refused).rejects.toBeInstanceOf(NotAllowed);
		await expect(refused).rejects.toThrow(
			"Only the chair, a deputy, the coordinator or the lead can answer this query.",
		);
		const { incident } = await incidentWithHistory(officer, incidentId);
		expect(incident.queries).toMatchObject([{ kind: "features", mayAnswer: false }]);
	});

	it("is told on the page of the incident that they may, as is everybody what they may", async () => {
		const { incidentId } = await breach(file);
		const may: string[] = [];
		const seers = await whoMay(everyone, async (actor, standing) => {
			const { incident } = await incidentWithHistory(actor, incidentId);
			if (incident.queries[0]?.mayAnswer) may.push(standing);
		});
		expect(seers).toEqual(only(SEERS));
		expect(may.sort()).toEqual(["chair", "coordinator", "deputy", "lead", "officer"]);
		const steps = await nextSteps(everyone.officer);
		expect(steps).toEqual([{ what: "answer-breaches", n: 1, incidentId, reference: file.reference }]);
		await answer(incidentId, everyone.officer);
		expect(await nextSteps(everyone.officer)).toEqual([]);
	});

	it("is not asked of what they record themself, nor of what is said already", async () => {
		await breach(file, {}, everyone.officer);
		await breach(file, { breachAsStalking: "yes" });
		await breach(file, { breachAsStalking: "no", breachWhy: "Bail, and no offence" });
		await breach(file, { recordedAs: "stalking" });
		expect(await waiting(everyone.officer)).toEqual([]);
		const [query] = (await queriesIn(file)).filter(({ state }) => state === "open");
		// It waits for an answer all the same, and they find it on their home page.
		expect(await nextSteps(everyone.officer)).toMatchObject([{ what: "answer-breaches", n: 1 }]);
		await answer(query?.incidentId ?? "", everyone.chair);
	});

	it("is asked no more once somebody else has answered, or its reason is gone; and anew when it is raised again", async () => {
		const { officer } = everyone;
		const { incidentId } = await breach(file);
		const asked = [["breach-recorded", incidentId]];
		expect(await waiting(officer)).toEqual(asked);
		await answer(incidentId, everyone.coordinator);
		expect(await waiting(officer)).toEqual([]);
		await change(incidentId, { breachAsStalking: "not-yet" });
		expect(await waiting(officer)).toEqual(asked);
		await change(incidentId, { orderBreached: "" });
		expect(await waiting(officer)).toEqual([]);
		await change(incidentId);
		expect(await waiting(officer)).toEqual(asked);
		await change(incidentId, { breachAsStalking: "yes" });
		expect(await waiting(officer)).toEqual([]);
		await change(incidentId, { breachAsStalking: "not-yet" });
		expect(await waiting(officer)).toEqual(asked);
		const { version } = await stored(incidentId);
		await removeIncident(everyone.member, anOpId(), { incidentId, version });
		expect(await waiting(officer)).toEqual([]);
	});

	it("is asked once about a file of them, until none of these is open", async () => {
		const one = await aCase({ panel });
		const officer = await anOfficerOf(one);
		const several = (n: number) =>
			addIncidents(everyone.member, anOpId(), {
				caseId: one.id,
				from: "file",
				incidents: Array.from({ length: n }, () => saidOf()),
			});
		await several(30);
		expect(await waiting(officer)).toEqual([["breach-recorded", one.id]]);
		expect((await inboxOf(officer)).lines[0]?.about).toMatchObject({ incidentId: null, words: "" });
		await several(2);
		const single = await breach(one);
		expect(await waiting(officer)).toEqual([
			["breach-recorded", single.incidentId],
			["breach-recorded", one.id],
		]);
		const [last, ...others] = await queriesIn(one);
		for (const { incidentId } of others) await answer(incidentId, officer);
		expect(await waiting(officer)).toEqual([["breach-recorded", one.id]]);
		await answer(last?.incidentId ?? "", everyone.lead);
		expect(await waiting(officer)).toEqual([]);
	});

	it("who comes after them is asked instead, and whoever is recused is not", async () => {
		const one = await aCase({ panel });
		const first = await anOfficerOf(one);
		const { incidentId } = await breach(one);
		expect(await waiting(first)).toEqual([["breach-recorded", incidentId]]);
		const second = await aUser();
		await setOfficer(one.coordinator, anOpId(), { caseId: one.id, officerEmail: second.email });
		expect(await waiting(first)).toEqual([]);
		expect(await waiting(anActor(second))).toEqual([["breach-recorded", incidentId]]);
		await breach(one);
		const [back] = await db.select().from(users).where(eq(users.id, first.userId));
		await setOfficer(one.coordinator, anOpId(), { caseId: one.id, officerEmail: back?.email });
		expect(await waiting(anActor(second))).toEqual([]);
		expect(await waiting(first)).toEqual([["breach-recorded", one.id]]);
		await declareRecusal(first, anOpId(), { caseId: one.id, userId: first.userId });
		expect(await inboxOf(first)).toMatchObject({ lines: [], total: 0 });
		expect(await inboxState(first)).toEqual({ unread: 0, key: "" });
		expect(await nextSteps(first)).toEqual([]);
		await breach(one);
		expect(await inboxState(first)).toEqual({ unread: 0, key: "" });
	});

	it("who is nobody with an account is not asked, and the query stands all the same", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await breach(one);
		expect(await queryOf(incidentId)).toMatchObject({ state: "open" });
	});
});

describe("the review of a case", () => {
	const LATER = addDays(TODAY, 20);
	const followedUp = async (reviewOn = LATER) => {
		const one = await aCase({ panel, heardOn: "2026-11-02" });
		await setReview(one, reviewOn);
		return one;
	};
	const setReview = async (one: TestCase, reviewOn: string) => {
		const [row] = await db.select().from(cases).where(eq(cases.id, one.id));
		const version = row?.version ?? 0;
		await setNextStep(everyone.chair, anOpId(), { caseId: one.id, step: "review", reviewOn, version });
	};
	const nextOf = async (of: { id: string }) => {
		const [row] = await db.select().from(cases).where(eq(cases.id, of.id));
		const due = await db
			.select()
			.from(reviews)
			.where(and(eq(reviews.caseId, of.id), eq(reviews.state, "due")));
		return { state: row?.state, date: row?.nextDate, due: due.map(({ dueOn }) => dueOn) };
	};
	const forward = { state: "follow-up", date: TOMORROW, due: [TOMORROW] };
	const asSet = { state: "follow-up", date: LATER, due: [LATER] };

	it("is brought forward to tomorrow by a breach, recorded, and shown on open screens and what is due", async () => {
		const one = await followedUp();
		const before = await versionOf(db, panel.id);
		await breach(one, { breachAsStalking: "yes" });
		expect(await nextOf(one)).toEqual(forward);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah added an incident to the chronology: an order was breached.",
			"Priya Shah answered a recording query: a breach is recorded as stalking.",
			"Priya Shah brought the review of the case forward from 16 December 2026 to 27 November 2026, by recording a breach.",
		]);
		const sent = await sentTo(everyone.coordinator, panel.id, before);
		expect(rowsIn(sent, "review") as ReviewRow[]).toMatchObject([{ caseId: one.id, dueOn: TOMORROW }]);
		expect(rowsIn(sent, "case") as CaseRow[]).toMatchObject([{ id: one.id, nextDate: TOMORROW }]);
		expect(rowsIn(await sentTo(everyone.nobody, panel.id, before), "review")).toEqual([]);
		const due = await followUpOfPanel(everyone.coordinator, panel.id, "due");
		expect(due.files.find(({ caseId }) => caseId === one.id)).toMatchObject({ nextDate: TOMORROW });
		const page = await caseToReview(everyone.coordinator, one.id);
		expect(page).toMatchObject({ dueOn: TOMORROW, broughtForward: { from: LATER, recordedOn: TODAY } });
	});

	it("is brought forward once by many, and says no more why once somebody has set it anew", async () => {
		const one = await followedUp();
		const before = await versionOf(db, panel.id);
		await addIncidents(everyone.member, anOpId(), {
			caseId: one.id,
			from: "file",
			incidents: [saidOf({ startsOn: "2024-03-01" }), saidOf(), saidOf()],
		});
		await breach(one);
		expect((await inWords(before)).filter((said) => said.includes("brought"))).toHaveLength(1);
		expect(await nextOf(one)).toEqual(forward);
		await setReview(one, LATER);
		expect((await caseToReview(everyone.chair, one.id)).broughtForward).toBeNull();
		expect(await nextOf(one)).toEqual(asSet);
	});

	it("is done as any other, and a breach after it brings the next one forward", async () => {
		const one = await followedUp();
		await breach(one);
		const { reviewVersion } = await caseToReview(everyone.coordinator, one.id);
		await recordReview(everyone.coordinator, anOpId(), {
			caseId: one.id,
			hasStopped: "more",
			isSafer: "less-safe",
			victimSays: "less-safe",
			investigation: "continues",
			order: "breached",
			version: reviewVersion,
			step: "review",
			reviewOn: LATER,
		});
		expect(await nextOf(one)).toEqual(asSet);
		await breach(one);
		expect(await nextOf(one)).toEqual(forward);
	});

	it.each<[string, Fields]>([
		["28 days ago", { startsOn: addDays(TODAY, -28) }],
		["today", { startsOn: TODAY }],
		[
			"in a period that ended yesterday",
			{ precision: "period", startsOn: "2026-09-01", endsOn: "2026-11-25" },
		],
	])("is brought forward by a breach that happened %s", async (_, fields) => {
		const one = await followedUp();
		await breach(one, fields);
		expect(await nextOf(one)).toEqual(forward);
	});

	it.each<[string, Fields]>([
		["a breach of 29 days ago", { startsOn: addDays(TODAY, -29) }],
		["a breach of long ago", { startsOn: "2024-03-01" }],
		["what was no breach", { orderBreached: "" }],
	])("stays as it was set after %s", async (_, fields) => {
		const one = await followedUp();
		await breach(one, fields);
		expect(await nextOf(one)).toEqual(asSet);
	});

	it("is brought forward by a correction that makes a breach of it, and not by one of a breach", async () => {
		const one = await followedUp();
		const { incidentId } = await breach(one, { orderBreached: "" });
		expect(await nextOf(one)).toEqual(asSet);
		await change(incidentId);
		expect(await nextOf(one)).toEqual(forward);
		await setReview(one, LATER);
		await change(incidentId, { what: "Stood at her gate, and rang" });
		expect(await nextOf(one)).toEqual(asSet);
	});

	it("that is due by tomorrow, or overdue, stays", async () => {
		for (const reviewOn of [TODAY, TOMORROW]) {
			const one = await followedUp(reviewOn);
			const before = await versionOf(db, panel.id);
			await breach(one);
			expect(await nextOf(one)).toMatchObject({ date: reviewOn, due: [reviewOn] });
			expect((await inWords(before)).join()).not.toContain("brought");
		}
	});

	it("is not made where a hearing comes next, nor where the case is closed", async () => {
		const unheard = await aCase({ panel });
		await breach(unheard);
		expect(await nextOf(unheard)).toEqual({ state: "not-heard", date: null, due: [] });
		const open = await aCase({ panel, heardOn: "2026-11-02" });
		await breach(open);
		expect(await nextOf(open)).toEqual({ state: "open", date: null, due: [] });
		const closed = await followedUp();
		const [row] = await db.select().from(cases).where(eq(cases.id, closed.id));
		await closeCase(everyone.chair, anOpId(), {
			caseId: closed.id,
			reason: "risk-reduced",
			version: row?.version ?? 0,
		});
		await breach(closed);
		expect(await nextOf(closed)).toEqual({ state: "closed", date: null, due: [] });
	});

	it("is left to a meeting that is near and whose agenda is out", async () => {
		const inDays = (days: number) => new Date(`${addDays(TODAY, days)}T10:00:00Z`);
		const [near, far, drafted] = [await followedUp(), await followedUp(), await followedUp()];
		await aMeeting({ panel, cases: [near], startsAt: inDays(7) });
		await aMeeting({ panel, cases: [far], startsAt: inDays(8) });
		await aMeeting({ panel, cases: [drafted], startsAt: inDays(2), isDraft: true });
		for (const one of [near, far, drafted]) await breach(one);
		expect(await nextOf(near)).toEqual(asSet);
		expect(await nextOf(far)).toEqual(forward);
		expect(await nextOf(drafted)).toEqual(forward);
	});
});
