/**
 * Who may see which row. Every row that leaves the server belongs to one audience; an actor's audiences are
 * computed here and nowhere else, and filter loaders, commands, pushes, search and counts alike.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { and, type Column, eq, inArray, isNotNull, isNull, notInArray, or, type SQL, sql } from "drizzle-orm";
import { db, prepared, type Reader, type SearchScope } from "#db/index.ts";
import {
	agendaItems,
	attendances,
	cases,
	guests,
	meetings,
	memberships,
	recusals,
	victimAgencies,
} from "#db/schema/index.ts";
import { addDays, londonDate, now, startOfLondonDay } from "../clock.ts";
import type { Actor } from "./actor.ts";

export { type Actor, SYSTEM } from "./actor.ts";

/** The one audience to which a row belongs; the row is visible to it whole, or not at all. */
export type Audience =
	/** Users and agencies: everyone who can sign in. */
	| { kind: "organisation" }
	/** That a panel exists and who sits on it. */
	| { kind: "panel"; panelId: string }
	/** A panel's meetings, without their cases. */
	| { kind: "meetings"; panelId: string }
	/** One meeting without its cases: also for the observers and guests whom it has admitted. */
	| { kind: "meeting"; panelId: string; meetingId: string }
	/**
	 * That a guest is at a meeting, which tells of the cases to which they are or were invited there: for whoever may
	 * see one of these, and for the guest.
	 */
	| { kind: "guest"; panelId: string; meetingId: string; userId: string; caseIds: readonly string[] }
	| { kind: "case"; panelId: string; caseId: string }
	| { kind: "protected"; panelId: string; caseId: string };

/** What somebody is to a panel: their membership's role, or lead, who is so to every panel. */
export type PanelRole = (typeof memberships.$inferSelect)["role"] | "lead";

/** An actor's standing at one moment; plain data, so that a decision about it needs no database. */
export interface Access {
	readonly userId: string;
	readonly agencyId: string;
	readonly role: Actor["role"];
	/** Memberships in force today. */
	readonly panels: ReadonlyMap<string, PanelRole>;
	/** Panels of these whose undertaking they have signed: it opens the papers. */
	readonly undertaken: ReadonlySet<string>;
	/** Meetings whose statement they have accepted as an observer or a guest, until the meeting is over. */
	readonly admittedTo: ReadonlySet<string>;
	/** Cases that such a meeting presents to them just now. */
	readonly presented: ReadonlyMap<string, "observer" | "guest">;
	readonly recusedFrom: ReadonlySet<string>;
	/** Cases in which they are the officer. */
	readonly officerOf: ReadonlySet<string>;
	/** Cases whose victim their agency works with, of the panels of which they are a member. */
	readonly victimAgencyOf: ReadonlySet<string>;
	/** When a date may change the answer; compute it anew from then on. */
	readonly validUntil: Date;
}

/** Roles that see every case of their panel. */
const SEES_CASES: ReadonlySet<PanelRole> = new Set(["chair", "deputy", "coordinator", "member", "lead"]);
/** Roles that see protected details in every case of their panel. */
const SEES_PROTECTED: ReadonlySet<PanelRole> = new Set(["chair", "deputy", "coordinator", "lead"]);

/** Roles that see what came of their panel's work, in figures: whoever runs a panel answers for that. */
const SEES_FIGURES: ReadonlySet<PanelRole> = new Set(["chair", "deputy", "coordinator", "lead"]);

const membershipsOf = prepared("memberships of a user", (on: Reader) =>
	on
		.select({
			panelId: memberships.panelId,
			role: memberships.role,
			from: memberships.startsOn,
			to: memberships.endsOn,
			undertakenAt: memberships.undertakenAt,
		})
		.from(memberships)
		.where(and(eq(memberships.userId, sql.placeholder("userId")), eq(memberships.state, "active"))),
);

