/** What the benchmark prints: tables as they come, and how the figures stand to the aims. */
import type { HeavyFigures } from "./heavy.ts";
import type { HourFigures } from "./hour.ts";
import type { ImportFigures } from "./import.ts";
import type { LiveFigures } from "./live.ts";
import type { MemoryFigures } from "./memory.ts";
import type { NextFigures } from "./next.ts";
import type { PageFigures } from "./pages.ts";
import type { TextFigures } from "./text.ts";
import type { WeightFigures } from "./weight.ts";
import type { WriteFigures } from "./write.ts";

export interface Figures {
	live?: LiveFigures[];
	write?: WriteFigures;
	weight?: WeightFigures;
	memory?: MemoryFigures;
	next?: NextFigures;
	import?: ImportFigures;
	text?: TextFigures;
	pages?: PageFigures[];
	heavy?: HeavyFigures[];
	hour?: HourFigures;
}

/**
 * How many times the limit's the last watcher's p95 may be, what part of its writes must be reached, how many kB
 * of script the room may be, in how many ms the last screen follows at p95, how many times as long it may take
 * while a tracker comes in, and how many times the bare relay's p95 a keystroke may take to the last screen.
 */
const AIMS = { live: 2, write: 1 / 4, weight: 170, next: 500, import: 1.2, text: 3 };
/** How many times as long as for an empty case a page may take for a full one. */
const HEAVY_AIM = 2;
/** How many kB an hour of typing may leave. */
const HOUR_AIM = 1_000;
/** How many times as long as with few cases a page may take with many, or in how many ms it is quick enough anyway. */
const PAGE_AIMS = { ratio: 1.5, p95: 50, lead: 500 };

type Line = Record<string, string | number>;

/** Prints lines under one head, as they come. The first column of a table of words is as wide as `first`. */
export function table(first = 0): (line: Line) => void {
	let hasHead = false;
	return (line) => {
		const names = Object.keys(line);
		const width = (name: string) =>
			Math.max(name.length, name === "" ? 7 : 5) + (/ed|first|median|last/.test(name) ? 8 : 2);
		const print = (cells: (string | number)[]) =>
			console.log(
				cells
					.map((cell, at) =>
						at === 0 && first > 0
							? String(cell).padEnd(first)
							: String(cell).padStart(width(names[at] ?? "")),
					)
					.join(""),
			);
		if (!hasHead) print(names);
		hasHead = true;
		print(Object.values(line));
	};
}

/** Says of each aim whether it was met. */
export function judge({
	live = [],
	write,
	weight,
	next,
	import: imported,
	text,
	pages = [],
	heavy = [],
	hour,
}: Figures): void {
	const say = (what: string, figure: string, aim: string, isMet: boolean) =>
		console.log(`${what}: ${figure}, aim ${aim}: ${isMet ? "met" : "missed"}`);
	console.log("");
	for (const { watchers, rate, ratio } of live) {
		if (rate !== 20 || watchers < 60) continue;
		const isMet = ratio.p95 <= AIMS.live;
		say(`Last of ${watchers} at ${rate} a second`, `${ratio.p95} × the limit`, `${AIMS.live}`, isMet);
	}
	if (hour)
		say(
			`An hour of ${hour.writers} people typing`,
			`${hour.storedKb} kB`,
			`${HOUR_AIM}`,
			hour.storedKb < HOUR_AIM,
		);
	for (const { page, ratio } of heavy) {
		say(`The ${page} page of a full case`, `${ratio} × an empty one's`, `${HEAVY_AIM}`, ratio <= HEAVY_AIM);
	}
	if (write) say("Writes", `${write.ratio} of the limit`, `${AIMS.write}`, write.ratio >= AIMS.write);
	if (weight) {
		const { liveRoomJsGzipKb: kb } = weight;
		say("JavaScript of the live room", `${kb} kB gzip`, `${AIMS.weight}`, kb <= AIMS.weight);
	}
	if (next)
		say(
			`"Next item" to the last of ${next.watchers}`,
			`p95 ${next.p95} ms`,
			`${AIMS.next}`,
			next.p95 <= AIMS.next,
		);
	if (imported)
		say(
			"A meeting while a tracker comes in",
			`p95 ${imported.ratio} × without`,
			`${AIMS.import}`,
			imported.ratio <= AIMS.import,
		);
	if (text) {
		const { writers, ratio, last } = text;
		const figure = `p95 ${last.p95} ms, ${ratio.p95} × the relay`;
		say(`A keystroke to the last of ${writers} who write`, figure, `${AIMS.text}`, ratio.p95 <= AIMS.text);
	}
	const most = Math.max(...pages.map(({ cases }) => cases));
	for (const { engine, page, cases, p95 } of pages) {
		if (cases !== most) continue;
		const few = pages.find((other) => other.engine === engine && other.page === page && other.cases !== most);
		const isLeads = page === "lead’s page";
		const aim = isLeads ? PAGE_AIMS.lead : Math.max(PAGE_AIMS.p95, (few?.p95 ?? 0) * PAGE_AIMS.ratio);
		say(
			`${page} on ${engine} with ${cases}`,
			`p95 ${p95} ms, with few ${few?.p95}`,
			`${aim.toFixed(0)} ms`,
			p95 <= aim,
		);
	}
	console.log("");
}
