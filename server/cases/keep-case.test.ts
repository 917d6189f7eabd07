import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { cases, people, users } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { anOfficerOf, type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anOpId, aUser, eventsOf, textOf } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import { deactivateUser } from "../people/index.ts";
import { findCases } from "../search/index.ts";
import {
	addPerson,
	caseFile,
	changePerson,
	declareRecusal,
	peopleOfCase,
	RISKS,
	setOfficer,
	setRisk,
} from "./index.ts";

let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const storedCase = async (caseId = file.id) => (await db.select().from(cases).where(eq(cases.id, caseId)))[0];
const storedPerson = async (personId: string) =>
	(await db.select().from(people).where(eq(people.id, personId)))[0];
const text = { id: expect.any(String), commitment: expect.any(String) };

describe("setting the risk", () => {
	/** Another than it is now. */
	const another = async () => RISKS[(RISKS.indexOf((await storedCase())?.risk as never) + 1) % RISKS.length];

	test("done by the chair, a deputy and the lead; refused to the rest", async () => {
		const set = async (actor: Actor) =>
			setRisk(actor, anOpId(), { caseId: file.id, risk: (await another()) ?? "high" });
		expect(await whoMay(everyone, set)).toEqual(only(["lead", "chair", "deputy"]));
	});

	test("refused: what it is already, and what it cannot be", async () => {
		const set = (risk: string) =>
			setRisk(everyone.chair, anOpId(), { caseId: file.id, risk: risk as "high" });
		await expect(set((await storedCase())?.risk ?? "")).rejects.toMatchObject({
			fields: { risk: "This is the risk already" },
		});
		await expect(set("extreme")).rejects.toMatchObject({ fields: { risk: "Select the risk" } });
	});

	test("recorded: from what to what", async () => {
		const before = await versionOf(db, file.panel.id);
		const from = (await storedCase())?.risk;
		const to = (await another()) ?? "high";
		await setRisk(everyone.chair, anOpId(), { caseId: file.id, risk: to });
		expect(await eventsOf(file.panel.id, before)).toEqual([
			{
				type: "risk.set",
				data: { caseId: file.id, from, to },
				touched: [`case:${file.id}`],
				actorId: everyone.chair.userId,
			},
		]);
		expect(await storedCase()).toMatchObject({ risk: to, version: before + 1 });
	});
});

describe("naming the officer in the case", () => {
	test("done with an account: they then see the case, and no other; the one before no longer does", async () => {
		const other = await aCase({ panel: file.panel });
		const first = await anOfficerOf(other);
		await expect(caseFile(first, other.id)).resolves.toMatchObject({ seesProtected: true });
		await expect(caseFile(first, file.id)).rejects.toThrow(NotFound);
		const second = await aUser({ name: "DC Two" });
		await setOfficer(other.coordinator, anOpId(), {
			caseId: other.id,
			officerEmail: second.email.toUpperCase(),
		});
		expect(await storedCase(other.id)).toMatchObject({ officerName: "DC Two", officerUserId: second.id });
		await expect(caseFile(first, other.id)).rejects.toThrow(NotFound);
		expect(await peopleOfCase(other.coordinator, other.id)).toMatchObject({ officerEmail: second.email });
	});

	test("done with a name alone: nobody’s account is the officer’s", async () => {
		const other = await aCase({ panel: file.panel });
		const officer = await anOfficerOf(other);
		await setOfficer(other.coordinator, anOpId(), { caseId: other.id, officerName: "PC Ames 1234" });
		expect(await storedCase(other.id)).toMatchObject({ officerName: "PC Ames 1234", officerUserId: null });
		await expect(caseFile(officer, other.id)).rejects.toThrow(NotFound);
	});

	test("done by the coordinator; refused to the rest", async () => {
		const { officer, coordinator } = everyone;
		const [account] = await db.select().from(users).where(eq(users.id, officer.userId));
		const set = (actor: Actor, caseId = file.id) =>
			setOfficer(actor, anOpId(), { caseId, officerEmail: account?.email });
		expect(await whoMay(everyone, (actor) => set(actor))).toEqual(only(["coordinator"]));
		await expect(set(coordinator, "none")).rejects.toThrow(new NotFound());
	});

	test("refused: an address without an account, and accounts that can be no officer’s, alike", async () => {
		const gone = await aUser();
		await deactivateUser(everyone.administrator, anOpId(), { userId: gone.id });
		const auditor = await aUser({ role: "auditor" });
		for (const officerEmail of ["nobody@example.org", gone.email, auditor.email]) {
			const refused = setOfficer(everyone.coordinator, anOpId(), { caseId: file.id, officerEmail });
			await expect(refused).rejects.toMatchObject({
				fields: { officerEmail: "No account for an officer has this e-mail address" },
			});
		}
	});

	test("a recused officer sees nothing", async () => {
		const other = await aCase({ panel: file.panel });
		const officer = await anOfficerOf(other);
		await declareRecusal(officer, anOpId(), { caseId: other.id, userId: officer.userId });
		await expect(caseFile(officer, other.id)).rejects.toThrow(NotFound);
		await expect(setRisk(officer, anOpId(), { caseId: other.id, risk: "high" })).rejects.toThrow(NotFound);
	});

	test("recorded: whose access changes, and the name in a revision", async () => {
		const other = await aCase({ panel: file.panel });
		const first = await anOfficerOf(other);
		const before = await versionOf(db, file.panel.id);
		const second = await aUser();
		await setOfficer(other.coordinator, anOpId(), {
			caseId: other.id,
			officerName: "DC Two, Unit 7",
			officerEmail: second.email,
		});
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "officer.set",
			data: { caseId: other.id, officerUserId: second.id, previousUserId: first.userId, text },
			touched: [`case:${other.id}`],
			actorId: other.coordinator.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ officerName: "DC Two, Unit 7" });
		expect((await storedCase(other.id))?.version).toBe(before + 1);
	});
});

