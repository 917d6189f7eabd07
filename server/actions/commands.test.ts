import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, eventsOf, type TestAgency, textOf } from "#tests/factories.ts";
import { closeAgency } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile } from "../cases/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { closeMeeting } from "../meetings/index.ts";
import { type ActionRow, addAction, setActionStatus } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
let housing: TestAgency;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	housing = await anAgency({ name: "Housing" });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const stored = async (id: string) => (await db.select().from(actions).where(eq(actions.id, id)))[0];
const text = { id: expect.any(String), commitment: expect.any(String) };

describe("adding an action", () => {
	const add = (actor: Actor, fields: Partial<Parameters<typeof addAction>[2]> = {}) =>
		addAction(actor, anOpId(), {
			caseId: file.id,
			what: "Change the locks",
			ownerAgencyId: housing.id,
			...fields,
		});

	test("done: shown to whoever sees the case, with its owner’s name as written now", async () => {
		const at = new Date(`${londonDate()}T12:00:00.123Z`);
		setClock(() => at);
		const { actionId, version } = await add(everyone.member, {
			what: " Change the locks ",
			due: "2026-12-03",
		});
		setClock();
		const { snapshot } = await caseFile(everyone.officer, file.id);
		expect(snapshot.rows.find((row) => row.id === actionId)).toEqual({
			kind: "action",
			id: actionId,
			version,
			caseId: file.id,
			meetingId: null,
			what: "Change the locks",
			ownerAgencyId: housing.id,
			ownerAgencyName: "Housing",
			ownerDetail: null,
			due: "2026-12-03",
			dueNote: null,
			priority: "routine",
			category: null,
			status: "proposed",
			outcome: null,
			isHeldByChair: false,
			isUnsettled: false,
			answeredByName: null,
			isAnsweredForOwner: false,
			answeredAt: null,
			authorId: everyone.member.userId,
			authorName: everyone.member.name,
			at: at.toISOString(),
		} satisfies ActionRow);
	});

	test("done by everybody who sees the case, refused to the rest as if there were none", async () => {
		expect(await whoMay(everyone, (actor) => add(actor))).toEqual(only(SEERS));
		await expect(add(everyone.chair, { caseId: "none" })).rejects.toThrow(new NotFound());
	});

	test("refused: nothing to do, an agency that is none, a day that is none; nobody to do it yet is no reason", async () => {
		for (const due of ["2026-02-31", "2026-13-01", "next panel", "03/12/2026"]) {
			await expect(add(everyone.member, { what: " ", due })).rejects.toMatchObject({
				fields: { what: "Enter what is to be done", due: "Enter the due date as a real date" },
			});
		}
		const { actionId } = await add(everyone.member, { ownerAgencyId: "" });
		expect(await stored(actionId)).toMatchObject({ ownerAgencyId: null, due: null, status: "proposed" });
		const closed = await anAgency();
		await closeAgency(SYSTEM, anOpId(), { agencyId: closed.id });
		for (const ownerAgencyId of [closed.id, "none"]) {
			await expect(add(everyone.member, { ownerAgencyId })).rejects.toMatchObject({
				fields: { ownerAgencyId: "Select the agency that owns the action" },
			});
		}
		await expect(add(everyone.member, { what: "x".repeat(2_001) })).rejects.toMatchObject({
			fields: { what: "Use 2,000 characters or fewer" },
		});
	});

	test("from a meeting: of it while it is on, on the case alone once it has closed", async () => {
		const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
		const during = await add(everyone.member, { meetingId: meeting.id, due: "2026-12-03" });
		await closeMeeting(everyone.chair, anOpId(), { meetingId: meeting.id });
		const after = await add(everyone.member, { meetingId: meeting.id });
		expect(await stored(during.actionId)).toMatchObject({ meetingId: meeting.id });
		expect(await stored(after.actionId)).toMatchObject({ meetingId: null });
		const other = await aCase({ panel: file.panel });
		await expect(add(everyone.chair, { caseId: other.id, meetingId: meeting.id })).rejects.toMatchObject({
			fields: { meetingId: "This case is not on that meeting’s agenda" },
		});
	});

	test("recorded: owner, day and status in the event, the words in a revision", async () => {
		const before = await versionOf(db, file.panel.id);
		const { actionId } = await add(everyone.lead, { due: "2026-12-03" });
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "action.added",
			data: {
				caseId: file.id,
				actionId,
				ownerAgencyId: housing.id,
				due: "2026-12-03",
				status: "proposed",
				meetingId: null,
				isImported: false,
				text,
			},
			touched: [`action:${actionId}`],
			actorId: everyone.lead.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({
			what: "Change the locks",
			ownerAgencyName: "Housing",
			ownerDetail: null,
			due: "2026-12-03",
			dueNote: null,
			priority: "routine",
			category: null,
			outcome: null,
		});
		expect((await stored(actionId))?.version).toBe(before + 1);
	});
});

