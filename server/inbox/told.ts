/** Tells the rest of this process whose inbox has just changed, so that their open pages hear of it. */
import { remember } from "#db/index.ts";
import { log } from "../log.ts";

const listeners = remember("inbox listeners", () => new Set<(userIds: readonly string[]) => void>());

/** Calls `listener` after every commit that changed somebody's inbox, with whose; answers how to stop. */
export function onInboxes(listener: (userIds: readonly string[]) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Whoever listens may fail; what was committed has not. */
export function tellInboxes(userIds: readonly string[]): void {
	if (userIds.length === 0) return;
	for (const listener of listeners) {
		try {
			listener(userIds);
		} catch (error) {
			log().error({ err: error }, "a listener to inboxes failed");
		}
	}
}
