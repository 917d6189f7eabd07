/**
 * Live screens: pushes what was committed to every open screen that may see it, and empties those that may
 * no longer. The only code that knows Socket.IO. A push is a hint; the record is the truth.
 */
import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import { db, remember } from "#db/index.ts";
import { onRevoked, sessionsStillLive, touchSession } from "../account/index.ts";
import { accessOf, audienceKey, holds, isStale } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { type Commit, concerns, onCommit } from "../events/index.ts";
import { isFromOwnPage, isOwnOrigin } from "../http/origin.ts";
import { sessionOf } from "../http/session.ts";
import { inboxState, onInboxes } from "../inbox/index.ts";
import { log } from "../log.ts";
import { messageOf, readBatch, seenOf, takeRun } from "./batch.ts";
import {
	type BrowserMessages,
	Follow,
	type Followed,
	type Present,
	type ServerMessages,
} from "./messages.ts";
import type { Scope } from "./scope.ts";
import { followFrom, mustLoadAnew, type Seat } from "./seat.ts";
import { attachSummary, relayTexts, type SummarySeat, summaryHears } from "./summary.ts";

export type {
	BrowserMessages,
	Follow,
	Followed,
	PenTaken,
	Present,
	ServerMessages,
	SummaryRead,
	SummaryWriters,
	TextOpened,
	TextSaid,
	TextUpdates,
	TextWritten,
} from "./messages.ts";

interface Connection extends Seat, SummarySeat {
	/** Messages received in the present second. */
	second: number;
	received: number;
	isWriting: boolean;
	/** The inbox of which its page was last told; see `inboxState`. */
	inbox: string | undefined;
	/** Notes in the session that its person is there. */
	noteSeen(): Promise<void>;
}
type Live = Socket<BrowserMessages, ServerMessages, DefaultEventsMap, Connection>;
type Hub = Server<BrowserMessages, ServerMessages, DefaultEventsMap, Connection>;

/** Whoever types sends every 60 ms at most; the rest is for everything else that a page asks. */
const MESSAGES_A_SECOND = 30;
const SOCKETS_A_SESSION = 10;
const SESSION_CHECK_MS = 1_000;
const PRESENCE_DELAY_MS = 150;

const state = remember("realtime", () => ({
	hub: undefined as Hub | undefined,
	pumps: new Map<string, Pump>(),
}));

/** Serves live screens on `server`. Call once; `closeRealtime` ends it. */
export function attachRealtime(server: HttpServer): void {
	const hub: Hub = new Server(server, {
		serveClient: false,
		// Sixty people behind a bad link: small messages, no compression, no state kept for absent sockets.
		maxHttpBufferSize: 64_000,
		perMessageDeflate: false,
		pingInterval: 10_000,
		pingTimeout: 8_000,
		allowRequest: (request, decide) => {
			// CORS does not guard WebSockets: only pages of this very site may open one, or poll where those fail.
			const { origin, upgrade } = request.headers;
			const secFetchSite = request.headers["sec-fetch-site"]?.toString();
			decide(null, upgrade ? isOwnOrigin(origin) : isFromOwnPage({ secFetchSite, origin }));
		},
	});
	state.hub = hub;
	const signs = new InboxSigns(hub);
	hub.use((socket, next) => {
		admit(socket).then(next, (error) => {
			// What went wrong here may quote the query; the browser is told no more than that it may try again.
			log().error({ err: error }, "a live screen could not be admitted");
			next(new Error("unavailable"));
		});
	});
	hub.on("connection", (socket) => {
		// Asked again: handshakes side by side do not see each other.
		if (socketsOf(hub, socket.data.actor.sessionId).length > SOCKETS_A_SESSION) {
			socket.disconnect(true);
			return;
		}
		socket.use((_event, next) => (isTooFast(socket.data) ? socket.disconnect(true) : next()));
		socket.on("follow", (message, answer) => {
			const parsed = Follow.safeParse(message);
			if (!parsed.success || typeof answer !== "function") return socket.disconnect(true);
			follow(socket, parsed.data).then(answer, (error) => {
				log().error({ err: error }, "following failed");
				answer({ status: "reload" });
			});
		});
		socket.on("writing", (isWriting) => {
			if (typeof isWriting !== "boolean") return socket.disconnect(true);
			socket.data.isWriting = isWriting;
			presenceChanged(hub, socket.data.scope);
		});
		socket.on("disconnect", () => presenceChanged(hub, socket.data.scope));
		attachSummary(hub, socket);
		signs.take([socket.data.actor.userId]);
	});

	const stopCommits = onCommit((commit) => {
		committed(hub, commit);
		signs.take(whoseSightChanges(hub, commit));
	});
	const stopTexts = relayTexts(hub);
	const stopInboxes = onInboxes((userIds) => signs.take(userIds));
	const stopRevocations = onRevoked((sessionIds) => {
		for (const socket of hub.sockets.sockets.values()) {
			if (sessionIds.includes(socket.data.actor.sessionId)) signOut(socket, "revoked");
		}
	});
	const checks = setInterval(() => void signOutEnded(hub), SESSION_CHECK_MS);
	server.on("close", () => {
		clearInterval(checks);
		stopCommits();
		stopTexts();
		stopInboxes();
		stopRevocations();
	});
}

