import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it, test } from "vitest";
import { indexText, transaction } from "#db/index.ts";
import { cases, protectedDetails } from "#db/schema/index.ts";
import { addEntry, addProtectedDetail, declareRecusal, removeProtectedDetail } from "#server/cases/index.ts";
import { keyedHash } from "#server/sealing.ts";
import { nameKey } from "#server/text-keys.ts";
import { aCase, anAction, anEntry, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround, type Standing } from "#tests/everyone.ts";
import { aMember, anActor, anOpId, aPanel, aUser } from "#tests/factories.ts";
import { newId } from "../ids.ts";
import { addIncident, addIncidents } from "../incidents/index.ts";
import { agencyKey, postSection } from "../summary/index.ts";
import { findCases } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
const SEES: Standing[] = ["lead", "chair", "deputy", "coordinator", "member", "officer"];
const SEES_PROTECTED: Standing[] = ["lead", "chair", "deputy", "coordinator", "officer"];

beforeAll(async () => {
	const panel = await aPanel({ referencePrefix: "COL" });
	file = await aCase({
		panel,
		victimName: "Siân O’Brien",
		victimAliases: "Nan Price",
		suspectName: "Stephen Johnson",
		crimeReference: "42/12345/26",
		victimSafeTelephone: "07700 900 123 (her sister)",
		victimAddress: "1 Kiln Lane",
	});
	everyone = await everyoneAround(file);
	await anEntry({ file, body: "He parked outside the library on Tuesday and rang 07700 900456 from there." });
	await anAction({ file, what: "Fit a dashcam to her car" });
	await addIncident(everyone.member, anOpId(), {
		caseId: file.id,
		precision: "about",
		startsOn: "2026-11-03",
		startsAt: "21:40",
		kinds: ["following", "loitering"],
		what: "Stood by the boathouse until she left",
		source: "Her neighbour",
		crimeNumber: "CR/54321/26",
	});
	const wrote = (key: string, text: string) =>
		postSection(everyone.member, anOpId(), { caseId: file.id, key, base: "", text });
	await wrote("risk", "He knows about the allotment, and that she is there on Sundays.");
	await wrote(agencyKey(everyone.member.agencyId), "The kiosk has barred him.");
});

/** Why the one case was found; null when none was. */
async function reasonsFor(typed: string, actor = everyone.member) {
	const { lines, total } = await findCases(actor, typed);
	expect(total).toBe(lines.length);
	expect(lines.length).toBeLessThan(2);
	return lines[0]?.reasons ?? null;
}

