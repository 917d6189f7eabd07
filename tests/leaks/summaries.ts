/** What the line says of summaries: to everybody who asks, of every case, and to everybody who listens while one is written. */
import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import type { PenTaken, SummaryRead, TextOpened, TextWritten } from "#server/realtime/messages.ts";
import { each } from "./browser.ts";
import { type Crowd, missing } from "./crowd.ts";
import type { Thing } from "./force.ts";
import { hasPower, leaksIn } from "./judge.ts";
import { handshake, liveCount, open } from "./live.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	CASES,
	type CaseName,
	isSignedOut,
	PUSHED,
	SENT,
	seesAudience,
} from "./policy.ts";

const signedIn = ACTOR_KINDS.filter((kind) => !isSignedOut(kind));
const nameOf = (thing: Thing) => thing.cases[0] as CaseName;
const idOf = (thing: Thing) => thing.ids.caseId ?? "";
/** Nothing is known of a text yet: Yjs's empty state vector. */
const NOTHING = Buffer.from([0]);
/** An update that changes nothing. */
const NO_UPDATE = Buffer.from([0, 0]);

const ask = <Answer>(socket: Socket, event: string, message: unknown): Promise<Answer> =>
	socket.timeout(5_000).emitWithAck(event, message);

/** The words in an answer, also those in a document's bytes. */
const wordsIn = (answer: unknown): string =>
	JSON.stringify(answer, (_, value: unknown) => {
		const bytes = value as { type?: string; data?: number[] } | null;
		return bytes?.type === "Buffer" && bytes.data ? Buffer.from(bytes.data).toString("utf8") : value;
	});

/** Everybody asks for every summary, and for a pen and a text of those that they may not see. */
export async function readSummaries({ force, url, browsers, findings }: Crowd): Promise<void> {
	await each(signedIn, async (kind) => {
		const socket = open(url, browsers[kind].cookie);
		await handshake(socket);
		const things = force.things.case;
		const none = things[0] && missing(things[0]);
		const asked = async (thing: Thing) => {
			liveCount.follows++;
			const caseId = idOf(thing);
			const read = await ask<SummaryRead>(socket, "read-summary", { caseId });
			if (read.status === "reading") {
				const opened = await ask<TextOpened>(socket, "open-text", { caseId, key: "why", vector: NOTHING });
				return [read, opened];
			}
			return [
				read,
				await ask<TextOpened>(socket, "open-text", { caseId, key: "why", vector: NOTHING }),
				await ask<PenTaken>(socket, "take-pen", { caseId }),
				await ask<TextWritten>(socket, "write-text", {
					caseId,
					key: "why",
					pen: 1,
					update: NO_UPDATE,
					copies: [],
				}),
			];
		};
		const hidden = none && wordsIn(await asked(none));
		for (const thing of things) {
			const where = `${kind}: the summary of ${thing.name}`;
			const answers = await asked(thing);
			const maySee = seesAudience(kind, `case:${nameOf(thing)}`);
			const isShown = answers[0]?.status === "reading";
			if (isShown !== maySee) findings.problems.push(`${where} is ${isShown ? "shown" : "not shown"}`);
			// A document holds every word that was ever taken out: it is for whoever may write.
			const isOpened = answers[1]?.status === "open";
			if (isOpened !== (maySee && hasPower(kind, "contribute", thing)))
				findings.problems.push(`${where} is ${isOpened ? "opened" : "not opened"} to be written in`);
			findings.answers++;
			const view = {
				kind,
				thing,
				shows: [...SENT["read-summary"], ...SENT["open-text"]],
				asked: idOf(thing),
			};
			const { leaks, found } = leaksIn(force.secrets, wordsIn(answers), view);
			for (const leak of leaks) findings.problems.push(`${where}: ${leak}`);
			if (leaks.length === 0) for (const secret of found) findings.seen.add(secret);
			if (!maySee) {
				findings.comparisons++;
				const said = wordsIn(answers);
				if (said !== hidden) findings.problems.push(`${where} differs: ${said} for ${hidden}`);
			}
		}
		socket.close();
	});
}

