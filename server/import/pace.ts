/** How an import shares the database and the thread with those who are in a meeting. */

/**
 * A step writes for so long, a case at least, then lets others have the database and the thread for many times as long as
 * it took: of those who are in a meeting so few meet a step that the meeting does not notice.
 */
export const STEP_MS = 4;
const PAUSE_MS = 60;
const PAUSES_A_STEP = 20;
const LONGEST_PAUSE_MS = 400;

/** How long to leave the machine to others after so much work. */
export const pauseAfter = (tookMs: number) =>
	Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, tookMs * PAUSES_A_STEP));
