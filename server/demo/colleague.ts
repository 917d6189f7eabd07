/**
 * One simulated colleague: a real client over HTTP and Socket.IO that keeps a seat in a meeting's room, and gives
 * it up for good when somebody signs in as the person that it plays.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { decode } from "turbo-stream";
import type { ActionRow } from "../actions/index.ts";
import type { CaseRow, EntryRow, PersonRow, Snapshot } from "../cases/index.ts";
import type { Changes, Row } from "../events/index.ts";
import type { AgendaItemRow, AttendanceRow, HandRow, MeetingRow } from "../meetings/index.ts";
import type { Followed, Present } from "../realtime/index.ts";
import { Client } from "./client.ts";

/** Whom a colleague plays. */
export interface Played {
	email: string;
	password: string;
	userId: string;
	name: string;
	agencyId: string;
	agencyName: string;
}

interface Rows {
	meeting: MeetingRow;
	agendaItem: AgendaItemRow;
	attendance: AttendanceRow;
	hand: HandRow;
	case: CaseRow;
	person: PersonRow;
	entry: EntryRow;
	action: ActionRow;
}

const RETRY_MS = 3_000;

export class Colleague {
	/** Away: not there yet, or signed out by the clock. Gone: has made way, or may not be there any more. */
	state: "away" | "here" | "gone" = "away";
	/** Who has the room open on a screen, this colleague too. */
	present: Present[] = [];
	private client: Client | undefined;
	private socket: Socket | undefined;
	private rows = new Map<string, Row>();
	private version = 0;
	private isAsking = false;

	constructor(
		private readonly url: string,
		private readonly meetingId: string,
		readonly played: Played,
	) {}

	/**
	 * Signs in, accepts the statement where that is still to do, and follows the room; makes way at once when the
	 * person is there already. @throws when the server cannot be reached; it may then be called again.
	 */
	async arrive(): Promise<void> {
		if (!this.client) {
			const client = new Client(this.url);
			await client.signIn(this.played.email, this.played.password);
			this.client = client;
		}
		if (await this.makeWay()) return;
		if (!(await this.readRoom())) {
			await this.post(`/meetings/${this.meetingId}/enter`, { agrees: "yes" });
			if (!(await this.readRoom())) return this.leave();
		}
		this.state = "here";
		this.connect();
	}

	/** Leaves for good, if a person is signed in as this one in another browser. Answers whether it has. */
	async makeWay(): Promise<boolean> {
		if (this.state === "gone") return true;
		const page = await this.read<{ account: { sessions: { isThisOne: boolean }[] } }>("/account", "account");
		// Without a page its session has been ended: by somebody who looked at the account.
		const isNeeded = page?.account.sessions.every((session) => session.isThisOne) ?? false;
		if (!isNeeded) await this.leave();
		return !isNeeded;
	}

	/** Closes the connection and the session. What was said stays, and so does the place in the meeting. */
	async leave(): Promise<void> {
		this.state = "gone";
		this.socket?.close();
		await this.client?.post("/sign-out", randomUUID(), {}).catch(() => {});
	}

	/** The rows of one kind that this person's screen of the room holds. */
	all<Kind extends keyof Rows>(kind: Kind): Rows[Kind][] {
		return [...this.rows.values()].filter((row): row is Rows[Kind] => row.kind === kind);
	}

	get meeting(): MeetingRow | undefined {
		return this.all("meeting").find(({ id }) => id === this.meetingId);
	}

	/** The case that the panel is on, if there is one and this person may see it. */
	get currentCase(): CaseRow | undefined {
		const current = this.all("agendaItem").find((item) => item.isCurrent);
		return this.all("case").find(({ id }) => id === current?.caseId);
	}

