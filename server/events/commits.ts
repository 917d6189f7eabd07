/** Tells the rest of this process what has just been committed. What listens may fail; the record has not. */
import { remember } from "#db/index.ts";
import { log } from "../log.ts";
import type { RecordedEvent } from "./record.ts";

export interface Commit {
	streamId: string;
	version: number;
	events: readonly RecordedEvent[];
}

const listeners = remember("commit listeners", () => new Set<(commit: Commit) => void>());

/** Calls `listener` after every commit, in the order of commits; answers how to stop. */
export function onCommit(listener: (commit: Commit) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function announce(commit: Commit): void {
	for (const listener of listeners) {
		try {
			listener(commit);
		} catch (error) {
			log().error(
				{ err: error, streamId: commit.streamId, version: commit.version },
				"a commit's listener failed",
			);
		}
	}
}
