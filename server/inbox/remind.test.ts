import { and, asc, eq, isNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, cases, memberships, notices, users } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	eventsOf,
	type TestAgency,
	type TestUser,
} from "#tests/factories.ts";
import { answerAction, setActionStatus, settleAction } from "../actions/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { addDays, setClock, startOfLondonDay } from "../clock.ts";
import { onCommit, versionOf } from "../events/index.ts";
import { endMembership } from "../panels/index.ts";
import { deactivateUser } from "../people/index.ts";
import { inboxOf, inboxState, remind } from "./index.ts";

const DUE = "2026-12-10";
const HOUR = 3_600_000;

/** It is the morning of a civil date. */
const itIs = (date: string, hours = 9) => {
	const at = new Date(startOfLondonDay(date).getTime() + hours * HOUR);
	setClock(() => at);
};
const over = (days: number) => addDays(DUE, days);
/** Lets reminders go out on the morning of a date. */
const remindOn = (date: string) => {
	itIs(date);
	return remind();
};

interface Scene {
	file: TestCase;
	agency: TestAgency;
	manager: TestUser;
	ownerUser: TestUser;
	owner: Actor;
	chair: Actor;
	deputy: Actor;
	actionId: string;
}

/** An agency's open action, agreed long before its day, on a panel with a chair and a deputy. */
async function aScene(): Promise<Scene> {
	itIs(over(-20));
	const file = await aCase();
	const { panel } = file;
	const agency = await anAgency();
	const manager = await aUser({ agency });
	const ownerUser = await aUser({ agency, manager });
	const owner = await aMember({ panel, user: ownerUser });
	const chair = await aMember({ panel, role: "chair" });
	const deputy = await aMember({ panel, role: "deputy" });
	const { id: actionId } = await anAction({ file, by: owner, due: DUE });
	return { file, agency, manager, ownerUser, owner, chair, deputy, actionId };
}

/** Who has been told what of an action, by user id. */
async function toldOf(actionId: string) {
	const rows = await db
		.select()
		.from(notices)
		.where(eq(notices.subjectId, actionId))
		.orderBy(asc(notices.at), asc(notices.id));
	return rows.map(({ userId, kind }) => [kind, userId]);
}
const remindedOf = async (actionId: string) =>
	(await db.select().from(actions).where(eq(actions.id, actionId)))[0]?.reminded;
const reminders = async (file: TestCase) =>
	(await eventsOf(file.panel.id)).filter(({ type }) => type === "action.reminded").map(({ data }) => data);
/** What an inbox shows, in short. */
const shown = async (actor: Actor) =>
	(await inboxOf(actor)).lines.map(({ kind, about }) => [kind, about?.words ?? null]);

let scene: Scene;
beforeEach(async () => {
	scene = await aScene();
});
afterEach(async () => {
	// What one test leaves overdue is no matter of the next.
	await transaction((tx) => tx.update(actions).set({ reminded: 4 }));
	setClock();
});

