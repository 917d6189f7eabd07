/** Open screens when somebody's standing changes: emptied at once, and never sent what is no longer theirs. */
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { cases, contacts, recusals } from "#db/schema/index.ts";
import { aCase, aMeeting, anEntry, enters, type TestCase, type TestMeeting } from "#tests/case-factories.ts";
import { anOfficerOf } from "#tests/everyone.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
	undertakes,
} from "#tests/factories.ts";
import { aLiveServer, type LiveServer, Screen, signedIn, silence } from "#tests/live-screen.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import {
	addProtectedDetail,
	caseFile,
	declareRecusal,
	liftRecusal,
	listVictimAgency,
	setOfficer,
	unlistVictimAgency,
} from "../cases/index.ts";
import { addDays, londonDate, setClock, startOfLondonDay } from "../clock.ts";
import { claimContact, takeLinkBack } from "../contacts/index.ts";
import { versionOf } from "../events/index.ts";
import { newId } from "../ids.ts";
import { addToAgenda, inviteGuest, meetingRoom, raiseHand } from "../meetings/index.ts";
import { addMembership, endMembership } from "../panels/index.ts";

let server: LiveServer;
const open: Screen[] = [];
async function screenOf(actor: Actor): Promise<Screen> {
	const opened = await Screen.open(server, await signedIn(actor));
	open.push(opened);
	return opened;
}
beforeAll(async () => {
	server = await aLiveServer();
});
afterEach(() => {
	setClock();
	for (const one of open.splice(0)) one.close();
});
afterAll(() => server.close());

let panel: TestPanel;
let chair: Actor;
let hidden: TestCase;
let shown: TestCase;
let meeting: TestMeeting;
beforeAll(async () => {
	panel = await aPanel();
	chair = await aMember({ panel, role: "chair" });
	hidden = await aCase({ panel, victimAddress: "1 Hidden Street" });
	shown = await aCase({ panel });
	meeting = await aMeeting({ cases: [hidden, shown], startedBy: chair });
});
let member: Actor;
beforeEach(async () => {
	member = await aMember({ panel });
	await enters(member, meeting);
});
const versionNow = () => versionOf(db, panel.id);
const recuse = (whom: Actor, by: Actor = whom) =>
	declareRecusal(by, anOpId(), { caseId: hidden.id, userId: whom.userId });
const isReloaded = (screen: Screen) => screen.count("reload") === 1;
const pushed = (screen: Screen) => screen.changes.flatMap(({ rows }) => rows.map(({ id }) => id));

test("a link to a contact that is taken back empties the open screens of the account at once", async () => {
	const coordinator = await aMember({ panel, role: "coordinator" });
	const contactId = newId();
	await transaction(async (tx) => {
		const name = "DC Smith";
		await tx
			.insert(contacts)
			.values({ id: contactId, panelId: panel.id, name, nameKey: "dc smith", version: 1 });
		await tx.update(cases).set({ officerContactId: contactId }).where(eq(cases.id, hidden.id));
	});
	const wrong = await aUser();
	const input = { panelId: panel.id, contactId, email: wrong.email };
	await claimContact(coordinator, anOpId(), input);
	const officer = anActor(wrong);
	const { snapshot } = await caseFile(officer, hidden.id);
	const screen = await screenOf(officer);
	await screen.follow("case", hidden.id, snapshot.version);
	await takeLinkBack(coordinator, anOpId(), { panelId: panel.id, contactId, userId: wrong.id });
	await screen.until(isReloaded);
	const secret = await anEntry({ file: hidden, by: chair });
	await silence();
	expect(screen.changes).toEqual([]);
	expect(JSON.stringify(screen.messages)).not.toContain(secret.id);
	expect(await screen.follow("case", hidden.id, snapshot.version)).toEqual({ status: "gone" });
});