describe("a case is found, and it is said why", () => {
	it.each<[string, object]>([
		["sian obrien", { kind: "victim", text: "Siân O’Brien", aliasOf: null, isOtherSpelling: false }],
		["Shian O'Brian", { kind: "victim", text: "Siân O’Brien", aliasOf: null, isOtherSpelling: true }],
		["o brien", { kind: "victim", text: "Siân O’Brien", aliasOf: null, isOtherSpelling: false }],
		["nan pri", { kind: "victim", text: "Nan Price", aliasOf: "Siân O’Brien", isOtherSpelling: false }],
		[
			"Jonson",
			{ kind: "person-causing-harm", text: "Stephen Johnson", aliasOf: null, isOtherSpelling: true },
		],
		["42-12345-26", { kind: "crime-reference", text: "42/12345/26" }],
	])("%s", async (typed, reason) => {
		expect(await reasonsFor(typed)).toEqual([reason]);
	});

	it("by its officer", async () => {
		const { name } = everyone.officer;
		expect(await reasonsFor(name)).toEqual([{ kind: "officer", text: name }]);
	});

	it("by its reference", async () => {
		for (const typed of [file.reference, file.reference.replaceAll("-", ""), file.reference.toLowerCase()]) {
			expect(await reasonsFor(typed)).toEqual([{ kind: "reference", text: file.reference }]);
		}
	});

	it("by two of its people together", async () => {
		expect((await reasonsFor("obrien johnson"))?.map((reason) => reason.kind)).toEqual([
			"victim",
			"person-causing-harm",
		]);
	});

	it("by what was said in it, with the words around", async () => {
		expect(await reasonsFor("parking library")).toEqual([
			{
				kind: "entry",
				id: expect.any(String),
				snippet: [
					{ text: "He ", isMatch: false },
					{ text: "parked", isMatch: true },
					{ text: " outside the ", isMatch: false },
					{ text: "library", isMatch: true },
					{ text: " on Tuesday and rang 07700 900456 from there.", isMatch: false },
				],
			},
		]);
	});

	it("by a telephone in it, in any style", async () => {
		for (const typed of ["07700900456", "+44 7700 900456", "(07700) 900-456", "0044 7700 900456"]) {
			expect(await reasonsFor(typed), typed).toMatchObject([
				{ kind: "entry", snippet: [{ isMatch: false }, { text: "07700 900456", isMatch: true }, {}] },
			]);
		}
	});

	it("by what was agreed in it", async () => {
		expect(await reasonsFor("dashcam")).toMatchObject([
			{ kind: "action", snippet: [{}, { text: "dashcam", isMatch: true }, {}] },
		]);
	});

	it("by what happened in it, with when that was and of what kind", async () => {
		const incident = {
			kind: "incident",
			id: expect.any(String),
			precision: "about",
			startsOn: "2026-11-03",
			endsOn: null,
			startsAt: "21:40",
			kinds: ["following", "loitering"],
			policeAction: null,
		};
		expect(await reasonsFor("boathouses")).toEqual([
			{
				...incident,
				crimeNumber: null,
				snippet: [
					{ text: "Stood by the ", isMatch: false },
					{ text: "boathouse", isMatch: true },
					{ text: " until she left – Her neighbour – CR/54321/26", isMatch: false },
				],
			},
		]);
		for (const typed of ["CR/54321/26", "cr5432126", "54321 26", "cr 54321"]) {
			expect(await reasonsFor(typed), typed).toEqual([
				{ ...incident, crimeNumber: "CR/54321/26", snippet: [] },
			]);
		}
		expect(await reasonsFor("boathouse CR5432126")).toMatchObject([
			{ crimeNumber: null, snippet: [{}, { text: "boathouse" }, {}] },
		]);
	});

	it("by what its summary says, with the section in which it stands", async () => {
		const of = { kind: "summary", id: expect.any(String), caseId: file.id };
		expect(await reasonsFor("allotments sunday")).toEqual([
			{
				...of,
				key: "risk",
				section: "risk",
				agencyName: null,
				snippet: [
					{ text: "He knows about the ", isMatch: false },
					{ text: "allotment", isMatch: true },
					{ text: ", and that she is there on ", isMatch: false },
					{ text: "Sundays", isMatch: true },
					{ text: ".", isMatch: false },
				],
			},
		]);
		const { agencyId, agencyName } = everyone.member;
		expect(await reasonsFor("kiosk")).toMatchObject([
			{ ...of, key: agencyKey(agencyId), section: "agencies", agencyName },
		]);
		expect(await reasonsFor("kiosk allotment")).toBeNull();
	});

	test.each(["", "   ", "brown", "kiln lane", "1 Kiln Lane", "sister", "%", "' or 1=1 --"])(
		"but not by “%s”",
		async (typed) => {
			expect(await findCases(everyone.coordinator, typed)).toEqual({ lines: [], total: 0, isMore: false });
		},
	);
});

describe("the victim’s telephone", () => {
	const styles = [
		"07700900123",
		"07700 900 123",
		"+44 7700 900123",
		"+44 (0)7700 900 123",
		"0044-7700-900-123",
	];

	it.each(styles)("finds the case for those who see it there: %s", async (typed) => {
		for (const [standing, actor] of Object.entries(everyone)) {
			const reasons = await reasonsFor(typed, actor);
			const isTold = SEES_PROTECTED.includes(standing as Standing);
			expect(reasons, standing).toEqual(isTold ? [{ kind: "safe-telephone" }] : null);
		}
	});

	it("finds nothing by a part of it, nor by another’s", async () => {
		for (const typed of ["900123", "07700 900", "07700 900124", "900 123"]) {
			expect(await reasonsFor(typed, everyone.coordinator), typed).toBeNull();
		}
	});

	it.each(["07700 900777", "+44 7700 900777", "07700900777", "+447700900777"])(
		"was kept as %s before its digits were hashed, and is found all the same",
		async (kept) => {
			const old = await aCase({ panel: file.panel });
			const { detailId } = await addProtectedDetail(everyone.coordinator, anOpId(), {
				caseId: old.id,
				personId: old.victimId,
				kind: "safe-telephone",
				value: kept,
			});
			const blindIndex = keyedHash("protected-detail|safe-telephone", nameKey(kept));
			await transaction((tx) =>
				tx.update(protectedDetails).set({ blindIndex }).where(eq(protectedDetails.id, detailId)),
			);
			for (const typed of ["07700 900777", "+44 7700900777"]) {
				expect((await findCases(everyone.coordinator, typed)).lines.map(({ id }) => id)).toEqual([old.id]);
			}
			await removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: old.id, detailId });
			expect((await findCases(everyone.coordinator, "07700 900777")).total).toBe(0);
		},
	);
});

