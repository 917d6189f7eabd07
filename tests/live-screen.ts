/** A live server in this process, and screens of it: what Socket.IO brings them, one message after the other. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { transaction } from "#db/index.ts";
import { beginSession, type Session, sessionCookie } from "#server/account/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { environment } from "#server/environment.ts";
import type { Changes } from "#server/events/index.ts";
import {
	attachRealtime,
	closeRealtime,
	type Follow,
	type Followed,
	type Present,
} from "#server/realtime/index.ts";

export interface LiveServer {
	url: string;
	close(): Promise<void>;
}

export async function aLiveServer(): Promise<LiveServer> {
	const server: Server = createServer((_request, response) => response.writeHead(404).end());
	attachRealtime(server);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, close: closeRealtime };
}

/** Somebody's sign-in session, as a browser would carry it. */
export interface SignedIn {
	actor: Actor;
	session: Session;
	cookie: string;
}

export async function signedIn(actor: Actor): Promise<SignedIn> {
	const { session, token } = await transaction((tx) => beginSession(tx, actor.userId, "A test"));
	return {
		actor: { ...actor, sessionId: session.id },
		session,
		cookie: sessionCookie(token).split(";")[0] ?? "",
	};
}

/** What the server says to a screen, in order. */
export type Message =
	| ["changes", Changes]
	| ["reload"]
	| ["outgrown"]
	| ["present", Present[]]
	| ["signed-out", "revoked" | "timed-out"]
	| ["disconnect", string];

const PATIENCE_MS = 5_000;

export class Screen {
	readonly messages: Message[] = [];
	/** What it was told of its person's inbox, first when it connected; beside what it follows. */
	readonly inboxes: number[] = [];
	private waiting: (() => void)[] = [];

	private constructor(readonly socket: Socket) {
		socket.on("inbox", (unread: number) => {
			this.inboxes.push(unread);
			for (const wake of this.waiting.splice(0)) wake();
		});
		for (const event of ["changes", "reload", "outgrown", "present", "signed-out", "disconnect"] as const) {
			socket.on(event, (payload?: unknown) => {
				this.messages.push((payload === undefined ? [event] : [event, payload]) as Message);
				for (const wake of this.waiting.splice(0)) wake();
			});
		}
	}

	/** Connects as a page of ours does; a test may say otherwise. @throws what the server answers the handshake. */
	static async open(
		server: LiveServer,
		who?: { cookie: string },
		{
			headers,
			...options
		}: Partial<ManagerOptions & SocketOptions> & { headers?: Record<string, string> } = {},
	): Promise<Screen> {
		const ours = { Origin: new URL(environment().baseUrl).origin, ...(who ? { Cookie: who.cookie } : {}) };
		const socket = io(server.url, {
			transports: ["websocket"],
			reconnection: false,
			forceNew: true,
			extraHeaders: headers ?? ours,
			...options,
		});
		const screen = new Screen(socket);
		await new Promise<void>((resolve, reject) => {
			socket.on("connect", resolve);
			socket.on("connect_error", (error) => {
				socket.close();
				reject(error);
			});
		});
		return screen;
	}

	/** Follows something from a version on. */
	follow(kind: Follow["subject"]["kind"], id: string, version: number): Promise<Followed> {
		return this.socket.timeout(PATIENCE_MS).emitWithAck("follow", { subject: { kind, id }, version });
	}

	/** The pushed changes so far. */
	get changes(): Changes[] {
		return this.messages.flatMap((message) => (message[0] === "changes" ? [message[1]] : []));
	}

	/** How often the screen was told so. */
	count(event: Message[0]): number {
		return this.messages.filter(([name]) => name === event).length;
	}

	/** Waits until the messages so far are as wished. @throws with what came instead. */
	async until(isThere: (screen: this) => boolean, patience = PATIENCE_MS): Promise<void> {
		const deadline = Date.now() + patience;
		while (!isThere(this)) {
			const left = deadline - Date.now();
			if (left <= 0) throw new Error(`It never came. What came: ${JSON.stringify(this.messages)}`);
			await Promise.race([new Promise<void>((resolve) => this.waiting.push(resolve)), wait(left)]);
		}
	}

	/** Waits until the screen's stream has reached a version by pushes. */
	at(version: number): Promise<void> {
		return this.until(({ changes }) => changes.some(({ to }) => to >= version));
	}

	/** Forgets the messages so far. */
	clear(): void {
		this.messages.length = 0;
	}

	close(): void {
		this.socket.close();
	}
}

/** Long enough for a message to arrive that should not. */
export const silence = (): Promise<void> => wait(250);
