/** An import from the file to the record and back: mapped, looked at, written unseen, accepted, undone. */
import { readFileSync } from "node:fs";
import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db, searchCases, searchText } from "#db/index.ts";
import {
	actions,
	cases,
	contacts,
	entries,
	events,
	imports,
	people,
	protectedDetails,
	revisions,
} from "#db/schema/index.ts";
import {
	aMember,
	aMembership,
	anActor,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	eventsOf,
	type TestPanel,
} from "#tests/factories.ts";
import { edited } from "#tests/workbooks.ts";
import { openActionsOfMyAgency, setActionStatus } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import {
	addEntry,
	addProtectedDetail,
	casesOfPanel,
	caseTimeline,
	declareRecusal,
	detailPlace,
} from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { unseal } from "../sealing.ts";
import { findCases } from "../search/index.ts";
import type { Import } from "./content.ts";
import { contentOf } from "./content.ts";
import {
	abandonImport,
	acceptImport,
	beginImport,
	chooseRows,
	mapColumns,
	mapWords,
	paceImportsBy,
	resumeImport,
	takeBack,
	tidyImports,
} from "./index.ts";
import { FOR_SOMEBODY_ELSE } from "./plan-case.ts";
import { prepare } from "./prepare.ts";
import { importPage } from "./queries.ts";
import { stage } from "./stage.ts";

// An import goes in small steps with pauses between them; on a busy machine that is long, and no fault.
vi.setConfig({ testTimeout: 120_000 });

const TRACKER = new Uint8Array(
	readFileSync(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url)),
);
beforeAll(() => paceImportsBy(() => true));
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

let worlds = 0;
async function aWorld() {
	const number = ++worlds;
	const panels = {
		North: await aPanel({ name: `North LPA ${number}` }),
		South: await aPanel({ name: `South LPA ${number}` }),
		West: await aPanel({ name: `West LPA ${number}` }),
	};
	const user = await aUser();
	for (const panel of Object.values(panels)) await aMembership({ panel, user, role: "coordinator" });
	return { panels, coordinator: anActor(user), ids: Object.values(panels).map(({ id }) => id) };
}

const rowOf = async (importId: string): Promise<Import> => {
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (!found) throw new Error("There is no such import");
	return found;
};
const pageOf = (actor: Actor, importId: string) => importPage(actor, importId, { fate: null, page: 1 });
const countsOf = async (importId: string) => (await rowOf(importId)).counts;

/** Says to each sheet its panel, by the first word of its name, and takes every guess. */
async function mapped(
	actor: Actor,
	importId: string,
	panels: Record<string, TestPanel>,
	statuses: Record<string, "done"> = {},
): Promise<void> {
	const { head, mapping } = await pageOf(actor, importId);
	await mapColumns(
		actor,
		importId,
		head.version,
		(mapping?.sheets ?? []).map((sheet) => ({
			panelId: sheet.headings === null ? null : (panels[sheet.name.split(" ")[0] ?? ""]?.id ?? sheet.panelId),
			headings: sheet.headings,
			meanings: sheet.meanings,
		})),
	);
	const again = await pageOf(actor, importId);
	if (again.head.state !== "mapping") return;
	await mapWords(actor, importId, again.head.version, {
		owners: again.mapping?.owners ?? {},
		statuses: { ...(again.mapping?.statuses ?? {}), ...statuses },
	});
}

async function begun(actor: Actor, data: Uint8Array | string, name = "tracker.xlsx"): Promise<string> {
	const bytes = typeof data === "string" ? new Uint8Array(Buffer.from(data)) : new Uint8Array(data);
	const { importId } = await beginImport(actor, anOpId(), { name, data: bytes });
	await resumed(importId);
	return importId;
}

async function accepted(actor: Actor, importId: string): Promise<void> {
	await acceptImport(actor, importId, (await rowOf(importId)).version);
	await resumed(importId);
}
/** Waits for what goes on after its form has been answered. */
async function resumed(importId: string): Promise<void> {
	for (let n = 0; n < 600; n++) {
		const { state, progress, outOf } = await rowOf(importId);
		const isIndexed = state !== "accepted" || progress === outOf;
		if (isIndexed && !["reading", "writing", "undoing"].includes(state)) return;
		await new Promise((resume) => setTimeout(resume, 50));
	}
	throw new Error("It does not end");
}

async function imported(world: Awaited<ReturnType<typeof aWorld>>, data: Uint8Array | string, name?: string) {
	const importId = await begun(world.coordinator, data, name);
	await mapped(world.coordinator, importId, world.panels);
	await accepted(world.coordinator, importId);
	return importId;
}

const standing = async (ids: string[]) => ({
	cases: await db.select().from(cases).where(inArray(cases.panelId, ids)).orderBy(cases.id),
	actions: await db.select().from(actions).where(inArray(actions.panelId, ids)).orderBy(actions.id),
	versions: await Promise.all(ids.map((id) => versionOf(db, id))),
});

/** The addresses that stand, each by what tells equal ones. */
async function addressesOf(ids: string[]): Promise<string[]> {
	const found = await db
		.select({ index: protectedDetails.blindIndex })
		.from(protectedDetails)
		.innerJoin(cases, eq(cases.id, protectedDetails.caseId))
		.where(
			and(
				inArray(cases.panelId, ids),
				eq(protectedDetails.kind, "address"),
				isNull(protectedDetails.removedAt),
			),
		);
	return found.map(({ index }) => index).sort();
}

