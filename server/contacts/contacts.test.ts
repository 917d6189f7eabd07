import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, cases, contacts, notices } from "#db/schema/index.ts";
import { aCase, aCoordinatorOf, anAction, anAdvice, type TestCase } from "#tests/case-factories.ts";
import { aMember, anActor, anOpId, aUser, eventsOf } from "#tests/factories.ts";
import { answerAction } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile, declareRecusal, setOfficer } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { notify } from "../inbox/index.ts";
import { nameKey } from "../text-keys.ts";
import { claimContact, contactsOf, linkedTo, lookAtLink, takeLinkBack } from "./index.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

/** A contact as an import makes one: the officer in a case, and the owner of an action in it. */
async function aContact(file: TestCase, name = "DC Elin Who 123") {
	const { id: actionId } = await anAction({ file });
	const id = newId();
	await transaction(async (tx) => {
		const panelId = file.panel.id;
		await tx.insert(contacts).values({ id, panelId, name, nameKey: nameKey(name), version: 1 });
		await tx
			.update(cases)
			.set({ officerName: name, officerContactId: id, officerUserId: null })
			.where(eq(cases.id, file.id));
		await tx.update(actions).set({ ownerContactId: id }).where(eq(actions.id, actionId));
	});
	return { id, name, actionId };
}

/** Somebody of the agency that owns the case's actions. */
const colleagueOf = ({ coordinator: { agencyId: id, agencyName: name } }: TestCase) =>
	aUser({ agency: { id, name } });

let file: TestCase;
let coordinator: Actor;
const lineOf = async (contactId: string) =>
	(await contactsOf(coordinator, file.panel.id)).lines.find(({ id }) => id === contactId);
beforeAll(async () => {
	file = await aCase();
	coordinator = await aMember({ panel: file.panel, role: "coordinator" });
});

