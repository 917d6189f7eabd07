/** What must hold of a person's account, whoever adds or changes it. */
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { agencies, users } from "#db/schema/index.ts";
import { emailKey } from "../account/index.ts";
import { Invalid } from "../http/errors.ts";
import type { UserFields } from "./fields.ts";

/** @throws Invalid, naming everything that does not fit: the e-mail address is taken, the agency closed … */
export async function checkFields(
	tx: Tx,
	fields: UserFields,
	before?: typeof users.$inferSelect,
): Promise<void> {
	const problems: Record<string, string> = {};
	const [holder] = await tx
		.select({ id: users.id, name: users.name, deactivatedAt: users.deactivatedAt })
		.from(users)
		.where(eq(users.emailKey, emailKey(fields.email)));
	if (holder && holder.id !== before?.id) {
		problems.email = `${holder.name} already has an account with this e-mail address${holder.deactivatedAt ? ", which is deactivated" : ""}`;
	}
	if (fields.agencyId !== before?.agencyId && !(await isOpenAgency(tx, fields.agencyId))) {
		problems.agencyId = "Select an agency from the list";
	}
	if (fields.managerId && fields.managerId !== before?.managerId) {
		if (fields.managerId === before?.id) problems.managerId = "Nobody is their own manager";
		else if (!(await isActiveUser(tx, fields.managerId)))
			problems.managerId = "Select a manager from the list";
	}
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
}

export const isOpenAgency = async (tx: Tx, agencyId: string): Promise<boolean> =>
	(await tx.$count(agencies, and(eq(agencies.id, agencyId), isNull(agencies.closedAt)))) > 0;

const isActiveUser = async (tx: Tx, userId: string): Promise<boolean> =>
	(await tx.$count(users, and(eq(users.id, userId), isNull(users.deactivatedAt)))) > 0;
