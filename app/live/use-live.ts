/**
 * Keeps a screen equal to the record: starts from the loader's snapshot, follows the stream over a socket,
 * notices every gap and asks for what it missed, and empties itself when the server says so.
 */
import { useRevalidator } from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { io, type Socket } from "socket.io-client";
import { carryInboxSign, sayUnread } from "./inbox-sign.ts";
import { Line } from "./line.ts";
import { fromSnapshot, type LiveChanges, type LiveRow, merge, type RoomState } from "./room-state.ts";

export interface Present {
	userId: string;
	name: string;
	agencyName: string;
	isWriting: boolean;
}

type Followed =
	| { status: "following"; changes: LiveChanges }
	| { status: "reload" }
	| { status: "outgrown" }
	| { status: "gone" };

interface ServerMessages {
	changes(changes: LiveChanges): void;
	reload(): void;
	outgrown(): void;
	present(people: Present[]): void;
	inbox(unread: number): void;
	"signed-out"(why: "revoked" | "timed-out"): void;
}
interface BrowserMessages {
	follow(
		message: { subject: { kind: "meeting" | "case" | "panel"; id: string }; version: number },
		answer: (followed: Followed) => void,
	): void;
	writing(isWriting: boolean): void;
}

export type LiveStatus =
	/** Following; what is shown is what is recorded. */
	| "live"
	/** Loading, or reconnecting for less than four seconds: nothing worth a sign. */
	| "settling"
	/** Not connected; shown quietly. */
	| "offline"
	/** The session is over. */
	| "signed-out"
	/** The session was ended on purpose, or the thing may no longer be seen: show nothing. */
	| "closed";

interface Live {
	state: RoomState;
	people: Present[];
	status: LiveStatus;
	/** Counts reconnections: what was not saved is sent again at each. */
	connections: number;
	/** Tells the others that this person is in the middle of a sentence, or is no more. */
	sayWriting(isWriting: boolean): void;
	/** The same line, for what parts of the screen ask the server beside this. */
	line: Line;
}

type Snapshot = { stream: string; version: number; rows: readonly LiveRow[] };

const QUIET_MS = 4_000;
const FIRST_RETRY_MS = 300;
/** Socket.IO tries again what the network refused; what the server refused is for us to try again. */
const REFUSED_RETRY_MS = 3_000;
/** A connection or an answer that is this late is not coming: begin again, whatever the cause. */
const STUCK_MS = 3_000;

