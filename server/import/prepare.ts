/** Turns a plan into what is written: every row with the id that it will have, and people as contacts of their panel. */
import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { contacts, users } from "#db/schema/index.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import type { Prepared, PreparedCase } from "./content.ts";
import { inChunks } from "./known.ts";
import type { Plan, PlannedContact, PlannedPanel } from "./plan.ts";

export async function prepare(reader: Reader, plan: Plan): Promise<Prepared> {
	const prepared: Prepared = { attempt: newId(), panels: [], cases: [] };
	for (const panel of [...plan.panels].sort((a, b) => (a.panelId < b.panelId ? -1 : 1))) {
		const { contactOf, added } = await contactsFor(reader, panel);
		const cases = panel.cases.map(({ entries, actions, officer, ...one }): PreparedCase => {
			const oic = officer && contactOf(officer);
			return {
				...one,
				panelId: panel.panelId,
				id: one.caseId ?? newId(),
				isNew: one.caseId === null,
				officerContactId: oic?.id ?? null,
				officerUserId: oic?.user?.id ?? null,
				entries: entries.map((body) => ({ id: newId(), body })),
				actions: actions.map((action) => {
					const owner = action.contact && contactOf(action.contact);
					return {
						...action,
						id: newId(),
						ownerContactId: owner?.id ?? null,
						ownerUser: owner?.user ?? null,
					};
				}),
			};
		});
		// New ones first, so that their references follow on each other.
		prepared.cases.push(...cases.filter(({ isNew }) => isNew), ...cases.filter(({ isNew }) => !isNew));
		prepared.panels.push({ panelId: panel.panelId, rowsRead: panel.rowsRead, contacts: added });
	}
	return prepared;
}

const keyOf = ({ name, agencyId, agencyName }: PlannedContact) =>
	JSON.stringify([nameKey(name), agencyId ?? nameKey(agencyName ?? "")]);

/** The panel's contacts of these names, known ones with the account that claimed them. */
async function contactsFor(reader: Reader, { panelId, cases }: PlannedPanel) {
	const named = cases.flatMap(({ officer, actions }) => [
		...(officer ? [officer] : []),
		...actions.flatMap(({ contact }) => contact ?? []),
	]);
	const found = await inChunks(
		named.map(({ name }) => nameKey(name)),
		(some) =>
			reader
				.select({ contact: contacts, userName: users.name })
				.from(contacts)
				.leftJoin(users, eq(users.id, contacts.claimedByUserId))
				.where(and(eq(contacts.panelId, panelId), inArray(contacts.nameKey, some))),
	);
	const known = new Map(
		found.map(({ contact, userName }) => [
			keyOf(contact),
			{
				id: contact.id,
				user: contact.claimedByUserId
					? { id: contact.claimedByUserId, name: userName ?? contact.name }
					: null,
			},
		]),
	);
	const added: Prepared["panels"][number]["contacts"] = [];
	return {
		added,
		contactOf(contact: PlannedContact) {
			const key = keyOf(contact);
			const before = known.get(key);
			if (before) return before;
			const made = { id: newId(), user: null };
			known.set(key, made);
			added.push({ ...contact, id: made.id, nameKey: nameKey(contact.name) });
			return made;
		},
	};
}