const admissionsOf = prepared("meetings that admit a user", (on: Reader) =>
	on
		.select({
			meetingId: meetings.id,
			panelId: meetings.panelId,
			meetingState: meetings.state,
			capacity: attendances.capacity,
			itemId: agendaItems.id,
			caseId: agendaItems.caseId,
			invitedTo: guests.itemId,
		})
		.from(attendances)
		.innerJoin(meetings, eq(meetings.id, attendances.meetingId))
		.leftJoin(agendaItems, and(eq(agendaItems.meetingId, meetings.id), eq(agendaItems.isCurrent, true)))
		.leftJoin(
			guests,
			and(eq(guests.meetingId, meetings.id), eq(guests.userId, attendances.userId), isNull(guests.removedAt)),
		)
		.where(
			and(
				eq(attendances.userId, sql.placeholder("userId")),
				inArray(attendances.capacity, ["observer", "guest"]),
				eq(attendances.state, "present"),
				isNotNull(attendances.statementAt),
				inArray(meetings.state, ["published", "in-progress", "adjourned"]),
			),
		),
);

/** What somebody is to cases: to all of them, or to one. */
function caseStanding(of: "every case" | "one case") {
	const only = (column: Column) => (of === "one case" ? eq(column, sql.placeholder("caseId")) : undefined);
	return {
		recusals: prepared(`recusals of a user in ${of}`, (on: Reader) =>
			on
				.select({ caseId: recusals.caseId })
				.from(recusals)
				.where(
					and(
						eq(recusals.userId, sql.placeholder("userId")),
						isNull(recusals.liftedAt),
						only(recusals.caseId),
					),
				),
		),
		officer: prepared(`cases of an officer in ${of}`, (on: Reader) =>
			on
				.select({ caseId: cases.id })
				.from(cases)
				.where(
					and(eq(cases.officerUserId, sql.placeholder("userId")), isNull(cases.stagedIn), only(cases.id)),
				),
		),
	};
}
const inEveryCase = caseStanding("every case");
const inOneCase = caseStanding("one case");

/**
 * With whose victims an agency works, where that tells anything: to its members, of the panels on which they sit. A
 * charity of the whole force works with tens of thousands, of whom a page shows few.
 */
async function victimsOf(
	reader: Reader,
	agencyId: string,
	memberOf: readonly string[],
	caseIds?: readonly string[],
): Promise<string[]> {
	if (memberOf.length === 0 || caseIds?.length === 0) return [];
	const working = and(eq(victimAgencies.agencyId, agencyId), isNull(victimAgencies.removedAt));
	const found = caseIds
		? await reader
				.select({ caseId: victimAgencies.caseId })
				.from(victimAgencies)
				.where(and(inArray(victimAgencies.caseId, [...caseIds]), working))
		: await reader
				.select({ caseId: victimAgencies.caseId })
				.from(cases)
				.innerJoin(victimAgencies, eq(victimAgencies.caseId, cases.id))
				.where(and(inArray(cases.panelId, [...memberOf]), working));
	return found.map(({ caseId }) => caseId);
}

/** What people are, as it was first asked for while one page is read. */
const kept = new AsyncLocalStorage<Map<string, Promise<Access>>>();

/**
 * Reads one page: each standing is loaded once for all of its parts, which then agree with one another. Not for what
 * writes, since that may change it; a transaction always loads it anew.
 */
export const readingPage = <T>(read: () => Promise<T>): Promise<T> => kept.run(new Map(), read);

/**
 * Loads an actor's standing; for a page that is being read, once.
 * @param about one case: only as much as decides about that case, the same answer for it from smaller reads. Several:
 *   of the victims with whom the actor's agency works only those of these cases, whose protected details alone it then
 *   opens; none of them for lists, which show no such details. Left out: everything.
 */
export function accessOf(reader: Reader, actor: Actor, about?: string | readonly string[]): Promise<Access> {
	const ofPage = reader === db ? kept.getStore() : undefined;
	if (!ofPage) return loadAccess(reader, actor, about);
	const key = JSON.stringify([actor.userId, about]);
	const access = ofPage.get(key) ?? loadAccess(reader, actor, about);
	ofPage.set(key, access);
	return access;
}

