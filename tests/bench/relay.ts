/**
 * The bare limit of writing together: a Yjs relay over Socket.IO, which keeps the text in memory and sends each update
 * on. No sessions, no authority, no authors, no disk.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import * as Y from "yjs";

/** Serves until the process is ended. @returns the port. */
export async function serveRelay(): Promise<{ port: number }> {
	const doc = new Y.Doc();
	const http = createServer();
	const live = new Server(http, { serveClient: false, perMessageDeflate: false });
	live.on("connection", (socket) => {
		socket.on("open", (answer: (update: Uint8Array) => void) => answer(Y.encodeStateAsUpdate(doc)));
		socket.on("update", (update: Uint8Array) => {
			Y.applyUpdate(doc, new Uint8Array(update));
			socket.broadcast.emit("update", update);
		});
	});
	http.listen(0);
	await once(http, "listening");
	return { port: (http.address() as AddressInfo).port };
}
