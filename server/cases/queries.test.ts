import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { accesses } from "#db/schema/index.ts";
import { aCase, aCoordinatorOf, anAction, anEntry, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aPanel, type TestPanel } from "#tests/factories.ts";
import { setActionStatus } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { findCases } from "../search/index.ts";
import {
	caseFile,
	caseHeader,
	casesOfOfficer,
	casesOfPanel,
	caseTimeline,
	declareRecusal,
	listVictimAgency,
	setRisk,
} from "./index.ts";

/** What was noted of a person's reads since their session began. */
async function readsOf(actor: Actor) {
	await flushAccessLog();
	const rows = await db
		.select()
		.from(accesses)
		.where(and(eq(accesses.actorId, actor.userId), eq(accesses.sessionId, actor.sessionId)))
		.orderBy(accesses.number);
	return rows.map((row) => `${row.recordKind} ${row.recordId}`);
}
/** The same person in a session of their own. */
const anew = (actor: Actor): Actor => ({ ...actor, sessionId: newId() });

describe("a case’s file", () => {
	let file: TestCase;
	let everyone: Everyone;
	beforeAll(async () => {
		file = await aCase({ victimAddress: "1 Here Street" });
		everyone = await everyoneAround(file);
	});

	test("tells each what they may do", async () => {
		const rights = async (standing: keyof Everyone) => (await caseFile(everyone[standing], file.id)).rights;
		const asChair = [
			"inform",
			"contribute",
			"record-for-others",
			"set-risk",
			"recuse-others",
			"follow-up",
			"close-case",
		];
		expect(await rights("lead")).toEqual(asChair);
		expect(await rights("chair")).toEqual(asChair);
		expect(await rights("deputy")).toEqual(asChair);
		expect(await rights("coordinator")).toEqual([
			"inform",
			"contribute",
			"record-for-others",
			"keep",
			"follow-up",
		]);
		expect(await rights("member")).toEqual(["inform", "contribute"]);
		expect(await rights("officer")).toEqual(["inform", "contribute"]);
	});

	test("is as of the stream’s version, each row with its own", async () => {
		const { snapshot, panelName } = await caseFile(everyone.chair, file.id);
		expect(panelName).toBe(file.panel.name);
		expect(snapshot).toMatchObject({
			stream: file.panel.id,
			version: await versionOf(db, file.panel.id),
		});
		for (const row of snapshot.rows) expect(row.version).toBeLessThanOrEqual(snapshot.version);
	});

	test("is noted as read, with the protected details for those who are shown them", async () => {
		const chair = anew(everyone.chair);
		const member = anew(everyone.member);
		const stranger = anew(everyone.observer);
		await caseFile(chair, file.id);
		await caseFile(member, file.id);
		await expect(caseFile(stranger, file.id)).rejects.toThrow(NotFound);
		await findCases(stranger, "here");
		expect(await readsOf(chair)).toEqual([`case ${file.id}`, `protected-details ${file.id}`]);
		expect(await readsOf(member)).toEqual([`case ${file.id}`]);
		expect(await readsOf(stranger)).toEqual(["search cases"]);
	});

	test("has a head that names people, risk and officer, for every page about the case", async () => {
		expect(await caseHeader(everyone.officer, file.id)).toEqual({
			caseId: file.id,
			reference: file.reference,
			victim: expect.stringMatching(/^Victim/),
			suspects: expect.stringMatching(/^Suspect/),
			risk: "not-assessed",
			isRepeat: false,
			state: "not-heard",
			nextDate: null,
			officerName: everyone.officer.name,
			panelId: file.panel.id,
			panelName: file.panel.name,
			seesProtected: true,
			rights: ["inform", "contribute"],
		});
	});
});

test("a file of many entries begins with the newest of them, and is whole when asked", async () => {
	const file = await aCase();
	const chair = await aMember({ panel: file.panel, role: "chair" });
	for (let number = 1; number <= 28; number++) await anEntry({ file, by: chair, body: `Entry ${number}` });
	const bodiesOf = ({ snapshot }: Awaited<ReturnType<typeof caseFile>>) =>
		snapshot.rows.flatMap((row) => ("body" in row ? [String(row.body)] : [])).sort();
	const newest = await caseFile(chair, file.id);
	expect(newest.olderEntries).toBe(3);
	expect(bodiesOf(newest)).toHaveLength(25);
	expect(bodiesOf(newest)).not.toContain("Entry 3");
	const whole = await caseFile(chair, file.id, { isWhole: true });
	expect(whole.olderEntries).toBe(0);
	expect(bodiesOf(whole)).toHaveLength(28);
});

test("the timeline tells in sentences who did what, the newest first, and no text", async () => {
	const file = await aCase({ victimAddress: "1 Here Street" });
	const chair = await aMember({ panel: file.panel, role: "chair", name: "The Chair" });
	const housing = await anAgency({ name: "Timely Housing" });
	await setRisk(chair, anOpId(), { caseId: file.id, risk: "high" });
	await anEntry({ file, by: chair, kind: "advice", body: "Change the locks." });
	await anAction({ file, by: chair, what: "Visit", ownerAgencyId: housing.id, due: "2026-12-03" });
	await listVictimAgency(file.coordinator, anOpId(), { caseId: file.id, agencyId: housing.id });
	await aCase({ panel: file.panel });
	const by = file.coordinator.name;
	const told = (await caseTimeline(chair, file.id)).map(({ sentence }) => sentence);
	expect(told).toEqual([
		expect.stringMatching(new RegExp(`^${by} .*Timely Housing.*\\.$`)),
		expect.stringMatching(/^The Chair .*action.*Timely Housing.*3 December 2026\.$/),
		expect.stringMatching(/^The Chair .*advice\.$/),
		expect.stringMatching(/^The Chair .*risk.*high\.$/),
		expect.stringMatching(new RegExp(`^${by} .*address.*\\.$`)),
		expect.stringMatching(new RegExp(`^${by} .*person causing harm.*\\.$`)),
		expect.stringMatching(new RegExp(`^${by} .*victim.*\\.$`)),
		expect.stringMatching(new RegExp(`^${by} .*case.*\\.$`)),
	]);
	expect(told.join()).not.toMatch(/locks|Visit|Here/);
	expect((await caseTimeline(chair, file.id, 2)).map(({ sentence }) => sentence)).toEqual(told.slice(0, 2));
});