describe("claiming a contact", () => {
	test("done: the officer sees the case from then on, owns the actions, and is told of the advice that waits", async () => {
		const contact = await aContact(file);
		await anAdvice({ file });
		const user = await colleagueOf(file);
		const officer = anActor(user);
		await expect(caseFile(officer, file.id)).rejects.toThrow(NotFound);
		expect((await contactsOf(coordinator, file.panel.id)).lines).toContainEqual({
			id: contact.id,
			name: contact.name,
			agencyName: null,
			cases: 1,
			actions: 1,
			account: null,
			email: null,
			rest: { cases: 0, actions: 0 },
		});
		const before = await versionOf(db, file.panel.id);
		const claimed = { panelId: file.panel.id, contactId: contact.id, email: user.email.toUpperCase() };
		expect(await claimContact(coordinator, anOpId(), claimed)).toEqual({ cases: 1, actions: 1, left: 0 });

		const { snapshot } = await caseFile(officer, file.id);
		expect(snapshot.rows.find(({ kind }) => kind === "case")).toMatchObject({
			officerName: contact.name,
		});
		const [action] = await db.select().from(actions).where(eq(actions.id, contact.actionId));
		expect(action).toMatchObject({ ownerUserId: user.id, ownerUserName: user.name });
		const told = await db.select().from(notices).where(eq(notices.userId, user.id));
		expect(told.map(({ kind }) => kind)).toEqual(["advice-given"]);
		expect((await contactsOf(coordinator, file.panel.id)).lines).toContainEqual(
			expect.objectContaining({ id: contact.id, account: user.name }),
		);
		// Recorded: that the officer is another, and whose the contact is.
		const recorded = await eventsOf(file.panel.id, before);
		expect(recorded.map(({ type }) => type)).toEqual(["officer.set", "contact.claimed"]);
		expect(recorded[1]?.data).toEqual({ contactId: contact.id, userId: user.id, cases: 1, actions: 1 });
	});

	test("leaves a case from which the coordinator is recused to another coordinator", async () => {
		const walled = await aCase({ panel: file.panel });
		const contact = await aContact(walled, "DC Wall 9");
		const user = await colleagueOf(walled);
		await declareRecusal(coordinator, anOpId(), { caseId: walled.id, userId: coordinator.userId });
		expect((await contactsOf(coordinator, file.panel.id)).lines.map(({ id }) => id)).not.toContain(
			contact.id,
		);
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		expect(await claimContact(coordinator, anOpId(), input)).toEqual({ cases: 0, actions: 0, left: 0 });
		await expect(caseFile(anActor(user), walled.id)).rejects.toThrow(NotFound);
		const other = await aMember({ panel: file.panel, role: "coordinator" });
		expect(await claimContact(other, anOpId(), input)).toEqual({ cases: 1, actions: 1, left: 0 });
	});

	test("is over once somebody is named by hand", async () => {
		const given = await aCase({ panel: file.panel });
		const contact = await aContact(given, "DC Gone 1");
		const keeper = await aMember({ panel: file.panel, role: "coordinator" });
		await setOfficer(keeper, anOpId(), { caseId: given.id, officerName: "DC Other" });
		const user = await colleagueOf(given);
		const claimed = await claimContact(keeper, anOpId(), {
			panelId: file.panel.id,
			contactId: contact.id,
			email: user.email,
		});
		// The action stays with the agency: the account does not see its case.
		expect(claimed).toEqual({ cases: 0, actions: 0, left: 1 });
		await expect(caseFile(anActor(user), given.id)).rejects.toThrow(NotFound);
	});

	test("leaves to their agency the actions of another agency than the account’s", async () => {
		const given = await aCase({ panel: file.panel });
		const contact = await aContact(given, "DC Else 4");
		const user = await aUser();
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		expect(await claimContact(coordinator, anOpId(), input)).toEqual({ cases: 1, actions: 0, left: 1 });
		const [action] = await db.select().from(actions).where(eq(actions.id, contact.actionId));
		expect(action).toMatchObject({ ownerUserId: null, ownerUserName: null });
		expect(await lineOf(contact.id)).toMatchObject({ account: user.name, rest: { cases: 0, actions: 0 } });
	});

	test("is asked for again while anything waits in a linked contact’s name, and links the rest", async () => {
		const given = await aCase({ panel: file.panel });
		const contact = await aContact(given, "DC Rest 5");
		const user = await colleagueOf(given);
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		await claimContact(coordinator, anOpId(), input);
		expect(await lineOf(contact.id)).toMatchObject({ rest: { cases: 0, actions: 0 } });
		// As an import brings them.
		const later = await aCase({ panel: file.panel });
		const { id: actionId } = await anAction({ file: given });
		await transaction(async (tx) => {
			await tx
				.update(cases)
				.set({ officerName: contact.name, officerContactId: contact.id, officerUserId: null })
				.where(eq(cases.id, later.id));
			await tx.update(actions).set({ ownerContactId: contact.id }).where(eq(actions.id, actionId));
		});
		expect(await lineOf(contact.id)).toMatchObject({ email: user.email, rest: { cases: 1, actions: 1 } });
		await expect(caseFile(anActor(user), later.id)).rejects.toThrow(NotFound);
		expect(await claimContact(coordinator, anOpId(), input)).toEqual({ cases: 1, actions: 1, left: 0 });
		await caseFile(anActor(user), later.id);
		expect(await lineOf(contact.id)).toMatchObject({ rest: { cases: 0, actions: 0 } });
	});

	test("refused: to everybody but the panel’s coordinator, and to an account that there is not", async () => {
		const contact = await aContact(await aCase({ panel: file.panel }), "DC Here 2");
		const user = await aUser();
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		const member = await aMember({ panel: file.panel });
		const before = await versionOf(db, file.panel.id);
		const refused = (actor: Actor, given = input) => expect(claimContact(actor, anOpId(), given)).rejects;
		await refused(member).toThrow(NotAllowed);
		await refused(await aMember()).toThrow(NotFound);
		await refused(await aCoordinatorOf((await aCase()).panel)).toThrow(NotFound);
		await refused(coordinator, { ...input, contactId: "none" }).toThrow(NotFound);
		await refused(coordinator, { ...input, email: "nobody@example.org" }).toThrow(Invalid);
		const administrator = await aUser({ role: "administrator" });
		await refused(coordinator, { ...input, email: administrator.email }).toThrow(Invalid);
		await expect(contactsOf(await aMember(), file.panel.id)).rejects.toThrow(NotFound);
		await expect(contactsOf(member, file.panel.id)).rejects.toThrow(NotAllowed);
		expect(await versionOf(db, file.panel.id)).toBe(before);

		await claimContact(coordinator, anOpId(), input);
		await refused(coordinator, { ...input, email: (await aUser()).email }).toThrow(Invalid);
	});
});

