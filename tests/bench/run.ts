/**
 * How quick the product is, beside the bare limit of the same machine in the same run.
 *
 *   npm run bench [-- --only live|write] [--profile FOLDER]
 *
 * Prints tables, and as its last line one JSON object; times in milliseconds. With --profile, the product leaves
 * a CPU profile of itself there.
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import os from "node:os";
import { parseArgs } from "node:util";
import { canPin, runPart } from "#tests/setup/parts.ts";
import { type LiveFigures, measureLive } from "./live.ts";
import { makeFolder, type Subject, startLimit, startProduct } from "./subjects.ts";
import { measureWrites, type WriteFigures, warmUp } from "./write.ts";

const PARTS = ["live", "write"] as const;
/** Node compiles what runs often, and only after some time: what is measured is a server that has been up. */
const WARM_UP = { entries: 4_000, mostSeconds: 25 };

/** How many times the limit's the last watcher's p95 may be, and what part of its writes must be reached. */
const AIMS = { live: 2, write: 1 / 4 };

type Line = Record<string, string | number>;

/** The server on one processor and the load on another, where there are two and the system can be told so. */
function tieToProcessors(): string | undefined {
	if (os.availableParallelism() < 2 || !canPin()) return undefined;
	const { status } = spawnSync("taskset", ["-acp", "1", String(process.pid)], { stdio: "ignore" });
	return status === 0 ? "0" : undefined;
}

/** Prints lines under one head, as they come. */
function table(): (line: Line) => void {
	let hasHead = false;
	return (line) => {
		const width = (name: string) =>
			Math.max(name.length, name === "" ? 7 : 5) + (/ed|first|median|last/.test(name) ? 8 : 2);
		const print = (cells: (string | number)[]) =>
			console.log(
				Object.keys(line)
					.map((name, at) => String(cells[at]).padStart(width(name)))
					.join(""),
			);
		if (!hasHead) print(Object.keys(line));
		hasHead = true;
		print(Object.values(line));
	};
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { only: { type: "string" }, profile: { type: "string" } },
	});
	const parts = PARTS.filter((part) => !values.only || values.only === part);
	if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.join(", ")}`);
	process.env.PANELROOM_SESSION_SECRET ??= randomBytes(48).toString("base64");
	process.env.PANELROOM_SEALING_KEY ??= randomBytes(32).toString("base64");

	const profiling = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [];
	const cpus = tieToProcessors();
	console.log(
		cpus ? "The server on one processor, the load on another." : "Nothing is tied to a processor here.",
	);
	const { folder, remove } = makeFolder();
	const subjects: Subject[] = [];
	try {
		subjects.push(await startProduct(folder, cpus, profiling));
		subjects.push(await startLimit(folder, cpus));
		for (const subject of subjects) await warmUp(subject, WARM_UP);
		const figures: { live?: LiveFigures[]; write?: WriteFigures } = {};
		if (parts.includes("live")) {
			console.log("\nlive: ms from the post until …, p50 / p95");
			figures.live = await measureLive(subjects, table());
		}
		if (parts.includes("write")) {
			console.log("\nwrite: 8 writers, each sending as soon as it is answered; 10 watchers");
			figures.write = await measureWrites(subjects, table());
		}
		judge(figures);
		console.log(JSON.stringify(figures));
	} finally {
		await Promise.all(subjects.map((subject) => subject.end()));
		remove();
	}
}

function judge({ live = [], write }: { live?: LiveFigures[]; write?: WriteFigures }): void {
	console.log("");
	for (const { watchers, rate, ratio } of live) {
		if (rate !== 20 || watchers < 60) continue;
		const verdict = ratio.p95 <= AIMS.live ? "met" : "missed";
		console.log(
			`Last of ${watchers} at ${rate} a second: ${ratio.p95} × the limit, aim ${AIMS.live}: ${verdict}`,
		);
	}
	if (write) {
		const verdict = write.ratio >= AIMS.write ? "met" : "missed";
		console.log(`Writes: ${write.ratio} of the limit, aim ${AIMS.write}: ${verdict}`);
	}
	console.log("");
}

const isPart = await runPart({
	seed: async (input: { members: number }) =>
		(await import("#tests/setup/meeting-for-load.ts")).seedMeeting(input),
	limit: async (input: { file: string }) => (await import("./limit.ts")).serveLimit(input),
});
if (!isPart) await main();
