/** What is measured: the product, and beside it the bare limit. Both are driven by the same code. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Socket } from "socket.io-client";
import { type Followed, LoadClient, type Snapshot } from "#tests/setup/live-client.ts";
import { startPart, stopPart } from "#tests/setup/parts.ts";
import { lastWill } from "#tests/setup/processes.ts";

export type Kind = "entry" | "action" | "item";

/** One post of the room. */
export interface Post {
	kind: Kind;
	/** By what the watchers know it. */
	mark: string;
	path: string;
	fields: Record<string, string>;
}

export interface Subject {
	name: "product" | "limit";
	pid: number | undefined;
	/** Opens `number` screens, which call `hear` with the mark of each post that reaches them. */
	watch(number: number, hear: Hear): Promise<Watchers>;
	/** Makes the next post ready to be sent: an entry or action on the current case, or the next case for everyone. */
	prepare(kind: Kind, text: string): Post;
	/**
	 * Sends it as the browser does; the first writer alone may open items. Resolves when it is acknowledged.
	 * @throws when it is not taken.
	 */
	post(writer: number, post: Post): Promise<void>;
	end(): Promise<void>;
}

/** @param at by performance.now() */
export type Hear = (mark: string, at: number) => void;

export interface Watchers {
	close(): void;
}

/** Where the subjects run. */
export interface Place {
	/** For the database files, all on the same disk. */
	folder: string;
	/** See ServerOptions. */
	cpus: string | undefined;
	/** For the product's Node, such as `--cpu-prof`. */
	nodeArguments: string[];
}

export const MOST_WRITERS = 8;

/** A person adds to what is said: a sentence or two. */
export const sentence = (mark: string): string =>
	`${mark}: two further reports since the last panel, both at the workplace. CCTV of the second has been secured.`;

/** A folder of our own for the database files. */
export function makeFolder(): { folder: string; remove(): void } {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "panelroom-bench-"));
	const will = lastWill('rm -rf "$1"', [folder]);
	return {
		folder,
		remove: () => {
			fs.rmSync(folder, { recursive: true, force: true });
			will.revoke();
		},
	};
}

/** Starts the bare limit. */
export async function startLimit({ folder, cpus }: Place): Promise<Subject> {
	const child = startPart("limit", { file: path.join(folder, "limit.db") }, {}, cpus);
	if (!child.stdout) throw new Error("The limit cannot be heard");
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	const { port } = JSON.parse(line) as { port: number };
	const clients = Array.from({ length: MOST_WRITERS }, () => new LoadClient(`http://localhost:${port}`));
	const nothing: Snapshot = { stream: "room", version: 0, rows: [] };
	return {
		name: "limit",
		pid: child.pid,
		watch: (number, hear) => openSockets(number, hear, "room", nothing, () => clients[0]),
		prepare: (kind, text) => ({
			kind,
			mark: text,
			path: "/entries/new",
			fields: { kind, body: text, meetingId: "room" },
		}),
		post: (writer, post) => send(clients[writer], post),
		end: async () => {
			for (const client of clients) client.close();
			await stopPart(child);
		},
	};
}

/** Sends a post. @throws when it is not taken. */
export async function send(client: LoadClient | undefined, { path, fields }: Post): Promise<void> {
	const answer = await client?.post(path, randomUUID(), fields);
	if (answer?.status !== 200)
		throw new Error(`A post was answered ${answer?.status}: ${answer?.body.slice(0, 300)}`);
}

/** What a screen is sent of a post: an entry, an action, or the item that is current now. */
interface Heard {
	kind: string;
	id: string;
	body?: string;
	what?: string;
	isCurrent?: boolean;
}

const markOf = ({ kind, id, body, what, isCurrent }: Heard): string | undefined =>
	body ?? what ?? (kind === "agendaItem" && isCurrent ? id : undefined);

/** Light on purpose: what a watcher does with a message must not delay the next watcher's. */
export async function openSockets(
	number: number,
	hear: Hear,
	meetingId: string,
	{ version }: Snapshot,
	clientOf: (index: number) => LoadClient | undefined,
): Promise<Watchers> {
	const sockets: Socket[] = [];
	for (let index = 0; index < number; index++) {
		const socket = clientOf(index)?.connect();
		if (!socket) throw new Error("There are too few sessions for so many watchers");
		sockets.push(socket);
		socket.on("changes", ({ rows }: { rows: Heard[] }) => {
			const at = performance.now();
			for (const row of rows) {
				const mark = markOf(row);
				if (mark !== undefined) hear(mark, at);
			}
		});
		await new Promise<void>((resolve) => socket.once("connect", resolve));
		const followed: Followed = await socket.emitWithAck("follow", {
			subject: { kind: "meeting", id: meetingId },
			version,
		});
		if (followed.status !== "following") throw new Error(`A watcher was told ${followed.status}`);
	}
	return {
		close: () => {
			for (const socket of sockets) socket.close();
		},
	};
}
