/** What commits mean for screens: their rows are read once, and shown to each as far as it may see them. */
import type { Reader } from "#db/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import {
	type Changes,
	type Commit,
	type Presented,
	presentTouched,
	type View,
	visible,
} from "../events/index.ts";

/** Commits of one stream that follow on each other, with everything that they touched as it is now. */
export interface Batch {
	stream: string;
	from: number;
	to: number;
	presented: Presented[];
}

/**
 * Takes from the waiting commits those whose versions follow on each other. Two commits may be announced out of
 * order; one message over a hole would hide it, two messages show it and screens ask for what is between.
 */
export function takeRun(waiting: Commit[]): Commit[] {
	waiting.sort((a, b) => a.version - b.version);
	const first = waiting[0]?.version ?? 0;
	const hole = waiting.findIndex((commit, index) => commit.version !== first + index);
	return waiting.splice(0, hole === -1 ? waiting.length : hole);
}

/** Reads what a run of commits touched. */
export async function readBatch(reader: Reader, stream: string, run: readonly Commit[]): Promise<Batch> {
	const touched = new Set(run.flatMap((commit) => commit.events.flatMap((event) => event.touched)));
	const presented = await presentTouched(reader, touched);
	const from = (run[0]?.version ?? 1) - 1;
	return { stream, from, to: run.at(-1)?.version ?? from, presented };
}

/** Which of a batch's rows a screen may be sent, one answer a row. */
export const seenOf = (batch: Batch, view: View, access: Access): boolean[] =>
	batch.presented.map((item) => view.isInScope(item) && holds(access, item.audience));

/** The message for every screen that may be sent the same rows. */
export function messageOf({ stream, from, to, presented }: Batch, seen: readonly boolean[]): Changes {
	const shown = new Set(presented.filter((_, index) => seen[index]));
	return { stream, from, to, ...visible(presented, (item) => shown.has(item)) };
}
