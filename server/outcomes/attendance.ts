/** Which of the agencies expected at a panel's meetings of a period were there. */
import { and, eq, gte, inArray, lt, ne } from "drizzle-orm";
import { db } from "#db/index.ts";
import { attendances, meetings, memberships } from "#db/schema/index.ts";
import { addDays, londonDate, startOfLondonDay } from "../clock.ts";
import type { Attended } from "./populations.ts";
import type { PanelScope } from "./scope.ts";

/** One agency at one meeting. */
export interface ExpectedAgency {
	meetingId: string;
	/** Civil date. */
	on: string;
	agencyId: string;
	agencyName: string;
	attended: Attended;
	/** Who was there for it, as written then. */
	names: string[];
}

/** Observers and guests are there for themselves. */
const SITTING = ["chair", "deputy", "coordinator", "member", "lead"] as const;

/** Every agency that was expected at a closed meeting of the period, the latest meeting first. */
export async function agenciesExpected({ wish, panel }: PanelScope): Promise<ExpectedAgency[]> {
	const held = and(
		eq(meetings.panelId, panel.id),
		eq(meetings.state, "closed"),
		gte(meetings.startsAt, startOfLondonDay(wish.from)),
		lt(meetings.startsAt, startOfLondonDay(addDays(wish.to, 1))),
	);
	const met = await db.select({ id: meetings.id, startsAt: meetings.startsAt }).from(meetings).where(held);
	if (met.length === 0) return [];
	const came = await db
		.select({
			meetingId: attendances.meetingId,
			agencyId: attendances.agencyId,
			state: attendances.state,
			userName: attendances.userName,
		})
		.from(meetings)
		.innerJoin(attendances, eq(attendances.meetingId, meetings.id))
		.where(
			and(
				held,
				inArray(attendances.capacity, [...SITTING]),
				inArray(attendances.state, ["present", "left", "apologies"]),
				wish.agencyId ? eq(attendances.agencyId, wish.agencyId) : undefined,
			),
		);
	const seats = await db
		.select({
			agencyId: memberships.agencyId,
			agencyName: memberships.agencyName,
			startsOn: memberships.startsOn,
			endsOn: memberships.endsOn,
		})
		.from(memberships)
		.where(
			and(
				eq(memberships.panelId, panel.id),
				ne(memberships.role, "observer"),
				ne(memberships.state, "coming"),
				wish.agencyId ? eq(memberships.agencyId, wish.agencyId) : undefined,
			),
		);
	const comings = new Map<string, typeof came>();
	for (const coming of came) {
		const key = `${coming.meetingId} ${coming.agencyId}`;
		comings.set(key, [...(comings.get(key) ?? []), coming]);
	}
	return met
		.sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime() || (a.id < b.id ? -1 : 1))
		.flatMap(({ id: meetingId, startsAt }) => {
			const on = londonDate(startsAt);
			const inForce = seats.filter(
				({ startsOn, endsOn }) => startsOn <= on && (endsOn === null || endsOn >= on),
			);
			const expected = new Map(inForce.map(({ agencyId, agencyName }) => [agencyId, agencyName]));
			return [...expected]
				.sort(([, a], [, b]) => a.localeCompare(b, "en-GB"))
				.map(([agencyId, agencyName]): ExpectedAgency => {
					const own = comings.get(`${meetingId} ${agencyId}`) ?? [];
					const there = own.filter(({ state }) => state !== "apologies");
					const attended = there.length > 0 ? "there" : own.length > 0 ? "apologies" : "absent";
					return { meetingId, on, agencyId, agencyName, attended, names: there.map((one) => one.userName) };
				});
		});
}
