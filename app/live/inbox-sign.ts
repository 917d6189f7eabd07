/**
 * How much waits in the inbox, as the server last said over whatever socket this page has: a live screen's own, or on
 * other pages a light one that only listens. It is open while somebody looks at the page, and follows nothing.
 */
import { useEffect, useState, useSyncExternalStore } from "react";

let unread: number | undefined;
/** Live screens that are open: their socket says it too, so that no page has two. */
let carriers = 0;
const listeners = new Set<() => void>();
const changed = () => {
	for (const listener of listeners) listener();
};
function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function sayUnread(now: number): void {
	unread = now;
	changed();
}

/** Called by a live screen while it has a socket of its own; answers how to end that. */
export function carryInboxSign(): () => void {
	carriers++;
	changed();
	return () => {
		carriers--;
		changed();
	};
}

/** How much waits unread; what the page was made with until the server has said otherwise. */
export function useUnread(asLoaded: number): number {
	const said = useSyncExternalStore(
		subscribe,
		() => unread,
		() => undefined,
	);
	return said ?? asLoaded;
}

/** The page comes first. */
const CONNECT_AFTER_MS = 500;
/** Whoever only looks at another window for a moment keeps the socket. */
const CLOSE_AFTER_MS = 30_000;

/** Keeps a light socket for `userId` while the page has no other and somebody looks at it. */
export function useInboxSign(userId: string | null): void {
	const isCarried = useSyncExternalStore(
		subscribe,
		() => carriers > 0,
		() => false,
	);
	const isSeen = useIsSeen();
	useEffect(() => {
		// Whoever was signed in before is not told of here.
		if (userId === null) unread = undefined;
	}, [userId]);
	useEffect(() => {
		if (userId === null || isCarried || !isSeen) return;
		let isOver = false;
		let close = () => {};
		const timer = setTimeout(async () => {
			// Pages that have no live screen do not wait for it.
			const { io } = await import("socket.io-client");
			if (isOver) return;
			const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 10_000 });
			close = () => void socket.close();
			socket.on("inbox", sayUnread);
			// The session has ended: the page says so by itself.
			socket.on("signed-out", close);
		}, CONNECT_AFTER_MS);
		return () => {
			isOver = true;
			clearTimeout(timer);
			close();
		};
	}, [userId, isCarried, isSeen]);
}

function useIsSeen(): boolean {
	const [isSeen, setIsSeen] = useState(true);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const look = () => {
			clearTimeout(timer);
			if (document.visibilityState === "visible") setIsSeen(true);
			else timer = setTimeout(() => setIsSeen(false), CLOSE_AFTER_MS);
		};
		look();
		document.addEventListener("visibilitychange", look);
		return () => {
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", look);
		};
	}, []);
	return isSeen;
}
