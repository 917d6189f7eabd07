/** The same pair on several lines, and the days on which a panel heard it: one case, referred again; nothing by itself. */
import { eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { anOpId, aUser } from "#tests/factories.ts";
import { anImportWorld } from "#tests/import-world.ts";
import { verify } from "../audit/index.ts";
import { addDays, londonDate } from "../clock.ts";
import { claimContact, takeLinkBack } from "../contacts/index.ts";
import { referAgain, referralsSeen } from "../follow-up/index.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const HEADINGS = "Panel date,Crime ref,Victim,Suspect,Officer in case,Action";
const APRIL = "2026-04-12,42/1/26,Ann Roe,Bob Day,DC April,Call her";
const SEPTEMBER = "2026-09-09,42/9/26,Ann Roe,Bob Day,DC Sept,Mend the door";
type World = Awaited<ReturnType<typeof anImportWorld>>;

const plain = ({ version: _, ...rest }: { version: number }) => rest;
const standing = async (world: World) => ({
	cases: (await world.cases()).map(plain),
	actions: (await world.actions()).map(plain),
	referrals: (await world.referrals()).map(plain),
	hearings: (await world.hearings()).map(plain),
});
/** Chooses so of the first question of each row that has one. */
const choosing = async (world: World, lines: string[], of: (values: string[]) => string) => {
	const { rows } = await world.looks(lines);
	const choices = rows.flatMap(({ choices: all = [] }) => all.slice(0, 1));
	return Object.fromEntries(choices.map(({ key, options }) => [key, of(options.map(({ value }) => value))]));
};

async function expectReferredAgain(world: World) {
	expect(await world.case()).toMatchObject({
		heardOn: "2026-04-12",
		referredOn: "2026-09-09",
		isRepeat: true,
	});
	expect(await world.referrals()).toMatchObject([
		{ referredOn: "2026-04-12", kind: "new", firstHeardOn: "2026-04-12" },
		{ referredOn: "2026-09-09", kind: "repeat", previousOn: "2026-04-12", firstHeardOn: "2026-09-09" },
	]);
	expect(await world.hearings()).toMatchObject([
		{ heardOn: "2026-04-12", listing: "new" },
		{ heardOn: "2026-09-09", listing: "repeat" },
	]);
	expect((await world.actions()).map(({ what }) => what)).toEqual(["Call her", "Mend the door"]);
}

describe("the same pair on two lines of one file", () => {
	test.each([
		["in order", [HEADINGS, APRIL, SEPTEMBER]],
		["the later first", [HEADINGS, SEPTEMBER, APRIL]],
	])("%s, waits for a person: it is one case referred again, and again nothing changes", async (_, lines) => {
		const world = await anImportWorld();
		const { counts, rows } = await world.looks(lines);
		expect(counts).toMatchObject({ created: 1, uncertain: 1, casesCreated: 1 });
		expect(rows[1]?.choices?.[0]?.options.map(({ value }) => value)).toEqual(["again", "new", "skip"]);
		const choices = await choosing(world, lines, () => "again");
		const done = await world.imports(lines, choices);
		expect(done.counts).toMatchObject({ rows: 3, created: 2, casesCreated: 1, actionsCreated: 2 });
		await expectReferredAgain(world);
		const before = await standing(world);
		const { counts: again } = await world.imports(lines);
		expect(again).toMatchObject({ unchanged: 2, uncertain: 0, changed: 0, created: 0 });
		expect(await standing(world)).toEqual(before);
		await world.undoes(done.importId);
		expect(await standing(world)).toEqual({ cases: [], actions: [], referrals: [], hearings: [] });
	});

	test("may be other people: two cases, then and the next time", async () => {
		const world = await anImportWorld();
		const lines = [HEADINGS, APRIL, SEPTEMBER];
		const choices = await choosing(world, lines, () => "new");
		expect((await world.imports(lines, choices)).counts).toMatchObject({ created: 2, casesCreated: 2 });
		expect((await world.imports(lines)).counts).toMatchObject({ unchanged: 2, uncertain: 0 });
	});
});

describe("a later file", () => {
	test("with a new line of a pair asks, and undone all is as it was", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, APRIL]);
		const before = await standing(world);
		const lines = [HEADINGS, APRIL, SEPTEMBER];
		expect((await world.looks(lines)).counts).toMatchObject({ unchanged: 1, uncertain: 1 });
		const { id } = await world.case();
		const { importId, counts } = await world.imports(lines, await choosing(world, lines, () => id));
		expect(counts).toMatchObject({ uncertain: 0, casesCreated: 0, actionsCreated: 1 });
		await expectReferredAgain(world);
		expect((await world.looks(lines)).counts).toMatchObject({ unchanged: 2, uncertain: 0 });
		await world.undoes(importId);
		expect(await standing(world)).toEqual(before);
	});

	test("with only the new line asks too: the first hearing does not move by itself", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, APRIL]);
		const lines = [HEADINGS, SEPTEMBER.replace("42/9/26", "42/1/26")];
		const { counts } = await world.imports(lines);
		expect(counts).toMatchObject({ uncertain: 1, changed: 0 });
		const { id } = await world.case();
		await world.imports(lines, await choosing(world, lines, () => id));
		await expectReferredAgain(world);
	});

	test("writes to a closed case only what a person says; opened again by hand it is as any other", async () => {
		const world = await anImportWorld();
		await world.imports([HEADINGS, APRIL]);
		const { id } = await world.case();
		const closed = { state: "closed", nextStep: null, closedOn: "2026-10-01" } as const;
		await transaction((tx) => tx.update(cases).set(closed).where(eq(cases.id, id)));
		const lines = [HEADINGS, APRIL, ",,,,,Mend the door"];
		expect((await world.imports([HEADINGS, APRIL])).counts).toMatchObject({ unchanged: 1, uncertain: 0 });
		const { counts, rows } = await world.imports(lines);
		expect(counts).toMatchObject({ uncertain: 2, created: 0 });
		expect(rows[1]?.reason).toContain("is closed");
		const left = await world.imports(lines, await choosing(world, lines, () => "skip"));
		expect(left.counts).toMatchObject({ uncertain: 0, created: 0, notImported: 2 });
		expect(await world.actions()).toHaveLength(1);
		await referAgain(world.coordinator, anOpId(), {
			caseId: id,
			version: (await referralsSeen(db, id)).version,
		});
		expect((await world.looks(lines)).counts).toMatchObject({ created: 1, uncertain: 0 });
	});
});

