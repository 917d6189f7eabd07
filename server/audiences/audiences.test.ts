/** The role table of the design, row by row, and that SQL and TypeScript agree on who sees a case. */
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { agendaItems, cases, memberships, recusals, users, victimAgencies } from "#db/schema/index.ts";
import { aCase, aMeeting, enters, type TestCase, type TestMeeting } from "#tests/case-factories.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
	type TestUser,
	undertakes,
} from "#tests/factories.ts";
import { chanceOf, seedOfRun } from "#tests/random.ts";
import {
	declareRecusal,
	liftRecusal,
	listVictimAgency,
	setOfficer,
	unlistVictimAgency,
} from "../cases/index.ts";
import { addDays, londonDate, setClock } from "../clock.ts";
import { newId } from "../ids.ts";
import {
	adjournMeeting,
	admitObserver,
	closeMeeting,
	deferItem,
	inviteGuest,
	leaveMeeting,
	openItem,
	pauseMeeting,
	reopenMeeting,
	resumeMeeting,
	startMeeting,
	stepBack,
	unpauseMeeting,
	withdrawGuest,
} from "../meetings/index.ts";
import { endMembership } from "../panels/index.ts";
import {
	type Access,
	type Actor,
	type Audience,
	accessOf,
	audienceKey,
	casesSeenBy,
	holds,
	isStale,
	mayJoinPanel,
	opensCase,
	roleIn,
	SYSTEM,
} from "./index.ts";

afterEach(() => setClock());

const KINDS = ["organisation", "panel", "meetings", "case", "protected"] as const;
type Kind = Audience["kind"];
const audienceOf = (kind: Kind, file: { id: string; panelId: string }): Audience =>
	({ kind, panelId: file.panelId, caseId: file.id }) as Audience;
const heldIn = (access: Access, file: TestCase): Kind[] =>
	KINDS.filter((kind) => holds(access, audienceOf(kind, { id: file.id, panelId: file.panel.id })));
const held = async (actor: Actor, file: TestCase) => heldIn(await accessOf(db, actor), file);

let file: TestCase;
let elsewhere: TestCase;
let chair: Actor;

beforeAll(async () => {
	file = await aCase();
	elsewhere = await aCase();
	chair = await aMember({ panel: file.panel, role: "chair" });
});

const recuse = (actor: Actor) => declareRecusal(chair, anOpId(), { caseId: file.id, userId: actor.userId });
const list = (agencyId: string) =>
	listVictimAgency(file.coordinator, anOpId(), { caseId: file.id, agencyId });
const makeOfficer = async (actor: Actor) => {
	const [user] = await db.select().from(users).where(eq(users.id, actor.userId));
	await setOfficer(file.coordinator, anOpId(), {
		caseId: file.id,
		officerName: "",
		officerEmail: user?.email,
	});
};
const inPanel = (role: "deputy" | "coordinator" | "member" | "observer") =>
	aMember({ panel: file.panel, role });
const listed = async (role: "member" | "observer" = "member") => {
	const actor = await inPanel(role);
	await list(actor.agencyId);
	return actor;
};