describe("scenario 27: an action that is not done", () => {
	test("is brought to its owner before its day, then at 3, 7 and 14 days over to owner, manager and chair", async () => {
		const { actionId, owner, manager, chair, deputy, file } = scene;
		expect(await remindOn(over(-4))).toBe(0);
		expect(await remindOn(over(-3))).toBe(1);
		const expected: string[][] = [["action-due", owner.userId]];
		expect(await toldOf(actionId)).toEqual(expected);
		for (const quiet of [-2, 0, 2]) expect(await remindOn(over(quiet))).toBe(0);

		expect(await remindOn(over(3))).toBe(1);
		expected.push(["action-overdue", owner.userId]);
		expect(await toldOf(actionId)).toEqual(expected);
		expect(await remindOn(over(6))).toBe(0);
		expect(await remindOn(over(7))).toBe(1);
		expected.push(["action-overdue-manager", manager.id]);
		expect(await toldOf(actionId)).toEqual(expected);
		expect(await remindOn(over(13))).toBe(0);
		expect(await remindOn(over(14))).toBe(1);
		const last = (await toldOf(actionId)).slice(3).sort();
		expect(last).toEqual([chair, deputy].map(({ userId }) => ["action-overdue-chair", userId]).sort());
		expect(await remindOn(over(400))).toBe(0);

		expect(await reminders(file)).toEqual(
			[
				[owner.userId],
				[owner.userId],
				[manager.id],
				expect.arrayContaining([chair.userId, deputy.userId]),
			].map((userIds, index) => ({ caseId: file.id, actionId, level: index + 1, userIds })),
		);
		expect((await verify(db)).problem).toBeUndefined();
	});

	test("is shown with its words to those who may open the case, and to its manager outside the panel without", async () => {
		const { owner, manager, chair, file } = scene;
		const [action] = await db.select().from(actions).where(eq(actions.id, scene.actionId));
		for (const days of [3, 7, 14]) await remindOn(over(days));
		expect(await shown(owner)).toEqual([["action-overdue", action?.what]]);
		expect(await shown(chair)).toEqual([["action-overdue-chair", action?.what]]);
		const { lines } = await inboxOf(anActor(manager));
		expect(lines).toEqual([
			expect.objectContaining({
				kind: "action-overdue-manager",
				panelName: file.panel.name,
				ownerName: scene.agency.name,
				isOfManager: true,
				daysOver: 14,
				about: null,
			}),
		]);
		expect(JSON.stringify(lines)).not.toContain(file.reference);
		expect(JSON.stringify(lines)).not.toContain(file.id);
		expect(JSON.stringify(lines)).not.toContain(scene.actionId);
	});

	test("is in nobody's inbox once it is done", async () => {
		const { owner, chair, manager, actionId } = scene;
		for (const days of [7, 14]) await remindOn(over(days));
		const [action] = await db.select().from(actions).where(eq(actions.id, actionId));
		await setActionStatus(owner, anOpId(), {
			actionId,
			status: "done",
			outcome: "Fitted",
			version: action?.version ?? 0,
		});
		for (const actor of [owner, chair, anActor(manager)]) expect((await inboxOf(actor)).total).toBe(0);
		expect(await db.$count(notices, and(eq(notices.subjectId, actionId), isNull(notices.settledAt)))).toBe(0);
		expect(await remindOn(over(30))).toBe(0);
	});
});