async function loadAccess(reader: Reader, actor: Actor, about?: string | readonly string[]): Promise<Access> {
	const caseId = typeof about === "string" ? about : undefined;
	const today = londonDate();
	const validUntil = startOfLondonDay(addDays(today, 1));
	// Who manages the organisation or reads its trail sees no case, whatever they were to one before.
	if (actor.role !== "none" && actor.role !== "lead") return { ...NOBODY, ...standingOf(actor), validUntil };
	const { userId, agencyId } = actor;
	const standing = caseId ? inOneCase : inEveryCase;
	const who = { userId, caseId: caseId ?? "" };
	const active = await membershipsOf(reader, who);
	const recused = await standing.recusals(reader, who);
	const officer = await standing.officer(reader, who);
	// The dates are asked as well as the state: powers lapse at midnight even when the job that says so is late.
	const inForce = active.filter((m) => m.from <= today && (m.to === null || m.to >= today));
	const panels = new Map(inForce.map((m) => [m.panelId, m.role]));
	const memberOf = inForce.filter((m) => m.role === "member").map((m) => m.panelId);
	const victims = await victimsOf(reader, agencyId, memberOf, typeof about === "string" ? [about] : about);
	// An observer is admitted as one of the panel's, and no longer than they are; a guest while they are invited.
	const admissions = (await admissionsOf(reader, { userId })).filter(({ capacity, panelId, invitedTo }) =>
		capacity === "guest" ? invitedTo !== null : panels.get(panelId) === "observer",
	);
	return {
		...standingOf(actor),
		panels,
		undertaken: new Set(inForce.filter((m) => m.undertakenAt !== null).map((m) => m.panelId)),
		admittedTo: new Set(admissions.map((a) => a.meetingId)),
		presented: presentedIn(admissions),
		recusedFrom: new Set(recused.map((r) => r.caseId)),
		officerOf: new Set(officer.map((c) => c.caseId)),
		victimAgencyOf: new Set(victims),
		validUntil,
	};
}

/** An observer follows the current case of a meeting in progress; a guest only the one they are invited to. */
function presentedIn(
	admissions: Awaited<ReturnType<typeof admissionsOf>>,
): Map<string, "observer" | "guest"> {
	const presented = new Map<string, "observer" | "guest">();
	for (const { meetingState, capacity, itemId, caseId, invitedTo } of admissions) {
		if (meetingState !== "in-progress" || caseId === null) continue;
		if (capacity === "observer") presented.set(caseId, "observer");
		else if (invitedTo === itemId) presented.set(caseId, "guest");
	}
	return presented;
}

const standingOf = ({ userId, agencyId, role }: Actor) => ({ userId, agencyId, role });

/** What somebody is to panels and cases who is nothing to any. */
const NOBODY = {
	panels: new Map<string, PanelRole>(),
	undertaken: new Set<string>(),
	admittedTo: new Set<string>(),
	presented: new Map<string, "observer" | "guest">(),
	recusedFrom: new Set<string>(),
	officerOf: new Set<string>(),
	victimAgencyOf: new Set<string>(),
} as const;

/** Whether `access` was computed for a day that has passed. */
export const isStale = (access: Access): boolean => now() >= access.validUntil;

/** What the actor is to this panel, if anything. */
export function roleIn(access: Access, panelId: string): PanelRole | undefined {
	return access.role === "lead" ? "lead" : access.panels.get(panelId);
}

/** What the actor may be to the panel's papers: a member's role opens them once the undertaking is signed. */
function papersRoleIn(access: Access, panelId: string): PanelRole | undefined {
	const role = roleIn(access, panelId);
	return role === "lead" || access.undertaken.has(panelId) ? role : undefined;
}

const seesMeetings = (access: Access, panelId: string): boolean =>
	SEES_CASES.has(papersRoleIn(access, panelId) ?? "observer");

/** Whether a row of this audience may be shown. Deny by default. */
export function holds(access: Access, audience: Audience): boolean {
	switch (audience.kind) {
		case "organisation":
			return access.role !== "system";
		case "panel":
			return access.role === "administrator" || roleIn(access, audience.panelId) !== undefined;
		case "meetings":
			return seesMeetings(access, audience.panelId);
		case "meeting":
			return seesMeetings(access, audience.panelId) || access.admittedTo.has(audience.meetingId);
		case "guest": {
			const { panelId, meetingId, userId, caseIds } = audience;
			if (!holds(access, { kind: "meeting", panelId, meetingId })) return false;
			return access.userId === userId || caseIds.some((caseId) => seesCase(access, { panelId, caseId }));
		}
		case "case":
			return seesCase(access, audience);
		case "protected": {
			if (!seesCase(access, audience)) return false;
			const role = papersRoleIn(access, audience.panelId);
			return (
				access.officerOf.has(audience.caseId) ||
				(role !== undefined && SEES_PROTECTED.has(role)) ||
				(role === "member" && access.victimAgencyOf.has(audience.caseId))
			);
		}
		default:
			return audience satisfies never;
	}
}

