/**
 * The shared summary over the line: a screen reads it as plain text, edits sections of it as Yjs documents, and hears
 * who is writing where. What a screen may see is asked when it opens, and anew from the moment its person's standing
 * changes; what it may write is asked with every write, where that is stored.
 */
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { z } from "zod";
import { db } from "#db/index.ts";
import { type Access, type Actor, accessOf, isStale } from "../audiences/index.ts";
import { type Commit, changesSight, type TypedEvent } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { log } from "../log.ts";
import {
	mayWrite,
	missingFrom,
	onTextStored,
	plainText,
	recordPens,
	type SectionShown,
	summaryFor,
	type TextStored,
	takePen,
	write,
} from "../summary/index.ts";
import {
	type BrowserMessages,
	CloseText,
	OpenText,
	type PenTaken,
	ReadSummary,
	SayWriting,
	type ServerMessages,
	type SummaryRead,
	TakePen,
	type TextOpened,
	type TextWritten,
	WriteText,
} from "./messages.ts";

/** What a socket has of a summary. */
export interface SummarySeat {
	/** The summary that its screen shows, as whom it was let in, and which sections it edits. */
	summary?: {
		caseId: string;
		panelId: string;
		access: Access;
		editing: Set<string>;
		/** Where its person is in the middle of a sentence. */
		writingIn: string | null;
	};
	/** Counts what it asked to read and left: of two answers under way only the later lets it in. */
	summaryAsked: number;
	/** Pens that this connection wrote with, by case: when it ends, so does their sitting. */
	pens: Map<string, Set<number>>;
}
interface Seated extends SummarySeat {
	actor: Actor;
	/** How often the person's standing has changed since they connected. */
	turns: number;
	/** Notes in their session that they are there. */
	noteSeen(): Promise<void>;
}
type Live = Socket<BrowserMessages, ServerMessages, DefaultEventsMap, Seated>;
type Hub = Server<BrowserMessages, ServerMessages, DefaultEventsMap, Seated>;

/** Whoever reads plain text is told at most as often: every keystroke would be a message a reader. */
const SAY_EVERY_MS = 250;
const WRITERS_DELAY_MS = 150;

/** Answers a screen's questions about summaries. What does not fit its shape is no page of ours: it is cut off. */
export function attachSummary(hub: Hub, socket: Live): void {
	const answering =
		<Schema extends z.ZodType, Answer>(
			schema: Schema,
			work: (message: z.output<Schema>) => Promise<Answer | { status: "later" }>,
		) =>
		(message: unknown, answer: unknown) => {
			const parsed = schema.safeParse(message);
			if (!parsed.success || typeof answer !== "function") return socket.disconnect(true);
			work(parsed.data).then(answer as (answered: unknown) => void, (error) => {
				log().error({ err: error }, "a screen's question about a summary failed");
				answer({ status: "later" });
			});
		};
	socket.on(
		"read-summary",
		answering(ReadSummary, ({ caseId }) => read(hub, socket, caseId)),
	);
	socket.on("leave-summary", () => leave(hub, socket));
	socket.on(
		"take-pen",
		answering(TakePen, ({ caseId }) => giveTo(socket, caseId)),
	);
	socket.on(
		"open-text",
		answering(OpenText, (message) => open(socket, message)),
	);
	socket.on("close-text", (message) => {
		const parsed = CloseText.safeParse(message);
		if (!parsed.success) return void socket.disconnect(true);
		const { summary } = socket.data;
		if (summary?.caseId === parsed.data.caseId) summary.editing.delete(parsed.data.key);
	});
	socket.on(
		"write-text",
		answering(WriteText, async ({ caseId, key, ...writing }): Promise<TextWritten> => {
			const written = await write(socket.data.actor, caseId, key, writing);
			if (written.status === "saved") {
				holdPen(socket, caseId, writing.pen);
				// Whoever writes is there, though no page of theirs is asked for meanwhile.
				void socket.data.noteSeen();
			}
			return written;
		}),
	);
	socket.on("say-writing", (message) => {
		const parsed = SayWriting.safeParse(message);
		if (!parsed.success) return void socket.disconnect(true);
		const { caseId, key } = parsed.data;
		const { summary } = socket.data;
		if (summary?.caseId !== caseId) return;
		// Whoever only reads says nothing; that a guest is there is not everybody's to know.
		if (key !== null && !summary.editing.has(key)) return;
		summary.writingIn = key;
		writersChanged(hub, caseId);
	});
	socket.on("disconnect", () => {
		leave(hub, socket);
		for (const [caseId, pens] of socket.data.pens) {
			recordPens(caseId, [...pens]).catch((error) => {
				log().error({ err: error, caseId }, "writing could not be recorded; it is tried again");
			});
		}
	});
}