/** Ends every live connection; browsers come back by themselves and catch up. */
export async function closeRealtime(): Promise<void> {
	await state.hub?.close();
	state.hub = undefined;
}

/** How many screens are connected, for the operator. */
export const liveScreens = (): number => state.hub?.sockets.sockets.size ?? 0;

/** Signs a socket in with the page's own session cookie; answers why not, if not, in one word. */
async function admit(socket: Live): Promise<Error | undefined> {
	const found = await sessionOf(socket.handshake.headers.cookie ?? "");
	if (found.state !== "live") return new Error(found.state);
	const { actor } = found;
	let { session } = found;
	const hub = state.hub as Hub;
	if (socketsOf(hub, actor.sessionId).length >= SOCKETS_A_SESSION) return new Error("too-many");
	socket.data = {
		actor,
		access: await accessOf(db, actor),
		turns: 0,
		second: 0,
		received: 0,
		isWriting: false,
		inbox: undefined,
		summaryAsked: 0,
		pens: new Map(),
		noteSeen: async () => {
			session = await touchSession(session);
		},
	};
	return undefined;
}

const socketsOf = (hub: Hub, sessionId: string): Live[] =>
	[...hub.sockets.sockets.values()].filter((socket) => socket.data.actor.sessionId === sessionId);

function isTooFast(seat: Connection): boolean {
	const second = Math.floor(now().getTime() / 1000);
	seat.received = seat.second === second ? seat.received + 1 : 1;
	seat.second = second;
	return seat.received > MESSAGES_A_SECOND;
}

/** Puts a screen onto its stream and answers what it missed. */
async function follow(socket: Live, message: Follow): Promise<Followed> {
	const hub = state.hub as Hub;
	const left = socket.data.scope;
	socket.data.isWriting = false;
	const answer = followFrom(socket.data, message);
	presenceChanged(hub, left);
	const followed = await answer;
	if (followed.status === "following") presenceChanged(hub, socket.data.scope);
	return followed;
}

function tellToReload(hub: Hub, socket: Live): void {
	const left = socket.data.scope;
	socket.data.scope = undefined;
	socket.emit("reload");
	presenceChanged(hub, left);
}

function signOut(socket: Live, why: "revoked" | "timed-out"): void {
	socket.data.scope = undefined;
	socket.emit("signed-out", why);
	socket.disconnect(true);
}

/** Sessions also end by the clock and in other processes: asked once a second, for all sockets in one read. */
async function signOutEnded(hub: Hub): Promise<void> {
	const sockets = [...hub.sockets.sockets.values()];
	if (sockets.length === 0) return;
	try {
		const live = await sessionsStillLive([...new Set(sockets.map((socket) => socket.data.actor.sessionId))]);
		for (const socket of sockets) if (!live.has(socket.data.actor.sessionId)) signOut(socket, "timed-out");
	} catch (error) {
		log().error({ err: error }, "sessions of live screens could not be checked");
	}
}

/** Runs in the tick of the commit: whoever's standing changed is sent nothing more until they load anew. */
function committed(hub: Hub, commit: Commit): void {
	for (const socket of hub.sockets.sockets.values()) {
		const anew = mustLoadAnew(socket.data, commit);
		if (anew === "reload") tellToReload(hub, socket);
		else if (anew === "outgrown") socket.emit("outgrown");
		summaryHears(hub, socket, commit);
	}
	let pump = state.pumps.get(commit.streamId);
	if (!pump) {
		pump = new Pump(commit.streamId);
		state.pumps.set(commit.streamId, pump);
	}
	pump.take(hub, commit);
}

/** Sends one stream's commits in order; those that come while it is busy go out together. */
class Pump {
	private waiting: Commit[] = [];
	private isBusy = false;

	constructor(private readonly streamId: string) {}

	take(hub: Hub, commit: Commit): void {
		this.waiting.push(commit);
		if (!this.isBusy) void this.run(hub);
	}

	private async run(hub: Hub): Promise<void> {
		this.isBusy = true;
		while (this.waiting.length > 0) {
			try {
				await this.send(hub, takeRun(this.waiting));
			} catch (error) {
				log().error(
					{ err: error, streamId: this.streamId },
					"a push failed; screens will ask for what they missed",
				);
			}
		}
		this.isBusy = false;
	}

