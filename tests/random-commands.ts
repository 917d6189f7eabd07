/** A panel in which anything may happen next: what the people of a cast do to it, chosen by chance. */
import { and, desc, eq, inArray, isNotNull, isNull, ne, not, notInArray } from "drizzle-orm";
import { db } from "#db/index.ts";
import {
	actions,
	advice,
	agendaItems,
	attendances,
	cases,
	contacts,
	entries,
	guests,
	hands,
	imports,
	incidents,
	meetings,
	memberships,
	panels,
	people,
	protectedDetails,
	recordingQueries,
	recusals,
	reviews,
	safetyPlans,
	summarySections,
	summaryStates,
	users,
	victimAgencies,
} from "#db/schema/index.ts";
import {
	addAction,
	answerAction,
	answerOffer,
	confirmAction,
	decideRefusal,
	offerAction,
	refuseLater,
	setActionStatus,
	settleAction,
	signOffAction,
	withdrawOffer,
} from "#server/actions/index.ts";
import { answerAdvice } from "#server/advice/index.ts";
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import {
	addCase,
	addEntry,
	addPerson,
	addProtectedDetail,
	changePerson,
	confirmEntry,
	declareRecusal,
	editEntry,
	liftRecusal,
	listVictimAgency,
	removeProtectedDetail,
	setOfficer,
	setRisk,
	unlistVictimAgency,
} from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { claimContact, takeLinkBack } from "#server/contacts/index.ts";
import {
	addSafetyPlan,
	changeSafetyPlan,
	closeCase,
	endSafetyPlan,
	recordReview,
	referAgain,
	referralsSeen,
	reopenCase,
	reviewSafetyPlan,
	setNextStep,
} from "#server/follow-up/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "#server/http/errors.ts";
import { importTracker, paceImportsBy, type Tracker, takeBack } from "#server/import/index.ts";
import {
	addIncident,
	addIncidents,
	answerQuery,
	changeIncident,
	removeIncident,
} from "#server/incidents/index.ts";
import {
	addOtherItem,
	addToAgenda,
	adjournMeeting,
	admitObserver,
	cancelMeeting,
	changeItem,
	changeMeeting,
	closeMeeting,
	deferItem,
	extendMeeting,
	inviteGuest,
	leaveMeeting,
	lowerHand,
	moveItem,
	noteAttendance,
	openItem,
	orderAgenda,
	passChair,
	pauseMeeting,
	planMeeting,
	planSeries,
	publishMeeting,
	raiseHand,
	removeFromAgenda,
	reopenMeeting,
	reportNoChair,
	resumeMeeting,
	showNames,
	startMeeting,
	stepBack,
	unpauseMeeting,
	withdrawGuest,
	withdrawObserver,
} from "#server/meetings/index.ts";
import {
	addMembership,
	addPanel,
	changePanel,
	endMembership,
	type MemberRole,
} from "#server/panels/index.ts";
import { deactivateUser, reactivateUser } from "#server/people/index.ts";
import { agencyKey, postSection, restoreState } from "#server/summary/index.ts";
import { enters } from "./case-factories.ts";
import { aLead, anActor, anOpId, aUser, undertakes } from "./factories.ts";
import type { Chance } from "./random.ts";

/** One of each kind of actor, every one of an agency of their own. */
export const ACTORS = [
	"chair",
	"coordinator",
	"member",
	"recused",
	"observer",
	"admitted",
	"guest",
	"outsider",
	"officer",
	"lead",
] as const;
export type Part = (typeof ACTORS)[number];
export type Cast = Record<Part, Actor>;

/** Those who begin with a seat on the panel; one of the two observers is admitted to its meeting. */
const SEATS: Partial<Record<Part, MemberRole>> = {
	chair: "chair",
	coordinator: "coordinator",
	member: "member",
	recused: "member",
	observer: "observer",
	admitted: "observer",
};

type TrackerCase = Tracker["sheets"][number]["cases"][number];
type TrackerAction = TrackerCase["actions"][number];

