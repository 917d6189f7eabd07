import { and, eq, gte, isNull, ne, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agencies, memberships, users } from "#db/schema/index.ts";
import { londonDate } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { memberRole, optionalDay } from "./fields.ts";
import { requireAppointer, takePanel } from "./policy.ts";

export const AddMembership = z.object({
	panelId: z.string(),
	userId: z.string("Select a person").min(1, "Select a person"),
	role: memberRole,
	/** Civil dates, both included. No first day: today. No last day: until ended. */
	startsOn: optionalDay("the first day"),
	endsOn: optionalDay("the last day"),
});

/**
 * Makes somebody a member of a panel, from today or from a date. Administrators give every role, the lead
 * chairs and deputies. @returns the membership's id.
 * @throws NotFound; NotAllowed; Invalid when the person cannot hold it, holds one on this panel, or when the
 *   panel has a chair at that time.
 */
export const addMembership = command("membership.add", AddMembership, async (hand, input) => {
	const { tx, actor } = hand;
	const { panelId, userId, role } = input;
	const { stream, role: actorRole } = await takePanel(hand, panelId);
	requireAppointer(actorRole, role);
	const today = londonDate();
	const startsOn = input.startsOn ?? today;
	const endsOn = input.endsOn ?? null;
	const problems: Record<string, string> = {};
	if (endsOn !== null && endsOn < startsOn) problems.endsOn = "The last day must be the first day or later";
	else if (endsOn !== null && endsOn < today) problems.endsOn = "The last day must be today or later";

	const person = await holdUser(tx, userId);
	if (!person) problems.userId = "Select a person from the list";
	else {
		const reason = await whyNot(tx, panelId, person, today);
		if (reason) problems.userId = reason;
	}
	if (role === "chair" && !problems.endsOn) {
		const reason = await whyNoChair(tx, panelId, { startsOn, endsOn });
		if (reason) problems.role = reason;
	}
	if (!person || Object.keys(problems).length > 0) throw new Invalid(problems);

	const membershipId = newId();
	await tx.insert(memberships).values({
		id: membershipId,
		panelId,
		userId,
		role,
		startsOn,
		endsOn,
		state: startsOn <= today ? "active" : "coming",
		userName: person.name,
		agencyId: person.agencyId,
		agencyName: person.agencyName,
		version: stream.version,
	});
	await record(tx, actor, stream, "membership.added", { membershipId, userId, role, startsOn, endsOn }, [
		touch("membership", membershipId),
	]);
	return { membershipId };
});

type Person = Pick<typeof users.$inferSelect, "id" | "name" | "role" | "agencyId" | "deactivatedAt"> & {
	agencyName: string;
};

/** Reads a user and keeps the row from changing until the commit: a role or an end of account is not in this stream. */
async function holdUser(tx: Tx, userId: string): Promise<Person | undefined> {
	const [user] = await tx
		.update(users)
		.set({ version: sql`${users.version}` })
		.where(eq(users.id, userId))
		.returning();
	if (!user) return undefined;
	const [agency] = await tx
		.select({ name: agencies.name })
		.from(agencies)
		.where(eq(agencies.id, user.agencyId));
	return { ...user, agencyName: agency?.name ?? "" };
}

/** A reason in words why this person cannot become a member, or none. */
async function whyNot(tx: Tx, panelId: string, person: Person, today: string): Promise<string | undefined> {
	if (person.deactivatedAt) return `The account of ${person.name} is not active`;
	if (person.role === "administrator")
		return `${person.name} is an administrator, who holds no role on a panel`;
	if (person.role === "auditor") return `${person.name} is an auditor, who holds no role on a panel`;
	const [held] = await tx
		.select()
		.from(memberships)
		.where(and(eq(memberships.panelId, panelId), eq(memberships.userId, person.id), notOver(today)));
	if (!held) return undefined;
	return held.state === "coming"
		? `${person.name} already has a membership of this panel that is about to begin`
		: `${person.name} is already on this panel. End that membership first`;
}

/** Memberships that are in force or will be; one past its last day counts as over before the job has said so. */
const notOver = (today: string) =>
	and(ne(memberships.state, "ended"), or(isNull(memberships.endsOn), gte(memberships.endsOn, today)));

/**
 * A reason in words why nobody (but the holder of `membershipId`) can chair the panel between these days: one
 * panel has one chair at a time.
 */
export async function whyNoChair(
	tx: Tx,
	panelId: string,
	days: { startsOn: string; endsOn: string | null },
	membershipId?: string,
): Promise<string | undefined> {
	const chairs = await tx
		.select()
		.from(memberships)
		.where(and(eq(memberships.panelId, panelId), eq(memberships.role, "chair"), notOver(londonDate())));
	const other = chairs.find(
		(chair) =>
			chair.id !== membershipId &&
			(chair.endsOn === null || days.startsOn <= chair.endsOn) &&
			(days.endsOn === null || chair.startsOn <= days.endsOn),
	);
	if (!other) return undefined;
	const place = other.state === "coming" ? "will chair" : "chairs";
	return `${other.userName} (${other.agencyName}) ${place} this panel at that time. End that membership first, or choose other days`;
}
