import { users } from "#db/schema/index.ts";
import { emailKey } from "../account/index.ts";
import { takeOrganisation } from "../agencies/index.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { userFields } from "./fields.ts";
import { checkFields } from "./policy.ts";

export const AddUser = userFields;

/**
 * Adds an account, which nobody can sign in to until a one-time link has set its password. For
 * administrators. @returns the user's id.
 * @throws Invalid when the e-mail address is taken, the agency is not open or the manager has no account.
 */
export const addUser = command("user.add", AddUser, async (hand, input) => {
	const { tx, actor } = hand;
	const stream = await takeOrganisation(hand);
	await checkFields(tx, input);
	const { name, email, agencyId, role } = input;
	const managerId = input.managerId ?? null;
	const userId = newId();
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "user", id: userId },
		{ name, email, managerId },
	);
	await tx.insert(users).values({
		id: userId,
		name,
		nameKey: nameKey(name),
		email,
		emailKey: emailKey(email),
		agencyId,
		managerId,
		role,
		version: stream.version,
	});
	await record(tx, actor, stream, "user.added", { userId, agencyId, role, text }, [touch("user", userId)]);
	return { userId };
});
