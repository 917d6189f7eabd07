/** Asks the reading thread. It hides the thread: how it is found from source and from a build, its bounds, its end. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Field, Meaning } from "./columns.ts";
import { TrackerUnreadable } from "./sheet.ts";
import type { Risk, Tracker } from "./tracker.ts";

/** What a person needs of a sheet to say what its columns mean. */
export interface SheetDigest {
	name: string;
	rows: number;
	/** The row of the headings, if it has any. */
	headings: number | null;
	columns: { column: number; heading: string; samples: string[]; guess: Field | null }[];
}

export interface Digest {
	sheets: SheetDigest[];
}

/** A file that was opened: what it holds, packed, and what a person needs of it. */
export interface Opened {
	packed: Uint8Array;
	digest: Digest;
}

/** Where a sheet's headings are and what each of its columns means. */
export interface TableAt {
	headings: number;
	meanings: [column: number, meaning: Meaning][];
}

export type ReadRequest =
	| { kind: "open"; data: Uint8Array; fileName: string }
	| { kind: "headings"; packed: Uint8Array; rows: (number | null)[] }
	| ({ kind: "read"; packed: Uint8Array; tables: (TableAt | null)[] } & ReadAs);

/** By what a file is read beside its columns. */
export interface ReadAs {
	today: string;
	/** Every name of an agency, normalised. */
	agencies: string[];
	/** What somebody said of the words for risk, normalised. */
	risks: Record<string, Risk>;
}

export type ReadResponse =
	| ({ kind: "opened" } & Opened)
	| { kind: "read"; tracker: Tracker }
	| { kind: "unreadable"; why: TrackerUnreadable["why"]; message: string };

/** A file that takes longer is no tracker. */
const TOO_LONG_MS = 60_000;
/** Threads at a time; others wait for their turn, so that no crowd of files takes the machine from a meeting. */
const MOST_THREADS = 2;

/** Opens a file. @throws TrackerUnreadable with a sentence for whoever chose it */
export async function openInThread(data: Uint8Array, fileName: string): Promise<Opened> {
	const answer = await ask({ kind: "open", data, fileName });
	return answer as Extract<ReadResponse, { kind: "opened" }>;
}

/** The same file with its headings elsewhere. */
export async function moveHeadings(packed: Uint8Array, rows: (number | null)[]): Promise<Opened> {
	const answer = await ask({ kind: "headings", packed, rows });
	return answer as Extract<ReadResponse, { kind: "opened" }>;
}

/** Reads an opened file by what its columns mean. @throws TrackerUnreadable */
export async function readInThread(
	packed: Uint8Array,
	tables: (TableAt | null)[],
	how: ReadAs,
): Promise<Tracker> {
	const answer = await ask({ kind: "read", packed, tables, ...how });
	return (answer as Extract<ReadResponse, { kind: "read" }>).tracker;
}

let running = 0;
const waiting: (() => void)[] = [];

async function ask(request: ReadRequest): Promise<ReadResponse> {
	if (running >= MOST_THREADS) await new Promise<void>((begin) => waiting.push(begin));
	running++;
	try {
		const answer = await askOne(request);
		if (answer.kind === "unreadable") throw new TrackerUnreadable(answer.why, answer.message);
		return answer;
	} finally {
		running--;
		waiting.shift()?.();
	}
}

function askOne(request: ReadRequest): Promise<ReadResponse> {
	return new Promise((resolve, reject) => {
		const worker = startThread();
		const end = () => {
			clearTimeout(late);
			void worker.terminate();
		};
		const tooMuch = (cause?: unknown) =>
			new TrackerUnreadable(
				"too-large",
				"This file takes too long to open, or unpacks to far more than a tracker holds; it was not opened.",
				{ cause },
			);
		const late = setTimeout(() => {
			end();
			reject(tooMuch());
		}, TOO_LONG_MS);
		worker.once("message", (answer: ReadResponse) => {
			end();
			resolve(answer);
		});
		worker.once("error", (error: NodeJS.ErrnoException) => {
			end();
			reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooMuch(error) : error);
		});
		worker.once("exit", () => reject(new Error("The reading thread ended without an answer")));
		worker.postMessage(request);
	});
}

function startThread(): Worker {
	const resourceLimits = { maxOldGenerationSizeMb: 768 };
	const here = fileURLToPath(import.meta.url);
	const source = join(projectFolder(here), "server/import/reading-worker.ts");
	const built = join(projectFolder(here), "build/command-line/reading-worker.js");
	// Of a thread alone on Linux: the machine serves whoever is in a meeting first.
	const yields = 'require("node:os").setPriority(19);';
	if (!here.endsWith(".ts")) {
		return new Worker(`${yields} import(${JSON.stringify(pathToFileURL(built).href)})`, {
			eval: true,
			resourceLimits,
		});
	}
	// From source: what reads TypeScript here does not reach into another thread by itself.
	const url = JSON.stringify(pathToFileURL(source).href);
	return new Worker(
		`${yields} import("tsx/esm/api").then(({ register }) => { register(); return import(${url}); })`,
		{ eval: true, resourceLimits },
	);
}

function projectFolder(from: string): string {
	let folder = dirname(from);
	while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
	return folder;
}
