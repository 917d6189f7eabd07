/** What an actor is to the system as a whole: what the navigation offers them. */
import { asc, inArray } from "drizzle-orm";
import { db } from "#db/index.ts";
import { panels } from "#db/schema/index.ts";
import { type Actor, accessOf, type PanelRole, seesFigures } from "../audiences/index.ts";

export interface Standing {
	role: Actor["role"];
	panels: { id: string; name: string; area: string; role: PanelRole }[];
	/** Whether they may import into any panel. */
	isCoordinator: boolean;
	/** Whether they are the officer in a case that they may see, on a panel or not. */
	isOfficer: boolean;
	/** Whether there is a panel of whose work they see figures. */
	hasFigures: boolean;
}

/** The panels in which the actor has a part today (all of them, for a lead), by name. */
export async function standingOf(actor: Actor): Promise<Standing> {
	const access = await accessOf(db, actor, []);
	const isLead = actor.role === "lead";
	const found = await db
		.select({ id: panels.id, name: panels.name, area: panels.area })
		.from(panels)
		.where(isLead ? undefined : inArray(panels.id, [...access.panels.keys()]))
		.orderBy(asc(panels.nameKey));
	return {
		role: actor.role,
		panels: found.map((panel) => ({ ...panel, role: access.panels.get(panel.id) ?? "lead" })),
		isCoordinator: [...access.panels.values()].includes("coordinator"),
		isOfficer: [...access.officerOf].some((caseId) => !access.recusedFrom.has(caseId)),
		hasFigures: found.some(({ id }) => seesFigures(access, id)),
	};
}
