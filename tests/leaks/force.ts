/**
 * A small force in which everything is recognisable: two panels, four cases, somebody of every kind of actor,
 * and planted words in all that can be read. Made by the product's own commands.
 */
import { eq } from "drizzle-orm";
import { closeDatabase, db, transaction } from "#db/index.ts";
import {
	actions,
	advice,
	agencyAliases,
	agendaItems,
	people as caseRows,
	contacts,
	imports,
	notices,
	protectedDetails,
	recordingQueries,
	recusals,
	sessions,
	users,
} from "#db/schema/index.ts";
import { issueLink, keepPost, saveDraft, setPasswordByLink } from "#server/account/index.ts";
import { addAction, answerAction } from "#server/actions/index.ts";
import { answerAdvice } from "#server/advice/index.ts";
import { addAgency, addAliases, ensureOrganisation } from "#server/agencies/index.ts";
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import {
	addCase,
	addEntry,
	addProtectedDetail,
	declareRecusal,
	editEntry,
	liftRecusal,
	listVictimAgency,
	removeProtectedDetail,
	setOfficer,
} from "#server/cases/index.ts";
import { addDays, londonDate, now } from "#server/clock.ts";
import { addSafetyPlan, referAgain, referralsSeen } from "#server/follow-up/index.ts";
import { newId } from "#server/ids.ts";
import { addIncident, removeIncident } from "#server/incidents/index.ts";
import {
	acceptStatement,
	addOtherItem,
	addToAgenda,
	admitObserver,
	cancelMeeting,
	changeItem,
	closeMeeting,
	deferItem,
	inviteGuest,
	leaveMeeting,
	noteAttendance,
	openItem,
	planMeeting,
	publishMeeting,
	raiseHand,
	removeFromAgenda,
	startMeeting,
	withdrawGuest,
} from "#server/meetings/index.ts";
import { addMembership, addPanel, signUndertaking } from "#server/panels/index.ts";
import { addUser, changeUser } from "#server/people/index.ts";
import { agencyKey, postSection, sectionHistory } from "#server/summary/index.ts";
import { nameKey } from "#server/text-keys.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	type Audience,
	CASES,
	type CaseName,
	type Hidden,
	type MeetingState,
	type PanelName,
	type Subject,
} from "./policy.ts";
import { registerRows } from "./rows.ts";
import { Secrets } from "./secrets.ts";

/** The section of each case's summary whose pages are asked for. */
const SECTION = "protects";

/** One thing that an address names. */
export interface Thing {
	name: string;
	/** Ids that tell of it: those in its address, by the name of the route's parameter, and those of its parts. */
	ids: Readonly<Record<string, string>>;
	/** What else a form about it needs. */
	fields: Readonly<Record<string, string>>;
	/** Who holds this may know that it exists. */
	seenBy: Audience;
	panels: readonly PanelName[];
	cases: readonly CaseName[];
	author?: ActorKind;
	/** What its address opens to whoever has it. */
	grants?: readonly Audience[];
	/** Who holds this is admitted to the room of a meeting, and to nothing else of it. */
	door?: Audience;
	/** How a meeting stands, as it was looked at last. */
	meeting?: { state: MeetingState; chair?: ActorKind; inside: ReadonlySet<ActorKind> };
}

/** Somebody with an account and how they sign in. */
export interface Person {
	actor: Actor;
	email: string;
}

export type SignedInKind = Exclude<ActorKind, "signed-out">;

export interface Force {
	secrets: Secrets;
	people: Record<SignedInKind, Person>;
	/** Members of the north panel, and a guest and an observer in its meeting, until the live scene changes that. */
	scene: Record<"latecomer" | "leaver" | "revoked" | "goer" | "visitor" | "watcher", Person>;
	/** The visitor's invitation. */
	visitorGuestId: string;
	/** The watcher's admission. */
	watcherAttendanceId: string;
	things: Record<Subject, Thing[]>;
	/** Of the case that is on no agenda, which the walk looks at only once it has been put on one. */
	late: Record<"case" | "entry" | "advice" | "action", Thing>;
	/** Things to use up, one for each who may. */
	stock: Record<"meetings" | "drafts" | "deputies" | "newcomers", Thing[]>;
	/** Meetings that are not simply their panel's, by their id. */
	rooms: Record<string, readonly Audience[]>;
	agencyIds: Record<"working" | "other" | "late", string>;
	/** Of the actor whose membership ends once everybody is signed in, and of one who leaves under an open screen. */
	membershipIds: Record<"ended" | "leaver", string>;
	panelIds: Record<PanelName, string>;
	caseIds: Record<CaseName, string>;
	/** The one on whose screens the live scene plays, and its items in the order of walled, plain. */
	live: { meetingId: string; itemIds: readonly string[] };
	hidden: Record<Hidden, string>;
}

export const PASSWORD = "harbour-lantern-oatmeal";

export const casesIn = (panel: PanelName): CaseName[] =>
	(Object.keys(CASES) as CaseName[]).filter((name) => CASES[name] === panel);

/** Makes `count` of something, one after the other. */
async function several<Made>(count: number, make: (at: number) => Promise<Made>): Promise<Made[]> {
	const made: Made[] = [];
	for (let at = 0; at < count; at++) made.push(await make(at));
	return made;
}

