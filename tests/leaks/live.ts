/** What open screens are told: handshakes, everything that can be followed, and a meeting during which much changes. */
import { setTimeout as wait } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import type { Followed, Present } from "#server/realtime/messages.ts";
import { Browser, each, MODES } from "./browser.ts";
import { type Crowd, judge, missing } from "./crowd.ts";
import { type Force, PASSWORD, type Person, type Thing } from "./force.ts";
import { difference, isRoomOpen, leaksIn } from "./judge.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	type Audience,
	CASES,
	FOLLOWS,
	FRAME,
	finds,
	isSignedOut,
	type Kind,
	type Outcome,
	PUSHED,
	SENT,
	seesAudience,
	WITNESSES,
} from "./policy.ts";
import { registerRows, rowsOf } from "./rows.ts";
import type { Secret } from "./secrets.ts";

type SubjectKind = keyof typeof FOLLOWS;
const SUBJECT_KINDS = Object.keys(FOLLOWS) as SubjectKind[];
const idOf = (kind: SubjectKind, thing: Thing): string => thing.ids[`${kind}Id`] ?? "";

const signedIn = ACTOR_KINDS.filter((kind) => !isSignedOut(kind));
const versionOf = (panelId: string) =>
	rowsOf<{ version: number }>("select version from streams where id = ?", panelId)[0]?.version ?? 0;

/** What screens were told, and over how many messages it was judged. */
export const liveCount = { handshakes: 0, follows: 0, frames: 0 };

export function open(url: string, cookie: string, origin = url): Socket {
	const extraHeaders = { Origin: origin, ...(cookie ? { Cookie: cookie } : {}) };
	return io(url, { transports: ["websocket"], extraHeaders, reconnection: false, forceNew: true });
}

/** "admitted", or the reason for which the server would not have it. */
export function handshake(socket: Socket): Promise<string> {
	liveCount.handshakes++;
	return new Promise((resolve) => {
		socket.once("connect", () => resolve("admitted"));
		socket.once("connect_error", (error) => resolve(error.message));
	});
}

async function follow(socket: Socket, kind: SubjectKind, id: string, version: number): Promise<Followed> {
	liveCount.follows++;
	return socket.timeout(5_000).emitWithAck("follow", { subject: { kind, id }, version });
}

// --- handshakes -------------------------------------------------------------------------------------------

/** Who gets a socket at all. */
export async function shakeHands({ url, browsers, findings }: Crowd): Promise<void> {
	const refusals = new Set<string>();
	await each([...ACTOR_KINDS], async (kind) => {
		const { cookie } = browsers[kind];
		const own = open(url, cookie);
		const foreign = open(url, cookie, "https://elsewhere.example");
		const [said, abroad] = await Promise.all([handshake(own), handshake(foreign)]);
		if ((said === "admitted") === isSignedOut(kind))
			findings.problems.push(`${kind}: a socket is answered ${said}`);
		if (isSignedOut(kind)) refusals.add(said);
		if (abroad === "admitted")
			findings.problems.push(`${kind}: a socket opened by another site's page is admitted`);
		for (const socket of [own, foreign]) socket.close();
	});
	const forged = open(url, `panelroom=${"x".repeat(43)}`);
	refusals.add(await handshake(forged));
	if (refusals.size > 1) findings.problems.push(`A refused socket is told why: ${[...refusals].join(", ")}`);
}

/** A message that no page of ours sends ends the connection, whatever it is about. */
export async function sendNonsense({ force, url, browsers, findings }: Crowd): Promise<void> {
	const { walled } = force.caseIds;
	const nonsense: unknown[] = [
		{ subject: { kind: "entry", id: walled }, version: 0 },
		{ subject: { kind: "case", id: walled.repeat(3) }, version: 0 },
		{ subject: { kind: "case", id: walled }, version: -1 },
		{ subject: { kind: "case", id: walled, also: "protected" }, version: 0 },
		{ subject: { kind: "case", id: { $ne: "" } }, version: 0 },
		null,
	];
	await each(nonsense, async (message) => {
		const socket = open(url, browsers.recused.cookie);
		await handshake(socket);
		const ended = new Promise<string>((resolve) => socket.once("disconnect", () => resolve("ended")));
		const answered = new Promise<string>((resolve) => {
			socket.emit("follow", message, (answer: unknown) => resolve(JSON.stringify(answer)));
		});
		const outcome = await Promise.race([ended, answered, wait(3_000, "nothing")]);
		if (outcome !== "ended")
			findings.problems.push(`The message ${JSON.stringify(message)} is answered ${outcome}`);
		socket.close();
	});
	const socket = open(url, browsers.recused.cookie);
	await handshake(socket);
	const ended = new Promise<string>((resolve) => socket.once("disconnect", () => resolve("ended")));
	socket.emit("writing", { on: walled });
	if ((await Promise.race([ended, wait(3_000, "nothing")])) !== "ended")
		findings.problems.push("Writing that is neither so nor not so is taken");
	socket.close();
}

