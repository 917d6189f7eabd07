/** A WebSocket that sends what no browser would: any bytes, in any frame. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;

export class RawSocket {
	/** Every text that the server sent. */
	readonly received: string[] = [];
	/** The server closed it, or said that it does: a browser would answer at once. */
	isClosed = false;
	private unread = Buffer.alloc(0);

	private constructor(
		private readonly stream: Duplex,
		head: Buffer,
	) {
		this.read(head);
		stream.on("data", (bytes: Buffer) => this.read(bytes));
		stream.on("error", () => {});
		stream.on("close", () => {
			this.isClosed = true;
		});
		stream.on("end", () => stream.end());
	}

	/** Opens a connection that has passed the handshake, and has joined as this session. */
	static async join(url: string, headers: Record<string, string>): Promise<RawSocket> {
		const opening = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
			headers: {
				...headers,
				Connection: "Upgrade",
				Upgrade: "websocket",
				"Sec-WebSocket-Version": "13",
				"Sec-WebSocket-Key": randomBytes(16).toString("base64"),
			},
		});
		const upgraded = once(opening, "upgrade");
		opening.end();
		const [, stream, head] = (await upgraded) as [unknown, Duplex, Buffer];
		const socket = new RawSocket(stream, head);
		socket.text("40");
		const isTaken = () => socket.received.some((text) => text.startsWith('40{"sid"'));
		for (let tries = 0; !isTaken() && tries < 250; tries++) await wait(20);
		if (!isTaken()) throw new Error(`The server did not take a socket: ${socket.received.join(" ")}`);
		return socket;
	}

	text(message: string): void {
		this.frame(TEXT, Buffer.from(message));
	}

	binary(message: Buffer): void {
		this.frame(BINARY, message);
	}

	bytes(bytes: Buffer): void {
		if (!this.isClosed) this.stream.write(bytes);
	}

	/** @returns whether the server closed it within `ms`. */
	async closes(ms: number): Promise<boolean> {
		for (let waited = 0; !this.isClosed && waited < ms; waited += 20) await wait(20);
		return this.isClosed;
	}

	end(): void {
		this.stream.destroy();
	}

	/** Takes whole frames off what came; a server's frames are not masked. */
	private read(bytes: Buffer): void {
		this.unread = Buffer.concat([this.unread, bytes]);
		for (;;) {
			const [first = 0, short = 0] = this.unread;
			const start = short < 126 ? 2 : short === 126 ? 4 : 10;
			if (this.unread.length < start) return;
			const length =
				short < 126
					? short
					: short === 126
						? this.unread.readUInt16BE(2)
						: Number(this.unread.readBigUInt64BE(2));
			if (this.unread.length < start + length) return;
			const kind = first & 0x0f;
			if (kind === TEXT) this.received.push(this.unread.subarray(start, start + length).toString());
			if (kind === CLOSE) this.isClosed = true;
			this.unread = this.unread.subarray(start + length);
		}
	}

	private frame(kind: number, payload: Buffer): void {
		const length = Buffer.alloc(9);
		length[0] = 0x80 | 127;
		length.writeBigUInt64BE(BigInt(payload.length), 1);
		// Masked by zeros, as a client's frames must be masked by something.
		this.bytes(Buffer.concat([Buffer.from([0x80 | kind]), length, Buffer.alloc(4), payload]));
	}
}
