import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, cases, contacts, notices } from "#db/schema/index.ts";
import { aCase, aCoordinatorOf, anAction, anAdvice, type TestCase } from "#tests/case-factories.ts";
import { aMember, anActor, anOpId, aUser, eventsOf } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile, declareRecusal, setOfficer } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { claimContact, contactsOf } from "./index.ts";

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
