/** How a person with an account is shown, everywhere the same. The e-mail address is no part of it. */
import { eq, inArray } from "drizzle-orm";
import { agencies, users } from "#db/schema/index.ts";
import { presents, type Row } from "../events/index.ts";
import type { UserRole } from "./fields.ts";

export interface UserRow extends Row {
	kind: "user";
	name: string;
	agencyId: string;
	agencyName: string;
	role: UserRole;
}

/** Users by id, deactivated ones too: what they wrote keeps its author. */
export const presentUsers = presents<UserRow>("user", async (reader, ids) => {
	const rows = await reader
		.select({ user: users, agency: agencies })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(inArray(users.id, ids));
	return rows.map(({ user, agency }) => ({
		row: {
			kind: "user",
			id: user.id,
			// The agency's name is part of the row, so a new name makes a new version of it.
			version: Math.max(user.version, agency.version),
			name: user.name,
			agencyId: user.agencyId,
			agencyName: agency.name,
			role: user.role,
		},
		audience: { kind: "organisation" },
	}));
});
