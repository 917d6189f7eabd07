/** What an open screen is sent: everything it may see of what it has open, in order, and nothing else. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fromSnapshot, merge, type RoomState } from "#app/live/room-state.ts";
import { db, dialect } from "#db/index.ts";
import {
	aCase,
	aMeeting,
	anAction,
	anEntry,
	enters,
	type TestCase,
	type TestMeeting,
} from "#tests/case-factories.ts";
import { anOfficerOf } from "#tests/everyone.ts";
import {
	aLead,
	aMember,
	anActor,
	anAdministrator,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
} from "#tests/factories.ts";
import { aLiveServer, type LiveServer, Screen, signedIn, silence } from "#tests/live-screen.ts";
import type { Actor } from "../audiences/index.ts";
import { addProtectedDetail, caseFile, declareRecusal, editEntry } from "../cases/index.ts";
import { type Changes, versionOf } from "../events/index.ts";
import { addToAgenda, closeMeeting, meetingRoom, openItem } from "../meetings/index.ts";
import type { Followed } from "./index.ts";

let server: LiveServer;
const open: Screen[] = [];
/** A screen of this person's, closed after the test. */
async function screenOf(actor: Actor): Promise<Screen> {
	const opened = await Screen.open(server, await signedIn(actor));
	open.push(opened);
	return opened;
}
beforeAll(async () => {
	server = await aLiveServer();
});
afterEach(() => {
	for (const one of open.splice(0)) one.close();
});
afterAll(() => server.close());

const names = (rows: { kind: string; id: string }[]) => rows.map(({ kind, id }) => `${kind}:${id}`);
/** All rows that came by pushes, in order. */
const pushed = (screen: Screen) => screen.changes.flatMap(({ rows }) => names(rows));
/** The answer's changes. */
function caughtUp(followed: Followed): Changes {
	if (followed.status !== "following") throw new Error(`The answer was ${followed.status}`);
	return followed.changes;
}

let panel: TestPanel;
let chair: Actor;
let member: Actor;
let files: [TestCase, TestCase];
let meeting: TestMeeting;
beforeAll(async () => {
	panel = await aPanel();
	chair = await aMember({ panel, role: "chair" });
	member = await aMember({ panel });
	files = [await aCase({ panel }), await aCase({ panel })];
	meeting = await aMeeting({ cases: [...files], startedBy: chair, present: [member] });
});
const versionNow = () => versionOf(db, panel.id);
/** The chair goes on to another item, though nothing was decided. */
const next = ({ id: meetingId }: TestMeeting, itemId: string) =>
	openItem(chair, anOpId(), { meetingId, itemId, nothingDecided: "yes" });
const close = ({ id: meetingId }: TestMeeting) =>
	closeMeeting(chair, anOpId(), { meetingId, nothingDecided: "yes", all: "carried-over" });

