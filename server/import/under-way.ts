/** What is under way in this process: an import that is read, written or taken back goes on after its form is answered. */
import { remember } from "#db/index.ts";
import { log } from "../log.ts";

/** What a form waits for; whatever takes longer goes on, and its page says how far it is. */
export const PATIENCE_MS = 4_000;

/** What is under way in this process: after a restart nothing is, whatever the database says. */
export const running = remember(
	"imports under way",
	() => new Map<string, { written: number; outOf: number; ended: Promise<void> }>(),
);

/** Whether anybody has a live screen open; set by whoever knows. */
export const company = remember("whether anybody is live", () => ({ isAlone: (): boolean => false }));

/** Lets imports write without pauses while nobody is there to notice. */
export const paceImportsBy = (isAlone: () => boolean): void => {
	company.isAlone = isAlone;
};

/** What a promise answers if it does so in time. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), ms);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Keeps track of what goes on after its form has been answered. It fails into the log. */
export function track(importId: string, outOf: number, work: () => Promise<void>): Promise<void> {
	const ended = work()
		.catch((error: unknown) => log().error({ err: error, importId }, "an import stopped"))
		.finally(() => running.delete(importId));
	running.set(importId, { written: 0, outOf, ended });
	return ended;
}

/** How far an import that is under way has come; nothing when none is, whatever its state says. */
export const underWay = (importId: string): { written: number; outOf: number } | null => {
	const mark = running.get(importId);
	return mark ? { written: mark.written, outOf: mark.outOf } : null;
};
