import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/index.ts";
import { emailKey, revokeAllSessionsOf } from "../account/index.ts";
import { ORGANISATION, requireAdministrator, rowVersion } from "../agencies/index.ts";
import { claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { leavePanels, panelIdsOf } from "../panels/index.ts";
import { nameKey } from "../text-keys.ts";
import { type UserFields, userFields } from "./fields.ts";
import { checkFields } from "./policy.ts";

export const ChangeUser = userFields.extend({ userId: z.string(), version: rowVersion });

/**
 * Changes an account. Another role or agency signs the person out everywhere; another agency also ends their
 * memberships, since a member sits on a panel for their agency. For administrators, who cannot change their
 * own role or agency.
 * @throws NotFound; NotAllowed; Conflict when it was changed since `version`; Invalid when a field does not
 *   fit, or when a member of a panel would become administrator or auditor.
 */
export const changeUser = command("user.change", ChangeUser, async ({ tx, actor, opId }, input) => {
	const { userId, version, managerId = null, ...given } = input;
	const fields = { ...given, managerId };
	const byId = eq(users.id, userId);
	await requireAdministrator(tx, actor);
	const [before] = await tx.select().from(users).where(byId);
	if (!before) throw new NotFound();
	if (isSame(before, fields)) return { userId };

	const leaving = before.agencyId === fields.agencyId ? [] : await panelIdsOf(tx, userId);
	const [stream, ...panelStreams] = (await claim(tx, opId, [ORGANISATION, ...leaving])) as [
		Stream,
		...Stream[],
	];
	await requireAdministrator(tx, actor);
	const [user] = await tx.select().from(users).where(byId);
	if (!user) throw new NotFound();
	const hasNewRights = user.role !== fields.role || user.agencyId !== fields.agencyId;
	if (userId === actor.userId && hasNewRights) {
		throw new NotAllowed("You cannot change your own role or agency. Ask another administrator.");
	}
	if (user.version !== version) {
		throw new Conflict("Somebody else changed this account while you were typing.", {
			current: asTyped(user),
			submitted: asTyped(fields),
			version: user.version,
		});
	}
	await checkFields(tx, input, user);

	await tx
		.update(users)
		.set({
			...fields,
			nameKey: nameKey(fields.name),
			emailKey: emailKey(fields.email),
			version: stream.version,
		})
		.where(byId);
	if (fields.role === "administrator" || fields.role === "auditor") {
		const panels = (await panelIdsOf(tx, userId)).length;
		if (panels > 0) {
			throw new Invalid({
				role: `${user.name} sits on ${panels === 1 ? "a panel" : `${panels} panels`}, which an administrator or auditor cannot. End that membership first`,
			});
		}
	}
	if (user.agencyId !== fields.agencyId) await leavePanels(tx, actor, panelStreams, userId);
	const { name, email, agencyId, role } = fields;
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "user", id: userId },
		{ name, email, managerId },
	);
	await record(tx, actor, stream, "user.changed", { userId, agencyId, role, text }, [touch("user", userId)]);
	if (hasNewRights) await revokeAllSessionsOf(tx, actor, stream, userId);
	return { userId };
});

type User = typeof users.$inferSelect;
type Fields = Omit<UserFields, "managerId"> & { managerId: string | null };

const isSame = (user: User, fields: Fields) =>
	user.name === fields.name &&
	user.email === fields.email &&
	user.agencyId === fields.agencyId &&
	user.managerId === fields.managerId &&
	user.role === fields.role;

const asTyped = ({ name, email, agencyId, managerId, role }: Fields): Record<string, string> => ({
	name,
	email,
	agencyId,
	managerId: managerId ?? "",
	role,
});