/** Fills the database of this test file and lets go of it, so that a server can have it. */
export async function plantForce(): Promise<Force> {
	const secrets = new Secrets();
	await transaction(ensureOrganisation);
	const agencies = {
		police: await anAgency(secrets, "police"),
		working: await anAgency(secrets, "victims’"),
		other: await anAgency(secrets, "other"),
		spare: await anAgency(secrets, "spare"),
		listed: await anAgency(secrets, "listed"),
		late: await anAgency(secrets, "late"),
	};
	const spareAlias = await anAlias(secrets, agencies.spare);
	const panels: Record<PanelName, Panel> = {
		north: await aPanel(secrets, "north", "QZN"),
		south: await aPanel(secrets, "south", "QZS"),
	};
	// It has the name of a sheet of the tracker: an import must not tell that it exists.
	await addPanel(SYSTEM, newId(), { name: "West LPA", area: "West", referencePrefix: "QXW" });

	// --- people -------------------------------------------------------------------------------------------

	const { police, working, other } = agencies;
	const someone = (kind: string, agency: Agency = police, also: Audience[] = []) =>
		aPerson(secrets, kind, agency, also);
	const people: Force["people"] = {
		outsider: await someone("outsider", working),
		observer: await someone("observer", other),
		recused: await someone("recused", working),
		"recused-deputy": await someone("recused-deputy"),
		"recused-lead": await someone("recused-lead"),
		"left-agency": await someone("left-agency", working),
		ended: await someone("ended", working),
		coming: await someone("coming"),
		administrator: await someone("administrator"),
		promoted: await someone("promoted", police, ["officer:plain"]),
		auditor: await someone("auditor", other),
		member: await someone("member", other),
		"working-member": await someone("working-member", working),
		chair: await someone("chair"),
		deputy: await someone("deputy"),
		coordinator: await someone("coordinator"),
		lead: await someone("lead"),
		officer: await someone("officer", police, ["officer:walled"]),
		"former-officer": await someone("former-officer"),
		unsigned: await someone("unsigned", other),
		"admitted-observer": await someone("admitted-observer", other),
		guest: await someone("guest", other),
		"withdrawn-guest": await someone("withdrawn-guest", other),
		"left-meeting": await someone("left-meeting", other),
	};
	const scene = {
		goer: await someone("goer", other),
		visitor: await someone("visitor", other),
		watcher: await someone("watcher", other),
		latecomer: await someone("latecomer", other),
		leaver: await someone("leaver", other),
		revoked: await someone("revoked", other),
	};
	const southChair = await someone("chair of the south panel");
	const southCoordinator = await someone("coordinator of the south panel");
	const [spareMember, recusedMember] = [
		await someone("spare member", other),
		await someone("recused member", other),
	];
	const [spareObserver, observerToGo, spareGuest, guestToBe] = [
		await someone("spare observer", other),
		await someone("observer to go", other),
		await someone("spare guest", other),
		await someone("guest to be", other),
	];
	const account = await someone("spare account", other);
	const invited = await someone("invited person", other, ["bearer"]);
	const newcomers = await several(4, (at) => someone(`newcomer ${at}`, other));
	const deputies = await several(4, (at) => someone(`spare deputy ${at}`, other));

	const seat = async (who: Person, on: Panel, role: Seat["role"], startsOn = londonDate()) => {
		const place = { panelId: on.id, userId: who.actor.userId, role, startsOn };
		const { membershipId } = await addMembership(SYSTEM, newId(), place);
		if (startsOn === londonDate() && role !== "observer") {
			await signUndertaking(who.actor, newId(), { panelId: on.id, agrees: "yes" });
		}
		return membershipId;
	};
	const { north, south } = panels;
	await seat(people.outsider, south, "member");
	await seat(people.observer, north, "observer");
	await seat(people.recused, north, "member");
	await seat(people["recused-deputy"], north, "deputy");
	await seat(people["left-agency"], north, "member");
	await seat(people.coming, north, "deputy", addDays(londonDate(), 7));
	await seat(people["working-member"], north, "member");
	await seat(people.chair, north, "chair");
	await seat(people.deputy, north, "deputy");
	await seat(people.coordinator, north, "coordinator");
	await seat(southCoordinator, south, "coordinator");
	for (const who of [
		scene.latecomer,
		scene.revoked,
		scene.goer,
		spareMember,
		recusedMember,
		people["left-meeting"],
	])
		await seat(who, north, "member");
	for (const who of [people["admitted-observer"], scene.watcher, spareObserver, observerToGo])
		await seat(who, north, "observer");
	await addMembership(SYSTEM, newId(), {
		panelId: north.id,
		userId: people.unsigned.actor.userId,
		role: "member",
		startsOn: londonDate(),
	});
	const seats = {
		north: await seat(people.member, north, "member"),
		south: await seat(southChair, south, "chair"),
	};
	const membershipIds = {
		ended: await seat(people.ended, north, "member"),
		leaver: await seat(scene.leaver, north, "member"),
	};
	const deputySeats = await several(4, (at) => seat(deputies[at] as Person, south, "deputy"));

	// --- cases --------------------------------------------------------------------------------------------

	const as = (kind: SignedInKind) => people[kind].actor;
	const [coordinator, chair] = [as("coordinator"), as("chair")];
	const northStaff = { coordinator, member: as("working-member"), panelId: north.id };
	const southStaff = { coordinator: southCoordinator.actor, member: as("outsider"), panelId: south.id };
	const owners: Record<CaseName, Agency> = { walled: working, late: working, plain: other, other: police };
	const plant = (name: CaseName) =>
		plantCase(secrets, name, CASES[name] === "north" ? northStaff : southStaff, {
			owner: owners[name],
			absent: agencies.listed,
		});
	const files: Record<CaseName, PlantedCase> = {
		walled: await plant("walled"),
		late: await plant("late"),
		plain: await plant("plain"),
		other: await plant("other"),
	};
	// What an agency that can confirm it said by telephone.
	const { entryId: recordedEntryId } = await addEntry(coordinator, newId(), {
		caseId: files.plain.id,
		kind: "information",
		body: `By telephone: ${secrets.word("entry", "case:plain", "an entry recorded for another agency")}`,
		forAgencyId: other.id,
	});
	const { actionId: answeredActionId } = await addAction(coordinator, newId(), {
		caseId: files.plain.id,
		what: `Call ${secrets.word("action", "case:plain", "an action answered for another agency")}`,
		ownerAgencyId: other.id,
		due: "2031-12-03",
		isAcceptedForOwner: "yes",
	});
	for (const [file, officer, audience] of [
		[files.walled, people["former-officer"], "nobody"],
		[files.walled, people.officer, "case:walled"],
		[files.plain, people.promoted, "case:plain"],
	] as const) {
		const officerName = `PC ${secrets.word("head", audience, `the officer of the ${file.name} case`)}`;
		await setOfficer(coordinator, newId(), { caseId: file.id, officerName, officerEmail: officer.email });
	}
	for (const file of [files.walled, files.plain]) {
		const name = `DS ${secrets.word("action", `case:${file.name}`, `a contact of the ${file.name} case`)}`;
		await plantContact(panels.north.id, file.actionId, name);
	}
	await makeAdministrator(people.promoted);
	for (const [file, agency] of [
		[files.walled, working],
		[files.late, working],
		[files.walled, agencies.listed],
		[files.plain, agencies.listed],
	] as const) {
		await listVictimAgency(coordinator, newId(), { caseId: file.id, agencyId: agency.id });
	}

	// --- meetings -----------------------------------------------------------------------------------------

	const rooms: Force["rooms"] = {};
	const plan = async (
		name: string,
		panel: PanelName,
		agenda: PlantedCase[],
		{ isDraft = false, whose = [`meetings:${panel}`] as readonly Audience[] } = {},
	): Promise<PlantedMeeting> => {
		const by = panel === "north" ? chair : southChair.actor;
		const place = `Room ${secrets.word("meeting", whose, `the place of the ${name} meeting`)}`;
		const startsAt = new Date().toISOString();
		const { meetingId } = await planMeeting(by, newId(), { panelId: panels[panel].id, startsAt, place });
		rooms[meetingId] = whose;
		const itemIds: string[] = [];
		for (const file of agenda) {
			const { itemId } = await addToAgenda(by, newId(), { meetingId, caseId: file.id });
			itemIds.push(itemId);
			if (whose.includes("drafts:north"))
				secrets.add(itemId, "agenda", whose, "the id of an item of a draft");
		}
		const title = `Training in ${secrets.word("agenda", whose, `an item of the ${name} meeting`)}`;
		const { itemId: otherItemId } = await addOtherItem(by, newId(), { meetingId, title });
		if (!isDraft) await publishMeeting(by, newId(), { meetingId });
		const noted = (what: string) => secrets.word("meeting", whose, `${what} of the ${name} meeting`);
		const { attendanceId } = await noteAttendance(by, newId(), {
			meetingId,
			state: "apologies",
			userName: `Sam ${noted("somebody who sent apologies")}`,
			agencyId: other.id,
			note: `In writing: ${secrets.word(
				"meeting",
				// To the panel, and not to those whom it admits.
				whose.filter((audience) => audience !== "meeting:live"),
				`what came with apologies of the ${name} meeting`,
			)}`,
		});
		return { id: meetingId, name, panel, agenda, itemIds, otherItemId, by, whose, attendanceId };
	};
	const hold = async ({ id: meetingId, name, panel, agenda, itemIds, by }: PlantedMeeting) => {
		for (const { actor } of panel === "north" ? northRoom : southRoom) {
			await acceptStatement(actor, newId(), { meetingId, agrees: "yes" });
		}
		await startMeeting(by, newId(), { meetingId });
		for (const [at, file] of [...agenda.entries()].reverse()) {
			await openItem(by, newId(), { meetingId, itemId: itemIds[at] ?? "" });
			const body = `Said: ${secrets.word("entry", `case:${file.name}`, `an entry of the ${name} meeting`)}`;
			await addEntry(by, newId(), { caseId: file.id, kind: "advice", body, meetingId });
		}
		// An entry says in which meeting it was made, to everybody who sees its case: its officer, too.
		const whose = agenda.map((file): Audience => `case:${file.name}`);
		secrets.add(
			meetingId,
			"meeting-id",
			[...(rooms[meetingId] ?? []), ...whose],
			`the id of the ${name} meeting`,
		);
	};
	const invite = async (meetingId: string, itemId: string | undefined, { email }: Person) =>
		(await inviteGuest(chair, newId(), { meetingId, itemId: itemId ?? "", email })).guestId;
	const accept = ({ actor }: Person, meetingId: string) =>
		acceptStatement(actor, newId(), { meetingId, agrees: "yes" });
	const southRoom = [southChair, people.outsider, people.lead, people["recused-lead"]];
	/** Everybody who may enter a room of the north panel's. */
	const northRoom = [
		people.recused,
		people["recused-deputy"],
		people["recused-lead"],
		people["left-agency"],
		people.ended,
		people.member,
		people["working-member"],
		people.chair,
		people.deputy,
		people.coordinator,
		people.lead,
		people["left-meeting"],
		scene.latecomer,
		scene.leaver,
		scene.revoked,
		scene.goer,
		spareMember,
		recusedMember,
	];
	const planned = await plan("planned", "north", [files.walled, files.plain]);
	const live = await plan("live", "north", [files.walled, files.plain], {
		whose: ["meetings:north", "meeting:live"],
	});
	const drafts = { isDraft: true, whose: ["drafts:north"] as const };
	const draft = await plan("draft", "north", [files.plain], drafts);
	const unpublished = await plan("unpublished", "north", [files.plain], { isDraft: true });
	const abandoned = await plan("abandoned", "north", [files.plain], drafts);
	await cancelMeeting(chair, newId(), {
		meetingId: abandoned.id,
		reason: `The ${secrets.word("meeting", "drafts:north", "why the abandoned meeting was cancelled")} is shut`,
	});
	const closed = await plan("closed", "north", [files.walled, files.plain]);
	const southern = await plan("south", "south", [files.other]);
	const { itemId } = await addToAgenda(coordinator, newId(), { meetingId: live.id, caseId: files.late.id });
	await removeFromAgenda(coordinator, newId(), { meetingId: live.id, itemId });
	const [presented] = await db
		.select()
		.from(agendaItems)
		.where(eq(agendaItems.id, live.itemIds[0] ?? ""));
	await changeItem(coordinator, newId(), {
		meetingId: live.id,
		itemId: live.itemIds[0] ?? "",
		minutes: 12,
		presenterName: `DS ${secrets.word("agenda", "case:walled", "who presents the walled case")}`,
		version: presented?.version,
	});
	const visitors = [people.guest, people["withdrawn-guest"], scene.visitor];
	const invitations = await several(3, (at) => invite(live.id, live.itemIds[0], visitors[at] as Person));
	const observer = people["admitted-observer"];
	const admit = async ({ actor: { userId } }: Person) =>
		(await admitObserver(coordinator, newId(), { meetingId: live.id, userId })).attendanceId;
	await admit(observer);
	const watcherAttendanceId = await admit(scene.watcher);
	const admittedId = await admit(observerToGo);
	for (const meeting of [closed, live, southern]) await hold(meeting);
	for (const who of [observer, scene.watcher, ...visitors]) await accept(who, live.id);
	await withdrawGuest(chair, newId(), { meetingId: live.id, guestId: invitations[1] ?? "" });
	await leaveMeeting(people["left-meeting"].actor, newId(), { meetingId: live.id });
	const { handId } = await raiseHand(spareMember.actor, newId(), { meetingId: live.id });
	const ofWalled = (what: string) => secrets.word("agenda", "case:walled", `${what} of the deferred case`);
	await deferItem(chair, newId(), {
		meetingId: closed.id,
		itemId: closed.itemIds[0] ?? "",
		reason: `There is no ${ofWalled("why")} yet`,
		safetyCover: `Patrols by ${ofWalled("the safety cover")}`,
		interimOwner: `DS ${ofWalled("the interim owner")}`,
	});
	await closeMeeting(chair, newId(), { meetingId: closed.id });
	const walledGuestId = await invite(planned.id, planned.itemIds[0], spareGuest);
	const plainGuestId = await invite(planned.id, planned.itemIds[1], spareGuest);
	const spareMeetings = await several(6, () => plan("spare", "north", [files.plain]));

	// --- walls --------------------------------------------------------------------------------------------

	const recuse = async (by: Actor, caseId: string, { actor: { userId } }: Person) => {
		await declareRecusal(by, newId(), { caseId, userId });
		const standing = await db.select().from(recusals).where(eq(recusals.caseId, caseId));
		return standing.find((recusal) => recusal.userId === userId && recusal.liftedAt === null)?.id ?? "";
	};
	for (const kind of ["recused", "recused-deputy", "recused-lead"] as const) {
		for (const file of [files.walled, files.late]) await recuse(chair, file.id, people[kind]);
	}
	const spareRecusals: Partial<Record<CaseName, string>> = {
		walled: await recuse(chair, files.walled.id, recusedMember),
		plain: await recuse(chair, files.plain.id, recusedMember),
		other: await recuse(southChair.actor, files.other.id, southCoordinator),
	};
	// A wall that was taken down again is in nobody's way.
	const recusalId = await recuse(chair, files.plain.id, people.member);
	await liftRecusal(chair, newId(), { caseId: files.plain.id, recusalId });

	// --- what one person alone has ------------------------------------------------------------------------

	const body = secrets.word("own", "self:member", "what the member began to type");
	await saveDraft(as("member"), `entry:${files.walled.id}`, { kind: "information", body });
	const keptBody = secrets.word("own", "self:member", "the form that was kept for the member");
	const opId = newId();
	const keptId =
		(await keepPost(as("member").userId, `/cases/${files.plain.id}/entries/new`, {
			fields: [
				["kind", "information"],
				["body", keptBody],
			],
			opId,
			hadFiles: false,
		})) ?? "";
	secrets.add(opId, "own", "self:member", "the operation of the form that was kept for the member");
	secrets.add(keptId, "own", "self:member", "the id of the form that was kept for the member");

	const linkFor = async ({ actor: { userId } }: Person) =>
		(await issueLink(SYSTEM, newId(), { userId })).url.split("/").at(-1) ?? "";
	const token = await linkFor(invited);
	secrets.add(token, "account", "bearer", "the one-time link of the invited person");
	const signingIn = [...Object.values(people), ...Object.values(scene), account];
	for (const who of signingIn) {
		await setPasswordByLink({ token: await linkFor(who), password: PASSWORD, opId: newId(), device: "Seed" });
	}

	const [stranger] = await db.select().from(sessions).where(eq(sessions.userId, account.actor.userId));
	const strangersSession = stranger?.id ?? "";

	const strangersImport = await plantImport(
		account.actor.userId,
		`${secrets.word("removed", "nobody", "the name of a stranger’s file")}.xlsx`,
	);
	const strangersNotice = await plantNotices(
		[...Object.values(people), ...Object.values(scene), account].map(({ actor }) => actor.userId),
		account.actor.userId,
		Object.values(files).map((file) => ({ ...file, panelId: panels[CASES[file.name]].id })),
	);

	// --- the things that addresses name -------------------------------------------------------------------

	const caseThing = (file: PlantedCase): Thing => ({
		...ofCase(file),
		name: `the ${file.name} case`,
		ids: {
			caseId: file.id,
			personId: file.personId,
			detailId: file.detailId,
			spareDetailId: file.spareDetailId,
			planId: file.planId,
			key: SECTION,
			stateId: file.stateId,
		},
		fields: {
			agency: other.id,
			unlistedAgency: agencies.late.id,
			spareListed: agencies.listed.id,
			spareMember: spareMember.actor.userId,
			spareRecusal: spareRecusals[file.name] ?? "",
			officerEmail: people.officer.email,
			soon: addDays(londonDate(), 14),
			/** Of a case that is not the one whose chronology is asked for. */
			strangersIncident: (file === files.other ? files.walled : files.other).incidentId,
			meetingOfCase: CASES[file.name] === "north" ? live.id : southern.id,
		},
	});
	const entryThing = (file: PlantedCase): Thing => ({
		...ofCase(file),
		name: `the entry of the ${file.name} case`,
		ids: { entryId: file.entryId },
		author: file.name === "other" ? "outsider" : "working-member",
	});
	const recordedEntry: Thing = {
		...entryThing(files.plain),
		name: "the entry for another agency",
		ids: { entryId: recordedEntryId },
		fields: { recordedFor: other.id },
		author: "coordinator",
	};
	const adviceThing = (file: PlantedCase): Thing => ({
		...ofCase(file),
		name: `the advice on the ${file.name} case`,
		ids: { adviceId: file.adviceId },
	});
	const incidentThing = (file: PlantedCase): Thing => ({
		...ofCase(file),
		name: `the incident of the ${file.name} case`,
		ids: { incidentId: file.incidentId, queryId: file.queryId, breachQueryId: file.breachQueryId },
		author: "coordinator",
	});
	const actionThing = (file: PlantedCase): Thing => ({
		...ofCase(file),
		name: `the action of the ${file.name} case`,
		ids: { actionId: file.actionId },
		fields: { owner: owners[file.name].id },
	});
	const answeredAction: Thing = {
		...actionThing(files.plain),
		name: "the action answered for another agency",
		ids: { actionId: answeredActionId },
		fields: { owner: other.id, answeredFor: other.id },
	};
	const meetingThing = ({
		id,
		name,
		panel,
		agenda,
		itemIds: [first = "", second = first],
		otherItemId,
		whose,
		attendanceId,
	}: PlantedMeeting): Thing => ({
		name: `the ${name} meeting`,
		ids: {
			meetingId: id,
			caseId: agenda[0]?.id ?? "",
			itemId: second,
			firstItemId: first,
			spareItemId: otherItemId,
		},
		fields: {
			caseToAdd: files.late.id,
			readCase: panel === "north" ? files.plain.id : files.other.id,
			agency: other.id,
			guestEmail: guestToBe.email,
			spareObserver: spareObserver.actor.userId,
			attendanceId,
			handId: id === live.id ? handId : "",
			admittedId: id === live.id ? admittedId : "",
			guestId: id === planned.id ? plainGuestId : "",
		},
		seenBy: whose[0] ?? "nobody",
		door: whose[1],
		panels: [panel],
		// The agenda is built from all of the panel's cases.
		cases: casesIn(panel),
	});
	const panelThing = (panel: PanelName, membershipId: string, newcomer = newcomers[0]): Thing => ({
		name: `the ${panel} panel`,
		ids: { panelId: panels[panel].id, membershipId },
		fields: {
			newcomer: newcomer?.actor.userId ?? "",
			panelName: panels[panel].name,
			prefix: panels[panel].prefix,
		},
		seenBy: `panel:${panel}`,
		panels: [panel],
		cases: casesIn(panel),
	});
	const three = [files.walled, files.plain, files.other];
	const alone = { fields: {}, panels: [], cases: [] } as const;
	const caseIds = mapped(files, (file) => file.id);
	const force: Force = {
		secrets,
		people,
		scene,
		visitorGuestId: invitations[2] ?? "",
		watcherAttendanceId,
		rooms,
		things: {
			nothing: [
				{
					name: "the page",
					ids: { importId: strangersImport },
					fields: {
						agency: other.id,
						spareAgency: agencies.spare.id,
						spareAlias,
						walledCase: files.walled.id,
						strangersSession,
						strangersNotice,
					},
					seenBy: "organisation",
					panels: ["north", "south"],
					cases: Object.keys(CASES) as CaseName[],
				},
			],
			panel: [panelThing("north", seats.north), panelThing("south", seats.south)],
			case: three.map(caseThing),
			entry: [...three.map(entryThing), recordedEntry],
			advice: three.map(adviceThing),
			action: [...three.map(actionThing), answeredAction],
			incident: three.map(incidentThing),
			meeting: [planned, live, closed, southern, draft, abandoned].map(meetingThing),
			user: [
				{
					...alone,
					name: "a user",
					ids: { userId: account.actor.userId },
					fields: { agency: other.id },
					seenBy: "administration",
					panels: ["north", "south"],
				},
			],
			kept: [{ ...alone, name: "the kept form", ids: { keptId }, seenBy: "self:member", cases: ["plain"] }],
			link: [{ ...alone, name: "the one-time link", ids: { token }, seenBy: "bearer", grants: ["bearer"] }],
		},
		late: {
			case: caseThing(files.late),
			entry: entryThing(files.late),
			advice: adviceThing(files.late),
			action: actionThing(files.late),
		},
		stock: {
			meetings: spareMeetings.map(meetingThing),
			drafts: [meetingThing(unpublished)],
			deputies: deputySeats.map((membershipId) => panelThing("south", membershipId)),
			newcomers: newcomers.map((newcomer) => panelThing("south", seats.south, newcomer)),
		},
		agencyIds: { working: working.id, other: other.id, late: agencies.late.id },
		membershipIds,
		panelIds: mapped(panels, (panel) => panel.id),
		caseIds,
		live: { meetingId: live.id, itemIds: live.itemIds },
		hidden: {
			walledCase: files.walled.id,
			walledItem: planned.itemIds[0] ?? "",
			walledLiveItem: live.itemIds[0] ?? "",
			walledGuest: walledGuestId,
			otherPerson: files.other.personId,
			otherDetail: files.other.detailId,
			otherRecusal: spareRecusals.other ?? "",
			otherMeeting: southern.id,
			liveMeeting: live.id,
			plannedMeeting: planned.id,
			draftMeeting: draft.id,
			strangersSession,
		},
	};
	await flushAccessLog();
	await closeDatabase();
	registerRows(force);
	return force;
}