/** Sends what is stored to the screens that have it open. Answers how to stop. */
export function relayTexts(hub: Hub): () => void {
	return onTextStored((stored) => relay(hub, stored));
}

/** Lets a socket hear of a commit, in the same tick: words that its person may no longer see are pushed no more. */
export function summaryHears(hub: Hub, socket: Live, { events, streamId }: Commit): void {
	const { summary } = socket.data;
	if (!summary) return;
	const shuts = (event: TypedEvent) =>
		changesSight(event, summary.access, streamId) && !isAboutAnotherCase(event, summary.caseId);
	if (events.some(shuts)) close(hub, socket);
}

/** What is decided of one case alone takes nobody's hand off the text of another. */
function isAboutAnotherCase(event: TypedEvent, caseId: string): boolean {
	switch (event.type) {
		case "recusal.declared":
		case "recusal.lifted":
		case "officer.set":
		case "victim-agency.added":
		case "victim-agency.removed":
			return event.data.caseId !== caseId;
		default:
			return false;
	}
}

function close(hub: Hub, socket: Live): void {
	const caseId = socket.data.summary?.caseId;
	leave(hub, socket);
	if (caseId !== undefined) socket.emit("summary-closed", caseId);
}

function leave(hub: Hub, socket: Live): void {
	const left = socket.data.summary;
	socket.data.summaryAsked++;
	socket.data.summary = undefined;
	if (left?.writingIn) writersChanged(hub, left.caseId);
}

async function read(hub: Hub, socket: Live, caseId: string): Promise<SummaryRead> {
	const { actor, turns, summary: before } = socket.data;
	if (before?.caseId !== caseId) leave(hub, socket);
	const asked = ++socket.data.summaryAsked;
	const access = await accessOf(db, actor, caseId);
	const found = await summaryFor(actor, access, caseId);
	// Their standing has changed while we read: what was read is for an earlier one.
	if (socket.data.turns !== turns) return { status: "later" };
	// It has gone on to another summary, or shows none any more.
	if (socket.data.summaryAsked !== asked) return { status: "later" };
	if (!found) {
		leave(hub, socket);
		return { status: "gone" };
	}
	const { panelId, sections } = found;
	const editing = socket.data.summary?.editing ?? new Set<string>();
	socket.data.summary = { caseId, panelId, access, editing, writingIn: null };
	writersChanged(hub, caseId);
	return { status: "reading", sections: sections.map((section) => asSaid(hub, caseId, section)) };
}

const holdPen = ({ data: { pens } }: Live, caseId: string, pen: number) =>
	pens.set(caseId, (pens.get(caseId) ?? new Set()).add(pen));

async function giveTo(socket: Live, caseId: string): Promise<PenTaken> {
	try {
		const pen = await takePen(socket.data.actor, caseId);
		holdPen(socket, caseId, pen);
		return { status: "taken", pen };
	} catch (error) {
		if (error instanceof NotFound) return { status: "gone" };
		if (error instanceof NotAllowed) return { status: "read-only" };
		throw error;
	}
}

type Opening = z.output<typeof OpenText>;

/**
 * Puts a screen that shows the summary onto a section's updates, and answers what it has not. Only of a section that its
 * person may write: updates hold every word that ever stood there, and whoever reads sees what stands there now.
 */
async function open(socket: Live, { caseId, key, vector }: Opening): Promise<TextOpened> {
	const { summary } = socket.data;
	// A date may have turned since it was let in: it asks to read first, and is answered anew.
	if (summary?.caseId !== caseId || isStale(summary.access)) return { status: "later" };
	if (!mayWrite(summary.access, { id: caseId, panelId: summary.panelId }, key)) return { status: "gone" };
	summary.editing.add(key);
	const missing = await missingFrom(caseId, key, vector);
	if (socket.data.summary !== summary) return { status: "later" };
	return missing ? { status: "open", ...missing } : { status: "gone" };
}

/** The sockets that have a case's summary open, and may have it. A date may have turned since they opened it. */
function seatsOf(hub: Hub, caseId: string): Live[] {
	const here = [...hub.sockets.sockets.values()].filter((socket) => socket.data.summary?.caseId === caseId);
	return here.filter((socket) => {
		if (!socket.data.summary || !isStale(socket.data.summary.access)) return true;
		close(hub, socket);
		return false;
	});
}

