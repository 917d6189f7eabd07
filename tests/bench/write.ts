/** How many entries a second are acknowledged when everybody writes as fast as they are answered. */
import { setTimeout as wait } from "node:timers/promises";
import { share } from "./live.ts";
import { rounded, watchProcessors } from "./measure.ts";
import { kindOf } from "./mixture.ts";
import { MOST_WRITERS, type Subject, sentence } from "./subjects.ts";

const WATCHERS = 10;
const SECONDS = 4;
const ROUNDS = 3;

export interface WriteFigures {
	product: number;
	limit: number;
	ratio: number;
}

type Line = Record<string, string | number>;

/** Measures the product and the limit in turn. @param show prints a line. */
export async function measureWrites(subjects: Subject[], show: (line: Line) => void): Promise<WriteFigures> {
	const sums = { product: 0, limit: 0 };
	const watchers = await Promise.all(subjects.map((subject) => subject.watch(WATCHERS, () => {})));
	for (let round = 0; round < ROUNDS; round++) {
		for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
			const processors = watchProcessors(subject.pid);
			const perSecond = await writeFor(subject, SECONDS, `round ${round}`);
			const { server, load } = processors.stop();
			sums[subject.name] += perSecond;
			show({
				round: round + 1,
				"": subject.name,
				"writes a second": Math.round(perSecond),
				"server busy": share(server),
				"load busy": share(load),
				// Says the same on a machine that is busy with other things.
				"processor ms a write": rounded((server * 1000) / perSecond, 2),
			});
		}
	}
	for (const each of watchers) each.close();
	const product = rounded(sums.product / ROUNDS, 0);
	const limit = rounded(sums.limit / ROUNDS, 0);
	return { product, limit, ratio: rounded(product / limit, 3) };
}

/** Sends what rooms post until there were `posts` of it, or until `mostSeconds` have passed. */
export async function warmUp(
	subject: Subject,
	{ posts, mostSeconds }: { posts: number; mostSeconds: number },
): Promise<void> {
	const late = performance.now() + mostSeconds * 1000;
	for (let sent = 0; sent < posts && performance.now() < late; ) {
		sent += await writeFor(subject, 1, `warm-up ${sent}`, true);
	}
}

/**
 * Eight writers, each sending the next post when the last is acknowledged: entries.
 * @param isMixed whether the first of them, who is in the chair, sends the whole mixture.
 * @returns posts a second.
 */
async function writeFor(subject: Subject, seconds: number, mark: string, isMixed = false): Promise<number> {
	const begun = performance.now();
	const end = begun + seconds * 1000;
	let acknowledged = 0;
	const write = async (writer: number) => {
		for (let number = 0; performance.now() < end; number++) {
			const kind = isMixed && writer === 0 ? kindOf(number) : "entry";
			await subject.post(writer, subject.prepare(kind, sentence(`${mark} ${writer} ${number}`)));
			acknowledged++;
		}
	};
	await Promise.all(Array.from({ length: MOST_WRITERS }, (_, writer) => write(writer)));
	const took = (performance.now() - begun) / 1000;
	// What is still on its way to the watchers is not the next measurement's.
	await wait(200);
	return acknowledged / took;
}
