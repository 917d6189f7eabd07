import { and, eq, isNull } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { actions, cases, type users } from "#db/schema/index.ts";
import { type Access, accessOf, casesSeenBy, opensCase } from "../audiences/index.ts";

type Account = Pick<typeof users.$inferSelect, "id" | "name" | "role" | "agencyId">;

/**
 * The actions that a contact owns and no account does, of cases that the reader sees: those that the account may be given,
 * being of the agency that owns them and seeing the case, and how many are left with their agency.
 */
export async function actionsFor(reader: Reader, access: Access, contactId: string, account: Account) {
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
	const { id: userId, ...person } = account;
	const theirs = await accessOf(reader, { ...person, userId, agencyName: "", sessionId: "" }, []);
	const owned = unowned.filter((one) => one.agencyId === account.agencyId && opensCase(theirs, one));
	return { owned: owned.map(({ id }) => id), left: unowned.length - owned.length };
}