// --- following --------------------------------------------------------------------------------------------

/** Everybody follows everything that can be named, from its beginning and from now. */
export async function followEverything(crowd: Crowd): Promise<void> {
	const { force, url, browsers, findings } = crowd;
	const tasks = signedIn.flatMap((kind) => SUBJECT_KINDS.map((subject) => ({ kind, subject })));
	await each(tasks, async ({ kind, subject }) => {
		const socket = open(url, browsers[kind].cookie);
		await handshake(socket);
		const things = force.things[subject];
		const none = things[0] && missing(things[0]);
		const gone = none && JSON.stringify(await follow(socket, subject, idOf(subject, none), 0));
		for (const thing of things) {
			const now = versionOf(force.panelIds[thing.panels[0] ?? "north"]);
			for (const version of [0, now]) {
				const followed = await follow(socket, subject, idOf(subject, thing), version);
				const where = `${kind}: following ${thing.name} from version ${version}`;
				judgeFollowed(crowd, kind, subject, thing, followed, where);
				if (!maySeeScreen(kind, subject, thing)) {
					findings.comparisons++;
					const hidden = JSON.stringify(followed);
					if (hidden !== gone) findings.problems.push(`${where} differs: ${difference(hidden, gone ?? "")}`);
				}
			}
		}
		socket.close();
	});
}

function maySeeScreen(kind: ActorKind, subject: SubjectKind, thing: Thing): boolean {
	const opensTo = FOLLOWS[subject];
	if (opensTo === "inside") return isRoomOpen(kind, thing);
	if (opensTo === "file") return finds(kind, thing.seenBy);
	return thing.panels.some((panel) => seesAudience(kind, `meetings:${panel}`));
}

function judgeFollowed(
	{ force, findings }: Crowd,
	kind: ActorKind,
	subject: SubjectKind,
	thing: Thing,
	followed: Followed,
	where: string,
): void {
	const maySee = maySeeScreen(kind, subject, thing);
	if ((followed.status === "gone") === maySee) findings.problems.push(`${where} is ${followed.status}`);
	findings.answers++;
	const view = { kind, thing, shows: SENT.follow, asked: idOf(subject, thing) };
	const { leaks, found } = leaksIn(force.secrets, JSON.stringify(followed), view);
	for (const leak of leaks) findings.problems.push(`${where}: ${leak}`);
	if (leaks.length === 0) for (const secret of found) findings.seen.add(secret);
}

// --- the scene --------------------------------------------------------------------------------------------

interface Frame {
	name: string;
	payload: unknown;
}

/** A screen that follows one thing, as the page's script does: told to load anew, it follows again. */
class Screen {
	readonly frames: Frame[] = [];
	/** Where it stands; frames that are asked for again come as the answer. */
	version = 0;
	isFollowing = false;
	hasEnded = false;
	/** How often it was told of its person's inbox. */
	inboxes = 0;

	private constructor(
		readonly who: string,
		readonly subject: SubjectKind,
		readonly thing: Thing,
		private readonly socket: Socket,
		private readonly panelId: string,
	) {
		socket.onAny((name: string, payload: unknown) => {
			this.frames.push({ name, payload });
			if (name === "inbox") this.inboxes++;
			if (name === "changes") this.version = (payload as { to: number }).to;
			if (name === "reload" || name === "outgrown") void this.follow();
		});
		socket.on("disconnect", () => {
			this.hasEnded = true;
			this.isFollowing = false;
		});
	}

	static async open(
		url: string,
		cookie: string,
		who: string,
		subject: SubjectKind,
		thing: Thing,
		panelId: string,
	) {
		const socket = open(url, cookie);
		const said = await handshake(socket);
		if (said !== "admitted") throw new Error(`${who} was not admitted: ${said}`);
		const screen = new Screen(who, subject, thing, socket, panelId);
		await screen.follow();
		return screen;
	}

