import { and, asc, count, eq, gt, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, contacts, panels, users } from "#db/schema/index.ts";
import { type Actor, accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";

/** Somebody named in the panel's cases, and how much stands in their name. */
export interface ContactLine {
	id: string;
	name: string;
	agencyName: string | null;
	/** In which they are the officer, and which the reader sees. */
	cases: number;
	/** That they own, in cases that the reader sees. */
	actions: number;
	/** The account that they are, once somebody has said so. */
	account: string | null;
}

const A_PAGE = 50;

/**
 * A panel's contacts by name, a page of them: those who stand in a case that the actor sees.
 * @throws NotFound when the actor may not know of it; NotAllowed for everybody but its coordinator
 */
export async function contactsOf(actor: Actor, panelId: string, page = 1) {
	const access = await accessOf(db, actor);
	const isThere = (await db.$count(panels, eq(panels.id, panelId))) > 0;
	if (!isThere || !holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (roleIn(access, panelId) !== "coordinator") {
		throw new NotAllowed("Only the panel’s coordinator keeps its contacts.");
	}
	const seen = casesSeenBy(access) as SQL;
	const officerIn = sql<number>`(select count(*) from ${cases} where ${cases.officerContactId} = ${contacts.id} and ${seen})`;
	const ownerOf = sql<number>`(select count(*) from ${actions} inner join ${cases} on ${cases.id} = ${actions.caseId} where ${actions.ownerContactId} = ${contacts.id} and ${seen})`;
	const ofPanel = and(eq(contacts.panelId, panelId), or(gt(officerIn, 0), gt(ownerOf, 0)));
	const [sum] = await db
		.select({ all: count(), linked: count(contacts.claimedByUserId) })
		.from(contacts)
		.where(ofPanel);
	const total = sum?.all ?? 0;
	const pages = Math.max(1, Math.ceil(total / A_PAGE));
	const current = Math.min(page, pages);
	const rows = await db
		.select({
			id: contacts.id,
			name: contacts.name,
			agencyName: contacts.agencyName,
			cases: officerIn,
			actions: ownerOf,
			account: users.name,
		})
		.from(contacts)
		.leftJoin(users, and(eq(users.id, contacts.claimedByUserId), isNotNull(contacts.claimedByUserId)))
		.where(ofPanel)
		.orderBy(asc(contacts.nameKey), asc(contacts.id))
		.limit(A_PAGE)
		.offset((current - 1) * A_PAGE);
	const lines: ContactLine[] = rows.map((row) => ({
		...row,
		cases: Number(row.cases),
		actions: Number(row.actions),
	}));
	return { lines, page: current, pages, total, linked: sum?.linked ?? 0 };
}
