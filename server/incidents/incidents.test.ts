/** The chronology of a case: what is added, changed and removed, what it comes to, and the queries that it raises. */
import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { accesses, cases, chronologies, incidents, recordingQueries, revisions } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, type TestPanel } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog, verify } from "../audit/index.ts";
import { caseFile, caseTimeline, declareRecusal } from "../cases/index.ts";
import { addDays, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import {
	addIncident,
	addIncidents,
	answerQuery,
	type ChronologyRow,
	changeIncident,
	chronologyOf,
	incidentWithHistory,
	openQueries,
	presentChronologiesOf,
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
const add = (of: { id: string }, fields: Fields = {}, by: Actor = everyone.member) =>
	addIncident(by, anOpId(), {
		caseId: of.id,
		startsOn: "2026-11-03",
		kinds: ["following"],
		what: "Followed her home from work",
		...fields,
	});
const stored = async (incidentId: string) => {
	const [row] = await db.select().from(incidents).where(eq(incidents.id, incidentId));
	if (!row) throw new Error("The incident is gone");
	return row;
};
const change = async (
	incidentId: string,
	fields: Fields & { version?: number } = {},
	by: Actor = everyone.member,
) => {
	const { precision, startsOn, kinds, what, version } = await stored(incidentId);
	return changeIncident(by, anOpId(), { incidentId, precision, startsOn, kinds, what, version, ...fields });
};
const remove = async (incidentId: string, by: Actor = everyone.member) =>
	removeIncident(by, anOpId(), {
		incidentId,
		reason: "It stands there twice",
		version: (await stored(incidentId)).version,
	});
const sums = async (of: { id: string }) => {
	const [row] = await db.select().from(chronologies).where(eq(chronologies.id, of.id));
	return row;
};
const queriesIn = (of: { id: string }) =>
	db
		.select()
		.from(recordingQueries)
		.where(eq(recordingQueries.caseId, of.id))
		.orderBy(asc(recordingQueries.id));
const answer = async (
	query: { id: string; version: number },
	fields: object = {},
	by: Actor = everyone.chair,
) =>
	answerQuery(by, anOpId(), {
		queryId: query.id,
		answer: "stays",
		reason: "The crime registrar decided so",
		version: query.version,
		...fields,
	});
const fieldsOf = (attempt: Promise<unknown>) =>
	attempt.then(
		() => ({}),
		(error: unknown) => {
			if (error instanceof Invalid) return error.fields;
			throw error;
		},
	);
const inWords = async (version: number) =>
	(await recordedSince(panel.id, version)).map(({ sentence }) => sentence);

describe("an incident", () => {
	it("is added by whoever adds to the case, with all that is known of it", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, {
			startsAt: "21:40",
			kinds: ["watching", "following", "following"],
			location: "Station Road",
			source: "Her neighbour",
			crimeNumber: "42/1234/26",
			recordedAs: "stalking",
			orderBreached: "bail",
			breachAsStalking: "yes",
			policeAction: "arrest",
			evidence: "Doorbell camera",
			preserveBy: "2026-12-03",
		});
		expect(await stored(incidentId)).toMatchObject({
			caseId: one.id,
			precision: "exact",
			startsOn: "2026-11-03",
			endsOn: null,
			startsAt: "21:40",
			kinds: ["following", "watching"],
			location: "Station Road",
			crimeNumber: "42/1234/26",
			recordedAs: "stalking",
			orderBreached: "bail",
			policeAction: "arrest",
			preserveBy: "2026-12-03",
			authorName: everyone.member.name,
			agencyName: everyone.member.agencyName,
			removedAt: null,
		});
		expect(await sums(one)).toMatchObject({
			incidents: 1,
			breaches: 1,
			policeActions: 1,
			firstOn: "2026-11-03",
			lastOn: "2026-11-03",
			newestIds: [incidentId],
			openQueries: 0,
		});
	});

	it("may be about a date, or last from one to another; a period has no time", async () => {
		const about = await add(file, { precision: "about", startsAt: "09:00" });
		expect(await stored(about.incidentId)).toMatchObject({ precision: "about", startsAt: "09:00" });
		const period = await add(file, {
			precision: "period",
			endsOn: "2026-11-09",
			startsAt: "09:00",
		});
		expect(await stored(period.incidentId)).toMatchObject({ endsOn: "2026-11-09", startsAt: null });
		const exact = await add(file, { endsOn: "2026-11-09" });
		expect(await stored(exact.incidentId)).toMatchObject({ precision: "exact", endsOn: null });
	});

	it.each<[Fields, Record<string, string>]>([
		[{ startsOn: "" }, { startsOn: "Enter the date on which it happened" }],
		[{ startsOn: "2026-02-30" }, { startsOn: "Enter the date as a real date" }],
		[{ startsOn: "2026-11-27" }, { startsOn: "The date must be today or in the past" }],
		[{ startsOn: "1929-12-31" }, { startsOn: "The date must be in 1930 or later" }],
		[{ startsAt: "25:00" }, { startsAt: "Enter a time like 21:40" }],
		[{ precision: "period" }, { endsOn: "Enter the date on which the period ends" }],
		[
			{ precision: "period", endsOn: "2026-11-03" },
			{ endsOn: "The end of the period must be after its start" },
		],
		[
			{ precision: "period", endsOn: "2026-11-27" },
			{ endsOn: "The end of the period must be today or in the past" },
		],
		[{ kinds: [] }, { kinds: "Select what kind of behaviour it was, or what the police did" }],
		[{ what: "  " }, { what: "Enter what happened" }],
		[{ what: "x".repeat(4_001) }, { what: "Use 4,000 characters or fewer" }],
		[
			{ what: "He said \u0007 so" },
			{ what: "Take out the control characters, which cannot be read or printed" },
		],
		[
			{ orderBreached: "spo", breachAsStalking: "no" },
			{ breachWhy: "Enter why the breach is not recorded as stalking" },
		],
		[
			{ recordedAs: "breach-of-order", breachAsStalking: "no" },
			{ breachWhy: "Enter why the breach is not recorded as stalking" },
		],
		[
			{ orderBreached: "spo", breachAsStalking: "no", breachWhy: "Bail", recordedAs: "stalking" },
			{ breachAsStalking: "Select “Yes”, or change “As what is it recorded?”, which says stalking" },
		],
		[
			{ orderBreached: "spo", breachAsStalking: "yes", recordedAs: "harassment" },
			{ recordedAs: "Select “Stalking”, or change the answer that the breach is recorded as stalking" },
		],
	])("is not taken as %j", async (fields, problems) => {
		const before = await versionOf(db, panel.id);
		expect(await fieldsOf(add(file, fields))).toEqual(problems);
		expect(await versionOf(db, panel.id)).toBe(before);
	});

	it("of a kind that there is not is refused", async () => {
		expect(Object.keys(await fieldsOf(add(file, { kinds: ["flying"] as never })))).toEqual(["kinds-0"]);
	});

	it("is added, changed and removed by nobody else", async () => {
		expect(await whoMay(everyone, (actor) => add(file, {}, actor))).toEqual(only(SEERS));
		const { incidentId } = await add(file, {}, everyone.member);
		const those = ["lead", "chair", "deputy", "coordinator", "member"] as const;
		expect(await whoMay(everyone, (actor) => change(incidentId, {}, actor))).toEqual(only(those));
		const others = await aMember({ panel });
		await expect(change(incidentId, {}, others)).rejects.toBeInstanceOf(NotAllowed);
		await expect(remove(incidentId, others)).rejects.toBeInstanceOf(NotAllowed);
		expect(
			await whoMay(everyone, async (actor) => {
				const { incidentId: ofMember } = await add(file, {}, everyone.member);
				return remove(ofMember, actor);
			}),
		).toEqual(only(those));
	});

	it("is of no case that an import has not brought yet", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { orderBreached: "bail" });
		const stage = (stagedIn: string | null) =>
			transaction((tx) => tx.update(cases).set({ stagedIn }).where(eq(cases.id, one.id)));
		await stage("an import");
		for (const attempt of [
			() => add(one, {}, everyone.lead),
			() => change(incidentId, {}, everyone.lead),
			() => chronologyOf(everyone.lead, one.id),
			() => incidentWithHistory(everyone.lead, incidentId),
		]) {
			await expect(attempt()).rejects.toBeInstanceOf(NotFound);
		}
		const { lines } = await openQueries(everyone.chair, { panelId: panel.id });
		expect(lines.some(({ caseId }) => caseId === one.id)).toBe(false);
		await stage(null);
	});

	it("is recorded without a word of it, once, and is a row of what the case comes to", async () => {
		const one = await aCase({ panel });
		const before = await versionOf(db, panel.id);
		const { incidentId } = await sentTwice(panel.id, (opId) =>
			addIncident(everyone.member, opId, {
				caseId: one.id,
				startsOn: "2026-11-03",
				kinds: ["following"],
				what: "Followed her home",
			}),
		);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah added an incident to the chronology.",
		]);
		expect(JSON.stringify(events)).not.toMatch(/Followed|2026-11-03/);
		const rows = rowsIn(await sentTo(everyone.member, panel.id, before), "chronology") as ChronologyRow[];
		expect(rows).toMatchObject([
			{ id: one.id, incidents: 1, newest: [{ id: incidentId, what: "Followed her home" }] },
		]);
		expect(rowsIn(await sentTo(everyone.nobody, panel.id, before), "chronology")).toEqual([]);
		const { snapshot } = await caseFile(everyone.member, one.id);
		expect(snapshot.rows.filter(({ kind }) => kind === "chronology")).toEqual(rows);
	});

	it("changes with its version, and shows both when somebody was quicker", async () => {
		const { incidentId, version } = await add(file);
		const before = await versionOf(db, panel.id);
		await change(incidentId, { what: "Followed her to the station", kinds: ["following", "loitering"] });
		expect(await inWords(before)).toEqual(["Priya Shah changed an incident in the chronology."]);
		expect(await stored(incidentId)).toMatchObject({ what: "Followed her to the station" });
		const late = change(incidentId, { what: "Followed her to the bus", version }).catch((error) => error);
		expect(await late).toBeInstanceOf(Conflict);
		expect(await late).toMatchObject({
			current: { what: "Followed her to the station", kinds: "following,loitering" },
			submitted: { what: "Followed her to the bus" },
			version: (await stored(incidentId)).version,
		});
		const { history } = await incidentWithHistory(everyone.member, incidentId);
		expect(history.map(({ what }) => what)).toEqual([
			"Followed her to the station",
			"Followed her home from work",
		]);
	});

	it("that was removed is gone from all but its revisions", async () => {
		const one = await aCase({ panel });
		const { incidentId, version } = await add(one);
		await change(incidentId, { what: "Followed her to the station" });
		const stale = removeIncident(everyone.member, anOpId(), { incidentId, version });
		await expect(stale).rejects.toBeInstanceOf(Conflict);
		const before = await versionOf(db, panel.id);
		await remove(incidentId);
		expect(await inWords(before)).toEqual(["Priya Shah removed an incident from the chronology."]);
		await expect(incidentWithHistory(everyone.chair, incidentId)).rejects.toBeInstanceOf(NotFound);
		await expect(change(incidentId)).rejects.toBeInstanceOf(NotFound);
		expect(await sums(one)).toMatchObject({ incidents: 0, firstOn: null, lastOn: null, newestIds: [] });
		expect((await chronologyOf(everyone.member, one.id)).lines).toEqual([]);
		const kept = await db.select().from(revisions).where(eq(revisions.subjectId, incidentId));
		expect(kept).toHaveLength(3);
	});
});