export async function aCast(): Promise<Cast> {
	// The screens of these worlds are no company that an import would have to wait for.
	paceImportsBy(() => true);
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

/** A panel with two cases on the agenda of a meeting, in which something has happened already; chance decides what. */
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
		if (role !== "observer") await undertakes(cast[part as Part], { id: panelId });
	}
	const caseIds = [await newCase(panelId, cast.coordinator), await newCase(panelId, cast.coordinator)];
	const caseId = chance.pick(caseIds);
	const { meetingId } = await planMeeting(cast.chair, anOpId(), {
		panelId,
		startsAt: "2026-07-01T09:00:00Z",
		place: "Room 1",
	});
	const itemIds: string[] = [];
	for (const id of caseIds) {
		itemIds.push((await addToAgenda(cast.chair, anOpId(), { meetingId, caseId: id })).itemId);
	}
	const world = { panelId, meetingId, caseId, cast, chance };
	await addEntry(cast.member, anOpId(), { caseId, kind: "advice", body: "Said before" });
	await COMMANDS["add an action"][1](world).catch(unlessRefused);
	// What becomes of an action is a long way for the few steps that follow, so some are on it already.
	const early = (name: keyof typeof COMMANDS) =>
		COMMANDS[name][1](world).catch((error: unknown) => {
			if (!(error instanceof NothingToDo)) unlessRefused(error);
		});
	if (chance.isTrue(0.6)) {
		await early("add an action that its owner accepts by telephone");
		await early(chance.isTrue(0.6) ? "offer an action" : "say how an action stands");
	}
	if (chance.isTrue(0.5)) {
		await setOfficer(cast.coordinator, anOpId(), { caseId, officerEmail: await emailOf(cast.officer) });
	}
	if (chance.isTrue(0.5)) {
		await listVictimAgency(cast.coordinator, anOpId(), { caseId, agencyId: cast.member.agencyId });
	}
	if (chance.isTrue(0.85)) {
		const itemId = itemIds[caseIds.indexOf(caseId)] ?? "";
		await publishMeeting(cast.coordinator, anOpId(), { meetingId });
		await admitObserver(cast.chair, anOpId(), { meetingId, userId: cast.admitted.userId });
		await inviteGuest(cast.coordinator, anOpId(), { meetingId, itemId, email: await emailOf(cast.guest) });
		for (const part of ROOM) if (chance.isTrue(0.75)) await enters(cast[part], { id: meetingId });
		if (chance.isTrue(0.75)) {
			await startMeeting(cast.chair, anOpId(), { meetingId });
			if (chance.isTrue(0.6)) await openItem(cast.chair, anOpId(), { meetingId, itemId });
		}
	}
	if (chance.isTrue(0.5)) {
		await declareRecusal(cast.chair, anOpId(), { caseId, userId: cast.recused.userId });
	}
	return world;
}

/** Those who may enter the room of the meeting. */
const ROOM = ["chair", "coordinator", "member", "recused", "admitted", "guest", "lead"] as const;

async function emailOf({ userId }: Actor): Promise<string> {
	const [user] = await db.select().from(users).where(eq(users.id, userId));
	return user?.email ?? "";
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

/** Lets something happen, now and then of what is wanted. @throws what no command may throw. */
export async function happen(world: World, wanted: readonly Name[] = []): Promise<Done> {
	for (;;) {
		const isWanted = wanted.length > 0 && world.chance.isTrue(0.4);
		const name = world.chance.pick(isWanted ? wanted : URN);
		const isApt = APT[name];
		if (isApt && world.chance.isTrue(0.9) && !isApt(await meetingOf(world))) continue;
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
/** One that is not on the agenda. */
async function someOtherCase({ panelId, meetingId, chance }: World): Promise<string> {
	const onAgenda = db
		.select({ id: agendaItems.caseId })
		.from(agendaItems)
		.where(
			and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt), isNotNull(agendaItems.caseId)),
		);
	const others = and(eq(cases.panelId, panelId), notInArray(cases.id, onAgenda));
	return pickFrom(chance, await db.select({ id: cases.id }).from(cases).where(others)).id;
}
const whoeverWrites = ({ cast, chance }: World): Actor =>
	cast[
		chance.pick([
			"chair",
			"coordinator",
			"member",
			"recused",
			"officer",
			"lead",
			"observer",
			"guest",
		] as const)
	];
const whoeverRuns = ({ cast, chance }: World): Actor => cast[chance.isTrue(0.85) ? "chair" : "lead"];
const whoeverKeeps = ({ cast, chance }: World): Actor => cast[chance.isTrue(0.95) ? "coordinator" : "member"];
const whoeverSits = ({ cast, chance }: World): Actor =>
	cast[
		chance.pick(["member", "recused", "recused", "chair", "coordinator", "observer", "admitted"] as const)
	];
/** Somebody who is, or could be, in the room of the meeting. */
const whoeverMeets = ({ cast, chance }: World): Actor => cast[chance.pick(ROOM)];
/** Mostly one of those who are in the room already, or are not yet. */
async function whoeverIsThere(world: World, isThere: boolean): Promise<Actor> {
	const { cast, chance, meetingId } = world;
	const rows = await db.select().from(attendances).where(eq(attendances.meetingId, meetingId));
	const there = rows.flatMap(({ state, userId }) => (state === "present" ? [userId] : []));
	const fitting = ROOM.filter((part) => there.includes(cast[part].userId) === isThere);
	return fitting.length > 0 && chance.isTrue(0.9) ? cast[chance.pick(fitting)] : whoeverMeets(world);
}
/** Who is in the chair; now and then somebody who would like to be. */
async function whoeverChairs(world: World): Promise<Actor> {
	const { chairUserId } = await meetingOf(world);
	const inChair = Object.values(world.cast).find(({ userId }) => userId === chairUserId);
	return inChair && world.chance.isTrue(0.9) ? inChair : whoeverRuns(world);
}
async function meetingOf({ meetingId }: World) {
	const [meeting] = await db.select().from(meetings).where(eq(meetings.id, meetingId));
	if (!meeting) throw new Error("The meeting is gone");
	return meeting;
}
const someAction = async (world: World) => {
	const caseId = await someCase(world);
	return pickFrom(world.chance, await db.select().from(actions).where(eq(actions.caseId, caseId)));
};
/** One that may be offered: few are, while the rest are proposed, refused, ended or offered already. */
const someRunning = async ({ panelId, chance }: World) => {
	const isRunning = inArray(actions.status, ["open", "in-progress"]);
	const running = and(eq(actions.panelId, panelId), isRunning, isNull(actions.offeredAt));
	return pickFrom(chance, await db.select().from(actions).where(running));
};
const someOffer = async ({ panelId, chance }: World) => {
	const isEnded = inArray(actions.status, ["done", "not-possible", "not-done"]);
	const offered = and(eq(actions.panelId, panelId), isNotNull(actions.offeredAt), not(isEnded));
	return pickFrom(chance, await db.select().from(actions).where(offered));
};
/** Somebody of the agency of a row; now and then anybody. */
const whoeverIsOf = (world: World, agencyId: string | null): Actor => {
	const theirs = Object.values(world.cast).find((actor) => actor.agencyId === agencyId);
	return theirs && world.chance.isTrue(0.7) ? theirs : whoeverWrites(world);
};
const someItem = async ({ meetingId, chance }: World) =>
	pickFrom(
		chance,
		await db
			.select()
			.from(agendaItems)
			.where(and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt))),
	);