describe("who is told", () => {
	test("the person named, and their own manager, rather than all of the agency", async () => {
		const { actionId, owner, agency, file } = scene;
		const boss = await aUser();
		const named = await aUser({ agency, manager: boss });
		await aMembership({ panel: file.panel, user: named });
		await transaction((tx) =>
			tx
				.update(actions)
				.set({ ownerUserId: named.id, ownerUserName: named.name })
				.where(eq(actions.id, actionId)),
		);
		await remindOn(over(3));
		await remindOn(over(7));
		expect(await toldOf(actionId)).toEqual([
			["action-overdue", named.id],
			["action-overdue-manager", boss.id],
		]);
		expect((await inboxOf(owner)).total).toBe(0);
		expect((await inboxOf(anActor(boss))).lines[0]).toMatchObject({ ownerName: named.name, about: null });
	});

	test("all of an agency's people on the panel, and the managers of each", async () => {
		const { actionId, owner, agency, manager, file } = scene;
		const boss = await aUser();
		const colleague = await aUser({ agency, manager: boss });
		await aMembership({ panel: file.panel, user: colleague });
		await aMembership({ panel: file.panel, user: await aUser({ agency }), role: "observer" });
		await aMembership({ user: await aUser({ agency }) });
		await remindOn(over(3));
		await remindOn(over(7));
		const told = await toldOf(actionId);
		expect(told.slice(0, 2).sort()).toEqual(
			[owner.userId, colleague.id].map((id) => ["action-overdue", id]).sort(),
		);
		expect(told.slice(2).sort()).toEqual(
			[manager.id, boss.id].map((id) => ["action-overdue-manager", id]).sort(),
		);
	});

	test("the coordinator where an agency has nobody on the panel, and the chair where nobody has a manager", async () => {
		const { file, chair, deputy } = scene;
		const elsewhere = await anAgency();
		const { id: actionId } = await anAction({ file, ownerAgencyId: elsewhere.id, due: DUE });
		await remindOn(over(3));
		await remindOn(over(7));
		const told = await toldOf(actionId);
		expect(told[0]).toEqual(["action-overdue", file.coordinator.userId]);
		expect(told.slice(1).sort()).toEqual(
			[chair, deputy].map(({ userId }) => ["action-overdue-manager", userId]).sort(),
		);
		// Who is told in a manager's place is not told that they are one.
		const asked = (await inboxOf(chair)).lines.filter(({ about }) => about?.actionId === actionId);
		expect(asked).toMatchObject([{ kind: "action-overdue-manager", isOfManager: false }]);
	});

	test("the leads where nobody is in the chair of the panel", async () => {
		const { file, owner, actionId } = scene;
		const lead = await aLead();
		const seats = await db.select().from(memberships).where(eq(memberships.panelId, file.panel.id));
		for (const { id: membershipId } of seats.filter(({ role }) => role === "chair" || role === "deputy")) {
			await endMembership(SYSTEM, anOpId(), { membershipId });
		}
		await remindOn(over(14));
		expect(await toldOf(actionId)).toContainEqual(["action-overdue-chair", lead.userId]);
		expect((await toldOf(actionId)).map(([, userId]) => userId)).not.toContain(owner.userId);
	});

	test("the chair, of what its owner has refused, and of what the chair holds", async () => {
		const { file, owner, chair, deputy } = scene;
		const proposed = await anAction({ file, ownerAgencyId: owner.agencyId, due: DUE });
		await answerAction(owner, anOpId(), {
			actionId: proposed.id,
			answer: "refused",
			reason: "No staff",
			version: proposed.version,
		});
		await remindOn(over(3));
		const told = (await toldOf(proposed.id)).filter(([kind]) => kind === "action-overdue");
		expect(told.sort()).toEqual([chair, deputy].map(({ userId }) => ["action-overdue", userId]).sort());
	});

	test("no account that is not in use", async () => {
		const { actionId, manager, chair, deputy, ownerUser } = scene;
		await deactivateUser(await anAdministrator(), anOpId(), { userId: manager.id });
		await remindOn(over(7));
		const told = (await toldOf(actionId)).map(([, userId]) => userId).sort();
		expect(told).toEqual([chair.userId, deputy.userId].sort());
		expect(told).not.toContain(ownerUser.id);
	});

	test("no administrator, and nobody who has not signed the undertaking", async () => {
		const { file, agency, actionId, owner, ownerUser, chair, deputy, manager } = scene;
		const administrator = await anAdministrator();
		await transaction((tx) =>
			tx.update(users).set({ managerId: administrator.userId }).where(eq(users.id, ownerUser.id)),
		);
		const unsigned = await aUser({ agency });
		await aMembership({ panel: file.panel, user: unsigned, isUnsigned: true });
		await remindOn(over(3));
		await remindOn(over(7));
		const told = await toldOf(actionId);
		expect(told[0]).toEqual(["action-overdue", owner.userId]);
		expect(told.slice(1).sort()).toEqual(
			[chair, deputy].map(({ userId }) => ["action-overdue-manager", userId]).sort(),
		);
		expect(told.flat()).not.toContain(manager.id);
		expect(told.flat()).not.toContain(unsigned.id);
	});
});