const mapped = <Key extends string, From, To>(from: Record<Key, From>, to: (value: From) => To) =>
	Object.fromEntries(Object.entries<From>(from).map(([key, value]) => [key, to(value)])) as Record<Key, To>;

/**
 * A notice of every kind, about every case, in everybody's inbox: as it would be had they all been told of it once.
 * @returns the id of one of the stranger's.
 */
async function plantNotices(
	userIds: readonly string[],
	strangerId: string,
	files: readonly (PlantedCase & { panelId: string })[],
): Promise<string> {
	const about = ({ id, actionId, adviceId, breachQueryId }: PlantedCase) =>
		[
			["action-refused", actionId],
			["action-refused-manager", actionId],
			["action-refused-lead", actionId],
			["advice-given", adviceId],
			["breach-recorded", breachQueryId],
			["breach-recorded", id],
		] as const;
	const rows = userIds.flatMap((userId) =>
		files.flatMap((file) =>
			about(file).map(([kind, subjectId]) => ({
				id: newId(),
				userId,
				panelId: file.panelId,
				caseId: file.id,
				kind,
				subjectId,
				occasion: "planted",
				at: now(),
				version: 1,
			})),
		),
	);
	await transaction(async (tx) => {
		for (let from = 0; from < rows.length; from += 500) {
			await tx.insert(notices).values(rows.slice(from, from + 500));
		}
	});
	return rows.find(({ userId }) => userId === strangerId)?.id ?? "";
}

