import { eq } from "drizzle-orm";
import { z } from "zod";
import { agencies, users } from "#db/schema/index.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, NotFound } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";
import { refuseTakenName } from "./add-agency.ts";
import { agencyName, rowVersion } from "./fields.ts";
import { requireAdministrator, takeOrganisation } from "./policy.ts";

export const RenameAgency = z.object({ agencyId: z.string(), name: agencyName, version: rowVersion });

/**
 * Gives an agency another name. What was written under the old one keeps it. For administrators.
 * @throws NotFound; Conflict when it was renamed since `version`; Invalid when the name is taken.
 */
export const renameAgency = command(
	"agency.rename",
	RenameAgency,
	async (hand, { agencyId, name, version }) => {
		const { tx, actor } = hand;
		const byId = eq(agencies.id, agencyId);
		await requireAdministrator(tx, actor);
		const [present] = await tx.select().from(agencies).where(byId);
		if (!present) throw new NotFound();
		if (present.name === name) return { agencyId };

		const stream = await takeOrganisation(hand);
		const [agency] = await tx.select().from(agencies).where(byId);
		if (!agency) throw new NotFound();
		if (agency.version !== version) {
			throw new Conflict("Somebody else changed this agency while you were typing.", {
				current: { name: agency.name },
				submitted: { name },
				version: agency.version,
			});
		}
		await refuseTakenName(tx, name, agencyId);
		const text = await keepRevision(tx, actor, stream, { kind: "agency", id: agencyId }, { name });
		await tx
			.update(agencies)
			.set({ name, nameKey: nameKey(name), version: stream.version })
			.where(byId);
		// Its people are shown with its name, so they change with it.
		const staff = await tx.select({ id: users.id }).from(users).where(eq(users.agencyId, agencyId));
		const touched = [touch("agency", agencyId), ...staff.map(({ id }) => touch("user", id))];
		await record(tx, actor, stream, "agency.changed", { agencyId, text }, touched);
		return { agencyId };
	},
);