describe("a recusal", () => {
	test.each(["by oneself", "by the chair"])(
		"%s empties every open screen of the person at once",
		async (how) => {
			const version = await versionNow();
			const [room, file, other] = await Promise.all([member, member, member].map(screenOf));
			await room?.follow("meeting", meeting.id, version);
			await file?.follow("case", hidden.id, version);
			await other?.follow("case", shown.id, version);
			const chairs = await screenOf(chair);
			await chairs.follow("meeting", meeting.id, version);
			const from = Date.now();
			await recuse(member, how === "by oneself" ? member : chair);
			for (const screen of [room, file, other]) await screen?.until(isReloaded);
			expect(Date.now() - from).toBeLessThan(2_000);
			expect(chairs.count("reload")).toBe(0);

			const secret = await anEntry({ file: hidden, by: chair, meetingId: meeting.id });
			await chairs.at(secret.version);
			await silence();
			// Nothing more until they have loaded anew: not even numbers.
			for (const screen of [room, file, other]) expect(screen?.changes).toEqual([]);

			expect(await file?.follow("case", hidden.id, version)).toEqual({ status: "gone" });
			// From the version before, there is a wall to load anew for; from the page's present one, the rest goes on.
			expect(await room?.follow("meeting", meeting.id, version)).toEqual({ status: "reload" });
			const { snapshot } = await meetingRoom(member, meeting.id);
			expect(JSON.stringify(snapshot)).not.toContain(hidden.id);
			expect(await room?.follow("meeting", meeting.id, snapshot.version)).toMatchObject({
				status: "following",
			});
			const still = await anEntry({ file: hidden, by: chair, meetingId: meeting.id });
			const open = await anEntry({ file: shown, by: chair, meetingId: meeting.id });
			await room?.at(open.version);
			expect(room && pushed(room)).toEqual([open.id]);
			expect(JSON.stringify(room?.messages)).not.toMatch(new RegExp(`${hidden.id}|${still.id}`));
		},
	);

	test("takes the person from those who are told to be here", async () => {
		const version = await versionNow();
		const chairs = await screenOf(chair);
		await chairs.follow("case", hidden.id, version);
		const members = await screenOf(member);
		await members.follow("case", hidden.id, version);
		const here = (screen: Screen) => {
			const last = screen.messages.filter((message) => message[0] === "present").at(-1);
			return last?.[0] === "present" ? last[1].map(({ userId }) => userId) : [];
		};
		await chairs.until((screen) => here(screen).includes(member.userId));
		await recuse(member);
		await chairs.until((screen) => here(screen).length === 1);
		expect(here(chairs)).toEqual([chair.userId]);
	});

	test("lifted loads the screen anew, with the case in it", async () => {
		await recuse(member);
		const { snapshot } = await meetingRoom(member, meeting.id);
		const room = await screenOf(member);
		await room.follow("meeting", meeting.id, snapshot.version);
		const [recusal] = await db.select().from(recusals).where(eq(recusals.userId, member.userId));
		const lead = await aLead();
		await liftRecusal(lead, anOpId(), { caseId: hidden.id, recusalId: recusal?.id ?? "" });
		await room.until(isReloaded);
		const again = (await meetingRoom(member, meeting.id)).snapshot;
		expect(again.rows.map(({ id }) => id)).toContain(hidden.id);
		await room.follow("meeting", meeting.id, again.version);
		const entry = await anEntry({ file: hidden, by: chair });
		await room.at(entry.version);
		expect(pushed(room)).toEqual([entry.id]);
	});

	test("keeps to itself what is done about the case: on its agenda, and by whose agency it is supported", async () => {
		const agency = await anAgency();
		const someone = await aMember({ panel, agency });
		await recuse(someone);
		const planned = await aMeeting({ cases: [shown], present: [chair, someone] });
		const screens = await Promise.all([chair, someone].map(screenOf));
		for (const screen of screens) await screen.follow("meeting", planned.id, await versionNow());
		await listVictimAgency(hidden.coordinator, anOpId(), { caseId: hidden.id, agencyId: agency.id });
		await addToAgenda(chair, anOpId(), { meetingId: planned.id, caseId: hidden.id });
		const [chairs, theirs] = screens as [Screen, Screen];
		await chairs.until((screen) => screen.count("outgrown") === 1);
		await theirs.at(await versionNow());
		expect([theirs.count("reload"), theirs.count("outgrown")]).toEqual([0, 0]);
		for (const { rows, removed } of theirs.changes) expect([...rows, ...removed]).toEqual([]);
	});

	test("that comes while a screen begins to follow leaves it no row, whatever version it claims", async () => {
		for (let round = 0; round < 3; round++) {
			const someone = await aMember({ panel });
			await enters(someone, meeting);
			const room = await screenOf(someone);
			const version = await versionNow();
			// A screen that guesses the version of its own recusal must not slip past it.
			const [, ...answers] = await Promise.all([
				recuse(someone, chair),
				room.follow("meeting", meeting.id, version),
				room.follow("meeting", meeting.id, version + 1),
				room.follow("case", hidden.id, version + 1),
			]);
			const entry = await anEntry({ file: hidden, by: chair });
			await silence();
			expect(pushed(room)).not.toContain(entry.id);
			for (const answer of answers) {
				if (answer.status === "following") expect(JSON.stringify(answer)).not.toContain(hidden.id);
			}
		}
	});
});

