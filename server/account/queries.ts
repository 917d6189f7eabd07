import { eq } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, users } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { NotFound } from "../http/errors.ts";
import { liveSessionsOf } from "./sessions.ts";

export interface MyAccount {
	name: string;
	email: string;
	agencyName: string;
	role: Actor["role"];
	/** Where they are signed in, the present session first. Instants as ISO 8601. */
	sessions: { id: string; device: string; isThisOne: boolean; createdAt: string; lastSeenAt: string }[];
}

/** What a person's own account page shows. */
export async function myAccount(actor: Actor): Promise<MyAccount> {
	const [found] = await db
		.select({ name: users.name, email: users.email, role: users.role, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(users.id, actor.userId));
	if (!found) throw new NotFound();
	const sessions = (await liveSessionsOf(actor.userId)).map((session) => ({
		id: session.id,
		device: session.device,
		isThisOne: session.id === actor.sessionId,
		createdAt: session.createdAt.toISOString(),
		lastSeenAt: session.lastSeenAt.toISOString(),
	}));
	return { ...found, sessions: sessions.sort((a, b) => Number(b.isThisOne) - Number(a.isThisOne)) };
}
