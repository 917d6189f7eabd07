/** What else agencies are called, so that a panel's spreadsheet is understood without asking twice. */
import { asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/index.ts";
import { agencies, agencyAliases } from "#db/schema/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { nameKey } from "../text-keys.ts";
import { agencyName } from "./fields.ts";
import { ORGANISATION } from "./organisation.ts";
import { administers, roleNow, takeOrganisation } from "./policy.ts";

export const AddAliases = z.object({
	aliases: z.array(z.object({ agencyId: z.string(), alias: agencyName })).max(500),
});

/**
 * Notes other names of agencies. For administrators, and for coordinators, whose spreadsheets use them. A name that some
 * agency has already stays as it is. @returns how many were new.
 */
export const addAliases = command(
	"agency.add-aliases",
	AddAliases,
	async ({ tx, actor, opId }, { aliases }) => {
		const isCoordinator = [...(await accessOf(tx, actor)).panels.values()].includes("coordinator");
		if (!administers(await roleNow(tx, actor)) && !isCoordinator) {
			throw new NotAllowed("Only an administrator or a panel’s coordinator can do this.");
		}
		const isFree = async (key: string) =>
			(await tx.$count(agencyAliases, eq(agencyAliases.aliasKey, key))) === 0 &&
			(await tx.$count(agencies, eq(agencies.nameKey, key))) === 0;
		const wanted = new Map(aliases.map(({ agencyId, alias }) => [nameKey(alias), { agencyId, alias }]));
		for (const key of [...wanted.keys()]) if (key === "" || !(await isFree(key))) wanted.delete(key);
		if (wanted.size === 0) return { added: 0 };
		const known = await tx
			.select({ id: agencies.id })
			.from(agencies)
			.where(
				inArray(
					agencies.id,
					[...wanted.values()].map(({ agencyId }) => agencyId),
				),
			);
		const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
		for (const [aliasKey, { agencyId, alias }] of wanted) {
			if (!known.some(({ id }) => id === agencyId)) throw new NotFound();
			const id = newId();
			await tx.insert(agencyAliases).values({ id, agencyId, alias, aliasKey, version: stream.version });
			const text = await keepRevision(tx, actor, stream, { kind: "agencyAlias", id }, { alias });
			await record(tx, actor, stream, "agency.alias-added", { agencyId, aliasId: id, text }, [
				touch("agency", agencyId),
			]);
		}
		return { added: wanted.size };
	},
);

export const RemoveAlias = z.object({ aliasId: z.string() });

/** Strikes out another name. For administrators. @throws NotFound */
export const removeAlias = command("agency.remove-alias", RemoveAlias, async (hand, { aliasId }) => {
	const { tx, actor } = hand;
	const stream = await takeOrganisation(hand);
	const [gone] = await tx.delete(agencyAliases).where(eq(agencyAliases.id, aliasId)).returning();
	if (!gone) throw new NotFound();
	await record(tx, actor, stream, "agency.alias-removed", { agencyId: gone.agencyId, aliasId }, [
		touch("agency", gone.agencyId),
	]);
	return {};
});

/** An agency's other names, for administrators. @throws NotFound for everyone else */
export async function aliasesOf(actor: Actor, agencyId: string): Promise<{ id: string; alias: string }[]> {
	if (actor.role !== "administrator") throw new NotFound();
	return db
		.select({ id: agencyAliases.id, alias: agencyAliases.alias })
		.from(agencyAliases)
		.where(eq(agencyAliases.agencyId, agencyId))
		.orderBy(asc(agencyAliases.aliasKey));
}