describe("the tracker", () => {
	test("is 54 cases and 177 actions; again nothing; an edited copy exactly its edits; undone, all is as before", async () => {
		await anAgency({ name: "Colchester Housing" });
		const world = await aWorld();
		const { coordinator, panels, ids } = world;
		const first = await begun(coordinator, TRACKER);
		await mapped(coordinator, first, panels);
		const { head, preview } = await pageOf(coordinator, first);
		expect(head).toMatchObject({ state: "preview", fileName: "tracker.xlsx" });
		expect(preview?.counts).toEqual({
			rows: 211,
			created: 177,
			changed: 0,
			unchanged: 0,
			uncertain: 0,
			"not-imported": 34,
			casesCreated: 54,
			actionsCreated: 177,
		});
		const content = await contentOf(await rowOf(first));
		expect(content?.preview?.rows).toHaveLength(211);
		for (const row of content?.preview?.rows ?? []) {
			if (row.fate === "not-imported") expect(row.reason).toMatch(/\S/);
		}
		// Nothing of it stands in the open while it waits.
		expect((await rowOf(first)).sealedContent).not.toContain("O'Brien");
		await accepted(coordinator, first);
		expect(await rowOf(first)).toMatchObject({ state: "accepted", sealedContent: null, problem: null });
		const before = await standing(ids);
		expect([before.cases.length, before.actions.length]).toEqual([54, 177]);
		const { referencePrefix } = panels.North;
		const references = before.cases
			.filter((one) => one.panelId === panels.North.id)
			.map((one) => one.reference);
		expect(references.sort()[0]).toBe(`${referencePrefix}-${londonDate().slice(0, 4)}-001`);
		expect(new Set(references).size).toBe(references.length);
		expect(
			before.actions.some((one) => one.ownerAgencyName === "Colchester Housing" && one.ownerAgencyId),
		).toBe(true);
		// What was overdue already is no reason to remind anybody of all of it.
		for (const { due, reminded } of before.actions) {
			if (due && due < "2026-01-01") expect(reminded).toBeGreaterThan(0);
			if (due && due > londonDate()) expect(reminded).toBe(0);
		}

		const second = await begun(coordinator, TRACKER);
		await mapped(coordinator, second, panels);
		expect(await countsOf(second)).toMatchObject({
			created: 0,
			changed: 0,
			unchanged: 177,
			uncertain: 0,
			"not-imported": 34,
		});
		await expect(acceptImport(coordinator, second, (await rowOf(second)).version)).rejects.toThrow(Invalid);
		expect(await standing(ids)).toEqual(before);

		const addresses = await addressesOf(ids);
		const copy = edited(TRACKER, [
			["DS Evans 77733", "DS Grey 11111"],
			["105 Flat 2 High Street, CM99 6XY", "9 New Road, CM1 1AA"],
		]);
		const third = await begun(coordinator, copy);
		await mapped(coordinator, third, panels);
		const changed = (await contentOf(await rowOf(third)))?.preview?.rows.filter(
			({ fate }) => fate !== "unchanged" && fate !== "not-imported",
		);
		expect(
			new Set(changed?.flatMap(({ differences = [] }) => differences.map(({ after }) => after))),
		).toEqual(new Set(["DS Grey 11111", "9 New Road, CM1 1AA"]));
		expect(changed?.every(({ fate }) => fate === "changed")).toBe(true);
		await accepted(coordinator, third);
		const after = await standing(ids);
		const differing = after.cases.filter(
			(one) => !before.cases.some((old) => JSON.stringify(old) === JSON.stringify(one)),
		);
		expect(differing.length).toBe(before.cases.filter((one) => one.officerName === "DS Evans 77733").length);
		expect(differing.every((one) => one.officerName === "DS Grey 11111")).toBe(true);
		expect(after.actions).toEqual(before.actions);
		const [grey] = await db.select().from(contacts).where(eq(contacts.name, "DS Grey 11111"));
		expect(differing.some((one) => one.officerContactId === grey?.id)).toBe(true);
		const sentences = (await caseTimeline(coordinator, differing[0]?.id ?? "")).map(
			({ sentence }) => sentence,
		);
		expect(sentences[0]).toMatch(/changed .* by a spreadsheet/);

		await takeBack(coordinator, anOpId(), third);
		await resumed(third);
		expect(await rowOf(third)).toMatchObject({ state: "undone" });
		const restored = await standing(ids);
		const plain = (rows: typeof restored.cases) => rows.map(({ version: _, ...one }) => one);
		expect(plain(restored.cases)).toEqual(plain(before.cases));
		expect(await addressesOf(ids)).toEqual(addresses);
	}, 180_000);
});

const CSV = [
	"What was agreed,By when,Perp,Officer in case,Name of victim,Whose,Where it stands,Mood",
	"Call her,03/04/2026,Bob Day,DC Who 1,Ann Roe,Housing / J. Low,done,grim",
	"=1+1,ASAP,Bob Day,DC Who 1,Ann Roe,ISAC,ongoing,",
	"Visit,5 May 26,Cid Far,DC Who 1,Eve Low,nobody yet,,",
].join("\n");