	async follow(): Promise<void> {
		this.isFollowing = false;
		for (let attempt = 0; attempt < 5 && !this.hasEnded; attempt++) {
			const version = versionOf(this.panelId);
			const followed = await follow(this.socket, this.subject, idOf(this.subject, this.thing), version).catch(
				() => null,
			);
			if (!followed) return;
			this.frames.push({ name: "follow", payload: followed });
			this.isFollowing = followed.status === "following";
			if (followed.status === "following") this.version = followed.changes.to;
			if (followed.status !== "reload" && followed.status !== "outgrown") return;
		}
	}

	take(): Frame[] {
		return this.frames.splice(0);
	}

	say(isWriting: boolean): void {
		this.socket.emit("writing", isWriting);
	}

	close(): void {
		this.socket.close();
	}
}

const WALL_MS = 2_000;

/** Something that somebody does while everybody's screens are open. */
interface Happening {
	what: string;
	by: Browser;
	path: string;
	fields: Record<string, string>;
	/** To whom it is not hidden: only who holds one of these may notice more than that a number went up. */
	audience: Audience | readonly Audience[];
	/** Whose screens load anew: those whose standing changes, or whose agenda. */
	loadsAnew?: (kind: ActorKind, screen: Screen) => boolean;
}

/** A meeting during which entries are added, walls go up, memberships end, and everybody's screens are open. */
export async function playScene(crowd: Crowd): Promise<void> {
	const { force, url, browsers, findings } = crowd;
	const { caseIds, live, secrets } = force;
	const screens: { kind: ActorKind; screen: Screen }[] = [];
	const caseThing = (name: string) => force.things.case.find((thing) => thing.cases[0] === name) as Thing;
	const meetingThing = force.things.meeting.find((thing) => thing.ids.meetingId === live.meetingId) as Thing;
	const subjects: [SubjectKind, Thing][] = [
		["meeting", meetingThing],
		["case", caseThing("walled")],
		["case", caseThing("plain")],
		["case", caseThing("other")],
		["panel", force.things.panel[0] as Thing],
		["panel", force.things.panel[1] as Thing],
	];
	const panelOf = (thing: Thing) => force.panelIds[thing.panels[0] ?? "north"];
	await each(signedIn, async (kind) => {
		for (const [subject, thing] of subjects) {
			const screen = await Screen.open(url, browsers[kind].cookie, kind, subject, thing, panelOf(thing));
			screens.push({ kind, screen });
		}
	});
	const began = { north: versionOf(force.panelIds.north), south: versionOf(force.panelIds.south) };

	// Members, whose standing changes during the scene: what reaches them afterwards is held against that.
	const outgoing: Record<keyof Force["scene"], Outgoing> = {
		latecomer: await Outgoing.enter(url, force.scene.latecomer, subjects.slice(0, 3), panelOf),
		leaver: await Outgoing.enter(url, force.scene.leaver, subjects.slice(0, 3), panelOf),
		goer: await Outgoing.enter(url, force.scene.goer, subjects.slice(0, 3), panelOf),
		visitor: await Outgoing.enter(url, force.scene.visitor, subjects.slice(0, 3), panelOf),
		watcher: await Outgoing.enter(url, force.scene.watcher, subjects.slice(0, 3), panelOf),
		revoked: await Outgoing.enter(url, force.scene.revoked, subjects.slice(0, 3), panelOf),
	};
	await wait(400);
	for (const { kind, screen } of screens) judgeFrames(crowd, kind, screen, screen.take());
	await noticeWriting(crowd, screens);

	const word = (kind: Kind, audience: Audience | Audience[], what: string) =>
		secrets.word(kind, audience, `${what}, live`);
	const entry = (by: Browser, name: keyof typeof CASES, what: string): Happening => ({
		what: `${what} on the ${name} case`,
		by,
		path: `/cases/${caseIds[name]}/entries/new`,
		fields: {
			kind: "information",
			body: `Live: ${word("entry", `case:${name}`, `${what} on the ${name} case`)}`,
			...(CASES[name] === "north" && name !== "late" ? { meetingId: live.meetingId } : {}),
		},
		audience: `case:${name}`,
	});
	const detail = (name: "walled" | "plain", audiences: Audience[], what: string): Happening => ({
		what: `${what} of the ${name} case`,
		by: browsers.coordinator,
		path: `/cases/${caseIds[name]}/protected`,
		fields: {
			intent: "add",
			kind: "other",
			personId: caseThing(name).ids.personId ?? "",
			value: `Live: ${word("protected", audiences, `${what} of the ${name} case`)}`,
		},
		audience: audiences[0] as Audience,
	});
	const openItem = (at: 0 | 1): Happening => ({
		what: `the ${at === 0 ? "walled" : "plain"} case is opened`,
		by: browsers.chair,
		path: `/meetings/${live.meetingId}/current`,
		fields: { itemId: live.itemIds[at] ?? "" },
		audience: ["meetings:north", "meeting:live"],
		loadsAnew: (kind) => WITNESSES[kind] !== undefined,
	});
	const sees = (audience: Audience) => (kind: ActorKind) => seesAudience(kind, audience);
	const isAt = (subject: SubjectKind, screen: Screen) => screen.subject === subject;

	const show = (isRevealed: "yes" | "no"): Happening => ({
		what: `the chair ${isRevealed === "yes" ? "shows names on the wall" : "takes them off it"}`,
		by: browsers.chair,
		path: `/meetings/${live.meetingId}/lead`,
		fields: { intent: "names", isRevealed },
		audience: ["meetings:north", "meeting:live"],
	});
	await lookAtTheWall(crowd, meetingThing, false);
	await happen(crowd, screens, show("yes"));
	await lookAtTheWall(crowd, meetingThing, true);
	await happen(crowd, screens, show("no"));
	await lookAtTheWall(crowd, meetingThing, false);
	await witness(crowd, meetingThing);

	const happenings: Happening[] = [
		entry(browsers.guest, "walled", "a guest’s entry"),
		entry(browsers["working-member"], "walled", "an entry"),
		entry(browsers.member, "plain", "an entry"),
		entry(browsers.outsider, "other", "an entry"),
		entry(browsers.coordinator, "late", "an entry"),
		detail("walled", ["protected:walled"], "a protected detail"),
		detail("plain", ["protected:plain"], "a protected detail"),
		{
			what: "an action on the walled case",
			by: browsers.officer,
			path: `/cases/${caseIds.walled}/actions/new`,
			fields: {
				what: `Live: ${word("action", "case:walled", "an action")}`,
				ownerAgencyId: force.agencyIds.working,
			},
			audience: "case:walled",
		},
		{
			what: "another risk of the walled case",
			by: browsers.chair,
			path: `/cases/${caseIds.walled}/risk`,
			fields: { risk: otherRisk(caseIds.walled) },
			audience: "case:walled",
		},
		openItem(1),
		openItem(0),
		{
			what: "the late case is put on the agenda",
			by: browsers.coordinator,
			path: `/meetings/${live.meetingId}/agenda`,
			fields: { intent: "add", caseId: caseIds.late },
			audience: "case:late",
			loadsAnew: (kind, screen) => isAt("meeting", screen) && sees("case:late")(kind),
		},
		{
			what: "an agency no longer works with the victim of the late case",
			by: browsers.coordinator,
			path: `/cases/${caseIds.late}/protected`,
			fields: { intent: "unlist", agencyId: force.agencyIds.working },
			audience: "case:late",
			loadsAnew: (kind) => kind === "working-member",
		},
		{
			what: "an agency no longer works with the victim of the walled case",
			by: browsers.coordinator,
			path: `/cases/${caseIds.walled}/protected`,
			fields: { intent: "unlist", agencyId: force.agencyIds.working },
			audience: "case:walled",
			loadsAnew: (kind) => kind === "working-member",
		},
		detail("walled", ["unlisted:walled"], "a protected detail after that"),
	];
	for (const happening of happenings) {
		await happen(crowd, screens, happening);
		if (happening.path.endsWith("/current")) await witness(crowd, meetingThing);
	}
	await refuseAnAction(crowd, screens);
	await recordABreach(crowd, screens);

	// A wall goes up, by the chair; another by the person; a membership ends; an account is closed.
	const { latecomer, leaver, revoked, goer, visitor, watcher } = outgoing;
	const { actor } = force.scene.latecomer;
	const walls: [Happening, Outgoing, only?: SubjectKind][] = [
		[
			{
				what: "the chair recuses the latecomer from the plain case",
				by: browsers.chair,
				path: `/cases/${caseIds.plain}/recusals`,
				fields: { intent: "recuse", userId: actor.userId },
				audience: "case:plain",
			},
			latecomer,
		],
		[
			{
				what: "the latecomer recuses themself from the walled case",
				by: latecomer.browser,
				path: `/cases/${caseIds.walled}/recusals`,
				fields: { intent: "recuse-me" },
				audience: "case:walled",
			},
			latecomer,
		],
		[
			{
				what: "a guest’s invitation is withdrawn",
				by: browsers.chair,
				path: `/meetings/${live.meetingId}/agenda`,
				fields: { intent: "withdraw", guestId: force.visitorGuestId },
				audience: ["meetings:north", "meeting:live"],
			},
			visitor,
		],
		[
			{
				what: "an observer’s admission is withdrawn",
				by: browsers.coordinator,
				path: `/meetings/${live.meetingId}/people`,
				fields: { intent: "withdraw-observer", attendanceId: force.watcherAttendanceId },
				audience: ["meetings:north", "meeting:live"],
			},
			watcher,
		],
		[
			{
				what: "somebody leaves the meeting",
				by: goer.browser,
				path: `/meetings/${live.meetingId}/people`,
				fields: { intent: "leave" },
				audience: ["meetings:north", "meeting:live"],
			},
			goer,
			"meeting",
		],
		[
			{
				what: "the leaver’s membership ends",
				by: browsers.administrator,
				path: `/admin/panels/${force.panelIds.north}`,
				fields: { intent: "end", membershipId: force.membershipIds.leaver, when: "now" },
				audience: "panel:north",
			},
			leaver,
		],
		[
			{
				what: "an account is deactivated",
				by: browsers.administrator,
				path: `/admin/users/${force.scene.revoked.actor.userId}`,
				fields: { intent: "deactivate" },
				audience: "panel:north",
			},
			revoked,
		],
	];
	for (const [happening, whom, only] of walls) {
		const watching = whom.watching(only);
		whom.take();
		const at = performance.now();
		await happen(crowd, screens, happening);
		const isTold = () =>
			watching.every(({ frames, hasEnded }) => hasEnded || frames.some(({ name }) => name === "reload"));
		while (!isTold() && performance.now() - at < WALL_MS) await wait(10);
		if (watching.length === 0) findings.problems.push(`No screen is open when ${happening.what}`);
		if (!isTold()) {
			findings.problems.push(`When ${happening.what}, screens are not told within ${WALL_MS} ms`);
		}
		await wait(100);
	}
	for (const one of Object.values(outgoing)) one.take();
	const afterwards = [
		entry(browsers.chair, "walled", "an entry behind the walls"),
		entry(browsers.deputy, "plain", "an entry behind the walls"),
		openItem(1),
	];
	for (const happening of afterwards) await happen(crowd, screens, happening);
	await witness(crowd, meetingThing);
	judgeOutgoing(crowd, outgoing);

	await catchUp(crowd, subjects, began);
	for (const { screen } of screens) screen.close();
	for (const one of Object.values(outgoing)) one.close();
}