/** An import that somebody else has begun. @returns its id. */
async function plantImport(uploadedById: string, fileName: string): Promise<string> {
	const id = newId();
	await transaction((tx) =>
		tx.insert(imports).values({
			id,
			uploadedById,
			fileName,
			state: "preview",
			progress: 0,
			outOf: 0,
			panelIds: [],
			at: now(),
			version: 1,
		}),
	);
	return id;
}

/** Somebody whom an import named as the owner of an action, as it would be had one done so. */
async function plantContact(panelId: string, actionId: string, name: string): Promise<void> {
	const id = newId();
	await transaction(async (tx) => {
		await tx.insert(contacts).values({ id, panelId, name, nameKey: nameKey(name), version: 1 });
		await tx.update(actions).set({ ownerContactId: id }).where(eq(actions.id, actionId));
	});
}

// --- one of each ------------------------------------------------------------------------------------------

interface Agency {
	id: string;
	name: string;
}
interface Panel extends Agency {
	prefix: string;
}
type Seat = Parameters<typeof addMembership>[2];
interface PlantedMeeting {
	id: string;
	name: string;
	panel: PanelName;
	agenda: PlantedCase[];
	/** In the order of the agenda. */
	itemIds: string[];
	/** About no case. */
	otherItemId: string;
	/** Who planned it and runs it. */
	by: Actor;
	whose: readonly Audience[];
	/** Of somebody who sent apologies. */
	attendanceId: string;
}

