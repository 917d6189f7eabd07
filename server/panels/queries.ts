/** What screens ask about panels and who sits on them. */
import { and, asc, count, eq, isNull, notInArray } from "drizzle-orm";
import { db, type Reader } from "#db/index.ts";
import { agencies, memberships, panels, users } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, holds, type PanelRole, roleIn } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";
import { MEMBER_ROLES, type MemberRole } from "./fields.ts";
import { rolesAppointedBy } from "./policy.ts";
import { type MembershipRow, type PanelRow, presentMemberships, presentPanels } from "./present.ts";

/** A panel and what the actor is to it: nothing, for an administrator. */
export type PanelSeen = PanelRow & { myRole: PanelRole | null };

/** The panels that the actor may know of, by name. */
export async function panelsFor(actor: Actor, reader: Reader = db): Promise<PanelSeen[]> {
	const access = await accessOf(reader, actor, []);
	const all = await reader.select({ id: panels.id }).from(panels).orderBy(asc(panels.nameKey));
	const seen = all.filter(({ id }) => holds(access, { kind: "panel", panelId: id })).map(({ id }) => id);
	return seenPanels(reader, access, seen);
}

/** @throws NotFound when there is no such panel, or the actor may not know of it. */
export async function panelById(actor: Actor, panelId: string, reader: Reader = db): Promise<PanelSeen> {
	const access = await accessOf(reader, actor, []);
	if (!holds(access, { kind: "panel", panelId })) throw new NotFound();
	const [panel] = await seenPanels(reader, access, [panelId]);
	if (!panel) throw new NotFound();
	return panel;
}

async function seenPanels(reader: Reader, access: Access, ids: string[]): Promise<PanelSeen[]> {
	if (ids.length === 0) return [];
	const rows = (await presentPanels(reader, ids)).map(({ row }) => ({
		...row,
		myRole: roleIn(access, row.id) ?? null,
	}));
	return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/**
 * Who sits on a panel now or soon: the chair first, then by role and name.
 * @throws NotFound when the actor may not know of the panel.
 */
export async function membersOf(
	actor: Actor,
	panelId: string,
	reader: Reader = db,
): Promise<MembershipRow[]> {
	await panelById(actor, panelId, reader);
	const presented = await presentMemberships(reader, "panelId", [panelId]);
	return presented
		.filter(({ isGone }) => !isGone)
		.map(({ row }) => row)
		.sort(byRoleAndName);
}

const byRoleAndName = (a: MembershipRow, b: MembershipRow) =>
	MEMBER_ROLES.indexOf(a.role) - MEMBER_ROLES.indexOf(b.role) ||
	compare(nameKey(a.userName), nameKey(b.userName)) ||
	compare(a.id, b.id);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A panel in the list from which panels are managed. */
export interface PanelManaged extends PanelRow {
	/** The present chair's name, as in the membership. */
	chair: string | null;
	/** Memberships in force. */
	members: number;
}

/** All panels, for those who manage panels or appoint chairs. @throws NotFound for everyone else. */
export async function panelsToManage(actor: Actor, reader: Reader = db): Promise<PanelManaged[]> {
	if (rolesAppointedBy(actor.role).length === 0) throw new NotFound();
	const seen = await panelsFor(actor, reader);
	const active = eq(memberships.state, "active");
	const chairs = await reader
		.select({ panelId: memberships.panelId, name: memberships.userName })
		.from(memberships)
		.where(and(active, eq(memberships.role, "chair")));
	const members = await reader
		.select({ panelId: memberships.panelId, n: count() })
		.from(memberships)
		.where(active)
		.groupBy(memberships.panelId);
	return seen.map(({ myRole: _, ...panel }) => ({
		...panel,
		chair: chairs.find((chair) => chair.panelId === panel.id)?.name ?? null,
		members: members.find((row) => row.panelId === panel.id)?.n ?? 0,
	}));
}

/** Everything that the screen of one panel's management needs. */
export interface PanelManagement {
	panel: PanelRow;
	members: MembershipRow[];
	/** Ended memberships, the newest first. */
	former: MembershipRow[];
	/** The roles that the actor may give and take. */
	mayAppoint: readonly MemberRole[];
	mayChangePanel: boolean;
	/** Who could become a member, by agency and name. */
	candidates: { id: string; name: string; agencyName: string }[];
}

/** @throws NotFound for those who neither manage panels nor appoint chairs. */
export async function panelToManage(
	actor: Actor,
	panelId: string,
	reader: Reader = db,
): Promise<PanelManagement> {
	const mayAppoint = rolesAppointedBy(actor.role);
	if (mayAppoint.length === 0) throw new NotFound();
	const { myRole: _, ...panel } = await panelById(actor, panelId, reader);
	const rows = (await presentMemberships(reader, "panelId", [panelId])).map(({ row }) => row);
	const members = rows.filter((row) => row.state !== "ended").sort(byRoleAndName);
	const former = rows
		.filter((row) => row.state === "ended")
		.sort((a, b) => b.version - a.version || compare(a.id, b.id));
	const candidates = await reader
		.select({ id: users.id, name: users.name, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(and(isNull(users.deactivatedAt), notInArray(users.role, ["administrator", "auditor"])))
		.orderBy(asc(agencies.nameKey), asc(users.nameKey), asc(users.id));
	const seated = new Set(members.map((row) => row.userId));
	return {
		panel,
		members,
		former,
		mayAppoint,
		mayChangePanel: actor.role === "administrator",
		candidates: candidates.filter(({ id }) => !seated.has(id)),
	};
}

/** One panel of which somebody is, or will be, a member. */
export interface PlaceOnPanel {
	membershipId: string;
	panelId: string;
	panelName: string;
	role: MemberRole;
	startsOn: string;
	endsOn: string | null;
	state: MembershipRow["state"];
}

/** Somebody's memberships in force or coming, for those who manage panels. @throws NotFound for everyone else. */
export async function placesOf(actor: Actor, userId: string, reader: Reader = db): Promise<PlaceOnPanel[]> {
	if (actor.role !== "administrator") throw new NotFound();
	return reader
		.select({
			membershipId: memberships.id,
			panelId: panels.id,
			panelName: panels.name,
			role: memberships.role,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
			state: memberships.state,
		})
		.from(memberships)
		.innerJoin(panels, eq(panels.id, memberships.panelId))
		.where(and(eq(memberships.userId, userId), notInArray(memberships.state, ["ended"])))
		.orderBy(asc(panels.nameKey));
}
