/** Screens of a live room without a browser: what the network sees of them, and the state that they hold. */
import { Agent, type RequestOptions, request } from "node:http";
import type { Socket } from "socket.io-client";
import { decode } from "turbo-stream";
import { fromSnapshot, type LiveChanges, type LiveRow, merge, type RoomState } from "#app/live/room-state.ts";
import { Client } from "#server/demo/client.ts";

export type Subject = { kind: "meeting" | "case" | "panel"; id: string };
export type Snapshot = { stream: string; version: number; rows: LiveRow[] };
export type Followed =
	| { status: "following"; changes: LiveChanges }
	| { status: "reload" }
	| { status: "gone" };

interface Answer {
	status: number;
	body: string;
}

const GIVE_UP_MS = 12_000;

/** A client whose posts cost the load generator as little as possible; to the server they look the same. */
export class LoadClient extends Client {
	private readonly agent = new Agent({ keepAlive: true });

	/** The headers that make a request this session's own. */
	get credentials(): Record<string, string> {
		return { Origin: new URL(this.url).origin, ...(this.cookie ? { Cookie: this.cookie } : {}) };
	}

	/** What a form of this session carries; for those that are not posted by `post`. */
	get formToken(): string {
		return this.token;
	}

	/** Another browser window of the same session, with a connection of its own. */
	sameSession(): LoadClient {
		const other = new LoadClient(this.url);
		other.cookie = this.cookie;
		other.token = this.token;
		return other;
	}

	override post(path: string, opId: string, fields: Record<string, string>): Promise<Answer> {
		const form = new URLSearchParams({ ...fields, token: this.token, opId, enhanced: "1" });
		return this.send(path, form.toString());
	}

	private send(path: string, body: string): Promise<Answer> {
		const options: RequestOptions = {
			method: "POST",
			agent: this.agent,
			timeout: GIVE_UP_MS,
			headers: {
				...this.credentials,
				"Sec-Fetch-Dest": "empty",
				"Sec-Fetch-Site": "same-origin",
				"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
				"Content-Length": Buffer.byteLength(body),
			},
		};
		return new Promise((resolve, reject) => {
			const post = request(`${this.url}${path}.data`, options, (answer) => {
				let text = "";
				answer.setEncoding("utf8");
				answer.on("data", (chunk: string) => {
					text += chunk;
				});
				answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
				// Cut off in the middle of its answer.
				answer.on("error", reject);
			});
			post.on("timeout", () => post.destroy(new Error("The server did not answer")));
			post.on("error", (error: NodeJS.ErrnoException) => {
				// A kept connection that the server closed just then; browsers take a new one, too.
				if (post.reusedSocket && error.code === "ECONNRESET") this.send(path, body).then(resolve, reject);
				else reject(error);
			});
			post.end(body);
		});
	}

	/** What a live screen's loader answers. @throws when it answers anything else. */
	async snapshot(path: string): Promise<Snapshot> {
		const { status, body } = await this.data(path);
		if (status !== 200) throw new Error(`${path} answered ${status}`);
		const { value, done } = await decode(new Blob([body]).stream());
		await done;
		for (const { data } of Object.values(value as Record<string, { data?: { snapshot?: Snapshot } }>)) {
			if (data?.snapshot) return data.snapshot;
		}
		throw new Error(`${path} is not a live screen`);
	}

	/** Closes the connections that are kept for the next post. */
	close(): void {
		this.agent.destroy();
	}
}

/** As many people sign in at once as the server hashes passwords at once. */
const SIGN_INS_AT_ONCE = 4;

/** Signs everybody in, a session each, in their order. */
export async function signInAll(
	url: string,
	people: readonly { email: string; password: string }[],
): Promise<LoadClient[]> {
	const clients = people.map(() => new LoadClient(url));
	let next = 0;
	const signInNext = async (): Promise<void> => {
		const at = next++;
		const [person, client] = [people[at], clients[at]];
		if (!person || !client) return;
		await client.signIn(person.email, person.password).catch((error: unknown) => {
			// The kept connection was closed just when it was used again; a browser would try once more, too.
			if (!(error instanceof TypeError)) throw error;
			return client.signIn(person.email, person.password);
		});
		return signInNext();
	};
	await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signInNext));
	return clients;
}

/** Messages that come within one of these are merged together, as a browser shows them in one frame. */
const FRAME_MS = 50;
const STUCK_MS = 3_000;
const RETRY_MS = 200;

/**
 * One open live screen, which keeps itself equal to the record as app/live/use-live.ts does: it follows from
 * its snapshot, asks for what lies in a gap or behind a lost connection, and loads anew when told to.
 */
