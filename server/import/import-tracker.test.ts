/** The tracker that a panel keeps, read into the database: every row accounted for, and nothing twice. */
import { readFileSync } from "node:fs";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { actions, cases, contacts, events, people, protectedDetails, streams } from "#db/schema/index.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	eventsOf,
	type TestPanel,
} from "#tests/factories.ts";
import { wholeDatabase } from "#tests/whole-database.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile, caseTimeline, declareRecusal, type ProtectedDetailRow } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { findCases } from "../search/index.ts";
import { type ImportReport, importTracker, readTracker, sheetsWithCases, type Tracker } from "./index.ts";
import { FOR_SOMEBODY_ELSE } from "./plan-case.ts";

const FILE = new Uint8Array(readFileSync(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url)));

let tracker: Tracker;
beforeAll(async () => {
	tracker = await readTracker(FILE, londonDate());
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

/** The tracker with its sheets renamed, so that each test imports into panels of its own. */
function trackerFor(panels: Record<string, string>): Tracker {
	const renamed = (name: string) => panels[name] ?? name;
	return {
		...tracker,
		sheets: tracker.sheets.map((sheet) => ({
			name: renamed(sheet.name),
			cases: sheet.cases.map((read) => ({ ...read, sheet: renamed(read.sheet) })),
			rows: sheet.rows.map((row) => ({ ...row, sheet: renamed(row.sheet) })),
		})),
	};
}

interface World {
	file: Tracker;
	panels: Record<"North" | "South" | "West", TestPanel>;
	coordinator: Actor;
}
let worlds = 0;
/** Three panels named as the sheets of `file`, and who coordinates them all. */
async function aWorld(): Promise<World> {
	const number = ++worlds;
	const name = (area: string) => `${area} ${number}`;
	const panels = {
		North: await aPanel({ name: name("North") }),
		South: await aPanel({ name: name("South") }),
		West: await aPanel({ name: name("West") }),
	};
	const user = await aUser();
	for (const panel of Object.values(panels)) await aMembership({ panel, user, role: "coordinator" });
	const file = trackerFor({
		"North LPA": name("North"),
		"South LPA": name("South"),
		"West LPA": name("West"),
	});
	return { file, panels, coordinator: anActor(user) };
}

const panelIds = ({ panels }: World) => Object.values(panels).map(({ id }) => id);
/** How many cases, actions and events there are, and at which versions. */
async function standingOf(world: World) {
	const inPanels = inArray(cases.panelId, panelIds(world));
	const ids = (await db.select({ id: cases.id }).from(cases).where(inPanels)).map(({ id }) => id);
	return {
		cases: ids.length,
		actions: await db.$count(actions, inArray(actions.caseId, ids)),
		people: await db.$count(people, inArray(people.caseId, ids)),
		events: await db.$count(events, inArray(events.streamId, panelIds(world))),
		versions: await db
			.select({ id: streams.id, version: streams.version, headHash: streams.headHash })
			.from(streams)
			.where(inArray(streams.id, panelIds(world)))
			.orderBy(streams.id),
	};
}

/** Every row of the file has exactly one outcome, and the counts are theirs. */
function expectAccounted({ rows, counts }: ImportReport, file: Tracker) {
	const places = file.sheets.flatMap((sheet) => sheet.rows.map((row) => `${sheet.name} ${row.row}`));
	expect(rows.map((row) => `${row.sheet} ${row.row}`)).toEqual(places);
	const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
	expect(counts).toMatchObject({
		rows: places.length,
		created: count("created"),
		unchanged: count("unchanged"),
		notImported: count("not-imported"),
	});
	expect(counts.created + counts.unchanged + counts.notImported).toBe(counts.rows);
	for (const row of rows) if (row.outcome === "not-imported") expect(row.reason).toMatch(/\S/);
}

describe("the tracker, imported by the coordinator of its panels", () => {
	let world: World;
	let report: ImportReport;
	let before: number;
	beforeAll(async () => {
		await anAgency({ name: "Essex Police" });
		await anAgency({ name: "Children’s Social Care" });
		world = await aWorld();
		before = await versionOf(db, world.panels.North.id);
		report = await importTracker(world.coordinator, anOpId(), world.file);
	});

	test("is 54 cases and 177 actions; 34 rows are not imported, each with its reason", async () => {
		expect(report.counts).toEqual({
			rows: 211,
			created: 177,
			changed: 0,
			unchanged: 0,
			uncertain: 0,
			notImported: 34,
			casesCreated: 54,
			actionsCreated: 177,
		});
		expectAccounted(report, world.file);
		expect(await standingOf(world)).toMatchObject({ cases: 54, actions: 177, people: 108 });
		const told = report.rows.flatMap(({ reason }) => reason ?? []);
		expect(told).toContain("Column headings");
		expect(told).toContain("Blank row");
		expect(told).toContain("A comment, not an action: “** CHAIR: check this one – duplicate of above? **”");
	});

	test("becomes cases as if they had been typed", async () => {
		const read = world.file.sheets.flatMap((sheet) => sheet.cases).find((one) => one.row === 32);
		const { lines } = await findCases(world.coordinator, "callum obrien 105");
		expect(lines).toEqual([]);
		const [line] = (await findCases(world.coordinator, "42/78725/26")).lines;
		expect(line).toMatchObject({
			panelId: world.panels.North.id,
			victim: "Callum O'Brien",
			suspects: "Aoife Patel",
			risk: "high",
			officerName: "DS Evans 77733",
		});
		const { snapshot } = await caseFile(world.coordinator, line?.id ?? "");
		const rows = snapshot.rows.filter((row): row is ProtectedDetailRow => row.kind === "protectedDetail");
		expect(rows.map(({ detail, value }) => [detail, value]).sort()).toEqual([
			["address", "105 Flat 2 High Street, CM99 6XY"],
			["safe-telephone", "07700-900404"],
		]);
		expect(snapshot.rows.filter((row) => row.kind === "action")).toHaveLength(read?.actions.length ?? 0);
		expect(snapshot.rows).toContainEqual(
			expect.objectContaining({ kind: "case", relationship: "ex-partner", heardOn: "2026-05-09" }),
		);
		// What has no field of its own is kept as information.
		expect(snapshot.rows).toContainEqual(
			expect.objectContaining({
				kind: "entry",
				entryKind: "information",
				body: "From the tracker. ISAC support: Yes. SPO considered: N.",
				authorId: world.coordinator.userId,
			}),
		);
	});

	test("gives actions to agencies through their nicknames; one nobody has made keeps its name", async () => {
		const owned = await db
			.select()
			.from(actions)
			.innerJoin(cases, eq(cases.id, actions.caseId))
			.where(and(eq(cases.panelId, world.panels.North.id), isNotNull(actions.ownerAgencyId)));
		expect(new Set(owned.map((row) => row.actions.ownerAgencyName))).toEqual(
			new Set(["Essex Police", "Children’s Social Care"]),
		);
		const all = await db
			.select()
			.from(actions)
			.innerJoin(cases, eq(cases.id, actions.caseId))
			.where(eq(cases.panelId, world.panels.North.id));
		const housing = all.filter((row) => row.actions.ownerAgencyName === "Colchester Housing");
		expect(housing.length).toBeGreaterThan(0);
		expect(housing.every((row) => row.actions.ownerAgencyId === null)).toBe(true);
		expect(all.some((row) => row.actions.status === "done")).toBe(true);
		expect(all.some((row) => row.actions.due === null && row.actions.dueNote === "next panel")).toBe(true);
		expect(all.every((row) => row.actions.due === null || row.actions.dueNote === null)).toBe(true);
	});

	test("seals every address and telephone number: none stands anywhere in the database", async () => {
		const dump = await wholeDatabase();
		const victims = tracker.sheets.flatMap((sheet) => sheet.cases.map((read) => read.victim));
		const kept = victims.flatMap(({ details }) => details.map(({ value }) => value));
		expect(kept.length).toBeGreaterThan(80);
		for (const value of kept) expect(dump).not.toContain(value);
		expect(dump).toContain("Callum O'Brien");
		const ids = (
			await db
				.select()
				.from(cases)
				.where(inArray(cases.panelId, panelIds(world)))
		).map((row) => row.id);
		expect(await db.$count(protectedDetails, inArray(protectedDetails.caseId, ids))).toBe(kept.length);
	});

	test("is recorded: one version and one event a panel, each case and action an event of the import's own", async () => {
		const { North } = world.panels;
		expect(await versionOf(db, North.id)).toBe(before + 1);
		const sheet = world.file.sheets.find(({ name }) => name === North.name);
		const recorded = await eventsOf(North.id, before);
		expect(recorded).toMatchObject([
			{
				type: "import.accepted",
				data: { casesCreated: sheet?.cases.length, actionsCreated: 73, rowsRead: sheet?.rows.length },
				touched: [],
				actorId: world.coordinator.userId,
			},
		]);
		const importId = String(recorded[0]?.data.importId);
		const own = await eventsOf(importId);
		const count = (type: string) => own.filter((event) => event.type === type).length;
		expect([count("case.added"), count("action.added")]).toEqual([54, 177]);
		const added = own.filter((event) => event.type === "case.added" || event.type === "action.added");
		expect(added.every((event) => event.data.isImported === true)).toBe(true);
		// Ids, kinds and days only; what the file says is in revisions.
		expect(JSON.stringify([...recorded, ...own])).not.toMatch(/O'Brien|Patel|Evans|Pathways/);
		const versions = await db
			.selectDistinct({ version: cases.version, stagedIn: cases.stagedIn })
			.from(cases)
			.where(eq(cases.panelId, North.id));
		expect(versions).toEqual([{ version: before + 1, stagedIn: null }]);
		const timeline = await caseTimeline(world.coordinator, String(added[0]?.data.caseId));
		expect(timeline.map(({ sentence }) => sentence).join("\n")).toMatch(/imported the case/);
		expect((await verify(db)).problem).toBeUndefined();
	});

	test("makes contacts of officers and of the people behind owners", async () => {
		const named = await db.select().from(contacts).where(eq(contacts.panelId, world.panels.North.id));
		expect(named.map(({ name }) => name)).toContain("DS Evans 77733");
		expect(named.map(({ name }) => name)).toContain("S. Begum");
		expect(new Set(named.map(({ nameKey, agencyName }) => `${nameKey} ${agencyName}`)).size).toBe(
			named.length,
		);
		const [file] = await db.select().from(cases).where(eq(cases.officerName, "DS Evans 77733"));
		expect(named.find(({ id }) => id === file?.officerContactId)?.name).toBe("DS Evans 77733");
	});

	test("again changes nothing: no row, no event, no version", async () => {
		const colleague = await aMember({ panel: world.panels.South, role: "coordinator" });
		const standing = await standingOf(world);
		const again = await importTracker(world.coordinator, anOpId(), world.file);
		expect(again.counts).toEqual({
			rows: 211,
			created: 0,
			changed: 0,
			unchanged: 177,
			uncertain: 0,
			notImported: 34,
			casesCreated: 0,
			actionsCreated: 0,
		});
		expectAccounted(again, world.file);
		expect(await standingOf(world)).toEqual(standing);
		// Nor does another coordinator's reading of the same file, or the command line's.
		await importTracker(colleague, anOpId(), world.file);
		await importTracker(SYSTEM, anOpId(), world.file);
		expect(await standingOf(world)).toEqual(standing);
	});
});

describe("a tracker that has grown", () => {
	test("adds what is new and leaves the rest as it is", async () => {
		const world = await aWorld();
		const { North } = world.panels;
		const whole = world.file.sheets.find(({ name }) => name === North.name);
		if (!whole) throw new Error("The sheet is missing");
		const [first, ...others] = whole.cases;
		// As it was before the last case was written, and the last action of the first.
		const earlier: Tracker = {
			...world.file,
			sheets: [
				{
					...whole,
					cases: [{ ...first!, actions: first!.actions.slice(0, -1) }, ...others.slice(0, -1)],
				},
			],
		};
		const missing = others.at(-1)!;
		await importTracker(world.coordinator, anOpId(), earlier);
		const [told] = await db.select().from(cases).where(eq(cases.importKey, first!.key));
		const now = { ...world.file, sheets: [whole] };
		const report = await importTracker(world.coordinator, anOpId(), now);
		expectAccounted(report, now);
		expect(report.counts).toMatchObject({
			casesCreated: 1,
			actionsCreated: missing.actions.length + 1,
			created: missing.actions.length + 1,
		});
		expect(report.rows.filter(({ outcome }) => outcome === "created").map(({ row }) => row)).toEqual([
			first!.actions.at(-1)!.row,
			...missing.actions.map(({ row }) => row),
		]);
		expect(await db.select().from(cases).where(eq(cases.id, told!.id))).toEqual([told]);
		expect(await db.$count(cases, eq(cases.panelId, North.id))).toBe(whole.cases.length);
	});

	test("adds nothing to a case from which the coordinator is recused, and says so", async () => {
		const world = await aWorld();
		const { West } = world.panels;
		const whole = world.file.sheets.find(({ name }) => name === West.name);
		const first = whole?.cases[0];
		if (!whole || !first) throw new Error("The sheet is missing");
		const earlier = { ...world.file, sheets: [{ ...whole, cases: [{ ...first, actions: [] }] }] };
		await importTracker(world.coordinator, anOpId(), earlier);
		const [file] = await db.select().from(cases).where(eq(cases.panelId, West.id));
		const { userId } = world.coordinator;
		await declareRecusal(world.coordinator, anOpId(), { caseId: file?.id ?? "", userId });
		const now = { ...world.file, sheets: [whole] };
		const report = await importTracker(world.coordinator, anOpId(), now);
		expectAccounted(report, now);
		const refused = report.rows.filter(({ reason }) => reason === FOR_SOMEBODY_ELSE);
		expect(refused.map(({ row }) => row)).toEqual(first.actions.map(({ row }) => row));
		expect(report.counts).toMatchObject({ casesCreated: whole.cases.length - 1 });
		expect(await db.$count(actions, eq(actions.caseId, file?.id ?? ""))).toBe(0);
		// What is left to the colleague is no reason to write an event each time.
		const standing = await standingOf(world);
		await importTracker(world.coordinator, anOpId(), now);
		expect(await standingOf(world)).toEqual(standing);
		const colleague = await aMember({ panel: West, role: "coordinator" });
		expect((await importTracker(colleague, anOpId(), now)).counts.created).toBe(first.actions.length);
	});
});

describe("who may not import", () => {
	const reasonsOf = (report: ImportReport, sheet: string) => [
		...new Set(report.rows.filter((row) => row.sheet === sheet).map((row) => row.reason)),
	];

	test("is refused row by row, in the same words whether or not there is such a panel", async () => {
		const world = await aWorld();
		const { North, South } = world.panels;
		const file = trackerFor({ "North LPA": North.name, "South LPA": South.name, "West LPA": "Nowhere" });
		const people: Record<string, Actor> = {
			chair: await aMember({ panel: North, role: "chair" }),
			deputy: await aMember({ panel: North, role: "deputy" }),
			member: await aMember({ panel: North }),
			observer: await aMember({ panel: North, role: "observer" }),
			lead: await aLead(),
			administrator: await anAdministrator(),
			auditor: anActor(await aUser({ role: "auditor" })),
			outsider: anActor(await aUser()),
			"coordinator elsewhere": await aMember({ role: "coordinator" }),
		};
		const before = await standingOf(world);
		for (const [standing, actor] of Object.entries(people)) {
			const report = await importTracker(actor, anOpId(), file);
			expectAccounted(report, file);
			expect(report.counts, standing).toMatchObject({ created: 0, unchanged: 0, notImported: 211 });
			const told = [North.name, South.name, "Nowhere"].map((sheet) => {
				const [refusal] = reasonsOf(report, sheet).filter((reason) => reason?.startsWith("You do not"));
				return refusal?.replace(`“${sheet}”`, "“…”");
			});
			expect(told, standing).toEqual(Array(3).fill("You do not coordinate a panel called “…”"));
		}
		expect(await standingOf(world)).toEqual(before);
	});

	test("into one of the panels is no reason to refuse the others", async () => {
		const world = await aWorld();
		const { North, South, West } = world.panels;
		const colleague = await aMember({ panel: South, role: "coordinator" });
		const report = await importTracker(colleague, anOpId(), world.file);
		expectAccounted(report, world.file);
		expect(report.counts).toMatchObject({ actionsCreated: 64, created: 64 });
		for (const panel of [North, West]) {
			expect(await db.$count(cases, eq(cases.panelId, panel.id))).toBe(0);
			expect(reasonsOf(report, panel.name)).toContain(`You do not coordinate a panel called “${panel.name}”`);
		}
	});
});

test("two coordinators importing at once create nothing twice", async () => {
	const world = await aWorld();
	const user = await aUser();
	for (const panel of Object.values(world.panels)) await aMembership({ panel, user, role: "coordinator" });
	const reports = await Promise.all([
		importTracker(world.coordinator, anOpId(), world.file),
		importTracker(anActor(user), anOpId(), world.file),
	]);
	for (const report of reports) expectAccounted(report, world.file);
	const sum = (of: (report: ImportReport) => number) => reports.map(of).reduce((a, b) => a + b);
	expect(sum(({ counts }) => counts.casesCreated)).toBe(54);
	expect(sum(({ counts }) => counts.actionsCreated)).toBe(177);
	expect(await standingOf(world)).toMatchObject({ cases: 54, actions: 177, people: 108 });
	const references = await db
		.select({ reference: cases.reference })
		.from(cases)
		.where(eq(cases.panelId, world.panels.North.id));
	const { referencePrefix } = world.panels.North;
	expect(references.map(({ reference }) => reference.split("-")[0])).toEqual(
		references.map(() => referencePrefix),
	);
	expect(new Set(references.map(({ reference }) => reference)).size).toBe(references.length);
});

test("the sheets that hold cases are the panels to make", () => {
	expect(sheetsWithCases(tracker)).toEqual(["North LPA", "South LPA", "West LPA"]);
});

test("the command line puts nothing in the open that may lead to somebody’s door: it says what it leaves out", async () => {
	const panel = await aPanel({ name: "Doors" });
	const csv = [
		"Suspect,Suspect mobile,Victim,Address,Refuge,School,Her mother's address,Action,Mood",
		"Bob Day,07700 900666,Ann Roe,1 Home Row,Lindens,Elm Primary,3 Mum Close,Call,grim",
	].join("\n");
	const file = await readTracker(new Uint8Array(Buffer.from(csv)), londonDate(), "Doors.csv");
	const { rows } = await importTracker(SYSTEM, anOpId(), file);
	expect(rows.map(({ reason }) => reason)).toEqual([
		"Column headings. Not recognised, so these columns were left out: “Mood”. These may lead to somebody’s door, and were left out until somebody says whose they are: “Suspect mobile”, “Her mother's address”",
		expect.stringContaining("Left out"),
	]);
	const [known] = await db.select().from(cases).where(eq(cases.panelId, panel.id));
	const kinds = await db
		.select({ kind: protectedDetails.kind })
		.from(protectedDetails)
		.where(eq(protectedDetails.caseId, known?.id ?? ""));
	expect(kinds.map(({ kind }) => kind).sort()).toEqual(["address", "address", "school"]);
	const dump = await wholeDatabase();
	for (const words of ["900666", "Home Row", "Lindens", "Elm Primary", "Mum Close"]) {
		expect(dump).not.toContain(words);
	}
});