/** An action of the walled case is refused: that tells its chairs’ pages, and nobody’s who stands behind the wall. */
async function refuseAnAction(
	crowd: Crowd,
	screens: readonly { kind: ActorKind; screen: Screen }[],
): Promise<void> {
	const { force, browsers } = crowd;
	const [action] = rowsOf<{ id: string; version: number }>(
		"select id, version from actions where case_id = ? and status = 'proposed' order by id desc",
		force.caseIds.walled,
	);
	if (!action) throw new Error("The walled case has no action to refuse");
	await tells(crowd, screens, ["chair", "deputy"], {
		what: "an action of the walled case is refused",
		by: browsers.coordinator,
		path: `/actions/${action.id}`,
		fields: {
			intent: "answer",
			answer: "refused",
			reason: "Nobody is free",
			version: String(action.version),
		},
		audience: "case:walled",
	});
}

/** A breach in the walled case asks the officer in it, and is told to nobody else's pages. */
async function recordABreach(
	crowd: Crowd,
	screens: readonly { kind: ActorKind; screen: Screen }[],
): Promise<void> {
	const { force, browsers } = crowd;
	await tells(crowd, screens, ["officer"], {
		what: "a breach is recorded in the walled case",
		by: browsers["working-member"],
		path: `/cases/${force.caseIds.walled}/chronology`,
		fields: {
			intent: "add",
			lines: `5/1/2026 22:00 rang from ${force.secrets.word("file", "case:walled", "a breach, live")} #contacting #breach`,
		},
		audience: "case:walled",
	});
}