describe("the role table", () => {
	const rows: [string, () => Promise<Actor>, Kind[]][] = [
		["an administrator", () => anAdministrator(), ["organisation", "panel"]],
		["an auditor", async () => anActor(await aUser({ role: "auditor" })), ["organisation"]],
		["the lead", () => aLead(), [...KINDS]],
		["the chair", async () => chair, [...KINDS]],
		["a deputy", () => inPanel("deputy"), [...KINDS]],
		["a coordinator", () => inPanel("coordinator"), [...KINDS]],
		["a member", () => inPanel("member"), ["organisation", "panel", "meetings", "case"]],
		["a member whose agency works with the victim", () => listed(), [...KINDS]],
		["an observer", () => inPanel("observer"), ["organisation", "panel"]],
		["an observer whose agency works with the victim", () => listed("observer"), ["organisation", "panel"]],
		["the officer in the case", officer, ["organisation", "case", "protected"]],
		["an officer who is a member too", () => officer(inPanel("member")), [...KINDS]],
		[
			"an officer who observes the panel",
			() => officer(inPanel("observer")),
			["organisation", "panel", "case", "protected"],
		],
		["somebody of another panel", () => aMember({ role: "chair" }), ["organisation"]],
		["somebody of no panel", async () => anActor(await aUser()), ["organisation"]],
		["somebody of no panel whose agency works with the victim", stranger, ["organisation"]],
		["the system", async () => SYSTEM, []],
		["a member who is recused", () => recused(inPanel("member")), ["organisation", "panel", "meetings"]],
		["a deputy who is recused", () => recused(inPanel("deputy")), ["organisation", "panel", "meetings"]],
		[
			"a coordinator who is recused",
			() => recused(inPanel("coordinator")),
			["organisation", "panel", "meetings"],
		],
		["the lead, recused", () => recused(aLead()), ["organisation", "panel", "meetings"]],
		["a member with the victim, recused", () => recused(listed()), ["organisation", "panel", "meetings"]],
		["the officer, recused", () => recused(officer()), ["organisation"]],
	];
	async function stranger() {
		const user = await aUser();
		await list(user.agencyId);
		return anActor(user);
	}
	async function officer(given?: Promise<Actor>) {
		const actor = (await given) ?? anActor(await aUser());
		await makeOfficer(actor);
		return actor;
	}
	async function recused(given: Promise<Actor>) {
		const actor = await given;
		await recuse(actor);
		return actor;
	}

	it.each(rows)("%s", async (_, make, kinds) => {
		const actor = await make();
		expect(await held(actor, file)).toEqual(kinds);
		const access = await accessOf(db, actor);
		expect(mayJoinPanel(access, file.panel.id)).toBe(kinds.includes("panel"));
	});

	it("gives nobody but the lead anything of a panel that they do not sit on", async () => {
		for (const [name, make] of rows) {
			const actor = await make();
			const expected: Kind[] = name.includes("lead")
				? [...KINDS]
				: name === "an administrator"
					? ["organisation", "panel"]
					: name === "the system"
						? []
						: ["organisation"];
			expect(await held(actor, elsewhere), name).toEqual(expected);
		}
	}, 30_000);

	it("gives another case of the panel to who is recused from one, and no protected details by listing in one", async () => {
		const other = await aCase({ panel: file.panel });
		const member = await listed();
		await recuse(member);
		expect(await held(member, other)).toEqual(["organisation", "panel", "meetings", "case"]);
	});

	it("takes an officer's case away when they become administrator or auditor", async () => {
		const user = await aUser();
		await makeOfficer(anActor(user));
		for (const role of ["administrator", "auditor"] as const) {
			const access = await accessOf(db, { ...anActor(user), role });
			expect(heldIn(access, file)).not.toContain("case");
			expect(await db.select().from(cases).where(casesSeenBy(access))).toEqual([]);
		}
	});

	it("gives the case back when the recusal is lifted", async () => {
		const member = await inPanel("member");
		await recuse(member);
		expect(await held(member, file)).not.toContain("case");
		const [wall] = await db.select().from(recusals).where(eq(recusals.userId, member.userId));
		await liftRecusal(chair, anOpId(), { caseId: file.id, recusalId: wall?.id ?? "" });
		expect(await held(member, file)).toEqual(["organisation", "panel", "meetings", "case"]);
	});

	it("gives the protected details back to nobody whose agency's listing has ended", async () => {
		const member = await listed();
		await unlistVictimAgency(file.coordinator, anOpId(), { caseId: file.id, agencyId: member.agencyId });
		expect(await held(member, file)).toEqual(["organisation", "panel", "meetings", "case"]);
	});

	it("gives the case to the officer of now, not to the one before", async () => {
		const [before, after] = [anActor(await aUser()), anActor(await aUser())];
		await makeOfficer(before);
		await makeOfficer(after);
		expect(await held(before, file)).toEqual(["organisation"]);
		expect(await held(after, file)).toEqual(["organisation", "case", "protected"]);
	});
});