describe("looking at a link before it is made", () => {
	test("tells whose account it is and what it would be given; what is linked is what was looked at", async () => {
		const given = await aCase({ panel: file.panel });
		const contact = await aContact(given, "DC Look 6");
		const user = await colleagueOf(given);
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		const before = await versionOf(db, file.panel.id);
		const look = await lookAtLink(coordinator, input);
		expect(look).toMatchObject({
			contactName: contact.name,
			account: { name: user.name, email: user.email, agencyName: given.coordinator.agencyName },
			references: [given.reference],
			// In a case that the account does not see yet.
			cases: 1,
			actions: 1,
			left: 0,
		});
		expect(await versionOf(db, file.panel.id)).toBe(before);
		// An import brings another case in between.
		const later = await aCase({ panel: file.panel });
		await transaction((tx) =>
			tx.update(cases).set({ officerContactId: contact.id }).where(eq(cases.id, later.id)),
		);
		await expect(claimContact(coordinator, anOpId(), { ...input, seal: look.seal })).rejects.toThrow(Invalid);
		await expect(caseFile(anActor(user), given.id)).rejects.toThrow(NotFound);
		const { seal, references } = await lookAtLink(coordinator, input);
		expect(references).toEqual([given.reference, later.reference]);
		expect(await claimContact(coordinator, anOpId(), { ...input, seal })).toMatchObject({ cases: 2 });
	});

	test("refused as the link would be", async () => {
		const contact = await aContact(await aCase({ panel: file.panel }), "DC Look 7");
		const input = { panelId: file.panel.id, contactId: contact.id, email: (await aUser()).email };
		const member = await aMember({ panel: file.panel });
		await expect(lookAtLink(member, input)).rejects.toThrow(NotAllowed);
		await expect(lookAtLink(await aMember(), input)).rejects.toThrow(NotFound);
		await expect(lookAtLink(coordinator, { ...input, contactId: "none" })).rejects.toThrow(NotFound);
		await expect(lookAtLink(coordinator, { ...input, email: "nobody@example.org" })).rejects.toThrow(Invalid);
		await expect(linkedTo(member, file.panel.id, contact.id)).rejects.toThrow(NotAllowed);
	});
});