/** Something happens, of which the inboxes of these are told and of nobody else. */
async function tells(
	crowd: Crowd,
	screens: readonly { kind: ActorKind; screen: Screen }[],
	whom: readonly ActorKind[],
	happening: Happening,
): Promise<void> {
	const before = screens.map(({ screen }) => screen.inboxes);
	await happen(crowd, screens, happening);
	await wait(300);
	screens.forEach(({ kind, screen }, at) => {
		const isTold = screen.inboxes > (before[at] ?? 0);
		if (isTold !== whom.includes(kind)) {
			const is = isTold ? "is" : "is not";
			crowd.findings.problems.push(`${kind}: their page ${is} told in their inbox that ${happening.what}`);
		}
	});
}

// --- what only a meeting has ------------------------------------------------------------------------------

/** That somebody is in the middle of a sentence is shown in the room where they are, and nowhere else. */
async function noticeWriting(
	crowd: Crowd,
	screens: readonly { kind: ActorKind; screen: Screen }[],
): Promise<void> {
	const { force, findings } = crowd;
	const { userId } = force.people.chair.actor;
	const writer = screens.find(({ kind, screen }) => kind === "chair" && screen.subject === "meeting");
	for (const isWriting of [true, false]) {
		writer?.screen.say(isWriting);
		await wait(400);
		for (const { kind, screen } of screens) {
			const frames = screen.take();
			judgeFrames(crowd, kind, screen, frames);
			const isTold = frames.some(
				({ name, payload }) =>
					name === "present" &&
					(payload as Present[]).some((one) => one.userId === userId && one.isWriting === isWriting),
			);
			// A guest of the walled case, which is on.
			const tellsOfGuest = frames.some(
				({ name, payload }) =>
					name === "present" &&
					(payload as Present[]).some((one) => one.userId === force.people.guest.actor.userId),
			);
			if (tellsOfGuest && kind !== "guest" && !seesAudience(kind, "case:walled"))
				findings.problems.push(`${kind}, following ${screen.thing.name}, is told that the guest is here`);
			const isRoom = screen.subject === "meeting" && maySeeScreen(kind, "meeting", screen.thing);
			if (isTold !== isRoom) {
				const is = isTold ? "is" : "is not";
				findings.problems.push(`${kind}, following ${screen.thing.name}, ${is} told who writes`);
			}
		}
	}
}

