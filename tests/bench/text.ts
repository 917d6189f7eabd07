/** How long it takes from a keystroke in a shared text until the last of the others' screens has it. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import * as Y from "yjs";
import { LoadClient, signInAll } from "#tests/setup/live-client.ts";
import type { SignIn } from "#tests/setup/meeting-for-load.ts";
import { startPart, stopPart } from "#tests/setup/parts.ts";
import { TextPage } from "#tests/setup/text-page.ts";
import { share } from "./live.ts";
import { type Percentiles, percentiles, rounded, watchProcessors } from "./measure.ts";
import { startProduct } from "./product.ts";
import type { Place } from "./subjects.ts";

const WRITERS = 20;
/** Forty words a minute each, of which some are taken back. */
const PAUSE = { median: 240, spread: 0.45 };
const ERASED = 0.08;
const WARM_UP_SECONDS = 12;
const SECONDS = 15;
const ROUNDS = 2;
const CATCH_UP_MS = 20_000;

export interface TextFigures {
	writers: number;
	last: Percentiles;
	limit: Percentiles;
	ratio: Percentiles;
}

/** Somebody who types; `heard` is called with each letter of others that reaches their screen. */
interface Typist {
	/** Answers by what the others will know the letter. */
	type(letter: string): string;
	erase(): void;
	close(): void;
}
type Heard = (mark: string, at: number) => void;

interface Together {
	name: "product" | "limit";
	pid: number | undefined;
	typists: Typist[];
	heard: Map<string, Keystroke>;
	end(): Promise<void>;
}

interface Keystroke {
	sent: number;
	last: number;
	missing: number;
}

/** The letters that an update brings, each by its pen and its place among all that the pen wrote. */
function hear(updates: readonly Uint8Array[], at: number, own: number, heard: Heard): void {
	for (const update of updates) {
		for (const { id, length } of Y.decodeUpdate(update).structs) {
			if (id.client === own) continue;
			for (let clock = id.clock; clock < id.clock + length; clock++) heard(`${id.client}:${clock}`, at);
		}
	}
}

async function startWriting(place: Place): Promise<Together> {
	const { server, meeting } = await startProduct(place, WRITERS);
	const people = Array.from({ length: WRITERS }, (_, index) => meeting.members[index] as SignIn);
	const clients = await signInAll(server.url, people);
	const keystrokes = new Map<string, Keystroke>();
	const typists = await Promise.all(
		clients.map(async (client): Promise<Typist> => {
			const page = await TextPage.open(client, meeting.caseIds[0] ?? "", "why");
			const { pen } = page.text;
			let clock = 0;
			page.onUpdates = (updates, at) => hear(updates, at, pen, hearing(keystrokes));
			return {
				type: (letter) => {
					page.type(letter);
					return `${pen}:${clock++}`;
				},
				erase: () => page.erase(1),
				close: () => page.close(),
			};
		}),
	);
	return {
		name: "product",
		pid: server.process.pid,
		typists,
		heard: keystrokes,
		end: async () => {
			for (const typist of typists) typist.close();
			for (const client of clients) client.close();
			await server.stop();
		},
	};
}