describe("a CSV file with other columns in another order", () => {
	test("is mapped by its words, and what somebody said of it is remembered", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const importId = await begun(coordinator, CSV, "North list.csv");
		const { head, mapping } = await pageOf(coordinator, importId);
		const [sheet] = mapping?.sheets ?? [];
		expect(sheet?.columns.map(({ heading, guess }) => [heading, guess])).toEqual([
			["What was agreed", "action"],
			["By when", "due"],
			["Perp", "suspect"],
			["Officer in case", "officerInCase"],
			["Name of victim", "victim"],
			["Whose", "owner"],
			["Where it stands", "status"],
			["Mood", null],
		]);
		await mapColumns(coordinator, importId, head.version, [
			{ panelId: panels.North.id, headings: 1, meanings: { ...sheet?.meanings, "8": "note" } },
		]);
		const { mapping: words, head: next } = await pageOf(coordinator, importId);
		expect(words?.words?.owners.map(({ written }) => written).sort()).toEqual([
			"Housing",
			"ISAC",
			"nobody yet",
		]);
		await mapWords(coordinator, importId, next.version, {
			owners: words?.owners ?? {},
			statuses: { done: "not-done" },
		});
		await accepted(coordinator, importId);
		const acts = await db
			.select()
			.from(actions)
			.where(eq(actions.panelId, panels.North.id))
			.orderBy(actions.id);
		expect(
			acts.map(({ what, due, dueNote, status, ownerAgencyName, ownerDetail }) => [
				what,
				due,
				dueNote,
				status,
				ownerAgencyName,
				ownerDetail,
			]),
		).toEqual([
			["Call her", "2026-04-03", null, "not-done", "Colchester Housing", "J. Low"],
			["=1+1", null, "ASAP", "in-progress", "Changing Pathways", null],
			["Visit", "2026-05-05", null, "open", "nobody yet", null],
		]);
		const again = await begun(coordinator, CSV, "Other name.csv");
		const { mapping: known } = await pageOf(coordinator, again);
		expect(known?.sheets[0]?.meanings["8"]).toBe("note");
		expect(known?.statuses).toMatchObject({ done: "not-done" });
		await mapped(coordinator, again, { Other: panels.North });
		expect(await countsOf(again)).toMatchObject({ created: 0, changed: 0, unchanged: 3, uncertain: 0 });
	});

	test("without a victim's column, or with one meaning twice, is refused at the column", async () => {
		const { coordinator, panels } = await aWorld();
		const importId = await begun(coordinator, CSV, "a.csv");
		const { head, mapping } = await pageOf(coordinator, importId);
		const meanings = mapping?.sheets[0]?.meanings ?? {};
		const say = (changed: Record<string, "none" | "victim">, panelId: string | null = panels.North.id) =>
			mapColumns(coordinator, importId, head.version, [
				{ panelId, headings: 1, meanings: { ...meanings, ...changed } },
			]);
		await expect(say({ "5": "none" })).rejects.toMatchObject({
			fields: { "column-0-1": expect.stringContaining("names the victim") },
		});
		await expect(say({ "8": "victim" })).rejects.toMatchObject({
			fields: { "column-0-8": expect.stringContaining("Choose one") },
		});
		await expect(say({}, null)).rejects.toMatchObject({
			fields: { "panel-0": "Choose the panel into which this goes" },
		});
		const elsewhere = await aPanel();
		await expect(say({}, elsewhere.id)).rejects.toMatchObject({ fields: { "panel-0": expect.any(String) } });
	});

	test("may have its headings elsewhere than they seem", async () => {
		const { coordinator } = await aWorld();
		const importId = await begun(
			coordinator,
			`Victim,Suspect,Action\nWho,By whom,Task\nAnn,Bob,Call`,
			"a.csv",
		);
		const { head } = await pageOf(coordinator, importId);
		const next = await mapColumns(coordinator, importId, head.version, [
			{ panelId: null, headings: 2, meanings: {} },
		]);
		expect(next).toEqual({ next: "columns" });
		const { mapping } = await pageOf(coordinator, importId);
		expect(mapping?.sheets[0]?.columns.map(({ heading }) => heading)).toEqual(["Who", "By whom", "Task"]);
	});
});

const DOORS = [
	"Suspect,Suspect address,Victim,Address,Temporary address / refuge,Tel,Mobile,Children's school,Email,Action,Mood",
	"Bob Day,66 Perp Road,Ann Roe,1 Home Row,The Lindens refuge,01245 111111,07700 900001,Elm Primary,ann@roe.example,Call,grim",
	"Bob Day,66 Perp Road,Ann Roe,1 Home Row,,01245 111111,,,,Visit,",
].join("\n");

/** The protected details that stand in a panel, opened. */
async function detailsOf(panel: TestPanel): Promise<string[]> {
	const found = await db
		.select({ detail: protectedDetails })
		.from(protectedDetails)
		.innerJoin(cases, eq(cases.id, protectedDetails.caseId))
		.where(and(eq(cases.panelId, panel.id), isNull(protectedDetails.removedAt)));
	return found.map(({ detail }) => `${detail.kind}: ${unseal(detail.sealed, detailPlace(detail.id))}`).sort();
}