/** The wall names nobody until the chair lets it, and then only the people of a case that its reader may see. */
async function lookAtTheWall(crowd: Crowd, thing: Thing, isRevealed: boolean): Promise<void> {
	const { force, browsers, findings } = crowd;
	const path = `/meetings/${thing.ids.meetingId}/projector`;
	for (const kind of ["chair", "member", "recused", "recused-deputy"] as const) {
		for (const mode of MODES) {
			const answer = await browsers[kind].get(path, mode);
			const shows: Kind[] = ["meeting-id", "head"];
			const asked = { kind, method: "GET", path, mode, thing, shows, expects: "given" } as const;
			await judge(crowd, asked, answer);
			const { found } = force.secrets.in(answer.body);
			const names = found.filter(({ value, kind: sort }) => /^qzx/i.test(value) && !FRAME.includes(sort));
			const should = isRevealed && seesAudience(kind, "case:walled");
			const where = `${kind}: the wall as ${mode}`;
			for (const { what } of should ? [] : names) findings.problems.push(`${where} tells ${what}`);
			if (should && names.length === 0) findings.problems.push(`${where} shows no names when it may`);
			// Its reader's own name is in the frame.
			const chairName = force.people.chair.actor.name.split(" ")[0] ?? "";
			if (kind !== "chair" && answer.body.includes(chairName) !== isRevealed) {
				findings.problems.push(`${where} ${isRevealed ? "does not name" : "names"} who is in the chair`);
			}
		}
	}
}

