/** Who may be asked to do something on a case: the agencies and people of its panel, and its officer. */
import { and, asc, eq, isNull, ne, or } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, cases, memberships, recusals, users } from "#db/schema/index.ts";
import { type Actor, accessOf, opensCase } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";
import { NotFound } from "../http/errors.ts";

export interface Offerees {
	agencies: { id: string; name: string }[];
	people: { id: string; name: string; agencyId: string; agencyName: string }[];
}

/** For whoever may open the case; nobody who is recused from it. @throws NotFound */
export async function offereesOn(actor: Actor, caseId: string): Promise<Offerees> {
	const [file] = await db
		.select({ id: cases.id, panelId: cases.panelId, officerUserId: cases.officerUserId })
		.from(cases)
		.where(and(eq(cases.id, caseId), isNull(cases.stagedIn)));
	if (!file || !opensCase(await accessOf(db, actor, caseId), { panelId: file.panelId, caseId })) {
		throw new NotFound();
	}
	const today = londonDate();
	const seats = await db
		.select({
			id: users.id,
			name: users.name,
			agencyId: agencies.id,
			agencyName: agencies.name,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
			undertakenAt: memberships.undertakenAt,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.innerJoin(agencies, eq(agencies.id, memberships.agencyId))
		.where(
			and(
				eq(memberships.panelId, file.panelId),
				eq(memberships.state, "active"),
				ne(memberships.role, "observer"),
				isNull(users.deactivatedAt),
				isNull(agencies.closedAt),
				or(eq(users.role, "none"), eq(users.role, "lead")),
			),
		)
		.orderBy(asc(users.name), asc(users.id));
	const [officer] = file.officerUserId
		? await db
				.select({ id: users.id, name: users.name, agencyId: agencies.id, agencyName: agencies.name })
				.from(users)
				.innerJoin(agencies, eq(agencies.id, users.agencyId))
				.where(and(eq(users.id, file.officerUserId), eq(users.role, "none"), isNull(users.deactivatedAt)))
		: [];
	const recused = await db
		.select({ userId: recusals.userId })
		.from(recusals)
		.where(and(eq(recusals.caseId, caseId), isNull(recusals.liftedAt)));
	const isRecused = (id: string) => recused.some(({ userId }) => userId === id);
	const seated = seats.filter(
		(seat) =>
			seat.undertakenAt !== null &&
			seat.startsOn <= today &&
			(seat.endsOn === null || seat.endsOn >= today) &&
			!isRecused(seat.id),
	);
	const people = [...seated, ...(officer && !isRecused(officer.id) ? [officer] : [])].map(
		({ id, name, agencyId, agencyName }) => ({ id, name, agencyId, agencyName }),
	);
	const agenciesThere = new Map(seats.map(({ agencyId, agencyName }) => [agencyId, agencyName]));
	return {
		agencies: [...agenciesThere]
			.map(([id, name]) => ({ id, name }))
			.sort((a, b) => a.name.localeCompare(b.name, "en-GB")),
		people: [...new Map(people.map((person) => [person.id, person])).values()],
	};
}
