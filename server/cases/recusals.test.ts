import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { recusals } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, anEntry, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, STRANGERS, whoMay } from "#tests/everyone.ts";
import { aLead, aMember, anActor, anAgency, anOpId, aPanel, aUser, eventsOf } from "#tests/factories.ts";
import { actionById, openActionsOfMyAgency } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { agendaToBuild, meetingRecord, meetingRoom } from "../meetings/index.ts";
import { findCases } from "../search/index.ts";
import {
	caseFile,
	caseHeader,
	casesOfOfficer,
	casesOfPanel,
	caseTimeline,
	declareRecusal,
	entryWithHistory,
	liftRecusal,
	peopleOfCase,
	recusalsOfCase,
	setOfficer,
} from "./index.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const declare = (actor: Actor, file: TestCase, whom: Actor = actor) =>
	declareRecusal(actor, anOpId(), { caseId: file.id, userId: whom.userId });
const recusalOf = async (file: TestCase, whom: Actor) =>
	(await db.select().from(recusals).where(eq(recusals.caseId, file.id))).find(
		(row) => row.userId === whom.userId && row.liftedAt === null,
	);
const lift = async (actor: Actor, file: TestCase, whom: Actor) =>
	liftRecusal(actor, anOpId(), { caseId: file.id, recusalId: (await recusalOf(file, whom))?.id ?? "none" });

describe("recusing oneself", () => {
	test("done by everybody who sees the case, who then does not; to the rest there is no such case", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		expect(await whoMay(everyone, (actor) => declare(actor, file))).toEqual(only(SEERS));
		for (const standing of SEERS) {
			await expect(caseFile(everyone[standing], file.id)).rejects.toThrow(new NotFound());
		}
	});

	test("recorded: who and from what, no reason", async () => {
		const file = await aCase();
		const member = await aMember({ panel: file.panel });
		const before = await versionOf(db, file.panel.id);
		await declare(member, file);
		const recusal = await recusalOf(file, member);
		expect(await eventsOf(file.panel.id, before)).toEqual([
			{
				type: "recusal.declared",
				data: { caseId: file.id, recusalId: recusal?.id, userId: member.userId },
				touched: [`recusal:${recusal?.id}`],
				actorId: member.userId,
			},
		]);
		expect(recusal).toMatchObject({
			version: before + 1,
			userName: member.name,
			declaredById: member.userId,
		});
	});
});

describe("recusing somebody else", () => {
	let file: TestCase;
	let everyone: Everyone;
	beforeAll(async () => {
		file = await aCase();
		everyone = await everyoneAround(file);
	});

	test("done by the chair, a deputy and the lead; refused to the rest", async () => {
		const member = await aMember({ panel: file.panel });
		const answers = await whoMay(everyone, async (actor) => {
			await declare(actor, file, member);
			await lift(actor, file, member);
		});
		expect(answers).toEqual(only(["lead", "chair", "deputy"]));
	});

	test("done to the officer and to a lead, who are on no panel; offered to those who may", async () => {
		const { officer, lead, member, chair, coordinator } = everyone;
		const { candidates } = await recusalsOfCase(chair, file.id);
		const offered = candidates.map(({ userId }) => userId);
		expect(offered).toEqual(expect.arrayContaining([officer.userId, lead.userId, member.userId]));
		// Nobody is offered to themself, nor who is recused, nor who could not see the case.
		for (const standing of [
			"chair",
			"recused lead",
			"recused member",
			"nobody",
			"chair elsewhere",
			"former member",
			"coming member",
		] as const) {
			expect(offered, standing).not.toContain(everyone[standing].userId);
		}
		expect((await recusalsOfCase(coordinator, file.id)).candidates).toEqual([]);
		for (const whom of [officer, lead]) {
			await declare(chair, file, whom);
			await expect(caseFile(whom, file.id)).rejects.toThrow(NotFound);
			await lift(chair, file, whom);
			await expect(caseFile(whom, file.id)).resolves.toMatchObject({ panelId: file.panel.id });
		}
	});

	test("refused: who is nobody of this panel, who is recused already, and nobody at all", async () => {
		const { chair } = everyone;
		for (const standing of ["chair elsewhere", "nobody", "administrator", "former member"] as const) {
			await expect(declare(chair, file, everyone[standing])).rejects.toMatchObject({
				fields: { userId: "Select somebody of this panel" },
			});
		}
		const recused = everyone["recused member"];
		await expect(declare(chair, file, recused)).rejects.toMatchObject({
			fields: { userId: `${recused.name} is recused already` },
		});
		await expect(
			declareRecusal(chair, anOpId(), { caseId: file.id, userId: undefined as never }),
		).rejects.toMatchObject({ fields: { userId: "Select a person" } });
		await expect(declareRecusal(chair, anOpId(), { caseId: "none", userId: recused.userId })).rejects.toThrow(
			new NotFound(),
		);
	});

	test("of two at once, one recuses and the other is told", async () => {
		const member = await aMember({ panel: file.panel });
		const outcomes = await Promise.allSettled([
			declare(everyone.chair, file, member),
			declare(everyone.deputy, file, member),
		]);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		expect(await db.$count(recusals, eq(recusals.userId, member.userId))).toBe(1);
	});
});