describe("several incidents", () => {
	const line = (day: number, fields: object = {}) => ({
		startsOn: `2026-11-${String(day).padStart(2, "0")}`,
		kinds: ["contacting" as const],
		what: `Rang, ${day}`,
		...fields,
	});

	it("are added together, in one step of the record, each with a first state of its own", async () => {
		const one = await aCase({ panel });
		const before = await versionOf(db, panel.id);
		const added = await sentTwice(panel.id, (opId) =>
			addIncidents(everyone.officer, opId, {
				caseId: one.id,
				from: "lines",
				incidents: [line(4), line(2), line(3)],
			}),
		).catch((error) => error);
		// The officer is that of another case.
		expect(added).toBeInstanceOf(NotFound);
		await sentTwice(panel.id, (opId) =>
			addIncidents(everyone.member, opId, {
				caseId: one.id,
				from: "lines",
				incidents: [line(4), line(2), line(3)],
			}),
		);
		expect(await versionOf(db, panel.id)).toBe(before + 1);
		expect(await inWords(before)).toEqual(["Priya Shah added 3 incidents to the chronology."]);
		const { lines } = await chronologyOf(everyone.member, one.id);
		expect(lines.map(({ what }) => what)).toEqual(["Rang, 2", "Rang, 3", "Rang, 4"]);
		const [first] = lines;
		await change(first?.id ?? "", { what: "Rang twice" });
		const { history } = await incidentWithHistory(everyone.member, first?.id ?? "");
		expect(history.map(({ what }) => what)).toEqual(["Rang twice", "Rang, 2"]);
	});

	it("are added by nobody else", async () => {
		expect(
			await whoMay(everyone, (actor) =>
				addIncidents(actor, anOpId(), { caseId: file.id, from: "lines", incidents: [line(1)] }),
			),
		).toEqual(only(SEERS));
	});

	it("are added all or not at all, and what is wrong is told by its place", async () => {
		const one = await aCase({ panel });
		const incidentsWrong = [line(1), line(2, { startsOn: "2027-01-01" }), line(3, { what: "" })];
		const wrong = await fieldsOf(
			addIncidents(everyone.member, anOpId(), { caseId: one.id, from: "lines", incidents: incidentsWrong }),
		);
		expect(wrong).toEqual({
			"incidents-1-startsOn": "The date must be today or in the past",
			"incidents-2-what": "Enter what happened",
		});
		expect(await sums(one)).toBeUndefined();
		expect(
			Object.keys(
				await fieldsOf(
					addIncidents(everyone.member, anOpId(), { caseId: one.id, from: "file", incidents: [] }),
				),
			),
		).toEqual(["incidents"]);
	});

	it("may be two thousand, of which a case’s file holds what they come to and the last five", async () => {
		const one = await aCase({ panel });
		const many = Array.from({ length: 2_000 }, (_, at) => ({
			startsOn: addDays("2020-01-01", at),
			kinds: ["contacting" as const],
			what: `Rang, ${at}`,
			recordedAs: "harassment" as const,
		}));
		await addIncidents(everyone.coordinator, anOpId(), { caseId: one.id, from: "file", incidents: many });
		expect(await sums(one)).toMatchObject({ incidents: 2_000, openQueries: 2_000 });
		const { snapshot } = await caseFile(everyone.member, one.id);
		const rows = snapshot.rows.filter(({ kind }) => kind === "chronology") as ChronologyRow[];
		expect(rows[0]?.newest.map(({ what }) => what)).toEqual(
			[1999, 1998, 1997, 1996, 1995].map((n) => `Rang, ${n}`),
		);
		expect(JSON.stringify(snapshot).length).toBeLessThan(5_000);
		const last = await chronologyOf(everyone.member, one.id, { page: 67 });
		expect(last).toMatchObject({ total: 2_000, pages: 67, page: 67 });
		expect(last.lines).toHaveLength(20);
		const beyond = await chronologyOf(everyone.member, one.id, { page: 68, isNewestFirst: true });
		expect(beyond.page).toBe(67);
		expect(beyond.lines.at(-1)?.what).toBe("Rang, 0");
		const tooMany = addIncidents(everyone.coordinator, anOpId(), {
			caseId: one.id,
			from: "file",
			incidents: [...many, ...many.slice(0, 1)],
		});
		expect(await fieldsOf(tooMany)).toEqual({ incidents: "Add 2,000 incidents or fewer at a time" });
		// Others of this file count queries.
		await db.select().from(recordingQueries).limit(1);
	});
});

