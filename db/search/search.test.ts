/** The index answers the same on both engines, and nobody from outside what they are held to. */
import { eq, inArray } from "drizzle-orm";
import { beforeAll, describe, expect, it, test } from "vitest";
import {
	db,
	rebuildSearch,
	type SearchHit,
	type SearchScope,
	searchCases,
	searchText,
	transaction,
	unindexCases,
	unindexText,
} from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { names, slips } from "#db/search/tables.ts";
import { setActionStatus } from "#server/actions/index.ts";
import { changePerson, editEntry, setOfficer } from "#server/cases/index.ts";
import { addIncident, addIncidents, changeIncident, removeIncident } from "#server/incidents/index.ts";
import { summaryTexts } from "#server/summary/index.ts";
import { aCase, anAction, anEntry, type TestCase } from "#tests/case-factories.ts";
import { anOpId, aPanel } from "#tests/factories.ts";
import { rawSql } from "#tests/raw-sql.ts";

let sian: TestCase;
let callum: TestCase;
let elsewhere: TestCase;
const all: SearchScope = { panelIds: "all" };

beforeAll(async () => {
	const panel = await aPanel({ referencePrefix: "NOR" });
	sian = await aCase({
		panel,
		victimName: "Siân O’Brien",
		victimAliases: "Nan Price",
		suspectName: "Stephen Johnson",
		crimeReference: "42/12345/26",
		officerName: "DC Mwangi",
	});
	callum = await aCase({ panel, victimName: "Mary-Jane Watson", suspectName: "Callum MacDonald" });
	elsewhere = await aCase({ victimName: "Siân Obrien", suspectName: "Unknown" });
});

const casesOf = (hits: SearchHit[]) => hits.map((hit) => hit.caseId).sort();
const found = async (words: string, scope = all) =>
	casesOf(await searchCases(db, { words, limit: 50, ...scope }));
const ours = (): SearchScope => ({ panelIds: [sian.panel.id] });

describe("a case is found by a name", () => {
	it.each([
		"Siân O'Brien",
		"sian obrien",
		"Sian OBrien",
		"Shian O'Brian",
		"sian o brien",
		"obrein",
		"O’Brien, Siân",
		"sian johnson",
		"Jonson",
		"johnston",
		"Steven Johnson",
		"nan price",
		"sian obr",
		"johnso",
		"s johnson",
		"mwangi",
	])("that is typed as %s", async (words) => {
		expect(await found(words, ours())).toEqual([sian.id]);
	});

	it.each(["maryjane watson", "mary jane", "Mary Jane Watson", "macdonald", "mac donald", "McDonald"])(
		"in one word or two: %s",
		async (words) => {
			expect(await found(words, ours())).toEqual([callum.id]);
		},
	);

	it.each([
		"brown",
		"sian watson",
		"obriens wife",
		"",
		"  ",
		"%",
		"' or 1=1 --",
		'"',
		"NEAR(",
		"*",
		"jo smith",
	])("but not by “%s”", async (words) => {
		expect(await found(words, ours())).toEqual([]);
	});

	it("what was typed comes before what may have been meant", async () => {
		const exact = await aCase({ panel: sian.panel, victimName: "Alma Jonson" });
		const newer = await aCase({ panel: sian.panel, victimName: "Bea Johnson" });
		const hits = await searchCases(db, { words: "jonson", limit: 50, ...ours() });
		expect(hits.map((hit) => hit.caseId)).toEqual([exact.id, newer.id, sian.id]);
		await transaction((tx) => unindexCases(tx, [exact.id, newer.id]));
	});
});

test("of what is gone no name is kept that nobody else has", async () => {
	const one = await aCase({
		panel: sian.panel,
		victimName: "Quenilda Watson",
		suspectName: "Xanthippe O’Brien",
		officerName: "DC Zebedee",
	});
	const kept = async (...words: string[]) => {
		const found = await db.select().from(names).where(inArray(names.word, words));
		const spelt = await db.select().from(slips).where(inArray(slips.word, words));
		return [found.map(({ word }) => word).sort(), [...new Set(spelt.map(({ word }) => word))].sort()];
	};
	const own = ["quenilda", "xanthippe", "zebedee"];
	const shared = ["obrien", "watson"];
	expect(await kept(...own)).toEqual([own, own]);
	await transaction((tx) => unindexCases(tx, [one.id]));
	expect(await kept(...own)).toEqual([[], []]);
	expect(await kept(...shared)).toEqual([shared, shared]);
	expect(
		(await searchCases(db, { words: "wattson", limit: 5, ...all })).map(({ caseId }) => caseId),
	).toContain(callum.id);
});

describe("a case is found by a number", () => {
	it.each(["42/12345/26", "42-12345-26", "42 12345 26", "421234526", "12345/26", "12345", "42/12345"])(
		"of a crime: %s",
		async (words) => {
			expect(await found(words, ours())).toEqual([sian.id]);
		},
	);

	it("of its own, in any style", async () => {
		const number = sian.reference.split("-").at(-1) ?? "";
		for (const words of [
			sian.reference,
			sian.reference.toLowerCase(),
			sian.reference.replaceAll("-", " "),
			sian.reference.replaceAll("-", ""),
			`nor ${Number(number)}`,
			`obrien ${number}`,
		]) {
			expect(await found(words, ours()), words).toEqual([sian.id]);
		}
		expect((await found("nor", ours())).length).toBe(2);
	});
});

