/** A panel in which anything may happen next: what the people of a cast do to it, chosen by chance. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import {
	actions,
	agendaItems,
	cases,
	entries,
	memberships,
	panels,
	people,
	protectedDetails,
	recusals,
	users,
	victimAgencies,
} from "#db/schema/index.ts";
import { addAction, setActionStatus } from "#server/actions/index.ts";
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import {
	addCase,
	addEntry,
	addPerson,
	addProtectedDetail,
	changePerson,
	declareRecusal,
	editEntry,
	liftRecusal,
	listVictimAgency,
	removeProtectedDetail,
	setOfficer,
	setRisk,
	unlistVictimAgency,
} from "#server/cases/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "#server/http/errors.ts";
import {
	addToAgenda,
	closeMeeting,
	moveItem,
	openItem,
	planMeeting,
	removeFromAgenda,
	startMeeting,
} from "#server/meetings/index.ts";
import {
	addMembership,
	addPanel,
	changePanel,
	endMembership,
	type MemberRole,
} from "#server/panels/index.ts";
import { deactivateUser, reactivateUser } from "#server/people/index.ts";
import { aLead, anActor, anOpId, aUser } from "./factories.ts";
import type { Chance } from "./random.ts";

/** One of each kind of actor, every one of an agency of their own. */
export const ACTORS = [
	"chair",
	"coordinator",
	"member",
	"recused",
	"observer",
	"outsider",
	"officer",
	"lead",
] as const;
export type Part = (typeof ACTORS)[number];
export type Cast = Record<Part, Actor>;

/** Those who begin with a seat on the panel. */
const SEATS: Partial<Record<Part, MemberRole>> = {
	chair: "chair",
	coordinator: "coordinator",
	member: "member",
	recused: "member",
	observer: "observer",
};

export async function aCast(): Promise<Cast> {
	const cast: Partial<Cast> = {};
	for (const part of ACTORS) {
		cast[part] = part === "lead" ? await aLead({ name: "lead" }) : anActor(await aUser({ name: part }));
	}
	return cast as Cast;
}

export interface World {
	panelId: string;
	meetingId: string;
	/** The case that screens open; there are others. */
	caseId: string;
	cast: Cast;
	chance: Chance;
}

let made = 0;

/** A panel with two cases on the agenda of a meeting, on which something stands already; chance decides what. */
export async function aWorld(cast: Cast, chance: Chance): Promise<World> {
	const number = ++made;
	const letter = (place: number) => String.fromCharCode(65 + (Math.floor(number / 26 ** place) % 26));
	const { panelId } = await addPanel(SYSTEM, anOpId(), {
		name: `Random panel ${number}`,
		area: "North",
		referencePrefix: `R${letter(2)}${letter(1)}${letter(0)}`,
	});
	for (const [part, role] of Object.entries(SEATS)) {
		const { userId } = cast[part as Part];
		await addMembership(SYSTEM, anOpId(), { panelId, userId, role });
	}
	const caseIds = [await newCase(panelId, cast.coordinator), await newCase(panelId, cast.coordinator)];
	const caseId = chance.pick(caseIds);
	const { meetingId } = await planMeeting(cast.chair, anOpId(), {
		panelId,
		startsAt: "2026-07-01T09:00:00Z",
		place: "Room 1",
	});
	for (const id of caseIds) await addToAgenda(cast.chair, anOpId(), { meetingId, caseId: id });
	const world = { panelId, meetingId, caseId, cast, chance };
	await addEntry(cast.member, anOpId(), { caseId, kind: "advice", body: "Said before" });
	await COMMANDS["add an action"][1](world).catch(unlessRefused);
	if (chance.isTrue(0.5)) {
		const [officer] = await db.select().from(users).where(eq(users.id, cast.officer.userId));
		await setOfficer(cast.coordinator, anOpId(), { caseId, officerEmail: officer?.email });
	}
	if (chance.isTrue(0.5)) {
		await listVictimAgency(cast.coordinator, anOpId(), { caseId, agencyId: cast.member.agencyId });
	}
	if (chance.isTrue(0.6)) await startMeeting(cast.chair, anOpId(), { meetingId });
	if (chance.isTrue(0.5)) {
		await declareRecusal(cast.chair, anOpId(), { caseId, userId: cast.recused.userId });
	}
	return world;
}

