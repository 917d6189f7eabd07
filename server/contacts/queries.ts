import { and, asc, count, eq, gt, isNotNull, or, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/index.ts";
import { actions, agencies, cases, contacts, panels, users } from "#db/schema/index.ts";
import { type Actor, accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import type { ClaimContact } from "./claim-contact.ts";
import { actionsFor, contactInHand, linkOf } from "./link.ts";

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
	/** Its e-mail address. */
	email: string | null;
	/** What stands in their name and is not the account's, such as what an import brought since; it may be linked. */
	rest: { cases: number; actions: number };
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
	const noOfficerIn = sql<number>`(select count(*) from ${cases} where ${cases.officerContactId} = ${contacts.id} and ${cases.officerUserId} is null and ${seen})`;
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
			noOfficer: noOfficerIn,
			account: users,
		})
		.from(contacts)
		.leftJoin(users, and(eq(users.id, contacts.claimedByUserId), isNotNull(contacts.claimedByUserId)))
		.where(ofPanel)
		.orderBy(asc(contacts.nameKey), asc(contacts.id))
		.limit(A_PAGE)
		.offset((current - 1) * A_PAGE);
	const lines: ContactLine[] = [];
	for (const { account, noOfficer, ...row } of rows) {
		const mayTake = account !== null && account.deactivatedAt === null && account.role === "none";
		const rest = {
			cases: mayTake ? Number(noOfficer) : 0,
			actions: mayTake ? (await actionsFor(db, access, row.id, account)).owned.length : 0,
		};
		lines.push({
			...row,
			cases: Number(row.cases),
			actions: Number(row.actions),
			account: account?.name ?? null,
			email: account?.email ?? null,
			rest,
		});
	}
	return { lines, page: current, pages, total, linked: sum?.linked ?? 0 };
}

/** So many references are named; of more their number tells. */
const MOST_NAMED = 50;

/** An account, and what of a contact's goes with a link to it. */
export interface WhatIsLinked {
	contactName: string;
	account: { id: string; name: string; agencyName: string; email: string };
	/** References of the first of the cases. */
	references: string[];
	cases: number;
	actions: number;
	/** Actions that stay with their agency. */
	left: number;
}

/**
 * What an account would be given by linking a contact to it, for its person to look at first.
 * @returns with the seal that says so to `claimContact`.
 * @throws as `claimContact` would.
 */
export async function lookAtLink(
	actor: Actor,
	{ panelId, contactId, email }: z.output<typeof ClaimContact>,
): Promise<WhatIsLinked & { seal: string }> {
	const access = await accessOf(db, actor);
	const contact = await contactInHand(db, access, panelId, contactId);
	const { account, cases: given, owned, left, seal } = await linkOf(db, access, contact, email);
	return {
		contactName: contact.name,
		account: { id: account.id, name: account.name, agencyName: account.agencyName, email: account.email },
		references: given.slice(0, MOST_NAMED).map(({ reference }) => reference),
		cases: given.length,
		actions: owned.length,
		left,
		seal,
	};
}

/**
 * What an account has through its link to a contact, of the cases that the actor sees; nothing when it is linked to none.
 * @throws NotFound, NotAllowed
 */
export async function linkedTo(
	actor: Actor,
	panelId: string,
	contactId: string,
): Promise<WhatIsLinked | null> {
	const access = await accessOf(db, actor);
	const contact = await contactInHand(db, access, panelId, contactId);
	const [account] = await db
		.select({ id: users.id, name: users.name, email: users.email, agencyName: agencies.name })
		.from(users)
		.innerJoin(agencies, eq(agencies.id, users.agencyId))
		.where(eq(users.id, contact.claimedByUserId ?? ""));
	if (!account) return null;
	const seen = casesSeenBy(access);
	const isOfficer = and(eq(cases.officerContactId, contactId), eq(cases.officerUserId, account.id), seen);
	const isOwner = and(eq(actions.ownerContactId, contactId), eq(actions.ownerUserId, account.id), seen);
	const named = await db
		.select({ reference: cases.reference })
		.from(cases)
		.where(isOfficer)
		.orderBy(asc(cases.reference), asc(cases.id))
		.limit(MOST_NAMED);
	const [owner] = await db
		.select({ all: count() })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(isOwner);
	return {
		contactName: contact.name,
		account,
		references: named.map(({ reference }) => reference),
		cases: await db.$count(cases, isOfficer),
		actions: owner?.all ?? 0,
		left: 0,
	};
}