export class LiveRoom {
	/** What happened so far. */
	readonly counts = { messages: 0, gaps: 0, loads: 0, connections: 0 };
	/** When the state last changed, by performance.now(). */
	changedAt = 0;
	private held: RoomState = { stream: "", version: 0, rows: new Map() };
	private waiting: LiveChanges[] = [];
	private frame: NodeJS.Timeout | undefined;
	private isFollowing = false;
	private isAsking = false;
	/** Counts what was asked: an answer from before the screen began anew is none. */
	private asked = 0;
	private isClosed = false;
	private watching: NodeJS.Timeout | undefined;
	private stuckSince: number | undefined;
	private whenFollowing: () => void = () => {};

	private constructor(
		readonly client: LoadClient,
		private readonly path: string,
		private readonly subject: Subject,
		private readonly socket: Socket,
	) {}

	/** Opens a screen. Resolves when it follows. @param path the page's, such as "/meetings/…". */
	static async open(client: LoadClient, path: string, subject: Subject): Promise<LiveRoom> {
		const snapshot = await client.snapshot(path);
		const room = new LiveRoom(client, path, subject, client.connect());
		room.counts.loads = 1;
		room.hold(fromSnapshot(snapshot));
		await new Promise<void>((resolve) => {
			room.whenFollowing = resolve;
			room.listen();
		});
		return room;
	}

	get state(): RoomState {
		return this.held;
	}

	/** Whether it follows and has asked for nothing that is still to come. */
	get isAtRest(): boolean {
		return this.socket.connected && this.isFollowing && !this.isAsking;
	}

	close(): void {
		this.isClosed = true;
		clearInterval(this.watching);
		clearTimeout(this.frame);
		this.socket.close();
	}

	private listen(): void {
		const { socket } = this;
		this.watching = setInterval(() => this.watch(), 1_000).unref();
		socket.on("connect", () => {
			this.counts.connections++;
			this.isAsking = false;
			this.ask();
		});
		socket.on("changes", (changes: LiveChanges) => {
			this.counts.messages++;
			if (!this.isFollowing) return;
			this.waiting.push(changes);
			this.frame ??= setTimeout(() => this.mergeWaiting(), FRAME_MS);
		});
		socket.on("reload", () => void this.startAnew());
		socket.on("outgrown", () => void this.startAnew());
		socket.on("disconnect", (reason) => {
			this.isAsking = false;
			this.waiting = [];
			if (reason === "io server disconnect") this.comeBack();
		});
		socket.on("connect_error", () => {
			// Refused by the server itself; what the network refused is tried again by Socket.IO.
			if (!socket.active) this.comeBack();
		});
	}

	/** As the browser's screens do: a connection or an answer that is very late is not coming. */
	private watch(): void {
		if (this.isClosed || (this.socket.connected && !this.isAsking)) {
			this.stuckSince = undefined;
			return;
		}
		this.stuckSince ??= performance.now();
		if (performance.now() - this.stuckSince > STUCK_MS) {
			this.stuckSince = undefined;
			this.isAsking = false;
			if (this.socket.connected) this.ask();
			else this.socket.disconnect().connect();
		}
	}

	private comeBack(): void {
		setTimeout(() => {
			if (!this.isClosed) this.socket.connect();
		}, RETRY_MS);
	}

	private hold(state: RoomState): void {
		this.held = state;
		this.changedAt = performance.now();
	}

	private ask(): void {
		if (!this.socket.connected || this.isAsking) return;
		this.isAsking = true;
		this.isFollowing = true;
		const { version } = this.held;
		const turn = ++this.asked;
		this.socket.emit("follow", { subject: this.subject, version }, (followed: Followed) => {
			if (turn !== this.asked) return;
			this.isAsking = false;
			if (followed.status !== "following") return void this.startAnew();
			// What was pushed while we asked comes after what we asked for.
			this.waiting.unshift(followed.changes);
			this.mergeWaiting();
			this.whenFollowing();
		});
	}

	private mergeWaiting(): void {
		clearTimeout(this.frame);
		this.frame = undefined;
		if (this.isAsking || this.waiting.length === 0) return;
		const merged = merge(this.held, ...this.waiting);
		this.waiting = [];
		if (merged === "gap") {
			this.counts.gaps++;
			this.ask();
		} else if (merged !== this.held) this.hold(merged);
	}

	private async startAnew(): Promise<void> {
		this.isFollowing = false;
		this.isAsking = false;
		this.asked++;
		this.waiting = [];
		this.hold({ ...this.held, rows: new Map() });
		const load = ++this.counts.loads;
		while (!this.isClosed && load === this.counts.loads) {
			try {
				const snapshot = await this.client.snapshot(this.path);
				// Told to load anew once more meanwhile: that load is under way.
				if (load !== this.counts.loads) return;
				this.hold(fromSnapshot(snapshot));
				return this.ask();
			} catch {
				await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
			}
		}
	}
}