describe("lifting a recusal", () => {
	test("done by the chair, a deputy and the lead; refused to the rest, and nobody lifts their own", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		const member = everyone["recused member"];
		const answers = await whoMay(everyone, async (actor) => {
			const recusalId = (await recusalOf(file, member))?.id ?? "";
			await liftRecusal(actor, anOpId(), { caseId: file.id, recusalId });
			await declare(actor, file, member);
		});
		expect(answers).toEqual(only(["lead", "chair", "deputy"]));
		await expect(lift(everyone["recused deputy"], file, everyone["recused deputy"])).rejects.toThrow(
			NotFound,
		);
	});

	test("refused: one that is lifted, or is of another case", async () => {
		const file = await aCase();
		const other = await aCase({ panel: file.panel });
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const member = await aMember({ panel: file.panel });
		await declare(member, file);
		const recusalId = (await recusalOf(file, member))?.id ?? "";
		await expect(liftRecusal(chair, anOpId(), { caseId: other.id, recusalId })).rejects.toThrow(NotFound);
		await liftRecusal(chair, anOpId(), { caseId: file.id, recusalId });
		await expect(liftRecusal(chair, anOpId(), { caseId: file.id, recusalId })).rejects.toThrow(NotFound);
	});

	test("recorded", async () => {
		const file = await aCase();
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const member = await aMember({ panel: file.panel });
		const { version } = await declare(member, file);
		const recusalId = (await recusalOf(file, member))?.id ?? "";
		await lift(chair, file, member);
		expect(await eventsOf(file.panel.id, version)).toEqual([
			{
				type: "recusal.lifted",
				data: { caseId: file.id, recusalId, userId: member.userId },
				touched: [`recusal:${recusalId}`],
				actorId: chair.userId,
			},
		]);
		const [row] = await db.select().from(recusals).where(eq(recusals.id, recusalId));
		expect(row).toMatchObject({ version: version + 1, liftedAt: expect.any(Date) });
	});
});

/** Every way in which a person could meet the hidden case of a panel of two, a meeting about both. */
async function waysToMeet(actor: Actor, world: World) {
	const { hidden, shown, meetingId, entryId, actionId } = world;
	const orNotFound = (answer: Promise<unknown>) =>
		answer.then(
			() => "shown",
			(error) => {
				if (error instanceof NotFound) return "not found";
				throw error;
			},
		);
	const rowsOf = (rows: { caseId?: string; id: string }[]) =>
		rows.filter((row) => row.caseId === hidden.id || row.id === hidden.id).length;
	const listed = (found: { lines: { id?: string; caseId?: string }[]; total: number }) => ({
		isListed: found.lines.some((line) => line.id === hidden.id || line.caseId === hidden.id),
		total: found.total,
	});
	const isMember = world.members.includes(actor);
	const inPanel = async <T>(read: () => Promise<T>) => (isMember ? read() : "no member");
	return {
		file: await orNotFound(caseFile(actor, hidden.id)),
		header: await orNotFound(caseHeader(actor, hidden.id)),
		people: await orNotFound(peopleOfCase(actor, hidden.id)),
		recusals: await orNotFound(recusalsOfCase(actor, hidden.id)),
		timeline: await orNotFound(caseTimeline(actor, hidden.id)),
		entry: await orNotFound(entryWithHistory(actor, entryId)),
		action: await orNotFound(actionById(actor, actionId)),
		panel: await inPanel(async () => listed(await casesOfPanel(actor, hidden.panel.id))),
		byName: listed(await findCases(actor, "hidden person")),
		byReference: listed(await findCases(actor, hidden.reference)),
		// Both cases have this in their references.
		byPrefix: (await findCases(actor, hidden.panel.referencePrefix)).total,
		actions: listed(await openActionsOfMyAgency(actor)),
		asOfficer: (await casesOfOfficer(actor)).total,
		room: await inPanel(async () => rowsOf((await meetingRoom(actor, meetingId)).snapshot.rows as never)),
		agenda: await inPanel(async () => {
			const { items, others } = await agendaToBuild(actor, meetingId);
			const files = [...items.flatMap(({ file }) => file ?? []), ...others];
			return files.map(({ reference }) => reference);
		}),
		record: await inPanel(async () => {
			const { items, rows } = await meetingRecord(actor, meetingId);
			return rowsOf([...items, ...rows] as never);
		}),
		// The other case is as before, whoever is walled off from this one.
		other: await orNotFound(caseFile(actor, shown.id)),
	};
}