describe("what may lead to somebody’s door", () => {
	test("is protected in every column that holds it, and in the open only where somebody says so", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const importId = await begun(coordinator, DOORS, "North.csv");
		const { mapping } = await pageOf(coordinator, importId);
		expect(mapping?.sheets[0]?.meanings).toEqual({
			1: "suspect",
			2: "none",
			3: "victim",
			4: "address",
			5: "address",
			6: "safeTelephone",
			7: "safeTelephone",
			8: "school",
			9: "otherDetail",
			10: "action",
			11: "note",
		});
		await mapped(coordinator, importId, panels);
		expect((await pageOf(coordinator, importId)).preview?.openHeadings).toEqual(["Mood"]);
		await accepted(coordinator, importId);
		expect(await detailsOf(panels.North)).toEqual([
			"address: 1 Home Row",
			"address: Temporary address / refuge: The Lindens refuge",
			"other: Email: ann@roe.example",
			"safe-telephone: 01245 111111",
			"safe-telephone: 07700 900001",
			"school: Elm Primary",
		]);
		const said = await db
			.select({ body: entries.body })
			.from(entries)
			.innerJoin(cases, eq(cases.id, entries.caseId))
			.where(eq(cases.panelId, panels.North.id));
		expect(said.map(({ body }) => body)).toEqual(["From the tracker. Mood: grim."]);
		for (const words of ["Lindens", "Elm", "Perp Road"]) {
			expect(JSON.stringify(await findCases(coordinator, words))).not.toContain(panels.North.id);
		}

		const before = await standing([panels.North.id]);
		const again = await begun(coordinator, DOORS, "North.csv");
		await mapped(coordinator, again, panels);
		expect(await countsOf(again)).toMatchObject({ created: 0, changed: 0, unchanged: 2, uncertain: 0 });
		expect(await standing([panels.North.id])).toEqual(before);

		const moved = DOORS.replace("The Lindens refuge", "The Oaks refuge").replace(
			"07700 900001",
			"07700 900002",
		);
		const third = await imported(world, moved, "North.csv");
		expect(await detailsOf(panels.North)).toEqual([
			"address: 1 Home Row",
			"address: Temporary address / refuge: The Oaks refuge",
			"other: Email: ann@roe.example",
			"safe-telephone: 01245 111111",
			"safe-telephone: 07700 900002",
			"school: Elm Primary",
		]);
		await takeBack(coordinator, anOpId(), third);
		await resumed(third);
		expect(await detailsOf(panels.North)).toContain(
			"address: Temporary address / refuge: The Lindens refuge",
		);
		expect(await detailsOf(panels.North)).toContain("safe-telephone: 07700 900001");
		expect(await detailsOf(panels.North)).toHaveLength(6);
	});

	test("may be any kind in any column, and comes beside what somebody has kept by hand only if they say so", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		await imported(world, "Victim,Suspect,Action\nAnn Roe,Bob Day,Call", "North.csv");
		const [file] = await db.select().from(cases).where(eq(cases.panelId, panels.North.id));
		const [victim] = await db
			.select()
			.from(people)
			.where(and(eq(people.caseId, file?.id ?? ""), eq(people.part, "victim")));
		await addProtectedDetail(coordinator, anOpId(), {
			caseId: file?.id ?? "",
			personId: victim?.id ?? "",
			kind: "address",
			value: "9 Safe House",
		});
		const csv = "Victim,Suspect,Action,Where,Gym\nAnn Roe,Bob Day,Call,1 Old Road,Lido";
		const importId = await begun(coordinator, csv, "North.csv");
		const { head, mapping } = await pageOf(coordinator, importId);
		await mapColumns(coordinator, importId, head.version, [
			{
				panelId: panels.North.id,
				headings: 1,
				meanings: { ...mapping?.sheets[0]?.meanings, "4": "address", "5": "otherDetail" },
			},
		]);
		const { preview } = await pageOf(coordinator, importId);
		expect(preview?.rows.find(({ fate }) => fate === "uncertain")?.reason).toContain("9 Safe House");
		expect(await detailsOf(panels.North)).toEqual(["address: 9 Safe House"]);
	});
});