describe("the date of the panel", () => {
	const lines = (date: string) => [HEADINGS, APRIL.replace("2026-04-12", date)];

	test("that is still to come is no hearing: it is said in the case, and heard once it has been", async () => {
		const world = await anImportWorld();
		const { rows } = await world.imports(lines(addDays(londonDate(), 9)));
		expect(rows[0]?.reason).toContain("is still to come: kept as information, not as a hearing");
		expect(await world.case()).toMatchObject({ heardOn: null, state: "not-heard", referredOn: londonDate() });
		expect(await world.hearings()).toEqual([]);
		expect(await world.referrals()).toMatchObject([{ firstHeardOn: null }]);
		const { id } = await world.case();
		await referAgain(world.coordinator, anOpId(), {
			caseId: id,
			version: (await referralsSeen(db, id)).version,
		});
	});

	test.each(["tbc", ""])(
		"that was “%s” comes with a later file: hearing, referral and case together",
		async (first) => {
			const world = await anImportWorld();
			await world.imports(lines(first));
			const before = await standing(world);
			const { counts, importId } = await world.imports(lines("2026-04-12"));
			expect(counts).toMatchObject({ changed: 1, uncertain: 0 });
			expect(await world.case()).toMatchObject({
				heardOn: "2026-04-12",
				referredOn: "2026-04-12",
				state: "open",
			});
			expect(await world.referrals()).toMatchObject([
				{ referredOn: "2026-04-12", firstHeardOn: "2026-04-12" },
			]);
			expect(await world.hearings()).toMatchObject([{ heardOn: "2026-04-12", listing: "new" }]);
			await world.undoes(importId);
			expect(await standing(world)).toEqual(before);
		},
	);

	test("that is put right in the very line moves all three; undone, all three are back", async () => {
		const world = await anImportWorld();
		await world.imports(lines("2025-04-12"));
		const before = await standing(world);
		const { counts, importId } = await world.imports(lines("2026-04-12"));
		expect(counts).toMatchObject({ changed: 1, uncertain: 0 });
		expect(await world.case()).toMatchObject({ heardOn: "2026-04-12", referredOn: "2026-04-12" });
		expect(await world.referrals()).toMatchObject([{ referredOn: "2026-04-12", firstHeardOn: "2026-04-12" }]);
		expect(await world.hearings()).toMatchObject([{ heardOn: "2026-04-12" }]);
		await world.undoes(importId);
		expect(await standing(world)).toEqual(before);
	});
});

test("what is undone gives no case to an account whose link was taken back meanwhile", async () => {
	const world = await anImportWorld();
	const lines = (officer: string) => ["Victim,Suspect,OIC,Action", `Ann Lee,Bo Lee,${officer},Call her`];
	await world.imports(lines("DC Fern"));
	const { officerContactId: contactId } = await world.case();
	if (!contactId) throw new Error("The officer is no contact");
	const panelId = world.panel.id;
	const { id: userId, email } = await aUser();
	await claimContact(world.coordinator, anOpId(), { panelId, contactId, email });
	expect(await world.case()).toMatchObject({ officerUserId: userId });
	const { importId } = await world.imports(
		lines("DC Moss"),
		await choosing(world, lines("DC Moss"), () => "file"),
	);
	expect(await world.case()).toMatchObject({ officerName: "DC Moss", officerUserId: null });
	await takeLinkBack(world.coordinator, anOpId(), { panelId, contactId, userId });
	await world.undoes(importId);
	expect(await world.case()).toMatchObject({ officerContactId: contactId, officerUserId: null });
});