interface OfCase {
	panelId: string;
	caseId: string;
}

/**
 * Whether the actor may open a case by itself, on pages of its own: those whose case it is. To observers and guests a
 * meeting presents it, in its room and nowhere else.
 */
export function opensCase(access: Access, { panelId, caseId }: OfCase): boolean {
	if (access.recusedFrom.has(caseId)) return false;
	return access.officerOf.has(caseId) || seesMeetings(access, panelId);
}

/** Whether the actor may be shown a case, wherever that is. */
const seesCase = (access: Access, of: OfCase): boolean =>
	opensCase(access, of) || (access.presented.has(of.caseId) && !access.recusedFrom.has(of.caseId));

/** The same rule as `opensCase`, as a condition on `cases`: what a meeting only presents is found in no list. */
export function casesSeenBy(access: Access): SQL | undefined {
	const panelIds = [...access.panels.keys()].filter((panelId) => seesMeetings(access, panelId));
	const inPanels = access.role === "lead" ? sql`1 = 1` : inArray(cases.panelId, panelIds);
	return and(
		isNull(cases.stagedIn),
		or(inPanels, inArray(cases.id, [...access.officerOf])),
		access.recusedFrom.size > 0 ? notInArray(cases.id, [...access.recusedFrom]) : undefined,
	);
}

/**
 * The same rule, as a condition on rows that name their case and its panel: what is counted by the hundred thousand
 * is not joined with `cases`.
 */
export function ofCasesSeenBy(access: Access, row: { caseId: Column; panelId: Column }): SQL | undefined {
	const panelIds = [...access.panels.keys()].filter((panelId) => seesMeetings(access, panelId));
	const inPanels = access.role === "lead" ? undefined : inArray(row.panelId, panelIds);
	const isOfficers = access.officerOf.size > 0 ? inArray(row.caseId, [...access.officerOf]) : undefined;
	return and(
		sql`${row.caseId} not in (select ${cases.id} from ${cases} where ${isNotNull(cases.stagedIn)})`,
		inPanels && isOfficers ? or(inPanels, isOfficers) : inPanels,
		access.recusedFrom.size > 0 ? notInArray(row.caseId, [...access.recusedFrom]) : undefined,
	);
}

/** The same rule for the search index; what it finds is read through `casesSeenBy` all the same. */
export function searchedBy(access: Access): SearchScope {
	const inPanels = [...access.panels.keys()].filter((panelId) => seesMeetings(access, panelId));
	return {
		panelIds: access.role === "lead" ? "all" : inPanels,
		caseIds: [...access.officerOf],
		exceptCaseIds: [...access.recusedFrom],
	};
}

/** Whether the actor sees figures of a panel's work, counted over the cases that they may see. */
export const seesFigures = (access: Access, panelId: string): boolean =>
	SEES_FIGURES.has(papersRoleIn(access, panelId) ?? "observer");

/** Whether the actor holds any audience in the stream of `panelId`, and so may know its version. */
export function mayJoinPanel(access: Access, panelId: string): boolean {
	return holds(access, { kind: "panel", panelId });
}

/** A name for an audience, equal for equal audiences. */
export function audienceKey(audience: Audience): string {
	switch (audience.kind) {
		case "organisation":
			return "organisation";
		case "panel":
			return `panel:${audience.panelId}`;
		case "meetings":
			return `panel:${audience.panelId}:meetings`;
		case "meeting":
			return `meeting:${audience.meetingId}`;
		case "guest":
			return `meeting:${audience.meetingId}:guest:${audience.userId}`;
		case "case":
			return `case:${audience.caseId}`;
		case "protected":
			return `case:${audience.caseId}:protected`;
		default:
			return audience satisfies never;
	}
}