describe("words for risk and relationship that are none of ours", () => {
	const RATED = [
		"Victim,Suspect,Relationship,RAG,Action",
		"Ann Roe,Bob Day,Cousin,Very high,Call",
		"Eve Low,Cid Far,stranger,High risk,Visit",
		"Una Fox,Dan Oak,ex partner,Amber,Write",
		"Ida May,Ed Elm,neighbour,18 ticks,Ask",
	].join("\n");
	const ratings = async (panel: TestPanel) =>
		Object.fromEntries(
			(
				await db
					.select({ name: people.name, risk: cases.risk, relationship: cases.relationship })
					.from(cases)
					.innerJoin(people, eq(people.caseId, cases.id))
					.where(and(eq(cases.panelId, panel.id), eq(people.part, "victim")))
			).map(({ name, risk, relationship }) => [name, `${risk}, ${relationship}`]),
		);
	const said = async (panel: TestPanel) =>
		(
			await db
				.select({ body: entries.body })
				.from(entries)
				.innerJoin(cases, eq(cases.id, entries.caseId))
				.where(eq(cases.panelId, panel.id))
		)
			.map(({ body }) => body)
			.sort();

	test("are asked for, kept as written, told in their row, and remembered; no rating is invented", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const importId = await begun(coordinator, RATED, "North.csv");
		const { head, mapping } = await pageOf(coordinator, importId);
		await mapColumns(coordinator, importId, head.version, [
			{ panelId: panels.North.id, headings: 1, meanings: mapping?.sheets[0]?.meanings ?? {} },
		]);
		const { head: next, mapping: asked } = await pageOf(coordinator, importId);
		expect(asked?.words?.risks.map(({ key, written, guess }) => [key, written, guess])).toEqual([
			["very high", "Very high", null],
			["high risk", "High risk", "high"],
			["amber", "Amber", null],
			["18 ticks", "18 ticks", null],
		]);
		await mapWords(coordinator, importId, next.version, {
			owners: {},
			statuses: {},
			risks: { "very high": "high", amber: "not-assessed", "18 ticks": "nonsense" },
		});
		const { preview } = await pageOf(coordinator, importId);
		expect(preview?.rows.filter(({ fate }) => fate === "created").map(({ reason }) => reason)).toEqual([
			"RAG “Very high” counts as high, and is kept as written. Relationship “Cousin” counts as another relationship, and is kept as written",
			undefined,
			"RAG “Amber” counts as not assessed, and is kept as written",
			"RAG “18 ticks” counts as not assessed, and is kept as written",
		]);
		await accepted(coordinator, importId);
		expect(await ratings(panels.North)).toEqual({
			"Ann Roe": "high, other",
			"Eve Low": "high, stranger",
			"Una Fox": "not-assessed, ex-partner",
			"Ida May": "not-assessed, neighbour",
		});
		const kept = [
			"From the tracker. RAG: 18 ticks.",
			"From the tracker. RAG: Amber.",
			"From the tracker. RAG: Very high. Relationship: Cousin.",
		];
		expect(await said(panels.North)).toEqual(kept);

		// As it was said the first time, and nothing is written again.
		const before = await standing([panels.North.id]);
		const again = await begun(coordinator, RATED, "North.csv");
		expect((await pageOf(coordinator, again)).mapping?.risks).toEqual({
			"very high": "high",
			amber: "not-assessed",
		});
		const page = await pageOf(coordinator, again);
		await mapColumns(coordinator, again, page.head.version, [
			{ panelId: panels.North.id, headings: 1, meanings: page.mapping?.sheets[0]?.meanings ?? {} },
		]);
		const words = await pageOf(coordinator, again);
		await mapWords(coordinator, again, words.head.version, {
			owners: {},
			statuses: {},
			risks: words.mapping?.risks,
		});
		expect(await countsOf(again)).toMatchObject({ created: 0, changed: 0, unchanged: 4, uncertain: 0 });
		expect(await standing([panels.North.id])).toEqual(before);
		expect(await said(panels.North)).toEqual(kept);
	});
});

describe("a bad file", () => {
	test.each([
		["letter.docx", "Dear panel", "neither an Excel workbook"],
		["tracker.xlsm", "PK", "macros"],
		["old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"],
		["empty.xlsx", "", "empty"],
		["empty.csv", "", "empty"],
		["notes.csv", "Hello\nthere", "looks like a tracker"],
		["long.csv", `Victim,Suspect,Action\n${"Ann,Bob,Call\n".repeat(5_001)}`, "5,000 rows"],
	])("%s is refused at its field", async (name, text, words) => {
		const coordinator = await aMember({ role: "coordinator" });
		const data = new Uint8Array(Buffer.from(text, "latin1"));
		const before = await db.$count(imports);
		await expect(beginImport(coordinator, anOpId(), { name, data })).rejects.toMatchObject({
			fields: { file: expect.stringContaining(words) },
		});
		expect(await db.$count(imports)).toBe(before);
	});

	test("is chosen only by coordinators, and an import is known to its owner alone", async () => {
		const { coordinator, panels } = await aWorld();
		const importId = await begun(coordinator, CSV, "a.csv");
		const member = await aMember({ panel: panels.North });
		await expect(begun(member, CSV, "a.csv")).rejects.toThrow(NotAllowed);
		const colleague = await aMember({ panel: panels.North, role: "coordinator" });
		await expect(pageOf(colleague, importId)).rejects.toThrow(NotFound);
		await expect(acceptImport(colleague, importId, 1)).rejects.toThrow(NotFound);
		await expect(takeBack(colleague, anOpId(), importId)).rejects.toThrow(NotFound);
	});

	test("sent twice by one click is one import", async () => {
		const { coordinator } = await aWorld();
		const opId = anOpId();
		const file = () => ({ name: "a.csv", data: new Uint8Array(Buffer.from(CSV)) });
		const [one, other] = await Promise.all([
			beginImport(coordinator, opId, file()),
			beginImport(coordinator, opId, file()),
		]);
		expect(other).toEqual(one);
		await resumed(one.importId);
		expect((await rowOf(one.importId)).state).toBe("mapping");
	});
});