describe("the undertaking", () => {
	const unsigned = (role: "chair" | "deputy" | "coordinator" | "member") =>
		aMember({ panel: elsewhere.panel, role, isUnsigned: true });
	const nothing: Kind[] = ["organisation", "panel"];
	const asMember: Kind[] = ["organisation", "panel", "meetings", "case"];

	it.each<["chair" | "deputy" | "coordinator" | "member", Kind[]]>([
		["chair", [...KINDS]],
		["deputy", [...KINDS]],
		["coordinator", [...KINDS]],
		["member", asMember],
	])("opens its papers to the %s of a panel once it is signed, and not before", async (role, kinds) => {
		const actor = await unsigned(role);
		expect(await held(actor, elsewhere)).toEqual(nothing);
		expect(
			await db
				.select()
				.from(cases)
				.where(casesSeenBy(await accessOf(db, actor))),
		).toEqual([]);
		await undertakes(actor, elsewhere.panel);
		expect(await held(actor, elsewhere)).toEqual(kinds);
	});

	it("is not asked of the lead", async () => {
		expect(await held(await aLead(), elsewhere)).toEqual([...KINDS]);
	});

	it("of one panel opens no other’s papers, and that of one membership none in the next", async () => {
		const user = await aUser();
		const actor = anActor(user);
		await aMembership({ panel: file.panel, user });
		const { id } = await aMembership({ panel: elsewhere.panel, user, isUnsigned: true });
		expect(await held(actor, file)).toEqual(asMember);
		expect(await held(actor, elsewhere)).toEqual(nothing);
		await undertakes(actor, elsewhere.panel);
		await endMembership(SYSTEM, anOpId(), { membershipId: id });
		await aMembership({ panel: elsewhere.panel, user, isUnsigned: true });
		expect(await held(actor, elsewhere)).toEqual(nothing);
	});

	it("is not asked of an officer for their own case", async () => {
		const actor = await aMember({ panel: file.panel, isUnsigned: true });
		await makeOfficer(actor);
		expect(await held(actor, file)).toEqual(["organisation", "panel", "case", "protected"]);
	});

	it("unsigned keeps the protected details from a member whose agency works with the victim", async () => {
		const actor = await aMember({ panel: file.panel, isUnsigned: true });
		await list(actor.agencyId);
		expect(await held(actor, file)).toEqual(nothing);
	});
});