describe("a screen that follows a meeting", () => {
	test("is sent what is recorded on its cases, whole and at once; who is recused, the number alone", async () => {
		const recused = await aMember({ panel });
		await enters(recused, meeting);
		await declareRecusal(recused, anOpId(), { caseId: files[0].id, userId: recused.userId });
		const version = await versionNow();
		const screens = await Promise.all([chair, member, recused].map(screenOf));
		const [chairs, members, recuseds] = screens as [Screen, Screen, Screen];
		for (const screen of screens) {
			const changes = caughtUp(await screen.follow("meeting", meeting.id, version));
			expect(changes).toEqual({ stream: panel.id, from: version, to: version, rows: [], removed: [] });
		}
		const entry = await anEntry({ file: files[0], by: member, meetingId: meeting.id, body: "At once." });
		for (const screen of screens) await screen.at(entry.version);
		const [shown] = members.changes;
		expect(shown).toMatchObject({
			stream: panel.id,
			from: version,
			to: version + 1,
			rows: [{ kind: "entry", id: entry.id, body: "At once.", version: version + 1 }],
			removed: [],
		});
		expect(chairs.changes).toEqual([shown]);
		expect(recuseds.changes).toEqual([
			{ stream: panel.id, from: version, to: version + 1, rows: [], removed: [] },
		]);
		const other = await anEntry({ file: files[1], by: member, meetingId: meeting.id });
		await recuseds.at(other.version);
		expect(pushed(recuseds)).toEqual([`entry:${other.id}`]);
	});

	test("is led by the chair: the current case, and the end", async () => {
		const recused = await aMember({ panel });
		const own = await aMeeting({ cases: [...files], startedBy: chair, present: [member, recused] });
		await declareRecusal(recused, anOpId(), { caseId: files[1].id, userId: recused.userId });
		const screens = await Promise.all([member, recused].map(screenOf));
		const [members, recuseds] = screens as [Screen, Screen];
		for (const screen of screens) await screen.follow("meeting", own.id, await versionNow());
		const [first, second] = own.items.map(({ id }) => `agendaItem:${id}`);
		const itemId = own.items[1]?.id ?? "";
		const opened = await next(own, itemId);
		for (const screen of screens) await screen.at(opened.version);
		expect(pushed(members).sort()).toEqual([first, second].sort());
		// They learn that the case they see was left; not which one is current.
		expect(recuseds.changes.flatMap(({ rows }) => rows)).toMatchObject([
			{ id: own.items[0]?.id, isCurrent: false },
		]);
		for (const screen of screens) screen.clear();
		const closed = await close(own);
		for (const screen of screens) await screen.at(closed.version);
		// A case that was heard leaves with its hearing, what comes next and when: to whoever may see it.
		const heard = (caseId: string) => (row: { id: string } & { caseId?: string }) =>
			row.id === caseId || row.caseId === caseId;
		const toRecused = recuseds.changes.flatMap(({ rows }) => rows);
		expect(toRecused.filter((row) => row.kind === "meeting")).toMatchObject([{ state: "closed" }]);
		expect(toRecused.filter((row) => row.kind !== "meeting").every(heard(files[0].id))).toBe(true);
		expect(toRecused.some(heard(files[1].id))).toBe(false);
		expect(pushed(members)).toEqual(
			expect.arrayContaining([second, `meeting:${own.id}`, `case:${files[0].id}`, `case:${files[1].id}`]),
		);
	});

	test("is sent nothing of cases that are not on the agenda, nor of other meetings", async () => {
		const elsewhere = await aCase({ panel });
		const other = await aMeeting({ cases: [elsewhere], startedBy: chair });
		const screen = await screenOf(chair);
		await screen.follow("meeting", meeting.id, await versionNow());
		await anEntry({ file: elsewhere, by: chair, meetingId: other.id });
		await close(other);
		await screen.at(await versionNow());
		expect(pushed(screen)).toEqual([]);
	});

	test("that has outgrown what it holds is still emptied when its person’s standing changes", async () => {
		const someone = await aMember({ panel });
		const other = await aMeeting({ cases: [...files], present: [someone] });
		const screen = await screenOf(someone);
		await screen.follow("meeting", other.id, await versionNow());
		await addToAgenda(chair, anOpId(), { meetingId: other.id, caseId: (await aCase({ panel })).id });
		await screen.until((here) => here.count("outgrown") === 1);
		await declareRecusal(someone, anOpId(), { caseId: files[0].id, userId: someone.userId });
		await screen.until((here) => here.count("reload") === 1);
		const entry = await anEntry({ file: files[0] });
		await silence();
		expect(pushed(screen)).not.toContain(`entry:${entry.id}`);
	});

	test("loads anew when a case is put on the agenda; screens of other meetings do not", async () => {
		const added = await aCase({ panel });
		const other = await aMeeting({ cases: [...files], present: [member] });
		const version = await versionNow();
		const [here, there] = [await screenOf(member), await screenOf(member)];
		await here.follow("meeting", other.id, version);
		await there.follow("meeting", meeting.id, version);
		await addToAgenda(chair, anOpId(), { meetingId: other.id, caseId: added.id });
		await here.until((screen) => screen.count("outgrown") === 1);
		await there.at(await versionNow());
		expect([here.count("reload"), there.count("reload"), there.count("outgrown")]).toEqual([0, 0, 0]);
		expect(await here.follow("meeting", other.id, version)).toEqual({ status: "outgrown" });
		const { snapshot } = await meetingRoom(member, other.id);
		caughtUp(await here.follow("meeting", other.id, snapshot.version));
		here.clear();
		const entry = await anEntry({ file: added });
		await here.at(entry.version);
		expect(pushed(here)).toEqual([`entry:${entry.id}`]);
	});
});