async function anAgency(secrets: Secrets, which: string): Promise<Agency> {
	const name = `${secrets.word("organisation", "organisation", `the name of the ${which} agency`)} Service`;
	const { agencyId } = await addAgency(SYSTEM, newId(), { name });
	return { id: agencyId, name };
}

/** Another name of an agency: what panels' files call it. */
async function anAlias(secrets: Secrets, { id: agencyId }: Agency): Promise<string> {
	const alias = secrets.word("organisation", "administration", "the other name of the spare agency");
	await addAliases(SYSTEM, newId(), { aliases: [{ agencyId, alias }] });
	const [added] = await db.select().from(agencyAliases).where(eq(agencyAliases.agencyId, agencyId));
	return added?.id ?? "";
}

async function aPanel(secrets: Secrets, which: PanelName, prefix: string): Promise<Panel> {
	// Every row of a case says whose it is, and its page names the panel.
	const whose: Audience[] = [`panel:${which}`, ...casesIn(which).map((name): Audience => `case:${name}`)];
	if (which === "north") whose.push("meeting:live");
	const name = `${secrets.word("panel", whose, `the name of the ${which} panel`)} Panel`;
	const area = secrets.word("panel", `panel:${which}`, `the area of the ${which} panel`);
	const { panelId } = await addPanel(SYSTEM, newId(), { name, area, referencePrefix: prefix });
	secrets.add(panelId, "panel", whose, `the id of the ${which} panel`);
	return { id: panelId, name, prefix };
}