describe("what is uncertain", () => {
	test("is written by nobody's guess: a person says whether it is the same case", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		await imported(world, "Crime ref,Victim,Suspect,Action\n42/1/26,Ann Roe,Bob Day,Call", "North.csv");
		const [file] = await db.select().from(cases).where(eq(cases.panelId, panels.North.id));
		const importId = await begun(
			coordinator,
			"Crime ref,Victim,Suspect,Action\n42/9/26,Ann Roe,Bob Day,Visit",
			"North.csv",
		);
		await mapped(coordinator, importId, panels);
		const { preview, head } = await pageOf(coordinator, importId);
		const row = preview?.rows.find(({ fate }) => fate === "uncertain");
		expect(row?.choices?.[0]?.options.map(({ value }) => value)).toEqual([file?.id, "new", "skip"]);
		await chooseRows(coordinator, importId, head.version, { [row?.choices?.[0]?.key ?? ""]: file?.id ?? "" });
		await accepted(coordinator, importId);
		const [now] = await db.select().from(cases).where(eq(cases.panelId, panels.North.id));
		expect(now).toMatchObject({ id: file?.id, crimeReference: "42/9/26" });
		const acts = await db
			.select()
			.from(actions)
			.where(eq(actions.caseId, file?.id ?? ""));
		expect(acts.map(({ what }) => what).sort()).toEqual(["Call", "Visit"]);
		// Both are undone: the action that came to a case which was there, and what changed of it.
		await takeBack(coordinator, anOpId(), importId);
		await resumed(importId);
		expect(
			await db
				.select()
				.from(actions)
				.where(eq(actions.caseId, file?.id ?? "")),
		).toHaveLength(1);
		const [back] = await db
			.select()
			.from(cases)
			.where(eq(cases.id, file?.id ?? ""));
		expect(back?.crimeReference).toBe("42/1/26");
	});

	test("is also whatever somebody has changed here since: it stays, unless they choose the file's", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const agency = await anAgency({ name: `Housing of ${panels.North.name}` });
		const csv = (status: string, due = "1 May 2027") =>
			`Victim,Suspect,Action,Owner,Due,Status\nAnn Roe,Bob Day,Call her tonight,${agency.name},${due},${status}`;
		await imported(world, csv("open"), "North.csv");
		const [action] = await db.select().from(actions).where(eq(actions.panelId, panels.North.id));
		await setActionStatus(coordinator, anOpId(), {
			actionId: action?.id ?? "",
			status: "done",
			outcome: "Called her; she is well.",
			version: action?.version ?? 0,
		});
		const importId = await begun(coordinator, csv("open"), "North.csv");
		await mapped(coordinator, importId, panels);
		const { preview, head } = await pageOf(coordinator, importId);
		expect(preview?.rows.find(({ fate }) => fate === "uncertain")?.reason).toContain(
			"Status: “done” here, “open” in the file",
		);
		const key = preview?.rows.find(({ choices }) => choices)?.choices?.[0]?.key ?? "";
		await chooseRows(coordinator, importId, head.version, { [key]: "keep" });
		expect(await countsOf(importId)).toMatchObject({ uncertain: 0, changed: 0, unchanged: 1 });
		await chooseRows(coordinator, importId, (await rowOf(importId)).version, { [key]: "file" });
		await accepted(coordinator, importId);
		expect(
			await db
				.select()
				.from(actions)
				.where(eq(actions.id, action?.id ?? "")),
		).toMatchObject([{ status: "open" }]);
	});

	test("is nothing of a case from which one is recused: who sees it has to look at the row", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		await imported(world, "Crime ref,Victim,Suspect,Action\n42/1/26,Ann Roe,Bob Day,Call", "North.csv");
		const [file] = await db.select().from(cases).where(eq(cases.panelId, panels.North.id));
		await declareRecusal(coordinator, anOpId(), { caseId: file?.id ?? "", userId: coordinator.userId });
		const before = await standing([panels.North.id]);
		for (const text of [
			"42/1/26,Ann Roe,Bob Day,Other",
			"42/7/26,Ann Roe,Bob Day,Other",
			"42/1/26,Zoe,Zed,Other",
		]) {
			const importId = await begun(coordinator, `Crime ref,Victim,Suspect,Action\n${text}`, "North.csv");
			await mapped(coordinator, importId, panels);
			const { preview } = await pageOf(coordinator, importId);
			expect(preview?.rows.at(-1)).toEqual({
				sheet: "North",
				row: 2,
				fate: "not-imported",
				reason: FOR_SOMEBODY_ELSE,
			});
		}
		expect(await standing([panels.North.id])).toEqual(before);
	});
});