describe("the day", () => {
	/** An action of the owner's that was agreed on a date. */
	async function agreedOn(date: string) {
		itIs(date, 15);
		return (await anAction({ file: scene.file, by: scene.owner, due: DUE })).id;
	}
	/** On which days somebody is reminded, looking each day of some. */
	async function daysOf(actionId: string, from: number, to: number) {
		const days: number[] = [];
		for (let day = from; day <= to; day++) {
			const before = (await toldOf(actionId)).length;
			await remindOn(over(day));
			if ((await toldOf(actionId)).length > before) days.push(day);
		}
		return days;
	}

	test("is three before, of what was agreed by then", async () => {
		expect(await daysOf(await agreedOn(over(-3)), -4, 2)).toEqual([-3]);
	});
	test("is the one before, of what was agreed later", async () => {
		expect(await daysOf(await agreedOn(over(-2)), -2, 2)).toEqual([-1]);
	});
	test("is kept by London’s calendar, on both sides of midnight and over the change of clocks", async () => {
		// On 28 March 2027 the clocks go forward; on 31 October they go back, and that day has 25 hours.
		for (const due of ["2027-03-25", "2027-10-28"]) {
			itIs(addDays(due, -15));
			const { id } = await anAction({ file: scene.file, by: scene.owner, due });
			const midnight = startOfLondonDay(addDays(due, 3)).getTime();
			for (const [at, level] of [
				[midnight - 1, 1],
				[midnight, 2],
				[startOfLondonDay(addDays(due, 7)).getTime() - 1, 2],
				[startOfLondonDay(addDays(due, 7)).getTime(), 3],
			] as const) {
				setClock(() => new Date(at));
				await remind();
				expect(await remindedOf(id)).toBe(level);
			}
		}
	});
	test("that is changed begins it all anew, and what was said of the other is settled", async () => {
		const { actionId, owner } = scene;
		await remindOn(over(3));
		const before = (await db.select().from(actions).where(eq(actions.id, actionId)))[0];
		await settleAction(owner, anOpId(), {
			actionId,
			ownerAgencyId: owner.agencyId,
			due: over(30),
			version: before?.version ?? 0,
		});
		expect(await remindedOf(actionId)).toBe(0);
		expect((await inboxOf(owner)).total).toBe(0);
		expect(await remindOn(over(14))).toBe(0);
		expect(await remindOn(over(27))).toBe(1);
		expect(await toldOf(actionId)).toEqual([
			["action-overdue", owner.userId],
			["action-due", owner.userId],
		]);
		expect((await inboxOf(owner)).total).toBe(1);
	});
	test("that has gone by in the inbox is counted as it is read", async () => {
		await remindOn(over(3));
		itIs(over(5));
		expect((await inboxOf(scene.owner)).lines[0]).toMatchObject({ daysOver: 5 });
	});
});

describe("a new owner", () => {
	test("is reminded anew of a date that stays as it was", async () => {
		const { actionId, file, owner } = await aScene();
		await remindOn(over(-2));
		expect(await remindedOf(actionId)).toBe(1);
		const other = await aMember({ panel: file.panel });
		// What its owner has accepted is theirs; what waits for an answer may be given to another.
		await transaction((tx) => tx.update(actions).set({ status: "proposed" }).where(eq(actions.id, actionId)));
		const [before] = await db.select().from(actions).where(eq(actions.id, actionId));
		await settleAction(owner, anOpId(), {
			actionId,
			ownerAgencyId: other.agencyId,
			due: DUE,
			version: before?.version ?? 0,
		});
		expect(await remindedOf(actionId)).toBe(0);
		expect(await remindOn(over(-1))).toBe(1);
		expect(await toldOf(actionId)).toEqual([
			["action-due", owner.userId],
			["action-due", other.userId],
		]);
	});
});