const ORGANISATION_ROLES: Record<string, Actor["role"]> = {
	administrator: "administrator",
	auditor: "auditor",
	lead: "lead",
	"recused-lead": "lead",
};

async function aPerson(secrets: Secrets, kind: string, agency: Agency, also: Audience[]): Promise<Person> {
	const name = `${secrets.word("organisation", ["organisation", ...also], `the name of the ${kind}`)} Holt`;
	const self = (ACTOR_KINDS as readonly string[]).includes(kind)
		? [`self:${kind as ActorKind}` as const]
		: [];
	const local = secrets.word(
		"account",
		["administration", ...self, ...also],
		`the e-mail address of the ${kind}`,
	);
	const email = `${local}@panelroom.example`;
	const role = (ORGANISATION_ROLES[kind] ?? "none") as Exclude<Actor["role"], "system">;
	const { userId } = await addUser(SYSTEM, newId(), { name, email, role, agencyId: agency.id });
	const actor: Actor = {
		userId,
		name,
		agencyId: agency.id,
		agencyName: agency.name,
		role,
		sessionId: newId(),
	};
	return { actor, email };
}

async function makeAdministrator({ actor: { userId } }: Person): Promise<void> {
	const [row] = await db.select().from(users).where(eq(users.id, userId));
	if (!row) throw new Error("There is no such user");
	const { name, email, agencyId, version } = row;
	await changeUser(SYSTEM, newId(), { userId, name, email, agencyId, role: "administrator", version });
}