describe("an entry and an action are found", () => {
	let entry: Awaited<ReturnType<typeof anEntry>>;
	let action: Awaited<ReturnType<typeof anAction>>;
	beforeAll(async () => {
		entry = await anEntry({
			file: sian,
			body: "On 3 07700 900123 he texted her twice about Harwich’s café.",
		});
		action = await anAction({ file: sian, what: "Seize the trackers, call +44 (0)7700 900 456" });
	});
	const texts = async (words: string, kinds?: ("entry" | "action")[], scope = all) =>
		(await searchText(db, { words, kinds, limit: 50, ...scope })).map((hit) => hit.subjectId);

	it.each([
		"harwich",
		"Harwichs cafe",
		"texting",
		"he texted her",
		"07700900123",
		"07700 900 123",
		"+44 7700 900123",
		"+44 (0) 7700 900123",
		"0044 7700900123",
		"900123",
	])("the entry by %s", async (words) => {
		expect(await texts(words)).toEqual([entry.id]);
	});

	it.each(["tracker", "seized tracker", "07700900456", "(07700) 900-456"])(
		"the action by %s",
		async (words) => {
			expect(await texts(words)).toEqual([action.id]);
			expect(await texts(words, ["entry"])).toEqual([]);
		},
	);

	it.each(["harwich tracker", "she", "", "07700900999", "0123"])("neither by “%s”", async (words) => {
		expect(await texts(words)).toEqual([]);
	});

	it("as it reads now, and not as it read before", async () => {
		await editEntry(entry.author, anOpId(), {
			entryId: entry.id,
			kind: "information",
			body: "He was in Clacton.",
			version: entry.version,
		});
		expect(await texts("harwich")).toEqual([]);
		expect(await texts("clacton")).toEqual([entry.id]);
		const [{ version = 0 } = {}] = await db.select().from(actions).where(eq(actions.id, action.id));
		await setActionStatus(sian.coordinator, anOpId(), {
			actionId: action.id,
			status: "not-possible",
			outcome: "No warrant in Braintree",
			version,
		});
		expect(await texts("braintree tracker")).toEqual([action.id]);
	});

	it("the newest first, and on from there", async () => {
		const file = await aCase();
		const made = [];
		for (let n = 0; n < 5; n++) made.unshift((await anEntry({ file, body: "Zebra crossing" })).id);
		const question = { words: "zebra", panelIds: [file.panel.id], limit: 3 };
		const first = await searchText(db, question);
		expect(first.map((hit) => hit.subjectId)).toEqual(made.slice(0, 3));
		const rest = await searchText(db, { ...question, before: first.at(-1)?.no });
		expect(rest.map((hit) => hit.subjectId)).toEqual(made.slice(3));
	});

	it("no longer, once it is taken out", async () => {
		const gone = await anEntry({ body: "Xylophone" });
		expect(await texts("xylophone")).toEqual([gone.id]);
		await transaction((tx) => unindexText(tx, [gone.id]));
		expect(await texts("xylophone")).toEqual([]);
	});
});

