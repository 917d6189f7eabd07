/** How long it takes from the Enter key of whoever is in the chair to everybody's screen, in a room as it is used. */
import { setTimeout as wait } from "node:timers/promises";
import { type Percentiles, percentile, percentiles, rounded, watchProcessors } from "./measure.ts";
import { kindOf } from "./mixture.ts";
import { type Kind, type Subject, sentence } from "./subjects.ts";

export const MOST_WATCHERS = 200;
const WATCHERS = [10, 60, MOST_WATCHERS];
/** Posts a second, and for how many seconds in each of two rounds. */
const RATES = [
	{ rate: 5, seconds: 6 },
	{ rate: 20, seconds: 5 },
];
const ROUNDS = 2;
const CATCH_UP_MS = 5_000;

/** From just before the post is sent, in ms. */
export interface Timed {
	kind: Kind;
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
		const heard = new Map<string, Timed>();
		const hear = (mark: string, at: number) => {
			const post = heard.get(mark);
			post?.arrivals.push(at - post.sent);
		};
		const open = await Promise.all(subjects.map((subject) => subject.watch(watchers, hear)));
		// Who is here is told a moment after everybody has come.
		await wait(500);
		for (const { rate, seconds } of RATES) {
			const measured = new Map(subjects.map((subject) => [subject.name, [] as Timed[]]));
			const busy = new Map<string, { server: number; load: number }>();
			for (let round = 0; round < ROUNDS; round++) {
				for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
					const processors = watchProcessors(subject.pid);
					const posts = await postAtRate(subject, { watchers, rate, seconds, round, heard });
					busy.set(subject.name, processors.stop());
					measured.get(subject.name)?.push(...posts);
				}
			}
			for (const [name, posts] of measured)
				show(lineOf({ watchers, rate, name, posts, busy: busy.get(name) }));
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
export async function postAtRate(
	subject: Subject,
	plan: {
		watchers: number;
		rate: number;
		seconds: number;
		round: number;
		heard: Map<string, Timed>;
		/** Ends it before its time. */
		isOver?: () => boolean;
	},
): Promise<Timed[]> {
	const { watchers, rate, seconds, round, heard, isOver } = plan;
	const timed: Timed[] = [];
	const answers: Promise<void>[] = [];
	const begun = performance.now();
	for (let number = 0; number < rate * seconds && !isOver?.(); number++) {
		await wait(Math.max(0, begun + (number * 1000) / rate - performance.now()));
		const text = sentence(`${subject.name} ${watchers} ${rate} ${round} ${number}`);
		const post = subject.prepare(kindOf(number), text);
		const one: Timed = {
			kind: post.kind,
			sent: performance.now(),
			acknowledged: Number.NaN,
			arrivals: [],
		};
		// A case that is opened once more is another post: by then everybody has heard of the last time.
		heard.set(post.mark, one);
		timed.push(one);
		const answer = subject.post(0, post).then(() => {
			one.acknowledged = performance.now() - one.sent;
		});
		answers.push(answer);
	}
	await Promise.all(answers);
	const isComplete = () => timed.every(({ arrivals }) => arrivals.length === watchers);
	for (const late = performance.now() + CATCH_UP_MS; !isComplete() && performance.now() < late; )
		await wait(20);
	if (!isComplete()) throw new Error(`Not every watcher of the ${subject.name} heard every post once`);
	return timed;
}

export const lastOf = (posts: readonly Timed[]) => posts.map(({ arrivals }) => Math.max(...arrivals));

interface ForLine {
	watchers: number;
	rate: number;
	name: string;
	posts: readonly Timed[];
	busy: { server: number; load: number } | undefined;
}

function lineOf({ watchers, rate, name, posts, busy }: ForLine): Line {
	const both = (values: number[]) => {
		const { p50, p95 } = percentiles(values);
		return `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
	};
	return {
		watchers,
		"a second": rate,
		"": name,
		acknowledged: both(posts.map((post) => post.acknowledged)),
		first: both(posts.map(({ arrivals }) => Math.min(...arrivals))),
		median: both(posts.map(({ arrivals }) => percentile(arrivals, 0.5))),
		last: both(lastOf(posts)),
		"last, items": both(lastOf(posts.filter(({ kind }) => kind === "item"))),
		"server busy": share(busy?.server),
		"load busy": share(busy?.load),
	};
}

export const share = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? "" : `${Math.round(value * 100)} %`;