async function newCase(panelId: string, coordinator: Actor): Promise<string> {
	const { caseId } = await addCase(coordinator, anOpId(), {
		panelId,
		victimName: "Victim",
		suspectName: "Unknown",
		relationship: "stranger",
		risk: "not-assessed",
		victimAddress: "14 Elm Row",
	});
	return caseId;
}

/** What was tried, and whether it was refused, as it may be. */
export interface Done {
	name: Name;
	isRefused: boolean;
}

/** Lets something happen. @throws what no command may throw. */
export async function happen(world: World): Promise<Done> {
	for (;;) {
		const name = world.chance.pick(URN);
		try {
			await COMMANDS[name][1](world);
			return { name, isRefused: false };
		} catch (error) {
			if (error instanceof NothingToDo) continue;
			unlessRefused(error);
			return { name, isRefused: true };
		}
	}
}

/** A refusal is no failure: people try what they may not. */
function unlessRefused(error: unknown): void {
	if (![Invalid, NotFound, NotAllowed, Conflict].some((kind) => error instanceof kind)) throw error;
}

/** One more version, which alters nobody's standing: whoever lost a message before notices now. */
export async function oneMoreVersion({ panelId }: World): Promise<void> {
	const [panel] = await db.select().from(panels).where(eq(panels.id, panelId));
	if (!panel) throw new Error("The panel is gone");
	const { name, area, referencePrefix, version } = panel;
	await changePanel(SYSTEM, anOpId(), { panelId, name, area: `${area}!`, referencePrefix, version });
}

/** There is no row to do it with. */
class NothingToDo extends Error {}

type Deed = (world: World) => Promise<unknown>;

const pickFrom = <T>(chance: Chance, rows: readonly T[]): T => {
	if (rows.length === 0) throw new NothingToDo();
	return chance.pick(rows);
};
const someCase = async ({ panelId, caseId, chance }: World): Promise<string> =>
	chance.isTrue(0.6)
		? caseId
		: pickFrom(chance, await db.select({ id: cases.id }).from(cases).where(eq(cases.panelId, panelId))).id;
const whoeverWrites = ({ cast, chance }: World): Actor =>
	cast[chance.pick(["chair", "coordinator", "member", "recused", "officer", "lead", "observer"] as const)];
const whoeverRuns = ({ cast, chance }: World): Actor => cast[chance.isTrue(0.85) ? "chair" : "lead"];
const whoeverKeeps = ({ cast, chance }: World): Actor => cast[chance.isTrue(0.95) ? "coordinator" : "member"];
const whoeverSits = ({ cast, chance }: World): Actor =>
	cast[chance.pick(["member", "recused", "recused", "chair", "coordinator", "observer"] as const)];
const someItem = async ({ meetingId, chance }: World) =>
	pickFrom(
		chance,
		await db
			.select()
			.from(agendaItems)
			.where(and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt))),
	);
/** The version that the person was looking at: mostly the present one. */
const seenVersion = ({ chance }: World, version: number) => (chance.isTrue(0.9) ? version : version - 1);

const inMeeting = ({ meetingId, chance }: World) => (chance.isTrue(0.4) ? { meetingId } : {});