describe("a screen that follows a case", () => {
	test("is sent that case’s rows, and no other’s", async () => {
		const officer = await anOfficerOf(files[0]);
		const screens = await Promise.all([member, officer].map(screenOf));
		for (const screen of screens) await screen.follow("case", files[0].id, await versionNow());
		const entry = await anEntry({ file: files[0], meetingId: meeting.id });
		const action = await anAction({ file: files[0] });
		await anEntry({ file: files[1] });
		await next(meeting, meeting.items[1]?.id ?? "");
		for (const screen of screens) {
			await screen.at(await versionNow());
			expect(pushed(screen)).toEqual([`entry:${entry.id}`, `action:${action.id}`]);
		}
	});

	test("is sent protected details only where its person is shown them", async () => {
		const screens = await Promise.all([chair, files[0].coordinator, member, await aLead()].map(screenOf));
		for (const screen of screens) await screen.follow("case", files[0].id, await versionNow());
		const { coordinator, victimId: personId, id: caseId } = files[0];
		const detail = { caseId, personId, kind: "address" as const, value: "5 Quiet Lane" };
		const { detailId, version } = await addProtectedDetail(coordinator, anOpId(), detail);
		for (const screen of screens) await screen.at(version);
		const row = { kind: "protectedDetail", id: detailId, value: "5 Quiet Lane" };
		const told = screens.map((screen) => screen.changes.flatMap(({ rows }) => rows));
		expect(told).toMatchObject([[row], [row], [], [row]]);
		expect(JSON.stringify(told[2])).not.toContain("Quiet");
	});
});

test("a screen that follows a panel is sent the numbers alone", async () => {
	const screen = await screenOf(member);
	await screen.follow("panel", panel.id, await versionNow());
	await anEntry({ file: files[0] });
	const last = await aMeeting({ panel, startedBy: chair });
	await close(last);
	await screen.at(await versionNow());
	for (const { rows, removed } of screen.changes) expect([...rows, ...removed]).toEqual([]);
});