describe("a panel’s cases", () => {
	let panel: TestPanel;
	let chair: Actor;
	let files: TestCase[];
	beforeAll(async () => {
		panel = await aPanel();
		chair = await aMember({ panel, role: "chair" });
		const coordinator = await aCoordinatorOf(panel);
		files = [];
		for (let n = 0; n < 52; n++) files.push(await aCase({ panel, coordinator }));
		const [first] = files;
		const done = await anAction({ file: first });
		await anAction({ file: first });
		await setActionStatus(coordinator, anOpId(), {
			actionId: done.id,
			status: "done",
			outcome: "Done",
			version: done.version,
		});
	});

	test("come fifty a page, the newest first, with their open actions counted", async () => {
		const one = await casesOfPanel(chair, panel.id);
		const two = await casesOfPanel(chair, panel.id, 2);
		expect(one).toMatchObject({ total: 52, page: 1, pages: 2 });
		expect(two).toMatchObject({ total: 52, page: 2, pages: 2 });
		expect([...one.lines, ...two.lines].map((line) => line.id)).toEqual(files.map(({ id }) => id).reverse());
		expect(two.lines.map((line) => line.openActions)).toEqual([0, 1]);
	});

	test("answer any page that somebody may type into the address", async () => {
		for (const [page, current] of [
			[-1, 1],
			[0.5, 1],
			[1.01, 1],
			[99, 2],
			[Number.POSITIVE_INFINITY, 2],
		] as const) {
			expect(await casesOfPanel(chair, panel.id, page)).toMatchObject({ page: current });
		}
	});

	test("are counted without those from which one is recused", async () => {
		const member = await aMember({ panel });
		const caseId = files[7]?.id ?? "";
		await declareRecusal(member, anOpId(), { caseId, userId: member.userId });
		const pages = [await casesOfPanel(member, panel.id), await casesOfPanel(member, panel.id, 2)];
		expect(pages.map(({ total }) => total)).toEqual([51, 51]);
		expect(pages.map(({ lines }) => lines.length)).toEqual([50, 1]);
		expect(pages.flatMap(({ lines }) => lines.map((line) => line.id))).not.toContain(caseId);
	});

	test("are refused to those who are not of it", async () => {
		const others = [await aMember({ panel, role: "observer" }), await aMember()];
		for (const actor of others) {
			await expect(casesOfPanel(actor, panel.id)).rejects.toThrow(new NotFound());
			expect(await findCases(actor, panel.referencePrefix)).toEqual({ lines: [], total: 0, isMore: false });
		}
		await expect(casesOfPanel(chair, "none")).rejects.toThrow(new NotFound());
	});
});

describe("finding a case", () => {
	let file: TestCase;
	let member: Actor;
	beforeAll(async () => {
		file = await aCase({
			victimName: "Siân O’Brien-Łuczak",
			victimAliases: "Nan 100%",
			suspectName: "Müller",
			crimeReference: "42/0815/26",
		});
		await aCase({ panel: file.panel });
		member = await aMember({ panel: file.panel });
	});

	test.each([
		"siân",
		"SIAN",
		"obrien",
		"O'Brien luczak",
		"luczak  sian",
		"nan",
		"100%",
		"muller",
		"42/0815",
		" 0815/26 ",
	])("%s is it", async (query) => {
		expect((await findCases(member, query)).lines.map((line) => line.id)).toEqual([file.id]);
	});

	test("its reference is it, in any case", async () => {
		const found = await findCases(member, file.reference.toLowerCase());
		expect(found.lines.map((line) => line.id)).toEqual([file.id]);
	});

	test.each(["", "  ", "%", "_", "sian smith", "' or 1=1 --"])("“%s” is nobody", async (query) => {
		expect(await findCases(member, query)).toMatchObject({ lines: [], total: 0 });
	});

	test("words of two people of one case find it, as one line", async () => {
		const found = await findCases(member, "muller obrien");
		expect(found).toMatchObject({ total: 1, lines: [{ victim: "Siân O’Brien-Łuczak", suspects: "Müller" }] });
	});

	test("more words than an engine takes are still answered", async () => {
		const found = await findCases(member, Array.from({ length: 3_000 }, () => "sian").join(" "));
		expect(found.total).toBe(1);
	});
});

test("an officer’s cases are all of theirs and no others", async () => {
	const mine = await aCase();
	const alsoMine = await aCase();
	const officer = await anOfficerOf(mine);
	expect(await casesOfOfficer(officer)).toMatchObject({ total: 1, lines: [{ id: mine.id }] });
	expect(await findCases(officer, alsoMine.reference)).toMatchObject({ total: 0 });
	expect(await casesOfOfficer(await aMember({ panel: mine.panel }))).toMatchObject({ total: 0, lines: [] });
	const session = anew(officer);
	await casesOfOfficer(session);
	expect(await readsOf(session)).toEqual([`case ${mine.id}`]);
});