describe("the chronology", () => {
	const inWeek = (monday: string, n: number) =>
		Array.from({ length: n }, (_, at) => ({
			startsOn: addDays(monday, at),
			kinds: ["contacting" as const],
			what: "Rang",
		}));
	const told = async () => {
		const one = await aCase({ panel });
		const incidentsTold = [...inWeek("2026-10-05", 1), ...inWeek("2026-10-12", 6)];
		await addIncidents(everyone.member, anOpId(), {
			caseId: one.id,
			from: "lines",
			incidents: incidentsTold,
		});
		await add(one, { startsOn: "2026-10-14", kinds: ["threat", "contacting"], orderBreached: "spo" });
		await add(one, { startsOn: "2026-10-20", kinds: [], policeAction: "arrest", what: "Arrested at home" });
		return one;
	};

	it("counts its weeks by what happened, with breaches, police actions and changes of pace", async () => {
		const { picture, sums } = await chronologyOf(everyone.member, (await told()).id);
		expect(sums).toMatchObject({
			incidents: 8,
			breaches: 1,
			policeActions: 1,
			firstOn: "2026-10-05",
			lastOn: "2026-10-17",
			paceChanges: [{ week: "2026-10-12", count: 7, before: 1 }],
		});
		expect(
			picture?.weeks.map(({ week, total, breaches, policeActions }) => [
				week,
				total,
				breaches,
				policeActions,
			]),
		).toEqual([
			["2026-10-05", 1, 0, 0],
			["2026-10-12", 7, 1, 0],
			["2026-10-19", 0, 0, 1],
		]);
		expect(picture?.weeks[1]?.counts).toMatchObject({ threats: 1, contact: 6, near: 0 });
		expect(picture?.weeks[1]?.paceChange).toMatchObject({ before: 1 });
		expect(picture).toMatchObject({ earlier: null, later: null });
	});

	it("reaches from the first incident to the last day of any; what the police did is in its picture alone", async () => {
		const one = await aCase({ panel });
		const shown = async () => {
			const { sums, picture } = await chronologyOf(everyone.member, one.id);
			const weeks = picture?.weeks.map(({ week }) => week) ?? [];
			return [sums?.incidents, sums?.firstOn, sums?.lastOn, weeks[0], weeks.at(-1)];
		};
		const arrested = { kinds: [], policeAction: "arrest" as const, what: "Arrested at home" };
		await add(one, { ...arrested, startsOn: "2026-11-25" });
		expect(await shown()).toEqual([0, null, null, "2026-11-23", "2026-11-23"]);
		await add(one, { precision: "period", startsOn: "2026-10-01", endsOn: "2026-11-24" });
		const { incidentId } = await add(one, { startsOn: "2026-10-03" });
		expect(await shown()).toEqual([2, "2026-10-01", "2026-11-24", "2026-09-28", "2026-11-23"]);
		await add(one, { ...arrested, startsOn: "2026-09-01" });
		expect(await shown()).toEqual([2, "2026-10-01", "2026-11-24", "2026-08-31", "2026-11-23"]);
		await change(incidentId, { startsOn: "2026-11-25" });
		expect(await shown()).toEqual([2, "2026-10-01", "2026-11-25", "2026-08-31", "2026-11-23"]);
	});

	it("shows half a year of weeks at a time", async () => {
		const one = await aCase({ panel });
		await add(one, { startsOn: "2025-11-03" });
		await add(one, { startsOn: "2026-11-03" });
		const { picture } = await chronologyOf(everyone.member, one.id);
		expect(picture?.weeks).toHaveLength(26);
		expect(picture?.weeks.at(-1)?.week).toBe("2026-11-02");
		const before = await chronologyOf(everyone.member, one.id, { weeksTo: picture?.earlier ?? "" });
		expect(before.picture?.weeks.at(-1)?.week).toBe(addDays(picture?.weeks[0]?.week ?? "", -7));
		expect(before.picture?.later).toBe("2026-11-02");
		for (const weeksTo of ["nonsense", "9999-99-99", "1999-01-01"]) {
			expect((await chronologyOf(everyone.member, one.id, { weeksTo })).picture?.weeks.at(-1)?.week).toBe(
				"2026-11-02",
			);
		}
	});

	it("orders by date and time, those of a day without a time first", async () => {
		const one = await aCase({ panel });
		await add(one, { startsAt: "21:40", what: "third" });
		await add(one, { startsAt: "07:05", what: "second" });
		await add(one, { what: "first" });
		await add(one, { startsOn: "2026-11-02", startsAt: "23:59", what: "before" });
		const asTold = (lines: { what: string }[]) => lines.map(({ what }) => what);
		expect(asTold((await chronologyOf(everyone.member, one.id)).lines)).toEqual([
			"before",
			"first",
			"second",
			"third",
		]);
		expect(asTold((await chronologyOf(everyone.member, one.id, { isNewestFirst: true })).lines)).toEqual([
			"third",
			"second",
			"first",
			"before",
		]);
	});

	it("is seen by those who see the case, which is noted", async () => {
		const one = await told();
		await declareRecusal(everyone.chair, anOpId(), {
			caseId: one.id,
			userId: everyone["recused member"].userId,
		});
		for (const actor of [
			everyone["recused member"],
			everyone.nobody,
			everyone.observer,
			everyone.administrator,
		]) {
			await expect(chronologyOf(actor, one.id)).rejects.toBeInstanceOf(NotFound);
		}
		await flushAccessLog();
		const n = await db.$count(accesses, eq(accesses.recordId, one.id));
		await chronologyOf({ ...everyone.deputy, sessionId: "another visit" }, one.id);
		await flushAccessLog();
		expect(await db.$count(accesses, eq(accesses.recordId, one.id))).toBe(n + 1);
	});

	it("in short is what it comes to and its newest five, for cases that have one", async () => {
		const one = await told();
		const empty = await aCase({ panel });
		const [short, ...none] = await presentChronologiesOf(db, [one.id, empty.id]);
		expect(none).toEqual([]);
		expect(short?.row).toMatchObject({
			caseId: one.id,
			incidents: 8,
			breaches: 1,
			paceChanges: [{ before: 1 }],
		});
		expect(short?.row.newest.map(({ startsOn }) => startsOn)).toEqual([
			"2026-10-20",
			"2026-10-17",
			"2026-10-16",
			"2026-10-15",
			"2026-10-14",
		]);
		expect((await caseTimeline(everyone.member, one.id)).map(({ sentence }) => sentence).join(" ")).toContain(
			"added 7 incidents to the chronology",
		);
	});
});