describe("a meeting, to those whom it admits", () => {
	let one: TestCase;
	let two: TestCase;
	let meeting: TestMeeting;
	let runner: Actor;
	beforeEach(async () => {
		const panel = await aPanel();
		one = await aCase({ panel, victimAddress: "1 Here Street" });
		two = await aCase({ panel });
		runner = await aMember({ panel, role: "chair" });
		meeting = await aMeeting({ cases: [one, two] });
	});

	/** What of the meeting somebody holds. */
	async function shown(actor: Actor): Promise<string[]> {
		const access = await accessOf(db, actor);
		const { id: panelId } = meeting.panel;
		const ofCase = (kind: "case" | "protected", caseId: string) => holds(access, { kind, panelId, caseId });
		expect(ofCase("protected", one.id) || ofCase("protected", two.id)).toBe(false);
		// Nor may it be opened by itself.
		for (const { id: caseId } of [one, two]) expect(opensCase(access, { panelId, caseId })).toBe(false);
		expect(holds(access, { kind: "meetings", panelId })).toBe(false);
		// A case that is only presented is in no list, and found by no search.
		expect(await db.select().from(cases).where(casesSeenBy(access))).toEqual([]);
		for (const { id: caseId } of [one, two]) {
			const part = await accessOf(db, actor, caseId);
			expect(holds(part, { kind: "case", panelId, caseId })).toBe(ofCase("case", caseId));
		}
		return [
			...(holds(access, { kind: "meeting", panelId, meetingId: meeting.id }) ? ["meeting"] : []),
			...(ofCase("case", one.id) ? ["one"] : []),
			...(ofCase("case", two.id) ? ["two"] : []),
		];
	}

	const inMeeting = () => ({ meetingId: meeting.id });
	const itemOf = (of: TestCase) => meeting.items.find(({ caseId }) => caseId === of.id)?.id ?? "";
	const start = () => startMeeting(runner, anOpId(), inMeeting());
	const openIt = (itemId: string) =>
		openItem(runner, anOpId(), { ...inMeeting(), itemId, nothingDecided: "yes" });
	const open = (of: TestCase) => openIt(itemOf(of));
	const close = () =>
		closeMeeting(runner, anOpId(), { ...inMeeting(), nothingDecided: "yes", all: "carried-over" });

	async function anObserver(): Promise<Actor> {
		const actor = await aMember({ panel: meeting.panel, role: "observer" });
		await admitObserver(runner, anOpId(), { ...inMeeting(), userId: actor.userId });
		return actor;
	}
	async function aGuest(of: TestCase = one, given?: TestUser): Promise<Actor & { guestId: string }> {
		const user = given ?? (await aUser());
		const invitation = { ...inMeeting(), itemId: itemOf(of), email: user.email };
		const { guestId } = await inviteGuest(runner, anOpId(), invitation);
		return { ...anActor(user), guestId };
	}

	/** Leads the meeting through all that may come of its items; what somebody sees on the way. */
	async function onTheWay(actor: Actor): Promise<Record<string, string[]>> {
		const seen: Record<string, string[]> = {};
		const then = async (when: string, step: () => Promise<unknown>) => {
			await step();
			seen[when] = await shown(actor);
		};
		await then("before the statement is accepted", async () => {});
		await then("accepted", () => enters(actor, meeting));
		await then("started", start);
		await then("on the first", () => open(one));
		await then("paused", () => pauseMeeting(runner, anOpId(), inMeeting()));
		await then("gone on with", () => unpauseMeeting(runner, anOpId(), inMeeting()));
		await then("on the second", () => open(two));
		await then("back on the first", () => stepBack(runner, anOpId(), inMeeting()));
		await then("adjourned", () => adjournMeeting(runner, anOpId(), { ...inMeeting(), until: "14:00" }));
		await then("resumed", () => resumeMeeting(runner, anOpId(), inMeeting()));
		await then("the first deferred", () =>
			deferItem(runner, anOpId(), {
				...inMeeting(),
				itemId: itemOf(one),
				reason: "The officer is ill",
				safetyCover: "Patrols",
				interimOwner: "The sergeant",
			}),
		);
		await then("on the first after all", () => open(one));
		await then("on something else", async () => {
			const items = await db.select().from(agendaItems).where(eq(agendaItems.meetingId, meeting.id));
			await openIt(items.find(({ kind }) => kind === "any-other-business")?.id ?? "");
		});
		await then("on the first again", () => open(one));
		await then("closed", close);
		await then("opened again", () => reopenMeeting(runner, anOpId(), inMeeting()));
		await then("after they left", () => leaveMeeting(actor, anOpId(), inMeeting()));
		return seen;
	}
	const nothing: string[] = [];
	const way = (first: string[], second: string[]) => ({
		"before the statement is accepted": nothing,
		accepted: ["meeting"],
		started: ["meeting"],
		"on the first": first,
		paused: first,
		"gone on with": first,
		"on the second": second,
		"back on the first": first,
		adjourned: ["meeting"],
		resumed: first,
		"the first deferred": ["meeting"],
		"on the first after all": first,
		"on something else": ["meeting"],
		"on the first again": first,
		closed: nothing,
		"opened again": first,
		"after they left": nothing,
	});

	it("shows an observer whatever is on, and nothing else", async () => {
		const waiting = await aMember({ panel: meeting.panel, role: "observer" });
		expect(await shown(waiting)).toEqual(nothing);
		const observer = await anObserver();
		expect(await onTheWay(observer)).toEqual(way(["meeting", "one"], ["meeting", "two"]));
		expect(await shown(waiting)).toEqual(nothing);
	});

	it("shows a guest the case to which they are invited while it is on, and nothing else", async () => {
		const { guestId: _, ...guest } = await aGuest();
		expect(await onTheWay(guest)).toEqual(way(["meeting", "one"], ["meeting"]));
	});

	it("shows no protected details, also when their agency works with the victim", async () => {
		const [observer, guest] = [await anObserver(), await aGuest()];
		for (const { agencyId } of [observer, guest]) {
			await listVictimAgency(one.coordinator, anOpId(), { caseId: one.id, agencyId });
		}
		for (const actor of [observer, guest]) await enters(actor, meeting);
		await start();
		await open(one);
		for (const actor of [observer, guest]) expect(await shown(actor)).toEqual(["meeting", "one"]);
	});

	it("shows an observer who is recused from the case that is on nothing of it", async () => {
		const observer = await anObserver();
		await enters(observer, meeting);
		await start();
		await open(one);
		await declareRecusal(runner, anOpId(), { caseId: one.id, userId: observer.userId });
		expect(await shown(observer)).toEqual(["meeting"]);
		await open(two);
		expect(await shown(observer)).toEqual(["meeting", "two"]);
	});

	it("shows an observer nothing once their place on the panel has ended", async () => {
		const observer = await anObserver();
		await enters(observer, meeting);
		await start();
		await open(one);
		const [seat] = await db.select().from(memberships).where(eq(memberships.userId, observer.userId));
		await endMembership(SYSTEM, anOpId(), { membershipId: seat?.id ?? "" });
		expect(await shown(observer)).toEqual(nothing);
	});

	it("shows a guest nothing once their invitation is withdrawn, but what another still opens", async () => {
		const user = await aUser();
		const first = await aGuest(one, user);
		const second = await aGuest(two, user);
		const guest = anActor(user);
		await enters(guest, meeting);
		await start();
		await open(one);
		expect(await shown(guest)).toEqual(["meeting", "one"]);
		await withdrawGuest(runner, anOpId(), { ...inMeeting(), guestId: first.guestId });
		expect(await shown(guest)).toEqual(["meeting"]);
		await open(two);
		expect(await shown(guest)).toEqual(["meeting", "two"]);
		await withdrawGuest(runner, anOpId(), { ...inMeeting(), guestId: second.guestId });
		expect(await shown(guest)).toEqual(nothing);
	});
});