describe("never a flood, never twice", () => {
	test("a server that slept sends only the highest of what it missed", async () => {
		const { actionId, owner, file } = scene;
		await remindOn(over(20));
		expect((await toldOf(actionId)).map(([kind]) => kind)).toEqual([
			"action-overdue-chair",
			"action-overdue-chair",
		]);
		expect((await inboxOf(owner)).total).toBe(0);
		expect(await reminders(file)).toHaveLength(1);
	});
	test("what said that it would be due goes when it is overdue", async () => {
		await remindOn(over(-3));
		await remindOn(over(3));
		expect((await shown(scene.owner)).map(([kind]) => kind)).toEqual(["action-overdue"]);
	});
	test("runs side by side send each reminder once", async () => {
		itIs(over(3));
		await Promise.all([remind(), remind(), remind()]);
		expect(await toldOf(scene.actionId)).toHaveLength(1);
		expect(await reminders(scene.file)).toHaveLength(1);
	});
	test("the action keeps its version, so that its owner may answer what they have open", async () => {
		const version = async () =>
			(await db.select().from(actions).where(eq(actions.id, scene.actionId)))[0]?.version;
		const before = await version();
		await remindOn(over(3));
		expect(await version()).toBe(before);
	});
	test("many are sent in small pieces, and a run that breaks off is finished by the next", async () => {
		const { file, owner } = scene;
		itIs(over(-20));
		for (let n = 0; n < 120; n++) await anAction({ file, by: owner, due: DUE });
		const since = await versionOf(db, file.panel.id);
		itIs(over(3));
		// It ends after its first piece, as in a crash: the second cannot be announced to its panel any more.
		let pieces = 0;
		const stop = onCommit(({ streamId }) => {
			if (streamId === file.panel.id && ++pieces === 1) setClock(() => crash());
		});
		const crash = (): Date => {
			throw new Error("The server has crashed");
		};
		await expect(remind()).rejects.toThrow("The server has crashed");
		stop();
		expect(await reminders(file)).toHaveLength(100);
		itIs(over(3));
		expect(await remind()).toBe(21);
		expect(await reminders(file)).toHaveLength(121);
		expect(await versionOf(db, file.panel.id)).toBe(since + 2);
		expect(await db.$count(notices, eq(notices.caseId, file.id))).toBe(121);
		expect(new Set((await reminders(file)).map(({ actionId }) => actionId)).size).toBe(121);
	});
});

describe("walls", () => {
	test("whoever is recused is told nothing, and their reminder goes to who comes next", async () => {
		const { file, owner, chair, deputy, actionId } = scene;
		await declareRecusal(owner, anOpId(), { caseId: file.id, userId: owner.userId });
		await declareRecusal(deputy, anOpId(), { caseId: file.id, userId: deputy.userId });
		for (const days of [3, 14]) await remindOn(over(days));
		expect(await toldOf(actionId)).toEqual([
			["action-overdue", file.coordinator.userId],
			["action-overdue-chair", chair.userId],
		]);
	});
	test("whoever is recused afterwards finds it neither in their inbox nor in its count", async () => {
		const { file, owner } = scene;
		await remindOn(over(3));
		expect((await inboxState(owner)).unread).toBe(1);
		await declareRecusal(owner, anOpId(), { caseId: file.id, userId: owner.userId });
		expect(await inboxOf(owner)).toMatchObject({ lines: [], total: 0 });
		expect(await inboxState(owner)).toEqual({ unread: 0, key: "" });
	});
	test("a manager who is recused is not told, not even that there is an action", async () => {
		const { file, manager } = scene;
		await aMembership({ panel: file.panel, user: manager });
		await remindOn(over(7));
		expect((await inboxOf(anActor(manager))).lines[0]?.about?.reference).toBe(file.reference);
		await declareRecusal(anActor(manager), anOpId(), { caseId: file.id, userId: manager.id });
		expect(await inboxOf(anActor(manager))).toMatchObject({ lines: [], total: 0 });
	});
	test("whose membership has ended, and who manages the owner no more, finds nothing", async () => {
		const { file, owner, ownerUser, manager } = scene;
		for (const days of [3, 7]) await remindOn(over(days));
		expect((await inboxOf(anActor(manager))).total).toBe(1);
		await transaction((tx) => tx.update(users).set({ managerId: null }).where(eq(users.id, ownerUser.id)));
		expect((await inboxOf(anActor(manager))).total).toBe(0);
		const [seat] = await db
			.select()
			.from(memberships)
			.where(and(eq(memberships.userId, owner.userId), eq(memberships.panelId, file.panel.id)));
		await endMembership(SYSTEM, anOpId(), { membershipId: seat?.id ?? "" });
		expect(await inboxOf(owner)).toMatchObject({ lines: [], total: 0 });
	});
	test("a case that is only staged reminds nobody", async () => {
		await transaction((tx) =>
			tx.update(cases).set({ stagedIn: "an import" }).where(eq(cases.id, scene.file.id)),
		);
		expect(await remindOn(over(3))).toBe(0);
	});
});