describe("a recording query", () => {
	it("is raised by the second such incident, for each that is recorded as less than it is", async () => {
		const one = await aCase({ panel });
		await add(one, { recordedAs: "harassment" });
		expect(await queriesIn(one)).toEqual([]);
		await add(one, { kinds: ["violence"], recordedAs: "harassment" });
		await add(one, { kinds: ["other"], recordedAs: "harassment" });
		expect(await queriesIn(one)).toEqual([]);
		const before = await versionOf(db, panel.id);
		await add(one, { kinds: ["spyware"], recordedAs: "malicious-communications" });
		expect(await queriesIn(one)).toMatchObject([
			{ kind: "features", state: "open" },
			{ kind: "features", state: "open" },
		]);
		expect(await inWords(before)).toEqual([
			"Priya Shah added an incident to the chronology.",
			"Priya Shah raised 2 recording queries.",
		]);
		expect(await sums(one)).toMatchObject({ openQueries: 2 });
	});

	it("is raised by damage to what is hers and by threats, though the kinds of the Act name neither", async () => {
		const one = await aCase({ panel });
		const many = [
			...[1, 2, 3].map((day) => ({
				startsOn: `2026-11-0${day}`,
				kinds: ["damage"],
				what: "Slashed her tyres",
			})),
			...[4, 5].map((day) => ({
				startsOn: `2026-11-0${day}`,
				kinds: ["threat"],
				what: "Threatened to kill her",
			})),
		];
		const told = many.map((said) => ({ ...said, recordedAs: "harassment" })) as never[];
		await addIncidents(everyone.member, anOpId(), { caseId: one.id, from: "lines", incidents: told });
		expect(await queriesIn(one)).toMatchObject(many.map(() => ({ kind: "features", state: "open" })));
	});

	it("is raised by one incident that lasted, which is repeated by itself, and not by one about a date", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { precision: "about", recordedAs: "harassment" });
		expect(await queriesIn(one)).toEqual([]);
		await change(incidentId, { precision: "period", endsOn: "2026-11-09", recordedAs: "harassment" });
		expect(await queriesIn(one)).toMatchObject([{ kind: "features", state: "open" }]);
		await change(incidentId, { precision: "exact", recordedAs: "harassment" });
		expect(await queriesIn(one)).toMatchObject([{ state: "withdrawn" }]);
		await add(one, { precision: "period", endsOn: "2026-11-09", kinds: ["violence"] });
		expect(await queriesIn(one)).toMatchObject([{ state: "withdrawn" }]);
	});

	it("is not raised where it is recorded as stalking, as no crime, or not yet; as a breach it is another", async () => {
		const one = await aCase({ panel });
		for (const recordedAs of ["stalking", "not-recorded", "other", ""] as const) {
			await add(one, { recordedAs: recordedAs as "other" });
		}
		expect(await queriesIn(one)).toEqual([]);
		await add(one, { recordedAs: "breach-of-order" });
		expect(await queriesIn(one)).toMatchObject([{ kind: "breach", state: "open" }]);
	});

	it("asks of what is recorded as a breach, which was one, whichever way it came in", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { recordedAs: "breach-of-order", orderBreached: "" as never });
		expect(await stored(incidentId)).toMatchObject({ orderBreached: "other", recordedAs: "breach-of-order" });
		for (const from of ["lines", "file"] as const) {
			const told = [{ startsOn: "2026-11-04", kinds: ["contacting" as const], what: "Rang" }];
			const incidents = told.map((said) => ({ ...said, recordedAs: "breach-of-order" as const }));
			await addIncidents(everyone.member, anOpId(), { caseId: one.id, from, incidents });
		}
		expect((await queriesIn(one)).map(({ kind, state }) => [kind, state])).toEqual(
			[1, 2, 3].map(() => ["breach", "open"]),
		);
		expect(await sums(one)).toMatchObject({ breaches: 3, openQueries: 3 });
		await change(incidentId, { recordedAs: "breach-of-order", orderBreached: "spo" });
		expect(await stored(incidentId)).toMatchObject({ orderBreached: "spo" });
	});

	it("asks of a breach whether it is recorded as stalking, unless that is said", async () => {
		const one = await aCase({ panel });
		await add(one, { orderBreached: "spo" });
		await add(one, { orderBreached: "spo", breachAsStalking: "not-yet" });
		await add(one, { orderBreached: "spo", breachAsStalking: "yes" });
		await add(one, { orderBreached: "spo", breachAsStalking: "no", breachWhy: "Bail, and no offence" });
		await add(one, { orderBreached: "spo", recordedAs: "stalking" });
		expect((await queriesIn(one)).map(({ kind, state, reason }) => [kind, state, reason])).toEqual([
			["breach", "open", null],
			["breach", "open", null],
			["breach", "as-stalking", null],
			["breach", "stays", "Bail, and no offence"],
		]);
		expect(await sums(one)).toMatchObject({ openQueries: 2, breaches: 5 });
	});

	it("follows what is said later: answered, asked again, withdrawn", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { orderBreached: "bail" });
		const state = async () => (await queriesIn(one)).map((query) => query.state);
		await change(incidentId, { orderBreached: "bail", breachAsStalking: "yes" });
		expect(await state()).toEqual(["as-stalking"]);
		expect(await stored(incidentId)).toMatchObject({ recordedAs: "stalking" });
		await change(incidentId, { orderBreached: "bail" });
		expect(await state()).toEqual(["as-stalking"]);
		await change(incidentId, { orderBreached: "bail", breachAsStalking: "not-yet" });
		expect(await state()).toEqual(["open"]);
		const before = await versionOf(db, panel.id);
		await change(incidentId);
		expect(await state()).toEqual(["withdrawn"]);
		expect(await inWords(before)).toContain("Priya Shah withdrew a recording query, whose reason is gone.");
		await change(incidentId, { orderBreached: "bail" });
		expect(await state()).toEqual(["open"]);
		await remove(incidentId);
		expect(await state()).toEqual(["withdrawn"]);
		expect(await sums(one)).toMatchObject({ openQueries: 0 });
	});

	it("about a breach is answered by what it is recorded as, whatever the form had in it, and open again after that", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { orderBreached: "bail", recordedAs: "harassment" });
		const breach = { orderBreached: "bail" as const };
		const state = async () => (await queriesIn(one)).map((query) => query.state);
		expect(await state()).toEqual(["open"]);
		// The form was opened with the answer that stood there.
		await change(incidentId, { ...breach, recordedAs: "stalking", breachAsStalking: "not-yet" });
		expect(await state()).toEqual(["as-stalking"]);
		expect(await sums(one)).toMatchObject({ openQueries: 0 });
		await change(incidentId, { ...breach, recordedAs: "breach-of-order" });
		expect(await state()).toEqual(["open"]);
		const stays = { breachAsStalking: "no" as const, breachWhy: "The registrar decided so" };
		await change(incidentId, { ...breach, ...stays, recordedAs: "harassment" });
		expect(await state()).toEqual(["stays"]);
		await change(incidentId, { ...breach, recordedAs: "stalking" });
		expect(await queriesIn(one)).toMatchObject([{ state: "as-stalking", reason: null }]);
	});

	it("of an incident is withdrawn when it no longer stands among others, and answered when it is stalking now", async () => {
		const one = await aCase({ panel });
		const first = await add(one, { recordedAs: "harassment" });
		const second = await add(one);
		expect((await queriesIn(one)).map(({ state }) => state)).toEqual(["open"]);
		await remove(second.incidentId);
		expect((await queriesIn(one)).map(({ state }) => state)).toEqual(["withdrawn"]);
		await add(one);
		await change(first.incidentId, { recordedAs: "stalking" });
		expect(await queriesIn(one)).toMatchObject([
			{ state: "as-stalking", answeredByName: everyone.member.name, reason: null },
		]);
		await change(first.incidentId, { recordedAs: "harassment" });
		expect(await queriesIn(one)).toMatchObject([{ state: "open", answeredByName: null }]);
	});

	const raised = async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { recordedAs: "harassment" });
		await add(one);
		const [query] = await queriesIn(one);
		if (!query) throw new Error("No query was raised");
		return { one, incidentId, query };
	};

	it("is answered by those who run the panel, and nobody else", async () => {
		const { incidentId } = await add(file, { recordedAs: "harassment" });
		await add(file);
		const current = async () =>
			(await queriesIn(file)).find((query) => query.incidentId === incidentId) ?? { id: "", version: 0 };
		expect(
			await whoMay(everyone, async (actor) => {
				const query = await current();
				await answer(query, { answer: "as-stalking" }, actor);
				await change(incidentId, { recordedAs: "harassment" }, everyone.chair);
			}),
		).toEqual(only(["lead", "chair", "deputy", "coordinator"]));
	});

	it("answered as stalking says so of the incident, and its history", async () => {
		const { one, incidentId, query } = await raised();
		const before = await versionOf(db, panel.id);
		await answer(query, { answer: "as-stalking", reason: "Registrar, 42/9/26" });
		expect(await stored(incidentId)).toMatchObject({ recordedAs: "stalking" });
		expect(await queriesIn(one)).toMatchObject([{ state: "as-stalking", reason: "Registrar, 42/9/26" }]);
		const events = await recordedSince(panel.id, before);
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah answered a recording query: an incident is recorded as stalking.",
			"Priya Shah changed an incident in the chronology.",
		]);
		expect(JSON.stringify(events)).not.toContain("Registrar");
		expect(await sums(one)).toMatchObject({ openQueries: 0 });
	});

	it.each(["breach", "features"] as const)(
		"about the %s, answered as stalking, answers the other about the same incident, and the record agrees",
		async (asked) => {
			const one = await aCase({ panel });
			const { incidentId } = await add(one, { recordedAs: "harassment", orderBreached: "bail" });
			await add(one, { recordedAs: "harassment" });
			const open = (await queriesIn(one)).filter((query) => query.incidentId === incidentId);
			expect(open.map(({ kind }) => kind).sort()).toEqual(["breach", "features"]);
			const query = open.find(({ kind }) => kind === asked);
			if (!query) throw new Error("No query was raised");
			const before = await versionOf(db, panel.id);
			await answer(query, { answer: "as-stalking", reason: "42/9/26" });
			expect(await stored(incidentId)).toMatchObject({ recordedAs: "stalking" });
			const said = { state: "as-stalking", reason: "42/9/26", answeredByName: everyone.chair.name };
			const ofIncident = (await queriesIn(one)).filter((query) => query.incidentId === incidentId);
			expect(ofIncident).toMatchObject([said, said]);
			const sentences = await inWords(before);
			expect(sentences).toHaveLength(3);
			expect(sentences).toEqual(
				expect.arrayContaining([
					"Priya Shah answered a recording query: a breach is recorded as stalking.",
					"Priya Shah answered a recording query: an incident is recorded as stalking.",
					"Priya Shah changed an incident in the chronology.",
				]),
			);
			expect(await sums(one)).toMatchObject({ openQueries: 1 });
		},
	);

	it("about a breach that stays as it is leaves the other to be answered, and the record as it is", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { recordedAs: "harassment", orderBreached: "bail" });
		await add(one);
		const query = (await queriesIn(one)).find(({ kind }) => kind === "breach");
		await answer(query ?? { id: "none", version: 0 });
		expect(await stored(incidentId)).toMatchObject({ recordedAs: "harassment" });
		const states = (await queriesIn(one)).map(({ kind, state }) => [kind, state]);
		expect(states.sort()).toEqual([
			["breach", "stays"],
			["features", "open"],
		]);
	});

	it("that was to stay is answered once the breach is recorded as stalking after all, and asked again after that", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { recordedAs: "harassment", orderBreached: "bail" });
		await add(one);
		const states = async () =>
			(await queriesIn(one)).map(({ kind, state, reason }) => [kind, state, reason]).sort();
		const of = async (asked: "breach" | "features") =>
			(await queriesIn(one)).find(({ kind }) => kind === asked) ?? { id: "none", version: 0 };
		await answer(await of("features"));
		await answer(await of("breach"), { answer: "as-stalking", reason: "42/9/26" });
		expect(await states()).toEqual([
			["breach", "as-stalking", "42/9/26"],
			["features", "as-stalking", "42/9/26"],
		]);
		await change(incidentId, { recordedAs: "harassment", orderBreached: "bail" });
		expect(await states()).toEqual([
			["breach", "open", null],
			["features", "open", null],
		]);
		expect(await sums(one)).toMatchObject({ openQueries: 2 });
	});

	it("stays with a reason, and is not raised again by what else is added", async () => {
		const { one, query } = await raised();
		expect(await fieldsOf(answer(query, { reason: " " }))).toEqual({
			reason: "Enter the reason, such as the crime number or who decided it",
		});
		expect(Object.keys(await fieldsOf(answer(query, { answer: "" as never })))).toEqual(["answer"]);
		await answer(query);
		await add(one);
		expect(await queriesIn(one)).toMatchObject([{ state: "stays", answeredByName: everyone.chair.name }]);
		const again = answer(query).catch((error) => error);
		expect(await again).toBeInstanceOf(Conflict);
		await expect(answer({ id: "none", version: 1 })).rejects.toBeInstanceOf(NotFound);
	});

	it("of a breach keeps its answer and its reason, whatever else is added", async () => {
		const one = await aCase({ panel });
		const { incidentId } = await add(one, { orderBreached: "spo" });
		const [query] = await queriesIn(one);
		if (!query) throw new Error("No query was raised");
		await answer(query, { answer: "as-stalking", reason: "42/9/26" });
		await change(incidentId, { orderBreached: "spo", recordedAs: "stalking" });
		await change(incidentId, { orderBreached: "spo", breachAsStalking: "yes" });
		await add(one, { recordedAs: "stalking", orderBreached: "bail" });
		expect(await queriesIn(one)).toMatchObject([
			{ state: "as-stalking", reason: "42/9/26", answeredByName: everyone.chair.name },
		]);
	});

	it("is on the list of those who run its panel, and of the lead, without cases that they may not see", async () => {
		const elsewhere = await aPanel();
		const other = await aCase({ panel: elsewhere });
		const theirs = await aMember({ panel: elsewhere, role: "chair" });
		await add(other, { recordedAs: "harassment", what: "Rang at night" }, theirs);
		await add(other, {}, theirs);
		const listed = async (actor: Actor) => {
			const { lines } = await openQueries(actor, { panelId: elsewhere.id });
			return lines.map(({ caseId, incident }) => [caseId, incident.what]);
		};
		expect(await listed(theirs)).toEqual([[other.id, "Rang at night"]]);
		expect(await listed(everyone.lead)).toEqual([[other.id, "Rang at night"]]);
		for (const actor of [everyone.chair, everyone.member, everyone.nobody, everyone.auditor]) {
			await expect(listed(actor)).rejects.toBeInstanceOf(NotFound);
		}
		const ofChair = await openQueries(everyone.chair);
		expect(ofChair.lines.every(({ panelName }) => panelName === panel.name)).toBe(true);
		for (const actor of [everyone.member, everyone.officer, everyone.observer, everyone.administrator]) {
			await expect(openQueries(actor)).rejects.toBeInstanceOf(NotFound);
		}
		await declareRecusal(theirs, anOpId(), { caseId: other.id, userId: everyone.lead.userId });
		expect(await listed(everyone.lead)).toEqual([]);
		const all = await openQueries(everyone.lead);
		expect(all.lines.some(({ caseId }) => caseId === other.id)).toBe(false);
		expect(all.isMore).toBe(true);
	});
});
