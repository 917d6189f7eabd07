/**
 * The bare limit: what a form post, one durable row and one broadcast cost when there is nothing else: no
 * sessions, no authority, no record, no screens. The product is held against it.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import SQLite from "better-sqlite3";
import { Server } from "socket.io";

const ROOM = "room";

/** Serves until the process is ended. @returns the port. */
export async function serveLimit({ file }: { file: string }): Promise<{ port: number }> {
	const database = new SQLite(file);
	database.pragma("journal_mode = WAL");
	database.pragma("synchronous = FULL");
	database.exec("create table entries (id text primary key, kind text, body text, at integer) strict");
	const insert = database.prepare("insert into entries values (?, ?, ?, ?)");
	insert.run(randomUUID(), "information", "first", Date.now());
	// better-sqlite3 falls back to NORMAL in WAL mode, and says so only after the first write.
	if (database.pragma("synchronous", { simple: true }) !== 2)
		throw new Error("The limit does not write to disk");

	let version = 0;
	const http = createServer(async (request, response) => {
		const form = new URLSearchParams(await bodyOf(request));
		const row = {
			kind: "entry",
			id: randomUUID(),
			version: ++version,
			body: form.get("body") ?? "",
			at: Date.now(),
		};
		insert.run(row.id, form.get("kind"), row.body, row.at);
		live.to(ROOM).emit("changes", { stream: ROOM, from: version - 1, to: version, rows: [row], removed: [] });
		response.setHeader("Content-Type", "application/json");
		response.end(JSON.stringify({ ok: true, entryId: row.id }));
	});
	const live = new Server(http, { serveClient: false, perMessageDeflate: false });
	live.on("connection", (socket) => {
		socket.on("follow", async (_message: unknown, answer: (followed: object) => void) => {
			await socket.join(ROOM);
			const changes = { stream: ROOM, from: version, to: version, rows: [], removed: [] };
			answer({ status: "following", changes });
		});
	});
	http.listen(0);
	await once(http, "listening");
	return { port: (http.address() as AddressInfo).port };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	let body = "";
	request.setEncoding("utf8");
	for await (const chunk of request) body += chunk;
	return body;
}
