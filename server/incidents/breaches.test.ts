/** A breach asks the officer in the case whether it is recorded as stalking. */
import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { incidents, recordingQueries, users } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { anActor, anOpId, aPanel, aUser, type TestPanel } from "#tests/factories.ts";
import { recordedSince, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog, verify } from "../audit/index.ts";
import { declareRecusal, setOfficer } from "../cases/index.ts";
import { addDays, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
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
