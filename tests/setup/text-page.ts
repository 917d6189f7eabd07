/** A page that writes in one section of a summary without a browser: the real SharedText on a real line. */
import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { moved } from "#app/summary/bind-textarea.ts";
import { SharedText } from "#app/summary/shared-text.ts";
import type { LoadClient } from "./live-client.ts";

type Opened = { status: "open"; seq: number; update: Uint8Array } | { status: "gone" | "later" };
type Written = { status: "saved"; seq: number } | { status: "refused"; why: string } | { status: "later" };
interface Updates {
	key: string;
	from: number;
	to: number;
	updates: Uint8Array[];
}

/** As app/summary/summary-client.ts has it. */
const SEND_EVERY_MS = 60;
const PATIENCE_MS = 8_000;
const AGAIN_MS = 100;

export class TextPage {
	/** Where this person types on. */
	caret = 0;
	/** What the server has refused; it never should. */
	readonly refusals: string[] = [];
	/** Called with what the server has sent, and when it came. */
	onUpdates: (updates: readonly Uint8Array[], at: number) => void = () => {};
	/** Called when all that had been typed when a batch was sent is stored. */
	onSaved: (words: number) => void = () => {};
	/** How much the person has typed so far, in whatever the test counts. */
	typed = 0;
	private typedInBatch = 0;
	private isOpen = false;
	private isOpening = false;
	private isSending = false;
	private isClosed = false;

	private constructor(
		private readonly socket: Socket,
		private readonly caseId: string,
		private readonly key: string,
		readonly text: SharedText,
	) {}

	static async open(client: LoadClient, caseId: string, key: string): Promise<TextPage> {
		const socket = client.connect();
		let pen: number | undefined;
		while (pen === undefined) {
			const taken = await ask<{ status: string; pen?: number }>(socket, "take-pen", { caseId });
			if (taken && taken.status !== "taken" && taken.status !== "later")
				throw new Error(`No pen: ${taken.status}`);
			pen = taken?.pen;
			if (pen === undefined) await wait(AGAIN_MS);
		}
		const page = new TextPage(socket, caseId, key, new SharedText(pen));
		page.listen();
		await page.begin();
		return page;
	}

	private listen(): void {
		const { socket, text } = this;
		socket.on("connect", () => void this.begin());
		socket.on("disconnect", (reason) => {
			this.isOpen = false;
			if (reason === "io server disconnect" && !this.isClosed) setTimeout(() => socket.connect(), AGAIN_MS);
		});
		socket.on("text-updates", ({ key, from, to, updates: given }: Updates) => {
			if (key !== this.key) return;
			const at = performance.now();
			const updates = given.map((update) => new Uint8Array(update));
			// What one page does with a message must not delay the next page's in this process.
			setImmediate(() => {
				if (this.isClosed) return;
				this.onUpdates(updates, at);
				if (text.receive(from, to, updates) === "gap") void this.begin();
			});
		});
		text.onRemote = (splices) => {
			for (const splice of splices) this.caret = moved(this.caret, splice);
		};
		text.onPending = () => void this.send();
	}

	/** Asks for what this page has not, and goes on sending what the server has not. */
	private async begin(): Promise<void> {
		if (this.isOpening) return;
		this.isOpening = true;
		const { socket, caseId, key, text } = this;
		this.isOpen = false;
		while (socket.connected && !this.isClosed) {
			const read = await ask<{ status: string }>(socket, "read-summary", { caseId });
			const opened =
				read?.status === "reading"
					? await ask<Opened>(socket, "open-text", { caseId, key, vector: text.vector })
					: undefined;
			if (opened?.status === "open") {
				text.opened(new Uint8Array(opened.update), opened.seq);
				this.isOpen = true;
				break;
			}
			await wait(AGAIN_MS);
		}
		this.isOpening = false;
		if (socket.connected && !this.isOpen && !this.isClosed) void this.begin();
		void this.send();
	}

	private async send(): Promise<void> {
		if (this.isSending) return;
		this.isSending = true;
		const { socket, caseId, key, text } = this;
		while (this.isOpen && socket.connected && !this.isClosed) {
			const batch = text.next();
			if (!batch) break;
			this.typedInBatch ||= this.typed;
			const began = performance.now();
			const written = await ask<Written>(socket, "write-text", { caseId, key, pen: text.pen, ...batch });
			if (this.isClosed) break;
			if (written?.status === "saved") {
				text.acknowledged();
				this.onSaved(this.typedInBatch);
				this.typedInBatch = 0;
			} else {
				if (written?.status === "refused") this.refusals.push(written.why);
				text.unanswered();
				if (written) await wait(AGAIN_MS);
			}
			await wait(Math.max(0, SEND_EVERY_MS - (performance.now() - began)));
		}
		this.isSending = false;
	}

	/** Types at the caret. */
	type(words: string): void {
		this.typed++;
		const at = this.caret;
		this.caret += words.length;
		this.text.edit(at, 0, words);
	}

	/** Takes back the last characters before the caret. */
	erase(count: number): void {
		const from = Math.max(0, this.caret - count);
		this.text.edit(from, this.caret - from, "");
		this.caret = from;
	}

	get isSaved(): boolean {
		return this.text.unsavedSince === undefined;
	}

	/** The page is gone, with whatever was not sent. */
	close(): void {
		this.isClosed = true;
		this.socket.close();
		this.text.destroy();
	}
}

/** Undefined when the line was cut or the server is late. */
async function ask<Answer>(socket: Socket, event: string, message: unknown): Promise<Answer | undefined> {
	let stop = () => {};
	const cut = new Promise<undefined>((resolve) => {
		stop = () => resolve(undefined);
		socket.once("disconnect", stop);
	});
	try {
		const answer = socket.timeout(PATIENCE_MS).emitWithAck(event, message) as Promise<Answer>;
		return await Promise.race([answer.catch(() => undefined), cut]);
	} finally {
		socket.off("disconnect", stop);
	}
}