describe("saying how an action stands", () => {
	const say = async (
		actor: Actor,
		actionId: string,
		fields: Partial<Parameters<typeof setActionStatus>[2]> = {},
	) =>
		setActionStatus(actor, anOpId(), {
			actionId,
			status: "done",
			version: (await stored(actionId))?.version ?? 0,
			...fields,
		});

	test("done by those who run the panel; the rest of those who see it are refused, others told of nothing", async () => {
		const { id } = await anAction({ file, ownerAgencyId: housing.id });
		expect(await whoMay(everyone, (actor) => say(actor, id))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		await expect(say(everyone.chair, "none")).rejects.toThrow(new NotFound());
	});

	test("done by the agency that owns it, if it sees the case, and by its author", async () => {
		const { id, version } = await anAction({ file, by: everyone.member, ownerAgencyId: housing.id });
		const owner = await aMember({ panel: file.panel, agency: housing });
		const ownerElsewhere = await aMember({ agency: housing });
		const answered = await say(owner, id, { status: "done", outcome: "Locks changed", version });
		expect(await stored(id)).toMatchObject({
			status: "done",
			outcome: "Locks changed",
			statusAt: expect.any(Date),
			version: answered.version,
		});
		await say(everyone.member, id, { status: "open" });
		// The outcome is what the last answer said: nothing.
		expect(await stored(id)).toMatchObject({ status: "open", outcome: null });
		await expect(say(ownerElsewhere, id)).rejects.toThrow(new NotFound());
		await expect(say(everyone.officer, id)).rejects.toThrow(NotAllowed);
	});

	test("refused: not possible without a reason, and no status at all", async () => {
		const { id } = await anAction({ file });
		await expect(say(everyone.chair, id, { status: "not-possible", outcome: " " })).rejects.toMatchObject({
			fields: { outcome: "Say why it was not possible" },
		});
		await expect(say(everyone.chair, id, { status: "" as never })).rejects.toMatchObject({
			fields: { status: "Select whether it is open, done or not possible" },
		});
	});

	test("refused when somebody said otherwise meanwhile: both answers are told", async () => {
		const { id, version } = await anAction({ file });
		const theirs = await say(everyone.chair, id, { status: "not-possible", outcome: "No access", version });
		const late = say(everyone.deputy, id, { status: "done", outcome: "Locks changed", version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({
			current: { status: "not-possible", outcome: "No access" },
			submitted: { status: "done", outcome: "Locks changed" },
			version: theirs.version,
		});
		await say(everyone.deputy, id, { status: "done", outcome: "Locks changed", version: theirs.version });
		expect(await stored(id)).toMatchObject({ status: "done", outcome: "Locks changed" });
	});

	test("recorded: from what to what", async () => {
		const { id, version } = await anAction({ file });
		await say(everyone.chair, id, { outcome: "Locks changed" });
		const [event, ...others] = await eventsOf(file.panel.id, version);
		expect(event).toEqual({
			type: "action.status-set",
			data: { caseId: file.id, actionId: id, from: "open", to: "done", text },
			touched: [`action:${id}`],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ status: "done", outcome: "Locks changed" });
		expect((await stored(id))?.version).toBe(version + 1);
	});
});