describe("adding a person", () => {
	const add = (actor: Actor, name = "Mx Extra") =>
		addPerson(actor, anOpId(), {
			caseId: file.id,
			part: "person-causing-harm",
			name,
			aliases: "Ziggy",
			dateOfBirth: "",
		});

	test("done by the coordinator: found by the alias; refused to the rest", async () => {
		expect(await whoMay(everyone, (actor) => add(actor))).toEqual(only(["coordinator"]));
		const { lines } = await findCases(everyone.member, "ziggy");
		expect(lines.map((line) => [line.id, line.suspects.includes("Mx Extra")])).toEqual([[file.id, true]]);
	});

	test("refused without a name, or with a day of birth that is none", async () => {
		const refused = addPerson(everyone.coordinator, anOpId(), {
			caseId: file.id,
			part: "victim",
			name: "",
			aliases: Array.from({ length: 31 }, () => "A").join(","),
			dateOfBirth: "1990-13-01",
		});
		await expect(refused).rejects.toMatchObject({
			fields: {
				name: "Enter a name",
				aliases: "Enter 30 aliases or fewer",
				dateOfBirth: "Enter the date of birth as a real date",
			},
		});
	});

	test("recorded", async () => {
		const before = await versionOf(db, file.panel.id);
		const { personId } = await add(everyone.coordinator, "Recorded Person");
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "person.added",
			data: { caseId: file.id, personId, part: "person-causing-harm", text },
			touched: [`person:${personId}`],
			actorId: everyone.coordinator.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ name: "Recorded Person", aliases: ["Ziggy"], dateOfBirth: null });
		expect(await storedPerson(personId)).toMatchObject({ version: before + 1 });
	});
});

describe("changing a person", () => {
	const change = async (actor: Actor, name: string, version?: number) =>
		changePerson(actor, anOpId(), {
			caseId: file.id,
			personId: file.victimId,
			name,
			aliases: "Al",
			dateOfBirth: "1991-01-02",
			version: version ?? (await storedPerson(file.victimId))?.version ?? 0,
		});

	test("done by the coordinator: shown and found under the new name; refused to the rest", async () => {
		expect(await whoMay(everyone, (actor) => change(actor, "Renamed Victim"))).toEqual(only(["coordinator"]));
		expect(await peopleOfCase(everyone.officer, file.id)).toMatchObject({
			header: { victim: "Renamed Victim" },
			people: expect.arrayContaining([
				expect.objectContaining({ id: file.victimId, aliases: ["Al"], dateOfBirth: "1991-01-02" }),
			]),
		});
		expect((await findCases(everyone.chair, "renamed")).total).toBe(1);
	});

	test("refused: a person of another case", async () => {
		const other = await aCase({ panel: file.panel });
		const refused = changePerson(everyone.coordinator, anOpId(), {
			caseId: file.id,
			personId: other.victimId,
			name: "Wrong case",
			aliases: "",
			version: 1,
		});
		await expect(refused).rejects.toThrow(new NotFound());
	});

	test("refused when another coordinator changed them meanwhile: both states are told", async () => {
		const seen = (await storedPerson(file.victimId))?.version ?? 0;
		const colleague = await aMember({ panel: file.panel, role: "coordinator" });
		await change(colleague, "Theirs", seen);
		const late = change(everyone.coordinator, "Mine", seen);
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { name: "Theirs", aliases: "Al", dateOfBirth: "1991-01-02" },
			submitted: { name: "Mine", aliases: "Al", dateOfBirth: "1991-01-02" },
			version: (await storedPerson(file.victimId))?.version,
		});
		expect(await storedPerson(file.victimId)).toMatchObject({ name: "Theirs" });
	});

	test("recorded", async () => {
		const before = await versionOf(db, file.panel.id);
		await change(everyone.coordinator, "Recorded Victim");
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "person.changed",
			data: { caseId: file.id, personId: file.victimId, part: "victim", text },
			touched: [`person:${file.victimId}`],
			actorId: everyone.coordinator.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({
			name: "Recorded Victim",
			aliases: ["Al"],
			dateOfBirth: "1991-01-02",
		});
		expect(await storedPerson(file.victimId)).toMatchObject({ version: before + 1 });
	});
});
