/** Who may do what with a panel and its memberships, and the one way for a command to take a panel in hand. */
import { eq } from "drizzle-orm";
import { panels } from "#db/schema/index.ts";
import { administers, roleNow } from "../agencies/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { claim, type Hand, type Stream } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { MEMBER_ROLES, type MemberRole } from "./fields.ts";

/** The roles to which somebody of this role in the organisation may appoint, and from which they may remove. */
export function rolesAppointedBy(role: Actor["role"]): readonly MemberRole[] {
	if (administers(role)) return MEMBER_ROLES;
	return role === "lead" ? ["chair", "deputy"] : [];
}

/** @throws NotAllowed, saying who may. */
export function requireAppointer(role: Actor["role"], memberRole: MemberRole): void {
	if (rolesAppointedBy(role).includes(memberRole)) return;
	throw new NotAllowed(
		role === "lead"
			? "The lead appoints chairs and deputies. An administrator keeps the other memberships."
			: "Only an administrator can change who sits on a panel. The lead appoints chairs and deputies.",
	);
}

/** A panel taken in hand by a command: its stream claimed, its row and the actor's role read since. */
export interface PanelInHand {
	stream: Stream;
	panel: typeof panels.$inferSelect;
	role: Actor["role"];
}

/** Claims a panel's stream. @throws NotFound when there is no such panel, or the actor may not know of it. */
export async function takePanel({ tx, actor, opId }: Hand, panelId: string): Promise<PanelInHand> {
	const byId = eq(panels.id, panelId);
	const [found] = await tx.select({ id: panels.id }).from(panels).where(byId);
	if (!found) throw new NotFound();
	const [stream] = (await claim(tx, opId, [panelId])) as [Stream];
	const [panel] = await tx.select().from(panels).where(byId);
	const role = await roleNow(tx, actor);
	const maySee =
		role === "system" || holds(await accessOf(tx, { ...actor, role }), { kind: "panel", panelId });
	if (!panel || !maySee) throw new NotFound();
	return { stream, panel, role };
}
