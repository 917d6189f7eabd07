/** What an account is given when it is linked to a contact: the same for the question before it and for the command. */
import { and, asc, eq, isNull, ne, or } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { actions, agencies, cases, contacts, users } from "#db/schema/index.ts";
import { type Access, accessOf, casesSeenBy, holds, opensCase, roleIn } from "../audiences/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { keyedHash } from "../sealing.ts";

type Account = Pick<typeof users.$inferSelect, "id" | "name" | "role" | "agencyId">;

/**
 * A contact of a panel, for whoever may say whose account it is: the panel's coordinator.
 * @throws NotFound, NotAllowed
 */
export async function contactInHand(reader: Reader, access: Access, panelId: string, contactId: string) {
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (roleIn(access, panelId) !== "coordinator") {
		throw new NotAllowed("Only the panel’s coordinator links contacts to accounts.");
	}
	const [contact] = await reader
		.select()
		.from(contacts)
		.where(and(eq(contacts.id, contactId), eq(contacts.panelId, panelId)));
	if (!contact) throw new NotFound();
	return contact;
}

/**
 * The account with an e-mail address, and what of a contact's it would be given: the cases that the reader sees in which
 * the contact is the officer, and the actions.
 * @throws Invalid when no account may be linked to the contact by this address.
 */
export async function linkOf(
	reader: Reader,
	access: Access,
	contact: Pick<typeof contacts.$inferSelect, "id" | "claimedByUserId">,
	email: string,
) {
	const [account] = await reader
		.select({
			id: users.id,
			name: users.name,
			email: users.email,
			role: users.role,
			agencyId: users.agencyId,
			agencyName: agencies.name,
		})
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(and(eq(users.emailKey, email.toLowerCase()), isNull(users.deactivatedAt), eq(users.role, "none")));
	if (!account)
		throw new Invalid({ email: "Nobody who works on cases has an account with this e-mail address" });
	if (contact.claimedByUserId && contact.claimedByUserId !== account.id) {
		throw new Invalid({ email: "This contact is linked to another account already" });
	}
	const theirs = await reader
		.select()
		.from(cases)
		.where(
			and(
				eq(cases.officerContactId, contact.id),
				or(isNull(cases.officerUserId), ne(cases.officerUserId, account.id)),
				casesSeenBy(access),
			),
		)
		.orderBy(asc(cases.reference), asc(cases.id));
	const caseIds = theirs.map(({ id }) => id);
	const given = await actionsFor(reader, access, contact.id, account, caseIds);
	const all = [contact.id, account.id, ...caseIds, ...[...given.owned].sort()];
	/** Stands for all of it: what somebody has looked at is what is linked. */
	const seal = keyedHash("link of a contact", all.join(" "));
	return { account, cases: theirs, ...given, seal };
}

/**
 * The actions that a contact owns and no account does, of cases that the reader sees: those that the account may be given,
 * being of the agency that owns them and seeing the case, and how many are left with their agency.
 * @param officerIn cases in which the account is the officer once it is linked.
 */
export async function actionsFor(
	reader: Reader,
	access: Access,
	contactId: string,
	account: Account,
	officerIn: readonly string[] = [],
) {
	const unowned = await reader
		.select({
			id: actions.id,
			agencyId: actions.ownerAgencyId,
			caseId: actions.caseId,
			panelId: actions.panelId,
		})
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(and(eq(actions.ownerContactId, contactId), isNull(actions.ownerUserId), casesSeenBy(access)));
	const { id: userId, name, role, agencyId } = account;
	const now = await accessOf(reader, { userId, name, role, agencyId, agencyName: "", sessionId: "" }, []);
	const theirs = { ...now, officerOf: new Set([...now.officerOf, ...officerIn]) };
	const owned = unowned.filter((one) => one.agencyId === account.agencyId && opensCase(theirs, one));
	return { owned: owned.map(({ id }) => id), left: unowned.length - owned.length };
}
