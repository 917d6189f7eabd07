/** How long an entry takes from one person's Enter key to everybody's screen. */
import { setTimeout as wait } from "node:timers/promises";
import { type Percentiles, percentile, percentiles, rounded, watchProcessors } from "./measure.ts";
import { type Subject, sentence } from "./subjects.ts";

const WATCHERS = [10, 60, 200];
/** Entries a second, and for how many seconds in each of two rounds. */
const RATES = [
	{ rate: 5, seconds: 6 },
	{ rate: 20, seconds: 5 },
];
const ROUNDS = 2;
const CATCH_UP_MS = 5_000;

/** From just before the post is sent, in ms. */
interface Entry {
	sent: number;
	acknowledged: number;
	arrivals: number[];
}

export interface LiveFigures {
	watchers: number;
	rate: number;
	last: Percentiles;
	limit: Percentiles;
	ratio: Percentiles;
}

type Line = Record<string, string | number>;

/** Measures every pair of watchers and rate, the product and the limit in turn. @param show prints a line. */
export async function measureLive(subjects: Subject[], show: (line: Line) => void): Promise<LiveFigures[]> {
	const figures: LiveFigures[] = [];
	for (const watchers of WATCHERS) {
		const heard = new Map<string, Entry>();
		const hear = (body: string, at: number) => {
			const entry = heard.get(body);
			entry?.arrivals.push(at - entry.sent);
		};
		const open = await Promise.all(subjects.map((subject) => subject.watch(watchers, hear)));
		// Who is here is told a moment after everybody has come.
		await wait(500);
		for (const { rate, seconds } of RATES) {
			const measured = new Map(subjects.map((subject) => [subject.name, [] as Entry[]]));
			const busy = new Map<string, { server: number; load: number }>();
			for (let round = 0; round < ROUNDS; round++) {
				for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
					const processors = watchProcessors(subject.pid);
					const entries = await postAtRate(subject, { watchers, rate, seconds, round, heard });
					busy.set(subject.name, processors.stop());
					measured.get(subject.name)?.push(...entries);
				}
			}
			for (const [name, entries] of measured)
				show(lineOf({ watchers, rate, name, entries, busy: busy.get(name) }));
			const last = percentiles(lastOf(measured.get("product") ?? []));
			const limit = percentiles(lastOf(measured.get("limit") ?? []));
			const ratio = { p50: rounded(last.p50 / limit.p50, 2), p95: rounded(last.p95 / limit.p95, 2) };
			figures.push({ watchers, rate, last, limit, ratio });
		}
		for (const each of open) each.close();
		await wait(300);
	}
	return figures;
}

/** One writer at a steady rate, who does not wait for the answer to the last post. */
async function postAtRate(
	subject: Subject,
	plan: { watchers: number; rate: number; seconds: number; round: number; heard: Map<string, Entry> },
): Promise<Entry[]> {
	const { watchers, rate, seconds, round, heard } = plan;
	const entries: Entry[] = [];
	const posts: Promise<void>[] = [];
	const begun = performance.now();
	for (let number = 0; number < rate * seconds; number++) {
		await wait(Math.max(0, begun + (number * 1000) / rate - performance.now()));
		const body = sentence(`${subject.name} ${watchers} ${rate} ${round} ${number}`);
		const entry: Entry = { sent: performance.now(), acknowledged: Number.NaN, arrivals: [] };
		heard.set(body, entry);
		entries.push(entry);
		const post = subject.post(0, body).then(() => {
			entry.acknowledged = performance.now() - entry.sent;
		});
		posts.push(post);
	}
	await Promise.all(posts);
	const isComplete = () => entries.every(({ arrivals }) => arrivals.length === watchers);
	for (const late = performance.now() + CATCH_UP_MS; !isComplete() && performance.now() < late; )
		await wait(20);
	if (!isComplete()) throw new Error(`Not every watcher of the ${subject.name} heard every entry once`);
	return entries;
}

const lastOf = (entries: readonly Entry[]) => entries.map(({ arrivals }) => Math.max(...arrivals));

interface ForLine {
	watchers: number;
	rate: number;
	name: string;
	entries: readonly Entry[];
	busy: { server: number; load: number } | undefined;
}

function lineOf({ watchers, rate, name, entries, busy }: ForLine): Line {
	const both = (values: number[]) => {
		const { p50, p95 } = percentiles(values);
		return `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
	};
	return {
		watchers,
		"a second": rate,
		"": name,
		acknowledged: both(entries.map((entry) => entry.acknowledged)),
		first: both(entries.map(({ arrivals }) => Math.min(...arrivals))),
		median: both(entries.map(({ arrivals }) => percentile(arrivals, 0.5))),
		last: both(lastOf(entries)),
		"server busy": share(busy?.server),
		"load busy": share(busy?.load),
	};
}

export const share = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? "" : `${Math.round(value * 100)} %`;
