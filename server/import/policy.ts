/** Who may import: an import tells of a panel's cases, and so asks for what opens its papers beside the coordinator's role. */
import { type Access, type Actor, holds, roleIn } from "../audiences/index.ts";

/** Whether the actor coordinates this panel and has signed its undertaking. */
export const coordinates = (actor: Actor, access: Access, panelId: string): boolean =>
	actor.role === "system" ||
	(roleIn(access, panelId) === "coordinator" && holds(access, { kind: "meetings", panelId }));
