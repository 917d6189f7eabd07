import { eq } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { cases, people } from "#db/schema/index.ts";
import { aCase, aCoordinatorOf } from "#tests/case-factories.ts";
import { everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, eventsOf, textOf } from "#tests/factories.ts";
import { verify } from "../audit/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { findCases } from "../search/index.ts";
import { addCase, caseFile, type PersonRow } from "./index.ts";

const aForm = (panelId: string) => ({
	panelId,
	victimName: "  Siân O’Brien ",
	victimAliases: "Sian Price, S. O’Brien\nSIAN99",
	suspectName: "Unknown",
	suspectAliases: "",
	relationship: "stranger" as const,
	risk: "medium" as const,
});

afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

describe("adding a case", () => {
	test("done: it is there with its people, and found by an alias", async () => {
		const panel = await aPanel();
		const coordinator = await aCoordinatorOf(panel);
		const { caseId, reference } = await addCase(coordinator, anOpId(), {
			...aForm(panel.id),
			crimeReference: " 42/1/26 ",
			officerName: "PC Ames",
			heardOn: "2026-03-27",
			victimDateOfBirth: "1990-02-28",
		});
		const { snapshot } = await caseFile(coordinator, caseId);
		expect(snapshot.rows).toEqual([
			{
				kind: "case",
				id: caseId,
				version: snapshot.version,
				panelId: panel.id,
				reference,
				crimeReference: "42/1/26",
				relationship: "stranger",
				risk: "medium",
				riskRank: 1,
				officerName: "PC Ames",
				heardOn: "2026-03-27",
				state: "open",
				nextStep: "hearing",
				nextDate: null,
				closedOn: null,
				closeReason: null,
				closeCriteria: [],
				closeNote: null,
				referredOn: "2026-03-27",
				isRepeat: false,
			},
			expect.objectContaining({
				part: "victim",
				name: "Siân O’Brien",
				aliases: ["Sian Price", "S. O’Brien", "SIAN99"],
				dateOfBirth: "1990-02-28",
			} satisfies Partial<PersonRow>),
			expect.objectContaining({ part: "person-causing-harm", name: "Unknown", aliases: [] }),
			expect.objectContaining({ kind: "referral", referral: "new", firstHeardOn: "2026-03-27" }),
		]);
		expect((await findCases(coordinator, "sian price")).lines.map((line) => line.id)).toEqual([caseId]);
	});

	test("done: references count the panel’s cases, two at once included, under the year in London", async () => {
		const panel = await aPanel({ referencePrefix: "QRS" });
		const coordinator = await aCoordinatorOf(panel);
		// In London the new year has begun.
		setClock(() => new Date("2027-01-01T00:00:00Z"));
		const [one, other] = await Promise.all([aCase({ panel, coordinator }), aCase({ panel, coordinator })]);
		expect([one.reference, other.reference].sort()).toEqual(["QRS-2027-001", "QRS-2027-002"]);
	});

	test("refused: everybody but the coordinator", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		const before = await versionOf(db, file.panel.id);
		const add = (actor: Parameters<typeof addCase>[0]) => addCase(actor, anOpId(), aForm(file.panel.id));
		expect(await whoMay(everyone, add)).toEqual({
			...only(["coordinator"]),
			// They know the panel: what they may not know of is another case of it.
			officer: "not found",
			"recused lead": "not allowed",
			"recused deputy": "not allowed",
			"recused coordinator": "done",
			"recused member": "not allowed",
		});
		expect(await versionOf(db, file.panel.id)).toBe(before + 2);
	});

	test("refused: a panel that is not there, and one that is another’s, alike", async () => {
		const coordinator = await aMember({ role: "coordinator" });
		const { id } = await aPanel();
		for (const panelId of ["none", id]) {
			await expect(addCase(coordinator, anOpId(), aForm(panelId))).rejects.toThrow("Not found");
		}
	});

	test("refused: what does not fit, all fields at once", async () => {
		const panel = await aPanel();
		const wrong = {
			...aForm(panel.id),
			victimName: " ",
			victimDateOfBirth: "1990-02-30",
			suspectName: "",
			suspectAliases: "x".repeat(201),
			victimAddress: "x".repeat(301),
			heardOn: "next panel",
			relationship: "friend" as never,
			risk: "" as never,
		};
		await expect(addCase(await aCoordinatorOf(panel), anOpId(), wrong)).rejects.toMatchObject({
			fields: {
				victimName: "Enter the victim’s name",
				victimDateOfBirth: "Enter the victim’s date of birth as a real date",
				suspectName: "Enter the name of the person causing harm, or “Unknown”",
				suspectAliases: "An alias must be 200 characters or fewer",
				victimAddress: "The address must be 300 characters or fewer",
				heardOn: "Enter the date as a real date",
				relationship: "Select the relationship",
				risk: "Select the risk",
			},
		});
	});

	test("recorded: an event each for the case, its people and the kinds of its details, with their texts", async () => {
		const panel = await aPanel();
		const coordinator = await aCoordinatorOf(panel);
		const before = await versionOf(db, panel.id);
		const { caseId, reference } = await addCase(coordinator, anOpId(), {
			...aForm(panel.id),
			victimSafeTelephone: "07700 900123",
		});
		const events = await eventsOf(panel.id, before);
		const persons = await db.select().from(people).where(eq(people.caseId, caseId)).orderBy(people.id);
		const [victim, suspect] = persons;
		const text = { id: expect.any(String), commitment: expect.any(String) };
		const by = { actorId: coordinator.userId };
		expect(events).toEqual([
			{
				...by,
				type: "case.added",
				data: { caseId, isImported: false, risk: "medium", text },
				touched: [`case:${caseId}`, expect.stringMatching(/^referral:/)],
			},
			{
				...by,
				type: "person.added",
				data: { caseId, personId: victim?.id, part: "victim", text },
				touched: [`person:${victim?.id}`],
			},
			{
				...by,
				type: "person.added",
				data: { caseId, personId: suspect?.id, part: "person-causing-harm", text },
				touched: [`person:${suspect?.id}`],
			},
			{
				...by,
				type: "protected-detail.added",
				data: { caseId, detailId: expect.any(String), kind: "safe-telephone", text },
				touched: [expect.stringMatching(/^protectedDetail:/)],
			},
		]);
		expect(await textOf(events[0])).toEqual({
			reference,
			crimeReference: null,
			relationship: "stranger",
			officerName: null,
			heardOn: null,
			area: null,
			referredOn: londonDate(),
		});
		expect(await textOf(events[1])).toEqual({
			name: "Siân O’Brien",
			aliases: ["Sian Price", "S. O’Brien", "SIAN99"],
			dateOfBirth: null,
		});
		const [row] = await db.select().from(cases).where(eq(cases.id, caseId));
		expect([row, ...persons].map((one) => one?.version)).toEqual([before + 1, before + 1, before + 1]);
	});

	test("recorded once when the same form comes twice, also side by side", async () => {
		const panel = await aPanel();
		const coordinator = await aCoordinatorOf(panel);
		const opId = anOpId();
		const send = () => addCase(coordinator, opId, aForm(panel.id));
		const [one, other] = await Promise.all([send(), send()]);
		expect([other, await send()]).toEqual([one, one]);
		expect(await db.$count(cases, eq(cases.panelId, panel.id))).toBe(1);
	});
});