async function startRelay({ cpus }: Place): Promise<Together> {
	const child = startPart("relay", undefined, {}, cpus);
	if (!child.stdout) throw new Error("The relay cannot be heard");
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	const { port } = JSON.parse(line) as { port: number };
	const keystrokes = new Map<string, Keystroke>();
	const typists = await Promise.all(
		Array.from({ length: WRITERS }, async (_, index): Promise<Typist> => {
			const socket = new LoadClient(`http://localhost:${port}`).connect();
			const doc = new Y.Doc();
			doc.clientID = index + 1;
			const text = doc.getText("text");
			Y.applyUpdate(doc, new Uint8Array(await socket.emitWithAck("open")), "relay");
			doc.on("update", (update: Uint8Array, origin: unknown) => {
				if (origin !== "relay") socket.emit("update", update);
			});
			socket.on("update", (given: Uint8Array) => {
				const at = performance.now();
				const update = new Uint8Array(given);
				setImmediate(() => {
					hear([update], at, doc.clientID, hearing(keystrokes));
					Y.applyUpdate(doc, update, "relay");
				});
			});
			let clock = 0;
			let caret = 0;
			return {
				type: (letter) => {
					text.insert(Math.min(caret++, text.length), letter);
					return `${doc.clientID}:${clock++}`;
				},
				erase: () => {
					caret = Math.max(0, Math.min(caret, text.length) - 1);
					if (text.length > 0) text.delete(caret, 1);
				},
				close: () => void socket.close(),
			};
		}),
	);
	const end = async () => {
		for (const typist of typists) typist.close();
		await stopPart(child);
	};
	return { name: "limit", pid: child.pid, typists, heard: keystrokes, end };
}

const hearing =
	(keystrokes: Map<string, Keystroke>): Heard =>
	(mark, at) => {
		const one = keystrokes.get(mark);
		if (!one) return;
		one.last = Math.max(one.last, at);
		one.missing--;
	};

/** Between two keys, in ms: as people who type have it, half as long or twice as long now and then. */
function aPause(): number {
	const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
	return PAUSE.median * Math.exp(PAUSE.spread * normal);
}

/** Everybody types for a while. @returns for each keystroke the ms until the last of the others' screens had it */
async function typeTogether({ name, typists, heard }: Together, seconds: number): Promise<number[]> {
	heard.clear();
	const until = performance.now() + seconds * 1000;
	await Promise.all(
		typists.map(async (typist) => {
			while (performance.now() < until) {
				await wait(aPause());
				if (Math.random() < ERASED) {
					typist.erase();
					continue;
				}
				const sent = performance.now();
				const mark = typist.type(Math.random() < 0.17 ? " " : "e");
				heard.set(mark, { sent, last: 0, missing: WRITERS - 1 });
			}
		}),
	);
	const isComplete = () => [...heard.values()].every(({ missing }) => missing === 0);
	for (const giveUp = performance.now() + CATCH_UP_MS; !isComplete() && performance.now() < giveUp; )
		await wait(20);
	const late = [...heard].filter(([, { missing }]) => missing !== 0);
	if (late.length > 0) {
		const [mark, { missing }] = late[0] as [string, Keystroke];
		throw new Error(
			`${late.length} of ${heard.size} keystrokes of the ${name} did not reach every screen once; ${mark}: ${missing}`,
		);
	}
	return [...heard.values()].map(({ sent, last }) => last - sent);
}

/** Measures a server of its own and the relay, in turn. @param show prints a line. */
export async function measureText(
	place: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<TextFigures> {
	const both = [await startWriting(place), await startRelay(place)];
	try {
		const taken = new Map(both.map(({ name }) => [name, [] as number[]]));
		for (const together of both) await typeTogether(together, WARM_UP_SECONDS);
		for (let round = 0; round < ROUNDS; round++) {
			for (const together of round % 2 === 0 ? both : [...both].reverse()) {
				const processors = watchProcessors(together.pid);
				const ms = await typeTogether(together, SECONDS);
				const busy = processors.stop();
				taken.get(together.name)?.push(...ms);
				const { p50, p95 } = percentiles(ms);
				const most = rounded(Math.max(...ms), 1);
				show({
					"": together.name,
					keystrokes: ms.length,
					p50,
					p95,
					most,
					"server busy": share(busy.server),
					"load busy": share(busy.load),
				});
			}
		}
		const last = percentiles(taken.get("product") ?? []);
		const limit = percentiles(taken.get("limit") ?? []);
		const ratio = { p50: rounded(last.p50 / limit.p50, 2), p95: rounded(last.p95 / limit.p95, 2) };
		return { writers: WRITERS, last, limit, ratio };
	} finally {
		await Promise.all(both.map((together) => together.end()));
	}
}