describe("the walls", () => {
	test.each([
		"sian obrien",
		"shian obrian",
		"COL",
		"42/12345/26",
		"library",
		"dashcam",
		"boathouse",
		"allotment",
		"kiosk",
		"07700 900456",
	])("“%s” is found by those who may open the case, and by nobody else", async (typed) => {
		for (const [standing, actor] of Object.entries(everyone)) {
			const { lines, total, isMore } = await findCases(actor, typed);
			const ids = lines.map(({ id }) => id);
			expect(ids.includes(file.id), standing).toBe(SEES.includes(standing as Standing));
			expect({ total, isMore }, standing).toEqual({ total: ids.length, isMore: false });
		}
	});

	it("an officer finds their own cases and no other of the panel", async () => {
		const other = await aCase({ panel: file.panel, victimName: "Tamsin Quill" });
		const officer = await anOfficerOf(other);
		expect((await findCases(officer, "tamsin")).total).toBe(1);
		expect((await findCases(officer, "obrien")).total).toBe(0);
		expect((await findCases(officer, "COL")).total).toBe(1);
	});

	it("a recusal hides a case at once, and takes no place among what is found", async () => {
		const member = anActor(await aUser());
		const panel = await aPanel();
		const sitting = await aMember({ panel });
		const two = [
			await aCase({ panel, victimName: "Ivy Ash" }),
			await aCase({ panel, victimName: "Ivy Oak" }),
		];
		expect((await findCases(sitting, "ivy")).total).toBe(2);
		await declareRecusal(sitting, anOpId(), { caseId: two[0]?.id ?? "", userId: sitting.userId });
		expect((await findCases(sitting, "ivy")).lines.map(({ id }) => id)).toEqual([two[1]?.id]);
		expect((await findCases(member, "ivy")).total).toBe(0);
	});

	it("what is staged crowds nothing out, however much of it has the name", async () => {
		const panel = await aPanel();
		const there = await aCase({ panel, victimName: "Ludmila Before" });
		for (let n = 0; n < 101; n++) {
			const staged = await aCase({ panel, coordinator: there.coordinator, victimName: "Ludmila Staged" });
			await transaction((tx) =>
				tx.update(cases).set({ stagedIn: "an import", reference: staged.id }).where(eq(cases.id, staged.id)),
			);
		}
		const { lines } = await findCases(there.coordinator, "Ludmila");
		expect(lines.map(({ id }) => id)).toEqual([there.id]);
	});

	it("what is staged hides no older words, however much of it holds them", async () => {
		const panel = await aPanel();
		const there = await aCase({ panel });
		await anEntry({ file: there, body: "He waited by the turnpike" });
		const staged = await aCase({ panel, coordinator: there.coordinator });
		await transaction(async (tx) => {
			await tx.update(cases).set({ stagedIn: "an import" }).where(eq(cases.id, staged.id));
			const texts = Array.from({ length: 620 }, () => ({
				kind: "entry" as const,
				subjectId: newId(),
				caseId: staged.id,
				panelId: panel.id,
				texts: ["By the turnpike"],
			}));
			await indexText(tx, texts);
		});
		const { lines, isMore } = await findCases(there.coordinator, "turnpike");
		expect(lines.map(({ id }) => id)).toEqual([there.id]);
		expect(isMore).toBe(false);
	});

	it("a staged case is nobody’s to find until its import is accepted", async () => {
		const staged = await aCase({ panel: file.panel, victimName: "Ottilie Wren" });
		await addEntry(staged.coordinator, anOpId(), {
			caseId: staged.id,
			kind: "information",
			body: "Turnstile",
		});
		const stage = (stagedIn: string | null) =>
			transaction((tx) => tx.update(cases).set({ stagedIn }).where(eq(cases.id, staged.id)));
		await stage("an import");
		for (const actor of Object.values(everyone)) {
			expect((await findCases(actor, "ottilie")).total).toBe(0);
			expect((await findCases(actor, "turnstile")).total).toBe(0);
			expect((await findCases(actor, staged.reference)).total).toBe(0);
		}
		await stage(null);
		expect((await findCases(everyone.member, "ottilie")).total).toBe(1);
		expect((await findCases(everyone.member, "turnstile")).total).toBe(1);
	});
});

it("a case that holds a word very often hides no other", async () => {
	const panel = await aPanel();
	const member = await aMember({ panel });
	const [few, often] = [await aCase({ panel }), await aCase({ panel })];
	await anEntry({ file: few, body: "He waited by the causeway" });
	for (let n = 0; n < 2; n++) {
		const incidents = Array.from({ length: 150 }, () => ({
			startsOn: "2026-11-03",
			kinds: ["following" as const],
			what: "Along the causeway",
		}));
		await addIncidents(member, anOpId(), { caseId: often.id, from: "file", incidents });
	}
	const { lines, isMore } = await findCases(member, "causeway");
	expect(lines.map(({ id, moreReasons }) => [id, moreReasons])).toEqual([
		[often.id, "many"],
		[few.id, 0],
	]);
	expect(isMore).toBe(false);
});

it("more than a page holds are said to be more, and never counted", async () => {
	const panel = await aPanel();
	const member = await aMember({ panel });
	for (let n = 0; n < 51; n++) await aCase({ panel, victimName: `Zara Number${n}` });
	const { lines, total, isMore } = await findCases(member, "zara");
	expect({ lines: lines.length, total, isMore }).toEqual({ lines: 50, total: 50, isMore: true });
	expect((await findCases(member, "zara number7")).lines.map(({ victim }) => victim)[0]).toBe("Zara Number7");
});
