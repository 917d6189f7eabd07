import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agencies } from "#db/schema/index.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { agencyName } from "./fields.ts";
import { takeOrganisation } from "./policy.ts";

export const AddAgency = z.object({ name: agencyName });

/**
 * Adds a partner agency. For administrators. @returns its id.
 * @throws Invalid when an agency, open or closed, already has the name.
 */
export const addAgency = command("agency.add", AddAgency, async (hand, { name }) => {
	const { tx, actor } = hand;
	const stream = await takeOrganisation(hand);
	await refuseTakenName(tx, name);
	const agencyId = newId();
	const text = await keepRevision(tx, actor, stream, { kind: "agency", id: agencyId }, { name });
	await tx.insert(agencies).values({ id: agencyId, name, nameKey: nameKey(name), version: stream.version });
	await record(tx, actor, stream, "agency.added", { agencyId, text }, [touch("agency", agencyId)]);
	return { agencyId };
});

/** @throws Invalid when an agency other than `agencyId` has this name, however it is written. */
export async function refuseTakenName(tx: Tx, name: string, agencyId?: string): Promise<void> {
	const [taken] = await tx
		.select()
		.from(agencies)
		.where(eq(agencies.nameKey, nameKey(name)));
	if (!taken || taken.id === agencyId) return;
	throw new Invalid({
		name: taken.closedAt
			? `A closed agency is already called ${taken.name}`
			: `There is already an agency called ${taken.name}`,
	});
}
