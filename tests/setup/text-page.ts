/**
 * A page that writes in one section of a summary without a browser: the browser's own SummaryClient on a real line. What
 * a person does in the textarea is done to its text directly.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { Line } from "#app/live/line.ts";
import { moved } from "#app/summary/bind-textarea.ts";
import type { SharedText } from "#app/summary/shared-text.ts";
import { SummaryClient } from "#app/summary/summary-client.ts";
import type { LoadClient } from "./live-client.ts";
import { wrapped } from "./wrapped-socket.ts";

interface Updates {
	key: string;
	updates: Uint8Array[];
}

const AGAIN_MS = 100;
const LOOK_EVERY_MS = 10;
const GIVE_UP_MS = 15_000;

export class TextPage {
	/** Where this person types on. */
	caret = 0;
	/** Called with what the server has sent, and when it came. */
	onUpdates: (updates: readonly Uint8Array[], at: number) => void = () => {};
	private isClosed = false;

	private constructor(
		private readonly socket: Socket,
		private readonly summary: SummaryClient,
		private readonly key: string,
		private readonly end: () => void,
		readonly text: SharedText,
	) {
		text.onRemote = (splices) => {
			for (const splice of splices) this.caret = moved(this.caret, splice);
		};
	}

	/** Opens a case's summary and begins to write in a section. @throws when it cannot be written in */
	static async open(client: LoadClient, caseId: string, key: string): Promise<TextPage> {
		const socket = client.connect();
		const line = new Line();
		const letGo = line.hold(inItsOwnTurn(socket));
		const summary = new SummaryClient(line, caseId, []);
		const stop = summary.start();
		const end = () => {
			stop();
			letGo();
			socket.close();
		};
		await until(() => summary.status === "shown", "a summary was not to be read");
		await summary.write(key);
		const isOpen = () => summary.editing.get(key)?.state === "open";
		await until(isOpen, `section ${key} was not to be written in`);
		const page = new TextPage(socket, summary, key, end, summary.editing.get(key)?.text as SharedText);
		page.listen();
		return page;
	}

	private listen(): void {
		const { socket } = this;
		socket.on("disconnect", (reason) => {
			// As the live page does whose line this is.
			if (reason === "io server disconnect" && !this.isClosed) setTimeout(() => socket.connect(), AGAIN_MS);
		});
		socket.on("text-updates", ({ key, updates }: Updates) => {
			if (key !== this.key) return;
			const at = performance.now();
			const came = updates.map((update) => new Uint8Array(update));
			setImmediate(() => this.onUpdates(came, at));
		});
	}

	/** Types at the caret. */
	type(words: string): void {
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

	/** Takes back what was last done, as one step. */
	undo(): void {
		const back = this.text.undo().at(-1);
		this.text.endUndoStep();
		if (back) this.caret = back.at + back.inserted.length;
	}

	/** What its person is told: that all of it is on the server's disk. */
	get isSaved(): boolean {
		return this.summary.savedStateOf(this.key) === "saved";
	}

	/** What the server would not take; nothing, since it never should. */
	get refusal(): string | undefined {
		if (this.summary.status === "gone") return "gone";
		const editing = this.summary.editing.get(this.key);
		return editing ? editing.refusal?.why : "no longer edited";
	}

	/** The line breaks, and comes back by itself. */
	cut(): void {
		this.socket.io.engine?.close();
	}

	/** The page is gone, with whatever was not sent. */
	close(): void {
		this.isClosed = true;
		this.end();
		this.text.destroy();
	}
}

/** The same socket; what one page does with a message must not delay the next page's in this process. */
function inItsOwnTurn(socket: Socket): Socket {
	const later = new Map<Pass, Pass>();
	return wrapped(socket, {
		onAny: (pass: Pass) => {
			const inTurn: Pass = (...message) => setImmediate(() => pass(...message));
			later.set(pass, inTurn);
			socket.onAny(inTurn);
		},
		offAny: (pass: Pass) => socket.offAny(later.get(pass)),
		// Answers keep their place behind the pushes that came before them.
		timeout: (ms: number) => ({
			emitWithAck: (event: string, message: unknown) =>
				socket
					.timeout(ms)
					.emitWithAck(event, message)
					.finally(() => new Promise((inTurn) => setImmediate(inTurn))),
		}),
	});
}
type Pass = (...message: unknown[]) => void;

async function until(isSo: () => boolean, problem: string): Promise<void> {
	for (const giveUp = performance.now() + GIVE_UP_MS; !isSo(); await wait(LOOK_EVERY_MS)) {
		if (performance.now() > giveUp) throw new Error(`A page could not be opened: ${problem}`);
	}
}