interface World {
	hidden: TestCase;
	shown: TestCase;
	meetingId: string;
	entryId: string;
	actionId: string;
	members: Actor[];
}

describe("the wall", () => {
	let world: World;
	let chair: Actor;
	let member: Actor;
	let lead: Actor;
	let officer: Actor;
	beforeAll(async () => {
		const panel = await aPanel();
		const agency = await anAgency();
		chair = await aMember({ panel, role: "chair" });
		member = await aMember({ panel, agency });
		lead = await aLead({ agency });
		const hidden = await aCase({ panel, victimName: "Hidden Person", victimAddress: "1 Hidden Street" });
		const shown = await aCase({ panel });
		const user = await aUser({ agency });
		officer = anActor(user);
		await setOfficer(hidden.coordinator, anOpId(), { caseId: hidden.id, officerEmail: user.email });
		const present = [member, lead];
		const meeting = await aMeeting({ cases: [hidden, shown], startedBy: chair, present });
		const said = { file: hidden, by: chair, meetingId: meeting.id };
		world = {
			hidden,
			shown,
			meetingId: meeting.id,
			entryId: (await anEntry(said)).id,
			actionId: (await anAction({ ...said, ownerAgencyId: agency.id })).id,
			members: [chair, member, lead, hidden.coordinator],
		};
	});

	const walled = (prefixTotal: number) => ({
		file: "not found",
		header: "not found",
		people: "not found",
		recusals: "not found",
		timeline: "not found",
		entry: "not found",
		action: "not found",
		byName: { isListed: false, total: 0 },
		byReference: { isListed: false, total: 0 },
		byPrefix: prefixTotal,
		actions: { isListed: false, total: 0 },
		asOfficer: 0,
	});
	const walledInPanel = () => ({
		...walled(1),
		panel: { isListed: false, total: 1 },
		room: 0,
		agenda: [world.shown.reference],
		record: 0,
		other: "shown",
	});
	const open = () => ({
		file: "shown",
		header: "shown",
		people: "shown",
		recusals: "shown",
		timeline: "shown",
		entry: "shown",
		action: "shown",
		panel: { isListed: true, total: 2 },
		byName: { isListed: true, total: 1 },
		byReference: { isListed: true, total: 1 },
		byPrefix: 2,
		actions: { isListed: true, total: 1 },
		asOfficer: 0,
		room: expect.any(Number),
		agenda: [world.hidden.reference, world.shown.reference],
		record: expect.any(Number),
		other: "shown",
	});

	test.each(["member", "lead"] as const)(
		"hides the case from a recused %s everywhere, with its counts",
		async (who) => {
			const actor = { member, lead }[who];
			expect(await waysToMeet(actor, world)).toEqual(open());
			await declare(actor, world.hidden);
			expect(await waysToMeet(actor, world)).toEqual(walledInPanel());
			await lift(chair, world.hidden, actor);
			expect(await waysToMeet(actor, world)).toEqual(open());
		},
	);

	test("hides it from the chair too, while the rest of the panel goes on", async () => {
		await declare(chair, world.hidden);
		// Their agency owns no action here.
		expect(await waysToMeet(chair, world)).toEqual(walledInPanel());
		expect(await waysToMeet(member, world)).toEqual(open());
		await lift(lead, world.hidden, chair);
	});

	test("hides it from its own officer, who is left with nothing", async () => {
		const nothing = { panel: "no member", room: "no member", agenda: "no member", record: "no member" };
		expect(await waysToMeet(officer, world)).toMatchObject({ ...nothing, file: "shown", asOfficer: 1 });
		await declare(officer, world.hidden);
		expect(await waysToMeet(officer, world)).toEqual({ ...walled(0), ...nothing, other: "not found" });
		await lift(chair, world.hidden, officer);
	});

	test("that goes up while a page is read: the page is as of before it, or without the case", async () => {
		const { hidden, meetingId } = world;
		for (let delay = 0; delay < 80; delay += 2) {
			const later = async () => {
				for (let turn = 0; turn < delay; turn++) await null;
			};
			const [recusal, room, file] = await Promise.all([
				declare(member, hidden),
				later().then(() => meetingRoom(member, meetingId)),
				later()
					.then(() => caseFile(member, hidden.id))
					.catch(() => undefined),
			]);
			for (const page of [room, file]) {
				const isShown = page?.snapshot.rows.some((row) => row.id === hidden.id);
				// As of the wall or after it, following from there would never take the case away again.
				if (isShown) expect(page?.snapshot.version).toBeLessThan(recusal.version);
			}
			await lift(chair, hidden, member);
		}
	});

	test("looks to everybody outside like a case that is not there", async () => {
		const file = await aCase();
		const everyone = await everyoneAround(file);
		for (const standing of STRANGERS) {
			const real = caseFile(everyone[standing], file.id).catch((error) => error);
			const none = caseFile(everyone[standing], "none").catch((error) => error);
			expect(await real, standing).toEqual(await none);
		}
	});
});