/** Observers and guests are shown the case that is on, as far as it is theirs; and record no more than they may. */
async function witness(crowd: Crowd, meeting: Thing): Promise<void> {
	const { force, browsers, findings } = crowd;
	const shows: Kind[] = [...SENT.follow];
	for (const kind of ["admitted-observer", "guest", "withdrawn-guest"] as const) {
		const ask = async (path: string, thing: Thing, expects: Outcome) => {
			const answer = await browsers[kind].get(path, "data");
			await judge(crowd, { kind, method: "GET", path, mode: "data", thing, shows, expects }, answer);
			return force.secrets.in(answer.body).found;
		};
		const isOut = kind === "withdrawn-guest";
		const room = `/meetings/${meeting.ids.meetingId}`;
		const inRoom = await ask(room, meeting, isOut ? "not-found" : "given");
		for (const part of ["papers", "record", "people", "agenda"]) {
			await ask(`${room}/${part}`, meeting, "not-found");
		}
		for (const thing of force.things.case.filter(({ panels }) => panels.includes("north"))) {
			const maySee = seesAudience(kind, thing.seenBy);
			// In the room, and on no page of its own.
			await ask(`/cases/${thing.ids.caseId}`, thing, "not-found");
			const isShown = inRoom.some(
				({ kind: sort, audiences }) => sort === "entry" && audiences.includes(thing.seenBy),
			);
			if (isShown !== maySee) {
				findings.problems.push(`${kind}: the room ${isShown ? "shows" : "does not show"} ${thing.name}`);
			}
			const tries: [path: string, fields: Record<string, string>][] = [
				["entries/new", { kind: "decision", body: "Closed" }],
				["actions/new", { what: "Close it", ownerAgencyId: force.agencyIds.other }],
				...(kind === "guest" && maySee
					? []
					: [["entries/new", { kind: "information", body: "Seen" }] as const]),
			].map(([part, fields]) => [`/cases/${thing.ids.caseId}/${part}`, fields as Record<string, string>]);
			for (const [path, fields] of tries) {
				findings.posts++;
				const answer = await browsers[kind].post(path, fields, "data");
				const expects = maySee ? "refused" : "not-found";
				await judge(
					crowd,
					{
						kind,
						method: "POST",
						path,
						sent: Object.values(fields).join("\n"),
						mode: "data",
						thing,
						shows,
						expects,
					},
					answer,
				);
			}
		}
	}
}

const otherRisk = (caseId: string) => {
	const [row] = rowsOf<{ risk: string }>("select risk from cases where id = ?", caseId);
	return row?.risk === "high" ? "medium" : "high";
};

/** Lets something happen, waits until those who may see it have, and judges what all others were told. */
async function happen(
	crowd: Crowd,
	screens: readonly { kind: ActorKind; screen: Screen }[],
	{ what, by, path, fields, audience, loadsAnew }: Happening,
): Promise<void> {
	const { force, findings } = crowd;
	const answer = await by.post(path, fields, "data");
	if (answer.status >= 300) findings.problems.push(`${what}: ${answer.status} ${answer.body.slice(0, 200)}`);
	registerRows(force);
	const versions = { north: versionOf(force.panelIds.north), south: versionOf(force.panelIds.south) };
	const isThere = ({ screen }: { screen: Screen }) =>
		!screen.isFollowing || screen.version >= versions[screen.thing.panels[0] ?? "north"];
	for (const deadline = Date.now() + 5_000; Date.now() < deadline && !screens.every(isThere); ) await wait(5);
	await wait(30);
	for (const { kind, screen } of screens) {
		const frames = screen.take();
		const isLoadedAnew = loadsAnew?.(kind, screen) ?? false;
		judgeFrames(crowd, kind, screen, frames, isLoadedAnew);
		const where = `${kind}, following ${screen.thing.name}`;
		if (!isThere({ screen })) findings.problems.push(`${where}, never heard of: ${what}`);
		const isAnew = frames.some(({ name }) => name === "reload" || name === "outgrown");
		if (isAnew && !isLoadedAnew) {
			findings.problems.push(
				`${where}, is told to load anew, and so learns that something happened: ${what}`,
			);
		}
		const rows = frames.flatMap(({ name, payload }) => (name === "changes" ? rowsIn(payload) : []));
		if (frames.some(({ name }) => name === "inbox")) rows.push("what waits in an inbox");
		const whose = typeof audience === "string" ? [audience] : audience;
		if (rows.length > 0 && !whose.some((one) => seesAudience(kind, one))) {
			findings.problems.push(`${where}, is sent ${rows.join(", ")} when ${what}`);
		}
	}
}

const rowsIn = (changes: unknown): string[] => {
	const { rows, removed } = changes as { rows: { kind: string; id: string }[]; removed: string[] };
	return [...rows.map((row) => `${row.kind}:${row.id}`), ...removed];
};

function judgeFrames(
	{ force, findings }: Crowd,
	kind: ActorKind,
	screen: Screen,
	frames: readonly Frame[],
	/** What it followed may have been taken from it just now. */
	isLoadedAnew = false,
): void {
	const { thing, subject } = screen;
	for (const { name, payload } of frames) {
		liveCount.frames++;
		const where = `${kind}, following ${thing.name}: ${name}`;
		const shows = name === "follow" ? SENT.follow : (PUSHED as Record<string, readonly Kind[]>)[name];
		if (!shows) {
			findings.problems.push(
				`The socket message ${name} has no entry in tests/leaks/policy.ts: say what may be in it.`,
			);
			continue;
		}
		const isEnd = isLoadedAnew && name === "reload";
		// Their own inbox's number reaches each of their pages, whatever it follows.
		if (name === "inbox" && typeof payload !== "number") findings.problems.push(`${where} is no number`);
		if (name !== "follow" && name !== "inbox" && !isEnd && !maySeeScreen(kind, subject, thing)) {
			findings.problems.push(`${where} reaches a screen that follows nothing`);
		}
		// A meeting is about the cases of its agenda, which changes; all are of its panel.
		const view = { kind, thing, shows, asked: idOf(subject, thing) };
		const { leaks, found } = leaksIn(force.secrets, JSON.stringify(payload ?? null), view);
		for (const leak of leaks) findings.problems.push(`${where}: ${leak}`);
		if (leaks.length === 0) for (const secret of found) findings.seen.add(secret);
		if (name === "present") judgePresent(force, findings, where, subject, thing, payload as Present[]);
	}
}

