/** Whom a panel tells of what: its chairs, an owner's managers, the leads. Never somebody behind a wall. */
import { and, eq, gte, inArray, isNotNull, isNull, lte, notInArray, or } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { cases, memberships, recusals, users } from "#db/schema/index.ts";
import { londonDate } from "../clock.ts";

/** Somebody who sits on a panel today and may read its papers. */
interface Seat {
	userId: string;
	role: (typeof memberships.$inferSelect)["role"];
	agencyId: string;
	managerId: string | null;
}

/** What an action says of whose it is. */
export interface Owned {
	caseId: string;
	ownerAgencyId: string | null;
	ownerUserId: string | null;
}

/**
 * Everybody whom a panel could tell of some of its cases, read once for all of them. Each question answers user ids
 * and falls through to who comes next when nobody is there: what nobody is told of is lost.
 */
export class Receivers {
	private constructor(
		private readonly seats: readonly Seat[],
		private readonly leadIds: readonly string[],
		/** Accounts in use, by id: the owners and the managers. */
		private readonly people: ReadonlyMap<string, { managerId: string | null; seesCases: boolean }>,
		private readonly officers: ReadonlyMap<string, string | null>,
		private readonly walls: ReadonlySet<string>,
	) {}

	/** @param given actions of cases of this one panel. */
	static async of(reader: Reader, panelId: string, given: readonly Owned[]): Promise<Receivers> {
		const today = londonDate();
		const caseIds = [...new Set(given.map(({ caseId }) => caseId))];
		const seats = await reader
			.select({
				userId: memberships.userId,
				role: memberships.role,
				agencyId: memberships.agencyId,
				managerId: users.managerId,
			})
			.from(memberships)
			.innerJoin(users, eq(users.id, memberships.userId))
			.where(
				and(
					eq(memberships.panelId, panelId),
					eq(memberships.state, "active"),
					lte(memberships.startsOn, today),
					or(isNull(memberships.endsOn), gte(memberships.endsOn, today)),
					// The undertaking opens the papers; whoever has not signed it is told nothing yet.
					isNotNull(memberships.undertakenAt),
					isNull(users.deactivatedAt),
					notInArray(users.role, ["administrator", "auditor"]),
				),
			);
		const leads = await reader
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.role, "lead"), isNull(users.deactivatedAt)));
		const officers = await reader
			.select({ caseId: cases.id, userId: cases.officerUserId })
			.from(cases)
			.where(inArray(cases.id, caseIds));
		const ownerIds = given.flatMap(({ ownerUserId }) => ownerUserId ?? []);
		const owners = await usersOf(reader, ownerIds);
		const managerIds = [...seats, ...owners.values()].flatMap(({ managerId }) => managerId ?? []);
		const people = new Map([...owners, ...(await usersOf(reader, managerIds))]);
		const recused = await reader
			.select({ userId: recusals.userId, caseId: recusals.caseId })
			.from(recusals)
			.where(and(inArray(recusals.caseId, caseIds), isNull(recusals.liftedAt)));
		return new Receivers(
			seats,
			leads.map(({ id }) => id),
			people,
			new Map(officers.map(({ caseId, userId }) => [caseId, userId])),
			new Set(recused.map(({ userId, caseId }) => `${userId} ${caseId}`)),
		);
	}

	/** Whoever is to do it: the person named, else all of their agency on the panel, else who keeps the minutes. */
	owners(of: Owned): string[] {
		const named = of.ownerUserId !== null && this.opens(of.ownerUserId, of) ? [of.ownerUserId] : [];
		return this.first(
			of,
			named,
			() => this.agencysSeats(of).map(({ userId }) => userId),
			() => this.seated("coordinator"),
			() => this.chairs(of),
		);
	}

	/** The owner's manager, who need not know of the case; of an agency without a named person, its members' managers. */
	managers(of: Owned): string[] {
		const owner = of.ownerUserId === null ? undefined : this.people.get(of.ownerUserId);
		const ids = owner ? [owner.managerId] : this.agencysSeats(of).map(({ managerId }) => managerId);
		// Who manages the organisation or reads its trail is told of no case, not even that there is one.
		const known = ids.flatMap((id) => (id !== null && this.people.get(id)?.seesCases ? id : []));
		return this.first(of, known, () => this.chairs(of));
	}

	/** The chair and the deputies; the leads where the panel has none. */
	chairs(of: Pick<Owned, "caseId">): string[] {
		return this.first(of, this.seated("chair", "deputy"), () => this.leads(of));
	}

	leads(of: Pick<Owned, "caseId">): string[] {
		return this.first(of, [...this.leadIds]);
	}

	/** Whether somebody may open the case: by their seat, as its officer, or as a lead. */
	private opens(userId: string, { caseId }: Pick<Owned, "caseId">): boolean {
		if (!this.people.get(userId)?.seesCases) return false;
		const isSeated = this.seats.some((seat) => seat.userId === userId && seat.role !== "observer");
		return isSeated || this.leadIds.includes(userId) || this.officers.get(caseId) === userId;
	}

	private seated(...roles: Seat["role"][]): string[] {
		return this.seats.filter(({ role }) => roles.includes(role)).map(({ userId }) => userId);
	}

	private agencysSeats({ ownerAgencyId }: Owned): Seat[] {
		return this.seats.filter(({ agencyId, role }) => agencyId === ownerAgencyId && role !== "observer");
	}

	/** The first of several answers with anybody in it who is not recused. */
	private first({ caseId }: Pick<Owned, "caseId">, ids: string[], ...others: (() => string[])[]): string[] {
		const reached = [...new Set(ids)].filter((id) => !this.walls.has(`${id} ${caseId}`));
		const [next, ...rest] = others;
		return reached.length > 0 || !next ? reached : this.first({ caseId }, next(), ...rest);
	}
}

async function usersOf(reader: Reader, ids: readonly string[]) {
	const rows = await reader
		.select({ id: users.id, managerId: users.managerId, role: users.role })
		.from(users)
		.where(and(inArray(users.id, [...new Set(ids)]), isNull(users.deactivatedAt)));
	return new Map(
		rows.map(({ id, managerId, role }) => [id, { managerId, seesCases: role === "none" || role === "lead" }]),
	);
}

/** The chair and deputies of a case's panel, else the leads: whom to tell what the panel must decide. */
export async function chairsOf(reader: Reader, panelId: string, of: Owned): Promise<string[]> {
	return (await Receivers.of(reader, panelId, [of])).chairs(of);
}

/** The manager of an action's owner, or of its agency's members; the chair where there is none. */
export async function managersOf(reader: Reader, panelId: string, of: Owned): Promise<string[]> {
	return (await Receivers.of(reader, panelId, [of])).managers(of);
}

/** The leads of the force. */
export async function leadsOf(reader: Reader, panelId: string, of: Owned): Promise<string[]> {
	return (await Receivers.of(reader, panelId, [of])).leads(of);
}
