/** What screens ask about agencies. Everyone who can sign in may know which agencies take part. */
import { and, asc, count, eq, isNull } from "drizzle-orm";
import { db, type Reader } from "#db/index.ts";
import { agencies, agencyAliases, users } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";

export interface AgencyListed {
	id: string;
	name: string;
	isClosed: boolean;
}

/** All agencies by name, the closed ones last. @throws NotFound for the system, which reads no screen. */
export async function listAgencies(actor: Actor, reader: Reader = db): Promise<AgencyListed[]> {
	if (!holds(await accessOf(reader, actor, []), { kind: "organisation" })) throw new NotFound();
	return (await inOrder(reader)).map(({ id, name, closedAt }) => ({ id, name, isClosed: closedAt !== null }));
}

export interface AgencyManaged extends AgencyListed {
	/** How many of its people have an active account. */
	people: number;
	/** How many other names are kept for it. */
	otherNames: number;
	/** The version to send back with a change. */
	version: number;
}

/** All agencies, as administrators keep them. @throws NotFound for everyone else. */
export async function agenciesToManage(actor: Actor, reader: Reader = db): Promise<AgencyManaged[]> {
	if (actor.role !== "administrator") throw new NotFound();
	const staff = await reader
		.select({ agencyId: users.agencyId, people: count() })
		.from(users)
		.where(isNull(users.deactivatedAt))
		.groupBy(users.agencyId);
	const people = new Map(staff.map((row) => [row.agencyId, row.people]));
	const named = await reader
		.select({ agencyId: agencyAliases.agencyId, names: count() })
		.from(agencyAliases)
		.groupBy(agencyAliases.agencyId);
	const names = new Map(named.map((row) => [row.agencyId, row.names]));
	return (await inOrder(reader)).map(({ id, name, closedAt, version }) => ({
		id,
		name,
		isClosed: closedAt !== null,
		people: people.get(id) ?? 0,
		otherNames: names.get(id) ?? 0,
		version,
	}));
}

async function inOrder(reader: Reader) {
	const all = await reader.select().from(agencies).orderBy(asc(agencies.nameKey));
	return [
		...all.filter(({ closedAt }) => closedAt === null),
		...all.filter(({ closedAt }) => closedAt !== null),
	];
}

/** The open agency of this name, however it is written ("victim support " finds Victim Support). */
export async function agencyByName(name: string, reader: Reader = db) {
	const [agency] = await reader
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(and(eq(agencies.nameKey, nameKey(name)), isNull(agencies.closedAt)));
	return agency;
}

/** Agencies that can own an action, by name, for choosing one. */
export const openAgencies = (reader: Reader = db): Promise<{ id: string; name: string }[]> =>
	reader
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(isNull(agencies.closedAt))
		.orderBy(asc(agencies.nameKey));