/** Follows `subject` from `snapshot`, which is the loader's; a newer snapshot replaces what is held. */
export function useLive(kind: "meeting" | "case" | "panel", id: string, snapshot: Snapshot): Live {
	const [state, setState] = useState(() => fromSnapshot(snapshot));
	const [people, setPeople] = useState<Present[]>([]);
	const [status, setStatus] = useState<LiveStatus>("settling");
	const [connections, setConnections] = useState(0);
	const held = useRef(state);
	const socket = useRef<Socket<ServerMessages, BrowserMessages> | null>(null);
	const [line] = useState(() => new Line());
	const isFollowing = useRef(false);
	const isAsking = useRef(false);
	/** Counts what was asked, so that an answer from before the screen began anew is none. */
	const asked = useRef(0);
	const isWriting = useRef(false);
	/** What was pushed while we asked; it may have overtaken the answer, and comes after it. */
	const early = useRef<LiveChanges[]>([]);
	const revalidator = useRevalidator();
	const revalidate = useRef(revalidator.revalidate);
	revalidate.current = revalidator.revalidate;

	const hold = useCallback((next: RoomState) => {
		held.current = next;
		setState(next);
	}, []);

	/** Stands still until the loader has answered. Should that fail, following again says the same once more. */
	const loadAnew = useCallback(() => {
		isFollowing.current = false;
		isAsking.current = false;
		asked.current++;
		revalidate.current();
	}, []);
	/** The same, showing nothing until it is known what this person may see now. */
	const startAnew = useCallback(() => {
		hold({ ...held.current, rows: new Map() });
		setPeople([]);
		loadAnew();
	}, [hold, loadAnew]);

	const ask = useCallback(() => {
		if (!socket.current?.connected || isAsking.current) return;
		isAsking.current = true;
		isFollowing.current = true;
		early.current = [];
		const turn = ++asked.current;
		socket.current.emit("follow", { subject: { kind, id }, version: held.current.version }, (followed) => {
			if (turn !== asked.current) return;
			isAsking.current = false;
			if (followed.status === "reload") return startAnew();
			if (followed.status === "outgrown") return loadAnew();
			if (followed.status === "gone") {
				setStatus("closed");
				return startAnew();
			}
			const answered = merge(held.current, followed.changes);
			if (answered === "gap") return startAnew();
			const merged = merge(answered, ...early.current);
			hold(merged === "gap" ? answered : merged);
			setStatus("live");
			// The server forgets it with the connection, and with what was followed before.
			if (isWriting.current) socket.current?.emit("writing", true);
			if (merged === "gap") ask();
		});
	}, [kind, id, hold, startAnew, loadAnew]);

	// The loader answered again: after "reload", after a navigation, or because somebody came back to the tab.
	useEffect(() => {
		const isOther = snapshot.stream !== held.current.stream;
		if (!isOther && isFollowing.current && snapshot.version <= held.current.version) return;
		hold(fromSnapshot(snapshot));
		ask();
	}, [snapshot, hold, ask]);

	useEffect(() => {
		const connection: Socket<ServerMessages, BrowserMessages> = io({
			transports: ["websocket", "polling"],
			reconnectionDelay: FIRST_RETRY_MS,
			reconnectionDelayMax: 2_000,
		});
		socket.current = connection;
		const letGo = line.hold(connection as unknown as Socket);
		const carriedNoMore = carryInboxSign();
		let quiet: ReturnType<typeof setTimeout> | undefined;
		let refused: ReturnType<typeof setTimeout> | undefined;
		const settle = () => {
			setStatus((now) => (now === "live" ? "settling" : now));
			clearTimeout(quiet);
			quiet = setTimeout(() => setStatus((now) => (now === "settling" ? "offline" : now)), QUIET_MS);
		};
		connection.on("connect", () => {
			clearTimeout(quiet);
			isAsking.current = false;
			setConnections((n) => n + 1);
			ask();
		});
		connection.on("changes", (changes) => {
			if (!isFollowing.current) return;
			if (isAsking.current) return void early.current.push(changes);
			const merged = merge(held.current, changes);
			if (merged === "gap") ask();
			else hold(merged);
		});
		connection.on("reload", startAnew);
		connection.on("outgrown", loadAnew);
		connection.on("present", setPeople);
		connection.on("inbox", sayUnread);
		connection.on("signed-out", (why) => {
			isFollowing.current = false;
			hold({ ...held.current, rows: new Map() });
			setPeople([]);
			setStatus(why === "revoked" ? "closed" : "signed-out");
			isEnded = true;
			connection.close();
		});
		connection.on("connect_error", (error) => {
			// The server refuses a handshake without a session; anything else is the network's.
			if (error.message === "none" || error.message === "timed-out") {
				hold({ ...held.current, rows: new Map() });
				setStatus(error.message === "none" ? "closed" : "signed-out");
				isEnded = true;
				connection.close();
			} else {
				settle();
				if (!connection.active) refused = setTimeout(() => connection.connect(), REFUSED_RETRY_MS);
			}
		});
		connection.on("disconnect", (reason) => {
			isAsking.current = false;
			settle();
			if (reason === "io server disconnect") connection.connect();
		});
		let isEnded = false;
		let stuckSince: number | undefined;
		const watch = setInterval(() => {
			if (isEnded || (connection.connected && !isAsking.current)) {
				stuckSince = undefined;
				return;
			}
			stuckSince ??= performance.now();
			if (performance.now() - stuckSince > STUCK_MS) {
				stuckSince = undefined;
				isAsking.current = false;
				// Not by connect() alone: it waits for an attempt that is under way, and that may be what hangs.
				if (connection.connected) ask();
				else connection.disconnect().connect();
			}
		}, 1_000);
		const wake = () => {
			if (document.visibilityState === "visible") ask();
		};
		document.addEventListener("visibilitychange", wake);
		return () => {
			clearTimeout(quiet);
			clearTimeout(refused);
			clearInterval(watch);
			document.removeEventListener("visibilitychange", wake);
			letGo();
			connection.close();
			carriedNoMore();
			socket.current = null;
		};
	}, [ask, hold, startAnew, loadAnew, line]);

	const sayWriting = useCallback((now: boolean) => {
		if (isWriting.current === now) return;
		isWriting.current = now;
		if (socket.current?.connected) socket.current.emit("writing", now);
	}, []);
	return { state, people, status, connections, sayWriting, line };
}