describe("a membership's dates", () => {
	const asMember = ["organisation", "panel", "meetings", "case"];
	const nothing = ["organisation"];

	/** A membership as it stands in the database, be it that the job which turns it is late. */
	async function memberOn(dates: { startsOn: string; endsOn: string | null }, state = "active" as const) {
		const user = await aUser();
		const { id } = await aMembership({ panel: file.panel, user });
		await transaction(async (tx) => {
			await tx
				.update(memberships)
				.set({ ...dates, state })
				.where(eq(memberships.id, id));
		});
		return anActor(user);
	}

	it.each([
		["that begins today", 0, null, asMember],
		["that ends today", -30, 0, asMember],
		["of this one day", 0, 0, asMember],
		["without an end", -30, null, asMember],
		["that begins tomorrow", 1, null, nothing],
		["that ended yesterday", -30, -1, nothing],
	])("%s", async (_, from, to, expected) => {
		const today = londonDate();
		const actor = await memberOn({
			startsOn: addDays(today, from),
			endsOn: to === null ? null : addDays(today, to),
		});
		expect(await held(actor, file)).toEqual(expected);
	});

	it("give no power once it was ended, whatever they say", async () => {
		const user = await aUser();
		const { id } = await aMembership({ panel: file.panel, user });
		expect(await held(anActor(user), file)).toEqual(asMember);
		await endMembership(SYSTEM, anOpId(), { membershipId: id });
		expect(await held(anActor(user), file)).toEqual(nothing);
	});

	it("give no power before it was begun, whatever they say", async () => {
		const user = await aUser();
		const startsOn = addDays(londonDate(), 1);
		const { id } = await aMembership({ panel: file.panel, user, startsOn });
		await transaction((tx) =>
			tx.update(memberships).set({ undertakenAt: new Date() }).where(eq(memberships.id, id)),
		);
		setClock(() => new Date(`${startsOn}T12:00:00Z`));
		expect(await held(anActor(user), file)).toEqual(nothing);
	});

	it.each([
		[
			"summer, when midnight comes at 23:00 UTC",
			"2026-07-15",
			"2026-07-14T23:00:00.000Z",
			"2026-07-15T23:00:00.000Z",
		],
		["winter, when it is UTC's", "2026-01-15", "2026-01-15T00:00:00.000Z", "2026-01-16T00:00:00.000Z"],
		[
			"the day on which the clocks go forward",
			"2026-03-29",
			"2026-03-29T00:00:00.000Z",
			"2026-03-29T23:00:00.000Z",
		],
		["the day on which they go back", "2026-10-25", "2026-10-24T23:00:00.000Z", "2026-10-26T00:00:00.000Z"],
	])("count in London, in %s", async (_, day, begins, ends) => {
		const actor = await memberOn({ startsOn: day, endsOn: day });
		const at = (instant: string, milliseconds: number) =>
			setClock(() => new Date(new Date(instant).getTime() + milliseconds));
		at(begins, -1);
		expect(await held(actor, file)).toEqual(nothing);
		at(begins, 0);
		expect(await held(actor, file)).toEqual(asMember);
		at(ends, -1);
		const access = await accessOf(db, actor);
		expect(heldIn(access, file)).toEqual(asMember);
		expect(isStale(access)).toBe(false);
		at(ends, 0);
		expect(isStale(access)).toBe(true);
		expect(await held(actor, file)).toEqual(nothing);
	});
});

