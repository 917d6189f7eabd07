/** How panels and memberships are shown, everywhere the same. */
import { inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { memberships, panels } from "#db/schema/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";
import type { MemberRole } from "./fields.ts";

export interface PanelRow extends Row {
	kind: "panel";
	name: string;
	area: string;
	referencePrefix: string;
	/** How many agencies must be at a meeting. */
	quorum: number;
}

export interface MembershipRow extends Row {
	kind: "membership";
	panelId: string;
	userId: string;
	/** Name and agency as they were when the membership was added. */
	userName: string;
	agencyId: string;
	agencyName: string;
	role: MemberRole;
	/** Civil dates, both included; no end: until ended. */
	startsOn: string;
	endsOn: string | null;
	state: (typeof memberships.$inferSelect)["state"];
	/** Whether they have signed the undertaking that opens the papers. */
	hasUndertaken: boolean;
}

export const presentPanels = presents<PanelRow>("panel", async (reader, ids) => {
	const rows = await reader.select().from(panels).where(inArray(panels.id, ids));
	return rows.map(({ id, version, name, area, referencePrefix, quorum }) => ({
		row: { kind: "panel", id, version, name, area, referencePrefix, quorum },
		audience: { kind: "panel", panelId: id },
	}));
});

presents<MembershipRow>("membership", (reader, ids) => presentMemberships(reader, "id", ids));

/** Memberships by their own ids or those of their panels. An ended one is gone from the room. */
export async function presentMemberships(
	reader: Reader,
	by: "id" | "panelId",
	ids: string[],
): Promise<Presented<MembershipRow>[]> {
	const rows = await reader.select().from(memberships).where(inArray(memberships[by], ids));
	return rows.map((row) => ({
		row: {
			kind: "membership",
			id: row.id,
			version: row.version,
			panelId: row.panelId,
			userId: row.userId,
			userName: row.userName,
			agencyId: row.agencyId,
			agencyName: row.agencyName,
			role: row.role,
			startsOn: row.startsOn,
			endsOn: row.endsOn,
			state: row.state,
			hasUndertaken: row.undertakenAt !== null,
		},
		audience: { kind: "panel", panelId: row.panelId },
		isGone: row.state === "ended",
	}));
}