/** How often each is drawn, and what it does. */
const COMMANDS = {
	"add an entry": [
		12,
		async (world) =>
			addEntry(whoeverWrites(world), anOpId(), {
				caseId: await someCase(world),
				kind: world.chance.pick(["information", "risk", "decision", "advice"] as const),
				body: `Said, ${++made}`,
				...inMeeting(world),
			}),
	],
	"edit an entry": [
		6,
		async (world) => {
			const caseId = await someCase(world);
			const entry = pickFrom(world.chance, await db.select().from(entries).where(eq(entries.caseId, caseId)));
			const author = Object.values(world.cast).find((actor) => actor.userId === entry.authorId);
			return editEntry(author ?? world.cast.chair, anOpId(), {
				entryId: entry.id,
				kind: entry.kind,
				body: `Said better, ${++made}`,
				version: seenVersion(world, entry.version),
			});
		},
	],
	"add an action": [
		6,
		async (world) =>
			addAction(whoeverWrites(world), anOpId(), {
				caseId: await someCase(world),
				what: `Do, ${++made}`,
				ownerAgencyId: world.chance.pick(Object.values(world.cast)).agencyId,
				...inMeeting(world),
			}),
	],
	"say how an action stands": [
		4,
		async (world) => {
			const caseId = await someCase(world);
			const action = pickFrom(
				world.chance,
				await db.select().from(actions).where(eq(actions.caseId, caseId)),
			);
			return setActionStatus(whoeverWrites(world), anOpId(), {
				actionId: action.id,
				status: world.chance.pick(["open", "done", "not-possible"] as const),
				outcome: "So it went",
				version: seenVersion(world, action.version),
			});
		},
	],
	"set the risk": [
		3,
		async (world) =>
			setRisk(whoeverRuns(world), anOpId(), {
				caseId: await someCase(world),
				risk: world.chance.pick(["standard", "medium", "high"] as const),
			}),
	],
	"declare a recusal": [
		6,
		async (world) => {
			const who = whoeverSits(world);
			const userId = (
				world.chance.isTrue(0.8) ? who : world.cast[world.chance.pick(["officer", "lead"] as const)]
			).userId;
			const by = world.chance.isTrue(0.5) ? whoeverRuns(world) : who;
			return declareRecusal(by, anOpId(), { caseId: await someCase(world), userId });
		},
	],
	"lift a recusal": [
		5,
		async (world) => {
			const standing = await db
				.select({ id: recusals.id, caseId: recusals.caseId })
				.from(recusals)
				.innerJoin(cases, eq(cases.id, recusals.caseId))
				.where(and(eq(cases.panelId, world.panelId), isNull(recusals.liftedAt)));
			const { id, caseId } = pickFrom(world.chance, standing);
			return liftRecusal(whoeverRuns(world), anOpId(), { caseId, recusalId: id });
		},
	],
	"put a case on the agenda": [
		4,
		async (world) =>
			addToAgenda(whoeverRuns(world), anOpId(), {
				meetingId: world.meetingId,
				caseId: await someCase(world),
			}),
	],
	"take a case off the agenda": [
		3,
		async (world) => {
			const { id: itemId } = await someItem(world);
			return removeFromAgenda(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, itemId });
		},
	],
	"move a case on the agenda": [
		3,
		async (world) => {
			const { id: itemId } = await someItem(world);
			const direction = world.chance.pick(["up", "down"] as const);
			return moveItem(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, itemId, direction });
		},
	],
	"start the meeting": [
		3,
		async (world) => startMeeting(whoeverRuns(world), anOpId(), { meetingId: world.meetingId }),
	],
	"open a case in the meeting": [
		5,
		async (world) => {
			const { id: itemId } = await someItem(world);
			return openItem(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, itemId });
		},
	],
	"close the meeting": [
		2,
		async (world) => closeMeeting(whoeverRuns(world), anOpId(), { meetingId: world.meetingId }),
	],
	"plan another meeting": [
		1,
		async (world) =>
			planMeeting(whoeverRuns(world), anOpId(), {
				panelId: world.panelId,
				startsAt: "2026-08-01T09:00:00Z",
				place: "Room 2",
			}),
	],
	"add a case": [1, async (world) => newCase(world.panelId, whoeverKeeps(world))],
	"add a person": [
		2,
		async (world) =>
			addPerson(whoeverKeeps(world), anOpId(), {
				caseId: await someCase(world),
				part: "person-causing-harm",
				name: `Suspect ${++made}`,
				aliases: "Alias",
			}),
	],
	"change a person": [
		3,
		async (world) => {
			const caseId = await someCase(world);
			const person = pickFrom(world.chance, await db.select().from(people).where(eq(people.caseId, caseId)));
			return changePerson(whoeverKeeps(world), anOpId(), {
				caseId,
				personId: person.id,
				name: `Person ${++made}`,
				version: seenVersion(world, person.version),
			});
		},
	],
	"add a protected detail": [
		5,
		async (world) => {
			const caseId = await someCase(world);
			const victim = and(eq(people.caseId, caseId), eq(people.part, "victim"));
			const { id: personId } = pickFrom(world.chance, await db.select().from(people).where(victim));
			return addProtectedDetail(whoeverKeeps(world), anOpId(), {
				caseId,
				personId,
				kind: "school",
				value: `School ${++made}`,
			});
		},
	],
	"remove a protected detail": [
		4,
		async (world) => {
			const caseId = await someCase(world);
			const standing = and(eq(protectedDetails.caseId, caseId), isNull(protectedDetails.removedAt));
			const rows = await db.select().from(protectedDetails).where(standing);
			const { id: detailId } = pickFrom(world.chance, rows);
			return removeProtectedDetail(whoeverKeeps(world), anOpId(), { caseId, detailId });
		},
	],
	"list an agency as working with the victim": [
		5,
		async (world) =>
			listVictimAgency(whoeverKeeps(world), anOpId(), {
				caseId: await someCase(world),
				agencyId: whoeverSits(world).agencyId,
			}),
	],
	"end such a listing": [
		4,
		async (world) => {
			const standing = await db
				.select({ caseId: victimAgencies.caseId, agencyId: victimAgencies.agencyId })
				.from(victimAgencies)
				.innerJoin(cases, eq(cases.id, victimAgencies.caseId))
				.where(and(eq(cases.panelId, world.panelId), isNull(victimAgencies.removedAt)));
			return unlistVictimAgency(whoeverKeeps(world), anOpId(), pickFrom(world.chance, standing));
		},
	],
	"set the officer in the case": [
		4,
		async (world) => {
			const who =
				world.cast[world.chance.pick(["officer", "officer", "member", "observer", "outsider"] as const)];
			const [user] = await db.select().from(users).where(eq(users.id, who.userId));
			const officerEmail = world.chance.isTrue(0.75) ? user?.email : "";
			return setOfficer(whoeverKeeps(world), anOpId(), { caseId: await someCase(world), officerEmail });
		},
	],
	"end a membership": [
		5,
		async (world) => {
			const { userId } = whoeverSits(world);
			const standing = and(eq(memberships.panelId, world.panelId), eq(memberships.userId, userId));
			const rows = await db.select().from(memberships).where(standing);
			const { id } = pickFrom(
				world.chance,
				rows.filter((row) => row.state !== "ended"),
			);
			return endMembership(SYSTEM, anOpId(), { membershipId: id });
		},
	],
	"begin a membership": [
		6,
		async (world) => {
			const seated = await db.select().from(memberships).where(eq(memberships.panelId, world.panelId));
			const isFree = ({ userId }: Actor) =>
				!seated.some((row) => row.userId === userId && row.state !== "ended");
			const { userId } = pickFrom(world.chance, Object.values(world.cast).filter(isFree));
			const role = world.chance.pick(["chair", "deputy", "coordinator", "member", "observer"] as const);
			return addMembership(SYSTEM, anOpId(), { panelId: world.panelId, userId, role });
		},
	],
	"deactivate an account": [
		2,
		async (world) => {
			const { userId } = pickFrom(world.chance, await accountsOf(world, true));
			return deactivateUser(SYSTEM, anOpId(), { userId });
		},
	],
	"reactivate an account": [
		4,
		async (world) => {
			const { userId } = pickFrom(world.chance, await accountsOf(world, false));
			return reactivateUser(SYSTEM, anOpId(), { userId });
		},
	],
} satisfies Record<string, readonly [number, Deed]>;

type Name = keyof typeof COMMANDS;
export const NAMES = Object.keys(COMMANDS) as Name[];
const URN = NAMES.flatMap((name) => Array<Name>(COMMANDS[name][0]).fill(name));

/** Those of the cast whose accounts come and go, and are active now or not. */
async function accountsOf({ cast }: World, isActive: boolean): Promise<Actor[]> {
	const found = await db
		.select()
		.from(users)
		.where(isActive ? isNull(users.deactivatedAt) : isNotNull(users.deactivatedAt));
	return [cast.recused, cast.outsider].filter(({ userId }) => found.some(({ id }) => id === userId));
}

/** Ends what would reach beyond this world: accounts are everybody's. */
export async function tidy(world: World): Promise<void> {
	for (const { userId } of await accountsOf(world, false)) await reactivateUser(SYSTEM, anOpId(), { userId });
}