describe("following", () => {
	test("what one may not know, and what is not there, are gone alike", async () => {
		const strangers: Record<string, Actor> = {
			"an outsider": anActor(await aUser()),
			"a chair elsewhere": await aMember({ role: "chair" }),
			"an observer": await aMember({ panel, role: "observer" }),
			"an administrator": await anAdministrator(),
			"an auditor": anActor(await aUser({ role: "auditor" })),
		};
		const version = await versionNow();
		for (const [standing, actor] of Object.entries(strangers)) {
			const screen = await screenOf(actor);
			for (const [kind, id] of [
				["meeting", meeting.id],
				["case", files[0].id],
				["panel", panel.id],
				["meeting", "none"],
				["case", "none"],
				["panel", "none"],
				["panel", "organisation"],
				["panel", "access"],
			] as const) {
				expect(await screen.follow(kind, id, version), `${standing}: ${kind} ${id}`).toEqual({
					status: "gone",
				});
			}
			await anEntry({ file: files[0] });
			await silence();
			expect(screen.messages, standing).toEqual([]);
		}
	});

	test("an officer follows their case, not its panel or a meeting about it", async () => {
		const officer = await anOfficerOf(files[1]);
		const screen = await screenOf(officer);
		const version = await versionNow();
		expect(await screen.follow("case", files[1].id, version)).toMatchObject({ status: "following" });
		for (const [kind, id] of [
			["case", files[0].id],
			["meeting", meeting.id],
			["panel", panel.id],
		] as const) {
			expect(await screen.follow(kind, id, version)).toEqual({ status: "gone" });
		}
	});

	test("from an older version answers what was missed, as it is now", async () => {
		const version = await versionNow();
		const entry = await anEntry({ file: files[0], by: member, body: "At first." });
		await editEntry(member, anOpId(), {
			entryId: entry.id,
			kind: "risk",
			body: "Better said.",
			version: entry.version,
		});
		await anEntry({ file: files[1] });
		const screen = await screenOf(chair);
		const changes = caughtUp(await screen.follow("case", files[0].id, version));
		expect(changes).toMatchObject({ from: version, to: version + 3, removed: [] });
		expect(changes.rows).toMatchObject([{ id: entry.id, body: "Better said.", version: version + 2 }]);
	});

	test("from a version that has not come yet is to load anew", async () => {
		const screen = await screenOf(chair);
		expect(await screen.follow("case", files[0].id, (await versionNow()) + 1)).toEqual({ status: "reload" });
		await anEntry({ file: files[0] });
		await silence();
		expect(screen.count("changes")).toBe(0);
	});

	test("something else leaves what was followed before", async () => {
		const screen = await screenOf(chair);
		await screen.follow("case", files[0].id, await versionNow());
		await screen.follow("case", files[1].id, await versionNow());
		await anEntry({ file: files[0] });
		const entry = await anEntry({ file: files[1] });
		await screen.at(entry.version);
		expect(pushed(screen)).toEqual([`entry:${entry.id}`]);
	});

	test("two things at once ends with one of them", async () => {
		const screen = await screenOf(chair);
		const version = await versionNow();
		const answers = await Promise.all(files.map(({ id }) => screen.follow("case", id, version)));
		expect(answers.map(({ status }) => status)).toContain("following");
		const entries = [await anEntry({ file: files[0] }), await anEntry({ file: files[1] })];
		await screen.at(await versionNow());
		expect(pushed(screen)).toHaveLength(1);
		expect(entries.map(({ id }) => `entry:${id}`)).toContain(pushed(screen)[0]);
	});
});

describe("nothing is lost", () => {
	const rowsOf = (state: RoomState) => Object.fromEntries(state.rows);
	const mergedAll = (state: RoomState, messages: Changes[]) => {
		const merged = merge(state, ...messages);
		if (merged === "gap") throw new Error("There is a gap");
		return merged;
	};

	test("many writers at once: each screen’s messages lead, without a hole that does not show, to where a fresh page begins", async () => {
		const recused = await aMember({ panel });
		await enters(recused, meeting);
		await declareRecusal(recused, anOpId(), { caseId: files[0].id, userId: recused.userId });
		const watchers = [chair, member, recused];
		const watching = await Promise.all(
			watchers.map(async (actor) => {
				const { snapshot } = await meetingRoom(actor, meeting.id);
				const screen = await screenOf(actor);
				const changes = caughtUp(await screen.follow("meeting", meeting.id, snapshot.version));
				return { actor, screen, state: mergedAll(fromSnapshot(snapshot), [changes]) };
			}),
		);
		// One chair goes from item to item, one after the other; everybody else writes meanwhile.
		const chairing = (async () => {
			for (const at of [0, 1, 0]) await next(meeting, meeting.items[at]?.id ?? "");
		})();
		await Promise.all([
			chairing,
			...Array.from({ length: 27 }, (_, n) => {
				const file = files[n % 2] as TestCase;
				return n % 3 === 0 ? anAction({ file }) : anEntry({ file, by: n % 5 === 0 ? chair : member });
			}),
		]);
		const version = await versionNow();
		for (const { actor, screen, state } of watching) {
			await screen.at(version);
			let live = state;
			for (const message of screen.changes) {
				expect(message.to).toBeGreaterThan(message.from);
				const merged = merge(live, message);
				// PostgreSQL may tell of two commits in the wrong order. That shows, and the screen asks.
				if (merged === "gap") expect(dialect).toBe("postgres");
				if (merged !== "gap") live = merged;
				else live = mergedAll(live, [caughtUp(await screen.follow("meeting", meeting.id, live.version))]);
			}
			expect(live.version).toBe(version);
			const fresh = fromSnapshot((await meetingRoom(actor, meeting.id)).snapshot);
			expect({ ...live, rows: rowsOf(live) }).toEqual({ ...fresh, rows: rowsOf(fresh) });
		}
	});

	test("a lost message is a visible gap, and following again fills it", async () => {
		const { snapshot } = await caseFile(member, files[0].id);
		const screen = await screenOf(member);
		const state = mergedAll(fromSnapshot(snapshot), [
			caughtUp(await screen.follow("case", files[0].id, snapshot.version)),
		]);
		// Nothing here is for this screen: even such a message is missed when it is lost.
		await anEntry({ file: files[1] });
		await screen.at(await versionNow());
		screen.clear();
		const missed = await anEntry({ file: files[0] });
		await screen.at(missed.version);
		expect(merge(state, ...screen.changes)).toBe("gap");
		const filled = caughtUp(await screen.follow("case", files[0].id, state.version));
		const whole = mergedAll(state, [filled]);
		expect(whole.version).toBe(missed.version);
		// What was pushed meanwhile is known by then, and changes nothing.
		expect(mergedAll(whole, screen.changes)).toBe(whole);
		const fresh = fromSnapshot((await caseFile(member, files[0].id)).snapshot);
		expect(rowsOf(whole)).toEqual(rowsOf(fresh));
	});

	test("a connection that broke comes back and asks for what it missed", async () => {
		const session = await signedIn(member);
		const before = await Screen.open(server, session);
		const { snapshot } = await caseFile(member, files[0].id);
		await before.follow("case", files[0].id, snapshot.version);
		before.close();
		const entry = await anEntry({ file: files[0] });
		const after = await Screen.open(server, session);
		open.push(after);
		const changes = caughtUp(await after.follow("case", files[0].id, snapshot.version));
		expect(names(changes.rows)).toEqual([`entry:${entry.id}`]);
	});
});

