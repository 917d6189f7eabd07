/**
 * How quick and how light the product is; what can be is held against the bare limit of the same machine in the
 * same run.
 *
 *   npm run bench [-- --only live|write|weight|memory|next|import|text|pages|heavy|hour] [--engine sqlite|postgres] [--cases 100|100000] [--profile FOLDER]
 *
 * Prints tables, and as its last line one JSON object; times in milliseconds. With --profile, the product leaves
 * a CPU profile of itself there.
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { askPart, canPin, runPart } from "#tests/setup/parts.ts";
import { measureHeavy } from "./heavy.ts";
import type { HourFigures } from "./hour.ts";
import { measureImport } from "./import.ts";
import { MOST_WATCHERS, measureLive } from "./live.ts";
import { measureMemory } from "./memory.ts";
import { measureNext } from "./next.ts";
import { BULKS, ENGINES, type Engine, measurePages } from "./pages.ts";
import { asSubject, startProduct } from "./product.ts";
import { type Figures, judge, table } from "./report.ts";
import type { Bulk } from "./seed-bulk.ts";
import { MOST_WRITERS, makeFolder, type Place, type Subject, startLimit } from "./subjects.ts";
import { measureText } from "./text.ts";
import { measureWeight } from "./weight.ts";
import { measureWrites, warmUp } from "./write.ts";

const PARTS = [
	"live",
	"write",
	"weight",
	"memory",
	"next",
	"import",
	"text",
	"pages",
	"heavy",
	"hour",
] as const;
/** Node compiles what runs often, and only after some time: what is measured is a server that has been up. */
const WARM_UP = { posts: 4_000, mostSeconds: 25 };
/** Who follow the meeting, beside the panel's own people. */
const MEMBERS = 14;

/** The server on one processor and the load on another, where there are two and the system can be told so. */
function tieToProcessors(): string | undefined {
	if (os.availableParallelism() < 2 || !canPin()) return undefined;
	const { status } = spawnSync("taskset", ["-acp", "1", String(process.pid)], { stdio: "ignore" });
	return status === 0 ? "0" : undefined;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			only: { type: "string" },
			engine: { type: "string" },
			cases: { type: "string" },
			profile: { type: "string" },
		},
	});
	const parts = PARTS.filter((part) => !values.only || values.only === part);
	if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.join(", ")}`);
	process.env.PANELROOM_SESSION_SECRET ??= randomBytes(48).toString("base64");
	process.env.PANELROOM_SEALING_KEY ??= randomBytes(32).toString("base64");

	const nodeArguments = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [];
	// Pages are asked for one at a time, and leave the load idle meanwhile.
	const cpus = values.only === "pages" ? undefined : tieToProcessors();
	console.log(
		cpus ? "The server on one processor, the load on another." : "Nothing is tied to a processor here.",
	);
	const engines = ENGINES.filter((engine) => !values.engine || values.engine === engine);
	const { folder, remove } = makeFolder();
	try {
		const bulks = BULKS.filter(({ cases }) => !values.cases || values.cases === String(cases));
		const figures = await measure(parts, { folder, cpus, nodeArguments }, engines, bulks);
		judge(figures);
		console.log(JSON.stringify(figures));
	} finally {
		remove();
	}
}

async function measure(
	parts: (typeof PARTS)[number][],
	place: Place,
	engines: readonly Engine[],
	bulks: readonly Bulk[],
): Promise<Figures> {
	const figures: Figures = {};
	if (parts.includes("live") || parts.includes("write"))
		Object.assign(figures, await measureBesideLimit(parts, place));
	if (parts.includes("weight")) {
		console.log("\nweight: scripts that the room loads");
		figures.weight = await measureWeight(place, table(36));
	}
	if (parts.includes("memory")) {
		console.log("\nmemory: resident, once it has settled");
		figures.memory = await measureMemory(place, table(48));
	}
	if (parts.includes("next")) {
		console.log("\nnext: ms from the chair's post until …");
		figures.next = await measureNext(place, table(20));
	}
	if (parts.includes("import")) {
		console.log(
			"\nimport: ms from a post in the room until the last of 60 screens, while a tracker comes in",
		);
		figures.import = await measureImport(place, table());
	}
	if (parts.includes("text")) {
		console.log(
			"\ntext: ms from a keystroke of one of 20 writers until the last of the others’ screens has it",
		);
		figures.text = await measureText(place, table());
	}
	if (parts.includes("pages")) {
		console.log("\npages: ms until the last byte of the document");
		figures.pages = await measurePages(place, engines, bulks, table(12));
	}
	if (parts.includes("hour")) {
		console.log("\nhour: what an hour of 20 people typing in one summary leaves in the database");
		const databaseUrl = `file:${path.join(place.folder, "hour.db")}`;
		figures.hour = await askPart<HourFigures>("hour", {}, { DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" });
		table(12)({ ...figures.hour });
	}
	if (parts.includes("heavy")) {
		console.log("\nheavy: ms until the last byte, of a case of which much is known beside an empty one");
		figures.heavy = await measureHeavy(place, table(12));
	}
	return figures;
}

async function measureBesideLimit(
	parts: (typeof PARTS)[number][],
	place: Place,
): Promise<Pick<Figures, "live" | "write">> {
	const subjects: Subject[] = [];
	const figures: Pick<Figures, "live" | "write"> = {};
	try {
		const product = await startProduct(place, MEMBERS);
		subjects.push(await asSubject(product, { watchers: MOST_WATCHERS, writers: MOST_WRITERS }));
		subjects.push(await startLimit(place));
		for (const subject of subjects) await warmUp(subject, WARM_UP);
		if (parts.includes("live")) {
			console.log(
				"\nlive: ms from the post until …, p50 / p95; of ten posts 7 entries, 2 actions, 1 next item",
			);
			figures.live = await measureLive(subjects, table());
		}
		if (parts.includes("write")) {
			console.log("\nwrite: 8 writers, each sending as soon as it is answered; 10 watchers");
			figures.write = await measureWrites(subjects, table());
		}
		return figures;
	} finally {
		await Promise.all(subjects.map((subject) => subject.end()));
	}
}

const isPart = await runPart({
	seed: async (input: { members: number }) =>
		(await import("#tests/setup/meeting-for-load.ts")).seedMeeting(input),
	"seed-bulk": async (input: Bulk) => (await import("./seed-bulk.ts")).seedBulk(input),
	"seed-heavy": async () => (await import("./seed-heavy.ts")).seedHeavy(),
	hour: async () => (await import("./hour.ts")).typeForAnHour(),
	relay: async () => (await import("./relay.ts")).serveRelay(),
	limit: async (input: { file: string }) => (await import("./limit.ts")).serveLimit(input),
});
if (!isPart) await main();