describe("an agency listed as working with the victim", () => {
	test("loads its members’ screens anew, with the protected details; unlisted, without them", async () => {
		const agency = await anAgency();
		const theirs = await aMember({ panel, agency });
		const [of, others] = [await screenOf(theirs), await screenOf(member)];
		const protectedRows = async () =>
			(await caseFile(theirs, hidden.id)).snapshot.rows.filter((row) => row.kind === "protectedDetail");
		for (const screen of [of, others]) await screen.follow("case", hidden.id, await versionNow());
		expect(await protectedRows()).toEqual([]);

		const { coordinator, victimId: personId, id: caseId } = hidden;
		await listVictimAgency(coordinator, anOpId(), { caseId, agencyId: agency.id });
		await of.until(isReloaded);
		await others.at(await versionNow());
		expect(others.count("reload")).toBe(0);
		expect(await protectedRows()).toMatchObject([{ value: "1 Hidden Street" }]);
		await of.follow("case", hidden.id, await versionNow());
		const detail = { caseId, personId, kind: "school" as const, value: "Willow School" };
		const added = await addProtectedDetail(coordinator, anOpId(), detail);
		for (const screen of [of, others]) await screen.at(added.version);
		expect(of.changes.at(-1)?.rows).toMatchObject([{ id: added.detailId, value: "Willow School" }]);
		expect(pushed(others)).not.toContain(added.detailId);

		of.clear();
		await unlistVictimAgency(coordinator, anOpId(), { caseId, agencyId: agency.id });
		await of.until(isReloaded);
		expect(await protectedRows()).toEqual([]);
		await of.follow("case", hidden.id, await versionNow());
		const last = await addProtectedDetail(coordinator, anOpId(), { ...detail, value: "Rowan School" });
		await of.at(last.version);
		expect(pushed(of)).toEqual([]);
	});
});