describe("who is here", () => {
	const present = (screen: Screen) => {
		const last = screen.messages.filter((message) => message[0] === "present").at(-1);
		return last?.[0] === "present" ? last[1].map(({ name }) => name).sort() : undefined;
	};
	const isHere = (...actors: Actor[]) => {
		const wished = JSON.stringify(actors.map(({ name }) => name).sort());
		return (screen: Screen) => JSON.stringify(present(screen)) === wished;
	};

	test("is told to everybody on the same screen: one line a person, with their agency", async () => {
		const own = await aMeeting({ cases: [...files], startedBy: chair, present: [member] });
		const version = await versionNow();
		const chairs = await screenOf(chair);
		await chairs.follow("meeting", own.id, version);
		const tabs = await Promise.all([member, member].map(screenOf));
		for (const tab of tabs) await tab.follow("meeting", own.id, version);
		await chairs.until(isHere(chair, member));
		expect(chairs.messages.at(-1)).toEqual([
			"present",
			expect.arrayContaining([
				{ userId: member.userId, name: member.name, agencyName: member.agencyName, isWriting: false },
			]),
		]);
		tabs[0]?.close();
		await silence();
		expect(present(chairs)).toEqual([chair.name, member.name].sort());
		tabs[1]?.close();
		await chairs.until(isHere(chair));
	});

	test("is not told of those on other screens, nor to those who left", async () => {
		const own = await aMeeting({ cases: [...files], startedBy: chair, present: [member] });
		const version = await versionNow();
		const [chairs, members, panels] = await Promise.all([chair, member, chair].map(screenOf));
		await chairs?.follow("meeting", own.id, version);
		await members?.follow("case", files[0].id, version);
		await panels?.follow("panel", panel.id, version);
		await chairs?.until(isHere(chair));
		await members?.until(isHere(member));
		await members?.follow("meeting", own.id, version);
		for (const screen of [chairs, members]) await screen?.until(isHere(chair, member));
		members?.clear();
		await members?.follow("panel", panel.id, version);
		await chairs?.until(isHere(chair));
		await silence();
		expect(members?.messages).toEqual([]);
		expect(panels?.messages).toEqual([]);
	});
});