describe("an import that is stopped half-way", () => {
	async function stopped(world: Awaited<ReturnType<typeof aWorld>>) {
		const { coordinator, panels } = world;
		const importId = await begun(coordinator, TRACKER);
		await mapped(coordinator, importId, panels);
		const found = await rowOf(importId);
		const content = await contentOf(found);
		if (!content) throw new Error("It has no content");
		// As acceptImport begins it, and as the end of the process leaves it.
		const { planImport } = await import("./plan.ts");
		const { readTracker } = await import("./read-tracker.ts");
		const { statusOf } = await import("./read-row.ts");
		const { accessOf } = await import("../audiences/index.ts");
		const plan = await planImport(
			db,
			coordinator,
			await accessOf(db, coordinator),
			await readTracker(TRACKER, londonDate()),
			{
				panelIds: content.mapping.panelIds,
				agencyOf: () => null,
				statusOf: (action) => statusOf(action.statusAsWritten),
				choices: {},
				whyLeftOut: () => "",
			},
		);
		const prepared = await prepare(db, plan);
		const { sealContent } = await import("./content.ts");
		const { transaction } = await import("#db/index.ts");
		const sealedContent = await sealContent(importId, { ...content, prepared });
		await transaction((tx) =>
			tx
				.update(imports)
				.set({ state: "writing", sealedContent, outOf: prepared.cases.length, version: found.version + 1 })
				.where(eq(imports.id, importId)),
		);
		let n = 0;
		await stage(coordinator, importId, prepared, {
			isAlone: () => true,
			progress: () => {
				if (++n === 5) throw new Error("killed");
			},
		}).catch(() => {});
		return importId;
	}

	test("shows nothing of itself to anybody, and goes on where it was", async () => {
		const world = await aWorld();
		const { coordinator, ids, panels } = world;
		const importId = await stopped(world);
		expect(await db.$count(cases, eq(cases.stagedIn, importId))).toBeGreaterThan(0);
		for (const id of ids) expect((await casesOfPanel(coordinator, id)).total).toBe(0);
		const [staged] = await db.select().from(cases).where(eq(cases.stagedIn, importId));
		await expect(caseTimeline(coordinator, staged?.id ?? "")).rejects.toThrow(NotFound);
		await expect(
			addEntry(coordinator, anOpId(), { caseId: staged?.id ?? "", kind: "information", body: "x" }),
		).rejects.toThrow(NotFound);
		expect((await findCases(coordinator, "O'Brien")).total).toBe(0);
		expect(JSON.stringify(await openActionsOfMyAgency(coordinator))).not.toContain(staged?.id ?? "none");
		await resumeImport(coordinator, importId);
		await resumed(importId);
		expect((await rowOf(importId)).state).toBe("accepted");
		const { total } = await casesOfPanel(coordinator, panels.North.id);
		expect((await standing(ids)).cases).toHaveLength(54);
		expect((await standing(ids)).actions).toHaveLength(177);
		expect(total).toBeGreaterThan(10);
		expect(await db.$count(cases, isNotNull(cases.stagedIn))).toBe(0);
	}, 180_000);

	test("is given up without a trace but the record's, its texts erased", async () => {
		const world = await aWorld();
		const { coordinator, ids } = world;
		const importId = await stopped(world);
		await abandonImport(coordinator, anOpId(), importId);
		await new Promise((resume) => setTimeout(resume, 1_500));
		expect(await rowOf(importId)).toMatchObject({ state: "abandoned", sealedContent: null });
		const left = await standing(ids);
		expect([left.cases.length, left.actions.length]).toEqual([0, 0]);
		expect(
			await db.$count(
				people,
				inArray(
					people.caseId,
					(await eventsOf(importId)).map((event) => String(event.data.caseId)),
				),
			),
		).toBe(0);
		const texts = await db.select().from(revisions).where(eq(revisions.streamId, importId));
		expect(texts.length).toBeGreaterThan(0);
		expect(texts.every(({ body }) => body === null)).toBe(true);
		expect((await verify(db)).problem).toBeUndefined();
	}, 180_000);

	test("or forgotten, is forgotten by us after a day", async () => {
		const { coordinator, panels } = await aWorld();
		const importId = await begun(coordinator, CSV, "a.csv");
		await mapped(coordinator, importId, { a: panels.North });
		await tidyImports();
		expect((await rowOf(importId)).state).toBe("preview");
		const { setClock } = await import("../clock.ts");
		const later = Date.now() + 25 * 3_600_000;
		setClock(() => new Date(later));
		await tidyImports();
		setClock();
		expect(await rowOf(importId)).toMatchObject({ state: "abandoned", sealedContent: null });
	});
});

describe("undoing", () => {
	test("removes what was created, cases and contacts, and lets the same file in again", async () => {
		const world = await aWorld();
		const { coordinator, ids, panels } = world;
		const importId = await imported(world, TRACKER);
		const versions = await Promise.all(ids.map((id) => versionOf(db, id)));
		const [file] = await db.select().from(cases).where(eq(cases.panelId, panels.North.id));
		const [person] = await db
			.select()
			.from(people)
			.where(eq(people.caseId, file?.id ?? ""));
		const [action] = await db
			.select()
			.from(actions)
			.where(eq(actions.caseId, file?.id ?? ""));
		const scope = { panelIds: ids, limit: 50 };
		const found = async () => {
			const byName = await searchCases(db, { ...scope, words: person?.name ?? "" });
			const byReference = await searchCases(db, { ...scope, words: file?.reference ?? "" });
			const byText = await searchText(db, { ...scope, words: action?.what ?? "" });
			return [byName, byReference, byText].map((hits) => hits.some(({ caseId }) => caseId === file?.id));
		};
		expect(await found()).toEqual([true, true, true]);
		await takeBack(coordinator, anOpId(), importId);
		await expect(caseTimeline(coordinator, file?.id ?? "")).rejects.toThrow(NotFound);
		await resumed(importId);
		const left = await standing(ids);
		expect(await found()).toEqual([false, false, false]);
		expect([left.cases.length, left.actions.length]).toEqual([0, 0]);
		expect(await db.$count(contacts, inArray(contacts.panelId, ids))).toBe(0);
		const [undone] = await eventsOf(ids[0] ?? "", versions[0]);
		expect(undone).toMatchObject({ type: "import.undone", actorId: coordinator.userId });
		await expect(takeBack(coordinator, anOpId(), importId)).rejects.toThrow(Invalid);
		await imported(world, TRACKER);
		expect((await standing(ids)).cases).toHaveLength(54);
	}, 180_000);

	test("is refused once somebody has worked with a case of it, which is named", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const importId = await imported(world, CSV, "North.csv");
		const [file] = await db
			.select()
			.from(cases)
			.where(and(eq(cases.panelId, panels.North.id)));
		const member = await aMember({ panel: panels.North });
		await addEntry(member, anOpId(), { caseId: file?.id ?? "", kind: "information", body: "She called." });
		const before = await db.$count(events);
		await expect(takeBack(coordinator, anOpId(), importId)).rejects.toMatchObject({
			fields: { form: expect.stringContaining(file?.reference ?? "none") },
		});
		expect(await db.$count(events)).toBe(before);
	});
});

