import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, aMeeting, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aUser, eventsOf, type TestAgency, textOf } from "#tests/factories.ts";
import { closeAgency } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile } from "../cases/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { closeMeeting } from "../meetings/index.ts";
import { type ActionRow, addAction } from "./index.ts";

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
			ownerUserId: null,
			ownerUserName: null,
			due: "2026-12-03",
			dueNote: null,
			priority: "routine",
			category: null,
			status: "proposed",
			outcome: null,
			doneOn: null,
			signedOffByName: null,
			isRunning: true,
			isRefusedLater: false,
			isEscalated: false,
			offerAgencyId: null,
			offerAgencyName: null,
			offerUserId: null,
			offerUserName: null,
			offeredByName: null,
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

	test("names who in one’s own agency does it; nobody of another, and nobody who may not see the case", async () => {
		const colleague = await aMember({ panel: file.panel, agency: housing });
		const mine = await aMember({ panel: file.panel, agency: housing });
		const before = await versionOf(db, file.panel.id);
		const { actionId } = await add(mine, { ownerUserId: colleague.userId });
		expect(await stored(actionId)).toMatchObject({
			status: "open",
			ownerUserId: colleague.userId,
			ownerUserName: colleague.name,
		});
		expect((await eventsOf(file.panel.id, before))[0]?.data).toMatchObject({ ownerUserId: colleague.userId });
		const unseeing = await aUser({ agency: housing });
		const observer = await aMember({ panel: file.panel, agency: housing, role: "observer" });
		const refused = { fields: { ownerUserId: "Select somebody of your agency who may see this case" } };
		for (const ownerUserId of [unseeing.id, observer.userId, everyone.member.userId, "none"]) {
			await expect(add(mine, { ownerUserId })).rejects.toMatchObject(refused);
		}
		await expect(add(everyone.chair, { ownerUserId: colleague.userId })).rejects.toMatchObject(refused);
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