interface PlantedCase {
	name: CaseName;
	id: string;
	/** The victim's. */
	personId: string;
	/** The address, and another that may be removed. */
	detailId: string;
	spareDetailId: string;
	entryId: string;
	/** Not answered. */
	adviceId: string;
	actionId: string;
	planId: string;
	/** Of its summary, before it was written anew. */
	stateId: string;
	/** Recorded as something else than stalking, and the open query about that. */
	incidentId: string;
	queryId: string;
	/** The open query about another incident, a breach. */
	breachQueryId: string;
}

const ofCase = ({ name }: PlantedCase) => ({
	fields: {},
	seenBy: `case:${name}` as const,
	panels: [CASES[name]],
	cases: [name],
});

/**
 * A case with a planted word in everything that it can hold.
 * @param absent an agency that refuses an action, and for which an entry is recorded.
 */
async function plantCase(
	secrets: Secrets,
	name: CaseName,
	{ coordinator, member, panelId }: { coordinator: Actor; member: Actor; panelId: string },
	{ owner, absent }: Record<"owner" | "absent", Agency>,
): Promise<PlantedCase> {
	const word = (kind: Parameters<Secrets["word"]>[0], what: string, audience: Audience = `case:${name}`) =>
		secrets.word(kind, audience, `${what} of the ${name} case`);
	const guarded = (what: string) => word("protected", what, `protected:${name}`);
	const { caseId } = await addCase(coordinator, newId(), {
		panelId,
		crimeReference: word("file", "the crime reference"),
		victimName: `${word("head", "the victim")} Holt`,
		victimAliases: `${word("person", "an alias of the victim")} Holt`,
		victimAddress: `4 ${guarded("the victim’s address")} Road`,
		victimSafeTelephone: `01632 960101, ask for ${guarded("the safe telephone")}`,
		suspectName: `${word("head", "the person causing harm")} Marsh`,
		suspectAliases: word("person", "an alias of the person causing harm"),
		relationship: "ex-partner",
		risk: "medium",
	});
	const persons = await db.select().from(caseRows).where(eq(caseRows.caseId, caseId));
	const personId = persons.find(({ part }) => part === "victim")?.id ?? "";

	const detail = { caseId, personId, kind: "other" } as const;
	const value = `${word("removed", "a removed detail", "nobody")} School`;
	const { detailId: gone } = await addProtectedDetail(coordinator, newId(), { ...detail, value });
	await removeProtectedDetail(coordinator, newId(), { caseId, detailId: gone });
	const spare = { ...detail, value: `${guarded("a detail")} Club` };
	const { detailId: spareDetailId } = await addProtectedDetail(coordinator, newId(), spare);
	const details = await db.select().from(protectedDetails).where(eq(protectedDetails.caseId, caseId));
	const detailId = details.find(({ kind }) => kind === "address")?.id ?? "";

	const first = `Before: ${word("history", "what an entry said first")}`;
	const { entryId, version } = await addEntry(member, newId(), { caseId, kind: "information", body: first });
	const body = `Since then: ${word("entry", "an entry")}`;
	await editEntry(member, newId(), { entryId, kind: "risk", body, version });
	const what = `Fit a ${word("action", "an action")}`;
	const { actionId } = await addAction(coordinator, newId(), {
		caseId,
		what,
		ownerAgencyId: owner.id,
		ownerDetail: `${word("action", "who does an action")} Holt`,
		due: "2031-12-03",
	});
	const { actionId: refusedId, version: asked } = await addAction(coordinator, newId(), {
		caseId,
		what: `Move her to ${word("action", "an action that was refused")}`,
		ownerAgencyId: absent.id,
	});
	await answerAction(coordinator, newId(), {
		actionId: refusedId,
		answer: "refused",
		reason: `There is no ${word("action", "why an action was refused")}`,
		version: asked,
	});
	await addEntry(coordinator, newId(), {
		caseId,
		kind: "information",
		body: `By telephone: ${word("entry", "what was recorded for another agency")}`,
		forAgencyId: absent.id,
	});
	const adviseTo = async (what: string) => {
		const body = `Apply for ${word("entry", what)}`;
		const { entryId } = await addEntry(member, newId(), { caseId, kind: "advice", body });
		const [given] = await db.select().from(advice).where(eq(advice.entryId, entryId));
		return { adviceId: given?.id ?? "", version: given?.version ?? 0 };
	};
	const { adviceId } = await adviseTo("advice that waits for an answer");
	await answerAdvice(coordinator, newId(), {
		...(await adviseTo("advice that was declined")),
		answer: "declined",
		reason: `There is no ${word("entry", "why advice was declined")}`,
		officerName: `DC ${word("entry", "the officer who declined advice")}`,
	});
	const { planId } = await addSafetyPlan(coordinator, newId(), {
		caseId,
		what: `A doorbell by ${word("file", "a safety plan")}`,
		ownerAgencyId: absent.id,
		ownerDetail: `${word("file", "who sees to a safety plan")} Holt`,
		reviewOn: addDays(londonDate(), 7),
	});
	await referAgain(coordinator, newId(), {
		caseId,
		version: (await referralsSeen(db, caseId)).version,
		note: `Seen at ${word("file", "why it was referred again")}`,
	});
	const incident = { caseId, startsOn: "2026-01-05", kinds: ["following"] };
	const { incidentId } = await addIncident(coordinator, newId(), {
		...incident,
		what: `Followed her to ${word("file", "an incident")}`,
		location: `By ${word("file", "where an incident was")}`,
		source: `${word("file", "who reported an incident")} Holt`,
		crimeNumber: word("file", "the crime number of an incident"),
		evidence: `A film of ${word("file", "the evidence of an incident")}`,
		recordedAs: "harassment",
	});
	const breach = { ...incident, what: `Rang from ${word("file", "a breach")}`, orderBreached: "bail" };
	await addIncident(coordinator, newId(), {
		...breach,
		breachAsStalking: "no",
		breachWhy: `It was ${word("file", "why a breach is not recorded as stalking")}`,
	});
	const openBreach = await addIncident(coordinator, newId(), {
		...breach,
		what: `Wrote of ${word("file", "a breach of which nobody has said more")}`,
	});
	const queryOf = async (id: string) => {
		const ofIncident = eq(recordingQueries.incidentId, id);
		return (await db.select().from(recordingQueries).where(ofIncident))[0]?.id ?? "";
	};
	const wrong = await addIncident(coordinator, newId(), {
		...incident,
		what: `Seen at ${word("file", "an incident that was removed")}`,
	});
	await removeIncident(coordinator, newId(), {
		incidentId: wrong.incidentId,
		reason: `It was ${word("file", "why an incident was removed")}`,
		version: String(wrong.version),
	});
	const wrote = (by: Actor, key: string, base: string, text: string) =>
		postSection(by, newId(), { caseId, key, base, text });
	const atFirst = `A lock by ${word("summary", "what the summary said first")}`;
	await wrote(member, SECTION, "", atFirst);
	await wrote(coordinator, SECTION, atFirst, `A camera by ${word("summary", "the summary")}`);
	const held = `Seen by ${word("summary", "what an agency holds")}`;
	await wrote(member, agencyKey(member.agencyId), "", held);
	const { states } = await sectionHistory(member, caseId, SECTION, 1);
	return {
		stateId: states.at(-1)?.id ?? "",
		name,
		id: caseId,
		personId,
		detailId,
		spareDetailId,
		entryId,
		adviceId,
		actionId,
		planId,
		incidentId,
		queryId: await queryOf(incidentId),
		breachQueryId: await queryOf(openBreach.incidentId),
	};
}
