/** What is measured: the product, and beside it the bare limit. Both are driven by the same code. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Socket } from "socket.io-client";
import { type Followed, LoadClient, type Snapshot, signInAll } from "#tests/setup/live-client.ts";
import type { MeetingForLoad, SignIn } from "#tests/setup/meeting-for-load.ts";
import { askPart, startPart, stopPart } from "#tests/setup/parts.ts";
import { freePort, lastWill } from "#tests/setup/processes.ts";
import { startServer } from "#tests/setup/server.ts";

export interface Subject {
	name: "product" | "limit";
	pid: number | undefined;
	/** Opens `number` screens, which call `hear` for each text that reaches them. */
	watch(number: number, hear: (body: string, at: number) => void): Promise<Watchers>;
	/** Posts one entry as the browser does. Resolves when it is acknowledged. @throws when it is not taken. */
	post(writer: number, body: string): Promise<void>;
	end(): Promise<void>;
}

export interface Watchers {
	close(): void;
}

export const MOST_WATCHERS = 200;
export const MOST_WRITERS = 8;
const SOCKETS_A_SESSION = 10;
const ACCOUNTS = 14;

/** A person adds to what is said: a sentence or two. */
export const sentence = (mark: string): string =>
	`${mark}: two further reports since the last panel, both at the workplace. CCTV of the second has been secured.`;

/** A folder of our own for the database files; both are on the same disk. */
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

/** The built product on SQLite, with a meeting in progress. @param nodeArguments such as `--cpu-prof`. */
export async function startProduct(
	folder: string,
	cpus: string | undefined,
	nodeArguments: string[],
): Promise<Subject> {
	const databaseUrl = `file:${path.join(folder, "product.db")}`;
	const meeting = await askPart<MeetingForLoad>(
		"seed",
		{ members: ACCOUNTS },
		{ DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" },
	);
	const server = await startServer({ databaseUrl, cpus, nodeArguments, port: await freePort() });
	const sessions = MOST_WATCHERS / SOCKETS_A_SESSION + MOST_WRITERS;
	const people = Array.from({ length: sessions }, (_, at) => meeting.members[at % ACCOUNTS] as SignIn);
	const clients = await signInAll(server.url, people);
	const writers = clients.splice(0, MOST_WRITERS);
	const { meetingId, caseIds } = meeting;
	const screen = `/meetings/${meetingId}`;
	return {
		name: "product",
		pid: server.process.pid,
		watch: async (number, hear) => {
			const snapshot = await (clients[0] as LoadClient).snapshot(screen);
			return openSockets(
				number,
				hear,
				meetingId,
				snapshot,
				(index) => clients[Math.floor(index / SOCKETS_A_SESSION)],
			);
		},
		post: (writer, body) =>
			postEntry(writers[writer], `/cases/${caseIds[0]}/entries/new`, {
				kind: "information",
				body,
				meetingId,
			}),
		end: async () => {
			for (const client of [...clients, ...writers]) client.close();
			await server.stop();
		},
	};
}

export async function startLimit(folder: string, cpus: string | undefined): Promise<Subject> {
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
		post: (writer, body) =>
			postEntry(clients[writer], "/entries/new", { kind: "information", body, meetingId: "room" }),
		end: async () => {
			for (const client of clients) client.close();
			await stopPart(child);
		},
	};
}

async function postEntry(
	client: LoadClient | undefined,
	path: string,
	fields: Record<string, string>,
): Promise<void> {
	const answer = await client?.post(path, randomUUID(), fields);
	if (answer?.status !== 200)
		throw new Error(`A post was answered ${answer?.status}: ${answer?.body.slice(0, 300)}`);
}

/** Light on purpose: what a watcher does with a message must not delay the next watcher's. */
async function openSockets(
	number: number,
	hear: (body: string, at: number) => void,
	meetingId: string,
	{ version }: Snapshot,
	clientOf: (index: number) => LoadClient | undefined,
): Promise<Watchers> {
	const sockets: Socket[] = [];
	for (let index = 0; index < number; index++) {
		const socket = clientOf(index)?.connect();
		if (!socket) throw new Error("There are too few sessions for so many watchers");
		sockets.push(socket);
		socket.on("changes", ({ rows }: { rows: { body?: string }[] }) => {
			const at = performance.now();
			for (const { body } of rows) if (body !== undefined) hear(body, at);
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
