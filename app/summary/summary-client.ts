/**
 * A case's summary as one page has it: read as plain text, and where its person writes, edited. What is typed stays
 * here through a cut line, a server that restarts and a session that has to be renewed, until it is saved. The code
 * that edits is loaded with the first press on "Write".
 */
import type { SectionShown } from "#server/summary/index.ts";
import type { Line } from "../live/line.ts";
import type { SharedText } from "./shared-text.ts";
import { sayWordsLost } from "./words-lost.tsx";

type SummaryRead = { status: "reading"; sections: SectionShown[] } | { status: "gone" } | { status: "later" };
type PenTaken = { status: "taken"; pen: number } | { status: "read-only" | "gone" | "later" };
type TextOpened =
	| { status: "open"; seq: number; update: ArrayBuffer | Uint8Array }
	| { status: "gone" | "later" };
type Why = "broken" | "forged" | "pending" | "too-long" | "no-access" | "read-only" | "not-yours";
type TextWritten =
	| { status: "saved"; seq: number }
	| { status: "refused"; why: Why; mayKeep: boolean }
	| { status: "later" };
interface TextUpdates {
	caseId: string;
	key: string;
	from: number;
	to: number;
	updates: (ArrayBuffer | Uint8Array)[];
}
interface TextSaid {
	caseId: string;
	key: string;
	from: number;
	to: number;
	at: number;
	removed: number;
	inserted: string;
}

export interface Writer {
	key: string;
	userId: string;
	name: string;
	agencyName: string;
}

/** A section that this person edits. */
export interface Editing {
	key: string;
	/** What it is called by: known also when the summary is not to be seen just now. */
	place: Pick<SectionShown, "section" | "agencyName">;
	/** Nothing until the server has given a pen and the text; or when it cannot be edited after all. */
	text: SharedText | undefined;
	state: "opening" | "open" | "failed";
	/** Binds the textarea in which it is edited; answers how to end that. */
	bind?: (area: HTMLTextAreaElement) => () => void;
	/** Where the caret was when the textarea was last taken from the page, and whether the person was in it. */
	caret?: { start: number; end: number; hadFocus: boolean };
	/** Its person has done with it: it is left once all of it is saved. */
	isDone?: boolean;
	/** Why it may not be written, whether anything typed was not saved, and that, if they may still hold it. */
	refusal?: { why: Why; isLost: boolean; words: string | undefined };
}

export type Saved = "saved" | "saving" | "not-saved";

/** Everybody who types sends at most as often; the first keystroke after a pause goes at once. */
const SEND_EVERY_MS = 60;
/** Saying "not saved" sooner would flicker on a slow link; later would be a lie. */
const NOT_SAVED_AFTER_MS = 2_500;
const AGAIN_MS = 1_000;
/** A page that is loaded again shows the summary again by then. */
const RETURN_MS = 10_000;
/** Whoever pauses for as long is not in the middle of a sentence. */
const PAUSE_MS = 4_000;

const bytesOf = (given: ArrayBuffer | Uint8Array): Uint8Array =>
	given instanceof Uint8Array ? given : new Uint8Array(given);

