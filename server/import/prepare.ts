/**
 * Turns a plan into what is written: every row with the id that it will have, and people as contacts of their panel. A
 * name in a file opens no case to anybody: the officer is a contact, which a coordinator links to an account.
 */
import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { contacts } from "#db/schema/index.ts";
import { personOnCase } from "../actions/policy.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { inChunks } from "./chunks.ts";
import type { Prepared, PreparedCase } from "./content.ts";
import type { Plan, PlannedAction, PlannedChange, PlannedContact, PlannedPanel } from "./planned.ts";

export async function prepare(reader: Reader, plan: Plan): Promise<Prepared> {
	const prepared: Prepared = { attempt: newId(), panels: [], cases: [] };
	for (const panel of [...plan.panels].sort((a, b) => (a.panelId < b.panelId ? -1 : 1))) {
		const { contactOf, added } = await contactsFor(reader, panel);
		const ownerIn = ownersOf(reader, panel.panelId);
		const cases: PreparedCase[] = [];
		for (const { entries, actions, officer, ...one } of panel.cases) {
			const id = one.caseId ?? newId();
			const isNew = one.caseId === null;
			const prepareAction = async (action: PlannedAction) => {
				const owner = action.contact && contactOf(action.contact);
				const ownerUser = await ownerIn(id, isNew, action.ownerAgencyId, owner?.userId ?? null);
				return { ...action, id: newId(), ownerContactId: owner?.id ?? null, ownerUser };
			};
			const prepareChange = async ({ newOwner, ...change }: PlannedChange): Promise<PlannedChange> => {
				if (!newOwner) return change;
				const owner = newOwner.contact && contactOf(newOwner.contact);
				const user = await ownerIn(id, isNew, newOwner.agencyId, owner?.userId ?? null);
				const columns = {
					ownerContactId: owner?.id ?? null,
					ownerUserId: user?.id ?? null,
					ownerUserName: user?.name ?? null,
				};
				return { ...change, after: { ...change.after, ...columns } };
			};
			const prepared: PreparedCase = {
				...one,
				panelId: panel.panelId,
				id,
				isNew,
				officerContactId: officer ? contactOf(officer).id : null,
				entries: entries.map((body) => ({ id: newId(), body })),
				again: one.again.map((referral) => ({ ...referral, id: newId() })),
				actions: [],
				changes: [],
			};
			for (const action of actions) prepared.actions.push(await prepareAction(action));
			for (const change of one.changes) prepared.changes.push(await prepareChange(change));
			cases.push(prepared);
		}
		// New ones first, so that their references follow on each other.
		prepared.cases.push(...cases.filter(({ isNew }) => isNew), ...cases.filter(({ isNew }) => !isNew));
		prepared.panels.push({ panelId: panel.panelId, rowsRead: panel.rowsRead, contacts: added });
	}
	return prepared;
}

/**
 * The account behind an action's owner, where it may be given the action: it is of the agency that owns it and may see
 * the case. What is left is the agency's, until somebody there takes it.
 */
function ownersOf(reader: Reader, panelId: string) {
	const found = new Map<string, ReturnType<typeof personOnCase>>();
	return async (caseId: string, isNew: boolean, agencyId: string | null, userId: string | null) => {
		if (userId === null || agencyId === null) return null;
		// To new cases everybody is the same.
		const key = `${userId} ${isNew ? "new" : caseId}`;
		const asked = found.get(key) ?? personOnCase(reader, { id: caseId, panelId }, userId);
		found.set(key, asked);
		const person = await asked;
		return person?.agencyId === agencyId ? { id: person.userId, name: person.name } : null;
	};
}

const keyOf = ({ name, agencyId, agencyName }: PlannedContact) =>
	JSON.stringify([nameKey(name), agencyId ?? nameKey(agencyName ?? "")]);

/** The panel's contacts of these names, known ones with the account that claimed them. */
async function contactsFor(reader: Reader, { panelId, cases }: PlannedPanel) {
	const named = cases.flatMap(({ officer, actions, changes }) => [
		...(officer ? [officer] : []),
		...actions.flatMap(({ contact }) => contact ?? []),
		...changes.flatMap(({ newOwner }) => newOwner?.contact ?? []),
	]);
	const found = await inChunks(
		named.map(({ name }) => nameKey(name)),
		(some) =>
			reader
				.select()
				.from(contacts)
				.where(and(eq(contacts.panelId, panelId), inArray(contacts.nameKey, some))),
	);
	const known = new Map(
		found.map((contact) => [keyOf(contact), { id: contact.id, userId: contact.claimedByUserId }]),
	);
	const added: Prepared["panels"][number]["contacts"] = [];
	return {
		added,
		contactOf(contact: PlannedContact) {
			const key = keyOf(contact);
			const before = known.get(key);
			if (before) return before;
			const made = { id: newId(), userId: null };
			known.set(key, made);
			added.push({ ...contact, id: made.id, nameKey: nameKey(contact.name) });
			return made;
		},
	};
}