const someCaseItem = async (world: World) => {
	const item = await someItem(world);
	if (!item.caseId) throw new NothingToDo();
	return item;
};
/** The version that the person was looking at: mostly the present one. */
const seenVersion = ({ chance }: World, version: number) => (chance.isTrue(0.9) ? version : version - 1);

const inIts = ({ meetingId }: World) => ({ meetingId });
/** Mostly the chair says so where nothing was decided, rather than be refused. */
const orNothingDecided = ({ chance }: World) =>
	chance.isTrue(0.85) ? { nothingDecided: "yes" as const } : {};
const inMeeting = ({ meetingId, chance }: World) => (chance.isTrue(0.4) ? { meetingId } : {});

/** A case as it stands, and the version of it that somebody was looking at. */
async function someFile(world: World) {
	const caseId = await someCase(world);
	const [file] = await db.select().from(cases).where(eq(cases.id, caseId));
	if (!file) throw new NothingToDo();
	return { file, caseId, version: seenVersion(world, file.version) };
}
/** Mostly somebody who keeps the follow-up of a case. */
const whoeverFollowsUp = (world: World): Actor =>
	world.chance.isTrue(0.85)
		? world.cast[world.chance.pick(["chair", "coordinator", "lead"] as const)]
		: whoeverWrites(world);
const somePlan = async (world: World) => {
	const caseId = await someCase(world);
	const plans = await db.select().from(safetyPlans).where(eq(safetyPlans.caseId, caseId));
	const plan = pickFrom(world.chance, plans);
	return { plan, about: { caseId, planId: plan.id, version: seenVersion(world, plan.version) } };
};
/** What may be said of an incident; now and then it is a breach, or recorded as less than it is. */
const anIncident = ({ chance }: World) => ({
	startsOn: addDays(londonDate(), -chance.below(60)),
	kinds: [chance.pick(["following", "contacting", "damage"] as const)],
	what: `Happened, ${++made}`,
	recordedAs: chance.pick(["", "harassment", "stalking"] as const),
	orderBreached: chance.isTrue(0.3) ? ("bail" as const) : ("" as const),
	breachAsStalking: chance.pick(["", "yes", "not-yet"] as const),
});
const someIncident = async (world: World) => {
	const here = and(eq(incidents.panelId, world.panelId), isNull(incidents.removedAt));
	const incident = pickFrom(world.chance, await db.select().from(incidents).where(here));
	const author = Object.values(world.cast).find((actor) => actor.userId === incident.authorId);
	const by = author && world.chance.isTrue(0.7) ? author : whoeverWrites(world);
	return { by, about: { incidentId: incident.id, version: seenVersion(world, incident.version) } };
};
const aReviewDate = ({ chance }: World) => addDays(londonDate(), chance.below(300));

/** A panel's own file, as it is read: a case that is new, and one that the panel has and of which it says more. */
async function aTracker(world: World): Promise<Tracker> {
	const [panel] = await db.select().from(panels).where(eq(panels.id, world.panelId));
	const { file } = await someFile(world);
	const persons = await db.select().from(people).where(eq(people.caseId, file.id));
	const nameOf = (part: string) => persons.find((person) => person.part === part)?.name ?? "Unknown";
	const sheet = panel?.name ?? "";
	const read = (row: number, about: Pick<TrackerCase, "reference" | "crimeReference">): TrackerCase => {
		const number = ++made;
		const isNew = about.reference === null;
		const agency = world.chance.pick(Object.values(world.cast)).agencyName;
		const owner = { agency, part: agency, unit: null, person: "Sue Lane", asWritten: `${agency} / Sue Lane` };
		const action: TrackerAction = {
			row,
			key: `action ${number}`,
			number: null,
			text: `Do as agreed, ${number}`,
			owner,
			due: null,
			dueAsWritten: "asap",
			status: world.chance.pick(["open", "done"] as const),
			statusAsWritten: null,
			update: null,
		};
		return {
			sheet,
			row,
			key: `case ${number}`,
			...about,
			panelDate: null,
			panelDateAsWritten: null,
			officerInCase: isNew ? "DC Lee" : null,
			area: null,
			victim: {
				name: isNew ? `Victim ${number}` : nameOf("victim"),
				dateOfBirth: null,
				dateOfBirthAsWritten: null,
				details: isNew ? [{ kind: "address" as const, value: "3 Oak Lane", heading: null }] : [],
			},
			suspect: {
				name: isNew ? `Suspect ${number}` : nameOf("person-causing-harm"),
				isIdentified: isNew,
				dateOfBirth: null,
				dateOfBirthAsWritten: null,
			},
			relationship: { kind: "not-known", asWritten: null },
			risk: "not-assessed",
			riskAsWritten: null,
			isacSupport: world.chance.isTrue(0.3) ? `Offered, ${number}` : null,
			spoConsidered: null,
			notes: [],
			actions: world.chance.isTrue(0.8) ? [action] : [],
		};
	};
	const files = [
		read(2, { reference: null, crimeReference: null }),
		...(world.chance.isTrue(0.6)
			? [read(3, { reference: file.reference, crimeReference: `42/${made}/26` })]
			: []),
	];
	const rows = files.map(({ row }) => ({ sheet, row, outcome: "case-and-action" as const }));
	const counts = { rows: rows.length, cases: files.length, actions: rows.length, notImported: 0 };
	return { sheets: [{ name: sheet, cases: files, rows }], counts };
}