describe("between the look and the write", () => {
	test("somebody else may change a row: then nothing is written, and the rows are looked at again", async () => {
		const world = await aWorld();
		const { coordinator, panels } = world;
		const csv = (status: string) =>
			`Victim,Suspect,Action,Status\nAnn Roe,Bob Day,Call her tonight,${status}`;
		await imported(world, csv("open"), "North.csv");
		const importId = await begun(coordinator, csv("done"), "North.csv");
		await mapped(coordinator, importId, panels);
		const [action] = await db.select().from(actions).where(eq(actions.panelId, panels.North.id));
		await setActionStatus(coordinator, anOpId(), {
			actionId: action?.id ?? "",
			status: "not-possible",
			outcome: "Moved",
			version: action?.version ?? 0,
		});
		const before = await standing([panels.North.id]);
		await acceptImport(coordinator, importId, (await rowOf(importId)).version);
		expect(await rowOf(importId)).toMatchObject({
			state: "preview",
			problem: expect.stringContaining("changed since you looked"),
		});
		expect(await standing([panels.North.id])).toEqual(before);
	});

	describe("the import that brought its cases may be undone", () => {
		const csv = (...rows: string[]) =>
			["Victim,Suspect,Action,Owner", "Ann Roe,Bob Day,Call her tonight,Housing/Sue Lane", ...rows].join(
				"\n",
			);
		const ADDED = "Ann Roe,Bob Day,Write to the landlord,Housing/Sue Lane";

		test("before it is accepted: then the rows are looked at again", async () => {
			const world = await aWorld();
			const { coordinator, panels } = world;
			const first = await imported(world, csv(), "North.csv");
			const second = await begun(coordinator, csv(ADDED), "North.csv");
			await mapped(coordinator, second, panels);
			expect(await countsOf(second)).toMatchObject({ created: 1, unchanged: 1, casesCreated: 0 });
			await takeBack(coordinator, anOpId(), first);
			await resumed(first);
			await accepted(coordinator, second);
			expect(await rowOf(second)).toMatchObject({
				state: "preview",
				problem: expect.stringContaining("changed since you looked"),
				counts: { created: 2, casesCreated: 1, actionsCreated: 2 },
			});
			expect(await standing([panels.North.id])).toMatchObject({ cases: [], actions: [] });
			await accepted(coordinator, second);
			const { cases: files, actions: acts } = await standing([panels.North.id]);
			expect([files.length, acts.length]).toEqual([1, 2]);
		});

		test("or while it is being written: then nothing of it is seen, and it says why", async () => {
			const world = await aWorld();
			const { coordinator, panels } = world;
			const first = await imported(world, csv(), "North.csv");
			const others = Array.from({ length: 60 }, (_, n) => `Eve Low${n},Cid Far${n},Visit,Housing/Sue Lane`);
			const second = await begun(coordinator, csv(ADDED, ...others), "North.csv");
			await mapped(coordinator, second, panels);
			const { version } = await rowOf(second);
			// Somebody has a live screen open: it is written with pauses, its new cases first.
			paceImportsBy(() => false);
			const writing = acceptImport(coordinator, second, version);
			for (let n = 0; n < 500 && (await rowOf(second)).state === "preview"; n++) {
				await new Promise((resume) => setTimeout(resume, 5));
			}
			await takeBack(coordinator, anOpId(), first);
			paceImportsBy(() => true);
			await writing;
			await resumed(first);
			await resumed(second);
			expect(await rowOf(second)).toMatchObject({
				state: "preview",
				problem: expect.stringContaining(
					"Nothing was imported. Cases or names that this file adds to are gone",
				),
				counts: { casesCreated: 61 },
			});
			expect(await standing([panels.North.id])).toMatchObject({ cases: [], actions: [] });
			await accepted(coordinator, second);
			const { cases: files, actions: acts } = await standing([panels.North.id]);
			expect([files.length, acts.length]).toEqual([61, 62]);
			const named = acts.flatMap(({ ownerContactId }) => ownerContactId ?? []);
			expect(new Set(named).size).toBe(1);
			expect(await db.$count(contacts, inArray(contacts.id, named))).toBe(1);
		});
	});

	test("a page that has been left behind changes nothing", async () => {
		const { coordinator, panels } = await aWorld();
		const importId = await begun(coordinator, CSV, "a.csv");
		const { version } = await rowOf(importId);
		await mapped(coordinator, importId, { a: panels.North });
		await expect(mapColumns(coordinator, importId, version, [])).rejects.toThrow(Conflict);
	});
});