describe("a place that is lost", () => {
	test("on the panel: its screens are emptied, and there is nothing to follow any more", async () => {
		const user = await aUser();
		const { id: membershipId } = await aMembership({ panel, user });
		const someone = anActor(user);
		await enters(someone, meeting);
		const screens = await Promise.all([someone, someone].map(screenOf));
		const version = await versionNow();
		await screens[0]?.follow("meeting", meeting.id, version);
		await screens[1]?.follow("panel", panel.id, version);
		await endMembership(SYSTEM, anOpId(), { membershipId });
		for (const screen of screens) await screen.until(isReloaded);
		expect(await screens[0]?.follow("meeting", meeting.id, await versionNow())).toEqual({ status: "gone" });
		expect(await screens[1]?.follow("panel", panel.id, await versionNow())).toEqual({ status: "gone" });
		// A place gained shows on an open screen too: here, that there is something to load after all.
		await addMembership(SYSTEM, anOpId(), { panelId: panel.id, userId: user.id, role: "member" });
		expect(await screens[0]?.follow("meeting", meeting.id, await versionNow())).toEqual({ status: "gone" });
		await undertakes(someone, panel);
		expect(await screens[0]?.follow("meeting", meeting.id, await versionNow())).toMatchObject({
			status: "following",
		});
	});

	test("as the officer in the case", async () => {
		const file = await aCase({ panel });
		const officer = await anOfficerOf(file);
		const screen = await screenOf(officer);
		await screen.follow("case", file.id, await versionNow());
		await setOfficer(file.coordinator, anOpId(), { caseId: file.id, officerName: "Somebody else" });
		await screen.until(isReloaded);
		expect(await screen.follow("case", file.id, await versionNow())).toEqual({ status: "gone" });
		await anEntry({ file });
		await silence();
		expect(screen.changes).toEqual([]);
	});

	test("at midnight: what is recorded in the minute after is not sent, though no job has run yet", async () => {
		const today = londonDate();
		const midnight = startOfLondonDay(addDays(today, 1)).getTime();
		setClock(() => new Date(midnight - 60_000));
		const user = await aUser();
		await aMembership({ panel, user, startsOn: today, endsOn: today });
		await enters(anActor(user), meeting);
		const screen = await screenOf(anActor(user));
		await screen.follow("meeting", meeting.id, await versionNow());
		const before = await anEntry({ file: shown, by: chair });
		await screen.at(before.version);
		expect(pushed(screen)).toEqual([before.id]);
		setClock(() => new Date(midnight + 60_000));
		const after = await anEntry({ file: shown, by: chair });
		await screen.until(isReloaded);
		expect(pushed(screen)).not.toContain(after.id);
		expect(await screen.follow("meeting", meeting.id, await versionNow())).toEqual({ status: "gone" });
	});
});

describe("a guest of a case", () => {
	test("is told of to those who may see it: that they are here, that they write and that they ask to speak", async () => {
		const user = await aUser();
		const guest = anActor(user);
		const own = await aMeeting({ cases: [shown, hidden], startedBy: chair, present: [member] });
		await recuse(member);
		const itemId = own.items.find(({ caseId }) => caseId === hidden.id)?.id ?? "";
		await inviteGuest(chair, anOpId(), { meetingId: own.id, itemId, email: user.email });
		await enters(guest, own);
		const version = await versionNow();
		const follows = async (actor: Actor) => {
			const screen = await screenOf(actor);
			expect(await screen.follow("meeting", own.id, version)).toMatchObject({ status: "following" });
			return screen;
		};
		const [chairs, members, guests] = [await follows(chair), await follows(member), await follows(guest)];
		const here = (screen: Screen) => {
			const last = screen.messages.filter((message) => message[0] === "present").at(-1);
			return last?.[0] === "present" ? last[1].map(({ userId }) => userId).sort() : [];
		};
		const all = [chair, member, guest].map(({ userId }) => userId).sort();
		await chairs.until((screen) => here(screen).length === all.length);
		await guests.until((screen) => here(screen).length === all.length);
		guests.socket.emit("writing", true);
		await chairs.until((screen) => JSON.stringify(screen.messages).includes('"isWriting":true'));
		await raiseHand(guest, anOpId(), { meetingId: own.id });
		await members.at(await versionNow());
		await chairs.at(await versionNow());
		await silence();
		expect([here(chairs), here(guests)]).toEqual([all, all]);
		expect(here(members)).toEqual([chair, member].map(({ userId }) => userId).sort());
		expect(JSON.stringify(members.messages)).not.toContain(guest.userId);
		expect(JSON.stringify(chairs.changes)).toContain(guest.userId);
	});
});