/** How often each is drawn, and what it does. */
const COMMANDS = {
	"set what comes next": [
		4,
		async (world) => {
			const { caseId, version } = await someFile(world);
			return setNextStep(whoeverFollowsUp(world), anOpId(), {
				caseId,
				step: world.chance.pick(["review", "hearing"] as const),
				reviewOn: aReviewDate(world),
				version,
			});
		},
	],
	"close a case": [
		5,
		async (world) => {
			const { caseId, version } = await someFile(world);
			return closeCase(whoeverRuns(world), anOpId(), {
				caseId,
				reason: "risk-reduced",
				criteria: ["no-contact"],
				actionsStand: "yes",
				version,
			});
		},
	],
	"open a closed case again": [
		// Few sequences come to a closed case at all; where there is none, another command is drawn.
		30,
		async (world) => {
			const isClosed = and(eq(cases.panelId, world.panelId), eq(cases.state, "closed"));
			const file = pickFrom(world.chance, await db.select().from(cases).where(isClosed));
			return reopenCase(whoeverRuns(world), anOpId(), {
				caseId: file.id,
				reason: "It goes on",
				version: seenVersion(world, file.version),
			});
		},
	],
	"review a case": [
		4,
		async (world) => {
			const { caseId } = await someFile(world);
			const known = await db
				.select()
				.from(reviews)
				.where(and(eq(reviews.caseId, caseId), ne(reviews.state, "dropped")))
				.orderBy(desc(reviews.version));
			return recordReview(whoeverFollowsUp(world), anOpId(), {
				caseId,
				hasStopped: "less",
				isSafer: "safer",
				victimSays: "not-asked",
				investigation: "continues",
				order: "none",
				changed: `Changed, ${++made}`,
				step: world.chance.pick(["review", "hearing"] as const),
				reviewOn: aReviewDate(world),
				version: seenVersion(world, known[0]?.version ?? 0),
			});
		},
	],
	"refer a case again": [
		3,
		async (world) => {
			const caseId = await someCase(world);
			return referAgain(whoeverFollowsUp(world), anOpId(), {
				caseId,
				note: `Again, ${++made}`,
				version: seenVersion(world, (await referralsSeen(db, caseId)).version),
			});
		},
	],
	"add a safety plan": [
		4,
		async (world) =>
			addSafetyPlan(whoeverFollowsUp(world), anOpId(), {
				caseId: await someCase(world),
				what: `Keep safe, ${++made}`,
				ownerAgencyId: world.chance.pick(Object.values(world.cast)).agencyId,
			}),
	],
	"change a safety plan": [
		16,
		async (world) => {
			const { plan, about } = await somePlan(world);
			return changeSafetyPlan(whoeverFollowsUp(world), anOpId(), {
				...about,
				what: `Keep safer, ${++made}`,
				ownerAgencyId: plan.ownerAgencyId,
			});
		},
	],
	"review a safety plan": [
		16,
		async (world) => {
			const { plan, about } = await somePlan(world);
			const found = `It works, ${++made}`;
			return reviewSafetyPlan(whoeverFollowsUp(world), anOpId(), { ...about, found, reviewOn: plan.endsOn });
		},
	],
	"end a safety plan": [
		16,
		async (world) => {
			const { about } = await somePlan(world);
			return endSafetyPlan(whoeverFollowsUp(world), anOpId(), { ...about, outcome: `Over, ${++made}` });
		},
	],
	"write in a summary": [
		10,
		async (world) => {
			const by = whoeverWrites(world);
			const { chance } = world;
			const key = chance.pick(["why", "risk", agencyKey(by.agencyId)]);
			const base = chance.isTrue(0.5) ? "" : "Said before\n";
			const text = `${base}Said in turn ${chance.pick([1, 2, 3])}\n`;
			return postSection(by, anOpId(), { caseId: await someCase(world), key, base, text });
		},
	],
	"restore a state of a summary": [
		3,
		async (world) => {
			const ofPanel = db
				.select({ caseId: cases.id, key: summarySections.key, stateId: summaryStates.id })
				.from(summaryStates)
				.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
				.innerJoin(cases, eq(cases.id, summarySections.caseId))
				.where(eq(cases.panelId, world.panelId));
			return restoreState(whoeverWrites(world), anOpId(), pickFrom(world.chance, await ofPanel));
		},
	],
	"add an incident": [
		8,
		async (world) =>
			addIncident(whoeverWrites(world), anOpId(), { caseId: await someCase(world), ...anIncident(world) }),
	],
	"add several incidents": [
		4,
		async (world) =>
			addIncidents(whoeverWrites(world), anOpId(), {
				caseId: await someCase(world),
				from: "lines",
				incidents: [anIncident(world), anIncident(world), anIncident(world)],
			}),
	],
	"change an incident": [
		8,
		async (world) => {
			const { by, about } = await someIncident(world);
			return changeIncident(by, anOpId(), { ...about, ...anIncident(world) });
		},
	],
	"remove an incident": [
		6,
		async (world) => {
			const { by, about } = await someIncident(world);
			return removeIncident(by, anOpId(), about);
		},
	],
	"answer a recording query": [
		12,
		async (world) => {
			const open = and(eq(recordingQueries.panelId, world.panelId), eq(recordingQueries.state, "open"));
			const query = pickFrom(world.chance, await db.select().from(recordingQueries).where(open));
			const by = world.chance.isTrue(0.2) ? world.cast.officer : whoeverFollowsUp(world);
			return answerQuery(by, anOpId(), {
				queryId: query.id,
				answer: world.chance.pick(["as-stalking", "stays"] as const),
				reason: `The registrar, ${++made}`,
				version: seenVersion(world, query.version),
			});
		},
	],
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
				// Now and then it turns out to be advice, or to be none.
				kind: world.chance.isTrue(0.8) ? entry.kind : world.chance.pick(["information", "advice"] as const),
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
	"add an action that its owner accepts by telephone": [
		4,
		async (world) =>
			addAction(whoeverRuns(world), anOpId(), {
				caseId: await someCase(world),
				what: `Do, ${++made}`,
				ownerAgencyId: whoeverMeets(world).agencyId,
				isAcceptedForOwner: true,
				...inMeeting(world),
			}),
	],
	"say how an action stands": [
		8,
		async (world) => {
			const action = await someAction(world);
			return setActionStatus(whoeverWrites(world), anOpId(), {
				actionId: action.id,
				status: world.chance.pick(["open", "in-progress", "done", "not-possible", "not-done"] as const),
				outcome: "So it went",
				version: seenVersion(world, action.version),
			});
		},
	],
	"accept or refuse an action": [
		5,
		async (world) => {
			const action = await someAction(world);
			return answerAction(whoeverIsOf(world, action.ownerAgencyId), anOpId(), {
				actionId: action.id,
				answer: world.chance.pick(["accepted", "refused"] as const),
				reason: "Not ours",
				version: seenVersion(world, action.version),
			});
		},
	],
	"settle an action": [
		4,
		async (world) => {
			const action = await someAction(world);
			return settleAction(whoeverWrites(world), anOpId(), {
				actionId: action.id,
				ownerAgencyId: world.chance.pick(Object.values(world.cast)).agencyId,
				due: "2026-12-03",
				isHeldByChair: world.chance.isTrue(0.3),
				version: seenVersion(world, action.version),
			});
		},
	],
	"confirm an action": [
		10,
		async (world) => {
			const ofPanel = and(eq(cases.panelId, world.panelId), eq(actions.isAnsweredForOwner, true));
			const rows = await db
				.select({ id: actions.id, ownerAgencyId: actions.ownerAgencyId, version: actions.version })
				.from(actions)
				.innerJoin(cases, eq(cases.id, actions.caseId))
				.where(ofPanel);
			const { id: actionId, ownerAgencyId, version } = pickFrom(world.chance, rows);
			return confirmAction(whoeverIsOf(world, ownerAgencyId), anOpId(), {
				actionId,
				version: seenVersion(world, version),
			});
		},
	],
	"answer advice": [
		7,
		async (world) => {
			const caseId = await someCase(world);
			const rows = await db.select().from(advice).where(eq(advice.caseId, caseId));
			const given = pickFrom(world.chance, rows);
			const by = world.chance.isTrue(0.5) ? world.cast.officer : whoeverWrites(world);
			return answerAdvice(by, anOpId(), {
				adviceId: given.id,
				answer: world.chance.pick(["accepted", "in-part", "declined"] as const),
				part: "Half of it",
				reason: "No grounds",
				officerName: "DC Lee",
				version: seenVersion(world, given.version),
			});
		},
	],
	"refuse an action after having accepted it": [
		10,
		async (world) => {
			const accepted = and(
				eq(actions.panelId, world.panelId),
				inArray(actions.status, ["open", "in-progress"]),
			);
			const action = pickFrom(world.chance, await db.select().from(actions).where(accepted));
			return refuseLater(whoeverIsOf(world, action.ownerAgencyId), anOpId(), {
				actionId: action.id,
				reason: "Not ours after all",
				version: seenVersion(world, action.version),
			});
		},
	],
	"decide after a refusal": [
		14,
		async (world) => {
			const refused = and(eq(actions.panelId, world.panelId), eq(actions.isRefusedLater, true));
			const action = pickFrom(world.chance, await db.select().from(actions).where(refused));
			return decideRefusal(whoeverRuns(world), anOpId(), {
				actionId: action.id,
				decision: world.chance.pick(["keep-asking", "escalate", "not-done"] as const),
				words: "It cannot wait",
				version: seenVersion(world, action.version),
			});
		},
	],
	"sign an action off": [
		24,
		async (world) => {
			const ended = and(
				eq(actions.panelId, world.panelId),
				inArray(actions.status, ["done", "not-possible", "not-done"]),
				isNull(actions.signedOffAt),
			);
			const action = pickFrom(world.chance, await db.select().from(actions).where(ended));
			return signOffAction(whoeverRuns(world), anOpId(), {
				actionId: action.id,
				version: seenVersion(world, action.version),
			});
		},
	],
	"offer an action": [
		14,
		async (world) => {
			const action = await (world.chance.isTrue(0.8) ? someRunning(world) : someAction(world));
			const { userId, agencyId } = whoeverSits(world);
			const by = world.chance.isTrue(0.5) ? whoeverRuns(world) : whoeverIsOf(world, action.ownerAgencyId);
			return offerAction(by, anOpId(), {
				actionId: action.id,
				offerTo: world.chance.isTrue(0.5) ? `user:${userId}` : `agency:${agencyId}`,
				version: seenVersion(world, action.version),
			});
		},
	],
	"answer an offer": [
		20,
		async (world) => {
			const action = await someOffer(world);
			const offeree = Object.values(world.cast).find(({ userId }) => userId === action.offerUserId);
			return answerOffer(offeree ?? whoeverIsOf(world, action.offerAgencyId), anOpId(), {
				actionId: action.id,
				answer: world.chance.pick(["accepted", "declined"] as const),
				reason: "No room",
				version: seenVersion(world, action.version),
			});
		},
	],
	"withdraw an offer": [
		12,
		async (world) => {
			const action = await someOffer(world);
			const by = world.chance.isTrue(0.5) ? whoeverRuns(world) : whoeverIsOf(world, action.ownerAgencyId);
			return withdrawOffer(by, anOpId(), {
				actionId: action.id,
				version: seenVersion(world, action.version),
			});
		},
	],
	"record for others": [
		3,
		async (world) =>
			addEntry(world.chance.isTrue(0.8) ? whoeverRuns(world) : whoeverWrites(world), anOpId(), {
				caseId: await someCase(world),
				kind: world.chance.pick(["information", "decision"] as const),
				body: `Said for others, ${++made}`,
				forAgencyId: whoeverMeets(world).agencyId,
				...inMeeting(world),
			}),
	],
	"confirm an entry": [
		32,
		async (world) => {
			const ofPanel = and(
				eq(cases.panelId, world.panelId),
				isNotNull(entries.forAgencyId),
				isNull(entries.confirmedAt),
			);
			const rows = await db
				.select({ id: entries.id, forAgencyId: entries.forAgencyId })
				.from(entries)
				.innerJoin(cases, eq(cases.id, entries.caseId))
				.where(ofPanel);
			const { id: entryId, forAgencyId } = pickFrom(world.chance, rows);
			return confirmEntry(whoeverIsOf(world, forAgencyId), anOpId(), { entryId });
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
		9,
		async (world) =>
			addToAgenda(whoeverRuns(world), anOpId(), {
				meetingId: world.meetingId,
				caseId: world.chance.isTrue(0.8) ? await someOtherCase(world) : await someCase(world),
			}),
	],
	"take a case off the agenda": [
		3,
		async (world) => {
			const { id: itemId } = await someItem(world);
			return removeFromAgenda(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, itemId });
		},
	],
	"put something else on the agenda": [
		1,
		async (world) =>
			addOtherItem(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, title: `Else, ${++made}` }),
	],
	"change how an item is planned": [
		2,
		async (world) => {
			const item = await someItem(world);
			return changeItem(whoeverKeeps(world), anOpId(), {
				meetingId: world.meetingId,
				itemId: item.id,
				minutes: 1 + world.chance.below(60),
				version: seenVersion(world, item.version),
			});
		},
	],
	"put the agenda in another order": [
		2,
		async (world) => {
			const { meetingId } = world;
			const onAgenda = and(eq(agendaItems.meetingId, meetingId), isNull(agendaItems.removedAt));
			const rows = await db.select({ id: agendaItems.id }).from(agendaItems).where(onAgenda);
			return orderAgenda(whoeverKeeps(world), anOpId(), { meetingId, itemIds: rows.map(({ id }) => id) });
		},
	],
	"move an item on the agenda": [
		3,
		async (world) => {
			const { id: itemId } = await someItem(world);
			const direction = world.chance.pick(["up", "down"] as const);
			return moveItem(whoeverRuns(world), anOpId(), { meetingId: world.meetingId, itemId, direction });
		},
	],
	"publish the agenda": [8, async (world) => publishMeeting(whoeverKeeps(world), anOpId(), inIts(world))],
	"change the meeting's details": [
		4,
		async (world) => {
			const { id: meetingId, startsAt, minutes, version } = await meetingOf(world);
			return changeMeeting(whoeverKeeps(world), anOpId(), {
				meetingId,
				startsAt: startsAt.toISOString(),
				minutes,
				place: `Room ${++made}`,
				version: seenVersion(world, version),
			});
		},
	],
	"cancel the meeting": [
		5,
		async (world) => cancelMeeting(whoeverKeeps(world), anOpId(), { ...inIts(world), reason: "Snow" }),
	],
	"accept the statement": [
		8,
		async (world) => enters(await whoeverIsThere(world, false), { id: world.meetingId }),
	],
	"leave the meeting": [
		4,
		async (world) => {
			const { meetingId, chance } = world;
			if (chance.isTrue(0.5)) return leaveMeeting(whoeverMeets(world), anOpId(), { meetingId });
			const there = and(eq(attendances.meetingId, meetingId), eq(attendances.state, "present"));
			const { id } = pickFrom(chance, await db.select().from(attendances).where(there));
			return leaveMeeting(whoeverRuns(world), anOpId(), { meetingId, attendanceId: id });
		},
	],
	"note who is there": [
		3,
		async (world) => {
			const { cast, chance } = world;
			const someone = chance.isTrue(0.7)
				? { userId: whoeverSits(world).userId }
				: { userName: `Somebody, ${++made}`, agencyId: cast.member.agencyId };
			const state = chance.pick(["apologies", "present"] as const);
			const by = chance.isTrue(0.8) ? whoeverKeeps(world) : whoeverSits(world);
			const note = chance.isTrue(0.6) ? `Note ${++made}` : undefined;
			return noteAttendance(by, anOpId(), { ...inIts(world), state, note, ...someone });
		},
	],
	"admit an observer": [
		3,
		async (world) => {
			const { userId } = world.cast[world.chance.pick(["observer", "admitted", "member"] as const)];
			return admitObserver(whoeverRuns(world), anOpId(), { ...inIts(world), userId });
		},
	],
	"withdraw an observer": [
		2,
		async (world) => {
			const { meetingId, chance } = world;
			const observers = and(eq(attendances.meetingId, meetingId), eq(attendances.capacity, "observer"));
			const { id: attendanceId } = pickFrom(chance, await db.select().from(attendances).where(observers));
			return withdrawObserver(whoeverRuns(world), anOpId(), { meetingId, attendanceId });
		},
	],
	"invite a guest": [
		8,
		async (world) => {
			const who = world.cast[world.chance.pick(["guest", "guest", "outsider", "officer"] as const)];
			const { id: itemId } = await someCaseItem(world);
			const email = await emailOf(who);
			return inviteGuest(whoeverKeeps(world), anOpId(), { ...inIts(world), itemId, email });
		},
	],
	"withdraw an invitation": [
		4,
		async (world) => {
			const standing = and(eq(guests.meetingId, world.meetingId), isNull(guests.removedAt));
			const { id: guestId } = pickFrom(world.chance, await db.select().from(guests).where(standing));
			return withdrawGuest(whoeverKeeps(world), anOpId(), { ...inIts(world), guestId });
		},
	],
	"ask to speak": [8, async (world) => raiseHand(await whoeverIsThere(world, true), anOpId(), inIts(world))],
	"take a hand down": [
		9,
		async (world) => {
			const up = and(eq(hands.meetingId, world.meetingId), isNull(hands.loweredAt));
			const { id: handId } = pickFrom(world.chance, await db.select().from(hands).where(up));
			const by = world.chance.isTrue(0.7) ? whoeverRuns(world) : whoeverMeets(world);
			return lowerHand(by, anOpId(), { ...inIts(world), handId });
		},
	],
	"start the meeting": [6, async (world) => startMeeting(whoeverRuns(world), anOpId(), inIts(world))],
	"say that nobody is there to chair": [
		3,
		async (world) => reportNoChair(whoeverKeeps(world), anOpId(), inIts(world)),
	],
	"take the chair": [
		3,
		async (world) => {
			const { cast, chance } = world;
			if (chance.isTrue(0.2)) {
				const { userId } = whoeverSits(world);
				return passChair(await whoeverChairs(world), anOpId(), { ...inIts(world), userId });
			}
			const { chairUserId } = await meetingOf(world);
			const by = cast.chair.userId === chairUserId ? cast.lead : cast.chair;
			return passChair(by, anOpId(), inIts(world));
		},
	],
	"open an item in the meeting": [
		12,
		async (world) => {
			const { id: itemId } = await someItem(world);
			return openItem(await whoeverChairs(world), anOpId(), {
				...inIts(world),
				itemId,
				...orNothingDecided(world),
			});
		},
	],
	"go back to the item before": [
		12,
		async (world) => {
			const left = and(eq(agendaItems.meetingId, world.meetingId), isNotNull(agendaItems.leftAt));
			if ((await db.$count(agendaItems, left)) === 0) throw new NothingToDo();
			return stepBack(await whoeverChairs(world), anOpId(), inIts(world));
		},
	],
	"defer a case": [
		9,
		async (world) => {
			const { id: itemId } = await someCaseItem(world);
			return deferItem(await whoeverChairs(world), anOpId(), {
				...inIts(world),
				itemId,
				reason: "The officer is ill",
				safetyCover: "Patrols",
				interimOwner: "The sergeant",
			});
		},
	],
	"pause the meeting": [4, async (world) => pauseMeeting(await whoeverChairs(world), anOpId(), inIts(world))],
	"go on with the meeting": [
		10,
		async (world) => unpauseMeeting(await whoeverChairs(world), anOpId(), inIts(world)),
	],
	"extend the meeting": [
		2,
		async (world) => extendMeeting(await whoeverChairs(world), anOpId(), { ...inIts(world), minutes: 15 }),
	],
	"adjourn the meeting": [
		4,
		async (world) =>
			adjournMeeting(await whoeverChairs(world), anOpId(), { ...inIts(world), until: "14:00" }),
	],
	"resume the meeting": [10, async (world) => resumeMeeting(whoeverRuns(world), anOpId(), inIts(world))],
	"show names on the projector": [
		4,
		async (world) => {
			const isRevealed = world.chance.isTrue(0.7);
			return showNames(await whoeverChairs(world), anOpId(), { ...inIts(world), isRevealed });
		},
	],
	"close the meeting": [
		3,
		async (world) =>
			closeMeeting(await whoeverChairs(world), anOpId(), {
				...inIts(world),
				...orNothingDecided(world),
				all: world.chance.pick(["carried-over", "outside"] as const),
				outside: "The chair, by Friday",
			}),
	],
	"open the closed meeting again": [
		10,
		async (world) => reopenMeeting(whoeverRuns(world), anOpId(), inIts(world)),
	],
	"plan a series of meetings": [
		1,
		async (world) =>
			planSeries(whoeverRuns(world), anOpId(), {
				panelId: world.panelId,
				startsOn: "2026-09-01",
				startTime: "10:00",
				everyWeeks: 2,
				startsAt: ["2026-09-01T09:00:00Z", "2026-09-15T09:00:00Z"],
				place: "Room 3",
			}),
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
	"add a case": [2, async (world) => newCase(world.panelId, whoeverKeeps(world))],
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
			const officerEmail = world.chance.isTrue(0.75) ? await emailOf(who) : "";
			return setOfficer(whoeverKeeps(world), anOpId(), { caseId: await someCase(world), officerEmail });
		},
	],
	"take the link of a contact back": [
		12,
		async (world) => {
			const { panelId, chance } = world;
			const linked = await db
				.select({ contactId: contacts.id, userId: contacts.claimedByUserId })
				.from(contacts)
				.where(and(eq(contacts.panelId, panelId), isNotNull(contacts.claimedByUserId)));
			const { contactId, userId } = pickFrom(chance, linked);
			return takeLinkBack(whoeverKeeps(world), anOpId(), { panelId, contactId, userId: userId ?? "" });
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
	"sign the undertaking": [
		12,
		async (world) => {
			const unsigned = and(eq(memberships.panelId, world.panelId), isNull(memberships.undertakenAt));
			const rows = await db.select().from(memberships).where(unsigned);
			const yetTo = Object.values(world.cast).filter((actor) =>
				rows.some((row) => row.userId === actor.userId && row.state === "active" && row.role !== "observer"),
			);
			return undertakes(pickFrom(world.chance, yetTo), { id: world.panelId });
		},
	],
	"import a tracker": [
		5,
		async (world) => importTracker(world.cast.coordinator, anOpId(), await aTracker(world)),
	],
	"undo an import": [
		// Few sequences come to an import that nobody has worked with since.
		16,
		async (world) => {
			const { userId } = world.cast.coordinator;
			const accepted = and(eq(imports.uploadedById, userId), eq(imports.state, "accepted"));
			const rows = await db.select().from(imports).where(accepted);
			const ofPanel = rows.filter(({ panelIds }) => panelIds.includes(world.panelId));
			const { id: importId } = pickFrom(world.chance, ofPanel);
			const by = world.chance.isTrue(0.95) ? world.cast.coordinator : whoeverSits(world);
			return takeBack(by, anOpId(), importId);
		},
	],
	"link a contact to an account": [
		24,
		async (world) => {
			const { panelId, cast, chance } = world;
			const rows = await db.select().from(contacts).where(eq(contacts.panelId, panelId));
			const { id: contactId } = pickFrom(chance, rows);
			const email = await emailOf(cast[chance.pick(["officer", "member", "recused", "outsider"] as const)]);
			return claimContact(whoeverKeeps(world), anOpId(), { panelId, contactId, email });
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
		8,
		async (world) => {
			const { userId } = pickFrom(world.chance, await accountsOf(world, false));
			return reactivateUser(SYSTEM, anOpId(), { userId });
		},
	],
} satisfies Record<string, readonly [number, Deed]>;

type Name = keyof typeof COMMANDS;

type Meeting = typeof meetings.$inferSelect;
const isOn = ({ state }: Meeting) => state === "in-progress";
const isBeforeItsEnd = ({ state }: Meeting) => ["published", "in-progress", "adjourned"].includes(state);
/** When they may be done at all; at another time they are seldom tried, and refused. */
const APT: Partial<Record<Name, (meeting: Meeting) => boolean>> = {
	"publish the agenda": ({ state }) => state === "draft",
	"cancel the meeting": ({ state }) => state === "draft" || state === "published",
	"change the meeting's details": ({ state }) => state === "draft" || state === "published",
	"accept the statement": isBeforeItsEnd,
	"leave the meeting": isBeforeItsEnd,
	"note who is there": isBeforeItsEnd,
	"admit an observer": isBeforeItsEnd,
	"withdraw an observer": isBeforeItsEnd,
	"invite a guest": isBeforeItsEnd,
	"ask to speak": isOn,
	"start the meeting": ({ state }) => state === "published",
	"say that nobody is there to chair": ({ state }) => state === "published" || state === "adjourned",
	"take the chair": ({ state }) => state === "in-progress" || state === "adjourned",
	"open an item in the meeting": (meeting) => isOn(meeting) && meeting.pausedAt === null,
	"go back to the item before": isOn,
	"defer a case": isOn,
	"pause the meeting": (meeting) => isOn(meeting) && meeting.pausedAt === null,
	"go on with the meeting": (meeting) => isOn(meeting) && meeting.pausedAt !== null,
	"extend the meeting": isOn,
	"adjourn the meeting": isOn,
	"resume the meeting": ({ state }) => state === "adjourned",
	"show names on the projector": isOn,
	"close the meeting": isOn,
	"open the closed meeting again": ({ state }) => state === "closed",
};

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