/** Whoever is named as looking at a screen must be somebody who may. */
function judgePresent(
	force: Force,
	findings: Crowd["findings"],
	where: string,
	subject: SubjectKind,
	thing: Thing,
	people: readonly Present[],
): void {
	for (const { userId } of people) {
		const kind = signedIn.find(
			(candidate) => force.people[candidate as keyof Force["people"]].actor.userId === userId,
		);
		if (kind && !maySeeScreen(kind, subject, thing)) findings.problems.push(`${where} names the ${kind}`);
	}
}

/** Everybody asks for what they missed since the scene began. */
async function catchUp(
	crowd: Crowd,
	subjects: readonly [SubjectKind, Thing][],
	began: Record<"north" | "south", number>,
): Promise<void> {
	await each(signedIn, async (kind) => {
		const socket = open(crowd.url, crowd.browsers[kind].cookie);
		await handshake(socket);
		for (const [subject, thing] of subjects) {
			const followed = await follow(socket, subject, idOf(subject, thing), began[thing.panels[0] ?? "north"]);
			judgeFollowed(crowd, kind, subject, thing, followed, `${kind}: catching up on ${thing.name}`);
		}
		socket.close();
	});
}

/** Somebody who loses sight of things during the scene, with a screen open on each. */
class Outgoing {
	private constructor(
		readonly browser: Browser,
		readonly screens: Screen[],
	) {}

	static async enter(
		url: string,
		{ actor, email }: Person,
		subjects: readonly [SubjectKind, Thing][],
		panelOf: (thing: Thing) => string,
	): Promise<Outgoing> {
		const browser = new Browser(url);
		await browser.signIn(email, PASSWORD);
		const screens: Screen[] = [];
		for (const [subject, thing] of subjects) {
			screens.push(await Screen.open(url, browser.cookie, actor.name, subject, thing, panelOf(thing)));
		}
		return new Outgoing(browser, screens);
	}

	/** The screens that show something now. */
	watching(only?: SubjectKind): Screen[] {
		return this.screens.filter(({ isFollowing, subject }) => isFollowing && (!only || subject === only));
	}

	take(): Frame[] {
		return this.screens.flatMap((screen) => screen.take());
	}

	close(): void {
		for (const screen of this.screens) screen.close();
		this.browser.close();
	}
}

/** After the walls nothing of the cases behind them reaches those outside. */
function judgeOutgoing({ force, findings }: Crowd, outgoing: Record<keyof Force["scene"], Outgoing>): void {
	// A meeting and a panel are no secret of a case, though its rows name them.
	const isOfCase = ({ kind, audiences }: Secret) =>
		kind !== "meeting-id" &&
		kind !== "panel" &&
		audiences.some((audience) => /^(case|protected):(walled|plain)$/.test(audience));
	for (const [name, { screens }] of Object.entries(outgoing)) {
		// Whoever has left a meeting still has the cases themselves.
		const emptied = screens.filter(({ subject }) => name !== "goer" || subject === "meeting");
		const told = JSON.stringify(emptied.flatMap((screen) => screen.take()));
		for (const { what, value } of force.secrets.in(told).found.filter(isOfCase)) {
			findings.problems.push(`The ${name} is still told ${what} (${value})`);
		}
		for (const { subject, thing, isFollowing, hasEnded } of screens) {
			const mayFollow =
				(name === "latecomer" && subject === "meeting") || (name === "goer" && subject === "case");
			const how = isFollowing ? "still follows" : "no longer follows";
			if (isFollowing !== mayFollow) findings.problems.push(`The ${name} ${how} ${thing.name}`);
			if (name === "revoked" && !hasEnded) findings.problems.push(`The ${name} keeps a connection`);
		}
	}
}