describe("taking a link back", () => {
	/** A contact that has been linked to the wrong account, in a case of their own. */
	async function aWrongLink(name: string) {
		const given = await aCase({ panel: file.panel });
		const contact = await aContact(given, name);
		await anAdvice({ file: given });
		const user = await colleagueOf(given);
		const input = { panelId: file.panel.id, contactId: contact.id, email: user.email };
		await claimContact(coordinator, anOpId(), input);
		const back = { panelId: file.panel.id, contactId: contact.id, userId: user.id };
		return { given, contact, user, input, back };
	}
	const rowOf = async (actionId: string) =>
		(await db.select().from(actions).where(eq(actions.id, actionId)))[0];
	const fileOf = async ({ id }: TestCase) => (await db.select().from(cases).where(eq(cases.id, id)))[0];

	test("done: the account sees nothing more and is asked nothing; another may be linked", async () => {
		const { given, contact, user, input, back } = await aWrongLink("DC Smith 1");
		await transaction((tx) =>
			notify(tx, coordinator, { id: given.panel.id, version: 1 } as never, [
				{
					userId: user.id,
					panelId: given.panel.id,
					caseId: given.id,
					kind: "action-overdue",
					subjectId: contact.actionId,
					occasion: "2026-01-01",
				},
			]),
		);
		await transaction((tx) =>
			tx.update(actions).set({ reminded: 2 }).where(eq(actions.id, contact.actionId)),
		);
		expect(await linkedTo(coordinator, file.panel.id, contact.id)).toMatchObject({
			account: { id: user.id, name: user.name },
			references: [given.reference],
			cases: 1,
			actions: 1,
		});
		await caseFile(anActor(user), given.id);
		const before = await versionOf(db, file.panel.id);
		expect(await takeLinkBack(coordinator, anOpId(), back)).toEqual({ cases: 1, actions: 1 });

		await expect(caseFile(anActor(user), given.id)).rejects.toThrow(NotFound);
		expect(await fileOf(given)).toMatchObject({
			officerName: contact.name,
			officerContactId: contact.id,
			officerUserId: null,
		});
		expect(await rowOf(contact.actionId)).toMatchObject({
			ownerUserId: null,
			ownerUserName: null,
			ownerContactId: contact.id,
			reminded: 0,
		});
		const told = await db.select().from(notices).where(eq(notices.userId, user.id));
		expect(told).toHaveLength(2);
		expect(told.every(({ settledAt }) => settledAt !== null)).toBe(true);
		expect(await lineOf(contact.id)).toMatchObject({ account: null, cases: 1, actions: 1 });
		expect(await linkedTo(coordinator, file.panel.id, contact.id)).toBeNull();
		// Recorded, with whose standing it changes.
		const recorded = await eventsOf(file.panel.id, before);
		expect(recorded.map(({ type }) => type)).toEqual(["officer.set", "contact.released"]);
		expect(recorded[0]?.data).toMatchObject({ officerUserId: null, previousUserId: user.id });
		expect(recorded[1]?.data).toEqual({ contactId: contact.id, userId: user.id, cases: 1, actions: 1 });

		const right = await colleagueOf(given);
		await claimContact(coordinator, anOpId(), { ...input, email: right.email });
		await caseFile(anActor(right), given.id);
	});

	test("leaves what somebody has given by hand since", async () => {
		const { given, contact, user, back } = await aWrongLink("DC Smith 2");
		await setOfficer(coordinator, anOpId(), { caseId: given.id, officerEmail: user.email });
		const row = await rowOf(contact.actionId);
		await transaction((tx) =>
			tx.update(actions).set({ status: "proposed" }).where(eq(actions.id, contact.actionId)),
		);
		await answerAction(given.coordinator, anOpId(), {
			actionId: contact.actionId,
			answer: "accepted",
			ownerUserId: user.id,
			version: row?.version ?? 0,
		});
		expect(await takeLinkBack(coordinator, anOpId(), back)).toEqual({ cases: 0, actions: 0 });
		await caseFile(anActor(user), given.id);
		expect(await rowOf(contact.actionId)).toMatchObject({ ownerUserId: user.id, ownerUserName: user.name });
	});

	test("does not wait for another coordinator where this one is recused, and tells them nothing of it", async () => {
		const { given, user, back } = await aWrongLink("DC Smith 3");
		const walled = await aMember({ panel: file.panel, role: "coordinator" });
		await declareRecusal(walled, anOpId(), { caseId: given.id, userId: walled.userId });
		expect(await takeLinkBack(walled, anOpId(), back)).toEqual({ cases: 0, actions: 0 });
		await expect(caseFile(anActor(user), given.id)).rejects.toThrow(NotFound);
	});

	test("refused: to everybody but the coordinator, and once the link is another", async () => {
		const { given, user, back } = await aWrongLink("DC Smith 4");
		const [member, stranger] = [await aMember({ panel: file.panel }), await aMember()];
		const before = await versionOf(db, file.panel.id);
		await expect(takeLinkBack(member, anOpId(), back)).rejects.toThrow(NotAllowed);
		await expect(takeLinkBack(stranger, anOpId(), back)).rejects.toThrow(NotFound);
		await expect(takeLinkBack(coordinator, anOpId(), { ...back, contactId: "none" })).rejects.toThrow(
			NotFound,
		);
		await expect(takeLinkBack(coordinator, anOpId(), { ...back, userId: newId() })).rejects.toThrow(Invalid);
		expect(await versionOf(db, file.panel.id)).toBe(before);
		await caseFile(anActor(user), given.id);
	});
});
