/** What screens ask about people's accounts: for administrators only, since e-mail addresses are in it. */
import { and, asc, eq, isNotNull, isNull, like, type SQL } from "drizzle-orm";
import { db, type Reader } from "#db/index.ts";
import { agencies, users } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";
import type { UserRole } from "./fields.ts";

/** How many accounts a page of the list holds. */
export const PAGE_SIZE = 50;

export interface UserFilter {
	/** Part of a name, however it is written. */
	name?: string;
	agencyId?: string;
	role?: UserRole;
	/** Active accounts unless asked otherwise. */
	standing?: "active" | "deactivated" | "all";
	/** From 1; past the end shows the last page. */
	page?: number;
}

export interface UserListed {
	id: string;
	name: string;
	email: string;
	agencyName: string;
	role: UserRole;
	isDeactivated: boolean;
	/** Whether they ever set a password; until then nobody can sign in to the account. */
	hasPassword: boolean;
}

export interface UserPage {
	users: UserListed[];
	total: number;
	page: number;
	pages: number;
}

/** One page of accounts by name. @throws NotFound for everyone but administrators. */
export async function listUsers(
	actor: Actor,
	filter: UserFilter = {},
	reader: Reader = db,
): Promise<UserPage> {
	requireReader(actor);
	const { name = "", agencyId, role, standing = "active" } = filter;
	const where = and(
		nameKey(name) ? like(users.nameKey, `%${nameKey(name)}%`) : undefined,
		agencyId ? eq(users.agencyId, agencyId) : undefined,
		role ? eq(users.role, role) : undefined,
		isStanding(standing),
	);
	const total = await reader.$count(users, where);
	const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
	const page = Math.min(Math.max(1, Math.trunc(filter.page ?? 1) || 1), pages);
	const rows = await reader
		.select({ user: users, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(where)
		.orderBy(asc(users.nameKey), asc(users.id))
		.limit(PAGE_SIZE)
		.offset((page - 1) * PAGE_SIZE);
	return {
		users: rows.map(({ user, agencyName }) => ({
			id: user.id,
			name: user.name,
			email: user.email,
			agencyName,
			role: user.role,
			isDeactivated: user.deactivatedAt !== null,
			hasPassword: user.passwordHash !== null,
		})),
		total,
		page,
		pages,
	};
}

function isStanding(standing: "active" | "deactivated" | "all"): SQL | undefined {
	if (standing === "all") return undefined;
	return standing === "active" ? isNull(users.deactivatedAt) : isNotNull(users.deactivatedAt);
}

export interface UserManaged extends UserListed {
	agencyId: string;
	managerId: string | null;
	managerName: string | null;
	/** The version to send back with a change. */
	version: number;
}

/** One account. @throws NotFound for everyone but administrators, and when there is no such account. */
export async function userToManage(actor: Actor, userId: string, reader: Reader = db): Promise<UserManaged> {
	requireReader(actor);
	const [row] = await reader
		.select({ user: users, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(users.id, userId));
	if (!row) throw new NotFound();
	const { user, agencyName } = row;
	const [manager] = user.managerId
		? await reader.select({ name: users.name }).from(users).where(eq(users.id, user.managerId))
		: [];
	return {
		id: user.id,
		name: user.name,
		email: user.email,
		agencyId: user.agencyId,
		agencyName,
		managerId: user.managerId,
		managerName: manager?.name ?? null,
		role: user.role,
		isDeactivated: user.deactivatedAt !== null,
		hasPassword: user.passwordHash !== null,
		version: user.version,
	};
}

/** Who can be chosen as somebody's manager: active accounts by agency and name. @throws NotFound as above. */
export async function managersToChoose(
	actor: Actor,
	reader: Reader = db,
): Promise<{ id: string; name: string; agencyName: string }[]> {
	requireReader(actor);
	return reader
		.select({ id: users.id, name: users.name, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(isNull(users.deactivatedAt))
		.orderBy(asc(agencies.nameKey), asc(users.nameKey), asc(users.id));
}

function requireReader(actor: Actor): void {
	if (actor.role !== "administrator") throw new NotFound();
}