	/** Posts a form. Answers whether it was done. @throws when the server cannot be reached. */
	async post(path: string, fields: Record<string, string>): Promise<boolean> {
		const answer = await this.client?.post(path, randomUUID(), fields);
		if (!answer || answer.status >= 500) throw new Error(`${path} answered ${answer?.status}`);
		return answer.status === 200;
	}

	/** Tells the others that this person is in the middle of a sentence, or is no more. */
	sayWriting(isWriting: boolean): void {
		if (this.socket?.connected) this.socket.emit("writing", isWriting);
	}

	// --- keeping equal to the record, as a screen does ------------------------------------------------------

	/** Loads the room anew. Answers false when it is not open to this person. */
	private async readRoom(): Promise<boolean> {
		const room = await this.read<{ snapshot: Snapshot }>(`/meetings/${this.meetingId}`, "snapshot");
		if (!room) return false;
		const { rows, version } = room.snapshot;
		this.rows = new Map(rows.map((row) => [`${row.kind}:${row.id}`, row]));
		this.version = version;
		return true;
	}

	/** The data of the one route of a page that has `key`; nothing when the page is not theirs to see. */
	private async read<Data>(path: string, key: string): Promise<Data | undefined> {
		const answer = await this.client?.data(path);
		if (!answer || answer.status >= 500) throw new Error(`${path} answered ${answer?.status}`);
		if (answer.status !== 200) return undefined;
		const { value, done } = await decode(new Blob([answer.body]).stream());
		await done;
		const routes = Object.values(value as Record<string, { data?: Record<string, unknown> | null }>);
		return routes.find(({ data }) => data && key in data)?.data as Data | undefined;
	}

	private connect(): void {
		this.socket?.close();
		const socket = this.client?.connect();
		if (!socket) return;
		this.socket = socket;
		// A server that restarts is not to be hurried.
		socket.io.reconnectionDelay(1_000).reconnectionDelayMax(15_000);
		socket.on("connect", () => {
			this.isAsking = false;
			this.follow();
		});
		socket.on("changes", (changes: Changes) => this.merge(changes));
		socket.on("reload", () => void this.startAnew());
		socket.on("outgrown", () => void this.startAnew());
		socket.on("present", (people: Present[]) => {
			this.present = people;
		});
		socket.on("signed-out", (why: "revoked" | "timed-out") => this.signedOut(why === "timed-out"));
		socket.on("connect_error", (error) => {
			if (error.message === "none" || error.message === "timed-out") {
				this.signedOut(error.message === "timed-out");
			} else if (!socket.active) setTimeout(() => this.comeBack(), RETRY_MS);
		});
		socket.on("disconnect", (reason) => {
			this.present = [];
			if (reason === "io server disconnect") setTimeout(() => this.comeBack(), RETRY_MS);
		});
	}

	private comeBack(): void {
		if (this.state === "here") this.socket?.connect();
	}

	private signedOut(isByTheClock: boolean): void {
		this.socket?.close();
		this.client = undefined;
		this.state = isByTheClock && this.state !== "gone" ? "away" : "gone";
	}

	private follow(): void {
		if (this.isAsking || !this.socket?.connected) return;
		this.isAsking = true;
		const message = { subject: { kind: "meeting", id: this.meetingId }, version: this.version };
		this.socket.emit("follow", message, (followed: Followed) => {
			this.isAsking = false;
			if (followed.status === "following") this.merge(followed.changes);
			else void this.startAnew();
		});
	}

	private merge(changes: Changes): void {
		if (changes.to <= this.version) return;
		if (changes.from > this.version) {
			this.follow();
			return;
		}
		for (const row of changes.rows) this.rows.set(`${row.kind}:${row.id}`, row);
		for (const name of changes.removed) this.rows.delete(name);
		this.version = changes.to;
	}

	private async startAnew(): Promise<void> {
		while (this.state === "here") {
			try {
				if (!(await this.readRoom())) return await this.leave();
				this.follow();
				return;
			} catch {
				await wait(RETRY_MS);
			}
		}
	}
}