const isSaved = (text: SharedText) => text.unsavedSince === undefined;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export class SummaryClient {
	sections: readonly SectionShown[];
	writers: readonly Writer[] = [];
	/** "gone": its words may no longer be seen here. */
	status: "shown" | "asking" | "gone" = "shown";
	readonly editing = new Map<string, Editing>();
	/** Changes with everything above, for whoever draws it. */
	version = 0;

	private pen: Promise<number | undefined> | undefined;
	private readonly sending = new Set<string>();
	private readonly stops: (() => void)[] = [];
	private readonly listeners = new Set<() => void>();
	private ticking: ReturnType<typeof setInterval> | undefined;
	private pause: ReturnType<typeof setTimeout> | undefined;
	private isAsking = false;
	private isEnded = false;
	/** The server has shut it and not said yet whether it may be seen again. */
	private isShut = false;
	/** Changes whenever what was asked before, and is not answered yet, no longer counts. */
	private turn = 0;

	constructor(
		private readonly line: Line,
		readonly caseId: string,
		sections: readonly SectionShown[],
	) {
		this.sections = sections;
		if (sections.length === 0) this.status = "asking";
	}

	/** Begins to listen; answers how to end that. What is unsaved by then goes on being sent while there is a line. */
	start(): () => void {
		this.isEnded = false;
		for (const stop of this.stops.splice(0)) stop();
		this.stops.push(
			this.line.on("connect", () => void this.begin()),
			this.line.on("disconnect", () => {
				this.writers = [];
				this.forgetWriting();
				this.changed();
			}),
			this.line.on<string>("summary-closed", (caseId) => {
				if (caseId === this.caseId) this.shut();
			}),
			this.line.on<{ caseId: string; writers: Writer[] }>("summary-writers", ({ caseId, writers }) => {
				if (caseId !== this.caseId) return;
				this.writers = writers;
				this.changed();
			}),
			this.line.on<TextSaid>("text-said", (said) => this.hear(said)),
			this.line.on<TextUpdates>("text-updates", (updates) => this.receive(updates)),
		);
		if (this.line.isConnected) void this.begin();
		// "Not saved" comes by the clock.
		this.ticking = setInterval(() => this.hasUnsaved && this.changed(), 500);
		return () => this.end();
	}

	private end(): void {
		this.isEnded = true;
		this.turn++;
		clearInterval(this.ticking);
		if (this.writingIn) this.sayNotWriting(this.writingIn);
		this.line.say("leave-summary");
		for (const stop of this.stops.splice(0)) stop();
		if (this.isShut) this.waitForReturn();
		else if (this.hasUnsaved) this.stops.push(this.line.on("connect", () => this.sendAll()));
	}

	/** Its part of the page is gone while it is not known what may be seen: with the page, or until that is loaded again. */
	private waitForReturn(): void {
		setTimeout(() => {
			if (this.isEnded && this.isShut) this.gone();
		}, RETURN_MS);
	}

	private sendAll(): void {
		for (const editing of this.editing.values()) void this.send(editing);
	}

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	private changed(): void {
		this.version++;
		for (const listener of this.listeners) listener();
	}

	get hasUnsaved(): boolean {
		return [...this.editing.values()].some(({ text }) => text !== undefined && !isSaved(text));
	}

	/** Whether somebody's own words, which were not taken, are still offered to them here and nowhere else. */
	get hasToCopy(): boolean {
		return [...this.editing.values()].some(({ refusal }) => refusal?.words !== undefined);
	}

	/** How safe what was typed in a section is. */
	savedStateOf(key: string): Saved {
		const text = this.editing.get(key)?.text;
		if (!text || isSaved(text)) return "saved";
		const { unsavedSince = 0 } = text;
		return performance.now() - unsavedSince > NOT_SAVED_AFTER_MS ? "not-saved" : "saving";
	}

	// --- reading ------------------------------------------------------------------------------------------

	/** Asks for the summary as it is, and for what this page has not of the sections that it edits. */
	private async begin(): Promise<void> {
		if (this.isAsking || this.isEnded) return;
		this.isAsking = true;
		let read: SummaryRead | undefined;
		while (!this.isEnded && this.line.isConnected) {
			const { turn } = this;
			read = await this.line.ask<SummaryRead>("read-summary", { caseId: this.caseId });
			// It was shut while we asked, or left and come back to: the answer is of before.
			if (turn !== this.turn) read = undefined;
			else if (read && read.status !== "later") break;
			else if (read) await wait(AGAIN_MS);
		}
		this.isAsking = false;
		if (!read || read.status === "later" || this.isEnded) return;
		if (read.status === "gone") return this.gone();
		// What was written here a moment ago may be newer than what readers have been told.
		this.sections = read.sections.map((section) => {
			const here = this.sections.find(({ key }) => key === section.key);
			return here && here.seq > section.seq ? { ...section, text: here.text, seq: here.seq } : section;
		});
		this.status = "shown";
		this.isShut = false;
		// To the server whoever begins to read is writing nowhere.
		this.forgetWriting();
		for (const editing of this.editing.values()) {
			const section = this.sections.find(({ key }) => key === editing.key);
			if (section?.mayWrite) void this.open(editing);
			else if (!this.sending.has(editing.key)) this.refuse(editing, "read-only", true);
		}
		this.changed();
	}

	/** The person's standing has changed: nothing is shown until it is known what they may see now. */
	private shut(): void {
		this.sections = [];
		this.writers = [];
		this.status = "asking";
		this.isShut = true;
		this.turn++;
		this.changed();
		void this.begin();
	}

	/** Nothing of it may be shown or kept here any more. */
	gone(): void {
		if (this.status === "gone") return;
		if (this.hasUnsaved || this.hasToCopy) sayWordsLost();
		for (const { text } of this.editing.values()) text?.destroy();
		this.editing.clear();
		this.sections = [];
		this.status = "gone";
		this.changed();
	}

	private hear({ caseId, key, from, to, at, removed, inserted }: TextSaid): void {
		if (caseId !== this.caseId || this.isAsking) return;
		const section = this.sections.find((one) => one.key === key);
		if (section && to <= section.seq) return;
		// One that was begun just now, or something before it is missing.
		if (!section || section.seq !== from) return void this.begin();
		const text = section.text.slice(0, at) + inserted + section.text.slice(at + removed);
		this.sections = this.sections.map((one) => (one === section ? { ...one, text, seq: to } : one));
		this.changed();
	}

	// --- writing ------------------------------------------------------------------------------------------

	/** Begins to edit a section: the code, a pen and the text, in this order. */
	async write(key: string): Promise<void> {
		const place = this.sections.find((section) => section.key === key);
		if (!place || this.editing.has(key)) return;
		const editing: Editing = { key, place, text: undefined, state: "opening" };
		this.editing.set(key, editing);
		this.changed();
		try {
			const [{ SharedText }, { bindTextarea }] = await Promise.all([
				import("./shared-text.ts"),
				import("./bind-textarea.ts"),
			]);
			this.pen ??= this.takePen();
			const pen = await this.pen;
			if (this.editing.get(key) !== editing) return;
			if (pen === undefined) {
				this.pen = undefined;
				editing.state = "failed";
			} else {
				const text = new SharedText(pen);
				editing.text = text;
				editing.bind = (area) => bindTextarea(area, text, (words) => this.tooLong(editing, words));
				text.onPending = () => {
					editing.isDone = false;
					this.sayWriting(key);
					this.changed();
					void this.send(editing);
				};
				await this.open(editing);
			}
		} catch {
			editing.state = "failed";
		}
		this.changed();
	}

	private async takePen(): Promise<number | undefined> {
		for (;;) {
			const taken = await this.line.ask<PenTaken>("take-pen", { caseId: this.caseId });
			if (taken?.status === "taken") return taken.pen;
			if (this.isEnded || (taken && taken.status !== "later")) return undefined;
			await wait(AGAIN_MS);
		}
	}

	/** Fetches what this page has not of a section, and goes on sending what the server has not. */
	private async open(editing: Editing): Promise<void> {
		const { key, text } = editing;
		if (!text) return;
		for (let tries = 1; ; tries++) {
			const vector = text.vector;
			const opened = await this.line.ask<TextOpened>("open-text", { caseId: this.caseId, key, vector });
			if (this.editing.get(key) !== editing || this.isEnded) return;
			if (opened?.status === "open") {
				text.opened(bytesOf(opened.update), opened.seq);
				break;
			}
			// Without a line, the next connection opens it again; until the first time, there is nothing to edit.
			if (!opened && !this.line.isConnected && editing.state === "open") return;
			if (opened?.status === "gone") {
				editing.state = "failed";
				return this.changed();
			}
			await wait(AGAIN_MS);
			// The server has let this page go, as at midnight: it must ask to read first.
			if (opened && tries % 3 === 0) return this.begin();
		}
		editing.state = "open";
		this.changed();
		void this.send(editing);
	}

	/** Ends editing a section as soon as all of it is saved; if its person types on before that, it goes on. */
	finish(key: string): void {
		const editing = this.editing.get(key);
		if (!editing || editing.refusal?.words !== undefined) return;
		if (!this.stopWriting(key)) editing.isDone = true;
	}

	/** Ends editing a section, unless something of it is unsaved: then it stays. Answers whether it has ended. */
	stopWriting(key: string): boolean {
		const editing = this.editing.get(key);
		const text = editing?.text;
		if (text && !isSaved(text)) return false;
		// What was last read may be older than what stood in the textarea.
		if (text) {
			this.sections = this.sections.map((section) =>
				section.key === key ? { ...section, text: text.text, seq: text.seq } : section,
			);
			text.destroy();
		}
		this.editing.delete(key);
		this.sayNotWriting(key);
		this.line.say("close-text", { caseId: this.caseId, key });
		this.changed();
		// What others wrote while the server did not know yet that this page reads again.
		void this.begin();
		return true;
	}

	private receive({ caseId, key, from, to, updates }: TextUpdates): void {
		const editing = this.editing.get(key);
		if (caseId !== this.caseId || !editing?.text) return;
		if (editing.text.receive(from, to, updates.map(bytesOf)) === "gap") void this.open(editing);
	}

	/** Sends what waits, a batch at a time, until all is acknowledged or the line is gone. */
	private async send(editing: Editing): Promise<void> {
		const { key, text } = editing;
		if (!text || this.sending.has(key)) return;
		this.sending.add(key);
		try {
			while (this.line.isConnected && this.editing.get(key) === editing && editing.text === text) {
				const batch = text.next();
				if (!batch) break;
				const began = performance.now();
				const message = { caseId: this.caseId, key, pen: text.pen, ...batch };
				const written = await this.line.ask<TextWritten>("write-text", message);
				if (written?.status === "saved") {
					text.acknowledged();
					if (editing.isDone && this.stopWriting(key)) break;
				} else if (written?.status === "refused") {
					this.refuse(editing, written.why, written.mayKeep);
					break;
				} else {
					text.unanswered();
					if (written) await wait(AGAIN_MS);
				}
				this.changed();
				await wait(Math.max(0, SEND_EVERY_MS - (performance.now() - began)));
			}
		} finally {
			this.sending.delete(key);
		}
	}

	/** What was typed is not taken. It leaves the text, and is theirs to copy if they may still hold it. */
	private refuse(editing: Editing, why: Why, mayKeep: boolean): void {
		// Somebody else has signed in here: what the one before typed is not theirs to see.
		if (why === "not-yours" || why === "no-access") {
			this.gone();
			return;
		}
		const words = editing.text?.refused() ?? "";
		this.sayRefused(editing, why, words, mayKeep);
	}

	/** What was put in would make the section too long: it did not come into the text at all. */
	private tooLong(editing: Editing, words: string): void {
		this.sayRefused(editing, "too-long", words, true);
	}

	/** What was refused before and is not read yet stays there to copy: the next refused letter is put behind it. */
	private sayRefused(editing: Editing, why: Why, words: string, mayKeep: boolean): void {
		const { isLost = false, words: before = "" } = editing.refusal ?? {};
		const isTypedOn = before === "" || [...words].length <= 1;
		const all = `${before}${isTypedOn || words === "" ? "" : "\n"}${words}`;
		editing.refusal = {
			why,
			isLost: isLost || words !== "",
			words: mayKeep && all !== "" ? all : undefined,
		};
		this.changed();
	}

	/** The person has read why. */
	dismiss(key: string): void {
		const editing = this.editing.get(key);
		if (!editing?.refusal) return;
		const { why } = editing.refusal;
		editing.refusal = undefined;
		if (why === "read-only") this.stopWriting(key);
		this.changed();
	}

	// --- who is writing -----------------------------------------------------------------------------------

	private writingIn: string | undefined;

	private sayWriting(key: string): void {
		if (this.isEnded) return;
		clearTimeout(this.pause);
		this.pause = setTimeout(() => this.sayNotWriting(key), PAUSE_MS);
		if (this.writingIn === key) return;
		this.writingIn = key;
		this.line.say("say-writing", { caseId: this.caseId, key });
	}

	/** The line has forgotten it: the next letter says it anew. */
	private forgetWriting(): void {
		clearTimeout(this.pause);
		this.writingIn = undefined;
	}

	private sayNotWriting(key: string): void {
		if (this.writingIn !== key) return;
		clearTimeout(this.pause);
		this.writingIn = undefined;
		this.line.say("say-writing", { caseId: this.caseId, key: null });
	}
}
