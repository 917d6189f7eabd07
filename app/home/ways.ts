/** Lists that home leads to, each showing what its step counts. */
import { logPath } from "../actions/log-words.ts";

/** One's own actions, those of one's agency, or a lead's of all panels. */
export const actionsOf = (whose: "mine" | "agency" | "force", show: string): string =>
	logPath({ kind: whose }, `show=${show}`);

/** A panel's actions. */
export const panelsActions = (panelId: string, show: string): string =>
	logPath({ kind: "panel", panelId }, `show=${show}`);
