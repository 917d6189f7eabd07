/** The live screen's line to the server, for whatever a part of the screen asks beside following: it outlives sockets. */
import type { Socket } from "socket.io-client";

type Handler = (message: never) => void;

export class Line {
	private socket: Socket | null = null;
	private readonly handlers = new Map<string, Set<Handler>>();

	/** Called by the screen that has the socket; answers how to let go of it. */
	hold(socket: Socket): () => void {
		this.socket = socket;
		const pass = (event: string, message?: unknown) => {
			for (const handler of [...(this.handlers.get(event) ?? [])]) handler(message as never);
		};
		const onConnect = () => pass("connect");
		const onDisconnect = () => pass("disconnect");
		socket.onAny(pass);
		socket.on("connect", onConnect);
		socket.on("disconnect", onDisconnect);
		return () => {
			socket.offAny(pass);
			socket.off("connect", onConnect);
			socket.off("disconnect", onDisconnect);
			this.socket = null;
			onDisconnect();
		};
	}

	get isConnected(): boolean {
		return this.socket?.connected === true;
	}

	/** Hears what the server says, or that the line is there ("connect") or gone ("disconnect"). Answers how to stop. */
	on<Message>(event: string, handler: (message: Message) => void): () => void {
		const all = this.handlers.get(event) ?? new Set();
		this.handlers.set(event, all.add(handler as Handler));
		return () => all.delete(handler as Handler);
	}

	/** Says something that is answered nothing; lost when the line is cut. */
	say(event: string, message?: unknown): void {
		if (this.isConnected) this.socket?.emit(event, ...(message === undefined ? [] : [message]));
	}

	/** Asks, and answers undefined when the line was cut or the server is late: then ask again. */
	async ask<Answer>(event: string, message: unknown, patienceMs = 8_000): Promise<Answer | undefined> {
		const { socket } = this;
		if (!socket?.connected) return undefined;
		let stop = () => {};
		const cut = new Promise<undefined>((resolve) => {
			stop = this.on("disconnect", () => resolve(undefined));
		});
		try {
			const answer = socket.timeout(patienceMs).emitWithAck(event, message) as Promise<Answer>;
			return await Promise.race([answer.catch(() => undefined), cut]);
		} finally {
			stop();
		}
	}
}