	private async send(hub: Hub, run: Commit[]): Promise<void> {
		const isFollowed = (socket: Live) => socket.data.scope?.streamId === this.streamId;
		if (![...hub.sockets.sockets.values()].some(isFollowed)) return;
		const batch = await readBatch(db, this.streamId, run);
		const groups = new Map<string, { ids: string[]; seen: boolean[] }>();
		for (const socket of hub.sockets.sockets.values()) {
			const { scope, access } = socket.data;
			if (!scope || scope.streamId !== this.streamId) continue;
			if (isStale(access)) {
				tellToReload(hub, socket);
				continue;
			}
			const seen = seenOf(batch, scope, access);
			const key = seen.map(Number).join("");
			const group = groups.get(key) ?? { ids: [], seen };
			group.ids.push(socket.id);
			groups.set(key, group);
		}
		for (const { ids, seen } of groups.values()) {
			// One broadcast a group: the message is serialised once, however many screens get it.
			hub.to(ids).emit("changes", messageOf(batch, seen));
		}
	}
}

/** Connected people whose standing a commit changes: with it changes what of their inbox they may see. */
function whoseSightChanges(hub: Hub, { events }: Commit): string[] {
	const actors = [...hub.sockets.sockets.values()].map((socket) => socket.data.actor);
	return actors.filter((actor) => events.some((event) => concerns(event, actor))).map(({ userId }) => userId);
}

/**
 * Tells people's pages how much waits in their inbox: at once when they connect, then when what they may see of it has
 * changed. Who stands behind a wall is told nothing, since for them nothing has. One after the other, so that what was
 * read later is never told before what was read earlier.
 */
class InboxSigns {
	private readonly waiting = new Set<string>();
	private isBusy = false;

	constructor(private readonly hub: Hub) {}

	take(userIds: readonly string[]): void {
		for (const userId of userIds) this.waiting.add(userId);
		if (!this.isBusy && this.waiting.size > 0) void this.run();
	}

	private async run(): Promise<void> {
		this.isBusy = true;
		for (const userId of this.waiting) {
			this.waiting.delete(userId);
			try {
				await this.tell(userId);
			} catch (error) {
				log().error({ err: error }, "an inbox could not be told; the page will show it when it loads");
			}
		}
		this.isBusy = false;
	}

	private async tell(userId: string): Promise<void> {
		const isTheirs = (socket: Live) => socket.data.actor.userId === userId;
		const [one] = [...this.hub.sockets.sockets.values()].filter(isTheirs);
		if (!one) return;
		const { unread, key } = await inboxState(one.data.actor);
		for (const socket of [...this.hub.sockets.sockets.values()].filter(isTheirs)) {
			if (socket.data.inbox === key) continue;
			socket.data.inbox = key;
			socket.emit("inbox", unread);
		}
	}
}

const presenceTimers = new Map<string, NodeJS.Timeout>();

/** Tells everyone on the same screen who is on it, a moment later and once for several changes. */
function presenceChanged(hub: Hub, scope: Scope | undefined): void {
	if (!scope || scope.subject.kind === "panel") return;
	const key = `${scope.subject.kind}:${scope.subject.id}`;
	if (presenceTimers.has(key)) return;
	const timer = setTimeout(() => {
		presenceTimers.delete(key);
		const here = [...hub.sockets.sockets.values()].filter(
			({ data }) =>
				data.scope?.subject.kind === scope.subject.kind && data.scope.subject.id === scope.subject.id,
		);
		for (const { ids, people } of presentTo(here)) hub.to(ids).emit("present", people);
	}, PRESENCE_DELAY_MS);
	presenceTimers.set(key, timer.unref());
}

/** Who is on one screen, as each of those who are may be told. */
function presentTo(here: readonly Live[]): { ids: string[]; people: Present[] }[] {
	const presenceOf = ({ data }: Live) => (data.scope ? audienceKey(data.scope.presence) : "");
	const audiences = new Map(
		here.flatMap(({ data }) => data.scope?.presence ?? []).map((one) => [audienceKey(one), one]),
	);
	const groups = new Map<string, { ids: string[]; people: Present[] }>();
	for (const socket of here) {
		const seen = [...audiences].flatMap(([key, one]) => (holds(socket.data.access, one) ? key : []));
		const group = groups.get(seen.join()) ?? {
			ids: [],
			people: asPeople(here.filter((other) => seen.includes(presenceOf(other)))),
		};
		group.ids.push(socket.id);
		groups.set(seen.join(), group);
	}
	return [...groups.values()];
}

/** One line a person, however many tabs. */
function asPeople(sockets: readonly Live[]): Present[] {
	const people = new Map<string, Present>();
	for (const { data } of sockets) {
		const { userId, name, agencyName } = data.actor;
		const isWriting = data.isWriting || people.get(userId)?.isWriting === true;
		people.set(userId, { userId, name, agencyName, isWriting });
	}
	return [...people.values()];
}