describe("an incident is found", () => {
	let file: TestCase;
	beforeAll(async () => {
		file = await aCase();
	});
	const said = (fields: Partial<Parameters<typeof addIncident>[2]> = {}) => ({
		caseId: file.id,
		startsOn: "2026-11-03",
		kinds: ["following" as const],
		what: "Followed her past the lighthouse",
		...fields,
	});
	const add = (fields: Parameters<typeof said>[0]) => addIncident(file.coordinator, anOpId(), said(fields));
	const texts = async (words: string) =>
		(await searchText(db, { words, kinds: ["incident"], limit: 50, panelIds: [file.panel.id] })).map(
			(hit) => hit.subjectId,
		);

	it("by what happened, where, who reported it, and the evidence of it", async () => {
		const { incidentId } = await add({
			location: "Tidewater Lane",
			source: "Her neighbour Mrs Quayle",
			evidence: "Doorbell footage, held by the locksmith",
		});
		for (const words of ["lighthouses", "tidewater", "quayle", "locksmith doorbell", "follow tidewater"]) {
			expect(await texts(words), words).toEqual([incidentId]);
		}
		for (const words of ["following tidewater clacton", "2026", ""]) expect(await texts(words)).toEqual([]);
		expect(await searchText(db, { words: "quayle", kinds: ["entry"], limit: 5, ...all })).toEqual([]);
	});

	it.each([
		["42/98765/26", ["42/98765/26", "42 98765 26", "42-98765-26", "429876526", "98765/26", "98765"]],
		["CR/0031415/26", ["CR/0031415/26", "cr003141526", "CR 31415 26", "cr0031415", "31415"]],
		["13b-2718", ["13B/2718", "13b2718", "13B 2718"]],
	])("by its crime number %s, however it is typed", async (crimeNumber, ways) => {
		const { incidentId } = await add({ crimeNumber });
		for (const words of ways) expect(await texts(words), words).toEqual([incidentId]);
		expect(await texts(`${crimeNumber} elsewhere`)).toEqual([]);
	});

	it("as it reads now, until it is removed", async () => {
		const { incidentId, version } = await add({ what: "Left a zither at her door" });
		expect(await texts("zither")).toEqual([incidentId]);
		const { caseId: _, ...other } = said({ what: "Left a bassoon at her door", crimeNumber: "77/55555/26" });
		const changed = await changeIncident(file.coordinator, anOpId(), { incidentId, version, ...other });
		expect(await texts("zither")).toEqual([]);
		expect(await texts("bassoon 775555526")).toEqual([incidentId]);
		await removeIncident(file.coordinator, anOpId(), { incidentId, version: changed.version });
		expect(await texts("bassoon")).toEqual([]);
	});

	it("also of several that came together, before and after the index is built anew", async () => {
		const incidents = Array.from({ length: 600 }, (_, number) => {
			const { caseId: _case, ...one } = said({ what: number % 200 === 0 ? "A marimba" : `Call ${number}` });
			return one;
		});
		await addIncidents(file.coordinator, anOpId(), { caseId: file.id, from: "file", incidents });
		const found = await texts("marimba");
		expect(found.length).toBe(3);
		const { incidentId, version } = await add({ what: "A marimba again" });
		expect(await texts("marimba")).toEqual([incidentId, ...found]);
		await removeIncident(file.coordinator, anOpId(), { incidentId, version });
		await rebuildSearch(summaryTexts);
		expect(await texts("marimba")).toEqual(found);
		expect(await texts("bassoon")).toEqual([]);
	});

	it("no longer, once its case is taken out", async () => {
		const gone = await aCase();
		const one = said({ caseId: gone.id, what: "A harpsichord" });
		const { incidentId } = await addIncident(gone.coordinator, anOpId(), one);
		const find = async () =>
			(await searchText(db, { words: "harpsichord", limit: 5, ...all })).map((hit) => hit.subjectId);
		expect(await find()).toEqual([incidentId]);
		await transaction((tx) => unindexCases(tx, [gone.id]));
		expect(await find()).toEqual([]);
	});
});

describe("whoever asks is held", () => {
	it("to their panels, their own cases, and what is not walled off", async () => {
		expect(await found("sian obrien")).toEqual([sian.id, elsewhere.id].sort());
		expect(await found("sian obrien", { panelIds: [elsewhere.panel.id] })).toEqual([elsewhere.id]);
		expect(await found("sian obrien", { panelIds: [] })).toEqual([]);
		expect(await found("sian obrien", { panelIds: [], caseIds: [sian.id] })).toEqual([sian.id]);
		expect(await found("sian obrien", { panelIds: [sian.panel.id], caseIds: [elsewhere.id] })).toEqual(
			[sian.id, elsewhere.id].sort(),
		);
		expect(await found("sian obrien", { panelIds: "all", exceptCaseIds: [sian.id] })).toEqual([elsewhere.id]);
		expect(
			await found("sian obrien", {
				panelIds: [sian.panel.id, elsewhere.panel.id],
				exceptCaseIds: [sian.id, callum.id],
			}),
		).toEqual([elsewhere.id]);
	});
});

test("a name that was put right, and another officer, are found instead of what stood there", async () => {
	const file = await aCase({ victimName: "Ottoline Grey" });
	await setOfficer(file.coordinator, anOpId(), { caseId: file.id, officerName: "PC Quill" });
	expect(await found("quill grey")).toEqual([file.id]);
	const { version = 0 } = (await db.select().from(cases).where(eq(cases.id, file.id)))[0] ?? {};
	await changePerson(file.coordinator, anOpId(), {
		caseId: file.id,
		personId: file.victimId,
		name: "Otterburn Grey",
		aliases: "",
		version: version - 1,
	});
	expect(await found("ottoline")).toEqual([]);
	expect(await found("otterburn")).toEqual([file.id]);
});

test("built anew it answers the same, also of rows that were written in bulk", async () => {
	const ask = async () => ({
		sian: await found("shian obrian"),
		number: await found("42 12345 26"),
		clacton: casesOf(await searchText(db, { words: "clacton", limit: 9, ...all })),
		braintree: casesOf(await searchText(db, { words: "braintree", limit: 9, ...all })),
	});
	const before = await ask();
	expect(Object.values(before).map((ids) => ids.length)).toEqual([2, 1, 1, 1]);
	const raw = await rawSql(process.env.DATABASE_URL ?? "");
	await raw.run(
		"insert into people (id, case_id, part, name, aliases, search_key, version) select 'bulk', id, 'victim', 'Perpetua Vane', '[]', '', 1 from cases where reference = '" +
			`${callum.reference}'`,
	);
	await raw.close();
	expect(await found("perpetua")).toEqual([]);
	await rebuildSearch(summaryTexts);
	expect(await ask()).toEqual(before);
	expect(await found("perpetua")).toEqual([callum.id]);
});