interface Listener {
	kind: ActorKind;
	thing: Thing;
	socket: Socket;
	frames: { name: string; payload: unknown }[];
}

/** Somebody with a pen says that they are in the middle of a sentence. */
async function sayWriting(url: string, cookie: string, caseId: string): Promise<Socket> {
	const socket = open(url, cookie);
	await handshake(socket);
	await ask<SummaryRead>(socket, "read-summary", { caseId });
	await ask<PenTaken>(socket, "take-pen", { caseId });
	await ask<TextOpened>(socket, "open-text", { caseId, key: "plan", vector: NOTHING });
	socket.emit("say-writing", { caseId, key: "plan" });
	return socket;
}

/** A summary is written while everybody has asked for it: words and who writes reach those who may see the case. */
export async function writeWhileAllListen(crowd: Crowd): Promise<void> {
	const { force, url, browsers, findings } = crowd;
	const listeners: Listener[] = [];
	const things = force.things.case.filter((thing) => ["walled", "plain", "other"].includes(nameOf(thing)));
	await each(signedIn, async (kind) => {
		for (const thing of things) {
			const socket = open(url, browsers[kind].cookie);
			await handshake(socket);
			const frames: Listener["frames"] = [];
			await ask<SummaryRead>(socket, "read-summary", { caseId: idOf(thing) });
			await ask<TextOpened>(socket, "open-text", { caseId: idOf(thing), key: "plan", vector: NOTHING });
			socket.onAny((name: string, payload: unknown) => frames.push({ name, payload }));
			listeners.push({ kind, thing, socket, frames });
		}
	});
	await wait(300);
	for (const { frames } of listeners) frames.length = 0;
	for (const thing of things) {
		const name = nameOf(thing);
		const by = CASES[name] === "north" ? browsers.coordinator : browsers.outsider;
		const word = force.secrets.word("summary", `case:${name}`, `the plan of the ${name} case, live`);
		for (const key of ["plan", "risk"]) {
			const answer = await by.post(`/cases/${idOf(thing)}/summary/${key}`, {
				base: "",
				text: `Live in ${key}: ${word}`,
			});
			if (answer.status >= 400)
				findings.problems.push(`The ${name} case’s ${key} is answered ${answer.status}`);
		}
		const writer = await sayWriting(url, by.cookie, idOf(thing));
		await wait(700);
		for (const { kind, thing: heard, frames } of listeners) {
			const where = `${kind}, who listens to ${heard.name} while that of the ${name} case is written`;
			const maySee = nameOf(heard) === name && seesAudience(kind, `case:${name}`);
			for (const { name: event, payload } of frames) {
				const shows = PUSHED[event as keyof typeof PUSHED];
				findings.answers++;
				const view = { kind, thing: heard, shows, asked: idOf(heard) };
				const { leaks } = leaksIn(force.secrets, wordsIn(payload), view);
				for (const leak of leaks) findings.problems.push(`${where}, is sent ${event}: ${leak}`);
			}
			const told = frames.filter(({ name: event }) => event.startsWith("text-"));
			const names = frames.filter(({ name: event, payload }) => {
				const { writers = [] } = payload as { writers?: { key: string }[] };
				return event === "summary-writers" && writers.some(({ key }) => key === "plan");
			});
			if (names.length > 0 !== maySee) {
				findings.problems.push(`${where}, is ${maySee ? "not told" : "told"} who is writing`);
			}
			if (told.length > 0 && !maySee) findings.problems.push(`${where}, is sent ${told.length} messages`);
			if (told.length < 2 && maySee) findings.problems.push(`${where}, is not told`);
			frames.length = 0;
		}
		writer.close();
		await wait(300);
		for (const { frames } of listeners) frames.length = 0;
	}
	for (const { socket } of listeners) socket.close();
}