describe("SQL and TypeScript", () => {
	const seed = seedOfRun();
	const chance = chanceOf(seed);
	const PEOPLE = 60;
	let world: { files: { id: string; panelId: string }[]; actors: Actor[] };

	/** People, panels and cases with standings of every kind, and of kinds that no command would make. */
	beforeAll(async () => {
		const panels: TestPanel[] = [];
		for (let n = 0; n < 5; n++) panels.push(await aPanel());
		const agencies = [await anAgency(), await anAgency(), await anAgency()];
		const files: TestCase[] = [];
		for (let n = 0; n < 20; n++) files.push(await aCase({ panel: chance.pick(panels) }));
		const actors: Actor[] = [];
		for (let n = 0; n < PEOPLE; n++) {
			const role = chance.isTrue(0.8) ? "none" : chance.pick(["administrator", "auditor", "lead"] as const);
			actors.push(anActor(await aUser({ role, agency: chance.pick(agencies) })));
		}
		const today = londonDate();
		const dates = [-400, -1, 0, 1, 400].map((days) => addDays(today, days));
		await transaction(async (tx) => {
			for (const actor of actors) {
				for (const panel of panels.filter(() => chance.isTrue(0.4))) {
					await tx.insert(memberships).values({
						id: newId(),
						panelId: panel.id,
						userId: actor.userId,
						role: chance.pick(["chair", "deputy", "coordinator", "member", "observer"] as const),
						state: chance.isTrue(0.7) ? "active" : chance.pick(["coming", "ended"] as const),
						startsOn: chance.isTrue(0.6) ? today : chance.pick(dates),
						endsOn: chance.isTrue(0.6) ? null : chance.pick(dates),
						undertakenAt: chance.isTrue(0.8) ? new Date() : null,
						userName: actor.name,
						agencyId: actor.agencyId,
						agencyName: actor.agencyName,
						version: 1,
					});
				}
				for (const one of files.filter(() => chance.isTrue(0.15))) {
					await tx.insert(recusals).values({
						id: newId(),
						caseId: one.id,
						userId: actor.userId,
						userName: actor.name,
						declaredById: actor.userId,
						declaredAt: new Date(),
						liftedAt: chance.isTrue(0.5) ? new Date() : null,
						version: 1,
					});
				}
			}
			for (const one of files) {
				if (chance.isTrue(0.6)) {
					const officerUserId = chance.pick(actors).userId;
					await tx.update(cases).set({ officerUserId }).where(eq(cases.id, one.id));
				}
				for (const agency of agencies.filter(() => chance.isTrue(0.4))) {
					await tx.insert(victimAgencies).values({
						id: newId(),
						caseId: one.id,
						agencyId: agency.id,
						agencyName: agency.name,
						removedAt: chance.isTrue(0.4) ? new Date() : null,
						version: 1,
					});
				}
			}
		});
		world = { actors, files: await db.select({ id: cases.id, panelId: cases.panelId }).from(cases) };
	}, 60_000);

	it(`name the same cases for everybody (TEST_SEED=${seed})`, async () => {
		let most = 0;
		let seen = 0;
		for (const actor of world.actors) {
			const access = await accessOf(db, actor);
			const bySql = await db.select({ id: cases.id }).from(cases).where(casesSeenBy(access));
			const byRule = world.files.filter((one) => holds(access, audienceOf("case", one)));
			expect(bySql.map((row) => row.id).sort(), `${actor.userId}, seed ${seed}`).toEqual(
				byRule.map((row) => row.id).sort(),
			);
			most = Math.max(most, byRule.length);
			seen += byRule.length;
		}
		// The world has both sides in it.
		expect(seen).toBeGreaterThan(0);
		expect(seen).toBeLessThan(PEOPLE * world.files.length);
		expect(most).toBeGreaterThan(1);
	}, 30_000);

	it(`decide about one case the same from that case's rows alone (TEST_SEED=${seed})`, async () => {
		for (const actor of world.actors) {
			const whole = await accessOf(db, actor);
			for (const one of world.files.filter(() => chance.isTrue(0.3))) {
				const part = await accessOf(db, actor, one.id);
				for (const kind of KINDS) {
					const audience = audienceOf(kind, one);
					expect(holds(part, audience), `${actor.userId} ${audienceKey(audience)}, seed ${seed}`).toBe(
						holds(whole, audience),
					);
				}
				expect(roleIn(part, one.panelId)).toBe(roleIn(whole, one.panelId));
			}
		}
	}, 30_000);

	it("let nobody hold the protected details without the case, or the case while recused", async () => {
		for (const actor of world.actors) {
			const access = await accessOf(db, actor);
			for (const one of world.files) {
				const seesCase = holds(access, audienceOf("case", one));
				if (holds(access, audienceOf("protected", one))) expect(seesCase).toBe(true);
				if (access.recusedFrom.has(one.id)) expect(seesCase).toBe(false);
			}
		}
	});
});

describe("audienceKey", () => {
	it("tells audiences apart", () => {
		const one = { id: "c1", panelId: "p1" };
		const other = { id: "c2", panelId: "p2" };
		const keys = [
			...KINDS.flatMap((kind) => [audienceKey(audienceOf(kind, one)), audienceKey(audienceOf(kind, other))]),
			audienceKey({ kind: "meeting", panelId: "p1", meetingId: "c1" }),
			audienceKey({ kind: "meeting", panelId: "p1", meetingId: "p1" }),
			...["u1", "u2"].map((userId) =>
				audienceKey({ kind: "guest", panelId: "p1", meetingId: "c1", userId, caseIds: ["c1"] }),
			),
		];
		expect(new Set(keys).size).toBe(keys.length - 1);
		expect(audienceKey({ kind: "organisation" })).toBe("organisation");
	});
});