function relay(hub: Hub, { caseId, key, from, to, updates }: TextStored): void {
	const here = seatsOf(hub, caseId);
	const editing = here.filter(({ data }) => data.summary?.editing.has(key)).map(({ id }) => id);
	if (editing.length > 0) hub.to(editing).emit("text-updates", { caseId, key, from, to, updates });
	if (here.length > editing.length) saySoon(hub, caseId, key);
}

/** What the plain readers of a section were last told: all of them the same, so that one message does for all. */
const said = new Map<string, { seq: number; text: string }>();
const sayTimers = new Map<string, NodeJS.Timeout>();
/** Sections of which the readers are being told at this moment. */
const saying = new Map<string, number>();

function saySoon(hub: Hub, caseId: string, key: string): void {
	const name = `${caseId}|${key}`;
	if (sayTimers.has(name)) return;
	const timer = setTimeout(() => {
		sayTimers.delete(name);
		say(hub, caseId, key).catch((error) => {
			log().error({ err: error, caseId }, "readers of a summary could not be told; they will ask");
		});
	}, SAY_EVERY_MS);
	sayTimers.set(name, timer.unref());
}

/** A section for somebody who begins to read: as the others have it, if these are about to be told more. */
function asSaid(hub: Hub, caseId: string, section: SectionShown): SectionShown {
	const name = `${caseId}|${section.key}`;
	const told = sayTimers.has(name) || saying.has(name) ? said.get(name) : undefined;
	if (!told) keepSaid(name, { seq: section.seq, text: section.text });
	// Something may have been written between reading it and taking a seat.
	saySoon(hub, caseId, section.key);
	return { ...section, ...told };
}

async function say(hub: Hub, caseId: string, key: string): Promise<void> {
	const place = `${caseId}|${key}`;
	saying.set(place, (saying.get(place) ?? 0) + 1);
	const now = await plainText(caseId, key).finally(() => {
		const others = (saying.get(place) ?? 1) - 1;
		if (others > 0) saying.set(place, others);
		else saying.delete(place);
	});
	const readers = seatsOf(hub, caseId).filter(({ data }) => !data.summary?.editing.has(key));
	if (!now || readers.length === 0) return;
	const name = `${caseId}|${key}`;
	const before = said.get(name) ?? { seq: 0, text: "" };
	if (before.seq >= now.seq) return;
	keepSaid(name, now);
	const ids = readers.map(({ id }) => id);
	hub
		.to(ids)
		.emit("text-said", { caseId, key, from: before.seq, to: now.seq, ...splice(before.text, now.text) });
}

/** Readers for hours of many cases: what one section was last said is not worth more memory than this. */
const MOST_SAID = 500;

function keepSaid(name: string, now: { seq: number; text: string }): void {
	said.delete(name);
	said.set(name, now);
	if (said.size > MOST_SAID) said.delete(said.keys().next().value as string);
}

/** The one place at which two texts differ, from the first to the last character that does. */
function splice(before: string, after: string): { at: number; removed: number; inserted: string } {
	const shorter = Math.min(before.length, after.length);
	let at = 0;
	while (at < shorter && before[at] === after[at]) at++;
	let tail = 0;
	while (tail < shorter - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
	return { at, removed: before.length - at - tail, inserted: after.slice(at, after.length - tail) };
}

const writersTimers = new Map<string, NodeJS.Timeout>();

/** Tells everyone who has a summary open who is writing where, a moment later and once for several changes. */
function writersChanged(hub: Hub, caseId: string): void {
	if (writersTimers.has(caseId)) return;
	const timer = setTimeout(() => {
		writersTimers.delete(caseId);
		const here = seatsOf(hub, caseId);
		const writers = new Map<string, { key: string; userId: string; name: string; agencyName: string }>();
		for (const { data } of here) {
			const key = data.summary?.writingIn;
			const { userId, name, agencyName } = data.actor;
			if (key) writers.set(`${userId}|${key}`, { key, userId, name, agencyName });
		}
		// To nobody in particular would be to everybody.
		if (here.length === 0) return;
		hub.to(here.map(({ id }) => id)).emit("summary-writers", { caseId, writers: [...writers.values()] });
	}, WRITERS_DELAY_MS);
	writersTimers.set(caseId, timer.unref());
}
